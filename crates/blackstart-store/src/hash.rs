//! One hash for all files of a model: what results name as their origin.

use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

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
