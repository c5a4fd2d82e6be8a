//! A quantity over time: the median, bands by percentile, and what it would have been.

use super::axis::{calendar_ticks, round_ticks};
use super::plot::Plot;
use super::rows::DATES;
use crate::amount::{Amount, Room, Setting, Unit};
use std::ops::Range;

/// A course with the bands that histories lie in, one value per moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What its numbers count.
    pub unit: Unit,
    /// The moments \[h\].
    pub at_hours: Vec<f64>,
    /// Moments of the rows of the table beside \[h\].
    pub rows_hours: Vec<f64>,
    /// Bands, the widest first.
    pub bands: Vec<Band>,
    /// The median; a gap where it is not a number.
    pub median: Vec<f64>,
    /// What it would have been, where that is not nothing.
    pub twin: Vec<f64>,
}

/// A band between two percentiles, one value per moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it holds, e.g. `9 in 10 histories`.
    pub title: String,
    /// Lower edge.
    pub low: Vec<f64>,
    /// Upper edge.
    pub high: Vec<f64>,
}

impl Fan {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let end = self.at_hours.last().copied().unwrap_or(0.0);
        let edges = || self.bands.iter().flat_map(|band| band.low.iter().chain(&band.high));
        let values = || edges().chain(&self.median).chain(&self.twin).copied().filter(|value| value.is_finite());
        // A share is seen against all of it.
        let least = if self.unit == Unit::Share { 1.0 } else { 0.0 };
        let (lowest, highest) = (values().fold(0.0, f64::min), values().fold(least, f64::max));
        let highest = if highest > lowest { highest } else { lowest + 1.0 };
        let mut plot = Plot::new([0.0, end], [lowest, highest + 0.06 * (highest - lowest)]);
        let levels = round_ticks(lowest, highest, 4);
        levels.iter().for_each(|level| plot.level(*level));
        for (at, label) in calendar_ticks(setting.start, end, DATES) {
            plot.tick(at, &label);
        }
        for (band, class) in self.bands.iter().zip(BANDS) {
            for run in runs(&band.high) {
                let edge = |line: &[f64]| -> Vec<(f64, f64)> {
                    run.clone().map(|step| plot.at(self.at_hours[step], line[step])).collect()
                };
                let (up, down) = (edge(&band.high), edge(&band.low));
                plot.svg.path(up.into_iter().chain(down.into_iter().rev()), true, class);
            }
        }
        for (line, class) in [(&self.twin, "twin"), (&self.median, "middle")] {
            for run in runs(line) {
                let points: Vec<(f64, f64)> = run.map(|step| plot.at(self.at_hours[step], line[step])).collect();
                plot.svg.path(points, false, class);
            }
        }
        levels.iter().for_each(|level| plot.say(*level, &setting.amount(Amount::of(self.unit, *level), Room::Page)));
        plot.key("middle", true, "median");
        self.bands.iter().zip(BANDS).rev().for_each(|(band, class)| plot.key(class, false, &band.title));
        if !self.twin.is_empty() {
            plot.key("twin", true, "without the event");
        }
        plot.rows(&self.rows_hours);
        plot.finish(id, &self.title, &self.description)
    }
}

/// Where a line goes on without a gap.
fn runs(line: &[f64]) -> Vec<Range<usize>> {
    let mut from = 0;
    let mut runs = Vec::new();
    for run in line.chunk_by(|a, b| a.is_nan() == b.is_nan()) {
        let until = from + run.len();
        if !run[0].is_nan() {
            runs.push(from..until);
        }
        from = until;
    }
    runs
}

/// Classes of the bands, the widest first.
const BANDS: [&str; 2] = ["band wide", "band"];
