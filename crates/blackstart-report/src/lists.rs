//! Lists as an XLSX workbook, a sheet for each.

use crate::clean::plain;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, XlsxError};

/// Most rows of a sheet; what is beyond is counted in its last one.
const MOST_ROWS: usize = 1_000_000;

/// Most characters of a cell.
const LONGEST: usize = 32_000;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
}

/// A list: a sheet with a header.
#[derive(Clone, Debug)]
pub struct List<'a> {
    /// Name of the sheet.
    pub title: &'a str,
    /// Headers, and how wide their columns are \[characters\].
    pub columns: &'a [(&'a str, f64)],
    /// Rows, with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A workbook of lists. The same lists give the same bytes, whenever it is written.
///
/// # Errors
/// If a sheet cannot have its name.
pub fn workbook(title: &str, lists: &[List<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(
        &DocProperties::new().set_title(title).set_creation_datetime(&ExcelDateTime::from_ymd(1900, 1, 1)?),
    );
    let bold = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for list in lists {
        let sheet = book.add_worksheet().set_name(list.title)?;
        for (at, (name, width)) in (0_u16..).zip(list.columns) {
            sheet.write_with_format(0, at, *name, &bold)?.set_column_width(at, *width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        for (row, cells) in (1_u32..).zip(list.rows.iter().take(MOST_ROWS)) {
            for (at, cell) in (0_u16..).zip(cells) {
                match cell {
                    Cell::Text(text) if text.is_empty() => {}
                    Cell::Text(text) => {
                        sheet.write_string(row, at, plain(&text.chars().take(LONGEST).collect::<String>()))?;
                    }
                    Cell::Number(number) => {
                        sheet.write_number(row, at, *number)?;
                    }
                }
            }
        }
        if list.rows.len() > MOST_ROWS {
            let more = format!("{} more", list.rows.len() - MOST_ROWS);
            sheet.write_string(u32::try_from(MOST_ROWS + 1).unwrap_or(u32::MAX), 0, more)?;
        }
    }
    book.save_to_buffer()
}
