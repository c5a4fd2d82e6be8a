//! The checks, in the order in which they fail fastest.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// A check and its name.
struct Check {
    name: &'static str,
    work: Work,
}

/// What a check does.
enum Work {
    /// Runs a command with some things set in its environment.
    Run(&'static [&'static str], &'static [(&'static str, &'static str)]),
    Call(fn() -> Result<(), String>),
}

const CHECKS: &[Check] = &[
    Check { name: "format", work: Work::Run(&["cargo", "fmt", "--all", "--check"], &[]) },
    Check {
        name: "clippy",
        work: Work::Run(&["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], &[]),
    },
    // The README's command, with doctests.
    Check { name: "test", work: Work::Run(&["cargo", "test", "--locked"], &[]) },
    Check { name: "test-xtask", work: Work::Run(&["cargo", "test", "--locked", "-p", "xtask"], &[]) },
    // The feature that is off otherwise: its own tests, and that the command builds with it.
    Check {
        name: "exact",
        work: Work::Run(
            &["cargo", "test", "--locked", "-p", "blackstart-plan", "--lib", "--features", "exact", "exact"],
            &[],
        ),
    },
    Check {
        name: "exact-clippy",
        work: Work::Run(
            &[
                "cargo",
                "clippy",
                "--locked",
                "-p",
                "blackstart-plan",
                "-p",
                "blackstart-cli",
                "--features",
                "blackstart-cli/exact",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
            &[],
        ),
    },
    Check {
        name: "docs",
        work: Work::Run(
            &["cargo", "doc", "--workspace", "--no-deps", "--locked", "--document-private-items"],
            &[("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links")],
        ),
    },
    // The journey of a person through the pages of `serve`, in the browser that `.ci/run` installs.
    Check { name: "browser", work: Work::Call(browser) },
    // deny looks at every target's crates, and a build fetches only those of its own.
    Check { name: "fetch", work: Work::Run(&["cargo", "fetch", "--locked"], &[]) },
    Check {
        name: "deny",
        work: Work::Run(&["cargo", "deny", "--offline", "check", "licenses", "bans", "sources"], &[]),
    },
    Check { name: "advisories", work: Work::Call(advisories) },
    Check { name: "msrv", work: Work::Call(crate::oldest::check) },
    // The targets have a workspace of their own; with the flags of the fuzzer they are built by `cargo xtask fuzz`.
    Check {
        name: "fuzz",
        work: Work::Run(&["cargo", "check", "--manifest-path", "fuzz/Cargo.toml", "--bins", "--locked"], &[]),
    },
];

/// Where the advisories on Rust crates are.
const ADVISORIES: &str = "https://github.com/rustsec/advisory-db";

/// Names of all checks.
pub(crate) fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

/// Runs every check and reports all that failed.
pub(crate) fn all() -> Result<(), String> {
    some(&names())
}

/// Runs every check but these.
pub(crate) fn without(unwanted: &[&str]) -> Result<(), String> {
    for name in unwanted {
        find(name)?;
    }
    some(&names().into_iter().filter(|name| !unwanted.contains(name)).collect::<Vec<_>>())
}

/// Runs the named checks.
pub(crate) fn some(wanted: &[&str]) -> Result<(), String> {
    let mut failed = Vec::new();
    for name in wanted {
        let check = find(name)?;
        let started = Instant::now();
        let passed = match &check.work {
            Work::Run(words, environment) => {
                crate::say(&format!("── {name}: {}", words.join(" ")));
                Command::new(words[0])
                    .args(&words[1..])
                    .envs(environment.iter().copied())
                    .status()
                    .map_err(|error| format!("cannot start {}: {error}", words[0]))?
                    .success()
            }
            Work::Call(call) => {
                crate::say(&format!("── {name}"));
                call().inspect_err(|wrong| crate::say(wrong)).is_ok()
            }
        };
        let verdict = if passed { "passed" } else { "FAILED" };
        crate::say(&format!("── {name}: {verdict} in {:.0} s", started.elapsed().as_secs_f64()));
        if !passed {
            failed.push(*name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn find(name: &str) -> Result<&'static Check, String> {
    let check = CHECKS.iter().find(|check| check.name == name);
    check.ok_or_else(|| format!("no check is called `{name}`; there are: {}", names().join(", ")))
}

/// The journey, with what `.ci/axe` names looking at each page for barriers: npm checks it against its hash, and nothing of it runs here but that.
fn browser() -> Result<(), String> {
    let folder = Path::new("target/axe");
    let copy = |name: &str| fs::copy(Path::new(".ci/axe").join(name), folder.join(name));
    fs::create_dir_all(folder)
        .and_then(|()| copy("package.json"))
        .and_then(|_| copy("package-lock.json"))
        .map_err(|error| format!("cannot prepare {}: {error}", folder.display()))?;
    let mut journey = Command::new("cargo");
    journey.args(["test", "--locked", "-p", "blackstart-serve", "--test", "browser", "--", "--nocapture"]);
    journey.env("BLACKSTART_BROWSER", "required");
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    if Command::new("npm").args(npm).current_dir(folder).status().is_ok_and(|status| status.success()) {
        let found = folder.join("node_modules/axe-core").canonicalize();
        journey.env("BLACKSTART_AXE", found.map_err(|error| format!("npm has brought no axe-core: {error}"))?);
    } else {
        crate::say("NOT CHECKED: npm cannot bring axe-core, so no page is looked at for barriers by it");
    }
    let done = journey.status().map_err(|error| format!("cannot start cargo: {error}"))?;
    if done.success() { Ok(()) } else { Err("the journey does not end well".to_owned()) }
}

/// Known faults of what we depend on, where their list can be reached: a machine without network says that it did not look.
fn advisories() -> Result<(), String> {
    let reached = Command::new("git")
        .args(["ls-remote", "--quiet", ADVISORIES, "HEAD"])
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !reached.is_ok_and(|status| status.success()) {
        crate::say(&format!("NOT CHECKED: {ADVISORIES} cannot be reached"));
        return Ok(());
    }
    let done = Command::new("cargo").args(["deny", "check", "advisories"]).status();
    if done.map_err(|error| format!("cannot start cargo: {error}"))?.success() {
        return Ok(());
    }
    Err("a dependency has a known fault".to_owned())
}

/// Writes the examples' expected results and the list of fields as they are now.
pub(crate) fn bless() -> Result<(), String> {
    let written = [
        ("blackstart-read", ["--lib", "the_pages_of_the_manual"].as_slice(), "the list of fields cannot be written"),
        ("blackstart-import", &["--lib", "the_page_of_imports"], "the list of columns cannot be written"),
        ("blackstart", &["--test", "it", "examples::every"], "the examples could not be played"),
    ];
    for (package, which, why_not) in written {
        let done = Command::new("cargo")
            .args(["test", "--locked", "-p", package])
            .args(which)
            .env("BLACKSTART_BLESS", "1")
            .status()
            .map_err(|error| format!("cannot start cargo: {error}"))?;
        if !done.success() {
            return Err(why_not.to_owned());
        }
    }
    Ok(())
}
