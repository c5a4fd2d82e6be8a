//! The attack stage against answers that were not computed by it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod builtin;
mod chance;
mod closed_form;
mod mal;
