//! Bars with intervals: the middle as a bar, its interval as a whisker.

use super::axis::{Scale, round_ticks};
use super::rows::{HIGH, Rows};
use crate::amount::{Amount, Room, Setting, Unit};

/// Horizontal bars from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What they are.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What their numbers count.
    pub unit: Unit,
    /// The bars, from above.
    pub rows: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it is.
    pub title: String,
    /// Where its whisker begins.
    pub low: f64,
    /// Where the bar ends.
    pub middle: f64,
    /// Where its whisker ends.
    pub high: f64,
}

impl Bars {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let say = |value: f64| setting.amount(Amount::of(self.unit, value), Room::Page);
        let scale = self.scale();
        // Durations are read in whole days.
        let unit = if self.unit == Unit::Duration && scale.to - scale.from > 72.0 { 24.0 } else { 1.0 };
        let ticks = round_ticks(scale.from / unit, scale.to / unit, 4).into_iter().map(|at| at * unit);
        let named = |at: f64| if at == 0.0 && self.unit == Unit::Duration { "0".to_owned() } else { say(at) };
        let ticks = ticks.map(|at| (scale.at(at), named(at))).collect();
        let mut rows = Rows::new(id, &self.title, &self.description, ticks);
        for (at, row) in self.rows.iter().enumerate() {
            rows.fold_at(at, self.rows.len());
            let mut strip = rows.strip();
            let middle = HIGH / 2.0;
            let (zero, end) = (scale.at(0.0), scale.at(row.middle));
            let class = if row.middle < 0.0 { "gain" } else { "bar" };
            strip.0.rect(zero.min(end), zero.max(end), middle - 8.0, 16.0, class);
            strip.0.line((scale.at(row.low), middle), (scale.at(row.high), middle), "whisker");
            for end in [row.low, row.high] {
                strip.0.line((scale.at(end), middle - 5.0), (scale.at(end), middle + 5.0), "whisker");
            }
            strip.0.line((zero, 0.0), (zero, HIGH), "axis");
            let (low, high) = (say(row.low), say(row.high));
            let band = if low == high { String::new() } else { format!("{low} – {high}") };
            rows.row(&row.title, strip, &say(row.middle), &band);
        }
        rows.unfold_after(self.rows.len());
        rows.finish("")
    }

    /// From nothing, or the greatest gain, to the greatest value.
    fn scale(&self) -> Scale {
        let known =
            || self.rows.iter().flat_map(|row| [row.low, row.middle, row.high]).filter(|value| value.is_finite());
        let (lowest, highest) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
        let to = if highest > lowest { highest * 1.02 } else { lowest + 1.0 };
        Scale { from: lowest * 1.02, to, start: 0.0, end: 100.0 }
    }
}
