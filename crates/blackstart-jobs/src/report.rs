//! The page of a finished run, written again from its folder.

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
}

/// A page that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/report/1")]
pub struct ReportAnswer {
    /// Its file.
    pub report: String,
}

impl Answer for ReportAnswer {}

/// Writes `report.html` again from a run folder.
///
/// # Errors
/// If there are no finished results, they are damaged, or the system refuses.
pub fn report(request: &ReportRequest, _watcher: &dyn Watcher) -> Result<ReportAnswer, Failure> {
    must_exist(&request.run)?;
    let run = store::Run::open(&request.run)?;
    run.check_words()?;
    let results = run.results()?;
    let beside: Option<Beside> = run.story()?;
    let summary = summary(&results, store::digest(&results));
    let story = beside.unwrap_or_default().story(&results, summary);
    let file = run.rewrite_report(&report::html(&story))?;
    Ok(ReportAnswer { report: shown(&file) })
}
