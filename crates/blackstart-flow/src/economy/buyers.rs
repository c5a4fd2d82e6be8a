//! The pass by buyer with stock by link: goods of the last step arrive, use is taken, orders are placed.

use super::graph::{Amount, Graph};
use super::rules::{By, Dynamic, Limit, Target};
use super::shared::Shared;
use super::web::split;
use super::{Economy, Firm, Web};
use crate::wide::{Work, wide};
use rayon::prelude::*;

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
                self.buy_by(move |goal, [production, output], _, stock| gap(goal * production / output, stock))
            }
            Target::Normal => self.buy_by(move |goal, _, _, stock| gap(goal, stock)),
            Target::Potential => self.buy_by(move |goal, [_, output], reach, stock| gap(goal * reach / output, stock)),
        }
    }

    /// With the gap to close, of: the goal in normal times, production and output, potential, the stock. Products are formed in the
    /// order of the published program, to agree with it to the last bit.
    fn buy_by(&mut self, gap: impl Fn(f64, [f64; 2], f64, f64) -> f64 + Sync) {
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
        let by_input = matches!(dynamic.cover, By::Input(_)) || matches!(dynamic.restore, By::Input(_));
        let pieces: Vec<_> = cuts.iter().zip(firms).zip(stocks.into_iter().zip(orders)).zip(followed).collect();
        let buying = Buying { graph, dynamic, filled, potential, rations, by_input, gap };
        pieces.into_par_iter().for_each_init(Desk::default, |desk, (((first, firms), (stock, order)), followed)| {
            wide(Piece { buying: &buying, desk, first: *first as usize, firms, stock, order, followed });
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

/// What the pass needs to know besides its own firms.
struct Buying<'a, A, G> {
    graph: &'a Graph<A>,
    dynamic: &'a Dynamic,
    filled: &'a [f64],
    potential: &'a [f64],
    /// Whether orders are still orders, and not yet deliveries.
    rations: bool,
    by_input: bool,
    gap: G,
}

/// Links that are laid out at a time: what is known of them fits the nearest cache.
const BATCH: usize = 384;

/// Where a thread lays out the purchases of some buyers: loops over all of them at once are long, have no branches that
/// nobody can foresee, and divide several numbers at a time. Sums are still those of one link after another.
#[derive(Debug, Default)]
struct Desk {
    /// By link: what arrives.
    arrived: Vec<f64>,
    /// By link: all bits where a group goes on, none where it begins; and its group.
    goes_on: Vec<u64>,
    group: Vec<u32>,
    /// By link, of its buyer: production, output, their ratio, goal and rate of stock, potential.
    production: Vec<f64>,
    output: Vec<f64>,
    busy: Vec<f64>,
    steps: Vec<f64>,
    rate: Vec<f64>,
    reach: Vec<f64>,
    /// By group: flows, stock, flows by stock (later stock by flows).
    need: Vec<f64>,
    pooled: Vec<f64>,
    ratio: Vec<f64>,
}

impl Desk {
    fn clear(&mut self, links: usize, groups: usize) {
        self.goes_on.clear();
        self.goes_on.resize(links, u64::MAX);
        self.group.resize(links, 0);
        let by_link = [
            &mut self.arrived,
            &mut self.production,
            &mut self.output,
            &mut self.busy,
            &mut self.steps,
            &mut self.rate,
            &mut self.reach,
        ];
        by_link.into_iter().for_each(|column| column.resize(links, 0.0));
        [&mut self.need, &mut self.pooled, &mut self.ratio].into_iter().for_each(|column| column.resize(groups, 0.0));
    }

    /// Flows and stock of each group; groups count from 1. What a buyer uses of its stock replaces how busy it is.
    #[inline(always)]
    fn pool<A: Amount>(&mut self, amounts: &[A], stock: &[f64]) {
        let Self { goes_on, group, busy, need, pooled, ratio, .. } = self;
        let (mut at, mut flows, mut stocks) = (0, 0.0, 0.0);
        for (((amount, stock), goes_on), group) in amounts.iter().zip(stock).zip(&*goes_on).zip(&mut *group) {
            at += usize::from(*goes_on == 0);
            flows = kept_if(*goes_on, flows) + amount.get();
            stocks = kept_if(*goes_on, stocks) + stock;
            (need[at], pooled[at], *group) = (flows, stocks, at as u32);
        }
        for ((ratio, need), pooled) in ratio.iter_mut().zip(&*need).zip(&*pooled) {
            let share = need / pooled;
            *ratio = if *pooled > NOTHING { share } else { 0.0 };
        }
        busy.iter_mut().zip(&*group).for_each(|(busy, group)| *busy *= ratio[*group as usize]);
    }

    /// Stock of each group once use is taken, and how long it lasts.
    #[inline(always)]
    fn pool_again(&mut self, stock: &[f64]) {
        let Self { goes_on, group, need, pooled, ratio, .. } = self;
        let mut left = 0.0;
        for ((stock, goes_on), group) in stock.iter().zip(&*goes_on).zip(&*group) {
            left = kept_if(*goes_on, left) + stock;
            pooled[*group as usize] = left;
        }
        ratio.iter_mut().zip(&*need).zip(&*pooled).for_each(|((ratio, need), left)| *ratio = left / need);
    }
}

/// Firms from `first` on, with the stock and the orders of their links.
struct Piece<'a, 'b, A, G> {
    buying: &'a Buying<'b, A, G>,
    desk: &'a mut Desk,
    first: usize,
    firms: &'a mut [Firm],
    stock: &'a mut [f64],
    order: &'a mut [Shared],
    followed: &'a mut [f64],
}

impl<A: Amount, G: Fn(f64, [f64; 2], f64, f64) -> f64> Work for Piece<'_, '_, A, G> {
    #[inline(always)]
    fn work(self) {
        self.buying.piece(self.desk, self.first, self.firms, self.stock, self.order, self.followed);
    }
}

impl<A: Amount, G: Fn(f64, [f64; 2], f64, f64) -> f64> Buying<'_, A, G> {
    /// Firms from `first` on, with the stock and the orders of their links.
    #[inline(always)]
    fn piece(
        &self,
        desk: &mut Desk,
        first: usize,
        firms: &mut [Firm],
        stock: &mut [f64],
        order: &mut [Shared],
        followed: &mut [f64],
    ) {
        let graph = self.graph;
        let first_link = graph.purchases(first).start;
        followed.iter_mut().zip(&*firms).for_each(|(followed, firm)| *followed = firm.production);
        let mut place = 0;
        while place < firms.len() {
            let start = graph.purchases(first + place).start;
            let idle = firms[place].output == 0.0;
            let fits = |at: usize| graph.purchases(first + at).end <= start + BATCH && firms[at].output != 0.0;
            let more = if idle { 0 } else { (place + 1..firms.len()).take_while(|at| fits(*at)).count() };
            let end = place + 1 + more;
            let links = start - first_link..graph.purchases(first + end - 1).end - first_link;
            if idle {
                // Uses nothing, and orders its normal flow for ever.
                let amounts = &graph.amounts()[graph.purchases(first + place)];
                order[links].iter_mut().zip(amounts).for_each(|(order, it)| *order.own() = it.get().to_bits());
            } else {
                let (stock, order) = (&mut stock[links.clone()], &mut order[links]);
                self.batch(desk, first + place, &mut firms[place..end], stock, order);
            }
            place = end;
        }
    }

    /// Firms with output from `first` on, with all their links.
    #[inline(always)]
    fn batch(&self, desk: &mut Desk, first: usize, firms: &mut [Firm], stock: &mut [f64], order: &mut [Shared]) {
        let graph = self.graph;
        let start = graph.purchases(first).start;
        let groups = graph.groups(first).start..graph.groups(first + firms.len() - 1).end;
        let amounts = &graph.amounts()[start..start + stock.len()];
        desk.clear(stock.len(), groups.len() + 1);
        self.arrivals(desk, start, order);
        for group in groups.clone() {
            desk.goes_on[graph.links(group).start - start] = 0;
        }
        self.lay_out(desk, first, firms, start);
        desk.pool(amounts, stock);
        self.use_and_order(desk, amounts, stock, order);
        desk.pool_again(stock);
        self.limit(desk, first, firms, groups.start);
    }

    /// What arrives by each link, from `start` on.
    #[inline(always)]
    fn arrivals(&self, desk: &mut Desk, start: usize, order: &mut [Shared]) {
        let links = start..start + order.len();
        let orders = order.iter_mut().map(|order| f64::from_bits(*order.own()));
        if self.rations {
            // Suppliers are anywhere: a loop that does nothing else waits for many of them together.
            let suppliers = &self.graph.suppliers()[links];
            for ((arrived, order), supplier) in desk.arrived.iter_mut().zip(orders).zip(suppliers) {
                *arrived = order * self.filled[*supplier as usize];
            }
        } else {
            desk.arrived.iter_mut().zip(orders).for_each(|(arrived, order)| *arrived = order);
        }
    }

    /// What is the same for all links of a buyer, or of a group, written to each of them.
    #[inline(always)]
    fn lay_out(&self, desk: &mut Desk, first: usize, firms: &[Firm], start: usize) {
        let Self { graph, dynamic, .. } = *self;
        for (buyer, firm) in (first..).zip(firms) {
            let links = graph.purchases(buyer);
            let links = links.start - start..links.end - start;
            desk.production[links.clone()].fill(firm.production);
            desk.output[links.clone()].fill(firm.output);
            desk.busy[links.clone()].fill(firm.production / firm.output);
            if let Some(reach) = self.potential.get(buyer) {
                desk.reach[links.clone()].fill(*reach);
            }
            if self.by_input {
                for group in graph.groups(buyer) {
                    let links = graph.links(group);
                    let links = links.start - start..links.end - start;
                    desk.steps[links.clone()].fill(dynamic.cover.get(buyer, || graph.input(group)));
                    desk.rate[links].fill(1.0 / dynamic.restore.get(buyer, || graph.input(group)));
                }
            } else {
                desk.steps[links.clone()].fill(dynamic.cover.get(buyer, || 0));
                desk.rate[links].fill(1.0 / dynamic.restore.get(buyer, || 0));
            }
        }
    }

    /// By link: goods arrive, use is taken, the next order is placed.
    #[inline(always)]
    fn use_and_order(&self, desk: &Desk, amounts: &[A], stock: &mut [f64], order: &mut [Shared]) {
        let Desk { arrived, production, output, busy, steps, rate, reach, .. } = desk;
        let parts = order.iter_mut().zip(arrived).zip(stock).zip(amounts).zip(busy);
        let of_buyer = production.iter().zip(output).zip(steps.iter().zip(rate).zip(reach));
        for (((((order, arrived), stock), amount), used), ((production, output), ((steps, rate), reach))) in
            parts.zip(of_buyer)
        {
            let (order, amount) = (order.own(), amount.get());
            let kept = *stock + arrived - *stock * used;
            let kept = if kept > NOTHING { kept } else { 0.0 };
            *stock = kept;
            let base = amount * production / output;
            let wanted = base + rate * (self.gap)(steps * amount, [*production, *output], *reach, kept);
            *order = (if wanted > 0.0 { wanted } else { 0.0 }).to_bits();
        }
    }

    /// What the stock that is left allows each firm to make.
    #[inline(always)]
    fn limit(&self, desk: &Desk, first: usize, firms: &mut [Firm], first_group: usize) {
        let Self { graph, dynamic, .. } = *self;
        let Desk { need, pooled, ratio, .. } = desk;
        for (buyer, firm) in (first..).zip(firms) {
            let mut least = f64::INFINITY;
            for group in graph.groups(buyer) {
                let at = group - first_group + 1;
                let steps = dynamic.cover.get(buyer, || graph.input(group));
                let hold = hold(dynamic, steps, need[at], firm.output);
                if hold == 1.0 {
                    least = least.min(ratio[at]);
                } else if hold > 0.0 {
                    least = least.min(pooled[at] / (need[at] * hold));
                }
            }
            firm.limit = if least == f64::INFINITY { least } else { least * firm.output };
        }
    }
}

/// A number where all bits are set, 0 where none is.
#[inline(always)]
fn kept_if(bits: u64, value: f64) -> f64 {
    f64::from_bits(value.to_bits() & bits)
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
