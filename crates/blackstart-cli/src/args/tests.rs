//! The command line means what it says.

use super::*;

#[test]
fn the_command_line_is_well_formed() {
    command_line().debug_assert();
}

#[test]
fn ranges_are_read() {
    assert_eq!(range("0..5000"), Ok(0..5000));
    for wrong in ["", "5", "5..5", "6..5", "-1..5", "0..99999999999", "0..=5"] {
        assert!(range(wrong).is_err(), "{wrong}");
    }
}
