//! Published calculation rules for the losses of one event: deductibles, limits and shares, level by level, and back again.
//!
//! The rules and their numbers are those of the Oasis financial module; `docs/method/insurance.md` has each as a formula. Here they are one
//! composition: a deductible, an attachment, a limit, a share, any of them absent ([`Terms`]). Rules that pay on triggers are steps ([`Step`]).

mod programme;
mod rules;
mod steps;

pub use programme::{Allocation, Output, Programme, ProgrammeError, Target, Tree};
pub use rules::{Carried, Deductible, Figures, Limit, RuleError, Terms};
pub use steps::{Calculation, Payout, Step, StepFigures};

/// Money of a waiting or indemnity period as Oasis has it: days × annual value / 365.
///
/// [`crate::policy`] applies such periods in time instead; the difference is what pricing by the calendar misses.
pub fn oasis_money_of_days(days: f64, annual_value: f64) -> f64 {
    days * annual_value / 365.0
}

#[cfg(test)]
mod tests;
