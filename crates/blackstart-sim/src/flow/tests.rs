//! What goes through the network when channels fall: stories of small chains, and what holds for every chain.

use super::*;
use crate::draw::purpose;
use crate::handover::{Cause, Layout, SiteTotals};
use crate::sample::{Chain, any_chain, chain, company, demand, quiet_chain, quiet_month, site, substitute};
use crate::timeline::Timeline;
use blackstart_model::id::{Key, SiteId, Table, key};
use blackstart_model::model::{Channel, Model};
use blackstart_model::scenario::{Scenario, Shock, ShockKind};
use blackstart_model::units::Uncertain;
use proptest::prelude::*;

const DRAW: Draw = Draw { seed: 7, replicate: 0 };

/// Every channel up.
fn all_up(model: &Model) -> Capacity {
    Capacity {
        services: Table::default(),
        channels: model.sites.keys().map(|_| [const { None }; 5]).collect(),
        breaches: Table::default(),
        targets: Table::default(),
        backlogs: Table::default(),
    }
}

/// One channel of a site at a level, from a day to a day.
fn down(capacity: &mut Capacity, site: SiteId, channel: Channel, level: f64, days: std::ops::Range<f64>) {
    let line = Timeline::down(days.start * 24.0, days.end * 24.0, level, Cause::Attacker);
    capacity.channels[site][channel as usize] = Some(line);
}

fn played(model: &Model, scenario: &Scenario, capacity: &Capacity) -> Flow {
    let ground = Ground::new(model, scenario, Layout::new(model, scenario));
    let [flow] = play(&ground, Kept::of(&ground).as_ref(), [DRAW], [capacity]);
    flow
}

/// A character per step: nothing, tenths, normal (`#`), more (`+`).
fn row(output: &[f32]) -> String {
    let one = |share: &f32| match *share {
        share if share < 0.05 => '.',
        share if share < 0.995 => char::from(b'0' + (share * 10.0) as u8),
        share if share <= 1.005 => '#',
        _ => '+',
    };
    output.iter().map(one).collect()
}

/// The totals of a watched site over the whole history: event and twin.
fn totals(flow: &Flow, site: SiteId, of: impl Fn(&SiteTotals) -> f64) -> (f64, f64) {
    flow.sites[site.index()].iter().fold((0.0, 0.0), |sum, (event, twin)| (sum.0 + of(event), sum.1 + of(twin)))
}

#[test]
fn a_stopped_plant_stops_its_suppliers_and_its_dealer_sells_from_stock() {
    let Chain { mut model, plant, dealer, supplier } = chain();
    model.sites[plant].overtime = Uncertain::Fixed(1.25);
    let mut capacity = all_up(&model);
    down(&mut capacity, plant, Channel::Produce, 0.0, 4.0..12.0);
    let flow = played(&model, &quiet_chain(), &capacity);
    let line = |site: SiteId, word: &str| {
        let (sold, normal) = totals(&flow, site, |it| it.sold + it.shipped);
        let (lost, _) = totals(&flow, site, |it| it.lost);
        let (overtime, _) = totals(&flow, site, |it| it.overtime);
        let fate = flow.fates[site];
        let day = |hours: f64| hours / 24.0;
        format!(
            "{word:8} left {sold:.0} of {normal:.0}, lost {lost:.0}, overtime {overtime:.0}; stopped day {:.0}, restarted {:.0}, recovered {:.0}, worst week {:.2}\n",
            day(fate.stopped_hours),
            day(fate.restarted_hours),
            day(fate.recovered_hours),
            fate.worst_week
        )
    };
    let story = format!(
        "output   {}\ntwin     {}\n{}{}{}",
        row(&flow.output),
        row(&flow.twin_output),
        line(supplier, "supplier"),
        line(plant, "plant"),
        line(dealer, "dealer")
    );
    insta::assert_snapshot!(story, @r"
    output   ####........++++++++++++++++++++++++++++++++++++++++########
    twin     ############################################################
    supplier left 520 of 600, lost 0, overtime 0; stopped day 4, restarted 12, recovered 12, worst week 0.00
    plant    left 570 of 600, lost 0, overtime 50; stopped day 4, restarted 12, recovered 12, worst week 0.00
    dealer   left 570 of 600, lost 30, overtime 0; stopped day inf, restarted inf, recovered 0, worst week 0.57
    ");
}

#[test]
fn a_season_moves_event_and_twin_alike() {
    let Chain { mut model, dealer, .. } = chain();
    crate::sample::season(&mut model, dealer, 10.0..20.0, 2.0);
    let flow = played(&model, &quiet_chain(), &all_up(&model));
    let (wanted, twin) = totals(&flow, dealer, |it| it.wanted);
    assert_eq!(wanted, 10.0 * 60.0 + 10.0 * 10.0, "ten days at twice ten a day");
    assert_eq!(wanted, twin);
    assert_eq!(flow.output, flow.twin_output);
    assert_eq!(flow.differs_hours, f64::INFINITY);
}

#[test]
fn a_shock_that_would_have_come_anyway_is_in_the_twin_too() {
    let Chain { model, dealer, .. } = chain();
    let shock = |in_twin| Shock {
        name: crate::sample::name("shock", "tariff"),
        kind: ShockKind::Demand,
        sites: vec![dealer],
        from_hours: 240.0,
        until_hours: 492.0,
        times: Uncertain::Fixed(0.5),
        in_twin,
    };
    let with = |in_twin| {
        let mut scenario = quiet_chain();
        scenario.shocks.push(shock(in_twin));
        played(&model, &scenario, &all_up(&model))
    };
    let (anyway, only) = (with(true), with(false));
    // Ten and a half days at half of ten a day less.
    assert_eq!(totals(&anyway, dealer, |it| it.wanted), (547.5, 547.5));
    assert_eq!(anyway.differs_hours, f64::INFINITY);
    assert_eq!(totals(&only, dealer, |it| it.wanted), (547.5, 600.0));
    assert_eq!(only.differs_hours, 240.0);
    let [event, _] = only.parties.rows()[2][0].into();
    assert!(event.missing[Cause::Shock] > 0.0, "the dealer's missing sales are the shock's");
    let [event, _] = only.parties.rows()[0][0].into();
    assert!(event.missing[Cause::Shock] > 0.0, "and so are the plant's");
    assert_eq!(event.missing[Cause::Orders], 0.0);
}

#[test]
fn payments_that_stop_drain_a_suppliers_cash_until_it_is_insolvent_and_the_plant_runs_dry() {
    let Chain { mut model, plant, supplier, .. } = chain();
    for link in model.links.iter_mut() {
        link.terms_hours = 240.0;
    }
    let site = &mut model.sites[supplier];
    site.cash = Some(Uncertain::Fixed(100.0));
    site.credit = Uncertain::Fixed(50.0);
    site.fixed_cost_per_day = Uncertain::Fixed(15.0);
    site.insolvent_after_hours = 120.0;
    let mut capacity = all_up(&model);
    down(&mut capacity, plant, Channel::Pay, 0.0, 2.0..50.0);
    let flow = played(&model, &quiet_chain(), &capacity);
    let fate = flow.fates[supplier];
    let (event, twin) = flow.parties.rows()[1][1];
    let story = format!(
        "insolvent on day {:.0}, least cash {:.1} days\nOctober: mean cash {:.0} of {:.0}, missing for insolvency {:.0}, unpaid {:.0}\nplant stopped on day {:.0}, for its supplier's insolvency {:.0}",
        fate.insolvent_hours / 24.0,
        fate.least_cash_days,
        event.mean_cash,
        twin.mean_cash,
        event.missing[Cause::Insolvency],
        event.unpaid[Cause::Attacker],
        flow.fates[plant].stopped_hours / 24.0,
        flow.parties.rows()[0][1].0.missing[Cause::Insolvency],
    );
    insta::assert_snapshot!(story, @r"
    insolvent on day 13, least cash -8.3 days
    October: mean cash -95 of 100, missing for insolvency 900, unpaid 800
    plant stopped on day 19, for its supplier's insolvency 1500
    ");
}

#[test]
fn a_share_within_a_step_is_its_exact_mean() {
    let Chain { model, plant, .. } = chain();
    let mut capacity = all_up(&model);
    down(&mut capacity, plant, Channel::Produce, 0.0, 4.25..5.5);
    let flow = played(&model, &quiet_chain(), &capacity);
    assert_eq!(&row(&flow.output)[..8], "####25##");
    assert_eq!(flow.differs_hours, 96.0);
}

#[test]
fn a_twin_that_is_the_same_for_all_is_played_once_and_gives_the_same_bits() {
    let Chain { mut model, plant, dealer, .. } = chain();
    crate::sample::season(&mut model, dealer, 10.0..20.0, 1.3);
    let scenario = quiet_chain();
    let mut capacity = all_up(&model);
    down(&mut capacity, plant, Channel::Produce, 0.3, 4.0..12.0);
    let ground = Ground::new(&model, &scenario, Layout::new(&model, &scenario));
    let twin = Kept::of(&ground);
    assert!(twin.is_some());
    for capacity in [&capacity, &all_up(&model)] {
        let [kept] = play(&ground, twin.as_ref(), [DRAW], [capacity]);
        let [own] = play(&ground, None, [DRAW], [capacity]);
        assert_eq!(kept, own);
    }
}

#[test]
fn half_a_day_of_steps_tells_the_same_story() {
    let Chain { model, plant, .. } = chain();
    let mut capacity = all_up(&model);
    down(&mut capacity, plant, Channel::Produce, 0.0, 4.0..12.0);
    let mut scenario = quiet_chain();
    let day = played(&model, &scenario, &capacity);
    scenario.step_hours = 12.0;
    let half = played(&model, &scenario, &capacity);
    assert_eq!(day.fates[plant].stopped_hours, half.fates[plant].stopped_hours);
    assert_eq!(day.fates[plant].restarted_hours, half.fates[plant].restarted_hours);
    assert_eq!(day.fates[plant].worst_week, half.fates[plant].worst_week);
}

/// A web shop that sells 100 a day and shops that sell 1,000, at 10 each, and the days on which the web shop cannot sell.
fn web_and_shops(surge: f64) -> (Model, SiteId, SiteId, Capacity) {
    let mut model = company();
    let [web, shops] = ["web", "shops"].map(|id| site(&mut model, id));
    demand(&mut model, web, 100.0);
    demand(&mut model, shops, 1_000.0);
    model.sites[shops].surge = surge;
    model.demands.iter_mut().for_each(|demand| demand.price = 10.0);
    let mut capacity = all_up(&model);
    down(&mut capacity, web, Channel::Sell, 0.0, 5.0..15.0);
    (model, web, shops, capacity)
}

#[test]
fn what_the_shops_sell_to_the_web_shops_customers_is_taken_off_the_partys_loss() {
    // Ten days without 100 customers a day at 10 are 10,000. A tenth of them buys in the shops, if these have room: 1,000.
    for (surge, made_up) in [(1.2, 1_000.0), (1.0, 0.0)] {
        for step_hours in [24.0, 12.0, 1.0] {
            let (mut model, web, shops, capacity) = web_and_shops(surge);
            substitute(&mut model, web, shops, Uncertain::Fixed(0.1));
            let flow = played(&model, &Scenario { step_hours, ..quiet_month() }, &capacity);
            let near = |value: f64, expected: f64| {
                assert!((value - expected).abs() < 1e-6, "{value} is not {expected}, in steps of {step_hours} h");
            };
            near(flow.fates[web].lost_gross_profit, 10_000.0);
            near(flow.fates[shops].lost_gross_profit, -made_up);
            let of_party = flow.parties.rows()[0].iter();
            near(of_party.map(|(event, twin)| twin.gross_profit - event.gross_profit).sum(), 10_000.0 - made_up);
            if made_up > 0.0 {
                near(flow.moved[0], 100.0);
                let (event, twin) = totals(&flow, web, |it| it.lost);
                near(event - twin, 900.0);
            }
        }
    }
}

#[test]
fn the_share_that_goes_over_is_drawn_for_each_history() {
    let (mut model, web, shops, capacity) = web_and_shops(1.2);
    substitute(&mut model, web, shops, Uncertain::Uniform { low: 0.0, high: 0.1 });
    let scenario = quiet_month();
    let ground = Ground::new(&model, &scenario, Layout::new(&model, &scenario));
    let moved = |replicate: u64| {
        let draw = Draw { seed: 7, replicate };
        let [flow] = play(&ground, None, [draw], [&capacity]);
        let share = draw
            .sample(&Uncertain::Uniform { low: 0.0, high: 0.1 }, purpose::GOES_OVER.of(key("substitute", "web/shops")));
        assert!((flow.moved[0] - 1_000.0 * share).abs() < 1e-6, "{:?} of {share}", flow.moved);
        flow.moved[0]
    };
    assert!(moved(0) != moved(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn where_nothing_happens_the_event_is_its_twin((model, scenario, _) in any_chain()) {
        let flow = played(&model, &scenario, &all_up(&model));
        for (event, twin) in flow.sites.iter().chain([]).flatten() {
            prop_assert_eq!(event, twin);
        }
        for (event, twin) in flow.parties.rows().iter().flatten() {
            prop_assert_eq!(event, twin);
        }
        prop_assert_eq!(&flow.output, &flow.twin_output);
        for fate in flow.fates.rows() {
            prop_assert_eq!((fate.stopped_hours, fate.recovered_hours, fate.worst_week), (f64::INFINITY, 0.0, 1.0));
            prop_assert_eq!(fate.lost_gross_profit, 0.0);
        }
        prop_assert!(flow.moved.iter().all(|moved| *moved == 0.0));
    }

    #[test]
    fn what_parties_miss_is_what_their_sites_miss((model, scenario, outages) in any_chain()) {
        let mut capacity = all_up(&model);
        for &(site, channel, level, from, days) in &outages {
            down(&mut capacity, site, channel, level, from..from + days);
        }
        let flow = played(&model, &scenario, &capacity);
        for (party, periods) in flow.parties.iter() {
            let missed: f64 = periods.iter().map(|(event, twin)| twin.gross_profit - event.gross_profit).sum();
            let sites = model.sites.iter().filter(|(_, site)| site.party == party);
            let of_sites: f64 = sites.map(|(site, _)| flow.fates[site].lost_gross_profit).sum();
            let size: f64 = periods.iter().map(|(event, twin)| twin.revenue.abs() + event.revenue.abs()).sum();
            prop_assert!((missed - of_sites).abs() <= 1e-9 * (1.0 + size), "{} {}", missed, of_sites);
        }
    }

    #[test]
    fn a_lane_is_what_it_is_alone((model, scenario, outages) in any_chain()) {
        let ground = Ground::new(&model, &scenario, Layout::new(&model, &scenario));
        let draws: [Draw; 8] = from_fn(|lane| Draw { seed: 3, replicate: lane as u64 });
        let capacities: [Capacity; 8] = from_fn(|lane| {
            let mut capacity = all_up(&model);
            for &(site, channel, level, from, days) in outages.iter().take(lane % 4) {
                down(&mut capacity, site, channel, level, from..from + days);
            }
            capacity
        });
        let twin = Kept::of(&ground);
        let together = play(&ground, twin.as_ref(), draws, from_fn(|lane| &capacities[lane]));
        for lane in 0..8 {
            let [alone] = play(&ground, twin.as_ref(), [draws[lane]], [&capacities[lane]]);
            prop_assert_eq!(&alone, &together[lane], "lane {}", lane);
        }
    }

    #[test]
    fn months_add_up_to_the_history((model, mut scenario, outages) in any_chain()) {
        let mut capacity = all_up(&model);
        for &(site, channel, level, from, days) in &outages {
            down(&mut capacity, site, channel, level, from..from + days);
        }
        let flow = played(&model, &scenario, &capacity);
        // The same history without a month's end in it: 28 days from the first.
        scenario.horizon_hours = 28.0 * 24.0;
        let short = played(&model, &scenario, &capacity);
        for (long, short) in flow.output.iter().zip(&short.output) {
            prop_assert!(long.is_finite() && short.is_finite() && *long >= 0.0);
        }
        for (event, twin) in flow.parties.rows().iter().flatten() {
            prop_assert!(event.missing.iter().all(|missing| missing.is_finite()));
            prop_assert!(twin.missing[Cause::Attacker] == 0.0, "a twin knows no attacker");
        }
        for site in flow.sites {
            for (event, _) in site {
                prop_assert!(event.produced >= -1e-9 && event.sold >= -1e-9 && event.lost >= -1e-9);
            }
        }
    }
}
