//! Nothing happens: every array stays as it is, to the bit.

use crate::build::{random, random_lane};
use blackstart_flow::{Engine, Lane};

#[test]
fn a_network_without_calendars_stays_at_rest_bit_for_bit() {
    for seed in 0..40 {
        let network = random(seed, false);
        // Prices cover the cost and cash lasts for all invoices of a step.
        let lanes: [Lane; 4] = std::array::from_fn(|lane| Lane {
            cash: vec![1e6; network.site_count()],
            fixed_cost: vec![0.0; network.site_count()],
            variable_cost: vec![0.0; network.site_count()],
            ..random_lane(&network, seed * 10 + lane as u64, true)
        });
        let mut engine = Engine::at_rest(&network, &lanes);
        let start = engine.clone();
        for _ in 0..60 {
            engine.step();
            for site in 0..network.site_count() {
                let made = network.output(site);
                assert_eq!(engine.production()[site].map(f64::to_bits), [made.to_bits(); 4], "seed {seed} site {site}");
            }
            assert_eq!(engine.finished(), start.finished());
            assert_eq!(engine.stock(), start.stock());
            assert_eq!(engine.pipeline(), start.pipeline());
            assert_eq!(engine.orders(), start.orders());
            assert!(engine.waiting().iter().all(|row| *row == [0.0; 4]));
            assert!(engine.overtime().iter().all(|row| *row == [1.0; 4]));
        }
        let meters = engine.meters();
        for quiet in [
            &meters.short_own,
            &meters.short_input,
            &meters.short_orders,
            &meters.lost_at_once,
            &meters.overdue_time,
            &meters.overtime,
        ] {
            assert!(quiet.iter().all(|row| *row == [0.0; 4]), "seed {seed}");
        }
    }
}

#[test]
fn cash_of_a_site_that_earns_stays_at_its_normal_level() {
    let network = random(3, false);
    let mut lane = random_lane(&network, 1, true);
    lane.cash.fill(1e6);
    lane.fixed_cost.fill(0.0);
    let mut engine = Engine::at_rest(&network, &[lane]);
    for _ in 0..30 {
        engine.step();
    }
    for site in 0..network.site_count() {
        if network.sites()[site].final_demand > 0.0 && network.input_cost(site) < 0.1 * network.sites()[site].price {
            let earns =
                network.sites()[site].final_demand * 100.0 > network.input_cost(site) * network.output(site) * 2.0;
            if earns {
                assert_eq!(engine.cash()[site][0].to_bits(), 1e6_f64.to_bits(), "site {site}");
            }
        }
    }
}
