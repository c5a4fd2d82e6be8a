//! Small curves on paper; selection against sorting; weights; intervals.

use super::*;
use proptest::prelude::*;

#[test]
fn the_worst_of_ten_years_comes_back_every_ten() {
    let points = every_rank(&[0.0, 5.0, 0.0, 1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let rows: Vec<(f64, f64, f64)> = points.iter().map(|it| (it.return_period, it.loss, it.tail_mean)).collect();
    assert_eq!(rows, [(10.0, 5.0, 5.0), (5.0, 3.0, 4.0), (10.0 / 3.0, 1.0, 3.0)]);
}

#[test]
fn between_ranks_the_loss_is_linear_in_return_period() {
    let losses = [0.0, 5.0, 0.0, 1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    let at = [20.0, 10.0, 7.5, 5.0, 2.0];
    let points = interpolated(&select(&losses, &needed(10, &at)), 10, &at);
    let seen: Vec<Option<f64>> = points.iter().map(|it| it.map(|it| it.loss)).collect();
    assert_eq!(seen, [None, Some(5.0), Some(4.0), Some(3.0), Some(0.0)]);
    // Five of ten years hold all that was lost.
    assert_eq!(points[4].unwrap().tail_mean, 9.0 / 5.0);
}

#[test]
fn a_curve_that_was_not_shown_is_not_extrapolated() {
    let curve = Curve::new(&[1.0, 2.0, 3.0]);
    assert_eq!(curve.at(4.0), None);
    assert_eq!(curve.at(3.0).unwrap().loss, 3.0);
    assert_eq!(curve.loss_interval(4.0), None);
    assert_eq!(curve.tail_interval(4.0, 1, 100), None);
    assert_eq!(Curve::new(&[]).at(1.0), None);
    assert_eq!((Curve::new(&[]).mean(), Curve::new(&[]).chance()), (0.0, 0.0));
}

#[test]
fn a_rare_year_counts_by_its_weight() {
    // One year in a hundred with 100, drawn as often as the other: the tail of 1 in 50 is half of it.
    let curve = Curve::weighted(&[100.0, 10.0], &[0.01, 0.99]);
    assert!((curve.mean() - 10.9).abs() < 1e-12);
    assert_eq!(curve.at(100.0).unwrap().loss, 100.0);
    assert!((curve.at(50.0).unwrap().tail_mean - 55.0).abs() < 1e-9);
    let points = weighted_every_rank(&[100.0, 10.0], &[0.01, 0.99]);
    assert!((points[1].tail_mean - 10.9).abs() < 1e-12);
}

#[test]
fn intervals_hold_the_truth_about_nineteen_times_in_twenty() {
    // Exponential losses: the loss at r is ln r, its tail mean ln r + 1.
    let r: f64 = 20.0;
    let (mut loss_hits, mut tail_hits) = (0, 0);
    let worlds = 200;
    for world in 0..worlds {
        let losses: Vec<f64> = (0..1000).map(|i| -f64::ln(draw(world, i))).collect();
        let curve = Curve::new(&losses);
        let (low, high) = curve.loss_interval(r).unwrap();
        loss_hits += i32::from(low <= r.ln() && r.ln() <= high);
        let (low, high) = curve.tail_interval(r, world, 200).unwrap();
        tail_hits += i32::from(low <= r.ln() + 1.0 && r.ln() < high);
    }
    assert!(loss_hits >= 185, "{loss_hits} of {worlds}");
    assert!((175..=199).contains(&tail_hits), "{tail_hits} of {worlds}");
}

#[test]
fn an_interval_is_a_function_of_its_seed() {
    let curve = Curve::new(&(0..500).map(|i| draw(3, i)).collect::<Vec<_>>());
    assert_eq!(curve.tail_interval(50.0, 7, 100), curve.tail_interval(50.0, 7, 100));
    assert_ne!(curve.tail_interval(50.0, 7, 100), curve.tail_interval(50.0, 8, 100));
}

#[test]
fn equal_weights_are_no_weights() {
    let losses: Vec<f64> = (0..200).map(|i| (draw(1, i) * 10.0).floor()).collect();
    let (plain, weighted) = (Curve::new(&losses), Curve::weighted(&losses, &[1.0 / 200.0; 200]));
    assert!((plain.mean() - weighted.mean()).abs() < 1e-9);
    assert!((plain.mean_error() - weighted.mean_error()).abs() < 1e-9);
    for r in [2.0, 7.0, 50.0, 199.0] {
        let (a, b) = (plain.at(r).unwrap(), weighted.at(r).unwrap());
        assert!((a.loss - b.loss).abs() < 1e-9 && (a.tail_mean - b.tail_mean).abs() < 1e-9, "{r}: {a:?} {b:?}");
    }
}

fn draw(world: u64, i: u64) -> f64 {
    super::risk::uniform(world, 1 << 40, i).min(1.0 - 1e-12)
}

proptest! {
    #[test]
    fn selection_finds_what_sorting_finds(seed in 0_u64..1000, zeros in 0.0..0.9, digits in 0..6, n in 20_000_u64..40_000) {
        // Large enough for buckets; few digits make ties.
        let scale = 10_f64.powi(digits);
        let losses: Vec<f64> = (0..n).map(|i| {
            let u = draw(seed, i);
            if u < zeros { 0.0 } else { ((1.0 / (1.0 - u)).powi(2) * scale).round() }
        }).collect();
        let all = every_rank(&losses);
        let ranks = [1, 2, 3, 10, 11, 100, 1000, 9999, 20_000, 50_000];
        let found = select(&losses, &ranks);
        prop_assert_eq!(found.positive, all.len());
        for (rank, loss, sum) in found.ranks {
            let point = all.get(rank - 1);
            prop_assert_eq!(loss, point.map_or(0.0, |it| it.loss));
            let whole: f64 = all.iter().take(rank).map(|it| it.loss).sum();
            prop_assert!((sum - whole).abs() <= 1e-12 * whole, "{rank}: {sum} {whole}");
        }
    }

    #[test]
    fn a_tail_mean_is_no_less_than_its_loss_and_falls_with_the_return_period(
        losses in prop::collection::vec(0.0..100.0_f64, 2..60),
    ) {
        let n = losses.len() as f64;
        let curve = Curve::new(&losses);
        let mut before = f64::INFINITY;
        for step in 0..40 {
            let point = curve.at(n / (1.0 + 0.05 * f64::from(step) * (n - 1.0) / 2.0)).unwrap();
            prop_assert!(point.tail_mean >= point.loss - 1e-9 && point.tail_mean <= before + 1e-9);
            before = point.tail_mean;
        }
        prop_assert!((curve.at(1.0).unwrap().tail_mean - curve.mean()).abs() < 1e-9);
    }
}
