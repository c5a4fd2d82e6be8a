//! A workbook to be written: sheets, what their columns mean, and what may be chosen in them; no library for spreadsheets.

/// A workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Book {
    /// Title for people.
    pub title: String,
    /// Lines of the first sheet, which explains the others.
    pub about: Vec<About>,
    /// The other sheets, in order.
    pub sheets: Vec<BookSheet>,
}

/// Name of the sheet that explains.
pub const ABOUT: &str = "read me";

/// A line of the sheet that explains.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// What a sheet is.
    Sheet(String, String),
}

/// What a sheet is about; sheets of a group have a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The company.
    Model,
    /// Bad days.
    Scenarios,
    /// Attacks.
    Attack,
    /// What was reported.
    Reported,
}

/// A sheet with a row of headers.
#[derive(Clone, Debug, PartialEq)]
pub struct BookSheet {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub group: Group,
    /// Its columns.
    pub columns: Vec<BookColumn>,
    /// First columns that stay in view.
    pub frozen: usize,
    /// Its rows, as wide as the columns.
    pub rows: Vec<Vec<Option<BookCell>>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct BookColumn {
    /// What stands in the first row.
    pub header: String,
    /// What it means, how it is written, its default.
    pub note: String,
    /// Whether each row needs it.
    pub must: bool,
    /// What may be chosen.
    pub choice: Choice,
    /// Whether what is typed stays as typed: ids such as `1-2` are no dates.
    pub is_text: bool,
}

/// What may be chosen in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    /// Anything.
    Free,
    /// One of these words.
    Words(Vec<String>),
    /// What stands in the column of another sheet.
    Column {
        /// The sheet.
        sheet: String,
        /// The column, from 0.
        column: usize,
        /// Whether several may be written, or something else besides.
        several: bool,
    },
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum BookCell {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Truth(bool),
}
