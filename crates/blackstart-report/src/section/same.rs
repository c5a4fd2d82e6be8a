//! What makes the same results again.

use crate::number::count;
use crate::page::{Block, Cell, Column, Section, Table};
use crate::story::Story;

/// A terminal says it in the last line.
pub(super) fn section(story: &Story) -> Section {
    let summary = &story.summary;
    let hash = |hash: &str| if hash.is_empty() { "made in memory".to_owned() } else { hash.to_owned() };
    let mut rows = vec![
        ("Version of Blackstart", summary.version.clone()),
        ("Model", summary.model.clone()),
        ("SHA-256 of the model's content", hash(&summary.model_hash)),
        ("Scenario", summary.scenario.clone()),
        ("SHA-256 of the scenario's content", hash(&summary.scenario_hash)),
        ("Seed", summary.seed.to_string()),
        ("Histories", count(summary.replicates as f64)),
    ];
    rows.extend(summary.digest.iter().map(|digest| ("SHA-256 of the results' content", digest.clone())));
    let rows = rows.into_iter().map(|(what, value)| vec![Cell::text(what), Cell::Text(value)]);
    let table = Table::new("How these results were made", ["what", "value"].map(Column::words)).rows(rows);
    let said = "The same files, seed and version give the same bytes on any machine, with any number of threads.";
    Section::new("again", "The same again", "")
        .with(Block::detail(vec![Block::Text(said.to_owned()), Block::Table(table)]))
}
