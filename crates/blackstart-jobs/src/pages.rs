//! Pages that a command writes where it is told to: over an earlier page, and over nothing else.

use crate::failure::Failure;
use blackstart_store as store;
use std::path::Path;

/// Writes a page: over an earlier one, and over nothing else.
pub(crate) fn write_page(file: &Path, page: &str) -> Result<(), Failure> {
    Ok(store::replace_file(file, page.as_bytes(), is_page)?)
}

/// Whether a file that begins with these bytes is a page of this program: no other forbids itself everything but one look.
fn is_page(first: &[u8]) -> bool {
    let first = String::from_utf8_lossy(first);
    first.starts_with("<!DOCTYPE html>") && first.contains("default-src 'none'; style-src 'sha256-")
}
