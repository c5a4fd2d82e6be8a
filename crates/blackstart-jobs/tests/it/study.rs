//! Comparing, attacking, curves, exports, imports, and what ships with the program.

use super::{Looker, Place, contents, json};
use blackstart_jobs::{
    self as jobs, AttackRequest, Calendar, CompareRequest, CurveRequest, ExportRequest, Failure, ImportRequest, RateOf,
    Sampling, Stage,
};
use std::fs;

/// One way in, one harm.
const RAID: &str = r#"
format = 1
name = "raid"
start = 2026-02-01
horizon = "52w"
[recovery]
[attack]
start = ["contact"]
[[technique]]
id = "encryption"
needs = ["contact"]
gives = ["encrypted"]
success = 0.5
time = "lognormal(median 20h, p90 60h)"
[[effect]]
when = ["encrypted"]
systems = "all"
lost = 1
"#;

const SAMPLING: Sampling = Sampling { replicates: Some(16), seed: Some(7), threads: 1 };

#[test]
fn scenarios_and_runs_are_compared_on_the_same_draws() {
    let place = Place::new();
    let scenarios = CompareRequest::Scenarios {
        model: place.path("acme"),
        a: "outage".to_owned(),
        b: "shutdown".to_owned(),
        sampling: SAMPLING,
        allow_abnormal_baseline: false,
    };
    let looker = Looker::new();
    let played = json(&jobs::compare(&scenarios, &looker).unwrap(), "blackstart/compare/1");
    assert_eq!(looker.stages(), [(Stage::Histories, Some(32))]);
    jobs::run(&place.run("outage", 16, "a"), &()).unwrap();
    jobs::run(&place.run("shutdown", 16, "b"), &()).unwrap();
    let runs = CompareRequest::Runs { a: place.path("a"), b: place.path("b") };
    let read = json(&jobs::compare(&runs, &()).unwrap(), "blackstart/compare/1");
    assert_eq!(played["comparison"], read["comparison"]);
    // The same as a page, over an earlier page and over nothing else.
    let answer = jobs::compare(&runs, &()).unwrap();
    let page = place.path("compare.html");
    for _ in 0..2 {
        jobs::compare_page(&answer, &page).unwrap();
        let text = fs::read_to_string(&page).unwrap();
        assert!(text.contains("Which costs less?") && text.contains("What A costs more than B"), "{text}");
    }
    fs::write(&page, "my own notes").unwrap();
    assert!(jobs::compare_page(&answer, &page).is_err());
    assert_eq!(fs::read_to_string(&page).unwrap(), "my own notes");
    match jobs::compare(&scenarios, &Looker::stopping_after(Stage::Histories, 8)) {
        Err(Failure::Interrupted(why)) => assert!(why.contains("nothing was compared"), "{why}"),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn an_attack_needs_one() {
    let place = Place::new();
    let request = AttackRequest { model: place.path("acme"), scenario: Some("outage".to_owned()), sampling: SAMPLING };
    match jobs::attack(&request, &()) {
        Err(Failure::Usage(why)) => assert!(why.contains("has no [attack]"), "{why}"),
        other => panic!("{:?}", other.map(|_| ())),
    }
}

#[test]
fn a_stopped_attack_has_no_answer() {
    let place = Place::new();
    fs::write(place.path("acme/scenarios/raid.toml"), RAID).unwrap();
    let sampling = Sampling { replicates: Some(2_000), ..SAMPLING };
    let request = AttackRequest { model: place.path("acme"), scenario: Some("raid".to_owned()), sampling };
    let looker = Looker::new();
    assert_eq!(jobs::attack(&request, &looker).unwrap().attack.samples, 2_000);
    assert_eq!(looker.stages(), [(Stage::Races, Some(2_000))]);
    let looker = Looker::stopping_after(Stage::Races, 512);
    let failure = jobs::attack(&request, &looker).map(|_| ()).unwrap_err();
    assert!(matches!(failure, Failure::Interrupted(_)) && failure.exit_code() == 130, "{failure:?}");
    assert!(looker.done() < 2_000, "it ends where it is stopped");
}

#[test]
fn curves_and_exports_are_of_the_same_years() {
    let place = Place::new();
    jobs::run(&place.run("shutdown", 16, "run"), &()).unwrap();
    let calendar = |name: &str| Calendar {
        runs: vec![place.path("run")],
        years: 500,
        rates: vec![RateOf { scenario: name.to_owned(), per_year: 0.5 }],
        seed: 1,
    };
    let page = place.path("curve.html");
    let request = CurveRequest { calendar: calendar("shutdown"), html: Some(page.clone()) };
    let curve = json(&jobs::curve(&request, &()).unwrap(), "blackstart/curve/1");
    assert_eq!(curve["curve"]["years"], 500);
    assert!(fs::read_to_string(page).unwrap().contains("<svg"));
    // While years are drawn, and when they all are.
    for done in [0, 500] {
        let page = place.path("stopped.html");
        let request = CurveRequest { calendar: calendar("shutdown"), html: Some(page.clone()) };
        let failure = jobs::curve(&request, &Looker::stopping_after(Stage::Years, done)).map(|_| ()).unwrap_err();
        assert!(matches!(failure, Failure::Interrupted(_)) && failure.exit_code() == 130, "{failure:?}");
        assert!(!page.exists(), "nothing is written");
    }
    let unknown = CurveRequest { calendar: calendar("flood"), html: None };
    assert_eq!(jobs::curve(&unknown, &()).map(|_| ()).unwrap_err().exit_code(), 2);

    let request = ExportRequest { calendar: calendar("shutdown"), ord: place.path("ord") };
    let export = json(&jobs::export(&request, &()).unwrap(), "blackstart/export/1");
    assert!(export["files"].as_array().unwrap().len() > 20);
    let first = request.command();
    assert!(first.starts_with("blackstart export ") && first.contains(" --rate shutdown=0.5 "), "{first}");
}

#[test]
fn policies_are_imported_and_what_ships_is_listed() {
    let place = Place::new();
    let account = place.path("account.csv");
    fs::write(&account, "AccNumber,PolNumber,PolDed\nC1,P1,1000\n").unwrap();
    let request = ImportRequest { account, insured: "maker".to_owned() };
    let policies = json(&jobs::import(&request, &()).unwrap(), "blackstart/import/1");
    assert!(policies["policies"].as_str().unwrap().contains("[[policy]]"));

    let codes = jobs::codes();
    json(&codes, "blackstart/explain/1");
    let page = json(&jobs::explain(&codes.codes[0].code.to_lowercase()).unwrap(), "blackstart/explain/1");
    assert_eq!(page["title"], codes.codes[0].title);
    assert_eq!(jobs::explain("BS9999").unwrap_err().exit_code(), 2);
    let library = json(&jobs::library(), "blackstart/attack-library/1");
    let hours = &library["chains"][0]["techniques"][0]["hours"];
    assert!(hours["p50"].as_f64().unwrap() <= hours["p90"].as_f64().unwrap());
    let request = jobs::PriorsRequest { without: vec!["jlr-2025".to_owned()], as_of: None };
    assert!(!json(&jobs::priors(&request).unwrap(), "blackstart/priors/2")["priors"].as_array().unwrap().is_empty());
    let nobody = jobs::PriorsRequest { without: vec!["nobody".to_owned()], as_of: None };
    assert_eq!(jobs::priors(&nobody).unwrap_err().exit_code(), 2);
}

#[test]
fn a_starter_is_not_written_over_anything() {
    let place = Place::new();
    let before = contents(&place.path("acme/scenarios"));
    let again = jobs::init(&jobs::InitRequest { folder: place.path("acme") }, &()).unwrap_err();
    assert!(again.exit_code() == 2 && again.to_string().contains("already exists"), "{again}");
    assert_eq!(contents(&place.path("acme/scenarios")), before);
}
