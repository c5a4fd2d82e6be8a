//! Marks and rows.

use super::Strip;
use crate::handover::Cause;
use crate::timeline::Timeline;

#[test]
fn a_strip_marks_averages_and_leaves_out_what_never_changes() {
    let mut strip = Strip::new(0.0, 24.0, 6);
    strip.changing("always", &Timeline::up());
    strip.changing("later", &Timeline::down(200.0, 300.0, 0.0, Cause::Shutdown));
    strip.changing("erp", &Timeline::down(24.0, 84.0, 0.0, Cause::Shutdown));
    strip.changing("a-second", &Timeline::down(24.0, 24.0 + 1.0 / 3600.0, 0.0, Cause::Shutdown));
    strip.changing("manual", &Timeline::down(48.0, f64::INFINITY, 0.04, Cause::Shutdown));
    strip.shares("output", [1.0, 1.2, 0.96, 0.5, 0.0, 0.04, 7.0]);
    strip.shares("closed", [1.0, f64::NAN, 0.5]);
    strip.text("loss", "140");
    insta::assert_snapshot!(strip, @r"
    erp      .##5..
    a-second .9....
    manual   ..1111
    output   ..95#1
    closed   . 5
    loss     140
    ");
}
