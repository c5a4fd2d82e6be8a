//! A run told section by section: each subject is built once, for every way it is shown.

mod attack;
mod cards;
mod cost;
mod drivers;
mod history;
mod insurance;
mod onset;
mod output;
mod promised;
mod reach;
mod reality;
pub(crate) mod rows;
mod same;
mod services;
mod sources;
mod stops;
mod suppliers;
mod taken;
mod volumes;

use crate::page::Page;
use crate::story::Story;
use crate::style::Style;
use crate::text::text;
use crate::words::{headline, played, sameness};
pub(crate) use reality::Said;

/// Everything that is told about a run.
pub(crate) fn run(story: &Story) -> Page {
    let sections = [
        onset::section(story),
        attack::section(story),
        stops::section(story),
        services::section(story),
        promised::section(story),
        output::section(story),
        taken::section(story),
        cost::section(story),
        drivers::section(story),
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

/// A run on a terminal.
pub fn terminal(story: &Story, style: Style) -> String {
    text(&run(story), style)
}

/// A run as one self-contained HTML file.
pub fn html(story: &Story) -> String {
    crate::html::html(&run(story))
}

#[cfg(test)]
mod tests;
