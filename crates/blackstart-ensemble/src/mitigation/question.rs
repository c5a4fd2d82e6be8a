//! What is asked: which changes, in which bad days, with how much play.

use blackstart_model::id::PartyId;
use blackstart_model::{Model, Scenario};

/// One bad day of the company, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The company.
    pub model: &'a Model,
    /// The bad day.
    pub scenario: &'a Scenario,
    /// Times a year that it comes; 1 where everything is told of one such day.
    pub weight: f64,
}

/// Changes that can be made, one or several at a time.
pub trait Changes: Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The company and the bad day of a case with some of them made. `None`: these cannot be made together.
    fn made(&self, case: usize, changes: &[usize]) -> Option<(Model, Scenario)>;
}

/// How much is played.
#[derive(Clone, Debug, PartialEq)]
pub struct Effort {
    /// Seed of all draws.
    pub seed: u64,
    /// Histories of each case that the search looks at.
    pub searched: u32,
    /// Histories played again for each change in the search, on average.
    pub for_each: usize,
    /// How many are left by the search.
    pub finalists: usize,
    /// Histories of each case that finalists are measured in, at most.
    pub measured: u32,
    /// When that is precise enough: half of the widest interval, as a share of the largest saving. `None`: all histories are played.
    pub precision: Option<f64>,
    /// Threads; 0: one per processor. Never changes a result.
    pub threads: usize,
}

/// What is asked of changes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Asked {
    /// Cost of each in a year \[money\].
    pub costs: Vec<f64>,
    /// Those of which somebody has said what they cost: no others are bought for a budget.
    pub priced: Vec<usize>,
    /// Whether savings are those of a year as well, so that costs are taken from them; else they are those of one bad day, and cannot be.
    pub yearly: bool,
    /// Years over which what is paid once is spread: in these a change pays, or does not.
    pub years: f64,
    /// Those that are measured whatever the search says of them.
    pub kept: Vec<usize>,
    /// What may be spent on several together; `None`: they are not looked at together.
    pub budget: Option<f64>,
    /// Whose loss counts; `None`: everybody's.
    pub party: Option<PartyId>,
}

impl Asked {
    /// What a change costs, in the unit of the savings.
    pub(super) fn cost(&self, change: usize) -> f64 {
        if self.yearly { self.costs[change] } else { 0.0 }
    }
}
