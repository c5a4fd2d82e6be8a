//! Conformance: tables and terms against outputs of published programs.
// Helpers of tests are tests too; the lint only knows test functions.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod data;
mod ept;
mod fm;
mod gsa;
mod oed;
mod ord;
mod portfolio;
mod screen;
mod voi;
