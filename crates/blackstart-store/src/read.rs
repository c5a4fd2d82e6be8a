//! Reads run folders back, believing nothing that the manifest does not list and nothing that does not fit together.

use crate::arrow::read_parquet;
use crate::canon::{Hashing, digest};
use crate::error::{Problem, StoreError};
use crate::files::FileEntry;
use crate::folder::{Folder, Kind, Purpose, run_subject};
use crate::json::{MOST_JSON, open, parse, read_bytes};
use crate::manifest::{Manifest, manifest};
use crate::names::{LAYOUT, MANIFEST, RANKING, REPORTS, STORY, SUMMARY, file_of, run_files};
use crate::sound::{sound_layout, sound_results};
use blackstart_ensemble::cells::Rows;
use blackstart_ensemble::counts::SiteCountRows;
use blackstart_ensemble::results::has_table;
use blackstart_ensemble::{Layout, Results, SiteCounts, each_table};
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::Seek;
use std::path::{Path, PathBuf};

/// A finished run on disk: one manifest, and the files that it lists.
#[derive(Clone, Debug)]
pub struct Run {
    folder: PathBuf,
    manifest: Manifest,
}

impl Run {
    /// Opens a run folder.
    ///
    /// # Errors
    /// If there is no manifest, or it is damaged or of another format.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Ok(Self { folder: folder.to_owned(), manifest: manifest(folder)? })
    }

    /// What the folder says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Its results; they equal those written.
    ///
    /// # Errors
    /// If anything is missing, cut short, changed, cannot be results, or does not give the digest in the manifest.
    pub fn results(&self) -> Result<Results, StoreError> {
        let (path, mut file) = self.listed(LAYOUT)?;
        let layout: Layout = parse(&path, &read_bytes(&mut file, &path, MOST_JSON)?)?;
        sound_layout(&layout).map_err(|what| StoreError::damaged(&path, what))?;
        let mut results = Results::empty(layout);
        macro_rules! read {
            ($table:ident) => {
                if has_table(&results.layout, stringify!($table)) {
                    results.$table = self.table(&results.layout)?
                }
            };
        }
        each_table!(read);
        let rows: SiteCountRows = self.table(&results.layout)?;
        let counted = self.manifest.replicates_counted;
        results.counts = SiteCounts::from_rows(counted, results.layout.sites.len(), &rows).ok_or_else(|| {
            StoreError::damaged(&self.folder.join("site_counts.parquet"), "it counts what does not exist")
        })?;
        sound_results(&results).map_err(|what| StoreError::damaged(&self.folder, what))?;
        let found = digest(&results).to_string();
        if found != self.manifest.digest {
            let what = format!("its content has digest {found}, its manifest says {}", self.manifest.digest);
            return Err(StoreError::damaged(&self.folder, what));
        }
        Ok(results)
    }

    /// Checks the files that [`Run::results`] does not read: beside results that are whole, nothing may lie that belongs to others.
    ///
    /// # Errors
    /// If the summary or the story is missing or changed.
    pub fn check_words(&self) -> Result<(), StoreError> {
        self.listed(SUMMARY)?;
        if self.manifest.file(STORY).is_some() {
            self.listed(STORY)?;
        }
        Ok(())
    }

    /// What the report tells besides results; `None` if this run told nothing.
    ///
    /// # Errors
    /// If it is changed, not listed, or not what `T` says.
    pub fn story<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        if self.manifest.file(STORY).is_none() && !self.folder.join(STORY).exists() {
            return Ok(None);
        }
        let (path, mut file) = self.listed(STORY)?;
        parse(&path, &read_bytes(&mut file, &path, MOST_JSON)?).map(Some)
    }

    /// What changes would save, where that was ranked on this run's scenario.
    ///
    /// # Errors
    /// If it is changed, not listed, or not what `T` says.
    pub fn ranking<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        if self.manifest.file(RANKING).is_none() && !self.folder.join(RANKING).exists() {
            return Ok(None);
        }
        let (path, mut file) = self.listed(RANKING)?;
        parse(&path, &read_bytes(&mut file, &path, MOST_JSON)?).map(Some)
    }

    /// Keeps a ranking of changes beside the results, in place of an earlier one.
    ///
    /// # Errors
    /// As [`Run::rewrite_report`].
    pub fn keep_ranking(&self, ranking: &str) -> Result<PathBuf, StoreError> {
        self.put(RANKING, ranking.as_bytes())
    }

    /// Writes the report again, under one of [`REPORTS`], and a manifest that lists it; returns where it is. Whoever reads meanwhile finds the old or the new one.
    ///
    /// # Panics
    /// If it is not one of these names.
    ///
    /// # Errors
    /// If another process writes the folder or has written it since it was opened, or the system refuses.
    pub fn rewrite_report(&self, name: &str, report: &[u8]) -> Result<PathBuf, StoreError> {
        assert!(REPORTS.contains(&name), "{name} is no report");
        self.put(name, report)
    }

    fn put(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let subject = run_subject(&self.manifest.model, &self.manifest.scenario);
        let purpose = Purpose { kind: Kind::Run, subject, force: false };
        let mut folder = Folder::claim(&self.folder, purpose, run_files())?;
        if manifest(&self.folder)? != self.manifest {
            let what = "another process has written it meanwhile; try again".to_owned();
            return Err(StoreError::new(&self.folder, Problem::Other(what)));
        }
        folder.put(name, bytes)?;
        let manifest = self.relisted(folder.files(), &[]);
        folder.finish_with(&manifest)?;
        Ok(self.folder.join(name))
    }

    /// The manifest with some files anew and others gone.
    pub(crate) fn relisted(&self, anew: Vec<FileEntry>, gone: &[&str]) -> Manifest {
        let mut files = anew;
        let stays = |it: &&FileEntry| !gone.contains(&it.file.as_str()) && !files.iter().any(|new| new.file == it.file);
        let stay: Vec<FileEntry> = self.manifest.files.iter().filter(stays).cloned().collect();
        files.extend(stay);
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Manifest { files, ..self.manifest.clone() }
    }

    fn table<T: Rows>(&self, layout: &Layout) -> Result<T, StoreError> {
        let name = file_of(T::NAME);
        let damaged = || StoreError::damaged(&self.folder.join(MANIFEST), format!("it does not list `{}`", T::NAME));
        let table = self.manifest.tables.iter().find(|it| it.name == T::NAME && it.file == name).ok_or_else(damaged)?;
        let (path, file) = self.listed(&name)?;
        read_parquet(layout, file, &path, table.rows)
    }

    /// A file, if it is the one that was written; at its beginning.
    fn listed(&self, name: &str) -> Result<(PathBuf, File), StoreError> {
        let path = self.folder.join(name);
        let Some(entry) = self.manifest.file(name) else {
            let what = format!("it does not list `{name}`");
            return Err(StoreError::damaged(&self.folder.join(MANIFEST), what));
        };
        let file = open(&path)?;
        let changed = || StoreError::damaged(&path, "it is not the file that was written");
        if file.metadata().map_err(StoreError::io(&path))?.len() != entry.bytes {
            return Err(changed());
        }
        // One handle to the end: what is hashed is what is read.
        let mut hashing = Hashing::new(file);
        std::io::copy(&mut hashing, &mut std::io::sink()).map_err(StoreError::io(&path))?;
        if hashing.digest().to_string() != entry.sha256 {
            return Err(changed());
        }
        let mut file = hashing.to;
        file.rewind().map_err(StoreError::io(&path))?;
        Ok((path, file))
    }
}

/// Reads results from a run folder; they equal those written.
///
/// # Errors
/// As [`Run::open`], [`Run::check_words`] and [`Run::results`].
pub fn read(folder: &Path) -> Result<Results, StoreError> {
    let run = Run::open(folder)?;
    run.check_words()?;
    run.results()
}

/// Checks every file of a run folder and returns what it says about itself.
///
/// # Errors
/// As [`read`]; or if any file that is listed has changed, or one is there that should be listed and is not.
pub fn verify(folder: &Path) -> Result<Manifest, StoreError> {
    let run = Run::open(folder)?;
    run.results()?;
    for entry in &run.manifest.files {
        run.listed(&entry.file)?;
    }
    for name in run_files() {
        if run.manifest.file(&name).is_none() && folder.join(&name).exists() {
            run.listed(&name)?;
        }
    }
    Ok(run.manifest)
}
