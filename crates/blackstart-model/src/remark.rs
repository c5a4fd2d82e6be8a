//! What is to be said about a table in memory by those who know its meaning, but not its file.

use crate::problem::Severity;
use std::collections::BTreeSet;

/// Something to say about a table in memory: what becomes a [`Problem`](crate::Problem) once its place in the file is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Code of the problem.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub at: At,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do; may be empty.
    pub advice: String,
}

/// A place in a table in memory. Rows and columns are counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The table as a whole.
    Table,
    /// The name of a column.
    Column(usize),
    /// A row.
    Row(usize),
    /// The cell of a row in a column.
    Cell(usize, usize),
}

/// Remarks as they are made: the first are kept, all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Those that are kept.
    pub list: Vec<Remark>,
    /// Further ones that were only counted.
    pub omitted: usize,
    failed: bool,
    /// What is said once only.
    said: BTreeSet<&'static str>,
}

/// Most remarks that are kept: more than anybody reads.
const KEPT: usize = 1_000;

impl Remarks {
    /// An error. The advice may be empty.
    pub fn error(&mut self, code: &'static str, at: At, message: impl Into<String>, advice: impl Into<String>) {
        self.add(Remark { code, severity: Severity::Error, at, message: message.into(), advice: advice.into() });
    }
    /// A warning. The advice may be empty.
    pub fn warning(&mut self, code: &'static str, at: At, message: impl Into<String>, advice: impl Into<String>) {
        self.add(Remark { code, severity: Severity::Warning, at, message: message.into(), advice: advice.into() });
    }
    /// A warning that a table has once, in however many of its rows there is reason for it.
    pub fn warning_once(&mut self, code: &'static str, at: At, message: &'static str, advice: &str) {
        if self.said.insert(message) {
            self.warning(code, at, message, advice);
        }
    }
    fn add(&mut self, remark: Remark) {
        // An error is not crowded out by warnings.
        let error = remark.severity == Severity::Error;
        let keep = self.list.len() < KEPT || (error && !self.failed);
        self.failed |= error;
        if keep {
            self.list.push(remark);
        } else {
            self.omitted += 1;
        }
    }
    /// Whether an error was found.
    pub fn failed(&self) -> bool {
        self.failed
    }
}
