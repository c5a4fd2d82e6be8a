//! Laws of times: quantiles against published values, and the arithmetic of never.

use super::*;
use crate::draw::Stage;
use blackstart_model::units::Uncertain;

fn at(stage: Stage, subject: u64, turn: u32) -> DrawKey {
    DrawKey { stage, subject, turn }
}

#[test]
fn a_law_draws_what_its_distributions_are() {
    let (even, coin) = (Law::Uniform { low: 1.0, high: 2.0 }, Law::Bernoulli { chance: 1.0 - 1e-9 });
    let half = Law::Quotient(Box::new([even.clone(), Law::Fixed(2.0)]));
    let law = Law::Product(Box::new([coin.clone(), Law::Sum(Box::new([half, even.clone()]))]));
    assert_eq!(distributions(&law), [(0, &coin), (1, &even), (3, &even)]);
    let from = at(Stage::Attack, 5, 7);
    let drawn = crate::draw::record::of(|| {
        Draw { seed: 1, replicate: 2 }.time(&law, from);
    });
    assert_eq!(drawn.into_keys().collect::<Vec<_>>(), [from, from.later(1), from.later(3)]);
}

/// Gamma: quantiles of the chi-squared law, as tables have them; the others: their formulas.
#[test]
fn quantiles_are_those_of_the_laws() {
    let near = |law: &Law, u: f64, truth: f64| {
        let value = quantile(law, u);
        assert!((value - truth).abs() <= 1e-9 * truth.abs(), "{law:?} at {u}: {value}, not {truth}");
    };
    near(&Law::Gamma { shape: 1.5, scale: 2.0 }, 0.95, 7.814_727_903_251_179);
    near(&Law::Gamma { shape: 0.5, scale: 2.0 }, 0.95, 3.841_458_820_694_124);
    near(&Law::Gamma { shape: 0.5, scale: 2.0 }, 0.01, 1.570_878_579_097_0e-4);
    near(&Law::Gamma { shape: 50.0, scale: 2.0 }, 0.05, 77.929_465_165_017_1);
    near(&Law::Exponential { rate: 0.1 }, 0.5, 6.931_471_805_599_453);
    near(&Law::Pareto { least: 2.0, shape: 3.5 }, 0.5, 2.438_027_308_408_951);
    near(&Law::LogNormal { mu: 1.0, sigma: 0.75 }, 0.95, 9.333_781_332_012_35);
}

#[test]
fn quantiles_invert_their_distribution() {
    for shape in [0.05, 0.3, 0.5, 0.9, 1.0, 1.7, 4.0, 30.0, 1_000.0] {
        let log_gamma = libm::lgamma(shape);
        let mut before = 0.0;
        for step in 1..400 {
            let u = f64::from(step) / 400.0;
            let x = gamma_quantile(shape, u);
            assert!(x >= before, "shape {shape}: falls at {u}");
            before = x;
            let (below, _) = gamma_below(shape, x, log_gamma);
            assert!((below - u).abs() < 1e-10, "shape {shape} at {u}: {x} has {below}");
        }
    }
    // Summed by hand: Binomial(10, 0.3) has 0.028248, 0.149308, 0.382783, 0.649611, 0.849732, …
    let k = |u| binomial_quantile(10, 0.3, u);
    assert_eq!([k(0.02), k(0.03), k(0.14), k(0.38), k(0.64), k(0.65), k(0.849)], [0.0, 1.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
    // Far from 0 there is nothing to sum; the median is the mean.
    assert_eq!(binomial_quantile(1_000_000, 0.5, 0.500_001), 500_000.0);
    assert_eq!(binomial_quantile(5, 1.0, 0.3), 5.0);
    let truncated = |mean, u| quantile(&Law::TruncatedNormal { mean, deviation: 1.0 }, u);
    // A half-normal: its median is the upper quartile of the normal law.
    assert!((truncated(0.0, 0.5) - 0.674_489_750_196_081_7).abs() < 1e-12);
    // Both sides of where the tail is taken by Mills' ratio.
    assert!((truncated(-36.9, 0.5) / truncated(-37.5, 0.5) - 37.5 / 36.9).abs() < 2e-3);
}

#[test]
fn never_wins_over_everything_and_luck_is_neutral() {
    let draw = Draw { seed: 1, replicate: 1 };
    let time = |law: Law| draw.time(&law, at(Stage::Attack, 5, 0));
    let both = |a: Law, b: Law| Box::new([a, b]);
    let fixed = Law::Fixed;
    let lucky = || Law::Bernoulli { chance: 1.0 };
    assert_eq!(time(Law::Product(both(fixed(0.0), Law::Never))), f64::INFINITY);
    assert_eq!(time(Law::Quotient(both(fixed(1.0), Law::Never))), f64::INFINITY);
    assert_eq!(time(Law::Product(both(lucky(), fixed(3.0)))), 3.0);
    assert_eq!(time(Law::Sum(both(lucky(), fixed(3.0)))), 3.0);
    assert_eq!(time(Law::Product(both(Law::Sum(both(lucky(), lucky())), fixed(3.0)))), 3.0);
    assert_eq!(time(Law::Product(both(lucky(), lucky()))), 0.0);
    assert_eq!(time(Law::Bernoulli { chance: 0.0 }), f64::INFINITY);
    assert_eq!(time(Law::Difference(both(fixed(1.0), fixed(3.0)))), 0.0);
    // Only the end counts as 0 when it is below.
    assert_eq!(time(Law::Sum(both(Law::Difference(both(fixed(1.0), fixed(3.0))), fixed(5.0)))), 3.0);
    assert_eq!(time(Law::Quotient(both(fixed(0.0), fixed(0.0)))), f64::INFINITY);
    assert_eq!(time(Law::Power(both(fixed(2.0), fixed(3.0)))), 8.0);
    // Each part has a turn of its own.
    let one = || Law::Exponential { rate: 1.0 };
    let sum = time(Law::Sum(both(one(), one())));
    let parts = quantile(&one(), draw.uniform(at(Stage::Attack, 5, 0)))
        + quantile(&one(), draw.uniform(at(Stage::Attack, 5, 1)));
    assert_eq!(sum, parts);
}

#[test]
fn a_time_of_an_attack_may_move_with_a_factor() {
    let haste = Uncertain::Lognormal { median: 3.0, p90: 10.0 }.with(9, 1.0);
    for replicate in 0..100 {
        let draw = Draw { seed: 1, replicate };
        let factor = draw.uniform(crate::draw::purpose::FACTOR.of(9));
        let time = |law: &Law, subject: u64| draw.time(law, at(Stage::Attack, subject, 0));
        // Two steps, the second only with luck of its own: where it happens, both are at the same percentile.
        let (one, two) = (time(&Law::of(haste), 5), time(&Law::of(haste).if_lucky(0.5), 6));
        assert_eq!(one, crate::draw::quantile(&haste, factor));
        let lucky = draw.uniform(at(Stage::Attack, 6, 0)) < 0.5;
        assert_eq!(two, if lucky { one } else { f64::INFINITY });
    }
}
