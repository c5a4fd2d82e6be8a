//! What was reported: whether each row says what it is compared with, of things that the model has.

use super::Index;
use super::refer::ScenarioIds;
use crate::source::fields::{MeasureField, MeasureKind, ReportedValue};
use crate::source::kinds::{BacktestRow, MeasurePart, ReportedPart};
use crate::source::place::{Complaints, did_you_mean, quote};
use crate::source::record::{Row, list_words};
use blackstart_model::backtest::{self, Backtest, Below, Bounds, Measure, Reported, Scale};
use blackstart_model::model::Model;
use std::collections::BTreeSet;

/// The code of what does not fit a measure.
const MEASURE: &str = "BS0731";
/// The code of what cannot have been reported.
const REPORTED: &str = "BS0732";

/// Checks rows of reported numbers; what they say. `scenarios` are the names of the model's scenario files, if known.
pub(crate) fn backtest(
    rows: &[Row<BacktestRow>],
    model: &Model,
    scenarios: Option<&[String]>,
    complaints: &mut Complaints,
) -> Backtest {
    let ids = ScenarioIds::of(model);
    let mut seen = BTreeSet::new();
    let mut out = Backtest::default();
    for row in rows {
        let it = &row.it;
        if !seen.insert(it.id.as_str()) && !it.id.is_empty() {
            let message = format!("the row {} is defined twice", quote(&it.id));
            complaints.error("BS0302", row.place.at("id"), message, "rename or delete one of the two");
        }
        let sources = row.told.as_ref().map(|told| told.sources.clone()).unwrap_or_default();
        for (item, id) in sources.iter().enumerate() {
            ids.sources.refer(id, || row.place.at(format!("source.{item}")), complaints);
        }
        if sources.is_empty() && !row.broken {
            let message = "this row does not say who reported it";
            complaints.error("BS0202", row.place.whole(), message, "add `source`: the id of a [[source]] of the model");
        }
        if let Some(known) = scenarios.filter(|known| !known.contains(&it.scenario))
            && !it.scenario.is_empty()
        {
            let message = format!("the model has no scenario {}", quote(&it.scenario));
            let advice = did_you_mean(&it.scenario, known.iter().map(String::as_str));
            complaints.warning("BS0733", row.place.at("scenario"), message, advice);
        }
        let checking = Checking { row, ids: &ids };
        let measure = checking.measure(complaints);
        let reported = checking.reported(complaints);
        let (Some(measure), Some(reported), false) = (measure, reported, row.broken) else { continue };
        let days = [matches!(measure, Measure::Day { .. }), it.unit == "date", matches!(reported, Reported::Day(_))];
        if days != [days[0]; 3] {
            let message = "unit, measure and what was reported are not all about a date";
            let advice = "a measure of kind `date` has the unit `date`, and a date was reported";
            complaints.error(REPORTED, row.place.at("unit"), message, advice);
        }
        out.rows.push(backtest::Row {
            id: it.id.clone(),
            title: it.title.clone(),
            unit: it.unit.clone(),
            reported,
            sources,
            scenario: it.scenario.clone(),
            note: it.note.clone(),
            measure,
        });
    }
    out
}

/// A row while it is checked.
struct Checking<'a> {
    row: &'a Row<BacktestRow>,
    ids: &'a ScenarioIds<'a>,
}

impl Checking<'_> {
    fn part<'p, T>(&self, key: &str, part: &'p Option<T>, complaints: &mut Complaints) -> Option<&'p T> {
        if part.is_none() && !self.row.broken {
            let message = format!("this row has no `{key}`");
            complaints.error("BS0202", self.row.place.whole(), message, format!("add {key} = {{ … }}"));
        }
        part.as_ref()
    }

    fn measure(&self, complaints: &mut Complaints) -> Option<Measure> {
        let it = self.part("measure", &self.row.it.measure, complaints)?;
        self.keys(it, complaints);
        for (key, list) in [("parties", &it.parties), ("share_of", &it.share_of)] {
            self.refer(key, list.as_deref(), &self.ids.parties, complaints);
        }
        self.sites(it, complaints);
        self.periods(it, complaints);
        let periods = it.periods.clone().unwrap_or_default();
        Some(match it.kind {
            MeasureKind::Volume => Measure::Volume {
                goods: self.field(it, MeasureField::goods, complaints)?,
                of: it.of?,
                sites: it.sites.clone()?,
                periods,
            },
            MeasureKind::Ledger => Measure::Ledger {
                parties: it.parties.clone()?,
                forms: it.forms.clone().unwrap_or_default(),
                periods,
                scale: self.scale(it, complaints),
            },
            MeasureKind::Weeks => Measure::Weeks {
                week: self.week(it, complaints)?,
                below: self.below(it, complaints)?,
                parties: it.parties.clone()?,
            },
            MeasureKind::Output => Measure::Output { on: it.on?.date() },
            MeasureKind::Onset => Measure::Onset(self.field(it, MeasureField::onset, complaints)?),
            MeasureKind::Date => Measure::Day {
                event: self.field(it, MeasureField::event, complaints)?,
                pick: it.pick?,
                sites: it.sites.clone()?,
            },
        })
    }

    /// Every key that the kind needs, and none that it does not have.
    fn keys(&self, it: &MeasurePart, complaints: &mut Complaints) {
        let (needed, allowed): (&[&str], &[&str]) = match it.kind {
            MeasureKind::Volume => (&["field", "of", "sites"], &["periods"]),
            MeasureKind::Ledger => (&["parties"], &["forms", "periods", "per", "share_of"]),
            MeasureKind::Weeks => (&["week", "below", "parties"], &[]),
            MeasureKind::Output => (&["on"], &[]),
            MeasureKind::Onset => (&["field"], &[]),
            MeasureKind::Date => (&["field", "pick", "sites"], &[]),
        };
        let word = it.kind.word();
        let given = [
            ("field", it.field.is_some()),
            ("of", it.of.is_some()),
            ("sites", it.sites.is_some()),
            ("periods", it.periods.is_some()),
            ("parties", it.parties.is_some()),
            ("forms", it.forms.is_some()),
            ("per", it.per.is_some()),
            ("share_of", it.share_of.is_some()),
            ("week", it.week.is_some()),
            ("below", it.below.is_some()),
            ("on", it.on.is_some()),
            ("pick", it.pick.is_some()),
        ];
        for (key, given) in given {
            let has = needed.contains(&key) || allowed.contains(&key);
            if given && !has {
                let message = format!("a measure of kind `{word}` has no `{key}`");
                let advice = format!("it has {}", list_words(needed.iter().chain(allowed).copied()));
                complaints.error(MEASURE, self.row.place.key(format!("measure.{key}")), message, advice);
            } else if !given && needed.contains(&key) && !self.row.broken {
                let message = format!("a measure of kind `{word}` needs `{key}`");
                complaints.error(MEASURE, self.row.place.at("measure"), message, format!("add `{key}`"));
            }
        }
    }

    fn refer(&self, key: &str, list: Option<&[String]>, index: &Index<'_>, complaints: &mut Complaints) {
        let Some(list) = list else { return };
        for (item, id) in list.iter().enumerate() {
            index.refer(id, || self.row.place.at(format!("measure.{key}.{item}")), complaints);
        }
        if list.is_empty() && !self.row.broken {
            let place = self.row.place.at(format!("measure.{key}"));
            complaints.error("BS0215", place, "this list is empty", "name at least one");
        }
    }

    /// A final `*` stands for every site whose id starts so.
    fn sites(&self, it: &MeasurePart, complaints: &mut Complaints) {
        let Some(sites) = &it.sites else { return };
        for (item, name) in sites.iter().enumerate() {
            let place = || self.row.place.at(format!("measure.sites.{item}"));
            match name.strip_suffix('*') {
                None => {
                    self.ids.sites.refer(name, place, complaints);
                }
                Some(start) if !self.ids.sites.ids().iter().any(|id| id.starts_with(start)) => {
                    let message = format!("no site has an id that starts with {}", quote(start));
                    complaints.error("BS0301", place(), message, "correct it, or name the sites");
                }
                Some(_) => {}
            }
        }
        if sites.is_empty() && !self.row.broken {
            complaints.error("BS0215", self.row.place.at("measure.sites"), "this list is empty", "name at least one");
        }
    }

    /// Labels of years, months, weeks and days: `2025`, `2025-09`, `2025-W36`, `2025-09-01`.
    fn periods(&self, it: &MeasurePart, complaints: &mut Complaints) {
        for (item, period) in it.periods.iter().flatten().enumerate() {
            let shape: String = period.chars().map(|it| if it.is_ascii_digit() { '0' } else { it }).collect();
            if !matches!(shape.as_str(), "0000" | "0000-00" | "0000-W00" | "0000-00-00") {
                let place = self.row.place.at(format!("measure.periods.{item}"));
                let advice = "write a year, month, week or day: `2025`, `2025-09`, `2025-W36`, `2025-09-01`";
                complaints.error(MEASURE, place, format!("{} is not a period", quote(period)), advice);
            }
        }
    }

    /// The field, if it is one of the kind.
    fn field<T>(
        &self,
        it: &MeasurePart,
        of_kind: impl Fn(MeasureField) -> Option<T>,
        complaints: &mut Complaints,
    ) -> Option<T> {
        let found = of_kind(it.field?);
        if found.is_none() {
            let words = MeasureField::WORDS.iter().filter(|(_, field)| of_kind(*field).is_some());
            let advice = format!("write one of {}", list_words(words.map(|(word, _)| *word)));
            let message = format!("this is no `field` of a measure of kind `{}`", it.kind.word());
            complaints.error(MEASURE, self.row.place.at("measure.field"), message, advice);
        }
        found
    }

    fn scale(&self, it: &MeasurePart, complaints: &mut Complaints) -> Scale {
        match (&it.per, &it.share_of) {
            (Some(_), Some(_)) => {
                let message = "`per` and `share_of` exclude each other";
                complaints.error(MEASURE, self.row.place.at("measure.per"), message, "keep one of the two");
                Scale::Sum
            }
            (Some(()), None) => Scale::PerWeek,
            (None, Some(parties)) => Scale::ShareOf(parties.clone()),
            (None, None) => Scale::Sum,
        }
    }

    fn week(&self, it: &MeasurePart, complaints: &mut Complaints) -> Option<u8> {
        let week = it.week?;
        let found = u8::try_from(week).ok().filter(|week| *week >= 1);
        if found.is_none() {
            let message = "weeks are counted from 1 to 255";
            complaints.error(MEASURE, self.row.place.at("measure.week"), message, "1 is the scenario's first week");
        }
        found
    }

    fn below(&self, it: &MeasurePart, complaints: &mut Complaints) -> Option<Below> {
        match it.below? {
            50 => Some(Below::Half),
            80 => Some(Below::Share80),
            95 => Some(Below::Share95),
            other => {
                let message = format!("`below` is 50, 80 or 95 per cent, not {other}");
                complaints.error(MEASURE, self.row.place.at("measure.below"), message, "write 50, 80 or 95");
                None
            }
        }
    }

    fn reported(&self, complaints: &mut Complaints) -> Option<Reported> {
        let ReportedPart { value, low, high, above, below } =
            *self.part("reported", &self.row.it.reported, complaints)?;
        let ends = match (value, low, high, above, below) {
            (Some(value), None, None, None, None) => Some((Some(value), Some(value))),
            (None, Some(low), Some(high), None, None) => Some((Some(low), Some(high))),
            (None, None, None, Some(above), None) => Some((Some(above), None)),
            (None, None, None, None, Some(below)) => Some((None, Some(below))),
            _ => None,
        };
        let place = || self.row.place.at("reported");
        let Some((low, high)) = ends else {
            if !self.row.broken {
                let advice = "write one of { value }, { low, high }, { above }, { below }";
                complaints.error(REPORTED, place(), "this is neither a value nor a range nor a bound", advice);
            }
            return None;
        };
        let numbers = [low, high].map(|end| end.and_then(ReportedValue::number));
        let days = [low, high].map(|end| end.and_then(ReportedValue::day));
        let given = usize::from(low.is_some()) + usize::from(high.is_some());
        let reported = if numbers.iter().flatten().count() == given {
            Reported::Number(Bounds { low: numbers[0], high: numbers[1] })
        } else if days.iter().flatten().count() == given {
            Reported::Day(Bounds { low: days[0], high: days[1] })
        } else {
            complaints.error(REPORTED, place(), "one end is a number and the other a date", "write both alike");
            return None;
        };
        let inverted = match reported {
            Reported::Number(Bounds { low: Some(low), high: Some(high) }) => low > high,
            Reported::Day(Bounds { low: Some(low), high: Some(high) }) => low > high,
            _ => false,
        };
        if inverted {
            complaints.error(REPORTED, place(), "`low` is above `high`", "exchange the two");
        }
        Some(reported)
    }
}
