//! An OED account file from text: no text panics or hangs, and the tables that come of it are TOML that says the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

// The first line is who is insured, the rest the file.
fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (insured, file) = text.split_once('\n').unwrap_or((text, ""));
    match blackstart_import::oed::policies(file, insured) {
        Ok(tables) => {
            let read: toml::Table = tables.parse().unwrap_or_else(|error| panic!("{error}\n{tables}"));
            let policies = read.get("policy").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
            assert!(policies.iter().all(|policy| policy.get("insured").and_then(toml::Value::as_str) == Some(insured)));
        }
        Err(what) => assert!(!what.is_empty()),
    }
});
