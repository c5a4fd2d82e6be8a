//! Tiny networks worked by hand: what stops, when, and how it comes back.

use crate::build::{close, engine, link, network, produce, shop, site};
use blackstart_flow::{Aftermath, Calendar, CatchUp, Channel, Engine, Foresight, Lane, Link, Rhythm, Share, Site};

#[test]
fn stock_lasts_its_cover_then_the_chain_stops_and_restarts_link_by_link() {
    let network = network(vec![site(), site(), shop()], vec![link(0, 1), link(1, 2)], vec![]);
    let mut engine = engine(&network);
    let mut made = [vec![], vec![], vec![]];
    for step in 0..40 {
        let share = if (5..20).contains(&step) { 0.0 } else { 1.0 };
        engine.set_share(0, 0, Channel::Produce, share);
        engine.step();
        for (site, made) in made.iter_mut().enumerate() {
            made.push(engine.production()[site][0]);
        }
    }
    // Site 0 ships last in step 4; that arrives in step 5; three steps of cover follow. Then the same again for site 2.
    let stopped = |site: usize| made[site].iter().position(|made| *made == 0.0);
    assert_eq!([0, 1, 2].map(stopped), [Some(5), Some(9), Some(13)]);
    for (site, first) in [(0, 5), (1, 9), (2, 13)] {
        assert!(made[site][..first].iter().all(|made| *made == 10.0), "site {site} runs on its stock untouched");
        let back = 20 + site;
        assert!(made[site][first..back].iter().all(|made| *made == 0.0));
        close(made[site][back], 10.0);
    }
    let meters = engine.meters();
    close(meters.short_own[0][0], 150.0);
    close(meters.short_input[1][0], 120.0);
    close(meters.short_input[2][0], 90.0);
    close(meters.lost_at_once[2][0], 90.0);
}

#[test]
fn half_a_missing_supplier_is_half_a_group_but_all_of_a_critical_input() {
    let half = |supplier, input| Link { amount: 5.0, cover_steps: 0.0, input, ..link(supplier, 2) };
    for (inputs, critical, expected) in
        [([7, 7], 1.0, 5.0), ([7, 8], 1.0, 0.0), ([7, 8], 0.4, 6.0), ([7, 8], 0.0, 10.0)]
    {
        let links = vec![half(0, inputs[0]), Link { critical, ..half(1, inputs[1]) }];
        let network = network(vec![site(), site(), shop()], links, vec![]);
        let mut engine = engine(&network);
        engine.set_share(0, 1, Channel::Ship, 0.0);
        let made = produce(&mut engine, 2, 2);
        close(made[0], 10.0);
        close(made[1], expected);
    }
}

#[test]
fn overtime_works_the_waiting_off_and_returns_to_exactly_one() {
    let network = network(vec![Site { overtime_steps: 2.0, ..shop() }], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.overtime[0] = 1.2;
    lane.patience[0] = 1.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 0, Channel::Produce, 0.0);
    assert_eq!(produce(&mut engine, 0, 5), [0.0; 5]);
    close(engine.waiting()[0][0], 50.0);
    engine.set_share(0, 0, Channel::Produce, 1.0);
    // Nobody works longer before all runs again; then 1 more than usual, and 2 from the second step on: 1 + 24 × 2 + 1.
    let made = produce(&mut engine, 0, 26);
    close(made[0], 11.0);
    made[1..25].iter().for_each(|made| close(*made, 12.0));
    close(made[25], 11.0);
    let after = produce(&mut engine, 0, 10);
    close(after[0], 10.0);
    assert_eq!(engine.overtime()[0][0].to_bits(), 1.0_f64.to_bits());
    assert_eq!(engine.waiting()[0][0], 0.0);
    assert_eq!(after[9], 10.0);
    let meters = engine.meters();
    close(meters.overtime[0][0], 50.0);
    close(meters.recaptured[0][0], meters.recaptured[0][0].max(50.0));
    close(meters.sold[0][0], meters.wanted[0][0]);
    assert_eq!(meters.lost_at_once[0][0], 0.0);
}

#[test]
fn some_wait_some_leave_and_newcomers_are_met_once() {
    let network = network(vec![shop()], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.patience[0] = 0.5;
    lane.give_up[0] = 0.1;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 0, Channel::Sell, 0.0);
    // Half of 10 join in each step, evenly over it: at its end 0.1/−ln(0.9) = 0.949122 of them are still there.
    let stays = 0.949_122_158_1;
    let mut waiting = 0.0;
    for _ in 0..3 {
        engine.step();
        waiting = 0.9 * waiting + 5.0 * stays;
        close(engine.waiting()[0][0], waiting);
    }
    engine.set_share(0, 0, Channel::Sell, 1.0);
    engine.step();
    // 10 are there, all for the 10 who come; nobody leaves who need not, and a tenth of those waiting gives up.
    close(engine.waiting()[0][0], 0.9 * waiting);
    close(engine.meters().recaptured[0][0], 0.0);
    engine.set_demand(0, 0, 0.5);
    engine.step();
    // 5 come, 5 of those waiting are served.
    close(engine.waiting()[0][0], (0.9 * waiting - 5.0) * 0.9);
    let meters = engine.meters();
    close(meters.recaptured[0][0], 5.0);
    close(meters.lost_at_once[0][0], 3.0 * 5.0);
    close(meters.wanted[0][0], 45.0);
    close(meters.short_own[0][0], 30.0);
}

#[test]
fn twenty_eight_days_at_half_of_normal_lose_half_of_the_other_half_whatever_the_step() {
    // 100 a day; 50 a day are turned away for 28 days, half of them wait until all runs again: 28 × 50 × 0.5 = 700 are lost.
    for (parts, days) in [(24, 1.0), (1, 1.0), (1, 7.0)] {
        let step_days = days / f64::from(parts);
        let shop =
            Site { final_demand: 100.0 * step_days, capacity: Some(f64::INFINITY), surge: 1.5, ..Site::default() };
        let network = network(vec![shop], vec![], vec![]);
        for (patience, level, lost) in [(0.5, 0.5, 700.0), (0.7, 0.5, 420.0), (0.7, 0.0, 840.0)] {
            let mut lane = Lane::neutral(1);
            lane.patience[0] = patience;
            let mut engine = Engine::at_rest(&network, &[lane]);
            engine.set_share(0, 0, Channel::Sell, level);
            let steps = |days: f64| (days / step_days).round() as usize;
            (0..steps(28.0)).for_each(|_| engine.step());
            engine.set_share(0, 0, Channel::Sell, 1.0);
            (0..steps(154.0)).for_each(|_| engine.step());
            let waiting = engine.waiting()[0][0];
            assert!(waiting.abs() < 1e-9, "all who waited are served: {waiting}");
            let meters = engine.meters();
            close(meters.lost_at_once[0][0], lost);
            close(meters.wanted[0][0] - meters.sold[0][0], lost);
        }
    }
}

#[test]
fn a_level_is_a_share_of_a_normal_day_in_every_channel() {
    // Two sites in a row, surge 2, room for everything: 60 % of any channel lets 6 of 10 through, in the third step as in the first.
    for channel in Channel::ALL {
        let plant = Site { capacity: Some(f64::INFINITY), surge: 2.0, yard: 1e3, ..site() };
        let shop = Site { capacity: Some(f64::INFINITY), surge: 2.0, yard: 1e3, ..shop() };
        let link = Link { cover_steps: 0.0, ..link(0, 1) };
        let network = network(vec![plant, shop], vec![link], vec![]);
        let mut lane = Lane::neutral(2);
        lane.cash = vec![1e5; 2];
        let mut engine = Engine::at_rest(&network, &[lane]);
        engine.keep_books();
        // Orders and payments are the shop's, goods the plant's, sales the shop's.
        let at = if matches!(channel, Channel::Produce | Channel::Ship) { 0 } else { 1 };
        (0..4).for_each(|_| engine.step());
        let before = [engine.meters().shipped[0][0], engine.meters().sold[1][0], engine.meters().paid[1][0]];
        engine.set_share(0, at, channel, 0.6);
        (0..10).for_each(|_| engine.step());
        let meters = engine.meters();
        let passed = match channel {
            Channel::Sell => meters.sold[1][0] - before[1],
            Channel::Pay => (meters.paid[1][0] - before[2]) / 2.0,
            _ => meters.shipped[0][0] - before[0],
        };
        assert!((passed - 60.0).abs() < 1e-9, "{channel:?}: {passed} of 60 in ten steps");
    }
}

#[test]
fn the_room_to_catch_up_opens_as_a_channel_becomes_whole() {
    // 0.9 passes 0.9 of a normal day and no more; from there to 1 the surge opens evenly.
    for (level, most) in [(0.5, 5.0), (0.9, 9.0), (0.95, 14.5), (1.0, 20.0)] {
        let network = network(vec![Site { capacity: Some(f64::INFINITY), surge: 2.0, ..shop() }], vec![], vec![]);
        let mut lane = Lane::neutral(1);
        lane.patience[0] = 1.0;
        let mut engine = Engine::at_rest(&network, &[lane]);
        engine.set_share(0, 0, Channel::Sell, 0.0);
        (0..10).for_each(|_| engine.step());
        engine.set_share(0, 0, Channel::Sell, level);
        engine.step();
        close(engine.meters().sold[0][0], most);
    }
}

#[test]
fn an_offer_serves_its_share_of_those_who_come() {
    let network = network(vec![Site { capacity: Some(f64::INFINITY), surge: 2.0, ..shop() }], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.patience[0] = 1.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.set_share(0, 0, Channel::Sell, Share::offer(0.6));
    engine.set_demand(0, 0, 1.5);
    engine.step();
    // 15 come, 9 find it; at 60 % of the pace 6 would.
    close(engine.meters().sold[0][0], 9.0);
    // Those who wait for the missing part are not served by the part that is there.
    engine.set_demand(0, 0, 0.5);
    engine.step();
    close(engine.meters().sold[0][0], 9.0 + 3.0);
}

#[test]
fn half_a_step_costs_half_a_step() {
    let network = network(vec![Site { capacity: Some(f64::INFINITY), surge: 2.0, ..shop() }], vec![], vec![]);
    let mut engine = engine(&network);
    engine.set_share(0, 0, Channel::Sell, Share { whole: 0.5, offer: 0.0, hand: 0.0 });
    engine.step();
    close(engine.meters().lost_at_once[0][0], 5.0);
}

#[test]
fn sales_thin_out_with_the_stock() {
    // Four steps of cover, nothing arrives from the second step on. Exponent 1: of the stock aimed at, what is left after
    // the sale is the share that is sold, s = (there − s)/4, so there/5: of 5, 4 − 1/5 …
    let link = Link { cover_steps: 4.0, ..link(0, 1) };
    let network = network(vec![site(), shop()], vec![link], vec![]);
    let mut lane = Lane::neutral(2);
    lane.choice[1] = 1.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.set_share(0, 0, Channel::Ship, 0.0);
    let (mut there, mut before) = (5.0_f64, 0.0);
    for _ in 0..6 {
        engine.step();
        let sold = engine.meters().sold[1][0] - before;
        before += sold;
        close(sold, 10.0 * (there / 5.0));
        there -= there / 5.0;
    }
}

#[test]
fn those_turned_away_stay_away_and_come_back() {
    // θ = 10 steps, at most 0.4: after 10 steps of total stop 0.4 (1 − 1/e) are away; a quarter of these for good.
    let aftermath = Some(Aftermath { leave_steps: 10.0, return_steps: 20.0 });
    let network = network(vec![Site { aftermath, capacity: Some(f64::INFINITY), ..shop() }], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.away_most[0] = 0.4;
    lane.away_never[0] = 0.25;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.set_share(0, 0, Channel::Sell, 0.0);
    (0..10).for_each(|_| engine.step());
    let left = 0.4 * (1.0 - (-1.0_f64).exp());
    close(engine.away(0, 0), left);
    engine.set_share(0, 0, Channel::Sell, 1.0);
    (0..20).for_each(|_| engine.step());
    close(engine.away(0, 0), left * (0.25 + 0.75 * (-1.0_f64).exp()));
    let meters = engine.meters();
    let gone = meters.stayed_away[0][0] + meters.lost_at_once[0][0];
    close(meters.wanted[0][0], meters.sold[0][0] + gone);
}

#[test]
fn what_is_made_up_has_a_limit() {
    // Ten steps of total stop, all customers wait; a plant that could do double takes 30 % of it back, at most 1.2 a step,
    // from the third whole step on: 100 × 0.3 = 30 in 15 steps of 2 more.
    let catch_up = Some(CatchUp { after_steps: 2.0, most: 1.2 });
    let network = network(vec![Site { catch_up, capacity: Some(20.0), ..shop() }], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.patience[0] = 1.0;
    lane.catch_up[0] = 0.3;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.set_share(0, 0, Channel::Produce, 0.0);
    (0..10).for_each(|_| engine.step());
    engine.set_share(0, 0, Channel::Produce, 1.0);
    let made = produce(&mut engine, 0, 30);
    made[..2].iter().for_each(|made| close(*made, 10.0));
    made[2..17].iter().for_each(|made| close(*made, 12.0));
    made[17..].iter().for_each(|made| close(*made, 10.0));
    close(engine.waiting()[0][0], 70.0);
}

#[test]
fn another_takes_over_from_who_failed() {
    let network = network(vec![Site { insolvent_steps: 2.0, ..site() }, shop()], vec![link(0, 1)], vec![]);
    let mut lane = Lane::neutral(2);
    lane.cash = vec![40.0, 1e4];
    lane.variable_cost[0] = 1.0;
    lane.fixed_cost[0] = 5.0;
    lane.replaced_steps[0] = 6.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 1, Channel::Pay, 0.0);
    // 25, 10, −5, −20, −35: insolvent at the end of step 4, two steps after the money ran out; another runs it from step 11 on.
    (0..5).for_each(|_| engine.step());
    assert!(engine.is_insolvent(0, 0));
    engine.set_share(0, 1, Channel::Pay, 1.0);
    assert_eq!(produce(&mut engine, 0, 6), [0.0; 6]);
    assert!(!engine.is_insolvent(0, 0));
    assert!(produce(&mut engine, 0, 3).iter().all(|made| *made > 9.0));
    let cash = engine.cash()[0][0];
    let meters = engine.meters();
    assert_eq!(meters.insolvent_since[0][0], 4.0);
    close(meters.fixed_paid[0][0], 5.0 * (5.0 + 3.0));
    let earned = meters.received[0][0] + meters.rescued[0][0];
    let spent = meters.variable_paid[0][0] + meters.fixed_paid[0][0] + meters.withdrawn[0][0];
    close(40.0 + earned - spent, cash);
}

/// A plant with room for twice its output, and a shop whose customers want 2.6 times as much for a month.
#[test]
fn a_season_is_foreseen() {
    let season = |step: usize| if (30..61).contains(&step) { 2.6 } else { 1.0 };
    let rhythm = Rhythm { usual: vec![1.0], season: (0..120).map(season).collect() };
    let plant = Site { capacity: Some(20.0), finished_stock: 80.0, refill_steps: 5.0, surge: 2.0, ..site() };
    let shop = Site { capacity: Some(f64::INFINITY), surge: 2.0, ..shop() };
    let link = Link { cover_steps: 10.0, lead_steps: 3, ..link(0, 1) };
    let foresight = Foresight { steps: 120, build_steps: 28.0, most_steps: 100.0 };
    let network = network(vec![plant, shop], vec![link], vec![]).foreseeing(vec![rhythm], &[None, Some(0)], foresight);
    // 31 days at 26 are 806; the plant makes 20 a day at most, so 31 × 6 = 186 are built before.
    close(network.most_ahead(0), 186.0);
    let mut engine = engine(&network);
    for step in 0..120 {
        engine.step();
        close(engine.production()[1][0], 10.0 * season(step));
        assert!(engine.production()[0][0] <= 20.0 + 1e-9);
    }
    let meters = engine.meters();
    close(meters.sold[1][0], meters.wanted[1][0]);
    close(meters.wanted[1][0], 890.0 + 806.0);
}

#[test]
fn a_season_is_foreseen_along_a_chain() {
    // Twice as much for ten days, sold from day 20 on: the plant ships it three days before, its supplier two days before that.
    let season = |step: usize| if (20..30).contains(&step) { 2.0 } else { 1.0 };
    let rhythm = Rhythm { usual: vec![1.0], season: (0..50).map(season).collect() };
    let roomy = |site: Site| Site { capacity: Some(f64::INFINITY), surge: 2.0, ..site };
    let links = vec![Link { lead_steps: 2, ..link(0, 1) }, Link { lead_steps: 3, ..link(1, 2) }];
    let foresight = Foresight { steps: 50, build_steps: 28.0, most_steps: 100.0 };
    let network = network(vec![roomy(site()), roomy(site()), roomy(shop())], links, vec![]).foreseeing(
        vec![rhythm],
        &[None, None, Some(0)],
        foresight,
    );
    let mut engine = engine(&network);
    for step in 0..50 {
        engine.step();
        for (site, ahead) in [(0, 5), (1, 3), (2, 0)] {
            close(network.normal_production(site, step), 10.0 * season(step + ahead));
            close(engine.production()[site][0], 10.0 * season(step + ahead));
        }
        // What is there after a step is what is always there: three steps of cover.
        let used = engine.production()[2][0] / 10.0;
        close(4.0 + engine.stock()[1][0] - used, 3.0);
    }
    close(engine.meters().sold[2][0], 10.0 * 60.0);
}

#[test]
fn what_will_be_missing_is_built_ahead_a_part_each_day_and_below_capacity() {
    // 30 are wanted on two days and 20 can be made: 20 are missing. Each day makes a quarter of what is still missing, on top of 10.
    let season = |step: usize| if (10..12).contains(&step) { 3.0 } else { 1.0 };
    let rhythm = Rhythm { usual: vec![1.0], season: (0..20).map(season).collect() };
    let foresight = Foresight { steps: 20, build_steps: 4.0, most_steps: 100.0 };
    let shop = Site { capacity: Some(20.0), ..shop() };
    let network = network(vec![shop], vec![], vec![]).foreseeing(vec![rhythm], &[Some(0)], foresight);
    close(network.most_ahead(0), 20.0);
    let mut engine = engine(&network);
    close(engine.finished()[0][0], 20.0 * 0.75_f64.powi(10));
    for step in 0..20 {
        let missing = 20.0 * 0.75_f64.powi(9 - step.min(9));
        let made = if step < 10 { 10.0 + missing / 4.0 } else { 10.0 * season(step as usize).min(2.0) };
        engine.step();
        close(engine.production()[0][0], made);
        if step < 10 {
            close(engine.finished()[0][0], missing);
        }
    }
    close(engine.meters().sold[0][0], 180.0 + 60.0);
}

#[test]
fn a_plant_works_through_the_closing_days_of_its_shop() {
    // The shop takes 70/6 on six days of seven; the plant makes 10 every day and has 10 more on Monday than on Sunday.
    let shop = Site { calendar: Some(0), capacity: Some(f64::INFINITY), ..shop() };
    let rhythm = Rhythm { usual: week(6, 34).weights, season: vec![1.0] };
    let foresight = Foresight { steps: 34, build_steps: 28.0, most_steps: 100.0 };
    let links = vec![Link { cover_steps: 0.0, ..link(0, 1) }];
    let network = network(vec![site(), shop], links, vec![week(6, 34)]);
    let network = network.foreseeing(vec![rhythm], &[None, Some(0)], foresight);
    close(network.most_ahead(0), 10.0);
    let mut engine = engine(&network);
    for step in 0..34 {
        let sold = engine.meters().sold[1][0];
        // A channel that is down when nothing is ordered stops nothing.
        engine.set_share(0, 0, Channel::Ship, if step % 7 == 6 { 0.95 } else { 1.0 });
        engine.step();
        let open = step % 7 != 6;
        close(engine.production()[0][0], 10.0);
        close(engine.finished()[0][0], if open { 10.0 - 10.0 * (step % 7 + 1) as f64 / 6.0 } else { 10.0 });
        close(engine.meters().sold[1][0] - sold, if open { 70.0 / 6.0 } else { 0.0 });
    }
}

#[test]
fn a_closed_shop_serves_nobody_and_who_waits_is_served_when_it_opens() {
    for surge in [2.0, f64::INFINITY] {
        // The tills fail on Saturday; on Sunday, when the shop is closed, they are back, or nearly, or not. Its shelves are full.
        for sunday in [1.0, 0.95, 0.0] {
            let it = Site { calendar: Some(0), capacity: Some(f64::INFINITY), surge, ..shop() };
            let shop = Site { finished_stock: 50.0, ..it };
            let rhythm = Rhythm { usual: week(6, 21).weights, season: vec![1.0] };
            let foresight = Foresight { steps: 21, build_steps: 28.0, most_steps: 100.0 };
            let network = network(vec![shop], vec![], vec![week(6, 21)]);
            let network = network.foreseeing(vec![rhythm], &[Some(0)], foresight);
            let mut lane = Lane::neutral(1);
            lane.patience[0] = 1.0;
            let mut engine = Engine::at_rest(&network, &[lane]);
            for (step, days_sold) in [1, 2, 3, 4, 5, 5, 5, 7, 8].into_iter().enumerate() {
                engine.set_share(
                    0,
                    0,
                    Channel::Sell,
                    [1.0, 0.0, sunday][usize::from(step == 5) + 2 * usize::from(step == 6)],
                );
                engine.step();
                close(engine.meters().sold[0][0], f64::from(days_sold) * 70.0 / 6.0);
                close(engine.waiting()[0][0], if (5..7).contains(&step) { 70.0 / 6.0 } else { 0.0 });
                close(engine.finished()[0][0], 50.0);
            }
        }
    }
}

#[test]
fn calendars_that_differ_starve_nobody_in_normal_life() {
    // A supplier with weekends and no stock, a plant that works every day, a shop that is closed on Sundays.
    let five = Site { calendar: Some(0), ..site() };
    let daily = site();
    let rhythm = Rhythm { usual: week(6, 140).weights, season: vec![1.0] };
    let last = Site { calendar: Some(1), ..shop() };
    let links = vec![Link { cover_steps: 0.0, ..link(0, 1) }, Link { cover_steps: 0.0, lead_steps: 2, ..link(1, 2) }];
    let foresight = Foresight { steps: 140, build_steps: 28.0, most_steps: 100.0 };
    let network = network(vec![five, daily, last], links, vec![week(5, 140), week(6, 140)]).foreseeing(
        vec![rhythm],
        &[None, None, Some(0)],
        foresight,
    );
    let mut engine = engine(&network);
    (0..140).for_each(|_| engine.step());
    let meters = engine.meters();
    close(meters.wanted[2][0], 1400.0);
    close(meters.sold[2][0], 1400.0);
    for site in 0..3 {
        close(meters.short_input[site][0], 0.0);
    }
}

#[test]
fn goods_on_the_way_still_arrive() {
    let links = vec![Link { lead_steps: 4, cover_steps: 0.0, ..link(0, 1) }];
    let network = network(vec![Site { yard: 1e3, ..site() }, shop()], links, vec![]);
    let mut engine = engine(&network);
    assert_eq!(produce(&mut engine, 1, 5), [10.0; 5]);
    engine.set_share(0, 0, Channel::Ship, 0.0);
    // The last shipment left in step 4 and arrives in step 8.
    assert_eq!(produce(&mut engine, 1, 5), [10.0, 10.0, 10.0, 10.0, 0.0]);
    assert_eq!(engine.pipeline()[0][0], 0.0);
    engine.set_share(0, 0, Channel::Ship, 1.0);
    // Shipped again in step 10, there in step 14.
    let back = produce(&mut engine, 1, 6);
    assert_eq!(&back[..4], [0.0; 4]);
    close(back[4], 10.0);
}

#[test]
fn a_supplier_that_is_not_paid_runs_out_of_cash_and_stops_for_good() {
    let network = network(vec![Site { insolvent_steps: 2.0, ..site() }, shop()], vec![link(0, 1)], vec![]);
    let mut lane = Lane::neutral(2);
    lane.cash = vec![40.0, 1e4];
    lane.variable_cost[0] = 1.0;
    lane.fixed_cost[0] = 5.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    for _ in 0..3 {
        engine.step();
        assert_eq!(engine.cash()[0][0], 40.0);
    }
    engine.set_share(0, 1, Channel::Pay, 0.0);
    // Spends 10 + 5 a step and receives nothing: 25, 10, −5, −20, −35. The money runs out after two thirds of the third step; two steps
    // later, in the fifth, is the end.
    for cash in [25.0, 10.0, -5.0, -20.0, -35.0] {
        assert!(!engine.is_insolvent(0, 0));
        engine.step();
        close(engine.cash()[0][0], cash);
    }
    assert!(engine.is_insolvent(0, 0) && !engine.is_insolvent(1, 0));
    assert_eq!(produce(&mut engine, 0, 3), [0.0; 3]);
    assert_eq!(engine.cash()[0][0], -35.0);
    engine.set_share(0, 1, Channel::Pay, 1.0);
    engine.step();
    // All that was late comes at once; two steps' invoices were open before step 0.
    let meters = engine.meters();
    close(meters.received[0][0], meters.shipped_value[0][0] + 2.0 * 20.0);
    assert_eq!(meters.insolvent_since[0][0], 7.0);
    close(meters.fixed_paid[0][0], 8.0 * 5.0);
    close(meters.short_insolvent[0][0], 4.0 * 10.0);
    close(meters.least_cover[0][0], -7.0);
    assert_eq!(meters.least_cover_step[0][0], 7.0);
    // 5 a step at rest; at the end what came late, less the 75 that bring cash from −35 back to 40.
    close(meters.withdrawn[0][0], 3.0 * 5.0 + (meters.received[0][0] - 60.0 - 75.0));
    assert_eq!(meters.bad_debt[0][0], 0.0);
}

#[test]
fn what_an_insolvent_buyer_owes_is_its_suppliers_bad_debt() {
    let network = network(vec![site(), Site { insolvent_steps: 1.0, ..shop() }], vec![link(0, 1)], vec![]);
    let mut lane = Lane::neutral(2);
    lane.cash = vec![1e4, 30.0];
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 1, Channel::Sell, 0.0);
    // 30 pays 20 in step 0 and 10 of 20 in step 1.
    engine.step();
    assert_eq!(engine.cash()[1][0], 10.0);
    engine.step();
    assert_eq!(engine.cash()[1][0], 0.0);
    assert!(engine.is_insolvent(1, 0));
    for _ in 0..10 {
        engine.step();
    }
    let meters = engine.meters();
    close(meters.paid[1][0], 30.0);
    close(meters.received[0][0], 30.0);
    // Two steps at rest were on their way to be due before step 0.
    close(meters.received[0][0] + meters.bad_debt[0][0], meters.shipped_value[0][0] + 40.0);
    assert!(meters.overdue_time[1][0] > 0.0);
}

#[test]
fn a_blocked_payment_is_caught_up_within_the_surge_and_nobody_fails_for_it() {
    let network = network(vec![site(), Site { insolvent_steps: 1.0, surge: 2.0, ..shop() }], vec![link(0, 1)], vec![]);
    let mut lane = Lane::neutral(2);
    lane.cash = vec![1e4, 1e4];
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 1, Channel::Pay, 0.0);
    (0..3).for_each(|_| engine.step());
    assert_eq!(engine.overdue()[0][0], 60.0);
    assert_eq!(engine.meters().overdue_time[1][0], 20.0 + 40.0 + 60.0);
    engine.set_share(0, 1, Channel::Pay, 1.0);
    // Twice the normal 20 may be paid, 20 of which is new.
    for overdue in [40.0, 20.0, 0.0, 0.0] {
        engine.step();
        close(engine.overdue()[0][0], overdue);
    }
    assert!(!engine.is_insolvent(1, 0));
}

fn week(days: usize, steps: usize) -> Calendar {
    Calendar { weights: (0..steps).map(|step| if step % 7 < days { 7.0 / days as f64 } else { 0.0 }).collect() }
}

#[test]
fn just_in_time_over_weekends_stays_on_its_cycle() {
    // All work five days; customers come on working days. Lead 3, no cover: only the cycle stock carries it.
    let five = Site { calendar: Some(0), ..site() };
    let links = vec![
        Link { lead_steps: 3, cover_steps: 0.0, ..link(0, 1) },
        Link { lead_steps: 2, cover_steps: 0.0, ..link(1, 2) },
    ];
    let last = Site { calendar: Some(0), ..shop() };
    let network = network(vec![five.clone(), five, last], links, vec![week(5, 70)]);
    let mut engine = engine(&network);
    for step in 0..70 {
        let weight = network.weight(2, step);
        engine.set_demand(0, 2, weight);
        engine.step();
        for site in 0..3 {
            close(engine.production()[site][0], 10.0 * weight);
        }
        if weight > 0.0 {
            close(engine.orders()[0][0], weight);
        } else {
            assert_eq!(engine.orders()[0][0], 0.0);
        }
    }
    let meters = engine.meters();
    close(meters.produced[0][0], 700.0);
    close(meters.short_input[1][0], 0.0);
}

#[test]
fn a_supplier_with_weekends_feeds_a_buyer_without_from_its_finished_stock() {
    let supplier = Site { calendar: Some(0), finished_stock: 60.0, refill_steps: 3.0, yard: 60.0, ..site() };
    let network = network(vec![supplier, shop()], vec![link(0, 1)], vec![week(5, 350)]);
    let mut engine = engine(&network);
    let mut made = vec![];
    for _ in 0..350 {
        engine.step();
        made.push(engine.production()[0][0]);
        close(engine.production()[1][0], 10.0);
    }
    for (step, made) in made.iter().enumerate() {
        assert!(if step % 7 < 5 { *made > 0.0 && *made <= 14.0 + 1e-9 } else { *made == 0.0 });
    }
    // Once settled, a week makes what it uses.
    close(made[343..].iter().sum::<f64>(), 70.0);
}

#[test]
fn a_channel_lets_out_no_more_than_its_surge() {
    let shop = Site { capacity: Some(f64::INFINITY), surge: 2.0, yard: 1e3, ..shop() };
    let network = network(vec![shop], vec![], vec![]);
    let mut lane = Lane::neutral(1);
    lane.patience[0] = 1.0;
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    engine.set_share(0, 0, Channel::Sell, 0.0);
    (0..3).for_each(|_| engine.step());
    engine.set_share(0, 0, Channel::Sell, 1.0);
    let mut before = 0.0;
    for sold in [20.0, 20.0, 20.0, 10.0, 10.0] {
        engine.step();
        let now = engine.meters().sold[0][0];
        close(now - before, sold);
        before = now;
    }
    assert_eq!(engine.production()[0][0], 10.0);
}

#[test]
fn unlimited_capacity_stops_at_share_zero_only() {
    let network = network(vec![Site { capacity: Some(f64::INFINITY), ..shop() }], vec![], vec![]);
    let mut engine = engine(&network);
    engine.set_share(0, 0, Channel::Produce, 0.5);
    assert_eq!(produce(&mut engine, 0, 2), [5.0; 2]);
    engine.set_share(0, 0, Channel::Produce, 0.0);
    assert_eq!(produce(&mut engine, 0, 2), [0.0; 2]);
    engine.set_share(0, 0, Channel::Produce, 1.0);
    engine.set_demand(0, 0, 3.0);
    assert_eq!(produce(&mut engine, 0, 2), [30.0; 2]);
}

#[test]
fn zero_orders_receive_nothing_and_others_get_their_part() {
    let links = vec![link(0, 1), link(0, 2)];
    let network = network(vec![site(), shop(), shop()], links, vec![]);
    let mut engine = engine(&network);
    engine.set_share(0, 1, Channel::Order, 0.0);
    engine.set_share(0, 0, Channel::Produce, 0.25);
    engine.step();
    assert_eq!(engine.orders()[0][0], 0.0);
    engine.step();
    // Nothing of the 5 that were made went to the one that did not order: its stock fell only from the second step on,
    // by what was used, as the first step's arrival was from before.
    assert_eq!(engine.stock()[0][0], -1.0);
    assert_eq!(engine.stock()[1][0], -0.5);
    engine.set_share(0, 2, Channel::Order, 0.0);
    engine.step();
    engine.step();
    assert_eq!(engine.filled()[0][0], 0.0);
    assert_eq!(engine.meters().shipped[0][0], 10.0);
}

#[test]
fn a_total_outage_is_never_milder_than_a_partial_one() {
    let network = network(vec![site(), site(), shop()], vec![link(0, 1), link(1, 2)], vec![]);
    let sold = |share: f64| {
        let mut engine = engine(&network);
        engine.set_share(0, 0, Channel::Produce, share);
        (0..30).for_each(|_| engine.step());
        engine.set_share(0, 0, Channel::Produce, 1.0);
        (0..30).for_each(|_| engine.step());
        engine.meters().sold[2][0]
    };
    let all: Vec<f64> = [0.0, 0.01, 0.1, 0.5, 0.9, 1.0].map(sold).into();
    assert!(all.windows(2).all(|pair| pair[0] <= pair[1]), "{all:?}");
    assert_eq!(all[5], 600.0);
}

#[test]
fn a_plan_that_follows_slowly_orders_less_step_by_step() {
    let network = network(vec![site(), Site { plan_rate: 0.1, ..shop() }], vec![link(0, 1)], vec![]);
    let mut engine = engine(&network);
    engine.set_share(0, 1, Channel::Produce, 0.0);
    engine.step();
    // Plan 0.9: as much less is ordered in the step of the stop, and of the four steps' stock a tenth is too much.
    close(engine.orders()[0][0], 0.9 - 0.4);
    engine.step();
    // Plan 0.81: stock half a step above normal, and 0.19 of four steps too high: nothing is ordered.
    assert_eq!(engine.orders()[0][0], 0.0);
}

#[test]
fn a_gap_closes_in_working_time_however_the_day_is_cut() {
    // A shop lacks four steps of stock once its supplier is back, and closes half of a gap a step: of two steps of work, three quarters.
    let ordered = |weights: Vec<f64>| {
        let calendars = vec![Calendar { weights: weights.repeat(40) }];
        let shop = Site { calendar: Some(0), reorder_steps: 2.0, ..shop() };
        let supplier = Site { capacity: Some(f64::INFINITY), ..site() };
        let network = network(vec![supplier, shop], vec![link(0, 1)], calendars);
        let mut engine = engine(&network);
        // Customers come while it is open.
        for step in 0..3 {
            engine.set_share(0, 0, Channel::Ship, if step < 2 { 0.0 } else { 1.0 });
            engine.set_demand(0, 1, weights[step % weights.len()]);
            engine.step();
        }
        engine.orders()[0][0]
    };
    // One step of work at a time: 1 + half of the two steps that are missing. Two in one: 2 + three quarters of them.
    close(ordered(vec![1.0]), 1.0 + 0.5 * 2.0);
    close(ordered(vec![2.0, 0.0]), 2.0 + 0.75 * 2.0);
}

#[test]
fn goods_balance_at_every_site() {
    let network = crate::build::random(11, true);
    let lane = crate::build::random_lane(&network, 3, true);
    let mut engine = Engine::at_rest(&network, &[lane]);
    engine.keep_books();
    for step in 0..100 {
        engine.set_share(0, step % 30, Channel::ALL[step % 5], (step % 3) as f64 / 2.0);
        engine.step();
    }
    let finished: Vec<f64> = engine.finished().iter().map(|row| row[0]).collect();
    let waiting: Vec<f64> = engine.waiting().iter().map(|row| row[0]).collect();
    let cash: Vec<f64> = engine.cash().iter().map(|row| row[0]).collect();
    let start: Vec<f64> = crate::build::random_lane(&network, 3, true).cash;
    let meters = engine.meters();
    for (site, it) in network.sites().iter().enumerate() {
        let get = |rows: &blackstart_flow::Rows<1>| rows[site][0];
        close(it.finished_stock + get(&meters.produced), finished[site] + get(&meters.shipped) + get(&meters.sold));
        let gone = get(&meters.given_up) + get(&meters.lost_at_once);
        close(get(&meters.wanted), get(&meters.sold) + gone + waiting[site]);
        let earned = get(&meters.received) + get(&meters.sold_value);
        let spent = get(&meters.paid) + get(&meters.variable_paid) + get(&meters.fixed_paid) + get(&meters.withdrawn);
        close(start[site] + earned, cash[site] + spent);
    }
    let total = |rows: &blackstart_flow::Rows<1>| rows.iter().map(|row| row[0]).sum::<f64>();
    close(total(&meters.paid), total(&meters.received));
}
