//! Orders that need no search: what a planner would write down first, and the seeds of every search.

use crate::instance::Instance;
use crate::loss::Loss;

/// Hours of the usual chain of work behind each task, itself not included \[h\]: longest over all that waits for it.
pub fn tails(instance: &Instance) -> Vec<f64> {
    let mut tails = vec![0.0; instance.tasks()];
    for &task in instance.order().iter().rev() {
        let task = task as usize;
        for &other in instance.behind(task) {
            let through: f64 = tails[other as usize] + usual(instance, other as usize);
            // In a circle with a way out, what stands before in the order waits for nobody here.
            tails[task] = f64::max(tails[task], through);
        }
    }
    tails
}

/// Hours of the usual chain of work before each task \[h\]: what it needs at the least, crews without limit.
pub fn heads(instance: &Instance) -> Vec<f64> {
    let mut heads = vec![0.0; instance.tasks()];
    let mut ends = Vec::new();
    let mut done = vec![false; instance.tasks()];
    for &task in instance.order() {
        let task = task as usize;
        ends.clear();
        let before = instance.before(task).iter().filter(|&&other| done[other as usize]);
        ends.extend(before.map(|&other| heads[other as usize] + usual(instance, other as usize)));
        ends.sort_unstable_by(f64::total_cmp);
        heads[task] = instance.needed(task).checked_sub(1).and_then(|nth| ends.get(nth).copied()).unwrap_or(0.0);
        done[task] = true;
    }
    heads
}

/// Usual hours of a task, in its first mode; infinite ones count as none.
fn usual(instance: &Instance, task: usize) -> f64 {
    let hours = instance.hours(instance.mode(task, 0));
    if hours.is_finite() { hours } else { 0.0 }
}

/// Tasks with the latest finish time first (Davis and Patterson 1975): the least slack before the end of everything, that is the longest chain behind.
pub fn latest_finish(instance: &Instance) -> Vec<u32> {
    let keys: Vec<f64> = tails(instance).iter().map(|tail| -tail).collect();
    instance.list(&keys)
}

/// As handed in, as far as what waits for what allows.
pub fn as_given(instance: &Instance) -> Vec<u32> {
    let keys: Vec<f64> = (0..instance.tasks()).map(|task| task as f64).collect();
    instance.list(&keys)
}

/// Shortest usual hours first.
pub fn shortest(instance: &Instance) -> Vec<u32> {
    let keys: Vec<f64> = (0..instance.tasks()).map(|task| usual(instance, task)).collect();
    instance.list(&keys)
}

/// Value of each task \[money/h²\]: over all values behind it, what an hour of it costs, divided by the longest usual chain from the task to it (itself included) and one hour.
///
/// What an hour costs is the value's mean slope up to the end of everything on one pair of hands, or ten times the longest chain where that is less.
pub fn worth(instance: &Instance, loss: &Loss) -> Vec<f64> {
    let tasks = instance.tasks();
    let longest =
        heads(instance).into_iter().enumerate().map(|(task, head)| head + usual(instance, task)).fold(0.0, f64::max);
    let all: f64 = (0..tasks).map(|task| usual(instance, task)).sum();
    let until = all.min(10.0 * longest);
    let mut worth = vec![0.0; tasks];
    // Longest chain from each task to the value; below 0: none.
    let mut chain = vec![-1.0; tasks];
    for value in &loss.values {
        let rate = value.curve.mean_slope(until);
        if rate <= 0.0 {
            continue;
        }
        chain.fill(-1.0);
        chain[value.task] = usual(instance, value.task);
        for &task in instance.order().iter().rev() {
            let task = task as usize;
            let behind = instance.behind(task).iter().map(|&other| chain[other as usize]).fold(-1.0, f64::max);
            if behind >= 0.0 {
                chain[task] = f64::max(chain[task], behind + usual(instance, task));
            }
            if chain[task] >= 0.0 {
                worth[task] += rate / (chain[task] + 1.0);
            }
        }
    }
    worth
}

/// The value rule: most [`worth`] first. Explainable, and most of what a search gains.
pub fn value(instance: &Instance, loss: &Loss) -> Vec<u32> {
    let keys: Vec<f64> = worth(instance, loss).into_iter().map(|worth| -worth).collect();
    instance.list(&keys)
}

#[cfg(test)]
mod tests;
