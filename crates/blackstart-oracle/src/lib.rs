//! Where tests find the data of published programs, and what they do without them: they say so, or fail where the data are required.
//!
//! What we made ourselves lies beside the tests, in `tests/data`. What others published is not ours to hand on; it is looked for in the
//! folder named by `BLACKSTART_SHARED` (a relative path counts from the workspace), else in `shared` beside the workspace.
//! With `BLACKSTART_ORACLES=required`, as in continuous integration, data that are not there fail the test.

use std::io::Write as _;
use std::panic::Location;
use std::path::{Path, PathBuf};

/// The folder of what others published, whether it exists or not.
pub fn shared() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    match std::env::var_os("BLACKSTART_SHARED") {
        Some(named) => workspace.join(named),
        None => workspace.join("../shared"),
    }
}

/// A file or folder of the oracles, as `mal/compile/langspec`. `None` where it does not exist; then [`skipped`] has said so.
#[track_caller]
pub fn find(place: &str) -> Option<PathBuf> {
    let path = shared().join("oracles").join(place);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("{place} is not found"));
    None
}

/// What lies in a folder of the oracles, by name. Empty where the folder does not exist; then [`skipped`] has said so.
#[track_caller]
pub fn list(place: &str) -> Vec<PathBuf> {
    let Some(folder) = find(place) else { return Vec::new() };
    entries(&folder)
}

/// What lies in a folder, by name; nothing in a folder that does not exist.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let inside = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = inside.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Says on standard error that the calling test, or a part of it, was not run: also for a test that passes, whose output the harness
/// swallows otherwise.
///
/// # Panics
///
/// With `BLACKSTART_ORACLES=required`.
#[track_caller]
pub fn skipped(why: &str) {
    let thread = std::thread::current();
    // The harness names a test's thread after the test, unless there is one thread only.
    let test = match thread.name() {
        Some(name) if name != "main" => name.to_owned(),
        _ => Location::caller().to_string(),
    };
    let line = format!("SKIPPED {test}: {why} (set BLACKSTART_SHARED)\n");
    assert!(!required(), "{line}BLACKSTART_ORACLES=required, so this is a failure");
    // Not `eprintln!`, which the harness captures. A test does not fail because nobody listens.
    std::io::stderr().write_all(line.as_bytes()).ok();
}

fn required() -> bool {
    match std::env::var("BLACKSTART_ORACLES") {
        Err(_) => false,
        Ok(word) => {
            assert_eq!(word, "required", "BLACKSTART_ORACLES can be `required`, or unset");
            true
        }
    }
}

#[cfg(test)]
mod tests;
