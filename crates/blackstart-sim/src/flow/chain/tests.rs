//! Causes on their way along small chains, worked out by hand, and what holds for any amounts.

use super::*;
use proptest::prelude::*;

/// Who supplies whom with which share of the buyer's input; each buyer takes the same part of its supplier's output.
fn chain(sites: usize, links: &[(usize, usize, f64)]) -> Chain {
    let mut suppliers: Vec<_> = links.iter().map(|&(from, to, share)| (to, from, share)).collect();
    suppliers.sort_by_key(|&(buyer, ..)| buyer);
    let buyers = |site: usize| links.iter().filter(|(from, ..)| *from == site).count() as f64;
    let mut customers: Vec<_> = links.iter().map(|&(from, to, _)| (from, to, 1.0 / buyers(from))).collect();
    customers.sort_by_key(|&(supplier, ..)| supplier);
    let (suppliers, customers) = (Neighbours::new(sites, &suppliers), Neighbours::new(sites, &customers));
    let (order, circles) = in_order(&suppliers, &customers, sites);
    Chain { suppliers, customers, order, rounds: if circles { ROUNDS } else { 1 } }
}

fn because(cause: Cause, steps: f64) -> Why {
    let mut why = Why { company: steps, own: steps, ..Why::default() };
    why.by[cause] = steps;
    why
}

/// What each site misses, by cause.
fn settled(slate: &mut Slate, chain: &Chain) -> Vec<(usize, Why)> {
    let mut all = Vec::new();
    slate.settle(chain, &vec![0.0; chain.order.len()], |site, why| all.push((site, *why)));
    all
}

fn input(steps: f64) -> Short {
    Short { input: steps, ..Short::default() }
}

fn orders(steps: f64) -> Short {
    Short { orders: steps, ..Short::default() }
}

#[test]
fn two_suppliers_share_what_their_buyer_misses_by_flow_and_by_how_much_each_is_missing() {
    // The first sends three quarters and misses 4 of 10 steps, the second a quarter and all 10: 3 and 2.5 of the 5 steps that the buyer misses.
    let chain = chain(3, &[(0, 2, 0.75), (1, 2, 0.25)]);
    let mut slate = Slate::new(3);
    let stopped = |cause, steps| Own { produce: because(cause, steps), ..Own::default() };
    slate.put(0, Short { own: 4.0, ..Short::default() }, &stopped(Cause::Attacker, 4.0));
    slate.put(1, Short { own: 10.0, ..Short::default() }, &stopped(Cause::Shock, 10.0));
    slate.put(2, input(5.0), &Own::default());
    let all = settled(&mut slate, &chain);
    let buyer = all[2].1;
    assert!((buyer.by[Cause::Attacker] - 5.0 * 3.0 / 5.5).abs() < 1e-12, "{buyer:?}");
    assert!((buyer.by[Cause::Shock] - 5.0 * 2.5 / 5.5).abs() < 1e-12, "{buyer:?}");
    // What stopped somebody else was not its own; whether it was the company's is still known.
    assert_eq!(buyer.own, 0.0);
    assert!((buyer.company - 5.0).abs() < 1e-12);
    // A period later nobody stops, but the buyer still waits: for what stopped its suppliers before.
    slate.put(2, input(1.0), &Own::default());
    let later = settled(&mut slate, &chain)[0].1;
    assert!((later.by[Cause::Attacker] - 3.0 / 5.5).abs() < 1e-12, "{later:?}");
}

#[test]
fn want_of_orders_goes_up_the_chain_and_what_nobody_explains_stays() {
    // Maker → plant → shop; demand at the shop falls by two steps, the plant misses three, the maker four.
    let chain = chain(3, &[(0, 1, 1.0), (1, 2, 1.0)]);
    let mut slate = Slate::new(3);
    let fewer = Own { demand: because(Cause::Shock, 2.0), ..Own::default() };
    for (site, own) in [(0, Own::default()), (1, Own::default()), (2, fewer)] {
        slate.put(site, orders(4.0 - site as f64), &own);
    }
    for (site, why) in settled(&mut slate, &chain) {
        assert_eq!(why.by[Cause::Shock], 4.0 - site as f64);
        assert_eq!(why.sum(), 4.0 - site as f64);
    }
    let mut slate = Slate::new(3);
    slate.put(1, orders(3.0), &Own::default());
    assert_eq!(settled(&mut slate, &chain)[0].1.by[Cause::Orders], 3.0);
    // An order channel that is down stops the supplier, even where the plant lives on its stock.
    let mut slate = Slate::new(3);
    slate.put(0, orders(1.0), &Own::default());
    slate.put(1, Short::default(), &Own { order: because(Cause::Attacker, 2.0), ..Own::default() });
    assert_eq!(settled(&mut slate, &chain)[0].1.by[Cause::Attacker], 1.0);
}

#[test]
fn causes_come_out_of_a_circle() {
    // The stopped site supplies the first of two that supply each other.
    let chain = chain(3, &[(0, 1, 0.5), (1, 2, 1.0), (2, 1, 0.5)]);
    assert_eq!(chain.rounds, ROUNDS);
    let mut slate = Slate::new(3);
    let stopped = Own { produce: because(Cause::Attacker, 5.0), ..Own::default() };
    slate.put(0, Short { own: 5.0, ..Short::default() }, &stopped);
    slate.put(1, input(2.0), &Own::default());
    slate.put(2, input(2.0), &Own::default());
    for (_, why) in settled(&mut slate, &chain) {
        assert!((why.by[Cause::Attacker] - why.sum()).abs() < 1e-12, "{why:?}");
    }
}

proptest! {
    #[test]
    fn causes_add_up_to_what_is_missing(
        links in prop::collection::btree_set((0usize..6, 0usize..6), 0..12),
        shorts in prop::collection::vec((0.0..5.0, 0.0..5.0, 0.0..5.0, 0.0..1.0), 12),
        downs in prop::collection::vec((0.0..4.0, 0.0..4.0, 0.0..4.0, 0usize..7), 12),
    ) {
        let links: Vec<_> = links.into_iter().filter(|(from, to)| from != to).map(|(from, to)| (from, to, 0.5)).collect();
        let chain = chain(6, &links);
        let mut sorted = chain.order.clone();
        sorted.sort_unstable();
        prop_assert_eq!(sorted, (0..6).collect::<Vec<_>>());
        let mut slate = Slate::new(6);
        for period in 0..2_usize {
            let amounts: Vec<Short> = shorts[6 * period..][..6]
                .iter()
                .map(|&(own, input, orders, insolvent): &(f64, f64, f64, f64)| Short { own: own.floor(), input: input.floor(), orders, insolvent })
                .collect();
            for (site, &short) in amounts.iter().enumerate() {
                let (produce, order, leave, cause): (f64, f64, f64, usize) = downs[6 * period + site];
                let down = |steps: f64| because(Cause::ALL[cause], steps.floor());
                let own = Own { produce: down(produce), order: down(order), ship: down(leave), leave: down(leave), ..Own::default() };
                slate.put(site, short, &own);
            }
            for (site, why) in settled(&mut slate, &chain) {
                let missing = amounts[site].sum();
                prop_assert!((why.sum() - missing).abs() <= 1e-9 * (1.0 + missing), "{:?} {}", why, missing);
                prop_assert!(why.by.iter().all(|steps| *steps >= -1e-12));
                prop_assert!(why.company <= why.sum() + 1e-9 && why.own <= why.company + 1e-9);
            }
        }
    }
}
