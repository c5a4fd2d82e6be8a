//! When a shop is back for good, from its files: the answers were worked out by hand.

use blackstart_sim::draw::Draw;
use blackstart_sim::handover::SiteFate;
use blackstart_sim::{World, replicate};

/// A shop that sells a thousand a day, and a month in which it sells a fifth from 6 to 11 January.
const SHOP: &str = include_str!("../data/m07-restart-then-stop/model.toml");
const JANUARY: &str = include_str!("../data/m07-restart-then-stop/scenarios/x.toml");

const NEVER: f64 = f64::INFINITY;

fn fate(scenario: &str) -> SiteFate {
    let model = blackstart_read::model_text(SHOP).it.unwrap();
    let read = blackstart_read::scenario_text(scenario, &model);
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    let scenario = read.it.unwrap();
    let world = World::new(&model, &scenario);
    replicate(&world, Draw { seed: 1, replicate: 0 }).flow.fates.rows()[0]
}

/// A hundred days in which its till is down at times: from, until.
fn down(times: &[(&str, &str)]) -> SiteFate {
    let mut scenario = "format = 1\nname = \"x\"\nstart = 2024-01-01\nhorizon = \"100d\"\nreplicates = 1\n".to_owned();
    for (from, until) in times {
        scenario += &format!(
            "[[outage]]\nsite = \"s\"\nchannel = \"sell\"\nfrom = \"{from}\"\nuntil = \"{until}\"\nlevel = 0\n"
        );
    }
    fate(&scenario)
}

/// Stopped, restarted first, back for good \[days\], and how often it stopped.
fn days(fate: SiteFate) -> ([f64; 3], u32) {
    ([fate.stopped_hours, fate.restarted_hours, fate.back_hours].map(|hours| hours / 24.0), fate.stops)
}

#[test]
fn a_shop_at_a_fifth_until_the_eleventh_is_back_on_the_eleventh() {
    // 1 January is day 0. Over the week from the 7th on it makes more than half: its first restart, and no return.
    assert_eq!(days(fate(JANUARY)), ([5.0, 6.0, 10.0], 1));
}

#[test]
fn a_shop_that_stops_again_is_back_when_it_returns_the_last_time() {
    assert_eq!(days(down(&[("5d", "15d"), ("35d", "50d")])), ([5.0, 15.0, 50.0], 2));
}

#[test]
fn a_shop_that_is_down_at_the_end_is_not_back() {
    assert_eq!(days(down(&[("5d", "15d"), ("90d", "120d")])), ([5.0, 15.0, NEVER], 2));
    assert_eq!(days(down(&[("5d", "120d")])), ([5.0, NEVER, NEVER], 1));
}

#[test]
fn a_till_that_returns_at_two_in_the_afternoon_returns_then() {
    let fate = down(&[("5d", "254h")]);
    assert_eq!((fate.stopped_hours, fate.back_hours), (120.0, 254.0));
}

#[test]
fn a_shop_that_misses_a_day_has_not_stopped() {
    assert_eq!(days(down(&[("5d", "6d")])), ([NEVER, NEVER, 0.0], 0));
}
