//! The suppliers' pass: demand, produce, ship and sell, customers, plan, cash (steps 4 to 9 of the method page).

use super::lanes::{Lanes, add, at_least};
use super::{Desk, Engine, Field, Flags, Given, Sites, Spot, limit};
use crate::meters::Meters;
use crate::network::{Channel, Network, Node, Site};

impl<const W: usize> Engine<'_, W> {
    /// By supplier: demand \[4\], produce \[5\], ship and sell \[6\], customers \[7\], plan \[8\], cash \[9\].
    #[inline(always)]
    pub(super) fn suppliers(&mut self) {
        let Self {
            network,
            step,
            follows,
            pays,
            books,
            weights,
            flags,
            overdue,
            spots,
            desks,
            sites,
            given,
            meters,
            ..
        } = self;
        let nodes = network.nodes.iter().zip(network.sites());
        let states = flags.iter_mut().zip(spots).zip(desks);
        for (site, ((node, it), ((flags, spot), desk))) in nodes.zip(states).enumerate() {
            let mut here = Here { site, network, node, it, weight: weights[node.calendar as usize], flags, spot, desk };
            let demand = here.demand(given);
            let goal = here.goal(&demand);
            let made = here.produce(sites, given, meters, &goal);
            let sold = here.ship_and_sell(sites, &demand, made);
            if it.final_demand > 0.0 {
                add(&mut here.spot.sold, sold);
                here.customers(given, meters, &demand, sold);
            }
            if *pays {
                if *books {
                    let follows = Lanes(*follows);
                    add(&mut meters.paid[site], Lanes(here.spot.paid) * follows);
                    add(&mut meters.received[site], Lanes(here.desk.receipts) * follows);
                }
                if here.flags.follows {
                    let left = here.cash(*step, *books, sites, given, meters, made, sold);
                    if here.flags.lacking != 0 || here.flags.unable || left.any_below(Lanes::ZERO) {
                        here.count_unable(*step, sites, overdue, meters, &left.0);
                    }
                }
                here.desk.receipts = [0.0; W];
            }
        }
    }
}

/// One site when its turn comes.
struct Here<'a, const W: usize> {
    site: usize,
    network: &'a Network,
    node: &'a Node,
    it: &'a Site,
    /// Work weight of the step.
    weight: f64,
    flags: &'a mut Flags,
    spot: &'a mut Spot<W>,
    desk: &'a mut Desk<W>,
}

impl<const W: usize> Here<'_, W> {
    /// What is asked of the site, and what its channels let out \[4\].
    #[inline(always)]
    fn demand(&mut self, given: &Given<W>) -> Demand<W> {
        let Self { node, it, .. } = *self;
        let orders = Lanes(self.desk.orders);
        self.desk.orders = [0.0; W];
        let mut demand = Demand { orders, wanted: Lanes::ZERO, asked: Lanes::ZERO, ship: orders, sell: Lanes::ZERO };
        let throttled = self.flags.throttled;
        let limited = throttled || it.surge.is_finite();
        if limited && node.to_sites > 0.0 {
            demand.ship =
                self.most(Channel::Ship, self.node.to_sites * at_least(self.weight, 1.0), given).at_most(orders);
        }
        if it.final_demand > 0.0 {
            let times = Lanes(self.spot.demand);
            demand.wanted = times * it.final_demand;
            demand.asked = demand.wanted + Lanes(self.spot.waiting);
            demand.sell = demand.asked;
            if limited {
                let normal = times.at_least(Lanes::ONE) * it.final_demand;
                demand.sell = (self.most(Channel::Sell, 1.0, given) * normal).at_most(demand.asked);
            }
        }
        demand
    }

    /// Most that a channel lets through, of a normal rate.
    #[inline(always)]
    fn most(&self, channel: Channel, normal: f64, given: &Given<W>) -> Lanes<W> {
        if self.flags.throttled {
            limit(Lanes(given.shares[channel as usize][self.site]), self.it.surge, normal)
        } else {
            Lanes::all(self.it.surge * normal)
        }
    }

    /// What the site would like to make \[5\].
    #[inline(always)]
    fn goal(&self, demand: &Demand<W>) -> Goal<W> {
        let lack = Lanes::all(self.it.finished_stock) - Lanes(self.spot.finished);
        let pulled = (demand.orders + demand.asked) + lack * self.node.refill_rate;
        let room = ((lack + self.it.yard) + demand.ship) + demand.sell;
        Goal { pulled, room, goal: pulled.at_most(room).at_least(Lanes::ZERO) }
    }

    /// Overtime, capacity, inputs; production is returned, the plan \[8\] moves \[5\].
    #[inline(always)]
    fn produce(&mut self, sites: &mut Sites<W>, given: &Given<W>, meters: &mut Meters<W>, aims: &Goal<W>) -> Lanes<W> {
        let Self { site, network, node, it, weight, .. } = *self;
        let Flags { throttled, overtime, dead, .. } = *self.flags;
        let goal = aims.goal;
        // k θ, and k w θ; selected and not multiplied where the capacity may be infinite.
        let mut able = Lanes::all(node.capacity);
        if throttled {
            let making = Lanes(given.shares[Channel::Produce as usize][site]);
            able = Lanes::ZERO.where_below(making, able * making, Lanes::ZERO);
        }
        let mut capacity = if weight > 0.0 { able * weight } else { Lanes::ZERO };
        if overtime {
            let mut stretch = Lanes(self.spot.overtime);
            if weight > 0.0 && (capacity.any_below(goal) || Lanes::ONE.any_below(stretch)) {
                let most = self.lane_value(Field::OvertimeMost, given);
                stretch = overtime_moved(stretch, goal, capacity, most, it.overtime_steps);
                self.spot.overtime = stretch.0;
            }
            able = able * stretch;
            capacity = capacity * stretch;
        }
        if dead {
            capacity = Lanes::ZERO.where_below(Lanes(sites.alive[site]), capacity, Lanes::ZERO);
        }
        let aim = capacity.at_most(goal);
        let mut made = aim;
        if node.first_group < node.end_group {
            made = (Lanes(self.spot.least_input) * node.output).at_most(aim).at_least(Lanes::ZERO);
            // A missing input that costs a share of the output: `Z − κ max(0, Z − x z)`.
            for slot in node.slots.0 as usize..node.slots.1 as usize {
                let there = Lanes(sites.partial_input[slot]) * node.output;
                let allowed = aim - (aim - there).at_least(Lanes::ZERO) * network.partial_critical[slot];
                made = allowed.at_most(made).at_least(Lanes::ZERO);
            }
        }
        sites.production[site] = made.0;
        add(&mut meters.produced[site], made);
        if overtime {
            let normal = Lanes::all(node.capacity * weight);
            if normal.any_below(made) {
                add(&mut self.spot.overtime_made, (made - normal).at_least(Lanes::ZERO));
            }
        }
        if weight > 0.0 && node.output > 0.0 {
            let plan = Lanes(self.spot.plan);
            let could = able.at_most(goal * (1.0 / weight)) / node.output;
            self.spot.plan = (plan + (could - plan) * it.plan_rate).0;
        }
        let usual = Lanes::all(weight * node.output);
        if made.any_below(usual) {
            self.book_short(sites, meters, usual - made, made, aim, capacity, aims);
        }
        made
    }

    /// Books what was not made to what held it back.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "all that production has just been worked out from")]
    fn book_short(
        &mut self,
        sites: &Sites<W>,
        meters: &mut Meters<W>,
        short: Lanes<W>,
        made: Lanes<W>,
        aim: Lanes<W>,
        capacity: Lanes<W>,
        aims: &Goal<W>,
    ) {
        let nothing = Lanes::ZERO;
        let missing = short.at_least(nothing);
        let mut living = missing;
        if self.flags.dead {
            living = nothing.where_below(Lanes(sites.alive[self.site]), missing, nothing);
            add(&mut meters.short_insolvent[self.site], missing - living);
        }
        let starved = made.where_below(aim, living, nothing);
        let rest = living - starved;
        let least = capacity.at_most(aims.room);
        let own = least.where_below(aims.pulled, rest, nothing);
        for (to, short) in [
            (&mut self.spot.short_own, own),
            (&mut self.spot.short_input, starved),
            (&mut self.spot.short_orders, rest - own),
        ] {
            if nothing.any_below(short) {
                add(to, short);
            }
        }
    }

    /// Shares what is there out in proportion; what final customers got is returned \[6\].
    #[inline(always)]
    fn ship_and_sell(&mut self, sites: &mut Sites<W>, demand: &Demand<W>, made: Lanes<W>) -> Lanes<W> {
        let &Demand { orders, ship, sell, .. } = demand;
        let finished = Lanes(self.spot.finished);
        let out = ship + sell;
        let there = finished + made;
        let mut after = finished + (made - out);
        let mut ratio = Lanes::ONE;
        let mut sold = sell;
        let mut sent = ship;
        if there.any_below(out) {
            ratio = there.where_below(out, there / out, ratio);
            after = there.where_below(out, Lanes::ZERO, after);
            sold = sell * ratio;
            sent = ship * ratio;
        }
        self.spot.finished = after.0;
        if self.node.to_sites > 0.0 {
            let mut part = ratio;
            if ship.any_below(orders) {
                part = ship / orders * ratio;
            }
            let filled = Lanes::ZERO.where_below(orders, part, Lanes::ZERO);
            self.desk.filled = filled.0;
            add(&mut self.spot.shipped, sent);
            if self.node.link_price.is_none() {
                add(&mut self.spot.shipped_value, Lanes(sites.order_value[self.site]) * filled);
                sites.order_value[self.site] = [0.0; W];
            }
        }
        sold
    }

    /// Who waits, comes back, gives up or leaves at once \[7\].
    #[inline(always)]
    fn customers(&mut self, given: &Given<W>, meters: &mut Meters<W>, demand: &Demand<W>, sold: Lanes<W>) {
        let waiting = Lanes(self.spot.waiting);
        if !sold.any_below(demand.wanted) && !Lanes::ZERO.any_below(waiting) {
            return;
        }
        let (patience, give_up) = (Lanes(given.patience[self.site]), Lanes(given.give_up[self.site]));
        let late = waiting.at_most(sold);
        let unmet = (demand.wanted - (sold - late)).at_least(Lanes::ZERO);
        let still = waiting - late;
        let remains = Lanes::ONE - give_up;
        self.spot.waiting = (still * remains + patience * unmet).0;
        add(&mut meters.recaptured[self.site], late);
        add(&mut meters.given_up[self.site], give_up * still);
        add(&mut meters.lost_at_once[self.site], (Lanes::ONE - patience) * unmet);
    }

    /// Cash of a site that is followed in some lane, and its owners; what it could still draw on is returned \[9\].
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "what moves, and what moves it")]
    fn cash(
        &mut self,
        step: usize,
        books: bool,
        sites: &Sites<W>,
        given: &Given<W>,
        meters: &mut Meters<W>,
        made: Lanes<W>,
        sold: Lanes<W>,
    ) -> Lanes<W> {
        let normal = Lanes(self.spot.cash_normal);
        let cash = Lanes(self.spot.cash);
        let mut fixed = self.lane_value(Field::FixedCost, given);
        if self.flags.dead {
            fixed = fixed * Lanes(sites.alive[self.site]);
        }
        let mut income = Lanes(self.desk.receipts);
        if self.it.final_demand > 0.0 {
            income += sold * self.it.price;
        }
        let variable = self.lane_value(Field::VariableCost, given) * made;
        let net = income - Lanes(self.spot.paid) - variable - fixed;
        let before = cash + net;
        let after = normal.at_most(before);
        self.spot.cash = after.0;
        // Infinity less infinity is not a number, and counts as nothing.
        if books {
            add(&mut meters.withdrawn[self.site], (before - normal).at_least(Lanes::ZERO));
        }
        if after.any_below(normal) {
            add(&mut self.spot.missing_cash, (normal - after).at_least(Lanes::ZERO));
            let least = Lanes(self.spot.least_cash);
            if after.any_below(least) {
                let since = Lanes(meters.least_cover_step[self.site]);
                meters.least_cover_step[self.site] = after.where_below(least, Lanes::all(step as f64), since).0;
                self.spot.least_cash = after.at_most(least).0;
            }
        }
        after + self.lane_value(Field::Credit, given)
    }

    /// Counts steps unable to pay; at the end of patience the site is insolvent and what it owes is bad debt.
    #[inline(never)]
    fn count_unable(
        &mut self,
        step: usize,
        sites: &mut Sites<W>,
        overdue: &[[f64; W]],
        meters: &mut Meters<W>,
        left: &[f64; W],
    ) {
        let Self { site, network, node, it, .. } = *self;
        let mut counting = false;
        for l in 0..W {
            if sites.alive[site][l] == 0.0 {
                continue;
            }
            let fails = self.flags.lacking >> l & 1 == 1 || left[l] < 0.0;
            let count = &mut sites.unable[site][l];
            *count = if fails { *count + 1.0 } else { 0.0 };
            counting |= fails;
            if *count >= it.insolvent_steps {
                sites.alive[site][l] = 0.0;
                meters.insolvent_since[site][l] = step as f64;
                self.flags.dead = true;
                for group in &network.groups[node.first_group as usize..node.end_group as usize] {
                    for e in group.first as usize..group.end as usize {
                        let supplier = network.edges[e].supplier as usize;
                        meters.bad_debt[supplier][l] += overdue[e][l];
                    }
                }
            }
        }
        self.flags.unable = counting;
    }

    #[inline(always)]
    fn lane_value(&self, field: Field, given: &Given<W>) -> Lanes<W> {
        given.lane_value(field, self.site, self.flags, self.spot)
    }
}

/// What is asked of a site in a step, and what its channels let out \[units\].
struct Demand<const W: usize> {
    /// `Σ A o`.
    orders: Lanes<W>,
    /// `c m`.
    wanted: Lanes<W>,
    /// `d`.
    asked: Lanes<W>,
    /// `S`.
    ship: Lanes<W>,
    /// `E`.
    sell: Lanes<W>,
}

/// What a site would like to make \[units\].
struct Goal<const W: usize> {
    /// First term of `G`: demand and finished stock.
    pulled: Lanes<W>,
    /// Second term: room in the yard.
    room: Lanes<W>,
    /// `G`.
    goal: Lanes<W>,
}

/// `α` moves towards what is wanted of it, at most `(ω − 1)/τα` per step.
#[inline(always)]
fn overtime_moved<const W: usize>(
    stretch: Lanes<W>,
    goal: Lanes<W>,
    capacity: Lanes<W>,
    highest: Lanes<W>,
    steps: f64,
) -> Lanes<W> {
    let target = capacity.where_below(goal, (goal / capacity).at_most(highest), Lanes::ONE);
    let most = (highest - 1.0) * (1.0 / steps);
    target.at_most(stretch + most).at_least(stretch - most)
}
