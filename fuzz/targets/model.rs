//! A whole folder from bytes: `model.toml`, one table and a scenario. No bytes panic or hang; what is understood is a sound model.
#![no_main]

mod folder;

use blackstart_model::table::{CsvOnly, Limits};
use blackstart_read::{model_within, scenario};
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use std::fs;

const TABLES: [&str; 6] = ["sites.csv", "links.csv", "systems.csv", "services.csv", "demands.csv", "seasons.csv"];
const BETWEEN: &[u8] = b"\n%%%\n";

/// The bytes before and after the next separator.
fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        Some(at) => (&data[..at], &data[at + BETWEEN.len()..]),
        None => (data, &[]),
    }
}

// The first byte chooses the table; the rest is model.toml, the table and a scenario, with `%%%` lines between.
fuzz_target!(|data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let (toml, rest) = split(data);
    let (table, day) = split(rest);
    let name = TABLES[usize::from(*choice) % TABLES.len()];
    for other in TABLES {
        let _ = fs::remove_file(FOLDER.join(other));
    }
    put("model.toml", toml);
    if !table.is_empty() {
        put(name, table);
    }
    let read = model_within(&FOLDER, &CsvOnly, &Limits::default());
    let Some(model) = read.it else {
        assert!(!read.problems.is_empty(), "nothing read and nothing said");
        return;
    };
    for link in &model.links {
        assert!(link.flow_per_day.is_finite() && link.flow_per_day >= 0.0);
    }
    assert_eq!(model.service_order.len(), model.services.len());
    assert_eq!(model.system_order.len(), model.systems.len());
    fs::create_dir_all(FOLDER.join("scenarios")).expect("the fuzzer's folder can be written");
    let file = put("scenarios/day.toml", day);
    let day = scenario(&file, &model);
    assert!(day.it.is_some() || !day.problems.is_empty(), "nothing read and nothing said");
});
