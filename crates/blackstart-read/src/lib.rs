//! A company's files, or a nation's ([`economy`]): read, checked, compiled; everything that is wrong with them, at once.
//!
//! `source` (as written) → `check` (every complaint at once) → `compile` (ids and arrays). [`model`] and [`scenario`] play the three in order.

mod assumed;
mod book;
mod check;
mod company;
mod compile;
pub mod economy;
mod edit;
mod explain;
pub mod file;
pub mod library;
pub mod mal;
mod mitigation;
mod places;
mod priors;
mod reading;
mod schema;
mod source;
mod starter;
#[cfg(test)]
mod tests;

pub use assumed::{Assumption, assumption, is_assumed};
pub use assumed::{RestoreLaws, restore_laws};
pub use book::{Book, Laid, MemberFile, Members, lay, starter_book};
pub use company::{Company, Placed};
pub use edit::{ModelSource, Refused, ScenarioSource, row_word};
pub use explain::{codes, explain};
pub use library::library;
pub use mitigation::{Drafts, Mitigation};
pub use places::Written;
pub use priors::{Incident, Measure, Prior, Selection, priors};
pub use reading::{
    backtest, backtest_text, facts, model, model_text, model_within, plan, remarks, scenario, scenario_text,
    scenario_within, sheet, table,
};
pub use schema::{reference, schema, schema_scenario};
pub use starter::starter;
