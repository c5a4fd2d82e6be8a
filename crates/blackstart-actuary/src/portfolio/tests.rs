//! Sets worked out by hand.

use super::*;

fn priced(cost: f64, saves: f64) -> Priced {
    Priced { cost, saves }
}

/// A second supplier (cost 1, saves 4) and a larger stock (cost 1, saves 3) save the same loss: together 5, not 7. A generator (cost 1, saves 2) saves
/// another one. For 2 the second supplier and the generator save 6.
#[test]
fn two_that_save_the_same_loss_are_not_both_bought() {
    let portfolio = Portfolio::new(vec![priced(1.0, 4.0), priced(1.0, 3.0), priced(1.0, 2.0)], vec![(0b011, -2.0)]);
    let best = portfolio.best(2.0, Aim::Saving, 2);
    assert_eq!(best[0], Chosen { set: 0b101, saves: 6.0, costs: 2.0 });
    assert_eq!(best[1], Chosen { set: 0b011, saves: 5.0, costs: 2.0 });
    // With 3 the stock adds no more than it costs: all three save most, two of them have the best net.
    assert_eq!(portfolio.best(3.0, Aim::Saving, 1)[0].saves, 7.0);
    assert_eq!(portfolio.best(3.0, Aim::Net, 1)[0], Chosen { set: 0b101, saves: 6.0, costs: 2.0 });
}

/// A wall and a gate each save nothing alone and 9 together: who buys one at a time never begins.
#[test]
fn two_that_need_each_other() {
    let portfolio = Portfolio::new(vec![priced(2.0, 0.0), priced(2.0, 0.0), priced(1.0, 1.0)], vec![(0b011, 9.0)]);
    assert_eq!(portfolio.greedily(5.0).set, 0b100);
    assert_eq!(portfolio.best(4.0, Aim::Saving, 1)[0].set, 0b011);
}

#[test]
fn for_nothing_one_gets_what_is_free() {
    let portfolio = Portfolio::new(vec![priced(0.0, 1.0), priced(1.0, 5.0), priced(0.0, -1.0)], Vec::new());
    assert_eq!(portfolio.best(0.0, Aim::Saving, 1)[0].set, 0b001);
    assert_eq!(
        Portfolio::new(Vec::new(), Vec::new()).best(1.0, Aim::Net, 3),
        [Chosen { set: 0, saves: 0.0, costs: 0.0 }]
    );
}
