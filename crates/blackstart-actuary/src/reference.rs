//! What past events say of the next one: durations of which some are still open, groups that lend each other strength.
//!
//! All laws are normal in the logarithm. The formulas, with their sources, are on `docs/method/reference-class.md`; their numbers there are those
//! of the functions here.

mod grid;
mod normal;
#[cfg(test)]
mod tests;

pub use grid::{Pooled, pool};
pub use normal::student_quantile;

use normal::{NORMAL_P90, log_between, log_density, log_over};

/// What is known of how long one event took, in any unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Took {
    /// At least this, ≥ 0.
    pub low: f64,
    /// At most this, ≥ `low`; infinite: it was still open when it was last heard of.
    pub high: f64,
}

impl Took {
    /// Whether the end is not known.
    pub fn is_open(&self) -> bool {
        self.high == f64::INFINITY
    }

    /// Log likelihood under a normal law of the logarithm.
    fn log_likelihood(&self, mean: f64, sd: f64) -> f64 {
        let at = |value: f64| (libm::log(value) - mean) / sd;
        if self.is_open() {
            log_over(at(self.low))
        } else if self.low < self.high {
            log_between(at(self.low), at(self.high))
        } else {
            log_density(at(self.low)) - libm::log(sd)
        }
    }
}

/// A mean and how sure it is, in logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
}

/// A lognormal law fitted to events, in logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// Events.
    pub events: usize,
    /// Of these, how many ended, as far as is known.
    pub ended: usize,
    /// Mean, with the variance that the curvature of the likelihood gives it.
    pub mean: Estimate,
    /// Standard deviation between events, of greatest likelihood.
    pub sd: f64,
}

/// What a law says of the next event, in logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Next {
    /// Median.
    pub median: f64,
    /// 90th percentile.
    pub p90: f64,
}

/// From so many ended events on, the next is told by Student's t; with fewer, by a grid over what the spread may be.
const ENOUGH: usize = 10;

/// Narrower than this no spread between events is believed: the likelihood of equal values has no end.
const NARROWEST: f64 = 0.05;

/// Greatest likelihood of a lognormal law, with events between bounds and open ones. `None` if fewer than two ended.
pub fn fit(events: &[Took]) -> Option<Fit> {
    let ended = events.iter().filter(|took| !took.is_open()).count();
    if ended < 2 {
        return None;
    }
    let loss = |mean: f64, log_sd: f64| -log_likelihood(events, mean, libm::exp(log_sd));
    let middle = |took: &Took| libm::log(if took.is_open() { took.low } else { (took.low + took.high) / 2.0 }.max(0.1));
    let start = events.iter().map(middle).sum::<f64>() / events.len() as f64;
    // The likelihood has one hill; a walk to the best neighbour with ever smaller steps needs no derivative.
    let (mut best, mut step) = ((start, 0.0), 0.5);
    let mut least = loss(best.0, best.1);
    while step > 1e-8 {
        let mut better = None;
        for (along, across) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (1.0, 1.0), (-1.0, -1.0)] {
            let next = (best.0 + along * step, (best.1 + across * step).max(libm::log(NARROWEST)));
            let its = loss(next.0, next.1);
            if its < least {
                (least, better) = (its, Some(next));
            }
        }
        match better {
            Some(next) => best = next,
            None => step /= 2.0,
        }
    }
    let (mean, log_sd) = best;
    Some(Fit {
        events: events.len(),
        ended,
        mean: Estimate { mean, variance: mean_variance(&loss, mean, log_sd) },
        sd: libm::exp(log_sd),
    })
}

fn log_likelihood(events: &[Took], mean: f64, sd: f64) -> f64 {
    events.iter().map(|took| took.log_likelihood(mean, sd)).sum()
}

/// Variance of the mean: the first entry of the inverse of the curvature.
fn mean_variance(loss: &impl Fn(f64, f64) -> f64, mean: f64, log_sd: f64) -> f64 {
    const H: f64 = 1e-3;
    let at = |along: f64, across: f64| loss(mean + along * H, log_sd + across * H);
    let here = at(0.0, 0.0);
    let along = (at(1.0, 0.0) - 2.0 * here + at(-1.0, 0.0)) / (H * H);
    let across = (at(0.0, 1.0) - 2.0 * here + at(0.0, -1.0)) / (H * H);
    let both = (at(1.0, 1.0) - at(1.0, -1.0) - at(-1.0, 1.0) + at(-1.0, -1.0)) / (4.0 * H * H);
    across / (along * across - both * both)
}

/// What events say of the next one of their kind. `lent` is what is known of their mean from elsewhere: of a group, its mean drawn to that of
/// all groups ([`Pooled::drawn`]); of so few that the grid is used, the mean of all groups ([`Pooled::new_group`]). `None` if fewer than two ended.
pub fn next(events: &[Took], lent: Option<Lent>) -> Option<Next> {
    let fit = fit(events)?;
    if fit.ended < ENOUGH {
        return Some(grid::next(events, &fit, lent.map(|lent| lent.group)));
    }
    let mean = lent.map_or(fit.mean, |lent| lent.drawn);
    let n = fit.ended as f64;
    // The likelihood divides by n where a sample's variance divides by n - 1. With exact values this is t s sqrt(1 + 1/n).
    let spread = libm::sqrt((fit.sd * fit.sd + mean.variance) * n / (n - 1.0));
    Some(Next { median: mean.mean, p90: mean.mean + student_quantile(0.9, fit.ended as u32 - 1) * spread })
}

/// What other groups say of a group's mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lent {
    /// Its own mean, drawn to that of all.
    pub drawn: Estimate,
    /// The mean of a group of which nothing is known.
    pub group: Estimate,
}

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

impl Next {
    /// Standard deviation of the normal law with this median and 90th percentile.
    pub fn sd(&self) -> f64 {
        (self.p90 - self.median) / NORMAL_P90
    }
}
