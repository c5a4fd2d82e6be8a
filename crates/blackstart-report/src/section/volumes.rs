//! Volumes of watched sites by period, with the event and without it.

use crate::page::{Block, Cell, Column, Section, Table};
use crate::story::Story;
use crate::words::month;
use blackstart_ensemble::summary::VolumeSummary;
use std::collections::BTreeMap;

/// Only sites and periods in which the event changes anything.
pub(super) fn section(story: &Story) -> Option<Section> {
    let names: BTreeMap<&str, &str> =
        story.summary.sites.iter().map(|site| (site.id.as_str(), site.title.as_str())).collect();
    let changed = |row: &&VolumeSummary| {
        row.produced.p50 != row.twin_produced.p50
            || row.shipped.p50 != row.twin_shipped.p50
            || row.sold.p50 != row.twin_sold.p50
    };
    let rows = story.summary.volumes.iter().filter(changed).map(|row| {
        let site = names.get(row.site.as_str()).copied().unwrap_or(&row.site);
        let numbers = [
            row.produced.p50,
            row.twin_produced.p50,
            row.shipped.p50,
            row.twin_shipped.p50,
            row.sold.p50,
            row.twin_sold.p50,
        ];
        let month = month(&row.period);
        [site, &month, &row.unit].into_iter().map(Cell::text).chain(numbers.map(Cell::count)).collect()
    });
    let words = ["site", "month", "unit"].map(Column::words);
    let numbers = ["made", "without", "shipped", "without", "sold", "without"].map(Column::number);
    let caption = "Volumes by site and month: median with the event, and without it";
    let table = Table::new(caption, words.into_iter().chain(numbers)).rows(rows);
    if table.is_empty() {
        return None;
    }
    let moves = story.summary.moves.iter().map(|row| {
        let [from, to] = [&row.from, &row.to].map(|id| names.get(id.as_str()).copied().unwrap_or(id));
        let numbers = [row.units.p05, row.units.p50, row.units.p95].map(Cell::count);
        [from, to, &row.unit].into_iter().map(Cell::text).chain(numbers).collect()
    });
    let words = ["found nothing at", "went to", "unit"].map(Column::words);
    let numbers = ["5 %", "50 %", "95 %"].map(Column::number);
    let moves = Table::new("Customers who went over to own substitutes", words.into_iter().chain(numbers)).rows(moves);
    let section = Section::new("volumes", "Volumes", "median with the event, and without it");
    let mut blocks = vec![
        Block::Text("Watched sites and periods in which the event changes anything.".to_owned()),
        Block::folded("Volumes by site and month", vec![Block::Table(table)]),
    ];
    if !moves.is_empty() {
        blocks.push(Block::Table(moves));
    }
    Some(section.with(Block::detail(blocks)))
}
