//! `cargo xtask fuzz`: builds every fuzz target and runs each for a time, on the pinned toolchain.
//!
//! What `cargo fuzz` does on a nightly toolchain, without the sanitizer of addresses: our code is safe Rust, and what is looked for is
//! panics, hangs and broken promises. Needs a C++ compiler, for libFuzzer.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Coverage as libFuzzer wants it.
const FLAGS: [&str; 7] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Most that one input may take.
const SECONDS_AN_INPUT: u32 = 20;
const MEGABYTES: u32 = 2048;

/// `--seconds N` and names of targets in any order; all targets for 60 seconds each unless said otherwise.
pub(crate) fn asked(words: &[&str]) -> Result<(), String> {
    let (mut seconds, mut wanted) = (60, Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == "--seconds" {
            let number = words.next().and_then(|word| word.parse().ok()).filter(|it| *it > 0);
            seconds = number.ok_or("--seconds wants a whole number above 0")?;
        } else {
            wanted.push(*word);
        }
    }
    run(seconds, &wanted)
}

fn run(seconds: u32, wanted: &[&str]) -> Result<(), String> {
    let folder = crate::root().join("fuzz");
    let there = targets(&folder)?;
    if let Some(unknown) = wanted.iter().find(|name| !there.iter().any(|it| it == *name)) {
        return Err(format!("no fuzz target is called `{unknown}`; there are: {}", there.join(", ")));
    }
    let built = build(&folder)?;
    let mut failed = Vec::new();
    for target in there.iter().filter(|it| wanted.is_empty() || wanted.contains(&it.as_str())) {
        crate::say(&format!("── fuzz {target}: {seconds} s"));
        if !play(&folder, &built, target, seconds)? {
            failed.push(target.as_str());
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(format!("failed: {}; the inputs are in fuzz/artifacts", failed.join(", ")))
}

/// Names of the targets: the files of `fuzz/targets`.
fn targets(folder: &Path) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(folder.join("targets")).map_err(|error| format!("fuzz/targets: {error}"))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let mut names: Vec<String> =
        paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()).filter(|it| it != "folder")).collect();
    names.sort();
    Ok(names)
}

/// Builds all targets; where they are.
fn build(folder: &Path) -> Result<PathBuf, String> {
    let host = host()?;
    let done = Command::new("cargo")
        .args(["build", "--release", "--locked", "--bins", "--target", &host])
        .current_dir(folder)
        .env("RUSTFLAGS", FLAGS.join(" "))
        .env_remove("CARGO_TARGET_DIR")
        .status()
        .map_err(|error| format!("cannot start cargo: {error}"))?;
    if !done.success() {
        return Err("the fuzz targets do not build (libFuzzer needs a C++ compiler)".to_owned());
    }
    Ok(folder.join("target").join(host).join("release"))
}

/// The triple of this machine.
fn host() -> Result<String, String> {
    let output = Command::new("rustc").arg("-vV").output().map_err(|error| format!("cannot start rustc: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| "rustc does not say which machine this is".to_owned())
}

/// Runs a target on its corpus and seeds; whether it held.
fn play(folder: &Path, built: &Path, target: &str, seconds: u32) -> Result<bool, String> {
    let (corpus, artifacts) = (folder.join("corpus").join(target), folder.join("artifacts").join(target));
    for place in [&corpus, &artifacts] {
        std::fs::create_dir_all(place).map_err(|error| format!("{}: {error}", place.display()))?;
    }
    let seeds = folder.join("seeds").join(target);
    Command::new(built.join(target))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SECONDS_AN_INPUT}"))
        .arg(format!("-rss_limit_mb={MEGABYTES}"))
        .arg(format!("-artifact_prefix={}/", artifacts.display()))
        .arg(format!("-dict={}", folder.join("words.dict").display()))
        .args(["-print_final_stats=1", "-verbosity=0"])
        .arg(corpus)
        .args(Some(seeds).filter(|it| it.is_dir()))
        .status()
        .map(|status| status.success())
        .map_err(|error| format!("cannot start {target}: {error}"))
}
