//! The command line means what it says.

use super::*;

#[test]
fn the_command_line_is_well_formed() {
    command_line().debug_assert();
}

#[test]
fn promises_are_read() {
    let promise = |id: &str, within_hours, share| Ok(Promise { id: id.to_owned(), within_hours, share });
    assert_eq!(Promise::parse("payments"), promise("payments", None, None));
    assert_eq!(Promise::parse("payments=5%"), promise("payments", None, Some(0.05)));
    assert_eq!(Promise::parse("mvc=21d"), promise("mvc", Some(504.0), None));
    assert_eq!(Promise::parse("mvc=36h@0.5"), promise("mvc", Some(36.0), Some(0.5)));
    for wrong in ["", "=5%", "a=", "a=120%", "a=21", "a=21d@", "a=5%@50%", "a=-1d", "a=infd", "a=nan"] {
        assert!(Promise::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn ranges_are_read() {
    assert_eq!(range("0..5000"), Ok(0..5000));
    for wrong in ["", "5", "5..5", "6..5", "-1..5", "0..99999999999", "0..=5"] {
        assert!(range(wrong).is_err(), "{wrong}");
    }
}
