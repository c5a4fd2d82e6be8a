//! What was reported: whether each row says what it is compared with, of things that the model has.

use super::Index;
use super::refer::ScenarioIds;
use crate::source::fields::{MeasureField, MeasureKind, ReportedValue};
use crate::source::kinds::{BacktestRow, BasePart, MeasurePart, ReportedPart};
use crate::source::place::{Complaints, did_you_mean, quote};
use crate::source::record::{Row, list_words};
use blackstart_model::backtest::{self, Backtest, Below, Bounds, Days, Dimension, Measure, Reported, Scale, Span};
use blackstart_model::model::Model;
use blackstart_model::scenario::Scenario;
use blackstart_model::time::moment_after;
use jiff::civil::{Date, DateTime, Time};
use std::collections::BTreeSet;

/// The code of what does not fit a measure.
const MEASURE: &str = "BS0731";
/// The code of what cannot have been reported.
const REPORTED: &str = "BS0732";
/// The code of days that no history has.
const OUTSIDE: &str = "BS0734";
/// The code of a unit that is another measure's.
const UNIT: &str = "BS0735";

/// What reported numbers are about.
pub(crate) struct About<'a> {
    pub model: &'a Model,
    /// Names of the model's scenario files, if known.
    pub names: Option<&'a [String]>,
    /// Scenarios that are known in full.
    pub scenarios: &'a [&'a Scenario],
}

/// Checks rows of reported numbers; what they say.
pub(crate) fn backtest(rows: &[Row<BacktestRow>], about: &About<'_>, complaints: &mut Complaints) -> Backtest {
    let ids = ScenarioIds::of(about.model);
    let mut seen = BTreeSet::new();
    let mut out = Backtest::default();
    for row in rows {
        let it = &row.it;
        if !seen.insert(it.id.as_str()) && !it.id.is_empty() {
            let message = format!("the row {} is defined twice", quote(&it.id));
            complaints.error("BS0302", row.place.at("id"), message, "rename or delete one of the two");
        }
        let mut sources = row.told.as_ref().map(|told| told.sources.clone()).unwrap_or_default();
        for (item, id) in sources.iter().enumerate() {
            ids.sources.refer(id, || row.place.at(format!("source.{item}")), complaints);
        }
        if sources.is_empty() && it.reported.is_some() && !row.broken {
            let message = "this row does not say who reported it";
            complaints.error("BS0202", row.place.whole(), message, "add `source`: the id of a [[source]] of the model");
        }
        if let Some(known) = about.names.filter(|known| !known.contains(&it.scenario))
            && !it.scenario.is_empty()
        {
            let message = format!("the model has no scenario {}", quote(&it.scenario));
            let advice = did_you_mean(&it.scenario, known.iter().map(String::as_str));
            complaints.warning("BS0733", row.place.at("scenario"), message, advice);
        }
        let checking = Checking { row, ids: &ids, model: about.model };
        let measure = checking.measure(complaints);
        let reported = match &it.reported {
            Some(part) => checking.reported(part, complaints).map(Some),
            None => Some(None),
        };
        let (Some(measure), Some(reported), false) = (measure, reported, row.broken) else { continue };
        checking.unit(&measure, reported, complaints);
        if let Some(scenario) = about.scenarios.iter().find(|scenario| scenario.name == it.scenario) {
            checking.history(&History::of(scenario), &measure, reported, complaints);
        }
        let base = it.measure.iter().filter_map(|it| it.relative_to.as_ref()).flat_map(|base| &base.source);
        for id in base {
            if !sources.contains(id) {
                sources.push(id.clone());
            }
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

/// The days of a scenario's histories.
struct History {
    first: Date,
    /// The first day after.
    end: Date,
    hours: f64,
}

impl History {
    fn of(scenario: &Scenario) -> Self {
        let end = moment_after(scenario.start, scenario.horizon_hours).unwrap_or(DateTime::MAX);
        let whole = end.time() == Time::midnight();
        let end = if whole { end.date() } else { end.date().tomorrow().unwrap_or(Date::MAX) };
        Self { first: scenario.start.date(), end, hours: scenario.horizon_hours }
    }

    fn words(&self) -> String {
        let last = self.end.yesterday().unwrap_or(self.end);
        format!("the scenario's histories go from {} to {last}", self.first)
    }
}

/// A row while it is checked.
struct Checking<'a> {
    row: &'a Row<BacktestRow>,
    ids: &'a ScenarioIds<'a>,
    model: &'a Model,
}

impl Checking<'_> {
    fn measure(&self, complaints: &mut Complaints) -> Option<Measure> {
        let Some(it) = &self.row.it.measure else {
            if !self.row.broken {
                let message = "this row has no `measure`";
                complaints.error("BS0202", self.row.place.whole(), message, "add measure = { … }");
            }
            return None;
        };
        self.keys(it, complaints);
        for (key, list) in [("parties", &it.parties), ("share_of", &it.share_of)] {
            self.refer(key, list.as_deref(), &self.ids.parties, complaints);
        }
        let sites = self.sites(it, complaints);
        let span = self.span(it, complaints);
        let relative_to = it.relative_to.as_ref().and_then(|base| self.base(base, complaints));
        Some(match it.kind {
            MeasureKind::Volume => Measure::Volume {
                goods: self.field(it, MeasureField::goods, complaints)?,
                of: it.of?,
                sites: sites?,
                span: span?,
                relative_to,
            },
            MeasureKind::Ledger => Measure::Ledger {
                parties: it.parties.clone()?,
                forms: it.forms.clone().unwrap_or_default(),
                span: span?,
                scale: self.scale(it, relative_to, complaints),
            },
            MeasureKind::Weeks => Measure::Weeks {
                week: self.week(it, complaints)?,
                below: self.below(it, complaints)?,
                parties: it.parties.clone()?,
            },
            MeasureKind::Output => match span? {
                Span::Days(days) => Measure::Output { days },
                _ => return None,
            },
            MeasureKind::Onset => Measure::Onset(self.field(it, MeasureField::onset, complaints)?),
            MeasureKind::Date => {
                Measure::Day { event: self.field(it, MeasureField::event, complaints)?, pick: it.pick?, sites: sites? }
            }
        })
    }

    /// Every key that the kind needs, and none that it does not have.
    fn keys(&self, it: &MeasurePart, complaints: &mut Complaints) {
        let (needed, allowed): (&[&str], &[&str]) = match it.kind {
            MeasureKind::Volume => (&["field", "of", "sites"], &["periods", "from", "until", "relative_to"]),
            MeasureKind::Ledger => {
                (&["parties"], &["forms", "periods", "from", "until", "per", "share_of", "relative_to"])
            }
            MeasureKind::Weeks => (&["week", "below", "parties"], &[]),
            MeasureKind::Output if it.from.is_some() || it.until.is_some() => (&[], &["on", "from", "until"]),
            MeasureKind::Output => (&["on"], &["from", "until"]),
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
            ("from", it.from.is_some()),
            ("until", it.until.is_some()),
            ("relative_to", it.relative_to.is_some()),
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

    /// Ids of the sites meant: a final `*` stands for every watched site whose id starts so.
    fn sites(&self, it: &MeasurePart, complaints: &mut Complaints) -> Option<Vec<String>> {
        let names = it.sites.as_ref()?;
        let sites = self.model.sites.rows();
        let mut meant: Vec<String> = Vec::new();
        for (item, name) in names.iter().enumerate() {
            let place = || self.row.place.at(format!("measure.sites.{item}"));
            let Some(start) = name.strip_suffix('*') else {
                self.ids.sites.refer(name, place, complaints);
                meant.push(name.clone());
                continue;
            };
            let before = meant.len();
            let begin = |id: &str| id.starts_with(start);
            meant.extend(sites.iter().filter(|it| it.watch && begin(&it.name.id)).map(|it| it.name.id.clone()));
            if meant.len() == before {
                let message = format!("no watched site has an id that starts with {}", quote(start));
                complaints.error("BS0301", place(), message, "correct it, or name the sites");
            }
        }
        if names.is_empty() && !self.row.broken {
            complaints.error("BS0215", self.row.place.at("measure.sites"), "this list is empty", "name at least one");
        }
        if it.kind == MeasureKind::Volume {
            self.alike(&meant, complaints);
        }
        Some(meant)
    }

    /// Goods of sites can be added up if they are counted in the same unit.
    fn alike(&self, sites: &[String], complaints: &mut Complaints) {
        let rows = self.model.sites.rows();
        let sites = sites.iter().filter_map(|id| self.ids.sites.get(id)).map(|at| &rows[at]);
        let units: BTreeSet<&str> = sites.map(|site| self.model.products[site.product].unit.as_str()).collect();
        if units.len() > 1 {
            let message = format!("these sites are counted in {}", list_words(units.iter().copied()));
            let place = self.row.place.at("measure.sites");
            complaints.warning(UNIT, place, message, "write a row for each unit, unless the sum means something");
        }
    }

    /// When it is counted.
    fn span(&self, it: &MeasurePart, complaints: &mut Complaints) -> Option<Span> {
        self.labels(it, complaints);
        let place = |key: &str| self.row.place.at(format!("measure.{key}"));
        let [from, until] = [("from", it.from), ("until", it.until)].map(|(key, moment)| {
            if moment.is_some_and(|moment| moment.time() != Time::midnight()) {
                let advice = "write it without a time of day";
                complaints.error(MEASURE, place(key), format!("`{key}` is a day"), advice);
            }
            moment.map(DateTime::date)
        });
        if let (Some(from), Some(until)) = (from, until)
            && from >= until
        {
            let advice = "`until` is the first day that no longer counts";
            complaints.error(MEASURE, place("until"), "`until` is not after `from`", advice);
        }
        let days = (from.is_some() || until.is_some()).then_some(Span::Days(Days { from, until }));
        let named = it.periods.clone().map(Span::Named);
        let day = |on: DateTime| Span::Days(Days { from: Some(on.date()), until: on.date().tomorrow().ok() });
        let on = it.on.map(day);
        for (key, other) in [("periods", &named), ("on", &on)] {
            if days.is_some() && other.is_some() {
                let message = format!("`{key}` and `from` or `until` exclude each other");
                complaints.error(MEASURE, place(key), message, "keep one of the two");
            }
        }
        Some(days.or(named).or(on).unwrap_or(Span::All))
    }

    /// Labels of years, months, weeks and days.
    fn labels(&self, it: &MeasurePart, complaints: &mut Complaints) {
        for (item, period) in it.periods.iter().flatten().enumerate() {
            if Days::named(period).is_none() {
                let place = self.row.place.at(format!("measure.periods.{item}"));
                let advice = "write a year, month, week or day: `2025`, `2025-09`, `2025-W36`, `2025-09-01`";
                complaints.error(MEASURE, place, format!("{} is not a period", quote(period)), advice);
            }
        }
    }

    /// The amount by which the number is divided.
    fn base(&self, it: &BasePart, complaints: &mut Complaints) -> Option<f64> {
        self.refer("relative_to.source", Some(&it.source), &self.ids.sources, complaints);
        let is_sound = it.amount > 0.0 || self.row.broken;
        if !is_sound {
            let place = self.row.place.at("measure.relative_to.amount");
            complaints.error(MEASURE, place, "nothing can be a share of this amount", "write an amount above 0");
        }
        is_sound.then_some(it.amount)
    }

    /// Whether the unit is that of the measure and of what was reported.
    fn unit(&self, measure: &Measure, reported: Option<Reported>, complaints: &mut Complaints) {
        let unit = self.row.it.unit.as_str();
        let dimension = measure.dimension();
        let is_date = dimension == Dimension::Day;
        let other = reported.is_some_and(|reported| matches!(reported, Reported::Day(_)) != is_date);
        let place = || self.row.place.at("unit");
        if other || (unit == "date") != is_date {
            let message = "unit, measure and what was reported are not all about a date";
            let advice = "a measure of kind `date` has the unit `date`, and a date was reported";
            return complaints.error(REPORTED, place(), message, advice);
        }
        let currency = &self.model.currency;
        let (sign, code) = (currency.sign.as_str(), currency.code.as_str());
        let weekly = [format!("{sign}/week"), format!("{code}/week")];
        let fits = match dimension {
            Dimension::Goods => !["share", "hours"].contains(&unit) && !weekly.iter().any(|it| it == unit),
            Dimension::Money => [sign, code].contains(&unit),
            Dimension::MoneyPerWeek => weekly.iter().any(|it| it == unit),
            Dimension::Share => unit == "share",
            Dimension::Hours => unit == "hours",
            Dimension::Day => true,
        };
        if !fits {
            let (what, wanted) = match dimension {
                Dimension::Goods => ("a number of goods", "their word, such as `cars`".to_owned()),
                Dimension::Money => ("money", quote(sign)),
                Dimension::MoneyPerWeek => ("money per week", quote(&weekly[0])),
                Dimension::Share => ("a share", quote("share")),
                Dimension::Hours => ("a number of hours", quote("hours")),
                Dimension::Day => ("a date", quote("date")),
            };
            let message = format!("{} is not the unit of this measure, which gives {what}", quote(unit));
            complaints.error(UNIT, place(), message, format!("write {wanted}"));
        }
    }

    /// Whether the histories of the scenario have the days that the row is about.
    fn history(&self, history: &History, measure: &Measure, reported: Option<Reported>, complaints: &mut Complaints) {
        let has = |days: Days| {
            days.from.is_none_or(|from| from < history.end) && days.until.is_none_or(|until| until > history.first)
        };
        let place = |key: &str| self.row.place.at(format!("measure.{key}"));
        let mut outside = |key: String, what: String| {
            complaints.error(OUTSIDE, place(&key), format!("no history has {what}"), history.words());
        };
        match measure {
            Measure::Volume { span: Span::Named(names), .. } | Measure::Ledger { span: Span::Named(names), .. } => {
                for (item, name) in names.iter().enumerate() {
                    if Days::named(name).is_some_and(|days| !has(days)) {
                        outside(format!("periods.{item}"), name.clone());
                    }
                }
            }
            Measure::Volume { span: Span::Days(days), .. }
            | Measure::Ledger { span: Span::Days(days), .. }
            | Measure::Output { days } => {
                let keys = if self.row.it.measure.as_ref().is_some_and(|it| it.on.is_some()) {
                    ["on", "on"]
                } else {
                    ["from", "until"]
                };
                if let Some(from) = days.from.filter(|from| *from < history.first || *from >= history.end) {
                    outside(keys[0].to_owned(), from.to_string());
                } else if let Some(until) = days.until.filter(|it| *it <= history.first || *it > history.end) {
                    outside(keys[1].to_owned(), format!("all days until {until}"));
                }
            }
            Measure::Weeks { week, .. } if f64::from(*week - 1) * 168.0 >= history.hours => {
                outside("week".to_owned(), format!("a week {week}"));
            }
            _ => {}
        }
        if let Some(Reported::Day(Bounds { low, high })) = reported {
            let missing = |day: &Date| *day < history.first || *day >= history.end;
            if let Some(day) = [low, high].into_iter().flatten().find(missing) {
                let message = format!("no history has {day}: the model can only say *never*");
                complaints.warning(OUTSIDE, self.row.place.at("reported"), message, history.words());
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

    fn scale(&self, it: &MeasurePart, relative_to: Option<f64>, complaints: &mut Complaints) -> Scale {
        let given =
            [("per", it.per.is_some()), ("share_of", it.share_of.is_some()), ("relative_to", it.relative_to.is_some())];
        let given: Vec<&str> = given.into_iter().filter(|(_, given)| *given).map(|(key, _)| key).collect();
        if let [first, second, ..] = given[..] {
            let message = format!("`{first}` and `{second}` exclude each other");
            let place = self.row.place.at(format!("measure.{first}"));
            complaints.error(MEASURE, place, message, "keep one of the two");
        }
        match (it.per, &it.share_of, relative_to) {
            (Some(()), _, _) => Scale::PerWeek,
            (None, Some(parties), _) => Scale::ShareOf(parties.clone()),
            (None, None, Some(amount)) => Scale::RelativeTo(amount),
            (None, None, None) => Scale::Sum,
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

    fn reported(&self, part: &ReportedPart, complaints: &mut Complaints) -> Option<Reported> {
        let &ReportedPart { value, low, high, above, below } = part;
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
