//! How long something may be away, and how long it is: a row each, on a scale of time that gives hours and months the same room.

use super::rows::{HIGH, Rows, Ticks};
use crate::number::{duration, share};
use crate::svg::Anchor;

/// Ends of the scale \[h\].
const LEAST: f64 = 1.0;
const MOST: f64 = 24.0 * 365.0;

/// What is exceeded in at least so many histories is exceeded as a rule.
const RULE: f64 = 0.5;

/// Limits beside what comes of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// What they are.
    pub title: String,
    /// What a limit is called, e.g. `tolerated`.
    pub called: &'static str,
    /// The rows, from above.
    pub rows: Vec<Limit>,
}

/// One limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Of what.
    pub title: String,
    /// How long it may be away \[h\].
    pub limit_hours: f64,
    /// How long it is: 5th percentile, median, 95th percentile, where it is away at all \[h\]; infinite: longer than the history.
    pub away_hours: Option<[f64; 3]>,
    /// Share of the histories in which the limit is exceeded.
    pub exceeded: f64,
}

impl Limits {
    pub(super) fn html(&self, id: &str) -> String {
        let said: Vec<String> =
            self.rows.iter().map(|row| format!("{}: {}.", row.title, row.words(self.called).join(", "))).collect();
        let mut rows = Rows::new(id, &self.title, &said.join(" "), ticks());
        for (at, row) in self.rows.iter().enumerate() {
            rows.fold_at(at, self.rows.len());
            let mut strip = rows.strip();
            let middle = HIGH / 2.0;
            if let Some(away) = row.away_hours {
                let [low, median, high] = away.map(place);
                strip.0.rect(low, high.max(low + 0.6), middle - 7.0, 14.0, row.severity().1);
                strip.0.line((median, middle - 10.0), (median, middle + 10.0), "median");
            }
            // The limit is seen on any bar: there is a gap around it.
            for class in ["clear", "limit"] {
                strip.0.line((place(row.limit_hours), 0.0), (place(row.limit_hours), HIGH), class);
            }
            strip.0.text((place(row.limit_hours), middle + 5.0), Anchor::Middle, "fact", "◆");
            let [first, more] = row.words(self.called);
            rows.row(&row.title, strip, &first, &more);
        }
        rows.unfold_after(self.rows.len());
        let called = self.called;
        rows.finish(&format!("◆ what is {called}. Bar: from the 5th to the 95th percentile of the time away; line: the median. The scale is logarithmic. ✕ longer in at least half of the histories, ▲ in fewer, ✓ in none."))
    }
}

impl Limit {
    /// A sign and a class: how bad it is, told by both.
    fn severity(&self) -> (&'static str, &'static str) {
        match self.exceeded {
            s if s >= RULE => ("✕", "stop"),
            s if s > 0.0 => ("▲", "risk"),
            _ => ("✓", "gain"),
        }
    }

    fn words(&self, called: &str) -> [String; 2] {
        let first = match self.exceeded {
            s if s > 0.0 => format!("{} longer in {}", self.severity().0, share(s)),
            _ => format!("{} never longer", self.severity().0),
        };
        let limit = format!("{called}: {}", duration(self.limit_hours));
        let more = self.away_hours.map_or_else(
            || format!("{limit}; never away"),
            |[low, middle, high]| {
                let said = |hours: f64| if hours.is_finite() { duration(hours) } else { "to the end".to_owned() };
                let (low, middle, high) = (said(low), said(middle), said(high));
                if low == high {
                    format!("{limit}; away: {middle}")
                } else {
                    format!("{limit}; away: {middle} ({low} – {high})")
                }
            },
        );
        [first, more]
    }
}

/// A duration's place, in percent.
fn place(hours: f64) -> f64 {
    let hours = hours.clamp(LEAST, MOST);
    100.0 * (hours / LEAST).ln() / (MOST / LEAST).ln()
}

fn ticks() -> Ticks {
    let marks = [(1.0, "1 h"), (6.0, "6 h"), (24.0, "1 d"), (168.0, "1 wk"), (720.0, "30 d"), (MOST, "1 y")];
    marks.iter().map(|&(hours, label)| (place(hours), label.to_owned())).collect()
}
