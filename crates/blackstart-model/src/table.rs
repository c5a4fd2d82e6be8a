//! A table as somebody gave it, before anyone understands it: rows, cells, limits, and what readers of other formats offer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most that is read before a file is refused. Every limit is far above what a real model needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of one TOML file \[bytes\]. The parser needs up to fifty times as much memory for the most hostile contents; larger lists belong in tables.
    pub toml_bytes: u64,
    /// Size of one table file \[bytes\].
    pub table_bytes: u64,
    /// Rows of one table.
    pub table_rows: u64,
    /// Systems of a model, and services: every history keeps the state of each, some 24 kB.
    pub systems: usize,
    /// Columns of one table.
    pub table_columns: usize,
    /// Length of one table row \[bytes\].
    pub row_bytes: u64,
    /// Length of one text in any field \[bytes\].
    pub text_bytes: usize,
    /// Problems kept; more are only counted.
    pub problems: usize,
}

impl Limits {
    /// Most rows of a kind, in the document and its tables together.
    pub fn rows_of(&self, kind: &str) -> usize {
        match kind {
            "system" | "service" => self.systems,
            _ => usize::try_from(self.table_rows).unwrap_or(usize::MAX),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            toml_bytes: 16 << 20,
            table_bytes: 4 << 30,
            table_rows: 20_000_000,
            systems: 60_000,
            table_columns: 1_000,
            row_bytes: 1 << 20,
            text_bytes: 64 << 10,
            problems: 200,
        }
    }
}

/// A table file that is open for reading: regular, and of bounded size.
#[derive(Debug)]
pub struct OpenTable<'a> {
    /// The file, at its beginning.
    #[expect(clippy::disallowed_types, reason = "opened by blackstart-read, read by blackstart-store, never here")]
    pub file: std::fs::File,
    /// Where it was found: its extension says the format, its name which sheet of a workbook.
    pub path: &'a Path,
}

/// A part of a table.
#[derive(Clone, Copy)]
pub enum Piece<'a> {
    /// Names of the columns; once, before any row.
    Columns(&'a [String]),
    /// A row.
    Row {
        /// Its number as its program counts it (a sheet's header is row 1).
        number: u32,
        /// Its cells.
        cells: &'a dyn Row,
    },
}

/// What takes the pieces; `false` stops.
pub type TakePiece<'a> = dyn FnMut(Piece<'_>) -> bool + 'a;

/// Readers of table files that are not CSV.
pub trait TableFormats {
    /// Extensions that [`TableFormats::read`] understands, lower case, without the dot, the best first.
    fn extensions(&self) -> &[&str];
    /// Hands over one table piece by piece, refusing what is beyond the limits. The error is one sentence for people.
    fn read(&self, table: OpenTable<'_>, limits: &Limits, take: &mut TakePiece<'_>) -> Result<(), String>;
    /// Tables that are in memory already: all that there are, CSV among them; none is looked for beside the document.
    fn held(&self) -> Option<&[(PathBuf, Arc<RawTable>)]> {
        None
    }
    /// Extensions of workbooks that [`TableFormats::sheets`] understands, lower case, without the dot.
    fn workbooks(&self) -> &[&str] {
        &[]
    }
    /// All sheets of a workbook, refusing what is beyond the limits. The error is one sentence for people.
    fn sheets(&self, table: OpenTable<'_>, _: &Limits) -> Result<Vec<RawSheet>, String> {
        Err(format!("{} is not a workbook that can be read", table.path.display()))
    }
}

/// No format but CSV.
#[derive(Clone, Copy, Debug, Default)]
pub struct CsvOnly;

impl TableFormats for CsvOnly {
    fn extensions(&self) -> &[&str] {
        &[]
    }
    fn read(&self, table: OpenTable<'_>, _: &Limits, _: &mut TakePiece<'_>) -> Result<(), String> {
        Err(format!("{} is not a CSV file", table.path.display()))
    }
}

/// A table in memory, as its file has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows in file order.
    pub rows: Vec<RawRow>,
}

/// One row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRow {
    /// Number of the row as its program counts it (a sheet's header is row 1).
    pub number: u32,
    /// One cell per column; `None`: empty.
    pub cells: Vec<Option<Cell>>,
}

/// Contents of a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text; also dates (ISO 8601) and `true` / `false`.
    Text(String),
    /// A number.
    Number(f64),
}

impl Row for RawRow {
    fn value(&self, column: usize) -> Value<'_> {
        match self.cells.get(column) {
            Some(Some(Cell::Text(text))) => Value::of_text(text),
            Some(Some(Cell::Number(number))) => Value::Number(*number),
            _ => Value::Empty,
        }
    }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Text, as it stands; also dates (ISO 8601) and `true` / `false`.
    Text(&'a str),
}

/// One row of a table.
pub trait Row {
    /// The cell in a column, counted from 0.
    fn value(&self, column: usize) -> Value<'_>;
}

impl<'a> Value<'a> {
    /// A cell of text.
    pub fn of_text(text: &'a str) -> Self {
        let text = text.trim();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// As a number; `None` if it is none.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Empty => None,
            Self::Whole(whole) => Some(whole as f64),
            Self::Number(number) => Some(number),
            Self::Text(text) => text.parse().ok(),
        }
    }

    /// As people see it.
    pub fn text(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Whole(whole) => whole.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.to_owned(),
        }
    }
}

/// A sheet of a workbook, as it stands there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RawSheet {
    /// Its name.
    pub name: String,
    /// Cells that hold anything, by row, then column.
    pub cells: Vec<RawCell>,
}

/// A cell of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCell {
    /// Its row, from 0.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// What it holds; or why that cannot be had, as the rest of a sentence.
    pub holds: Result<Cell, String>,
}

/// Letters of a column as a sheet shows them: `A`, `Z`, `AA`; counted from 0.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}
