//! What every answer is: named fields, a schema, and whether it is a success.

use crate::failure::Failure;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a job came to. Serialised, its first field is `schema`, such as `blackstart/run/1`; a form only ever gains fields under the same name.
pub trait Answer: Serialize {
    /// Whether what was asked for was done and is well.
    ///
    /// # Errors
    /// If the answer is there, but says that files have errors, that a promise is broken, or that the work was interrupted.
    fn outcome(&self) -> Result<(), Failure> {
        Ok(())
    }
}

/// A path for people and machines; what is not UTF-8 in it is replaced.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Serialises paths as [`shown`].
pub(crate) fn paths<S: serde::Serializer>(paths: &[PathBuf], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(paths.iter().map(|path| shown(path)))
}
