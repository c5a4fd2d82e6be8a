//! A plan over time: one row per task, from its start to its end, lighter to its late end.

use super::axis::{Scale, WIDTH, date_ticks};
use crate::amount::Setting;
use crate::letters::fit;
use crate::svg::{Anchor, Svg};

const ROW: f64 = 22.0;
const LEFT: f64 = 330.0;
const RIGHT: f64 = 215.0;
const TOP: f64 = 28.0;

/// Tasks over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it is.
    pub title: String,
    /// The tasks, from above.
    pub rows: Vec<PlanRow>,
}

/// One task.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// Of which system.
    pub title: String,
    /// What is done.
    pub task: String,
    /// Who does it.
    pub who: String,
    /// Start \[h\].
    pub start_hours: f64,
    /// End \[h\].
    pub end_hours: f64,
    /// Late end \[h\].
    pub late_hours: f64,
    /// Whether its delay costs much.
    pub critical: bool,
}

impl Plan {
    pub(super) fn svg(&self, id: &str, setting: &Setting) -> String {
        let rows: Vec<&PlanRow> = self.rows.iter().filter(|row| row.start_hours.is_finite()).collect();
        let ends = rows.iter().flat_map(|row| [row.end_hours, row.late_hours]).filter(|at| at.is_finite());
        let last = ends.fold(24.0, f64::max);
        let height = TOP + ROW * rows.len() as f64 + 12.0;
        let mut svg = Svg::new(WIDTH, height);
        let time = Scale { from: 0.0, to: 1.02 * last, start: LEFT, end: WIDTH - RIGHT };
        for (at, label) in date_ticks(setting.start, 0.0, 1.02 * last, 8) {
            svg.line((time.at(at), TOP - 6.0), (time.at(at), height - 8.0), "grid");
            svg.text((time.at(at), 14.0), Anchor::Middle, "tick", &label);
        }
        for (index, row) in rows.iter().enumerate() {
            row.draw(&mut svg, TOP + ROW * (index as f64 + 0.5), &time, setting);
        }
        svg.finish(id, &self.title, &format!("{} tasks; the last ends {}.", rows.len(), setting.day(last)))
    }
}

impl PlanRow {
    fn draw(&self, svg: &mut Svg, middle: f64, time: &Scale, setting: &Setting) {
        let (start, end) = (setting.day(self.start_hours), setting.day(self.end_hours));
        let tip = format!("{}, {} ({}): {start} to {end}", self.title, self.task, self.who);
        svg.text((0.0, middle + 5.0), Anchor::Start, "label", &fit(&self.title, 30));
        svg.text((LEFT - 12.0, middle + 5.0), Anchor::End, "label", &fit(&self.task, 12));
        let (a, b, c) = (time.at(self.start_hours), time.at(self.end_hours), time.at(self.late_hours));
        let class = if self.critical { "stop" } else { "maybe" };
        svg.rect(a, middle - 6.0, (b - a).max(1.5), 12.0, class, &tip);
        if c > b {
            svg.line((b, middle), (c, middle), "calm");
        }
        svg.text((WIDTH - RIGHT + 12.0, middle + 5.0), Anchor::Start, "value", &fit(&self.who, 26));
    }
}
