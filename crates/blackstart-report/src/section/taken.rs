//! Data taken: how often, when it is known, and what no evidence is worth until then.

use super::rows::{spread, spread_columns};
use crate::amount::Unit;
use crate::page::{Block, Cell, Column, Section, Table};
use crate::story::Story;
use crate::words::is_seen;
use blackstart_ensemble::summary::{DataTaken, TakenSummary};

const NOTE: &str = "Known: when anybody can know that the data were taken; until then the honest answer is that there is no evidence so far. Days are those of the histories in which they are taken; a day after > is beyond the end. What falls due after the end of a history is in no ledger and in no sum of this report.";

pub(super) fn section(story: &Story) -> Option<Section> {
    let told = story.summary.taken.as_ref()?;
    let mut section =
        Section::new("taken", "Data taken", "how often, and when anybody can know; until then: no evidence so far");
    if told.any.taken.hits == 0 {
        return Some(section.with(Block::Text("No data are taken in any history.".to_owned())));
    }
    section = section.with(Block::Table(when(&rows(told)))).with(Block::Table(unknown(told)));
    let setting = story.setting();
    let later = &told.any.later;
    let mut money = Vec::new();
    for (title, it) in [("Notification, claims and fines", &told.any.booked), ("Due only after the end", later)] {
        if is_seen(it) {
            money.push(spread(Cell::text(title), it, Cell::money));
        }
    }
    if !money.is_empty() {
        section = section.with(Block::Table(Table::new("What the theft costs", spread_columns("")).rows(money)));
    }
    if is_seen(later) {
        let mean = setting.money(later.mean);
        section = section.with(Block::Text(format!(
            "On average {mean} more falls due only after the end of the history: it is in no ledger and in no sum here."
        )));
    }
    Some(section.with(Block::Note(NOTE.to_owned())))
}

/// All data together, where there are several, then one by one.
fn rows(told: &DataTaken) -> Vec<&TakenSummary> {
    let all = (told.data.len() > 1).then_some(&told.any);
    all.into_iter().chain(&told.data).filter(|it| it.taken.hits > 0).collect()
}

/// When it is taken, when it is known, and how much.
fn when(rows: &[&TakenSummary]) -> Table {
    let columns = [
        Column::words("data"),
        Column::number("taken in"),
        Column::number("on").full("taken, 50 %").spare(11),
        Column::number("known 5 %").full("can be known, 5 %"),
        Column::number("50 %"),
        Column::number("95 %"),
        Column::number("records").full("records taken, 50 %").spare(12),
        Column::number("95 %").full("records taken, 95 %").spare(13),
    ];
    let row = |it: &&TakenSummary| {
        let days = [&it.at.p50, &it.known.p05, &it.known.p50, &it.known.p95].map(|at| Cell::day(at.hours));
        let records = it.records.map(|records| [records.p50, records.p95].map(|it| Cell::of(Unit::Count, it)));
        let first = [Cell::text(&it.title), Cell::share(it.taken.share)];
        first.into_iter().chain(days).chain(records.into_iter().flatten()).collect()
    };
    Table::new("When data are taken, and when anybody can know", columns).rows(rows.iter().map(row))
}

/// What no evidence is worth, day by day.
fn unknown(told: &DataTaken) -> Table {
    let since = if told.counted_from_alarm { "after the first alarm" } else { "after the start" };
    let days: Vec<String> = told.any.unknown.iter().map(|it| format!("{} d", it.days)).collect();
    let heads = told.any.unknown.iter().zip(&days).map(|(it, head)| {
        Column::number(head).full(format!("taken all the same, if nothing is known {} days {since}", it.days))
    });
    let columns: Vec<Column> = [Column::words("no evidence by")].into_iter().chain(heads).collect();
    let row = |it: &&TakenSummary| {
        // Where all is known by then, nobody is left to wonder.
        let cells =
            it.unknown.iter().map(|it| if it.taken.of > 0 { Cell::share(it.taken.share) } else { Cell::Unknown });
        [Cell::text(&it.title)].into_iter().chain(cells).collect()
    };
    Table::new("Taken all the same, where nothing is known yet", columns).rows(rows(told).iter().map(row))
}
