//! What to verify first, before a change is bought and before an order is chosen.

use super::{Place, json};
use blackstart_jobs::{self as jobs, RankRequest, RestartRequest, Sampling};
use serde_json::Value;
use std::fs;

const MODEL: &str = r#"
format = 1
name = "tiny"
currency = "GBP"
party = [{ id = "us", kind = "company" }]
product = [{ id = "car", price = 100 }]
crew = [{ id = "it", people = 1 }]
service = [{ id = "make-a", logic = "a" }, { id = "make-b", logic = "b" }]
site = [
    { id = "works-a", product = "car", party = "us", produce = "make-a" },
    { id = "works-b", product = "car", party = "us", produce = "make-b" },
]
demand = [
    { site = "works-a", flow = "10/d", patience = 0 },
    { site = "works-b", flow = "10/d", patience = 0 },
]
"#;

const DAY: &str =
    "format = 1\nname = \"off\"\nstart = 2025-09-01\nhorizon = \"60d\"\nrate = 1\n[shutdown]\nlost = 1\n[recovery]\n";

/// For £11k a year `a` takes two days.
const FAST: &str = r#"
format = 1
[[mitigation]]
id = "fast"
title = "A fast way back"
cost_per_year = "£11k"
model = ["system.a.rebuild.duration = 2d"]
"#;

/// One person restores `a` in 0 to 11 days and `b` in 5; each day without either costs £1,000.
fn tiny(place: &Place, knowable: &str) {
    let folder = place.path("tiny");
    fs::create_dir_all(folder.join("scenarios")).unwrap();
    fs::write(folder.join("model.toml"), MODEL).unwrap();
    let head = "id,title,owner,rebuild.duration,rebuild.crew,confidence,knowable_of.rebuild";
    let systems = format!(
        "{head}\na,System A,Jane Doe,\"uniform(0d, 11d)\",it,assumed,{knowable}\nb,System B,Joe Bloggs,5d,it,,\n"
    );
    fs::write(folder.join("systems.csv"), systems).unwrap();
    fs::write(folder.join("scenarios/off.toml"), DAY).unwrap();
    fs::write(folder.join("mitigations.toml"), FAST).unwrap();
}

fn ranked(place: &Place, histories: u64) -> Value {
    let request = RankRequest {
        model: place.path("tiny"),
        sampling: Sampling { replicates: Some(histories), seed: Some(7), threads: 1 },
        html: Some(place.path("rank.html")),
        ..RankRequest::default()
    };
    json(&jobs::rank(&request, &()).unwrap(), "blackstart/rank/1")["ranking"]["verify"].clone()
}

/// In the model's order a day of `a` costs £2,000, because `b` waits: the change saves 2 (T − 2) for 11 a year, which is worth it from 7.5 days on. Nothing
/// is bought, as T is 5.5 on average; who knows T gains 2 (T − 7.5) in 3.5 of 11 cases: 3.5² / 11 = 1.11.
#[test]
fn what_a_fact_is_worth_is_told_with_its_place_and_whom_to_ask() {
    let place = Place::new();
    tiny(&place, "1");
    let verify = ranked(&place, 1_024);
    assert_eq!((verify["net"].as_bool(), verify["choice"].as_array().unwrap().len()), (Some(true), 0), "{verify}");
    let fact = &verify["worth"][0];
    let text = |key: &str| fact[key].as_str().unwrap_or_default();
    assert_eq!(
        (text("path"), text("owner"), text("name")),
        ("system.a.rebuild.duration", "Jane Doe", "System A: time to rebuild")
    );
    assert!(text("place").starts_with("systems.csv:2:"), "{fact}");
    assert_eq!((fact["is_assumed"].as_bool(), fact["knowable"].as_f64()), (Some(true), Some(1.0)));
    let value = fact["value"].as_f64().unwrap();
    assert!((value / 1_114.0 - 1.0).abs() < 0.1, "{fact}");
    assert!(fact["tested"].as_f64().unwrap() < value && fact["explained"]["share"].as_f64().unwrap() > 0.97, "{fact}");
    let page = fs::read_to_string(place.path("rank.html")).unwrap();
    assert!(
        page.contains("Find out “System A: time to rebuild” first") && page.contains("Ask Jane Doe"),
        "{page:.200}"
    );
    // Half of it is luck of the day, unless somebody says otherwise; nothing is told from few histories.
    tiny(&place, "");
    let half = ranked(&place, 1_024);
    let fact = &half["worth"][0];
    assert_eq!(fact["knowable"].as_f64(), Some(0.5));
    assert!(fact["value"].as_f64().unwrap() < 0.8 * value, "{fact} of {value}");
    tiny(&place, "0");
    assert_eq!(ranked(&place, 1_024)["facts"].as_u64(), Some(0));
    tiny(&place, "1");
    let few = ranked(&place, 128);
    assert_eq!((few["histories"].as_u64(), few["worth"].as_array().unwrap().len()), (Some(128), 0));
    assert!(fs::read_to_string(place.path("rank.html")).unwrap().contains("Of fewer than 256 histories"));
}

/// `b` first costs £1,000 for each day that `a` would have been faster: 5 − T where T is less, 25/22 on average.
#[test]
fn before_an_order_is_chosen_it_is_told_what_to_verify() {
    let place = Place::new();
    tiny(&place, "1");
    let request = |replicates| RestartRequest {
        model: place.path("tiny"),
        scenario: Some("off".to_owned()),
        sampling: Sampling { replicates: Some(replicates), seed: Some(7), threads: 1 },
        schedules: Some(200),
        out: Some(place.path("out")),
        ..RestartRequest::default()
    };
    let said = json(&jobs::restart(&request(1_024), &()).unwrap(), "blackstart/restart/1");
    let fact = &said["verify"]["worth"][0];
    assert_eq!((fact["path"].as_str(), fact["owner"].as_str()), (Some("system.a.rebuild.duration"), Some("Jane Doe")));
    assert!(fact["place"].as_str().unwrap().starts_with("systems.csv:2:"), "{fact}");
    assert!((fact["value"].as_f64().unwrap() / 1_136.0 - 1.0).abs() < 0.1, "{fact}");
    let page = || fs::read_to_string(place.path("out/report.html")).unwrap();
    assert!(page().contains("Find out “System A: time to rebuild” first") && page().contains("for each such day"));
    let few = json(&jobs::restart(&request(64), &()).unwrap(), "blackstart/restart/1");
    assert_eq!(few["verify"]["worth"].as_array().unwrap().len(), 0);
    assert!(page().contains("Of fewer than 256 histories it is not told"));
}
