//! Shares of normal over steps: a line each.

use super::axis::{Key, LINES, Scale, WIDTH, round_ticks};
use crate::number::share;
use crate::svg::{Anchor, Svg};

/// Most points of a line; longer courses are drawn by the lowest of neighbouring steps.
const POINTS: usize = 2_000;

const LEFT: f64 = 72.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 360.0;
const BOTTOM: f64 = HEIGHT - 34.0;

/// Lines of a share of normal per step.
#[derive(Clone, Debug, PartialEq)]
pub struct Courses {
    /// What they are.
    pub title: String,
    /// The first step.
    pub first: u64,
    /// The lines, the most important first.
    pub lines: Vec<Course>,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// What it is.
    pub name: String,
    /// A share of normal for each step.
    pub shares: Vec<f64>,
}

impl Courses {
    /// How many steps there are.
    pub(crate) fn steps(&self) -> usize {
        self.lines.iter().map(|line| line.shares.len()).max().unwrap_or(0)
    }

    pub(super) fn svg(&self, id: &str) -> String {
        let mut svg = Svg::new(WIDTH, HEIGHT);
        let known = || self.lines.iter().flat_map(|line| &line.shares).copied().filter(|value| value.is_finite());
        let (lowest, highest) = (known().fold(1.0, f64::min), known().fold(1.0, f64::max));
        // Small dents in a large economy are shown, and large ones from nothing up.
        let from = if lowest > 0.9 { lowest - 0.25 * (1.0 - lowest).max(0.002) } else { 0.0 };
        let to = highest + 0.06 * (highest - from);
        let (first, end) = (self.first as f64, self.first as f64 + self.steps() as f64);
        let time = Scale { from: first, to: end, start: LEFT, end: WIDTH - RIGHT };
        let level = Scale { from, to, start: BOTTOM, end: TOP };
        for tick in round_ticks(from, to, 5) {
            svg.line((LEFT, level.at(tick)), (WIDTH - RIGHT, level.at(tick)), "grid");
            let words = if to - from < 0.1 { format!("{:.2}%", tick * 100.0) } else { share(tick) };
            svg.text((LEFT - 8.0, level.at(tick) + 5.0), Anchor::End, "tick", &words);
        }
        for tick in round_ticks(first, end, 10) {
            svg.line((time.at(tick), BOTTOM), (time.at(tick), BOTTOM + 5.0), "axis");
            svg.text((time.at(tick), BOTTOM + 22.0), Anchor::Middle, "tick", &format!("{tick:.0}"));
        }
        for (line, class) in self.lines.iter().zip(LINES).rev() {
            let every = line.shares.len().div_ceil(POINTS).max(1);
            let point = |(at, chunk): (usize, &[f64])| {
                let value = chunk.iter().copied().fold(f64::INFINITY, f64::min);
                (time.at(first + (at * every) as f64 + 0.5), level.at(value))
            };
            svg.path(line.shares.chunks(every).enumerate().map(point), false, class);
        }
        svg.line((LEFT, BOTTOM), (WIDTH - RIGHT, BOTTOM), "axis");
        let mut key = Key::new(LEFT);
        self.lines.iter().zip(LINES).for_each(|(line, class)| key.line(&mut svg, class, &line.name));
        svg.finish(id, &self.title, &format!("Lowest value {}.", share(lowest)))
    }
}
