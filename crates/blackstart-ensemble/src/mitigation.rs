//! What changes to a company, or to how it meets the bad day, are worth: each against the company as it is, in the same histories.
//!
//! A history that a change does not touch is not played again: where what comes before goods move is the same, and all that follows reads the same, it
//! ends the same ([`changed`](blackstart_sim::World::changed)). Many changes are searched by successive halving on the histories that they touch;
//! those that are left, and those that are asked for, are measured in histories that no search has seen. The mathematics is on the method page
//! `docs/method/rank.md`.

mod found;
mod looks;
mod measure;
mod pays;
mod play;
mod question;
mod search;
mod table;
mod together;
mod told;
mod verify;

pub use found::{Found, Kind, found};
pub use looks::UNSEEN;
pub use measure::{Measured, Tail};
pub(crate) use play::Clock;
pub use question::{Asked, Case, Changes, Effort};
pub use search::{Ranking, Searched, rank};
pub use table::RankColumn;
pub use together::{MeasuredSet, Pair, Together};
pub use told::{Candidate, Facts, PairOf, PartySaves, RankSummary, Ranked, SetOf, Told, Verify};
pub use verify::Verified;

#[cfg(test)]
mod tests;
