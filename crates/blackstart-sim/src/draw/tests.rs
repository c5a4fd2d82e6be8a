//! Chance: known answers, moments, distribution functions, sameness.

#![expect(clippy::excessive_precision, reason = "reference values keep all their digits")]

use super::*;
use blackstart_model::model::{Task, TaskKind};
use blackstart_model::units::NORMAL_P90;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn at(stage: Stage, subject: u64, turn: u32) -> DrawKey {
    DrawKey { stage, subject, turn }
}

#[test]
fn philox_gives_the_known_answers_of_random123() {
    // `kat_vectors` of Random123 1.09, philox4x32 with 10 rounds: counter, key, answer.
    let cases = [
        ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [0xa409_3822, 0x299f_31d0],
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
        ),
    ];
    for (counter, key, answer) in cases {
        assert_eq!(philox(counter, key), answer);
    }
}

/// Draws are part of every result: if this moves, every golden file moves. The values agree to the last digits with 40-digit arithmetic
/// done apart from this program (a generator written from the paper, PERT by bisection of the incomplete beta).
#[test]
fn draws_never_change() {
    let draw = Draw { seed: 7, replicate: 3 };
    let subject = blackstart_model::id::key("system", "erp");
    assert_eq!(draw.uniform(at(Stage::Outage, subject, 0)), 0.693_013_041_071_169_1);
    let far = Draw { seed: 7, replicate: (5 << 32) + 3 };
    assert_eq!(far.uniform(at(Stage::Outage, subject, 0)), 0.418_472_071_194_142_2);
    let pert = Uncertain::Pert { low: 5.0, mode: 9.0, high: 21.0 };
    assert_eq!(draw.sample(&pert, at(Stage::Outage, subject, 1)), 12.989_910_910_150_45);
    let lognormal = Uncertain::Lognormal { median: 3.0, p90: 10.0 };
    assert_eq!(draw.sample(&lognormal, at(Stage::Flow, subject, 0)), 1.751_097_732_471_576_6);
    let triangular = Uncertain::Triangular { low: 1.0, mode: 2.0, high: 4.0 };
    let u: f64 = 0.753_163_957_832_132_4;
    assert_eq!(draw.uniform(at(Stage::Loss, subject, 0)), u);
    assert_eq!(draw.sample(&triangular, at(Stage::Loss, subject, 0)), 4.0 - ((1.0 - u) * 6.0).sqrt());
}

/// Laws of every kind.
const LAWS: [Uncertain; 5] = [
    Uncertain::Uniform { low: 2.0, high: 7.0 },
    Uncertain::Triangular { low: 1.0, mode: 2.0, high: 4.0 },
    Uncertain::Triangular { low: 1.0, mode: 1.0, high: 4.0 },
    Uncertain::Pert { low: 5.0, mode: 9.0, high: 21.0 },
    Uncertain::Lognormal { median: 3.0, p90: 10.0 },
];

#[test]
fn a_density_is_the_slope_of_its_distribution_function() {
    for law in LAWS {
        for u in [0.01, 0.2, 0.5, 0.8, 0.99] {
            let x = quantile(&law, u);
            let slope = (cdf(&law, x + 1e-5) - cdf(&law, x - 1e-5)) / 2e-5;
            assert!((density(&law, x) - slope).abs() < 1e-5 * (1.0 + slope), "{law:?} at {x}");
        }
        assert_eq!(density(&law, -1.0), 0.0);
    }
    assert_eq!(density(&Uncertain::Fixed(1.0), 1.0), 0.0);
}

#[test]
fn above_a_floor_the_law_is_what_is_left_of_it() {
    for law in LAWS {
        let floor = quantile(&law, 0.6);
        let below = |x: f64| (cdf(&law, x) - 0.6) / 0.4;
        let mut sum = 0.0;
        for replicate in 0..2_000 {
            let draw = Draw { seed: 1, replicate };
            let value = draw.sample_above(&law, floor, at(Stage::Outage, 1, 0));
            assert!(value >= floor);
            // The same uniform, spread over what is left.
            assert!((below(value) - draw.uniform(at(Stage::Outage, 1, 0))).abs() < 1e-6);
            assert_eq!(
                draw.sample_above(&law, 0.0, at(Stage::Outage, 1, 0)),
                draw.sample(&law, at(Stage::Outage, 1, 0))
            );
            sum += below(value);
        }
        assert!((sum / 2_000.0 - 0.5).abs() < 0.03);
    }
    let draw = Draw { seed: 1, replicate: 0 };
    assert_eq!(draw.sample_above(&LAWS[0], 9.0, at(Stage::Outage, 1, 0)), 9.0, "beyond the law");
    assert_eq!(draw.sample_above(&Uncertain::Fixed(4.0), 1.0, at(Stage::Outage, 1, 0)), 4.0);
}

#[test]
fn quantiles_agree_with_forty_digit_arithmetic() {
    for (mode, u, value) in [
        (9.0, 1e-9, 5.000_160_001_600_028),
        (9.0, 0.001, 5.161_628_606_139_804_05),
        (9.0, 0.3, 8.488_430_652_211_594_97),
        (9.0, 0.7, 11.752_131_318_538_115_3),
        (9.0, 0.999, 19.047_778_726_216_344_7),
        (5.01, 1e-9, 5.000_000_003_374_153_43),
        (5.01, 0.001, 5.003_261_211_333_905_57),
        (5.01, 0.3, 6.106_811_085_968_151_82),
        (5.01, 0.7, 8.432_842_242_321_607_35),
        (5.01, 0.999, 16.987_866_339_091_045_7),
        (20.9, 1e-9, 5.245_566_437_353_479_04),
        (20.9, 0.001, 8.950_712_043_604_355_27),
        (20.9, 0.3, 17.487_301_615_425_001_4),
        (20.9, 0.7, 19.846_049_522_257_860_1),
        (20.9, 0.999, 20.996_161_050_903_616_6),
    ] {
        let got = quantile(&Uncertain::Pert { low: 5.0, mode, high: 21.0 }, u);
        assert!((got - value).abs() < 2e-14, "{mode} {u}: {got}");
    }
    for (u, z) in [
        (1e-16, -8.222_082_216_130_435_61),
        (1e-9, -5.997_807_015_007_686_87),
        (0.02, -2.053_748_910_631_823_05),
        (0.3, -0.524_400_512_708_040_784),
        (0.75, 0.674_489_750_196_081_743),
        (0.999, 3.090_232_306_167_813_54),
    ] {
        // 0.999 has no exact binary form: its rounding alone moves z by some 1e-14.
        assert!((normal_quantile(u) / z - 1.0_f64).abs() < 2e-14, "{u}: {}", normal_quantile(u));
    }
}

#[test]
fn every_part_of_the_key_makes_another_draw() {
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for seed in [0, 1, 1 << 32, u64::MAX] {
        for replicate in [0, 1, 2, 1 << 31, 1 << 32, (1 << 32) + 1, 1 << 33, u64::MAX] {
            for stage in [Stage::Attack, Stage::Outage, Stage::Service, Stage::Flow, Stage::Loss, Stage::Scenario] {
                for subject in [0, 1, 1 << 31, 1 << 32, u64::MAX] {
                    for turn in [0, 1, 2, TURNS - 1] {
                        seen.insert(Draw { seed, replicate }.uniform(at(stage, subject, turn)).to_bits());
                        count += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen.len(), count);
}

#[test]
fn fixed_quantities_pass_through() {
    let draw = Draw { seed: 1, replicate: 1 };
    assert_eq!(draw.sample(&Uncertain::Fixed(f64::INFINITY), at(Stage::Flow, 1, 0)), f64::INFINITY);
    assert_eq!(draw.sample(&Uncertain::Fixed(3.0), at(Stage::Flow, 1, 0)), 3.0);
    for turn in 0..1000 {
        assert!(!draw.happens(0.0, at(Stage::Attack, 1, turn)) && draw.happens(1.0, at(Stage::Attack, 1, turn)));
    }
}

const SHAPES: [Uncertain; 12] = [
    Uncertain::Uniform { low: 2.0, high: 4.0 },
    Uncertain::Triangular { low: 0.0, mode: 1.0, high: 8.0 },
    Uncertain::Triangular { low: 0.0, mode: 0.0, high: 1.0 },
    Uncertain::Triangular { low: 0.0, mode: 1.0, high: 1.0 },
    Uncertain::Pert { low: 5.0, mode: 9.0, high: 21.0 },
    Uncertain::Pert { low: 0.0, mode: 0.0, high: 1.0 },
    Uncertain::Pert { low: 0.0, mode: 1.0, high: 1.0 },
    Uncertain::Pert { low: 0.0, mode: 0.5, high: 1.0 },
    Uncertain::Pert { low: 0.0, mode: 1e-6, high: 1.0 },
    Uncertain::Pert { low: 100.0, mode: 103.9, high: 104.0 },
    Uncertain::Lognormal { median: 3.0, p90: 10.0 },
    Uncertain::Lognormal { median: 3.0, p90: 3.1 },
];

fn variance(quantity: &Uncertain) -> f64 {
    match *quantity {
        Uncertain::Shared(shared) => variance(&shared.alone()),
        Uncertain::Fixed(_) => 0.0,
        Uncertain::Uniform { low, high } => (high - low).powi(2) / 12.0,
        Uncertain::Triangular { low: a, mode: c, high: b } => (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0,
        // Beta on [low, high] with a + b = 6.
        Uncertain::Pert { low, high, .. } => (quantity.mean() - low) * (high - quantity.mean()) / 7.0,
        Uncertain::Lognormal { median, p90 } => {
            let s2 = ((p90 / median).ln() / 1.281_551_565_544_600_4_f64).powi(2);
            median * median * s2.exp() * (s2.exp() - 1.0)
        }
    }
}

#[test]
fn samples_have_the_moments_and_the_distribution_they_should() {
    const N: usize = 200_000;
    for (subject, shape) in SHAPES.iter().enumerate() {
        let mut values: Vec<f64> = (0..N)
            .map(|replicate| {
                let draw = Draw { seed: 42, replicate: replicate as u64 };
                draw.sample(shape, at(Stage::Outage, subject as u64, 0))
            })
            .collect();
        let n = N as f64;
        let mean = values.iter().sum::<f64>() / n;
        let spread = variance(shape).sqrt();
        assert!((mean - shape.mean()).abs() < 4.0 * spread / n.sqrt(), "{shape:?}: mean {mean}");
        let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n;
        // The fourth moment of the wide lognormal is large; its variance is left to the test of the distribution.
        if !matches!(shape, Uncertain::Lognormal { p90: 10.0, .. }) {
            assert!((square / variance(shape) - 1.0).abs() < 0.02, "{shape:?}: variance {square}");
        }
        // Kolmogorov and Smirnov: D √n stays under 1.95 with probability 0.999.
        values.sort_by(f64::total_cmp);
        let distance = values.iter().enumerate().fold(0.0_f64, |worst, (i, value)| {
            let expected = cdf(shape, *value);
            worst.max((expected - i as f64 / n).abs()).max(((i + 1) as f64 / n - expected).abs())
        });
        assert!(distance * n.sqrt() < 1.95, "{shape:?}: {}", distance * n.sqrt());
    }
}

/// Spearman's rank correlation.
fn rank_correlation(one: &[f64], two: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, at) in order.into_iter().enumerate() {
            ranks[at] = rank as f64;
        }
        ranks
    };
    let n = one.len() as f64;
    let apart: f64 = ranks(one).iter().zip(ranks(two)).map(|(a, b)| (a - b) * (a - b)).sum();
    1.0 - 6.0 * apart / (n * (n * n - 1.0))
}

/// Of two quantities that move with one factor by r and s, the normal scores have the correlation r s, and ranks therefore 6/π asin(r s / 2)
/// (Kruskal, Journal of the American Statistical Association 53, 1958); the factor changes neither's own distribution.
#[test]
fn what_moves_with_a_factor_moves_together_and_keeps_its_law() {
    const N: u64 = 20_000;
    let [pert, lognormal] = [LAWS[3], LAWS[4]];
    for (r, s) in [(1.0, 1.0), (1.0, 0.6), (0.8, 0.7), (0.5, -0.9), (-1.0, 1.0), (-0.6, -0.6)] {
        let sample = |of: Uncertain, strength: f64, subject: u64| -> Vec<f64> {
            let of = of.with(11, strength);
            let one = |replicate| Draw { seed: 5, replicate }.sample(&of, at(Stage::Outage, subject, 0));
            (0..N).map(one).collect()
        };
        let (one, two) = (sample(pert, r, 1), sample(lognormal, s, 2));
        let expected = 6.0 / std::f64::consts::PI * libm::asin(r * s / 2.0);
        let measured = rank_correlation(&one, &two);
        assert!((measured - expected).abs() < 3.0 / (N as f64).sqrt(), "{r} {s}: {measured} is not {expected}");
        for (law, mut values) in [(pert, one), (lognormal, two)] {
            values.sort_by(f64::total_cmp);
            let distance = values.iter().enumerate().fold(0.0_f64, |most, (i, value)| {
                let f = cdf(&law, *value);
                most.max((f - i as f64 / N as f64).abs()).max(((i + 1) as f64 / N as f64 - f).abs())
            });
            // Kolmogorov and Smirnov: beyond this once in a thousand.
            assert!(distance < 1.95 / (N as f64).sqrt(), "{r} {s}: {distance}");
        }
    }
    // Another factor, or none: nothing in common.
    let alone = |factor: Option<u64>| -> Vec<f64> {
        let of = factor.map_or(pert, |factor| pert.with(factor, 1.0));
        (0..N).map(|replicate| Draw { seed: 5, replicate }.sample(&of, at(Stage::Outage, 3, 0))).collect()
    };
    let first = alone(Some(11));
    for other in [None, Some(12)] {
        assert!(rank_correlation(&first, &alone(other)).abs() < 3.0 / (N as f64).sqrt());
    }
}

/// Moving fully with a factor leaves nothing of its own: where one quantity is at its tenth percentile, so is the other, and what moves against it
/// at its ninetieth.
#[test]
fn what_moves_fully_with_a_factor_is_at_the_same_percentile() {
    for replicate in 0..200 {
        let draw = Draw { seed: 1, replicate };
        let at_percentile = |law: Uncertain, strength: f64, subject: u64| {
            cdf(&law, draw.sample(&law.with(4, strength), at(Stage::Flow, subject, 2)))
        };
        let percentile = at_percentile(LAWS[0], 1.0, 1);
        assert!((percentile - at_percentile(LAWS[3], 1.0, 2)).abs() < 1e-9);
        assert!((1.0 - percentile - at_percentile(LAWS[4], -1.0, 3)).abs() < 1e-9);
        // What is known exactly moves with nothing, and a floor only cuts.
        assert_eq!(draw.sample(&Uncertain::Fixed(3.0).with(4, 1.0), at(Stage::Flow, 1, 0)), 3.0);
        let floor = 4.0;
        let above = draw.sample_above(&LAWS[0].with(4, 1.0), floor, at(Stage::Flow, 1, 2));
        assert!((above - (floor + percentile * (7.0 - floor))).abs() < 1e-9);
    }
}

#[test]
fn draws_of_different_replicates_subjects_and_turns_are_not_correlated() {
    const N: u64 = 100_000;
    let drawn = |replicate, subject, turn| Draw { seed: 9, replicate }.uniform(at(Stage::Flow, subject, turn)) - 0.5;
    for pair in 0..4 {
        let sum: f64 = (0..N)
            .map(|i| match pair {
                0 => drawn(i, 1, 0) * drawn(i + 1, 1, 0),
                1 => drawn(i, 1, 0) * drawn(i, 2, 0),
                2 => drawn(i, 1, 0) * drawn(i, 1, 1),
                _ => drawn(0, i, 0) * drawn(0, i + 1, 0),
            })
            .sum();
        assert!((sum / N as f64 * 12.0).abs() < 4.0 / (N as f64).sqrt());
    }
}

/// Probabilities from 2^-53 to 1 − 2^-53, dense in both tails.
fn probabilities() -> Vec<f64> {
    let mut all: Vec<f64> = (1..=53).map(|power| 0.5_f64.powi(power)).collect();
    all.extend((1..2000).map(|i| f64::from(i) / 2000.0));
    all.extend(all.clone().iter().map(|u| 1.0 - u));
    all.sort_by(f64::total_cmp);
    all.dedup();
    all
}

#[test]
fn quantiles_invert_the_distribution_and_rise() {
    for shape in SHAPES {
        let mut last = shape.low();
        for u in probabilities() {
            let value = quantile(&shape, u);
            assert!(value >= last - 1e-14 * shape.high().min(1e3), "{shape:?} at {u}");
            assert!(value >= shape.low() && value <= shape.high());
            assert!((cdf(&shape, value) - u).abs() < 1e-10, "{shape:?} at {u}: {}", cdf(&shape, value));
            last = value;
        }
    }
}

#[test]
fn pert_agrees_with_the_integral_of_its_density() {
    // Gauss and Legendre, 5 points on each of 400 pieces: independent of the continued fraction.
    let nodes = [0.0, 0.538_469_310_105_683_1, 0.906_179_845_938_664];
    let weights = [0.568_888_888_888_888_9, 0.478_628_670_499_366_47, 0.236_926_885_056_189_1];
    for mode in [0.05_f64, 0.25, 0.5, 0.8, 0.99] {
        let (a, b) = (1.0 + 4.0 * mode, 5.0 - 4.0 * mode);
        let density = |x: f64| 120.0 / (libm::tgamma(a) * libm::tgamma(b)) * x.powf(a - 1.0) * (1.0 - x).powf(b - 1.0);
        let shape = Uncertain::Pert { low: 0.0, mode, high: 1.0 };
        for x in [0.01_f64, 0.1, 0.3, 0.5, 0.77, 0.95] {
            // In y with x = y^5 the density has no end where its derivative is infinite.
            let density = |y: f64| 5.0 * y.powi(4) * density(y.powi(5));
            let piece = x.powf(0.2) / 400.0;
            let integral: f64 = (0..400)
                .map(|i| {
                    let middle = (f64::from(i) + 0.5) * piece;
                    let half = piece / 2.0;
                    let sum: f64 = (0..3)
                        .map(|k| {
                            let step = half * nodes[k];
                            let both =
                                if k == 0 { density(middle) } else { density(middle - step) + density(middle + step) };
                            weights[k] * both
                        })
                        .sum();
                    half * sum
                })
                .sum();
            assert!((cdf(&shape, x) - integral).abs() < 1e-13, "{mode} {x}: {} {integral}", cdf(&shape, x));
        }
    }
    // α = 3, β = 3 is a polynomial: I = x³ (10 − 15 x + 6 x²).
    let shape = Uncertain::Pert { low: 0.0, mode: 0.5, high: 1.0 };
    for x in [1e-4_f64, 0.1, 0.4, 0.6, 0.9] {
        let exact = x.powi(3) * (10.0 - 15.0 * x + 6.0 * x * x);
        assert!((cdf(&shape, x) / exact - 1.0).abs() < 1e-14);
        assert!((quantile(&shape, exact) - x).abs() < 1e-14);
    }
}

#[test]
fn the_normal_quantile_has_its_published_values() {
    // z(0.9) of any book.
    assert!((normal_quantile(0.9) - NORMAL_P90).abs() < 1e-15);
    assert_eq!(normal_quantile(0.5), 0.0);
    // The lognormal is what was asked for.
    let shape = Uncertain::Lognormal { median: 3.0, p90: 10.0 };
    assert_eq!(quantile(&shape, 0.5), 3.0);
    assert!((quantile(&shape, 0.9) - 10.0).abs() < 1e-14);
}

proptest! {
    #[test]
    fn any_pert_inverts_and_stays_inside(low in 0.0..1e6_f64, width in 1e-6..1e6_f64, share in 0.0..=1.0_f64, bits in 0_u64..(1 << 52)) {
        let (mode, high) = (low + share * width, low + width);
        let shape = Uncertain::Pert { low, mode: mode.min(high), high };
        let u = (bits as f64 + 0.5) / (1_u64 << 52) as f64;
        let value = quantile(&shape, u);
        prop_assert!(value >= low && value <= high);
        // A value next to `low` is rounded to the grid of `low`; the distribution function sees that.
        let grain = high * f64::EPSILON / (high - low) * 3.0;
        prop_assert!((cdf(&shape, value) - u).abs() < 1e-10 + grain);
    }

    #[test]
    fn neighbouring_luck_gives_neighbouring_values(share in 0.0..=1.0_f64, bits in 0_u64..(1 << 52) - 1_000_000, gap in 1..1_000_000_u64) {
        let shape = Uncertain::Pert { low: 0.0, mode: share, high: 1.0 };
        let at = |bits: u64| quantile(&shape, (bits as f64 + 0.5) / (1_u64 << 52) as f64);
        prop_assert!(at(bits) <= at(bits + gap) + 1e-14);
    }
}

#[test]
fn no_two_purposes_share_a_draw() {
    let mut all = purpose::ALL.to_vec();
    all.sort_by_key(|it| (it.stage, it.about, it.turn));
    for pair in all.windows(2) {
        let apart = (pair[0].stage, pair[0].about) != (pair[1].stage, pair[1].about);
        assert!(apart || pair[0].turn + pair[0].turns <= pair[1].turn, "{pair:?}");
    }
    assert!(all.iter().all(|it| it.turn + it.turns <= TURNS));
}

#[test]
fn what_is_found_out_about_a_draw_has_luck_of_its_own() {
    let stages =
        [Stage::Attack, Stage::Outage, Stage::Service, Stage::Flow, Stage::Loss, Stage::Scenario, Stage::Shared];
    let subjects = [0, 1, blackstart_model::id::key("system", "erp"), u64::MAX];
    let mut seen = BTreeSet::new();
    for (stage, subject) in stages.into_iter().flat_map(|stage| subjects.map(|subject| (stage, subject))) {
        for turn in [0, 1, TURNS - 1] {
            let key = purpose::signal(at(stage, subject, turn));
            assert_eq!((key.stage, key.turn), (Stage::Signal, turn));
            assert!(seen.insert(key), "{key:?}");
        }
    }
}

#[test]
fn attempts_at_a_task_have_draws_of_their_own() {
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for kind in TaskKind::ALL {
        for round in [0, 1, 2, 256] {
            for number in 0..Task::ATTEMPTS {
                let attempt = purpose::attempt(9, kind, round, number);
                seen.extend([attempt.failed, attempt.hours, attempt.cost]);
                count += 3;
            }
        }
        seen.extend([purpose::hours(9, kind), purpose::cost(9, kind)]);
        count += 2;
    }
    assert_eq!(seen.len(), count);
    let within = |key: &DrawKey| key.turn >= purpose::AGAIN.turn && key.turn < TURNS;
    assert!(seen.iter().filter(|key| within(key)).count() == count - 8);
}
