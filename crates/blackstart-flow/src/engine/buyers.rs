//! The buyers' pass: receive and use, order, pay (steps 1 to 3 of the method page).

use super::lanes::{Lanes, add};
use super::{Desk, Engine, Field, Tie};
use crate::belt::Place;
use crate::network::{Channel, Edge, NO_SLOT, Node, OrderRule};

impl<const W: usize> Engine<'_, W> {
    /// By buyer: receive and use \[1\], order \[2\], pay \[3\].
    #[inline(always)]
    pub(super) fn buyers(&mut self) {
        let network = self.network;
        self.goods.advance(&network.goods, self.step, &self.sent);
        if self.pays {
            self.invoices.advance(&network.invoices, self.step, &self.sent);
        }
        for (buyer, node) in network.nodes.iter().enumerate() {
            if node.first_group < node.end_group {
                let due = self.receive_and_order(buyer, node);
                if self.pays {
                    self.pay(buyer, node, due);
                }
            }
        }
    }

    /// Receive, use, order \[1, 2\]; what falls due in this step is returned.
    #[inline(always)]
    fn receive_and_order(&mut self, buyer: usize, node: &Node) -> Lanes<W> {
        let Self {
            network,
            weights,
            flags,
            ties,
            sent,
            goods,
            invoices,
            falling_due,
            sites,
            given,
            spots,
            desks,
            pays,
            step,
            ahead,
            ..
        } = self;
        let weight = weights[node.calendar as usize];
        let scale = given.lane_value(Field::CoverScale, buyer, &flags[buyer], &spots[buyer]);
        // h, exactly 1 at normal output.
        let mut pace = Lanes::ONE;
        if node.output > 0.0 {
            pace = Lanes(sites.production[buyer]) / node.output;
        }
        // What orders follow, what the stock aimed at follows, and the lowest gap that counts.
        let plan = Lanes(spots[buyer].plan);
        let (follow, level, lowest) = match network.rule {
            OrderRule::Plan => (plan, plan, f64::NEG_INFINITY),
            OrderRule::Production => (pace, pace, f64::NEG_INFINITY),
            OrderRule::BaselineStock => (pace, Lanes::ONE, f64::NEG_INFINITY),
            OrderRule::NoDrawdown => (pace, pace, 0.0),
        };
        let mut can_order = if weight > 0.0 { Lanes::ONE } else { Lanes::ZERO };
        let gate = (flags[buyer].throttled && weight > 0.0).then(|| given.gate(Channel::Order, buyer));
        if flags[buyer].dead {
            can_order = can_order * Lanes(sites.alive[buyer]);
        }
        let base_order = follow * weight;
        let life = network.normal.life(buyer);
        let choosy = flags[buyer].choosy;
        let (mut shelf, mut shelf_aim) = (Lanes::ZERO, Lanes::ZERO);
        let excess = level - 1.0;

        let desks: &mut [Desk<W>] = desks;
        let order_value: &mut [[f64; W]] = &mut sites.order_value;
        let (mut goods, mut invoices) = (goods.walk(), invoices.walk());
        let mut falling_due = falling_due.iter_mut();
        let sent: &mut [[f64; W]] = sent;

        let mut due = Lanes::ZERO;
        let mut least = Lanes::all(f64::INFINITY);
        for group in &network.groups[node.first_group as usize..node.end_group as usize] {
            let (first, end) = (group.first as usize, group.end as usize);
            let edges = &network.edges[first..end];
            let ties = &mut ties[first..end];
            let normal = scale * group.cover + group.cycle;
            let pooled = pool(edges, ties);
            let there = normal + pooled;
            let used = pace.at_most(there).at_least(Lanes::ZERO);
            // Where there is but one supplier its stock is the pool.
            let ratio =
                if edges.len() > 1 { Lanes::ZERO.where_below(there, used / there, Lanes::ZERO) } else { Lanes::ZERO };
            let lacking = excess * normal;
            let floor = -normal;
            let mut left = Lanes::ZERO;
            for ((e, edge), tie) in (first..end).zip(edges).zip(ties) {
                let desk = &mut desks[edge.supplier as usize];
                let shipped = Lanes(tie.order) * Lanes(desk.filled);
                let (mut came, mut on_way) = (shipped, Lanes::ZERO);
                if edge.goods != Place::None {
                    came = Lanes(goods.exchange(e, edge.goods, shipped.0));
                    on_way = Lanes(tie.pipeline) + (shipped - came);
                    tie.pipeline = on_way.0;
                }
                if let (true, Some(falls_due)) = (*pays, falling_due.next()) {
                    let fresh = invoices.exchange(e, edge.invoices, shipped.0);
                    *falls_due = fresh;
                    due += Lanes(fresh) * edge.value;
                }
                if let Some(sent) = sent.get_mut(e) {
                    *sent = shipped.0;
                }
                let old = Lanes(tie.stock);
                let taken = used + (old - pooled) * ratio;
                let new = (old + (came - taken)).at_least(floor);
                tie.stock = new.0;
                left += new * edge.share;
                let mut gap = (lacking - new) + (level * edge.pipeline - on_way);
                let mut base = base_order;
                if let Some(life) = life {
                    // What arrives is used a lead time later: ordered for the season that will be then.
                    let then = life.index(*step + edge.pipeline as usize + 1);
                    gap = gap + ahead[e];
                    base = base * then;
                    ahead[e] += weight * (then - life.index(*step));
                }
                let mut want = (base + gap.at_least(Lanes::all(lowest)) * node.reorder_rate).at_least(Lanes::ZERO);
                if let Some(gate) = &gate {
                    want = gate.pass(want, want, Lanes::all(weight));
                }
                let wish = can_order * want;
                tie.order = wish.0;
                add(&mut desk.orders, wish * edge.amount);
                if edge.own_price {
                    add(&mut order_value[edge.supplier as usize], wish * edge.value);
                }
            }
            if choosy && group.critical > 0.0 {
                // Without the cycle stock, but for the normal use of this step.
                let aimed = scale * group.cover;
                let there = aimed + left + 1.0;
                for l in 0..W {
                    let lower = (there.0[l] - 1.0) * shelf_aim.0[l] < (shelf.0[l] - 1.0) * aimed.0[l];
                    if aimed.0[l] > 0.0 && (shelf_aim.0[l] == 0.0 || lower) {
                        (shelf.0[l], shelf_aim.0[l]) = (there.0[l], aimed.0[l]);
                    }
                }
            }
            if group.critical > 0.0 {
                if group.slot == NO_SLOT {
                    least = (normal + left).at_most(least);
                } else {
                    sites.partial_input[group.slot as usize] = (normal + left).0;
                }
            }
        }
        spots[buyer].least_input = least.0;
        if choosy {
            sites.shelf[buyer] = shelf.0;
            sites.shelf_aim[buyer] = shelf_aim.0;
        }
        due
    }

    /// Pay what is due \[3\].
    #[inline(always)]
    fn pay(&mut self, buyer: usize, node: &Node, fresh: Lanes<W>) {
        let Self { network, flags, falling_due, overdue, sites, given, meters, follows, spots, desks, .. } = self;
        let flag = flags[buyer];
        let first = network.groups[node.first_group as usize].first as usize;
        let end = network.groups[node.end_group as usize - 1].end as usize;
        let edges = &network.edges[first..end];
        let overdue: &mut [[f64; W]] = overdue;
        let desks: &mut [Desk<W>] = desks;

        let mut due = fresh;
        if flag.overdue {
            for e in first..end {
                due += Lanes(overdue[e]);
            }
        }
        // φ: 1, or what money, the pay channel and insolvency leave of it.
        let mut pay = Lanes::ONE;
        let mut lacking = 0;
        let surge = network.sites()[buyer].surge;
        let mut hindered = flag.throttled || flag.dead || Lanes::all(surge * node.purchases).any_below(due);
        if flag.follows {
            let spot = &spots[buyer];
            let [credit, fixed] =
                [Field::Credit, Field::FixedCost].map(|field| given.lane_value(field, buyer, &flag, spot));
            let funds = (Lanes(spot.cash) + credit - fixed).at_least(Lanes::ZERO);
            if funds.any_below(due) {
                hindered = true;
                for l in 0..W {
                    if funds.0[l] < due.0[l] {
                        pay.0[l] = funds.0[l] / due.0[l];
                        lacking |= 1 << l;
                    }
                }
            }
        }
        if hindered {
            let normal = Lanes::all(node.purchases);
            let most = normal * surge;
            let passes = if flag.throttled {
                given.gate(Channel::Pay, buyer).pass(due, most, normal)
            } else {
                due.at_most(most)
            };
            pay = passes.where_below(due, (passes / due).at_most(pay), pay) * Lanes(sites.alive[buyer]);
        }
        let mut paid = due;
        if flag.overdue || hindered {
            paid = Lanes::ZERO;
            let mut owed = Lanes::ZERO;
            let dead = Lanes::ONE - Lanes(sites.alive[buyer]);
            for ((e, edge), fresh) in (first..end).zip(edges).zip(falling_due) {
                let fresh = Lanes(*fresh) * edge.value;
                let all = fresh + Lanes(overdue[e]);
                let now = pay * all;
                let late = all - now;
                add(&mut desks[edge.supplier as usize].receipts, now);
                overdue[e] = late.0;
                paid += now;
                owed += late;
                if flag.dead {
                    add(&mut meters.bad_debt[edge.supplier as usize], dead * fresh);
                }
            }
            flags[buyer].overdue = Lanes::ZERO.any_below(owed);
            let owed = owed * Lanes(*follows);
            add(&mut meters.overdue_time[buyer], owed);
            for (most, owed) in meters.most_overdue[buyer].iter_mut().zip(owed.0) {
                *most = most.max(owed);
            }
        } else {
            for (edge, fresh) in edges.iter().zip(falling_due) {
                add(&mut desks[edge.supplier as usize].receipts, Lanes(*fresh) * edge.value);
            }
        }
        flags[buyer].lacking = lacking;
        spots[buyer].paid = paid.0;
    }
}

/// `y_g = Σ (A_e/A_g) y_e`.
#[inline(always)]
fn pool<const W: usize>(edges: &[Edge], ties: &[Tie<W>]) -> Lanes<W> {
    if let [only] = ties {
        return Lanes(only.stock);
    }
    let mut pooled = Lanes::ZERO;
    for (edge, tie) in edges.iter().zip(ties) {
        pooled += Lanes(tie.stock) * edge.share;
    }
    pooled
}
