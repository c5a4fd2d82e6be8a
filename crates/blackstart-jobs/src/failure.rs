//! Why there is no answer, or why the answer is no success.

use crate::found::Found;
use blackstart_store::{Problem, StoreError};
use serde::Serialize;
use std::fmt;
use std::path::Path;

/// Why there is no answer, or why the answer is no success.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// What was asked for cannot be done; one sentence that says what to do instead.
    Usage(String),
    /// Files have errors; all of them.
    Invalid(Found),
    /// A file of another form than a model's cannot be understood; where and why.
    Malformed(String),
    /// A disk, a permission or this program failed.
    System(String),
    /// The watcher stopped the work; what is kept.
    Interrupted(String),
    /// Promises that are broken, each in a sentence.
    Breached(Vec<String>),
}

impl Failure {
    /// Exit code of a command, as documented in `docs/reference/cli.md`; an interruption is taken for Ctrl-C.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::System(_) => 1,
            Self::Usage(_) => 2,
            Self::Invalid(_) | Self::Malformed(_) => 3,
            Self::Breached(_) => 4,
            Self::Interrupted(_) => 130,
        }
    }

    /// A file or folder could not be used.
    pub(crate) fn file(doing: &str, path: &Path, error: impl fmt::Display) -> Self {
        Self::System(format!("cannot {doing} {}: {error}", path.display()))
    }

    /// Something that cannot happen unless this program is wrong.
    pub(crate) fn fault(what: impl fmt::Display) -> Self {
        Self::System(what.to_string())
    }

    /// What was asked for cannot be done.
    pub(crate) fn usage(why: impl fmt::Display) -> Self {
        Self::Usage(why.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error.problem {
            Problem::Io(_) => Self::System(error.to_string()),
            _ => Self::Usage(error.to_string()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(why) | Self::System(why) | Self::Interrupted(why) | Self::Malformed(why) => out.write_str(why),
            Self::Breached(lines) => out.write_str(&lines.join("\n")),
            Self::Invalid(found) => match found.errors().next() {
                Some(problem) => write!(out, "{}:{}: {}", problem.file.display(), problem.line, problem.message),
                None => out.write_str("warnings are treated as errors"),
            },
        }
    }
}

impl std::error::Error for Failure {}
