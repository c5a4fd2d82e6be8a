//! What stands in a cell, with its unit; and what turns it into words.

use crate::chart::Interval;
use crate::number::{count, date, day_of_year, days, duration, grouped, money, rate, share};
use blackstart_model::model::Currency;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// One cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cell {
    /// Nothing belongs here.
    Blank,
    /// It is not known, or does not apply.
    Unknown,
    /// Words.
    Text(String),
    /// Words for a part of what stands above.
    Part(String),
    /// Words with what they rest on.
    Cited {
        /// The words.
        text: String,
        /// Whether a note below says more.
        starred: bool,
        /// What they rest on.
        sources: Vec<Link>,
    },
    /// A number.
    Value(Amount),
    /// How long a service may stay below a level.
    Tolerance {
        /// How long \[h\].
        #[serde(with = "finite")]
        hours: f64,
        /// Below which share, where it is less than all.
        level: Option<f64>,
    },
    /// From one number to another; infinite above: without end.
    Range(Amount, Amount),
    /// A number and the interval it lies in.
    Within {
        /// The number.
        middle: Amount,
        /// Lower end.
        low: Amount,
        /// Upper end.
        high: Amount,
    },
    /// Since when something goes on.
    Since(Amount),
    /// Whether a report lies inside what is modelled.
    Inside(bool),
    /// A small chart; a terminal leaves its column out.
    Picture(Box<Interval>),
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// What it counts.
    pub unit: Unit,
    /// How many; infinite: never, or without end.
    #[serde(with = "finite")]
    pub value: f64,
    /// Whether it is a change, which always shows its sign.
    pub change: bool,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Whole things.
    Whole,
    /// Things, small numbers of them with a decimal.
    Count,
    /// As it is written: a rank, a step, a return period.
    Plain,
    /// A share of one, as percentage.
    Share,
    /// A share that is told from all by its decimals.
    NearOne,
    /// A share with four decimals.
    Fine,
    /// A change of a share, in percentage points.
    Points,
    /// Money.
    Money,
    /// Money per hour.
    MoneyPerHour,
    /// Days.
    Days,
    /// A duration \[h\].
    Duration,
    /// The day of a moment, counted from the start \[h\].
    Day,
    /// Times a year.
    Rate,
}

/// Words with an address that a reader may follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words.
    pub text: String,
    /// The address.
    pub url: Option<String>,
}

/// How much room words have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A line of a terminal.
    Line,
    /// A page.
    Page,
}

/// What turns numbers into words.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Moment 0.
    pub start: DateTime,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Whether a day and month can only mean one day.
    pub one_year: bool,
}

impl Link {
    /// The address, where a reader may follow it.
    pub(crate) fn followed(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
    }
}

impl Amount {
    /// A number of a unit.
    pub(crate) fn of(unit: Unit, value: f64) -> Self {
        Self { unit, value, change: false }
    }

    /// A change of a number, with its sign.
    pub(crate) fn change(unit: Unit, value: f64) -> Self {
        Self { unit, value, change: true }
    }
}

impl Cell {
    pub(crate) fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }
    pub(crate) fn part(words: impl Into<String>) -> Self {
        Self::Part(words.into())
    }
    pub(crate) fn of(unit: Unit, value: f64) -> Self {
        Self::Value(Amount::of(unit, value))
    }
    pub(crate) fn money(value: f64) -> Self {
        Self::of(Unit::Money, value)
    }
    pub(crate) fn share(value: f64) -> Self {
        Self::of(Unit::Share, value)
    }
    pub(crate) fn day(hours: f64) -> Self {
        Self::of(Unit::Day, hours)
    }
    pub(crate) fn duration(hours: f64) -> Self {
        Self::of(Unit::Duration, hours)
    }
    pub(crate) fn count(value: f64) -> Self {
        Self::of(Unit::Count, value)
    }
    pub(crate) fn whole(value: usize) -> Self {
        Self::of(Unit::Whole, value as f64)
    }
    pub(crate) fn change(unit: Unit, value: f64) -> Self {
        Self::Value(Amount::change(unit, value))
    }
    pub(crate) fn range(unit: Unit, low: f64, high: f64) -> Self {
        Self::Range(Amount::of(unit, low), Amount::of(unit, high))
    }
    /// What a number becomes; unknown without one.
    pub(crate) fn known<N>(number: Option<N>, cell: impl FnOnce(N) -> Self) -> Self {
        number.map_or(Self::Unknown, cell)
    }
    /// What a number becomes; blank without one.
    pub(crate) fn given<N>(number: Option<N>, cell: impl FnOnce(N) -> Self) -> Self {
        number.map_or(Self::Blank, cell)
    }

    /// Its words; a picture has none.
    pub fn words(&self, setting: &Setting, room: Room) -> String {
        let amount = |amount: &Amount| setting.amount(*amount, room);
        match self {
            Self::Blank | Self::Picture(_) => String::new(),
            Self::Unknown => "–".to_owned(),
            Self::Text(text) | Self::Part(text) | Self::Cited { text, .. } => text.clone(),
            Self::Value(it) => amount(it),
            Self::Tolerance { hours, level: Some(level) } if *level < 1.0 => {
                let below = if room == Room::Line { "<" } else { "below" };
                format!("{} {below} {}", duration(*hours), share(*level))
            }
            Self::Tolerance { hours, .. } => duration(*hours),
            Self::Range(low, high) if high.value == f64::INFINITY => format!("{} to ∞", amount(low)),
            Self::Range(low, high) => format!("{} to {}", amount(low), amount(high)),
            Self::Within { middle, low, high } => {
                format!("{} ({} to {})", amount(middle), amount(low), amount(high))
            }
            Self::Since(it) => format!("since {}", amount(it)),
            // A terminal has no colour to set it apart.
            Self::Inside(true) => "inside".to_owned(),
            Self::Inside(false) if room == Room::Line => "OUTSIDE".to_owned(),
            Self::Inside(false) => "outside".to_owned(),
        }
    }
}

impl Setting {
    /// Where no amount is money and no moment a date.
    pub(crate) fn bare() -> Self {
        let none = String::new;
        Self { start: DateTime::default(), currency: Currency { code: none(), sign: none() }, one_year: false }
    }

    /// An amount in words.
    pub fn amount(&self, amount: Amount, room: Room) -> String {
        let Amount { unit, value, change } = amount;
        if !change {
            return self.unsigned(unit, value, room);
        }
        if !value.is_finite() {
            return "–".to_owned();
        }
        let size = self.unsigned(unit, value.abs(), room);
        let rounds_to_nothing = !size.chars().any(|digit| ('1'..='9').contains(&digit));
        match value {
            _ if rounds_to_nothing => size,
            v if v > 0.0 => format!("+{size}"),
            _ => format!("−{size}"),
        }
    }

    fn unsigned(&self, unit: Unit, value: f64, room: Room) -> String {
        match unit {
            Unit::Whole => grouped(value),
            Unit::Count => count(value),
            Unit::Plain => value.to_string(),
            Unit::Share => share(value),
            Unit::NearOne if value > 0.9 && value < 1.0 => format!("{:.2}%", value * 100.0),
            Unit::NearOne => share(value),
            Unit::Fine => format!("{:.4}%", value * 100.0),
            Unit::Points => {
                let tenths = (value * 1_000.0).round() / 10.0;
                if tenths == 0.0 { "0".to_owned() } else { format!("{tenths:.1}") }
            }
            Unit::Money => money(&self.currency, value),
            Unit::MoneyPerHour => format!("{}/h", money(&self.currency, value)),
            Unit::Days => days(value),
            Unit::Duration => duration(value),
            Unit::Day if room == Room::Line && self.one_year => day_of_year(self.start, value),
            Unit::Day => date(self.start, value),
            Unit::Rate => rate(value),
        }
    }

    /// Money in words.
    pub(crate) fn money(&self, value: f64) -> String {
        money(&self.currency, value)
    }

    /// The day of a moment, with its year where that differs from the start's.
    pub(crate) fn day(&self, hours: f64) -> String {
        date(self.start, hours)
    }
}

/// Numbers in JSON, which has no word for infinity.
mod finite {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Word(String),
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(super) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        if value.is_finite() { to.serialize_f64(*value) } else { to.serialize_str(&value.to_string()) }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        match Written::deserialize(from)? {
            Written::Number(number) => Ok(number),
            Written::Word(word) => word.parse().map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests;
