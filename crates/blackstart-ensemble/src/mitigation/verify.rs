//! What to find out before choosing among changes, in the histories that they were measured in.

use super::play::Base;
use super::question::{Asked, Case};
use crate::threads::Threads;
use crate::verify::{FactsFound, verify as weighed};
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;

/// Options that are compared, the best on average first: what is worse than so many others is hardly ever the best. Judgement.
const MOST_OPTIONS: usize = 64;

/// What is worth finding out, and what would be chosen without.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// Changes that are made where nothing more is known; none: nothing is changed.
    pub choice: Vec<usize>,
    /// Whether an option is worth what it saves in a year less its cost; else costs are left out.
    pub net: bool,
    /// Options besides changing nothing: changes, and sets that were played for a budget.
    pub options: usize,
    /// Changes and sets that were measured and are no option: nobody has said what they cost, the budget does not do, or too many are better.
    pub no_options: usize,
    /// What was found.
    pub found: FactsFound,
}

/// A set of changes and what it saves in each replicate.
pub(super) type Played = (Vec<usize>, Vec<f64>);

/// What it is worth to find out each fact; `None`: there is nothing to choose from.
pub(super) fn verify(
    cases: &[Case<'_>],
    base: &Base<'_, '_>,
    measured: Vec<Played>,
    asked: &Asked,
    seed: u64,
    threads: &Threads,
) -> Option<Verified> {
    let all = measured.len();
    let net = asked.yearly && !asked.priced.is_empty();
    let cost = |set: &[usize]| set.iter().map(|at| asked.costs[*at]).sum::<f64>();
    let known = |set: &[usize]| set.iter().all(|at| asked.priced.contains(at));
    let affordable = |set: &[usize]| asked.budget.is_none_or(|budget| known(set) && cost(set) <= budget);
    let mut options: Vec<Played> =
        measured.into_iter().filter(|(set, _)| affordable(set) && (!net || known(set))).collect();
    if net {
        options.iter_mut().for_each(|(set, saved)| saved.iter_mut().for_each(|it| *it -= cost(set)));
    }
    let mean = |it: &[f64]| it.iter().sum::<f64>() / it.len().max(1) as f64;
    options.sort_by(|a, b| mean(&b.1).total_cmp(&mean(&a.1)).then(a.0.cmp(&b.0)));
    options.truncate(MOST_OPTIONS);
    let draws: Vec<Draw> = base.replicates().map(|replicate| Draw { seed, replicate }).collect();
    if options.is_empty() || draws.is_empty() {
        return None;
    }
    let count = options.len();
    options.insert(0, (Vec::new(), vec![0.0; draws.len()]));
    let (sets, benefits): (Vec<Vec<usize>>, Vec<Vec<f64>>) = options.into_iter().unzip();
    let days: Vec<(&Model, &Scenario)> = cases.iter().map(|case| (case.model, case.scenario)).collect();
    let (best, found) = weighed(&days, draws, &benefits, &base.losses(), threads);
    Some(Verified { choice: sets[best].clone(), net, options: count, no_options: all - count, found })
}

#[cfg(test)]
mod tests;
