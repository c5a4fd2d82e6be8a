//! A network from bytes: firms, links and classes, or a table, and shocks. No bytes panic or hang.
#![no_main]

mod folder;

use blackstart_model::CsvOnly;
use blackstart_model::economy::balance;
use blackstart_read::economy::{read, read_shocks};
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use std::fs;

/// What a folder may hold, and the shocks.
const LAYOUTS: [[&str; 5]; 3] = [
    ["firms.csv", "links.csv", "essential.csv", "shocks.toml", "shocks.csv"],
    ["Z.csv", "Y.csv", "x.csv", "shocks.toml", "shocks.csv"],
    ["Z.txt", "Y.txt", "x.txt", "shocks.toml", "shocks.csv"],
];

// The first byte chooses the layout; the rest is its files, with `%` between.
fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    for name in LAYOUTS.as_flattened() {
        let _ = fs::remove_file(FOLDER.join(name));
    }
    let names = LAYOUTS[usize::from(*choice) % LAYOUTS.len()];
    for (name, part) in names.into_iter().zip(data.split(|byte| *byte == b'%')) {
        put(name, part);
    }
    let network = read(&FOLDER, &CsvOnly);
    let Some(economy) = network.it else {
        assert!(!network.problems.is_empty(), "nothing read and nothing said");
        return;
    };
    assert_eq!(balance(&economy).firms, economy.len());
    for name in ["shocks.toml", "shocks.csv"] {
        let shocks = read_shocks(&FOLDER.join(name), &economy, &CsvOnly);
        assert!(shocks.it.is_some() || !shocks.problems.is_empty(), "nothing read and nothing said");
    }
});
