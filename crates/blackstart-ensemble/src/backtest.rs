//! A run held against what really happened: for each reported row one number per history, and whether they agree.

mod measure;

use crate::results::Results;
use crate::stats::Sample;
use blackstart_model::backtest::{Backtest, Bounds, Reported, Row};
use blackstart_model::time::days_between;
pub use measure::Missing;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A run next to the rows that concern its scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Held {
    /// Rows that could be compared, in the order written.
    pub compared: Vec<Compared>,
    /// Rows that could not.
    pub left_out: Vec<LeftOut>,
}

/// One comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// Slug of the row.
    pub id: String,
    /// What is compared.
    pub title: String,
    /// Unit as written; `date`: days from midnight of the day the scenario starts.
    pub unit: String,
    /// What the histories make of it.
    pub modelled: Modelled,
    /// Lowest value that agrees with what was reported; `None`: no bound.
    pub reported_low: Option<f64>,
    /// Highest value that agrees with it; `None`: no bound.
    pub reported_high: Option<f64>,
    /// Whether model and report agree.
    pub hit: bool,
    /// Ids of the sources of what was reported.
    pub sources: Vec<String>,
    /// Why the comparison is not quite like with like.
    pub note: Option<String>,
}

/// Quantiles over the histories; `None`: infinite, *never*.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modelled {
    /// 5th percentile.
    pub p05: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

/// A row on which the results are silent.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Slug of the row.
    pub row: String,
    /// What the results do not have.
    pub missing: Missing,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "row `{}`: {}", self.row, self.missing)
    }
}

impl Held {
    /// Holds results against the rows about their scenario.
    pub fn against(backtest: &Backtest, results: &Results) -> Self {
        let mut held = Self::default();
        for row in backtest.rows.iter().filter(|row| row.scenario == results.layout.scenario.id) {
            match compare(row, results) {
                Ok(compared) => held.compared.push(compared),
                Err(missing) => held.left_out.push(LeftOut { row: row.id.clone(), missing }),
            }
        }
        held
    }
}

fn compare(row: &Row, results: &Results) -> Result<Compared, Missing> {
    let sample = Sample::new(measure::each(&row.measure, results)?);
    if sample.is_empty() {
        return Err(Missing::History);
    }
    let [p05, p50, p95] = [0.05, 0.50, 0.95].map(|p| sample.quantile(p));
    let day = |date| days_between(results.layout.start.date(), date);
    let Bounds { low, high } = match row.reported {
        Reported::Number(bounds) => bounds,
        Reported::Day(Bounds { low, high }) => Bounds { low: low.map(day), high: high.map(day) },
    };
    let above = |value: f64| low.is_none_or(|low| value >= low);
    let below = |value: f64| high.is_none_or(|high| value <= high);
    // A bound on one side is held against the median, everything else against the interval.
    let hit = if low.is_some() && high.is_some() { below(p05) && above(p95) } else { above(p50) && below(p50) };
    Ok(Compared {
        id: row.id.clone(),
        title: row.title.clone(),
        unit: row.unit.clone(),
        modelled: Modelled { p05: finite(p05), p50: finite(p50), p95: finite(p95) },
        reported_low: low,
        reported_high: high,
        hit,
        sources: row.sources.clone(),
        note: row.note.clone(),
    })
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests;
