//! One way, step by step: a row for each thing that had to be waited for, from when to when.

use super::axis::{Scale, round_ticks};
use super::rows::{HIGH, Rows};
use crate::number::duration;

/// Steps one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// The steps, from above.
    pub steps: Vec<WayRow>,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct WayRow {
    /// What.
    pub title: String,
    /// From when \[h\].
    pub from_hours: f64,
    /// Until when \[h\].
    pub done_hours: f64,
    /// What followed.
    pub words: String,
}

impl Way {
    pub(super) fn html(&self, id: &str) -> String {
        let last = self.steps.iter().map(|it| it.done_hours).filter(|at| at.is_finite()).fold(0.0, f64::max);
        let to = if last > 0.0 { 1.02 * last } else { 1.0 };
        let time = Scale { from: 0.0, to, start: 0.0, end: 100.0 };
        // Days where there are many hours, so that ticks are round.
        let unit = if to > 72.0 { 24.0 } else { 1.0 };
        let ticks = round_ticks(0.0, to / unit, 5).into_iter();
        let ticks = ticks.map(|at| {
            let word = if unit > 1.0 { "d" } else { "h" };
            (time.at(at * unit), format!("{at} {word}"))
        });
        let mut rows = Rows::new(id, &self.title, &self.description, ticks.collect());
        for it in &self.steps {
            let mut strip = rows.strip();
            let [from, done] = [it.from_hours, it.done_hours].map(|at| time.at(at));
            strip.0.rect(from, done.max(from + 0.4), HIGH / 2.0 - 7.0, 14.0, "stop");
            let first = format!("takes {}", duration(it.done_hours - it.from_hours));
            rows.row(&it.title, strip, &first, &it.words);
        }
        rows.finish("")
    }
}
