//! What really happened, as somebody wrote it down: rows of reported numbers to hold a run against.
//!
//! Sites, parties and periods are named as written: which of them a run has is known once it has been played.

use crate::loss::Form;
use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// Everything reported about a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backtest {
    /// One comparison each, in the order written.
    pub rows: Vec<Row>,
}

impl Backtest {
    /// Whether any row is about this scenario.
    pub fn concerns(&self, scenario: &str) -> bool {
        self.rows.iter().any(|row| row.scenario == scenario)
    }
}

/// One reported number and what it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Slug of the row.
    pub id: String,
    /// What is compared, for people.
    pub title: String,
    /// Unit as written: `share`, `hours`, `date`, the model's currency sign (`£`, `£/week`), or any word.
    pub unit: String,
    /// What was reported, [`Reported::Day`] exactly where the measure is [`Measure::Day`]; `None`: nothing yet, the row is a forecast.
    pub reported: Option<Reported>,
    /// Ids of the sources of what was reported, and of what the measure is relative to.
    pub sources: Vec<String>,
    /// Slug of the scenario it concerns.
    pub scenario: String,
    /// Why the comparison is not quite like with like.
    pub note: Option<String>,
    /// The number of each history it is compared with.
    pub measure: Measure,
}

/// What was reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reported {
    /// A number, in the row's unit.
    Number(Bounds<f64>),
    /// A calendar day.
    Day(Bounds<Date>),
}

/// The values that agree with what was reported, both ends included; both equal: one value. At least one end is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds<T> {
    /// Lowest value; `None`: no lower bound.
    pub low: Option<T>,
    /// Highest value, not below the lowest; `None`: no upper bound.
    pub high: Option<T>,
}

/// One number per history.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Goods of watched sites, summed over sites and periods \[units\].
    Volume {
        /// Which goods.
        goods: Goods,
        /// Of the history, of its twin without the event, or of both.
        of: Side,
        /// Ids of watched sites; a final `*` stands for every watched site whose id starts so.
        sites: Vec<String>,
        /// When.
        span: Span,
        /// What `Fall` is a share of instead of the twin, and what every other side is divided by; `None`: nothing.
        relative_to: Option<f64>,
    },
    /// Money of the ledger, summed over parties, forms and periods.
    Ledger {
        /// Ids of parties.
        parties: Vec<String>,
        /// Forms of loss; empty: all but transfers.
        forms: Vec<Form>,
        /// When.
        span: Span,
        /// As what the sum counts.
        scale: Scale,
    },
    /// Share of the parties' sites that made less than a share of normal in one week.
    Weeks {
        /// Week of the history, from 1.
        week: u8,
        /// Below what.
        below: Below,
        /// Ids of parties.
        parties: Vec<String>,
    },
    /// Output of the company's sites over some days, as a share of that without the event.
    Output {
        /// The days.
        days: Days,
    },
    /// How the event starts, in histories in which it does.
    Onset(Onset),
    /// Calendar day on which something happened to the first or last of some sites.
    Day {
        /// What happened.
        event: SiteEvent,
        /// To the first or to the last of them.
        pick: Pick,
        /// Ids of watched sites; a final `*` stands for every watched site whose id starts so.
        sites: Vec<String>,
    },
}

/// What kind of number a measure gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Units of goods.
    Goods,
    /// Money.
    Money,
    /// Money per week.
    MoneyPerWeek,
    /// A share of something, 1 for all of it.
    Share,
    /// Hours.
    Hours,
    /// A calendar day, as days from the midnight before the start.
    Day,
}

impl Measure {
    /// What kind of number it gives.
    pub fn dimension(&self) -> Dimension {
        match self {
            Self::Volume { of: Side::Fall, .. } | Self::Volume { relative_to: Some(_), .. } => Dimension::Share,
            Self::Volume { .. } => Dimension::Goods,
            Self::Ledger { scale: Scale::Sum, .. } => Dimension::Money,
            Self::Ledger { scale: Scale::PerWeek, .. } => Dimension::MoneyPerWeek,
            Self::Onset(Onset::AlertToShutdown) => Dimension::Hours,
            Self::Ledger { .. } | Self::Weeks { .. } | Self::Output { .. } | Self::Onset(_) => Dimension::Share,
            Self::Day { .. } => Dimension::Day,
        }
    }

    /// Watched sites that it names, each by its own id or by the beginning of several.
    pub fn sites(&self) -> &[String] {
        match self {
            Self::Volume { sites, .. } | Self::Day { sites, .. } => sites,
            _ => &[],
        }
    }
}

/// When something is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// In all periods.
    All,
    /// In calendar years, months, weeks or days, by their labels: `2025`, `2025-09`, `2025-W36`, `2025-09-01`.
    Named(Vec<String>),
    /// On these days.
    Days(Days),
}

/// Days that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first; `None`: from the start of the history.
    pub from: Option<Date>,
    /// The first that no longer counts, after `from`; `None`: to the end of the history.
    pub until: Option<Date>,
}

impl Days {
    /// The days of a calendar year, month, week or day: `2025`, `2025-09`, `2025-W36`, `2025-09-01`; `None` if it is none of these.
    pub fn named(label: &str) -> Option<Self> {
        let number = |text: &str| text.parse::<i16>().ok();
        let small = |text: &str| text.parse::<i8>().ok();
        let of =
            |from: Date, span: jiff::Span| Some(Self { from: Some(from), until: Some(from.checked_add(span).ok()?) });
        match label.split('-').collect::<Vec<_>>().as_slice() {
            [year] if year.len() == 4 => of(Date::new(number(year)?, 1, 1).ok()?, 1.year()),
            [year, week] if week.len() == 3 && week.starts_with('W') => {
                let monday = ISOWeekDate::new(number(year)?, small(&week[1..])?, Weekday::Monday).ok()?;
                of(monday.date(), 1.week())
            }
            [year, month] if month.len() == 2 => of(Date::new(number(year)?, small(month)?, 1).ok()?, 1.month()),
            [year, month, day] => of(Date::new(number(year)?, small(month)?, small(day)?).ok()?, 1.day()),
            _ => None,
        }
    }
}

/// Goods of sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goods {
    /// Made.
    Produced,
    /// Sent to other sites.
    Shipped,
    /// Handed to final customers.
    Sold,
    /// Wanted by final customers.
    Wanted,
    /// Sold late to customers who waited.
    Recaptured,
    /// Lost for good.
    Lost,
}

/// A history, its twin without the event, or the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The history itself.
    Event,
    /// Its twin.
    Twin,
    /// Twin less event.
    Loss,
    /// Twin less event, as a share of the twin; or of a stated amount, less event, as a share of that amount.
    Fall,
}

/// As what a sum of money counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Scale {
    /// As it is \[money\].
    Sum,
    /// Per week of the periods \[money/week\].
    PerWeek,
    /// As a share of the same sum over these parties.
    ShareOf(Vec<String>),
    /// As a share of a stated amount \[money\].
    RelativeTo(f64),
}

/// Below which share of normal a site counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// Half.
    Half,
    /// 80 %.
    Share80,
    /// 95 %.
    Share95,
}

/// How an event starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Onset {
    /// Hours from the first alert to the company's own shutdown, in histories with both.
    AlertToShutdown,
    /// Share of the systems that go down which the attacker took first.
    Attacker,
    /// Share of the systems that go down which the company switched off first.
    Shutdown,
}

/// What happens to a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteEvent {
    /// It makes less than half of normal.
    Stopped,
    /// It makes half of normal again.
    Restarted,
    /// It makes 90 % of normal again.
    Recovered,
    /// It makes 90 % of normal again, and never less to the horizon.
    Back,
}

/// Which of several sites counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The first.
    First,
    /// The last.
    Last,
}

#[cfg(test)]
mod tests;
