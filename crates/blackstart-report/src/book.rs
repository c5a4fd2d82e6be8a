//! A company as an XLSX workbook: headers with notes, drop-down lists, what is required in colour.

use blackstart_model::book::{ABOUT, About, Book, BookCell, BookColumn, BookSheet, Choice, Group};
use blackstart_model::table::column_letters;
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Formula, Note, Url, Workbook, Worksheet, XlsxError,
};

/// Rows of a sheet that have drop-down lists, beyond those that are filled, and rows that these choose from.
const MORE_ROWS: usize = 1_000;
/// Narrowest and widest column \[characters\].
const WIDTHS: (usize, usize) = (9, 44);
/// Characters of a line of a note, and the size of one \[pixels\].
const NOTE_CHARS: usize = 46;
const NOTE_WIDTH: u32 = 320;
const NOTE_LINE: u32 = 18;
/// Most characters of a list of words in a validation: the format's limit.
const MOST_WORDS: usize = 255;

/// A workbook as the bytes of an XLSX file; the same workbook gives the same bytes.
///
/// # Errors
/// If it is more than the format holds: a text of more than 32,767 characters, more than 1,048,576 rows or 16,384 columns.
pub fn workbook(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut out = Workbook::new();
    // No clock: written tomorrow, it is the same.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    out.set_properties(&DocProperties::new().set_title(&book.title).set_creation_datetime(&day));
    about(out.add_worksheet().set_name(ABOUT)?, &book.about)?;
    for sheet in &book.sheets {
        one(out.add_worksheet().set_name(&sheet.name)?, sheet, &book.sheets)?;
    }
    out.save_to_buffer()
}

fn about(sheet: &mut Worksheet, lines: &[About]) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_font_size(13);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let link = Format::new().set_hyperlink().set_align(FormatAlign::Top);
    sheet.set_column_width(0, 18)?.set_column_width(1, 100)?;
    for (row, line) in (0..).zip(lines) {
        match line {
            About::Heading(text) => {
                sheet.write_string_with_format(row, 0, text, &heading)?;
            }
            About::Text(text) => {
                sheet.write_string_with_format(row, 1, text, &wrapped)?;
            }
            About::Sheet(name, text) => {
                let to = Url::new(format!("internal:'{name}'!A1")).set_text(name);
                sheet.write_url_with_format(row, 0, to, &link)?;
                sheet.write_string_with_format(row, 1, text, &wrapped)?;
            }
        }
    }
    Ok(())
}

fn one(out: &mut Worksheet, sheet: &BookSheet, all: &[BookSheet]) -> Result<(), XlsxError> {
    let header = Format::new().set_border_bottom(FormatBorder::Thin);
    let must = header.clone().set_bold().set_background_color(Color::RGB(0x00FF_E699));
    let as_typed = Format::new().set_num_format("@");
    out.set_tab_color(colour(sheet.group));
    out.set_freeze_panes(1, u16::try_from(sheet.frozen).unwrap_or(1))?;
    for (at, column) in (0..).zip(&sheet.columns) {
        if column.is_text {
            out.set_column_format(at, &as_typed)?;
        }
        out.set_column_width(at, f64::from(u32::try_from(width(sheet, usize::from(at))).unwrap_or(0)))?;
        out.write_string_with_format(0, at, &column.header, if column.must { &must } else { &header })?;
        out.insert_note(0, at, &note(column))?;
        if let Some(validation) = validation(column, all)? {
            let last = u32::try_from(sheet.rows.len() + MORE_ROWS).unwrap_or(u32::MAX).min(1_048_575);
            out.add_data_validation(1, at, last, at, &validation)?;
        }
    }
    for (row, cells) in (1..).zip(&sheet.rows) {
        for (at, cell) in (0..).zip(cells) {
            let text = sheet.columns.get(usize::from(at)).is_some_and(|column| column.is_text);
            match cell {
                None => continue,
                Some(BookCell::Text(it)) if text => out.write_string_with_format(row, at, it, &as_typed)?,
                Some(BookCell::Text(it)) => out.write_string(row, at, it)?,
                Some(BookCell::Number(it)) => out.write_number(row, at, *it)?,
                Some(BookCell::Truth(it)) => out.write_boolean(row, at, *it)?,
            };
        }
    }
    Ok(())
}

fn colour(group: Group) -> Color {
    match group {
        Group::Model => Color::RGB(0x0044_72C4),
        Group::Scenarios => Color::RGB(0x00ED_7D31),
        Group::Attack => Color::RGB(0x00C0_0000),
        Group::Reported => Color::RGB(0x007F_7F7F),
    }
}

/// As wide as header and cells want, within bounds.
fn width(sheet: &BookSheet, at: usize) -> usize {
    let cell = |row: &Vec<Option<BookCell>>| match row.get(at) {
        Some(Some(BookCell::Text(text))) => text.chars().count(),
        Some(Some(BookCell::Number(number))) => number.to_string().len(),
        _ => 0,
    };
    let widest = sheet.rows.iter().map(cell).max().unwrap_or(0).max(sheet.columns[at].header.chars().count());
    (widest + 2).clamp(WIDTHS.0, WIDTHS.1)
}

/// What a column means, as large as its text.
fn note(column: &BookColumn) -> Note {
    let lines: usize = column.note.lines().map(|line| 1 + line.chars().count() / NOTE_CHARS).sum();
    let height = NOTE_LINE * u32::try_from(lines + 1).unwrap_or(1);
    Note::new(&column.note).add_author_prefix(false).set_author("Blackstart").set_width(NOTE_WIDTH).set_height(height)
}

/// The drop-down list of a column, if it has one.
fn validation(column: &BookColumn, all: &[BookSheet]) -> Result<Option<DataValidation>, XlsxError> {
    Ok(match &column.choice {
        Choice::Free => None,
        Choice::Words(words) => {
            let fits = words.iter().map(|word| word.len() + 1).sum::<usize>() <= MOST_WORDS;
            // An error is told by `check`, where the drop-down has no room.
            fits.then(|| DataValidation::new().allow_list_strings(words)).transpose()?
        }
        Choice::Column { sheet, column, several } => {
            let rows = all.iter().find(|it| it.name == *sheet).map_or(0, |it| it.rows.len());
            let letters = column_letters(u32::try_from(*column + 1).unwrap_or(u32::MAX));
            let range = format!("={sheet}!${letters}$2:${letters}${}", rows + MORE_ROWS);
            let list = DataValidation::new().allow_list_formula(Formula::new(range));
            Some(if *several {
                // One may be picked, several may be typed.
                list.show_error_message(false)
            } else {
                let message = format!("There is no such row in the sheet `{sheet}` yet.");
                list.set_error_style(DataValidationErrorStyle::Warning).set_error_message(message)?
            })
        }
    })
}

#[cfg(test)]
mod tests;
