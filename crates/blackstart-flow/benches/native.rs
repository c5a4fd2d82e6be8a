//! Nanoseconds per link, step and replicate of the `native` dynamic, next to what memory alone would cost.
//!
//! A network of the shape of a car maker with three tiers of suppliers; an outage in the middle. Under `cargo test` it
//! runs small. Prints ratios and a hash of the answer; absolute times are only for comparing on one machine.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

mod draw;

use blackstart_flow::{Calendar, Channel, Engine, Lane, Link, Network, OrderRule, Site};
use draw::Draw;
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test")
        || !std::env::args().any(|argument| argument == "--bench");
    let (sites, links, steps, repeats) = if small { (60, 110, 40, 1) } else { (2_400, 4_500, 180, 7) };
    let network = shape(sites, links, steps);
    println!("{} sites, {} links, {steps} steps", network.site_count(), network.link_count());

    let eight = measure::<8>(&network, steps, repeats);
    let one = measure::<1>(&network, steps, repeats);
    println!("8 lanes   {:6.2} ns per link·step·replicate, hash {:016x}", eight.nanoseconds, eight.hash);
    println!("1 lane    {:6.2} ns per link·step·replicate, hash {:016x}", one.nanoseconds, one.hash);
    println!("  8 lanes at rest                {:6.2} ns", eight.at_rest);
    println!("  8 lanes, cash not followed     {:6.2} ns", eight.without_cash);
    let memory = copy_bound(&network, repeats);
    println!(
        "memory    {memory:6.2} ns: streaming the same bytes; 8 lanes take {:.2} times that",
        eight.nanoseconds / memory
    );
    let figures = [eight.nanoseconds, eight.at_rest, eight.without_cash, one.nanoseconds, memory];
    assert!(figures.iter().all(|figure| figure.is_finite() && *figure > 0.0), "{figures:?}");
    println!("8 lanes are {:.2} times as fast as 1", one.nanoseconds / eight.nanoseconds);
}

struct Measured {
    nanoseconds: f64,
    at_rest: f64,
    without_cash: f64,
    hash: u64,
}

fn measure<const W: usize>(network: &Network, steps: usize, repeats: usize) -> Measured {
    let lanes: [Lane; W] = std::array::from_fn(|lane| lane_of(network, lane as u64, true));
    let plain: [Lane; W] = std::array::from_fn(|lane| lane_of(network, lane as u64, false));
    let rest = Engine::at_rest(network, &lanes);
    let plain = Engine::at_rest(network, &plain);
    let (mut nothing, mut outage, mut without_cash) = (Best::of(steps), Best::of(steps), Best::of(steps));
    let mut engine = rest.clone();
    let mut answer = 0;
    for _ in 0..repeats {
        engine.clone_from(&rest);
        run(&mut engine, &mut nothing, false);
        engine.clone_from(&rest);
        run(&mut engine, &mut outage, true);
        answer = hash(&mut engine);
        run(&mut plain.clone(), &mut without_cash, true);
    }
    let per = (network.link_count() * steps * W) as f64;
    Measured {
        nanoseconds: outage.nanoseconds / per,
        at_rest: nothing.nanoseconds / per,
        without_cash: without_cash.nanoseconds / per,
        hash: answer,
    }
}

/// Processor time of the best run: on a machine that others use too, the clock on the wall counts their work as well.
struct Best {
    steps: usize,
    nanoseconds: f64,
}

impl Best {
    fn of(steps: usize) -> Self {
        Self { steps, nanoseconds: f64::INFINITY }
    }
}

/// Processor time of this thread, from the Linux scheduler; elsewhere the clock on the wall.
struct Stopwatch {
    begun: Instant,
    used: Option<f64>,
}

impl Stopwatch {
    fn start() -> Self {
        Self { begun: Instant::now(), used: Self::used() }
    }

    fn used() -> Option<f64> {
        let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        spent.split_whitespace().next()?.parse().ok()
    }

    /// Since its start \[ns\]. The scheduler counts in ticks of up to 10 ms: what is short is read from the wall.
    fn nanoseconds(&self) -> f64 {
        let wall = self.begun.elapsed().as_nanos() as f64;
        match (self.used, Self::used()) {
            (Some(before), Some(now)) if wall > 1e8 => now - before,
            _ => wall.max(1.0),
        }
    }
}

/// Plays the history; from a sixth to a third of it everything sites 0 to 3 do is off, then half back until half of it.
fn run<const W: usize>(engine: &mut Engine<'_, W>, best: &mut Best, outage: bool) {
    let steps = best.steps;
    let watch = Stopwatch::start();
    for step in 0..steps {
        let change = [(steps / 6, 0.0), (steps / 3, 0.5), (steps / 2, 1.0)];
        if let Some((_, share)) = change.iter().find(|(at, _)| outage && *at == step) {
            for site in 0..4 {
                for lane in 0..W {
                    Channel::ALL.iter().for_each(|channel| engine.set_share(lane, site, *channel, *share));
                }
            }
        }
        engine.step();
    }
    best.nanoseconds = best.nanoseconds.min(watch.nanoseconds());
}

/// FNV-1a over the bits of the answer.
fn hash<const W: usize>(engine: &mut Engine<'_, W>) -> u64 {
    let meters = engine.meters();

    let answer = [&meters.produced, &meters.sold_value, &meters.paid, &meters.short_input];
    answer
        .iter()
        .flat_map(|rows| rows.iter())
        .map(|row| row[0].to_bits())
        .fold(0xcbf2_9ce4_8422_2325, |hash, bits| (hash ^ bits).wrapping_mul(0x0100_0000_01b3))
}

/// Time to copy, eight lanes at a time, the bytes that one step must touch: per link stock, pipeline and order in and out,
/// one shipment in for the goods, one for the invoice, one out; per site eight rows in and out and six in.
fn copy_bound(network: &Network, repeats: usize) -> f64 {
    let long = network.links().iter().filter(|link| link.lead_steps > 1).count();
    let read = 3 * network.link_count() + 2 * long + 14 * network.site_count();
    let written = 3 * network.link_count() + long + 8 * network.site_count();
    let rows = (read + written) / 2;
    let from = vec![1.0_f64; rows * 8];
    let mut to = vec![0.0_f64; rows * 8];
    let times = 400;
    let mut best = f64::INFINITY;
    for _ in 0..repeats {
        let watch = Stopwatch::start();
        for _ in 0..times {
            black_box(&mut to).copy_from_slice(black_box(&from));
        }
        best = best.min(watch.nanoseconds());
    }
    best / f64::from(times) / (network.link_count() * 8) as f64
}

/// A few plants on top, a first tier that delivers to them, two tiers behind.
fn shape(count: usize, links: usize, steps: usize) -> Network {
    let mut draw = Draw(7);
    let plants = 8.max(count / 300);
    let first = count * 2 / 5;
    let workdays = |length: usize| Calendar {
        weights: (0..steps).map(|step| if step % 7 < length { 7.0 / length as f64 } else { 0.0 }).collect(),
    };
    let calendars = vec![workdays(5), workdays(6), workdays(7)];
    let mut joined = std::collections::BTreeSet::new();
    let mut all = Vec::new();
    while all.len() < links {
        let supplier =
            if all.len() + plants < count { plants + all.len() } else { plants + draw.below(count - plants) };
        let buyer = if supplier < first { draw.below(plants) } else { draw.below(supplier.min(first)) };
        if !joined.insert((supplier, buyer)) {
            continue;
        }
        let lead_steps = if draw.unit() < 0.85 { 1 + draw.below(3) } else { 4 + draw.below(37) } as u32;
        all.push(Link {
            supplier: supplier as u32,
            buyer: buyer as u32,
            input: draw.below(40) as u32,
            amount: 1.0 + 9.0 * draw.unit(),
            lead_steps,
            terms_steps: 30 + draw.below(31) as u32,
            // The margin; the cost of inputs is added below.
            price: if draw.unit() < 0.9 { 20.0 } else { 25.0 },
            cover_steps: 2.0 + 8.0 * draw.unit(),
            critical: if draw.unit() < 0.9 { 1.0 } else { 0.3 },
        });
    }
    let mut out = vec![0.0; count];
    for link in &all {
        out[link.supplier as usize] += link.amount;
    }
    let finals: Vec<f64> = (0..count).map(|site| if site < plants { 100.0 } else { out[site] * draw.unit() }).collect();
    // A supplier comes after its buyers, so from the last on the cost of inputs is known. Who sells below it is soon insolvent.
    let mut input_cost = vec![0.0; count];
    all.sort_by_key(|link| std::cmp::Reverse(link.supplier));
    for link in &mut all {
        let (supplier, buyer) = (link.supplier as usize, link.buyer as usize);
        link.price += input_cost[supplier];
        input_cost[buyer] += link.amount * link.price / (out[buyer] + finals[buyer]);
    }
    let sites = (0..count)
        .map(|site| {
            let final_demand = finals[site];
            let output: f64 = out[site] + final_demand;
            Site {
                final_demand,
                calendar: (draw.unit() < 0.8).then(|| draw.below(3) as u32),
                reorder_steps: 6.0,
                finished_stock: 4.0 * output,
                yard: 2.0 * output,
                refill_steps: 5.0,
                overtime_steps: 7.0,
                surge: 2.0,
                price: 30.0 + input_cost[site],
                insolvent_steps: 20.0,
                ..Site::default()
            }
        })
        .collect();
    Network::new(sites, all, calendars, OrderRule::Plan).expect("the synthetic network is sound")
}

fn lane_of(network: &Network, lane: u64, cash: bool) -> Lane {
    let mut draw = Draw(1_000 + lane);
    let count = network.site_count();
    let mut it = Lane::neutral(count);
    for site in 0..count {
        it.cover_scale[site] = 0.8 + 0.4 * draw.unit();
        it.overtime[site] = 1.0 + 0.2 * draw.unit();
        it.patience[site] = draw.unit();
        it.give_up[site] = 0.05 * draw.unit();
        let turnover = network.output(site) * (20.0 + network.input_cost(site));
        it.variable_cost[site] = 5.0 * draw.unit();
        it.fixed_cost[site] = network.output(site) * 10.0 * draw.unit();
        it.credit[site] = turnover * draw.unit();
        if cash {
            it.cash[site] = turnover * (20.0 + 40.0 * draw.unit());
        }
    }
    it
}
