//! Paths as text.

use serde::Serializer;
use std::path::{Path, PathBuf};

/// A path for people and machines; what is not UTF-8 in it is replaced.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Serialises paths as [`shown`].
pub(crate) fn paths<S: Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| shown(path)))
}
