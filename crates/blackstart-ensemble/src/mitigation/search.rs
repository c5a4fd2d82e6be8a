//! The search for what saves most, and the measure of what it leaves.

use super::looks::{Looked, looked};
use super::measure::{self, Finalist, Measured};
use super::pays::Spans;
use super::play::{self, Base, Variant};
use super::question::{Asked, Case, Changes, Effort};
use super::together::{self, Together};
use super::verify::{self, Played, Verified};
use crate::run::Watch;
use crate::threads::Threads;
use blackstart_actuary::screen::{Change, Halving};
use blackstart_model::{Model, Scenario};
use blackstart_sim::World;
use std::collections::BTreeSet;

/// What is known of each change, and of the best of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Of each change, in the order of changes.
    pub changes: Vec<Searched>,
    /// Those that were measured, the best first: by savings less cost.
    pub measured: Vec<Measured>,
    /// Mean loss as it is, over the histories that were measured, in the unit of the savings.
    pub loss: f64,
    /// Histories of each case that they were measured in, at most: fewer than could be where that is precise enough, or it was stopped.
    pub histories: usize,
    /// Sets of them for a budget.
    pub together: Option<Together>,
    /// What to find out before choosing; `None`: nothing was measured that could be chosen.
    pub verify: Option<Verified>,
    /// Histories played, of the company as it is and with changes.
    pub played: u64,
    /// It was stopped before all of it was played.
    pub stopped: bool,
}

/// What a search found of a change. Its estimate of the savings is not told: that of the best is flattered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Searched {
    /// Histories that it touches, of `of`. None: it saves nothing, exactly.
    pub touched: usize,
    /// Histories that were looked at.
    pub of: usize,
    /// Histories that were played again.
    pub played: usize,
    /// Whether the company and all bad days are the same with it.
    pub same: bool,
    /// Whether it can be made at all.
    pub possible: bool,
}

/// Ranks changes by what they save, less their cost, over all cases.
///
/// # Panics
/// If there is no case, or not as many costs as changes.
pub fn rank(cases: &[Case<'_>], changes: &dyn Changes, effort: &Effort, asked: &Asked, watch: &dyn Watch) -> Ranking {
    assert!(!cases.is_empty(), "there is a case");
    assert_eq!(asked.costs.len(), changes.count(), "each change has its cost");
    let threads = Threads::new(effort.threads);
    let worlds: Vec<World<'_>> = cases.iter().map(|case| World::new(case.model, case.scenario)).collect();
    let weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let clock = play::Clock::new(watch, expected(cases.len(), changes.count(), effort, asked));
    let shop = Shop { worlds: &worlds, weights: &weights, changes, effort, threads: &threads, clock: &clock };
    let (searched, ranking) = shop.searched(asked);
    let mut chosen: Vec<usize> =
        ranking.into_iter().filter(|at| searched[*at].possible && searched[*at].touched > 0).collect();
    chosen.truncate(effort.finalists);
    chosen.extend(asked.kept.iter().filter(|at| searched[**at].possible));
    chosen.sort_unstable();
    chosen.dedup();
    let made: Vec<(usize, Made)> = threads
        .run(|| play::each(chosen.len(), |at| Some((chosen[at], shop.made(&[chosen[at]])?))))
        .into_iter()
        .flatten()
        .collect();
    let finalists: Vec<Finalist<'_>> = made
        .iter()
        .map(|(change, made)| Finalist {
            change: *change,
            variant: Variant::of(&worlds, made),
            touches: searched[*change].touched > 0,
        })
        .collect();
    let spans = asked.yearly.then(|| Spans::new(cases, asked.years, effort.seed));
    let base = Base::new(&worlds, &weights, effort.seed, asked.party, Vec::new());
    let Looked { base, ends, mut measured } = looked(base, &finalists, spans.as_ref(), effort, asked, &threads, &clock);
    let mut played: Vec<Played> = finalists
        .iter()
        .zip(&ends)
        .filter(|(_, ends)| ends.complete && ends.ends.len() == base.len())
        .map(|(it, ends)| (vec![it.change], measure::savings(&base, ends)))
        .collect();
    let together = asked.budget.filter(|_| !clock.stopped()).map(|budget| {
        let play = |set: &[usize]| {
            let made = shop.made(set)?;
            let variant = Variant::of(&worlds, &made);
            Some(base.ends(&variant, &clock))
        };
        let alone = finalists.iter().zip(&ends).map(|(it, ends)| (it.change, ends)).collect();
        let (together, sets) = together::best(&base, &measured, alone, asked, budget, &threads, &play);
        played.extend(sets);
        together
    });
    let verify = verify::verify(cases, &base, played, asked, effort.seed, &threads);
    measured.sort_by(|a, b| b.net.total_cmp(&a.net).then(a.change.cmp(&b.change)));
    Ranking {
        changes: searched,
        loss: base.loss(),
        histories: base.histories(),
        measured,
        together,
        verify,
        played: clock.played(),
        stopped: clock.stopped(),
    }
}

/// A changed company on the bad day of each case.
type Made = Vec<(Model, Scenario)>;

/// Changes, and what it takes to try them. A company with a change is made when it is needed, and not kept: of a large one hundreds would not fit.
struct Shop<'s, 'm> {
    worlds: &'s [World<'m>],
    weights: &'s [f64],
    changes: &'s dyn Changes,
    effort: &'s Effort,
    threads: &'s Threads,
    clock: &'s play::Clock<'s>,
}

impl Shop<'_, '_> {
    fn made(&self, set: &[usize]) -> Option<Made> {
        (0..self.worlds.len()).map(|case| self.changes.made(case, set)).collect()
    }

    /// With the company that a change makes.
    fn with<T>(&self, change: usize, work: impl FnOnce(&Variant<'_>) -> T) -> Option<T> {
        let made = self.made(&[change])?;
        Some(work(&Variant::of(self.worlds, &made)))
    }

    /// Every change over the first histories of every case: what is found of each, and those that are left, the best first.
    fn searched(&self, asked: &Asked) -> (Vec<Searched>, Vec<usize>) {
        let Self { effort, threads, clock, .. } = self;
        let count = self.changes.count();
        let rows = play::rows(self.worlds.len(), effort.searched, 0);
        let mut base = threads.run(|| Base::new(self.worlds, self.weights, effort.seed, asked.party, rows));
        let found: Vec<Option<(Vec<usize>, bool)>> =
            threads.run(|| play::each(count, |at| self.with(at, |it| (base.touched(it), it.same))));
        let touched = |at: usize| found[at].as_ref().map_or(&[][..], |(touched, _)| touched);
        let changes = (0..count).map(|at| Change { cost: asked.cost(at), touched: touched(at).len() }).collect();
        let mut halving = Halving::new(changes, base.len(), effort.for_each * count, effort.finalists);
        while let Some(wanted) = halving.asks() {
            let rows: BTreeSet<usize> =
                wanted.iter().flat_map(|(at, rows)| &touched(*at)[rows.clone()]).copied().collect();
            threads.run(|| base.end(&Vec::from_iter(rows), clock));
            if clock.stopped() {
                break;
            }
            let saved = threads.run(|| {
                play::each(wanted.len(), |at| {
                    let (change, rows) = &wanted[at];
                    let rows = &touched(*change)[rows.clone()];
                    if rows.is_empty() {
                        return Vec::new();
                    }
                    self.with(*change, |it| base.saved(it, rows, clock)).unwrap_or_default()
                })
            });
            halving.hears(&saved);
        }
        let searched = |at: usize| Searched {
            touched: touched(at).len(),
            of: base.len(),
            played: halving.played_of(at),
            same: found[at].as_ref().is_some_and(|(_, same)| *same),
            possible: found[at].is_some(),
        };
        ((0..count).map(searched).collect(), halving.ranking())
    }
}

/// About how many histories are played: an upper bound, because many are not touched.
fn expected(cases: usize, changes: usize, effort: &Effort, asked: &Asked) -> u64 {
    let (cases, measured) = (cases as u64, u64::from(effort.measured));
    let finalists = (effort.finalists + asked.kept.len()).min(changes) as u64;
    let sets = if asked.budget.is_some() { finalists * finalists.saturating_sub(1) / 2 } else { 0 };
    let search = (effort.for_each * changes) as u64;
    cases * (u64::from(effort.searched) + measured * (1 + finalists + sets)) + search
}
