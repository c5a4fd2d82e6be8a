//! The normal law and Student's t: logarithms of probabilities that do not vanish in the tails, and quantiles.

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2, PI};

/// 90th percentile of the standard normal law.
pub(super) const NORMAL_P90: f64 = 1.281_551_565_544_600_4;

/// Least probability that is told apart from none: a walk must not fall into minus infinity.
const LEAST: f64 = 1e-300;

/// Probability of a value above.
pub(super) fn over(z: f64) -> f64 {
    libm::erfc(z * FRAC_1_SQRT_2) / 2.0
}

pub(super) fn log_over(z: f64) -> f64 {
    libm::log(over(z).max(LEAST))
}

pub(super) fn log_between(low: f64, high: f64) -> f64 {
    // In the upper tail the difference of lower probabilities is all rounding.
    let mass = if low > 0.0 { over(low) - over(high) } else { over(-high) - over(-low) };
    libm::log(mass.max(LEAST))
}

pub(super) fn log_density(z: f64) -> f64 {
    -z * z / 2.0 - libm::log(2.0 * PI) / 2.0
}

/// Quantile of Student's t with whole degrees of freedom (≥ 1), `p` above one half (Abramowitz and Stegun 26.7.3 and 26.7.4, by bisection).
pub fn student_quantile(p: f64, degrees: u32) -> f64 {
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..60 {
        let angle = (low + high) / 2.0;
        if (1.0 + student_within(angle, degrees)) / 2.0 < p {
            low = angle;
        } else {
            high = angle;
        }
    }
    libm::sqrt(f64::from(degrees)) * libm::tan((low + high) / 2.0)
}

/// Probability that t lies within ± sqrt(degrees) tan(angle).
fn student_within(angle: f64, degrees: u32) -> f64 {
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let is_odd = degrees % 2 == 1;
    let (mut term, mut sum) = (if is_odd { cos } else { 1.0 }, 0.0);
    let mut at = if is_odd { 1 } else { 0 };
    while at + 2 <= degrees {
        sum += term;
        // Odd: times 2/3, 4/5, …; even: times 1/2, 3/4, …
        term *= cos * cos * f64::from(at + 1) / f64::from(at + 2);
        at += 2;
    }
    if is_odd { (angle + sin * sum) / FRAC_PI_2 } else { sin * sum }
}
