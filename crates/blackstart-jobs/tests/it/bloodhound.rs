//! A directory that BloodHound collected, as an attack on a model: what is written, that it can be played, what is refused.

use super::Place;
use blackstart_jobs::{self as jobs, Answer, AttackRequest, Failure, ImportBloodhoundRequest, Sampling, SystemMatch};
use std::fs;

/// Ann is in a group that administers PC1, where Bob is logged on, who administers ERP01 and, by its number, a computer of the MES.
const GRAPH: &str = r#"{"graph": {"nodes": [
  {"id": "S-1", "kinds": ["User", "Base"], "properties": {"name": "ANN@ACME.TEST"}},
  {"id": "S-2", "kinds": ["User", "Base"], "properties": {"name": "BOB@ACME.TEST"}},
  {"id": "S-3", "kinds": ["User", "Base"], "properties": {"name": "CAL@ACME.TEST"}},
  {"id": "S-9", "kinds": ["Group", "Base"], "properties": {"name": "STAFF@ACME.TEST"}},
  {"id": "C-1", "kinds": ["Computer", "Base"], "properties": {"name": "PC1.ACME.TEST"}},
  {"id": "C-2", "kinds": ["Computer", "Base"], "properties": {"name": "ERP01.ACME.TEST"}},
  {"id": "C-3", "kinds": ["Computer", "Base"], "properties": {"name": "SRV017.ACME.TEST"}}], "edges": [
  {"start": {"value": "S-1"}, "end": {"value": "S-9"}, "kind": "MemberOf"},
  {"start": {"value": "S-3"}, "end": {"value": "S-9"}, "kind": "MemberOf"},
  {"start": {"value": "S-9"}, "end": {"value": "C-1"}, "kind": "AdminTo"},
  {"start": {"value": "C-1"}, "end": {"value": "S-2"}, "kind": "HasSession"},
  {"start": {"value": "S-2"}, "end": {"value": "C-2"}, "kind": "AdminTo"},
  {"start": {"value": "S-2"}, "end": {"value": "C-3"}, "kind": "AdminTo"},
  {"start": {"value": "S-2"}, "end": {"value": "C-3"}, "kind": "EX_Knows"}]}}"#;

fn request(place: &Place) -> ImportBloodhoundRequest {
    fs::write(place.path("graph.json"), GRAPH).unwrap();
    ImportBloodhoundRequest {
        files: vec![place.path("graph.json")],
        model: place.path("acme"),
        start: vec!["ann".to_owned()],
        out: Some(place.path("acme/scenarios/ann.toml")),
        ..ImportBloodhoundRequest::default()
    }
}

#[test]
fn a_collection_becomes_an_attack_that_is_played() {
    let place = Place::new();
    let mut asked = request(&place);
    asked.matches = vec![SystemMatch { system: "mes".to_owned(), object: "srv017".to_owned() }];
    let answer = jobs::import_bloodhound(&asked, &()).unwrap();
    assert!(answer.outcome().is_ok(), "{:?}", answer.found.problems);
    let problems: Vec<&str> = answer.found.problems.iter().map(|it| it.code).collect();
    assert_eq!(problems, ["BS0929"]);
    assert_eq!((answer.reached.as_slice(), answer.techniques), (&["erp".to_owned(), "mes".to_owned()][..], 6));
    assert_eq!((answer.objects, answer.leading_objects, answer.leading_edges), (7, 5, 4));
    let kinds: Vec<(&str, usize, &str)> =
        answer.kinds.iter().map(|it| (it.kind.as_str(), it.count, it.becomes.as_str())).collect();
    assert_eq!(
        kinds,
        [
            ("MemberOf", 2, "membership"),
            ("AdminTo", 3, "directory.admin-logon"),
            ("HasSession", 1, "directory.session-theft")
        ]
    );
    assert_eq!(answer.kinds[1].attack, ["T1021.002", "T1078.002"]);
    assert_eq!(answer.unknown[0].kind, "EX_Knows");
    let play = |seed| {
        let sampling = Sampling { replicates: Some(400), seed: Some(seed), ..Sampling::default() };
        let request = AttackRequest { model: place.path("acme"), scenario: Some("ann".to_owned()), sampling };
        serde_json::to_value(jobs::attack(&request, &()).unwrap()).unwrap()
    };
    let played = play(3);
    let share = |system: &str| {
        let systems = played["attack"]["systems"].as_array().unwrap();
        let found = systems
            .iter()
            .find(|it| it["id"] == system || it["system"] == system)
            .unwrap_or_else(|| panic!("{systems:?}"));
        found["attacker"]["share"].as_f64().or(found["attacker"].as_f64()).unwrap_or_else(|| panic!("{found}"))
    };
    // Three steps and an encryption, each with the library's chance: 0.95 × 0.85 × 0.95 × 0.85 = 0.652, less what is cut in time, and three standard
    // errors of 400 histories, 0.072.
    assert!((0.2..0.724).contains(&share("erp")) && (0.2..0.724).contains(&share("mes")), "{}", share("erp"));
    assert_eq!(played, play(3));
}

#[test]
fn a_dry_run_and_what_is_refused_write_nothing() {
    let place = Place::new();
    let asked = request(&place);
    let scenario = place.path("acme/scenarios/ann.toml");
    let dry = ImportBloodhoundRequest { dry_run: true, out: None, ..asked.clone() };
    let answer = jobs::import_bloodhound(&dry, &()).unwrap();
    assert!(answer.ok && answer.scenario.is_none() && answer.techniques == 4 && !scenario.exists());
    // Without a start there are candidates: Ann and Cal are alike.
    let lost = ImportBloodhoundRequest { start: Vec::new(), ..asked.clone() };
    let answer = jobs::import_bloodhound(&lost, &()).unwrap();
    assert!(matches!(answer.outcome(), Err(Failure::Invalid(_))) && !scenario.exists());
    let first = &answer.candidates[0];
    assert_eq!((first.name.as_str(), first.alike, first.steps), ("ANN@ACME.TEST", 1, 3));
    let usage = |change: &dyn Fn(&mut ImportBloodhoundRequest)| {
        let mut request = asked.clone();
        change(&mut request);
        match jobs::import_bloodhound(&request, &()) {
            Err(Failure::Usage(why)) => why,
            other => panic!("{other:?}"),
        }
    };
    assert!(usage(&|it| it.files.clear()).contains("name the files"));
    assert!(usage(&|it| it.out = None).contains("`out`"));
    assert!(usage(&|it| it.out = Some(place.path("x.json"))).contains(".toml"));
    assert!(usage(&|it| it.files = vec![place.path("all.zip")]).contains("unpack"));
    assert!(usage(&|it| it.files = vec![place.path("gone.json")]).contains("does not exist"));
    assert!(usage(&|it| it.model = place.path("nowhere")).contains("no such folder"));
    fs::write(&scenario, "mine").unwrap();
    assert!(usage(&|_| {}).contains("there already"));
    assert_eq!(fs::read_to_string(&scenario).unwrap(), "mine");
}
