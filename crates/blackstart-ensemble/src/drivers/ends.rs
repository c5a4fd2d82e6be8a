//! What the outcome is where an input is low and where it is high, from the histories that exist; and what it was in some of them, for pictures.

use crate::inputs::{Input, InputUnit};
use crate::stats::student_975;
use blackstart_sim::catalogue::{Entry, Law};
use serde::{Deserialize, Serialize};

/// Histories at each end of a quantity: a fifth of all, around its 10th and its 90th percentile. Judgement.
const END: f64 = 0.2;

/// Histories that a picture shows of an input.
const MOST_POINTS: usize = 500;

/// Digits that are kept of a point of a picture.
const DIGITS: i32 = 4;

/// The outcome at both ends of an input. The difference is not what the input causes alone: everything else is as it happens to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// What the values of a quantity count; absent of an event, and where no value is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unit: Option<InputUnit>,
    /// Where the quantity is lowest, or what could happen does not.
    pub low: End,
    /// Where the quantity is highest, or it does happen.
    pub high: End,
}

/// The outcome at one end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// In which state an event is there: `happens`, `does not happen`, `lost`, `exposed`, `clean`; absent of a quantity.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub state: Option<String>,
    /// The quantity in the middle of this end: its 10th or 90th percentile; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<f64>,
    /// Share of the histories that are at this end: of an event, how often it is so.
    pub share: f64,
    /// Mean outcome there: money of the loss, days.
    pub mean: f64,
    /// Lower end of its 95 % interval (Student).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The outcome at both ends of an input; `None`: one of them has fewer than two histories.
pub(super) fn ends(input: &Input, uniform: &[f64], outcome: &[f64]) -> Option<Ends> {
    let law = &input.entry.law;
    let edges: Vec<f64> = match *law {
        Law::Chance(chance) => vec![chance],
        Law::Condition { lost, exposed } => vec![lost, lost + exposed],
        _ => vec![END, 1.0 - END],
    };
    let within: Vec<f64> = edges.into_iter().filter(|edge| *edge > 0.0 && *edge < 1.0).collect();
    let (first, last) = (*within.first()?, *within.last()?);
    let event = input.is_luck();
    let value = |u: f64| input.unit.filter(|_| !event).and_then(|_| value(&input.entry, u));
    let state = |u: f64| event.then(|| state(law, u).to_owned());
    let below = end(uniform, outcome, |u| u < first)?;
    let above = end(uniform, outcome, |u| u >= last)?;
    let below = End { state: state(first / 2.0), value: value(END / 2.0), ..below };
    let above = End { state: state((1.0 + last) / 2.0), value: value(1.0 - END / 2.0), ..above };
    // What happens, happens at the low end of its uniform number.
    let (low, high) = if event { (above, below) } else { (below, above) };
    let unit = input.unit.filter(|_| low.value.is_some());
    Some(Ends { unit, low, high })
}

/// The value at a uniform number; none of what moves with a factor or is known in part: other draws decide as well.
fn value(entry: &Entry, u: f64) -> Option<f64> {
    let alone = entry.law.shared().is_none() && !entry.known && entry.law != Law::Factor;
    Some(entry.law.value(u)).filter(|value| alone && value.is_finite())
}

fn state(law: &Law, u: f64) -> &'static str {
    match (law, law.value(u)) {
        (Law::Chance(_), 1.0) => "happens",
        (Law::Chance(_), _) => "does not happen",
        (_, 2.0) => "lost",
        (_, 1.0) => "exposed",
        _ => "clean",
    }
}

fn end(uniform: &[f64], outcome: &[f64], is_there: impl Fn(f64) -> bool) -> Option<End> {
    let there: Vec<f64> = uniform.iter().zip(outcome).filter(|(u, _)| is_there(**u)).map(|(_, y)| *y).collect();
    let n = there.len();
    if n < 2 {
        return None;
    }
    let mean = there.iter().sum::<f64>() / n as f64;
    let variance = there.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (n as f64 - 1.0);
    let half = student_975(n - 1) * libm::sqrt(variance / n as f64);
    let share = n as f64 / uniform.len() as f64;
    Some(End { state: None, value: None, share, mean, low: mean - half, high: mean + half })
}

/// Some of the values, evenly spread over the histories and the same for all inputs; with the digits that a picture can show.
pub(super) fn points(values: &[f64]) -> Vec<f64> {
    let every = values.len().div_ceil(MOST_POINTS).max(1);
    values.iter().step_by(every).map(|value| rounded(*value)).collect()
}

fn rounded(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = DIGITS - 1 - libm::floor(libm::log10(value.abs())) as i32;
    // Powers of ten are exact as far as they matter here; to divide by one keeps numbers short in JSON.
    let power = libm::pow(10.0, f64::from(scale.abs()));
    if scale >= 0 { libm::round(value * power) / power } else { libm::round(value / power) * power }
}

#[cfg(test)]
mod tests;
