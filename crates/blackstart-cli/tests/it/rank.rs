//! `blackstart rank` as its users meet it.

use super::Place;
use serde_json::Value;
use std::fs;

const MITIGATIONS: &str = r#"
format = 1

[[mitigation]]
id = "nothing"
title = "A poster on the wall"
cost = "£100"

[[mitigation]]
id = "fast-erp"
title = "The ERP is rebuilt in hours"
cost = "£40k"
cost_per_year = "£2k"
model = ["system.erp.rebuild.duration = 4h"]

[[mitigation]]
id = "short-look"
scenario = ["recovery.investigation = 1h"]
"#;

fn ranking(text: &str) -> Value {
    let it: Value = serde_json::from_str(text).unwrap();
    assert_eq!(it["schema"], "blackstart/rank/1");
    it["ranking"].clone()
}

#[test]
fn what_is_written_down_and_what_is_found_is_ranked_the_same_on_any_number_of_threads() {
    let place = Place::new();
    fs::write(place.path("acme/mitigations.toml"), MITIGATIONS).unwrap();
    let line = "rank acme shutdown --auto -n 16 --budget £50k --json --html rank.html --csv rank.csv --threads";
    let came = place.run(&format!("{line} 1"));
    assert_eq!(came.code, 0, "{}", came.err);
    assert!(came.err.contains("BS0981"), "a mitigation that changes nothing is told: {}", came.err);
    let (page, table) =
        (fs::read(place.path("rank.html")).unwrap(), fs::read_to_string(place.path("rank.csv")).unwrap());
    assert_eq!(came.out, place.run(&format!("{line} 2")).out);
    assert_eq!(page, fs::read(place.path("rank.html")).unwrap());

    let it = ranking(&came.out);
    let changes = it["changes"].as_array().unwrap();
    let of = |id: &str| changes.iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id}"));
    // £40k over five years, and £2k each year.
    assert_eq!(of("fast-erp")["measured"]["cost"].as_f64(), Some(10_000.0));
    assert!(of("short-look")["measured"]["saves"].as_f64().unwrap() > 0.0);
    assert_eq!(of("nothing")["touches"].as_f64(), Some(0.0));
    assert!(of("nothing")["why"].as_str().unwrap().contains("changes nothing"));
    assert_eq!(
        (of("crew/infrastructure/one-more")["kind"].as_str(), of("fast-erp").get("kind")),
        (Some("crew"), Some(&Value::Null))
    );
    assert_eq!(table.lines().count(), 1 + changes.len());
    assert!(it["together"]["changes"].is_array());

    // A workbook is beside it, and reads it there.
    let converted = place.run("convert acme acme.xlsx");
    assert!(
        converted.code == 0 && format!("{}{}", converted.out, converted.err).contains("mitigations.toml"),
        "{}",
        converted.out
    );
    fs::copy(place.path("acme/mitigations.toml"), place.path("mitigations.toml")).unwrap();
    let of_book = place.run("rank acme.xlsx shutdown -n 16 --json");
    assert!(of_book.code == 0 && of_book.out.contains("fast-erp"), "{}", of_book.err);

    let shown = place.run("rank acme shutdown -n 16");
    assert_eq!(shown.code, 0, "{}", shown.err);
    assert!(shown.out.contains("The ERP is rebuilt in hours") && shown.out.contains("one such day"), "{}", shown.out);
    assert!(shown.out.lines().all(|line| line.chars().count() <= 100), "{}", shown.out);
}

#[test]
fn a_ranking_is_kept_in_a_folder_and_told_in_the_report_of_a_run() {
    let place = Place::new();
    fs::write(place.path("acme/mitigations.toml"), MITIGATIONS).unwrap();
    assert_eq!(place.run("run acme shutdown -n 64 -o run").code, 0);
    let before = fs::read_to_string(place.path("run/report.html")).unwrap();
    assert!(!before.contains("What would help"));
    let line = "rank acme shutdown -n 64 --budget £50k --into run -o kept";
    let came = place.run(line);
    assert_eq!(came.code, 0, "{}", came.err);
    let read = |name: &str| fs::read(place.path(name)).unwrap();
    // The same table four times: as words, as a workbook, as Parquet, and with everything else.
    let csv = String::from_utf8(read("kept/ranking.csv")).unwrap();
    assert!(
        csv.starts_with("id,title,kind,cost,")
            && csv.contains("\nfast-erp,The ERP is rebuilt in hours,declared,40000,2000,10000,"),
        "{csv}"
    );
    assert!(read("kept/ranking.xlsx").starts_with(b"PK") && read("kept/ranking.parquet").starts_with(b"PAR1"));
    let kept: Value = serde_json::from_slice(&read("kept/ranking.json")).unwrap();
    assert_eq!(kept["histories"], 64);
    // Written again it is the same, and nothing else is in the folder.
    let (book, parquet) = (read("kept/ranking.xlsx"), read("kept/ranking.parquet"));
    assert_eq!(place.run(line).code, 0);
    assert_eq!((book, parquet), (read("kept/ranking.xlsx"), read("kept/ranking.parquet")));
    assert!(String::from_utf8(read("kept/manifest.json")).unwrap().contains("--budget '£50k'"));
    // The report of the run tells it, in every form, now and when it is written again; what to do first stands in the verdict.
    let page = String::from_utf8(read("run/report.html")).unwrap();
    assert!(
        page.contains("What would help")
            && page.contains("Ranked on Ransomware")
            && page.contains("Do “The ERP is rebuilt in hours”"),
        "{}",
        page.len()
    );
    assert_eq!(place.run("report run --format md").code, 0);
    let words = String::from_utf8(read("run/report.md")).unwrap();
    assert!(words.contains("What would help") && words.contains("The ERP is rebuilt in hours"));
    // Too little to tell: the report stays as it is, and that is said.
    let came = place.run("rank acme shutdown -n 1 --into run");
    assert!(came.code == 0 && came.err.contains("the report is as it was"), "{}", came.err);
    assert_eq!(String::from_utf8(read("run/report.html")).unwrap(), page);
    // A run of something else is refused before anything is played.
    assert_eq!(place.run("run acme outage -n 16 -o other").code, 0);
    let came = place.run("rank acme shutdown -n 64 --into other");
    assert!(came.code == 2 && came.err.contains("a run of the scenario `outage`"), "{}", came.err);
    let model = fs::read_to_string(place.path("acme/model.toml")).unwrap();
    fs::write(place.path("acme/model.toml"), model.replacen("people = 3", "people = 4", 1)).unwrap();
    let came = place.run("rank acme shutdown -n 64 --into run");
    assert!(came.code == 2 && came.err.contains("the model has changed since"), "{}", came.err);
}

#[test]
fn one_party_counts_and_time_and_precision_are_limits() {
    let place = Place::new();
    fs::write(place.path("acme/mitigations.toml"), MITIGATIONS).unwrap();
    let all = ranking(&place.run("rank acme shutdown -n 64 --json").out);
    let ours = ranking(&place.run("rank acme shutdown -n 64 --party company --json").out);
    let loss = |it: &Value| it["loss"].as_f64().unwrap();
    assert!(loss(&ours) > 0.0 && loss(&ours) < loss(&all), "{} of {}", loss(&ours), loss(&all));
    // What the company saves is what it saves of everybody's.
    let saves = |it: &Value| {
        let changes = it["changes"].as_array().unwrap();
        changes.iter().find(|it| it["id"] == "fast-erp").unwrap()["measured"].clone()
    };
    let of_all =
        saves(&all)["parties"].as_array().unwrap().iter().find(|it| it["id"] == "company").unwrap()["saves"].clone();
    let (ours, theirs) = (saves(&ours)["saves"].as_f64().unwrap(), of_all.as_f64().unwrap());
    assert!((ours - theirs).abs() < 1e-6 * theirs.abs(), "{ours} and {theirs}");
    // Without a number of histories it ends when it is precise enough; here any precision is.
    let rough = ranking(&place.run("rank acme shutdown --precision 100% --json").out);
    assert!(rough["histories"].as_u64().unwrap() < 1_024, "{}", rough["histories"]);
    let soon = place.run("rank acme shutdown --time 1ms --json");
    assert!(soon.code == 0 && ranking(&soon.out)["stopped"] == true, "{}", soon.err);
}

#[test]
fn what_cannot_be_made_is_told_at_its_place() {
    let place = Place::new();
    let file = place.path("acme/mitigations.toml");
    let of = |change: &str| format!("format = 1\n[[mitigation]]\nid = \"m\"\nmodel = [{change}]\n");
    for (change, words) in [
        (r#""system.erb.rebuild.duration = 4h""#, "did you mean `erp`?"),
        (r#""system.erp.rebuild.duration = 4 hrs and a bit""#, "BS0"),
        (r#""faster""#, "is no change"),
    ] {
        fs::write(&file, of(change)).unwrap();
        for line in ["rank acme shutdown -n 16", "check acme"] {
            let came = place.run(line);
            assert_eq!(came.code, 3, "{line}: {}", came.err);
            let said = format!("{}{}", came.out, came.err);
            assert!(said.contains("BS0980") && said.contains(words), "{line}: {said}");
            assert!(said.contains("mitigations.toml") && said.contains("4:"), "{line}: {said}");
        }
    }
    fs::write(&file, "format = 1\n[[mitigation]]\nid = \"m\"\n[[mitigation]]\nid = \"m\"\n").unwrap();
    let came = place.run("rank acme shutdown -n 16");
    assert!(came.code == 3 && came.err.contains("BS0302"), "{}", came.err);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let place = Place::new();
    for (line, words) in [
        ("rank acme shutdown", "(auto)"),
        ("rank acme shutdown --auto -n 16 --budget £1m", "what they cost"),
        ("rank acme shutdown --auto -n 16 --years 0", "more than 0 years"),
        ("rank acme nowhere --auto", "no scenario"),
        ("rank nowhere --auto", "no such folder"),
        ("rank acme shutdown outage --auto -n 16", "rate"),
        ("rank acme shutdown --auto -n 16 --party nobody", "it has company"),
        ("rank acme shutdown --auto --precision 0%", "share above 0"),
        ("rank acme shutdown --auto --into nowhere", "nowhere"),
    ] {
        let came = place.run(line);
        assert!(came.code == 2 && came.err.contains(words), "{line}: {} {}", came.code, came.err);
    }
}
