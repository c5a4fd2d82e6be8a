//! A plan over time: a row for each system under the crew that restores it, how busy the crew is, and when services are back.

use super::axis::{Scale, calendar_ticks};
use super::rows::{HIGH, Rows, Strip};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::Anchor;

/// Dates on the axis at most: plans are short, so that they are days, which are longer words than months.
const DATES: usize = 5;

/// Work over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// When the investigation ends, where there is one.
    pub investigated: Option<Milestone>,
    /// The crews.
    pub crews: Vec<PlanCrew>,
    /// Whether its tasks are those of one history.
    pub one_history: bool,
    /// What is back when.
    pub milestones: Vec<Milestone>,
}

/// A crew with its work.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanCrew {
    /// Who they are.
    pub title: String,
    /// What they do, from above.
    pub rows: Vec<PlanRow>,
    /// How busy they are; `None` where they are not counted.
    pub load: Option<Load>,
}

/// How busy a crew is in a typical history.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Moments \[h\] and the share of its people that are busy from there on; the last is 0.
    pub steps: Vec<(f64, f64)>,
    /// Mean from its first task to the end of its last.
    pub mean: f64,
}

/// What is done to one system.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanRow {
    /// Which system.
    pub title: String,
    /// Its tasks, in order.
    pub pieces: Vec<PlanPiece>,
    /// Late end of the last \[h\].
    pub late_hours: f64,
    /// Whether its delay costs much.
    pub dear: bool,
    /// Its tasks in words.
    pub words: String,
}

/// A task, or two of which one is done.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanPiece {
    /// Start \[h\].
    pub start_hours: f64,
    /// End; of two that of the shorter \[h\].
    pub end_hours: f64,
    /// End of the longer \[h\].
    pub or_hours: Option<f64>,
}

/// When something is reached \[h\]: early, in the middle case, late.
#[derive(Clone, Debug, PartialEq)]
pub struct Milestone {
    /// What.
    pub title: String,
    /// 5th percentile, median, 95th.
    pub hours: [f64; 3],
}

impl PlanRow {
    /// Its first start and its last end \[h\].
    fn span(&self) -> [f64; 2] {
        let start = self.pieces.iter().map(|it| it.start_hours).fold(f64::INFINITY, f64::min);
        let end = self.pieces.iter().map(|it| it.or_hours.unwrap_or(it.end_hours)).fold(0.0, f64::max);
        [start, end]
    }
}

impl Plan {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let last = self.last();
        let time = Scale { from: 0.0, to: 1.02 * last, start: 0.0, end: 100.0 };
        let ticks = calendar_ticks(setting.start, time.to, DATES).into_iter().map(|(at, label)| (time.at(at), label));
        let mut rows = Rows::new(id, &self.title, &self.description, ticks.collect());
        let begins = self.investigated.as_ref().map(|it| it.hours[1]).filter(|hours| hours.is_finite());
        let strip = |rows: &Rows| {
            let mut strip = rows.strip();
            if let Some(hours) = begins {
                strip.0.line((time.at(hours), 0.0), (time.at(hours), HIGH), "limit");
            }
            strip
        };
        if let Some(it) = &self.investigated {
            let empty = strip(&rows);
            it.draw(&mut rows, empty, &time, setting);
        }
        for crew in &self.crews {
            rows.group(&crew.title);
            for row in crew.rows.iter().filter(|row| row.span()[0].is_finite()) {
                let empty = strip(&rows);
                row.draw(&mut rows, empty, &time, setting);
            }
            if let Some(load) = &crew.load {
                let empty = strip(&rows);
                load.draw(&mut rows, empty, &time);
            }
        }
        if !self.milestones.is_empty() {
            rows.group("Back for good");
        }
        for it in &self.milestones {
            let empty = strip(&rows);
            it.draw(&mut rows, empty, &time, setting);
        }
        rows.finish(&self.key(begins.is_some()))
    }

    /// What is drawn, in words.
    fn key(&self, is_begin: bool) -> String {
        let rows = || self.crews.iter().flat_map(|crew| &crew.rows);
        let mut key = match self.one_history {
            true => "Bar: from the start to the end of each task.".to_owned(),
            false => {
                "Bar: from the median start to the median end of each task, dashed to the late end (95th percentile)."
                    .to_owned()
            }
        };
        let mut also = |is: bool, words: &str| {
            if is {
                key.push(' ');
                key.push_str(words);
            }
        };
        let is_either = rows().flat_map(|row| &row.pieces).any(|it| it.or_hours.is_some());
        also(is_either, "Lighter: the rest of the longer of two tasks of which one is done.");
        also(rows().any(|row| row.dear), "! an hour's delay costs at least a tenth of the dearest task's.");
        let is_load = self.crews.iter().any(|crew| crew.load.is_some());
        also(is_load, "Busy: share of the crew's people at work in a typical history.");
        let is_mark = !self.milestones.is_empty() || self.investigated.is_some();
        also(is_mark, "Thin bar with ◆: from the 5th to the 95th percentile over all histories, and the median.");
        also(is_begin, "Line through all: the investigation ends, median.");
        key
    }

    /// The last moment that is drawn \[h\].
    fn last(&self) -> f64 {
        let rows = self.crews.iter().flat_map(|crew| &crew.rows).flat_map(|row| [row.span()[1], row.late_hours]);
        let marks = self.milestones.iter().chain(&self.investigated).flat_map(|it| it.hours);
        rows.chain(marks).filter(|at| at.is_finite()).fold(24.0, f64::max)
    }
}

impl PlanRow {
    fn draw(&self, rows: &mut Rows, mut strip: Strip, time: &Scale, setting: &Setting) {
        let middle = HIGH / 2.0;
        let class = if self.dear { "stop" } else { "bar" };
        for it in &self.pieces {
            let [a, b] = [it.start_hours, it.end_hours].map(|at| time.at(at));
            strip.0.rect(a, b.max(a + 0.3), middle - 7.0, 14.0, class);
            if let Some(or_hours) = it.or_hours {
                let c = time.at(or_hours);
                strip.0.rect(b, c.max(b), middle - 7.0, 14.0, "maybe");
                for end in [b, c] {
                    strip.0.line((end, middle - 10.0), (end, middle + 10.0), "median");
                }
            }
        }
        let [start, end] = self.span();
        if self.late_hours > end {
            strip.0.line((time.at(end), middle), (time.at(self.late_hours), middle), "whisker dashed");
        }
        let sign = if self.dear { "! " } else { "" };
        let [from, until] = [start, end].map(|hours| setting.day(hours));
        let first = if from == until { format!("{sign}{from}") } else { format!("{sign}{from} – {until}") };
        rows.row(&self.title, strip, &first, &self.words);
    }
}

impl Load {
    fn draw(&self, rows: &mut Rows, mut strip: Strip, time: &Scale) {
        let floor = HIGH - 2.0;
        for pair in self.steps.windows(2) {
            let [(from, busy), (until, _)] = [pair[0], pair[1]];
            let high = busy.clamp(0.0, 1.0) * (floor - 3.0);
            if high > 0.0 && from < until {
                strip.0.rect(time.at(from), time.at(until), floor - high, high, "band");
            }
        }
        strip.0.line((0.0, floor), (100.0, floor), "axis");
        rows.row("Busy", strip, &share(self.mean), "of its people, from the first task to the last");
    }
}

impl Milestone {
    pub(super) fn draw(&self, rows: &mut Rows, mut strip: Strip, time: &Scale, setting: &Setting) {
        let middle = HIGH / 2.0;
        let [early, median, late] = self.hours;
        if early.is_finite() {
            strip.0.rect(time.at(early), time.at(late), middle - 3.0, 6.0, "band");
        }
        if median.is_finite() {
            strip.0.text((time.at(median), middle + 5.0), Anchor::Middle, "fact", "◆");
        }
        let [early, median, late] = self.hours.map(|hours| setting.day(hours));
        let more = if early == late { "9 in 10: that day".to_owned() } else { format!("9 in 10: {early} – {late}") };
        rows.row(&self.title, strip, &median, &more);
    }
}
