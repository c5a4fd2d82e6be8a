//! Reads run folders back, believing nothing that does not fit together.

use crate::arrow::read_parquet;
use crate::canon::{Hashing, digest};
use crate::error::{Problem, StoreError};
use crate::write::FORMAT;
use blackstart_ensemble::cells::Rows;
use blackstart_ensemble::counts::SiteCountRows;
use blackstart_ensemble::{Layout, Results, SiteCounts, each_table};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What is in the folder; written last.
pub(crate) const MANIFEST: &str = "manifest.json";
/// Names and dates that tables refer to.
pub(crate) const LAYOUT: &str = "layout.json";
/// Results in few numbers.
pub(crate) const SUMMARY: &str = "summary.json";

/// Most bytes of a JSON file that are read: far above a model of a million sites.
const MOST_JSON: u64 = 1 << 30;

/// What a run folder holds and where it came from: `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format of the folder.
    pub format: u64,
    /// Version of Blackstart that played the histories.
    pub blackstart: String,
    /// Slug of the model.
    pub model: String,
    /// SHA-256 of the model's files, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// SHA-256 of the scenario's file, hex.
    pub scenario_hash: String,
    /// Seed.
    pub seed: u64,
    /// The one command that gives the same results.
    pub command: String,
    /// Replicates present: first and last of each run without gap.
    pub replicates: Vec<[u32; 2]>,
    /// How many they are.
    pub replicate_count: u64,
    /// How many the counts over sites are of.
    pub replicates_counted: u32,
    /// Moment 0 of all hours, civil time.
    pub start: String,
    /// SHA-256 of the results' content, hex.
    pub digest: String,
    /// Tables.
    pub tables: Vec<TableFile>,
}

/// One table of a run folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFile {
    /// Its name.
    pub name: String,
    /// Its file in the folder.
    pub file: String,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of the file, hex: damage is found before anything believes its bytes.
    pub sha256: String,
}

/// Reads what a run folder says about itself.
///
/// # Errors
/// If there is no manifest, or it is damaged or of a newer format.
pub fn manifest(folder: &Path) -> Result<Manifest, StoreError> {
    #[derive(Deserialize)]
    struct Format {
        format: u64,
    }
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Err(StoreError::new(folder, Problem::NoResults));
    }
    let bytes = read_bytes(&path)?;
    let format: Format = parse(&path, &bytes)?;
    if format.format > FORMAT {
        return Err(StoreError::new(folder, Problem::Newer(format.format)));
    }
    parse(&path, &bytes)
}

/// Reads results from a run folder; they equal those written.
///
/// # Errors
/// If anything is missing, cut short, changed, of a newer format, or does not give the digest in the manifest.
pub fn read(folder: &Path) -> Result<Results, StoreError> {
    let manifest = manifest(folder)?;
    let path = folder.join(LAYOUT);
    let layout: Layout = parse(&path, &read_bytes(&path)?)?;
    let mut results = Results::empty(layout);
    macro_rules! read {
        ($table:ident) => {
            results.$table = read_table(&manifest, &results.layout, folder)?
        };
    }
    each_table!(read);
    let rows: SiteCountRows = read_table(&manifest, &results.layout, folder)?;
    results.counts = SiteCounts::from_rows(manifest.replicates_counted, results.layout.sites.len(), &rows)
        .ok_or_else(|| StoreError::damaged(&folder.join("site_counts.parquet"), "it counts what does not exist"))?;
    let found = digest(&results).to_string();
    if found != manifest.digest {
        let what = format!("its content has digest {found}, its manifest says {}", manifest.digest);
        return Err(StoreError::damaged(folder, what));
    }
    Ok(results)
}

/// Checks a run folder as [`read`] does and returns what it says about itself.
///
/// # Errors
/// As [`read`].
pub fn verify(folder: &Path) -> Result<Manifest, StoreError> {
    read(folder)?;
    manifest(folder)
}

fn read_table<T: Rows>(manifest: &Manifest, layout: &Layout, folder: &Path) -> Result<T, StoreError> {
    let path = folder.join(format!("{}.parquet", T::NAME));
    let damaged = || StoreError::damaged(&folder.join(MANIFEST), format!("it does not list `{}`", T::NAME));
    let table = manifest.tables.iter().find(|table| table.name == T::NAME).ok_or_else(damaged)?;
    let rows = usize::try_from(table.rows).map_err(|_| damaged())?;
    let file = open(&path)?;
    let mut hashing = Hashing::new(file);
    std::io::copy(&mut hashing, &mut std::io::sink()).map_err(StoreError::io(&path))?;
    if hashing.digest().to_string() != table.sha256 {
        return Err(StoreError::damaged(&path, "it is not the file that was written"));
    }
    read_parquet(layout, &path, rows)
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, StoreError> {
    let file = open(path)?;
    let mut bytes = Vec::new();
    file.take(MOST_JSON).read_to_end(&mut bytes).map_err(StoreError::io(path))?;
    Ok(bytes)
}

fn open(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::damaged(path, "it is missing"),
        _ => StoreError::io(path)(error),
    })
}

fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::damaged(path, error))
}
