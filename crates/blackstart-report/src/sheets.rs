//! Tables of a page as an XLSX workbook: a sheet for each, numbers as numbers with their unit, days as dates.

use crate::amount::{Amount, Room, Setting, Unit};
use crate::clean::plain;
use crate::letters::width;
use crate::number::moment;
use crate::page::{Cell, Page, Table};
use crate::records::tables;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Characters of a sheet's name: the format's limit.
const NAME: usize = 31;
/// Narrowest and widest column \[characters\].
const WIDTHS: (usize, usize) = (9, 48);
/// Most characters of a cell.
const LONGEST: usize = 32_000;
/// The row of heads: above it stand the model with its scenario, and what the table tells.
const HEADS: u32 = 3;

/// A sheet for each table after one with the verdict. Text is text, whatever it begins with. The same page gives the same bytes.
///
/// # Errors
/// If a sheet cannot have its name.
pub(crate) fn workbook(page: &Page) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // No clock: written tomorrow, it is the same.
    let day = ExcelDateTime::from_ymd(1900, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(plain(&page.title)).set_creation_datetime(&day));
    verdict(book.add_worksheet().set_name("Verdict")?, page)?;
    let mut names = vec!["Verdict".to_owned()];
    for (section, table) in tables(page) {
        let name = name(&section, &names);
        let sheet = book.add_worksheet().set_name(&name)?;
        names.push(name);
        one(sheet, page, &section, table)?;
    }
    book.save_to_buffer()
}

/// What is told in words, and what the sheets are in.
fn verdict(sheet: &mut Worksheet, page: &Page) -> Result<(), XlsxError> {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    if let Some(verdict) = &page.verdict {
        let answers =
            verdict.answers.iter().flat_map(|it| it.sentences.iter().map(|said| (it.question, said.as_str())));
        rows.extend(answers);
        rows.extend(verdict.advice.iter().map(|said| ("What to do", said.as_str())));
        rows.push(("Condition", &verdict.condition));
    }
    rows.extend(page.findings.iter().map(|said| ("In numbers", said.as_str())));
    let units = format!(
        "Heads of columns name the unit: {} is money, % a share, d days, h hours, 1/y times a year. A date is a day in the calendar of the model. What never happens, or only after the end, is words.",
        currency(&page.setting)
    );
    rows.extend([("Units", units.as_str()), ("The same again", &page.foot)]);
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    titled(sheet, page, &page.played)?;
    sheet.set_column_width(0, 30)?.set_column_width(1, 110)?;
    let mut last = "";
    for (row, (what, said)) in (HEADS..).zip(rows) {
        // A question stands once above its answers.
        if what != last {
            sheet.write_string_with_format(row, 0, what, &bold)?;
        }
        sheet.write_string_with_format(row, 1, cut(said), &wrapped)?;
        last = what;
    }
    sheet.set_freeze_panes(HEADS - 1, 0)?;
    Ok(())
}

/// What it is about, in the first rows of a sheet.
fn titled(sheet: &mut Worksheet, page: &Page, said: &str) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(13);
    let words = [page.title.as_str(), page.lead.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|it| !it.is_empty()).collect();
    sheet.write_string_with_format(0, 0, cut(&words.join(" · ")), &title)?;
    sheet.write_string(1, 0, cut(said))?;
    Ok(())
}

fn one(sheet: &mut Worksheet, page: &Page, section: &str, table: &Table) -> Result<(), XlsxError> {
    let setting = &page.setting;
    let columns = columns(table, setting);
    titled(sheet, page, &format!("{section}: {}", table.caption))?;
    let head =
        Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Bottom).set_border_bottom(FormatBorder::Thin);
    let numbers = head.clone().set_align(FormatAlign::Right);
    let rows: Vec<&Vec<Cell>> = table.groups.iter().flat_map(|group| &group.rows).collect();
    for (at, column) in (0_u16..).zip(&columns) {
        let format = if at > 0 && column.unit.is_some() { &numbers } else { &head };
        sheet.write_string_with_format(HEADS, at, plain(&column.head), format)?;
        let mut widest = width(&column.head).min(18);
        for (row, cells) in (HEADS + 1..).zip(&rows) {
            widest = widest.max(write(sheet, (row, at), part(&cells[column.from], column.part), setting)?);
        }
        let wide = (widest + 2).clamp(WIDTHS.0, WIDTHS.1);
        sheet.set_column_width(at, f64::from(u32::try_from(wide).unwrap_or(0)))?;
    }
    let mut row = HEADS + 1 + u32::try_from(rows.len()).unwrap_or(0);
    let last = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    if rows.len() > 1 {
        sheet.autofilter(HEADS, 0, row - 1, last)?;
    }
    for group in table.groups.iter().filter(|group| group.more > 0) {
        row += 1;
        sheet.write_string(row, 0, cut(&format!("{} {}", group.more, group.rest)))?;
    }
    sheet.set_freeze_panes(HEADS + 1, 1)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(HEADS, HEADS)?;
    Ok(())
}

/// A column of a sheet: a column of the table, or a part of one whose cells hold several numbers.
struct Column {
    from: usize,
    part: usize,
    head: String,
    /// What its numbers count; nothing where it is words.
    unit: Option<Unit>,
}

/// Columns with their units; an interval has a column for each of its ends.
fn columns(table: &Table, setting: &Setting) -> Vec<Column> {
    let mut out = Vec::new();
    for (from, column) in table.columns.iter().enumerate().filter(|(at, _)| !table.is_picture(*at)) {
        let cells = || table.groups.iter().flat_map(|group| &group.rows).map(|row| &row[from]);
        let called = cells().map(names).max_by_key(|names| names.len()).unwrap_or(&[""]);
        for (at, called) in called.iter().enumerate() {
            let mut units = cells().filter_map(|cell| match part(cell, at) {
                Piece::Number(amount) => Some(amount.unit),
                Piece::Words(_) => None,
            });
            // One head for all: where rows differ, the unit is in their format alone.
            let unit = units.next().filter(|first| units.all(|it| it.word() == first.word()));
            let words = format!("{}{called}", column.said());
            let named = unit.map(|unit| in_head(unit, setting)).filter(|named| !named.is_empty());
            let head = named.map_or_else(|| words.clone(), |named| format!("{words} [{named}]"));
            out.push(Column { from, part: at, head, unit });
        }
    }
    out
}

/// What a cell of a sheet holds.
enum Piece<'c> {
    Number(Amount),
    Words(&'c Cell),
}

/// What the numbers of a cell are called, after the head of their column.
fn names(cell: &Cell) -> &'static [&'static str] {
    match cell {
        Cell::Range(..) => &[", from", ", to"],
        Cell::Within { .. } => &["", ", from", ", to"],
        Cell::Tolerance { level: Some(level), .. } if *level < 1.0 => &["", ", below"],
        _ => &[""],
    }
}

/// One number of a cell, or its words.
fn part(cell: &Cell, at: usize) -> Piece<'_> {
    let number = match (cell, at) {
        (Cell::Value(it) | Cell::Since(it), 0) | (Cell::Range(it, _), 0) | (Cell::Range(_, it), 1) => Some(*it),
        (Cell::Within { middle, .. }, 0) => Some(*middle),
        (Cell::Within { low, .. }, 1) => Some(*low),
        (Cell::Within { high, .. }, 2) => Some(*high),
        (Cell::Tolerance { hours, .. }, 0) => Some(Amount::of(Unit::Duration, *hours)),
        (Cell::Tolerance { level: Some(level), .. }, 1) if *level < 1.0 => Some(Amount::of(Unit::Share, *level)),
        (other, 0) => return Piece::Words(other),
        _ => return Piece::Words(&Cell::Blank),
    };
    number.map_or(Piece::Words(&Cell::Blank), Piece::Number)
}

/// Writes a cell and says how many characters it takes.
fn write(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    piece: Piece<'_>,
    setting: &Setting,
) -> Result<usize, XlsxError> {
    let words = match piece {
        Piece::Words(cell) => cell.words(setting, Room::Page),
        Piece::Number(amount) => {
            let shown = setting.amount(amount, Room::Page);
            let format = Format::new().set_num_format(pattern(amount, setting));
            let day = amount.unit == Unit::Day;
            if day && amount.value <= setting.end_hours {
                if let Some(date) = moment(setting.start, amount.value).and_then(date) {
                    sheet.write_with_format(row, at, &date, &format)?;
                    return Ok(11);
                }
            } else if !day && amount.value.is_finite() {
                sheet.write_number_with_format(row, at, amount.value, &format)?;
                // As wide as Excel shows it: money is written in full.
                return Ok(if amount.unit.word().starts_with("money") {
                    full_width(amount.value)
                } else {
                    shown.len()
                });
            }
            shown
        }
    };
    if words.is_empty() {
        return Ok(0);
    }
    sheet.write_string(row, at, cut(&words))?;
    Ok(width(&words))
}

/// Letters of an amount of money with its sign and all its digits.
fn full_width(value: f64) -> usize {
    let digits = format!("{:.0}", value.abs()).len();
    digits + digits / 3 + 3
}

fn date(at: jiff::civil::DateTime) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(at.year()).ok()?, at.month().unsigned_abs(), at.day().unsigned_abs()).ok()
}

/// How a spreadsheet shows a number of a unit.
fn pattern(amount: Amount, setting: &Setting) -> String {
    let sign = plain(&setting.currency.sign).replace('"', "");
    let space = if sign.chars().last().is_some_and(char::is_alphabetic) { " " } else { "" };
    let money = format!("\"{sign}{space}\"#,##0");
    let one = match amount.unit {
        Unit::Whole => "#,##0".to_owned(),
        Unit::Count if amount.value.abs() < 99.95 => "#,##0.0".to_owned(),
        Unit::Count => "#,##0".to_owned(),
        Unit::Plain => "General".to_owned(),
        Unit::Share | Unit::Points => "0.0%".to_owned(),
        Unit::NearOne => "0.00%".to_owned(),
        Unit::Fine => "0.0000%".to_owned(),
        Unit::Money | Unit::MoneyPerHour => money,
        Unit::Days | Unit::Duration => "#,##0.0".to_owned(),
        Unit::Day => "d mmm yyyy".to_owned(),
        Unit::Rate => "0.000".to_owned(),
    };
    match amount.unit {
        Unit::Plain | Unit::Day => one,
        _ if amount.change => format!("+{one};-{one};{one}"),
        _ => format!("{one};-{one}"),
    }
}

/// A unit as the head of a column has it.
fn in_head(unit: Unit, setting: &Setting) -> String {
    match unit {
        Unit::Whole | Unit::Count | Unit::Plain => String::new(),
        Unit::Share | Unit::NearOne | Unit::Fine | Unit::Points => "%".to_owned(),
        Unit::Money => currency(setting),
        Unit::MoneyPerHour => format!("{}/h", currency(setting)),
        Unit::Days => "d".to_owned(),
        Unit::Duration => "h".to_owned(),
        Unit::Day => "date".to_owned(),
        Unit::Rate => "1/y".to_owned(),
    }
}

fn currency(setting: &Setting) -> String {
    let currency = &setting.currency;
    plain(if currency.code.is_empty() { &currency.sign } else { &currency.code }).into_owned()
}

/// A text that a cell can hold, on one line.
fn cut(text: &str) -> String {
    plain(text).chars().take(LONGEST).collect()
}

/// A name that no sheet has yet: the section's, with a number from the second on.
fn name(section: &str, taken: &[String]) -> String {
    let letters = plain(section);
    let letters = letters.chars().filter(|it| !"[]:*?/\\'\u{fffd}".contains(*it));
    let base: String = letters.take(NAME - 4).collect();
    let base = if base.trim().is_empty() { "Table".to_owned() } else { base.trim().to_owned() };
    let is_taken = |name: &str| taken.iter().any(|it| it.to_lowercase() == name.to_lowercase());
    if !is_taken(&base) {
        return base;
    }
    (2..).map(|at| format!("{base} {at}")).find(|name| !is_taken(name)).unwrap_or(base)
}

#[cfg(test)]
mod tests;
