//! Promises of the planner, tested from outside.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test that fails, fails")]

mod conformance;
