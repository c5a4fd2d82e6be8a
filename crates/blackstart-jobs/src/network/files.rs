//! A network and what happens to it, read from files.

use crate::failure::Failure;
use crate::found::Found;
use crate::watch::Watcher;
use blackstart_model::economy::{Economy, Shock};
use blackstart_read::economy;
use blackstart_store::Formats;
use std::fs;
use std::path::{Path, PathBuf};

/// A network and what happens to it, as read.
pub(super) struct Files {
    pub(super) economy: Economy,
    pub(super) shocks: Vec<Shock>,
    /// Every file that was read.
    pub(super) paths: Vec<PathBuf>,
}

impl Files {
    /// Reads a network and its shocks; warnings go to the watcher.
    pub(super) fn read(network: &Path, shocks: Option<&Path>, watcher: &dyn Watcher) -> Result<Self, Failure> {
        let mut found = Found::default();
        let economy = found.take(economy::read(network, &Formats));
        let shocks = match (&economy, shocks) {
            (Some(economy), Some(file)) => found.take(economy::read_shocks(file, economy, &Formats)),
            _ => Some(Vec::new()),
        };
        let (Some(economy), Some(shocks)) = (economy, shocks) else { return Err(Failure::Invalid(found)) };
        watcher.found(&found);
        Ok(Self { economy, shocks, paths: found.files })
    }
}

/// The folder's name, for titles and folders of results.
pub(super) fn name_of(folder: &Path) -> String {
    let whole = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
    whole.file_name().map_or_else(|| "network".to_owned(), |name| name.to_string_lossy().into_owned())
}
