//! Folders that the command writes: one writer, nothing foreign touched, nothing stale left, merged as if run in one go.

use super::{Place, contents};
use crate::attack::DAY;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const BACKTEST: &str = "
format = 1
[[row]]
id = \"made\"
title = \"Not made\"
unit = \"units\"
reported = { above = 1 }
source = \"made-up\"
scenario = \"attacked\"
measure = { kind = \"volume\", field = \"produced\", of = \"loss\", sites = [\"*\"] }
";

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.clone(), fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn manifest(place: &Place, folder: &str) -> Value {
    serde_json::from_slice(&fs::read(place.path(folder).join("manifest.json")).unwrap()).unwrap()
}

/// A place whose company has a day with an attack and a back-test.
fn attacked() -> Place {
    let place = Place::new();
    fs::write(place.path("acme/scenarios/attacked.toml"), DAY).unwrap();
    fs::write(place.path("acme/backtest.toml"), BACKTEST).unwrap();
    place
}

#[test]
fn merged_shards_are_the_run_to_the_last_byte_of_every_file() {
    let place = attacked();
    let whole = place.run("run acme attacked -n 20 --seed 3 --out whole");
    assert_eq!(whole.code, 0, "{}", whole.err);
    let story: Value = serde_json::from_slice(&fs::read(place.path("whole/story.json")).unwrap()).unwrap();
    assert!(story["strip"].is_object() && story["attack"].is_object() && story["backtest"][0].is_object(), "{story}");
    for (name, ranges) in [("two", vec!["13..20", "0..13"]), ("three", vec!["17..20", "3..17", "0..3"])] {
        for range in &ranges {
            let line = format!("shard acme attacked --replicates {range} --of 20 --seed 3 --out parts-{name}");
            assert_eq!(place.run(&line).code, 0, "{line}");
        }
        let came = place.run(&format!("merge parts-{name} --out {name} --threads 1"));
        assert_eq!(came.code, 0, "{}", came.err);
        for ((file, merged), (_, run)) in contents(&place.path(name)).iter().zip(&contents(&place.path("whole"))) {
            assert!(merged == run, "{name}: {file} differs");
        }
        assert_eq!(tree(&place.path(name)).len(), tree(&place.path("whole")).len(), "{name}");
    }
    assert_eq!(place.run("merge parts-two --out plain --no-report").code, 0);
    assert!(!place.path("plain/report.html").exists());
}

#[test]
fn merge_wants_all_of_the_run_and_its_own_model() {
    let place = Place::new();
    let beyond = place.run("shard acme outage --replicates 0..30 --of 20 --out parts");
    assert_eq!(beyond.code, 2);
    assert!(beyond.err.contains("(`of`)"), "{}", beyond.err);
    assert_eq!(place.run("shard acme outage --replicates 0..5 --out parts").code, 0);
    let gap = place.run("merge parts --out merged");
    assert_eq!(gap.code, 2);
    assert!(gap.err.contains("replicates 5 to 999 are missing"), "the end counts too: {}", gap.err);
    let other = place.run("shard acme outage --replicates 5..9 --of 9 --out parts");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("its run has 1000 replicates, not 9"), "{}", other.err);

    assert_eq!(place.run("shard acme outage --replicates 0..4 --of 4 --out whole").code, 0);
    fs::rename(place.path("acme"), place.path("moved")).unwrap();
    let lost = place.run("merge whole --out merged");
    assert_eq!(lost.code, 2);
    assert!(lost.err.contains("`acme`") && lost.err.contains("name its folder"), "{}", lost.err);
    assert_eq!(place.run("merge whole --out merged --model moved").code, 0);
    place.change("moved/scenarios/outage.toml", "horizon = ", "replicates = 900\nhorizon = ");
    let changed = place.run("merge whole --out merged --model moved");
    assert_eq!(changed.code, 2, "{}", changed.err);
    assert!(changed.err.contains("scenario hash") && changed.err.contains("as it is now"), "{}", changed.err);
}

#[cfg(unix)]
#[test]
fn the_command_in_the_manifest_gives_the_same_digest() {
    let place = Place::new();
    fs::rename(place.path("acme"), place.path("it's acme & co")).unwrap();
    let run = |words: &[&str]| {
        let done = std::process::Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
            .current_dir(place.folder.path())
            .args(words)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    for (at, words) in [
        vec!["it's acme & co", "-n", "9", "--seed", "11"],
        vec!["it's acme & co", "outage", "--replicates", "8"],
        vec!["it's acme & co", "it's acme & co/scenarios/outage.toml", "-n", "7"],
    ]
    .iter()
    .enumerate()
    {
        let first = format!("first-{at}");
        run(&[&["run"], words.as_slice(), &["--out", &first, "--threads", "1"]].concat());
        let written = manifest(&place, &first);
        let command = written["command"].as_str().unwrap();
        assert!(!command.contains(place.folder.path().to_str().unwrap()), "{command}");
        let binary = assert_cmd::cargo::cargo_bin("blackstart");
        let line = command.replacen("blackstart", &format!("'{}'", binary.display()), 1);
        let done = std::process::Command::new("sh")
            .current_dir(place.folder.path())
            .args(["-c", &format!("{line} --out again-{at}")])
            .output()
            .unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
        assert_eq!(manifest(&place, &format!("again-{at}"))["digest"], written["digest"], "{command}");
        assert_eq!(contents(&place.path(&first)), contents(&place.path(&format!("again-{at}"))), "{command}");
    }
}

#[test]
fn folders_that_are_not_ours_are_left_alone_by_every_command() {
    let place = Place::new();
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,10\n").unwrap();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,2,2\n").unwrap();
    assert_eq!(place.run("run acme outage -n 2 --out done").code, 0);
    assert_eq!(place.run("shard acme outage --replicates 0..2 --of 2 --out parts").code, 0);
    fs::create_dir(place.path("mine")).unwrap();
    fs::write(place.path("mine/report.html"), "mine").unwrap();
    let before = tree(place.folder.path());
    for folder in ["acme", "mine", "economy"] {
        for line in [
            "run acme outage -n 2 --force --out",
            "run acme outage -n 2 --resume --out",
            "merge parts --force --out",
            "restart acme shutdown -n 16 --schedules 100 --out",
            "network run economy --steps 3 --out",
            "network rank economy --out",
            "shard acme outage --replicates 0..2 --of 2 --out",
            "export done --rate outage=0.5 --years 10 --ord",
            "init",
        ] {
            let came = place.run(&format!("{line} {folder}"));
            assert_eq!(came.code, 2, "{line} {folder}: {}{}", came.out, came.err);
            assert!(came.err.contains("name a"), "{line} {folder}: {}", came.err);
            assert!(tree(place.folder.path()) == before, "{line} {folder} changed something");
        }
    }
    // Nor is one kind of ours taken for another.
    for line in [
        "restart acme shutdown -n 16 --schedules 100 --out done",
        "export done --rate outage=0.5 --years 10 --ord done",
        "network rank economy --out parts",
        "curve done --rate outage=0.5 --years 10 --html done/report.html",
        "curve done --rate outage=0.5 --years 10 --html acme/model.toml",
        "network run economy --steps 3 --save-state acme/model.toml --out net",
    ] {
        let came = place.run(line);
        assert_eq!(came.code, 2, "{line}: {}{}", came.out, came.err);
    }
    fs::remove_dir_all(place.path("net")).unwrap();
    assert!(tree(place.folder.path()) == before, "something changed");
}

#[test]
fn the_same_command_writes_its_folder_again() {
    let place = Place::new();
    fs::create_dir(place.path("economy")).unwrap();
    fs::write(place.path("economy/firms.csv"), "firm,sector,final_demand\n1,a,0\n2,b,10\n").unwrap();
    fs::write(place.path("economy/links.csv"), "supplier,buyer,amount\n1,2,2\n").unwrap();
    assert_eq!(place.run("run acme outage -n 2 --out done").code, 0);
    for (line, folder) in [
        ("restart acme shutdown -n 16 --schedules 100 --out a", "a"),
        ("network run economy --steps 3 --firms --out b", "b"),
        ("network rank economy --out c", "c"),
        ("export done --rate outage=0.5 --years 10 --ord d", "d"),
        ("curve done --rate outage=0.5 --years 10 --html curve.html", "done"),
    ] {
        let first = place.run(line);
        assert_eq!(first.code, 0, "{line}: {}", first.err);
        let files = tree(&place.path(folder));
        // What a killed process would have left, of this folder's files.
        let (some, _) = files.iter().find(|(path, _)| !path.ends_with("manifest.json")).unwrap();
        let left = some.with_file_name(format!("{}.1.tmp", some.file_name().unwrap().to_string_lossy()));
        if folder != "done" {
            fs::write(&left, "half").unwrap();
        }
        let again = place.run(line);
        assert_eq!(again.code, 0, "{line}: {}", again.err);
        let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
        assert_eq!(names(&tree(&place.path(folder))), names(&files), "{line}");
        let written = manifest(&place, folder);
        assert_eq!(written["files"].as_array().unwrap().len() + 1, files.len(), "{line}: every file is listed");
    }
}

#[test]
fn a_starter_that_was_killed_is_written_again() {
    let place = Place::new();
    let marker = r#"{"blackstart": "0.1.0", "kind": "starter", "subject": "", "process": 1, "host": null, "since": "",
        "files": ["README.md", "links.csv", "model.toml"]}"#;
    fs::create_dir(place.path("half")).unwrap();
    fs::write(place.path("half/unfinished.json"), marker).unwrap();
    fs::write(place.path("half/links.csv"), "from,to\n").unwrap();
    fs::write(place.path("half/model.toml.1.tmp"), "form").unwrap();
    assert_eq!(place.run("init half").code, 0);
    let within = |folder: &str| {
        let inside =
            |(path, bytes): (PathBuf, Vec<u8>)| (path.strip_prefix(place.path(folder)).unwrap().to_owned(), bytes);
        tree(&place.path(folder)).into_iter().map(inside).collect::<Vec<_>>()
    };
    assert_eq!(within("half"), within("acme"));
}

#[test]
fn a_report_is_rewritten_with_its_seal_and_stale_pages_go() {
    let place = Place::new();
    assert_eq!(place.run("run acme outage -n 4 --out here").code, 0);
    let before = contents(&place.path("here"));
    fs::write(place.path("here/report.html"), "forged").unwrap();
    assert_eq!(place.run("report here").code, 0);
    assert_eq!(contents(&place.path("here")), before);
    assert_eq!(place.run("run acme outage -n 4 --no-report --out here").code, 0);
    assert!(!place.path("here/report.html").exists());
    assert_eq!(place.run("report here").code, 0);
    assert_eq!(contents(&place.path("here")), before, "the manifest lists the page again");
    let story = fs::read_to_string(place.path("here/story.json")).unwrap();
    fs::write(place.path("here/story.json"), story.replacen("strip", "slip", 1)).unwrap();
    let refused = place.run("report here");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("story.json") && refused.err.contains("compute it again"), "{}", refused.err);
    assert_eq!(place.run("run acme outage -n 4 --resume --out here").code, 0);
    assert_eq!(contents(&place.path("here")), before);
}

#[cfg(unix)]
#[test]
fn two_processes_never_write_one_folder() {
    use std::process::{Command, Stdio};
    let place = Place::new();
    place.change("acme/scenarios/outage.toml", "horizon = ", "warm_up = \"30y\"\nhorizon = ");
    for (line, marker) in [
        ("run acme outage -n 4000000 --threads 1 --out here", "here/unfinished.json"),
        (
            "shard acme outage --replicates 0..4000000 --of 4000000 --threads 1 --out parts",
            "parts/part-0000000000-0003999999.unfinished/unfinished.json",
        ),
    ] {
        let mut first = Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
            .current_dir(place.folder.path())
            .args(line.split_whitespace())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = std::time::Instant::now();
        while !place.path(marker).exists() {
            assert!(begun.elapsed().as_secs() < 60, "{line}: no marker");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        for also in ["", " --resume", " --force"] {
            if !also.is_empty() && line.starts_with("shard") {
                continue;
            }
            let second = place.run(&format!("{line}{also}"));
            assert_eq!(second.code, 2, "{line}{also}: {}", second.err);
            assert!(second.err.contains(&format!("written by process {}", first.id())), "{line}{also}: {}", second.err);
        }
        first.kill().unwrap();
        first.wait().unwrap();
    }
    // The lock died with its process.
    for resume in ["", " --resume"] {
        assert_eq!(place.run(&format!("run acme outage -n 2 --out here{resume}")).code, 0);
    }
}

#[cfg(unix)]
#[test]
fn a_run_killed_in_its_first_moments_can_be_run_and_resumed() {
    use std::process::{Command, Stdio};
    let place = Place::new();
    for (delay, again) in [0, 20, 40, 60, 80, 120, 200, 300].into_iter().flat_map(|ms| [(ms, ""), (ms, " --resume")]) {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
            .current_dir(place.folder.path())
            .args(["run", "acme", "outage", "-n", "400", "--out", "here"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        let _ = child.kill();
        child.wait().unwrap();
        let came = place.run(&format!("run acme outage -n 3 --out here{again}"));
        assert_eq!(came.code, 0, "after {delay} ms{again}: {}", came.err);
        let left: Vec<String> = contents(&place.path("here")).into_iter().map(|(name, _)| name).collect();
        assert!(!left.iter().any(|name| name.ends_with(".tmp") || name.starts_with('.')), "{left:?}");
        assert_eq!(manifest(&place, "here")["replicate_count"], 3);
    }
}
