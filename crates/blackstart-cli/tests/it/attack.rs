//! `blackstart attack`: the library, the study, what it refuses.

use crate::Place;
use std::fs;

const DAY: &str = r#"
format = 1
name = "attacked"
start = 2026-02-01
horizon = "52w"
[recovery]
[attack]
start = ["contact"]
triage = "4h"
[[credential]]
id = "remote-user"
[[technique]]
id = "access"
use = "ransomware.bought-access"
success = 0.9
[[technique]]
id = "encryption"
needs = ["foothold.corporate"]
gives = ["encrypted"]
success = 0.8
time = "lognormal(median 20h, p90 60h)"
alert = { chance = 1, after = "30h" }
[[control]]
id = "training"
blocks = ["access"]
effective = 0.5
[[shutdown_rule]]
id = "plug"
when = ["foothold.corporate"]
after = "2h"
systems = "all"
[[effect]]
when = ["encrypted"]
systems = "all"
lost = 1
"#;

#[test]
fn an_attack_is_studied_and_carried_into_a_run() {
    let place = Place::new();
    fs::write(place.path("acme/scenarios/attacked.toml"), DAY).unwrap();
    let text = place.run("attack acme attacked -n 200");
    assert_eq!(text.code, 0, "{}", text.err);
    for word in ["Who takes which system", "What the attacker gets", "foothold.corporate", "training", "never"] {
        assert!(text.out.contains(word), "{word}: {}", text.out);
    }
    assert_eq!(place.run("attack acme attacked -n 200 --threads 1").out, text.out);
    let json = place.json("attack acme attacked -n 200 --json", "blackstart/attack/1");
    let attack = &json["attack"];
    assert_eq!((attack["samples"].as_u64(), attack["states"].as_array().unwrap().len()), (Some(200), 3));
    assert_eq!(attack["variants"].as_array().unwrap().len(), 4);
    let hit = attack["base"]["any"].as_f64().unwrap();
    assert!(hit > 0.1 && hit < 0.6, "{hit}");

    // The same luck in a run: what goes down there goes down here.
    let run = place.json("run acme attacked -n 200 --json", "blackstart/run/1");
    let onset = &run["summary"]["onset"];
    assert_eq!(onset["hit"]["share"].as_f64(), Some(hit));
    assert!(onset["alert_to_shutdown_hours"]["p50"].as_f64().unwrap() >= 6.0);
    assert!(place.run("run acme attacked -n 200 --out here").out.contains("How it begins"));
    assert!(fs::read_to_string(place.path("here/report.html")).unwrap().contains("How it begins"));
}

#[test]
fn the_library_is_listed_and_a_stated_scenario_refused() {
    let place = Place::new();
    assert!(place.run("attack --library").out.contains("scattered-spider.esxi-encryption"));
    let library = place.json("attack --library --json", "blackstart/attack-library/1");
    assert!(library["chains"].as_array().unwrap().len() >= 4);
    let refused = place.run("attack acme shutdown");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("has no [attack]"), "{}", refused.err);
    assert_eq!(place.run("attack").code, 2);
}
