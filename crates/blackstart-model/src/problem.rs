//! What is wrong with a file, where, and what to do about it.

use crate::table::column_letters;
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
    /// The workbook and the cell, such as `systems!G2`, where the problem is in one: its file is then `acme.xlsx/systems`. Of a sheet as a whole: its
    /// name.
    pub fn cell(&self) -> Option<(&Path, String)> {
        let (book, sheet) = (self.file.parent()?, self.file.file_name()?.to_str()?);
        // What lies in a folder that is called like a workbook is no sheet: its files have extensions.
        if !is_workbook(book) || self.file.extension().is_some() {
            return None;
        }
        let sheet = if sheet.contains(|it: char| !it.is_alphanumeric() && it != '_') {
            format!("'{sheet}'")
        } else {
            sheet.to_owned()
        };
        Some(match (self.line, self.column) {
            (0, _) => (book, sheet),
            (line, 0) => (book, format!("{sheet}!{line}:{line}")),
            (line, column) => (book, format!("{sheet}!{}{line}", column_letters(column - 1))),
        })
    }
}

/// Whether a path is called like a workbook.
pub fn is_workbook(path: &Path) -> bool {
    const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
    let extension = path.extension().and_then(|it| it.to_str());
    extension.is_some_and(|it| WORKBOOKS.iter().any(|known| it.eq_ignore_ascii_case(known)))
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
