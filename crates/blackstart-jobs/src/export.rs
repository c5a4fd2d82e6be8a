//! Finished runs in other tools' formats.

use crate::answer::Answer;
use crate::command::Words;
use crate::curve::{Calendar, RateOf};
use crate::failure::Failure;
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which years, and where to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportRequest {
    /// The years.
    pub calendar: Calendar,
    /// Folder for Open Results Data.
    pub ord: PathBuf,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/export/1")]
pub struct ExportAnswer {
    /// The folder.
    pub folder: String,
    /// Its files.
    pub files: Vec<String>,
}

impl Answer for ExportAnswer {}

/// Writes years simulated from finished runs as Open Results Data.
///
/// # Errors
/// As [`crate::curve()`]; or if the folder cannot be written.
pub fn export(request: &ExportRequest, watcher: &dyn Watcher) -> Result<ExportAnswer, Failure> {
    let results = request.calendar.results()?;
    let years = request.calendar.of(&results, watcher)?;
    let files = store::write_ord(&years, &request.ord, Some(&request.command()))?;
    Ok(ExportAnswer { folder: shown(&request.ord), files })
}

impl ExportRequest {
    /// The command that asks for the same.
    pub fn command(&self) -> String {
        let it = &self.calendar;
        let words = Words::new("export").paths(&it.runs).word("--years").word(it.years).word("--seed").word(it.seed);
        let rate =
            |words: Words, rate: &RateOf| words.word("--rate").word(format!("{}={}", rate.scenario, rate.per_year));
        it.rates.iter().fold(words, rate).file("--ord", Some(&self.ord)).line()
    }
}
