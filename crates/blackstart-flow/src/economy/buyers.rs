//! The pass by buyer with stock by link: goods of the last step arrive, use is taken, orders are placed.

use super::graph::{Amount, Graph};
use super::rules::{By, Dynamic, Limit, Target};
use super::shared::Shared;
use super::web::split;
use super::{Economy, Firm, Web};
use rayon::prelude::*;
use std::ops::Range;

/// Stock as good as none.
const NOTHING: f64 = 1e-20;

/// Stock of each link at the start.
pub(super) fn initial_stock<A: Amount>(graph: &Graph<A>, dynamic: &Dynamic) -> Vec<f64> {
    let cover = dynamic.cover_at_start.as_ref().unwrap_or(&dynamic.cover);
    let mut stock = Vec::with_capacity(graph.link_count());
    for buyer in 0..graph.firm_count() {
        for group in graph.groups(buyer) {
            let steps = cover.get(buyer, || graph.input(group));
            stock.extend(graph.links(group).map(|link| steps * graph.amounts()[link].get()));
        }
    }
    stock
}

impl<A: Amount> Economy<A> {
    /// The pass.
    pub(super) fn buy_per_link(&mut self) {
        let rule = self.dynamic.rules.order;
        let drawdown = rule.drawdown;
        let gap = move |goal: f64, stock: f64| if drawdown { goal - stock } else { (goal - stock).max(0.0) };
        match rule.target {
            Target::Production => {
                self.buy_by(move |goal, firm, _, stock| gap(goal * firm.production / firm.output, stock))
            }
            Target::Normal => self.buy_by(move |goal, _, _, stock| gap(goal, stock)),
            Target::Potential => self.buy_by(move |goal, firm, reach, stock| gap(goal * reach / firm.output, stock)),
        }
    }

    /// With the gap to close, of: the goal in normal times, the firm, its potential, the stock. Products are formed in the
    /// order of the published program, to agree with it to the last bit.
    fn buy_by(&mut self, gap: impl Fn(f64, &Firm, f64, f64) -> f64 + Sync) {
        let Web::Graph(graph) = &*self.web else { return };
        let cuts = &*self.buyer_cuts;
        let firms = split(&mut self.firms, cuts.windows(2).map(|ends| (ends[1] - ends[0]) as usize));
        let links = |firm: u32| if firm == 0 { 0 } else { graph.purchases(firm as usize - 1).end };
        let stocks = split(&mut self.stock, cuts.windows(2).map(|ends| links(ends[1]) - links(ends[0])));
        // Under filling, orders have become deliveries.
        let rations = self.followed.is_empty();
        let followed = split(&mut self.followed, cuts.windows(2).map(|ends| (ends[1] - ends[0]) as usize));
        let sizes = cuts.windows(2).map(|ends| links(ends[1]) - links(ends[0]));
        let orders = split(&mut self.order, sizes);
        let (filled, potential, dynamic) = (&self.filled, &self.potential, &*self.dynamic);
        let (suppliers, amounts) = (graph.suppliers(), graph.amounts());
        let by_input = matches!(dynamic.cover, By::Input(_)) || matches!(dynamic.restore, By::Input(_));
        let pieces: Vec<_> = cuts.iter().zip(firms).zip(stocks.into_iter().zip(orders)).zip(followed).collect();
        pieces.into_par_iter().for_each_init(Vec::new, |used, (((first, firms), (stock, order)), followed)| {
            let first_link = links(*first);
            if rations {
                // What arrives, for all of the piece at once: suppliers are anywhere, and a long loop waits for many together.
                for (order, supplier) in order.iter_mut().zip(&suppliers[first_link..]) {
                    let order = order.own();
                    *order = (f64::from_bits(*order) * filled[*supplier as usize]).to_bits();
                }
            }
            for (place, firm) in firms.iter_mut().enumerate() {
                let buyer = *first as usize + place;
                if let Some(followed) = followed.get_mut(place) {
                    *followed = firm.production;
                }
                let all = graph.purchases(buyer);
                let amounts = &amounts[all.clone()];
                let order = &mut order[all.start - first_link..all.end - first_link];
                if firm.output == 0.0 {
                    // Uses nothing, and orders its normal flow for ever.
                    order.iter_mut().zip(amounts).for_each(|(order, amount)| *order.own() = amount.get().to_bits());
                    continue;
                }
                let stock = &mut stock[all.start - first_link..all.end - first_link];
                let busy = firm.production / firm.output;
                if used.len() < amounts.len() {
                    used.resize(amounts.len(), 0.0);
                }
                for group in graph.groups(buyer) {
                    let links = graph.links(group);
                    let links = links.start - all.start..links.end - all.start;
                    let (mut need, mut pooled) = (0.0, 0.0);
                    for (amount, stock) in amounts[links.clone()].iter().zip(&stock[links.clone()]) {
                        need += amount.get();
                        pooled += stock;
                    }
                    let share = if pooled > NOTHING { busy * (need / pooled) } else { 0.0 };
                    used[links].iter_mut().for_each(|used| *used = share);
                }
                let reach = potential.get(buyer).copied().unwrap_or(0.0);
                let flow = |links: Range<usize>, order: &mut [Shared], stock: &mut [f64], steps: f64, rate: f64| {
                    let parts = order.iter_mut().zip(stock).zip(&amounts[links.clone()]).zip(&used[links]);
                    for (((order, stock), amount), used) in parts {
                        let (order, amount) = (order.own(), amount.get());
                        let kept = *stock + f64::from_bits(*order) - *stock * used;
                        let kept = if kept > NOTHING { kept } else { 0.0 };
                        *stock = kept;
                        let base = amount * firm.production / firm.output;
                        let wanted = base + rate * gap(steps * amount, firm, reach, kept);
                        *order = (if wanted > 0.0 { wanted } else { 0.0 }).to_bits();
                    }
                };
                if by_input {
                    for group in graph.groups(buyer) {
                        let links = graph.links(group);
                        let links = links.start - all.start..links.end - all.start;
                        let steps = dynamic.cover.get(buyer, || graph.input(group));
                        let rate = 1.0 / dynamic.restore.get(buyer, || graph.input(group));
                        flow(links.clone(), &mut order[links.clone()], &mut stock[links], steps, rate);
                    }
                } else {
                    let steps = dynamic.cover.get(buyer, || 0);
                    flow(0..amounts.len(), order, stock, steps, 1.0 / dynamic.restore.get(buyer, || 0));
                }
                let mut least = f64::INFINITY;
                for group in graph.groups(buyer) {
                    let links = graph.links(group);
                    let links = links.start - all.start..links.end - all.start;
                    let (mut need, mut left) = (0.0, 0.0);
                    for (amount, stock) in amounts[links.clone()].iter().zip(&stock[links]) {
                        need += amount.get();
                        left += stock;
                    }
                    let steps = dynamic.cover.get(buyer, || graph.input(group));
                    let hold = hold(dynamic, steps, need, firm.output);
                    if hold > 0.0 {
                        least = least.min(left / (need * hold));
                    }
                }
                firm.limit = if least == f64::INFINITY { least } else { least * firm.output };
            }
        });
    }

    /// Orders of all links as they were before filling turned them into deliveries.
    pub(super) fn orders_again(&self, graph: &Graph<A>) -> Vec<f64> {
        let dynamic = &*self.dynamic;
        let rule = dynamic.rules.order;
        let mut orders = Vec::with_capacity(graph.link_count());
        for (buyer, firm) in self.firms.iter().enumerate() {
            let followed = self.followed[buyer];
            for group in graph.groups(buyer) {
                let steps = dynamic.cover.get(buyer, || graph.input(group));
                let rate = 1.0 / dynamic.restore.get(buyer, || graph.input(group));
                for link in graph.links(group) {
                    let (amount, stock) = (graph.amounts()[link].get(), self.stock[link]);
                    if firm.output == 0.0 {
                        orders.push(amount);
                        continue;
                    }
                    let base = amount * followed / firm.output;
                    let goal = match rule.target {
                        Target::Production => steps * amount * followed / firm.output,
                        Target::Normal => steps * amount,
                        Target::Potential => steps * amount * self.potential[buyer] / firm.output,
                    };
                    let gap = if rule.drawdown { goal - stock } else { (goal - stock).max(0.0) };
                    orders.push((base + rate * gap).max(0.0));
                }
            }
        }
        for (link, share) in &self.cuts {
            orders[*link as usize] *= 1.0 - share;
        }
        orders
    }

    /// What inputs allow at the start (stock by link) or now (pooled).
    pub(super) fn limit(&mut self) {
        let (web, dynamic, stock) = (&*self.web, &*self.dynamic, &self.stock);
        let cuts = &*self.buyer_cuts;
        let firms = split(&mut self.firms, cuts.windows(2).map(|ends| (ends[1] - ends[0]) as usize));
        let pools = &self.pools;
        let pieces: Vec<_> = cuts.iter().zip(firms).collect();
        pieces.into_par_iter().for_each(|(first, firms)| {
            let first = *first as usize;
            match web {
                Web::Graph(graph) => {
                    for (place, firm) in firms.iter_mut().enumerate() {
                        let buyer = first + place;
                        let mut least = f64::INFINITY;
                        for group in graph.groups(buyer) {
                            let steps = dynamic.cover.get(buyer, || graph.input(group));
                            let (need, stock) = if pools.is_empty() {
                                let links = graph.links(group);
                                let need: f64 = graph.amounts()[links.clone()].iter().map(|it| it.get()).sum();
                                (need, stock[links].iter().sum())
                            } else {
                                (pools.need[group], stock[group])
                            };
                            let hold = hold(dynamic, steps, need, firm.output);
                            if hold > 0.0 {
                                least = least.min(stock / (need * hold));
                            }
                        }
                        firm.limit = if least == f64::INFINITY { least } else { least * firm.output };
                    }
                }
                Web::Table(table) => {
                    firms.iter_mut().for_each(|firm| firm.limit = f64::INFINITY);
                    for sector in 0..table.sectors() {
                        let groups = table.groups_of_sector(sector).start + first;
                        let groups = groups..groups + firms.len();
                        let inputs = pools.need[groups.clone()].iter().zip(&stock[groups]);
                        for ((place, firm), (need, stock)) in firms.iter_mut().enumerate().zip(inputs) {
                            let steps = dynamic.cover.get(first + place, || sector as u32);
                            let hold = hold(dynamic, steps, *need, firm.output);
                            if hold > 0.0 {
                                firm.limit = firm.limit.min(stock / (need * hold));
                            }
                        }
                    }
                    for firm in firms.iter_mut().filter(|firm| firm.limit < f64::INFINITY) {
                        firm.limit *= firm.output;
                    }
                }
            }
        });
    }
}

/// Steps of use below which an input limits; 0 if it never does.
#[inline(always)]
fn hold(dynamic: &Dynamic, cover: f64, need: f64, output: f64) -> f64 {
    match dynamic.rules.limit {
        Limit::Leontief => 1.0,
        Limit::Threshold { psi, negligible } => {
            if cover < f64::INFINITY && need > negligible * output {
                psi * cover
            } else {
                0.0
            }
        }
    }
}

impl By {
    /// Whether any value is infinite.
    pub(super) fn has_infinite(&self) -> bool {
        self.values().contains(&f64::INFINITY)
    }
}
