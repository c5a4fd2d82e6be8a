//! A folder for the files that a target writes: one per process, in memory where the machine has such a place.

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

pub(crate) static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let base = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let folder = base.join(format!("blackstart-fuzz-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for the fuzzer's files");
    folder
});

/// Writes a file there, and says where it is.
pub(crate) fn put(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.join(name);
    fs::write(&path, bytes).expect("the fuzzer's folder can be written");
    path
}
