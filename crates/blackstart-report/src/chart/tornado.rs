//! Two-sided bars: an outcome at both ends of an input, each from the mean of all, with its interval.

use super::axis::{Scale, round_ticks};
use super::rows::{HIGH, Rows};
use crate::amount::{Amount, Room, Setting, Unit};

/// Bars to both sides of a mean, the first row the most important.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// What they are.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// What the outcome counts.
    pub unit: Unit,
    /// Mean of all: where bars begin.
    pub mean: f64,
    /// The rows, from above.
    pub rows: Vec<TornadoRow>,
}

/// One input.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoRow {
    /// What it is.
    pub title: String,
    /// What its ends are, in words.
    pub ends: String,
    /// The outcome at its low end: lower end of the interval, mean, upper end.
    pub low: [f64; 3],
    /// The same at its high end.
    pub high: [f64; 3],
}

const KEY: &str = "Dark: where the input is high, or it happens. Light: where it is low, or it does not. Thin lines: 95 % intervals. The line across: the mean of all.";

impl Tornado {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let say = |value: f64| setting.amount(Amount::of(self.unit, value), Room::Page);
        let scale = self.scale();
        let ticks = round_ticks(scale.from, scale.to, 4).into_iter().map(|at| (scale.at(at), say(at))).collect();
        let mut rows = Rows::new(id, &self.title, &self.description, ticks);
        let zero = scale.at(self.mean);
        for (at, row) in self.rows.iter().enumerate() {
            rows.fold_at(at, self.rows.len());
            let mut strip = rows.strip();
            // Where both ends lie on one side of the mean, each has half of the height.
            let one_side = (row.low[1] < self.mean) == (row.high[1] < self.mean);
            let halves = if one_side { [(-8.0, 8.0), (0.0, 8.0)] } else { [(-8.0, 16.0); 2] };
            for (([low, mean, high], class), (top, height)) in
                [(row.low, "band"), (row.high, "bar")].into_iter().zip(halves)
            {
                let (end, top) = (scale.at(mean), HIGH / 2.0 + top);
                strip.0.rect(zero.min(end), zero.max(end), top, height, class);
                let middle = top + height / 2.0;
                strip.0.line((scale.at(low), middle), (scale.at(high), middle), "whisker");
                for end in [low, high] {
                    strip.0.line((scale.at(end), middle - 3.0), (scale.at(end), middle + 3.0), "whisker");
                }
            }
            strip.0.line((zero, 0.0), (zero, HIGH), "axis");
            rows.row(&row.title, strip, &format!("{} → {}", say(row.low[1]), say(row.high[1])), &row.ends);
        }
        rows.unfold_after(self.rows.len());
        rows.finish(KEY)
    }

    /// From the least to the greatest that is drawn.
    fn scale(&self) -> Scale {
        let known = || self.rows.iter().flat_map(|row| row.low.into_iter().chain(row.high)).filter(|it| it.is_finite());
        let (least, most) = (known().fold(self.mean, f64::min), known().fold(self.mean, f64::max));
        let edge = if most > least { 0.02 * (most - least) } else { 1.0 };
        Scale { from: least - edge, to: most + edge, start: 0.0, end: 100.0 }
    }
}
