//! The report of a finished run, written again from its folder, in the form that is asked for.

use crate::answer::Answer;
use crate::ending::{Beside, summary};
use crate::failure::Failure;
use crate::open::must_exist;
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_report as report;
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportRequest {
    /// The run folder.
    pub run: PathBuf,
    /// The form.
    pub format: ReportFormat,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportFormat {
    /// One page with everything, `report.html`.
    #[default]
    Html,
    /// One sheet of A4 for a board, `onepage.html`.
    Onepage,
    /// Markdown, `report.md`.
    Md,
    /// Every table cell by cell, `report.csv`.
    Csv,
    /// A sheet for each table, `report.xlsx`.
    Xlsx,
    /// A Word document, `report.docx`.
    Docx,
}

/// A page that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/report/1")]
pub struct ReportAnswer {
    /// Its file.
    pub report: String,
}

impl Answer for ReportAnswer {}

/// Writes the report again from a run folder.
///
/// # Errors
/// If there are no finished results, they are damaged, a workbook cannot hold them, or the system refuses.
pub fn report(request: &ReportRequest, _watcher: &dyn Watcher) -> Result<ReportAnswer, Failure> {
    must_exist(&request.run)?;
    let run = store::Run::open(&request.run)?;
    run.check_words()?;
    let results = run.results()?;
    let beside: Option<Beside> = run.story()?;
    let summary = summary(&results, store::digest(&results));
    let mut story = beside.unwrap_or_default().story(&results, summary);
    story.ranking = run.ranking()?;
    let (name, bytes) = match request.format {
        ReportFormat::Html => ("report.html", report::html(&story).into_bytes()),
        ReportFormat::Onepage => ("onepage.html", report::onepage(&story).into_bytes()),
        ReportFormat::Md => ("report.md", report::markdown(&story).into_bytes()),
        ReportFormat::Csv => ("report.csv", report::csv(&story).into_bytes()),
        ReportFormat::Docx => {
            let document = report::docx(&story);
            ("report.docx", document.map_err(|error| Failure::System(format!("report.docx: {error}")))?)
        }
        ReportFormat::Xlsx => {
            let book = report::sheets(&story);
            ("report.xlsx", book.map_err(|error| Failure::System(format!("report.xlsx: {error}")))?)
        }
    };
    let file = run.rewrite_report(name, &bytes)?;
    Ok(ReportAnswer { report: shown(&file) })
}
