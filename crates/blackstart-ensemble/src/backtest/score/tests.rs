//! Scores, worked out by hand.

use super::*;

fn close(got: f64, expected: f64) {
    assert!((got - expected).abs() < 1e-6, "{got}, not {expected}");
}

/// On a scale that changes nothing.
fn plain(sample: &[f64], quantiles: [f64; 3], low: Option<f64>, high: Option<f64>) -> Score {
    let scale = Scale { kind: ScaleKind::Relative, unit: 1.0, most: f64::INFINITY };
    score(sample, quantiles, low, high, scale)
}

#[test]
fn a_band_costs_its_width_and_twenty_times_what_it_misses_by() {
    close(interval_score(1.0, 3.0, 2.0, 0.1), 2.0);
    // 2 + 2 / 0.1 × 1.
    close(interval_score(1.0, 3.0, 4.0, 0.1), 22.0);
    close(interval_score(1.0, 3.0, 0.0, 0.1), 22.0);
}

#[test]
fn the_ranked_probability_score_is_the_distance_less_half_the_spread() {
    // |1 − 3| + |2 − 3| + |4 − 3| = 4, over 3; the pairs 1, 3 and 2 apart, 2 on average, of which half: 4/3 − 1.
    close(crps(&[1.0, 2.0, 4.0], 3.0), 1.0 / 3.0);
    // One number has no spread.
    close(crps(&[1.0], 3.0), 2.0);
}

#[test]
fn of_a_normal_sample_it_is_that_of_the_normal_distribution() {
    let m = 20_000;
    let sample: Vec<f64> = (0..m).map(|i| normal_quantile((f64::from(i) + 0.5) / f64::from(m))).collect();
    // w (2 Φ(w) − 1) + 2 φ(w) − 1/√π. At w = 0: 0.797885 − 0.564190. At w = 1: 0.682689 + 0.483941 − 0.564190.
    for (outcome, expected) in [(0.0, 0.233_695), (1.0, 0.602_440), (-1.0, 0.602_440)] {
        let got = crps(&sample, outcome);
        assert!((got - expected).abs() < 2e-4, "{outcome}: {got}, not {expected}");
    }
}

#[test]
fn an_outcome_is_one_of_the_sample_and_lies_anywhere_among_its_equals() {
    // Two of three below, then the outcome itself: from 2/4 to 3/4.
    assert_eq!(pit(&[1.0, 2.0, 4.0], 3.0), (0.5, 0.75));
    assert_eq!(pit(&[1.0, 3.0, 3.0], 3.0), (0.25, 1.0));
    assert_eq!(pit(&[1.0, 2.0], 0.0), (0.0, 1.0 / 3.0));
}

#[test]
fn a_probability_that_is_anywhere_has_a_squared_deviate_of_one() {
    close(normal_square(0.0, 1.0), 1.0);
    close(normal_square(0.0, 0.5), 1.0);
    // From 0 to 1 deviation: 1 − (1 φ(1) − 0 φ(0)) / (0.841345 − 0.5) = 1 − 0.241971 / 0.341345.
    close(normal_square(0.5, 0.841_344_746_068_543), 0.291_125_1);
    close(normal_quantile(0.975), 1.959_963_984_540);
    close(normal_quantile(1e-7), -5.199_337_582);
}

#[test]
fn within_a_reported_range_nothing_is_told_apart() {
    // 3 is within 2 to 4 and becomes 2, the outcome: 0, 1, 2, 2. Distances 2, 1, 0, 0, on average 3/4; pairs 1, 2, 2, 1, 1, 0 apart,
    // on average 7/6, of which half: 9/12 − 7/12.
    let got = plain(&[0.0, 1.0, 3.0, 3.0], [0.0, 3.0, 5.0], Some(2.0), Some(4.0));
    close(got.crps, 1.0 / 6.0);
    close(got.error, 0.0);
    // The band from 0 to 5 is 5 wide, of which 2 within what was reported.
    close(got.interval_score, 3.0);
    // Two of four below, two within, and the outcome: from 2/5 to 5/5.
    close(got.pit, 0.7);
}

#[test]
fn beyond_a_reported_bound_nothing_is_told_apart() {
    // Over 5: 2, 4, 5, 5. Distances 3, 1, 0, 0, on average 1; pairs 2, 3, 3, 1, 1, 0 apart, on average 10/6, of which half: 1 − 5/6.
    let got = plain(&[2.0, 4.0, 6.0, 9.0], [2.0, 4.0, 9.0], Some(5.0), None);
    close(got.crps, 1.0 / 6.0);
    close(got.error, -1.0);
    close(got.interval_score, 3.0);
    // Under 5: 5, 5, 6, 9. Distances 0, 0, 1, 4, on average 5/4; pairs 0, 1, 4, 1, 4, 3 apart, on average 13/6, of which half.
    let got = plain(&[2.0, 4.0, 6.0, 9.0], [2.0, 6.0, 9.0], None, Some(5.0));
    close(got.crps, 5.0 / 4.0 - 13.0 / 12.0);
    close(got.error, 1.0);
    close(got.interval_score, 4.0);
}

#[test]
fn money_is_scored_on_its_logarithm_and_what_is_too_little_to_count_is_all_the_same() {
    let scale = |low| Scale::of(Dimension::Money, low, low, 1_000.0, f64::INFINITY);
    let of = |sample: &[f64]| score(sample, [5e4, 7.5e4, 2e5], Some(1e5), Some(1e5), scale(Some(1e5)));
    let got = of(&[0.0, 5e4, 1e5, 2e5]);
    assert_eq!(got.scale, ScaleKind::Log);
    // ln 0.75, and ln (2e5 / 5e4).
    close(got.error, -0.287_682_07);
    close(got.interval_score, 1.386_294_36);
    assert_eq!(got, of(&[-7e6, 5e4, 1e5, 2e5]), "below 1,000 nothing counts");
    // Twice as much in every history and in reality: the same score.
    let double = score(&[0.0, 2e5], [0.0, 1e5, 2e5], Some(2e5), Some(2e5), scale(Some(2e5)));
    let single = score(&[0.0, 1e5], [0.0, 5e4, 1e5], Some(1e5), Some(1e5), scale(Some(1e5)));
    close(double.error, single.error);
}

#[test]
fn a_negative_value_is_scored_as_a_share_of_its_size() {
    let scale = Scale::of(Dimension::Money, Some(-100.0), Some(-100.0), 1_000.0, f64::INFINITY);
    let got = score(&[-200.0, -150.0, -50.0], [-200.0, -150.0, -50.0], Some(-100.0), Some(-100.0), scale);
    assert_eq!(got.scale, ScaleKind::Relative);
    close(got.error, -0.5);
    close(got.interval_score, 1.5);
    // Distances 1, 0.5 and 0.5, on average 2/3; pairs 0.5, 1.5 and 1 apart, on average 1, of which half.
    close(got.crps, 2.0 / 3.0 - 0.5);
}

#[test]
fn never_is_as_late_as_the_end_of_the_history() {
    let never = f64::INFINITY;
    let of = |day| {
        let scale = Scale::of(Dimension::Day, Some(day), Some(day), 1_000.0, 30.0);
        score(&[10.0, 10.0, never], [10.0, 10.0, never], Some(day), Some(day), scale)
    };
    // On day 40, after the end, ln 3 from two of three: 2/3 ln 3; pairs 0, ln 3 and ln 3 apart, of which half the mean: 1/3 ln 3.
    close(of(40.0).crps, 0.366_204_1);
    assert_eq!(of(40.0), of(30.0));
    close(of(30.0).interval_score, 1.098_612_3);
}

#[test]
fn consistent_counts_leave_at_most_a_fortieth_on_either_side() {
    // P(6 or fewer of 10) = 0.0128, P(7 or fewer) = 0.0702; P(14 of 20) = 0.0113, P(15) = 0.0432; P(40 of 40) = 0.0148.
    assert_eq!(consistent(10, 0.9), (7, 10));
    assert_eq!(consistent(20, 0.9), (15, 20));
    assert_eq!(consistent(40, 0.9), (32, 39));
    // 1/16 is more than a fortieth; of 6, 1/64 is less.
    assert_eq!(consistent(4, 0.5), (0, 4));
    assert_eq!(consistent(6, 0.5), (1, 5));
    assert_eq!(consistent(0, 0.9), (0, 0));
}
