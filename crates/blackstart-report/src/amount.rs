//! Numbers with their units, and what turns them into words.

use crate::number::{count, date, day_of_year, days, duration, grouped, money, rate, share};
use blackstart_model::model::Currency;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

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

impl Unit {
    /// In what its numbers are, in one word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Whole | Self::Count | Self::Plain => "number",
            Self::Share | Self::NearOne | Self::Fine | Self::Points => "share",
            Self::Money => "money",
            Self::MoneyPerHour => "money per hour",
            Self::Days => "days",
            Self::Duration => "hours",
            Self::Day => "hours from the start",
            Self::Rate => "times a year",
        }
    }
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
    /// Where histories end \[h\]: what is not there by then is told as later. Infinite: without an end.
    pub end_hours: f64,
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

impl Setting {
    /// Where no amount is money and no moment a date.
    pub(crate) fn bare() -> Self {
        let none = String::new;
        Self {
            start: DateTime::default(),
            currency: Currency { code: none(), sign: none() },
            one_year: false,
            end_hours: f64::INFINITY,
        }
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
            Unit::NearOne if value > 0.9 && value < 1.0 => format!("{:.2} %", value * 100.0),
            Unit::NearOne => share(value),
            Unit::Fine => format!("{:.4} %", value * 100.0),
            Unit::Points => {
                let tenths = (value * 1_000.0).round() / 10.0;
                if tenths == 0.0 { "0".to_owned() } else { format!("{tenths:.1}") }
            }
            Unit::Money => money(&self.currency, value),
            Unit::MoneyPerHour => format!("{}/h", money(&self.currency, value)),
            Unit::Days => days(value),
            Unit::Duration => duration(value),
            Unit::Day if value > self.end_hours => format!(">{}", self.unsigned(unit, self.last_hours(), room)),
            Unit::Day if room == Room::Line && self.one_year => day_of_year(self.start, value),
            Unit::Day => date(self.start, value),
            Unit::Rate => rate(value),
        }
    }

    /// Money in words.
    pub(crate) fn money(&self, value: f64) -> String {
        money(&self.currency, value)
    }

    /// The day of a moment, with its year where that differs from the start's: `4 Oct`; `>30 Nov` where that is the last day.
    pub(crate) fn day(&self, hours: f64) -> String {
        self.unsigned(Unit::Day, hours, Room::Page)
    }

    /// The last day.
    pub(crate) fn last_day(&self) -> String {
        self.day(self.last_hours())
    }

    /// A moment of the last day: an end at midnight belongs to the day before.
    fn last_hours(&self) -> f64 {
        self.end_hours - 1.0 / 3_600.0
    }
}

/// Numbers in JSON, which has no word for infinity.
pub(crate) mod finite {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Word(String),
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
    pub(crate) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        if value.is_finite() { to.serialize_f64(*value) } else { to.serialize_str(&value.to_string()) }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        match Written::deserialize(from)? {
            Written::Number(number) => Ok(number),
            Written::Word(word) => word.parse().map_err(D::Error::custom),
        }
    }
}
