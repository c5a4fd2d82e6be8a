//! Classes, intervals and what chance leaves, on small outcomes of known cause.

use super::*;
use crate::sample::NORMAL_975;

/// splitmix64 (Steele, Lea & Flood 2014), uniform between 0 and 1.
fn uniform(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x2545_f491_4f6c_dd1d);
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (((z ^ z >> 31) >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    };
    (0..count).map(|_| next()).collect()
}

fn share_of(u: &[f64], y: &[f64], thresholds: &[f64]) -> FirstOrder {
    first_order(&Classes::by_edges(u, &edges(u.len(), thresholds)), &Outcome::new(y))
}

#[test]
fn edges_are_thirty_seconds_with_halved_ends_and_the_thresholds_of_events() {
    let plain = edges(256, &[]);
    assert_eq!((plain.len(), plain[0], plain[30]), (31, 1.0 / 32.0, 31.0 / 32.0), "8 histories an end: not halved");
    let halved = edges(2_048, &[]);
    // 2,048/64 is 32, /128 is 16, /256 is 8.
    assert_eq!((halved.len(), halved[0], halved[1], halved[34]), (35, 1.0 / 128.0, 1.0 / 64.0, 127.0 / 128.0));
    let event = edges(256, &[0.07, 0.5, 0.0, 1.0]);
    assert_eq!(event.len(), 32, "one is an edge already, and what always or never happens has none");
    assert!(event.contains(&0.07) && event.is_sorted());
}

#[test]
fn a_class_is_the_number_of_edges_at_or_below() {
    let edges = edges(10_000, &[0.0001, 0.070_1, 0.070_2, 0.999]);
    let mut u = uniform(1, 5_000);
    u.extend(edges.iter().copied());
    u.extend([0.0, 1.0 - f64::EPSILON / 2.0]);
    let classes = Classes::by_edges(&u, &edges);
    for (u, class) in u.iter().zip(&classes.of) {
        assert_eq!(usize::from(*class), edges.iter().filter(|edge| *edge <= u).count(), "{u}");
    }
}

#[test]
fn ranks_are_of_equal_size_and_equals_keep_their_order() {
    let ranked = Classes::by_rank(&[0.0, -0.0, 3.0, -7.0, 0.0, 9.0, 8.0, 1.0]);
    assert_eq!((ranked.count, ranked.of), (2, vec![0, 0, 1, 0, 0, 1, 1, 1]));
    let equal = Classes::by_rank(&[5.0; 27]);
    assert_eq!(equal.of, (0..27).map(|at| at / 9).collect::<Vec<_>>());
}

#[test]
fn an_input_that_is_everything_has_all_and_one_that_does_nothing_has_none() {
    let (u, other) = (uniform(1, 10_000), uniform(2, 10_000));
    let all = share_of(&u, &u, &[]);
    assert!((all.share - 1.0).abs() < 0.002, "{all:?}");
    let outcome = Outcome::new(&u);
    let none = share_of(&other, &u, &[]);
    assert!(none.share.abs() < 0.003, "the bars of a dummy: {none:?}");
    assert!(delta(&Classes::by_rank(&other), &outcome) <= 0.01);
    assert!(delta(&Classes::by_rank(&u), &outcome) > 0.9);
}

#[test]
fn a_rare_event_is_seen_at_its_threshold_only() {
    // One in fourteen histories costs ten times as much as luck else; of the variance that is 100 p (1 − p) of 100 p (1 − p) + 1/12.
    let (u, noise) = (uniform(3, 10_000), uniform(4, 10_000));
    let y: Vec<f64> = u.iter().zip(&noise).map(|(u, noise)| noise + if *u < 0.07 { 10.0 } else { 0.0 }).collect();
    let truth = 100.0 * 0.07 * 0.93 / (100.0 * 0.07 * 0.93 + 1.0 / 12.0);
    let (with, without) = (share_of(&u, &y, &[0.07]).share, share_of(&u, &y, &[]).share);
    assert!((with - truth).abs() < 0.01 && without < truth - 0.05, "{with} {without} {truth}");
}

#[test]
fn nine_in_ten_intervals_and_more_hold_the_truth() {
    // y = 2a + b: four fifths and one fifth.
    let mut held = 0;
    for seed in 0..40 {
        let (a, b) = (uniform(2 * seed + 10, 2_048), uniform(2 * seed + 11, 2_048));
        let y: Vec<f64> = a.iter().zip(&b).map(|(a, b)| 2.0 * a + b).collect();
        let (of_a, of_b) = (share_of(&a, &y, &[]), share_of(&b, &y, &[]));
        assert!(of_a.without.len() == 64 && (of_a.share - 0.8).abs() < 0.05, "{}", of_a.share);
        for (found, truth) in [(&of_a, 0.8), (&of_b, 0.2)] {
            held += usize::from((found.share - truth).abs() <= NORMAL_975 * found.standard_error());
        }
        let both = FirstOrder::sum([&of_a, &of_b], of_a.without.len());
        assert!((both.share - 1.0).abs() < 0.06 && both.standard_error() < 0.03, "{}", both.share);
    }
    assert!((72..=80).contains(&held), "{held} of 80");
}

#[test]
fn what_does_not_vary_has_no_drivers() {
    let u = uniform(5, 512);
    let still = Outcome::new(&[7.5; 512]);
    assert!(!still.varies() && !still.is_empty() && still.len() == 512 && still.blocks() == 16);
    assert_eq!(first_order(&Classes::by_edges(&u, &edges(512, &[])), &still).share, 0.0);
    let few = share_of(&u[..20], &u[..20], &[]);
    assert_eq!((few.without.len(), few.standard_error()), (1, f64::INFINITY), "one block tells nothing of another");
}

#[test]
#[should_panic(expected = "finite")]
fn never_is_no_number_to_explain() {
    let _ = Outcome::new(&[1.0, f64::INFINITY]);
}
