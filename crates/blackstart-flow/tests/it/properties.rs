//! What must hold for every network, whatever happens to it.

use crate::random::{Case, Shock};
use crate::reference::Reference;
use blackstart_flow::{Channel, Engine, Lane, Network, Substitute};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn network(case: &Case) -> Network {
    case.network()
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

/// What every link shipped in every step \[units\], put together from orders and the suppliers' shares.
struct Log {
    before: Vec<f64>,
    steps: Vec<Vec<f64>>,
}

impl Log {
    fn new(engine: &Engine<'_, 1>) -> Self {
        Self { before: engine.network().links().iter().map(|e| e.amount).collect(), steps: Vec::new() }
    }
    fn step(&mut self, engine: &Engine<'_, 1>) {
        let links = engine.network().links().iter().enumerate();
        self.steps.push(
            links
                .map(|(e, link)| link.amount * engine.orders()[e][0] * engine.filled()[link.supplier as usize][0])
                .collect(),
        );
    }
    fn shipped(&self, e: usize, step: i64) -> f64 {
        usize::try_from(step).map_or(self.before[e], |step| self.steps[step][e])
    }
}

/// Links by input group.
fn group_links(network: &Network) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (e, link) in network.links().iter().enumerate() {
        match groups.last_mut() {
            Some(last)
                if (network.links()[last[0]].buyer, network.links()[last[0]].input) == (link.buyer, link.input) =>
            {
                last.push(e)
            }
            _ => groups.push(vec![e]),
        }
    }
    groups
}

/// Overdue on a link; an engine that follows nobody's cash keeps none.
fn overdue(engine: &Engine<'_, 1>, e: usize) -> f64 {
    engine.overdue().get(e).map_or(0.0, |row| row[0])
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

/// Plays a case with the engine and with the slow reference, and compares everything in every step.
fn agree(mut case: Case) -> Result<(), TestCaseError> {
    if case.loops {
        // Goods that go round in circles amplify rounding as the published models do: compare before it is seen.
        case.steps = case.steps.min(25);
    }
    let network = network(&case);
    let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
    let mut slow = Reference::at_rest(&case, network.links());
    for i in 0..case.sites.len() {
        let (a, b) = (network.most_ahead(i), slow.foreseen.most_ahead(i));
        prop_assert!(close(a, b, 1e-7), "most that site {i} builds ahead: engine {a}, reference {b}");
        for step in 0..case.steps {
            let (a, b) = (network.normal_production(i, step), slow.foreseen.made(i, step));
            prop_assert!(close(a, b, 1e-7), "normal production of site {i} in step {step}: engine {a}, reference {b}");
        }
    }
    for step in 0..case.steps {
        drive(&mut engine, &case, 0, step);
        for shock in &case.shocks {
            let level = case.level(shock.site, shock.channel, step);
            if shock.channel < 5 {
                slow.set_share(shock.site, shock.channel, level);
            } else {
                slow.set_demand(shock.site, level);
            }
        }
        engine.step();
        slow.step();
        for i in 0..case.sites.len() {
            let at = |what: &str, a: f64, b: f64| {
                prop_assert!(close(a, b, 1e-7), "{what} of site {i} in step {step}: engine {a}, reference {b}");
                Ok(())
            };
            at("production", engine.production()[i][0], slow.produced[i])?;
            at("finished stock", engine.finished()[i][0], slow.finished[i])?;
            at("waiting", engine.waiting()[i][0], slow.waiting[i])?;
            at("away", engine.away(i, 0), slow.away[i])?;
            at("coming over", engine.coming(i, 0), slow.coming[i])?;
            at("wanted", engine.meters().wanted[i][0], slow.wanted[i])?;
            if slow.cash[i].is_finite() {
                at("cash", engine.cash()[i][0], slow.cash[i])?;
            }
        }
        for (e, link) in network.links().iter().enumerate() {
            let stock = slow.normal_stock(e) + engine.stock()[e][0] * link.amount;
            prop_assert!(
                close(stock, slow.stock[e], 1e-7),
                "stock of link {e} in step {step}: engine {stock}, reference {}",
                slow.stock[e]
            );
            prop_assert!(close(overdue(&engine, e), slow.overdue[e], 1e-7), "overdue of link {e} in step {step}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_slow_reference(seed: u64, calendars: bool) {
        agree(Case::new(seed, calendars))?;
    }

    #[test]
    fn the_engine_agrees_with_the_slow_reference_about_what_is_foreseen(seed: u64, calendars: bool) {
        agree(Case::foreseeing(seed, calendars))?;
    }

    #[test]
    fn goods_are_conserved(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let network = network(&case);
        let links = network.links();
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        let mut log = Log::new(&engine);
        let mut used_of_site: Vec<f64> = vec![0.0; network.site_count()];
        let mut arrived = vec![0.0; links.len()];
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            // What a site made last step is what it takes from its stocks in this one.
            for i in 0..network.site_count() {
                used_of_site[i] += engine.production()[i][0] / network.output(i);
            }
            let finished: Vec<f64> = engine.finished().iter().map(|row| row[0]).collect();
            let left: Vec<f64> = (0..network.site_count()).map(|i| engine.meters().shipped[i][0] + engine.meters().sold[i][0]).collect();
            engine.step();
            log.step(&engine);
            for (e, link) in links.iter().enumerate() {
                arrived[e] += log.shipped(e, step as i64 - i64::from(link.lead_steps));
                let on_way: f64 = (1..link.lead_steps).map(|lag| log.shipped(e, step as i64 - i64::from(lag))).sum();
                prop_assert!(close(engine.pipeline()[e][0] * link.amount, on_way, 1e-12), "link {e}: on the way in step {step}");
            }
            // Per site and step: made = left + change of finished stock.
            for i in 0..network.site_count() {
                let meters = engine.meters();
                let out = meters.shipped[i][0] + meters.sold[i][0];
                let scale = 1.0 + out + engine.production()[i][0];
                let error = engine.production()[i][0] - (out - left[i]) - (engine.finished()[i][0] - finished[i]);
                prop_assert!(error.abs() <= 1e-12 * scale, "site {i} in step {step}: {error}");
            }
        }
        // Every customer, of its own or come over, is served, waits, has left, stayed away, or went over to a substitute.
        let waiting: Vec<f64> = engine.waiting().iter().map(|row| row[0]).collect();
        let coming: Vec<f64> = (0..case.sites.len()).map(|i| engine.coming(i, 0)).collect();
        let meters = engine.meters();
        for i in 0..case.sites.len() {
            let gone = meters.given_up[i][0] + meters.lost_at_once[i][0] + meters.stayed_away[i][0] + meters.moved_away[i][0];
            let wanted = meters.wanted[i][0] + meters.came_over[i][0];
            prop_assert!(close(wanted, meters.sold[i][0] + waiting[i] + gone, 1e-11), "customers of site {i}");
            // Who went over to a site has come, or is on the way.
            let moved = |end: fn(&Substitute) -> u32| case.substitutes.iter().zip(meters.moved.iter())
                .filter(|(it, _)| end(it) as usize == i).map(|(_, moved)| moved[0]).sum::<f64>();
            prop_assert!(close(moved(|it| it.to), meters.came_over[i][0] + coming[i], 1e-11), "come over to site {i}");
            prop_assert!(close(moved(|it| it.from), meters.moved_away[i][0], 1e-11), "gone over from site {i}");
        }
        // Per supplier: what it sent is what its links carried.
        for j in 0..network.site_count() {
            let carried: f64 = (0..links.len()).filter(|&e| links[e].supplier as usize == j)
                .map(|e| (0..case.steps).map(|t| log.shipped(e, t as i64)).sum::<f64>()).sum();
            let engine_says = engine.meters().shipped[j][0];
            prop_assert!(close(carried, engine_says, 1e-12 * case.steps as f64), "supplier {j}: {carried} and {engine_says}");
        }
        // Per critical input: received = used + change of stock.
        for group in group_links(&network) {
            let first = &links[group[0]];
            if group.iter().any(|&e| links[e].critical == 1.0) {
                let need: f64 = group.iter().map(|&e| links[e].amount).sum();
                let received: f64 = group.iter().map(|&e| arrived[e]).sum();
                let change: f64 = group.iter().map(|&e| engine.stock()[e][0] * links[e].amount).sum();
                let used = need * used_of_site[first.buyer as usize];
                prop_assert!(
                    (received - used - change).abs() <= 1e-12 * (1.0 + received + used) * case.steps as f64,
                    "input {} of site {}: received {received}, used {used}, stock changed by {change}", first.input, first.buyer
                );
            }
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
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        engine.keep_books();
        let mut log = Log::new(&engine);
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            engine.step();
            log.step(&engine);
        }
        let cash_held: Vec<f64> = engine.cash().iter().map(|row| row[0]).collect();
        let meters = engine.meters();
        prop_assert!(close(total(&meters.received), total(&meters.paid), 1e-12));
        for i in 0..case.sites.len() {
            let cash = cash_held[i];
            let income = meters.received[i][0] + meters.sold_value[i][0];
            let income = income + meters.rescued[i][0];
            let spent = meters.paid[i][0] + meters.fixed_paid[i][0] + meters.variable_paid[i][0] + meters.withdrawn[i][0];
            let scale = 1.0 + income + spent + case.lane.cash[i];
            prop_assert!((case.lane.cash[i] + income - spent - cash).abs() <= 1e-12 * scale * case.steps as f64, "site {i}");
        }
        // What was shipped is paid, overdue or not yet due, or was written off when another took the site over.
        if total(&meters.rescued) != 0.0 {
            return Ok(());
        }
        let owed: f64 = network.links().iter().enumerate()
            .map(|(e, link)| overdue(&engine, e)
                + (0..i64::from(link.terms_steps)).map(|lag| log.shipped(e, case.steps as i64 - 1 - lag) * link.price).sum::<f64>())
            .sum();
        let owed_before: f64 = network.links().iter().map(|e| e.amount * e.price * f64::from(e.terms_steps)).sum();
        let shipped = total(&engine.meters().shipped_value);
        let paid = total(&engine.meters().paid);
        prop_assert!((owed_before + shipped - paid - owed).abs() <= 1e-11 * (1.0 + owed_before + shipped));
    }

    #[test]
    fn at_rest_every_array_is_constant_to_the_last_bit(seed: u64) {
        let case = Case::new(seed, false);
        let network = network(&case);
        let mut engine = Engine::<1>::at_rest(&network, std::array::from_ref(&case.lane));
        engine.step();
        let earning: Vec<usize> = (0..network.site_count())
            .filter(|&i| engine.cash()[i][0] == case.lane.cash[i]).collect();
        for _ in 1..case.steps {
            engine.step();
            for i in 0..network.site_count() {
                prop_assert_eq!(engine.production()[i][0].to_bits(), network.output(i).to_bits());
                prop_assert_eq!(engine.finished()[i][0].to_bits(), case.sites[i].finished_stock.to_bits());
                prop_assert_eq!(engine.waiting()[i][0].to_bits(), 0f64.to_bits());
                prop_assert_eq!(engine.meters().moved_away[i][0].to_bits(), 0f64.to_bits());
            }
            for &i in &earning {
                prop_assert_eq!(engine.cash()[i][0].to_bits(), case.lane.cash[i].to_bits());
            }
            for e in 0..network.link_count() {
                prop_assert_eq!(engine.stock()[e][0], 0.0);
                prop_assert_eq!(engine.orders()[e][0].to_bits(), 1f64.to_bits());
                prop_assert_eq!(engine.pipeline()[e][0].to_bits(), f64::from(network.links()[e].lead_steps - 1).to_bits());
                prop_assert_eq!(overdue(&engine, e), 0.0);
            }
        }
        prop_assert_eq!(earning.len(), network.site_count(), "every site of the generator earns its keep");
    }

    #[test]
    fn lanes_do_not_mix(seed: u64, calendars: bool) {
        let case = Case::new(seed, calendars);
        let quiet = Case { shocks: Vec::new(), ..case.clone() };
        let network = network(&case);
        let mut alone = play(&network, &case);
        let mut still = play(&network, &quiet);
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
                let want = if [2, 5, 7].contains(&lane) { &mut alone } else { &mut still };
                prop_assert_eq!(together.production()[i][lane].to_bits(), want.production()[i][0].to_bits());
                prop_assert_eq!(together.cash()[i][lane].to_bits(), want.cash()[i][0].to_bits());
                prop_assert_eq!(together.meters().sold[i][lane].to_bits(), want.meters().sold[i][0].to_bits());
                prop_assert_eq!(together.meters().shipped_value[i][lane].to_bits(), want.meters().shipped_value[i][0].to_bits());
                prop_assert_eq!(together.meters().moved_away[i][lane].to_bits(), want.meters().moved_away[i][0].to_bits());
                prop_assert_eq!(together.meters().came_over[i][lane].to_bits(), want.meters().came_over[i][0].to_bits());
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
        for step in 0..case.steps {
            drive(&mut engine, &case, 0, step);
            engine.step();
            for (e, link) in network.links().iter().enumerate().filter(|(_, link)| link.buyer as usize == silent) {
                prop_assert_eq!(engine.orders()[e][0], 0.0);
                // What was on the way at the start arrives; nothing joins it.
                if step + 1 >= link.lead_steps as usize {
                    prop_assert!(engine.pipeline()[e][0].abs() <= 1e-12, "link {} in step {}", e, step);
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
                (&mut turned.lane.choice, &case.lane.choice), (&mut turned.lane.replaced_steps, &case.lane.replaced_steps),
                (&mut turned.lane.catch_up, &case.lane.catch_up), (&mut turned.lane.away_most, &case.lane.away_most),
                (&mut turned.lane.away_never, &case.lane.away_never),
            ] {
                new[to(i)] = old[i];
            }
        }
        let mut over: Vec<(Substitute, f64)> = case.substitutes.iter().zip(&case.lane.goes_over)
            .map(|(it, share)| (Substitute { from: to(it.from as usize) as u32, to: to(it.to as usize) as u32 }, *share)).collect();
        over.sort_by_key(|it| it.0);
        (turned.substitutes, turned.lane.goes_over) = over.into_iter().unzip();
        for link in &mut turned.links {
            link.supplier = to(link.supplier as usize) as u32;
            link.buyer = to(link.buyer as usize) as u32;
        }
        for shock in &mut turned.shocks {
            shock.site = to(shock.site);
        }
        let (network_a, network_b) = (network(&case), network(&turned));
        let (mut a, mut b) = (play(&network_a, &case), play(&network_b, &turned));
        for i in 0..n {
            let (x, y) = (a.meters().produced[i][0], b.meters().produced[to(i)][0]);
            prop_assert!(close(x, y, 1e-12 * case.steps as f64), "site {i}: {x} and {y}");
        }
    }

    #[test]
    fn overtime_returns_to_none(seed: u64) {
        let mut case = Case::new(seed, false);
        // In loops with lean stocks orders can go on swinging for ever, as in the published models.
        prop_assume!(!case.loops);
        // A substitute that buys from the site it stands in for can keep it short for ever.
        case.substitutes.clear();
        case.lane.goes_over.clear();
        // Without any slack a supplier stays short for ever and others work for it: a new balance, not a return.
        let output = |case: &Case, i: usize| {
            case.sites[i].final_demand + case.links.iter().filter(|e| e.supplier as usize == i).map(|e| e.amount).sum::<f64>()
        };
        for i in 0..case.sites.len() {
            case.sites[i].capacity = Some(1.25 * output(&case, i));
        }
        case.steps = 2000;
        case.sites.iter_mut().for_each(|site| site.insolvent_steps = f64::INFINITY);
        case.lane.cash.fill(f64::INFINITY);
        let network = network(&case);
        let mut engine = play(&network, &case);
        let before = engine.meters().overtime.iter().map(|row| row[0]).sum::<f64>();
        let mut later = engine.clone();
        for _ in 0..200 {
            later.step();
        }
        let after = later.meters().overtime.iter().map(|row| row[0]).sum::<f64>();
        let output: f64 = (0..network.site_count()).map(|i| network.output(i)).sum();
        prop_assert!(after - before <= 1e-9 * output * 200.0, "{} of overtime long after", after - before);
    }

    #[test]
    fn a_total_outage_is_never_milder_than_an_almost_total_one(seed: u64, channel in 0usize..5) {
        let mut case = Case::new(seed, false);
        // One site, one channel, from a moment on. The site itself never gets more out; and where it cannot produce, the network may gain a trifle at most, where
        // goods that the site would have taken reach a site that makes more of them.
        case.lane.cash.fill(f64::INFINITY);
        let site = (seed % case.sites.len() as u64) as usize;
        let (mut own, mut all) = (Vec::new(), Vec::new());
        for level in [0.0, 0.01] {
            case.shocks = vec![Shock { site, channel, from: 2, until: case.steps, level }];
            let network = network(&case);
            let mut engine = play(&network, &case);
            let meters = engine.meters();
            own.push(meters.shipped[site][0] + meters.sold[site][0]);
            all.push(total(&meters.sold));
        }
        prop_assert!(own[0] <= own[1] * (1.0 + 1e-9), "left the site at shares 0 and 0.01: {own:?}");
        if channel == Channel::Produce as usize {
prop_assert!(all[0] <= all[1] * (1.0 + 1e-3), "sold by all at shares 0 and 0.01: {all:?}");
}
    }
}

#[test]
fn halving_the_step_converges() {
    // Over many networks, since one may have a step that happens to lie well: the change of total production from one halving to the next shrinks.
    let mut gaps = [0.0; 4];
    let mut cases = 0;
    for seed in 0..120 {
        let mut case = Case::new(seed, false);
        if case.loops {
            continue;
        }
        // A failure a step earlier or later is another history; what is asked here is how the course converges.
        case.sites.iter_mut().for_each(|site| site.insolvent_steps = f64::INFINITY);
        cases += 1;
        let mut made = Vec::new();
        for halvings in 0..5u32 {
            let fine = case.finer(1 << halvings);
            let network = network(&fine);
            let mut engine = play(&network, &fine);
            made.push(total(&engine.meters().produced));
        }
        for (gap, pair) in gaps.iter_mut().zip(made.windows(2)) {
            *gap += (pair[1] - pair[0]).abs() / made[0];
        }
    }
    println!(
        "mean change of total production at each halving, {cases} networks: {:?}",
        gaps.map(|gap| gap / f64::from(cases))
    );
    assert!(gaps[1] < 0.75 * gaps[0] && gaps[2] < 0.75 * gaps[1] && gaps[3] < 0.75 * gaps[2], "{gaps:?}");
}

#[test]
fn customers_go_over_in_many_of_these_cases() {
    let moves = |seed: &u64| {
        let case = Case::new(*seed, false);
        let network = network(&case);
        total(&play(&network, &case).meters().came_over) > 1.0
    };
    let seeds = 0..60;
    let cases = seeds.filter(moves).count();
    assert!(cases > 10, "in {cases} of 60");
}

#[test]
fn much_is_foreseen_in_many_of_these_cases() {
    let cases: Vec<(Case, Network)> = (0..60)
        .map(|seed| {
            let case = Case::foreseeing(seed, seed % 2 == 0);
            let network = network(&case);
            (case, network)
        })
        .collect();
    let many = |what: &str, holds: &dyn Fn(&Case, &Network, usize) -> bool| {
        let cases = cases.iter().filter(|(case, it)| (0..case.sites.len()).any(|site| holds(case, it, site))).count();
        assert!(cases >= 10, "{what} in {cases} of 60");
    };
    many("a closing day of customers", &|case, _, site| (0..case.steps).any(|step| case.rhythm(site, step).0 == 0.0));
    many("a season up", &|case, _, site| (0..case.steps).any(|step| case.rhythm(site, step).1 > 1.1));
    many("a season down", &|case, _, site| (0..case.steps).any(|step| case.rhythm(site, step).1 < 0.9));
    many("stock built ahead", &|_, it, site| it.most_ahead(site) > 0.5 * it.output(site));
    many("more missing than may be built ahead", &|case, it, site| {
        let most = case.foresight.map_or(0.0, |it| it.most_steps) * it.output(site);
        most > 0.0 && it.most_ahead(site) >= most
    });
    many("a season that a supplier foresees", &|case, it, site| {
        let moved = |step: usize| (it.normal_production(site, step) - it.output(site) * it.weight(site, step)).abs();
        case.sites[site].final_demand == 0.0 && (0..case.steps).any(|step| moved(step) > 0.1 * it.output(site))
    });
}
