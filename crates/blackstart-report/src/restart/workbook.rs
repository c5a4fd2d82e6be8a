//! The plan as an XLSX workbook: the list, then a sheet per crew.

use super::{Crewed, RestartStory, told};
use crate::clean::plain;
use crate::number::moment;
use blackstart_ensemble::restart::{PlannedTask, TaskState};
use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeSet;

/// Most characters of a sheet's name.
const LONGEST_NAME: usize = 31;

impl RestartStory {
    /// An XLSX workbook: sheet `plan` as in `plan.csv`, which `--plan` reads, then a sheet per crew with its tasks in order and their dates.
    pub fn workbook(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        // The same plan gives the same bytes, whenever it is written.
        let start = excel(self.start).unwrap_or(ExcelDateTime::from_ymd(1900, 1, 1)?);
        book.set_properties(
            &DocProperties::new()
                .set_title(format!("{}: {}", self.model_title, self.title))
                .set_creation_datetime(&start),
        );
        let bold = Format::new().set_bold().set_border_bottom(rust_xlsxwriter::FormatBorder::Thin);
        let mut taken = BTreeSet::from(["plan".to_owned()]);

        let sheet = book.add_worksheet().set_name("plan")?;
        headed(sheet, &bold, &[("rank", 6.0), ("system", 24.0), ("title", 44.0), ("modes", 30.0)])?;
        for (row, system) in (1_u32..).zip(&self.ranking) {
            sheet.write(row, 0, row)?;
            text(sheet, row, 1, &system.id)?;
            text(sheet, row, 2, &system.title)?;
            text(sheet, row, 3, &self.ways_of(&system.id))?;
        }
        for Crewed { crew, tasks } in self.by_crew() {
            let title = crew.map_or("no limited crew", |it| it.title);
            let sheet = book.add_worksheet().set_name(sheet_name(title, &mut taken))?;
            self.crew_sheet(sheet, &bold, &tasks)?;
        }
        book.save_to_buffer()
    }

    fn crew_sheet(&self, sheet: &mut Worksheet, bold: &Format, tasks: &[&PlannedTask]) -> Result<(), XlsxError> {
        let date = Format::new().set_num_format("ddd d mmm yyyy hh:mm");
        let share = Format::new().set_num_format("0%");
        let money = Format::new().set_num_format("#,##0");
        let per_hour = format!("an hour's delay costs [{}]", self.currency.code);
        headed(
            sheet,
            bold,
            &[
                ("rank", 6.0),
                ("system", 40.0),
                ("task", 26.0),
                ("people", 8.0),
                ("needed in", 10.0),
                ("start, 1 in 20", 22.0),
                ("start, median", 22.0),
                ("start, 19 in 20", 22.0),
                ("end, 1 in 20", 22.0),
                ("end, median", 22.0),
                ("end, 19 in 20", 22.0),
                (&per_hour, 28.0),
                ("critical in", 10.0),
                ("state", 10.0),
            ],
        )?;
        for (row, task) in (1_u32..).zip(tasks) {
            sheet.write(row, 0, task.rank as u32)?;
            text(sheet, row, 1, &task.title)?;
            text(sheet, row, 2, &told(task))?;
            sheet.write(row, 3, task.people)?.write_with_format(row, 4, task.needed, &share)?;
            let (start, end) = (&task.start_hours, &task.end_hours);
            for (column, hours) in (5_u16..).zip([start.p05, start.p50, start.p95, end.p05, end.p50, end.p95]) {
                // Never, and dates that a sheet cannot hold, stay empty.
                if let Some(at) = moment(self.start, hours).and_then(excel) {
                    sheet.write_with_format(row, column, &at, &date)?;
                }
            }
            sheet.write_with_format(row, 11, task.delay_per_hour, &money)?;
            sheet.write_with_format(row, 12, task.critical, &share)?;
            text(sheet, row, 13, task.state.map_or("to do", TaskState::word))?;
        }
        Ok(())
    }
}

/// Writes words as words, whatever they look like; nothing of none.
fn text(sheet: &mut Worksheet, row: u32, column: u16, words: &str) -> Result<(), XlsxError> {
    if !words.is_empty() {
        sheet.write_string(row, column, plain(words))?;
    }
    Ok(())
}

/// Writes the first row, which stays in sight.
fn headed(sheet: &mut Worksheet, bold: &Format, columns: &[(&str, f64)]) -> Result<(), XlsxError> {
    for (at, &(title, width)) in (0_u16..).zip(columns) {
        sheet.write_with_format(0, at, title, bold)?.set_column_width(at, width)?;
    }
    sheet.set_freeze_panes(1, 0)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn excel(at: DateTime) -> Option<ExcelDateTime> {
    let date = ExcelDateTime::from_ymd(u16::try_from(at.year()).ok()?, at.month() as u8, at.day() as u8).ok()?;
    date.and_hms(at.hour() as u16, at.minute() as u8, at.second()).ok()
}

/// A title as a sheet may be named: short, without the characters that addresses use, not twice.
fn sheet_name(title: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String =
        title.chars().map(|it| if "[]:*?/\\'".contains(it) || it.is_control() { ' ' } else { it }).collect();
    let plain = if plain.trim().is_empty() { "crew" } else { plain.trim() };
    for number in 1_u32.. {
        let end = if number == 1 { String::new() } else { format!(" {number}") };
        // Sheets count in UTF-16.
        let mut name = String::new();
        for it in plain.chars() {
            if name.encode_utf16().count() + it.len_utf16() + end.len() > LONGEST_NAME {
                break;
            }
            name.push(it);
        }
        let name = format!("{}{end}", name.trim_end());
        // `History` is the program's own.
        if !name.eq_ignore_ascii_case("history") && taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    unreachable!("some number is free")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_short_plain_and_their_own() {
        let mut taken = BTreeSet::from(["plan".to_owned()]);
        let mut name = |title: &str| sheet_name(title, &mut taken);
        assert_eq!(name("Plan"), "Plan 2");
        assert_eq!(name("IT / OT: [vendor]*"), "IT   OT   vendor");
        assert_eq!(name("History"), "History 2");
        assert_eq!(name(" "), "crew");
        assert_eq!(name("Engineers of the vendor, Solihull and Halewood"), "Engineers of the vendor, Solihu");
        assert_eq!(name("Engineers of the vendor, Solihull, nights"), "Engineers of the vendor, Soli 2");
    }
}
