//! What no schedule can be shorter than: a constraint solver refutes one length after the other (feature `exact`).
//!
//! A destructive lower bound (Klein and Scholl 1999): suppose that everything is over by L. Where the solver proves that it cannot be, the bound is
//! L + 1; where it finds a schedule, that is the optimum. The solver is pumpkin (lazy clause generation), the model its cumulative constraint per resource and
//! a linear one per precedence, starts between the longest chains before and behind each task.

use crate::instance::Instance;
use crate::rule::{heads, tails};
use crate::serial::{Serial, Unsuited};
use pumpkin_conflict_resolvers::resolvers::ResolutionResolver;
use pumpkin_constraints::{cumulative, less_than_or_equals};
use pumpkin_core::Solver;
use pumpkin_core::results::{ProblemSolution, SatisfactionResult};
use pumpkin_core::termination::TerminationCondition;
use pumpkin_core::variables::TransformableVariable;
use std::fmt;

/// Most tasks of an instance that is proven.
pub const MOST_TASKS: usize = 400;

/// Why nothing is proven about an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// It has no grid of slots.
    Unsuited(Unsuited),
    /// A task can be done in several ways.
    Modes(usize),
    /// A resource's heads change over time.
    Changes(usize),
    /// A task has begun already.
    Begun(usize),
    /// It has more than [`MOST_TASKS`] tasks.
    TooMany(usize),
}

impl fmt::Display for Unproven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsuited(unsuited) => unsuited.fmt(f),
            Self::Modes(task) => write!(f, "task {task} can be done in several ways, and lengths are proven for one"),
            Self::Changes(resource) => {
                write!(f, "the heads of resource {resource} change, and lengths are proven for constant ones")
            }
            Self::Begun(task) => {
                write!(f, "task {task} has begun already, and lengths are proven for what is all still to do")
            }
            Self::TooMany(tasks) => write!(f, "{tasks} tasks; lengths are proven for up to {MOST_TASKS}"),
        }
    }
}

impl std::error::Error for Unproven {}

/// What has been proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// No schedule is over before this slot.
    pub lower: u32,
    /// Starts of a schedule that is over by then, where the solver found one \[slots\].
    pub starts: Option<Vec<u32>>,
}

/// Whether lengths of an instance can be proven: asked before a search, what cannot be is said at once.
///
/// # Errors
/// Where the instance is not one with whole slots, one mode per task, constant heads, and few tasks, none of them begun.
pub fn suited(instance: &Instance) -> Result<(), Unproven> {
    if instance.tasks() > MOST_TASKS {
        return Err(Unproven::TooMany(instance.tasks()));
    }
    Serial::new(instance).map_err(Unproven::Unsuited)?;
    if let Some(task) = (0..instance.tasks()).find(|&task| instance.modes_of(task) > 1) {
        return Err(Unproven::Modes(task));
    }
    // Who has begun goes on however few heads there are: a model that counts it would refute what can be.
    if let Some(task) = (0..instance.tasks()).find(|&task| instance.begun(task)) {
        return Err(Unproven::Begun(task));
    }
    // Heads that come later change as well, from none.
    let changes = |heads: &[(f64, u32)]| heads.len() > 1 || heads.first().is_some_and(|&(from, _)| from != 0.0);
    if let Some(resource) = instance.resources().iter().position(|it| changes(&it.heads)) {
        return Err(Unproven::Changes(resource));
    }
    Ok(())
}

/// Raises the lower bound of the end of everything from `lower` as far as `upper`, the end of a known schedule, until `stop` says so.
///
/// # Errors
/// Where the instance is not [`suited`].
pub fn makespan(
    instance: &Instance,
    lower: u32,
    upper: u32,
    stop: &mut dyn FnMut() -> bool,
) -> Result<Proven, Unproven> {
    suited(instance)?;
    for length in lower..upper {
        if stop() {
            return Ok(Proven { lower: length, starts: None });
        }
        match within(instance, length, stop) {
            Answer::Refuted => {}
            Answer::Found(starts) => return Ok(Proven { lower: length, starts: Some(starts) }),
            Answer::Unknown => return Ok(Proven { lower: length, starts: None }),
        }
    }
    Ok(Proven { lower: upper.max(lower), starts: None })
}

enum Answer {
    Refuted,
    Found(Vec<u32>),
    Unknown,
}

struct Stop<'s>(&'s mut dyn FnMut() -> bool);

impl TerminationCondition for Stop<'_> {
    fn should_stop(&mut self) -> bool {
        (self.0)()
    }
}

/// Whether everything can be over by a slot.
#[expect(clippy::cast_possible_truncation, reason = "slots and heads of an instance on a grid are below 2^31")]
fn within(instance: &Instance, length: u32, stop: &mut dyn FnMut() -> bool) -> Answer {
    let tasks = instance.tasks();
    let hours: Vec<i32> = (0..tasks).map(|task| instance.hours(instance.mode(task, 0)) as i32).collect();
    let (heads, tails) = (heads(instance), tails(instance));
    let mut solver = Solver::default();
    let tag = solver.new_constraint_tag();
    let mut starts = Vec::with_capacity(tasks);
    for task in 0..tasks {
        let (first, last) = (heads[task] as i32, length as i32 - tails[task] as i32 - hours[task]);
        if first > last {
            return Answer::Refuted;
        }
        starts.push(solver.new_bounded_integer(first, last));
    }
    for task in 0..tasks {
        for &before in instance.before(task) {
            let before = before as usize;
            let order = vec![starts[before].scaled(1), starts[task].scaled(-1)];
            solver.add_constraint(less_than_or_equals(order, -hours[before], tag)).post();
        }
    }
    for (resource, row) in instance.resources().iter().enumerate() {
        let most = row.heads.first().map_or(0, |&(_, heads)| heads as i32);
        let takes = |&task: &usize| {
            let mut demands = instance.demands(instance.mode(task, 0));
            let heads = demands.find(|demand| demand.resource == resource)?.heads;
            (hours[task] > 0 && heads > 0).then_some((starts[task], hours[task], heads as i32))
        };
        let users: Vec<_> = (0..tasks).filter_map(|task| takes(&task)).collect();
        if users.is_empty() {
            continue;
        }
        let column = |of: fn(&(_, i32, i32)) -> i32| users.iter().map(of).collect::<Vec<i32>>();
        let begins: Vec<_> = users.iter().map(|user| user.0).collect();
        solver.add_constraint(cumulative(begins, column(|user| user.1), column(|user| user.2), most, tag)).post();
    }
    let mut brancher = solver.default_brancher();
    let mut resolver = ResolutionResolver::default();
    match solver.satisfy(&mut brancher, &mut Stop(stop), &mut resolver) {
        SatisfactionResult::Satisfiable(found) => {
            let solution = found.solution();
            Answer::Found(starts.iter().map(|&start| solution.get_integer_value(start) as u32).collect())
        }
        SatisfactionResult::Unsatisfiable(..) => Answer::Refuted,
        SatisfactionResult::Unknown(..) => Answer::Unknown,
    }
}

#[cfg(test)]
mod tests;
