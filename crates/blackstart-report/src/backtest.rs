//! What the model says next to what really happened: `backtest.toml`, one number per history for each of its rows.
//!
//! The file is read whole before anything is played, so that a mistake in it is found first. Rows and measures are documented in
//! `docs/reference/backtest.md`.

mod measure;

use crate::number;
use blackstart_ensemble::Results;
use blackstart_ensemble::stats::Sample;
use blackstart_model::model::Currency;
use jiff::civil::DateTime;
use measure::Measure;
use serde::{Deserialize, Serialize};

/// The rows of a `backtest.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backtest {
    format: u32,
    #[serde(default, rename = "row")]
    rows: Vec<Row>,
}

/// One comparison as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    title: String,
    unit: String,
    reported: Reported,
    source: OneOrMore,
    scenario: String,
    #[serde(default)]
    note: Option<String>,
    measure: Measure,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

/// What was reported, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reported {
    value: Option<Quantity>,
    low: Option<Quantity>,
    high: Option<Quantity>,
    above: Option<Quantity>,
    below: Option<Quantity>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Quantity {
    Number(f64),
    Date(toml::value::Datetime),
}

/// One comparison as it came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Slug of the row.
    pub id: String,
    /// What is compared.
    pub title: String,
    /// Unit as written; days from the start's midnight for `date`.
    pub unit: String,
    /// 5th percentile, median and 95th percentile over the histories; `None`: infinite, *never*.
    pub modelled: [Option<f64>; 3],
    /// Lowest value that agrees with what was reported; `None`: no bound.
    pub reported_low: Option<f64>,
    /// Highest value that agrees with it; `None`: no bound.
    pub reported_high: Option<f64>,
    /// The three modelled values and the reported one in words.
    pub words: [String; 4],
    /// Whether model and report agree.
    pub hit: bool,
    /// Ids of the sources of what was reported.
    pub sources: Vec<String>,
    /// Why the comparison is not quite like with like.
    pub note: Option<String>,
}

impl Backtest {
    /// Reads a `backtest.toml`.
    ///
    /// # Errors
    /// What is wrong with it, with its place.
    pub fn parse(text: &str) -> Result<Self, String> {
        let it: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if it.format != 1 {
            return Err(format!("format {} is not known; this version reads format 1", it.format));
        }
        for row in &it.rows {
            row.reported.bounds(None).map_err(|error| format!("row `{}`: {error}", row.id))?;
        }
        Ok(it)
    }

    /// Whether any row is about this scenario.
    pub fn concerns(&self, scenario: &str) -> bool {
        self.rows.iter().any(|row| row.scenario == scenario)
    }

    /// The rows about the scenario that was played, compared; and one complaint for each row that names something the results do not have.
    pub fn compare(&self, results: &Results) -> (Vec<Compared>, Vec<String>) {
        let scenario = &results.layout.scenario.id;
        let mut compared = Vec::new();
        let mut complaints = Vec::new();
        for row in self.rows.iter().filter(|row| &row.scenario == scenario) {
            match row.compare(results) {
                Ok(it) => compared.push(it),
                Err(error) => complaints.push(format!("row `{}`: {error}", row.id)),
            }
        }
        (compared, complaints)
    }
}

impl Row {
    fn compare(&self, results: &Results) -> Result<Compared, String> {
        let layout = &results.layout;
        let dates = matches!(self.measure, Measure::Date { .. });
        if dates != (self.unit == "date") {
            return Err(format!("unit `{}` does not fit the measure", self.unit));
        }
        let sample = Sample::new(self.measure.of(results)?);
        if sample.is_empty() {
            return Err("no history is about it".to_owned());
        }
        let modelled = [0.05, 0.50, 0.95].map(|p| sample.quantile(p));
        let (low, high) = self.reported.bounds(Some(layout.start))?;
        // A bound on one side is held against the median, everything else against the interval.
        let hit = if low.is_finite() && high.is_finite() {
            modelled[0] <= high && modelled[2] >= low
        } else {
            modelled[1] >= low && modelled[1] <= high
        };
        let currency = Currency { code: layout.currency.clone(), sign: layout.sign.clone() };
        let say = |value: f64| say(value, &self.unit, &currency, layout.start);
        let reported = match (low.is_finite(), high.is_finite()) {
            (true, true) if low == high => say(low),
            (true, true) => format!("{} – {}", say(low), say(high)),
            (true, false) => format!("over {}", say(low)),
            _ => format!("under {}", say(high)),
        };
        Ok(Compared {
            id: self.id.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            modelled: modelled.map(finite),
            reported_low: finite(low),
            reported_high: finite(high),
            words: [say(modelled[0]), say(modelled[1]), say(modelled[2]), reported],
            hit,
            sources: match &self.source {
                OneOrMore::One(one) => vec![one.clone()],
                OneOrMore::More(more) => more.clone(),
            },
            note: self.note.clone(),
        })
    }
}

impl Reported {
    /// Lowest and highest value that agree with the report; infinite where it sets no bound. Without a start, dates are only checked.
    fn bounds(&self, start: Option<DateTime>) -> Result<(f64, f64), String> {
        let number = |quantity: &Quantity| quantity.number(start);
        match self {
            Self { value: Some(value), low: None, high: None, above: None, below: None } => {
                number(value).map(|value| (value, value))
            }
            Self { value: None, low: Some(low), high: Some(high), above: None, below: None } => {
                let (low, high) = (number(low)?, number(high)?);
                if low <= high { Ok((low, high)) } else { Err("`low` is above `high`".to_owned()) }
            }
            Self { value: None, low: None, high: None, above: Some(above), below: None } => {
                Ok((number(above)?, f64::INFINITY))
            }
            Self { value: None, low: None, high: None, above: None, below: Some(below) } => {
                Ok((f64::NEG_INFINITY, number(below)?))
            }
            _ => Err("`reported` is one of { value }, { low, high }, { above }, { below }".to_owned()),
        }
    }
}

impl Quantity {
    fn number(&self, start: Option<DateTime>) -> Result<f64, String> {
        match self {
            Self::Number(number) if number.is_finite() => Ok(*number),
            Self::Number(_) => Err("a reported number is not finite".to_owned()),
            Self::Date(written) => {
                let date: jiff::civil::Date = written
                    .date
                    .map(|date| date.to_string())
                    .and_then(|date| date.parse().ok())
                    .ok_or("a reported moment is not a date")?;
                Ok(start.map_or(0.0, |start| measure::day_of(start, date)))
            }
        }
    }
}

/// A value in its unit's words.
fn say(value: f64, unit: &str, currency: &Currency, start: DateTime) -> String {
    match unit {
        "share" => number::share(value),
        "hours" => number::duration(value),
        "date" => number::date(start.date().at(0, 0, 0, 0), value * 24.0),
        unit if unit == currency.sign || unit == currency.code => number::money(currency, value),
        unit => {
            let per = unit.strip_prefix(currency.sign.as_str()).or_else(|| unit.strip_prefix(currency.code.as_str()));
            match per {
                Some(per) if per.starts_with('/') => number::money(currency, value) + per,
                _ => number::count(value),
            }
        }
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests;
