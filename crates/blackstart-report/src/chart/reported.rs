//! What a model says beside what was reported, a row each: every row has a scale of its own, for rows count different things.

use super::axis::Scale;
use super::interval::Interval;
use super::rows::{HIGH, Rows};
use crate::svg::Anchor;

/// Rows of a model beside what was reported.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// What they are.
    pub title: String,
    /// The rows, from above.
    pub rows: Vec<ReportedRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedRow {
    /// The modelled interval and what was reported, with their names.
    pub interval: Interval,
    /// Whether the report lies inside; open: nothing is reported yet.
    pub inside: Option<bool>,
    /// What was reported, in words.
    pub reported: String,
    /// The modelled interval, in words.
    pub modelled: String,
}

impl Reported {
    pub(super) fn html(&self, id: &str) -> String {
        let said: Vec<&str> = self.rows.iter().map(|row| row.interval.description.as_str()).collect();
        let mut rows = Rows::new(id, &self.title, &said.join(" "), Vec::new());
        for row in &self.rows {
            let mut strip = rows.strip();
            row.draw(&mut strip.0);
            let verdict = match row.inside {
                Some(true) => "✓ inside",
                Some(false) => "✕ outside",
                None => "open",
            };
            let more = format!("reported {}; modelled {}", row.reported, row.modelled);
            rows.row(&row.interval.title, strip, verdict, &more);
        }
        rows.finish("Bar: what the model expects in 9 of 10 histories; line: its median. ◆ what was reported; two with a line between them: anything in between. Each row has a scale of its own.")
    }
}

impl ReportedRow {
    fn draw(&self, strip: &mut crate::svg::Wide) {
        let it = &self.interval;
        let known = [it.low, it.middle, it.high, it.reported_low, it.reported_high];
        let known = || known.iter().copied().flatten().filter(|value| value.is_finite());
        let (low, high) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
        let edge = if high > low { 0.06 * (high - low) } else { 1.0 };
        let scale = Scale { from: low - edge, to: high + edge, start: 0.0, end: 100.0 };
        // What has no end goes to the edge.
        let at = |value: Option<f64>, missing: f64| value.map_or(missing, |value| scale.at(value));
        let middle = HIGH / 2.0;
        strip.line((0.0, middle), (100.0, middle), "grid");
        let (from, to) = (at(it.low, 100.0), at(it.high, 100.0));
        strip.rect(
            from,
            to.max(from + 0.6),
            middle - 7.0,
            14.0,
            if self.inside == Some(false) { "maybe" } else { "band" },
        );
        let median = at(it.middle, 100.0);
        strip.line((median, middle - 10.0), (median, middle + 10.0), "median");
        let (from, to) = (at(it.reported_low, 0.0), at(it.reported_high, 100.0));
        let ends = [it.reported_low.map(|_| from), it.reported_high.map(|_| to)];
        if ends.iter().any(Option::is_some) && to - from > 1.0 {
            strip.line((from, middle), (to, middle), "fact");
        }
        for end in ends.into_iter().flatten() {
            strip.text((end, middle + 5.0), Anchor::Middle, "fact", "◆");
        }
    }
}
