//! What the model says next to what was reported.

use crate::amount::{Amount, Room, Setting, Unit};
use crate::chart::{Interval, ReportedRow};
use crate::page::{Block, Cell, Column, Link, Section, Table};
use crate::story::Story;
use blackstart_ensemble::backtest::Compared;
use jiff::civil::Time;

pub(super) fn section(story: &Story) -> Option<Section> {
    let rows = &story.backtest;
    if rows.is_empty() {
        return None;
    }
    let scored = rows.iter().filter(|row| row.hit.is_some()).count();
    let count = |inside: fn(&Compared) -> Option<bool>| rows.iter().filter(|row| inside(row) == Some(true)).count();
    let (hits, middle) = (count(|row| row.hit), count(|row| row.inside_50));
    let remark = format!("{hits} of {scored} inside the modelled 5–95 %, {middle} inside 25–75 %");
    let said = format!(
        "{hits} of {scored} reported values lie inside what the model expects in 9 of 10 histories, {middle} inside its middle half. No \
         number of the model was fitted to them."
    );
    let mut section = Section::new("reality", "Compared with what really happened", remark)
        .with(Block::Note(said))
        .with(Block::Table(table(story)));
    let notes: Vec<String> =
        rows.iter().filter_map(|row| row.note.as_ref().map(|note| format!("{}: {note}", row.title))).collect();
    if !notes.is_empty() {
        let head = Block::Note("* Not quite like with like:".to_owned());
        section = section.with(Block::detail(vec![head, Block::Findings(notes)]));
    }
    Some(section)
}

fn table(story: &Story) -> Table {
    let columns = [
        Column::words("").full("what"),
        Column::number("5 %"),
        Column::number("50 %"),
        Column::number("95 %"),
        Column::number("reported"),
        Column::words("picture"),
        Column::words("5–95 %"),
        Column::words("25–75 %").spare(1),
    ];
    let setting = story.setting();
    let rows = story.backtest.iter().map(|row| {
        let said = Said::of(row, &setting);
        let picture = Cell::Picture(Box::new(picture(row, &said, &setting)));
        let inside = |hit: Option<bool>| hit.map_or(Cell::text("open"), Cell::Inside);
        let verdicts = [inside(row.hit), inside(row.inside_50)];
        let numbers = [said.low, said.middle, said.high, said.reported];
        [named(story, row)].into_iter().chain(numbers).chain([picture]).chain(verdicts).collect()
    });
    Table::new("What the model says next to what was reported", columns).rows(rows)
}

fn named(story: &Story, row: &Compared) -> Cell {
    let link = |id: &String| {
        let source = story.summary.sources.iter().find(|source| &source.id == id);
        Link { text: id.clone(), url: source.and_then(|source| source.url.clone()) }
    };
    Cell::Cited {
        text: row.title.clone(),
        starred: row.note.is_some(),
        sources: row.sources.iter().map(link).collect(),
    }
}

/// A comparison in cells.
pub(crate) struct Said {
    pub(crate) low: Cell,
    pub(crate) middle: Cell,
    pub(crate) high: Cell,
    pub(crate) reported: Cell,
}

impl Said {
    pub(crate) fn of(row: &Compared, setting: &Setting) -> Self {
        let cell = |value: f64| cell(value, &row.unit, setting);
        let modelled = |value: Option<f64>| cell(value.unwrap_or(f64::INFINITY));
        let words = |value: f64| cell(value).words(setting, Room::Page);
        let reported = match (row.reported_low, row.reported_high) {
            (Some(low), Some(high)) if low == high => cell(low),
            (Some(low), Some(high)) => Cell::Text(format!("{} – {}", words(low), words(high))),
            (Some(low), None) => Cell::Text(format!("over {}", words(low))),
            (None, Some(high)) => Cell::Text(format!("under {}", words(high))),
            (None, None) => Cell::Unknown,
        };
        let it = &row.modelled;
        Self { low: modelled(it.p05), middle: modelled(it.p50), high: modelled(it.p95), reported }
    }
}

/// A value in the unit that the row names.
fn cell(value: f64, unit: &str, setting: &Setting) -> Cell {
    let currency = &setting.currency;
    match unit {
        "share" => Cell::share(value),
        "hours" => Cell::duration(value),
        // Such days count from the midnight before the start.
        "date" => {
            let begun = setting.start.time().duration_since(Time::midnight()).as_secs_f64() / 3_600.0;
            Cell::day(value * 24.0 - begun)
        }
        unit if unit == currency.sign || unit == currency.code => Cell::money(value),
        unit => {
            let per = unit.strip_prefix(currency.sign.as_str()).or_else(|| unit.strip_prefix(currency.code.as_str()));
            match per {
                Some(per) if per.starts_with('/') => Cell::Text(setting.money(value) + per),
                _ => Cell::Value(Amount::of(Unit::Count, value)),
            }
        }
    }
}

/// A comparison as a row of a drawing.
pub(crate) fn reported(row: &Compared, setting: &Setting) -> ReportedRow {
    let said = Said::of(row, setting);
    let [low, high, reported] = [&said.low, &said.high, &said.reported].map(|cell| cell.words(setting, Room::Page));
    let modelled = if low == high { low } else { format!("{low} – {high}") };
    ReportedRow { interval: picture(row, &said, setting), inside: row.hit, reported, modelled }
}

fn picture(row: &Compared, said: &Said, setting: &Setting) -> Interval {
    let [low, middle, high, reported] =
        [&said.low, &said.middle, &said.high, &said.reported].map(|cell| cell.words(setting, Room::Page));
    Interval {
        title: row.title.clone(),
        description: format!("Modelled {low} to {high}, median {middle}; reported {reported}."),
        low: row.modelled.p05,
        middle: row.modelled.p50,
        high: row.modelled.p95,
        reported_low: row.reported_low,
        reported_high: row.reported_high,
    }
}

#[cfg(test)]
mod tests;
