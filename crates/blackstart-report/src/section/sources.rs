//! Where the model's numbers come from, and how sure their writers are.

use crate::amount::Unit;
use crate::page::{Block, Cell, Column, Link, Section, Source, Table};
use crate::story::Story;
use blackstart_ensemble::layout::SourceLabel;
use blackstart_model::model::PRIORS_SOURCE;

pub(super) fn section(story: &Story) -> Section {
    let mut section = Section::new("sources", "Sources and assumptions", "");
    // What stands in for what the model does not say is told wherever the results are: it may matter more than all that is written.
    for assumed in story.summary.sources.iter().filter(|source| source.id == PRIORS_SOURCE) {
        section = section.with(Block::Text(format!("Assumed: {}", assumed.title)));
    }
    let sure = &story.summary.confidence;
    let rows = [
        ("verified", sure.verified),
        ("reported", sure.reported),
        ("derived", sure.derived),
        ("assumed", sure.assumed),
        ("not stated", sure.unstated),
    ];
    let total: u64 = rows.iter().map(|row| row.1).sum();
    let mut blocks = Vec::new();
    if total > 0 {
        let columns = [Column::words("how sure"), Column::number("rows"), Column::number("share")];
        let rows = rows.map(|(word, rows)| {
            vec![Cell::text(word), Cell::of(Unit::Whole, rows as f64), Cell::share(rows as f64 / total as f64)]
        });
        blocks.push(Block::Table(Table::new("Rows of the model by confidence of their author", columns).rows(rows)));
    }
    let sources: Vec<Source> = story.summary.sources.iter().map(source).collect();
    if !sources.is_empty() {
        blocks.push(Block::folded(format!("Sources ({})", sources.len()), vec![Block::Sources(sources)]));
    }
    if blocks.is_empty() {
        blocks.push(Block::Text("The model cites no source.".to_owned()));
    }
    section.with(Block::detail(blocks))
}

fn source(source: &SourceLabel) -> Source {
    Source {
        id: format!("source-{}", source.id),
        link: Link { text: source.title.clone(), url: source.url.clone() },
        date: source.date.clone(),
        cited: source.cited,
    }
}
