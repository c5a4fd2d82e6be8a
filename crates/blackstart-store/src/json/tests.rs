//! The two ways to open a file that somebody else may have made refuse the same.

use super::open;
use crate::{merge, read_state};
use blackstart_read::file;
use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

#[test]
fn what_the_reader_of_models_refuses_is_refused_here_too() {
    let (place, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let at = |name: &str| place.path().join(name);
    for folder in [place.path(), elsewhere.path()] {
        fs::write(folder.join("file"), "contents").unwrap();
    }
    fs::create_dir(at("folder")).unwrap();
    for (name, target) in [
        ("inside", "file".into()),
        ("outside", elsewhere.path().join("file")),
        ("device", "/dev/zero".into()),
        ("circle", "circle".into()),
        ("nowhere", "missing".into()),
    ] {
        symlink(target, at(name)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    let _socket = UnixListener::bind(at("socket")).unwrap();
    for (name, is_read) in [
        ("file", true),
        ("inside", true),
        ("missing", false),
        ("nowhere", false),
        ("outside", false),
        ("circle", false),
        ("folder", false),
        ("device", false),
        ("pipe", false),
        ("socket", false),
        ("file/inside", false),
    ] {
        let (theirs, ours) = (file::open(&at(name), u64::MAX), open(&at(name)));
        assert_eq!((theirs.is_ok(), ours.is_ok()), (is_read, is_read), "{name}: {theirs:?} {ours:?}");
        // A state to go on from, and a part of a run, are opened so.
        if !is_read {
            let said = ours.unwrap_err().to_string();
            assert_eq!(read_state(&at(name), "").unwrap_err().to_string(), said);
            let parts = tempfile::tempdir_in(place.path()).unwrap();
            let part = parts.path().join("part-0000000000-0000000000.bspart");
            if fs::rename(at(name), &part).is_ok() {
                assert!(merge(parts.path(), None).is_err(), "{name}");
                fs::rename(&part, at(name)).unwrap();
            }
        }
    }
    let device = std::path::Path::new("/dev/zero");
    assert!(file::open(device, u64::MAX).is_err() && open(device).is_err());
}
