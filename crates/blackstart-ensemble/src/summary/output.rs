//! Output of the company's sites over time.

use super::rows::by_position;
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// Output over time: one number per step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fan {
    /// Start of each step \[h\].
    pub hours: Vec<f64>,
    /// 5 % quantile, share of normal.
    pub p05: Vec<f64>,
    /// 25 % quantile.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75 % quantile.
    pub p75: Vec<f64>,
    /// 95 % quantile.
    pub p95: Vec<f64>,
    /// Mean.
    pub mean: Vec<f64>,
    /// Mean without the event.
    pub twin: Vec<f64>,
}

pub(super) fn fan(results: &Results) -> Fan {
    let steps = results.layout.steps as usize;
    let table = &results.output;
    let mut fan = Fan {
        hours: (0..steps).map(|step| step as f64 * results.layout.step_hours).collect(),
        p05: Vec::with_capacity(steps),
        p25: Vec::with_capacity(steps),
        p50: Vec::with_capacity(steps),
        p75: Vec::with_capacity(steps),
        p95: Vec::with_capacity(steps),
        mean: Vec::with_capacity(steps),
        twin: Vec::with_capacity(steps),
    };
    let mut rows: Vec<Vec<usize>> = by_position(&table.step, steps);
    for rows in &mut rows {
        let sample = Sample::new(rows.iter().map(|&row| f64::from(table.company[row])).collect());
        let twin: f64 = rows.iter().map(|&row| f64::from(table.twin[row])).sum();
        fan.p05.push(sample.quantile(0.05));
        fan.p25.push(sample.quantile(0.25));
        fan.p50.push(sample.quantile(0.50));
        fan.p75.push(sample.quantile(0.75));
        fan.p95.push(sample.quantile(0.95));
        fan.mean.push(sample.mean());
        fan.twin.push(if rows.is_empty() { 0.0 } else { twin / rows.len() as f64 });
        // Lists as long as the whole table: free each when done.
        *rows = Vec::new();
    }
    fan
}
