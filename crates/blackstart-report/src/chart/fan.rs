//! Output over time: the median, bands by percentile, and what it would have been.

use super::axis::{Key, Scale, WIDTH, date_ticks, round_ticks};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::{Anchor, Svg};

const LEFT: f64 = 60.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 360.0;
const BOTTOM: f64 = HEIGHT - 34.0;

/// A course with the bands that histories lie in, one value per step.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// Length of a step \[h\].
    pub step_hours: f64,
    /// Bands, the widest first.
    pub bands: Vec<Band>,
    /// The median, as a share of normal.
    pub median: Vec<f64>,
    /// What it would have been.
    pub twin: Vec<f64>,
}

/// A band between two percentiles, one value per step.
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
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let end = self.step_hours * self.median.len() as f64;
        let values = self.bands.iter().flat_map(|band| &band.high).chain(&self.median).chain(&self.twin).copied();
        let highest = values.filter(|value| value.is_finite()).fold(1.0, f64::max);
        let time = Scale { from: 0.0, to: end, start: LEFT, end: WIDTH - RIGHT };
        let level = Scale { from: 0.0, to: highest * 1.04, start: BOTTOM, end: TOP };
        for tick in round_ticks(0.0, highest * 1.04, 5) {
            svg.line((LEFT, level.at(tick)), (WIDTH - RIGHT, level.at(tick)), "grid");
            svg.text((LEFT - 10.0, level.at(tick) + 5.0), Anchor::End, "tick", &share(tick));
        }
        for (at, label) in date_ticks(setting.start, 0.0, end, 10) {
            svg.line((time.at(at), BOTTOM), (time.at(at), BOTTOM + 5.0), "axis");
            svg.text((time.at(at), BOTTOM + 22.0), Anchor::Middle, "tick", &label);
        }
        let x = |step: usize| time.at((step as f64 + 0.5) * self.step_hours);
        for (band, class) in self.bands.iter().zip(BANDS) {
            let up = band.high.iter().enumerate().map(|(step, &v)| (x(step), level.at(v)));
            let down = band.low.iter().enumerate().rev().map(|(step, &v)| (x(step), level.at(v)));
            svg.path(up.chain(down), true, class);
        }
        svg.path(self.twin.iter().enumerate().map(|(step, &v)| (x(step), level.at(v))), false, "twin");
        svg.path(self.median.iter().enumerate().map(|(step, &v)| (x(step), level.at(v))), false, "middle");
        svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
        let mut key = Key::new(LEFT);
        key.line(&mut svg, "middle", "median");
        self.bands.iter().zip(BANDS).rev().for_each(|(band, class)| key.area(&mut svg, class, &band.title));
        if !self.twin.is_empty() {
            key.line(&mut svg, "twin", "without the event (mean)");
        }
        svg.finish(id, &self.title, &self.description)
    }
}

/// Classes of the bands, the widest first.
const BANDS: [&str; 2] = ["band wide", "band"];
