//! What stands in a cell, and its words.

use crate::amount::{Amount, Room, Setting, Unit, finite};
use crate::chart::Interval;
use crate::number::{duration, share};
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

/// Words with an address that a reader may follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The words.
    pub text: String,
    /// The address.
    pub url: Option<String>,
}

impl Link {
    /// The address, where a reader may follow it.
    pub(crate) fn followed(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
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

    /// The number it stands for, in plain units: what a table is sorted by and a sheet adds up.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Value(it) | Self::Since(it) | Self::Range(it, _) | Self::Within { middle: it, .. } => Some(it.value),
            Self::Tolerance { hours, .. } => Some(*hours),
            Self::Inside(inside) => Some(f64::from(u8::from(*inside))),
            Self::Blank | Self::Unknown | Self::Text(_) | Self::Part(_) | Self::Cited { .. } | Self::Picture(_) => None,
        }
    }

    /// What that number counts, as a word: `money`, `share`, `hours`.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Value(it) | Self::Since(it) | Self::Range(it, _) | Self::Within { middle: it, .. } => it.unit.word(),
            Self::Tolerance { .. } => "hours",
            _ => "",
        }
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

#[cfg(test)]
mod tests;
