//! What differs from history to history, as inputs: each with the draw it is made with, a column, a name for people, and the group it belongs to.

mod names;
mod rows;

use crate::results::Results;
use blackstart_model::{Model, Scenario};
use blackstart_sim::catalogue::{Catalogue, Document, Entry, Law};
use blackstart_sim::draw::purpose::FACTOR;
use blackstart_sim::draw::{Draw, DrawKey};
pub use names::InputUnit;
use names::Names;
use rows::Rows;
use std::collections::{BTreeMap, BTreeSet};

/// One uncertain quantity, or one thing that happens or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Where it is written, what a draw decides, and how likely what is.
    pub entry: Entry,
    /// Its column in a table of inputs: the path, and a number where several are written in one place.
    pub column: String,
    /// What it is, for people.
    pub name: String,
    /// What it belongs to, for people.
    pub group: String,
    /// What its values count; `None`: that depends on where its numbers come from.
    pub unit: Option<InputUnit>,
    /// Share of its variance, in normal scores, that somebody could find out beforehand, 0–1; the rest is luck of the day.
    pub knowable: f64,
    /// Who answers for the system or service that it is about.
    pub owner: Option<String>,
    /// Whether the row that it is written in is marked as a guess.
    pub is_assumed: bool,
}

impl Input {
    /// Whether the model says it; otherwise the scenario does.
    pub fn in_model(&self) -> bool {
        self.entry.document == Document::Model
    }

    /// Whether something happens or not, or is found in one of several states: luck of the day.
    pub fn is_luck(&self) -> bool {
        !self.entry.law.is_input()
    }
}

/// All inputs of a company and a bad day that vary, in the order of the stages that draw them.
#[derive(Clone, Debug, PartialEq)]
pub struct Inputs {
    list: Vec<Input>,
    seed: u64,
}

impl Inputs {
    /// The inputs of a checked model and a checked scenario, for histories of a seed. What cannot come out in more than one way, and ways of doing a task
    /// that the scenario does not choose, are none.
    pub fn new(model: &Model, scenario: &Scenario, seed: u64) -> Self {
        let (names, rows) = (Names::of(model, scenario), Rows::of(model, scenario));
        let catalogue = Catalogue::new(model, scenario);
        let mut written: BTreeMap<&str, u32> = BTreeMap::new();
        let mut list = Vec::new();
        for entry in catalogue.entries().iter().filter(|entry| entry.law.varies() && !entry.other_way) {
            let times = written.entry(&entry.path).or_default();
            *times += 1;
            list.push(Input {
                column: if *times == 1 { entry.path.clone() } else { format!("{}#{times}", entry.path) },
                name: names.name(entry),
                group: names.group(entry),
                unit: names::unit(entry),
                knowable: rows.knowable(entry),
                owner: rows.owner(&entry.path),
                is_assumed: rows.is_assumed(&entry.path),
                entry: entry.clone(),
            });
        }
        Self { list, seed }
    }

    /// All of them.
    pub fn list(&self) -> &[Input] {
        &self.list
    }

    /// The values of one in these histories, as the catalogue counts ([`Entry::value`]): the first draw of a history where there are several, NaN where what
    /// has happened bears on it.
    pub fn values(&self, input: usize, replicates: &[u32]) -> Vec<f64> {
        let entry = &self.list[input].entry;
        replicates.iter().map(|&replicate| entry.value(self.draw(replicate))).collect()
    }

    fn draw(&self, replicate: u32) -> Draw {
        Draw { seed: self.seed, replicate: u64::from(replicate) }
    }

    /// Draws that are independent of each other, each with all that is made with it, in the order of the first of these.
    ///
    /// What moves fully with a factor has no luck of its own: it is the factor's.
    pub(crate) fn draws(&self) -> Vec<Drawn> {
        let mut drawn: Vec<Drawn> = Vec::new();
        let mut known: BTreeMap<DrawKey, usize> = BTreeMap::new();
        let own = |input: &Input| own_draw(input) == input.entry.key();
        for (at, input) in self.list.iter().enumerate().filter(|(_, input)| own(input)) {
            let key = input.entry.key();
            let of = *known.entry(key).or_insert_with(|| {
                drawn.push(Drawn { key, inputs: Vec::new(), thresholds: Vec::new() });
                drawn.len() - 1
            });
            drawn[of].inputs.push(at);
            match input.entry.law {
                Law::Chance(chance) => drawn[of].thresholds.push(chance),
                Law::Condition { lost, exposed } => drawn[of].thresholds.extend([lost, lost + exposed]),
                Law::Quantity(_) | Law::Time(_) | Law::Factor => {}
            }
        }
        drawn
    }

    /// Share of a draw's variance that somebody could find out beforehand: whoever knows one thing that is made with it knows the draw.
    pub(crate) fn knowable(&self, drawn: &Drawn) -> f64 {
        drawn.inputs.iter().map(|at| self.list[*at].knowable).fold(0.0, f64::max)
    }

    /// The uniform numbers of a draw in the histories of results.
    pub(crate) fn uniform(&self, key: DrawKey, results: &Results) -> Vec<f64> {
        results.replicates.replicate.iter().map(|&replicate| self.draw(replicate).uniform(key)).collect()
    }

    /// How many quantities move with a factor, by the factor's key.
    pub(crate) fn moving(&self, factor: u64) -> usize {
        let moves = |input: &&Input| input.entry.law.shared().is_some_and(|shared| shared.factor == factor);
        self.list.iter().filter(moves).map(|input| &input.entry.path).collect::<BTreeSet<_>>().len()
    }
}

/// The draw that is an input's own luck: the factor's, where it moves fully with one.
pub(crate) fn own_draw(input: &Input) -> DrawKey {
    match input.entry.law.shared() {
        Some(shared) if shared.strength.abs() == 1.0 => FACTOR.of(shared.factor),
        _ => input.entry.key(),
    }
}

/// One draw of a history, and what is made with it.
pub(crate) struct Drawn {
    pub(crate) key: DrawKey,
    /// Positions in the list of inputs; never empty.
    pub(crate) inputs: Vec<usize>,
    /// Where it decides about an event.
    pub(crate) thresholds: Vec<f64>,
}

#[cfg(test)]
mod tests;
