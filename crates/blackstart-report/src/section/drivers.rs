//! What drives the loss and the time to be back: which uncertain inputs explain how much of it.

mod ends;

use crate::amount::{Amount, Unit};
use crate::number::share;
use crate::page::{Block, Cell, Column, Group, Section, Table};
use crate::story::Story;
use blackstart_ensemble::drivers::{Ask, AssumedCells, Driver, DriverGroup, Drivers, Explained, OutcomeDrivers};

/// Inputs and groups of an outcome that a terminal shows.
const LINES: usize = 5;

const NOTE: &str = "Alone: the part of the variance of the outcome that would be gone if this input were known, on average (first-order index S1), with its 95 % interval. What inputs do only together, such as a long rebuild that is dear only where stock is thin, is in no share: it is what is missing to 100 %. An event happens or does not, or is found in one of several states: luck of the day that nobody can know beforehand; its share says how much hangs on it. Shift: how far knowing the input moves the whole distribution of the outcome, tail or not (delta, 0 to 100 %). A share is no value: an input may drive the loss and change no decision. The variance of a loss with a long tail is made by its worst histories, and so are these shares.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let drivers = story.summary.drivers.as_ref()?;
    let mut section =
        Section::new("drivers", "What drives the loss", "part of the uncertainty that each input explains alone");
    if drivers.inputs == 0 {
        let text = "Nothing is uncertain: every history draws the same numbers, so nothing drives the loss.";
        return Some(section.with(Block::Text(text.to_owned())));
    }
    if drivers.histories < drivers.least_histories {
        return Some(section.with(Block::Text(format!(
            "Of fewer than {} histories it is not told what drives the loss: chance would make most of it.",
            drivers.least_histories
        ))));
    }
    let Some(by_chance) = drivers.by_chance else {
        return Some(section.with(Block::Text("The loss is the same in every history.".to_owned())));
    };
    for outcome in &drivers.outcomes {
        section = section.with(Block::Findings(vec![sentence(outcome, by_chance)]));
        if !outcome.largest.is_empty() {
            section = section.with(Block::Table(inputs(outcome)));
        }
        let figures = ends::figures(outcome, &what(outcome), &story.setting());
        if !figures.is_empty() {
            section = section.with(Block::detail(figures));
        }
        if !outcome.groups.is_empty() {
            section = section.with(Block::detail(vec![Block::Table(groups(outcome))]));
        }
    }
    if let Some(assumed) = &drivers.assumed {
        section = section.with(Block::Findings(ask(assumed)));
    }
    Some(section.with(Block::Text(caveat(drivers, by_chance))).with(Block::Note(NOTE.to_owned())))
}

/// What is uncertain, for sentences.
fn what(outcome: &OutcomeDrivers) -> String {
    match &outcome.title {
        Some(title) => format!("the time until “{title}” holds for good"),
        None => "the loss".to_owned(),
    }
}

/// The one sentence to remember.
fn sentence(outcome: &OutcomeDrivers, by_chance: f64) -> String {
    let what = what(outcome);
    let mut sentence = match outcome.largest.as_slice() {
        [] => format!("No single input explains more than {} of how uncertain {what} is.", share(by_chance)),
        [first, ..] => {
            let known = if first.event { "hangs on" } else { "comes from not knowing" };
            format!(
                "{} of how uncertain {what} is {known} “{}” ({} to {}).",
                share(first.explained.share),
                first.name,
                share(low(&first.explained)),
                share(high(&first.explained))
            )
        }
    };
    sentence.push_str(&format!(" All inputs, each alone, explain {} of it.", share(outcome.all.share.clamp(0.0, 1.0))));
    if outcome.not_back > 0 {
        sentence.push_str(&format!(
            " In {} of the histories it does not hold by the end; they count as if it did then.",
            outcome.not_back
        ));
    }
    sentence
}

fn low(explained: &Explained) -> f64 {
    explained.low.clamp(0.0, 1.0)
}

fn high(explained: &Explained) -> f64 {
    explained.high.clamp(0.0, 1.0)
}

/// A share with its interval, within what a share can be.
fn alone(explained: &Explained) -> Cell {
    let of = |value| Amount::of(Unit::Share, value);
    Cell::Within { middle: of(explained.share.clamp(0.0, 1.0)), low: of(low(explained)), high: of(high(explained)) }
}

fn inputs(outcome: &OutcomeDrivers) -> Table {
    let columns = [
        Column::words("input"),
        Column::words("kind").spare(3),
        Column::number("alone").full("explains alone"),
        Column::number("shift").full("moves the distribution by").spare(2),
        Column::words("written at").spare(1),
    ];
    let row = |it: &Driver| {
        let name = match it.with {
            0 => it.name.clone(),
            more => format!("{} (and {more} with it)", it.name),
        };
        let kind = if it.event { "event" } else { "quantity" };
        let place = it.place.as_ref().unwrap_or(&it.path);
        vec![Cell::text(name), Cell::text(kind), alone(&it.explained), Cell::share(it.delta), Cell::text(place)]
    };
    let caption = match &outcome.title {
        Some(title) => format!("What drives the time until “{title}” holds"),
        None => "What drives the loss".to_owned(),
    };
    Table::new(caption, columns).group(Group::first(LINES, outcome.largest.iter().map(row), "more explain something"))
}

fn groups(outcome: &OutcomeDrivers) -> Table {
    let columns = [
        Column::words("inputs of"),
        Column::number("inputs"),
        Column::number("alone").full("explain, each alone, together"),
    ];
    let row = |it: &DriverGroup| vec![Cell::text(&it.name), Cell::whole(it.inputs), alone(&it.explained)];
    Table::new(format!("By what they belong to: {}", what(outcome)), columns).rows(outcome.groups.iter().map(row))
}

/// What is assumed, and who should be asked.
fn ask(assumed: &AssumedCells) -> Vec<String> {
    let AssumedCells { cells, uncertain, explained, ask } = assumed;
    let Some(explained) = explained else { return Vec::new() };
    let mut sentences = vec![format!(
        "The assumed cells together explain {} of how uncertain the loss is ({} to {}): {uncertain} of {cells} are uncertain, the others are fixed and \
         move nothing here.",
        share(explained.share.clamp(0.0, 1.0)),
        share(low(explained)),
        share(high(explained))
    )];
    let person = |it: &Ask| {
        let who = it.owner.clone().unwrap_or_else(|| "whoever knows (no owner is named)".to_owned());
        let more = if it.more > 0 { format!(" and {} more", it.more) } else { String::new() };
        format!("{who}, about {}{more} ({}; {})", it.about, share(it.explained.share.clamp(0.0, 1.0)), it.cell)
    };
    if ask.is_empty() {
        sentences.push("None of them explains more than chance would.".to_owned());
    } else {
        let who: Vec<String> = ask.iter().map(person).collect();
        sentences.push(format!("Ask first: {}.", who.join("; ")));
    }
    sentences
}

/// What is in no share, on a terminal too.
fn caveat(drivers: &Drivers, by_chance: f64) -> String {
    format!(
        "Each of {} inputs alone: what they do only together is in no share. Shares up to {} can be chance, and are not told.",
        drivers.inputs,
        share(by_chance)
    )
}

#[cfg(test)]
mod tests;
