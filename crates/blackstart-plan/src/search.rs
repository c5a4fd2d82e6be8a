//! The search for a plan that costs little: lists are crossed, disturbed and improved; the better ones stay.
//!
//! A search is the same for any number of threads: children of a round are made one by one, judged each on its own, and taken in in order.

mod breed;
mod judge;
mod phases;

use crate::instance::{Instance, Plan};
use crate::loss::Loss;
use crate::rule;
use crate::serial::{Serial, Unsuited};
use breed::{Habits, Population};
use judge::OnGrid;
pub use phases::{Judged, Ranked, Stochastic, losses};

/// How to search.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Seed of its chance.
    pub seed: u64,
    /// Threads; 0: one per processor. Never changes a plan.
    pub threads: usize,
    /// Most schedules to make; one plan in one case is one.
    pub schedules: u64,
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Techniques.
    pub phase: Phase,
    /// Schedules made so far.
    pub schedules: u64,
    /// Loss of the best plan so far, as this phase judges it.
    pub best: f64,
}

/// What a search goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Usual durations, or the only ones.
    Usual,
    /// A pool of cases.
    Pool,
}

/// What a watcher of a search wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Go on.
    On,
    /// Leave this phase.
    NextPhase,
    /// Give what is there.
    Stop,
}

/// Plans kept where everything is known.
const KEPT: usize = 60;
/// Rounds without a better plan after which all but the best are drawn anew.
const PATIENCE: u32 = 1000;
/// The same where single tasks are worth money.
const PATIENCE_VALUED: u32 = 400;

/// What a search on a grid found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The plan.
    pub plan: Plan,
    /// Its loss.
    pub loss: f64,
    /// Schedules made.
    pub schedules: u64,
    /// Whether the loss equals a lower bound, so that no plan is better.
    pub proven: bool,
    /// Whether its modes use up no more than there is; if not, no plan was found that does, and the loss says nothing.
    pub possible: bool,
}

/// Searches a plan for an instance in which everything is known, scheduled by the serial scheme.
///
/// `watch` is asked after every round; leaving a phase means the same as stopping.
///
/// # Errors
/// If the instance does not fit a grid of slots.
pub fn on_grid(
    instance: &Instance,
    loss: &Loss,
    settings: &Settings,
    watch: &mut dyn FnMut(&Progress) -> Ahead,
) -> Result<Found, Unsuited> {
    let serial = Serial::new(instance)?;
    let judge = OnGrid::new(instance, loss, serial);
    let bound = lower_bound(instance, loss);
    let patience = if loss.values.is_empty() { PATIENCE } else { PATIENCE_VALUED };
    let habits = Habits { seed: settings.seed, threads: settings.threads, kept: KEPT, patience };
    let mut population = Population::new(instance, loss, &judge, habits, seeds(instance, loss));
    population.evolve(settings.schedules, bound, &mut |schedules, best| {
        watch(&Progress { phase: Phase::Usual, schedules, best })
    });
    let best = population.best();
    Ok(Found {
        plan: best.plan.clone(),
        loss: best.verdict.loss,
        schedules: population.schedules(),
        proven: best.verdict.loss <= bound,
        possible: instance.overdrawn(&best.plan.modes) == 0,
    })
}

/// A lower bound of the loss: chains without limits of crews, and for the span also work over heads. Prices at their least.
pub fn lower_bound(instance: &Instance, loss: &Loss) -> f64 {
    let least = |task: usize| -> f64 {
        let hours = (0..instance.modes_of(task)).map(|choice| instance.hours(instance.mode(task, choice as u32)));
        hours.fold(f64::INFINITY, f64::min)
    };
    let mut ends = vec![0.0; instance.tasks()];
    let mut done = vec![false; instance.tasks()];
    let mut earlier = Vec::new();
    for &task in instance.order() {
        let task = task as usize;
        earlier.clear();
        earlier.extend(
            instance.before(task).iter().map(|&other| if done[other as usize] { ends[other as usize] } else { 0.0 }),
        );
        earlier.sort_unstable_by(f64::total_cmp);
        let begin = instance.needed(task).checked_sub(1).map_or(0.0, |nth| earlier[nth]);
        ends[task] = begin + least(task);
        done[task] = true;
    }
    let mut bound = loss.of(&ends);
    if loss.span_rate > 0.0 && loss.values.is_empty() {
        for (resource, row) in instance.resources().iter().enumerate() {
            let most = row.heads.iter().map(|&(_, heads)| heads).max().unwrap_or(0);
            let work = |task: usize| -> f64 {
                let of = |choice: usize| {
                    let mode = instance.mode(task, choice as u32);
                    let heads = instance
                        .demands(mode)
                        .find(|demand| demand.resource == resource)
                        .map_or(0, |demand| demand.heads);
                    f64::from(heads) * instance.hours(mode)
                };
                (0..instance.modes_of(task)).map(of).fold(f64::INFINITY, f64::min)
            };
            let work: f64 = (0..instance.tasks()).map(work).sum();
            if most > 0 && instance_is_whole(instance) {
                bound = bound.max(loss.span_rate * (work / f64::from(most)).ceil());
            } else if most > 0 {
                bound = bound.max(loss.span_rate * work / f64::from(most));
            }
        }
    }
    let price = |task: usize| -> f64 {
        (0..instance.modes_of(task))
            .map(|choice| instance.price(instance.mode(task, choice as u32)))
            .fold(f64::INFINITY, f64::min)
    };
    bound + (0..instance.tasks()).map(price).sum::<f64>()
}

fn instance_is_whole(instance: &Instance) -> bool {
    (0..instance.modes()).all(|mode| instance.hours(mode).fract() == 0.0)
}

/// Prices of a plan's modes \[money\].
pub fn prices(instance: &Instance, plan: &Plan) -> f64 {
    plan.modes.iter().enumerate().map(|(task, &choice)| instance.price(instance.mode(task, choice))).sum()
}

/// Plans to begin with, without repetition: the value rule, the latest finish, as given, and the shortest first.
fn seeds(instance: &Instance, loss: &Loss) -> Vec<Plan> {
    let mut plans: Vec<Plan> = Vec::new();
    let lists = [
        rule::value(instance, loss),
        rule::latest_finish(instance),
        rule::as_given(instance),
        rule::shortest(instance),
    ];
    for list in lists {
        let plan = instance.plan(list);
        if !plans.contains(&plan) {
            plans.push(plan);
        }
    }
    plans
}
