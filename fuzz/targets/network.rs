//! A network whose firms, links or classes are Parquet bytes: none panic or hang, and nothing is refused without a word.
#![no_main]

mod folder;

use blackstart_model::economy::balance;
use blackstart_read::economy::read;
use blackstart_store::Formats;
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use std::fs;

/// What else is in the folder: a sound network.
const TABLES: [(&str, &str); 3] = [
    ("firms", "firm,sector,final_demand\nmine,ore,0\nforge,steel,20\ncarmaker,cars,120\n"),
    ("links", "supplier,buyer,amount\nmine,forge,40\nforge,carmaker,30\n"),
    ("essential", "supplier_sector,buyer_sector,class\nore,steel,2\n"),
];

/// A panic that is told as an error of the file is none to the fuzzer.
fn let_guarded_panics_pass() {
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !blackstart_store::is_guarded() {
            abort(panic);
        }
    }));
}

// The first byte says which table the rest is; the others are CSV.
fuzz_target!(init: let_guarded_panics_pass(), |data: &[u8]| {
    let Some((choice, data)) = data.split_first() else { return };
    let chosen = usize::from(*choice) % TABLES.len();
    for (at, (name, contents)) in TABLES.into_iter().enumerate() {
        let (csv, parquet) = (format!("{name}.csv"), format!("{name}.parquet"));
        let other = if at == chosen {
            put(&parquet, data);
            csv
        } else {
            put(&csv, contents.as_bytes());
            parquet
        };
        let _ = fs::remove_file(FOLDER.join(other));
    }
    let network = read(&FOLDER, &Formats);
    let Some(economy) = network.it else {
        assert!(!network.problems.is_empty(), "nothing read and nothing said");
        return;
    };
    assert_eq!(balance(&economy).firms, economy.len());
});
