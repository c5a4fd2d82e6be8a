//! Files that are there whole or not at all: written under a temporary name, synced, renamed.

use crate::error::StoreError;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// How temporary names end.
pub(crate) const TEMPORARY: &str = ".tmp";

/// Writes a file; a reader sees the old one or the new one, whole.
pub(crate) fn write_whole(
    path: &Path,
    contents: impl FnOnce(&mut BufWriter<File>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let temporary = temporary(path);
    let written =
        write_temporary(&temporary, contents).and_then(|()| fs::rename(&temporary, path).map_err(StoreError::io(path)));
    if written.is_err() {
        // Best effort: a leftover is harmless and named as one.
        let _ = fs::remove_file(&temporary);
    }
    written?;
    sync_folder(path.parent());
    Ok(())
}

fn write_temporary(
    path: &Path,
    contents: impl FnOnce(&mut BufWriter<File>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path).map_err(StoreError::io(path))?);
    contents(&mut file)?;
    file.flush().map_err(StoreError::io(path))?;
    file.get_ref().sync_all().map_err(StoreError::io(path))
}

/// A name beside the file that no other process uses.
fn temporary(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{name}.{}{TEMPORARY}", std::process::id()))
}

/// Makes renames in a folder last; systems without synced folders do not need it.
fn sync_folder(folder: Option<&Path>) {
    if let Some(folder) = folder
        && let Ok(folder) = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
    {
        let _ = folder.sync_all();
    }
}

/// Removes a file if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

/// Makes a folder and all above it.
pub(crate) fn make_folder(path: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(path).map_err(StoreError::io(path))
}
