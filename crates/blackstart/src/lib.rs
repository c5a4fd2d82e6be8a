//! Simulate the cyber shutdown of a company: what stops, for whom, what it costs, what to restart first.

pub use blackstart_ensemble as ensemble;
pub use blackstart_model as model;
pub use blackstart_report as report;
pub use blackstart_sim as sim;
pub use blackstart_store as store;

pub use blackstart_ensemble::{Comparison, Results, Summary};
pub use blackstart_model::{Model, Scenario};
