//! Unmet customers who take another product of the same company, worked by hand.

use crate::build::{close, engine};
use blackstart_flow::{Channel, Engine, Foresight, Lane, Network, OrderRule, Rhythm, Site, Substitute};

/// A web shop that sells 100 a day, and shops that sell 1,000, at 10 each; nothing else limits them.
fn web_and_shops(step_days: f64, surge: f64, substitutes: &[(u32, u32)]) -> Network {
    let shop = |per_day: f64, surge: f64| Site {
        final_demand: per_day * step_days,
        capacity: Some(f64::INFINITY),
        price: 10.0,
        surge,
        ..Site::default()
    };
    let of = |&(from, to): &(u32, u32)| Substitute { from, to };
    Network::new(vec![shop(100.0, f64::INFINITY), shop(1_000.0, surge)], vec![], vec![], OrderRule::Plan)
        .and_then(|network| network.with_substitutes(substitutes.iter().map(of).collect()))
        .unwrap()
}

fn lane(shares: &[f64]) -> Lane {
    Lane { goes_over: shares.to_vec(), ..Lane::neutral(2) }
}

/// Forty days in which sites cannot sell from one day until another.
fn play<'n>(network: &'n Network, lane: &Lane, step_days: f64, stops: &[(usize, f64, f64)]) -> Engine<'n, 1> {
    let mut engine = Engine::at_rest(network, std::array::from_ref(lane));
    for step in 0..(40.0 / step_days).round() as usize {
        let day = (step as f64 + 0.5) * step_days;
        for site in 0..2 {
            let stopped = stops.iter().any(|&(at, from, until)| at == site && (from..until).contains(&day));
            engine.set_share(0, site, Channel::Sell, if stopped { 0.0 } else { 1.0 });
        }
        engine.step();
    }
    engine
}

/// Sales that the two together missed \[money\].
fn loss(engine: &mut Engine<'_, 1>) -> f64 {
    let wanted: f64 = engine.meters().wanted.iter().map(|row| row[0]).sum();
    10.0 * wanted - engine.meters().sold_value.iter().map(|row| row[0]).sum::<f64>()
}

/// An hour, half a day, a day.
const STEPS: [f64; 3] = [1.0 / 24.0, 0.5, 1.0];
/// The web shop for ten days.
const WEB: (usize, f64, f64) = (0, 5.0, 15.0);

#[test]
fn a_tenth_of_what_the_web_shop_misses_is_sold_in_shops_that_have_room() {
    for step in STEPS {
        // Ten days, 100 customers a day at 10, nine of ten lost: 9,000. Shops that sell all they can gain nothing: 10,000.
        for (surge, lost) in [(1.2, 9_000.0), (1.0, 10_000.0)] {
            let network = web_and_shops(step, surge, &[(0, 1)]);
            let mut engine = play(&network, &lane(&[0.1]), step, &[WEB]);
            close(loss(&mut engine), lost);
        }
        let network = web_and_shops(step, 1.2, &[(0, 1)]);
        let mut engine = play(&network, &lane(&[0.1]), step, &[WEB]);
        assert_eq!(engine.coming(1, 0), 0.0);
        let meters = engine.meters();
        close(meters.moved_away[0][0], 100.0);
        close(meters.came_over[1][0], 100.0);
        close(meters.moved[0][0], 100.0);
        close(meters.lost_at_once[0][0], 900.0);
        close(meters.sold[1][0], 40_100.0);
    }
}

#[test]
fn shops_that_are_closed_too_are_no_substitute_and_nobody_is_lost_twice() {
    for step in STEPS {
        // Half of the web shop's customers would take it in the shops, and half of the shops' on the web: ten days, 1,100 a day.
        for substitutes in [&[(0, 1)][..], &[(0, 1), (1, 0)]] {
            let network = web_and_shops(step, 1.2, substitutes);
            let mut engine = play(&network, &lane(&vec![0.5; substitutes.len()]), step, &[WEB, (1, 5.0, 15.0)]);
            close(loss(&mut engine), 110_000.0);
            close(engine.meters().moved_away[0][0], 0.0);
            close(engine.meters().lost_at_once[1][0], 10_000.0);
        }
    }
}

#[test]
fn shops_that_close_meanwhile_are_a_substitute_while_they_are_open() {
    for step in STEPS {
        // The web shop for ten days, the shops for two of them: 10 × 100 − 8 × 10 and 2 × 1,000 customers are lost.
        let network = web_and_shops(step, 1.2, &[(0, 1)]);
        let mut engine = play(&network, &lane(&[0.1]), step, &[WEB, (1, 10.0, 12.0)]);
        let lost = loss(&mut engine);
        // Who set out in the step before the shops close finds them closed.
        close(lost, 29_200.0 + 100.0 * step);
        assert!((lost / 29_200.0 - 1.0).abs() < 0.005, "step {step}: {lost}");
    }
}

#[test]
fn who_does_not_go_over_is_met_with_patience() {
    for step in STEPS {
        // Of 100 a day 20 go over; of the other 80 half wait: 40, and 40 are lost.
        let network = web_and_shops(step, 1.2, &[(0, 1)]);
        let mut impatient = lane(&[0.2]);
        impatient.patience[0] = 0.5;
        let mut engine = play(&network, &impatient, step, &[(0, 5.0, 40.0)]);
        close(engine.waiting()[0][0], 35.0 * 40.0);
        let meters = engine.meters();
        close(meters.moved_away[0][0], 35.0 * 20.0);
        close(meters.lost_at_once[0][0], 35.0 * 40.0);
    }
}

#[test]
fn who_goes_over_at_night_or_on_a_sunday_waits_for_the_shops_to_open() {
    for step in STEPS {
        // Shops open from 8 to 18 on six days; all who go over in a fortnight are served: 14 × 100 × 0.9 are lost.
        let open = |at: usize| {
            let (from, until) = (at as f64 * step * 24.0, (at + 1) as f64 * step * 24.0);
            let (day, from) = ((from / 24.0).floor(), from % 24.0);
            let until = until - day * 24.0;
            let hours = (until.min(18.0) - from.max(8.0)).max(0.0);
            if day % 7.0 < 6.0 { hours / (step * 24.0) * (168.0 / 60.0) } else { 0.0 }
        };
        let steps = (40.0 / step).round() as usize;
        let rhythm = Rhythm { usual: (0..steps).map(open).collect(), season: vec![1.0] };
        let foresight = Foresight { steps, build_steps: 28.0 / step, most_steps: 91.0 / step };
        let network = web_and_shops(step, 1.2, &[(0, 1)]).foreseeing(vec![rhythm], &[None, Some(0)], foresight);
        let mut engine = play(&network, &lane(&[0.1]), step, &[(0, 10.0, 24.0)]);
        close(loss(&mut engine), 12_600.0);
    }
}

#[test]
fn production_hears_of_who_comes_over() {
    // Shops that make what they sell, up to a tenth more than usual: their plan follows, and all who come are served.
    let shop = |per_day: f64| Site { final_demand: per_day, price: 10.0, ..Site::default() };
    let sites = vec![shop(100.0), Site { capacity: Some(1_100.0), ..shop(1_000.0) }];
    let network = Network::new(sites, vec![], vec![], OrderRule::Plan).unwrap();
    let network = network.with_substitutes(vec![Substitute { from: 0, to: 1 }]).unwrap();
    let mut engine = play(&network, &lane(&[0.5]), 1.0, &[WEB]);
    close(engine.meters().produced[1][0], 40.0 * 1_000.0 + 10.0 * 50.0);
    close(engine.meters().sold[1][0], 40.0 * 1_000.0 + 10.0 * 50.0);
}

#[test]
fn what_cannot_be_a_substitute_is_refused() {
    let shop = Site { final_demand: 1.0, ..Site::default() };
    let network = || Network::new(vec![shop.clone(), shop.clone(), Site::default()], vec![], vec![], OrderRule::Plan);
    let refused = |pairs: &[(u32, u32)]| {
        let substitutes = pairs.iter().map(|&(from, to)| Substitute { from, to }).collect();
        network().unwrap().with_substitutes(substitutes).unwrap_err().to_string()
    };
    assert_eq!(refused(&[(0, 3)]), "site 3 cannot stand in for site 0: one of the two does not exist");
    assert_eq!(refused(&[(0, 2)]), "site 2 cannot stand in for site 0: both must have final customers");
    assert_eq!(refused(&[(1, 1)]), "site 1 cannot stand in for site 1: they are the same");
    assert_eq!(refused(&[(0, 1), (0, 1)]), "site 1 cannot stand in for site 0: it is named twice");
}

#[test]
#[should_panic(expected = "1 at most together")]
fn more_than_all_cannot_go_over() {
    let shop = Site { final_demand: 1.0, ..Site::default() };
    let network = Network::new(vec![shop.clone(), shop.clone(), shop], vec![], vec![], OrderRule::Plan).unwrap();
    let both = vec![Substitute { from: 0, to: 1 }, Substitute { from: 0, to: 2 }];
    let network = network.with_substitutes(both).unwrap();
    Engine::at_rest(&network, &[Lane { goes_over: vec![0.6, 0.5], ..Lane::neutral(3) }]);
}

#[test]
fn without_substitutes_nobody_goes_over() {
    let network = web_and_shops(1.0, 1.2, &[]);
    let mut engine = engine(&network);
    engine.set_share(0, 0, Channel::Sell, 0.0);
    engine.step();
    close(engine.meters().lost_at_once[0][0], 100.0);
    assert_eq!(engine.coming(1, 0), 0.0);
}
