//! Few events and few groups: the spread between them is not known, so every spread is tried and weighted.

use super::fit::{Estimate, Fit, Next, Took, log_likelihood};
use super::normal::{log_density, over};

/// Scale of the half-Student t law (3 degrees of freedom) that a spread between incidents has before any is seen, in logarithms.
const PRIOR_SCALE: f64 = 0.7;

/// Means that are drawn to each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooled {
    /// Each group's mean, in their order, drawn to that of all the more, the less is known of it.
    pub drawn: Vec<Estimate>,
    /// The mean of a group of which nothing is known.
    pub new_group: Estimate,
    /// Standard deviation between groups, its mean over the grid.
    pub between: f64,
}

/// Draws means of groups to each other: a grid over the spread between groups, with a half-t prior. `None` for no group.
pub fn pool(groups: &[Estimate]) -> Option<Pooled> {
    if groups.is_empty() {
        return None;
    }
    let mut sums = vec![Moments::default(); groups.len()];
    let (mut new_group, mut between) = (Moments::default(), Moments::default());
    let posts: Vec<(f64, f64, Estimate)> = spreads()
        .map(|tau| {
            let weights: Vec<f64> = groups.iter().map(|it| 1.0 / (tau * tau + it.variance)).collect();
            let total: f64 = weights.iter().sum();
            let mean = groups.iter().zip(&weights).map(|(it, w)| w * it.mean).sum::<f64>() / total;
            let fits = groups.iter().zip(&weights).map(|(it, w)| {
                let off = it.mean - mean;
                (libm::log(*w) - w * off * off) / 2.0
            });
            let log = log_prior(tau) - libm::log(total) / 2.0 + fits.sum::<f64>();
            (tau, log, Estimate { mean, variance: 1.0 / total })
        })
        .collect();
    let most = posts.iter().map(|it| it.1).fold(f64::NEG_INFINITY, f64::max);
    for (tau, log, all) in posts {
        let weight = libm::exp(log - most);
        between.add(weight, Estimate { mean: tau, variance: 0.0 });
        new_group.add(weight, Estimate { mean: all.mean, variance: all.variance + tau * tau });
        for (sum, it) in sums.iter_mut().zip(groups) {
            let drawn = it.variance / (it.variance + tau * tau);
            let mean = it.mean + drawn * (all.mean - it.mean);
            sum.add(weight, Estimate { mean, variance: it.variance * (1.0 - drawn) + drawn * drawn * all.variance });
        }
    }
    Some(Pooled {
        drawn: sums.iter().map(Moments::estimate).collect(),
        new_group: new_group.estimate(),
        between: between.estimate().mean,
    })
}

/// The next of few events: a grid over mean and spread. `group` is what is known of the mean without them; flat if nothing is.
pub(super) fn next(events: &[Took], fit: &Fit, group: Option<Estimate>) -> Next {
    const MEANS: i32 = 30;
    let reach = 5.0 * libm::sqrt(fit.mean.variance).max(0.2);
    let mut laws: Vec<(f64, f64, f64)> = Vec::new();
    for tau in spreads().skip(1) {
        for step in -MEANS..=MEANS {
            let mean = fit.mean.mean + reach * f64::from(step) / f64::from(MEANS);
            let known = group.map_or(0.0, |it| log_density((mean - it.mean) / libm::sqrt(it.variance)));
            laws.push((log_prior(tau) + known + log_likelihood(events, mean, tau), mean, tau));
        }
    }
    let most = laws.iter().map(|it| it.0).fold(f64::NEG_INFINITY, f64::max);
    let laws: Vec<(f64, f64, f64)> =
        laws.into_iter().map(|(log, mean, tau)| (libm::exp(log - most), mean, tau)).filter(|it| it.0 > 1e-9).collect();
    let total: f64 = laws.iter().map(|it| it.0).sum();
    let quantile = |p: f64| {
        let (mut low, mut high) = (fit.mean.mean - 30.0, fit.mean.mean + 30.0);
        for _ in 0..50 {
            let at = (low + high) / 2.0;
            let above: f64 = laws.iter().map(|(weight, mean, tau)| weight * over((at - mean) / tau)).sum();
            if above / total > 1.0 - p {
                low = at;
            } else {
                high = at;
            }
        }
        (low + high) / 2.0
    };
    Next { median: quantile(0.5), p90: quantile(0.9) }
}

/// Spreads that are tried: 0.05, 0.1, … 3.
fn spreads() -> impl Iterator<Item = f64> {
    (1..=60).map(|step| 0.05 * f64::from(step))
}

fn log_prior(tau: f64) -> f64 {
    let z = tau / PRIOR_SCALE;
    -2.0 * libm::log(1.0 + z * z / 3.0)
}

/// Mean and variance of a weighted mixture.
#[derive(Clone, Copy, Default)]
struct Moments {
    weight: f64,
    first: f64,
    second: f64,
}

impl Moments {
    fn add(&mut self, weight: f64, part: Estimate) {
        self.weight += weight;
        self.first += weight * part.mean;
        self.second += weight * (part.variance + part.mean * part.mean);
    }

    fn estimate(&self) -> Estimate {
        let mean = self.first / self.weight;
        Estimate { mean, variance: (self.second / self.weight - mean * mean).max(0.0) }
    }
}
