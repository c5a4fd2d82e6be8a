//! Shares of normal over steps: a line each.

use super::axis::{LINES, round_ticks};
use super::plot::Plot;
use crate::number::share;

/// Most points of a line; longer courses are drawn by the lowest of neighbouring steps.
const POINTS: usize = 2_000;

/// Lines of a share of normal per step.
#[derive(Clone, Debug, PartialEq)]
pub struct Courses {
    /// What they are.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// Steps of the rows of the table beside.
    pub rows: Vec<u64>,
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

    pub(super) fn html(&self, id: &str) -> String {
        let known = || self.lines.iter().flat_map(|line| &line.shares).copied().filter(|value| value.is_finite());
        let (lowest, highest) = (known().fold(1.0, f64::min), known().fold(1.0, f64::max));
        // Small dents in a large economy are shown, and large ones from nothing up.
        let from = if lowest > 0.9 { lowest - 0.25 * (1.0 - lowest).max(0.002) } else { 0.0 };
        let to = highest + 0.06 * (highest - from);
        let (first, end) = (self.first as f64, self.first as f64 + self.steps() as f64);
        let mut plot = Plot::new([first, end], [from, to]);
        let levels = round_ticks(from, to, 4);
        levels.iter().for_each(|level| plot.level(*level));
        for tick in round_ticks(first, end, 6) {
            plot.tick(tick, &format!("{tick:.0}"));
        }
        for (line, class) in self.lines.iter().zip(LINES).rev() {
            let every = line.shares.len().div_ceil(POINTS).max(1);
            let point = |(at, chunk): (usize, &[f64])| {
                let value = chunk.iter().copied().fold(f64::INFINITY, f64::min);
                plot.at(first + (at * every) as f64 + 0.5, value)
            };
            let points: Vec<(f64, f64)> = line.shares.chunks(every).enumerate().map(point).collect();
            plot.svg.path(points, false, class);
        }
        for level in levels {
            plot.say(level, &if to - from < 0.1 { format!("{:.2} %", level * 100.0) } else { share(level) });
        }
        self.lines.iter().zip(LINES).for_each(|(line, class)| plot.key(class, true, &line.name));
        let rows: Vec<f64> = self.rows.iter().map(|&step| step as f64 + 0.5).collect();
        plot.rows(&rows);
        plot.finish(id, &self.title, &self.description)
    }
}
