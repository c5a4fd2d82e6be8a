//! Shares of all inputs in all outcomes, and what is told of them.

use super::ends::{ends, points};
use super::shares::{by_chance, explained};
use super::{Driver, DriverGroup, Drivers, Explained, LARGEST, LEAST_HISTORIES, OutcomeDrivers};
use crate::inputs::{Drawn, Inputs, own_draw};
use crate::results::Results;
use crate::threads::within;
use blackstart_actuary::sensitivity::{Classes, FirstOrder, Outcome, delta, edges, first_order};
use blackstart_sim::draw::DrawKey;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const HOURS_A_DAY: f64 = 24.0;

/// Every input's share of every outcome.
pub struct Study<'a> {
    inputs: &'a Inputs,
    results: &'a Results,
    drawn: Vec<Drawn>,
    /// Draws by the path of what is made with them, of the model and of the scenario.
    by_path: [BTreeMap<&'a str, Vec<usize>>; 2],
    outcomes: Vec<Studied>,
    threads: usize,
}

/// An outcome, and the share of each draw.
struct Studied {
    target: Option<u32>,
    not_back: usize,
    outcome: Outcome,
    values: Vec<f64>,
    shares: Vec<FirstOrder>,
}

impl<'a> Study<'a> {
    /// Counts in the results of a company's bad day how much each of its inputs explains, on so many threads; the same on any number of them.
    pub fn new(inputs: &'a Inputs, results: &'a Results, threads: usize) -> Self {
        let drawn = inputs.draws();
        let by_path = by_path(inputs, &drawn);
        let mut study = Self { inputs, results, drawn, by_path, outcomes: Vec::new(), threads };
        if results.len() >= LEAST_HISTORIES {
            study.outcomes = outcomes(results).into_iter().filter(|it| it.outcome.varies()).collect();
        }
        let shares = study.shares();
        for (at, it) in study.outcomes.iter_mut().enumerate() {
            it.shares = shares.iter().map(|of| of[at].clone()).collect();
        }
        study
    }

    /// The shares of each draw in each outcome.
    fn shares(&self) -> Vec<Vec<FirstOrder>> {
        if self.outcomes.is_empty() {
            return Vec::new();
        }
        let of = |drawn: &Drawn| {
            let uniform = self.inputs.uniform(drawn.key, self.results);
            let classes = Classes::by_edges(&uniform, &edges(uniform.len(), &drawn.thresholds));
            self.outcomes.iter().map(|it| first_order(&classes, &it.outcome)).collect()
        };
        within(self.threads, || self.drawn.par_iter().map(of).collect())
    }

    /// What is told.
    pub fn drivers(&self) -> Drivers {
        let by_chance = self.by_chance();
        Drivers {
            histories: self.results.len(),
            least_histories: LEAST_HISTORIES,
            inputs: self.drawn.len(),
            by_chance: (!self.outcomes.is_empty() && !self.drawn.is_empty()).then_some(by_chance),
            outcomes: self.outcomes.iter().map(|it| self.told(it, by_chance)).collect(),
            assumed: None,
        }
    }

    fn told(&self, it: &Studied, by_chance: f64) -> OutcomeDrivers {
        let target = it.target.map(|target| &self.results.layout.targets[target as usize]);
        let mut largest: Vec<usize> = (0..self.drawn.len()).filter(|at| it.shares[*at].share > by_chance).collect();
        largest.sort_by(|a, b| it.shares[*b].share.total_cmp(&it.shares[*a].share));
        largest.truncate(LARGEST);
        OutcomeDrivers {
            outcome: if target.is_some() { "days" } else { "loss" }.to_owned(),
            target: target.map(|target| target.id.clone()),
            title: target.map(|target| target.title.clone()),
            not_back: it.not_back,
            all: explained(&FirstOrder::sum(&it.shares, it.outcome.blocks())),
            mean: it.values.iter().sum::<f64>() / it.values.len() as f64,
            points: if it.target.is_none() { points(&it.values) } else { Vec::new() },
            largest: largest.into_iter().map(|at| self.driver(at, it)).collect(),
            groups: self.groups(it, by_chance),
        }
    }

    fn driver(&self, at: usize, it: &Studied) -> Driver {
        let drawn = &self.drawn[at];
        let input = &self.inputs.list()[drawn.inputs[0]];
        let paths: BTreeSet<&str> = drawn.inputs.iter().map(|at| self.inputs.list()[*at].column.as_str()).collect();
        let uniform = self.inputs.uniform(drawn.key, self.results);
        let ends = ends(input, &uniform, &it.values);
        // A picture needs values that are the input's own.
        let drawn_alone = it.target.is_none() && ends.as_ref().is_some_and(|ends| ends.unit.is_some());
        let values =
            drawn_alone.then(|| points(&uniform.iter().map(|u| input.entry.law.value(*u)).collect::<Vec<_>>()));
        let moving = self.inputs.moving(drawn.key.subject);
        Driver {
            path: input.entry.path.clone(),
            document: if input.in_model() { "model" } else { "scenario" }.to_owned(),
            name: input.name.clone(),
            group: input.group.clone(),
            event: input.is_luck(),
            with: if moving > 0 { moving } else { paths.len() - 1 },
            explained: explained(&it.shares[at]),
            delta: delta(&Classes::by_rank(&uniform), &it.outcome),
            ends,
            points: values.unwrap_or_default(),
            place: None,
        }
    }

    fn groups(&self, it: &Studied, by_chance: f64) -> Vec<DriverGroup> {
        let mut groups: BTreeMap<&str, Vec<&FirstOrder>> = BTreeMap::new();
        for (drawn, share) in self.drawn.iter().zip(&it.shares) {
            groups.entry(&self.inputs.list()[drawn.inputs[0]].group).or_default().push(share);
        }
        let group = |(name, shares): (&str, Vec<&FirstOrder>)| DriverGroup {
            name: name.to_owned(),
            inputs: shares.len(),
            explained: explained(&FirstOrder::sum(shares, it.outcome.blocks())),
        };
        let mut groups: Vec<DriverGroup> = groups.into_iter().map(group).collect();
        // Of a group the interval says whether it is more than chance.
        groups.retain(|it| it.explained.share > by_chance && it.explained.low > 0.0);
        groups.sort_by(|a, b| b.explained.share.total_cmp(&a.explained.share));
        groups.truncate(LARGEST);
        groups
    }

    /// Draws that decide what is written at a path of the model or else of the scenario; none where that is no uncertain quantity.
    pub fn written_at(&self, in_model: bool, path: &str) -> &[usize] {
        self.by_path[usize::from(!in_model)].get(path).map_or(&[], Vec::as_slice)
    }

    /// What is made with a draw, for people.
    pub fn name(&self, draw: usize) -> &str {
        &self.inputs.list()[self.drawn[draw].inputs[0]].name
    }

    /// Largest share that chance alone gives any of so many inputs, 19 times in 20.
    pub fn by_chance(&self) -> f64 {
        by_chance(self.results.len(), self.drawn.len())
    }

    /// What these draws explain of the loss together; `None`: the loss does not vary, or there are too few histories.
    pub fn of_loss(&self, draws: impl IntoIterator<Item = usize>) -> Option<Explained> {
        let loss = self.outcomes.iter().find(|it| it.target.is_none())?;
        let draws: BTreeSet<usize> = draws.into_iter().collect();
        Some(explained(&FirstOrder::sum(draws.into_iter().map(|at| &loss.shares[at]), loss.outcome.blocks())))
    }
}

/// Draws by where what is made with them is written; what moves fully with a factor is made with the factor's.
fn by_path<'a>(inputs: &'a Inputs, drawn: &[Drawn]) -> [BTreeMap<&'a str, Vec<usize>>; 2] {
    let made_with: BTreeMap<DrawKey, usize> = drawn.iter().zip(0..).map(|(it, at)| (it.key, at)).collect();
    let mut by_path: [BTreeMap<&str, Vec<usize>>; 2] = Default::default();
    for input in inputs.list() {
        if let Some(&at) = made_with.get(&own_draw(input)) {
            by_path[usize::from(!input.in_model())].entry(&input.entry.path).or_default().push(at);
        }
    }
    by_path
}

/// The loss, and the days until the first target set holds that ever fails.
fn outcomes(results: &Results) -> Vec<Studied> {
    let studied = |target, not_back, values: &[f64]| Studied {
        target,
        not_back,
        outcome: Outcome::new(values),
        values: values.to_vec(),
        shares: Vec::new(),
    };
    let mut outcomes = vec![studied(None, 0, &results.replicates.total_loss)];
    let table = &results.targets;
    if let Some(&first) = table.target.iter().min() {
        let held: BTreeMap<u32, f64> = (0..table.replicate.len())
            .filter(|row| table.target[*row] == first)
            .map(|row| (table.replicate[row], table.held_hours[row]))
            .collect();
        let end = results.layout.horizon_hours;
        let days = |replicate| held.get(replicate).map_or(0.0, |hours: &f64| hours.min(end) / HOURS_A_DAY);
        let days: Vec<f64> = results.replicates.replicate.iter().map(days).collect();
        outcomes.push(studied(Some(first), held.values().filter(|hours| hours.is_infinite()).count(), &days));
    }
    outcomes
}
