//! What the model says next to what was reported.

use crate::Compared;
use crate::chart::Interval;
use crate::page::{Block, Cell, Column, Link, Section, Table};
use crate::story::Story;

pub(super) fn section(story: &Story) -> Option<Section> {
    let rows = &story.backtest;
    if rows.is_empty() {
        return None;
    }
    let hits = rows.iter().filter(|row| row.hit).count();
    let remark = format!("{hits} of {} inside the modelled 5–95%", rows.len());
    let said = format!(
        "{hits} of {} reported values lie inside what the model expects in 9 of 10 histories. No number of the model was fitted to them.",
        rows.len()
    );
    let mut section = Section::new("reality", "Next to what really happened", remark)
        .with(Block::Note(said))
        .with(Block::Table(table(story)));
    let notes: Vec<String> =
        rows.iter().filter_map(|row| row.note.as_ref().map(|note| format!("{}: {note}", row.title))).collect();
    if !notes.is_empty() {
        section = section
            .with(Block::detail(vec![Block::Note("* Not quite like with like:".to_owned()), Block::Findings(notes)]));
    }
    Some(section)
}

fn table(story: &Story) -> Table {
    let columns = [
        Column::words("").full("what"),
        Column::number("5%"),
        Column::number("50%"),
        Column::number("95%"),
        Column::number("reported"),
        Column::words("picture"),
        Column::words("").full("verdict"),
    ];
    let rows = story.backtest.iter().map(|row| {
        let [low, middle, high, reported] = row.words.clone().map(Cell::Text);
        vec![
            named(story, row),
            low,
            middle,
            high,
            reported,
            Cell::Picture(Box::new(picture(row))),
            Cell::Inside(row.hit),
        ]
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

fn picture(row: &Compared) -> Interval {
    let [low, middle, high, reported] = &row.words;
    Interval {
        title: row.title.clone(),
        description: format!("Modelled {low} to {high}, median {middle}; reported {reported}."),
        low: row.modelled[0],
        middle: row.modelled[1],
        high: row.modelled[2],
        reported_low: row.reported_low,
        reported_high: row.reported_high,
    }
}
