//! Does every folder in `examples/` still tell the same story?
//!
//! `expected-summary.json` holds, by scenario, the summary of a small run. It is compared exactly: the same files, seed and version give
//! the same bytes. After a change that moves numbers on purpose, write it again with `BLACKSTART_BLESS=1 cargo test -p blackstart examples`
//! and say why in the change log.

use blackstart::model;
use blackstart::store::Formats;
use blackstart::{Ensemble, Summary, report};
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// Replicates of the small run.
const REPLICATES: u32 = 16;

fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut folders: Vec<PathBuf> = fs::read_dir(&root)
        .map(|entries| {
            entries.flatten().map(|entry| entry.path()).filter(|path| path.join("model.toml").is_file()).collect()
        })
        .unwrap_or_default();
    folders.sort();
    folders
}

fn scenarios(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder.join("scenarios")).unwrap().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

#[test]
fn every_example_is_without_problems_and_tells_the_same_story() {
    for folder in examples() {
        let read = model::read(&folder, &Formats);
        let said = report::problems(&read.problems, read.omitted, report::Style::default());
        assert!(said.is_empty(), "{}:\n{said}", folder.display());
        let model = read.it.unwrap();
        let mut told = Map::new();
        for file in scenarios(&folder) {
            let read = model::read_scenario(&file, &model);
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
        let expected: Value = serde_json::from_str(
            &fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
        )
        .unwrap();
        assert_eq!(told, expected, "{} tells another story", folder.display());
    }
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
        part.insert(key.to_owned(), whole[key].clone());
    }
    Value::Object(part)
}
