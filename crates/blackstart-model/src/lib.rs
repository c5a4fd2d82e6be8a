//! What the world is: a company's files, checked, as dense arrays.
//!
//! `source` (as written) → `check` (every complaint at once) → `compile` (ids and arrays). [`read`] and [`read_scenario`] play the three in order.

pub mod attack;
mod check;
mod compile;
pub mod economy;
mod explain;
pub mod id;
pub mod logic;
pub mod model;
pub mod oed;
mod priors;
pub mod problem;
mod reading;
pub mod scenario;
mod schema;
pub mod source;
mod starter;
#[cfg(test)]
mod tests;
pub mod time;
pub mod units;

pub use explain::{codes, explain};
pub use model::Model;
pub use priors::{Incident, Prior, priors};
pub use problem::{Problem, Read, Severity};
pub use reading::{
    read, read_facts, read_plan, read_scenario, read_scenario_within, read_text, read_within, scenario_text,
};
pub use scenario::Scenario;
pub use schema::{reference, schema, schema_scenario};
pub use source::{Cell, CsvOnly, Limits, RawRow, RawTable, TableFormats};
pub use starter::starter;
