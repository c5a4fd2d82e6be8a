//! The suppliers' pass: demand, produce, ship and sell, customers, plan, cash (steps 4 to 9 of the method page).

use super::lanes::{Lanes, add, at_least};
use super::{Engine, Flags, limit};
use crate::network::{Channel, Network, Node, Site};

impl<const W: usize> Engine<'_, W> {
    /// By supplier: demand \[4\], produce \[5\], ship and sell \[6\], customers \[7\], plan \[8\], cash \[9\].
    #[inline(always)]
    pub(super) fn suppliers(&mut self) {
        let network = self.network;
        for (site, (node, it)) in network.nodes.iter().zip(network.sites()).enumerate() {
            let weight = self.weights[node.calendar as usize];
            let demand = self.demand(site, node, it, weight);
            let goal = self.goal(site, node, it, &demand);
            let made = self.produce(site, network, node, it, weight, &goal);
            let sold = self.ship_and_sell(site, node, &demand, made);
            if it.final_demand > 0.0 {
                add(&mut self.spots[site].sold, sold);
                self.customers(site, &demand, sold);
            }
            if self.pays {
                if self.books {
                    let follows = Lanes(self.follows);
                    add(&mut self.meters.paid[site], Lanes(self.spots[site].paid) * follows);
                    add(&mut self.meters.received[site], Lanes(self.desks[site].receipts) * follows);
                }
                if self.flags[site].follows {
                    self.cash_of(site, network, node, it, made, sold);
                }
                self.desks[site].receipts = [0.0; W];
            }
        }
    }

    /// What is asked of a site, and what its channels let out \[4\].
    #[inline(always)]
    fn demand(&mut self, site: usize, node: &Node, it: &Site, weight: f64) -> Demand<W> {
        let orders = Lanes(self.desks[site].orders);
        self.desks[site].orders = [0.0; W];
        let mut demand = Demand { orders, wanted: Lanes::ZERO, asked: Lanes::ZERO, ship: orders, sell: Lanes::ZERO };
        let throttled = self.flags[site].throttled;
        let limited = throttled || it.surge.is_finite();
        let share = |channel: Channel| {
            if throttled { Lanes(self.given.shares[channel as usize][site]) } else { Lanes::ONE }
        };
        if limited && node.to_sites > 0.0 {
            demand.ship = limit(share(Channel::Ship), it.surge, node.to_sites * at_least(weight, 1.0)).at_most(orders);
        }
        if it.final_demand > 0.0 {
            let times = Lanes(self.spots[site].demand);
            demand.wanted = times * it.final_demand;
            demand.asked = demand.wanted + Lanes(self.spots[site].waiting);
            demand.sell = demand.asked;
            if limited {
                let normal = times.at_least(Lanes::ONE) * it.final_demand;
                demand.sell = (limit(share(Channel::Sell), it.surge, 1.0) * normal).at_most(demand.asked);
            }
        }
        demand
    }

    /// What the site would like to make \[5\].
    #[inline(always)]
    fn goal(&self, site: usize, node: &Node, it: &Site, demand: &Demand<W>) -> Goal<W> {
        let lack = Lanes::all(it.finished_stock) - Lanes(self.spots[site].finished);
        let pulled = (demand.orders + demand.asked) + lack * node.refill_rate;
        let room = ((lack + it.yard) + demand.ship) + demand.sell;
        Goal { pulled, room, goal: pulled.at_most(room).at_least(Lanes::ZERO) }
    }

    /// Overtime, capacity, inputs; production is returned, the plan \[8\] moves \[5\].
    #[inline(always)]
    fn produce(
        &mut self,
        site: usize,
        network: &Network,
        node: &Node,
        it: &Site,
        weight: f64,
        aims: &Goal<W>,
    ) -> Lanes<W> {
        let Flags { throttled, overtime, dead, .. } = self.flags[site];
        let goal = aims.goal;
        // k θ, and k w θ; selected and not multiplied where the capacity may be infinite.
        let mut able = Lanes::all(node.capacity);
        if throttled {
            let making = Lanes(self.given.shares[Channel::Produce as usize][site]);
            able = Lanes::ZERO.where_below(making, able * making, Lanes::ZERO);
        }
        let mut capacity = if weight > 0.0 { able * weight } else { Lanes::ZERO };
        if overtime {
            let mut stretch = Lanes(self.spots[site].overtime);
            if weight > 0.0 && (capacity.any_below(goal) || stretch != Lanes::ONE) {
                stretch =
                    overtime_moved(stretch, goal, capacity, Lanes(self.spots[site].overtime_most), it.overtime_steps);
                self.spots[site].overtime = stretch.0;
            }
            able = able * stretch;
            capacity = capacity * stretch;
        }
        if dead {
            capacity = Lanes::ZERO.where_below(Lanes(self.sites.alive[site]), capacity, Lanes::ZERO);
        }
        let aim = capacity.at_most(goal);
        let mut made = aim;
        if node.first_group < node.end_group {
            made = (Lanes(self.spots[site].least_input) * node.output).at_most(aim).at_least(Lanes::ZERO);
            // A missing input that costs a share of the output: `Z − κ max(0, Z − x z)`.
            for slot in node.slots.0 as usize..node.slots.1 as usize {
                let there = Lanes(self.sites.partial_input[slot]) * node.output;
                let allowed = aim - (aim - there).at_least(Lanes::ZERO) * network.partial_critical[slot];
                made = allowed.at_most(made).at_least(Lanes::ZERO);
            }
        }
        self.sites.production[site] = made.0;
        add(&mut self.meters.produced[site], made);
        if overtime {
            add(&mut self.spots[site].overtime_made, (made - node.capacity * weight).at_least(Lanes::ZERO));
        }
        if weight > 0.0 && node.output > 0.0 {
            let plan = Lanes(self.spots[site].plan);
            let could = able.at_most(goal * (1.0 / weight)) / node.output;
            self.spots[site].plan = (plan + (could - plan) * it.plan_rate).0;
        }
        let usual = Lanes::all(weight * node.output);
        if made.any_below(usual) {
            self.book_short(site, usual - made, made, aim, capacity, aims);
        }
        made
    }

    /// Books what was not made to what held it back.
    #[inline(always)]
    fn book_short(
        &mut self,
        site: usize,
        short: Lanes<W>,
        made: Lanes<W>,
        aim: Lanes<W>,
        capacity: Lanes<W>,
        aims: &Goal<W>,
    ) {
        let nothing = Lanes::ZERO;
        let missing = short.at_least(nothing);
        let living = nothing.where_below(Lanes(self.sites.alive[site]), missing, nothing);
        let starved = made.where_below(aim, living, nothing);
        let rest = living - starved;
        let least = capacity.at_most(aims.room);
        let own = least.where_below(aims.pulled, rest, nothing);
        let spot = &mut self.spots[site];
        add(&mut spot.short_own, own);
        add(&mut spot.short_input, starved);
        add(&mut spot.short_orders, rest - own);
        if self.flags[site].dead {
            add(&mut self.meters.short_insolvent[site], missing - living);
        }
    }

    /// Shares what is there out in proportion; what final customers got is returned \[6\].
    #[inline(always)]
    fn ship_and_sell(&mut self, site: usize, node: &Node, demand: &Demand<W>, made: Lanes<W>) -> Lanes<W> {
        let &Demand { orders, ship, sell, .. } = demand;
        let finished = Lanes(self.spots[site].finished);
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
        self.spots[site].finished = after.0;
        if node.to_sites > 0.0 {
            let mut part = ratio;
            if ship.any_below(orders) {
                part = ship / orders * ratio;
            }
            let filled = Lanes::ZERO.where_below(orders, part, Lanes::ZERO);
            self.desks[site].filled = filled.0;
            add(&mut self.spots[site].shipped, sent);
            if node.link_price.is_none() {
                add(&mut self.spots[site].shipped_value, Lanes(self.sites.order_value[site]) * filled);
                self.sites.order_value[site] = [0.0; W];
            }
        }
        sold
    }

    /// Who waits, comes back, gives up or leaves at once \[7\].
    #[inline(always)]
    fn customers(&mut self, site: usize, demand: &Demand<W>, sold: Lanes<W>) {
        let waiting = Lanes(self.spots[site].waiting);
        if !sold.any_below(demand.wanted) && waiting == Lanes::ZERO {
            return;
        }
        let (patience, give_up) = (Lanes(self.given.patience[site]), Lanes(self.given.give_up[site]));
        let late = waiting.at_most(sold);
        let unmet = (demand.wanted - (sold - late)).at_least(Lanes::ZERO);
        let still = waiting - late;
        let remains = Lanes::ONE - give_up;
        self.spots[site].waiting = (still * remains + patience * unmet).0;
        add(&mut self.meters.recaptured[site], late);
        add(&mut self.meters.given_up[site], give_up * still);
        add(&mut self.meters.lost_at_once[site], (Lanes::ONE - patience) * unmet);
    }

    /// Cash of a site that is followed in some lane, owners, insolvency \[9\].
    #[inline(always)]
    fn cash_of(&mut self, site: usize, network: &Network, node: &Node, it: &Site, made: Lanes<W>, sold: Lanes<W>) {
        let normal = Lanes(self.spots[site].cash_normal);
        let cash = Lanes(self.spots[site].cash);
        let mut fixed = Lanes(self.spots[site].fixed_cost);
        if self.flags[site].dead {
            fixed = fixed * Lanes(self.sites.alive[site]);
        }
        let income = Lanes(self.desks[site].receipts) + sold * it.price;
        let net = income - Lanes(self.spots[site].paid) - Lanes(self.spots[site].variable_cost) * made - fixed;
        let before = cash + net;
        let after = normal.at_most(before);
        self.spots[site].cash = after.0;
        // Infinity less infinity is not a number, and counts as nothing.
        if self.books {
            add(&mut self.meters.withdrawn[site], (before - normal).at_least(Lanes::ZERO));
        }
        let lacking = self.flags[site].lacking;
        if after.any_below(normal) {
            add(&mut self.spots[site].missing_cash, (normal - after).at_least(Lanes::ZERO));
            let least = Lanes(self.spots[site].least_cash);
            if after.any_below(least) {
                let since = Lanes(self.meters.least_cover_step[site]);
                self.meters.least_cover_step[site] = after.where_below(least, Lanes::all(self.step as f64), since).0;
                self.spots[site].least_cash = after.at_most(least).0;
            }
        }
        let left = after + Lanes(self.spots[site].credit);
        if lacking != 0 || self.flags[site].unable || left.any_below(Lanes::ZERO) {
            self.count_unable(site, network, node, it.insolvent_steps, lacking, &left.0);
        }
    }

    /// Counts steps unable to pay; at the end of patience the site is insolvent and what it owes is bad debt.
    #[inline(never)]
    fn count_unable(&mut self, site: usize, network: &Network, node: &Node, most: f64, lacking: u64, left: &[f64; W]) {
        let mut counting = false;
        for l in 0..W {
            if self.sites.alive[site][l] == 0.0 {
                continue;
            }
            let fails = lacking >> l & 1 == 1 || left[l] < 0.0;
            let count = &mut self.sites.unable[site][l];
            *count = if fails { *count + 1.0 } else { 0.0 };
            counting |= fails;
            if *count >= most {
                self.sites.alive[site][l] = 0.0;
                self.meters.insolvent_since[site][l] = self.step as f64;
                self.flags[site].dead = true;
                for group in &network.groups[node.first_group as usize..node.end_group as usize] {
                    for e in group.first as usize..group.end as usize {
                        let supplier = network.edges[e].supplier as usize;
                        self.meters.bad_debt[supplier][l] += self.links.overdue[e][l];
                    }
                }
            }
        }
        self.flags[site].unable = counting;
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
