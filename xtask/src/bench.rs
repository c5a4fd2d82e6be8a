//! `cargo xtask bench`: runs every bench at full size and keeps what it prints, with date and machine, in `benches/runs`.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// A bench: the crate, and its name there.
struct Bench {
    package: String,
    name: String,
}

/// Runs the named benches, or all.
pub(crate) fn run(wanted: &[&str]) -> Result<(), String> {
    let benches = benches(&crate::root().join("crates"))?;
    if let Some(unknown) = wanted.iter().find(|name| !benches.iter().any(|it| it.name == **name)) {
        let names: Vec<&str> = benches.iter().map(|it| it.name.as_str()).collect();
        return Err(format!("no bench is called `{unknown}`; there are: {}", names.join(", ")));
    }
    let (date, machine) = (today()?, machine());
    let mut text = format!("date     {date}\n{machine}rustc    {}\ncommit   {}\n", said("rustc", &["-V"]), commit());
    let mut failed = Vec::new();
    for bench in benches.iter().filter(|it| wanted.is_empty() || wanted.contains(&it.name.as_str())) {
        crate::say(&format!("── bench {} of {}", bench.name, bench.package));
        let output = Command::new("cargo")
            .args(["bench", "--quiet", "--locked", "-p", &bench.package, "--bench", &bench.name])
            .current_dir(crate::root())
            .output()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        crate::say(printed.trim_end());
        let _ = write!(text, "\n==== {} of {} ====\n{printed}", bench.name, bench.package);
        if !output.status.success() {
            crate::say(&String::from_utf8_lossy(&output.stderr));
            failed.push(bench.name.as_str());
        }
    }
    if !failed.is_empty() {
        return Err(format!("failed, nothing is kept: {}", failed.join(", ")));
    }
    let place = crate::root().join("benches/runs");
    let file = place.join(format!("{date}-{}.txt", slug(&machine)));
    fs::create_dir_all(&place)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    crate::say(&format!("kept in {}", file.display()));
    Ok(())
}

/// Every `[[bench]]` of a manifest, by crate.
fn benches(crates: &Path) -> Result<Vec<Bench>, String> {
    let entries = fs::read_dir(crates).map_err(|error| format!("{}: {error}", crates.display()))?;
    let mut found = Vec::new();
    for folder in entries.flatten().map(|entry| entry.path()) {
        let Ok(manifest) = fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let package = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for section in manifest.split("[[bench]]").skip(1) {
            let name = section.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
            found.extend(name.map(|name| Bench { package: package.clone(), name: name.to_owned() }));
        }
    }
    found.sort_by(|a, b| (&a.package, &a.name).cmp(&(&b.package, &b.name)));
    Ok(found)
}

/// Processor, cores and system, a line each.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let named = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let processor = match named {
        Some((_, name)) => name.to_owned(),
        None if cfg!(target_os = "macos") => said("sysctl", &["-n", "machdep.cpu.brand_string"]),
        None => std::env::var("PROCESSOR_IDENTIFIER").unwrap_or_else(|_| "unknown".to_owned()),
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let system = format!("{} {} {}", std::env::consts::OS, std::env::consts::ARCH, said("uname", &["-r"]));
    format!("machine  {processor}\ncores    {cores}\nsystem   {system}\n")
}

/// The commit, and whether anything was changed since.
fn commit() -> String {
    let changed = !said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty();
    said("git", &["rev-parse", "HEAD"]) + if changed { ", with changes" } else { "" }
}

/// What a program prints, without the last line's end; nothing if there is no such program.
fn said(program: &str, words: &[&str]) -> String {
    let output = Command::new(program).args(words).current_dir(crate::root()).output();
    output.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
}

/// Processor and cores as a part of a file's name.
fn slug(machine: &str) -> String {
    let words: Vec<String> = machine
        .lines()
        .take(2)
        .flat_map(|line| line.split_once(' ').map_or("", |(_, rest)| rest).split(|c: char| !c.is_ascii_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}

fn today() -> Result<String, String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| "the clock stands before 1970")?;
    Ok(date((now.as_secs() / 86_400) as i64))
}

/// The date of a day counted from 1 January 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
pub(crate) fn date(day: i64) -> String {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let (day, month) =
        (of_year - (153 * from_march + 2) / 5 + 1, if from_march < 10 { from_march + 3 } else { from_march - 9 });
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + i64::from(month <= 2))
}

#[test]
fn days_have_their_dates() {
    assert_eq!(date(0), "1970-01-01");
    assert_eq!(date(11_016), "2000-02-29");
    assert_eq!(date(20_453), "2025-12-31");
}

#[test]
fn every_bench_is_found_and_a_machine_has_a_name() {
    let found = benches(&crate::root().join("crates")).unwrap();
    let declared: usize = found.len();
    let files = fs::read_dir(crate::root().join("crates")).unwrap().flatten();
    let files = files.filter_map(|folder| fs::read_dir(folder.path().join("benches")).ok()).flatten().flatten();
    // A file, or a folder of several.
    let is_bench = |file: &fs::DirEntry| {
        file.path().extension().is_some_and(|it| it == "rs") || file.path().join("main.rs").exists()
    };
    let files = files.filter(is_bench).count();
    assert_eq!(declared, files);
    assert!(declared >= 7);
    assert_eq!(slug("machine  Some(R) CPU @ 2.1\ncores    2\nsystem   x\n"), "some-r-cpu-2-1-2");
}
