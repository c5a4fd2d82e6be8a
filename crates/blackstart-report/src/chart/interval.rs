//! A small picture for a cell: the modelled interval as a bar, its median as a tick, what was reported as a diamond.

use crate::svg::Svg;
use serde::{Deserialize, Serialize};

const WIDTH: f64 = 180.0;
const MIDDLE: f64 = 11.0;

/// An interval next to what was reported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// Lower end of the modelled interval; `None`: without end.
    pub low: Option<f64>,
    /// Modelled median.
    pub middle: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Lowest value that agrees with what was reported.
    pub reported_low: Option<f64>,
    /// Highest.
    pub reported_high: Option<f64>,
}

impl Interval {
    /// The picture as SVG; `id` must be unique on its page.
    pub fn svg(&self, id: &str) -> String {
        let known = [self.low, self.middle, self.high, self.reported_low, self.reported_high];
        let known = || known.iter().copied().flatten();
        let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
        let edge = if high > low { 0.06 * (high - low) } else { 1.0 };
        let (low, high) = (low - edge, high + edge);
        let at = |value: Option<f64>, missing: f64| value.map_or(missing, |value| (value - low) / (high - low) * WIDTH);
        let mut svg = Svg::new(WIDTH, 22.0);
        svg.line((0.0, MIDDLE), (WIDTH, MIDDLE), "grid");
        let (a, b) = (at(self.low, WIDTH), at(self.high, WIDTH));
        svg.rect(a, MIDDLE - 5.0, (b - a).max(2.0), 10.0, "maybe", "");
        let median = at(self.middle, WIDTH);
        svg.line((median, MIDDLE - 8.0), (median, MIDDLE + 8.0), "median");
        let (from, to) = (at(self.reported_low, 0.0), at(self.reported_high, WIDTH));
        if to - from > 2.0 {
            svg.line((from, MIDDLE), (to, MIDDLE), "fact");
        }
        for x in [self.reported_low.map(|_| from), self.reported_high.map(|_| to)].into_iter().flatten() {
            svg.path([(x, MIDDLE - 6.0), (x + 6.0, MIDDLE), (x, MIDDLE + 6.0), (x - 6.0, MIDDLE)], true, "point");
        }
        svg.finish(id, &self.title, &self.description)
    }
}
