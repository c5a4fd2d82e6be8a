//! The buyers' pass: receive and use, order, pay (steps 1 to 3 of the method page).

use super::lanes::{Lanes, add};
use super::{Desk, Engine, Field, Flags, Gate, Given, Sites, Spot, Tie};
use crate::belt::{Place, Walk};
use crate::network::{Channel, Edge, NO_SLOT, Node, OrderRule};
use crate::normal::Known;

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
            closing: [plans, stocks, _],
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
        let life = network.normal.life(buyer);
        if weight > 0.0 && network.follows_plan(node) {
            let index = life.map_or(1.0, |life| life.index(*step));
            let rate = plans.of(node.plan_rate, weight);
            replan(&mut spots[buyer], node, given, &flags[buyer], buyer, index, rate);
        }
        let scale = given.lane_value(Field::CoverScale, buyer, &flags[buyer], &spots[buyer]);
        let pace = pace(sites, node, buyer);
        let mut wish =
            Wish::of(network.rule, pace, Lanes(spots[buyer].plan), weight, stocks.of(node.reorder_rate, weight));
        wish.under(given, sites, &flags[buyer], buyer);
        let mut shelf = flags[buyer].choosy.then_some(Shelf { there: Lanes::ZERO, aim: Lanes::ZERO });

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
            let lacking = wish.excess() * normal;
            let floor = -normal;
            let mut left = Lanes::ZERO;
            for ((e, edge), tie) in (first..end).zip(edges).zip(ties) {
                let desk = &mut desks[edge.supplier as usize];
                let shipped = Lanes(tie.order) * Lanes(desk.filled);
                let (came, on_way) = arrive(&mut goods, e, edge, tie, shipped);
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
                let mut seen = Seen::NOTHING;
                if let Some(life) = life {
                    seen = Seen::ahead(life, *step, edge, &mut ahead[e], weight);
                }
                let order = wish.order(lacking - new, edge.pipeline, on_way, seen);
                tie.order = order.0;
                add(&mut desk.orders, order * edge.amount);
                if edge.own_price {
                    add(&mut order_value[edge.supplier as usize], order * edge.value);
                }
            }
            if let (Some(shelf), true) = (&mut shelf, group.critical > 0.0) {
                shelf.put(scale * group.cover, left);
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
        if let Some(shelf) = shelf {
            sites.shelf[buyer] = shelf.there.0;
            sites.shelf_aim[buyer] = shelf.aim.0;
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
        // Whole, the channel passes what falls due and as much again of what is late as its surge allows.
        let most = Lanes::all(node.purchases).at_least(fresh) * surge;
        let mut hindered = flag.throttled || flag.dead || most.any_below(due);
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
            let passes = if flag.throttled {
                given.gate(Channel::Pay, buyer).pass(due, most, Lanes::all(node.purchases))
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

/// Moves the plan to what would be made of the last goal, as the produce channel is now \[2\]: who stops a line stops its call-offs.
#[inline(always)]
fn replan<const W: usize>(
    spot: &mut Spot<W>,
    node: &Node,
    given: &Given<W>,
    flags: &Flags,
    buyer: usize,
    index: f64,
    rate: f64,
) {
    if index <= 0.0 {
        return;
    }
    let goal = Lanes(spot.goal) * index;
    let mut able = Lanes::all(node.capacity);
    if flags.overtime {
        able = able * Lanes(spot.overtime);
    }
    let could = if flags.throttled {
        given.gate(Channel::Produce, buyer).pass(goal, able, Lanes::all(node.capacity.min(node.output)))
    } else {
        able.at_most(goal)
    };
    let plan = Lanes(spot.plan);
    spot.plan = (plan + (could / (node.output * index) - plan) * rate).0;
}

/// What the orders of a buyer follow in a step \[2\].
struct Wish<const W: usize> {
    /// Orders before stock is looked at, relative to normal.
    base: Lanes<W>,
    /// What the stock aimed at follows.
    level: Lanes<W>,
    /// The lowest gap that counts.
    lowest: f64,
    /// The share of a gap that is closed in the step.
    rate: f64,
    /// `w`: a normal working day's orders.
    weight: f64,
    /// 1, or 0 where nobody orders: closed, or insolvent.
    open: Lanes<W>,
    /// The order channel, where it may be throttled.
    gate: Option<Gate<W>>,
}

impl<const W: usize> Wish<W> {
    #[inline(always)]
    fn of(rule: OrderRule, pace: Lanes<W>, plan: Lanes<W>, weight: f64, rate: f64) -> Self {
        let (follow, level, lowest) = match rule {
            OrderRule::Plan => (plan, plan, f64::NEG_INFINITY),
            OrderRule::Production => (pace, pace, f64::NEG_INFINITY),
            OrderRule::BaselineStock => (pace, Lanes::ONE, f64::NEG_INFINITY),
            OrderRule::NoDrawdown => (pace, pace, 0.0),
        };
        let open = if weight > 0.0 { Lanes::ONE } else { Lanes::ZERO };
        Self { base: follow * weight, level, lowest, rate, weight, open, gate: None }
    }

    /// What the order channel and insolvency do to it.
    #[inline(always)]
    fn under(&mut self, given: &Given<W>, sites: &Sites<W>, flags: &Flags, buyer: usize) {
        if flags.throttled {
            self.gate = Some(given.gate(Channel::Order, buyer));
        }
        if flags.dead {
            self.open = self.open * Lanes(sites.alive[buyer]);
        }
    }

    /// Stock aimed at beyond the normal one, relative to it.
    #[inline(always)]
    fn excess(&self) -> Lanes<W> {
        self.level - 1.0
    }

    /// The order for a link, of: what its stock lacks, what is normally on its way, what is, and what is foreseen.
    #[inline(always)]
    fn order(&self, lacking: Lanes<W>, pipeline: f64, on_way: Lanes<W>, seen: Seen) -> Lanes<W> {
        let gap = lacking + (self.level * pipeline - on_way) + seen.ordered_ahead;
        let want = self.base * seen.index + gap.at_least(Lanes::all(self.lowest)) * self.rate;
        let mut want = want.at_least(Lanes::ZERO);
        if let Some(gate) = &self.gate {
            want = gate.pass(want, want, Lanes::all(self.weight));
        }
        self.open * want
    }
}

/// What a buyer foresees when it orders.
#[derive(Clone, Copy)]
struct Seen {
    /// `S` when the order arrives.
    index: f64,
    /// What normal life has ordered beyond its use so far \[steps\].
    ordered_ahead: f64,
}

impl Seen {
    const NOTHING: Self = Self { index: 1.0, ordered_ahead: 0.0 };

    /// What arrives is used a lead time later: ordered for the season that will be then.
    #[inline(always)]
    fn ahead(life: Known<'_>, step: usize, edge: &Edge, ahead: &mut f64, weight: f64) -> Self {
        let index = life.index(step + edge.pipeline as usize + 1);
        let ordered_ahead = *ahead;
        *ahead += weight * (index - life.index(step));
        Self { index, ordered_ahead }
    }
}

/// The stock that customers choose from: that of the input that is lowest to its cover, with a step's normal use \[steps\].
struct Shelf<const W: usize> {
    there: Lanes<W>,
    aim: Lanes<W>,
}

impl<const W: usize> Shelf<W> {
    /// Looks at one more input: the cover aimed at, and the stock less its normal level.
    fn put(&mut self, cover: Lanes<W>, left: Lanes<W>) {
        let there = cover + left + 1.0;
        for l in 0..W {
            let lower = (there.0[l] - 1.0) * self.aim.0[l] < (self.there.0[l] - 1.0) * cover.0[l];
            if cover.0[l] > 0.0 && (self.aim.0[l] == 0.0 || lower) {
                (self.there.0[l], self.aim.0[l]) = (there.0[l], cover.0[l]);
            }
        }
    }
}

/// `h`, exactly 1 at normal output.
#[inline(always)]
fn pace<const W: usize>(sites: &Sites<W>, node: &Node, buyer: usize) -> Lanes<W> {
    if node.output > 0.0 { Lanes(sites.production[buyer]) / node.output } else { Lanes::ONE }
}

/// What arrives, and what is then still on its way, when `shipped` is put on.
#[inline(always)]
fn arrive<const W: usize>(
    goods: &mut Walk<'_, W>,
    link: usize,
    edge: &Edge,
    tie: &mut Tie<W>,
    shipped: Lanes<W>,
) -> (Lanes<W>, Lanes<W>) {
    if edge.goods == Place::None {
        return (shipped, Lanes::ZERO);
    }
    let came = Lanes(goods.exchange(link, edge.goods, shipped.0));
    let on_way = Lanes(tie.pipeline) + (shipped - came);
    tie.pipeline = on_way.0;
    (came, on_way)
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
