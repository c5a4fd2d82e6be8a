//! A lognormal law of greatest likelihood, from events with a known end, an end between bounds, or none yet.

use super::normal::{NORMAL_P90, log_between, log_density, log_over};

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

impl Next {
    /// Standard deviation of the normal law with this median and 90th percentile.
    pub fn sd(&self) -> f64 {
        (self.p90 - self.median) / NORMAL_P90
    }
}

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

pub(super) fn log_likelihood(events: &[Took], mean: f64, sd: f64) -> f64 {
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
