//! How good a forecast was: scores of the histories of a row against what was reported.
//!
//! The formulas and their sources are in `docs/method/backtest.md`.

use blackstart_model::backtest::Dimension;
use serde::{Deserialize, Serialize};

/// How good a forecast was; every number but `pit` and `normal_pit_squared` is counted on the row's scale.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// On what it is counted.
    pub scale: ScaleKind,
    /// Median less what was reported; 0 if the median is within what was reported.
    pub error: f64,
    /// Interval score of the band from 5 % to 95 %.
    pub interval_score: f64,
    /// Continuous ranked probability score, fair to the number of histories.
    pub crps: f64,
    /// Probability integral transform: about which share of histories lies below what was reported.
    pub pit: f64,
    /// Mean square of the same as a normal deviate: 1 on average where forecasts are as sure as they should be, more where they are too
    /// sure.
    pub normal_pit_squared: f64,
}

/// On what scores are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScaleKind {
    /// On the natural logarithm: 0.1 is about a tenth of the value.
    Log,
    /// On the value as a share of the reported value, where that is negative.
    Relative,
}

/// How values of a row become numbers that can be scored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    kind: ScaleKind,
    /// On a logarithm: what is less counts as this much. Else: what 1 stands for.
    unit: f64,
    /// What is more, *never* for one, counts as this much.
    most: f64,
}

impl Scale {
    /// The scale of a row. `affected_from`: least loss that counts \[money\]. `most`: what is more cannot be told from it.
    pub(super) fn of(dimension: Dimension, low: Option<f64>, high: Option<f64>, affected_from: f64, most: f64) -> Self {
        let size = low.unwrap_or(0.0).abs().max(high.unwrap_or(0.0).abs());
        if low.into_iter().chain(high).any(|end| end < 0.0) {
            return Self { kind: ScaleKind::Relative, unit: size, most };
        }
        let unit = match dimension {
            Dimension::Money | Dimension::MoneyPerWeek => affected_from.max(1.0),
            Dimension::Share => 0.01,
            Dimension::Goods | Dimension::Hours | Dimension::Day => 1.0,
        };
        Self { kind: ScaleKind::Log, unit, most }
    }

    fn on(self, value: f64) -> f64 {
        let value = value.min(self.most);
        match self.kind {
            ScaleKind::Log => libm::log(value.max(self.unit)),
            ScaleKind::Relative => value / self.unit,
        }
    }
}

/// Values that cannot be told apart by what was reported, drawn together to one: outside of them the distance to it is kept.
#[derive(Clone, Copy)]
struct Merged {
    low: f64,
    high: f64,
}

impl Merged {
    /// What was reported, as one number.
    fn outcome(self) -> f64 {
        if self.low.is_finite() { self.low } else { self.high }
    }

    fn of(self, value: f64) -> f64 {
        if value < self.low {
            value - self.low + self.outcome()
        } else if value > self.high {
            value - self.high + self.outcome()
        } else {
            self.outcome()
        }
    }
}

/// Scores a sample, sorted, with its 5, 50 and 95 % quantiles. `low` and `high`: ends of what was reported, at least one of them.
pub(super) fn score(
    sorted: &[f64],
    [p05, p50, p95]: [f64; 3],
    low: Option<f64>,
    high: Option<f64>,
    scale: Scale,
) -> Score {
    let merged = Merged {
        low: low.map_or(f64::NEG_INFINITY, |low| scale.on(low)),
        high: high.map_or(f64::INFINITY, |high| scale.on(high)),
    };
    let on = |value: f64| merged.of(scale.on(value));
    let sample: Vec<f64> = sorted.iter().map(|&value| on(value)).collect();
    let outcome = merged.outcome();
    let (pit_low, pit_high) = pit(&sample, outcome);
    Score {
        scale: scale.kind,
        error: on(p50) - outcome,
        interval_score: interval_score(on(p05), on(p95), outcome, 0.1),
        crps: crps(&sample, outcome),
        pit: f64::midpoint(pit_low, pit_high),
        normal_pit_squared: normal_square(pit_low, pit_high),
    }
}

/// Interval score of the central band of probability `1 − alpha` (Gneiting and Raftery 2007): its width, and how far it misses, weighted.
fn interval_score(low: f64, high: f64, outcome: f64, alpha: f64) -> f64 {
    (high - low) + 2.0 / alpha * ((low - outcome).max(0.0) + (outcome - high).max(0.0))
}

/// Continuous ranked probability score of a sorted sample, in the form that does not favour large samples (Ferro 2014).
fn crps(sorted: &[f64], outcome: f64) -> f64 {
    let n = sorted.len() as f64;
    let distance = sorted.iter().map(|value| (value - outcome).abs()).sum::<f64>() / n;
    if sorted.len() < 2 {
        return distance;
    }
    // The sum of |x − y| over all pairs of a sorted sample, each pair once: the value at i is the greater of i pairs, the less of the rest.
    let pairs = sorted.iter().enumerate().map(|(at, value)| (2.0 * at as f64 - (n - 1.0)) * value).sum::<f64>();
    distance - pairs / (n * (n - 1.0))
}

/// Between which probabilities an outcome lies in a sorted sample; it counts as one of the sample.
fn pit(sorted: &[f64], outcome: f64) -> (f64, f64) {
    let below = sorted.partition_point(|&value| value < outcome);
    let up_to = sorted.partition_point(|&value| value <= outcome);
    let of = sorted.len() as f64 + 1.0;
    (below as f64 / of, (up_to as f64 + 1.0) / of)
}

/// Mean of the squared normal deviate of a probability that is anywhere between two: `1 − (b φ(b) − a φ(a)) / (high − low)`.
fn normal_square(low: f64, high: f64) -> f64 {
    let weighted = |p: f64| {
        let z = normal_quantile(p);
        if z.is_finite() { z * libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt() } else { 0.0 }
    };
    1.0 - (weighted(high) - weighted(low)) / (high - low)
}

/// Quantile of the standard normal distribution, by halving: slow, and nothing to get wrong.
fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let (mut low, mut high) = (-40.0_f64, 0.0_f64);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        let below = 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
        if below < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Hits of `of` independent trials with the same chance that surprise nobody: at most 2.5 % lies below them, and at most 2.5 % above.
pub(super) fn consistent(of: usize, chance: f64) -> (usize, usize) {
    let n = of as f64;
    let ways = |k: f64| libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    let exactly = |k: usize| {
        let k = k as f64;
        libm::exp(ways(k) + k * libm::log(chance) + (n - k) * libm::log1p(-chance))
    };
    let beyond = |counts: &mut dyn Iterator<Item = usize>| {
        let mut tail = 0.0;
        counts
            .take_while(|&k| {
                tail += exactly(k);
                tail <= 0.025
            })
            .count()
    };
    (beyond(&mut (0..=of)), of - beyond(&mut (0..=of).rev()))
}

#[cfg(test)]
mod tests;
