//! Does every folder in `examples/` still tell the same story?
//!
//! `expected-summary.json` holds, by scenario, the summary of a small run. It is compared exactly: the same files, seed and version give
//! the same bytes. After a change that moves numbers on purpose, write it again with `cargo xtask bless` (which sets `BLACKSTART_BLESS`)
//! and say why in the change log.

use blackstart::read;
use blackstart::store::Formats;
use blackstart::{Ensemble, Summary, report};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Replicates of the small run.
const REPLICATES: u32 = 16;

/// Values that moved, shown at most.
const SHOWN: usize = 20;

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let inside = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = inside.filter(|path| path.join("model.toml").is_file()).collect();
    folders.sort();
    assert!(folders.len() >= 4, "{folders:?}");
    folders
}

fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.join("scenarios")).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty(), "{} has no scenario", folder.display());
    files
}

#[test]
fn every_example_is_without_problems_and_tells_the_same_story() {
    for folder in examples() {
        let read = read::model(&folder, &Formats);
        let said = report::problems(&read.problems, read.omitted, report::Style::default());
        assert!(said.is_empty(), "{}:\n{said}", folder.display());
        let model = read.it.unwrap();
        let mut told = Map::new();
        for file in scenarios(&folder) {
            let read = read::scenario(&file, &model);
            let said = report::problems(&read.problems, read.omitted, report::Style::default());
            assert!(said.is_empty(), "{}:\n{said}", file.display());
            let scenario = read.it.unwrap();
            let results = Ensemble::new(&model, &scenario).replicates(REPLICATES).run();
            told.insert(scenario.name.clone(), essence(&Summary::of(&results)));
        }
        let told = Value::Object(told);
        let path = folder.join("expected-summary.json");
        if std::env::var_os("BLACKSTART_BLESS").is_some() {
            fs::write(&path, serde_json::to_string_pretty(&told).unwrap() + "\n").unwrap();
            continue;
        }
        let expected = fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask bless` writes it", path.display()));
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let mut moved = Vec::new();
        differences("", &expected, &told, &mut moved);
        assert!(
            moved.is_empty(),
            "{} tells another story: {} values moved\n{}\nif they are meant to, `cargo xtask bless` writes them, and the change log says why",
            folder.display(),
            moved.len(),
            moved[..moved.len().min(SHOWN)].join("\n")
        );
    }
}

/// Values that moved, with where they stand.
fn differences(place: &str, expected: &Value, told: &Value, moved: &mut Vec<String>) {
    match (expected, told) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let (a, b) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                differences(&format!("{place}/{key}"), a, b, moved);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            for at in 0..a.len().max(b.len()) {
                let (a, b) = (a.get(at).unwrap_or(&Value::Null), b.get(at).unwrap_or(&Value::Null));
                differences(&format!("{place}/{at}"), a, b, moved);
            }
        }
        _ if expected != told => moved.push(format!("  {place}: {expected} -> {told}")),
        _ => {}
    }
}

#[test]
fn what_moved_is_named() {
    let mut moved = Vec::new();
    let before = serde_json::json!({ "loss": { "median": 1.5, "names": ["a", "b"] }, "seed": 1 });
    let after = serde_json::json!({ "loss": { "median": 2.5, "names": ["a"] }, "seed": 1, "more": true });
    differences("", &before, &before, &mut moved);
    assert_eq!(moved, [""; 0]);
    differences("", &before, &after, &mut moved);
    assert_eq!(moved, ["  /loss/median: 1.5 -> 2.5", "  /loss/names/1: \"b\" -> null", "  /more: null -> true"]);
}

/// What a run came to, without what changes with every release and without long lists.
fn essence(summary: &Summary) -> Value {
    let whole = serde_json::to_value(summary).unwrap();
    let mut part = Map::new();
    for key in [
        "seed",
        "replicates",
        "loss",
        "contained",
        "last_system_back",
        "output_lost_days",
        "insolvent_sites",
        "targets",
        "tiers",
    ] {
        part.insert(key.to_owned(), short(&whole[key]));
    }
    Value::Object(part)
}

/// A spread as mean, 5, 50 and 95 %, a moment as hours; no weeks, and parties without what they are made of.
fn short(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(short).collect(),
        Value::Object(fields) if fields.contains_key("hours") => fields["hours"].clone(),
        Value::Object(fields) => {
            let spread = fields.contains_key("p50");
            let kept = |key: &str| match key {
                "mean" | "share" | "p05" | "p50" | "p95" => true,
                "weeks" => false,
                "by_cause" | "by_form" | "by_period" => fields.contains_key("total"),
                _ => !spread,
            };
            fields
                .iter()
                .filter(|(key, _)| kept(key))
                .map(|(key, value)| (key.clone(), short(value)))
                .collect::<Map<_, _>>()
                .into()
        }
        other => other.clone(),
    }
}
