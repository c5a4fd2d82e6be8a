//! Lanes do not see each other, and a fork goes on as its twin would.

use crate::build::{Draw, random, random_lane};
use blackstart_flow::{Channel, Engine, Lane, Meters};

/// What happens in a lane: changes of shares and demand, drawn from its own seed.
fn happen<const W: usize>(engine: &mut Engine<'_, W>, lane: usize, seed: u64, step: usize, sites: usize) {
    let mut draw = Draw(seed * 1_000 + step as u64);
    for _ in 0..3 {
        let (site, share) = (draw.below(sites), [0.0, 0.3, 1.0, 1.0][draw.below(4)]);
        engine.set_share(lane, site, Channel::ALL[draw.below(5)], share);
        engine.set_demand(lane, draw.below(sites), 2.0 * draw.unit());
    }
}

fn bits<const W: usize>(meters: &Meters<W>, lane: usize) -> Vec<u64> {
    let all = [
        &meters.produced,
        &meters.overtime,
        &meters.shipped,
        &meters.shipped_value,
        &meters.sold,
        &meters.sold_value,
        &meters.wanted,
        &meters.recaptured,
        &meters.given_up,
        &meters.lost_at_once,
        &meters.short_own,
        &meters.short_input,
        &meters.short_orders,
        &meters.short_insolvent,
        &meters.received,
        &meters.paid,
        &meters.overdue_time,
        &meters.bad_debt,
        &meters.withdrawn,
        &meters.cash_time,
        &meters.fixed_paid,
        &meters.variable_paid,
        &meters.least_cover,
        &meters.least_cover_step,
        &meters.insolvent_since,
    ];
    all.iter().flat_map(|rows| rows.iter().map(move |row| row[lane].to_bits())).collect()
}

#[test]
fn eight_lanes_give_what_each_gives_alone_bit_for_bit() {
    let mut insolvent = 0;
    for seed in 0..12 {
        let network = random(seed, true);
        let sites = network.site_count();
        // Lanes 3 and 6 do not follow cash; lane 5 sees no event.
        let lanes: [Lane; 8] =
            std::array::from_fn(|lane| random_lane(&network, seed * 8 + lane as u64, lane != 3 && lane != 6));
        let mut eight = Engine::at_rest(&network, &lanes);
        eight.keep_books();
        let mut alone: Vec<Engine<'_, 1>> =
            lanes.iter().map(|lane| Engine::at_rest(&network, std::array::from_ref(lane))).collect();
        alone.iter_mut().for_each(Engine::keep_books);
        for step in 0..120 {
            for lane in (0..8).filter(|lane| *lane != 5) {
                happen(&mut eight, lane, seed * 8 + lane as u64, step, sites);
                happen(&mut alone[lane], 0, seed * 8 + lane as u64, step, sites);
            }
            eight.step();
            for (lane, one) in alone.iter_mut().enumerate() {
                one.step();
                for site in 0..sites {
                    assert_eq!(eight.production()[site][lane].to_bits(), one.production()[site][0].to_bits());
                    assert_eq!(eight.cash()[site][lane].to_bits(), one.cash()[site][0].to_bits());
                    assert!(eight.production()[site][lane] >= 0.0 && eight.production()[site][lane].is_finite());
                }
            }
        }
        for (lane, one) in alone.iter_mut().enumerate() {
            assert_eq!(bits(eight.meters(), lane), bits(one.meters(), 0), "seed {seed} lane {lane}");
        }
        insolvent += eight.meters().insolvent_since.iter().flatten().filter(|step| step.is_finite()).count();
    }
    assert!(insolvent > 0, "the test should see insolvencies");
}

#[test]
fn a_fork_goes_on_as_its_twin_would() {
    let network = random(5, true);
    let lanes = [random_lane(&network, 1, true), random_lane(&network, 2, true)];
    let mut twin = Engine::at_rest(&network, &lanes);
    twin.keep_books();
    let mut used = Engine::at_rest(&network, &lanes);
    used.keep_books();
    for step in 0..40 {
        happen(&mut twin, 0, 1, step, 30);
        twin.step();
        happen(&mut used, 1, 2, step, 30);
        used.step();
    }
    let mut fork = twin.clone();
    used.clone_from(&twin);
    for step in 40..90 {
        for engine in [&mut twin, &mut fork, &mut used] {
            happen(engine, 1, 9, step, 30);
            engine.step();
        }
    }
    for lane in 0..2 {
        let expected = bits(twin.meters(), lane);
        assert_eq!(bits(fork.meters(), lane), expected);
        assert_eq!(bits(used.meters(), lane), expected);
    }
}

#[test]
fn reading_meters_changes_nothing() {
    let network = random(6, true);
    let lanes = [random_lane(&network, 1, true)];
    let (mut read, mut unread) = (Engine::at_rest(&network, &lanes), Engine::at_rest(&network, &lanes));
    for step in 0..50 {
        for engine in [&mut read, &mut unread] {
            happen(engine, 0, 4, step, 30);
            engine.step();
        }
        read.meters();
    }
    assert_eq!(bits(read.meters(), 0), bits(unread.meters(), 0));
}
