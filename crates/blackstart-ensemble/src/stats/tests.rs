//! Do the numbers agree with tables, definitions and frequencies?

use super::*;
use proptest::prelude::*;

const NEVER: f64 = f64::INFINITY;

#[test]
fn quantiles_are_those_of_r_type_7() {
    // R: quantile(c(15, 20, 35, 40, 50), c(0.05, 0.25, 0.4, 0.5, 0.95), type = 7)
    let sample = Sample::new(vec![50.0, 15.0, 40.0, 20.0, 35.0]);
    for (p, expected) in [(0.05, 16.0), (0.25, 20.0), (0.4, 29.0), (0.5, 35.0), (0.95, 48.0), (0.0, 15.0), (1.0, 50.0)]
    {
        assert!((sample.quantile(p) - expected).abs() < 1e-12, "{p}");
    }
    assert_eq!(Sample::new(vec![]).quantile(0.5), 0.0);
    assert_eq!(Sample::new(vec![7.0]).quantile(0.95), 7.0);
}

#[test]
fn never_stays_never_and_makes_no_nonsense() {
    let sample = Sample::new(vec![1.0, NEVER, 2.0, NEVER]);
    assert_eq!(sample.quantile(0.0), 1.0);
    assert_eq!(sample.quantile(1.0 / 3.0), 2.0);
    assert_eq!(sample.quantile(0.5), NEVER);
    assert_eq!(sample.quantile(1.0), NEVER);
    assert_eq!(sample.mean(), NEVER);
    assert_eq!(sample.deviation(), NEVER);
    assert_eq!(sample.finite_share(), 0.5);
}

#[test]
fn students_t_agrees_with_the_tables() {
    // NIST/SEMATECH e-Handbook 1.3.6.7.2 and R's qt(0.975, df).
    for (freedom, expected) in [
        (1, 12.706_205),
        (2, 4.302_653),
        (3, 3.182_446),
        (4, 2.776_445),
        (5, 2.570_582),
        (10, 2.228_139),
        (30, 2.042_272),
        (100, 1.983_972),
        (999, 1.962_341),
    ] {
        assert!((student_975(freedom) - expected).abs() < 2e-4, "{freedom}: {}", student_975(freedom));
    }
}

#[test]
fn order_statistics_that_hold_the_median() {
    // Conover, table: n = 10, p = 0.5: 2nd and 9th value, 97.9 %; n = 5: none.
    assert_eq!(order_ranks(10, 0.5), (Some(1), Some(8)));
    assert_eq!(order_ranks(5, 0.5), (None, None));
    assert_eq!(order_ranks(6, 0.5), (Some(0), Some(5)));
    // A 5 % quantile of 20 values has no lower bound.
    assert_eq!(order_ranks(20, 0.05).0, None);
    let (low, high) = order_ranks(1000, 0.5);
    assert_eq!((low, high), (Some(468), Some(531)));
}

#[test]
fn wilson_agrees_with_newcombe() {
    // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for (hits, trials, low, high) in
        [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
    {
        let it = wilson(hits, trials);
        assert!((it.low - low).abs() < 5e-5 && (it.high - high).abs() < 5e-5, "{hits}/{trials}: {it:?}");
    }
}

#[test]
fn a_histogram_gives_quantiles_back() {
    let edges = [0.0, 10.0, 20.0];
    assert_eq!(histogram_quantile(&[0, 10, 0, 0], &edges, 0.5), 5.0);
    assert_eq!(histogram_quantile(&[5, 5, 0, 0], &edges, 0.25), 0.0);
    assert_eq!(histogram_quantile(&[0, 5, 0, 5], &edges, 0.75), NEVER);
    assert_eq!(histogram_quantile(&[0, 0, 0, 0], &edges, 0.75), 0.0);
}

proptest! {
    #[test]
    fn quantiles_rise_and_stay_inside(values in prop::collection::vec(-1e9..1e9_f64, 1..40), p in 0.0..1.0_f64, q in 0.0..1.0_f64) {
        let sample = Sample::new(values);
        let (low, high) = (p.min(q), p.max(q));
        prop_assert!(sample.quantile(low) <= sample.quantile(high));
        prop_assert!(sample.quantile(0.0) <= sample.quantile(low) && sample.quantile(high) <= sample.quantile(1.0));
    }

    #[test]
    fn order_statistics_enclose_the_quantile(n in 1_usize..300, p in 0.1..0.9_f64) {
        // Against the plain binomial sum.
        let (low, high) = order_ranks(n, p);
        let mut mass = libm::exp(n as f64 * libm::log1p(-p));
        let mut cumulated = vec![mass];
        for k in 0..n {
            mass *= (n - k) as f64 / (k + 1) as f64 * p / (1.0 - p);
            cumulated.push(cumulated[k] + mass);
        }
        if let Some(rank) = low {
            prop_assert!(cumulated[rank] <= 0.025 + 1e-9);
        }
        if let Some(rank) = high {
            prop_assert!(1.0 - cumulated[rank] <= 0.025 + 1e-9);
        }
    }
}
