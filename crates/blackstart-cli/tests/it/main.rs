//! The command as its users meet it: help, exit codes, errors, JSON; same seed, same bytes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod attack;
mod backtest;
mod docs;
mod exits;
mod folders;
mod import;
mod insurance;
mod network;
mod rank;
mod restart;
mod serve;
mod spof;
mod tables;
mod workbook;

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with the starter company in `acme`, and the command to run there.
struct Place {
    folder: TempDir,
}

/// What a command came to.
struct Came {
    code: i32,
    out: String,
    err: String,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        assert_eq!(place.run("init acme").code, 0);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, line: &str) -> Came {
        self.run_with(line, &[])
    }

    fn run_with(&self, line: &str, environment: &[(&str, &str)]) -> Came {
        let output = Command::cargo_bin("blackstart")
            .unwrap()
            .current_dir(self.folder.path())
            .args(line.split_whitespace())
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR_FORCE")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        Came {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    fn json(&self, line: &str, schema: &str) -> Value {
        let came = self.run(line);
        let value: Value =
            serde_json::from_str(&came.out).unwrap_or_else(|error| panic!("{error}: {}{}", came.out, came.err));
        assert_eq!(value["schema"], schema);
        value
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {name}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

/// Every file of a run folder that holds results, with its bytes.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Every command, with those below it, as the help lists them.
fn commands(place: &Place, above: &str) -> Vec<String> {
    let help = place.run(&format!("{above} --help")).out;
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let names = list.lines().take_while(|line| line.starts_with("  "));
    let names = names.filter(|line| !line.starts_with("   ")).map(|line| line.split_whitespace().next().unwrap());
    let names = names.map(|name| format!("{above} {name}").trim().to_owned());
    names.flat_map(|name| [vec![name.clone()], commands(place, &name)].concat()).collect()
}

#[test]
fn help_shows_examples_first_and_exit_codes_last() {
    let place = Place { folder: tempfile::tempdir().unwrap() };
    let came = place.run("--help");
    assert_eq!(came.code, 0);
    let (examples, usage, codes) = (came.out.find("Examples:"), came.out.find("Usage:"), came.out.find("Exit codes:"));
    assert!(examples.is_some() && examples < usage && usage < codes, "{}", came.out);
    let commands = commands(&place, "");
    assert!(commands.len() > 20 && commands.contains(&"network rank".to_owned()), "{commands:?}");
    for command in [vec![String::new()], commands].concat() {
        let came = place.run(&format!("{command} --help"));
        assert_eq!(came.code, 0);
        assert!(came.out.contains("Examples:\n  blackstart"), "{command}: {}", came.out);
        assert!(came.out.lines().all(|line| line.chars().count() <= 100), "{command}: {}", came.out);
        // Nothing is wrapped twice: a line that stands alone after a full one.
        let lines: Vec<&str> = came.out.lines().collect();
        for pair in lines.windows(3).filter(|it| it[0].len() > 90 && !it[2].trim().is_empty()) {
            let orphan = pair[1].split_whitespace().count() <= 2 && !pair[1].trim().is_empty();
            assert!(!orphan || pair[2].trim_start().starts_with('-'), "{command}: {pair:?}");
        }
    }
}

#[test]
fn the_starter_is_without_problems_and_is_not_overwritten() {
    let place = Place::new();
    let came = place.run("check acme --strict");
    assert_eq!((came.code, came.err.as_str()), (0, ""), "{}", came.out);
    assert!(came.out.contains("nothing is wrong"), "{}", came.out);
    assert_eq!(place.json("check acme --json", "blackstart/check/1")["ok"], true);
    assert_eq!(place.run("check acme/model.toml --strict").out, came.out, "its file means the folder");
    let again = place.run("init acme");
    assert_eq!(again.code, 2);
    assert!(again.err.contains("already exists"), "{}", again.err);
}

#[test]
fn a_mistake_is_shown_with_its_place_and_exits_with_3() {
    let place = Place::new();
    place.change("acme/model.toml", "currency = ", "curency = 1\ncurrency = ");
    let came = place.run("check acme");
    assert_eq!(came.code, 3);
    assert!(came.out.contains("model.toml:5:") && came.out.contains("^"), "{}", came.out);
    assert!(came.out.contains("blackstart explain BS"), "{}", came.out);
    let json = place.json("check acme --json", "blackstart/check/1");
    let code = json["problems"][0]["code"].as_str().unwrap().to_owned();
    assert_eq!(json["problems"][0]["line"], 5);
    assert_eq!(place.run(&format!("explain {code}")).code, 0);
    // A run refuses it too, with the problems on stderr and nothing on stdout.
    let came = place.run("run acme");
    assert_eq!((came.code, came.out.as_str()), (3, ""));
    assert!(came.err.contains("model.toml:5:"), "{}", came.err);
}

#[test]
fn wrong_usage_exits_with_2_and_says_what_to_do() {
    let place = Place::new();
    for (line, advice) in [
        ("run", "Usage"),
        ("run nowhere", "blackstart init nowhere"),
        ("run acme nothing", "shutdown"),
        ("run acme -n 0", "1..="),
        ("run acme --fail-on nothing", "there are:"),
        ("run acme --fail-on a=b", "share such as"),
        ("explain BS9999", "lists them all"),
        ("shard acme outage --replicates 5..5 --out parts", "empty"),
        ("compare out/a out/b -n 5", "MODEL A B"),
        ("report acme", "no finished results"),
        ("report nowhere", "there is no such folder"),
        ("merge nowhere --out x", "there is no such folder"),
        ("merge acme --out x", "blackstart shard"),
        ("compare out/a out/b", "there is no such folder"),
        ("run acme -n 2 --out acme/model.toml", "is a file"),
        ("run acme/README.md", "a model is a folder"),
        ("frobnicate", "Usage"),
    ] {
        let came = place.run(line);
        assert_eq!(came.code, 2, "{line}: {}{}", came.out, came.err);
        assert_eq!(came.out, "", "{line}");
        assert!(came.err.contains(advice), "{line}: {}", came.err);
    }
}

#[test]
fn the_scenario_meant_is_never_guessed() {
    let place = Place::new();
    place.change("acme/model.toml", "default_scenario = \"shutdown\"\n", "");
    let came = place.run("run acme -n 2");
    assert_eq!(came.code, 2);
    assert!(came.err.contains("outage, shutdown"), "{}", came.err);
    fs::remove_file(place.path("acme/scenarios/outage.toml")).unwrap();
    assert_eq!(place.run("run acme -n 2").code, 0);
}

#[test]
fn same_seed_same_bytes_on_any_number_of_threads() {
    let place = Place::new();
    let one = place.run("run acme -n 20 --seed 7 --threads 1 --out one");
    let three = place.run("run acme -n 20 --seed 7 --threads 3 --out three");
    assert_eq!((one.code, &one.out), (0, &three.out));
    assert_eq!(contents(&place.path("one")), contents(&place.path("three")));
    let other = place.run("run acme -n 20 --seed 8 --out other");
    assert_ne!(one.out, other.out);
}

#[test]
fn a_run_tells_its_story_and_writes_its_folder() {
    let place = Place::new();
    let came = place.run("run acme -n 20");
    assert_eq!(came.code, 0, "{}", came.err);
    for heading in ["What stops", "What it costs", "One history", "20 histories · seed"] {
        assert!(came.out.contains(heading), "{heading}: {}", came.out);
    }
    assert!(!came.out.contains('\u{1b}'));
    assert!(came.out.lines().all(|line| line.chars().count() <= 100), "{}", came.out);
    let folder = place.path("out/starter-shutdown");
    for file in ["manifest.json", "summary.json", "report.html", "story.json"] {
        assert!(folder.join(file).is_file(), "{file}");
    }
    // The report can be written again, from the folder alone.
    let before = fs::read(folder.join("report.html")).unwrap();
    fs::remove_file(folder.join("report.html")).unwrap();
    assert_eq!(place.run("report out/starter-shutdown").code, 0);
    assert_eq!(fs::read(folder.join("report.html")).unwrap(), before);
    let json = place.json("run acme -n 20 --json", "blackstart/run/1");
    assert_eq!(json["summary"]["replicates"], 20);
    assert_eq!(json["complete"], true);
}

#[test]
fn colour_is_forced_and_forbidden_by_the_environment() {
    let place = Place::new();
    let escape = |environment: &[(&str, &str)]| place.run_with("run acme -n 2", environment).out.contains('\u{1b}');
    assert!(escape(&[("CLICOLOR_FORCE", "1")]));
    assert!(!escape(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!escape(&[("CLICOLOR_FORCE", "0")]));
}

#[test]
fn another_run_is_not_overwritten_without_force() {
    let place = Place::new();
    assert_eq!(place.run("run acme outage -n 2 --out here").code, 0);
    assert_eq!(place.run("run acme outage -n 3 --out here").code, 0);
    let came = place.run("run acme shutdown -n 2 --out here");
    assert_eq!(came.code, 2);
    assert!(came.err.contains("(`force`)"), "{}", came.err);
    assert_eq!(place.run("run acme shutdown -n 2 --out here --force").code, 0);
    assert_eq!(place.run("run acme -n 2 --out acme").code, 2);
}

#[test]
fn shards_merge_to_the_run_in_one_go_and_gaps_are_refused() {
    let place = Place::new();
    assert_eq!(place.run("run acme outage -n 20 --out whole --no-report").code, 0);
    assert_eq!(place.run("shard acme outage --replicates 8..20 --of 20 --out parts").code, 0);
    assert_eq!(place.run("shard acme outage --replicates 0..5 --of 20 --out parts").code, 0);
    let came = place.run("merge parts --out merged");
    assert_eq!(came.code, 2);
    assert!(came.err.contains("5 to 7"), "{}", came.err);
    assert_eq!(
        place.json("shard acme outage --replicates 5..8 --of 20 --out parts --json", "blackstart/shard/1")["played"],
        true
    );
    assert_eq!(
        place.json("shard acme outage --replicates 5..8 --of 20 --out parts --json", "blackstart/shard/1")["played"],
        false
    );
    let merged = place.json("merge parts --out merged --json", "blackstart/merge/1");
    let manifest: Value = serde_json::from_slice(&fs::read(place.path("whole/manifest.json")).unwrap()).unwrap();
    assert_eq!(merged["digest"], manifest["digest"]);
}

/// A run or shard far too long to end, told to stop once it has kept a new part in a folder; its exit code and what it said.
#[cfg(unix)]
fn stopped(place: &Place, line: &str, parts: &str, signal: &str) -> (Option<i32>, String) {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};
    let kept = || fs::read_dir(place.path(parts)).map_or(0, |entries| entries.flatten().filter(is_part).count());
    fn is_part(entry: &fs::DirEntry) -> bool {
        entry.path().extension().is_some_and(|extension| extension == "bspart")
    }
    let before = kept();
    let child = Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
        .current_dir(place.folder.path())
        .args(line.split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while kept() <= before {
        assert!(begun.elapsed() < Duration::from_secs(60), "no part is kept");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
    let came = child.wait_with_output().unwrap();
    (came.status.code(), String::from_utf8(came.stderr).unwrap())
}

#[cfg(unix)]
#[test]
fn a_run_that_was_killed_and_stopped_ends_with_the_same_bytes() {
    let place = Place::new();
    // Histories that take long and leave few rows.
    place.change("acme/scenarios/outage.toml", "horizon = ", "warm_up = \"30y\"\nhorizon = ");
    let long = "run acme outage -n 4000000 --threads 1 --no-report --out again";
    assert_eq!(stopped(&place, long, "again/parts", "-KILL").0, None);
    assert_eq!(place.run("report again").code, 2, "nobody takes it for finished");
    let resumed = format!("{long} --resume");
    let (code, said) = stopped(&place, &resumed, "again/parts", "-TERM");
    assert_eq!(code, Some(143), "{said}");
    assert!(said.contains("with `resume`, it plays the rest"), "{said}");
    assert_eq!(stopped(&place, &resumed, "again/parts", "-INT").0, Some(130));

    let manifest: Value = serde_json::from_slice(&fs::read(place.path("again/manifest.json")).unwrap()).unwrap();
    let kept = 1 + manifest["replicates"][0][1].as_u64().unwrap();
    let enough = format!("run acme outage -n {} --no-report", kept + 5);
    let json = place.json(&format!("{enough} --out again --resume --json"), "blackstart/run/1");
    assert_eq!((json["resumed"].as_u64(), json["complete"].as_bool()), (Some(kept), Some(true)));
    assert_eq!(place.run(&format!("{enough} --out straight")).code, 0);
    assert_eq!(contents(&place.path("again")), contents(&place.path("straight")));
    assert!(!place.path("again/parts").exists());
}

#[cfg(unix)]
#[test]
fn a_shard_that_was_stopped_goes_on() {
    let place = Place::new();
    let long = "shard acme outage --replicates 0..4000000 --of 4000000 --threads 1 --out parts";
    let unfinished = "parts/part-0000000000-0003999999.unfinished";
    let (code, said) = stopped(&place, long, unfinished, "-TERM");
    assert_eq!(code, Some(143), "{said}");
    assert!(said.contains("asked again, it plays the rest"), "{said}");
    assert_eq!(stopped(&place, long, unfinished, "-KILL").0, None);
    assert_eq!(place.run("merge parts --out merged").code, 2, "an unfinished shard is no part");
}

#[test]
fn two_scenarios_are_compared_under_the_same_luck() {
    let place = Place::new();
    let same = place.json("compare acme outage outage -n 8 --json", "blackstart/compare/1");
    assert_eq!(same["comparison"]["total_loss"]["difference"]["p95"], 0.0);
    let came = place.run("compare acme outage shutdown -n 8");
    assert_eq!(came.code, 0, "{}", came.err);
    assert!(came.out.contains("A − B"), "{}", came.out);
}

#[test]
fn a_breached_tolerance_exits_with_4_only_when_asked() {
    let place = Place::new();
    let json = place.json("run acme -n 20 --json", "blackstart/run/1");
    let services = json["summary"]["services"].as_array().unwrap();
    // One service is late in some of its histories, not in all.
    let (id, share) = services
        .iter()
        .filter_map(|it| Some((it["id"].as_str()?, it["breach"]["share"].as_f64()?)))
        .find(|(_, share)| *share > 0.0 && *share < 1.0)
        .expect("a tolerance of the starter that is breached in some histories");
    for (allowed, code) in [("100%", 0), ("0%", 4)] {
        let came = place.run(&format!("run acme -n 20 --fail-on {id}={allowed}"));
        assert_eq!(came.code, code, "{id}, breached in {share}, {allowed} allowed: {}", came.err);
        assert_eq!(came.err.contains("breaches its tolerance"), code == 4, "{}", came.err);
    }
    let target = json["summary"]["targets"][0]["id"].as_str().expect("the starter has a target");
    for (allowed, code) in [("52w", 0), ("0h", 4)] {
        let came = place.run(&format!("run acme -n 20 --fail-on {target}={allowed}"));
        assert_eq!(came.code, code, "{target}, {allowed} allowed: {}", came.err);
    }
}

#[test]
fn schemas_completions_and_manual_pages_are_there() {
    let place = Place::new();
    for line in ["schema", "schema scenario"] {
        let schema: Value = serde_json::from_str(&place.run(line).out).unwrap();
        assert!(schema["$schema"].is_string());
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(&format!("completions {shell}")).out.contains("blackstart"));
    }
    assert!(place.run("man").out.contains(".TH blackstart"));
    assert_eq!(place.run("man --out pages").code, 0);
    assert!(place.path("pages/blackstart-run.1").is_file());
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("blackstart"))
        .args(["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
