//! Is the map of the crates still true? Who may use whom, who may name which library, and which file which other one.

use crate::modules::{Modules, circles};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The crate map: an arrow may skip a floor, never climb one.
const ARROWS: &[(&str, &[&str])] = &[
    ("blackstart-oracle", &[]),
    ("blackstart-actuary", &[]),
    ("blackstart-flow", &[]),
    ("blackstart-mal", &[]),
    ("blackstart-plan", &[]),
    ("blackstart-import", &["blackstart-model"]),
    ("blackstart-model", &[]),
    ("blackstart-read", &["blackstart-model", "blackstart-mal", "blackstart-actuary"]),
    ("blackstart-sim", &["blackstart-model", "blackstart-flow", "blackstart-plan", "blackstart-actuary"]),
    (
        "blackstart-ensemble",
        &["blackstart-sim", "blackstart-model", "blackstart-flow", "blackstart-plan", "blackstart-actuary"],
    ),
    ("blackstart-store", &["blackstart-ensemble", "blackstart-sim", "blackstart-model", "blackstart-actuary"]),
    ("blackstart-report", &["blackstart-ensemble", "blackstart-sim", "blackstart-model"]),
    (
        "blackstart-jobs",
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
    (
        "blackstart",
        &[
            "blackstart-jobs",
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
    ("blackstart-serve", &["blackstart"]),
    ("blackstart-cli", &["blackstart", "blackstart-serve"]),
    (
        "blackstart-bench",
        &["blackstart", "blackstart-ensemble", "blackstart-sim", "blackstart-model", "blackstart-flow"],
    ),
];

/// Libraries, and the rooms where they live.
const ROOMS: &[(&str, &[&str])] = &[
    ("annotate-snippets", &["blackstart-report"]),
    ("arrow-array", &["blackstart-store"]),
    ("arrow-schema", &["blackstart-store"]),
    ("askama", &["blackstart-report", "blackstart-serve"]),
    ("axum", &["blackstart-serve"]),
    ("calamine", &["blackstart-store"]),
    ("clap", &["blackstart-cli"]),
    ("clap_complete", &["blackstart-cli"]),
    ("clap_mangen", &["blackstart-cli"]),
    ("csv", &["blackstart-import", "blackstart-read", "blackstart-store", "blackstart-report"]),
    ("docx-rs", &["blackstart-report"]),
    ("encoding_rs", &["blackstart-read"]),
    ("futures-util", &["blackstart-serve"]),
    ("getrandom", &["blackstart-serve"]),
    ("hyper", &["blackstart-serve"]),
    ("hyper-util", &["blackstart-serve"]),
    ("indexmap", &["blackstart-mal"]),
    ("indicatif", &["blackstart-cli"]),
    (
        "jiff",
        &[
            "blackstart-model",
            "blackstart-read",
            "blackstart-sim",
            "blackstart-ensemble",
            "blackstart-store",
            "blackstart-report",
            "blackstart-serve",
        ],
    ),
    ("libc", &["blackstart-read"]),
    ("parquet", &["blackstart-store"]),
    ("pumpkin-conflict-resolvers", &["blackstart-plan"]),
    ("pumpkin-constraints", &["blackstart-plan"]),
    ("pumpkin-core", &["blackstart-plan"]),
    ("quick-xml", &["blackstart-report"]),
    ("rayon", &["blackstart-ensemble", "blackstart-flow", "blackstart-plan"]),
    ("rusqlite", &["blackstart-serve"]),
    ("rust-sugiyama", &["blackstart-report"]),
    ("rust_xlsxwriter", &["blackstart-report"]),
    ("same-file", &["blackstart-store"]),
    ("saphyr-parser", &["blackstart-mal"]),
    (
        "serde",
        &[
            "blackstart-import",
            "blackstart-ensemble",
            "blackstart-store",
            "blackstart-report",
            "blackstart-jobs",
            "blackstart-serve",
        ],
    ),
    (
        "serde_json",
        &[
            "blackstart-import",
            "blackstart-mal",
            "blackstart-read",
            "blackstart-store",
            "blackstart-jobs",
            "blackstart-serve",
            "blackstart-cli",
        ],
    ),
    ("sha2", &["blackstart-mal", "blackstart-store", "blackstart-report", "blackstart-serve"]),
    ("signal-hook", &["blackstart-cli"]),
    ("strsim", &["blackstart-import", "blackstart-mal", "blackstart-model", "blackstart-read"]),
    ("subtle", &["blackstart-serve"]),
    ("terminal_size", &["blackstart-cli"]),
    ("tokio", &["blackstart-serve"]),
    ("toml", &["blackstart-import", "blackstart-read"]),
    ("toml_edit", &["blackstart-import", "blackstart-serve"]),
    ("tower", &["blackstart-serve"]),
    ("utoipa", &["blackstart-serve"]),
    ("unicode-width", &["blackstart-report"]),
    ("zip", &["blackstart-mal", "blackstart-store"]),
];

/// Libraries that may be used in any room: the same mathematics on every machine.
const ANYWHERE: &[&str] = &["libm"];

/// Libraries that only tests use, in any room.
const IN_TESTS: &[&str] = &[
    "assert_cmd",
    "blackstart-oracle",
    "calamine",
    "csv",
    "insta",
    "proc-macro2",
    "proptest",
    "serde_json",
    "tempfile",
    "toml",
    "zip",
];

/// Crates of ours that stand in the tests of others, beside what their own room may use.
const ARROWS_OF_TESTS: &[(&str, &[&str])] = &[
    ("blackstart-import", &["blackstart-read"]),
    ("blackstart-sim", &["blackstart-mal", "blackstart-read"]),
    ("blackstart-ensemble", &["blackstart-read"]),
    ("blackstart-store", &["blackstart-read"]),
    ("blackstart-report", &["blackstart-read"]),
];

/// A part of a room, and which other parts it may use.
type Part = (&'static str, &'static [&'static str]);

/// Which part of a room may use which of the same room: no part outside its line, no line outside this list.
const PARTS: &[(&str, &[Part])] = &[
    (
        "blackstart-read",
        &[
            ("lib", &[]),
            ("file", &[]),
            ("source", &["file"]),
            ("library", &["source"]),
            ("mal", &["source"]),
            ("check", &["source", "library", "mal", "assumed"]),
            ("compile", &["source", "check", "mal"]),
            ("reading", &["file", "source", "check", "compile"]),
            ("economy", &["file", "source"]),
            ("priors", &["source"]),
            ("assumed", &["priors"]),
            ("schema", &["source"]),
            ("edit", &["file", "places", "reading", "source"]),
            ("places", &["edit", "source"]),
            ("book", &["check", "edit", "file", "reading", "source", "starter"]),
            ("company", &["book", "edit", "file", "places", "reading", "source"]),
            ("mitigation", &["company", "edit", "file", "source"]),
            ("explain", &[]),
            ("starter", &[]),
        ],
    ),
    (
        "blackstart-sim",
        &[
            ("lib", &["alike", "attack", "draw", "flow", "handover", "loss", "outage", "service", "sizes", "timeline"]),
            ("alike", &[]),
            ("attack", &["draw", "handover"]),
            ("outage", &["draw", "handover", "timeline"]),
            ("service", &["draw", "handover", "timeline"]),
            ("flow", &["draw", "handover", "timeline"]),
            ("loss", &["draw", "handover", "timeline"]),
            ("strip", &["handover", "timeline"]),
            ("layout", &["handover"]),
            ("catalogue", &["attack", "draw", "outage", "sizes"]),
            ("sizes", &["draw"]),
            ("handover", &["timeline"]),
            ("timeline", &["draw"]),
            ("draw", &[]),
            ("sample", &[]),
        ],
    ),
];

/// A room, files of it that use each other, and why.
type Circle = (&'static str, &'static [&'static str], &'static str);

/// The only circles of files.
const CIRCLES: &[Circle] = &[
    (
        "blackstart-flow",
        &["economy", "economy::buyers", "economy::pools"],
        "the steps of an economy by buyer and by pool; all its state is the economy's",
    ),
    (
        "blackstart-flow",
        &["economy::cascade", "economy::cascade::frontier"],
        "the same cascade, pass by pass from what has changed",
    ),
    (
        "blackstart-mal",
        &["language", "language::expressions", "language::lint", "language::resolve"],
        "a language, and how it is resolved and checked",
    ),
    (
        "blackstart-import",
        &["company::build", "company::restore"],
        "a model is built, and with it who restores its systems and in how long",
    ),
    ("blackstart-mal", &["model", "model::read"], "a model, and how it is read"),
    ("blackstart-plan", &["search", "search::breed", "search::judge"], "a search, and how it breeds and judges"),
    (
        "blackstart-sim",
        &["flow::chain", "flow::drive"],
        "why a site is short: what drives it, then what its neighbours lack",
    ),
    (
        "blackstart-read",
        &[
            "check",
            "check::goods",
            "check::held",
            "check::money",
            "check::people",
            "check::promised",
            "check::sizes",
            "check::systems",
        ],
        "one check, subject by subject",
    ),
    ("blackstart-read", &["edit", "edit::resolve", "places"], "a place in a file, found and changed"),
    (
        "blackstart-read",
        &["check::attack", "check::mal", "check::scenario"],
        "an attack is stated in a scenario, ours or as a MAL graph",
    ),
    ("blackstart-read", &["economy", "economy::firms", "economy::table"], "a nation, as firms or as a table"),
    ("blackstart-read", &["source", "source::mal"], "the files beside a scenario, and those of a MAL graph"),
    (
        "blackstart-read",
        &["source::document", "source::fields", "source::held", "source::place", "source::record", "source::table"],
        "what a file says, and where in it that stands",
    ),
    ("blackstart-sim", &["flow", "flow::twin"], "one stage: a history and its twin, played side by side"),
    ("blackstart-sim", &["flow::fates", "flow::stops"], "who fails, and what then stops"),
    ("blackstart-sim", &["loss", "loss::insured"], "entries of the ledger are made in one way"),
    (
        "blackstart-sim",
        &["outage", "outage::known", "outage::ranked"],
        "a restoration drawn anew given what is known of it",
    ),
    (
        "blackstart-ensemble",
        &["network", "network::company", "network::places", "network::shocks"],
        "a nation under a company's shocks",
    ),
    (
        "blackstart-ensemble",
        &["restart", "restart::curves", "restart::question"],
        "a question about a plan, what it is worth, and its answer",
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a crate's manifest names.
struct Manifest {
    /// Needed by the crate itself, on any system.
    uses: BTreeSet<String>,
    /// Needed by its tests and benches, and to build it.
    in_tests: BTreeSet<String>,
}

impl Manifest {
    fn read(path: &Path) -> Self {
        let manifest: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let mut read = Self { uses: BTreeSet::new(), in_tests: BTreeSet::new() };
        let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
        for table in targets.filter_map(|(_, target)| target.as_table()).chain([&manifest]) {
            let named = |section: &str| {
                let named = table.get(section).and_then(toml::Value::as_table);
                named.into_iter().flat_map(toml::Table::keys).cloned().collect::<Vec<_>>()
            };
            read.uses.extend(named("dependencies"));
            read.in_tests.extend(named("dev-dependencies"));
            read.in_tests.extend(named("build-dependencies"));
        }
        read
    }
}

/// Every crate's manifest.
fn crates() -> BTreeMap<String, Manifest> {
    let crates: BTreeMap<String, Manifest> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), Manifest::read(&path.join("Cargo.toml")))
        })
        .collect();
    assert!(crates.values().map(|it| it.uses.len()).sum::<usize>() > 50, "manifests are read");
    crates
}

/// What a list says of a name.
fn of<T>(list: &'static [(&'static str, T)], name: &str) -> Option<&'static T> {
    list.iter().find(|(known, _)| *known == name).map(|(_, it)| it)
}

/// Words that are not the same on both sides of a list and the tree.
fn differs<'a>(kind: &str, listed: impl Iterator<Item = &'a str>, there: impl Iterator<Item = &'a str>) {
    let (listed, there): (BTreeSet<&str>, BTreeSet<&str>) = (listed.collect(), there.collect());
    let (new, gone): (Vec<_>, Vec<_>) = (there.difference(&listed).collect(), listed.difference(&there).collect());
    assert!(new.is_empty() && gone.is_empty(), "{kind}: not on the list {new:?}, only on the list {gone:?}");
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

#[test]
fn no_arrow_climbs() {
    let crates = crates();
    differs("the map of the crates", ARROWS.iter().map(|it| it.0), crates.keys().map(String::as_str));
    for (name, manifest) in &crates {
        let allowed = of(ARROWS, name).unwrap();
        for used in manifest.uses.iter().filter(|used| used.starts_with("blackstart")) {
            assert!(allowed.contains(&used.as_str()), "{name} may not use {used}");
        }
        let in_tests = of(ARROWS_OF_TESTS, name).copied().unwrap_or_default();
        for used in
            manifest.in_tests.iter().filter(|used| used.starts_with("blackstart") && !IN_TESTS.contains(&used.as_str()))
        {
            assert!(
                allowed.contains(&used.as_str()) || in_tests.contains(&used.as_str()),
                "tests of {name} may not use {used}"
            );
        }
    }
}

#[test]
fn every_library_keeps_to_its_rooms() {
    let crates = crates();
    for (name, manifest) in &crates {
        for used in manifest.uses.iter().filter(|used| !used.starts_with("blackstart")) {
            let allowed = ANYWHERE.contains(&used.as_str())
                || of(ROOMS, used)
                    .unwrap_or_else(|| panic!("{used}, used by {name}, has no room"))
                    .contains(&name.as_str());
            assert!(allowed, "{used} does not belong in {name}");
        }
        for used in manifest.in_tests.iter().filter(|used| !used.starts_with("blackstart")) {
            let of_its_own = of(ROOMS, used).is_some_and(|rooms| rooms.contains(&name.as_str()));
            assert!(of_its_own || IN_TESTS.contains(&used.as_str()), "{used} does not belong in the tests of {name}");
        }
    }
    // No line of the list has outlived its use.
    for (library, rooms) in ROOMS {
        for room in *rooms {
            assert!(
                crates.get(*room).is_some_and(|it| it.uses.contains(*library)),
                "{room} does not use {library} any more"
            );
        }
    }
    for library in ANYWHERE {
        assert!(crates.values().any(|it| it.uses.contains(*library)), "nobody uses {library} any more");
    }
    for library in IN_TESTS {
        assert!(crates.values().any(|it| it.in_tests.contains(*library)), "no test uses {library} any more");
    }
}

#[test]
fn parts_of_a_room_keep_to_their_arrows() {
    for (name, arrows) in PARTS {
        let uses = Modules::of(&root().join("crates").join(name).join("src")).uses();
        let part = |file: &str| file.split("::").next().unwrap_or_default().to_owned();
        let parts: BTreeSet<String> = uses.keys().map(|file| part(file)).collect();
        differs(&format!("the parts of {name}"), arrows.iter().map(|it| it.0), parts.iter().map(String::as_str));
        for (from, used) in uses {
            let allowed = of(arrows, &part(&from)).unwrap();
            for to in used.iter().map(|file| part(file)).filter(|to| *to != part(&from)) {
                assert!(allowed.contains(&to.as_str()), "{name}: {from} may not use {to}");
            }
        }
    }
}

#[test]
fn files_that_use_each_other_are_one_thing() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    for name in crates().keys() {
        let uses = Modules::of(&root().join("crates").join(name).join("src")).uses();
        seen += uses.values().map(BTreeSet::len).sum::<usize>();
        for circle in circles(&uses) {
            let known = CIRCLES
                .iter()
                .position(|(room, files, _)| room == name && circle.iter().all(|file| files.contains(&file.as_str())));
            match known {
                Some(known) => _ = met.insert(known),
                None => wrong.push(format!("{name}: these files use each other: {circle:?}")),
            }
        }
    }
    for (_, (name, files, _)) in CIRCLES.iter().enumerate().filter(|(at, _)| !met.contains(at)) {
        wrong.push(format!("{name}: no circle any more: {files:?}"));
    }
    assert!(seen > 300, "{seen} uses seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rooms without files, clock, threads and surroundings.
const PURE: &[&str] = &["actuary", "flow", "mal", "plan", "model", "import", "sim", "ensemble", "report"];

#[test]
fn pure_rooms_forbid_files_clocks_threads_and_surroundings() {
    for name in PURE {
        let path = root().join(format!("crates/blackstart-{name}/clippy.toml"));
        let settings: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
        let listed = |key: &str| -> BTreeSet<String> {
            let list = settings[key].as_array().unwrap().iter();
            list.map(|it| {
                assert!(it["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{name}: {it} has no reason");
                it["path"].as_str().unwrap().to_owned()
            })
            .collect()
        };
        let (types, methods) = (listed("disallowed-types"), listed("disallowed-methods"));
        for forbidden in ["std::collections::HashMap", "std::time::Instant", "std::time::SystemTime", "std::fs::File"] {
            assert!(types.contains(forbidden), "{name} does not forbid {forbidden}");
        }
        for forbidden in [
            "std::fs::read",
            "std::fs::read_to_string",
            "std::fs::write",
            "std::fs::read_dir",
            "std::fs::metadata",
            "std::fs::File::open",
            "std::fs::File::create",
            "std::path::Path::exists",
            "std::env::var",
            "std::env::var_os",
            "std::env::args",
            "std::thread::spawn",
            "std::time::Instant::now",
            "std::time::SystemTime::now",
            "std::process::Command::new",
            "std::io::stdout",
        ] {
            assert!(methods.contains(forbidden), "{name} does not forbid {forbidden}");
        }
    }
}

/// Options of the command in the texts of a line of code; a text that is nothing but an option is a word of a command.
fn options_in_texts(line: &str) -> Vec<&str> {
    let code = line.trim_start();
    if code.starts_with("//") {
        return Vec::new();
    }
    let option = |text: &&str| {
        let mut parts = text.match_indices("--").map(|(at, _)| (at, &text[at + 2..]));
        parts.any(|(at, rest)| {
            let begins = rest.starts_with(|it: char| it.is_ascii_lowercase());
            let alone = at == 0 && rest.chars().all(|it| it.is_ascii_lowercase() || it == '-');
            // Commands of other programs, and comments of HTML.
            begins && !alone && !text.starts_with("cargo ") && !text[..at].ends_with('!')
        })
    };
    code.split('"').skip(1).step_by(2).filter(option).collect()
}

#[test]
fn no_message_below_the_command_names_an_option_of_it() {
    assert_eq!(options_in_texts(r#"    why("go on with --resume")"#), ["go on with --resume"]);
    assert!(options_in_texts(r#"    words.option("--seed", seed) // --seed"#).is_empty());
    for name in ["blackstart-ensemble", "blackstart-jobs", "blackstart-store"] {
        let mut files = Vec::new();
        sources(&root().join("crates").join(name).join("src"), &mut files);
        assert!(files.len() > 10);
        for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
            for line in fs::read_to_string(file).unwrap().lines() {
                let found = options_in_texts(line);
                assert!(found.is_empty(), "{}: a page or Python has no options: {found:?}", file.display());
            }
        }
    }
}

#[test]
fn the_first_line_says_what_a_file_is_for() {
    let mut files = Vec::new();
    sources(&root().join("crates"), &mut files);
    sources(&root().join("xtask"), &mut files);
    sources(&root().join("fuzz/targets"), &mut files);
    assert!(files.len() > 30);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("//! "), "{}: the first line is not a sentence about the file", file.display());
    }
}
