//! What changes to a company, or to how it meets the bad day, are worth: each against the company as it is, in the same histories.
//!
//! A history that a change does not touch is not played again: where what comes before goods move is the same, and all that follows reads the same, it
//! ends the same ([`World::ends_like`]). Many changes are searched by successive halving on the histories that they touch; those that are left, and those
//! that are asked for, are measured in histories that no search has seen. The mathematics is on the method page `docs/method/rank.md`.

mod found;
mod measure;
mod play;
mod together;
mod told;

pub use found::{Found, Kind, found};
pub use measure::{Measured, Tail};
pub use together::{MeasuredSet, Pair, Together};
pub use told::{Candidate, Facts, PairOf, PartySaves, RankSummary, Ranked, SetOf, Told};

use crate::run::Watch;
use crate::threads::Threads;
use blackstart_actuary::screen::{Change, Halving};
use blackstart_model::{Model, Scenario};
use blackstart_sim::World;
use play::{Base, Variant};

/// First of the replicates that changes are measured in: no search sees them, and no run.
pub const UNSEEN: u64 = 1 << 40;

/// One bad day of the company, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The company.
    pub model: &'a Model,
    /// The bad day.
    pub scenario: &'a Scenario,
    /// Times a year that it comes; 1 where everything is told of one such day.
    pub weight: f64,
}

/// Changes that can be made, one or several at a time.
pub trait Changes: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The company and the bad day of a case with some of them made. `None`: these cannot be made together.
    fn made(&self, case: usize, changes: &[usize]) -> Option<(Model, Scenario)>;
}

/// How much is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Seed of all draws.
    pub seed: u64,
    /// Histories of each case that the search looks at.
    pub searched: u32,
    /// Histories played again for each change in the search, on average.
    pub for_each: usize,
    /// How many are left by the search.
    pub finalists: usize,
    /// Histories of each case that finalists are measured in.
    pub measured: u32,
    /// Threads; 0: one per processor. Never changes a result.
    pub threads: usize,
}

/// What is asked of changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Cost of each in a year \[money\].
    pub costs: Vec<f64>,
    /// Those of which somebody has said what they cost: no others are bought for a budget.
    pub priced: Vec<usize>,
    /// Whether savings are those of a year as well, so that costs are taken from them; else they are those of one bad day, and cannot be.
    pub yearly: bool,
    /// Those that are measured whatever the search says of them.
    pub kept: Vec<usize>,
    /// What may be spent on several together; `None`: they are not looked at together.
    pub budget: Option<f64>,
}

/// What is known of each change, and of the best of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Of each change, in the order of changes.
    pub changes: Vec<Searched>,
    /// Those that were measured, the best first: by savings less cost.
    pub measured: Vec<Measured>,
    /// Mean loss as it is, over the histories that were measured, in the unit of the savings.
    pub loss: f64,
    /// Sets of them for a budget.
    pub together: Option<Together>,
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
    let bases: Vec<World<'_>> = cases.iter().map(|case| World::new(case.model, case.scenario)).collect();
    let weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let made = |set: &[usize]| -> Option<Vec<(Model, Scenario)>> {
        (0..cases.len()).map(|case| changes.made(case, set)).collect()
    };
    let clock = play::Clock::new(watch, expected(cases.len(), changes.count(), effort, asked));

    // The search: every change over the first histories of every case.
    let made_alone: Vec<Option<Vec<(Model, Scenario)>>> = threads.run(|| play::each(changes.count(), |at| made(&[at])));
    let alone: Vec<Option<Variant<'_, '_>>> =
        threads.run(|| play::each(changes.count(), |at| Variant::of(&bases, made_alone[at].as_deref()?).into()));
    let rows = play::rows(cases.len(), effort.searched, 0);
    let base = threads.run(|| Base::play(&bases, &weights, effort.seed, rows, &clock));
    let touched = threads
        .run(|| play::each(changes.count(), |at| alone[at].as_ref().map_or_else(Vec::new, |it| base.touched(it))));
    let candidate =
        |at: usize| Change { cost: if asked.yearly { asked.costs[at] } else { 0.0 }, touched: touched[at].len() };
    let mut halving = Halving::new(
        (0..changes.count()).map(candidate).collect(),
        base.len(),
        effort.for_each * changes.count(),
        effort.finalists,
    );
    while let Some(wanted) = halving.asks() {
        if clock.stopped() {
            break;
        }
        let saved = threads.run(|| {
            play::each(wanted.len(), |at| {
                let (change, rows) = &wanted[at];
                alone[*change]
                    .as_ref()
                    .map_or_else(Vec::new, |it| base.saved(it, &touched[*change][rows.clone()], &clock))
            })
        });
        halving.hears(&saved);
    }
    let searched = (0..changes.count()).map(|at| Searched {
        touched: touched[at].len(),
        of: base.len(),
        played: halving.played_of(at),
        same: alone[at].as_ref().is_some_and(|it| it.same),
        possible: alone[at].is_some(),
    });
    let searched: Vec<Searched> = searched.collect();

    // The finalists, in histories of their own.
    let mut finalists: Vec<usize> =
        halving.ranking().into_iter().filter(|at| searched[*at].possible && searched[*at].touched > 0).collect();
    finalists.truncate(effort.finalists);
    finalists.extend(asked.kept.iter().filter(|at| searched[**at].possible));
    finalists.sort_unstable();
    finalists.dedup();
    let rows = play::rows(cases.len(), effort.measured, UNSEEN);
    let unseen = threads.run(|| Base::play(&bases, &weights, effort.seed, rows, &clock));
    let sets: Vec<Vec<usize>> = finalists.iter().map(|at| vec![*at]).collect();
    let variants: Vec<Option<&Variant<'_, '_>>> = finalists.iter().map(|at| alone[*at].as_ref()).collect();
    let ends = threads.run(|| play::each(sets.len(), |at| variants[at].map(|it| unseen.ends(it, &clock))));
    let mut measured: Vec<Measured> = measure::all(&unseen, &finalists, &ends, asked);
    let together = asked.budget.filter(|_| !clock.stopped()).map(|budget| {
        let play = |set: &[usize]| {
            let made = made(set)?;
            let variant = Variant::of(&bases, &made);
            Some(unseen.ends(&variant, &clock))
        };
        together::best(&unseen, &measured, asked, budget, &threads, &play)
    });
    measured.sort_by(|a, b| b.net.total_cmp(&a.net).then(a.change.cmp(&b.change)));
    Ranking {
        changes: searched,
        loss: unseen.loss(),
        measured,
        together,
        played: clock.played(),
        stopped: clock.stopped(),
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

#[cfg(test)]
mod tests;
