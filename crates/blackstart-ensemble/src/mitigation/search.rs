//! The search for what saves most, and the measure of what it leaves.

use super::measure::{self, Measured};
use super::play::{self, Base, Variant};
use super::question::{Asked, Case, Changes, Effort};
use super::together::{self, Together};
use super::verify::{self, Played, Verified};
use crate::run::Watch;
use crate::threads::Threads;
use blackstart_actuary::screen::{Change, Halving};
use blackstart_model::{Model, Scenario};
use blackstart_sim::World;

/// First of the replicates that changes are measured in: no search sees them, and no run.
pub const UNSEEN: u64 = 1 << 40;

/// What is known of each change, and of the best of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// Of each change, in the order of changes.
    pub changes: Vec<Searched>,
    /// Those that were measured, the best first: by savings less cost.
    pub measured: Vec<Measured>,
    /// Mean loss as it is, over the histories that were measured, in the unit of the savings.
    pub loss: f64,
    /// Histories of each case that they were measured in: fewer than wanted where it was stopped.
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
    let bases: Vec<World<'_>> = cases.iter().map(|case| World::new(case.model, case.scenario)).collect();
    let weights: Vec<f64> = cases.iter().map(|case| case.weight).collect();
    let made = |set: &[usize]| -> Option<Vec<(Model, Scenario)>> {
        (0..cases.len()).map(|case| changes.made(case, set)).collect()
    };
    let clock = play::Clock::new(watch, expected(cases.len(), changes.count(), effort, asked));
    let made_alone: Vec<Option<Vec<(Model, Scenario)>>> = threads.run(|| play::each(changes.count(), |at| made(&[at])));
    let alone: Vec<Option<Variant<'_>>> =
        threads.run(|| play::each(changes.count(), |at| Some(Variant::of(&bases, made_alone[at].as_deref()?))));
    let rows = play::rows(cases.len(), effort.searched, 0);
    let base = threads.run(|| Base::play(&bases, &weights, effort.seed, rows, &clock));
    let (searched, ranking) = searched(&base, &alone, effort, asked, &threads, &clock);
    let mut finalists: Vec<usize> =
        ranking.into_iter().filter(|at| searched[*at].possible && searched[*at].touched > 0).collect();
    finalists.truncate(effort.finalists);
    finalists.extend(asked.kept.iter().filter(|at| searched[**at].possible));
    finalists.sort_unstable();
    finalists.dedup();

    let rows = play::rows(cases.len(), effort.measured, UNSEEN);
    let unseen = threads.run(|| Base::play(&bases, &weights, effort.seed, rows, &clock));
    let ends = threads
        .run(|| play::each(finalists.len(), |at| alone[finalists[at]].as_ref().map(|it| unseen.ends(it, &clock))));
    let mut measured: Vec<Measured> = measure::all(&unseen, &finalists, &ends, asked);
    let mut played: Vec<Played> = finalists
        .iter()
        .zip(&ends)
        .filter_map(|(at, ends)| Some((vec![*at], measure::savings(&unseen, ends.as_ref().filter(|it| it.complete)?))))
        .collect();
    let together = asked.budget.filter(|_| !clock.stopped()).map(|budget| {
        let play = |set: &[usize]| {
            let made = made(set)?;
            let variant = Variant::of(&bases, &made);
            Some(unseen.ends(&variant, &clock))
        };
        let alone = finalists.iter().zip(&ends).filter_map(|(at, ends)| Some((*at, ends.as_ref()?))).collect();
        let (together, sets) = together::best(&unseen, &measured, alone, asked, budget, &threads, &play);
        played.extend(sets);
        together
    });
    let verify = verify::verify(cases, &unseen, played, asked, effort.seed, &threads);
    measured.sort_by(|a, b| b.net.total_cmp(&a.net).then(a.change.cmp(&b.change)));
    Ranking {
        changes: searched,
        loss: unseen.loss(),
        histories: unseen.histories(),
        measured,
        together,
        verify,
        played: clock.played(),
        stopped: clock.stopped(),
    }
}

/// Every change over the first histories of every case: what is found of each, and those that are left, the best first.
fn searched(
    base: &Base<'_, '_>,
    alone: &[Option<Variant<'_>>],
    effort: &Effort,
    asked: &Asked,
    threads: &Threads,
    clock: &play::Clock<'_>,
) -> (Vec<Searched>, Vec<usize>) {
    let touched: Vec<Vec<usize>> =
        threads.run(|| play::each(alone.len(), |at| alone[at].as_ref().map_or_else(Vec::new, |it| base.touched(it))));
    let change =
        |at: usize| Change { cost: if asked.yearly { asked.costs[at] } else { 0.0 }, touched: touched[at].len() };
    let changes = (0..alone.len()).map(change).collect();
    let mut halving = Halving::new(changes, base.len(), effort.for_each * alone.len(), effort.finalists);
    while let Some(wanted) = halving.asks() {
        if clock.stopped() {
            break;
        }
        let saved = threads.run(|| {
            play::each(wanted.len(), |at| {
                let (change, rows) = &wanted[at];
                let rows = &touched[*change][rows.clone()];
                alone[*change].as_ref().map_or_else(Vec::new, |it| base.saved(it, rows, clock))
            })
        });
        halving.hears(&saved);
    }
    let searched = |at: usize| Searched {
        touched: touched[at].len(),
        of: base.len(),
        played: halving.played_of(at),
        same: alone[at].as_ref().is_some_and(|it| it.same),
        possible: alone[at].is_some(),
    };
    ((0..alone.len()).map(searched).collect(), halving.ranking())
}

/// About how many histories are played: an upper bound, because many are not touched.
fn expected(cases: usize, changes: usize, effort: &Effort, asked: &Asked) -> u64 {
    let (cases, measured) = (cases as u64, u64::from(effort.measured));
    let finalists = (effort.finalists + asked.kept.len()).min(changes) as u64;
    let sets = if asked.budget.is_some() { finalists * finalists.saturating_sub(1) / 2 } else { 0 };
    let search = (effort.for_each * changes) as u64;
    cases * (u64::from(effort.searched) + measured * (1 + finalists + sets)) + search
}
