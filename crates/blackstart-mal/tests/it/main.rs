//! The crate against the conformance data, hostile input, and its own messages.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "tests have files and a clock")]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its data shall stop")]

mod expressions;
mod gaps;
mod graphs;
mod hostile;
mod languages;
mod messages;
mod models;
mod published;
mod scale;
mod solver;
