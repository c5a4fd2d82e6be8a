//! What is wrong with a large network: the first few of each kind are kept with their place, all are counted.

use crate::source::place::{Spot, plain};
use blackstart_model::problem::{Problem, Severity};
use csv::StringRecord;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Problems of one code that are kept; more are only counted.
const KEPT_PER_CODE: usize = 20;

/// Where something is.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub path: &'a Path,
    /// Line of a text, row of another table, from 1; 0 where the file as a whole is meant.
    pub line: u64,
    /// The cell, from 0.
    pub column: Option<usize>,
    /// The row, where it is text.
    pub record: Option<&'a StringRecord>,
}

impl<'a> At<'a> {
    /// A file as a whole.
    pub(super) fn file(path: &'a Path) -> Self {
        Self { path, line: 0, column: None, record: None }
    }

    /// A row that is not at hand any more.
    pub(super) fn row(path: &'a Path, line: u64) -> Self {
        Self { path, line, column: None, record: None }
    }

    /// A cell of the row.
    pub(super) fn cell(self, column: Option<usize>) -> Self {
        Self { column, ..self }
    }

    fn spot(&self) -> Spot {
        let line = u32::try_from(self.line).unwrap_or(u32::MAX);
        let Some(record) = self.record else {
            let column = self.column.map_or(0, |column| column as u32 + 1);
            return Spot { line, column, ..Spot::default() };
        };
        let text = record.iter().collect::<Vec<_>>().join(",");
        let (start, length) = match self.column {
            None => (0, text.len()),
            Some(column) => {
                let before: usize = record.iter().take(column).map(|cell| cell.len() + 1).sum();
                (before, record.get(column).map_or(0, str::len))
            }
        };
        Spot::in_line(line, &text, start, length)
    }
}

/// Everything found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Problem>,
    counts: BTreeMap<(PathBuf, &'static str), usize>,
    errors: usize,
}

impl Findings {
    /// An error. The advice may be empty.
    pub(super) fn error(&mut self, code: &'static str, at: At<'_>, message: impl Into<String>, advice: &str) {
        self.errors += 1;
        self.add(code, Severity::Error, at, message.into(), advice);
    }

    /// A warning. The advice may be empty.
    pub(super) fn warning(&mut self, code: &'static str, at: At<'_>, message: impl Into<String>, advice: &str) {
        self.add(code, Severity::Warning, at, message.into(), advice);
    }

    fn add(&mut self, code: &'static str, severity: Severity, at: At<'_>, message: String, advice: &str) {
        let count = self.counts.entry((at.path.to_path_buf(), code)).or_default();
        *count += 1;
        if *count > KEPT_PER_CODE {
            return;
        }
        let spot = at.spot();
        self.kept.push(Problem {
            code,
            severity,
            message: plain(&message),
            file: at.path.to_path_buf(),
            line: spot.line,
            column: spot.column,
            length: spot.length,
            excerpt: spot.excerpt,
            mark: spot.mark,
            advice: (!advice.is_empty()).then(|| plain(advice)),
        });
    }

    /// Whether an error was found.
    pub(super) fn failed(&self) -> bool {
        self.errors > 0
    }

    /// Problems by file, line and column, and how many more there are.
    pub(super) fn settle(self) -> (Vec<Problem>, usize) {
        let all: usize = self.counts.values().sum();
        let omitted = all - self.kept.len();
        let mut problems = self.kept;
        problems.sort_by(|a, b| {
            (&a.file, a.line, a.column, a.code, &a.message).cmp(&(&b.file, b.line, b.column, b.code, &b.message))
        });
        (problems, omitted)
    }
}
