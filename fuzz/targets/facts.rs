//! What has happened so far, and a plan made elsewhere, as CSV: no bytes panic or hang, and nothing is refused without a word.
#![no_main]

mod folder;

use blackstart_model::table::CsvOnly;
use blackstart_model::{Model, Scenario};
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::sync::LazyLock;

/// The starter's company and its shutdown.
static WORLD: LazyLock<(Model, Scenario)> = LazyLock::new(|| {
    let acme = FOLDER.join("acme");
    for (name, contents) in blackstart_read::starter() {
        let path = acme.join(name);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the fuzzer's folder can be written");
        fs::write(path, contents).expect("the fuzzer's folder can be written");
    }
    let model = blackstart_read::model(&acme, &CsvOnly).it.expect("the starter is sound");
    let day =
        blackstart_read::scenario(&acme.join("scenarios/shutdown.toml"), &model).it.expect("the starter is sound");
    (model, day)
});

// The first byte is the moment \[days\], the rest the table.
fuzz_target!(|data: &[u8]| {
    let Some((days, table)) = data.split_first() else { return };
    let (model, day) = &*WORLD;
    let path = put("table.csv", table);
    let facts = blackstart_read::facts(&path, f64::from(*days) * 24.0, model, day, &CsvOnly);
    assert!(facts.it.is_some() || !facts.problems.is_empty(), "nothing read and nothing said");
    let plan = blackstart_read::plan(&path, model, day, &CsvOnly);
    assert!(plan.it.is_some() || !plan.problems.is_empty(), "nothing read and nothing said");
});
