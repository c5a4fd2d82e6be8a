//! The tests of what tests stand on: each plays this binary again, as a user's shell would start it.

use std::process::{Command, Output};

/// Runs the ignored test of this binary whose data do not exist.
fn play(orders: Option<&str>) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--ignored", "--test-threads=2", "data_that_do_not_exist"])
        .env("BLACKSTART_SHARED", "no/such/folder");
    match orders {
        Some(word) => command.env("BLACKSTART_ORACLES", word),
        None => command.env_remove("BLACKSTART_ORACLES"),
    };
    command.output().unwrap()
}

#[test]
#[ignore = "played by the others"]
fn data_that_do_not_exist() {
    assert_eq!(crate::find("mal/compile"), None);
    assert!(crate::list("rcpsp").is_empty());
}

#[test]
fn a_skipped_test_passes_and_says_so_although_the_harness_swallows_its_output() {
    let output = play(None);
    assert!(output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines,
        [
            "SKIPPED tests::data_that_do_not_exist: mal/compile is not found (set BLACKSTART_SHARED)",
            "SKIPPED tests::data_that_do_not_exist: rcpsp is not found (set BLACKSTART_SHARED)",
        ]
    );
}

#[test]
fn where_data_are_required_their_absence_is_a_failure() {
    let output = play(Some("required"));
    assert_eq!(output.status.code(), Some(101));
    assert!(String::from_utf8(output.stdout).unwrap().contains("mal/compile is not found"));
    // A word that is not known is not taken for "no".
    assert_eq!(play(Some("yes")).status.code(), Some(101));
}
