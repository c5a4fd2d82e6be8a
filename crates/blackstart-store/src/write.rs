//! A run folder: manifest, names, summary and tables. The manifest comes last: without it, there are no results.

use crate::arrow::write_parquet;
use crate::canon::{Digest, Hashing, digest};
use crate::error::StoreError;
use crate::files::{make_folder, remove, write_whole};
use crate::read::{LAYOUT, MANIFEST, Manifest, SUMMARY, TableFile};
use blackstart_ensemble::cells::Rows;
use blackstart_ensemble::{Layout, Results, Summary, each_table};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Format of run folders that this version writes, and the highest it reads.
pub const FORMAT: u64 = 1;

/// Writes results as a run folder and returns their digest. What the folder held before is no longer results from the first moment on.
///
/// The same results give the same bytes in every file.
///
/// # Errors
/// If the system refuses; the folder then holds no results.
pub fn write(results: &Results, folder: &Path) -> Result<Digest, StoreError> {
    make_folder(folder)?;
    remove(&folder.join(MANIFEST))?;
    let digest = digest(results);
    let mut tables = Vec::new();
    macro_rules! write {
        ($table:ident) => {
            tables.push(write_table(&results.layout, &results.$table, folder)?)
        };
    }
    each_table!(write);
    tables.push(write_table(&results.layout, &results.counts.rows(), folder)?);
    write_json(&folder.join(LAYOUT), &results.layout)?;
    write_whole(&folder.join(SUMMARY), |to| {
        to.write_all(summary_json(results, digest).as_bytes()).map_err(StoreError::io(&folder.join(SUMMARY)))
    })?;
    let layout = &results.layout;
    let ranges = ranges(&results.replicates.replicate);
    let manifest = Manifest {
        format: FORMAT,
        blackstart: layout.version.clone(),
        model: layout.model.id.clone(),
        model_hash: layout.model_hash.clone(),
        scenario: layout.scenario.id.clone(),
        scenario_hash: layout.scenario_hash.clone(),
        seed: layout.seed,
        command: command(layout, &ranges),
        replicates: ranges,
        replicate_count: results.len() as u64,
        replicates_counted: results.counts.replicates,
        start: layout.start.to_string(),
        digest: digest.to_string(),
        tables,
    };
    write_json(&folder.join(MANIFEST), &manifest)?;
    Ok(digest)
}

/// The summary of results as JSON, with its digest: what `summary.json` and `--json` say.
pub fn summary_json(results: &Results, digest: Digest) -> String {
    let summary = Summary { digest: Some(digest.to_string()), ..Summary::of(results) };
    let mut text = serde_json::to_string_pretty(&summary).expect("a summary is JSON");
    text.push('\n');
    text
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    write_whole(path, |to| {
        let mut text = serde_json::to_string_pretty(value).expect("names and numbers are JSON");
        text.push('\n');
        to.write_all(text.as_bytes()).map_err(StoreError::io(path))
    })
}

fn write_table<T: Rows>(layout: &Layout, table: &T, folder: &Path) -> Result<TableFile, StoreError> {
    let file = format!("{}.parquet", T::NAME);
    let path = folder.join(&file);
    let mut sha256 = String::new();
    write_whole(&path, |to| {
        let mut hashing = Hashing::new(to);
        write_parquet(layout, table, &mut hashing, &path)?;
        sha256 = hashing.digest().to_string();
        Ok(())
    })?;
    Ok(TableFile { name: T::NAME.to_owned(), file, rows: table.len() as u64, sha256 })
}

/// Ranges of replicates present: first and last of each run without gap.
fn ranges(replicates: &[u32]) -> Vec<[u32; 2]> {
    let mut ranges: Vec<[u32; 2]> = Vec::new();
    for &replicate in replicates {
        match ranges.last_mut() {
            Some([_, last]) if *last + 1 == replicate => *last = replicate,
            _ => ranges.push([replicate, replicate]),
        }
    }
    ranges
}

/// The one command that gives the same results, however they were made.
fn command(layout: &Layout, ranges: &[[u32; 2]]) -> String {
    let (first, end) = match (ranges.first(), ranges.last()) {
        (Some([first, _]), Some([_, last])) => (*first, u64::from(*last) + 1),
        _ => (0, 0),
    };
    format!(
        "blackstart run {} --scenario {} --seed {} --replicates {first}..{end}",
        layout.model.id, layout.scenario.id, layout.seed
    )
}
