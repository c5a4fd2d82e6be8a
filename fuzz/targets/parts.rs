//! A part of results from bytes, sealed as if they were true: no bytes panic or hang, and what is read can be summed up and written again.
#![no_main]

mod folder;

use blackstart_ensemble::Summary;
use blackstart_store::{PartContents, write_part};
use folder::{FOLDER, put};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|data: &[u8]| {
    let sealed = [data, Sha256::digest(data).as_slice()].concat();
    let path = put("part.bspart", &sealed);
    let Ok(PartContents { origin, results }) = blackstart_store::read_part(&path, None) else { return };
    assert!(!Summary::of(&results).model.is_empty() || results.layout.model.id.is_empty());
    let again = write_part(&FOLDER.join("again"), &results, &origin).expect("what was read can be written");
    let again = blackstart_store::read_part(&again, Some(&results.layout)).expect("what was written can be read");
    assert_eq!(blackstart_store::digest(&again.results), blackstart_store::digest(&results));
});
