//! `blackstart attack`: the library, the study, what it refuses.

use crate::Place;
use std::fs;

pub(crate) const DAY: &str = r#"
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

/// The smallest language, and a plant in it: whoever is in the network enters each host after two days in the mean, and stops it
/// unless it is hardened.
const LANGUAGE: &str = include_str!("../../../blackstart-mal/tests/data/small.langspec.json");
const PLANT: &str = r#"{"assets": {
  "1": {"name": "lan", "type": "Network", "associated_assets": {"hosts": {"2": "erp", "3": "mes"}}},
  "2": {"name": "erp", "type": "Host", "defenses": {"hardened": 0.25}},
  "3": {"name": "mes", "type": "Host", "defenses": {"hardened": 1.0}}
}}"#;
const MAL_DAY: &str = r#"
format = 1
name = "mal"
start = 2026-02-01
horizon = "52w"
[recovery]
[attack]
start = ["lan:spread"]
triage = "1h"
mal = { language = "small.json", model = "plant.json", controls = ["erp:hardened"] }
[[detector]]
id = "edr"
steps = ["mes:enter"]
chance = 0.5
[[shutdown_rule]]
id = "plug"
when = ["mes:enter"]
chance = 0.5
after = "1h"
systems = ["mes"]
[[effect]]
when = ["erp"]
systems = ["erp"]
lost = 1
"#;

#[test]
fn an_attack_over_a_mal_model_is_studied_and_carried_into_a_run() {
    let place = Place::new();
    fs::write(place.path("acme/small.json"), LANGUAGE).unwrap();
    fs::write(place.path("acme/plant.json"), PLANT).unwrap();
    fs::write(place.path("acme/scenarios/mal.toml"), MAL_DAY).unwrap();
    assert_eq!(place.run("check acme").err, "");
    let text = place.run("attack acme mal -n 2000");
    assert_eq!(text.code, 0, "{}", text.err);
    for word in
        ["Techniques", "erp:enter", "all 3 steps", "A typical path to the first system", "erp:hardened", "never"]
    {
        assert!(text.out.contains(word), "{word}: {}", text.out);
    }
    assert_eq!(place.run("attack acme mal -n 2000 --threads 1").out, text.out);

    let json = place.json("attack acme mal -n 2000 --json", "blackstart/attack/1");
    let attack = &json["attack"];
    let near = |value: &serde_json::Value, expected: f64, width: f64| {
        let value = value.as_f64().unwrap();
        assert!((value - expected).abs() < width, "{value} is not {expected}");
    };
    // Nothing is cut: three in four are not hardened, and the time is exponential. Limits are four standard errors.
    near(&attack["base"]["attacker"], 0.75, 0.04);
    near(&attack["base"]["shutdown"], 0.25, 0.04);
    let steps = attack["steps"].as_array().unwrap();
    let names: Vec<&str> = steps.iter().map(|step| step["id"].as_str().unwrap()).collect();
    assert_eq!(
        (names.as_slice(), attack["steps_all"].as_u64()),
        (["erp:enter", "erp:stop", "mes:enter"].as_slice(), Some(3))
    );
    let erp = &steps[0];
    near(&erp["reached"]["share"], 1.0, 1e-12);
    near(&erp["critical"]["share"], 1.0, 1e-12);
    near(&erp["waited"], 1.0, 1e-9);
    near(&erp["mean_hours"], 48.0, 4.3);
    near(&steps[2]["first_alert"]["share"], 1.0, 1e-12);
    let way = &attack["typical_way"];
    assert_eq!((way["state"].as_str(), way["steps"][0]["id"].as_str()), (Some("erp"), Some("erp:enter")));
    near(&way["hours"], 48.0 * std::f64::consts::LN_2, 4.9);
    // The same luck: hardening that always works saves erp, and the doctrine changes only who switches off.
    let variants = attack["variants"].as_array().unwrap();
    let taken: Vec<f64> = variants.iter().map(|it| it["outcomes"]["attacker"].as_f64().unwrap()).collect();
    assert_eq!(
        taken,
        [1.0, 0.0, attack["base"]["attacker"].as_f64().unwrap(), attack["base"]["attacker"].as_f64().unwrap()]
    );

    let run = place.json("run acme mal -n 200 --out there --json", "blackstart/run/1");
    let onset = &run["summary"]["onset"];
    assert_eq!(onset["hit"]["share"], run["attack"]["base"]["any"]);
    let erp = run["summary"]["systems"].as_array().unwrap().iter().find(|system| system["id"] == "erp").unwrap();
    assert_eq!(erp["falls"]["hits"], run["attack"]["states"][1]["reached"]["hits"]);
    assert!(run["summary"]["loss"]["total"]["mean"].as_f64().unwrap() > 0.0, "it reaches the ledger");
    let report = fs::read_to_string(place.path("there/report.html")).unwrap();
    for word in ["How it begins", "How far the attacker gets", "erp:enter", "erp:hardened"] {
        assert!(report.contains(word), "{word}");
    }
    // Written again from the folder alone.
    assert_eq!(place.run("report there").code, 0);
    assert_eq!(fs::read_to_string(place.path("there/report.html")).unwrap(), report);
}

#[test]
fn a_plant_in_a_published_language() {
    let Some(mal) = blackstart_oracle::find("mal") else { return };
    let place = Place::new();
    fs::copy(mal.join("compile/langspec/icsLang.langspec.json"), place.path("acme/small.json")).unwrap();
    fs::copy(mal.join("graph/ics-line/model.json"), place.path("acme/plant.json")).unwrap();
    let day = MAL_DAY
        .replace(
            r#"["lan:spread"]"#,
            r#"["attacker:fullAccess", "attacker:attemptReverseReach", "clerk-user:attemptSocialEngineering"]"#,
        )
        .replace(r#"["erp:hardened"]"#, r#"["clerk-user:securityAwareness", "plc1:physicalLock"]"#)
        .replace(r#"["mes:enter"]"#, r#"["[Application]:fullAccess"]"#);
    fs::write(place.path("acme/scenarios/mal.toml"), day).unwrap();
    let json = place.json("attack acme mal -n 500 --json", "blackstart/attack/1");
    let attack = &json["attack"];
    let steps = attack["steps"].as_array().unwrap();
    assert!(steps.len() > 5 && attack["typical_way"]["steps"].as_array().unwrap().len() > 3);
    // So few steps matter that all of them are listed.
    assert_eq!(attack["steps_all"].as_u64(), Some(steps.len() as u64));
    let sum: f64 = steps.iter().map(|step| step["waited"].as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    assert_eq!(attack["variants"].as_array().unwrap().len(), 6);
    assert_eq!(place.run("run acme mal -n 20").code, 0);
}
