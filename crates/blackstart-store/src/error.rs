//! What can go wrong with results on disk, in words for people.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong, and with which file or folder.
#[derive(Debug)]
pub struct StoreError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug)]
pub enum Problem {
    /// The system refused to read or write it.
    Io(std::io::Error),
    /// There is no manifest: no results, or a run that was interrupted before its first.
    NoResults,
    /// Written by a newer Blackstart, in a newer format.
    Newer(u64),
    /// Cut short, changed, or not what it says it is; what exactly.
    Damaged(String),
    /// Holds results of something else than wanted; what differs.
    Other(String),
    /// Parts leave replicates out: first and last of the first gap.
    Gap(u32, u32),
    /// Parts hold a replicate twice: the first such.
    Twice(u32),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Io(error) => write!(f, "{path}: {error}"),
            Problem::NoResults => write!(
                f,
                "{path} holds no finished results (no manifest.json); if a run was interrupted there, finish it with --resume"
            ),
            Problem::Newer(format) => write!(
                f,
                "{path} has format {format}, written by a newer version; this one reads formats up to {}",
                crate::write::FORMAT
            ),
            Problem::Damaged(what) => write!(f, "{path} is damaged: {what}; compute it again"),
            Problem::Other(what) => write!(f, "{path} belongs to something else: {what}"),
            Problem::Gap(first, last) if first == last => {
                write!(f, "{path}: replicate {first} is missing")
            }
            Problem::Gap(first, last) => {
                write!(f, "{path}: replicates {first} to {last} are missing")
            }
            Problem::Twice(replicate) => write!(f, "{path}: replicate {replicate} is there twice"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            Problem::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl StoreError {
    /// An error about a path.
    pub(crate) fn new(path: &Path, problem: Problem) -> Self {
        Self { path: path.to_owned(), problem }
    }

    /// Damage to a file.
    pub(crate) fn damaged(path: &Path, what: impl fmt::Display) -> Self {
        Self::new(path, Problem::Damaged(what.to_string()))
    }

    /// What the system said about a path.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |error| Self { path, problem: Problem::Io(error) }
    }
}
