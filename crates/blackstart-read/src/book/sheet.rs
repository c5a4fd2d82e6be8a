//! One sheet of a workbook: its headers and rows, and what is wrong with its form.

use crate::source::place::{Spot, count, plain};
use blackstart_model::problem::{Problem, Severity};
use blackstart_model::table::{Cell, Limits, RawCell, RawSheet, column_letters};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A sheet with headers.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// The row of the headers, from 0.
    pub header_row: u32,
    /// Columns with a header: where they stand, from 0, and what they are called.
    pub columns: Vec<(u32, String)>,
    pub rows: Vec<SheetRow>,
}

/// A row that holds anything.
#[derive(Clone, Debug)]
pub(super) struct SheetRow {
    /// From 0.
    pub row: u32,
    /// One for each column.
    pub cells: Vec<Option<Cell>>,
}

/// What is to be said about a workbook.
pub(super) struct Said<'p> {
    pub book: &'p Path,
    pub list: Vec<Problem>,
    most: usize,
    pub omitted: usize,
}

impl<'p> Said<'p> {
    pub(super) fn new(book: &'p Path, limits: &Limits) -> Self {
        Self { book, list: Vec::new(), most: limits.problems, omitted: 0 }
    }

    /// About the workbook as a whole.
    pub(super) fn whole(&mut self, code: &'static str, message: impl Into<String>, advice: &str) {
        self.add(code, Severity::Error, self.book.to_path_buf(), &Spot::default(), &message.into(), advice);
    }

    /// About a sheet as a whole.
    pub(super) fn sheet(&mut self, sheet: &str, severity: Severity, code: &'static str, message: &str, advice: &str) {
        self.add(code, severity, self.book.join(sheet), &Spot::default(), message, advice);
    }

    /// About a cell; row and column from 0.
    pub(super) fn cell(
        &mut self,
        at: At<'_>,
        code: &'static str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let spot = Spot { column: at.column + 1, ..Spot::in_line(at.row + 1, at.text, 0, at.text.len()) };
        self.add(code, Severity::Error, self.book.join(at.sheet), &spot, &message.into(), &advice.into());
    }

    fn add(&mut self, code: &'static str, severity: Severity, file: PathBuf, spot: &Spot, message: &str, advice: &str) {
        if self.list.len() >= self.most {
            self.omitted += 1;
            return;
        }
        self.list.push(Problem {
            code,
            severity,
            message: plain(message),
            file,
            line: spot.line,
            column: spot.column,
            length: spot.length,
            excerpt: spot.excerpt.clone(),
            mark: spot.mark,
            advice: Some(advice).filter(|advice| !advice.is_empty()).map(plain),
        });
    }
}

/// A cell of a sheet, from 0, and its text.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub sheet: &'a str,
    pub row: u32,
    pub column: u32,
    pub text: &'a str,
}

impl Sheet {
    /// Reads headers and rows. What cannot be read is said, and left out.
    pub(super) fn read(raw: RawSheet, limits: &Limits, said: &mut Said<'_>) -> Self {
        let RawSheet { name, cells } = raw;
        let mut sheet = Self { header_row: cells.first().map_or(0, |cell| cell.row), ..Self::default() };
        // By column: where its header is in the list of columns.
        let mut places = BTreeMap::new();
        let mut nameless = BTreeMap::new();
        for RawCell { row, column, holds } in cells {
            let at = |text| At { sheet: &name, row, column, text };
            let cell = match holds {
                Ok(cell) => cell,
                Err(why) => {
                    said.cell(at(""), "BS0124", format!("this cell {why}"), "correct it, or empty the cell");
                    continue;
                }
            };
            match &cell {
                Cell::Text(text) if text.len() > limits.text_bytes => {
                    let message = format!("this text is longer than {} bytes", limits.text_bytes);
                    said.cell(at(""), "BS0106", message, "correct it, or empty the cell");
                    continue;
                }
                Cell::Number(number) if !number.is_finite() => {
                    said.cell(at(""), "BS0207", format!("{number} is not a number"), "correct it, or empty the cell");
                    continue;
                }
                _ => {}
            }
            if row == sheet.header_row {
                sheet.header(&cell, at(""), &mut places, limits, said);
            } else if let Some(place) = places.get(&column) {
                if sheet.rows.last().is_none_or(|last| last.row != row) {
                    sheet.rows.push(SheetRow { row, cells: vec![None; sheet.columns.len()] });
                }
                if let Some(last) = sheet.rows.last_mut() {
                    last.cells[*place] = Some(cell);
                }
            } else if let (text, std::collections::btree_map::Entry::Vacant(first)) =
                (text_of(&cell), nameless.entry(column))
            {
                first.insert(());
                let message = format!("column {} has no name in row {}", column_letters(column), sheet.header_row + 1);
                said.cell(At { text: &text, ..at("") }, "BS0105", message, "name it, or delete what is in the column");
            }
        }
        sheet
    }

    fn header(
        &mut self,
        cell: &Cell,
        at: At<'_>,
        places: &mut BTreeMap<u32, usize>,
        limits: &Limits,
        said: &mut Said<'_>,
    ) {
        let text = text_of(cell);
        let at = At { text: &text, ..at };
        let column = at.column;
        if self.columns.iter().any(|(_, known)| *known == text) {
            let message = format!("column `{text}` is defined twice");
            said.cell(at, "BS0105", message, "keep one of the two");
        } else if self.columns.len() >= limits.table_columns {
            said.cell(at, "BS0106", format!("this sheet has more than {} columns", limits.table_columns), "");
        } else {
            places.insert(column, self.columns.len());
            self.columns.push((column, text));
            return;
        }
        // Said already: what is below is of no column.
        places.insert(column, self.columns.len());
        self.columns.push((column, String::new()));
    }

    /// Position of a column among those with a header.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|(_, known)| known == name)
    }

    /// Rows of TOML text and where they come from.
    pub(super) fn row<'s>(&'s self, sheet: &'static str, row: &'s SheetRow) -> RowOf<'s> {
        RowOf { sheet, row: row.row, columns: &self.columns, cells: &row.cells }
    }
}

/// A row as named cells.
#[derive(Clone, Copy)]
pub(super) struct RowOf<'s> {
    pub sheet: &'static str,
    /// From 0.
    pub row: u32,
    pub columns: &'s [(u32, String)],
    pub cells: &'s [Option<Cell>],
}

impl<'s> RowOf<'s> {
    /// Cells that hold anything: column, header, contents.
    pub(super) fn filled(self) -> impl Iterator<Item = (u32, &'s str, &'s Cell)> {
        let all = self.columns.iter().zip(self.cells);
        all.filter_map(|((at, name), cell)| Some((*at, name.as_str(), cell.as_ref()?)))
    }

    /// A cell by its header.
    pub(super) fn get(self, name: &str) -> Option<(u32, &'s Cell)> {
        let at = self.columns.iter().position(|(_, known)| known == name)?;
        Some((self.columns[at].0, self.cells.get(at)?.as_ref()?))
    }
}

/// A cell as people see it.
pub(super) fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.trim().to_owned(),
        Cell::Number(number) => number.to_string(),
    }
}

/// A place of a problem that was found by its headers or rows, as the sheet shows it; both from 1.
pub(super) fn shown(sheet: &Sheet, line: u32, column: u32) -> (u32, u32) {
    let line = if line == 1 { sheet.header_row + 1 } else { line };
    let column = sheet.columns.get(column.saturating_sub(1) as usize).map_or(column, |(at, _)| at + 1);
    (line, count(column as usize))
}
