//! The pass by buyer with pooled stock: all deliveries of an input are one, and so is its stock.

use super::graph::Amount;
use super::rules::{Dynamic, Split};
use super::web::{Span, split};
use super::{Economy, Firm, Web};
use rayon::prelude::*;

/// Columns of a table that are summed together: their sums stay in the nearest cache.
const COLUMNS: usize = 1024;

/// What belongs to the groups; empty where stock is kept by link.
#[derive(Clone, Debug, Default)]
pub(super) struct Pools {
    /// Normal use per step.
    pub(super) need: Vec<f64>,
    /// What arrived in the last step.
    got: Vec<f64>,
    /// Order per unit of normal flow times the supplier's weight. During the pass: normal flow times weight, summed.
    pub(super) rate: Vec<f64>,
    /// Whether stock can be at its goal everywhere at all: where an input is unlimited and somebody uses none of it, the
    /// published program multiplies zero and infinity.
    settles: bool,
}

impl Pools {
    pub(super) fn new<A: Amount>(web: &Web<A>, dynamic: &Dynamic, spans: &[Span], output: &[f64]) -> Self {
        let mut need = vec![0.0; web.group_count()];
        match web {
            Web::Graph(graph) => {
                for (group, need) in need.iter_mut().enumerate() {
                    *need = graph.amounts()[graph.links(group)].iter().map(|amount| amount.get()).sum();
                }
            }
            Web::Table(table) => {
                for sector in 0..table.sectors() {
                    let need = &mut need[table.groups_of_sector(sector)];
                    for supplier in table.of_sector(sector) {
                        need.iter_mut().zip(table.row(*supplier as usize)).for_each(|(sum, it)| *sum += it.get());
                    }
                }
            }
        }
        let (mut unlimited, mut used) = (0, 0);
        if dynamic.cover.has_infinite() {
            for firm in 0..web.firms().len() {
                for sector in 0..web.firms().sectors() {
                    unlimited += usize::from(dynamic.cover.get(firm, || sector as u32) == f64::INFINITY);
                }
            }
            for span in spans {
                let first = web.groups_of(span).start;
                web.each_group(span, |place, buyer, sector| {
                    let endless = dynamic.cover.get(buyer, || sector) == f64::INFINITY;
                    used += usize::from(endless && need[first + place] > 0.0 && output[buyer] > 0.0);
                });
            }
        }
        let count = need.len();
        Self { need, got: vec![0.0; count], rate: vec![1.0; count], settles: unlimited == used }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.need.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.need.len() + self.got.len() + self.rate.len()
    }

    /// Stock of each group at the start.
    pub(super) fn initial_stock<A: Amount>(&self, web: &Web<A>, dynamic: &Dynamic, spans: &[Span]) -> Vec<f64> {
        let cover = dynamic.cover_at_start.as_ref().unwrap_or(&dynamic.cover);
        let mut stock = vec![0.0; self.need.len()];
        for span in spans {
            let groups = web.groups_of(span);
            let (stock, need) = (&mut stock[groups.clone()], &self.need[groups]);
            web.each_group(span, |place, buyer, sector| {
                let steps = cover.get(buyer, || sector);
                stock[place] = if steps == f64::INFINITY { steps } else { steps * need[place] };
            });
        }
        stock
    }
}

/// `numpy.allclose`: as near as makes no difference to the published program.
fn close(one: f64, other: f64) -> bool {
    one == other || (one - other).abs() <= 1e-8 + 1e-5 * other.abs()
}

/// Use of an input in a step.
#[inline(always)]
fn used(firm: &Firm, need: f64) -> f64 {
    if firm.output > 0.0 { firm.production * (need / firm.output) } else { 0.0 }
}

impl<A: Amount> Economy<A> {
    /// The pass.
    pub(super) fn buy_pooled(&mut self) {
        self.receive();
        let (web, dynamic, firms, spans) = (&*self.web, &*self.dynamic, &self.firms, &*self.spans);
        let gates = dynamic.rules.gates;
        let (need, got) = (&self.pools.need, &self.pools.got);

        let moves = !gates
            || spans.par_iter().any(|span| {
                let groups = web.groups_of(span);
                let (got, need) = (&got[groups.clone()], &need[groups]);
                let mut differs = false;
                web.each_group(span, |place, buyer, _| differs |= !close(got[place], used(&firms[buyer], need[place])));
                differs
            });
        let reach = |buyer: usize| {
            let firm = &firms[buyer];
            let followed = match dynamic.rules.order.target {
                super::Target::Production => firm.production,
                super::Target::Normal => firm.output,
                super::Target::Potential => self.potential[buyer],
            };
            if firm.output > 0.0 { followed / firm.output } else { 0.0 }
        };
        let sizes = || spans.iter().map(|span| web.groups_of(span).len());
        let stocks = split(&mut self.stock, sizes());
        let pieces: Vec<_> = spans.iter().zip(stocks).collect();
        // Every stock is brought up to date, so no piece may end the search for the others.
        let off = pieces
            .into_par_iter()
            .map(|(span, stock)| {
                let groups = web.groups_of(span);
                let (got, need) = (&got[groups.clone()], &need[groups]);
                let mut off = false;
                web.each_group(span, |place, buyer, sector| {
                    if moves {
                        stock[place] += got[place] - used(&firms[buyer], need[place]);
                    }
                    let steps = dynamic.cover.get(buyer, || sector);
                    off |= !close(stock[place], reach(buyer) * need[place] * steps);
                });
                off
            })
            .reduce(|| false, |one, other| one | other);
        let restores = !gates || off || !self.pools.settles;

        let (stock, weight) = (&self.stock, &self.weight[1]);
        let order = &self.order;
        let rates = split(&mut self.pools.rate, sizes());
        let pieces: Vec<_> = spans.iter().zip(rates).collect();
        pieces.into_par_iter().for_each(|(span, rate)| {
            let first = web.groups_of(span).start;
            web.each_group(span, |place, buyer, sector| {
                let (need, stock) = (need[first + place], stock[first + place]);
                let steps = dynamic.cover.get(buyer, || sector);
                let gap = if !restores || steps == f64::INFINITY {
                    0.0
                } else {
                    let gap = reach(buyer) * need * steps - stock;
                    if dynamic.rules.order.drawdown { gap } else { gap.max(0.0) }
                };
                let restore = dynamic.restore.get(buyer, || sector);
                let wanted = (gap / restore + used(&firms[buyer], need)).max(0.0);
                rate[place] = if rate[place] > 0.0 { wanted / rate[place] } else { 0.0 };
                if let Web::Graph(graph) = web {
                    for link in graph.links(first + place) {
                        let share = weight.get(graph.suppliers()[link] as usize).unwrap_or(&1.0);
                        order[link].set(graph.amounts()[link].get() * share * rate[place]);
                    }
                }
            });
        });
    }

    /// What arrives, and by what the next orders will be split.
    fn receive(&mut self) {
        let (web, filled, order, weights) = (&*self.web, &self.filled, &self.order, &self.weight);
        let fixed = self.dynamic.rules.order.split == Split::Fixed;
        let pools = &mut self.pools;
        let need = &pools.need;
        let spans = &*self.spans;
        let sizes = || spans.iter().map(|span| web.groups_of(span).len());
        let gots = split(&mut pools.got, sizes());
        let rates = split(&mut pools.rate, sizes());
        let pieces: Vec<_> = spans.iter().zip(gots).zip(rates).collect();
        pieces.into_par_iter().for_each(|((span, got), rate)| {
            let groups = web.groups_of(span);
            match (web, span) {
                (Web::Graph(graph), _) => {
                    for (place, group) in groups.enumerate() {
                        let (mut arrived, mut weight) = (0.0, 0.0);
                        for link in graph.links(group) {
                            let supplier = graph.suppliers()[link] as usize;
                            arrived += order[link].get() * filled[supplier];
                            weight += graph.amounts()[link].get() * weights[1].get(supplier).unwrap_or(&1.0);
                        }
                        got[place] = arrived;
                        rate[place] = weight;
                    }
                }
                (Web::Table(table), Span::Sector(sector)) => {
                    // By blocks of columns, so that the sums stay near.
                    let blocks =
                        got.chunks_mut(COLUMNS).zip(rate.chunks_mut(COLUMNS)).zip(need[groups].chunks(COLUMNS));
                    for (block, ((got, rate), need)) in blocks.enumerate() {
                        let mut next = [0.0; COLUMNS];
                        let next = &mut next[..got.len()];
                        got.fill(0.0);
                        let columns = got.len();
                        let row = |supplier: u32| &table.row(supplier as usize)[block * COLUMNS..][..columns];
                        let sent = |supplier: u32| {
                            weights[0].get(supplier as usize).unwrap_or(&1.0) * filled[supplier as usize]
                        };
                        let share = |supplier: u32| weights[1].get(supplier as usize).copied().unwrap_or(1.0);
                        // Four rows at a time: the sums are fetched and stored a quarter as often.
                        let (fours, rest) = table.of_sector(*sector).as_chunks::<4>();
                        for four in fours {
                            let [a, b, c, d] = four.map(row);
                            let (sent, share) = (four.map(sent), four.map(share));
                            for place in 0..columns {
                                let amounts = [a[place].get(), b[place].get(), c[place].get(), d[place].get()];
                                let mut sums = (got[place], next[place]);
                                for row in 0..4 {
                                    sums.0 += amounts[row] * sent[row];
                                    sums.1 += amounts[row] * share[row];
                                }
                                (got[place], next[place]) = sums;
                            }
                        }
                        for supplier in rest {
                            let (row, sent, share) = (row(*supplier), sent(*supplier), share(*supplier));
                            for ((got, next), amount) in got.iter_mut().zip(&mut *next).zip(row) {
                                *got += amount.get() * sent;
                                *next += amount.get() * share;
                            }
                        }
                        let next = if fixed { need } else { &*next };
                        for ((got, rate), next) in got.iter_mut().zip(rate).zip(next) {
                            *got *= *rate;
                            *rate = *next;
                        }
                    }
                }
                (Web::Table(_), Span::Buyers(_)) => {}
            }
        });
    }
}
