//! Attacks, and shops that come back, against answers that were not computed by it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::disallowed_methods, reason = "tests read files")]

mod back;
mod builtin;
mod chance;
mod closed_form;
mod mal;
