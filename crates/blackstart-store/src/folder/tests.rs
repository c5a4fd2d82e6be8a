//! Are foreign folders left alone, and ours known again, whoever wrote them and however far they came?

use super::*;
use std::process::Command;

fn purpose(subject: &str, force: bool) -> Purpose {
    Purpose { kind: Kind::Restart, subject: subject.to_owned(), force }
}

fn names() -> Vec<String> {
    ["plan.csv", "inside/page.html"].map(str::to_owned).to_vec()
}

fn claim(folder: &Path, subject: &str, force: bool) -> Result<Folder, StoreError> {
    Folder::claim(folder, purpose(subject, force), names())
}

fn write(folder: &Path, subject: &str) {
    let mut claimed = claim(folder, subject, false).unwrap();
    claimed.clear().unwrap();
    claimed.put("plan.csv", b"a").unwrap();
    claimed.put("inside/page.html", b"b").unwrap();
    claimed.finish(Some("blackstart restart acme")).unwrap();
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { found.push((path.clone(), fs::read(&path).unwrap())) }
        }
    }
    found.sort();
    found
}

#[test]
fn a_folder_of_ours_is_written_again_and_another_subjects_only_by_force() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("a/b");
    assert_eq!(judge(&folder, &purpose("x", false), &names()).unwrap(), Standing::Free);
    write(&folder, "x");
    write(&folder, "x");
    assert_eq!(judge(&folder, &purpose("x", false), &names()).unwrap(), Standing::Same);
    let manifest: FolderManifest = read_json(&folder.join(MANIFEST), MOST_JSON).unwrap();
    assert_eq!(manifest.files.iter().map(|it| it.file.as_str()).collect::<Vec<_>>(), ["inside/page.html", "plan.csv"]);
    let before = files(&folder);
    let refused = claim(&folder, "y", false).unwrap_err().to_string();
    assert!(refused.contains("holds a restart plan of x"), "{refused}");
    assert_eq!(files(&folder), before, "whoever is refused changes nothing");
    let mut forced = claim(&folder, "y", true).unwrap();
    forced.clear().unwrap();
    forced.put("plan.csv", b"c").unwrap();
    forced.finish(None).unwrap();
    assert!(!folder.join("inside").exists());
    assert_eq!(judge(&folder, &purpose("y", false), &names()).unwrap(), Standing::Same);
}

#[test]
fn files_of_others_are_never_touched() {
    for (name, force) in [
        ("model.toml", true),
        ("notes.txt", true),
        ("plan.csv", true),
        ("manifest.json", true),
        ("unfinished.json", true),
        ("sub/x", false),
    ] {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "mine").unwrap();
        fs::write(place.path().join("more.txt"), "mine").unwrap();
        let before = files(place.path());
        let error = claim(place.path(), "x", force).unwrap_err();
        assert!(matches!(error.problem, Problem::Foreign(_)), "{name}: {error}");
        assert_eq!(files(place.path()), before, "{name}");
    }
    let place = tempfile::tempdir().unwrap();
    // A model that somebody wrote a plan into once.
    write(place.path(), "x");
    fs::write(place.path().join("model.toml"), "mine").unwrap();
    assert!(matches!(claim(place.path(), "x", true).unwrap_err().problem, Problem::Foreign(_)));
    // Files beside ours stay where the same is written again, and keep others out.
    fs::rename(place.path().join("model.toml"), place.path().join("notes.txt")).unwrap();
    write(place.path(), "x");
    assert_eq!(fs::read(place.path().join("notes.txt")).unwrap(), b"mine");
    assert!(matches!(claim(place.path(), "y", true).unwrap_err().problem, Problem::Foreign(_)));
    assert!(matches!(claim(&place.path().join("notes.txt"), "x", true).unwrap_err().problem, Problem::NoFolder));
}

#[test]
fn a_manifest_that_leads_out_of_its_folder_is_not_believed() {
    for name in ["../precious", "/precious", "inside/../../precious", "a\\\\b", "", "manifest.json"] {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("out");
        write(&folder, "x");
        fs::write(place.path().join("precious"), "mine").unwrap();
        let path = folder.join(MANIFEST);
        let text = fs::read_to_string(&path).unwrap().replace("plan.csv", name);
        fs::write(&path, text).unwrap();
        assert!(claim(&folder, "x", false).is_err(), "{name}");
        // By force the folder is replaced, and nothing outside it.
        if let Ok(mut claimed) = claim(&folder, "x", true) {
            claimed.clear().unwrap();
        }
        assert_eq!(fs::read(place.path().join("precious")).unwrap(), b"mine", "{name}");
    }
}

#[test]
fn a_claim_that_came_to_nothing_leaves_the_folder_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "x");
    let before = files(place.path());
    drop(claim(place.path(), "x", false).unwrap());
    assert_eq!(files(place.path()), before);
    // What a killed process left stays known.
    let mut claimed = claim(place.path(), "x", false).unwrap();
    claimed.clear().unwrap();
    claimed.put("plan.csv", b"half").unwrap();
    drop(claimed);
    drop(claim(place.path(), "x", false).unwrap());
    write(place.path(), "x");
    assert_eq!(files(place.path()), before);
}

#[test]
fn a_second_writer_is_refused_and_told_who_writes() {
    let place = tempfile::tempdir().unwrap();
    let first = claim(place.path(), "x", false).unwrap();
    let refused = claim(place.path(), "x", true).unwrap_err();
    assert!(matches!(&refused.problem, Problem::Busy(Some(writer)) if writer.process == std::process::id()));
    assert!(refused.to_string().contains(&format!("written by process {}", std::process::id())), "{refused}");
    drop(first);
    drop(claim(place.path(), "x", false).unwrap());
    assert!(files(place.path()).is_empty(), "neither lock nor marker stays");
}

#[test]
fn the_lock_of_a_dead_process_is_none_even_if_its_number_lives() {
    let place = tempfile::tempdir().unwrap();
    let mut claimed = claim(place.path(), "x", false).unwrap();
    claimed.clear().unwrap();
    let marker = fs::read_to_string(place.path().join(MARKER)).unwrap();
    drop(claimed);
    // The lock file is there, its marker names a process that runs, and nobody holds the lock.
    fs::write(place.path().join(LOCK), "").unwrap();
    fs::write(place.path().join(MARKER), marker).unwrap();
    write(place.path(), "x");
    assert_eq!(judge(place.path(), &purpose("x", false), &names()).unwrap(), Standing::Same);
}

#[test]
fn somebody_elses_file_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let ours = |first: &[u8]| first.starts_with(b"ours");
    replace_file(&path, b"ours 1", ours).unwrap();
    replace_file(&path, b"ours 2", ours).unwrap();
    fs::write(&path, "theirs").unwrap();
    let refused = replace_file(&path, b"ours 3", ours).unwrap_err().to_string();
    assert!(refused.contains("was not written by this command"), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), b"theirs");
    assert!(replace_file(folder.path(), b"ours", ours).is_err(), "a folder is no file");
}

/// Only where this test calls itself: holds a folder until it is killed.
#[test]
fn holder() {
    let Some(folder) = std::env::var_os("BLACKSTART_TEST_HOLDS") else { return };
    let _claimed = claim(Path::new(&folder), "x", false).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}

#[test]
fn a_killed_process_gives_its_folder_back() {
    let place = tempfile::tempdir().unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "folder::tests::holder"])
        .env("BLACKSTART_TEST_HOLDS", place.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !place.path().join(MARKER).exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let refused = claim(place.path(), "x", false).unwrap_err();
    assert!(matches!(&refused.problem, Problem::Busy(Some(writer)) if writer.process == child.id()), "{refused}");
    child.kill().unwrap();
    child.wait().unwrap();
    write(place.path(), "x");
}

#[test]
fn many_at_once_never_write_together() {
    let place = tempfile::tempdir().unwrap();
    let inside = std::sync::atomic::AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let Ok(claimed) = claim(place.path(), "x", false) else { continue };
                    use std::sync::atomic::Ordering::SeqCst;
                    assert_eq!(inside.fetch_add(1, SeqCst), 0, "two writers");
                    std::thread::yield_now();
                    inside.fetch_sub(1, SeqCst);
                    drop(claimed);
                }
            });
        }
    });
}
