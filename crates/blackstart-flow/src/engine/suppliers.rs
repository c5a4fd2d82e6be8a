//! The suppliers' pass: demand, produce, ship and sell, customers, plan, cash (steps 4 to 9 of the method page).

use super::lanes::{add, at_least, at_most, count_less};
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
            let sold = self.ship_and_sell(site, node, &demand, &made);
            if it.final_demand > 0.0 {
                add(&mut self.meters.sold[site], 1.0, &sold);
                self.customers(site, &demand, &sold);
            }
            if self.pays {
                add(&mut self.meters.paid[site], 1.0, &times(&self.sites.paid[site], &self.follows));
                add(&mut self.meters.received[site], 1.0, &times(&self.sites.receipts[site], &self.follows));
                if self.flags[site].follows {
                    self.cash_of(site, network, node, it, &made, &sold);
                }
                self.sites.receipts[site] = [0.0; W];
            }
        }
    }

    /// What is asked of a site, and what its channels let out \[4\].
    #[inline(always)]
    fn demand(&mut self, site: usize, node: &Node, it: &Site, weight: f64) -> Demand<W> {
        let orders = self.sites.orders[site];
        self.sites.orders[site] = [0.0; W];
        let mut demand = Demand { orders, wanted: [0.0; W], asked: [0.0; W], ship: [0.0; W], sell: [0.0; W] };
        let throttled = self.flags[site].throttled;
        let open = [1.0; W];
        let share = |channel: Channel| {
            if throttled { &self.given.shares[channel as usize][site] } else { &open }
        };
        let most = node.to_sites * at_least(weight, 1.0);
        let shipping = share(Channel::Ship);
        for l in 0..W {
            demand.ship[l] = at_most(limit(shipping[l], it.surge, most), orders[l]);
        }
        if it.final_demand > 0.0 {
            let (times, waiting) = (&self.given.demand[site], &self.sites.waiting[site]);
            let selling = share(Channel::Sell);
            for l in 0..W {
                let wanted = it.final_demand * times[l];
                let asked = wanted + waiting[l];
                let most = it.final_demand * at_least(times[l], 1.0);
                demand.wanted[l] = wanted;
                demand.asked[l] = asked;
                demand.sell[l] = at_most(limit(selling[l], it.surge, most), asked);
            }
        }
        demand
    }

    /// What the site would like to make \[5\].
    #[inline(always)]
    fn goal(&self, site: usize, node: &Node, it: &Site, demand: &Demand<W>) -> Goal<W> {
        let finished = &self.sites.finished[site];
        let Demand { orders, asked, ship, sell, .. } = demand;
        let mut goal = Goal { pulled: [0.0; W], room: [0.0; W], goal: [0.0; W] };
        for l in 0..W {
            let lack = it.finished_stock - finished[l];
            let pulled = (orders[l] + asked[l]) + lack * node.refill_rate;
            let room = ((lack + it.yard) + ship[l]) + sell[l];
            goal.pulled[l] = pulled;
            goal.room[l] = room;
            goal.goal[l] = at_least(at_most(pulled, room), 0.0);
        }
        goal
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
    ) -> [f64; W] {
        let Flags { throttled, overtime, dead, .. } = self.flags[site];
        let goal = &aims.goal;
        // k θ, and k w θ; selected and not multiplied where the capacity may be infinite.
        let mut able = [node.capacity; W];
        if throttled {
            let making = &self.given.shares[Channel::Produce as usize][site];
            for l in 0..W {
                able[l] = if making[l] > 0.0 { node.capacity * making[l] } else { 0.0 };
            }
        }
        let mut capacity = [0.0; W];
        if weight > 0.0 {
            for l in 0..W {
                capacity[l] = able[l] * weight;
            }
        }
        if overtime {
            let stretch = &mut self.sites.overtime[site];
            if weight > 0.0 && (count_less(&capacity, goal) > 0 || *stretch != [1.0; W]) {
                move_overtime(stretch, goal, &capacity, &self.given.overtime[site], 1.0 / it.overtime_steps);
            }
            for l in 0..W {
                able[l] *= stretch[l];
                capacity[l] *= stretch[l];
            }
        }
        if dead {
            let alive = &self.sites.alive[site];
            for l in 0..W {
                capacity[l] = if alive[l] > 0.0 { capacity[l] } else { 0.0 };
            }
        }
        let mut aim = [0.0; W];
        let mut made = [0.0; W];
        if node.first_group < node.end_group {
            let least = &self.sites.least_input[site];
            for l in 0..W {
                aim[l] = at_most(capacity[l], goal[l]);
                made[l] = at_least(at_most(node.output * least[l], aim[l]), 0.0);
            }
            for slot in node.slots.0 as usize..node.slots.1 as usize {
                let there = &self.sites.partial_input[slot];
                lose_part(&mut made, &aim, there, node.output, network.partial_critical[slot]);
            }
        } else {
            for l in 0..W {
                aim[l] = at_most(capacity[l], goal[l]);
            }
            made = aim;
        }
        self.sites.production[site] = made;
        add(&mut self.meters.produced[site], 1.0, &made);
        if overtime {
            beyond(&mut self.meters.overtime[site], &made, node.capacity * weight);
        }
        if weight > 0.0 && node.output > 0.0 {
            let plan = &mut self.sites.plan[site];
            let per_weight = 1.0 / weight;
            for l in 0..W {
                let could = at_most(able[l], goal[l] * per_weight) / node.output;
                plan[l] += (could - plan[l]) * it.plan_rate;
            }
        }
        let usual = [weight * node.output; W];
        if count_less(&made, &usual) > 0 {
            self.book_short(site, &made, &usual, &aim, &capacity, aims);
        }
        made
    }

    /// Books what was not made to what held it back.
    #[inline(always)]
    fn book_short(
        &mut self,
        site: usize,
        made: &[f64; W],
        usual: &[f64; W],
        aim: &[f64; W],
        capacity: &[f64; W],
        aims: &Goal<W>,
    ) {
        let alive = &self.sites.alive[site];
        let [mut own, mut input, mut few, mut dead] = [[0.0; W]; 4];
        for l in 0..W {
            let missing = at_least(usual[l] - made[l], 0.0);
            let living = if alive[l] > 0.0 { missing } else { 0.0 };
            let starved = if made[l] < aim[l] { living } else { 0.0 };
            let rest = living - starved;
            let least = at_most(capacity[l], aims.room[l]);
            let unasked = if aims.pulled[l] <= least { rest } else { 0.0 };
            dead[l] = missing - living;
            input[l] = starved;
            few[l] = unasked;
            own[l] = rest - unasked;
        }
        let meters = &mut self.meters;
        for (meter, missing) in [
            (&mut meters.short_own, &own),
            (&mut meters.short_input, &input),
            (&mut meters.short_orders, &few),
            (&mut meters.short_insolvent, &dead),
        ] {
            if *missing != [0.0; W] {
                add(&mut meter[site], 1.0, missing);
            }
        }
    }

    /// Shares what is there out in proportion; what final customers got is returned \[6\].
    #[inline(always)]
    fn ship_and_sell(&mut self, site: usize, node: &Node, demand: &Demand<W>, made: &[f64; W]) -> [f64; W] {
        let Demand { orders, ship, sell, .. } = demand;
        let finished = &mut self.sites.finished[site];
        let mut there = [0.0; W];
        let mut out = [0.0; W];
        for l in 0..W {
            out[l] = ship[l] + sell[l];
            there[l] = finished[l] + made[l];
            finished[l] += made[l] - out[l];
        }
        let mut ratio = [1.0; W];
        let mut sold = *sell;
        let mut sent = *ship;
        if count_less(&there, &out) > 0 {
            for l in 0..W {
                let short = out[l] > there[l];
                ratio[l] = if short { there[l] / out[l] } else { 1.0 };
                finished[l] = if short { 0.0 } else { finished[l] };
                sold[l] = sell[l] * ratio[l];
                sent[l] = ship[l] * ratio[l];
            }
        }
        if node.to_sites > 0.0 {
            let filled = &mut self.sites.filled[site];
            for l in 0..W {
                filled[l] = if orders[l] > 0.0 { ratio[l] } else { 0.0 };
            }
            if count_less(ship, orders) > 0 {
                for l in 0..W {
                    filled[l] = if orders[l] > 0.0 { ship[l] / orders[l] * ratio[l] } else { 0.0 };
                }
            }
            add(&mut self.meters.shipped[site], 1.0, &sent);
            if node.link_price.is_none() {
                add(&mut self.meters.shipped_value[site], 1.0, &times(&self.sites.order_value[site], filled));
                self.sites.order_value[site] = [0.0; W];
            }
        }
        sold
    }

    /// Who waits, comes back, gives up or leaves at once \[7\].
    #[inline(always)]
    fn customers(&mut self, site: usize, demand: &Demand<W>, sold: &[f64; W]) {
        let waiting = &mut self.sites.waiting[site];
        let wanted = &demand.wanted;
        if count_less(sold, wanted) == 0 && *waiting == [0.0; W] {
            return;
        }
        let (patience, give_up) = (&self.given.patience[site], &self.given.give_up[site]);
        let [mut late, mut left, mut lost] = [[0.0; W]; 3];
        for l in 0..W {
            late[l] = at_most(waiting[l], sold[l]);
            let unmet = at_least(wanted[l] - (sold[l] - late[l]), 0.0);
            let still = waiting[l] - late[l];
            left[l] = give_up[l] * still;
            lost[l] = (1.0 - patience[l]) * unmet;
            waiting[l] = still * (1.0 - give_up[l]) + patience[l] * unmet;
        }
        add(&mut self.meters.recaptured[site], 1.0, &late);
        add(&mut self.meters.given_up[site], 1.0, &left);
        add(&mut self.meters.lost_at_once[site], 1.0, &lost);
    }

    /// Cash of a site that is followed in some lane, owners, insolvency \[9\].
    #[inline(always)]
    fn cash_of(&mut self, site: usize, network: &Network, node: &Node, it: &Site, made: &[f64; W], sold: &[f64; W]) {
        let normal = &self.given.cash[site];
        let credit = &self.given.credit[site];
        let cash = &mut self.sites.cash[site];
        let mut out = [0.0; W];
        let mut missing = [0.0; W];
        let mut broke = [0.0; W];
        {
            let (variable, fixed) = (&self.given.variable_cost[site], &self.given.fixed_cost[site]);
            let (receipts, paid) = (&self.sites.receipts[site], &self.sites.paid[site]);
            let open = [1.0; W];
            let alive = if self.flags[site].dead { &self.sites.alive[site] } else { &open };
            for l in 0..W {
                let income = receipts[l] + sold[l] * it.price;
                let net = income - paid[l] - variable[l] * made[l] - fixed[l] * alive[l];
                let before = cash[l] + net;
                let after = at_most(normal[l], before);
                cash[l] = after;
                // Infinity less infinity is not a number, and counts as nothing.
                out[l] = at_least(before - normal[l], 0.0);
                missing[l] = at_least(normal[l] - after, 0.0);
                broke[l] = after + credit[l];
            }
        }
        add(&mut self.meters.withdrawn[site], 1.0, &out);
        let lacking = self.flags[site].lacking;
        if missing != [0.0; W] {
            add(&mut self.sites.missing_cash[site], 1.0, &missing);
            let least = &mut self.sites.least_cash[site];
            if count_less(cash, least) > 0 {
                let since = &mut self.meters.least_cover_step[site];
                for l in 0..W {
                    since[l] = if cash[l] < least[l] { self.step as f64 } else { since[l] };
                    least[l] = at_most(cash[l], least[l]);
                }
            }
        }
        if lacking != 0 || self.flags[site].unable || count_less(&broke, &[0.0; W]) > 0 {
            self.count_unable(site, network, node, it.insolvent_steps, lacking, &broke);
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
    orders: [f64; W],
    /// `c m`.
    wanted: [f64; W],
    /// `d`.
    asked: [f64; W],
    /// `S`.
    ship: [f64; W],
    /// `E`.
    sell: [f64; W],
}

/// What a site would like to make \[units\].
struct Goal<const W: usize> {
    /// First term of `G`: demand and finished stock.
    pulled: [f64; W],
    /// Second term: room in the yard.
    room: [f64; W],
    /// `G`.
    goal: [f64; W],
}

/// Product of two rows.
#[inline(always)]
fn times<const W: usize>(a: &[f64; W], b: &[f64; W]) -> [f64; W] {
    let mut product = [0.0; W];
    for l in 0..W {
        product[l] = a[l] * b[l];
    }
    product
}

/// `α` moves towards what is wanted of it, at most `(ω − 1)/τα` per step.
#[inline(always)]
fn move_overtime<const W: usize>(
    stretch: &mut [f64; W],
    goal: &[f64; W],
    capacity: &[f64; W],
    highest: &[f64; W],
    rate: f64,
) {
    for l in 0..W {
        let target = if goal[l] > capacity[l] { at_most(goal[l] / capacity[l], highest[l]) } else { 1.0 };
        let most = (highest[l] - 1.0) * rate;
        stretch[l] = at_least(at_most(target, stretch[l] + most), stretch[l] - most);
    }
}

/// A missing input that costs a share of the output: `Z − κ max(0, Z − x z)`.
#[inline(always)]
fn lose_part<const W: usize>(made: &mut [f64; W], aim: &[f64; W], there: &[f64; W], output: f64, critical: f64) {
    for l in 0..W {
        let allowed = aim[l] - critical * at_least(aim[l] - output * there[l], 0.0);
        made[l] = at_least(at_most(allowed, made[l]), 0.0);
    }
}

/// What was made beyond `limit`.
#[inline(always)]
fn beyond<const W: usize>(meter: &mut [f64; W], made: &[f64; W], limit: f64) {
    for l in 0..W {
        meter[l] += at_least(made[l] - limit, 0.0);
    }
}
