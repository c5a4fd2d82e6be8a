//! What was reported, from bytes: none panic or hang, nothing is refused without a word, and what is read can be held against results.
#![no_main]

mod folder;

use blackstart_ensemble::backtest::Held;
use blackstart_ensemble::{Ensemble, Results};
use blackstart_model::table::CsvOnly;
use blackstart_model::{Model, Scenario};
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::sync::LazyLock;

/// The starter's company, and a few histories of its shutdown.
static WORLD: LazyLock<(Model, Scenario, Results)> = LazyLock::new(|| {
    let acme = FOLDER.join("acme");
    for (name, contents) in blackstart_read::starter() {
        let path = acme.join(name);
        fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the fuzzer's folder can be written");
        fs::write(path, contents).expect("the fuzzer's folder can be written");
    }
    let model = blackstart_read::model(&acme, &CsvOnly).it.expect("the starter is sound");
    let day =
        blackstart_read::scenario(&acme.join("scenarios/shutdown.toml"), &model).it.expect("the starter is sound");
    let results = Ensemble::new(&model, &day).seed(7).replicates(4).threads(1).run();
    (model, day, results)
});

fuzz_target!(|data: &[u8]| {
    let (model, day, results) = &*WORLD;
    put("acme/backtest.toml", data);
    let read = blackstart_read::backtest(&FOLDER.join("acme"), model, &[day]).expect("the file is there");
    let Some(backtest) = read.it else {
        assert!(!read.problems.is_empty(), "nothing read and nothing said");
        return;
    };
    let about = backtest.rows.iter().filter(|row| row.scenario == results.layout.scenario.id).count();
    let held = Held::against(&backtest, results);
    assert_eq!(held.compared.len() + held.left_out.len(), about, "every row is compared or left out");
});
