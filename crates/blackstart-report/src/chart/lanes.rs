//! What stops when: a lane each, as high as the chance that the thing is down at that moment.

use super::axis::Scale;
use super::rows::{HIGH, Rows, dates};
use crate::amount::Setting;
use crate::number::share;
use crate::svg::Anchor;

/// Chances that the percentiles of a moment stand for.
const PERCENTILES: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Lanes over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Lanes {
    /// What they are.
    pub title: String,
    /// Where the picture ends \[h\].
    pub end_hours: f64,
    /// Lanes that belong together, from above.
    pub groups: Vec<LaneGroup>,
    /// Dates that were announced or observed.
    pub facts: Vec<FactDate>,
}

/// Lanes that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneGroup {
    /// What they have in common.
    pub title: String,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// Whether they are folded away, to be opened.
    pub folded: bool,
}

/// One lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// What it is.
    pub title: String,
    /// What it shows.
    pub course: LaneCourse,
}

/// What a lane shows.
#[derive(Clone, Debug, PartialEq)]
pub enum LaneCourse {
    /// A thing that stops and is back.
    Away {
        /// Share of the histories in which it stops.
        chance: f64,
        /// Percentiles of the moment it stops, where it does \[h\].
        stopped_hours: [f64; 7],
        /// Percentiles of the moment it is back for good, where it stops \[h\]; infinite: not within the horizon.
        back_hours: [f64; 7],
        /// Share of these in which it stops again.
        again: f64,
        /// Share of these in which it is not back by the end.
        not_back: f64,
    },
    /// Members of a group that are short, week by week: their median share, and that of the worst history in twenty.
    Weeks {
        /// Medians.
        middle: Vec<f64>,
        /// 95th percentiles.
        high: Vec<f64>,
    },
}

/// A date that was announced or observed.
#[derive(Clone, Debug, PartialEq)]
pub struct FactDate {
    /// The moment \[h\].
    pub hours: f64,
    /// What happened then.
    pub title: String,
}

impl Lanes {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let time = Scale { from: 0.0, to: self.end_hours, start: 0.0, end: 100.0 };
        let said: Vec<String> =
            self.lanes().map(|lane| format!("{}: {}.", lane.title, lane.words(setting).join(" "))).collect();
        let mut rows = Rows::new(id, &self.title, &said.join(" "), dates(setting, &time));
        if !self.facts.is_empty() {
            self.facts_row(&mut rows, &time, setting);
        }
        for group in &self.groups {
            if group.folded {
                rows.fold(&group.title);
            } else {
                rows.group(&group.title);
            }
            for (at, lane) in group.lanes.iter().enumerate() {
                if !group.folded {
                    rows.fold_at(at, group.lanes.len());
                }
                let strip = lane.strip(&rows, &time, self.end_hours);
                let [first, more] = lane.words(setting);
                rows.row(&lane.title, strip, &first, &more);
            }
            if group.folded {
                rows.unfold();
            } else {
                rows.unfold_after(group.lanes.len());
            }
        }
        rows.finish(&self.legend())
    }

    /// What the signs mean that there are.
    fn legend(&self) -> String {
        let is_away = |lane: &Lane| matches!(lane.course, LaneCourse::Away { .. });
        let mut said = Vec::new();
        if self.lanes().any(is_away) {
            said.push(
                "The higher the lane, the surer it is down at that moment; full height: in every history. Line: the median day from which it is back for good.",
            );
        }
        if self.lanes().any(|lane| matches!(lane.course, LaneCourse::Away { again, .. } if again > 0.0)) {
            said.push("⟲ stops again.");
        }
        if !self.lanes().all(is_away) {
            said.push(
                "Of groups: the share of their sites that make less than 80 % of normal, in the median history and, lighter, in the worst of twenty; dashed: weeks that are not followed.",
            );
        }
        if !self.facts.is_empty() {
            said.push("◆ a date that was announced or observed.");
        }
        said.join(" ")
    }

    fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.groups.iter().flat_map(|group| &group.lanes)
    }

    /// Numbered diamonds, in the order of time.
    fn facts_row(&self, rows: &mut Rows, time: &Scale, setting: &Setting) {
        let mut strip = rows.strip();
        let mut facts: Vec<&FactDate> = self.facts.iter().filter(|fact| fact.hours.is_finite()).collect();
        facts.sort_by(|a, b| a.hours.total_cmp(&b.hours));
        let mut said = Vec::new();
        for fact in facts {
            strip.0.text((time.at(fact.hours), HIGH / 2.0 + 5.0), Anchor::Middle, "fact", "◆");
            said.push(format!("{} {}", setting.day(fact.hours), fact.title));
        }
        rows.row("Announced and observed", strip, "", &said.join("; "));
    }
}

impl Lane {
    fn strip(&self, rows: &Rows, time: &Scale, end_hours: f64) -> super::rows::Strip {
        let mut strip = rows.strip();
        let (floor, top) = (HIGH - 2.0, 3.0);
        let level = |share: f64| floor - share.clamp(0.0, 1.0) * (floor - top);
        strip.0.line((0.0, floor), (100.0, floor), "axis");
        match &self.course {
            LaneCourse::Away { chance, stopped_hours, back_hours, again, not_back } if *chance > 0.0 => {
                let down = down(*chance, stopped_hours, back_hours, *not_back, end_hours);
                let area = down.iter().map(|&(at, share)| (time.at(at), level(share)));
                let closed = [(time.at(end_hours), floor), (time.at(0.0), floor)];
                strip.0.path(area.chain(closed), true, "stop");
                let middle = back_hours[3];
                if middle.is_finite() && middle <= end_hours {
                    strip.0.line((time.at(middle), 0.0), (time.at(middle), HIGH), "median");
                }
                if *again > 0.0 {
                    // Where it has returned at first, so that it can stop again.
                    let at = time.at(middle.min(end_hours)).min(97.0);
                    strip.0.text((at + 1.2, 13.0), Anchor::Start, "tick", "⟲");
                }
            }
            LaneCourse::Away { .. } => {}
            LaneCourse::Weeks { middle, high } => {
                let followed = 168.0 * middle.len() as f64;
                if followed < end_hours {
                    strip.0.line((time.at(followed), floor - 8.0), (100.0, floor - 8.0), "calm");
                }
                for (line, class) in [(high, "maybe"), (middle, "stop")] {
                    for (week, share) in line.iter().enumerate().filter(|(_, share)| **share > 0.0) {
                        let from = 168.0 * week as f64;
                        if from < end_hours {
                            let y = level(*share);
                            strip.0.rect(time.at(from), time.at(from + 168.0), y, floor - y, class);
                        }
                    }
                }
            }
        }
        strip
    }

    /// The day it is back, and how sure that is.
    fn words(&self, setting: &Setting) -> [String; 2] {
        match &self.course {
            LaneCourse::Away { chance, .. } if *chance <= 0.0 => ["does not stop".to_owned(), String::new()],
            LaneCourse::Away { chance, back_hours, again, .. } => {
                let [early, middle, late] = [0, 3, 6].map(|at| setting.day(back_hours[at]));
                let mut more = match early == late {
                    true => "9 in 10: that day".to_owned(),
                    false => format!("9 in 10: {early} – {late}"),
                };
                if *chance < 1.0 {
                    more.push_str(&format!("; stops in {}", share(*chance)));
                }
                if *again > 0.0 {
                    more.push_str(&format!("; again in {}", share(*again)));
                }
                [middle, more]
            }
            LaneCourse::Weeks { middle, high } => {
                let most = |line: &[f64]| line.iter().copied().fold(0.0, f64::max);
                [format!("{} short", share(most(middle))), format!("in the worst week; 1 in 20: {}", share(most(high)))]
            }
        }
    }
}

/// The chance that a thing is down, corner by corner: it has stopped, and is not back.
///
/// Between percentiles a moment is taken as even; before the first and after the last nothing is known but how often it comes at all.
fn down(chance: f64, stopped: &[f64; 7], back: &[f64; 7], not_back: f64, end_hours: f64) -> Vec<(f64, f64)> {
    let mut moments: Vec<f64> = stopped.iter().chain(back).copied().filter(|at| *at < end_hours).collect();
    moments.extend([0.0, end_hours]);
    moments.sort_by(f64::total_cmp);
    moments.dedup();
    let mut corners = Vec::with_capacity(2 * moments.len());
    for at in moments {
        for side in [Side::Before, Side::After] {
            let gone = come(stopped, 1.0, at, side, end_hours);
            let here = come(back, 1.0 - not_back, at, side, end_hours);
            corners.push((at, chance * (gone - here).max(0.0)));
        }
    }
    corners.dedup();
    corners
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Before,
    After,
}

/// How often a moment has come just before or just after another, from its percentiles.
fn come(percentiles: &[f64; 7], ever: f64, at: f64, side: Side, end_hours: f64) -> f64 {
    let is_past = |moment: f64| if side == Side::After { moment <= at } else { moment < at };
    let past = percentiles.iter().filter(|moment| is_past(**moment)).count();
    match past {
        0 => 0.0,
        7 => ever,
        past => {
            let (from, share) = (percentiles[past - 1], PERCENTILES[past - 1]);
            let (to, next) = if percentiles[past].is_finite() && percentiles[past] <= end_hours {
                (percentiles[past], PERCENTILES[past])
            } else {
                (end_hours, ever.max(share))
            };
            if to > from { share + (next - share) * ((at - from) / (to - from)).clamp(0.0, 1.0) } else { next }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_down_from_its_stop_until_it_is_back() {
        let day = |days: [f64; 7]| days.map(|it| it * 24.0);
        // Surely stopped at once, back between the tenth and the twentieth day.
        let corners = down(1.0, &[0.0; 7], &day([10.0, 11.0, 13.0, 15.0, 17.0, 19.0, 20.0]), 0.0, 720.0);
        let at = |hours: f64| corners.iter().rev().find(|(moment, _)| *moment <= hours).map(|it| it.1);
        assert_eq!(at(24.0), Some(1.0));
        assert_eq!(at(15.0 * 24.0), Some(0.5), "half are back at the median: {corners:?}");
        assert_eq!(at(29.0 * 24.0), Some(0.0));
        // In half of the histories it stops, and in one of ten of these it is not back by the end.
        let mut late = day([10.0, 11.0, 13.0, 15.0, 17.0, 19.0, 0.0]);
        late[6] = f64::INFINITY;
        let corners = down(0.5, &[0.0; 7], &late, 0.08, 720.0);
        let last = corners.last().unwrap();
        assert!((last.1 - 0.5 * 0.08).abs() < 1e-12, "{corners:?}");
        assert!(corners.iter().all(|(_, share)| (0.0..=0.5).contains(share)));
    }
}
