//! A run told section by section: each subject is built once, for every way it is shown.

mod attack;
mod cards;
mod cost;
mod history;
mod insurance;
mod onset;
mod output;
mod reach;
mod reality;
mod same;
mod services;
mod sources;
mod stops;
mod suppliers;
mod volumes;

use crate::page::{Cell, Column, Page};
use crate::story::Story;
use crate::words::{headline, played, sameness};
use blackstart_ensemble::summary::{Moments, Spread};

/// Everything that is told about a run.
pub(crate) fn run(story: &Story) -> Page {
    let sections = [
        onset::section(story),
        attack::section(story),
        stops::section(story),
        services::section(story),
        output::section(story),
        cost::section(story),
        insurance::section(story),
        reach::section(story),
        suppliers::section(story),
        volumes::section(story),
        history::section(story),
        reality::section(story),
        Some(sources::section(story)),
        Some(same::section(story)),
    ];
    Page {
        kind: "Blackstart report",
        title: story.summary.model_title.clone(),
        lead: story.summary.scenario_title.clone(),
        played: played(story),
        setting: story.setting(),
        cards: cards::cards(story),
        findings: headline(story),
        sections: sections.into_iter().flatten().collect(),
        foot: sameness(story),
        contents: true,
    }
}

/// Columns of the days on which a thing fails and is back: a row is [`dates`].
fn date_columns(first: &str, chance: &str, when: &str, back: &str) -> [Column; 6] {
    [
        Column::words(first),
        Column::number(chance),
        Column::number("on").full(when).spare(11),
        Column::number("back 10%").full(format!("{back} 10%")),
        Column::number("50%"),
        Column::number("90%"),
    ]
}

/// How often a thing fails, on which day, and the days it is back: 10, 50, 90 %.
fn dates(title: &str, chance: f64, from: &Moments, back: &Moments) -> Vec<Cell> {
    let mut row = vec![Cell::text(title), Cell::share(chance)];
    if chance > 0.0 {
        row.extend([from.p50.hours, back.p10.hours, back.p50.hours, back.p90.hours].map(Cell::day));
    }
    row
}

/// Columns of a quantity over all histories: a row is [`spread`].
fn spread_columns(first: &str) -> [Column; 5] {
    [Column::words(first), Column::number("5%"), Column::number("50%"), Column::number("95%"), Column::number("mean")]
}

/// A quantity over all histories: 5, 50 and 95 %, and its mean.
fn spread(title: Cell, spread: &Spread, cell: impl Fn(f64) -> Cell) -> Vec<Cell> {
    std::iter::once(title).chain([spread.p05, spread.p50, spread.p95, spread.mean].map(cell)).collect()
}

#[cfg(test)]
mod tests;
