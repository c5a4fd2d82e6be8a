//! What stops when: one row each, solid while stopped in most histories, lighter where histories differ.

use super::axis::{Scale, WIDTH, date_ticks};
use crate::amount::Setting;
use crate::letters::fit;
use crate::number::share;
use crate::svg::{Anchor, Svg};

const ROW: f64 = 30.0;
const LEFT: f64 = 275.0;
const RIGHT: f64 = 265.0;
const TOP: f64 = 28.0;

/// What stops, from the start to a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Stops {
    /// What they are.
    pub title: String,
    /// Where the picture ends \[h\].
    pub end_hours: f64,
    /// The rows, from above; the table beside has them in the same order.
    pub rows: Vec<Stop>,
}

/// One row: when a thing stops and when it is back, over all histories.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// What it is.
    pub title: String,
    /// Share of the histories in which it stops.
    pub chance: f64,
    /// Median moment it stops, where it does \[h\].
    pub from_hours: f64,
    /// 5th percentile, median and 95th percentile of the moment it is back for good, where it stops \[h\]; infinite: not within the horizon.
    pub back_hours: [f64; 3],
}

/// Where pictures of these rows end \[h\]: a little after the last that stops is surely back, but not before a fifth of the horizon.
pub fn end<'a>(horizon_hours: f64, rows: impl IntoIterator<Item = &'a Stop>) -> f64 {
    let stopping = rows.into_iter().filter(|row| row.chance > 0.0);
    let last = stopping.map(|row| row.back_hours[2]).fold(0.0, f64::max).min(horizon_hours);
    (last * 1.08).clamp(horizon_hours * 0.2, horizon_hours)
}

impl Stops {
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let height = TOP + ROW * self.rows.len() as f64 + 12.0;
        let mut svg = Svg::new(WIDTH, height);
        let time = Scale { from: 0.0, to: self.end_hours, start: LEFT, end: WIDTH - RIGHT };
        for (at, label) in date_ticks(setting.start, 0.0, self.end_hours, 8) {
            svg.line((time.at(at), TOP - 6.0), (time.at(at), height - 8.0), "grid");
            svg.text((time.at(at), 14.0), Anchor::Middle, "tick", &label);
        }
        for (index, row) in self.rows.iter().enumerate() {
            let middle = TOP + ROW * (index as f64 + 0.5);
            svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&row.title, 32));
            let label = if row.chance <= 0.0 {
                svg.line((LEFT, middle), (WIDTH - RIGHT, middle), "calm");
                "does not stop".to_owned()
            } else {
                row.bar(&mut svg, middle, &time, setting);
                row.label(setting)
            };
            svg.text((WIDTH - RIGHT + 12.0, middle + 5.0), Anchor::Start, "value", &label);
        }
        let description: Vec<String> = self.rows.iter().map(|row| row.sentence(setting)).collect();
        svg.finish(id, &self.title, &description.join(" "))
    }
}

impl Stop {
    fn bar(&self, svg: &mut Svg, middle: f64, time: &Scale, setting: &Setting) {
        let [p05, p50, p95] = self.back_hours;
        let [early, median, late] = self.back_hours.map(|hours| setting.day(hours));
        let tip = format!(
            "{}: stops {} in {} of histories; back for good {median} (9 in 10: {early} – {late})",
            self.title,
            setting.day(self.from_hours),
            share(self.chance)
        );
        let (a, b, c, d) = (time.at(self.from_hours), time.at(p05), time.at(p50), time.at(p95));
        svg.rect(a, middle - 8.0, b - a, 16.0, "stop", &tip);
        svg.rect(b.max(a), middle - 8.0, d - b.max(a), 16.0, "maybe", &tip);
        if p50.is_finite() && p50 <= time.to {
            svg.line((c, middle - 11.0), (c, middle + 11.0), "median");
        }
    }

    fn label(&self, setting: &Setting) -> String {
        let [early, median, late] = self.back_hours.map(|hours| setting.day(hours));
        if self.back_hours[1].is_finite() {
            format!("{median}  ({early} – {late})")
        } else {
            "not within the horizon".to_owned()
        }
    }

    /// What the row says to somebody who does not see it.
    fn sentence(&self, setting: &Setting) -> String {
        if self.chance <= 0.0 {
            return format!("{}: does not stop.", self.title);
        }
        let [early, median, late] = self.back_hours.map(|hours| setting.day(hours));
        format!("{}: back for good {median} (9 in 10 between {early} and {late}).", self.title)
    }
}
