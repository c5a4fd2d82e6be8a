//! A lognormal value that follows a power of something else.

use super::fit::Next;
use super::normal::student_quantile;

/// A power of something that a lognormal value follows: `ln y = ln factor + exponent ln x + residual`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Points.
    pub points: usize,
    /// Logarithm of the factor.
    pub log_factor: f64,
    /// Exponent.
    pub exponent: f64,
    /// Standard deviation of the residual.
    pub sd: f64,
    middle: f64,
    squares: f64,
}

/// Least squares in logarithms over pairs (x, y), all positive. `None` if fewer than three pairs, or no two x differ.
pub fn power(pairs: &[(f64, f64)]) -> Option<Power> {
    let n = pairs.len() as f64;
    let logs: Vec<(f64, f64)> = pairs.iter().map(|(x, y)| (libm::log(*x), libm::log(*y))).collect();
    let middle = logs.iter().map(|(x, _)| x).sum::<f64>() / n;
    let height = logs.iter().map(|(_, y)| y).sum::<f64>() / n;
    let squares: f64 = logs.iter().map(|(x, _)| (x - middle) * (x - middle)).sum();
    if pairs.len() < 3 || squares <= 0.0 {
        return None;
    }
    let exponent = logs.iter().map(|(x, y)| (x - middle) * (y - height)).sum::<f64>() / squares;
    let log_factor = height - exponent * middle;
    let residual = |(x, y): &(f64, f64)| y - log_factor - exponent * x;
    let sd = libm::sqrt(logs.iter().map(|it| residual(it) * residual(it)).sum::<f64>() / (n - 2.0));
    Some(Power { points: pairs.len(), log_factor, exponent, sd, middle, squares })
}

impl Power {
    /// The next y at this x, by Student's t with the points less two.
    pub fn at(&self, x: f64) -> Next {
        let off = libm::log(x) - self.middle;
        let spread = self.sd * libm::sqrt(1.0 + 1.0 / self.points as f64 + off * off / self.squares);
        let median = self.log_factor + self.exponent * libm::log(x);
        Next { median, p90: median + student_quantile(0.9, self.points as u32 - 2) * spread }
    }
}
