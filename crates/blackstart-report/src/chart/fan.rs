//! Output over time: the median, bands by percentile, and what it would have been.

use super::WIDTH;
use super::axis::{Scale, date_ticks, round_ticks};
use crate::number::share;
use crate::svg::{Anchor, Svg};
use jiff::civil::DateTime;

/// A band between two percentiles, one value per step.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// What it holds, e.g. `90 % of histories`.
    pub title: String,
    /// Lower edge.
    pub low: Vec<f64>,
    /// Upper edge.
    pub high: Vec<f64>,
}

/// Draws bands (widest first), the median over them, and the undisturbed course dashed.
pub fn fan(
    id: &str,
    title: &str,
    description: &str,
    start: DateTime,
    step_hours: f64,
    bands: &[Band],
    median: &[f64],
    twin: &[f64],
) -> String {
    const LEFT: f64 = 60.0;
    const RIGHT: f64 = 20.0;
    const TOP: f64 = 34.0;
    const HEIGHT: f64 = 360.0;
    const BOTTOM: f64 = HEIGHT - 34.0;
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let end = step_hours * median.len() as f64;
    let highest = bands
        .iter()
        .flat_map(|band| &band.high)
        .chain(median)
        .chain(twin)
        .copied()
        .filter(|v| v.is_finite())
        .fold(1.0, f64::max);
    let time = Scale { from: 0.0, to: end, start: LEFT, end: WIDTH - RIGHT };
    let level = Scale { from: 0.0, to: highest * 1.04, start: BOTTOM, end: TOP };
    for tick in round_ticks(0.0, highest * 1.04, 5) {
        svg.line((LEFT, level.at(tick)), (WIDTH - RIGHT, level.at(tick)), "grid");
        svg.text((LEFT - 10.0, level.at(tick) + 5.0), Anchor::End, "tick", &share(tick));
    }
    for (at, label) in date_ticks(start, 0.0, end, 10) {
        svg.line((time.at(at), BOTTOM), (time.at(at), BOTTOM + 5.0), "axis");
        svg.text((time.at(at), BOTTOM + 22.0), Anchor::Middle, "tick", &label);
    }
    let x = |step: usize| time.at((step as f64 + 0.5) * step_hours);
    for (index, band) in bands.iter().enumerate() {
        let up = band.high.iter().enumerate().map(|(step, &v)| (x(step), level.at(v)));
        let down = band.low.iter().enumerate().rev().map(|(step, &v)| (x(step), level.at(v)));
        svg.path(up.chain(down), true, if index == 0 { "band wide" } else { "band" });
    }
    svg.path(twin.iter().enumerate().map(|(step, &v)| (x(step), level.at(v))), false, "twin");
    svg.path(median.iter().enumerate().map(|(step, &v)| (x(step), level.at(v))), false, "middle");
    svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
    // The key, above the picture.
    let mut left = LEFT;
    let mut entry = |class: &str, words: &str, solid: bool| {
        if solid {
            svg.rect(left, 6.0, 24.0, 12.0, class, "");
        } else {
            svg.line((left, 12.0), (left + 24.0, 12.0), class);
        }
        svg.text((left + 31.0, 17.0), Anchor::Start, "tick", words);
        left += 31.0 + 7.4 * words.chars().count() as f64 + 26.0;
    };
    entry("middle", "median", false);
    for (index, band) in bands.iter().enumerate().rev() {
        entry(if index == 0 { "band wide" } else { "band" }, &band.title, true);
    }
    if !twin.is_empty() {
        entry("twin", "without the event (mean)", false);
    }
    svg.finish(id, title, description)
}
