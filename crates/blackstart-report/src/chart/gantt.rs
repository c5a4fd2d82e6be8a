//! What stops when: one row each, solid while stopped in most histories, lighter where histories differ.

use super::WIDTH;
use super::axis::{Scale, date_ticks};
use crate::number::{date, share};
use crate::svg::{Anchor, Svg};
use crate::table::fit;
use jiff::civil::DateTime;

/// One row: when a thing stops and when it is back, over all histories.
#[derive(Clone, Debug, PartialEq)]
pub struct Stop {
    /// What it is.
    pub title: String,
    /// Share of the histories in which it stops.
    pub chance: f64,
    /// Median moment it stops, where it does \[h\].
    pub from_hours: f64,
    /// 10th percentile, median and 90th percentile of the moment it is back, where it stops \[h\]; infinite: not within the horizon.
    pub back_hours: [f64; 3],
}

/// Where pictures of these rows end \[h\]: a little after the last is surely back, but not before a fifth of the horizon.
pub fn end<'a>(horizon_hours: f64, rows: impl IntoIterator<Item = &'a Stop>) -> f64 {
    let last = rows.into_iter().map(|row| row.back_hours[2]).fold(0.0, f64::max).min(horizon_hours);
    (last * 1.08).clamp(horizon_hours * 0.2, horizon_hours)
}

/// Draws the rows from the start to a moment.
pub fn gantt(id: &str, title: &str, start: DateTime, end: f64, rows: &[Stop]) -> String {
    const ROW: f64 = 30.0;
    const LEFT: f64 = 275.0;
    const RIGHT: f64 = 265.0;
    const TOP: f64 = 28.0;
    let height = TOP + ROW * rows.len() as f64 + 12.0;
    let mut svg = Svg::new(WIDTH, height);
    let time = Scale { from: 0.0, to: end, start: LEFT, end: WIDTH - RIGHT };
    for (at, label) in date_ticks(start, 0.0, end, 8) {
        svg.line((time.at(at), TOP - 6.0), (time.at(at), height - 8.0), "grid");
        svg.text((time.at(at), 14.0), Anchor::Middle, "tick", &label);
    }
    for (index, row) in rows.iter().enumerate() {
        let top = TOP + ROW * index as f64;
        let middle = top + ROW / 2.0;
        let [p10, p50, p90] = row.back_hours;
        svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&row.title, 32));
        if row.chance <= 0.0 {
            svg.line((LEFT, middle), (WIDTH - RIGHT, middle), "calm");
            svg.text((WIDTH - RIGHT + 12.0, middle + 5.0), Anchor::Start, "value", "does not stop");
            continue;
        }
        let tip = format!(
            "{}: stops {} in {} of histories; back {} (10th percentile {}, 90th {})",
            row.title,
            date(start, row.from_hours),
            share(row.chance),
            date(start, p50),
            date(start, p10),
            date(start, p90)
        );
        let (a, b, c, d) = (time.at(row.from_hours), time.at(p10), time.at(p50), time.at(p90));
        svg.rect(a, middle - 8.0, b - a, 16.0, "stop", &tip);
        svg.rect(b.max(a), middle - 8.0, d - b.max(a), 16.0, "maybe", &tip);
        if p50.is_finite() && p50 <= end {
            svg.line((c, middle - 11.0), (c, middle + 11.0), "median");
        }
        let label = if p50.is_finite() {
            format!("{}  ({} – {})", date(start, p50), date(start, p10), date(start, p90))
        } else {
            "not within the horizon".to_owned()
        };
        svg.text((WIDTH - RIGHT + 12.0, middle + 5.0), Anchor::Start, "value", &label);
    }
    let description = rows
        .iter()
        .map(|row| {
            format!(
                "{}: back {} (10th to 90th percentile {} to {}).",
                row.title,
                date(start, row.back_hours[1]),
                date(start, row.back_hours[0]),
                date(start, row.back_hours[2])
            )
        })
        .collect::<Vec<_>>()
        .join(" ");
    svg.finish(id, title, &description)
}
