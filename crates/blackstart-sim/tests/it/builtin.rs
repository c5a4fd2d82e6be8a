//! The planner's model of the Scattered Spider chain against an independent program: every state, alert and system.

use crate::chance::{Times, apart};
use blackstart_model::{Model, Scenario};
use blackstart_oracle::{entries, shared};
use blackstart_sim::attack::Race;
use blackstart_sim::draw::Draw;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const SAMPLES: u64 = 200_000;

/// A company with the systems and conduits that the attack names, and nothing else.
fn company(oracle: &Value) -> Model {
    let mut text = String::from("format = 1\nname = \"maker\"\ncurrency = \"EUR\"\n");
    for zone in ["internet", "corporate", "ot"] {
        let _ = writeln!(text, "[[zone]]\nid = \"{zone}\"");
    }
    for (from, to) in [("internet", "corporate"), ("corporate", "ot")] {
        let _ = writeln!(text, "[[conduit]]\nfrom = \"{from}\"\nto = \"{to}\"");
    }
    for system in list(oracle, "systems") {
        let _ = writeln!(
            text,
            "[[system]]\nid = {}\nstart = {{ duration = \"4h\" }}\nrebuild = {{ duration = \"9d\" }}",
            system["id"]
        );
    }
    let read = blackstart_read::model_text(&text);
    read.it.unwrap_or_else(|| panic!("{:#?}", read.problems))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap()
}

fn lognormal(pair: &Value) -> String {
    format!("\"lognormal(median {}h, p90 {}h)\"", pair[0], pair[1])
}

/// What is used or cut, of one kind.
fn named(list: &Value, kind: &str) -> Value {
    list.as_array().unwrap().iter().filter_map(|id| id.as_str().unwrap().strip_prefix(kind)).collect()
}

/// The oracle's attack as a planner would write it; of ours every other technique is taken from the library. `seen`: with alerts and answers.
fn scenario(oracle: &Value, model: &Model, seen: bool, ours: bool) -> Scenario {
    let mut text = format!(
        "format = 1\nname = \"spider\"\nstart = 2026-02-01\nhorizon = \"26w\"\n[recovery]\n[attack]\nstart = [{}]\n",
        oracle["start"]
    );
    let _ = writeln!(text, "triage = {}", lognormal(&oracle["triage"]));
    let techniques = list(oracle, "techniques").iter().map(|technique| &technique["uses"]);
    let used = techniques.chain(list(oracle, "containment").iter().map(|action| &action["cuts"]));
    let used: BTreeSet<String> = used
        .flat_map(|list| named(list, "cred:").as_array().unwrap().clone())
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    for credential in used {
        let _ = writeln!(text, "[[credential]]\nid = \"{credential}\"");
    }
    for (at, technique) in list(oracle, "techniques").iter().enumerate() {
        let id = technique["id"].as_str().unwrap();
        let _ = writeln!(text, "[[technique]]\nid = \"{id}\"\nconduits = {}", named(&technique["uses"], "conduit:"));
        if ours && seen && at % 2 == 0 {
            let _ = writeln!(text, "use = \"scattered-spider.{id}\"");
            continue;
        }
        let _ = writeln!(
            text,
            "needs = {}\ngives = {}\nsuccess = {}",
            technique["needs"], technique["gives"], technique["p"]
        );
        let _ = writeln!(
            text,
            "time = {}\ncredentials = {}",
            lognormal(&technique["time"]),
            named(&technique["uses"], "cred:")
        );
        let alert = &technique["alert"];
        if seen && !alert.is_null() {
            let _ = writeln!(text, "alert = {{ chance = {}, after = {} }}", alert["p"], lognormal(&alert["delay"]));
        }
    }
    for control in list(oracle, "controls") {
        let _ = writeln!(
            text,
            "[[control]]\nid = {}\nblocks = {}\neffective = {}",
            control["id"], control["blocks"], control["p_effective"]
        );
    }
    for system in list(oracle, "systems") {
        let _ = writeln!(text, "[[effect]]\nwhen = {}\nsystems = [{}]\nlost = 1", system["lost_with"], system["id"]);
    }
    if seen {
        for action in list(oracle, "containment") {
            let (conduits, credentials) = (named(&action["cuts"], "conduit:"), named(&action["cuts"], "cred:"));
            let _ = writeln!(
                text,
                "[[cut]]\nid = {}\nafter = {}\nconduits = {conduits}\ncredentials = {credentials}",
                action["id"],
                lognormal(&action["after"])
            );
        }
        for rule in list(oracle, "shutdown") {
            let _ = writeln!(
                text,
                "[[shutdown_rule]]\nid = {}\nwhen = [{}]\nchance = {}\nafter = {}\nsystems = {}",
                rule["id"],
                rule["if_reached_by_triage"],
                rule["p"],
                lognormal(&rule["after"]),
                rule["systems"]
            );
        }
    }
    let read = blackstart_read::scenario_text(&text, model);
    read.it.unwrap_or_else(|| panic!("{:#?}\n{text}", read.problems))
}

/// All quantities of the oracle, by its names.
fn play(oracle: &Value, seen: bool, ours: bool) -> BTreeMap<String, Vec<f64>> {
    let model = company(oracle);
    let scenario = scenario(oracle, &model, seen, ours);
    let race = Race::new(scenario.attack.as_ref().unwrap(), &model);
    let mut runner = race.runner();
    let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut add = |name: String, hours: f64| all.entry(name).or_default().push(hours);
    for replicate in 0..SAMPLES {
        runner.play(Draw { seed: 5, replicate });
        for (at, state) in race.attack().states.iter().enumerate() {
            add(format!("state:{}", state.name.id), runner.state_hours(at));
        }
        add("first-alert".into(), runner.first_alert_hours());
        add("triaged".into(), runner.triaged_hours());
        for (system, down) in runner.systems().iter().zip(runner.down()) {
            let id = &model.systems[*system].name.id;
            let only = |by| if down.by == by { down.hours } else { f64::INFINITY };
            add(format!("system-down:{id}"), down.hours);
            add(format!("system-down-by-attacker:{id}"), only(blackstart_sim::handover::Cause::Attacker));
            add(format!("system-down-by-defender:{id}"), only(blackstart_sim::handover::Cause::Shutdown));
        }
    }
    all
}

#[test]
fn both_modes_agree_with_the_independent_program() {
    let ours =
        (include_str!("../oracle/builtin/scattered-spider.json"), include_str!("../oracle/builtin/expected.tsv"));
    assert_eq!(agree(ours.0, ours.1, true), 47);
    // What was added to the shared folder since: each in a folder of its own.
    for folder in entries(&shared().join("oracles/mal/builtin")).into_iter().filter(|path| path.is_dir()) {
        let inside = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.path());
        let attack = inside.filter(|path| path.extension().is_some_and(|it| it == "json")).min();
        let read = |path: &std::path::Path| std::fs::read_to_string(path).unwrap();
        agree(&read(&attack.expect("an attack as JSON")), &read(&folder.join("expected.tsv")), false);
    }
}

/// Plays an attack and compares every quantity of the table; says how many.
fn agree(attack: &str, expected: &str, ours: bool) -> usize {
    let oracle: Value = serde_json::from_str(attack).unwrap();
    let played = [("A", play(&oracle, false, ours)), ("B", play(&oracle, true, ours))];
    let played: BTreeMap<&str, BTreeMap<String, Times>> = played
        .into_iter()
        .map(|(mode, all)| (mode, all.into_iter().map(|(name, times)| (name, Times::new(times))).collect()))
        .collect();
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for line in expected.lines().skip(2) {
        let cells: Vec<&str> = line.split('\t').collect();
        let sample = &played[cells[0]][cells[1]];
        let number = |at: usize| cells[at].parse::<f64>().unwrap();
        let mut complain = |what: String| wrong.push(format!("{} {}: {what}", cells[0], cells[1]));
        let (share, error) = sample.share();
        compared += 1;
        let certain = number(2) == 0.0 || number(2) == 1.0;
        if apart(share, if certain { 0.0 } else { error }, number(2), number(3)) {
            complain(format!("reached {share}, not {}", number(2)));
        }
        let (mean, error, reached) = sample.mean();
        if reached >= 50 && !certain {
            let truth_error = number(6) / (number(2) * 1e6).sqrt();
            if apart(mean, error, number(5), truth_error) {
                complain(format!("mean {mean} ± {error}, not {}", number(5)));
            }
        }
        for (at, p) in [(7, 0.05), (10, 0.25), (13, 0.5), (16, 0.75), (19, 0.95)] {
            let (low, high) = sample.band(p);
            if low > number(at + 2) * (1.0 + 1e-5) || high < number(at + 1) * (1.0 - 1e-5) {
                complain(format!("quantile {p} within {low} to {high}, not {} to {}", number(at + 1), number(at + 2)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    compared
}
