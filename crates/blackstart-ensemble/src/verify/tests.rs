//! What is known in part, and what a test says that may be wrong.

use super::*;
use blackstart_actuary::voi::normal;

/// A normal difference of mean −0.5 and deviation 1: known to a share k it is worth the closed form with a deviation of √k.
#[test]
fn what_is_partly_known_is_worth_its_closed_form() {
    let draws: Vec<Draw> = (0..20_000).map(|replicate| Draw { seed: 1, replicate }).collect();
    let key = DrawKey { stage: blackstart_sim::draw::Stage::Outage, subject: 9, turn: 0 };
    let uniform: Vec<f64> = draws.iter().map(|draw| draw.uniform(key)).collect();
    let luck: Vec<f64> = draws.iter().map(|draw| draw.uniform(signal(key))).collect();
    let option: Vec<f64> = uniform.iter().map(|u| normal_quantile(*u) - 0.5).collect();
    let options = Options::new(&[vec![0.0; uniform.len()], option]);
    let value = |share: f64| perfect(&blurred(&uniform, &luck, share), &[], &options);
    for share in [1.0, 0.5, 0.25] {
        let (found, closed) = (value(share).value, normal(-0.5, f64::sqrt(share)));
        assert!((found - closed).abs() < 0.01, "{share}: {found}, closed form {closed}");
    }
    assert!(value(0.0).by_chance > 0.01 && value(0.0).value < 0.005);
    assert_eq!(blurred(&uniform, &luck, 1.0), uniform);
    assert_eq!(blurred(&uniform, &luck, 0.0).iter().zip(&luck).filter(|(a, b)| (**a - **b).abs() > 1e-9).count(), 0);
}

/// Nine times in ten a test tells the state, and of three states the others alike.
#[test]
fn a_test_is_right_nine_times_in_ten() {
    let n = 30_000;
    let luck: Vec<f64> = (0..n).map(|at| (f64::from(at) + 0.5) / f64::from(n)).collect();
    let (seen, between) = tested(&vec![0.5; luck.len()], &luck, &[0.3, 0.6]);
    let of = |state: f64| seen.iter().filter(|it| **it == state).count();
    assert_eq!((of(0.0), of(1.0), of(2.0)), (1_500, 27_000, 1_500));
    assert_eq!(between, [0.5, 1.5]);
    let (seen, between) = tested(&[0.2, 0.9], &[0.95, 0.95], &[0.5]);
    assert_eq!((seen, between), (vec![1.0, 0.0], vec![0.5]));
}
