//! What a run folder says about itself: `manifest.json`.

use crate::error::{Problem, StoreError};
use crate::files::FileEntry;
use crate::folder::{Kind, is_inside};
use crate::format::FORMAT;
use crate::json::{MOST_JSON, open, parse, read_bytes};
use crate::names::MANIFEST;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// What a run folder holds and where it came from. What it does not list does not belong to the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Format of the folder.
    pub format: u64,
    /// What it holds.
    pub kind: Kind,
    /// Version of Blackstart that played the histories.
    pub blackstart: String,
    /// Slug of the model.
    pub model: String,
    /// SHA-256 of the model's content, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// SHA-256 of the scenario's content, hex.
    pub scenario_hash: String,
    /// Seed.
    pub seed: u64,
    /// The one command that gives the same results, run in the same folder; `None` for results of models made in memory.
    pub command: Option<String>,
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
    /// Every other file of the folder, tables too, by name.
    pub files: Vec<FileEntry>,
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
}

/// Reads what a run folder says about itself.
///
/// # Errors
/// If there is no manifest, or it is damaged, of another format, or of a folder that holds no run.
pub fn manifest(folder: &Path) -> Result<Manifest, StoreError> {
    #[derive(Deserialize)]
    struct Head {
        format: u64,
        kind: Option<Kind>,
    }
    let path = folder.join(MANIFEST);
    if !path.exists() {
        return Err(StoreError::new(folder, Problem::NoResults));
    }
    let bytes = read_bytes(&mut open(&path)?, &path, MOST_JSON)?;
    let head: Head = parse(&path, &bytes)?;
    if head.format > FORMAT {
        return Err(StoreError::new(folder, Problem::Newer(head.format)));
    }
    if head.format < FORMAT {
        return Err(StoreError::new(folder, Problem::Older(head.format)));
    }
    if head.kind.is_some_and(|kind| kind != Kind::Run) {
        return Err(StoreError::new(folder, Problem::Other("it holds no results of a run".to_owned())));
    }
    let manifest: Manifest = parse(&path, &bytes)?;
    let mut names: Vec<&str> = manifest.files.iter().map(|it| it.file.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) || !names.iter().all(|name| is_inside(name)) {
        return Err(StoreError::damaged(&path, "it lists a file twice, or outside its folder"));
    }
    Ok(manifest)
}

impl Manifest {
    /// What it says of a file, if it lists it.
    pub fn file(&self, name: &str) -> Option<&FileEntry> {
        self.files.iter().find(|it| it.file == name)
    }
}
