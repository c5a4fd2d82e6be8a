//! A cell is saved where it stands, whole models are checked, and nobody overwrites anybody.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use super::*;
use blackstart::jobs::{self, InitRequest, TablesRequest};
use std::fs;

/// A folder with the starter company in `acme`.
fn place() -> (tempfile::TempDir, Place, ModelAt) {
    let folder = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
    let place = Place::open(folder.path()).unwrap();
    let model = place.model("acme").unwrap();
    (folder, place, model)
}

fn open(place: &Place, model: &ModelAt, table: &str, row: usize) -> Result<RowDraft, Fault> {
    let tables = jobs::tables(&TablesRequest { model: model.path.clone() }, &()).unwrap();
    RowDraft::open(place, model, tables.tables.iter().find(|it| it.name == table).unwrap(), row)
}

fn edit(changes: &[(&str, &str)]) -> RowEdit {
    RowEdit {
        changes: changes.iter().map(|(column, value)| ((*column).to_owned(), Some((*value).to_owned()))).collect(),
    }
}

fn value(draft: &RowDraft, column: &str) -> String {
    draft.fields.iter().find(|it| it.column == column).unwrap().value.clone()
}

#[test]
fn a_cell_of_a_table_is_changed_and_the_rest_stays_to_the_byte() {
    let (_folder, place, model) = place();
    let file = model.path.join("links.csv");
    let before = fs::read_to_string(&file).unwrap();
    let draft = open(&place, &model, "links", 1).unwrap();
    assert_eq!((draft.file(), value(&draft, "cover")), ("acme/links.csv".to_owned(), "10d".to_owned()));
    let edit = edit(&[("cover", "12d"), ("note", "By sea, \"slowly\"")]);
    let edited = draft.edited(&edit).unwrap();
    assert!(edited.is_sound(), "{:?}", edited.problems);
    assert_eq!(fs::read_to_string(&file).unwrap(), before, "checking writes nothing");
    draft.save(&edited, &draft.hash).unwrap();
    let line = "gears,plant,200/d,3w,10d,60d,By sea";
    assert!(before.contains(line));
    let after = before.replace(line, "gears,plant,200/d,3w,12d,60d,\"By sea, \"\"slowly\"\"\"");
    assert_eq!(fs::read_to_string(&file).unwrap(), after);
    // The reader reads what was saved.
    let again = open(&place, &model, "links", 1).unwrap();
    assert_eq!((value(&again, "cover"), value(&again, "note")), ("12d".to_owned(), "By sea, \"slowly\"".to_owned()));
    let read = ModelSource::open(&model.path, &Formats).it.unwrap().model().it.unwrap();
    assert_eq!(read.links[1].cover_hours, 288.0);
}

#[test]
fn a_row_of_the_document_is_changed_in_place_and_its_comments_stay() {
    let (_folder, place, model) = place();
    let file = model.path.join("model.toml");
    let before = fs::read_to_string(&file).unwrap();
    let tables = jobs::tables(&TablesRequest { model: model.path.clone() }, &()).unwrap();
    let systems = tables.tables.iter().find(|it| it.name == "systems").unwrap();
    let erp = systems.rows.iter().position(|row| row.iter().any(|it| it == "erp")).unwrap();
    let draft = open(&place, &model, "systems", erp).unwrap();
    assert_eq!(value(&draft, "rebuild.duration"), "pert(3d, 5d, 12d)");
    let edited = draft.edited(&edit(&[("rebuild.duration", "pert(3d, 6d, 12d)")])).unwrap();
    draft.save(&edited, &draft.hash).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), before.replacen("pert(3d, 5d, 12d)", "pert(3d, 6d, 12d)", 1));
}

#[test]
fn what_would_break_the_model_is_not_saved() {
    let (_folder, place, model) = place();
    let draft = open(&place, &model, "links", 1).unwrap();
    for (column, wrong, code) in [("to", "plnt", "BS0301"), ("cover", "ten days", "BS0204"), ("from", "", "BS")] {
        let edited = draft.edited(&edit(&[(column, wrong)])).unwrap();
        assert!(!edited.is_sound(), "{column}");
        let error = edited.problems.iter().find(|it| it.severity == Severity::Error).unwrap();
        assert!(error.code.starts_with(code), "{column}: {error:?}");
        assert!(draft.save(&edited, &draft.hash).is_err());
    }
    assert!(draft.edited(&edit(&[("no_such", "1")])).is_err());
    assert!(fs::read_to_string(model.path.join("links.csv")).unwrap().contains("gears,plant"));
}

#[test]
fn of_two_people_the_second_is_told_and_both_changes_stay() {
    let (_folder, place, model) = place();
    let [one, two] = [0, 1].map(|_| open(&place, &model, "links", 1).unwrap());
    let first = one.edited(&edit(&[("cover", "12d")])).unwrap();
    one.save(&first, &one.hash).unwrap();
    let now = open(&place, &model, "links", 1).unwrap();
    let second = now.edited(&edit(&[("lead", "4w")])).unwrap();
    let fault = now.save(&second, &two.hash).unwrap_err();
    assert_eq!((fault.status, fault.code), (StatusCode::PRECONDITION_FAILED, Some("BS0955")));
    now.save(&second, &now.hash).unwrap();
    assert!(fs::read_to_string(model.path.join("links.csv")).unwrap().contains("gears,plant,200/d,4w,12d"));
}

#[test]
fn what_is_written_elsewhere_is_edited_elsewhere() {
    let (_folder, place, model) = place();
    let code = |table: &str, row: usize| open(&place, &model, table, row).err().unwrap().code;
    assert_eq!(code("links", 99), Some("BS0956"));
    // Scenarios have a form of their own.
    assert_eq!(code("scenarios", 0), Some("BS0961"));
    // A table in another encoding is read, and not written.
    let file = model.path.join("links.csv");
    let text = fs::read_to_string(&file).unwrap();
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    fs::write(&file, utf16).unwrap();
    assert_eq!(code("links", 1), Some("BS0961"));
}
