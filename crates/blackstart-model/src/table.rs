//! A table as somebody gave it, before anyone understands it: rows, cells, limits, and what readers of other formats offer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Extensions of workbooks, whose places are cells.
pub const WORKBOOKS: [&str; 4] = ["xlsx", "xlsm", "xls", "ods"];

/// Rows at the top of a table among which the names of its columns are looked for.
pub const HEADER_ROWS: usize = 20;

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
    /// The same for a table of which more is known. `form` is told what was taken, before the first piece.
    fn read_sought(
        &self,
        table: OpenTable<'_>,
        sought: &Sought<'_>,
        limits: &Limits,
        form: &mut Form,
        take: &mut TakePiece<'_>,
    ) -> Result<(), TableFault> {
        let (_, _) = (sought, form);
        self.read(table, limits, take).map_err(TableFault::from)
    }
    /// Tables that are in memory already: all that there are, CSV among them; none is looked for beside the document.
    fn held(&self) -> Option<&[(PathBuf, Arc<RawTable>)]> {
        None
    }
    /// Extensions of workbooks that [`TableFormats::sheets`] understands, lower case, without the dot.
    fn workbooks(&self) -> &[&str] {
        &[]
    }
    /// All sheets of a workbook, refusing what is beyond the limits.
    fn sheets(&self, table: OpenTable<'_>, _: &Limits) -> Result<Vec<RawSheet>, TableFault> {
        Err(TableFault::from(format!("{} is not a workbook that can be read", table.path.display())))
    }
}

/// What is known of a table before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// Names of columns, one of which its header has; none: the first row is the header.
    pub names: &'a ColumnNames,
    /// What a sheet of a workbook may be called that holds it, beside the name of the file.
    pub sheet: &'a str,
    /// Whether it is that sheet and no other.
    pub is_exact: bool,
}

/// How a table turned out to be written. Rows and columns are numbered as its program does, from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Row of the names of the columns; 0: not known, the first.
    pub header: u32,
    /// Numbers of the columns; none: they stand side by side from the first on.
    pub columns: Vec<u32>,
    /// What the rows above the names of the columns say.
    pub above: Vec<String>,
    /// How its text is written; `None`: it is no text.
    pub text: Option<TextForm>,
}

impl Form {
    /// Number of a column, counted from 0, as its program numbers it.
    pub fn column(&self, at: usize) -> u32 {
        let beyond = || {
            let last = self.columns.last().copied().unwrap_or(0);
            last.saturating_add(u32::try_from(at.saturating_sub(self.columns.len())).unwrap_or(u32::MAX))
                .saturating_add(1)
        };
        self.columns.get(at).copied().unwrap_or_else(beyond)
    }
}

/// How a table of text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextForm {
    /// What its bytes mean.
    pub encoding: Encoding,
    /// What separates the cells.
    pub separator: u8,
    /// Whether decimals stand behind a comma.
    pub decimal_comma: bool,
    /// Rows above the names of the columns, without empty lines.
    pub above: u32,
}

/// What the bytes of a text mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without byte-order mark.
    #[default]
    Utf8,
    /// UTF-16, least significant byte first, with byte-order mark.
    Utf16Le,
    /// UTF-16, most significant byte first, with byte-order mark.
    Utf16Be,
    /// Windows-1252, the western European code page.
    Windows1252,
}

impl std::fmt::Display for Encoding {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// Why a table cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFault {
    /// Code of the problem.
    pub code: &'static str,
    /// One sentence for people.
    pub message: String,
    /// What to do; may be empty.
    pub advice: String,
    /// Row and column, from 1, where it is one cell's.
    pub cell: Option<(u32, u32)>,
}

impl From<String> for TableFault {
    fn from(message: String) -> Self {
        let message = format!("this table cannot be read: {message}");
        Self { code: "BS0107", message, advice: "save it as CSV".to_owned(), cell: None }
    }
}

/// Names of columns that a reader knows, found whatever their case and whatever stands between their words.
#[derive(Clone, Debug, Default)]
pub struct ColumnNames {
    names: Vec<String>,
    folded: BTreeMap<String, usize>,
    is_sought: bool,
}

impl ColumnNames {
    /// Of these names; the first of two that are alike stands.
    pub fn new(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let mut known = Self::default();
        for name in names {
            let name = name.into();
            known.folded.entry(folded(&name)).or_insert(known.names.len());
            known.names.push(name);
        }
        known
    }

    /// Of names by which a table is only found: its columns keep what they are called (`Spend (£)`), and its numbers their signs.
    pub fn sought(names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { is_sought: true, ..Self::new(names) }
    }

    /// Whether a table is only found by them, and keeps its own names and numbers.
    pub fn is_sought(&self) -> bool {
        self.is_sought
    }

    /// All of them, in the order given.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The known name that a header means: the same letters and digits in the same order.
    pub fn meant(&self, header: &str) -> Option<&str> {
        const LONGEST: usize = 256;
        if header.len() > LONGEST {
            return None;
        }
        self.folded.get(&folded(header)).map(|at| self.names[*at].as_str())
    }

    /// Which of some rows has the names of the columns: the first of those that hold most of the known ones.
    pub fn header<'r>(&self, rows: impl Iterator<Item = &'r [String]>) -> (usize, usize) {
        let known = |row: &[String]| row.iter().filter(|cell| self.meant(cell).is_some()).count();
        let mut best = (0, 0);
        for (at, row) in rows.enumerate() {
            let count = known(row);
            if count > best.1 {
                best = (at, count);
            }
        }
        best
    }
}

/// A name without case and without what stands between its words: `Final Demand`, `final-demand` and `final_demand` are the same.
fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Number of a column as a sheet shows it: 1 is `A`, 28 is `AB`.
pub fn column_letters(number: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        let digit = (rest - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Whether a file is a workbook, by its extension.
pub fn is_workbook(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    WORKBOOKS.iter().any(|known| known.eq_ignore_ascii_case(extension))
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
    /// How its file is written.
    pub form: Form,
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

impl Cell {
    /// The same, borrowed.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::of_text(text),
            Self::Number(number) => Value::Number(*number),
        }
    }
}

impl Row for RawRow {
    fn value(&self, column: usize) -> Value<'_> {
        self.cells.get(column).and_then(Option::as_ref).map_or(Value::Empty, Cell::value)
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
    /// Cells whose value cannot be had: column, code of the problem, and what is wrong.
    fn faults(&self) -> &[(usize, &'static str, String)] {
        &[]
    }
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
    /// What it holds; or why that cannot be had: code of the problem, and a sentence.
    pub holds: Result<Cell, (&'static str, String)>,
}
