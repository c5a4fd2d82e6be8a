//! A company in one workbook: the same answers as from its folder, places as cells, there and back without loss.

use super::{Place, contents, json, written};
use blackstart_jobs::{self as jobs, CheckRequest, ConvertRequest, Failure, InitRequest, RunRequest};
use blackstart_model::book::{Book, BookCell};
use std::fs;

impl Place {
    /// The starter in `acme.xlsx`.
    fn book(&self) {
        jobs::init(&InitRequest { folder: self.path("acme.xlsx") }, &()).unwrap();
    }

    fn convert(&self, from: &str, to: &str) -> Result<jobs::ConvertAnswer, Failure> {
        jobs::convert(&ConvertRequest { from: self.path(from), to: self.path(to) }, &())
    }

    fn checked(&self, name: &str) -> jobs::CheckAnswer {
        jobs::check(&CheckRequest { model: self.path(name), ..CheckRequest::default() }, &()).unwrap()
    }
}

/// Changes a cell of a workbook that is not written yet; rows as the sheet counts them.
fn put(book: &mut Book, sheet: &str, header: &str, row: usize, text: &str) {
    let sheet = book.sheets.iter_mut().find(|it| it.name == sheet).unwrap();
    let column = sheet.columns.iter().position(|it| it.header == header).unwrap();
    sheet.rows[row - 2][column] = Some(BookCell::Text(text.to_owned()));
}

#[test]
fn a_workbook_gives_the_results_of_its_folder_to_the_last_byte() {
    let place = Place::new();
    place.book();
    assert_eq!(json(&place.checked("acme.xlsx"), "blackstart/check/1")["problems"].as_array().unwrap().len(), 0);
    let folder = place.run("shutdown", 12, "a");
    jobs::run(&folder, &()).unwrap();
    let model = place.path("acme.xlsx");
    jobs::run(&RunRequest { model, out: Some(place.path("b")), ..folder }, &()).unwrap();
    let (mut a, mut b) = (contents(&place.path("a")), contents(&place.path("b")));
    // The manifest tells the command, which names another model; everything else is the same.
    let command = |manifest: Option<Vec<u8>>| {
        let text = String::from_utf8(manifest.unwrap()).unwrap();
        text.replace("/acme.xlsx ", "/acme ")
    };
    assert_eq!(command(a.remove("manifest.json")), command(b.remove("manifest.json")));
    assert!(a.len() > 10 && a == b, "{:?} {:?}", a.keys(), b.keys());
}

#[test]
fn a_company_is_converted_there_and_back_without_loss() {
    let place = Place::new();
    let there = place.convert("acme", "there.xlsx").unwrap();
    assert!(there.left.iter().any(|left| left.contains("README.md")), "{:?}", there.left);
    assert_eq!(there.scenario_hashes.keys().collect::<Vec<_>>(), ["outage", "shutdown"]);
    let back = place.convert("there.xlsx", "back").unwrap();
    assert_eq!((&back.model_hash, &back.scenario_hashes), (&there.model_hash, &there.scenario_hashes));
    // The same company is the same workbook, byte for byte.
    place.convert("back", "again.xlsx").unwrap();
    assert_eq!(fs::read(place.path("there.xlsx")).unwrap(), fs::read(place.path("again.xlsx")).unwrap());
    place.book();
    assert_eq!(fs::read(place.path("there.xlsx")).unwrap(), fs::read(place.path("acme.xlsx")).unwrap());
}

#[test]
fn what_a_workbook_says_wrong_is_told_by_its_cell() {
    let place = Place::new();
    let mut book = blackstart_read::starter_book().unwrap();
    put(&mut book, "systems", "rebuild.duration", 3, "2 dys");
    fs::write(place.path("acme.xlsx"), blackstart_report::workbook(&book).unwrap()).unwrap();
    let said = written(&place.checked("acme.xlsx"), "blackstart/check/1");
    let problem = &said["problems"][0];
    assert_eq!((problem["code"].as_str(), problem["cell"].as_str()), (Some("BS0204"), Some("systems!H3")));
    assert_eq!(problem["message"], "`rebuild.duration`: unknown unit `dys`");
    assert!(problem["file"].as_str().unwrap().ends_with("acme.xlsx"), "{problem}");
    let failed = place.convert("acme.xlsx", "back").unwrap_err();
    assert!(matches!(failed, Failure::Invalid(_)), "{failed}");
    assert!(!place.path("back").exists());
}

#[test]
fn a_problem_of_a_scenario_as_a_whole_is_in_its_row() {
    let place = Place::new();
    let mut book = blackstart_read::starter_book().unwrap();
    // A second scenario of the same name.
    put(&mut book, "scenarios", "name", 3, "outage");
    fs::write(place.path("acme.xlsx"), blackstart_report::workbook(&book).unwrap()).unwrap();
    let said = written(&place.checked("acme.xlsx"), "blackstart/check/1");
    assert_eq!(said["problems"][0]["code"], "BS0716");
    assert_eq!(said["problems"][0]["cell"], "scenarios!C3");
    assert!(said["problems"][0]["message"].as_str().unwrap().ends_with("acme.xlsx!scenarios!C2 too"), "{said}");
}

#[test]
fn nothing_is_overwritten_and_nothing_else_converted() {
    let place = Place::new();
    place.book();
    let usage = |failed: Failure| match failed {
        Failure::Usage(why) => why,
        other => panic!("{other:?}"),
    };
    assert!(usage(place.convert("acme", "acme.xlsx").unwrap_err()).contains("already exists"));
    assert!(usage(place.convert("acme.xlsx", "acme").unwrap_err()).contains("already exists"));
    assert!(usage(place.convert("acme", "copy").unwrap_err()).contains("no name of a workbook"));
    assert!(usage(place.convert("acme.xlsx", "copy.xlsx").unwrap_err()).contains("into a folder"));
    assert!(usage(place.convert("acme", "copy.ods").unwrap_err()).contains("`.xlsx`"));
    assert!(usage(place.convert("none.xlsx", "copy").unwrap_err()).contains("no such workbook"));
    let init = jobs::init(&InitRequest { folder: place.path("acme.xlsx") }, &());
    assert!(usage(init.unwrap_err()).contains("already exists"));
    fs::write(place.path("text.xlsx"), "no archive").unwrap();
    let Failure::Invalid(found) = place.convert("text.xlsx", "copy").unwrap_err() else { panic!("it is no workbook") };
    assert_eq!(found.problems[0].code, "BS0120");
}
