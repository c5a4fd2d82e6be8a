//! Fits against numbers worked by hand and against published tables.

use super::fit::log_likelihood;
use super::*;

fn exactly(value: f64) -> Took {
    Took { low: value, high: value }
}

fn near(value: f64, wanted: f64, within: f64) {
    assert!((value - wanted).abs() <= within, "{value} is not {wanted}");
}

#[test]
fn quantiles_of_students_t_are_those_of_the_tables() {
    for (p, degrees, wanted) in [
        (0.9, 1, 3.0777),
        (0.9, 2, 1.8856),
        (0.95, 3, 2.3534),
        (0.9, 4, 1.5332),
        (0.95, 5, 2.0150),
        (0.95, 7, 1.8946),
        (0.95, 10, 1.8125),
        (0.9, 35, 1.3062),
        (0.95, 120, 1.6577),
    ] {
        near(student_quantile(p, degrees), wanted, 6e-5);
    }
}

#[test]
fn exact_values_give_their_mean_and_the_spread_that_divides_by_n() {
    // ln: 0, 1, 2, 3; mean 1.5, sum of squares 5, so s = sqrt(5/4), variance of the mean 5/4/4.
    let values: Vec<Took> = (0..4).map(|at| exactly(libm::exp(f64::from(at)))).collect();
    let fit = fit(&values).unwrap();
    near(fit.mean.mean, 1.5, 1e-6);
    near(fit.sd, libm::sqrt(1.25), 1e-6);
    near(fit.mean.variance, 1.25 / 4.0, 1e-4);
    assert_eq!((fit.events, fit.ended), (4, 4));
}

#[test]
fn many_exact_values_give_the_interval_of_a_sample() {
    // t s sqrt(1 + 1/n), n = 12, s the sample's standard deviation: the factor 1.87 of the page, at 95 %, is 1.363 × sqrt(13/12) at 90 %.
    let values: Vec<Took> = (0..12).map(|at| exactly(libm::exp(f64::from(at) / 4.0))).collect();
    let next = next(&values, None).unwrap();
    let s = libm::sqrt((0..12).map(|at| (f64::from(at) / 4.0 - 1.375).powi(2)).sum::<f64>() / 11.0);
    near(next.median, 1.375, 1e-6);
    near(next.p90, 1.375 + 1.36343 * s * libm::sqrt(13.0 / 12.0), 1e-4);
    for (n, factor) in [(4_u32, 2.63), (6, 2.18), (8, 2.01), (12, 1.87), (16, 1.81)] {
        near(student_quantile(0.95, n - 1) * libm::sqrt(1.0 + 1.0 / f64::from(n)), factor, 0.006);
    }
}

#[test]
fn what_is_still_open_makes_it_longer_and_what_is_between_bounds_lies_between() {
    let ended: Vec<Took> = [3.0, 8.0, 20.0].map(exactly).to_vec();
    let alone = fit(&ended).unwrap();
    let with = |took: Took| fit(&[ended.as_slice(), &[took]].concat()).unwrap();
    let open = with(Took { low: 20.0, high: f64::INFINITY });
    assert!(open.mean.mean > alone.mean.mean && open.sd > alone.sd, "{open:?}");
    assert_eq!((open.events, open.ended), (4, 3));
    // Whoever was last heard of at once says nothing.
    let silent = with(Took { low: 1e-9, high: f64::INFINITY });
    near(silent.mean.mean, alone.mean.mean, 1e-6);
    let (low, high) = (with(exactly(5.0)), with(exactly(10.0)));
    let between = with(Took { low: 5.0, high: 10.0 });
    assert!(low.mean.mean < between.mean.mean && between.mean.mean < high.mean.mean, "{between:?}");
    assert!(fit(&[exactly(3.0), Took { low: 3.0, high: f64::INFINITY }]).is_none());
}

#[test]
fn one_open_and_one_closed_hill_is_found_where_its_slope_is_zero() {
    let events = [exactly(2.0), exactly(9.0), Took { low: 4.0, high: 6.0 }, Took { low: 7.0, high: f64::INFINITY }];
    let fit = fit(&events).unwrap();
    let at = |mean: f64, log_sd: f64| log_likelihood(&events, mean, libm::exp(log_sd));
    let (mean, log_sd) = (fit.mean.mean, libm::log(fit.sd));
    near((at(mean + 1e-4, log_sd) - at(mean - 1e-4, log_sd)) / 2e-4, 0.0, 1e-4);
    near((at(mean, log_sd + 1e-4) - at(mean, log_sd - 1e-4)) / 2e-4, 0.0, 1e-4);
}

#[test]
fn few_values_make_a_wider_law_than_their_own_spread() {
    let values = [4.0, 9.0, 12.0, 30.0].map(exactly);
    let fit = fit(&values).unwrap();
    let few = next(&values, None).unwrap();
    near(few.median, fit.mean.mean, 0.02);
    assert!(few.sd() > 1.15 * fit.sd, "{few:?} {fit:?}");
    // What others say pulls.
    let lent = Estimate { mean: fit.mean.mean + 2.0, variance: 0.1 };
    let pulled = next(&values, Some(Lent { drawn: lent, group: lent })).unwrap();
    assert!(pulled.median > few.median + 0.3 && pulled.median < few.median + 2.0, "{pulled:?}");
}

#[test]
fn equal_values_are_not_believed_to_have_no_spread() {
    let few = next(&[exactly(7.0), exactly(7.0), exactly(7.0)], None).unwrap();
    assert!(few.sd() > 0.1, "{few:?}");
}

#[test]
fn groups_are_drawn_to_each_other_the_more_the_less_is_known() {
    let groups = [(1.0, 0.01), (3.0, 0.01), (5.0, 4.0)].map(|(mean, variance)| Estimate { mean, variance });
    let pooled = pool(&groups).unwrap();
    near(pooled.drawn[0].mean, 1.0, 0.02);
    assert!(pooled.drawn[2].mean < 3.5 && pooled.drawn[2].mean > 2.0, "{pooled:?}");
    assert!(pooled.drawn[2].variance < 4.0);
    assert!(pooled.new_group.variance > pooled.between * pooled.between);
    // Equal means: all of them the same, and none less sure than alone.
    let pooled = pool(&[Estimate { mean: 2.0, variance: 0.5 }; 3]).unwrap();
    assert!(pooled.drawn.iter().all(|it| (it.mean - 2.0).abs() < 1e-9 && it.variance < 0.5), "{pooled:?}");
    assert!(pool(&[]).is_none());
}

#[test]
fn one_spread_of_the_grid_by_hand() {
    // Two means 0 and 2 with variance 1: at tau = 1 each has weight 1/2, the mean is 1, and each is drawn half way: 0.5 and 1.5. The grid
    // is symmetric, so the middle stays and both are drawn alike.
    let pooled = pool(&[Estimate { mean: 0.0, variance: 1.0 }, Estimate { mean: 2.0, variance: 1.0 }]).unwrap();
    near(pooled.new_group.mean, 1.0, 1e-9);
    near(pooled.drawn[0].mean + pooled.drawn[1].mean, 2.0, 1e-9);
    assert!(pooled.drawn[0].mean > 0.3 && pooled.drawn[0].mean < 1.0, "{pooled:?}");
}

#[test]
fn a_power_is_found_exactly_where_there_is_no_residual() {
    let pairs: Vec<(f64, f64)> = [1.0, 4.0, 9.0, 25.0].map(|x: f64| (x, 3.0 * libm::sqrt(x))).to_vec();
    let power = power(&pairs).unwrap();
    near(power.exponent, 0.5, 1e-12);
    near(power.log_factor, libm::log(3.0), 1e-12);
    near(power.at(16.0).median, libm::log(12.0), 1e-12);
    near(power.sd, 0.0, 1e-12);
}

#[test]
fn the_next_of_a_power_is_less_sure_far_from_its_points() {
    // ln x: -1, 0, 1; ln y: 0, 0.3, 0; slope 0, mean 0.1, residuals -0.1, 0.2, -0.1: sd = sqrt(0.06), one degree of freedom.
    let pairs: Vec<(f64, f64)> =
        [(-1.0, 0.0), (0.0, 0.3), (1.0, 0.0)].map(|(x, y)| (libm::exp(x), libm::exp(y))).to_vec();
    let power = power(&pairs).unwrap();
    near(power.exponent, 0.0, 1e-12);
    near(power.sd, libm::sqrt(0.06), 1e-12);
    near(power.at(1.0).p90, 0.1 + 3.07768 * libm::sqrt(0.06 * 4.0 / 3.0), 1e-4);
    near(power.at(libm::exp(2.0)).p90, 0.1 + 3.07768 * libm::sqrt(0.06 * (4.0 / 3.0 + 4.0 / 2.0)), 1e-4);
    assert!(super::power(&pairs[..2]).is_none());
}
