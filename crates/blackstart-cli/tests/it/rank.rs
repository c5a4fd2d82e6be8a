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
    ] {
        let came = place.run(line);
        assert!(came.code == 2 && came.err.contains(words), "{line}: {} {}", came.code, came.err);
    }
}
