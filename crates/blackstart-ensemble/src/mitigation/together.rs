//! Which changes to make together for a budget: what pairs save is measured and not added up, and the best sets are played themselves.

use super::measure::{Measured, savings};
use super::play::{Base, Ends, each};
use super::question::Asked;
use super::verify::Played;
use crate::threads::Threads;
use blackstart_actuary::portfolio::{Aim, Chosen, EXACT, Portfolio, Priced, Set};
use blackstart_actuary::screen::intervals;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Sets that are played each time the best are looked for.
const PLAYED: usize = 5;

/// Times that they are looked for at most.
const ROUNDS: usize = 12;

/// What a set saves that cannot be made: less than anything that can.
const IMPOSSIBLE: f64 = -1e300;

/// Budgets of the frontier, as shares of what all changes cost together.
const FRONTIER: [f64; 8] = [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0];

/// Sets of changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// What may be spent \[money\].
    pub budget: f64,
    /// The best set for it: by savings less cost.
    pub best: MeasuredSet,
    /// What the best set would save if savings were added up \[money\].
    pub added_up: f64,
    /// Two that save the same loss, or that help each other; largest first.
    pub pairs: Vec<Pair>,
    /// The best set for other budgets, by what they save.
    pub frontier: Vec<MeasuredSet>,
}

/// A set of changes that was played.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MeasuredSet {
    /// Which.
    pub changes: Vec<usize>,
    /// Mean saving together \[money\].
    pub saves: f64,
    /// Half of its interval of 95 % \[money\].
    pub half: f64,
    /// Cost together \[money\].
    pub cost: f64,
    /// Whether it was played; else it is what its parts and pairs come to.
    pub played: bool,
}

/// What two save together, less what they save one by one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// One.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// Mean of what they save together beyond their sum; below 0: they save the same loss \[money\].
    pub adds: f64,
    /// Half of its interval of 95 % \[money\].
    pub half: f64,
}

type Play<'p> = dyn Fn(&[usize]) -> Option<Ends> + Sync + 'p;

/// The best sets of what was measured, and what each set saves in each replicate that was played and is more than one change.
pub(super) fn best(
    base: &Base<'_, '_>,
    measured: &[Measured],
    alone: Vec<(usize, &Ends)>,
    asked: &Asked,
    budget: f64,
    threads: &Threads,
    play: &Play<'_>,
) -> (Together, Vec<Played>) {
    let (costs, aim) = (&asked.costs, if asked.yearly { Aim::Net } else { Aim::Saving });
    // What saves nothing alone may still help another; what was not touched cannot.
    let mut options: Vec<&Measured> =
        measured.iter().filter(|it| it.touched > 0.0 && asked.priced.contains(&it.change)).collect();
    options.sort_by(|a, b| b.net.total_cmp(&a.net).then(a.change.cmp(&b.change)));
    options.truncate(EXACT);
    let ids: Vec<usize> = options.iter().map(|it| it.change).collect();
    // Each alone was played already.
    let bit = |at: usize| ids.iter().position(|id| *id == at);
    let known = alone.into_iter().filter(|(_, ends)| ends.complete);
    let known = known.filter_map(|(at, ends)| Some((1 << bit(at)?, savings(base, ends)))).collect();
    let mut search = Search { base, ids, costs, play, known, terms: Vec::new(), threads };
    let pairs = search.pairs();
    let mut best = search.best(budget, aim);
    for _ in 0..ROUNDS {
        if best.is_empty() || search.known.contains_key(&best[0].set) {
            break;
        }
        search.learn(&best);
        best = search.best(budget, aim);
    }
    // Where the search did not come to an end, the best of those that were played.
    let settled = best.first().is_none_or(|it| search.is_played(it.set));
    let chosen = if settled { best.first().map_or(0, |it| it.set) } else { search.best_played(budget, aim) };
    let all: f64 = search.ids.iter().map(|at| costs[*at]).sum();
    let mut frontier: Vec<Set> =
        FRONTIER.iter().filter_map(|share| Some(search.best(share * all, Aim::Saving).first()?.set)).collect();
    frontier.dedup();
    let members = search.members(chosen);
    let added_up = members.iter().filter_map(|at| options.iter().find(|it| it.change == *at)).map(|it| it.saves).sum();
    let together = Together {
        budget,
        best: search.told(chosen),
        added_up,
        pairs,
        frontier: frontier.into_iter().filter(|set| *set != 0).map(|set| search.told(set)).collect(),
    };
    let several = std::mem::take(&mut search.known).into_iter();
    let several = several.filter(|(set, saved)| set.count_ones() > 1 && !saved.is_empty());
    (together, several.map(|(set, saved)| (search.members(set), saved)).collect())
}

struct Search<'s, 'b, 'm> {
    base: &'s Base<'b, 'm>,
    /// The change of each bit.
    ids: Vec<usize>,
    costs: &'s [f64],
    play: &'s Play<'s>,
    /// Savings of each history of sets that were played.
    known: BTreeMap<Set, Vec<f64>>,
    /// What groups add to their parts.
    terms: Vec<(Set, f64)>,
    threads: &'s Threads,
}

impl Search<'_, '_, '_> {
    fn members(&self, set: Set) -> Vec<usize> {
        self.ids.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, at)| *at).collect()
    }

    /// Plays sets that are not known yet.
    fn play(&mut self, sets: &[Set]) {
        let wanted: Vec<Set> = sets.iter().copied().filter(|it| *it != 0 && !self.known.contains_key(it)).collect();
        let wanted: Vec<Set> = wanted.into_iter().collect::<BTreeSet<Set>>().into_iter().collect();
        let this = &*self;
        let played = self.threads.run(|| {
            each(wanted.len(), |at| {
                let ends = (this.play)(&this.members(wanted[at]))?;
                ends.complete.then(|| savings(this.base, &ends))
            })
        });
        let played = wanted.into_iter().zip(played).filter_map(|(set, saved)| Some((set, saved?)));
        self.known.extend(played);
    }

    fn pairs(&mut self) -> Vec<Pair> {
        let n = self.ids.len();
        let singles: Vec<Set> = (0..n).map(|bit| 1 << bit).collect();
        let pairs: Vec<(usize, usize)> = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect();
        let sets: Vec<Set> = pairs.iter().map(|(a, b)| singles[*a] | singles[*b]).collect();
        self.play(&sets);
        let mut told = Vec::new();
        for ((a, b), set) in pairs.into_iter().zip(sets) {
            let (Some(one), Some(other)) = (self.known.get(&singles[a]), self.known.get(&singles[b])) else { continue };
            let adds: Vec<f64> = match self.known.get(&set) {
                Some(both) => both.iter().zip(one).zip(other).map(|((both, one), other)| both - one - other).collect(),
                // Two that cannot be made together save what the better of them saves.
                None => {
                    let less = mean(one).min(mean(other));
                    self.terms.push((set, -less));
                    continue;
                }
            };
            let (mean, half) = intervals(&[&adds], &[0.0], 1)[0];
            self.terms.push((set, mean));
            if mean.abs() > half {
                told.push(Pair { one: self.ids[a], other: self.ids[b], adds: mean, half });
            }
        }
        told.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
        told
    }

    fn portfolio(&self) -> Portfolio {
        let priced = |(bit, at): (usize, &usize)| Priced {
            cost: self.costs[*at],
            saves: self.known.get(&(1 << bit)).map_or(0.0, |saved| mean(saved)),
        };
        Portfolio::new(self.ids.iter().enumerate().map(priced).collect(), self.terms.clone())
    }

    fn best(&self, budget: f64, aim: Aim) -> Vec<Chosen> {
        self.portfolio().best(budget, aim, PLAYED)
    }

    /// Plays sets, and keeps what each saves beyond its parts.
    fn learn(&mut self, sets: &[Chosen]) {
        let portfolio = self.portfolio();
        let new: Vec<Set> =
            sets.iter().map(|it| it.set).filter(|it| it.count_ones() > 2 && !self.known.contains_key(it)).collect();
        self.play(&new);
        let mut terms = Vec::new();
        for set in new {
            // A set that cannot be made is not chosen again.
            let saves = self.known.get(&set).map_or(IMPOSSIBLE, |saved| mean(saved));
            terms.push((set, saves - portfolio.of(set).saves));
        }
        self.terms.extend(terms);
        for it in sets {
            self.known.entry(it.set).or_default();
        }
    }

    fn is_played(&self, set: Set) -> bool {
        set == 0 || self.known.get(&set).is_some_and(|saved| !saved.is_empty())
    }

    /// The best set of those that were played.
    fn best_played(&self, budget: f64, aim: Aim) -> Set {
        let portfolio = self.portfolio();
        let worth = |set: Set| {
            let costs = portfolio.of(set).costs;
            let saves = self.known.get(&set).map_or(0.0, |saved| mean(saved));
            (costs <= budget).then(|| if aim == Aim::Net { saves - costs } else { saves })
        };
        let played = self.known.keys().copied().filter(|set| self.is_played(*set));
        let worths = played.filter_map(|set| Some((set, worth(set)?)));
        worths.fold((0, 0.0), |best, it| if it.1 > best.1 { it } else { best }).0
    }

    fn told(&self, set: Set) -> MeasuredSet {
        let of = self.portfolio().of(set);
        let played = self.known.get(&set).filter(|saved| !saved.is_empty());
        let half = played.map_or(f64::INFINITY, |saved| intervals(&[saved], &[0.0], 1)[0].1);
        MeasuredSet {
            changes: self.members(set),
            saves: played.map_or(of.saves, |saved| mean(saved)),
            half,
            cost: of.costs,
            played: played.is_some(),
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}
