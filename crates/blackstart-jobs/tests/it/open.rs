//! Opening and checking.

use super::{Looker, Place, json, written};
use blackstart_jobs::{self as jobs, Answer, CheckRequest, Failure, Note};
use std::fs;
use std::path::Path;

fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn what_is_opened_knows_the_hash_of_its_files() {
    let place = Place::new();
    let first = jobs::open(&place.path("acme"), Some("outage")).unwrap();
    for hash in [&first.model.hash, &first.scenario.hash] {
        assert!(hash.len() == 64 && hash.chars().all(|it| it.is_ascii_hexdigit()), "{hash}");
    }
    let by_file =
        jobs::open(&place.path("acme/model.toml"), Some(place.path("acme/scenarios/outage.toml").to_str().unwrap()));
    let by_file = by_file.unwrap();
    assert_eq!((&by_file.model.hash, &by_file.scenario.hash), (&first.model.hash, &first.scenario.hash));
    let other = jobs::open(&place.path("acme"), None).unwrap();
    assert_eq!((&other.model.hash, other.scenario.name.as_str()), (&first.model.hash, "shutdown"));
    assert_ne!(other.scenario.hash, first.scenario.hash);
    // What it says counts, not how it is written.
    change(&place.path("acme/model.toml"), "currency", "# a remark\ncurrency");
    assert_eq!(jobs::open(&place.path("acme"), Some("outage")).unwrap().model.hash, first.model.hash);
    change(&place.path("acme/model.toml"), "people = 2, cost", "people = 1, cost");
    assert_ne!(jobs::open(&place.path("acme"), Some("outage")).unwrap().model.hash, first.model.hash);
}

#[test]
fn what_is_not_there_is_usage_and_what_is_wrong_is_listed() {
    let place = Place::new();
    for (folder, scenario, says) in [
        ("nowhere", None, "blackstart init"),
        ("acme/README.md", None, "a model is a folder"),
        ("acme", Some("no"), "outage, shutdown"),
    ] {
        match jobs::open(&place.path(folder), scenario) {
            Err(Failure::Usage(why)) => assert!(why.contains(says), "{why}"),
            other => panic!("{folder}: {other:?}"),
        }
    }
    // A scenario that cannot be read is an error, not an empty hash.
    fs::create_dir(place.path("acme/scenarios/folder.toml")).unwrap();
    let unread = jobs::open(&place.path("acme"), Some("folder")).unwrap_err();
    assert_eq!(unread.exit_code(), 3, "{unread:?}");
    fs::remove_dir(place.path("acme/scenarios/folder.toml")).unwrap();
    change(&place.path("acme/model.toml"), "currency = ", "curency = 1\ncurrency = ");
    match jobs::open(&place.path("acme"), None) {
        Err(Failure::Invalid(found)) => assert_eq!(found.errors().next().unwrap().line, 5),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_check_lists_everything_errors_first() {
    let place = Place::new();
    let request = CheckRequest { model: place.path("acme"), ..CheckRequest::default() };
    let good = json(&jobs::check(&request, &()).unwrap(), "blackstart/check/1");
    assert_eq!((&good["ok"], good["scenarios"].as_array().unwrap().len()), (&true.into(), 2));
    assert!(good["model"]["crews"].as_u64().unwrap() > 0 && good["files"][0].is_string());

    change(&place.path("acme/scenarios/outage.toml"), "horizon = ", "horizont = 1\nhorizon = ");
    let answer = jobs::check(&request, &()).unwrap();
    assert_eq!(answer.outcome().unwrap_err().exit_code(), 3);
    let bad = written(&answer, "blackstart/check/1");
    assert_eq!((&bad["ok"], &bad["problems"][0]["severity"]), (&false.into(), &"error".into()));
    assert!(bad["problems"][0]["advice"].is_string(), "{}", bad["problems"][0]);
}

#[test]
fn scenarios_of_one_name_are_told_with_both_places() {
    let place = Place::new();
    let copy = place.path("acme/scenarios/outage-copy.toml");
    fs::copy(place.path("acme/scenarios/outage.toml"), &copy).unwrap();
    change(&copy, "format", "# a copy\nformat");
    let request = CheckRequest { model: place.path("acme"), ..CheckRequest::default() };
    let answer = jobs::check(&request, &()).unwrap();
    assert!(answer.ok && answer.scenarios.len() == 3);
    let [warning] = answer.found.problems.as_slice() else { panic!("{:?}", answer.found.problems) };
    let first = place.path("acme/scenarios/outage-copy.toml");
    let line =
        |file: &Path| 1 + fs::read_to_string(file).unwrap().lines().position(|it| it.starts_with("name")).unwrap();
    assert_eq!(warning.code, "BS0716");
    assert_eq!(warning.message, format!("`outage` is the name of {}:{} too", first.display(), line(&first)));
    let second = place.path("acme/scenarios/outage.toml");
    assert_eq!((&warning.file, warning.line as usize), (&second, line(&second)));
    assert!(!jobs::check(&CheckRequest { strict: true, ..request.clone() }, &()).unwrap().ok);
    // Each alone is well, and a file that is named twice is one.
    for names in [vec!["outage"], vec!["outage", "outage"], vec!["outage-copy", "shutdown"]] {
        let scenarios = names.into_iter().map(str::to_owned).collect();
        assert!(jobs::check(&CheckRequest { scenarios, ..request.clone() }, &()).unwrap().found.is_empty());
    }
}

/// A day on which nothing raises an alert, which is worth a warning.
const UNSEEN: &str = r#"
format = 1
name = "unseen"
start = 2026-02-01
horizon = "26w"
[recovery]
[attack]
start = ["contact"]
triage = "4h"
[[technique]]
id = "encryption"
needs = ["contact"]
gives = ["encrypted"]
success = 1
time = "20h"
[[shutdown_rule]]
id = "plug"
when = ["encrypted"]
after = "2h"
systems = "all"
[[effect]]
when = ["encrypted"]
systems = "all"
lost = 1
"#;

#[test]
fn warnings_are_noted_once_and_stop_nothing() {
    let place = Place::new();
    fs::write(place.path("acme/scenarios/unseen.toml"), UNSEEN).unwrap();
    let request = CheckRequest { model: place.path("acme"), ..CheckRequest::default() };
    let found = jobs::check(&request, &()).unwrap().found;
    let codes: Vec<&str> = found.problems.iter().map(|it| it.code).collect();
    assert!(found.errors().next().is_none() && codes.contains(&"BS0908"), "{codes:?}");
    assert!(!jobs::check(&CheckRequest { strict: true, ..request }, &()).unwrap().ok);

    let looker = Looker::new();
    jobs::run(&place.run("unseen", 24, "out"), &looker).unwrap().outcome().unwrap();
    match looker.notes.lock().unwrap().as_slice() {
        [Note::Warnings(noted)] => {
            assert_eq!(noted.problems, found.problems);
            assert!(noted.problems[0].line > 0, "with its place");
        }
        other => panic!("{other:?}"),
    };
}
