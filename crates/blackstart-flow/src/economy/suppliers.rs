//! The pass by supplier: sum what is wanted, produce what capacity and inputs allow, share it out.

use super::fill::Tray;
use super::graph::Amount;
use super::rules::Ration;
use super::shared::Shared;
use super::table::Table;
use super::web::split;
use super::{Economy, Web};
use rayon::prelude::*;

/// Partial sums of a row: independent of one another, so that the processor can add them side by side.
const SUMS: usize = 8;
/// Most threads that each go over all orders.
const SCANS: usize = 4;
/// Firms that take turns in having zero added.
const SPARE: usize = 64;

/// Where a thread lays out the sales of a piece of the suppliers.
#[derive(Debug, Default)]
struct Bench {
    orders: Vec<f64>,
    amounts: Vec<f64>,
    tray: Tray,
}

impl Bench {
    /// Lays out orders and normal flows of links.
    fn fetch<A: Amount>(&mut self, web: &Web<A>, order: &[Shared], links: &[u32]) {
        self.orders.clear();
        self.amounts.clear();
        let Web::Graph(graph) = web else { return };
        self.orders.extend(links.iter().map(|link| order[*link as usize].get()));
        self.amounts.extend(links.iter().map(|link| graph.amounts()[*link as usize].get()));
    }
}

impl<A: Amount> Economy<A> {
    /// The pass.
    pub(super) fn supply(&mut self) {
        self.sum_orders();
        let (web, dynamic, step) = (&*self.web, &*self.dynamic, self.step);
        let ration = dynamic.rules.ration;
        let cuts = &*self.supplier_cuts;
        let normal = &web.firms().final_demand;
        let wanted = self.wanted.as_deref().unwrap_or(normal);
        let (order, pools) = (&self.order, &self.pools);
        let [weight, next_weight] = &mut self.weight;
        let (weight, events) = (&*weight, &self.events);
        let sizes = || cuts.windows(2).map(|ends| (ends[1] - ends[0]) as usize);
        let firms = split(&mut self.firms, sizes());
        let filled = split(&mut self.filled, sizes());
        let overtimes = split(&mut self.overtime, sizes());
        let potentials = split(&mut self.potential, sizes());
        let next_weights = split(next_weight, sizes());
        let pieces: Vec<_> =
            cuts.iter().zip(firms).zip(filled).zip(overtimes.into_iter().zip(potentials).zip(next_weights)).collect();
        let fills = matches!(ration, Ration::Fill | Ration::FillFinalLast);
        pieces.into_par_iter().for_each_init(Bench::default, |bench, (((first, firms), filled), rest)| {
            let ((overtime, potential), next_weight) = rest;
            // Links of the piece's suppliers are anywhere: a long loop waits for many together.
            let sales = match web {
                Web::Graph(graph) if fills => graph.sales_of(*first as usize..*first as usize + firms.len()),
                _ => &[],
            };
            bench.fetch(web, order, sales);
            let mut sold = 0;
            for (place, (firm, filled)) in firms.iter_mut().zip(filled).enumerate() {
                let supplier = *first as usize + place;
                let sales = match web {
                    Web::Graph(graph) if fills => sold..sold + graph.sales(supplier).len(),
                    _ => 0..0,
                };
                sold = sales.end;
                let placed = match web {
                    Web::Graph(_) if fills => bench.orders[sales.clone()].iter().sum(),
                    Web::Graph(_) => *filled,
                    Web::Table(table) => placed(table, &pools.rate, weight, supplier),
                };
                let wanted = wanted[supplier];
                let rebuild = events.wanted.get(supplier).copied().unwrap_or(0.0);
                let demand: f64 = wanted + placed + rebuild;
                let mut capacity = (1.0 - firm.lost) * firm.output;
                if let (Some(alpha), Some(rule)) = (overtime.get_mut(place), dynamic.rules.overtime) {
                    if step > 1 {
                        let scarcity = if demand > 0.0 { (demand - firm.production) / demand } else { 0.0 };
                        let back = if scarcity == 0.0 { (rule.base - *alpha) / rule.steps } else { 0.0 };
                        *alpha = (*alpha + (rule.most - *alpha) * scarcity / rule.steps + back).max(1.0);
                    }
                    capacity *= *alpha;
                }
                let made = demand.min(capacity).min(firm.limit);
                firm.demand = demand;
                firm.production = made;
                match ration {
                    Ration::Proportional => {
                        *filled = if demand > 0.0 { made / demand } else { 0.0 };
                        firm.consumed = *filled * wanted;
                    }
                    Ration::FinalLast => {
                        let short = (demand - made).max(0.0);
                        if wanted >= short {
                            firm.consumed = wanted - short;
                            *filled = 1.0;
                        } else {
                            firm.consumed = 0.0;
                            *filled = made / (demand - wanted);
                        }
                    }
                    Ration::Fill | Ration::FillFinalLast => {
                        let (orders, amounts) = (&bench.orders[sales.clone()], &bench.amounts[sales.clone()]);
                        let level = if ration == Ration::Fill {
                            let usual = normal[supplier];
                            let share = if usual > 0.0 { wanted / usual } else { 0.0 };
                            let (level, final_level) = bench.tray.pour(orders, amounts, made, Some((share, usual)));
                            firm.consumed = final_level * usual;
                            level
                        } else {
                            firm.consumed = (made - (demand - wanted)).min(wanted).max(0.0);
                            bench.tray.pour(orders, amounts, made - firm.consumed, None).0
                        };
                        let sent = bench.orders[sales.clone()].iter_mut().zip(&bench.amounts[sales]);
                        for ((order, amount), level) in sent.zip(level) {
                            *order = level * amount;
                        }
                        *filled = 1.0;
                    }
                }
                if let Some(potential) = potential.get_mut(place) {
                    let left = wanted + placed + rebuild * (1.0 - *filled);
                    *potential = left.min(capacity);
                }
                if let Some(weight) = next_weight.get_mut(place) {
                    *weight = if firm.output > 0.0 { capacity / firm.output } else { 0.0 };
                }
            }
            sales.iter().zip(&bench.orders).for_each(|(link, sent)| order[*link as usize].set(*sent));
        });
    }

    /// Orders addressed to each firm of a network, left in `filled`: what it held has been used. All ways to do it add the
    /// orders to a firm in order of its buyers.
    fn sum_orders(&mut self) {
        let Web::Graph(graph) = &*self.web else { return };
        if !self.followed.is_empty() {
            // Filling fetches all orders anyway.
            return;
        }
        let (order, suppliers) = (&self.order, graph.suppliers());
        let threads = rayon::current_num_threads();
        let count = self.filled.len();
        if threads > SCANS || count < 2 * threads * SPARE {
            // Each firm goes to its orders, wherever they are.
            self.filled.par_iter_mut().with_min_len(1 << 10).enumerate().for_each(|(firm, sum)| {
                *sum = graph.sales(firm).iter().map(|link| order[*link as usize].get()).sum();
            });
            return;
        }
        // Each thread goes over all orders and takes those to its own firms: far less waiting for memory.
        let size = count.div_ceil(threads).max(1);
        self.filled.par_chunks_mut(size).enumerate().for_each(|(piece, sums)| {
            sums.fill(0.0);
            let first = (piece * size) as u32;
            if threads == 1 {
                for (order, supplier) in order.iter().zip(suppliers) {
                    sums[*supplier as usize] += order.get();
                }
                return;
            }
            for (link, (order, supplier)) in order.iter().zip(suppliers).enumerate() {
                // Others' orders add zero somewhere: cheaper than a branch that nobody can foresee.
                let place = supplier.wrapping_sub(first) as usize;
                let own = place < sums.len();
                let (place, order) = if own { (place, order.get()) } else { (link % SPARE, 0.0) };
                sums[place] += order;
            }
        });
    }

    /// Outstanding orders addressed to an industry of a table, as the next pass by supplier will see them.
    pub(super) fn placed(&self, table: &Table<A>, supplier: usize) -> f64 {
        placed(table, &self.pools.rate, &self.weight[0], supplier)
    }
}

/// Orders addressed to an industry: its normal flows, each times the rate of the input it belongs to.
fn placed<A: Amount>(table: &Table<A>, rate: &[f64], weight: &[f64], supplier: usize) -> f64 {
    let sector = table.firms().sector[supplier] as usize;
    let rate = &rate[table.groups_of_sector(sector)];
    let (blocks, rest) = table.row(supplier).as_chunks::<SUMS>();
    let (rate_blocks, rate_rest) = rate.as_chunks::<SUMS>();
    let mut sums = [0.0; SUMS];
    for (amounts, rates) in blocks.iter().zip(rate_blocks) {
        for ((sum, amount), rate) in sums.iter_mut().zip(amounts).zip(rates) {
            *sum += amount.get() * rate;
        }
    }
    let rest: f64 = rest.iter().zip(rate_rest).map(|(amount, rate)| amount.get() * rate).sum();
    weight.get(supplier).unwrap_or(&1.0) * (sums.iter().sum::<f64>() + rest)
}
