//! What must hold for every network, whatever happens to it.

use crate::random::{Case, Shock};
use crate::reference::Reference;
use blackstart_flow::{Channel, Engine, Lane, Network};
use proptest::prelude::*;

fn network(case: &Case) -> Network {
    Network::new(case.sites.clone(), case.links.clone(), case.calendars.clone(), case.rule).expect("the generator makes sound networks")
}

/// Sets what the case's shocks ask for in this step.
fn drive<const W: usize>(engine: &mut Engine<'_, W>, case: &Case, lane: usize, step: usize) {
    for shock in &case.shocks {
        let level = case.level(shock.site, shock.channel, step);
        match Channel::ALL.get(shock.channel) {
            Some(&channel) => engine.set_share(lane, shock.site, channel, level),
            None => engine.set_demand(lane, shock.site, level),
        }
    }
}

fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * (1.0 + a.abs().max(b.abs()))
}

/// Plays a case alone and gives the engine back.
fn play<'n>(network: &'n Network, case: &Case) -> Engine<'n, 1> {
    let mut engine = Engine::<1>::at_rest(network, std::array::from_ref(&case.lane));
    for step in 0..case.steps {
        drive(&mut engine, case, 0, step);
        engine.step();
    }
    engine
}

fn total(rows: &[[f64; 1]]) -> f64 {
    rows.iter().map(|row| row[0]).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_slow_reference(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let network = network(&case);
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        let mut slow = Reference::at_rest(&case.sites, network.links(), &case.calendars, case.rule, &case.lane);
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            for shock in &case.shocks {
                let level = case.level(shock.site, shock.channel, step);
                if shock.channel < 5 { slow.set_share(shock.site, shock.channel, level) } else { slow.set_demand(shock.site, level) }
            }
            engine.step();
            slow.step();
            for i in 0..case.sites.len() {
                let at = |what: &str, a: f64, b: f64| {
                    prop_assert!(close(a, b, 1e-8), "{what} of site {i} in step {step}: engine {a}, reference {b}");
                    Ok(())
                };
                at("production", engine.production()[i][0], slow.produced[i])?;
                at("finished stock", engine.finished()[i][0], slow.finished[i])?;
                at("waiting", engine.waiting()[i][0], slow.waiting[i])?;
                if slow.cash[i].is_finite() {
                    at("cash", engine.cash()[i][0], slow.cash[i])?;
                }
            }
            for e in 0..network.link_count() {
                prop_assert!(close(engine.input_stock(e, 0), slow.stock[e], 1e-8), "stock of link {e} in step {step}");
                prop_assert!(close(engine.overdue(e, 0), slow.overdue[e], 1e-8), "overdue of link {e} in step {step}");
            }
        }
    }

    #[test]
    fn goods_are_conserved(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let network = network(&case);
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        let produced_at_rest: Vec<f64> = (0..network.site_count()).map(|i| network.output(i)).collect();
        let finished0: Vec<f64> = engine.finished().iter().map(|row| row[0]).collect();
        let input0: Vec<f64> = (0..network.link_count()).map(|e| engine.input_stock(e, 0) + engine.on_the_way(e, 0)).collect();
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            let (before, stock): (Vec<f64>, Vec<f64>) = engine.production().iter().zip(engine.finished().iter()).map(|(p, f)| (p[0], f[0])).unzip();
            let left: Vec<f64> = (0..network.site_count()).map(|i| engine.meters().shipped[i][0] + engine.meters().sold[i][0]).collect();
            engine.step();
            for i in 0..network.site_count() {
                let out = engine.meters().shipped[i][0] + engine.meters().sold[i][0] - left[i];
                let change = engine.finished()[i][0] - stock[i];
                let scale = 1.0 + out.abs() + engine.production()[i][0] + produced_at_rest[i] * step as f64;
                prop_assert!((engine.production()[i][0] - out - change).abs() <= 1e-12 * scale, "site {i} in step {step}");
            }
            let _ = before;
        }
        // Over the whole history: finished stock and what left is what was made.
        for i in 0..network.site_count() {
            let meters = engine.meters();
            let made = meters.produced[i][0];
            let gone = meters.shipped[i][0] + meters.sold[i][0] + engine.finished()[i][0] - finished0[i];
            prop_assert!((made - gone).abs() <= 1e-12 * (1.0 + made + finished0[i]) * case.steps as f64, "site {i}: made {made}, gone {gone}");
        }
        // Per product: what suppliers shipped is what their buyers used, hold or wait for.
        for j in 0..network.site_count() {
            let mine: Vec<usize> = (0..network.link_count()).filter(|&e| network.links()[e].supplier as usize == j).collect();
            let held: f64 = mine.iter().map(|&e| engine.input_stock(e, 0) + engine.on_the_way(e, 0) - input0[e]).sum();
            let used: f64 = mine.iter().map(|&e| engine.used(e, 0)).sum();
            let shipped = engine.meters().shipped[j][0];
            prop_assert!((shipped - used - held).abs() <= 1e-11 * (1.0 + shipped + used), "supplier {j}: shipped {shipped}, used {used}, held {held}");
        }
    }

    #[test]
    fn money_is_conserved(seed: u64, calendars: bool) {
        let mut case = Case::new(seed, calendars);
        // Follow everybody's cash, so that nothing leaves the books.
        for i in 0..case.sites.len() {
            if case.lane.cash[i].is_infinite() {
                case.lane.cash[i] = 1e4;
            }
        }
        let network = network(&case);
        let engine = play(&network, &case);
        let meters = engine.meters();
        prop_assert!(close(total(&meters.received), total(&meters.paid), 1e-12));
        for i in 0..case.sites.len() {
            let cash = engine.cash()[i][0];
            let income = meters.received[i][0] + meters.sold_value[i][0];
            let spent = meters.paid[i][0] + meters.fixed_paid[i][0] + meters.variable_paid[i][0] + meters.withdrawn[i][0];
            let scale = 1.0 + income + spent + case.lane.cash[i];
            prop_assert!((case.lane.cash[i] + income - spent - cash).abs() <= 1e-12 * scale * case.steps as f64, "site {i}");
        }
        // What was shipped is paid, overdue or not yet due.
        let owed: f64 = (0..network.link_count()).map(|e| engine.overdue(e, 0) + engine.not_yet_due(e, 0)).sum();
        let owed0: f64 = network.links().iter().map(|e| e.amount * e.price * f64::from(e.terms_steps)).sum();
        let shipped = total(&meters.shipped_value);
        prop_assert!((owed0 + shipped - total(&meters.paid) - owed).abs() <= 1e-11 * (1.0 + owed0 + shipped));
    }

    #[test]
    fn at_rest_every_array_is_constant_to_the_last_bit(seed: u64) {
        let case = Case::new(seed, false);
        let network = network(&case);
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        engine.step();
        let first = engine.clone();
        let earning: Vec<usize> = (0..network.site_count())
            .filter(|&i| engine.cash()[i][0] == case.lane.cash[i]).collect();
        for _ in 1..case.steps {
            engine.step();
            for i in 0..network.site_count() {
                prop_assert_eq!(engine.production()[i][0].to_bits(), network.output(i).to_bits());
                prop_assert_eq!(engine.finished()[i][0].to_bits(), case.sites[i].finished_stock.to_bits());
                prop_assert_eq!(engine.waiting()[i][0].to_bits(), 0f64.to_bits());
            }
            for &i in &earning {
                prop_assert_eq!(engine.cash()[i][0].to_bits(), case.lane.cash[i].to_bits());
            }
            for e in 0..network.link_count() {
                prop_assert_eq!(engine.input_stock(e, 0).to_bits(), first.input_stock(e, 0).to_bits());
                prop_assert_eq!(engine.on_the_way(e, 0).to_bits(), first.on_the_way(e, 0).to_bits());
                prop_assert_eq!(engine.overdue(e, 0), 0.0);
            }
        }
        prop_assert_eq!(earning.len(), network.site_count(), "every site of the generator earns its keep");
    }

    #[test]
    fn lanes_do_not_mix(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let quiet = Case { shocks: Vec::new(), ..case.clone() };
        let network = network(&case);
        let alone = play(&network, &case);
        let still = play(&network, &quiet);
        let lanes: [Lane; 8] = std::array::from_fn(|_| case.lane.clone());
        let mut together = Engine::<8>::at_rest(&network, &lanes);
        for step in 0..case.steps {
            for lane in [2, 5, 7] {
                drive(&mut together, &case, lane, step);
            }
            together.step();
        }
        for i in 0..network.site_count() {
            for lane in 0..8 {
                let want = if [2, 5, 7].contains(&lane) { &alone } else { &still };
                prop_assert_eq!(together.production()[i][lane].to_bits(), want.production()[i][0].to_bits());
                prop_assert_eq!(together.cash()[i][lane].to_bits(), want.cash()[i][0].to_bits());
                prop_assert_eq!(together.meters().sold[i][lane].to_bits(), want.meters().sold[i][0].to_bits());
                prop_assert_eq!(together.meters().shipped_value[i][lane].to_bits(), want.meters().shipped_value[i][0].to_bits());
            }
        }
    }

    #[test]
    fn who_orders_nothing_receives_nothing(seed: u64, calendars: bool) {
        let mut case = Case::new(seed, calendars);
        let silent = 0;
        case.shocks.push(Shock { site: silent, channel: 0, from: 0, until: case.steps, level: 0.0 });
        let network = network(&case);
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        let mine: Vec<usize> = (0..network.link_count()).filter(|&e| network.links()[e].buyer as usize == silent).collect();
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            engine.step();
            for &e in &mine {
                // What was on the way at the start arrives; nothing joins it.
                let lead = network.links()[e].lead_steps as usize;
                if step + 1 >= lead {
                    prop_assert!(engine.on_the_way(e, 0).abs() <= 1e-12 * network.links()[e].amount * lead as f64, "link {e} in step {step}");
                }
            }
        }
    }

    #[test]
    fn numbering_changes_nothing(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let n = case.sites.len();
        let to = |i: usize| (i * 7 + 3) % n;
        prop_assume!(!n.is_multiple_of(7));
        let mut turned = case.clone();
        for i in 0..n {
            turned.sites[to(i)] = case.sites[i].clone();
            for (new, old) in [
                (&mut turned.lane.cover_scale, &case.lane.cover_scale), (&mut turned.lane.overtime, &case.lane.overtime),
                (&mut turned.lane.patience, &case.lane.patience), (&mut turned.lane.give_up, &case.lane.give_up),
                (&mut turned.lane.cash, &case.lane.cash), (&mut turned.lane.credit, &case.lane.credit),
                (&mut turned.lane.variable_cost, &case.lane.variable_cost), (&mut turned.lane.fixed_cost, &case.lane.fixed_cost),
            ] {
                new[to(i)] = old[i];
            }
        }
        for link in &mut turned.links {
            link.supplier = to(link.supplier as usize) as u32;
            link.buyer = to(link.buyer as usize) as u32;
        }
        for shock in &mut turned.shocks {
            shock.site = to(shock.site);
        }
        let (network_a, network_b) = (network(&case), network(&turned));
        let (a, b) = (play(&network_a, &case), play(&network_b, &turned));
        for i in 0..n {
            let (x, y) = (a.meters().produced[i][0], b.meters().produced[to(i)][0]);
            prop_assert!(close(x, y, 1e-12 * case.steps as f64), "site {i}: {x} and {y}");
        }
    }

    #[test]
    fn overtime_returns_to_none(seed: u64) {
        let mut case = Case::new(seed, false);
        case.steps = 2000;
        case.sites.iter_mut().for_each(|site| site.insolvent_steps = f64::INFINITY);
        case.lane.cash.fill(f64::INFINITY);
        let network = network(&case);
        let engine = play(&network, &case);
        let before = engine.meters().overtime.iter().map(|row| row[0]).sum::<f64>();
        let mut later = engine.clone();
        for _ in 0..200 {
            later.step();
        }
        let after = later.meters().overtime.iter().map(|row| row[0]).sum::<f64>();
        let output: f64 = (0..network.site_count()).map(|i| network.output(i)).sum();
        prop_assert!(after - before <= 1e-9 * output * 200.0, "{} of overtime long after", after - before);
    }
}
