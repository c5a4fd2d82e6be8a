//! The checks, in the order in which they fail fastest.

use std::process::Command;
use std::time::Instant;

/// A check: its name, the command, what it sets in the environment.
struct Check {
    name: &'static str,
    command: &'static [&'static str],
    env: &'static [(&'static str, &'static str)],
}

const CHECKS: &[Check] = &[
    Check { name: "format", command: &["cargo", "fmt", "--all", "--check"], env: &[] },
    Check {
        name: "clippy",
        command: &["cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"],
        env: &[],
    },
    // `cargo test` of the default members is the README's command and includes doctests; xtask's own tests come on top.
    Check { name: "test", command: &["cargo", "test", "--workspace", "--locked"], env: &[] },
    // The feature that is off otherwise: its own tests, and that the command builds with it.
    Check {
        name: "exact",
        command: &["cargo", "test", "--locked", "-p", "blackstart-plan", "--lib", "--features", "exact", "exact"],
        env: &[],
    },
    Check {
        name: "exact-clippy",
        command: &[
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
        env: &[],
    },
    Check {
        name: "docs",
        command: &["cargo", "doc", "--workspace", "--no-deps", "--locked", "--document-private-items"],
        env: &[("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links")],
    },
    // deny looks at every target's crates, and a build fetches only those of its own.
    Check { name: "fetch", command: &["cargo", "fetch", "--locked"], env: &[] },
    Check { name: "deny", command: &["cargo", "deny", "--offline", "check", "licenses", "bans", "sources"], env: &[] },
];

/// Names of all checks.
pub(crate) fn names() -> Vec<&'static str> {
    CHECKS.iter().map(|check| check.name).collect()
}

/// Runs every check and reports all that failed.
pub(crate) fn all() -> Result<(), String> {
    some(&names())
}

/// Writes the examples' expected results and the list of fields as they are now.
pub(crate) fn bless() -> Result<(), String> {
    let written = [
        ("blackstart-model", ["--lib", "the_pages_of_the_manual"].as_slice(), "the list of fields cannot be written"),
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

/// Runs the named checks.
pub(crate) fn some(wanted: &[&str]) -> Result<(), String> {
    let mut failed = Vec::new();
    for name in wanted {
        let check = CHECKS
            .iter()
            .find(|check| check.name == *name)
            .ok_or_else(|| format!("no check is called `{name}`; there are: {}", names().join(", ")))?;
        crate::say(&format!("── {}: {}", check.name, check.command.join(" ")));
        let started = Instant::now();
        let passed = Command::new(check.command[0])
            .args(&check.command[1..])
            .envs(check.env.iter().copied())
            .status()
            .map_err(|error| format!("cannot start {}: {error}", check.command[0]))?
            .success();
        crate::say(&format!(
            "── {}: {} in {:.0} s",
            check.name,
            if passed { "passed" } else { "FAILED" },
            started.elapsed().as_secs_f64()
        ));
        if !passed {
            failed.push(*name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}
