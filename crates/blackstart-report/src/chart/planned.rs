//! A plan over time: one row per task, from begin to end, lighter to its late end.

use super::WIDTH;
use super::axis::{Scale, date_ticks};
use crate::number::date;
use crate::svg::{Anchor, Svg};
use crate::table::fit;
use jiff::civil::DateTime;

/// One task.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRow {
    /// Of which system.
    pub title: String,
    /// What is done.
    pub task: String,
    /// Who does it.
    pub note: String,
    /// Begin \[h\].
    pub start_hours: f64,
    /// End, and late end \[h\].
    pub end_hours: [f64; 2],
    /// Whether its delay costs much.
    pub critical: bool,
}

/// Draws the tasks in the given order.
pub fn planned(id: &str, title: &str, start: DateTime, rows: &[PlannedRow]) -> String {
    const ROW: f64 = 22.0;
    const LEFT: f64 = 330.0;
    const RIGHT: f64 = 215.0;
    const TOP: f64 = 28.0;
    let rows: Vec<&PlannedRow> = rows.iter().filter(|row| row.start_hours.is_finite()).collect();
    let finite = |at: f64| if at.is_finite() { at } else { 0.0 };
    let last = rows.iter().map(|row| finite(row.end_hours[0]).max(finite(row.end_hours[1]))).fold(24.0, f64::max);
    let height = TOP + ROW * rows.len() as f64 + 12.0;
    let mut svg = Svg::new(WIDTH, height);
    let time = Scale { from: 0.0, to: 1.02 * last, start: LEFT, end: WIDTH - RIGHT };
    for (at, label) in date_ticks(start, 0.0, 1.02 * last, 8) {
        svg.line((time.at(at), TOP - 6.0), (time.at(at), height - 8.0), "grid");
        svg.text((time.at(at), 14.0), Anchor::Middle, "tick", &label);
    }
    for (index, row) in rows.iter().enumerate() {
        let middle = TOP + ROW * (index as f64 + 0.5);
        let [end, late] = row.end_hours.map(|at| at.min(1.02 * last));
        let tip = format!(
            "{}, {} ({}): {} to {}",
            row.title,
            row.task,
            row.note,
            date(start, row.start_hours),
            date(start, row.end_hours[0])
        );
        svg.text((0.0, middle + 5.0), Anchor::Start, "label", &fit(&row.title, 34));
        svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&row.task, 12));
        let (a, b, c) = (time.at(row.start_hours), time.at(end), time.at(late));
        svg.rect(a, middle - 6.0, (b - a).max(1.5), 12.0, if row.critical { "stop" } else { "maybe" }, &tip);
        if c > b {
            svg.line((b, middle), (c, middle), "calm");
        }
        svg.text((WIDTH - RIGHT + 12.0, middle + 5.0), Anchor::Start, "value", &fit(&row.note, 26));
    }
    svg.finish(id, title, &format!("{} tasks, the last ends {}.", rows.len(), date(start, last)))
}
