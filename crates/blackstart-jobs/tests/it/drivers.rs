//! What drives a run's result, what was drawn, and what is said of cells that an import assumed.

use super::{Looker, Place, contents};
use blackstart_ensemble::Inputs;
use blackstart_jobs::{
    self as jobs, ConvertRequest, MergeRequest, Note, ReportRequest, RunAnswer, RunRequest, Sampling, ShardRequest,
};
use blackstart_model::table::Row;
use blackstart_report::lists::{Cell, List, workbook};
use blackstart_report::{Style, terminal};
use blackstart_store::Formats;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const MODEL: &str = r#"
format = 1
name = "tiny"
currency = "GBP"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 100 }]
service = [{ id = "make", logic = "all(erp, mes, old, edited)" }]
site = [{ id = "works", product = "car", party = "us", produce = "make" }]
demand = [{ site = "works", flow = "10/d", patience = 0 }]
target = [{ id = "mvc", services = ["make"] }]
"#;

const SYSTEMS: &str = "\
id,title,owner,rebuild.duration,verify.duration
erp,ERP,Jane Doe,\"uniform(10d, 30d)\",
mes,MES,Joe Bloggs,\"uniform(1h, 2h)\",\"uniform(3h, 4h)\"
old,,,3h,
edited,,,\"uniform(1h, 5h)\",
";

const DAY: &str =
    "format = 1\nname = \"off\"\nstart = 2025-09-01\nhorizon = \"60d\"\n[shutdown]\nlost = 1\n[recovery]\n";

/// Rows of a list of assumptions: where, and what stood there.
const ASSUMED: &[[&str; 2]] = &[
    ["systems.csv!mes!rebuild.duration", "uniform(1h, 2h)"],
    ["systems.csv!erp!rebuild.duration", "uniform(10d, 30d)"],
    ["systems.csv!old!rebuild.duration", "3h"],
    ["systems.csv!edited!rebuild.duration", "uniform(2h, 9h)"],
    ["systems.csv!mes!verify.duration", "uniform(3h, 4h)"],
    ["systems.csv!gone!rebuild.duration", "uniform(2h, 9h)"],
    ["inventory.xlsx!Sheet1!G2", "ERP"],
    ["scenarios/other.toml!recovery.common", "lognormal(median 1, p90 2)"],
];

/// A company whose loss is what its ERP takes to come back.
fn tiny(place: &Place) {
    let folder = place.path("tiny");
    fs::create_dir_all(folder.join("scenarios")).unwrap();
    fs::write(folder.join("model.toml"), MODEL).unwrap();
    fs::write(folder.join("systems.csv"), SYSTEMS).unwrap();
    fs::write(folder.join("scenarios/off.toml"), DAY).unwrap();
}

fn assumptions(place: &Place, first: &'static str) {
    let text = |it: &str| Cell::Text(it.to_owned());
    let rows = ASSUMED.iter().map(|[at, value]| vec![text(at), text(value), text("nobody says"), Cell::Number(0.3)]);
    let columns = [(first, 44.0), ("value", 34.0), ("why", 90.0), ("confidence", 11.0)];
    let list = List { title: "assumptions", columns: &columns, rows: rows.collect() };
    fs::write(place.path("tiny/assumptions.xlsx"), workbook("test", &[list]).unwrap()).unwrap();
}

fn run_tiny(place: &Place, replicates: u64, looker: &Looker) -> RunAnswer {
    let sampling = Sampling { replicates: Some(replicates), seed: Some(3), threads: 1 };
    let (model, out) = (place.path("tiny"), Some(place.path("out")));
    jobs::run(&RunRequest { model, sampling, out, ..RunRequest::default() }, looker).unwrap()
}

/// Cells of a list of assumptions by what stands in its first column, in order.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let names = ["where".to_owned(), "value".to_owned()];
    let table = blackstart_read::sheet(path, Some("assumptions"), &names, &Formats).it.unwrap();
    assert_eq!(table.columns[4], "share of the result's uncertainty");
    table.rows.iter().map(|row| (0..table.columns.len()).map(|at| row.value(at).text()).collect()).collect()
}

#[test]
fn the_assumed_time_that_is_everything_comes_first_and_its_owner_is_named() {
    let place = Place::new();
    tiny(&place);
    assumptions(&place, "where");
    let looker = Looker::new();
    let answer = run_tiny(&place, 512, &looker);
    assert!(looker.notes().iter().all(|note| !matches!(note, Note::Warnings(_))), "{:?}", looker.notes());
    let drivers = answer.summary.drivers.as_ref().unwrap();
    let first = &drivers.outcomes[0].largest[0];
    assert_eq!((first.name.as_str(), first.place.as_deref()), ("ERP: time to rebuild", Some("systems.csv:2:18")));
    let assumed = drivers.assumed.as_ref().unwrap();
    assert_eq!((assumed.cells, assumed.uncertain, assumed.ask.len()), (8, 3, 1));
    assert_eq!((assumed.ask[0].owner.as_deref(), assumed.ask[0].more), (Some("Jane Doe"), 0));
    assert!(assumed.explained.as_ref().unwrap().share > 0.95 && assumed.ask[0].explained.share > 0.95, "{assumed:?}");
    let shown = terminal(&answer.story(), Style { columns: 400, ..Style::default() });
    assert!(shown.contains("Ask first: Jane Doe, about ERP: time to rebuild ("), "{shown}");

    let rows = rows(&place.path("out/assumptions.xlsx"));
    let by_place: BTreeMap<&str, &Vec<String>> = rows.iter().map(|row| (row[0].as_str(), row)).collect();
    assert_eq!((rows.len(), by_place.len()), (8, 8));
    assert_eq!((rows[0][0].as_str(), rows[0][7].as_str()), ("systems.csv!erp!rebuild.duration", "Jane Doe"));
    let share = |at: usize, cell: usize| rows[at][cell].parse::<f64>().unwrap();
    assert!(share(0, 4) > 0.95 && share(0, 5) < share(0, 4) && share(0, 6) > share(0, 4), "{:?}", rows[0]);
    // Those that are nothing, one of them never done: chance has them at a few per cent, and their intervals hold 0.
    let nothing: BTreeSet<&str> = [1, 2].into_iter().map(|at| rows[at][0].as_str()).collect();
    assert_eq!(nothing, BTreeSet::from(["systems.csv!mes!rebuild.duration", "systems.csv!mes!verify.duration"]));
    for at in [1, 2] {
        assert!(share(at, 4).abs() < 0.05 && share(at, 5) < 0.0 && share(at, 6) > 0.0, "{:?}", rows[at]);
    }
    for (at, words) in [
        ("systems.csv!old!rebuild.duration", "a fixed number: it moves nothing"),
        ("systems.csv!edited!rebuild.duration", "was edited since the import"),
        ("systems.csv!gone!rebuild.duration", "is no longer in the model"),
        ("inventory.xlsx!Sheet1!G2", "no number of the model"),
        ("scenarios/other.toml!recovery.common", "stands in another scenario than this run's"),
    ] {
        assert!(by_place[at][4].starts_with(words), "{:?}", by_place[at]);
    }
}

#[test]
fn of_few_histories_no_share_is_told_and_that_is_said() {
    let place = Place::new();
    tiny(&place);
    assumptions(&place, "where");
    let answer = run_tiny(&place, 255, &Looker::new());
    let drivers = answer.summary.drivers.as_ref().unwrap();
    let assumed = drivers.assumed.as_ref().unwrap();
    assert!(drivers.outcomes.is_empty() && assumed.cells > 0, "{drivers:?}");
    assert!(assumed.explained.is_none() && assumed.ask.is_empty(), "{drivers:?}");
    assert!(rows(&place.path("out/assumptions.xlsx"))[0][4].contains("fewer than 256 histories"));
    let shown = terminal(&answer.story(), Style { columns: 400, ..Style::default() });
    assert!(shown.contains("Of fewer than 256 histories it is not told what drives the loss"), "{shown}");
}

#[test]
fn a_list_of_assumptions_that_cannot_be_read_is_told() {
    let place = Place::new();
    tiny(&place);
    for spoil in [true, false] {
        if spoil {
            assumptions(&place, "wherever");
        } else {
            fs::write(place.path("tiny/assumptions.xlsx"), "no workbook").unwrap();
        }
        let looker = Looker::new();
        let answer = run_tiny(&place, 8, &looker);
        assert!(answer.summary.drivers.unwrap().assumed.is_none());
        let codes: Vec<&str> = looker
            .notes()
            .iter()
            .filter_map(|note| match note {
                Note::Warnings(found) => Some(found.problems.iter().map(|it| it.code).collect::<Vec<_>>()),
                _ => None,
            })
            .flatten()
            .collect();
        assert!(codes.contains(&"BS0930"), "{codes:?}");
        assert!(!place.path("out/assumptions.xlsx").exists());
    }
}

#[test]
fn what_was_drawn_is_the_same_from_a_run_and_from_shards() {
    let place = Place::new();
    let whole = RunRequest { inputs: true, ..place.run("outage", 24, "whole") };
    jobs::run(&whole, &()).unwrap();
    for (first, end) in [(10, 24), (0, 10)] {
        let (model, out, scenario) = (place.path("acme"), place.path("parts"), Some("outage".to_owned()));
        let shard =
            ShardRequest { model, scenario, first, end, of: Some(24), seed: Some(7), out, ..ShardRequest::default() };
        jobs::shard(&shard, &()).unwrap();
    }
    let (parts, out) = (place.path("parts"), place.path("merged"));
    jobs::merge(&MergeRequest { parts, out, inputs: true, ..MergeRequest::default() }, &()).unwrap();
    let (one, other) = (contents(&place.path("whole")), contents(&place.path("merged")));
    assert!(one.contains_key("inputs.parquet") && one == other);
    let manifest = String::from_utf8(one["manifest.json"].clone()).unwrap();
    assert!(manifest.contains("--replicates 24 --inputs") && manifest.contains("\"inputs.parquet\""), "{manifest}");
    let names = ["replicate".to_owned()];
    let table = blackstart_read::table(&place.path("whole/inputs.parquet"), &names, &Formats).it.unwrap();
    assert_eq!((table.columns[0].as_str(), table.rows.len()), ("replicate", 24));
    let opened = jobs::open(&place.path("acme"), Some("outage")).unwrap();
    let inputs = Inputs::new(&opened.model, &opened.scenario, 7);
    assert!(table.columns.len() == inputs.list().len() + 1 && table.columns.len() > 3, "{:?}", table.columns);
    for (at, input) in inputs.list().iter().enumerate() {
        assert_eq!(table.columns[at + 1], input.column);
        let drawn = inputs.values(at, &(0..24).collect::<Vec<_>>());
        let held = table.rows.iter().map(|row| row.value(at + 1).text().parse::<f64>().unwrap());
        assert!(held.zip(drawn).all(|(held, drawn)| (held - drawn).abs() <= 1e-9 * drawn.abs()), "{}", input.column);
    }
    // A finished run gets the table afterwards, and loses it again, like the report.
    jobs::resume(&place.run("outage", 24, "whole"), &()).unwrap();
    assert!(!place.path("whole/inputs.parquet").exists());
    jobs::resume(&whole, &()).unwrap();
    assert_eq!(contents(&place.path("whole")), one);
}

#[test]
fn in_a_workbook_a_driver_is_written_in_a_cell() {
    let place = Place::new();
    tiny(&place);
    let (from, to) = (place.path("tiny"), place.path("tiny.xlsx"));
    jobs::convert(&ConvertRequest { from, to: to.clone() }, &()).unwrap();
    let sampling = Sampling { replicates: Some(256), seed: Some(3), threads: 1 };
    let answer =
        jobs::run(&RunRequest { model: to, sampling, out: Some(place.path("out")), ..RunRequest::default() }, &());
    let drivers = answer.unwrap().summary.drivers.unwrap();
    let first = &drivers.outcomes[0].largest[0];
    let place = first.place.as_deref().unwrap();
    assert!(place.starts_with("systems!") && place.ends_with('2'), "{place}");
}

#[test]
fn a_page_written_again_has_the_same_drivers_and_the_same_map() {
    let place = Place::new();
    tiny(&place);
    let map = run_tiny(&place, 256, &Looker::new()).summary.map.unwrap();
    assert_eq!(map.boxes.iter().map(|it| it.needs.len()).collect::<Vec<_>>(), [0, 0, 0, 0, 4, 1], "{map:?}");
    let before = contents(&place.path("out"));
    let summary: serde_json::Value = serde_json::from_slice(&before["summary.json"]).unwrap();
    assert_eq!(summary["map"], serde_json::to_value(&map).unwrap());
    assert!(String::from_utf8(before["report.html"].clone()).unwrap().contains("Why: what depends on what"));
    assert!(String::from_utf8(before["report.html"].clone()).unwrap().contains("ERP: time to rebuild"));
    fs::remove_file(place.path("out/report.html")).unwrap();
    jobs::report(&ReportRequest { run: place.path("out"), format: jobs::ReportFormat::Html }, &()).unwrap();
    assert_eq!(contents(&place.path("out")), before);
}
