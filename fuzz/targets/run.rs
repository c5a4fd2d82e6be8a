//! A run folder whose manifest and layout are bytes: no bytes panic or hang, and nothing but true results is believed.
#![no_main]

mod folder;

use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;

// The manifest, and after `%` the layout.
fuzz_target!(|data: &[u8]| {
    let middle = data.iter().position(|byte| *byte == b'%').unwrap_or(data.len());
    let (manifest, layout) = data.split_at(middle);
    put("manifest.json", manifest);
    put("layout.json", layout.get(1..).unwrap_or_default());
    let _ = blackstart_store::manifest(&FOLDER);
    let read = blackstart_store::read(&FOLDER);
    assert!(read.is_err(), "there are no tables");
});
