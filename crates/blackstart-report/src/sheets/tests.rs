//! Workbooks: every table has its sheet, numbers are numbers with units, and nothing is run.

use super::*;
use crate::page::{Block, Column as TableColumn, Section};
use crate::records::tests::{FORMULAS, page};
use calamine::{Data, Range, Reader, Xlsx};
use std::io::{Cursor, Read};

fn open(page: &Page) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(workbook(page).unwrap())).unwrap()
}

fn sheet(page: &Page, name: &str) -> Range<Data> {
    open(page).worksheet_range(name).unwrap()
}

fn words(range: &Range<Data>, row: u32) -> Vec<String> {
    let (_, end) = range.end().unwrap();
    (0..=end).map(|at| range.get_value((row, at)).map(ToString::to_string).unwrap_or_default()).collect()
}

/// A page with one table.
fn with(table: Table) -> Page {
    let mut page = page("Acme");
    page.sections = vec![Section::new("x", "Costs", "").with(Block::Table(table))];
    page
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
    let table = || Table::new("t", [TableColumn::words("a")]).rows([vec![Cell::text("x")]]);
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
    let book = open(&page);
    assert_eq!(book.sheet_names()[..4], ["Verdict", "abcd", "Table", "Verdict 2"]);
    assert!(book.sheet_names()[5].ends_with(" 2"));
}

#[test]
fn a_sheet_says_what_it_is_of_and_heads_name_their_units() {
    let columns = [
        TableColumn::words("party"),
        TableColumn::number("mean"),
        TableColumn::number("interval"),
        TableColumn::number("share"),
        TableColumn::number("back"),
        TableColumn::number("allowed"),
    ];
    let row = vec![
        Cell::text("Acme"),
        Cell::money(1_250_000.4),
        Cell::range(Unit::Money, 1.0e6, 1.5e6),
        Cell::share(0.375),
        Cell::day(24.0),
        Cell::Tolerance { hours: 48.0, level: Some(0.5) },
    ];
    let page = with(Table::new("Who bears it", columns).rows([row]));
    let range = sheet(&page, "Costs");
    assert_eq!(words(&range, 0)[0], format!("{} · {}", page.title, page.lead));
    assert_eq!(words(&range, 1)[0], "Costs: Who bears it");
    let code = &page.setting.currency.code;
    assert_eq!(
        words(&range, 3),
        [
            "Party".to_owned(),
            format!("Mean [{code}]"),
            format!("Interval, from [{code}]"),
            format!("Interval, to [{code}]"),
            "Share [%]".to_owned(),
            "Back [date]".to_owned(),
            "Allowed [h]".to_owned(),
            "Allowed, below [%]".to_owned(),
        ]
    );
    let cells: Vec<&Data> = (1..8).map(|at| range.get_value((4, at)).unwrap()).collect();
    assert_eq!(cells[..4], [1_250_000.4, 1.0e6, 1.5e6, 0.375].map(Data::Float).iter().collect::<Vec<_>>());
    let Data::DateTime(day) = cells[4] else { panic!("{:?} is a date", cells[4]) };
    let start = ExcelDateTime::parse_from_str(&page.setting.start.date().to_string()).unwrap().to_excel();
    assert_eq!(day.as_f64(), start + 1.0, "a day after the start is the second day");
    assert_eq!(cells[5..], [48.0, 0.5].map(Data::Float).iter().collect::<Vec<_>>());
}

#[test]
fn numbers_are_shown_as_people_write_them() {
    let rows = [
        Cell::money(12_345.6),
        Cell::share(0.5),
        Cell::of(Unit::Days, 4.5),
        Cell::change(Unit::Money, -3.0),
        Cell::day(24.0),
    ];
    let page = with(
        Table::new("t", [TableColumn::words("a"), TableColumn::number("b")])
            .rows(rows.into_iter().map(|cell| vec![Cell::text("x"), cell])),
    );
    let mut file = zip::ZipArchive::new(Cursor::new(workbook(&page).unwrap())).unwrap();
    let mut styles = String::new();
    file.by_name("xl/styles.xml").unwrap().read_to_string(&mut styles).unwrap();
    let sign = &page.setting.currency.sign;
    for pattern in [
        format!("&quot;{sign}&quot;#,##0-"),
        "0.0%".to_owned(),
        "#,##0.0".to_owned(),
        format!("+&quot;{sign}&quot;#,##0;-"),
        "d mmm yyyy".to_owned(),
    ] {
        let pattern = pattern.replace("#,##0-", "#,##0;-");
        assert!(styles.contains(&pattern), "{pattern} is in {styles}");
    }
    let mut sheet = String::new();
    file.by_name("xl/worksheets/sheet2.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(sheet.contains(r#"ySplit="4""#) && sheet.contains("<autoFilter"), "heads stay in sight: {sheet}");
    // Rows of different units: no head can name one.
    assert_eq!(words(&self::sheet(&page, "Costs"), 3)[1], "B");
}

#[test]
fn what_is_never_or_after_the_end_is_words() {
    let never = [Cell::duration(f64::INFINITY), Cell::day(f64::INFINITY), Cell::day(1.0e6), Cell::Unknown];
    let page = with(
        Table::new("t", ["a", "b", "c", "d", "e"].map(TableColumn::number))
            .rows([[Cell::text("x")].into_iter().chain(never).collect()]),
    );
    let found = words(&sheet(&page, "Costs"), 4);
    assert_eq!(found[1], "never");
    assert!(found[2].starts_with('>') && found[3].starts_with('>'), "{found:?}");
    assert_eq!(found[4], "–");
}
