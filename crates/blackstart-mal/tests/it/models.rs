//! Rung 5: one model in four versions of the file, and one that was a securiCAD model.

use crate::published::{edges_hash, good, graph, json, language_of, shared};
use blackstart_mal::{Limits, Model, ModelOptions};
use std::collections::BTreeMap;

/// The language of all of them.
const ARCHIVE: &str = "coreLang-1.0.0-toolbox-tests.mar";

#[test]
fn every_file_gives_its_graph() {
    let Some(folder) = shared("model-formats") else { return };
    let language = language_of(&folder.join(ARCHIVE));
    for case in json(&folder.join("expected.json")).as_array().unwrap() {
        let file = case["file"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let graph = graph(&language, file, &bytes);
        let model = graph.model();
        assert_eq!(model.len() as u64, case["assets"].as_u64().unwrap(), "{file}");
        assert_eq!(model.link_count() as u64, case["links"].as_u64().unwrap(), "{file}");
        assert_eq!(graph.len() as u64, case["nodes"].as_u64().unwrap(), "{file}");
        assert_eq!(graph.edge_count() as u64, case["edges"].as_u64().unwrap(), "{file}");
        assert_eq!(edges_hash(&graph), case["edges_sha256"].as_str().unwrap(), "{file}");
        let mut set: BTreeMap<&str, BTreeMap<&str, f64>> = BTreeMap::new();
        for (asset, step, value) in model.defences() {
            set.entry(model.asset_name(*asset)).or_default().insert(language.step(*step).name(), *value);
        }
        assert_eq!(serde_json::to_value(set).unwrap(), case["defences_set"], "{file}");
    }
}

#[test]
fn old_files_keep_their_entry_points() {
    let Some(folder) = shared("model-formats") else { return };
    let language = language_of(&folder.join(ARCHIVE));
    for file in ["simple_example_model_0.0.38.json", "simple_example_model_0.1.8.yml", "simple_example_model_0.2.0.yml"]
    {
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let graph = graph(&language, file, &bytes);
        let mut names: Vec<String> = graph.entry_points().into_iter().map(|node| graph.name(node)).collect();
        names.sort();
        assert_eq!(
            names,
            [
                "Credentials:6:attemptCredentialsReuse",
                "Credentials:7:attemptCredentialsReuse",
                "Credentials:7:guessCredentials",
                "Credentials:9:attemptCredentialsReuse",
                "OS App:fullAccess",
                "OS App:softwareProductAbuse",
            ],
            "{file}"
        );
        assert_eq!(graph.model().entry_points()[0].attacker, "Attacker:14");
    }
}

#[test]
fn the_same_model_as_json_and_as_yaml_with_links_on_one_side_only() {
    let language = crate::messages::small();
    let json = br#"{"metadata": {"name": "m"}, "assets": {
        "7": {"name": "plant", "type": "Network", "associated_assets": {"hosts": {"8": "plc", "9": "hmi"}}},
        "8": {"type": "Host", "name": "plc", "defenses": {"hardened": 0.25}}, "9": {"type": "Host", "name": "hmi"}}}"#;
    let yaml = "# links as lists, at the other end\nassets:\n  7: {name: plant, type: Network}\n  8:\n    associated_assets:\n      networks: [7]\n    defenses: {hardened: .25}\n    name: plc\n    type: Host\n  9: {associated_assets: {networks: {7: plant}}, name: \"hmi\", type: Host}\n";
    let read = |file: &str, bytes: &[u8]| {
        good(Model::read(file, bytes, &language, ModelOptions::default(), &Limits::default()))
    };
    let (json, yaml) = (read("m.json", json), read("m.yml", yaml.as_bytes()));
    assert_eq!(json.link_count(), 2);
    assert_eq!(json.defences(), yaml.defences());
    let graphs =
        [json, yaml].map(|model| blackstart_mal::Graph::build(language.clone(), model, &Limits::default()).unwrap());
    assert_eq!(edges_hash(&graphs[0]), edges_hash(&graphs[1]));
    assert!(graphs[0].edge_count() > 0);
}
