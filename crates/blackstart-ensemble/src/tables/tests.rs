//! Services and target sets are away from the first moment below their level to the last, and every return in between is counted.

use super::*;
use blackstart_sim::timeline::Piece;

const HORIZON: f64 = 100.0;

/// Levels from moments on \[h\]; full before.
fn line(levels: &[(f64, f64)]) -> Timeline {
    let piece = |(from_hours, level)| Piece::pace(from_hours, level, Cause::Attacker);
    Timeline::from_pieces([(f64::NEG_INFINITY, 1.0)].into_iter().chain(levels.iter().copied()).map(piece))
}

fn below(lines: &[(&Timeline, f64)]) -> (f64, f64, u32) {
    let it = Below::of(lines, HORIZON);
    (it.from_hours, it.back_hours, it.times)
}

#[test]
fn a_service_is_back_at_its_level_and_not_before() {
    // By hand at seven tenths after ten hours, whole after thirty.
    let service = line(&[(5.0, 0.0), (10.0, 0.7), (30.0, 1.0)]);
    assert_eq!(below(&[(&service, 0.8)]), (5.0, 30.0, 1));
    assert_eq!(below(&[(&service, 0.7)]), (5.0, 10.0, 1));
    assert_eq!(below(&[(&line(&[(5.0, 0.9)]), 0.9)]), (f64::INFINITY, 0.0, 0));
}

#[test]
fn a_fallback_that_gives_out_is_a_second_stop() {
    let service = line(&[(5.0, 0.0), (10.0, 0.9), (20.0, 0.0), (40.0, 1.0)]);
    assert_eq!(below(&[(&service, 0.9)]), (5.0, 40.0, 2));
}

#[test]
fn what_is_below_at_the_horizon_is_not_back_and_what_comes_later_does_not_count() {
    assert_eq!(below(&[(&line(&[(5.0, 0.0), (10.0, 1.0), (90.0, 0.0), (120.0, 1.0)]), 0.9)]), (5.0, f64::INFINITY, 2));
    assert_eq!(below(&[(&line(&[(5.0, 0.0), (100.0, 1.0)]), 0.9)]), (5.0, f64::INFINITY, 1));
    assert_eq!(below(&[(&line(&[(5.0, 0.0), (10.0, 1.0), (100.0, 0.0)]), 0.9)]), (5.0, 10.0, 1));
    let before = Timeline::always(0.0, Cause::Attacker);
    assert_eq!(below(&[(&before, 0.9)]), (0.0, f64::INFINITY, 1));
}

#[test]
fn a_set_fails_anew_only_after_all_of_it_held() {
    let one = line(&[(5.0, 0.0), (10.0, 1.0), (40.0, 0.0), (50.0, 1.0)]);
    let other = line(&[(8.0, 0.5), (20.0, 1.0)]);
    assert_eq!(below(&[(&one, 1.0), (&other, 0.6)]), (5.0, 50.0, 2));
    assert_eq!(below(&[(&one, 1.0), (&line(&[(8.0, 0.5), (40.0, 1.0)]), 0.6)]), (5.0, 50.0, 1));
    assert_eq!(below(&[]), (f64::INFINITY, 0.0, 0));
}
