//! A quantity, a probability or a moment over all replicates, in few numbers.

use crate::layout::Layout;
use crate::stats::{Interval, Sample, share, wilson};
use serde::Serialize;

/// A quantity over all replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 95 % confidence interval of the mean, lower end.
    pub mean_low: f64,
    /// 95 % confidence interval of the mean, upper end.
    pub mean_high: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// 10 % quantile.
    pub p10: f64,
    /// 25 % quantile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// 75 % quantile.
    pub p75: f64,
    /// 90 % quantile.
    pub p90: f64,
    /// 95 % quantile.
    pub p95: f64,
}

impl Spread {
    /// The spread of a sample.
    pub fn of(sample: &Sample) -> Self {
        let Interval { low: mean_low, high: mean_high } = sample.mean_interval();
        let q = |p| sample.quantile(p);
        Self {
            mean: sample.mean(),
            mean_low,
            mean_high,
            p05: q(0.05),
            p10: q(0.10),
            p25: q(0.25),
            p50: q(0.50),
            p75: q(0.75),
            p90: q(0.90),
            p95: q(0.95),
        }
    }
}

/// A probability and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Chance {
    /// Replicates in which it happened.
    pub hits: usize,
    /// Replicates looked at.
    pub of: usize,
    /// Share of them.
    pub share: f64,
    /// 95 % confidence interval (Wilson), lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Chance {
    /// The chance of something that happened that often.
    pub fn new(hits: usize, of: usize) -> Self {
        let Interval { low, high } = wilson(hits, of);
        Self { hits, of, share: share(hits, of), low, high }
    }
}

/// When something happened: hours from the start, and dates. Null: not within the horizon, or never.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// Replicates that it is about (e.g. those in which the site stopped at all).
    pub of: usize,
    /// Share of these in which it happened within the horizon.
    pub share: f64,
    /// 5 % quantile.
    pub p05: Moment,
    /// 10 % quantile.
    pub p10: Moment,
    /// 25 % quantile.
    pub p25: Moment,
    /// Median.
    pub p50: Moment,
    /// 75 % quantile.
    pub p75: Moment,
    /// 90 % quantile.
    pub p90: Moment,
    /// 95 % quantile.
    pub p95: Moment,
    /// 95 % confidence interval of the median, lower end.
    pub median_low: Moment,
    /// Upper end.
    pub median_high: Moment,
}

/// One moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moment {
    /// Hours from the start.
    pub hours: f64,
    /// Civil date and time, ISO 8601, to the minute.
    pub date: Option<String>,
}

impl Moments {
    /// The distribution of a moment over the replicates given; infinite: did not happen.
    pub fn of(layout: &Layout, hours: Vec<f64>) -> Self {
        let sample = Sample::new(hours);
        let moment = |hours: f64| {
            let hours = if sample.is_empty() { f64::INFINITY } else { hours };
            Moment { hours, date: layout.moment(hours).map(|date| date.strftime("%Y-%m-%dT%H:%M").to_string()) }
        };
        let q = |p| moment(sample.quantile(p));
        let Interval { low, high } = sample.quantile_interval(0.5);
        Self {
            of: sample.len(),
            share: sample.finite_share(),
            p05: q(0.05),
            p10: q(0.10),
            p25: q(0.25),
            p50: q(0.50),
            p75: q(0.75),
            p90: q(0.90),
            p95: q(0.95),
            median_low: moment(low),
            median_high: moment(high),
        }
    }
}

/// One part of a loss.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Form, cause or period.
    pub name: String,
    /// Amount.
    pub loss: Spread,
}

/// A named share.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Share {
    /// Of what.
    pub name: String,
    /// Share, 0–1.
    pub share: f64,
}
