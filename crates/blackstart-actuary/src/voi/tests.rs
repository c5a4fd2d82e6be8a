//! Facts whose worth can be worked out by hand, and where there is nothing to know.

use super::beta::incomplete;
use super::*;

/// A switch board either survives (half of all cases) or not. A spare one saves 3 where it does not and costs 1: on average it gains 0.5, so it is
/// bought. Who knows beforehand buys it only where it is needed and keeps the 1 in the other half: that is worth 0.5.
#[test]
fn a_spare_part_worked_out_by_hand() {
    let uniform: Vec<f64> = (0..100).map(|at| (f64::from(at) + 0.5) / 100.0).collect();
    let nothing = vec![0.0; 100];
    let spare: Vec<f64> = uniform.iter().map(|u| if *u < 0.5 { 3.0 - 1.0 } else { -1.0 }).collect();
    let options = Options::new(&[nothing, spare]);
    assert_eq!(options.best(), 1);
    let worth = perfect(&uniform, &[0.5], &options);
    assert_eq!((worth.value, worth.plain, worth.by_chance, worth.changes), (0.5, 0.5, 0.0, 0.5));
    assert_eq!(options.clairvoyance(), 0.5);
    assert_eq!(tested(0.5, 1.0, 1.0, [2.0, -1.0]), 0.5);
    assert_eq!(tested(0.5, 0.5, 0.5, [2.0, -1.0]), 0.0);
}

/// Nothing to choose between, or nothing to know: worth exactly nothing.
#[test]
fn what_changes_no_choice_is_worth_nothing() {
    let uniform: Vec<f64> = (0..64).map(|at| f64::from(at) / 64.0).collect();
    let loss: Vec<f64> = uniform.iter().map(|u| -100.0 * u).collect();
    assert_eq!(perfect(&uniform, &[], &Options::new(std::slice::from_ref(&loss))).value, 0.0);
    // The second option is 1 better whatever the fact is, which drives all of the loss.
    let better: Vec<f64> = loss.iter().map(|it| it + 1.0).collect();
    let worth = perfect(&uniform, &[], &Options::new(&[loss, better]));
    assert_eq!((worth.value, worth.changes), (0.0, 0.0));
}

#[test]
fn few_histories_say_nothing_and_break_nothing() {
    for n in 0..9_u32 {
        let uniform: Vec<f64> = (0..n).map(|at| f64::from(at) / 10.0).collect();
        let options = Options::new(&[vec![0.0; n as usize], uniform.iter().map(|u| u - 0.3).collect()]);
        let worth = perfect(&uniform, &[], &options);
        assert!(worth.value.is_finite() && worth.value >= 0.0, "{n}: {worth:?}");
        assert!((0.0..=1.0).contains(&worth.by_chance), "{n}: {worth:?}");
    }
    // The same state of the fact everywhere: there is no more than one regressor to fit.
    let worth = perfect(&[0.25; 40], &[], &Options::new(&[vec![0.0; 40], vec![1.0; 40]]));
    assert_eq!((worth.value, worth.plain), (0.0, 0.0));
}

/// F of one regressor is the square of Student's t; with two and n degrees of freedom it is (1 + 2f/n)^(−n/2).
#[test]
fn the_tail_of_f_has_its_closed_forms() {
    for (f, n) in [(0.5, 3.0), (3.0, 10.0), (4.0, 2_000.0), (12.0, 9_994.0)] {
        let closed = (1.0_f64 + 2.0 * f / n).powf(-n / 2.0);
        assert!((over_f(f, 2.0, n) / closed - 1.0).abs() < 1e-9, "{f} {n}");
    }
    // t of one degree of freedom is Cauchy's law.
    let cauchy = 1.0 - 2.0 / std::f64::consts::PI * 2.0_f64.atan();
    assert!((over_f(4.0, 1.0, 1.0) - cauchy).abs() < 1e-12);
    assert!((incomplete(0.3, 1.0, 1.0) - 0.3).abs() < 1e-14);
    assert_eq!(over_f(0.0, 3.0, 8.0), 1.0);
    assert_eq!(over_f(f64::INFINITY, 3.0, 8.0), 0.0);
}
