//! JSON files, read within bounds.

use crate::error::StoreError;
use crate::files::{FileEntry, folder_of, write_whole};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

/// Most bytes of a JSON file that are read: far above a model of a million sites.
pub(crate) const MOST_JSON: u64 = 256 << 20;

/// Writes a value as JSON.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<FileEntry, StoreError> {
    write_whole(path, |to| to.write_all(json(value).as_bytes()).map_err(StoreError::io(path)))
}

/// A value as JSON for people.
pub(crate) fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("names and numbers are JSON");
    text.push('\n');
    text
}

/// Reads a JSON file of at most so many bytes.
pub(crate) fn read_json<T: DeserializeOwned>(path: &Path, most: u64) -> Result<T, StoreError> {
    parse(path, &read_bytes(&mut open(path)?, path, most)?)
}

/// A value from JSON.
pub(crate) fn parse<T: DeserializeOwned>(path: &Path, bytes: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(bytes).map_err(|error| StoreError::damaged(path, error))
}

/// Reads all bytes of a file, if they are at most so many.
pub(crate) fn read_bytes(file: &mut File, path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(StoreError::io(path))?;
    if bytes.len() as u64 > most {
        return Err(StoreError::damaged(path, format!("it has more than {most} bytes")));
    }
    Ok(bytes)
}

/// Opens a file that should be there: nothing that would block, nothing without an end, and no link out of its folder. These are the
/// rules of `blackstart_read::file`, which this crate may not use; a test holds the two together.
pub(crate) fn open(path: &Path) -> Result<File, StoreError> {
    let missing = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => StoreError::damaged(path, "it is missing"),
        ErrorKind::PermissionDenied => StoreError::io(path)(error),
        // A link to itself: nothing that the system could do better.
        _ if fs::symlink_metadata(path).is_ok_and(|it| it.is_symlink()) => StoreError::damaged(path, error),
        _ => StoreError::io(path)(error),
    };
    let real = path.canonicalize().map_err(missing)?;
    if !real.starts_with(folder_of(path).canonicalize().map_err(missing)?) {
        return Err(StoreError::damaged(path, "it is a link to somewhere outside its folder"));
    }
    if !fs::symlink_metadata(&real).map_err(missing)?.is_file() {
        return Err(StoreError::damaged(path, "it is not a file"));
    }
    File::open(&real).map_err(missing)
}

#[cfg(all(test, unix))]
mod tests;
