//! Properties of the published dynamics: rest, threads, saved states, mistakes.

use crate::random::Luck;
use blackstart_flow::economy::{
    Ario, By, Curve, Damage, Dynamic, Economy, EconomyError, Event, Firms, Graph, Household, InoueTodo, Kind, Link,
    Loss, Money, Ration, Recovery, Table, Web, Window,
};
use std::sync::Arc;

/// A network that can live: what firms need is covered by final demand.
fn network(seed: u64, count: usize) -> (Firms, Vec<Link>) {
    let mut luck = Luck::new(seed);
    let mut pairs: Vec<(u32, u32)> =
        (0..count * 6).map(|_| (luck.below(count) as u32, luck.below(count) as u32)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let links = pairs.into_iter().map(|(supplier, buyer)| Link { supplier, buyer, amount: luck.between(0.1, 3.0) });
    let links = links.collect();
    let firms = Firms {
        sector: (0..count).map(|_| luck.below(7) as u32).collect(),
        final_demand: (0..count).map(|_| luck.between(0.0, 30.0)).collect(),
        region: vec![],
    };
    (firms, links)
}

fn table(seed: u64, count: usize) -> Table<f64> {
    let mut luck = Luck::new(seed);
    let flow = (0..count * count).map(|_| if luck.chance(0.1) { 0.0 } else { luck.between(0.0, 1.0) }).collect();
    let firms = Firms {
        sector: (0..count).map(|it| (it % 5) as u32).collect(),
        final_demand: (0..count).map(|_| luck.between(20.0, 60.0)).collect(),
        region: vec![],
    };
    Table::new(firms, flow).unwrap()
}

fn inoue_todo(order: u8, rationing: u8, days: f64) -> Dynamic {
    Dynamic::inoue_todo(InoueTodo { order, rationing, target: By::All(days), ..InoueTodo::default() }).unwrap()
}

fn events() -> Vec<Event> {
    let money = Money { event: 1e6, table: 1e6 };
    let rebuild = Kind::Rebuild {
        steps: 12.0,
        builders: vec![(0, 0.7), (3, 0.3)],
        factor: 1.1,
        households: vec![Household { impact: 3.0, buys: (0..15).map(f64::from).collect() }],
        money,
    };
    vec![
        Event { impact: vec![(2, 0.6), (7, 1.0)], occurrence: 3, duration: 4, kind: arbitrary() },
        Event { impact: vec![(2, 90.0)], occurrence: 5, duration: 3, kind: rebuild.clone() },
        // All may overlap, unlike in the published program.
        Event { impact: vec![(9, 0.4)], occurrence: 6, duration: 2, kind: arbitrary() },
        Event { impact: vec![(11, 70.0)], occurrence: 9, duration: 2, kind: rebuild },
        Event {
            impact: vec![(4, 500.0)],
            occurrence: 1,
            duration: 2,
            kind: Kind::Recovery { steps: 9.0, curve: Curve::Concave, money },
        },
    ]
}

fn arbitrary() -> Kind {
    Kind::Arbitrary { steps: 6.0, curve: Curve::Linear }
}

fn ario_on(web: impl Into<Web<f64>>) -> Economy {
    let settings = Ario { inventory: By::All(6.0), restoration: By::All(8.0), ..Ario::default() };
    let mut economy = Economy::new(web, Dynamic::ario(settings.clone(), None, None)).unwrap();
    let capital = economy.output().iter().map(|output| output * 30.0).collect();
    economy = Economy::on(economy.web().clone(), Dynamic::ario(settings, None, Some(capital))).unwrap();
    economy.with_events(events()).unwrap()
}

fn losses(seed: u64, count: usize) -> Damage {
    let mut luck = Luck::new(seed);
    let losses = (0..count as u32).filter(|_| luck.chance(0.2)).collect::<Vec<_>>();
    let losses = losses.into_iter().map(|firm| Loss { firm, share: luck.unit(), start: luck.below(6) as u64 });
    Damage::Losses { losses: losses.collect(), recovery: Recovery::Damped { steps: 9.0 }, stop_steps: 3 }
}

#[test]
fn without_a_shock_nothing_moves() {
    for (order, rationing) in (0..3).flat_map(|order| (0..4).map(move |rationing| (order, rationing))) {
        let (firms, links) = network(3, 200);
        let mut economy =
            Economy::new(Graph::<f64>::new(firms, links).unwrap(), inoue_todo(order, rationing, 15.0)).unwrap();
        let rest = economy.output();
        (0..60).for_each(|_| economy.step());
        for (now, rest) in economy.production().iter().zip(rest) {
            // Filling charges final demand again when rounding has left it a crumb; what vanishes is of that size.
            assert!((now / rest - 1.0).abs() < 1e-9, "rationing {rationing}, order {order}: {now} from {rest}");
        }
    }
    let mut economy = ario_on(table(1, 15)).with_events(vec![]).unwrap();
    let rest = economy.output();
    (0..60).for_each(|_| economy.step());
    for (now, rest) in economy.production().iter().zip(rest) {
        assert!((now / rest - 1.0).abs() < 1e-13, "{now} from {rest}");
    }
}

#[test]
fn where_numbers_are_exact_rest_is_exact() {
    // Powers of two: no sum or quotient rounds.
    let firms = Firms { sector: vec![0, 1, 2, 1], final_demand: vec![4.0, 8.0, 16.0, 8.0], region: vec![] };
    let link = |supplier, buyer, amount| Link { supplier, buyer, amount };
    let links = vec![link(0, 1, 4.0), link(1, 2, 8.0), link(3, 2, 8.0), link(2, 0, 16.0)];
    for rationing in 0..4 {
        let graph = Graph::<f64>::new(firms.clone(), links.clone()).unwrap();
        let mut economy = Economy::new(graph, inoue_todo(0, rationing, 16.0)).unwrap();
        let rest = economy.state();
        (0..50).for_each(|_| economy.step());
        let now = economy.state();
        assert_eq!((&now.firms[..3], &now.stock, &now.order), (&rest.firms[..3], &rest.stock, &rest.order));
    }
}

/// State after some steps, with so many threads.
fn played(threads: usize, steps: usize, start: impl Fn() -> Economy + Sync) -> Economy {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut economy = start();
        (0..steps).for_each(|_| economy.step());
        economy
    })
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    // Large enough for many pieces of work; 3 and 4 threads go over all orders, 6 and 16 gather them.
    let (firms, links) = network(8, 9_000);
    let web: Arc<Web<f64>> = Arc::new(Graph::new(firms, links).unwrap().into());
    for rationing in 0..4 {
        let start = || {
            let economy = Economy::on(web.clone(), inoue_todo(0, rationing, 9.0)).unwrap();
            economy.with_damage(losses(2, 9_000)).unwrap()
        };
        let one = played(1, 12, start).state();
        for threads in [2, 3, 4, 6, 16] {
            assert_eq!(played(threads, 12, start).state(), one, "rationing {rationing}, {threads} threads");
        }
    }
    let table = table(4, 15);
    let forms: [Web<f64>; 2] = [table.graph().unwrap().into(), table.into()];
    for web in forms {
        let one = played(1, 40, || ario_on(web.clone())).state();
        for threads in [2, 3, 7] {
            assert_eq!(played(threads, 40, || ario_on(web.clone())).state(), one);
        }
    }
}

#[test]
fn a_restored_state_goes_on_to_the_last_bit() {
    let (firms, links) = network(5, 150);
    let graph = Graph::<f64>::new(firms, links).unwrap();
    for rationing in 0..4 {
        let start =
            || Economy::new(graph.clone(), inoue_todo(2, rationing, 5.0)).unwrap().with_damage(losses(7, 150)).unwrap();
        let mut through = start();
        (0..7).for_each(|_| through.step());
        through.set_final_demand(3, 1.5).unwrap();
        let saved = through.state();
        (0..20).for_each(|_| through.step());
        let mut resumed = start();
        resumed.restore(saved).unwrap();
        (0..20).for_each(|_| resumed.step());
        assert_eq!(resumed.state(), through.state());
        assert_eq!(resumed.orders(), through.orders());
    }
    for web in [table(6, 15).into(), Web::Graph(table(6, 15).graph().unwrap())] {
        for at in [2, 7, 11] {
            let mut through = ario_on(web.clone());
            (0..at).for_each(|_| through.step());
            let saved = through.state();
            (0..30).for_each(|_| through.step());
            let mut resumed = ario_on(web.clone());
            resumed.restore(saved).unwrap();
            (0..30).for_each(|_| resumed.step());
            assert_eq!(resumed.state(), through.state());
        }
    }
}

#[test]
fn a_state_of_something_else_is_refused() {
    let (firms, links) = network(5, 150);
    let mut economy = Economy::new(Graph::<f64>::new(firms, links).unwrap(), inoue_todo(0, 0, 5.0)).unwrap();
    let good = economy.state();
    let mut short = good.clone();
    short.stock.pop();
    assert!(matches!(economy.restore(short), Err(EconomyError::Count { what: "stock", .. })));
    let mut negative = good.clone();
    negative.order[7] = -1.0;
    assert!(matches!(economy.restore(negative), Err(EconomyError::Value { place: 7, .. })));
    assert_eq!(economy.state(), good);
}

#[test]
fn goods_are_conserved_under_rationing_0_1_and_3() {
    let (firms, links) = network(11, 200);
    for rationing in [0, 1, 3] {
        let graph = Graph::<f64>::new(firms.clone(), links.clone()).unwrap();
        let mut economy =
            Economy::new(graph, inoue_todo(0, rationing, 6.0)).unwrap().with_damage(losses(4, 200)).unwrap();
        for step in 0..40 {
            economy.step();
            let (made, consumed, sent) = (economy.production(), economy.consumption(), economy.deliveries());
            let graph = economy.web().graph().unwrap();
            for firm in 0..200 {
                let out: f64 = graph.sales(firm).iter().map(|link| sent[*link as usize]).sum::<f64>() + consumed[firm];
                let off = (out - made[firm]).abs();
                assert!(
                    off <= 1e-9 * made[firm].max(1.0),
                    "rationing {rationing} step {step} firm {firm}: {out} of {}",
                    made[firm]
                );
            }
            let orders = economy.orders();
            if rationing < 2 {
                assert!(orders.iter().zip(&sent).all(|(order, sent)| *order > 0.0 || *sent == 0.0));
            }
        }
    }
}

#[test]
fn a_total_stop_is_never_milder() {
    let (firms, links) = network(13, 200);
    for rationing in 0..2 {
        let loss = |share| {
            let graph = Graph::<f64>::new(firms.clone(), links.clone()).unwrap();
            let damage = Damage::Windows(vec![Window { firm: 17, share, first: 2, last: 30 }]);
            let mut economy = Economy::new(graph, inoue_todo(0, rationing, 10.0)).unwrap().with_damage(damage).unwrap();
            (0..31)
                .map(|_| {
                    economy.step();
                    economy.totals().production
                })
                .sum::<f64>()
        };
        assert!(loss(1.0) <= loss(0.99));
    }
}

#[test]
fn half_the_memory_for_amounts_costs_seven_digits() {
    let (firms, links) = network(21, 300);
    let run = |web: Web<f64>| {
        let mut economy = Economy::new(web, inoue_todo(0, 0, 15.0)).unwrap().with_damage(losses(9, 300)).unwrap();
        (0..30).for_each(|_| economy.step());
        economy.totals().production
    };
    let exact = run(Graph::new(firms.clone(), links.clone()).unwrap().into());
    let graph = Graph::<f32>::new(firms, links).unwrap();
    let mut economy = Economy::new(graph, inoue_todo(0, 0, 15.0)).unwrap().with_damage(losses(9, 300)).unwrap();
    (0..30).for_each(|_| economy.step());
    assert!((economy.totals().production / exact - 1.0).abs() < 1e-6);
}

#[test]
fn mistakes_are_refused() {
    let (firms, links) = network(1, 20);
    let graph = Graph::<f64>::new(firms, links).unwrap();
    let new = |dynamic| Economy::new(graph.clone(), dynamic).unwrap_err();
    assert!(matches!(new(inoue_todo(0, 0, -1.0)), EconomyError::Value { what: "cover", .. }));
    assert!(matches!(new(inoue_todo(0, 0, f64::INFINITY)), EconomyError::Value { what: "cover", .. }));
    assert!(matches!(new(inoue_todo(0, 0, f64::NAN)), EconomyError::Value { what: "cover", .. }));
    let few = InoueTodo { target: By::Firm(vec![3.0; 19]), ..InoueTodo::default() };
    let error = new(Dynamic::inoue_todo(few).unwrap());
    assert_eq!(error, EconomyError::Count { what: "cover", found: 19, expected: 20 });
    assert_eq!(error.to_string(), "cover: 19 values instead of 20");
    let mut mixed = Dynamic::named("ario").unwrap();
    mixed.rules.ration = Ration::Fill;
    assert!(matches!(new(mixed), EconomyError::Clash { .. }));
    assert!(matches!(
        Economy::new(table(1, 5), inoue_todo(0, 0, 5.0)).unwrap_err(),
        EconomyError::Clash { other: "a table", .. }
    ));
    let zero = InoueTodo { tau: 0.0, ..InoueTodo::default() };
    assert!(matches!(new(Dynamic::inoue_todo(zero).unwrap()), EconomyError::Value { .. }));
    assert!(Dynamic::inoue_todo(InoueTodo { rationing: 4, ..InoueTodo::default() }).is_none());
    assert!(Dynamic::inoue_todo(InoueTodo { order: 3, ..InoueTodo::default() }).is_none());
    assert!(Dynamic::named("cascade").is_none());

    let economy = || Economy::new(graph.clone(), inoue_todo(0, 0, 5.0)).unwrap();
    let window = |firm, share| Damage::Windows(vec![Window { firm, share, first: 0, last: 1 }]);
    assert!(matches!(economy().with_damage(window(20, 0.5)).unwrap_err(), EconomyError::UnknownFirm { firm: 20, .. }));
    assert!(matches!(economy().with_damage(window(2, 1.5)).unwrap_err(), EconomyError::Value { .. }));
    assert!(economy().set_final_demand(20, 1.0).is_err() && economy().set_final_demand(2, -1.0).is_err());
    let capital = Event {
        impact: vec![(1, 5.0)],
        occurrence: 1,
        duration: 1,
        kind: Kind::Recovery { steps: 3.0, curve: Curve::Linear, money: Money::default() },
    };
    assert!(matches!(economy().with_events(vec![capital]).unwrap_err(), EconomyError::Clash { .. }));
    let event = |firm, share| Event { impact: vec![(firm, share)], occurrence: 1, duration: 1, kind: arbitrary() };
    assert!(economy().with_events(vec![event(20, 0.5)]).is_err());
    assert!(economy().with_events(vec![event(1, 1.5)]).is_err());
    assert!(economy().with_events(vec![event(1, 0.5)]).is_ok());
}

#[test]
fn numbering_of_firms_does_not_matter() {
    let (firms, links) = network(31, 400);
    let mut order: Vec<u32> = (0..firms.len() as u32).collect();
    order.sort_by_key(|firm| firms.sector[*firm as usize]);
    let mut place = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, firm)| place[*firm as usize] = at as u32);
    let sorted = Firms {
        sector: order.iter().map(|firm| firms.sector[*firm as usize]).collect(),
        final_demand: order.iter().map(|firm| firms.final_demand[*firm as usize]).collect(),
        region: vec![],
    };
    assert!(sorted.sector.is_sorted());
    let link = |it: &Link| Link { supplier: place[it.supplier as usize], buyer: place[it.buyer as usize], ..*it };
    let renamed: Vec<Link> = links.iter().map(link).collect();
    let window = |firm| Damage::Windows(vec![Window { firm, share: 0.7, first: 1, last: 9 }]);
    for rationing in 0..2 {
        let run = |firms: &Firms, links: &[Link], firm| {
            let graph = Graph::<f64>::new(firms.clone(), links.to_vec()).unwrap();
            let economy = Economy::new(graph, inoue_todo(0, rationing, 12.0)).unwrap();
            let mut economy = economy.with_damage(window(firm)).unwrap();
            (0..25).for_each(|_| economy.step());
            economy.production()
        };
        let (one, other) = (run(&firms, &links, 5), run(&sorted, &renamed, place[5]));
        for (firm, made) in one.iter().enumerate() {
            assert!((made / other[place[firm] as usize] - 1.0).abs() < 1e-12);
        }
    }
}
