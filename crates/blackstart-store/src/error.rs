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
    /// There is no part of a run.
    NoParts,
    /// Written by a newer Blackstart, in a newer format.
    Newer(u64),
    /// Written by an older Blackstart, in a format that says too little of its files.
    Older(u64),
    /// Cut short, changed, or not what it says it is; what exactly.
    Damaged(String),
    /// Holds results of something else than wanted; what differs.
    Other(String),
    /// Holds a file that no command of this program wrote, so that nothing is written there; which.
    Foreign(String),
    /// Holds finished or unfinished work on something else; what.
    Occupied(String),
    /// Another process writes there; who, as far as it is known.
    Busy(Option<Writer>),
    /// Is not a folder.
    NoFolder,
    /// A file that is there was not written by the command that would replace it.
    NotOurs,
    /// A file that would be replaced belongs to a folder with a manifest.
    Listed,
    /// Parts leave replicates out: first and last of the first gap.
    Gap(u32, u32),
    /// Parts hold a replicate twice: the first such.
    Twice(u32),
}

/// A process that writes into a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Its number.
    pub process: u32,
    /// The machine it runs on, where that has a name.
    pub host: Option<String>,
    /// When it began.
    pub since: String,
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "process {}", self.process)?;
        if let Some(host) = &self.host {
            write!(f, " on {host}")?;
        }
        write!(f, " (since {})", self.since)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.problem {
            Problem::Io(error) => write!(f, "{path}: {error}"),
            Problem::NoResults => write!(
                f,
                "{path} holds no finished results (no manifest.json); if a run was interrupted there, finish it (`resume`)"
            ),
            Problem::NoParts => write!(f, "{path} holds no parts; `blackstart shard` writes them"),
            Problem::Newer(format) => write!(
                f,
                "{path} has format {format}, written by a newer version; this one reads formats up to {}",
                crate::format::FORMAT
            ),
            Problem::Older(format) => write!(
                f,
                "{path} has format {format} of an older version, which did not vouch for all of its files; run it again"
            ),
            Problem::Damaged(what) => write!(f, "{path} is damaged: {what}; compute it again"),
            Problem::Other(what) => write!(f, "{path} belongs to something else: {what}"),
            Problem::Foreign(what) => write!(
                f,
                "{path} holds `{what}`, which this program did not write there, so nothing is written; name another folder"
            ),
            Problem::Occupied(what) => write!(f, "{path} holds {what}; name another folder"),
            Problem::Busy(Some(writer)) => {
                write!(f, "{path} is being written by {writer}; wait until it has ended, or name another folder")
            }
            Problem::Busy(None) => {
                write!(f, "{path} is being written by another process; wait until it has ended, or name another folder")
            }
            Problem::NoFolder => write!(f, "{path} is a file; name a folder"),
            Problem::NotOurs => {
                write!(f, "{path} is there already and was not written by this command; name another file")
            }
            Problem::Listed => {
                write!(f, "{path} belongs to the results in its folder; name another file")
            }
            Problem::Gap(first, last) if first == last => {
                write!(f, "{path}: replicate {first} is missing")
            }
            Problem::Gap(first, last) => {
                write!(f, "{path}: replicates {first} to {last} are missing")
            }
            Problem::Twice(replicate) => write!(f, "{path}: replicate {replicate} appears twice"),
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
