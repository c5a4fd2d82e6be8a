//! The attack stage against answers that were not computed by it.

mod builtin;
mod chance;
mod closed_form;
