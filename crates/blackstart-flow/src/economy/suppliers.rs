//! The pass by supplier: sum what is wanted, produce what capacity and inputs allow, share it out.

use super::fill::Tray;
use super::graph::Amount;
use super::rules::{Dynamic, Ration};
use super::shared::Shared;
use super::table::Table;
use super::web::split;
use super::{Economy, Firm, Web};
use rayon::prelude::*;
use std::ops::Range;

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

    /// Turns orders into deliveries of what there is; what final demand gets relative to normal is returned.
    fn fill(&mut self, sales: Range<usize>, there: f64, final_demand: Option<(f64, f64)>) -> f64 {
        let (orders, amounts) = (&mut self.orders[sales.clone()], &self.amounts[sales]);
        let (level, final_level) = self.tray.pour(orders, amounts, there, final_demand);
        for ((order, amount), level) in orders.iter_mut().zip(amounts).zip(level) {
            *order = level * amount;
        }
        final_level
    }
}

impl<A: Amount> Economy<A> {
    /// The pass.
    pub(super) fn supply(&mut self) {
        self.sum_orders();
        let (web, dynamic) = (&*self.web, &*self.dynamic);
        let normal = &web.firms().final_demand;
        let [weight, next_weight] = &mut self.weight;
        let supplying = Supplying {
            web,
            dynamic,
            step: self.step,
            normal,
            wanted: self.wanted.as_deref().unwrap_or(normal),
            rebuild: &self.events.wanted,
            order: &self.order,
            rate: &self.pools.rate,
            weight,
            fills: matches!(dynamic.rules.ration, Ration::Fill | Ration::FillFinalLast),
        };
        let cuts = &*self.supplier_cuts;
        let sizes = || cuts.windows(2).map(|ends| (ends[1] - ends[0]) as usize);
        let firms = split(&mut self.firms, sizes()).into_iter().zip(split(&mut self.filled, sizes()));
        let kept = split(&mut self.overtime, sizes()).into_iter().zip(split(&mut self.potential, sizes()));
        let kept = kept.zip(split(next_weight, sizes()));
        let pieces = cuts.iter().zip(firms).zip(kept);
        let pieces: Vec<Piece<'_>> = pieces
            .map(|((first, (firms, filled)), ((overtime, potential), next_weight))| Piece {
                first: *first as usize,
                firms,
                filled,
                overtime,
                potential,
                next_weight,
            })
            .collect();
        pieces.into_par_iter().for_each_init(Bench::default, |bench, piece| supplying.piece(bench, piece));
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

/// What the pass needs to know besides its own firms.
struct Supplying<'a, A> {
    web: &'a Web<A>,
    dynamic: &'a Dynamic,
    step: u64,
    /// Final demand in normal times, and now.
    normal: &'a [f64],
    wanted: &'a [f64],
    /// Wanted to rebuild; empty where nobody ever rebuilds.
    rebuild: &'a [f64],
    order: &'a [Shared],
    /// Of a table: the rate of each input, the weight of each supplier.
    rate: &'a [f64],
    weight: &'a [f64],
    /// Whether what is made is shared out by filling.
    fills: bool,
}

/// Firms from `first` on, with what is kept of each; what no rule needs is empty.
struct Piece<'a> {
    first: usize,
    firms: &'a mut [Firm],
    /// Orders addressed to a firm, then the part of them that it fills.
    filled: &'a mut [f64],
    overtime: &'a mut [f64],
    potential: &'a mut [f64],
    next_weight: &'a mut [f64],
}

impl<A: Amount> Supplying<'_, A> {
    fn piece(&self, bench: &mut Bench, piece: Piece<'_>) {
        let Piece { first, firms, filled, overtime, potential, next_weight } = piece;
        // Links of the piece's suppliers are anywhere: a long loop waits for many together.
        let links = match self.web {
            Web::Graph(graph) if self.fills => graph.sales_of(first..first + firms.len()),
            _ => &[],
        };
        bench.fetch(self.web, self.order, links);
        let mut sold = 0;
        for (place, (firm, filled)) in firms.iter_mut().zip(filled).enumerate() {
            let supplier = first + place;
            let sales = match self.web {
                Web::Graph(graph) if self.fills => sold..sold + graph.sales(supplier).len(),
                _ => 0..0,
            };
            sold = sales.end;
            let placed = match self.web {
                Web::Graph(_) if self.fills => bench.orders[sales.clone()].iter().sum(),
                Web::Graph(_) => *filled,
                Web::Table(table) => placed(table, self.rate, self.weight, supplier),
            };
            let wanted = self.wanted[supplier];
            let rebuild = self.rebuild.get(supplier).copied().unwrap_or(0.0);
            // Where stocks are run down by more than is ordered, nothing is made.
            firm.demand = (wanted + placed + rebuild).max(0.0);
            let capacity = self.capacity(firm, overtime.get_mut(place));
            firm.production = firm.demand.min(capacity).min(firm.limit);
            *filled = if wanted < 0.0 && firm.demand == 0.0 {
                // All orders are filled from stocks, which are run down by just as much.
                firm.consumed = -(placed + rebuild);
                1.0
            } else {
                self.share_out(bench, firm, supplier, sales)
            };
            if let Some(potential) = potential.get_mut(place) {
                let left = (wanted + placed + rebuild * (1.0 - *filled)).max(0.0);
                *potential = left.min(capacity);
            }
            if let Some(weight) = next_weight.get_mut(place) {
                *weight = if firm.output > 0.0 { capacity / firm.output } else { 0.0 };
            }
        }
        links.iter().zip(&bench.orders).for_each(|(link, sent)| self.order[*link as usize].set(*sent));
    }

    /// What a firm could make if it had its inputs; its production is still that of the last step, by which overtime moves.
    #[inline(always)]
    fn capacity(&self, firm: &Firm, overtime: Option<&mut f64>) -> f64 {
        let capacity = (1.0 - firm.lost) * firm.output;
        let (Some(alpha), Some(rule)) = (overtime, self.dynamic.rules.overtime) else { return capacity };
        if self.step > 1 {
            let demand = firm.demand;
            let scarcity = if demand > 0.0 { (demand - firm.production) / demand } else { 0.0 };
            let back = if scarcity == 0.0 { (rule.base - *alpha) / rule.steps } else { 0.0 };
            *alpha = (*alpha + (rule.most - *alpha) * scarcity / rule.steps + back).max(1.0);
        }
        capacity * *alpha
    }

    /// Shares out what a firm has made; what part of orders it fills is returned. Filling turns orders into deliveries.
    #[inline(always)]
    fn share_out(&self, bench: &mut Bench, firm: &mut Firm, supplier: usize, sales: Range<usize>) -> f64 {
        let (demand, made, wanted) = (firm.demand, firm.production, self.wanted[supplier]);
        match self.dynamic.rules.ration {
            Ration::Proportional => {
                let filled = if demand > 0.0 { made / demand } else { 0.0 };
                firm.consumed = filled * wanted;
                filled
            }
            Ration::FinalLast => {
                let short = (demand - made).max(0.0);
                if wanted >= short {
                    firm.consumed = wanted - short;
                    1.0
                } else {
                    firm.consumed = 0.0;
                    made / (demand - wanted)
                }
            }
            Ration::Fill => {
                let usual = self.normal[supplier];
                let share = if usual > 0.0 { wanted / usual } else { 0.0 };
                firm.consumed = bench.fill(sales, made, Some((share, usual))) * usual;
                1.0
            }
            Ration::FillFinalLast => {
                firm.consumed = (made - (demand - wanted)).min(wanted).max(0.0);
                bench.fill(sales, made - firm.consumed, None);
                1.0
            }
        }
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
