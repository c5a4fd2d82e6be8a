//! Whether a schedule is right, asked by code that shares nothing with those who made it.

use crate::instance::{Case, Instance, Plan};

/// What is wrong with a schedule, which is a fault of who made it and no mistake in a file; tasks and resources are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The task begins before enough of what it waits for is over.
    Precedence(usize),
    /// The task begins before its release or before moment 0.
    Release(usize),
    /// The task does not end when its hours are worked.
    Length(usize),
    /// At the task's start more heads of the resource are at work than there are.
    Heads(usize, usize),
    /// The task begins while the resource does not work.
    Closed(usize, usize),
    /// The modes use more of the non-renewable resource than there is.
    UsedUp(usize),
}

/// Moments that differ by less are the same \[h\].
const CLOSE: f64 = 1e-6;

/// All that is wrong with a schedule: starts and ends of tasks \[h\], infinite where they never come. In the square of tasks, on purpose.
///
/// Heads are counted at every start: between starts none are taken, and who has begun keeps them when others leave.
pub fn verify(instance: &Instance, plan: &Plan, case: &Case, starts: &[f64], ends: &[f64]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mode = |task: usize| instance.mode(task, plan.modes[task]);
    let there = |task: usize| !case.hours[mode(task)].is_nan();
    for (at, it) in instance.nonrenewable().iter().enumerate() {
        let used: u64 = (0..instance.tasks()).map(|task| u64::from(it.used[mode(task)])).sum();
        if used > it.amount {
            faults.push(Fault::UsedUp(at));
        }
    }
    for task in 0..instance.tasks() {
        let start = starts[task];
        if start == f64::INFINITY {
            continue;
        }
        let over = instance.before(task).iter().filter(|&&before| ends[before as usize] <= start + CLOSE).count();
        if over < instance.needed(task) {
            faults.push(Fault::Precedence(task));
        }
        if start < 0.0 || start < case.release[task] {
            faults.push(Fault::Release(task));
        }
        if !there(task) {
            if ends[task] != start {
                faults.push(Fault::Length(task));
            }
            continue;
        }
        let worked = worked(instance, mode(task), start, ends[task]);
        let hours = case.hours[mode(task)];
        let right = if ends[task].is_finite() {
            (worked - hours).abs() <= CLOSE * (1.0 + hours)
        } else {
            worked < hours || hours == f64::INFINITY
        };
        if !right {
            faults.push(Fault::Length(task));
        }
        for demand in instance.demands(mode(task)) {
            let resource = &instance.resources()[demand.resource];
            let open =
                resource.open.as_ref().is_none_or(|open| open.iter().any(|span| span.0 <= start && start < span.1));
            if !open {
                faults.push(Fault::Closed(task, demand.resource));
            }
            let there_are = resource.heads.iter().rev().find(|(from, _)| *from <= start).map_or(0, |&(_, heads)| heads);
            let at_work: u64 = (0..instance.tasks())
                .filter(|&other| there(other) && starts[other] <= start && (start < ends[other] || other == task))
                .flat_map(|other| instance.demands(mode(other)).filter(|it| it.resource == demand.resource))
                .map(|it| u64::from(it.heads))
                .sum();
            if at_work > u64::from(there_are) {
                faults.push(Fault::Heads(task, demand.resource));
            }
        }
    }
    faults
}

/// Hours from `start` to `end` in which all resources of a mode work, by walking over every change.
fn worked(instance: &Instance, mode: usize, start: f64, end: f64) -> f64 {
    let mut changes = vec![start, end];
    let spans: Vec<&Vec<(f64, f64)>> =
        instance.demands(mode).filter_map(|demand| instance.resources()[demand.resource].open.as_ref()).collect();
    for open in &spans {
        changes.extend(open.iter().flat_map(|span| [span.0, span.1]).filter(|moment| (start..end).contains(moment)));
    }
    changes.sort_by(f64::total_cmp);
    let works = |at: f64| spans.iter().all(|open| open.iter().any(|span| span.0 <= at && at < span.1));
    changes.windows(2).filter(|pair| pair[0] < pair[1] && works(pair[0])).map(|pair| pair[1] - pair[0]).sum()
}
