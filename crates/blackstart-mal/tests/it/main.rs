//! The crate against the conformance data, hostile input, and its own messages.
#![allow(clippy::disallowed_types, reason = "tests have a clock")]
#![allow(clippy::unwrap_used, reason = "a test that cannot read its data shall stop")]
#![allow(clippy::print_stderr, reason = "who runs the tests shall know what has not been")]

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
