//! What is in the file: sheets, notes, drop-down lists, texts as texts.

use super::*;
use calamine::{Data, Reader, Xlsx};
use std::io::{Cursor, Read};

fn column(header: &str, choice: Choice, is_text: bool) -> BookColumn {
    BookColumn {
        header: header.into(),
        note: format!("What `{header}` is.\nRequired."),
        must: is_text,
        choice,
        is_text,
    }
}

fn book() -> Book {
    let zones = BookSheet {
        name: "zones".into(),
        group: Group::Model,
        columns: vec![column("id", Choice::Free, true)],
        frozen: 1,
        rows: vec![vec![Some(BookCell::Text("1-2".into()))], vec![Some(BookCell::Text("=1+1".into()))]],
    };
    let from = |several| Choice::Column { sheet: "zones".into(), column: 0, several };
    let systems = BookSheet {
        name: "systems".into(),
        group: Group::Attack,
        columns: vec![
            column("id", Choice::Free, true),
            column("zone", from(false), true),
            column("zones", from(true), true),
            column("kind", Choice::Words(vec!["pace".into(), "offer".into()]), false),
            column("level", Choice::Free, false),
        ],
        frozen: 1,
        rows: vec![vec![
            Some(BookCell::Text("erp".into())),
            Some(BookCell::Text("1-2".into())),
            None,
            Some(BookCell::Truth(true)),
            Some(BookCell::Number(0.1)),
        ]],
    };
    let about = vec![About::Heading("Hello".into()), About::Sheet("zones".into(), "Zones.".into())];
    Book { title: "Acme".into(), about, sheets: vec![zones, systems] }
}

/// A file of the archive.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn cells_are_read_back_as_they_were_written() {
    let bytes = workbook(&book()).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(read.sheet_names(), ["read me", "zones", "systems"]);
    let systems = read.worksheet_range("systems").unwrap();
    assert_eq!(systems.get_value((0, 1)), Some(&Data::String("zone".into())));
    assert_eq!(systems.get_value((1, 1)), Some(&Data::String("1-2".into())));
    assert_eq!(systems.get_value((1, 2)).unwrap_or(&Data::Empty), &Data::Empty);
    assert_eq!(systems.get_value((1, 3)), Some(&Data::Bool(true)));
    assert_eq!(systems.get_value((1, 4)), Some(&Data::Float(0.1)));
    // A text that looks like a formula is a text.
    let zones = read.worksheet_range("zones").unwrap();
    assert_eq!(zones.get_value((2, 0)), Some(&Data::String("=1+1".into())));
}

#[test]
fn headers_have_notes_and_columns_drop_down_lists() {
    let bytes = workbook(&book()).unwrap();
    let notes = part(&bytes, "xl/comments2.xml");
    assert_eq!(notes.matches("<comment ").count(), 5);
    assert!(notes.contains("What `zone` is."), "{notes}");
    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    // Ids of another sheet: one with a warning, several without; words as such.
    assert!(sheet.contains("<formula1>zones!$A$2:$A$1002</formula1>"), "{sheet}");
    assert!(sheet.contains("errorStyle=\"warning\""), "{sheet}");
    assert!(sheet.contains("<formula1>\"pace,offer\"</formula1>"), "{sheet}");
    assert_eq!(sheet.matches("<dataValidation ").count(), 3);
    assert!(sheet.contains("<pane xSplit=\"1\" ySplit=\"1\""), "{sheet}");
}

#[test]
fn the_same_workbook_gives_the_same_bytes() {
    assert_eq!(workbook(&book()).unwrap(), workbook(&book()).unwrap());
}

#[test]
fn what_no_cell_can_hold_is_an_error() {
    let mut book = book();
    book.sheets[0].rows[0][0] = Some(BookCell::Text("x".repeat(32_768)));
    assert!(workbook(&book).is_err());
}
