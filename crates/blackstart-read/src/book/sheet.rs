//! One sheet of a workbook: its headers and rows, and what is wrong with its form.

use crate::source::place::{Spot, plain, quote};
use crate::source::table;
use blackstart_model::problem::{Problem, Severity};
use blackstart_model::table::{Cell, ColumnNames, Form, HEADER_ROWS, Limits, RawCell, column_letters};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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
        self.add(code, Severity::Error, Spot::default(), &message.into(), advice);
    }

    /// About a sheet as a whole.
    pub(super) fn sheet(&mut self, sheet: &str, severity: Severity, code: &'static str, message: &str, advice: &str) {
        self.add(code, severity, Spot { sheet: Some(sheet.to_owned()), ..Spot::default() }, message, advice);
    }

    /// About a cell; row and column from 0.
    pub(super) fn cell(
        &mut self,
        at: At<'_>,
        code: &'static str,
        message: impl Into<String>,
        advice: impl Into<String>,
    ) {
        let spot = Spot::in_line(at.row + 1, at.text, 0, at.text.len());
        let spot = Spot { column: at.column + 1, sheet: Some(at.sheet.to_owned()), ..spot };
        self.add(code, Severity::Error, spot, &message.into(), &advice.into());
    }

    fn add(&mut self, code: &'static str, severity: Severity, spot: Spot, message: &str, advice: &str) {
        if self.list.len() >= self.most {
            self.omitted += 1;
            return;
        }
        self.list.push(Problem {
            code,
            severity,
            message: plain(message),
            file: self.book.to_path_buf(),
            sheet: spot.sheet,
            line: spot.line,
            column: spot.column,
            length: spot.length,
            excerpt: spot.excerpt,
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
    /// Reads names of columns and rows, as those of any table: the names may stand below titles and be spelt otherwise. What cannot be read is said,
    /// and left out.
    pub(super) fn read(
        name: &'static str,
        cells: Vec<RawCell>,
        known: &ColumnNames,
        limits: &Limits,
        said: &mut Said<'_>,
    ) -> Self {
        let mut sheet = Self::default();
        let above = sheet.find_header(&cells, known);
        let mut renamed = Vec::new();
        // By column: where its name is in the list of columns.
        let mut places = BTreeMap::new();
        let mut nameless = BTreeSet::new();
        for RawCell { row, column, holds } in cells.into_iter().filter(|cell| cell.row >= sheet.header_row) {
            let at = |text| At { sheet: name, row, column, text };
            let cell = match holds {
                Ok(cell) => cell,
                Err((code, why)) => {
                    said.cell(at(""), code, why, table::MEND_CELL);
                    continue;
                }
            };
            if let Some((code, message)) = table::unsound(cell.value(), limits) {
                said.cell(at(""), code, message, "correct it, or leave the cell empty");
            } else if row == sheet.header_row {
                let text = text_of(&cell);
                let meant = known.meant(&text).unwrap_or(&text).to_owned();
                if meant != text {
                    renamed.push(table::taken_as(&text, &meant));
                }
                places.insert(column, sheet.columns.len());
                let meant = sheet.sound_name(meant, At { text: &text, ..at("") }, limits, said);
                sheet.columns.push((column, meant));
            } else if let Some(place) = places.get(&column) {
                if sheet.rows.last().is_none_or(|last| last.row != row) {
                    sheet.rows.push(SheetRow { row, cells: vec![None; sheet.columns.len()] });
                }
                if let Some(last) = sheet.rows.last_mut() {
                    last.cells[*place] = Some(cell);
                }
            } else if nameless.insert(column) {
                let text = text_of(&cell);
                let message =
                    format!("column {} has no name in row {}", column_letters(column + 1), sheet.header_row + 1);
                said.cell(At { text: &text, ..at("") }, "BS0105", message, "name it, or delete what is in the column");
            }
        }
        let form = Form { header: sheet.header_row + 1, above, ..Form::default() };
        if let Some(taken) = table::taken(&form, Vec::new(), renamed) {
            let message = format!("this sheet is read so: {taken}");
            said.sheet(name, Severity::Warning, "BS0110", &message, table::IF_NOT_MEANT);
        }
        sheet
    }

    /// Finds the row with the names of the columns; what stands above is returned.
    fn find_header(&mut self, cells: &[RawCell], known: &ColumnNames) -> Vec<String> {
        let mut first: Vec<(u32, Vec<String>)> = Vec::new();
        for cell in cells {
            if first.last().is_none_or(|(row, _)| *row != cell.row) {
                if first.len() == HEADER_ROWS {
                    break;
                }
                first.push((cell.row, Vec::new()));
            }
            if let (Some((_, texts)), Ok(holds)) = (first.last_mut(), &cell.holds) {
                texts.push(text_of(holds));
            }
        }
        let (header, _) = known.header(first.iter().map(|(_, texts)| texts.as_slice()));
        self.header_row = first.get(header).map_or(0, |(row, _)| *row);
        first.truncate(header);
        first.into_iter().map(|(_, texts)| texts.join(" ")).collect()
    }

    /// The name of a column; none where it is wrong, which is said: what is below is then of no column.
    fn sound_name(&self, name: String, at: At<'_>, limits: &Limits, said: &mut Said<'_>) -> String {
        if self.columns.iter().any(|(_, known)| *known == name) {
            said.cell(at, "BS0105", format!("column {} is defined twice", quote(&name)), "keep one of the two");
        } else if self.columns.len() >= limits.table_columns {
            said.cell(at, "BS0106", format!("this sheet has more than {} columns", limits.table_columns), "");
        } else {
            return name;
        }
        String::new()
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
