//! Small networks for the tests.

use blackstart_flow::{Calendar, Engine, Lane, Link, Network, OrderRule, Site};

/// A site that sells nothing to final customers.
pub(crate) fn site() -> Site {
    Site::default()
}

/// A site with final demand of 10 a step at price 10.
pub(crate) fn shop() -> Site {
    Site { final_demand: 10.0, price: 10.0, ..Site::default() }
}

/// 10 a step from one site to another: lead 1, terms 2, price 2, cover 3, critical.
pub(crate) fn link(supplier: u32, buyer: u32) -> Link {
    Link {
        supplier,
        buyer,
        input: supplier,
        amount: 10.0,
        lead_steps: 1,
        terms_steps: 2,
        price: 2.0,
        cover_steps: 3.0,
        critical: 1.0,
    }
}

pub(crate) fn network(sites: Vec<Site>, links: Vec<Link>, calendars: Vec<Calendar>) -> Network {
    Network::new(sites, links, calendars, OrderRule::Plan).unwrap()
}

/// One lane with everything neutral.
pub(crate) fn engine(network: &Network) -> Engine<'_, 1> {
    Engine::at_rest(network, &[Lane::neutral(network.site_count())])
}

/// Steps and collects one site's production.
pub(crate) fn produce(engine: &mut Engine<'_, 1>, site: usize, steps: usize) -> Vec<f64> {
    (0..steps)
        .map(|_| {
            engine.step();
            engine.production()[site][0]
        })
        .collect()
}

#[track_caller]
pub(crate) fn close(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0), "{a} is not {b}");
}

/// splitmix64 (Steele, Lea & Flood 2014).
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }
}

/// A random network of 30 sites with every addition on, cycles and self-loops included; with or without calendars.
pub(crate) fn random(seed: u64, with_calendars: bool) -> Network {
    let mut draw = Draw(seed);
    let count = 30;
    let mut joined = std::collections::BTreeSet::new();
    let mut links = Vec::new();
    for _ in 0..80 {
        let (supplier, buyer) = (draw.below(count), draw.below(count));
        if joined.insert((supplier, buyer)) {
            links.push(Link {
                supplier: supplier as u32,
                buyer: buyer as u32,
                input: draw.below(4) as u32,
                amount: 0.1 + 9.0 * draw.unit(),
                lead_steps: 1 + draw.below(5) as u32,
                terms_steps: 1 + draw.below(9) as u32,
                price: 1.0 + draw.unit(),
                cover_steps: 4.0 * draw.unit(),
                critical: [0.0, 0.4, 1.0, 1.0][draw.below(4)],
            });
        }
    }
    let sites = (0..count)
        .map(|_| Site {
            // Some sites make nothing for final customers; those without customers at all make nothing.
            final_demand: if draw.unit() < 0.3 { 0.0 } else { 20.0 * draw.unit() },
            capacity: None,
            calendar: (with_calendars && draw.unit() < 0.7).then(|| draw.below(2) as u32),
            reorder_steps: 1.0 + 6.0 * draw.unit(),
            plan_rate: 0.2 + 0.8 * draw.unit(),
            finished_stock: 20.0 * draw.unit(),
            yard: 10.0 * draw.unit(),
            refill_steps: 1.0 + 4.0 * draw.unit(),
            overtime_steps: 1.0 + 5.0 * draw.unit(),
            surge: if draw.unit() < 0.3 { f64::INFINITY } else { 1.0 + draw.unit() },
            price: 100.0,
            insolvent_steps: 4.0,
            ..Site::default()
        })
        .collect();
    let week = |days: usize| Calendar {
        weights: (0..200).map(|step| if step % 7 < days { 7.0 / days as f64 } else { 0.0 }).collect(),
    };
    Network::new(sites, links, vec![week(5), week(6)], OrderRule::Plan).unwrap()
}

/// Random parameters of a lane, with or without cash.
pub(crate) fn random_lane(network: &Network, seed: u64, cash: bool) -> Lane {
    let mut draw = Draw(seed);
    let mut lane = Lane::neutral(network.site_count());
    for site in 0..network.site_count() {
        lane.cover_scale[site] = 0.5 + draw.unit();
        lane.overtime[site] = 1.0 + 0.5 * draw.unit();
        lane.patience[site] = draw.unit();
        lane.give_up[site] = 0.2 * draw.unit();
        lane.credit[site] = 200.0 * draw.unit();
        lane.variable_cost[site] = draw.unit();
        lane.fixed_cost[site] = 20.0 * draw.unit();
        let money = 200.0 + 400.0 * draw.unit();
        if cash {
            lane.cash[site] = money;
        }
    }
    lane
}
