//! What to find out before choosing: what it is worth to know each fact, in histories that exist.
//!
//! A fact is the part of an input that somebody could find out now; the rest is luck of the day, and to know that would be foresight. Whoever finds out sees
//! the input blurred by a draw of its own, so no history is played again (`docs/method/rank.md`).

use crate::drivers::shares::{by_chance, explained};
use crate::drivers::{Explained, LEAST_HISTORIES};
use crate::inputs::Inputs;
use crate::threads::Threads;
use blackstart_actuary::sensitivity::{Classes, Outcome, edges, first_order};
use blackstart_actuary::voi::{Options, perfect};
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::purpose::signal;
use blackstart_sim::draw::{Draw, DrawKey, normal_cdf, normal_quantile};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How good an inventory or a drill is that is right nine times in ten: the share of what could be known of a quantity that it tells, and how often it
/// tells an event as it is. Judgement.
const RIGHT: f64 = 0.9;

/// How often chance alone may make any fact worth something.
const BY_CHANCE: f64 = 0.05;

/// Facts that are told of each kind.
const TOLD: usize = 10;

/// What it is worth to find out facts before one of several options is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactsFound {
    /// Histories that it is told from.
    pub histories: usize,
    /// Histories below which nothing is told.
    pub least_histories: usize,
    /// Facts that were looked at.
    pub facts: usize,
    /// Largest share of the loss that chance alone gives any of so many facts, 19 times in 20; absent where none is told.
    pub by_chance: Option<f64>,
    /// Facts that are worth something, the largest first.
    pub worth: Vec<Fact>,
    /// Facts that explain more of the loss than chance does and change no choice, the largest first.
    pub idle: Vec<Fact>,
}

/// Something that could be found out now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    /// Where it is written: its path, as edits name it.
    pub path: String,
    /// `model` or `scenario`.
    pub document: String,
    /// What it is, for people.
    pub name: String,
    /// What it belongs to.
    pub group: String,
    /// Whether it is something that is so or not.
    pub event: bool,
    /// Share of its variance that could be found out.
    pub knowable: f64,
    /// Who answers for the system or service that it is about.
    pub owner: Option<String>,
    /// Whether it is marked as a guess.
    pub is_assumed: bool,
    /// Where it is written: file, line and column, or a cell of a workbook.
    pub place: Option<String>,
    /// What the input explains of the loss alone, its luck included; absent where the loss does not vary.
    pub explained: Option<Explained>,
    /// What it is worth to know it before choosing \[money\]: of a year, or of one such day.
    pub value: f64,
    /// What it is worth where it is found out by something that is right nine times in ten \[money\].
    pub tested: f64,
    /// Share of histories in which something else would be chosen.
    pub changes: f64,
}

/// A draw that somebody could find out about.
struct Knowable {
    key: DrawKey,
    thresholds: Vec<f64>,
    told: Fact,
}

/// What it is worth to find out each fact about a company and its bad days, and which option is chosen without: the one that is best on average. Of each
/// option there is its net benefit in each history, the loss is what is driven by facts.
pub(crate) fn verify(
    days: &[(&Model, &Scenario)],
    draws: Vec<Draw>,
    benefits: &[Vec<f64>],
    losses: &[f64],
    threads: &Threads,
) -> (usize, FactsFound) {
    let seed = draws.first().map_or(0, |draw| draw.seed);
    let facts = facts(days, seed);
    let (histories, loss, options) = (draws.len(), Outcome::new(losses), Options::new(benefits));
    let mut found = FactsFound {
        histories,
        least_histories: LEAST_HISTORIES,
        facts: facts.len(),
        by_chance: None,
        worth: Vec::new(),
        idle: Vec::new(),
    };
    let best = options.best();
    if histories >= LEAST_HISTORIES {
        found.by_chance = loss.varies().then(|| by_chance(histories, facts.len()));
        let comparisons = (facts.len() * benefits.len().saturating_sub(1)) as f64;
        let looked = Looked { draws, options, loss, comparisons };
        found.tell(threads.run(|| facts.par_iter().map(|fact| looked.at(fact)).collect()));
    }
    (best, found)
}

/// Everything that somebody could find out about the company or one of its bad days; what is drawn alike in several is one fact.
fn facts(days: &[(&Model, &Scenario)], seed: u64) -> Vec<Knowable> {
    let mut facts: Vec<Knowable> = Vec::new();
    let mut at: BTreeMap<DrawKey, usize> = BTreeMap::new();
    for (model, scenario) in days {
        let inputs = Inputs::new(model, scenario, seed);
        for drawn in inputs.draws() {
            let (input, knowable) = (&inputs.list()[drawn.inputs[0]], inputs.knowable(&drawn));
            if knowable <= 0.0 {
                continue;
            }
            let at = *at.entry(drawn.key).or_insert(facts.len());
            if at < facts.len() {
                facts[at].thresholds.extend(drawn.thresholds);
                facts[at].told.knowable = facts[at].told.knowable.max(knowable);
                continue;
            }
            let told = Fact {
                path: input.entry.path.clone(),
                document: if input.in_model() { "model" } else { "scenario" }.to_owned(),
                name: input.name.clone(),
                group: input.group.clone(),
                event: input.is_luck(),
                knowable,
                owner: input.owner.clone(),
                is_assumed: input.is_assumed,
                place: None,
                explained: None,
                value: 0.0,
                tested: 0.0,
                changes: 0.0,
            };
            facts.push(Knowable { key: drawn.key, thresholds: drawn.thresholds, told });
        }
    }
    for it in &mut facts {
        it.thresholds.sort_by(f64::total_cmp);
        it.thresholds.dedup();
    }
    facts
}

impl FactsFound {
    /// Keeps the facts that are worth most, and of the others those that explain most.
    fn tell(&mut self, facts: Vec<Fact>) {
        let share = |it: &Fact| it.explained.map_or(0.0, |it| it.share);
        let (mut worth, mut idle): (Vec<Fact>, Vec<Fact>) = facts.into_iter().partition(|it| it.value > 0.0);
        worth.sort_by(|a, b| b.value.total_cmp(&a.value));
        worth.truncate(TOLD);
        idle.retain(|it| self.by_chance.is_some_and(|least| share(it) > least));
        idle.sort_by(|a, b| share(b).total_cmp(&share(a)));
        idle.truncate(TOLD);
        (self.worth, self.idle) = (worth, idle);
    }
}

/// What facts are looked at with.
struct Looked {
    draws: Vec<Draw>,
    options: Options,
    loss: Outcome,
    /// Facts, times options besides the best.
    comparisons: f64,
}

impl Looked {
    fn at(&self, fact: &Knowable) -> Fact {
        let uniform: Vec<f64> = self.draws.iter().map(|draw| draw.uniform(fact.key)).collect();
        let mut told = fact.told.clone();
        if self.loss.varies() {
            let classes = Classes::by_edges(&uniform, &edges(uniform.len(), &fact.thresholds));
            told.explained = Some(explained(&first_order(&classes, &self.loss)));
        }
        let luck: Vec<f64> = self.draws.iter().map(|draw| draw.uniform(signal(fact.key))).collect();
        // An event that could be known is known as its state; of one that partly is, what is seen is how close it is to each.
        let state = told.event && told.knowable >= 1.0;
        let thresholds: &[f64] = if state { &fact.thresholds } else { &[] };
        let worth = perfect(&blurred(&uniform, &luck, told.knowable), thresholds, &self.options);
        if worth.by_chance * self.comparisons > BY_CHANCE {
            return told;
        }
        let tested = if state {
            let (seen, between) = tested(&uniform, &luck, thresholds);
            perfect(&seen, &between, &self.options)
        } else {
            perfect(&blurred(&uniform, &luck, told.knowable * RIGHT), &[], &self.options)
        };
        // What is known less well is never worth more: beyond that is noise.
        Fact { value: worth.value, tested: tested.value.min(worth.value), changes: worth.changes, ..told }
    }
}

/// What is seen of uniform numbers where this share of their normal scores' variance can be known: the same numbers for 1, pure luck for 0.
fn blurred(uniform: &[f64], luck: &[f64], share: f64) -> Vec<f64> {
    if share >= 1.0 {
        return uniform.to_vec();
    }
    let (known, rest) = (libm::sqrt(share), libm::sqrt(1.0 - share));
    let seen = |(u, luck): (&f64, &f64)| normal_cdf(known * normal_quantile(*u) + rest * normal_quantile(*luck));
    uniform.iter().zip(luck).map(seen).collect()
}

/// What a test of an event says that is right nine times in ten, and else says any other state: as numbers, and what lies between those of two states.
fn tested(uniform: &[f64], luck: &[f64], thresholds: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let states = thresholds.len() + 1;
    let seen = |(u, luck): (&f64, &f64)| {
        let state = thresholds.partition_point(|edge| edge <= u);
        if *luck < RIGHT || states == 1 {
            return state as f64;
        }
        let others = states - 1;
        let other = (((luck - RIGHT) / (1.0 - RIGHT) * others as f64) as usize).min(others - 1);
        (if other < state { other } else { other + 1 }) as f64
    };
    (uniform.iter().zip(luck).map(seen).collect(), (1..states).map(|state| state as f64 - 0.5).collect())
}

#[cfg(test)]
mod tests;
