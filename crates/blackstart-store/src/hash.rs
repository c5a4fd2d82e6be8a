//! Hashes of what was read: what results name as their origin.

use sha2::{Digest as _, Sha256};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// SHA-256, hex, of what was read: every value as the simulation takes it. Comments, the order of keys, notes, and whether it came from a folder
/// or a workbook make no difference; another version of the program may give another.
pub fn content_hash(it: &impl fmt::Debug) -> String {
    struct Sink(Sha256);
    impl fmt::Write for Sink {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    let mut sink = Sink(Sha256::new());
    // The derived form names every field, and writes each number so that no other has the same digits.
    let written = fmt::write(&mut sink, format_args!("{it:?}"));
    debug_assert!(written.is_ok(), "a sink takes everything");
    crate::files::hex(&sink.0.finalize())
}

/// SHA-256, hex, over files sorted by name: each with its name and length, so that neither order nor place matters and no two sets of files share one.
///
/// # Errors
/// If a file cannot be read.
pub fn hash(files: &[(String, PathBuf)]) -> Result<String, crate::StoreError> {
    let mut hash = Sha256::new();
    let mut files: Vec<_> = files.iter().collect();
    files.sort();
    for (name, path) in files {
        add(&mut hash, name, path).map_err(crate::StoreError::io(path))?;
    }
    Ok(crate::files::hex(&hash.finalize()))
}

fn add(hash: &mut Sha256, name: &str, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    hash.update((name.len() as u64).to_le_bytes());
    hash.update(name.as_bytes());
    let mut length = 0_u64;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        length += read as u64;
    }
    // The length follows, because it is known only now.
    hash.update(length.to_le_bytes());
    Ok(())
}
