//! Follows what sites miss along the chain to what stopped it: back to suppliers for want of goods, on to customers for want of orders.
//!
//! All amounts are in steps of a site's normal output, so that they compare across products. The method page is `docs/method/loss.md`.

use super::drive::Own;
use super::ground::Ground;
use crate::handover::{ByCause, Cause};

#[cfg(test)]
mod tests;

/// How often a chain with circles is gone through. What is still on its way then stays *supply* and *orders*.
const ROUNDS: usize = 8;
/// What rounding may leave over, as a share: nothing.
const ROUNDING: f64 = 1e-9;

/// Something by cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Why {
    pub(super) by: ByCause,
    /// Of it, what the company's own systems and channels are the cause of.
    pub(super) company: f64,
    /// Of it, what those of the site's party are the cause of; lost on the way to another site.
    pub(super) own: f64,
}

impl Why {
    pub(super) fn sum(&self) -> f64 {
        self.by.sum()
    }

    pub(super) fn scale(&mut self, times: f64) {
        self.by.iter_mut().for_each(|amount| *amount *= times);
        self.company *= times;
        self.own *= times;
    }

    fn add(&mut self, other: &Self, times: f64) {
        for (sum, amount) in self.by.iter_mut().zip(other.by.iter()) {
            *sum += amount * times;
        }
        self.company += other.company * times;
        self.own += other.own * times;
    }

    /// Takes up to an amount; says how much was taken.
    fn take(&mut self, from: &Self, amount: f64) -> f64 {
        let there = from.sum();
        if there <= 0.0 {
            return 0.0;
        }
        let taken = if amount <= there * (1.0 + ROUNDING) { amount } else { there };
        self.add(from, taken / there);
        taken
    }
}

/// What a site misses more than its twin in a period \[steps of normal output\], by what the engine found to hold it back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Short {
    pub(super) own: f64,
    pub(super) input: f64,
    pub(super) orders: f64,
    pub(super) insolvent: f64,
}

impl Short {
    pub(super) fn sum(&self) -> f64 {
        self.own + self.input + self.orders + self.insolvent
    }
}

/// Neighbours of every site with their weights.
#[derive(Debug)]
struct Neighbours {
    first: Vec<usize>,
    weighted: Vec<(usize, f64)>,
}

impl Neighbours {
    /// From (site, neighbour, weight), by site.
    fn new(sites: usize, rows: &[(usize, usize, f64)]) -> Self {
        let mut first = vec![0; sites + 1];
        for &(site, ..) in rows {
            first[site + 1] += 1;
        }
        for site in 0..sites {
            first[site + 1] += first[site];
        }
        Self { first, weighted: rows.iter().map(|&(_, neighbour, weight)| (neighbour, weight)).collect() }
    }

    fn of(&self, site: usize) -> &[(usize, f64)] {
        &self.weighted[self.first[site]..self.first[site + 1]]
    }
}

/// Who supplies whom; the same for all replicates.
#[derive(Debug)]
pub(super) struct Chain {
    /// Weight: the supplier's share of an input, times how critical that is.
    suppliers: Neighbours,
    /// Weight: the customer's share of the site's output.
    customers: Neighbours,
    /// Sites, suppliers before buyers; in a circle somebody has to be first.
    order: Vec<usize>,
    rounds: usize,
}

impl Chain {
    pub(super) fn new(ground: &Ground) -> Self {
        let (network, sites) = (&ground.network, ground.network.site_count());
        let mut suppliers = Vec::with_capacity(network.link_count());
        // Links come by buyer, input, supplier.
        for group in network.links().chunk_by(|a, b| a.buyer == b.buyer && a.input == b.input) {
            let all: f64 = group.iter().map(|link| link.amount).sum();
            let critical = group.iter().map(|link| link.critical).fold(0.0, f64::max);
            let of =
                group.iter().map(|link| (link.buyer as usize, link.supplier as usize, critical * link.amount / all));
            suppliers.extend(of);
        }
        let mut customers: Vec<(usize, usize, f64)> = network
            .links()
            .iter()
            .map(|link| {
                let supplier = link.supplier as usize;
                (supplier, link.buyer as usize, link.amount / network.output(supplier))
            })
            .collect();
        customers.sort_by_key(|&(supplier, ..)| supplier);
        let suppliers = Neighbours::new(sites, &suppliers);
        let customers = Neighbours::new(sites, &customers);
        let (order, circles) = in_order(&suppliers, &customers, sites);
        Self { suppliers, customers, order, rounds: if circles { ROUNDS } else { 1 } }
    }
}

/// Suppliers before buyers, and whether there are circles: there, the first of the sites that are left goes next.
fn in_order(suppliers: &Neighbours, customers: &Neighbours, sites: usize) -> (Vec<usize>, bool) {
    let mut open: Vec<usize> = (0..sites).map(|site| suppliers.of(site).len()).collect();
    let mut placed: Vec<bool> = open.iter().map(|open| *open == 0).collect();
    let mut order: Vec<usize> = (0..sites).filter(|&site| placed[site]).collect();
    let (mut at, mut next, mut circles) = (0, 0, false);
    while order.len() < sites || at < order.len() {
        if at == order.len() {
            while placed[next] {
                next += 1;
            }
            (placed[next], circles) = (true, true);
            order.push(next);
        }
        for &(buyer, _) in customers.of(order[at]) {
            open[buyer] -= 1;
            if open[buyer] == 0 && !placed[buyer] {
                placed[buyer] = true;
                order.push(buyer);
            }
        }
        at += 1;
    }
    (order, circles)
}

/// What is known of one site while a period is gone through.
#[derive(Clone, Copy, Debug, Default)]
struct Here {
    /// What it misses, as far as it is explained.
    missing: Why,
    /// What its buyers feel of it: what it could not make or ship.
    supply: Why,
    /// What its suppliers feel of it: what it misses, and what it could not order.
    want: Why,
    /// What it misses for want of goods and of orders and has not explained itself.
    input: f64,
    orders: f64,
}

/// One history's sites, period by period.
#[derive(Clone, Debug)]
pub(super) struct Slate {
    here: Vec<Here>,
    /// Everything that was felt of each site in earlier periods.
    so_far: Vec<Why>,
    touched: Vec<usize>,
}

impl Slate {
    pub(super) fn new(sites: usize) -> Self {
        Self { here: vec![Here::default(); sites], so_far: vec![Why::default(); sites], touched: Vec::new() }
    }

    /// What a site misses and what of it its own channels, demand and insolvency explain.
    pub(super) fn put(&mut self, site: usize, short: Short, own: &Own) {
        let here = &mut self.here[site];
        *here = Here { input: short.input, orders: short.orders, ..Here::default() };
        // Throttled by its own channels: by what makes, else by what should carry away and leaves no room.
        let mut leave = own.leave;
        if own.produce.sum() > 0.0 {
            here.missing.add(&own.produce, short.own / own.produce.sum());
        } else if leave.sum() > 0.0 {
            here.missing.add(&leave, short.own / leave.sum());
            leave.scale((1.0 - short.own / leave.sum()).max(0.0));
        } else {
            // None down: a capacity below what is wanted. As if nobody had ordered it.
            here.orders += short.own;
        }
        here.missing.by[Cause::Insolvency] += short.insolvent;
        here.input -= here.missing.take(&own.order, short.input);
        here.supply = here.missing;
        let unshipped = own.ship.sum() - here.supply.sum();
        here.supply.take(&own.ship, unshipped.max(0.0));
        leave.add(&own.demand, 1.0);
        here.orders -= here.missing.take(&leave, here.orders);
        here.want = here.missing;
        let unordered = own.order.sum() - here.want.sum();
        here.want.take(&own.order, unordered.max(0.0));
        self.touched.push(site);
    }

    /// Follows what is left along the chain, then hands out what each site misses, by cause, and wipes the slate.
    pub(super) fn settle(&mut self, chain: &Chain, final_share: &[f64], mut each: impl FnMut(usize, &Why)) {
        self.follow_goods(chain);
        self.follow_orders(chain, final_share);
        for &site in &self.touched {
            let here = &mut self.here[site];
            each(site, &here.missing);
            self.so_far[site].add(&here.want, 1.0);
            let unshipped = here.supply.sum() - here.want.sum();
            let supply = here.supply;
            self.so_far[site].take(&supply, unshipped.max(0.0));
            *here = Here::default();
        }
        self.touched.clear();
    }

    /// What is missing for want of goods is missing for what stopped the suppliers.
    fn follow_goods(&mut self, chain: &Chain) {
        let short: Vec<(usize, Why)> = chain
            .order
            .iter()
            .filter(|&&site| self.here[site].input > 0.0)
            .map(|&site| (site, self.here[site].supply))
            .collect();
        for round in 1..=chain.rounds {
            for (site, own) in &short {
                let input = self.here[*site].input;
                let (mut now, mut past) = (Why::default(), Why::default());
                for &(supplier, weight) in chain.suppliers.of(*site) {
                    now.add(&self.here[supplier].supply, weight);
                    past.add(&self.so_far[supplier], weight);
                }
                let why = mixed(now, past, input, Cause::Supply);
                let here = &mut self.here[*site];
                here.supply = *own;
                here.supply.add(&why, 1.0);
                if round == chain.rounds {
                    here.missing.add(&why, 1.0);
                    here.want.add(&why, 1.0);
                }
            }
        }
    }

    /// What is missing for want of orders is missing for what kept the customers from ordering. Final customers stay away for what they found before.
    fn follow_orders(&mut self, chain: &Chain, final_share: &[f64]) {
        let short: Vec<(usize, Why)> = chain
            .order
            .iter()
            .rev()
            .filter(|&&site| self.here[site].orders > 0.0)
            .map(|&site| (site, self.here[site].want))
            .collect();
        for round in 1..=chain.rounds {
            for (site, own) in &short {
                let orders = self.here[*site].orders;
                let (mut now, mut past) = (Why::default(), Why::default());
                for &(customer, weight) in chain.customers.of(*site) {
                    now.add(&self.here[customer].want, weight);
                    past.add(&self.so_far[customer], weight);
                }
                past.add(&self.so_far[*site], final_share[*site]);
                let why = mixed(now, past, orders, Cause::Orders);
                let here = &mut self.here[*site];
                here.want = *own;
                here.want.add(&why, 1.0);
                if round == chain.rounds {
                    here.missing.add(&why, 1.0);
                }
            }
        }
    }
}

/// An amount by the causes of what neighbours miss now, up to as much as they miss; beyond that also by what they missed before.
fn mixed(now: Why, past: Why, amount: f64, otherwise: Cause) -> Why {
    let mut why = Why::default();
    let left = amount - why.take(&now, amount);
    if left > 0.0 {
        let mut all = now;
        all.add(&past, 1.0);
        let sum = all.sum();
        if sum > 0.0 {
            why.add(&all, left / sum);
        } else {
            why.by[otherwise] += left;
        }
    }
    why.own = 0.0;
    why
}
