//! A run told section by section: each subject is built once, for every way it is shown.

mod attack;
mod bearers;
mod cards;
mod cost;
mod drivers;
mod glossary;
mod history;
mod insurance;
mod map;
mod onset;
mod output;
mod promised;
mod reach;
mod reality;
mod restored;
pub(crate) mod rows;
mod sales;
mod same;
mod services;
mod sources;
mod stops;
mod suppliers;
mod taken;
mod verdict;
mod volumes;

use crate::page::{Page, Section};
use crate::story::Story;
use crate::style::Style;
use crate::text::text;
use crate::words::{headline, played, sameness};
pub(crate) use reality::{Said, reported};
use rust_xlsxwriter::XlsxError;

/// Sections that a page folds: few look them up, and a phone has to scroll past them.
const FOLDED: [&str; 9] = ["reach", "suppliers", "sales", "volumes", "history", "reality", "sources", "again", "words"];

fn fold(section: Section) -> Section {
    if FOLDED.contains(&section.id.as_str()) { section.folded() } else { section }
}

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
        map::section(story),
        drivers::section(story),
        restored::section(story),
        story.ranking.as_ref().map(crate::ranking::section),
        insurance::section(story),
        reach::section(story),
        suppliers::section(story),
        sales::section(story),
        volumes::section(story),
        history::section(story),
        reality::section(story),
        Some(sources::section(story)),
        Some(same::section(story)),
        Some(glossary::section()),
    ];
    Page {
        kind: "Blackstart report",
        title: story.summary.model_title.clone(),
        lead: story.summary.scenario_title.clone(),
        played: played(story),
        setting: story.setting(),
        verdict: Some(verdict::verdict(story)),
        cards: cards::cards(story),
        findings: headline(story),
        sections: sections.into_iter().flatten().map(fold).collect(),
        foot: sameness(story),
        contents: true,
        one_sheet: false,
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

/// A run on one sheet of A4, as an HTML file to print.
pub fn onepage(story: &Story) -> String {
    crate::html::html(&crate::onepage::onepage(run(story)))
}

/// A run as Markdown.
pub fn markdown(story: &Story) -> String {
    crate::markdown::markdown(&run(story))
}

/// A run as a Word document. The same run gives the same bytes.
///
/// # Errors
/// If the archive cannot be packed.
pub fn docx(story: &Story) -> Result<Vec<u8>, String> {
    crate::docx::docx(&run(story))
}

/// Every table of a run cell by cell, as CSV.
pub fn csv(story: &Story) -> String {
    crate::records::csv(&run(story))
}

/// A run as an XLSX workbook: the verdict, and a sheet for each table. The same run gives the same bytes.
///
/// # Errors
/// If a sheet cannot have its name.
pub fn sheets(story: &Story) -> Result<Vec<u8>, XlsxError> {
    crate::sheets::workbook(&run(story))
}

#[cfg(test)]
mod tests;
