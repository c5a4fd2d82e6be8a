//! Numbers from samples: quantiles, means and how sure they are. Same values in the same order give the same bits.
//!
//! Samples hold no NaN; infinite means *never* and stays infinite. Sources and equations: `docs/method/ensemble.md`.

use blackstart_actuary::curve::order_ranks;
use blackstart_actuary::sample::{NORMAL_975, quantile};
use serde::Serialize;

/// Values in replicate order, with a sorted copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    values: Vec<f64>,
    sorted: Vec<f64>,
}

impl Sample {
    /// A sample of values in replicate order.
    pub fn new(values: Vec<f64>) -> Self {
        debug_assert!(values.iter().all(|value| !value.is_nan()), "samples hold no NaN");
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        Self { values, sorted }
    }

    /// Values, in replicate order.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// Values, from the least to the greatest.
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Quantile by linear interpolation between order statistics (R-7; Hyndman and Fan 1996); 0 of no values.
    ///
    /// Between a finite and an infinite value it is infinite.
    pub fn quantile(&self, p: f64) -> f64 {
        quantile(&self.sorted, p)
    }

    /// Mean, summed in replicate order; 0 of no values.
    pub fn mean(&self) -> f64 {
        if self.values.is_empty() { 0.0 } else { self.values.iter().sum::<f64>() / self.values.len() as f64 }
    }

    /// Standard deviation (n − 1); 0 of fewer than two values; infinite if any value is.
    pub fn deviation(&self) -> f64 {
        if self.values.len() < 2 {
            return 0.0;
        }
        let mean = self.mean();
        if !mean.is_finite() {
            return f64::INFINITY;
        }
        let squares: f64 = self.values.iter().map(|value| (value - mean) * (value - mean)).sum();
        (squares / (self.values.len() - 1) as f64).sqrt()
    }

    /// 95 % confidence interval of the mean (Student); unbounded for fewer than two values.
    pub fn mean_interval(&self) -> Interval {
        let mean = self.mean();
        let n = self.values.len();
        if n < 2 || !mean.is_finite() {
            return Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        }
        let half = student_975(n - 1) * self.deviation() / (n as f64).sqrt();
        Interval { low: mean - half, high: mean + half }
    }

    /// Confidence interval of a quantile of at least 95 %, from order statistics; unbounded on a side where the sample is too small.
    pub fn quantile_interval(&self, p: f64) -> Interval {
        let (low, high) = order_ranks(self.sorted.len(), p);
        Interval {
            low: low.map_or(f64::NEG_INFINITY, |rank| self.sorted[rank]),
            high: high.map_or(f64::INFINITY, |rank| self.sorted[rank]),
        }
    }

    /// Position of the greatest value; the first of equals.
    pub fn worst(&self) -> Option<usize> {
        (0..self.values.len()).reduce(|best, i| if self.values[i] > self.values[best] { i } else { best })
    }

    /// Share of values that are finite; 0 of no values.
    pub fn finite_share(&self) -> f64 {
        share(self.values.iter().filter(|value| value.is_finite()).count(), self.values.len())
    }
}

/// A 95 % interval; an end is infinite where nothing bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Part of a whole; 0 of nothing.
pub fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Quantile of a histogram whose bin b lies between edges b − 1 and b, taken as even within a bin; values below the first edge count as the first edge, those above the last as infinite. 0 of no values.
pub fn histogram_quantile(counts: &[u32], edges: &[f64], p: f64) -> f64 {
    debug_assert_eq!(counts.len(), edges.len() + 1);
    let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    if total == 0 {
        return 0.0;
    }
    let wanted = p.clamp(0.0, 1.0) * total as f64;
    let mut before = 0.0;
    for (bin, &count) in counts.iter().enumerate() {
        let after = before + f64::from(count);
        if count > 0 && after >= wanted {
            if bin == 0 {
                return edges[0];
            }
            let Some(&upper) = edges.get(bin) else {
                return f64::INFINITY;
            };
            let lower = edges[bin - 1];
            return lower + (upper - lower) * ((wanted - before) / f64::from(count)).clamp(0.0, 1.0);
        }
        before = after;
    }
    f64::INFINITY
}

/// 95 % confidence interval of a probability (Wilson 1927); 0 to 1 of no trials.
pub fn wilson(hits: usize, trials: usize) -> Interval {
    if trials == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, z) = (trials as f64, NORMAL_975);
    let p = hits as f64 / n;
    let scale = 1.0 + z * z / n;
    let middle = (p + z * z / (2.0 * n)) / scale;
    let half = z / scale * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    // The bounds are exact at the ends; rounding must not move them.
    let low = if hits == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if hits == trials { 1.0 } else { (middle + half).min(1.0) };
    Interval { low, high }
}

/// 97.5 % quantile of Student's t (Hill 1970, algorithm 396; exact for one and two degrees of freedom).
pub fn student_975(freedom: usize) -> f64 {
    let n = freedom as f64;
    match freedom {
        0 => f64::INFINITY,
        1 => libm::tan(std::f64::consts::PI * 0.475),
        2 => {
            let p: f64 = 0.05;
            (2.0 / (p * (2.0 - p)) - 2.0).sqrt()
        }
        _ => {
            // P is the two-sided tail, 5 %.
            let tail: f64 = 0.05;
            let a = 1.0 / (n - 0.5);
            let b = 48.0 / (a * a);
            let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
            let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * (a * std::f64::consts::FRAC_PI_2).sqrt() * n;
            let mut y = libm::pow(d * tail, 2.0 / n);
            if y > 0.05 + a {
                let x = -NORMAL_975;
                y = x * x;
                if freedom < 5 {
                    c += 0.3 * (n - 4.5) * (x + 0.6);
                }
                c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
                y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x;
                y = a * y * y;
                y = if y > 0.002 { libm::expm1(y) } else { 0.5 * y * y + y };
            } else {
                y = ((1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0) + 0.5 / (n + 4.0)) * y - 1.0)
                    * (n + 1.0)
                    / (n + 2.0)
                    + 1.0 / y;
            }
            (n * y).sqrt()
        }
    }
}

#[cfg(test)]
mod tests;
