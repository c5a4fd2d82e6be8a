//! Pictures stand on their frame, whatever they are given.

use super::axis::{date_ticks, round_ticks};
use super::*;

fn start() -> jiff::civil::DateTime {
    jiff::civil::date(2025, 8, 31).at(0, 0, 0, 0)
}

/// Every number in the drawing's geometry lies within 1000 × 1000.
fn inside(svg: &str) {
    for part in svg.split(['x', 'y', '1', '2']).filter_map(|part| part.strip_prefix("=\"")) {
        if let Some(value) = part.split('"').next().and_then(|number| number.parse::<f64>().ok()) {
            assert!((-20.0..=1_020.0).contains(&value), "{value} in {svg}");
        }
    }
    assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
}

#[test]
fn ticks_are_round() {
    assert_eq!(round_ticks(0.0, 1.04, 5), [0.0, 0.5, 1.0].to_vec());
    assert_eq!(round_ticks(0.0, 2.1e9, 5), [0.0, 0.5e9, 1.0e9, 1.5e9, 2.0e9].to_vec());
    assert_eq!(round_ticks(3.0, 3.0, 5), [3.0].to_vec());
    let weeks = date_ticks(start(), 0.0, 24.0 * 60.0, 10);
    assert_eq!(weeks[1], (168.0, "7 Sep".to_owned()));
}

#[test]
fn a_row_that_never_comes_back_says_so() {
    let rows = [
        Stop { title: "<Solihull>".into(), chance: 1.0, from_hours: 24.0, back_hours: [600.0, 900.0, f64::INFINITY] },
        Stop { title: "Nitra".into(), chance: 1.0, from_hours: 24.0, back_hours: [f64::INFINITY; 3] },
        Stop { title: "Office".into(), chance: 0.0, from_hours: f64::INFINITY, back_hours: [f64::INFINITY; 3] },
    ];
    let svg = gantt("g", "What stops", start(), 24.0 * 180.0, &rows);
    inside(&svg);
    assert!(
        svg.contains("not within the horizon") && svg.contains("does not stop") && svg.contains("&lt;Solihull&gt;")
    );
}

#[test]
fn a_fan_holds_what_it_is_given() {
    let band = Band { title: "90 %".into(), low: vec![0.0, 0.1], high: vec![1.0, 2.0] };
    inside(&fan("f", "t", "d", start(), 24.0, &[band], &[0.5, f64::NAN], &[1.0, 1.0]));
    inside(&fan("f", "t", "d", start(), 24.0, &[], &[], &[]));
}

#[test]
fn bars_may_be_gains_or_nothing() {
    let rows = [
        Bar { title: "a".into(), value: [-3.0, -2.0, 1.0], label: "x".into() },
        Bar { title: "b".into(), value: [0.0, 0.0, 0.0], label: "y".into() },
    ];
    inside(&bars("b", "t", "d", &rows, |v| v.to_string()));
    inside(&bars("b", "t", "d", &[], |v| v.to_string()));
}

#[test]
fn the_exceedance_curve_falls_from_one_to_zero() {
    let svg = exceedance("e", "t", "d", &[3.0, 1.0, 2.0], &[(2.0, "half".into())], |v| v.to_string());
    inside(&svg);
    assert!(svg.contains("half"));
    inside(&exceedance("e", "t", "d", &[], &[], |v| v.to_string()));
    inside(&exceedance("e", "t", "d", &[5.0; 3], &[], |v| v.to_string()));
}

#[test]
fn lines_over_return_periods_hold_their_band_and_name_each() {
    let points = |scale: f64| vec![(2.0, 0.0), (50.0, 3.0 * scale), (1000.0, 9.0 * scale)];
    let lines = [Line { name: "AEP", points: points(1.0) }, Line { name: "<OEP>", points: points(0.5) }];
    let band = [(2.0, 0.0, 1.0), (50.0, 2.0, 12.0)];
    let svg = return_periods("r", "t", &lines, &band, &[2.0, 50.0, 1000.0, 5000.0], |v| v.to_string());
    inside(&svg);
    assert!(svg.contains("AEP") && svg.contains("&lt;OEP&gt;") && svg.contains("wide"), "{svg}");
    assert!(svg.contains(">1000<") && !svg.contains(">5000<"), "only what the years reach is marked");
    // A year may gain; one point is no curve.
    inside(&return_periods("r", "t", &[Line { name: "a", points: vec![(2.0, -3.0), (5.0, 1.0)] }], &[], &[2.0], |v| {
        v.to_string()
    }));
    inside(&return_periods("r", "t", &[Line { name: "a", points: vec![(2.0, 1.0)] }], &[], &[], |v| v.to_string()));
    inside(&return_periods("r", "t", &[], &[], &[], |v| v.to_string()));
}
