//! The files of a run folder: names, tables, summary, what the report tells, and the manifest that binds them.

use crate::arrow::{write_inputs, write_parquet};
use crate::canon::{Digest, digest};
use crate::error::StoreError;
use crate::folder::{Folder, Kind, Purpose, run_subject};
use crate::format::FORMAT;
use crate::json::json;
use crate::manifest::{Manifest, TableFile};
use crate::names::{ASSUMPTIONS, INPUTS, LAYOUT, REPORT, STORY, SUMMARY, file_of, run_files};
use blackstart_ensemble::cells::Rows;
use blackstart_ensemble::results::has_table;
use blackstart_ensemble::{DependencyMap, Drivers, Inputs, Layout, Results, Summary, each_table};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What was asked for: enough to ask for it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Folder of the model, as it was named.
    pub model: String,
    /// Scenario, by name or file.
    pub scenario: String,
    /// Replicates of the whole run, from 0.
    pub replicates: u32,
    /// Whether it may be played although its normal life is not normal.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_abnormal_baseline: bool,
}

impl Origin {
    /// The command that gives the same results.
    pub fn command(&self, seed: u64) -> String {
        let (seed, replicates) = (seed.to_string(), self.replicates.to_string());
        let words = ["blackstart", "run", &self.model, &self.scenario, "--seed", &seed, "--replicates", &replicates];
        let allow = self.allow_abnormal_baseline.then_some("--allow-abnormal-baseline");
        command_line(words.into_iter().chain(allow))
    }
}

/// Words as a command line for a POSIX shell; no word is taken for an option that was none.
pub fn command_line<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    let quoted = words.into_iter().map(|word| {
        if !word.is_empty() && word.chars().all(plain) {
            word.to_owned()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// What a run folder tells besides its results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The command that gives the same results.
    pub command: Option<String>,
    /// `story.json`: what the report tells besides results.
    pub story: Option<String>,
    /// `report.html`.
    pub report: Option<String>,
    /// What drives the result, for `summary.json`.
    pub drivers: Option<Drivers>,
    /// What needs what, for `summary.json`.
    pub map: Option<DependencyMap>,
    /// What was drawn, for `inputs.parquet`.
    pub inputs: Option<Inputs>,
    /// `assumptions.xlsx`.
    pub assumptions: Option<Vec<u8>>,
}

/// A run that came to its end, or was stopped and kept what was done.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// Its results.
    pub results: Results,
    /// Their digest.
    pub digest: Digest,
    /// Whether every replicate wanted is in them. If not, parts are kept, and `resume` plays the rest.
    pub complete: bool,
    /// Replicates taken from an earlier, interrupted run.
    pub resumed: u32,
}

impl Finished {
    /// Results that are complete.
    pub fn of(results: Results) -> Self {
        let digest = digest(&results);
        Self { results, digest, complete: true, resumed: 0 }
    }
}

/// Writes results as a run folder and returns their digest; finished results of the same model and scenario are replaced.
///
/// The same results give the same bytes in every file.
///
/// # Errors
/// If the folder holds something else, another process writes it, or the system refuses; it then holds no results.
pub fn write(results: &Results, folder: &Path) -> Result<Digest, StoreError> {
    let finished = Finished::of(results.clone());
    let folder = Folder::claim(folder, purpose(&results.layout, false), run_files())?;
    fill(folder, &finished, &Told::default())?;
    Ok(finished.digest)
}

/// What a run folder is claimed for.
pub(crate) fn purpose(layout: &Layout, force: bool) -> Purpose {
    Purpose { kind: Kind::Run, subject: run_subject(&layout.model.id, &layout.scenario.id), force }
}

/// Fills a claimed folder: earlier results go first, the manifest comes last.
pub(crate) fn fill(mut folder: Folder, finished: &Finished, told: &Told) -> Result<(), StoreError> {
    let Finished { results, digest, complete, .. } = finished;
    let layout = &results.layout;
    folder.clear()?;
    let mut tables = Vec::new();
    macro_rules! write {
        ($table:ident) => {
            if has_table(layout, stringify!($table)) {
                tables.push(write_table(layout, &results.$table, &mut folder)?);
            }
        };
    }
    each_table!(write);
    tables.push(write_table(layout, &results.counts.rows(), &mut folder)?);
    folder.put(LAYOUT, json(layout).as_bytes())?;
    tell(&mut folder, finished, told)?;
    let manifest = Manifest {
        format: FORMAT,
        kind: Kind::Run,
        blackstart: layout.version.clone(),
        model: layout.model.id.clone(),
        model_hash: layout.model_hash.clone(),
        scenario: layout.scenario.id.clone(),
        scenario_hash: layout.scenario_hash.clone(),
        seed: layout.seed,
        command: told.command.clone(),
        replicates: ranges(&results.replicates.replicate),
        replicate_count: results.len() as u64,
        replicates_counted: results.counts.replicates,
        start: layout.start.to_string(),
        digest: digest.to_string(),
        tables,
        files: folder.files(),
    };
    folder.seal(&manifest)?;
    if *complete {
        folder.clear_parts()?;
    }
    folder.give_back()
}

/// Writes the files that follow from the results and from what is told, and returns the names of those that this run has not.
pub(crate) fn tell(folder: &mut Folder, finished: &Finished, told: &Told) -> Result<Vec<&'static str>, StoreError> {
    let Finished { results, digest, .. } = finished;
    let summary = summary_json(results, *digest, told.drivers.clone(), told.map.clone());
    let text = |text: &'_ Option<String>| text.as_ref().map(|text| text.clone().into_bytes());
    let files = [
        (SUMMARY, Some(summary.into_bytes())),
        (STORY, text(&told.story)),
        (REPORT, text(&told.report)),
        (ASSUMPTIONS, told.assumptions.clone()),
    ];
    let mut gone = Vec::new();
    for (name, bytes) in files {
        match bytes {
            Some(bytes) => folder.put(name, &bytes)?,
            None => gone.push(name),
        }
    }
    let Some(inputs) = &told.inputs else {
        gone.push(INPUTS);
        return Ok(gone);
    };
    let mut file = folder.begin(INPUTS)?;
    let path = file.path().to_owned();
    write_inputs(inputs, &results.replicates.replicate, &results.layout.version, &mut file, &path)?;
    folder.end(INPUTS, file)?;
    Ok(gone)
}

/// The summary of results as JSON, with its digest, with what drives them and with their map where these are known: what `summary.json` and `--json` say.
pub fn summary_json(results: &Results, digest: Digest, drivers: Option<Drivers>, map: Option<DependencyMap>) -> String {
    json(&Summary { digest: Some(digest.to_string()), drivers, map, ..Summary::of(results) })
}

fn write_table<T: Rows>(layout: &Layout, table: &T, folder: &mut Folder) -> Result<TableFile, StoreError> {
    let name = file_of(T::NAME);
    let mut file = folder.begin(&name)?;
    let path = file.path().to_owned();
    write_parquet(layout, table, &mut file, &path)?;
    folder.end(&name, file)?;
    Ok(TableFile { name: T::NAME.to_owned(), file: name, rows: table.len() as u64 })
}

/// Ranges of replicates present: first and last of each run without gap.
fn ranges(replicates: &[u32]) -> Vec<[u32; 2]> {
    let mut ranges: Vec<[u32; 2]> = Vec::new();
    for &replicate in replicates {
        match ranges.last_mut() {
            Some([_, last]) if last.checked_add(1) == Some(replicate) => *last = replicate,
            _ => ranges.push([replicate, replicate]),
        }
    }
    ranges
}
