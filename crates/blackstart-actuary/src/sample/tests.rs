//! Quantiles of samples worked out by hand.

use super::quantile;

#[test]
fn a_quantile_lies_between_its_neighbours_in_proportion() {
    let sorted = [1.0, 2.0, 4.0, 8.0];
    assert_eq!([0.0, 0.5, 0.75, 1.0].map(|p| quantile(&sorted, p)), [1.0, 3.0, 5.0, 8.0]);
    assert_eq!(quantile(&[], 0.5), 0.0);
    assert_eq!(quantile(&[7.0], 0.3), 7.0);
}

#[test]
fn never_is_never_and_only_beyond_the_last_finite_value() {
    let sorted = [1.0, 2.0, f64::INFINITY, f64::INFINITY];
    assert_eq!(quantile(&sorted, 1.0 / 3.0), 2.0);
    assert_eq!([0.4, 0.7, 1.0].map(|p| quantile(&sorted, p)), [f64::INFINITY; 3]);
}
