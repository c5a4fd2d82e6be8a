//! Searches and intervals worked out by hand.

use super::*;

/// Four changes over 100 histories, of which two are played for each and round: 8 in the first (two each), 8 in the second (four each of two).
#[test]
fn a_budget_is_split_over_rounds() {
    let change = |cost| Change { cost, touched: 100 };
    let mut halving = Halving::new(vec![change(0.0), change(5.0), change(0.0), change(0.0)], 100, 16, 1);
    assert_eq!(halving.asks().unwrap(), [(0, 0..2), (1, 0..2), (2, 0..2), (3, 0..2)]);
    halving.hears(&[vec![1.0, 1.0], vec![7.0, 9.0], vec![2.0, 4.0], vec![0.0, 2.0]]);
    // 1, 8 less 5, 3 and 1.
    assert_eq!(halving.ranking(), [1, 2]);
    assert_eq!(halving.asks().unwrap(), [(1, 2..6), (2, 2..6)]);
    halving.hears(&[vec![2.0; 4], vec![3.0; 4]]);
    assert_eq!(halving.ranking(), [2]);
    assert_eq!((halving.estimate(2), halving.played()), (3.0, 16));
    assert_eq!(halving.asks(), None);
}

/// A change that touches 1 history of 100 and saves 50 there saves 0.5 on average.
#[test]
fn what_is_played_stands_for_all_that_is_touched() {
    let mut halving = Halving::new(vec![Change { cost: 0.1, touched: 1 }, Change { cost: 0.0, touched: 0 }], 100, 8, 1);
    assert_eq!(halving.asks().unwrap(), [(0, 0..1), (1, 0..0)]);
    halving.hears(&[vec![50.0], vec![]]);
    assert_eq!(halving.estimate(0), 0.4);
    // What touches nothing saves nothing, exactly.
    assert_eq!(halving.estimate(1), 0.0);
}

#[test]
fn nothing_to_search_is_no_search() {
    assert_eq!(Halving::new(Vec::new(), 10, 100, 1).asks(), None);
    assert_eq!(in_the_race(&[], &[], &[], 3), Vec::<usize>::new());
    assert_eq!(in_the_race(&[Change { cost: 0.0, touched: 1 }; 2], &[&[1.0], &[2.0]], &[0, 1], 3), [0, 1]);
}

/// Savings of 1 and 3: mean 2, standard error 1, t of one degree of freedom at 97.5 % is 12.7062.
#[test]
fn an_interval_by_hand() {
    let (mean, half) = intervals(&[&[1.0, 3.0]], &[0.5], 1)[0];
    assert_eq!(mean, 1.5);
    assert!((half - 12.706_204_736).abs() < 1e-6, "{half}");
    assert_eq!(intervals(&[&[2.0, 2.0]], &[0.0], 1)[0], (2.0, 0.0));
}
