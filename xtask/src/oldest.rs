//! `cargo xtask msrv`: does the workspace build with the oldest Rust that it declares?

use std::process::Command;

/// Checks the workspace with the toolchain of `rust-version`, or says how to get that.
pub(crate) fn check() -> Result<(), String> {
    let manifest = crate::root().join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).map_err(|error| format!("{}: {error}", manifest.display()))?;
    let oldest = declared(&text).ok_or("Cargo.toml has no rust-version")?;
    let toolchain = format!("{oldest}.0");
    let there = Command::new("rustup").args(["run", &toolchain, "rustc", "--version"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        crate::say(&format!(
            "NOT CHECKED with Rust {oldest}: no such toolchain here; `rustup toolchain install {toolchain} --profile minimal` gets it"
        ));
        return Ok(());
    }
    // A target folder of its own: the two toolchains would build everything anew in turns.
    let target = crate::root().join("target").join("oldest");
    let done = Command::new("rustup")
        .args(["run", &toolchain, "cargo", "check", "--workspace", "--locked", "--target-dir"])
        .arg(target)
        .current_dir(crate::root())
        // Set by the cargo that runs this; the other one has its own.
        .env_remove("CARGO")
        .env_remove("RUSTC")
        .env_remove("RUSTUP_TOOLCHAIN")
        .status()
        .map_err(|error| format!("cannot start rustup: {error}"))?;
    if done.success() { Ok(()) } else { Err(format!("does not build with Rust {oldest}, which Cargo.toml promises")) }
}

/// The version that a manifest declares.
fn declared(manifest: &str) -> Option<&str> {
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \""))?;
    line.strip_suffix('"')
}

#[test]
fn the_oldest_rust_is_declared_and_not_the_pinned_one() {
    assert_eq!(declared("[package]\nrust-version = \"1.80\"\n"), Some("1.80"));
    let text = std::fs::read_to_string(crate::root().join("Cargo.toml")).unwrap();
    let pinned = std::fs::read_to_string(crate::root().join("rust-toolchain.toml")).unwrap();
    let oldest = declared(&text).unwrap();
    assert!(!pinned.contains(&format!("\"{oldest}")), "{oldest} is tested apart from the pinned toolchain");
}
