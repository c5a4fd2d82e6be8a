//! A run held against what really happened: for each reported row one number per history, and whether they agree.

mod board;
mod measure;
mod score;

use crate::layout::Layout;
use crate::results::Results;
use crate::stats::Sample;
use blackstart_model::backtest::{Backtest, Bounds, Dimension, Reported, Row};
use blackstart_model::time::days_between;
pub use board::{Board, Coverage, Incident, Means, Played, Scoreboard};
pub use measure::Missing;
use score::Scale;
pub use score::{ScaleKind, Score};
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
    /// Whether what was reported agrees with the band from 5 % to 95 %; `None`: nothing was reported yet.
    pub hit: Option<bool>,
    /// Whether it agrees with the band from 25 % to 75 %.
    #[serde(default)]
    pub inside_50: Option<bool>,
    /// How good the forecast was.
    #[serde(default)]
    pub score: Option<Score>,
    /// Ids of the sources of what was reported, and of what the measure is relative to.
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
    /// 25th percentile.
    #[serde(default)]
    pub p25: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 75th percentile.
    #[serde(default)]
    pub p75: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

/// A row on which the results are silent.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
        let mine = |row: &&Row| row.scenario == results.layout.scenario.id;
        Self::of(backtest.rows.iter().filter(mine), results)
    }

    /// Holds results against rows, all of them about their scenario.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>, results: &Results) -> Self {
        let mut held = Self::default();
        for row in rows {
            match compare(row, results) {
                Ok(compared) => held.compared.push(compared),
                Err(missing) => held.left_out.push(LeftOut { row: row.id.clone(), missing }),
            }
        }
        held
    }
}

/// Whether a row counts days that lie within a longer period of results with such a layout.
pub fn cuts_periods(row: &Row, layout: &Layout) -> bool {
    measure::cuts(&row.measure, layout)
}

fn compare(row: &Row, results: &Results) -> Result<Compared, Missing> {
    let sample = Sample::new(measure::each(&row.measure, results)?);
    if sample.is_empty() {
        return Err(Missing::History);
    }
    let [p05, p25, p50, p75, p95] = [0.05, 0.25, 0.50, 0.75, 0.95].map(|p| sample.quantile(p));
    let layout = &results.layout;
    let day = |date| days_between(layout.start.date(), date);
    let (low, high) = match row.reported {
        Some(Reported::Number(Bounds { low, high })) => (low, high),
        Some(Reported::Day(Bounds { low, high })) => (low.map(day), high.map(day)),
        None => (None, None),
    };
    let is_open = low.is_none() && high.is_none();
    let inside = |from, until| (!is_open).then(|| agrees((low, high), from, p50, until));
    let dimension = row.measure.dimension();
    // After the end of a history no day can be told from *never*.
    let most = if dimension == Dimension::Day { layout.horizon_hours / 24.0 } else { f64::INFINITY };
    let scale = Scale::of(dimension, low, high, layout.affected_from, most);
    let score = (!is_open).then(|| score::score(sample.sorted(), [p05, p50, p95], low, high, scale));
    Ok(Compared {
        id: row.id.clone(),
        title: row.title.clone(),
        unit: row.unit.clone(),
        modelled: Modelled { p05: finite(p05), p25: finite(p25), p50: finite(p50), p75: finite(p75), p95: finite(p95) },
        reported_low: low,
        reported_high: high,
        hit: inside(p05, p95),
        inside_50: inside(p25, p75),
        score,
        sources: row.sources.clone(),
        note: row.note.clone(),
    })
}

/// Whether what was reported agrees with a band: a bound on one side is held against the median, everything else against the band.
fn agrees((low, high): (Option<f64>, Option<f64>), from: f64, median: f64, until: f64) -> bool {
    let above = |value: f64| low.is_none_or(|low| value >= low);
    let below = |value: f64| high.is_none_or(|high| value <= high);
    if low.is_some() && high.is_some() { below(from) && above(until) } else { above(median) && below(median) }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests;
