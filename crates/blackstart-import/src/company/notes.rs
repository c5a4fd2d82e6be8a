//! What an import has to say: what it invented or guessed, what it could not match, what it passed over and why.

use super::sheet::{Place, Sheet};
use blackstart_model::problem::{Problem, Severity};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A cell of the model that nobody gave, or that was read in one of several ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumed {
    /// The cell: of the model's table, or of the file it was read from.
    pub place: String,
    /// What stands there now.
    pub value: String,
    /// Why.
    pub why: String,
    /// How sure it is, 0 to 1.
    pub confidence: f64,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq)]
pub struct PassedOver {
    /// What.
    pub what: String,
    /// Where it stands first.
    pub place: String,
    /// How often.
    pub count: usize,
    /// Why.
    pub why: String,
}

/// Everything that is told.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    /// Cells that were invented or guessed.
    pub assumed: Vec<Assumed>,
    /// Names that nothing has, where they stand, and what was done about them.
    pub unmatched: Vec<[String; 3]>,
    /// Rows that are about one thing: which, where, and what became of them.
    pub duplicates: Vec<[String; 3]>,
    /// Dependencies that led back to where they began: the circle, and what was left out.
    pub cycles: Vec<[String; 2]>,
    /// What nothing needs, or what needs nothing: which, kind, and what became of it.
    pub orphans: Vec<[String; 3]>,
    /// What types of relations were taken for: type, effect, how many, how sure.
    pub relations: Vec<(String, String, usize, f64)>,
    /// What the company sells, with its unit, where that is a guess.
    pub guessed_sales: Option<String>,
    /// What is taken for granted that moves the result most, a sentence to each, sales first.
    pub weightiest: Vec<String>,
    passed: BTreeMap<(String, String), (String, usize)>,
    /// What is wrong with the files.
    pub problems: Vec<Problem>,
    /// Further problems that were only counted.
    pub omitted: usize,
}

/// Most problems that are kept.
const MOST_PROBLEMS: usize = 200;

impl Notes {
    /// A cell of the model that nobody gave.
    pub(super) fn invent(&mut self, place: impl Into<String>, value: &str, why: impl Into<String>, confidence: f64) {
        self.assumed.push(Assumed { place: place.into(), value: value.to_owned(), why: why.into(), confidence });
    }

    /// Something that was passed over, together with all like it.
    pub(super) fn pass(&mut self, what: impl Into<String>, place: &Place, why: impl Into<String>) {
        let entry = self.passed.entry((what.into(), why.into())).or_insert_with(|| (place.to_string(), 0));
        entry.1 += 1;
    }

    /// What was passed over.
    pub fn passed(&self) -> Vec<PassedOver> {
        let one = |((what, why), (place, count)): (&(String, String), &(String, usize))| PassedOver {
            what: what.clone(),
            place: place.clone(),
            count: *count,
            why: why.clone(),
        };
        self.passed.iter().map(one).collect()
    }

    /// Something that no cell says.
    pub(super) fn warn_of_all(&mut self, code: &'static str, message: String, advice: &str) {
        self.problems.push(Problem::of_file(code, Severity::Warning, Path::new(""), message, advice));
    }

    /// Something wrong with a cell, a row or a table.
    pub(super) fn warn(&mut self, code: &'static str, sheet: &Sheet, place: &Place, message: String, advice: &str) {
        if self.problems.len() >= MOST_PROBLEMS {
            self.omitted += 1;
            return;
        }
        let row = sheet.table.rows.iter().position(|row| row.number == place.row);
        let column = (0..sheet.table.columns.len()).find(|at| sheet.table.form.column(*at) == place.column);
        let excerpt = match (row, column) {
            (Some(row), Some(column)) => sheet.text(row, column),
            _ => String::new(),
        };
        let line = if excerpt.is_empty() { 0 } else { place.row };
        self.problems.push(Problem {
            code,
            severity: Severity::Warning,
            message,
            file: PathBuf::from(&sheet.file),
            sheet: (!sheet.name.is_empty()).then(|| sheet.name.clone()),
            line,
            column: if line == 0 { 0 } else { place.column },
            length: u32::try_from(excerpt.chars().count()).unwrap_or(0),
            excerpt,
            mark: 0,
            advice: (!advice.is_empty()).then(|| advice.to_owned()),
        });
    }
}
