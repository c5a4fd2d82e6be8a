//! How it begins: who takes systems down, and when the company notices.

use crate::page::{Block, Cell, Column, Section, Table};
use crate::story::Story;
use crate::words::who;
use blackstart_ensemble::summary::Moments;

/// Nothing where the scenario states what falls.
pub(super) fn section(story: &Story) -> Option<Section> {
    let onset = &story.summary.onset;
    if onset.alerted.hits == 0 {
        return None;
    }
    let row = |title: &str, chance: Cell, hours: [f64; 3]| {
        [Cell::text(title), chance].into_iter().chain(hours.map(Cell::duration)).collect::<Vec<_>>()
    };
    let hours = |at: &Moments| [&at.p05, &at.p50, &at.p95].map(|moment| moment.hours);
    let mut rows =
        vec![row("First alert, from the start", Cell::share(onset.alerted.share), hours(&onset.first_alert))];
    if onset.switched_off.hits > 0 {
        let chance = Cell::share(onset.switched_off.share);
        rows.push(row("The company's shutdown, from the start", chance, hours(&onset.shutdown)));
    }
    if let Some(between) = &onset.alert_to_shutdown_hours {
        let hours = [between.p05, between.p50, between.p95];
        rows.push(row("From first alert to the company's shutdown", Cell::Blank, hours));
    }
    let columns =
        [Column::words(""), Column::number("in")].into_iter().chain(["5 %", "50 %", "95 %"].map(Column::number));
    let table = Table::new("When the company notices, and when it switches off", columns).rows(rows);
    let section = Section::new("onset", "How it begins", "who takes systems down, and when the company notices");
    Some(section.with(Block::Table(table)).with(Block::Text(who(onset))))
}
