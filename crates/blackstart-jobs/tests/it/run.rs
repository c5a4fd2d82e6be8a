//! Running, resuming, sharding, merging, and the page again.

use super::{Looker, Place, contents, json, written};
use blackstart_jobs::{
    self as jobs, Answer, CheckRequest, CompareRequest, Failure, MergeRequest, Note, Promise, ReportFormat,
    ReportRequest, RestartRequest, RunRequest, Sampling, ShardRequest, Stage,
};
use std::fs;
use std::path::Path;

#[test]
fn a_run_answers_with_what_its_folder_holds() {
    let place = Place::new();
    let looker = Looker::new();
    let answer = jobs::run(&place.run("shutdown", 16, "out"), &looker).unwrap();
    assert_eq!(looker.stages(), [(Stage::Histories, Some(16))]);
    let said = json(&answer, "blackstart/run/1");
    let summary: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("out/summary.json")).unwrap()).unwrap();
    assert_eq!(said["summary"], summary);
    assert_eq!((&said["complete"], &said["resumed"]), (&true.into(), &0.into()));
    assert_eq!(said["summary"]["model_hash"].as_str().unwrap().len(), 64);
    assert!(said["strip"]["text"].as_str().unwrap().contains("output"), "{}", said["strip"]["text"]);
    assert_eq!(said["folder"].as_str().unwrap(), place.path("out").to_str().unwrap());
}

#[test]
fn stopped_and_resumed_it_is_the_run_in_one_go() {
    let place = Place::new();
    let whole = jobs::run(&place.run("outage", 40, "whole"), &()).unwrap();
    let request = place.run("outage", 40, "again");
    let stopped = jobs::run(&request, &Looker::stopping_after(Stage::Histories, 16)).unwrap();
    assert!(!stopped.complete && stopped.losses.len() < 40);
    match stopped.outcome() {
        Err(failure @ Failure::Interrupted(_)) => {
            assert!(failure.exit_code() == 130 && failure.to_string().contains("`resume`"), "{failure}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(written(&stopped, "blackstart/run/1")["complete"], false);
    let resumed = jobs::resume(&request, &()).unwrap();
    assert_eq!((resumed.complete, resumed.summary.digest), (true, whole.summary.digest));
    assert_eq!(contents(&place.path("again")), contents(&place.path("whole")));
    // Before anything is played there is no answer.
    let never = jobs::run(&place.run("outage", 8, "never"), &Looker::stopping_after(Stage::Histories, 0));
    if let Ok(answer) = &never {
        assert!(!answer.losses.is_empty(), "what was begun is finished");
    }
}

#[test]
fn shards_merge_to_the_run_in_one_go() {
    let place = Place::new();
    jobs::run(&place.run("outage", 24, "whole"), &()).unwrap();
    let shard = |first, end| ShardRequest {
        model: place.path("acme"),
        scenario: Some("outage".to_owned()),
        first,
        end,
        of: Some(24),
        seed: Some(7),
        threads: 1,
        out: place.path("parts"),
        ..ShardRequest::default()
    };
    let first = jobs::shard(&shard(8, 24), &()).unwrap();
    assert_eq!(json(&first, "blackstart/shard/1")["played"], true);
    let merge = MergeRequest { parts: place.path("parts"), out: place.path("merged"), ..MergeRequest::default() };
    match jobs::merge(&merge, &()) {
        Err(Failure::Usage(why)) => assert!(why.contains("0 to 7"), "{why}"),
        other => panic!("{other:?}"),
    }
    let stopped = jobs::shard(&shard(0, 8), &Looker::stopping_after(Stage::Histories, 0));
    assert!(stopped.is_ok() || matches!(stopped, Err(Failure::Interrupted(_))), "{stopped:?}");
    jobs::shard(&shard(0, 8), &()).unwrap();
    assert!(!jobs::shard(&shard(0, 8), &()).unwrap().played, "it is there");
    let merged = jobs::merge(&merge, &()).unwrap();
    assert_eq!(json(&merged, "blackstart/merge/1")["replicates"], 24);
    assert_eq!(contents(&place.path("merged")), contents(&place.path("whole")));
    assert!(matches!(jobs::shard(&shard(8, 8), &()), Err(Failure::Usage(_))));
    assert!(matches!(jobs::shard(&shard(20, 30), &()), Err(Failure::Usage(_))));
}

#[test]
fn promises_are_kept_or_broken_and_known() {
    let place = Place::new();
    let target = jobs::run(&place.run("shutdown", 16, "out"), &()).unwrap().summary.targets[0].id.clone();
    let with =
        |text: &str| RunRequest { fail_on: vec![Promise::parse(text).unwrap()], ..place.run("shutdown", 16, "out") };
    let broken = jobs::run(&with(&format!("{target}=0h")), &()).unwrap();
    match broken.outcome() {
        Err(failure @ Failure::Breached(_)) => assert_eq!(failure.exit_code(), 4),
        other => panic!("{other:?}"),
    }
    assert_eq!(written(&broken, "blackstart/run/1")["fail_on"][0]["kept"], false);
    jobs::run(&with(&format!("{target}=0h@0")), &()).unwrap().outcome().unwrap();
    match jobs::run(&with("nothing=5%"), &()) {
        Err(Failure::Usage(why)) => assert!(why.contains(&target), "{why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_page_is_written_again_from_its_folder() {
    let place = Place::new();
    jobs::run(&place.run("shutdown", 8, "out"), &()).unwrap();
    let before = contents(&place.path("out"));
    fs::remove_file(place.path("out/report.html")).unwrap();
    let answer = jobs::report(&ReportRequest { run: place.path("out"), ..ReportRequest::default() }, &()).unwrap();
    assert!(json(&answer, "blackstart/report/1")["report"].as_str().unwrap().ends_with("report.html"));
    assert_eq!(contents(&place.path("out")), before);
    let nothing =
        jobs::report(&ReportRequest { run: place.path("acme"), ..ReportRequest::default() }, &()).unwrap_err();
    assert_eq!(nothing.exit_code(), 2, "{nothing}");
}

#[test]
fn a_few_histories_are_played_with_a_warning() {
    let place = Place::new();
    let few = |note: &Note| matches!(note, Note::Warning(text) if text.contains("too few for bands"));
    for (replicates, warned) in [(1, true), (19, true), (20, false)] {
        let looker = Looker::new();
        jobs::run(&place.run("shutdown", replicates, &format!("out-{replicates}")), &looker).unwrap();
        assert_eq!(looker.notes.lock().unwrap().iter().any(few), warned, "{replicates}");
    }
}

#[test]
fn every_form_of_the_report_lies_in_its_folder_and_is_listed() {
    let place = Place::new();
    jobs::run(&place.run("shutdown", 8, "out"), &()).unwrap();
    let forms = [
        (ReportFormat::Onepage, "onepage.html", "The verdict"),
        (ReportFormat::Md, "report.md", "## The verdict"),
        (ReportFormat::Csv, "report.csv", "section,table,row,column,value,unit,text"),
        (ReportFormat::Xlsx, "report.xlsx", "PK"),
        (ReportFormat::Docx, "report.docx", "PK"),
    ];
    for (format, name, begins) in forms {
        let request = ReportRequest { run: place.path("out"), format };
        let answer = jobs::report(&request, &()).unwrap();
        assert!(answer.report.ends_with(name), "{}", answer.report);
        let first = fs::read(place.path("out").join(name)).unwrap();
        assert!(String::from_utf8_lossy(&first).contains(begins), "{name}");
        // The same run gives the same bytes, and is still read.
        jobs::report(&request, &()).unwrap();
        assert_eq!(fs::read(place.path("out").join(name)).unwrap(), first, "{name}");
    }
    let manifest = fs::read_to_string(place.path("out/manifest.json")).unwrap();
    assert!(forms.iter().all(|(_, name, _)| manifest.contains(name)), "{manifest}");
    // A new run leaves no report of the old one.
    jobs::run(&RunRequest { force: true, ..place.run("shutdown", 9, "out") }, &()).unwrap();
    assert!(forms.iter().all(|(_, name, _)| !place.path("out").join(name).exists()));
}

#[test]
fn requests_are_plain_data_with_defaults() {
    let request: RunRequest =
        serde_json::from_str(r#"{"model": "acme", "fail_on": [{"id": "mvc", "within_hours": 504}]}"#).unwrap();
    assert_eq!((request.sampling.threads, request.resume, request.fail_on[0].share), (0, false, None));
    let text = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<RunRequest>(&text).unwrap(), request);
    assert!(serde_json::from_str::<RunRequest>(r#"{"modle": "acme"}"#).is_err(), "a slip of the pen is an error");
}

#[test]
fn a_return_is_dated_the_same_in_numbers_and_on_the_page() {
    // A shop that sells a fifth from 6 to 11 January: its week from the 7th on is above half, and it is back on the 11th.
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../blackstart-sim/tests/data/m07-restart-then-stop");
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let request = RunRequest { model: data, out: Some(out.clone()), ..RunRequest::default() };
    let said = json(&jobs::run(&request, &()).unwrap(), "blackstart/run/1");
    let site = &said["summary"]["sites"][0];
    assert_eq!(site["back"]["p50"]["date"], "2024-01-11T00:00");
    assert_eq!(site["restarted"]["p50"]["date"], "2024-01-07T00:00");
    assert_eq!(
        (&site["level"], &site["stops_again"]["hits"], &site["not_back"]["hits"]),
        (&0.9.into(), &0.into(), &0.into())
    );
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("is back at 90\u{a0}% of normal for good on 11 Jan in 9 of 10 histories"), "{page}");
}

/// A plant that can make half of what is wanted for four of eight weeks, with the event and without it: a quarter is not sold.
/// A shop that is shut for six days from 2 January, sells again, and is shut for five from 20 January.
#[test]
fn a_row_about_the_return_means_the_last_one() {
    let place = Place::new();
    let folder = place.path("twice");
    fs::create_dir_all(folder.join("scenarios")).unwrap();
    let model = "format = 1\nname = \"twice\"\ncurrency = \"USD\"\n[[party]]\nid = \"shop\"\nkind = \"company\"\n[[product]]\nid = \"p\"\nprice = 1\n\
        [[site]]\nid = \"s\"\nproduct = \"p\"\nparty = \"shop\"\nwatch = true\n[[demand]]\nsite = \"s\"\nflow = \"1000/d\"\n\
        [[source]]\nid = \"paper\"\ntitle = \"A newspaper\"\n";
    let outage = |from: u8, until: u8| {
        format!("[[outage]]\nsite = \"s\"\nchannel = \"sell\"\nfrom = \"{from}d\"\nuntil = \"{until}d\"\n")
    };
    let head = "format = 1\nname = \"x\"\nstart = 2024-01-01\nhorizon = \"60d\"\nreplicates = 1\n";
    let row = |field: &str| {
        format!(
            "[[row]]\nid = \"{field}\"\ntitle = \"{field}\"\nunit = \"date\"\nreported = {{ value = 2024-01-25 }}\nsource = \"paper\"\n\
             scenario = \"x\"\nmeasure = {{ kind = \"date\", field = \"{field}\", pick = \"last\", sites = [\"s\"] }}\n"
        )
    };
    fs::write(folder.join("model.toml"), model).unwrap();
    fs::write(folder.join("scenarios/x.toml"), format!("{head}{}{}", outage(1, 7), outage(19, 24))).unwrap();
    let fields = ["restarted", "back"];
    let rows: String = fields.iter().map(|field| row(field)).collect();
    fs::write(folder.join("backtest.toml"), format!("format = 1\n{rows}")).unwrap();
    let answer =
        jobs::run(&RunRequest { model: folder, scenario: None, ..place.run("x", 1, "twice-out") }, &()).unwrap();
    let days: Vec<_> = answer.backtest.iter().map(|row| (row.id.as_str(), row.modelled.p50, row.hit)).collect();
    // It restarts on 8 January, the first day on which it sells again, and is back for good on the 25th.
    let expected = [("restarted", 7.0, false), ("back", 24.0, true)];
    assert_eq!(days, expected.map(|(field, day, hit)| (field, Some(day), Some(hit))));
}

fn short_of_capacity(place: &Place) -> RunRequest {
    let folder = place.path("short");
    fs::create_dir_all(folder.join("scenarios")).unwrap();
    let model = "format = 1\nname = \"short\"\ncurrency = \"GBP\"\n[[party]]\nid = \"us\"\nkind = \"company\"\n[[product]]\nid = \"car\"\nprice = \"£20k\"\n\
        [[site]]\nid = \"plant\"\nproduct = \"car\"\nparty = \"us\"\ncapacity = \"10/d\"\n[[demand]]\nsite = \"plant\"\nflow = \"10/d\"\n";
    let day = "format = 1\nname = \"day\"\nstart = 2026-02-02\nhorizon = \"8w\"\nwarm_up = \"0h\"\n[[shock]]\nkind = \"capacity\"\nsites = [\"plant\"]\n\
        from = \"0h\"\nuntil = \"4w\"\ntimes = 0.5\nin_twin = true\n[[outage]]\nsite = \"plant\"\nchannel = \"sell\"\nfrom = \"5w\"\nuntil = \"6w\"\n";
    fs::write(folder.join("model.toml"), model).unwrap();
    fs::write(folder.join("scenarios/day.toml"), day).unwrap();
    RunRequest { model: folder, scenario: None, ..place.run("day", 4, "short-out") }
}

#[test]
fn a_scenario_whose_normal_life_is_not_normal_is_played_only_where_that_is_allowed() {
    let place = Place::new();
    let request = short_of_capacity(&place);
    let check = CheckRequest { model: request.model.clone(), baseline: true, ..CheckRequest::default() };
    let checked = jobs::check(&check, &()).unwrap();
    assert!((checked.baseline[0].lost_share - 0.25).abs() < 1e-9, "{}", checked.baseline[0].lost_share);
    let shard = ShardRequest {
        model: request.model.clone(),
        end: 4,
        of: Some(4),
        out: place.path("p"),
        ..ShardRequest::default()
    };
    let compare = |allow_abnormal_baseline| CompareRequest::Scenarios {
        model: request.model.clone(),
        a: "day".to_owned(),
        b: "day".to_owned(),
        sampling: Sampling { replicates: Some(2), ..Sampling::default() },
        allow_abnormal_baseline,
    };
    let restart = RestartRequest { model: request.model.clone(), ..RestartRequest::default() };
    let refused = [
        checked.outcome().unwrap_err(),
        jobs::run(&request, &()).unwrap_err(),
        jobs::shard(&shard, &()).unwrap_err(),
        jobs::compare(&compare(false), &()).map(|_| ()).unwrap_err(),
        jobs::restart(&restart, &()).map(|_| ()).unwrap_err(),
    ];
    for failure in refused {
        assert_eq!(failure.exit_code(), 3);
        let Failure::Invalid(found) = failure else { panic!("{failure:?}") };
        let problem = found.errors().next().unwrap();
        assert_eq!((problem.code, problem.file.file_name().unwrap().to_str().unwrap()), ("BS0717", "day.toml"));
        assert_eq!(
            problem.message,
            "without the event 25.0 % of what customers want is not sold; `plant` turns away 25.0 % of its customers"
        );
        assert!(problem.advice.as_ref().unwrap().contains("more capacity or stock"), "{:?}", problem.advice);
    }
    assert!(!place.path("short-out").exists() && !place.path("p").exists(), "nothing is written");

    let looker = Looker::new();
    assert!(jobs::compare(&compare(true), &()).is_ok());
    let restart = RestartRequest { allow_abnormal_baseline: true, ..restart };
    assert!(matches!(jobs::restart(&restart, &()), Err(Failure::Usage(why)) if why.contains("no [recovery]")));
    assert!(restart.command().ends_with("--allow-abnormal-baseline"));
    let allowed = RunRequest { allow_abnormal_baseline: true, ..request };
    let answer = jobs::run(&allowed, &looker).unwrap();
    assert!(answer.baseline.is_some_and(|it| !it.is_normal()));
    let told = |note: &Note| matches!(note, Note::Warning(text) if text.ends_with("losses are counted beside it"));
    assert!(looker.notes.lock().unwrap().iter().any(told));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("short-out/manifest.json")).unwrap()).unwrap();
    assert!(manifest["command"].as_str().unwrap().ends_with("--allow-abnormal-baseline"), "{}", manifest["command"]);
}
