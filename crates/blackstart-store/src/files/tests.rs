//! Is a file there whole or not at all, and only what is ours ever replaced?

use super::faults::{Fault, after};
use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_the_old_or_the_new_one_wherever_writing_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    for fault in [Fault::Killed, Fault::Refused] {
        for changes in 0.. {
            write_file(&path, b"old").unwrap();
            let (_, struck) = after(changes, fault, || write_file(&path, b"new"));
            let found = fs::read(&path).unwrap();
            assert!(found == b"old" || found == b"new", "{fault:?} at {changes}: {found:?}");
            write_file(&path, b"newer").unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"newer");
            assert_eq!(names(folder.path()), ["page.html"], "{fault:?} at {changes}: something is left");
            if !struck {
                break;
            }
        }
    }
}

#[test]
fn leftovers_of_the_dead_go_and_files_of_the_living_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    for name in ["page.html.1.tmp", "page.html.4711-2.tmp", "other.html.1.tmp", "page.html.old.tmp", "page.html.tmp"] {
        fs::write(folder.path().join(name), "left").unwrap();
    }
    let living = NewFile::create(&path).unwrap();
    write_file(&path, b"new").unwrap();
    let own = living.temporary.file_name().unwrap().to_string_lossy().into_owned();
    let mut expected = vec!["other.html.1.tmp", "page.html", "page.html.old.tmp", "page.html.tmp", own.as_str()];
    expected.sort_unstable();
    assert_eq!(names(folder.path()), expected);
    drop(living);
    assert!(!names(folder.path()).contains(&own), "what is not committed is gone");
}

#[test]
fn a_file_has_the_hash_and_the_permissions_that_any_file_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let entry = write_whole(&path, |to| to.write_all(b"abc").map_err(StoreError::io(&path))).unwrap();
    assert_eq!((entry.file.as_str(), entry.bytes), ("file", 3));
    // FIPS 180-2, appendix B.1.
    assert_eq!(entry.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let plain = folder.path().join("plain");
    File::create(&plain).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions(), fs::metadata(&plain).unwrap().permissions());
}

#[test]
fn temporary_names_are_known_again() {
    let path = Path::new("some/losses.parquet");
    for attempt in [0, 3] {
        let name = temporary(path, attempt).file_name().unwrap().to_string_lossy().into_owned();
        assert_eq!(target_of(&name), Some("losses.parquet"), "{name}");
    }
    for name in ["losses.parquet", "losses.tmp", ".12.tmp", "losses.12a.tmp", "losses.12-.tmp"] {
        assert_eq!(target_of(name), None, "{name}");
    }
}
