//! What there is to say about files that were read.

use crate::paths::paths;
use blackstart_model::{Problem, Read, Severity};
use blackstart_report::problem::ProblemJson;
use serde::{Serialize, Serializer};
use std::path::PathBuf;

/// What there is to say about files that were read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// Errors first, then warnings, each by file and place.
    #[serde(serialize_with = "problems")]
    pub problems: Vec<Problem>,
    /// Further problems that were only counted.
    pub omitted: usize,
    /// Every file that was read.
    #[serde(serialize_with = "paths")]
    pub files: Vec<PathBuf>,
}

fn problems<S: Serializer>(problems: &[Problem], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(problems.iter().map(ProblemJson::from))
}

impl Found {
    /// Takes what was read, and keeps what there is to say about it.
    pub(crate) fn take<T>(&mut self, read: Read<T>) -> Option<T> {
        self.problems.extend(read.problems);
        self.problems.sort_by_key(|problem| problem.severity);
        self.omitted += read.omitted;
        self.files.extend(read.files);
        read.it
    }

    /// Adds what there is to say about other files.
    pub(crate) fn join(&mut self, other: Self) {
        self.problems.extend(other.problems);
        self.problems.sort_by_key(|problem| problem.severity);
        self.omitted += other.omitted;
        self.files.extend(other.files);
    }

    /// Problems that make the files unusable.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty() && self.omitted == 0
    }
}
