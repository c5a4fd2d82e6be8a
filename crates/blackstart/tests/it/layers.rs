//! Is the map of the crates still true? Who may use whom, who may name which library; stages do not know each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The crate map: an arrow may skip a floor, never climb one.
const ARROWS: &[(&str, &[&str])] = &[
    ("blackstart-actuary", &[]),
    ("blackstart-flow", &[]),
    ("blackstart-mal", &[]),
    ("blackstart-plan", &[]),
    ("blackstart-import", &[]),
    ("blackstart-model", &[]),
    ("blackstart-read", &["blackstart-model", "blackstart-mal"]),
    ("blackstart-sim", &["blackstart-model", "blackstart-flow", "blackstart-plan", "blackstart-actuary"]),
    (
        "blackstart-ensemble",
        &["blackstart-sim", "blackstart-model", "blackstart-flow", "blackstart-plan", "blackstart-actuary"],
    ),
    ("blackstart-store", &["blackstart-ensemble", "blackstart-sim", "blackstart-model", "blackstart-actuary"]),
    ("blackstart-report", &["blackstart-ensemble", "blackstart-sim", "blackstart-model"]),
    (
        "blackstart",
        &[
            "blackstart-report",
            "blackstart-store",
            "blackstart-read",
            "blackstart-import",
            "blackstart-ensemble",
            "blackstart-sim",
            "blackstart-model",
            "blackstart-plan",
        ],
    ),
    ("blackstart-cli", &["blackstart"]),
    (
        "blackstart-bench",
        &["blackstart", "blackstart-ensemble", "blackstart-sim", "blackstart-model", "blackstart-flow"],
    ),
];

/// Libraries that live in named rooms only.
const ROOMS: &[(&str, &[&str])] = &[
    ("arrow-array", &["blackstart-store"]),
    ("arrow-schema", &["blackstart-store"]),
    ("parquet", &["blackstart-store"]),
    ("calamine", &["blackstart-store"]),
    ("pumpkin-conflict-resolvers", &["blackstart-plan"]),
    ("pumpkin-constraints", &["blackstart-plan"]),
    ("pumpkin-core", &["blackstart-plan"]),
    ("rayon", &["blackstart-ensemble", "blackstart-flow", "blackstart-plan"]),
    ("rust_xlsxwriter", &["blackstart-report"]),
    ("saphyr-parser", &["blackstart-mal"]),
    ("clap", &["blackstart-cli"]),
    ("indicatif", &["blackstart-cli"]),
    ("ctrlc", &["blackstart-cli"]),
    ("tokio", &["blackstart-serve"]),
    ("axum", &["blackstart-serve"]),
    ("pyo3", &["blackstart-py"]),
];

const STAGES: [&str; 5] = ["attack", "outage", "service", "flow", "loss"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Names under `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.trim() == "[dependencies]";
        } else if inside && let Some((name, _)) = line.split_once(['.', '=', ' ']) {
            names.push(name.trim().to_owned());
        }
    }
    names
}

/// Every crate's dependencies.
fn crates() -> BTreeMap<String, Vec<String>> {
    fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let manifest = fs::read_to_string(path.join("Cargo.toml")).unwrap();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), dependencies(&manifest))
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file without comments and strings of one line.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The words of every path that starts at the crate or its parent: `use …;` split into words, and inline paths.
fn inner_words(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    for statement in code.split(';') {
        let statement = match statement.rfind("use ") {
            Some(at) if statement[at..].contains("crate::") || statement[at..].contains("super::") => &statement[at..],
            _ => {
                for piece in statement.split("crate::").skip(1) {
                    words.extend(piece.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().map(str::to_owned));
                }
                continue;
            }
        };
        words.extend(statement.split(|c: char| !(c.is_alphanumeric() || c == '_')).map(str::to_owned));
    }
    words
}

#[test]
fn no_arrow_climbs() {
    let crates = crates();
    for (name, uses) in &crates {
        let allowed =
            ARROWS.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name} is not on the map")).1;
        for used in uses.iter().filter(|used| used.starts_with("blackstart")) {
            assert!(allowed.contains(&used.as_str()), "{name} may not use {used}");
        }
    }
    assert_eq!(crates.len(), ARROWS.len(), "a crate on the map is missing");
}

#[test]
fn libraries_keep_to_their_rooms() {
    for (name, uses) in crates() {
        for (library, rooms) in ROOMS {
            assert!(
                !uses.iter().any(|used| used == library) || rooms.contains(&name.as_str()),
                "{library} does not belong in {name}"
            );
        }
    }
}

#[test]
fn stages_do_not_know_each_other() {
    let mut seen = 0;
    for stage in STAGES {
        let folder = root().join("crates/blackstart-sim/src").join(stage);
        let mut files = Vec::new();
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
        let single = folder.with_extension("rs");
        if single.is_file() {
            files.push(single);
        }
        for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
            seen += 1;
            let words = inner_words(&code(&fs::read_to_string(file).unwrap()));
            for other in STAGES.iter().filter(|other| **other != stage) {
                assert!(!words.iter().any(|word| word == other), "{} uses the stage `{other}`", file.display());
            }
        }
    }
    assert!(seen >= STAGES.len(), "the stages have moved: {seen} files seen");
}

#[test]
fn the_first_line_says_what_a_file_is_for() {
    let mut files = Vec::new();
    sources(&root().join("crates"), &mut files);
    sources(&root().join("xtask"), &mut files);
    assert!(files.len() > 30);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{}: the first line is not a sentence about the file", file.display());
    }
}

#[test]
fn a_wall_test_sees_grouped_imports() {
    let words = inner_words("use crate::{draw, attack::Spread};\nfn f() { crate::loss::account() }");
    assert!(words.iter().any(|word| word == "attack"));
    assert!(words.iter().any(|word| word == "loss"));
}
