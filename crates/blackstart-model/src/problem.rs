//! What is wrong with a file, where, and what to do about it.

use crate::table::{column_letters, is_workbook};
use std::path::{Path, PathBuf};

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file can be used, but probably does not say what was meant.
    Warning,
}

impl Severity {
    /// The word in messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, e.g. `BS0301`; `blackstart explain` has a page about it.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The file, as it was opened; the folder where a file is missing.
    pub file: PathBuf,
    /// The sheet of a workbook, where it is not named like the file; of a company's workbook always.
    pub sheet: Option<String>,
    /// Line, from 1; in tables without text the row as its program counts it; 0 where the file as a whole is meant.
    pub line: u32,
    /// Column of the first offending character, from 1, counted in characters; in tables without text the column's number; 0 with line 0.
    pub column: u32,
    /// Offending characters; may be 0.
    pub length: u32,
    /// The source line, at most 200 characters of it around the offending ones; in tables without text the cell; empty with line 0.
    pub excerpt: String,
    /// Where in `excerpt` the offending characters begin, from 0, in characters.
    pub mark: u32,
    /// What to do.
    pub advice: Option<String>,
}

impl Problem {
    /// A problem of a file as a whole; `advice` may be empty.
    pub fn of_file(code: &'static str, severity: Severity, file: &Path, message: String, advice: &str) -> Self {
        Self {
            code,
            severity,
            message,
            file: file.to_path_buf(),
            sheet: None,
            line: 0,
            column: 0,
            length: 0,
            excerpt: String::new(),
            mark: 0,
            advice: (!advice.is_empty()).then(|| advice.to_owned()),
        }
    }

    /// The cell of a workbook that is meant: `G2`, or `plan!G2` of another sheet than the file's, `plan` of a sheet as a whole; `None` elsewhere.
    pub fn cell(&self) -> Option<String> {
        cell(&self.file, self.sheet.as_deref(), self.line, self.column)
    }
}

/// The cell of a workbook as its program names it, with its sheet where one is given (line 0: the sheet as a whole); `None`: it is no place in a workbook.
pub fn cell(file: &Path, sheet: Option<&str>, line: u32, column: u32) -> Option<String> {
    let address = || format!("{}{line}", column_letters(column));
    match (sheet.filter(|_| is_workbook(file)), line) {
        (None, 0) => None,
        (Some(sheet), 0) => Some(sheet.to_owned()),
        (Some(sheet), _) => Some(format!("{sheet}!{}", address())),
        (None, _) => is_workbook(file).then(address),
    }
}

/// What came of reading: the thing if there was no error, and everything there is to say about it.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// The thing; `None` if any problem is an error.
    pub it: Option<T>,
    /// Errors and warnings, by file and place.
    pub problems: Vec<Problem>,
    /// Further problems that were only counted.
    pub omitted: usize,
    /// Every file that was read, in a fixed order: for hashing.
    pub files: Vec<PathBuf>,
}

impl<T> Read<T> {
    /// Whether any problem is an error.
    pub fn failed(&self) -> bool {
        self.it.is_none()
    }
    /// Warnings among the problems.
    pub fn warnings(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Warning)
    }
    /// Errors among the problems.
    pub fn errors(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error)
    }
}
