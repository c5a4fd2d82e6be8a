//! Output of the company's sites over time.

use super::rows::by_position;
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;
use std::ops::Range;

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
    /// The same beside what would have been made then; for drawings, and in no file.
    #[serde(skip)]
    pub of_normal: OfNormal,
}

/// Weeks in which less than this share of an average week would be made are days off, and nobody asks what is missing. Judgement.
const WORKING: f64 = 0.01;

/// Output of the seven days around each step as a share of what the same history makes in these days without the event. Nothing
/// where most histories would make nothing either.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfNormal {
    /// Steps in seven days, at least one.
    pub week_steps: usize,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantile for each step.
    pub quantiles: Vec<Option<[f64; 5]>>,
}

impl OfNormal {
    /// The steps of the seven days around a step; at either end of the history the first or the last seven days.
    pub fn week(&self, at: usize, steps: usize) -> Range<usize> {
        let end = (at.saturating_sub(self.week_steps / 2) + self.week_steps).min(steps);
        end.saturating_sub(self.week_steps)..end
    }

    fn of(results: &Results) -> Self {
        let (steps, table) = (results.layout.steps as usize, &results.output);
        let week_steps = ((168.0 / results.layout.step_hours).round() as usize).max(1);
        let mut it = Self { week_steps, ..Self::default() };
        let mut shares: Vec<Vec<f32>> = vec![Vec::new(); steps];
        let mut from = 0;
        for history in table.replicate.chunk_by(|a, b| a == b) {
            let rows = from..from + history.len();
            from = rows.end;
            // What is made up to the beginning of each step.
            let [mut made, mut normal] = [(); 2].map(|()| vec![0.0; steps + 1]);
            for row in rows {
                let step = table.step[row] as usize;
                made[step + 1] = f64::from(table.company[row]);
                normal[step + 1] = f64::from(table.twin[row]);
            }
            for at in 0..steps {
                made[at + 1] += made[at];
                normal[at + 1] += normal[at];
            }
            for (at, shares) in shares.iter_mut().enumerate() {
                let week = it.week(at, steps);
                let normal = normal[week.end] - normal[week.start];
                if normal >= WORKING * week.len() as f64 {
                    shares.push(((made[week.end] - made[week.start]) / normal) as f32);
                }
            }
        }
        let quantiles = |shares: Vec<f32>| {
            let sample = Sample::new(shares.into_iter().map(f64::from).collect());
            let is_known = 2 * sample.len() > results.len();
            is_known.then(|| [0.05, 0.25, 0.5, 0.75, 0.95].map(|p| sample.quantile(p)))
        };
        it.quantiles = shares.into_iter().map(quantiles).collect();
        it
    }
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
        of_normal: OfNormal::of(results),
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
