//! Single points of failure: each system, supplier, provider and crew taken out alone, and the pairs that are worse than their sum.
//!
//! What "taken out" means, and which pairs are not played and why, is on the method page `docs/method/single-points.md`.

mod ends;
mod pairs;
mod reason;
mod study;
mod taken;
mod told;

pub use study::spof;
pub use taken::Kind;
pub use told::{Alone, CrewAlone, PairAlone, Question, Screening, Short, ShortService, SpofSummary};

#[cfg(test)]
mod tests;
