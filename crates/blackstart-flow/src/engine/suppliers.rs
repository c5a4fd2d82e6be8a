//! The suppliers' pass: demand, produce, ship and sell, customers, cash (steps 4 to 8 of the method page).

use super::lanes::{Lanes, add, at_least, at_most};
use super::{Desk, Engine, Field, Flags, Gate, Given, Sites, Spot};
use crate::meters::Meters;
use crate::network::{Channel, Network, Node, Site};

impl<const W: usize> Engine<'_, W> {
    /// Who found nothing goes over to substitutes, as far as these met who came to them; the rest is met with patience \[7\].
    ///
    /// After all sites have sold, so that neither their order nor circles of substitutes matter.
    #[inline(never)]
    pub(super) fn go_over(&mut self) {
        let Self { network, spots, sites, given, meters, .. } = self;
        let mut first = 0;
        for of_site in network.substitutes().chunk_by(|a, b| a.from == b.from) {
            let site = of_site[0].from as usize;
            let at = first;
            first += of_site.len();
            let (unmet, still) = (Lanes(sites.unmet[site]), Lanes(spots[site].waiting));
            let mut rest = unmet;
            if !Lanes::ZERO.any_below(unmet) && !Lanes::ZERO.any_below(still) {
                continue;
            }
            if Lanes::ZERO.any_below(unmet) {
                let mut moved = Lanes::ZERO;
                for (at, it) in (at..).zip(of_site) {
                    let goes = unmet * Lanes(given.goes_over[at]) * Lanes(sites.met[it.to as usize]);
                    add(&mut sites.coming[it.to as usize], goes);
                    add(&mut meters.moved[at], goes);
                    moved += goes;
                }
                add(&mut meters.moved_away[site], moved);
                rest = (unmet - moved).at_least(Lanes::ZERO);
                sites.unmet[site] = [0.0; W];
            }
            wait_or_leave(site, &mut spots[site], given, meters, still, rest);
        }
    }

    /// By supplier: demand \[4\], produce \[5\], ship and sell \[6\], customers \[7\], cash \[8\].
    #[inline(always)]
    pub(super) fn suppliers(&mut self) {
        let Self {
            network,
            step,
            follows,
            pays,
            books,
            weights,
            closing: [.., refills],
            rhythms,
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
            let weight = weights[node.calendar as usize];
            let rhythm = network.normal.rhythm(site).map_or((1.0, 1.0), |rhythm| rhythms[rhythm]);
            let refill = refills.of(node.refill_rate, weight);
            let mut here = Here { site, network, node, it, weight, refill, rhythm, step: *step, flags, spot, desk };
            let came = if here.flags.stands_in { here.come_over(sites, meters) } else { Lanes::ZERO };
            let demand = here.demand(sites, given, came);
            let goal = here.goal(sites, &demand);
            let made = here.produce(sites, given, meters, &goal);
            if it.catch_up.is_some() {
                here.keep_account(sites, given, made);
            }
            let sold = here.ship_and_sell(sites, &demand, made);
            if it.final_demand > 0.0 {
                add(&mut here.spot.sold, sold);
                here.customers(sites, given, meters, &demand, sold);
            }
            if *pays {
                if *books {
                    let follows = Lanes(*follows);
                    add(&mut meters.paid[site], Lanes(here.spot.paid) * follows);
                    add(&mut meters.received[site], Lanes(here.desk.receipts) * follows);
                }
                if here.flags.follows {
                    let had = Lanes(here.spot.cash);
                    let left = here.cash(*books, sites, given, meters, made, sold);
                    if here.flags.lacking != 0 || here.flags.unable || left.any_below(Lanes::ZERO) {
                        let had = had + here.lane_value(Field::Credit, given);
                        here.count_unable(sites, overdue, meters, &had.0, &left.0);
                    }
                    if here.flags.dead && here.flags.replaced {
                        here.replace(sites, overdue, given, meters);
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
    /// The share of what finished stock lacks that is wanted in the step.
    refill: f64,
    /// What a usual week and the season do to demand in the step.
    rhythm: (f64, f64),
    step: usize,
    flags: &'a mut Flags,
    spot: &'a mut Spot<W>,
    desk: &'a mut Desk<W>,
}

impl<const W: usize> Here<'_, W> {
    /// Customers of other sites who come instead; on a closed day they wait until the next \[4\].
    #[inline(never)]
    fn come_over(&mut self, sites: &mut Sites<W>, meters: &mut Meters<W>) -> Lanes<W> {
        let came = Lanes(sites.coming[self.site]);
        if self.rhythm.0 <= 0.0 || !Lanes::ZERO.any_below(came) {
            return Lanes::ZERO;
        }
        sites.coming[self.site] = [0.0; W];
        add(&mut meters.came_over[self.site], came);
        came
    }

    /// What is asked of the site, and what its channels let out \[4\].
    #[inline(always)]
    fn demand(&mut self, sites: &Sites<W>, given: &Given<W>, came: Lanes<W>) -> Demand<W> {
        let Self { site, network, node, it, weight, .. } = *self;
        let orders = Lanes(self.desk.orders);
        self.desk.orders = [0.0; W];
        let nothing = Lanes::ZERO;
        let mut demand = Demand {
            orders,
            heard: orders,
            wanted: nothing,
            came,
            there: nothing,
            asked: nothing,
            ship: orders,
            fresh: nothing,
            sell: nothing,
        };
        let throttled = self.flags.throttled;
        let limited = throttled || it.surge.is_finite();
        if limited && node.to_sites > 0.0 {
            let (usual, season) = match network.normal.life(site) {
                Some(life) => life.orders(self.step),
                None => (node.to_sites * weight, if weight > 0.0 { 0.0 } else { node.to_sites }),
            };
            let most = Lanes::all(it.surge * at_least(season, usual));
            demand.ship = orders.at_most(most);
            if throttled {
                demand.ship = given.gate(Channel::Ship, site).pass(orders, most, Lanes::all(usual));
            }
            // Orders that nobody can process ask for no more than a normal day's.
            demand.heard = orders.at_most(Lanes::all(usual)).at_least(demand.ship);
        }
        if it.final_demand > 0.0 {
            self.customers_ask(sites, given, &mut demand, limited);
        }
        demand
    }

    /// Who comes, who waits, and how many of them the sell channel serves \[4\].
    #[inline(always)]
    fn customers_ask(&self, sites: &Sites<W>, given: &Given<W>, demand: &mut Demand<W>, limited: bool) {
        let Self { site, it, .. } = *self;
        let waiting = Lanes(self.spot.waiting);
        let (usual, season) = self.rhythm;
        let times = Lanes(self.spot.demand) * season;
        let usual = usual * it.final_demand;
        demand.wanted = times * usual;
        demand.there = demand.wanted;
        if it.aftermath.is_some() {
            demand.there = demand.wanted * (Lanes::ONE - Lanes(sites.away[site]));
        }
        if self.flags.stands_in {
            demand.there += demand.came;
        }
        let mut fresh = demand.there;
        if self.flags.choosy {
            fresh = self.chosen(sites, given, fresh);
        }
        demand.asked = fresh + waiting;
        demand.fresh = fresh;
        demand.sell = demand.asked;
        if limited {
            let normal = Lanes::all(usual);
            let most = times.at_least(Lanes::ONE) * (usual * it.surge);
            let late;
            if self.flags.throttled {
                let gate: Gate<W> = given.gate(Channel::Sell, site);
                demand.fresh = gate.pass(fresh, most, normal);
                late = gate.room(fresh, most, normal);
            } else {
                demand.fresh = fresh.at_most(most);
                late = most - demand.fresh;
            }
            demand.sell = demand.fresh + waiting.at_most(late);
            demand.asked = demand.asked.at_most(normal).at_least(demand.sell);
        }
    }

    /// How many of those who come find what they want among a thinning stock.
    #[inline(never)]
    fn chosen(&self, sites: &Sites<W>, given: &Given<W>, fresh: Lanes<W>) -> Lanes<W> {
        let (site, output) = (self.site, self.node.output);
        let mut chosen = fresh;
        for l in 0..W {
            let choice = given.choice[site][l];
            // The input that is lowest, else finished stock with what was made last.
            let aim = sites.shelf_aim[site][l] * output;
            let (there, aim) = if aim > 0.0 {
                (sites.shelf[site][l] * output, aim)
            } else {
                (self.spot.finished[l] + sites.production[site][l], self.it.finished_stock)
            };
            // Rounding is no gap.
            if choice > 0.0 && aim > 0.0 && there - fresh.0[l] < aim * (1.0 - 1e-9) {
                chosen.0[l] = chosen_of(fresh.0[l], there.max(0.0), aim, choice);
            }
        }
        chosen
    }

    /// What the site would like to make \[5\].
    #[inline(always)]
    fn goal(&self, sites: &Sites<W>, demand: &Demand<W>) -> Goal<W> {
        let mut lack = Lanes::all(self.it.finished_stock) - Lanes(self.spot.finished);
        let refill = self.refill;
        let mut pulled = (demand.heard + demand.asked) + lack * refill;
        if let Some(life) = self.network.normal.life(self.site) {
            // What is built ahead, or taken of it, in normal life.
            let (now, then) = (life.ahead(self.step), life.ahead(self.step + 1));
            pulled = (demand.heard + demand.asked) + ((lack + now) * refill + (then - now));
            lack = lack + then;
        }
        let room = ((lack + self.it.yard) + demand.ship) + demand.sell;
        let mut goal = pulled.at_most(room).at_least(Lanes::ZERO);
        if let Some(catch_up) = &self.it.catch_up {
            let usual = self.usual();
            let most = (catch_up.most - 1.0) * usual;
            let missing = Lanes(sites.missing[self.site]);
            let ready = Lanes::all(catch_up.after_steps).where_below(
                Lanes(sites.whole_for[self.site]) + 0.5,
                missing.at_most(Lanes::all(most)),
                Lanes::ZERO,
            );
            goal = goal.at_most(ready + usual);
        }
        Goal { pulled, room, goal }
    }

    /// What is made in this step of normal life \[units\].
    #[inline(always)]
    fn usual(&self) -> f64 {
        let index = self.network.normal.life(self.site).map_or(1.0, |life| life.index(self.step));
        self.node.output * (self.weight * index)
    }

    /// What is missing, wanted back, and how long the site has been whole.
    #[inline(never)]
    fn keep_account(&self, sites: &mut Sites<W>, given: &Given<W>, made: Lanes<W>) {
        let usual = self.usual();
        let whole = given.gate(Channel::Produce, self.site).whole;
        for l in 0..W {
            let missing = &mut sites.missing[self.site][l];
            let less = usual - made.0[l];
            *missing = (*missing + if less > 0.0 { less * given.catch_up[self.site][l] } else { less }).max(0.0);
            let whole_for = &mut sites.whole_for[self.site][l];
            *whole_for = if whole.0[l] < 1.0 { 0.0 } else { *whole_for + 1.0 };
        }
    }

    /// Overtime, capacity, inputs; production is returned \[5\].
    #[inline(always)]
    fn produce(&mut self, sites: &mut Sites<W>, given: &Given<W>, meters: &mut Meters<W>, aims: &Goal<W>) -> Lanes<W> {
        let Self { site, network, node, it, weight, .. } = *self;
        let Flags { throttled, overtime, dead, .. } = *self.flags;
        let goal = aims.goal;
        let gate = throttled.then(|| given.gate(Channel::Produce, site));
        // k w, with overtime.
        let mut capacity = Lanes::all(if weight > 0.0 { node.capacity * weight } else { 0.0 });
        if overtime {
            let mut stretch = Lanes(self.spot.overtime);
            if weight > 0.0 && (capacity.any_below(goal) || Lanes::ONE.any_below(stretch)) {
                let most = self.lane_value(Field::OvertimeMost, given);
                let mut wish = goal;
                if let Some(gate) = &gate {
                    // Nobody works longer while not all is running again.
                    wish = gate.whole.where_below(Lanes::ONE, Lanes::ZERO, goal);
                }
                stretch = overtime_moved(stretch, wish, capacity, most, it.overtime_steps / weight);
                self.spot.overtime = stretch.0;
            }
            capacity = capacity * stretch;
        }
        let by_hand = at_most(node.capacity, node.output);
        if let Some(gate) = &gate {
            capacity = gate.pass(goal, capacity, Lanes::all(by_hand * weight));
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
        if weight > 0.0 && network.follows_plan(node) {
            let index = network.normal.life(site).map_or(1.0, |life| life.index(self.step));
            if index > 0.0 {
                self.spot.goal = (goal * (1.0 / (weight * index))).0;
            }
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
        // What could be made is all of the goal where nothing of its own holds it back.
        let able = capacity.where_below(aims.goal, capacity, aims.room);
        let own = able.at_most(aims.room).where_below(aims.pulled, rest, nothing);
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
        // Not below nothing by rounding, or the next step would share out less than nothing.
        let mut after = (finished + (made - out)).at_least(Lanes::ZERO);
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

    /// Who waits, comes back, gives up or leaves at once \[7\]. Newcomers are served first, so each is met with patience once.
    #[inline(always)]
    fn customers(
        &mut self,
        sites: &mut Sites<W>,
        given: &Given<W>,
        meters: &mut Meters<W>,
        demand: &Demand<W>,
        sold: Lanes<W>,
    ) {
        let waiting = Lanes(self.spot.waiting);
        if self.it.aftermath.is_some() {
            self.remember(sites, given, meters, demand, sold);
        }
        let met = sold.at_most(demand.fresh);
        if self.flags.stands_in {
            let share = met.where_below(demand.there, met / demand.there, Lanes::ONE);
            sites.met[self.site] = Lanes::ZERO.where_below(demand.there, share, Lanes(sites.met[self.site])).0;
        }
        if !sold.any_below(demand.there) && !Lanes::ZERO.any_below(waiting) {
            return;
        }
        let late = (sold - met).at_most(waiting);
        let unmet = (demand.there - met).at_least(Lanes::ZERO);
        let still = waiting - late;
        add(&mut meters.recaptured[self.site], late);
        if self.flags.leaves {
            // Settled when it is known what the substitutes had.
            self.spot.waiting = still.0;
            sites.unmet[self.site] = unmet.0;
        } else {
            wait_or_leave(self.site, self.spot, given, meters, still, unmet);
        }
    }

    /// How many stay away: those turned away leave, and come back at their rate; the exact course over the step.
    #[inline(never)]
    fn remember(
        &self,
        sites: &mut Sites<W>,
        given: &Given<W>,
        meters: &mut Meters<W>,
        demand: &Demand<W>,
        sold: Lanes<W>,
    ) {
        let Some(aftermath) = &self.it.aftermath else { return };
        let site = self.site;
        add(&mut meters.stayed_away[site], demand.wanted - (demand.there - demand.came));
        for l in 0..W {
            let there = demand.there.0[l];
            if there <= 0.0 {
                continue;
            }
            let unmet = (1.0 - sold.0[l].min(demand.fresh.0[l]) / there).clamp(0.0, 1.0);
            let (away, gone) = (sites.away[site][l], sites.gone[site][l]);
            if unmet == 0.0 && away == gone {
                continue;
            }
            let [most, never] = [0, 1].map(|part: usize| given.away[part][site][l]);
            let leave = unmet / aftermath.leave_steps;
            let back = (1.0 - unmet) / aftermath.return_steps;
            let rate = leave + back;
            let aim = (leave * most.max(away) + back * gone) / rate;
            let now = aim + (away - aim) * libm::exp(-rate);
            if now > away {
                sites.gone[site][l] = (gone + never * (now - away)).min(now);
            }
            sites.away[site][l] = now;
        }
    }

    /// Cash of a site that is followed in some lane, and its owners; what it could still draw on is returned \[9\].
    #[inline(always)]
    fn cash(
        &mut self,
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
        let mut after = normal.at_most(before);
        if self.flags.replaced {
            let now = self.step as f64;
            for l in 0..W {
                if now < sites.backed[self.site][l] && after.0[l] < normal.0[l] {
                    meters.rescued[self.site][l] += normal.0[l] - after.0[l];
                    after.0[l] = normal.0[l];
                }
            }
        }
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
                meters.least_cover_step[self.site] = after.where_below(least, Lanes::all(self.step as f64), since).0;
                self.spot.least_cash = after.at_most(least).0;
            }
        }
        after + self.lane_value(Field::Credit, given)
    }

    /// Counts how long the site has been unable to pay; at the end of patience it is insolvent and what it owes is bad debt.
    #[inline(never)]
    fn count_unable(
        &mut self,
        sites: &mut Sites<W>,
        overdue: &[[f64; W]],
        meters: &mut Meters<W>,
        had: &[f64; W],
        left: &[f64; W],
    ) {
        let Self { site, network, node, it, step, .. } = *self;
        let mut counting = false;
        for l in 0..W {
            if sites.alive[site][l] == 0.0 {
                continue;
            }
            let lacked = self.flags.lacking >> l & 1 == 1;
            let fails = lacked || left[l] < 0.0;
            let count = &mut sites.unable[site][l];
            // The step in which the money runs out counts from the moment when it does.
            let part = if lacked || had[l] <= 0.0 { 1.0 } else { left[l] / (left[l] - had[l]) };
            *count = if fails { *count + part } else { 0.0 };
            counting |= fails;
            if *count >= it.insolvent_steps {
                sites.alive[site][l] = 0.0;
                meters.insolvent_since[site][l] = meters.insolvent_since[site][l].min(step as f64);
                sites.missing[site][l] = 0.0;
                sites.dead_since[site][l] = step as f64;
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

    /// Another takes an insolvent site over, or an administrator runs it on: it starts with normal cash and without old debt.
    #[inline(never)]
    fn replace(&mut self, sites: &mut Sites<W>, overdue: &mut [[f64; W]], given: &Given<W>, meters: &mut Meters<W>) {
        let Self { site, network, node, step, .. } = *self;
        for l in 0..W {
            let due = sites.dead_since[site][l] + given.replaced[site][l];
            if sites.alive[site][l] != 0.0 || (step as f64) < due {
                continue;
            }
            sites.alive[site][l] = 1.0;
            sites.idle[site][l] += step as f64 - sites.dead_since[site][l];
            // Until what it ships is paid for.
            let sold = network.links().iter().filter(|link| link.supplier as usize == site);
            let first_paid = sold.map(|link| link.terms_steps).max().unwrap_or(0);
            sites.backed[site][l] = step as f64 + 1.0 + f64::from(first_paid);
            sites.unable[site][l] = 0.0;
            meters.rescued[site][l] += self.spot.cash_normal[l] - self.spot.cash[l];
            self.spot.cash[l] = self.spot.cash_normal[l];
            for group in &network.groups[node.first_group as usize..node.end_group as usize] {
                for e in group.first as usize..group.end as usize {
                    overdue[e][l] = 0.0;
                }
            }
        }
        self.flags.dead = sites.alive[site].contains(&0.0);
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
    /// Of these, what production hears of.
    heard: Lanes<W>,
    /// `c m`.
    wanted: Lanes<W>,
    /// Customers of other sites who come instead.
    came: Lanes<W>,
    /// Who come: of those who want it, and these.
    there: Lanes<W>,
    /// Newcomers and waiting, as far as production hears of them.
    asked: Lanes<W>,
    /// `S`.
    ship: Lanes<W>,
    /// Newcomers that the sell channel serves.
    fresh: Lanes<W>,
    /// `E`: these, and those of the waiting that it serves.
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

/// `s` with `s = fresh ((there − s)/aim)^β`: the choice is among what is left at the end of the step, so that steps of any length agree.
fn chosen_of(fresh: f64, there: f64, aim: f64, choice: f64) -> f64 {
    let (mut low, mut high) = (0.0, at_most(fresh, there));
    // Halving 60 times leaves no digit.
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if fresh * libm::pow((there - middle) / aim, choice) > middle { low = middle } else { high = middle }
    }
    low
}

/// Of those who were still waiting, some give up; of those who found nothing, some join them, the others leave at once \[7\].
#[inline(always)]
fn wait_or_leave<const W: usize>(
    site: usize,
    spot: &mut Spot<W>,
    given: &Given<W>,
    meters: &mut Meters<W>,
    still: Lanes<W>,
    unmet: Lanes<W>,
) {
    let (patience, give_up) = (Lanes(given.patience[site]), Lanes(given.give_up[site]));
    let joins = patience * unmet;
    // Those who join within the step are part of it only: of them the share 1 − ρ' has stayed at its end.
    let stays = Lanes(std::array::from_fn(|l| stays_within(give_up.0[l])));
    spot.waiting = (still * (Lanes::ONE - give_up) + joins * stays).0;
    add(&mut meters.given_up[site], give_up * still + joins * (Lanes::ONE - stays));
    add(&mut meters.lost_at_once[site], unmet - joins);
}

/// Share of those who come evenly over a step, to wait, that is still there at its end: `ρ/(−ln(1 − ρ))`.
#[inline(always)]
fn stays_within(give_up: f64) -> f64 {
    if give_up <= 0.0 {
        1.0
    } else if give_up >= 1.0 {
        0.0
    } else {
        give_up / -libm::log1p(-give_up)
    }
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
