//! The whole decision: search plans, let histories choose among the best, and let others report what the choice is worth.

use super::{Ahead, Planned, Progress, Ranking, Restart, Searched, Sensitivity, Verdict, Worth, verdict, worth};
use crate::results::Results;
use crate::run::Watch;
use crate::summary::Summary;
use crate::threads::Threads;
use crate::verify::{FactsFound, verify};
use blackstart_model::id::CrewId;
use blackstart_sim::draw::Draw;
use serde::Serialize;
use std::fmt;
use std::ops::{ControlFlow, Range};

/// A quarter as many histories choose as report. Candidates meet the same random draws, so that the difference of two varies far less than a
/// loss does, and a quarter tells them apart. Those that choose do not report: the least of several means is too low on the very
/// histories that made it the least.
const REPORTING_PER_CHOOSING: u32 = 4;

/// Fewest histories that choose, and on which one more head is judged. With 16, the 95 % interval of a mean is 9 % wider than with the
/// true deviation (Student's 2.13 against 1.96); below, it widens quickly.
const LEAST: u32 = 16;

/// How much to search and to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Most schedules of the search.
    pub schedules: u64,
    /// Histories that report, at least one.
    pub replicates: u32,
}

/// Watches how far a decision is; may end it early.
pub trait Onlooker: Sync {
    /// Asked while plans are searched.
    fn searching(&self, progress: &Progress) -> Ahead;

    /// Called before histories are played, with how many there will be.
    fn will_play(&self, histories: u64) {
        let _ = histories;
    }

    /// Called with how many histories have been played in all, from any thread.
    fn played(&self, histories: u64) {
        let _ = histories;
    }

    /// Whether somebody wants the best so far at once. During the search: its own first plan, told on [`LEAST`] histories; later: what was played.
    fn wants_it_now(&self) -> bool {
        false
    }
}

/// A plan and what it is worth.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The plan.
    pub plan: Ranking,
    /// Its work.
    pub planned: Planned,
    /// Its results, on histories that took no part in the choice.
    pub results: Results,
    /// The same in numbers.
    pub summary: Summary,
    /// The plan first, then the orders it is compared with: those given, then the obvious ones.
    pub verdicts: Vec<Verdict>,
    /// What to find out before choosing among these; `None`: there is only one.
    pub verify: Option<OrdersVerified>,
    /// What one more head of each crew is worth.
    pub worths: Vec<Worth>,
    /// What changes of the plan would do to it.
    pub sensitivity: Sensitivity,
    /// What the search found.
    pub searched: Searched,
    /// Histories that chose.
    pub choosing: u32,
}

/// Why there is no decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// The search found no plan.
    NoPlan,
    /// It was ended before any history was played.
    NothingPlayed,
}

impl fmt::Display for Undecided {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NoPlan => "the search found no plan",
            Self::NothingPlayed => "interrupted before any history was played",
        })
    }
}

impl std::error::Error for Undecided {}

/// Which replicates do what.
struct Replicates {
    choosing: u32,
    /// Those that report.
    reporting: Range<u32>,
    /// Of these, those on which one more head is judged.
    heads: Range<u32>,
}

impl Replicates {
    fn of(effort: &Effort, ended_early: bool) -> Self {
        let part = (effort.replicates / REPORTING_PER_CHOOSING).max(LEAST);
        let reporting = part..part + if ended_early { LEAST } else { effort.replicates };
        let heads = part..part + part.min(reporting.end - reporting.start);
        Self { choosing: part, reporting, heads }
    }
}

impl Restart<'_> {
    /// Searches plans, chooses among the best and what else was proposed, and reports what the choice is worth next to the others and to
    /// one more head of each crew.
    ///
    /// # Errors
    /// If it was ended before there was anything to tell.
    pub fn decide(&self, given: &[Ranking], effort: &Effort, onlooker: &impl Onlooker) -> Result<Decision, Undecided> {
        let searched = self.search(given, effort.schedules, &mut |progress| onlooker.searching(progress));
        let ended_early = onlooker.wants_it_now();
        let replicates = Replicates::of(effort, ended_early);
        let others: Vec<&Ranking> = given.iter().chain(&searched.obvious).collect();
        // The search sees values of returns, the simulation everything: an order that anybody would write down may be the best there.
        let mut candidates: Vec<&Ranking> = searched.best.iter().collect();
        for &other in &others {
            if !candidates.iter().any(|it| it.same_order(other)) {
                candidates.push(other);
            }
        }
        let crews = self.crews();
        onlooker.will_play(
            candidates.len() as u64 * u64::from(replicates.choosing)
                + (1 + others.len() as u64) * replicates.reporting.len() as u64
                + (1 + crews.len() as u64) * replicates.heads.len() as u64,
        );
        let stage = Stage { restart: self, onlooker, ended_early, played: 0.into() };

        let plan = stage.best(&candidates, replicates.choosing).ok_or(Undecided::NoPlan)?.clone();
        let results = stage.play(&plan, replicates.reporting.clone());
        if results.is_empty() {
            return Err(Undecided::NothingPlayed);
        }
        let (verdicts, losses) = stage.verdicts(&others, &results, &replicates);
        let verify = self.verify(&plan, &results, &verdicts, &losses);
        let worths = stage.worths(&plan, &crews, replicates.heads);
        // Of the plan that was chosen, which need not be the search's first.
        let sensitivity = self.sensitivity(&plan, &searched.curves);
        let known = self.recovery.known.as_ref();
        let planned = Planned::of(self.model, known, &plan, &results, &sensitivity.delays);
        let summary = Summary::of(&results);
        let choosing = replicates.choosing;
        Ok(Decision { plan, planned, results, summary, verdicts, verify, worths, sensitivity, searched, choosing })
    }
}

/// What it is worth to find out facts before one of the orders is chosen.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrdersVerified {
    /// The order that is best on average in the histories that report: what is chosen where nothing more is known.
    pub choice: String,
    /// Orders that are compared.
    pub orders: usize,
    /// What was found.
    #[serde(flatten)]
    pub found: FactsFound,
}

impl Restart<'_> {
    fn verify(
        &self,
        plan: &Ranking,
        results: &Results,
        verdicts: &[Verdict],
        losses: &[Vec<f64>],
    ) -> Option<OrdersVerified> {
        if losses.len() < 2 {
            return None;
        }
        let draw = |&replicate: &u32| Draw { seed: self.seed, replicate: u64::from(replicate) };
        let draws: Vec<Draw> = results.replicates.replicate.iter().map(draw).collect();
        let benefits: Vec<Vec<f64>> = losses.iter().map(|of| of.iter().map(|loss| -loss).collect()).collect();
        let (scenario, threads) = (self.with(plan), Threads::new(self.threads));
        let (best, found) = verify(&[(self.model, &scenario)], draws, &benefits, &losses[0], &threads);
        Some(OrdersVerified { choice: verdicts[best].title.clone(), orders: losses.len(), found })
    }
}

/// Where candidates are played, watched.
struct Stage<'s, 'm, O> {
    restart: &'s Restart<'m>,
    onlooker: &'s O,
    /// The search was ended early: then little is left to play, and that is played.
    ended_early: bool,
    played: std::sync::atomic::AtomicU64,
}

/// What one play adds to what was played before.
struct Counted<'c, O> {
    onlooker: &'c O,
    ended_early: bool,
    before: u64,
}

impl<O: Onlooker> Watch for Counted<'_, O> {
    fn played(&self, done: u64, _: u64) -> ControlFlow<()> {
        self.onlooker.played(self.before + done);
        if self.onlooker.wants_it_now() && !self.ended_early {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl<O: Onlooker> Stage<'_, '_, O> {
    fn play(&self, ranking: &Ranking, replicates: Range<u32>) -> Results {
        self.counted(|watch| self.restart.play(ranking, replicates, watch))
    }

    fn counted(&self, play: impl FnOnce(&Counted<'_, O>) -> Results) -> Results {
        use std::sync::atomic::Ordering::Relaxed;
        let before = self.played.load(Relaxed);
        let results = play(&Counted { onlooker: self.onlooker, ended_early: self.ended_early, before });
        self.played.store(before + results.len() as u64, Relaxed);
        results
    }

    /// The candidate with the least mean loss over the first histories, of those that were played whole; the search's own first, if it was ended early.
    fn best<'r>(&self, candidates: &[&'r Ranking], choosing: u32) -> Option<&'r Ranking> {
        let mut chosen = candidates.first().copied();
        if self.ended_early || candidates.len() <= 1 {
            return chosen;
        }
        let mut least = f64::INFINITY;
        for &candidate in candidates {
            let results = self.play(candidate, 0..choosing);
            let losses = &results.replicates.total_loss;
            let mean = losses.iter().sum::<f64>() / losses.len().max(1) as f64;
            if mean < least && results.len() == choosing as usize {
                (least, chosen) = (mean, Some(candidate));
            }
        }
        chosen
    }

    /// What each order is worth beside the plan, and its loss in each history.
    fn verdicts(
        &self,
        others: &[&Ranking],
        results: &Results,
        replicates: &Replicates,
    ) -> (Vec<Verdict>, Vec<Vec<f64>>) {
        let mut verdicts = vec![verdict("the plan", results, results)];
        let mut losses = vec![results.replicates.total_loss.clone()];
        for &other in others {
            if self.onlooker.wants_it_now() && !self.ended_early {
                break;
            }
            let other_results = self.play(other, replicates.reporting.clone());
            if other_results.len() == results.len() {
                verdicts.push(verdict(&other.title, &other_results, results));
                losses.push(other_results.replicates.total_loss);
            }
        }
        (verdicts, losses)
    }

    fn worths(&self, plan: &Ranking, crews: &[CrewId], replicates: Range<u32>) -> Vec<Worth> {
        if self.onlooker.wants_it_now() {
            return Vec::new();
        }
        let without = self.play(plan, replicates.clone());
        let one = |&crew: &CrewId| {
            let with = self.counted(|watch| self.restart.play_with_one_more(plan, crew, replicates.clone(), watch));
            (with.len() == without.len()).then(|| worth(&self.restart.model.crews[crew], &without, &with))
        };
        crews.iter().filter_map(one).collect()
    }
}

#[cfg(test)]
mod tests;
