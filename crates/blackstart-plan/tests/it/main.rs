//! Promises of the planner, tested from outside.

#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::disallowed_methods, reason = "a test that fails, fails")]

mod conformance;
