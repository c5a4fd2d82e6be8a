//! Logic: no text panics, complaints point into the text, and what is understood is written and read back the same.
#![no_main]

use blackstart_model::logic::logic;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match logic(text) {
        Ok(read) => {
            for (name, at) in read.names() {
                assert_eq!(&text[at..at + name.len()], name);
            }
            let written = read.to_string();
            let again = logic(&written).map(|again| again.to_string());
            assert_eq!(again, Ok(written));
        }
        Err(complaint) => {
            assert!(text.get(complaint.at..complaint.at + complaint.len).is_some(), "{complaint:?}");
        }
    }
});
