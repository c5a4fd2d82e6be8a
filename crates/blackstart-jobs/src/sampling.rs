//! How many histories, from which random seed, on how many threads.

use crate::failure::Failure;
use blackstart_ensemble::Ensemble;
use blackstart_model::{Model, Scenario};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// How many histories, from which random seed, on how many threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sampling {
    /// Histories; `None`: as many as the scenario says.
    pub replicates: Option<u64>,
    /// Random seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Threads; 0: one per core. Never changes a result.
    pub threads: usize,
}

impl Sampling {
    /// The replicates wanted.
    pub(crate) fn range(&self, scenario: &Scenario) -> Result<Range<u32>, Failure> {
        Ok(0..count(self.replicates.unwrap_or(scenario.replicates))?)
    }

    /// The seed wanted.
    pub(crate) fn seed(&self, scenario: &Scenario) -> u64 {
        self.seed.unwrap_or(scenario.seed)
    }

    /// Model and scenario, ready to be played so.
    pub(crate) fn ensemble<'a>(&self, model: &'a Model, scenario: &'a Scenario) -> Ensemble<'a> {
        Ensemble::new(model, scenario).seed(self.seed(scenario)).threads(self.threads)
    }
}

/// A number of replicates, if there can be so many and at least one.
pub(crate) fn count(wanted: u64) -> Result<u32, Failure> {
    match u32::try_from(wanted) {
        Ok(0) => Err(Failure::usage("at least one replicate must be played")),
        Ok(count) => Ok(count),
        Err(_) => Err(Failure::Usage(format!("{wanted} replicates are too many; the most are {}", u32::MAX))),
    }
}
