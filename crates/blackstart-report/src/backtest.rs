//! Reading of `backtest.toml`, until `blackstart-read` does it.

use blackstart_model::backtest::{
    Backtest, Below, Bounds, Goods, Measure, Onset, Pick, Reported, Row, Scale, Side, SiteEvent,
};
use blackstart_model::loss::Form;
use jiff::civil::Date;
use serde::Deserialize;

/// Reads a `backtest.toml`.
///
/// # Errors
/// What is wrong with it, with its place.
pub fn parse_backtest(text: &str) -> Result<Backtest, String> {
    let it: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if it.format != 1 {
        return Err(format!("format {} is not known; this version reads format 1", it.format));
    }
    let row = |row: RawRow| {
        let id = row.id.clone();
        row.read().map_err(|error| format!("row `{id}`: {error}"))
    };
    Ok(Backtest { rows: it.rows.into_iter().map(row).collect::<Result<_, String>>()? })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    #[serde(default, rename = "row")]
    rows: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    id: String,
    title: String,
    unit: String,
    reported: RawReported,
    source: OneOrMore,
    scenario: String,
    #[serde(default)]
    note: Option<String>,
    measure: RawMeasure,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReported {
    value: Option<Quantity>,
    low: Option<Quantity>,
    high: Option<Quantity>,
    above: Option<Quantity>,
    below: Option<Quantity>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Quantity {
    Number(f64),
    Date(toml::value::Datetime),
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum RawMeasure {
    Volume {
        field: RawGoods,
        of: RawSide,
        sites: Vec<String>,
        #[serde(default)]
        periods: Vec<String>,
    },
    Ledger {
        parties: Vec<String>,
        #[serde(default)]
        forms: Vec<String>,
        #[serde(default)]
        periods: Vec<String>,
        #[serde(default)]
        per: Option<RawPer>,
        #[serde(default)]
        share_of: Vec<String>,
    },
    Weeks {
        week: u8,
        below: u8,
        parties: Vec<String>,
    },
    Output {
        on: String,
    },
    Onset {
        field: RawOnset,
    },
    Date {
        field: RawEvent,
        pick: RawPick,
        sites: Vec<String>,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawGoods {
    Produced,
    Shipped,
    Sold,
    Wanted,
    Recaptured,
    Lost,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawSide {
    Event,
    Twin,
    Loss,
    Fall,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawPer {
    Week,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawOnset {
    AlertToShutdown,
    Attacker,
    Shutdown,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawEvent {
    Stopped,
    Restarted,
    Recovered,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RawPick {
    First,
    Last,
}

impl RawRow {
    fn read(self) -> Result<Row, String> {
        let measure = self.measure.read()?;
        let reported = self.reported.bounds()?;
        let dates = matches!(measure, Measure::Day { .. });
        if dates != (self.unit == "date") || dates != matches!(reported, Reported::Day(_)) {
            return Err(format!("unit `{}` does not fit the measure", self.unit));
        }
        let sources = match self.source {
            OneOrMore::One(one) => vec![one],
            OneOrMore::More(more) => more,
        };
        Ok(Row {
            id: self.id,
            title: self.title,
            unit: self.unit,
            reported,
            sources,
            scenario: self.scenario,
            note: self.note,
            measure,
        })
    }
}

impl RawMeasure {
    fn read(self) -> Result<Measure, String> {
        Ok(match self {
            Self::Volume { field, of, sites, periods } => Measure::Volume {
                goods: match field {
                    RawGoods::Produced => Goods::Produced,
                    RawGoods::Shipped => Goods::Shipped,
                    RawGoods::Sold => Goods::Sold,
                    RawGoods::Wanted => Goods::Wanted,
                    RawGoods::Recaptured => Goods::Recaptured,
                    RawGoods::Lost => Goods::Lost,
                },
                of: match of {
                    RawSide::Event => Side::Event,
                    RawSide::Twin => Side::Twin,
                    RawSide::Loss => Side::Loss,
                    RawSide::Fall => Side::Fall,
                },
                sites,
                periods,
            },
            Self::Ledger { parties, forms, periods, per, share_of } => Measure::Ledger {
                parties,
                forms: forms.iter().map(|word| form(word)).collect::<Result<_, String>>()?,
                periods,
                scale: match (per, share_of.is_empty()) {
                    (None, true) => Scale::Sum,
                    (Some(RawPer::Week), true) => Scale::PerWeek,
                    (None, false) => Scale::ShareOf(share_of),
                    (Some(_), false) => return Err("`per` and `share_of` exclude each other".to_owned()),
                },
            },
            Self::Weeks { week, below, parties } => Measure::Weeks {
                week,
                below: match below {
                    50 => Below::Half,
                    80 => Below::Share80,
                    95 => Below::Share95,
                    _ => return Err(format!("`below` is 50, 80 or 95, not {below}")),
                },
                parties,
            },
            Self::Output { on } => {
                Measure::Output { on: on.parse().map_err(|_| format!("`on` is a day such as 2025-10-08, not {on}"))? }
            }
            Self::Onset { field } => Measure::Onset(match field {
                RawOnset::AlertToShutdown => Onset::AlertToShutdown,
                RawOnset::Attacker => Onset::Attacker,
                RawOnset::Shutdown => Onset::Shutdown,
            }),
            Self::Date { field, pick, sites } => Measure::Day {
                event: match field {
                    RawEvent::Stopped => SiteEvent::Stopped,
                    RawEvent::Restarted => SiteEvent::Restarted,
                    RawEvent::Recovered => SiteEvent::Recovered,
                },
                pick: match pick {
                    RawPick::First => Pick::First,
                    RawPick::Last => Pick::Last,
                },
                sites,
            },
        })
    }
}

fn form(word: &str) -> Result<Form, String> {
    let known = || Form::ALL.map(Form::word).join(", ");
    let found = Form::ALL.into_iter().find(|form| form.word() == word);
    found.ok_or_else(|| format!("there is no form of loss `{word}` (there are: {})", known()))
}

impl RawReported {
    fn bounds(&self) -> Result<Reported, String> {
        let (low, high) = match self {
            Self { value: Some(value), low: None, high: None, above: None, below: None } => (Some(value), Some(value)),
            Self { value: None, low: Some(low), high: Some(high), above: None, below: None } => (Some(low), Some(high)),
            Self { value: None, low: None, high: None, above: Some(above), below: None } => (Some(above), None),
            Self { value: None, low: None, high: None, above: None, below: Some(below) } => (None, Some(below)),
            _ => return Err("`reported` is one of { value }, { low, high }, { above }, { below }".to_owned()),
        };
        if matches!(low.or(high), Some(Quantity::Date(_))) {
            let day = |it: Option<&Quantity>| it.map(Quantity::day).transpose();
            return bounds(day(low)?, day(high)?).map(Reported::Day);
        }
        let number = |it: Option<&Quantity>| it.map(Quantity::number).transpose();
        bounds(number(low)?, number(high)?).map(Reported::Number)
    }
}

fn bounds<T: PartialOrd>(low: Option<T>, high: Option<T>) -> Result<Bounds<T>, String> {
    match (&low, &high) {
        (Some(a), Some(b)) if a > b => Err("`low` is above `high`".to_owned()),
        _ => Ok(Bounds { low, high }),
    }
}

impl Quantity {
    fn number(&self) -> Result<f64, String> {
        match self {
            Self::Number(number) if number.is_finite() => Ok(*number),
            Self::Number(_) => Err("a reported number is not finite".to_owned()),
            Self::Date(_) => Err("a number is wanted, not a date".to_owned()),
        }
    }

    fn day(&self) -> Result<Date, String> {
        match self {
            Self::Date(written) => {
                let date = written.date.and_then(|date| date.to_string().parse().ok());
                date.ok_or_else(|| "a reported moment is not a date".to_owned())
            }
            Self::Number(_) => Err("a date is wanted, not a number".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
