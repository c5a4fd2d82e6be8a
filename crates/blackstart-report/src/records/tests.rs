//! Tables in other programs: every cell is there, numbers are numbers, and nothing is run.

use super::*;
use crate::page::{Cell, Column, Section};
use crate::story::Story;
use blackstart_ensemble::{Summary, sample};
use calamine::{Data, Reader, Xlsx};
use std::io::Cursor;

/// Titles that a spreadsheet would run, or that break a line.
const FORMULAS: [&str; 6] = ["=HYPERLINK(\"http://x\")", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "a\nb,\"c\""];

fn page(title: &str) -> Page {
    let results = sample::results(0..50, 1);
    let mut story = Story::new(&results, Summary::of(&results));
    story.summary.model_title = title.to_owned();
    story.summary.sites.iter_mut().for_each(|site| site.title = title.to_owned());
    story.summary.services.iter_mut().for_each(|service| service.title = title.to_owned());
    story.summary.loss.by_party.iter_mut().for_each(|party| party.title = title.to_owned());
    crate::section::run(&story)
}

#[test]
fn no_title_is_a_formula_in_csv() {
    for title in FORMULAS {
        let text = csv(&page(title));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut found = 0;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(record.len(), 7);
            for field in &record {
                let runs = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(!runs || field.parse::<f64>().is_ok(), "{field}");
            }
            found += usize::from(
                record[2].trim_start_matches(['\'', ' ']).starts_with(title.trim().chars().next().unwrap()),
            );
        }
        assert!(found > 3, "{title} names rows: {found}");
    }
}

#[test]
fn a_number_of_the_report_is_the_number_of_the_record() {
    let page = page("Acme");
    let text = csv(&page);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let total =
        records.iter().find(|it| &it[1] == "Loss by party" && &it[2] == "All parties" && &it[3] == "50%").unwrap();
    let results = sample::results(0..50, 1);
    assert_eq!(total[4].parse::<f64>().unwrap(), Summary::of(&results).loss.total.p50);
    assert_eq!((&total[5], &total[6]), ("money", page.setting.money(Summary::of(&results).loss.total.p50).as_str()));
}

#[test]
fn a_workbook_has_a_sheet_for_each_table_and_text_stays_text() {
    for title in FORMULAS {
        let page = page(title);
        let bytes = workbook(&page).unwrap();
        assert_eq!(bytes, workbook(&page).unwrap(), "the same page, the same bytes");
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let names = book.sheet_names();
        assert_eq!(names.len(), 1 + tables(&page).len());
        let mut numbers = 0;
        for name in names {
            assert!(book.worksheet_formula(&name).unwrap().is_empty(), "{name} has a formula");
            numbers +=
                book.worksheet_range(&name).unwrap().used_cells().filter(|it| matches!(it.2, Data::Float(_))).count();
        }
        assert!(numbers > 50, "{numbers}");
    }
}

#[test]
fn names_of_sheets_are_allowed_and_differ() {
    let mut page = page("Acme");
    let table = || Table::new("t", [Column::words("a")]).rows([vec![Cell::text("x")]]);
    let section = |title: &str| Section::new("x", title, "").with(Block::Table(table()));
    page.sections = [
        "[a]:b/c\\d?*",
        "",
        "Verdict",
        "a title that is much longer than a sheet may be",
        "a title that is much longer than a sheet may be",
    ]
    .map(section)
    .to_vec();
    let book: Xlsx<_> = Xlsx::new(Cursor::new(workbook(&page).unwrap())).unwrap();
    assert_eq!(book.sheet_names()[..4], ["Verdict", "abcd", "Table", "Verdict 2"]);
    assert!(book.sheet_names()[5].ends_with(" 2"));
}

#[test]
fn markdown_takes_no_title_for_markup() {
    let text = crate::markdown::markdown(&page("<script>alert(1)</script> | *a* [b](javascript:x) # `c`"));
    assert!(!text.contains("<script>") && text.contains("&lt;script\\>"));
    let heads: Vec<&str> = text.lines().filter(|line| line.starts_with("| ---")).collect();
    assert!(heads.len() > 10);
    // A row has as many cells as its heading, whatever its title holds.
    let mut wide = 0;
    for line in text.lines() {
        let cells = line.replace("\\|", "").matches('|').count();
        match line.starts_with("| ---") {
            true => wide = cells,
            false if line.starts_with("| ") && wide > 0 && cells != wide => {
                // The heading of the next table stands before its line of sides.
                let next = text.lines().skip_while(|it| *it != line).nth(1).unwrap();
                assert!(next.starts_with("| ---"), "{line}");
            }
            false => {}
        }
    }
}
