//! Who runs out of cash when, beside when the company works again: a row for each party, as high as the share of its sites that are insolvent.

use super::axis::Scale;
use super::plan::Milestone;
use super::rows::{HIGH, Rows, Strip, dates};
use crate::amount::Setting;
use crate::number::share;

/// Hours of a week.
const WEEK: f64 = 168.0;

/// Insolvencies over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Failing {
    /// What it is.
    pub title: String,
    /// The same in a sentence.
    pub description: String,
    /// When the company works again, where it stops.
    pub again: Option<Milestone>,
    /// The parties, from above.
    pub parties: Vec<FailingParty>,
}

/// One party.
#[derive(Clone, Debug, PartialEq)]
pub struct FailingParty {
    /// Who.
    pub title: String,
    /// Share of its sites that are insolvent, by week from the start: mean, and in the worst of twenty histories.
    pub weeks: Vec<[f64; 2]>,
    /// The most important words, and the rest of them.
    pub words: [String; 2],
}

impl Failing {
    pub(super) fn html(&self, id: &str, setting: &Setting) -> String {
        let weeks = self.parties.iter().map(|it| it.weeks.len()).max().unwrap_or(0);
        let time = Scale { from: 0.0, to: WEEK * weeks.max(1) as f64, start: 0.0, end: 100.0 };
        let most = self.parties.iter().flat_map(|it| &it.weeks).map(|it| it[1].max(it[0])).fold(0.0, f64::max);
        let mut rows = Rows::new(id, &self.title, &self.description, dates(setting, &time));
        if let Some(again) = &self.again {
            let empty = rows.strip();
            again.draw(&mut rows, empty, &time, setting);
        }
        for party in &self.parties {
            let mut strip = rows.strip();
            party.draw(&mut strip, &time, most);
            if let Some(hours) = self.again.as_ref().map(|it| it.hours[1]).filter(|hours| *hours <= time.to) {
                strip.0.line((time.at(hours), 0.0), (time.at(hours), HIGH), "limit");
            }
            rows.row(&party.title, strip, &party.words[0], &party.words[1]);
        }
        let mut key = match most > 0.0 {
            true => format!(
                "Height: share of its sites that are insolvent, on average and, lighter, in the worst of twenty histories; full height: {}. {weeks} weeks are followed.",
                share(most)
            ),
            false => format!("Nobody is insolvent in the {weeks} weeks that are followed."),
        };
        if self.again.is_some() {
            key.push_str(" Line through all: the company works again, median.");
        }
        rows.finish(&key)
    }
}

impl FailingParty {
    fn draw(&self, strip: &mut Strip, time: &Scale, most: f64) {
        let floor = HIGH - 2.0;
        strip.0.line((0.0, floor), (100.0, floor), "axis");
        if most <= 0.0 {
            return;
        }
        for (of, class) in [(1, "maybe"), (0, "stop")] {
            for (week, share) in self.weeks.iter().enumerate().filter(|(_, share)| share[of] > 0.0) {
                let high = share[of] / most * (floor - 3.0);
                let from = WEEK * week as f64;
                strip.0.rect(time.at(from), time.at(from + WEEK), floor - high, high, class);
            }
        }
    }
}
