//! A share as it is told: with its interval, and beside what chance alone makes of inputs that do nothing.

use super::Explained;
use crate::stats::student_975;
use blackstart_actuary::sensitivity::{FirstOrder, edges};
use blackstart_sim::draw::normal_quantile;

/// How often chance alone may lift any input above what is told.
const BY_CHANCE: f64 = 0.05;

/// A share with its interval of 95 %.
pub(crate) fn explained(of: &FirstOrder) -> Explained {
    let half = student_975(of.without.len().saturating_sub(1)) * of.standard_error();
    Explained { share: of.share, low: of.share - half, high: of.share + half }
}

/// Share that none of so many inputs without effect exceeds by chance, 19 times in 20: of one, the variance between classes times the number of histories is
/// chi-squared with a degree of freedom less than there are classes (quantile: Wilson and Hilferty 1931).
pub(crate) fn by_chance(histories: usize, inputs: usize) -> f64 {
    let freedom = edges(histories, &[]).len() as f64;
    let z = normal_quantile(1.0 - BY_CHANCE / inputs.max(1) as f64);
    let ninth = 2.0 / (9.0 * freedom);
    (freedom * libm::pow(1.0 - ninth + z * libm::sqrt(ninth), 3.0) - freedom) / histories.max(1) as f64
}
