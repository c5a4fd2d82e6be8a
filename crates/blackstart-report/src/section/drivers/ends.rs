//! The outcome at both ends of each input that drives it, and history by history.

use crate::amount::{Amount, Room, Setting, Unit};
use crate::chart::{Chart, Scatter, Tornado, TornadoRow};
use crate::number::{count, share};
use crate::page::{Block, Cell, Column, Figure, Table};
use blackstart_ensemble::drivers::{Driver, End, Ends, OutcomeDrivers};
use blackstart_ensemble::inputs::InputUnit;

const CAPTION: &str = "From the histories of the run: where a quantity is in its lowest and in its highest fifth, told at its 10th and 90th percentile, and where an event does not happen and where it does. Everything else is as it happens to be, so bars of several inputs are not to be added. In the order of the shares above.";

/// Both pictures; nothing where no input has ends.
pub(super) fn figures(outcome: &OutcomeDrivers, what: &str, setting: &Setting) -> Vec<Block> {
    let told: Vec<(&Driver, &Ends)> = outcome.largest.iter().filter_map(|it| Some((it, it.ends.as_ref()?))).collect();
    if told.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Figure(tornado(outcome, &told, what, setting))];
    let scatters: Vec<Block> = (told.iter().zip(0..))
        .filter_map(|((it, ends), at)| Some(Block::Figure(scatter(outcome, it, ends, at)?)))
        .collect();
    if !scatters.is_empty() {
        blocks.push(Block::folded("Each quantity against the loss, history by history", scatters));
    }
    blocks
}

/// What an outcome counts.
fn unit(outcome: &OutcomeDrivers) -> Unit {
    if outcome.target.is_some() { Unit::Days } else { Unit::Money }
}

/// What an input counts.
fn counts(unit: InputUnit) -> Unit {
    match unit {
        InputUnit::Hours => Unit::Duration,
        InputUnit::Money => Unit::Money,
        InputUnit::Share => Unit::Share,
        InputUnit::PerDay => Unit::Count,
        // A factor near 1 is told from it by its decimals.
        InputUnit::Number => Unit::Plain,
    }
}

/// Where an end is, in words.
fn place(end: &End, unit: Option<InputUnit>, is_low: bool, setting: &Setting) -> String {
    match (&end.state, end.value, unit) {
        (Some(state), ..) => format!("{state} ({})", share(end.share)),
        (None, Some(value), Some(InputUnit::PerDay)) => format!("{}/d", count(value)),
        (None, Some(value), Some(InputUnit::Number)) => digits(value),
        (None, Some(value), Some(unit)) => setting.amount(Amount::of(counts(unit), value), Room::Page),
        _ if is_low => "lowest fifth".to_owned(),
        _ => "highest fifth".to_owned(),
    }
}

/// A number to three digits.
fn digits(value: f64) -> String {
    format!("{value:.2e}").parse::<f64>().unwrap_or(value).to_string()
}

fn tornado(outcome: &OutcomeDrivers, told: &[(&Driver, &Ends)], what: &str, setting: &Setting) -> Figure {
    let unit = unit(outcome);
    let name = if outcome.target.is_some() { "days" } else { "loss" };
    let row = |(it, ends): &(&Driver, &Ends)| {
        let [low, high] =
            [(&ends.low, true), (&ends.high, false)].map(|(end, is_low)| place(end, ends.unit, is_low, setting));
        TornadoRow {
            title: it.name.clone(),
            ends: format!("{low} → {high}"),
            low: [ends.low.low, ends.low.mean, ends.low.high],
            high: [ends.high.low, ends.high.mean, ends.high.high],
        }
    };
    Figure {
        id: format!("ends-{name}"),
        chart: Chart::Tornado(Tornado {
            title: format!("Mean of {what} where each input is low and where it is high"),
            description: "Two bars for each input, from the mean of all histories to the mean at each of its ends, with intervals.".to_owned(),
            unit,
            mean: outcome.mean,
            rows: told.iter().map(row).collect(),
        }),
        caption: CAPTION.to_owned(),
        tables: vec![table(told, unit, what, setting)],
        open: false,
    }
}

fn table(told: &[(&Driver, &Ends)], unit: Unit, what: &str, setting: &Setting) -> Table {
    let columns = [
        Column::words("input"),
        Column::words("low").full("where it is low"),
        Column::number("mean there").full("mean where it is low"),
        Column::words("high").full("where it is high"),
        Column::number("mean there").full("mean where it is high"),
    ];
    let mean = |end: &End| {
        let of = |value| Amount::of(unit, value);
        Cell::Within { middle: of(end.mean), low: of(end.low), high: of(end.high) }
    };
    let row = |(it, ends): &(&Driver, &Ends)| {
        vec![
            Cell::text(&it.name),
            Cell::text(place(&ends.low, ends.unit, true, setting)),
            mean(&ends.low),
            Cell::text(place(&ends.high, ends.unit, false, setting)),
            mean(&ends.high),
        ]
    };
    Table::new(format!("Mean of {what} at both ends of each input, with 95 % intervals"), columns)
        .rows(told.iter().map(row))
}

/// A dot for each of some histories; `None` where no values are kept.
fn scatter(outcome: &OutcomeDrivers, it: &Driver, ends: &Ends, at: usize) -> Option<Figure> {
    let across = counts(ends.unit?);
    let dots: Vec<(f64, f64)> = it.points.iter().copied().zip(outcome.points.iter().copied()).collect();
    if dots.is_empty() {
        return None;
    }
    Some(Figure {
        id: format!("scatter-{at}"),
        chart: Chart::Scatter(Scatter {
            title: format!("The loss over “{}”", it.name),
            description: format!("{} dots, a history each: across the input, upwards the loss.", dots.len()),
            across,
            up: unit(outcome),
            dots,
        }),
        caption: format!(
            "{} histories, evenly spread over the run; the means at both ends are above.",
            it.points.len()
        ),
        tables: Vec::new(),
        open: false,
    })
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn a_factor_near_one_keeps_its_decimals() {
        let told = [1.037, 0.9124, 0.0, 12_345.0, -2.5].map(digits);
        assert_eq!(told, ["1.04", "0.912", "0", "12300", "-2.5"]);
    }
}
