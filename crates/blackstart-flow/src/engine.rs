//! The engine: steps a network for `W` lanes side by side. Numbers in brackets are the steps of `docs/method/flow.md`.

use crate::meters::Meters;
use crate::network::{Channel, Edge, Lane, NO_SLOT, Network, OrderRule};
use crate::rows::Rows;

/// `W` replicates of one network, stepped together.
///
/// Cloning forks a history; [`Clone::clone_from`] reuses the memory of an engine that is no longer needed.
#[derive(Debug)]
pub struct Engine<'n, const W: usize> {
    network: &'n Network,
    /// Steps done; the number of the next step.
    step: usize,
    /// 1 in lanes in which any site's cash is followed, else 0.
    follows: [f64; W],
    /// Whether any lane follows cash: else payments are skipped.
    pays: bool,
    flags: Vec<Flags>,
    links: Links<W>,
    sites: Sites<W>,
    given: Given<W>,
    meters: Meters<W>,
}

/// What a site needs of the passes; whatever is off is neutral in every lane, so leaving it out changes no bit.
#[derive(Clone, Copy, Debug, Default)]
struct Flags {
    /// A channel share is below 1.
    throttled: bool,
    /// Overtime is possible.
    overtime: bool,
    /// Cash is followed.
    follows: bool,
    /// Insolvent in some lane.
    dead: bool,
    /// Something is overdue.
    overdue: bool,
    /// Bit per lane: the money for what was due was lacking in this step.
    lacking: u64,
    /// A step unable to pay is being counted.
    unable: bool,
}

/// State of the links, relative to baseline flow.
#[derive(Debug)]
struct Links<const W: usize> {
    /// `y` \[steps of use\].
    stock: Rows<W>,
    /// `Q` \[steps\].
    pipeline: Rows<W>,
    /// `o` of the last step.
    order: Rows<W>,
    /// `r` of the last steps, `[slot][link]`.
    shipped: Rows<W>,
    /// How many slots.
    slots: usize,
    /// Overdue \[money\].
    overdue: Rows<W>,
}

/// State of the sites and what the passes hand each other.
#[derive(Debug)]
struct Sites<const W: usize> {
    /// `X` \[units\].
    production: Rows<W>,
    /// `F` \[units\].
    finished: Rows<W>,
    /// `B` \[units\].
    waiting: Rows<W>,
    /// `α`.
    overtime: Rows<W>,
    /// `u`.
    plan: Rows<W>,
    /// Cash \[money\].
    cash: Rows<W>,
    /// Steps on end unable to pay.
    unable: Rows<W>,
    /// 1, or 0 once insolvent.
    alive: Rows<W>,
    /// `q`.
    filled: Rows<W>,
    /// `Σ A o` \[units\], summed by the buyers' pass.
    orders: Rows<W>,
    /// `Σ A p o` \[money\], only of sites whose links have different prices.
    order_value: Rows<W>,
    /// Receipts \[money\].
    receipts: Rows<W>,
    /// Paid to suppliers in this step \[money\].
    paid: Rows<W>,
    /// Lowest `z` over critical groups \[steps\].
    least_input: Rows<W>,
    /// `z` of groups that are neither critical nor idle \[steps\].
    partial_input: Rows<W>,
    /// Lowest cash so far \[money\].
    least_cash: Rows<W>,
    /// `Σ (M − cash)` \[money·step\].
    missing_cash: Rows<W>,
    /// Wanted before the demand multiplier last changed \[units\].
    wanted_before: Rows<W>,
    /// When it last changed \[steps\].
    wanted_since: Rows<W>,
}

/// What is given from outside, per site and lane.
#[derive(Debug)]
struct Given<const W: usize> {
    /// `θ` by channel.
    shares: [Rows<W>; 5],
    /// `m`.
    demand: Rows<W>,
    /// `ν`.
    cover_scale: Rows<W>,
    /// `ω`.
    overtime: Rows<W>,
    /// `π`.
    patience: Rows<W>,
    /// `ρ`.
    give_up: Rows<W>,
    /// `M`.
    cash: Rows<W>,
    /// `Cr`.
    credit: Rows<W>,
    /// `v`.
    variable_cost: Rows<W>,
    /// `f`.
    fixed_cost: Rows<W>,
}

/// Derives `Clone` with a `clone_from` that goes field by field and so keeps the memory.
macro_rules! clone_fields {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl<const W: usize> Clone for $name<W> {
            fn clone(&self) -> Self {
                Self { $($field: self.$field.clone()),* }
            }

            fn clone_from(&mut self, other: &Self) {
                $(self.$field.clone_from(&other.$field);)*
            }
        }
    };
}

clone_fields!(Links {
    stock,
    pipeline,
    order,
    shipped,
    slots,
    overdue
});
clone_fields!(Sites {
    production,
    finished,
    waiting,
    overtime,
    plan,
    cash,
    unable,
    alive,
    filled,
    orders,
    order_value,
    receipts,
    paid,
    least_input,
    partial_input,
    least_cash,
    missing_cash,
    wanted_before,
    wanted_since,
});
clone_fields!(Given {
    shares,
    demand,
    cover_scale,
    overtime,
    patience,
    give_up,
    cash,
    credit,
    variable_cost,
    fixed_cost,
});
clone_fields!(Meters {
    produced,
    overtime,
    shipped,
    shipped_value,
    sold,
    sold_value,
    wanted,
    recaptured,
    given_up,
    lost_at_once,
    short_own,
    short_input,
    short_orders,
    short_insolvent,
    received,
    paid,
    overdue_time,
    bad_debt,
    withdrawn,
    cash_time,
    fixed_paid,
    variable_paid,
    least_cover,
    least_cover_step,
    insolvent_since,
});

impl<const W: usize> Clone for Engine<'_, W> {
    fn clone(&self) -> Self {
        Self {
            network: self.network,
            step: self.step,
            follows: self.follows,
            pays: self.pays,
            flags: self.flags.clone(),
            links: self.links.clone(),
            sites: self.sites.clone(),
            given: self.given.clone(),
            meters: self.meters.clone(),
        }
    }

    fn clone_from(&mut self, other: &Self) {
        self.network = other.network;
        self.step = other.step;
        self.follows = other.follows;
        self.pays = other.pays;
        self.flags.clone_from(&other.flags);
        self.links.clone_from(&other.links);
        self.sites.clone_from(&other.sites);
        self.given.clone_from(&other.given);
        self.meters.clone_from(&other.meters);
    }
}

impl<'n, const W: usize> Engine<'n, W> {
    /// The network at rest before step 0, with one set of parameters per lane.
    ///
    /// # Panics
    /// If a lane has not one value per site or a value out of its range: the caller's mistake, not a user's.
    pub fn at_rest(network: &'n Network, lanes: &[Lane; W]) -> Self {
        assert!(W >= 1 && W <= 64, "1 to 64 lanes");
        lanes
            .iter()
            .for_each(|lane| check_lane(lane, network.site_count()));
        let count = network.site_count();
        let links = network.link_count();
        let rows = |field: fn(&Lane) -> &Vec<f64>| {
            Rows::<W>::from_lanes(count, lanes.iter().map(|lane| &field(lane)[..]))
        };
        let per_site = |value: &dyn Fn(usize) -> f64| {
            let mut rows = Rows::<W>::filled(count, 0.0);
            for (site, row) in rows.iter_mut().enumerate() {
                *row = [value(site); W];
            }
            rows
        };
        let nodes = &network.nodes;
        let cash = rows(|lane| &lane.cash);
        let follows: [f64; W] = std::array::from_fn(|lane| {
            if lanes[lane].cash.iter().any(|cash| cash.is_finite()) {
                1.0
            } else {
                0.0
            }
        });
        let pays = follows.contains(&1.0);
        let overtime = rows(|lane| &lane.overtime);
        let flags = (0..count)
            .map(|site| Flags {
                overtime: overtime[site].iter().any(|factor| *factor > 1.0),
                follows: cash[site].iter().any(|cash| cash.is_finite()),
                ..Flags::default()
            })
            .collect();
        let mut pipeline = Rows::filled(links, 0.0);
        for (row, edge) in pipeline.iter_mut().zip(&network.edges) {
            *row = [edge.pipeline; W];
        }
        let slots = network
            .longest_lead
            .max(if pays { network.longest_terms } else { 1 });
        Self {
            network,
            step: 0,
            follows,
            pays,
            flags,
            links: Links {
                stock: Rows::filled(links, 0.0),
                pipeline,
                order: Rows::filled(links, 1.0),
                shipped: Rows::filled(links * slots, 1.0),
                slots,
                overdue: Rows::filled(if pays { links } else { 0 }, 0.0),
            },
            sites: Sites {
                production: per_site(&|site| nodes[site].output),
                finished: per_site(&|site| network.sites()[site].finished_stock),
                waiting: Rows::filled(count, 0.0),
                overtime: Rows::filled(count, 1.0),
                plan: Rows::filled(count, 1.0),
                cash: cash.clone(),
                unable: Rows::filled(count, 0.0),
                alive: Rows::filled(count, 1.0),
                filled: Rows::filled(count, 1.0),
                orders: Rows::filled(count, 0.0),
                order_value: Rows::filled(if network.mixed_prices { count } else { 0 }, 0.0),
                receipts: Rows::filled(count, 0.0),
                paid: Rows::filled(count, 0.0),
                least_input: Rows::filled(count, f64::INFINITY),
                partial_input: Rows::filled(network.partial_critical.len(), f64::INFINITY),
                least_cash: cash.clone(),
                missing_cash: Rows::filled(count, 0.0),
                wanted_before: Rows::filled(count, 0.0),
                wanted_since: Rows::filled(count, 0.0),
            },
            given: Given {
                shares: std::array::from_fn(|_| Rows::filled(count, 1.0)),
                demand: Rows::filled(count, 1.0),
                cover_scale: rows(|lane| &lane.cover_scale),
                overtime,
                patience: rows(|lane| &lane.patience),
                give_up: rows(|lane| &lane.give_up),
                cash,
                credit: rows(|lane| &lane.credit),
                variable_cost: rows(|lane| &lane.variable_cost),
                fixed_cost: rows(|lane| &lane.fixed_cost),
            },
            meters: Meters::zero(count),
        }
    }

    /// Sets the share `θ` of a channel, from the next step until set again.
    ///
    /// # Panics
    /// If the share is not in 0 to 1.
    pub fn set_share(&mut self, lane: usize, site: usize, channel: Channel, share: f64) {
        assert!(
            (0.0..=1.0).contains(&share),
            "a share is 0 to 1, not {share}"
        );
        self.given.shares[channel as usize][site][lane] = share;
        self.flags[site].throttled = self
            .given
            .shares
            .iter()
            .any(|channel| channel[site].iter().any(|share| *share < 1.0));
    }

    /// Sets the final demand of a site to `times` its baseline, from the next step until set again.
    ///
    /// # Panics
    /// If `times` is negative or not finite.
    pub fn set_demand(&mut self, lane: usize, site: usize, times: f64) {
        assert!(
            times.is_finite() && times >= 0.0,
            "demand is a multiple of the baseline, not {times}"
        );
        let now = self.step as f64;
        let demand = &mut self.given.demand[site][lane];
        let since = &mut self.sites.wanted_since[site][lane];
        self.sites.wanted_before[site][lane] +=
            self.network.sites()[site].final_demand * *demand * (now - *since);
        *demand = times;
        *since = now;
    }

    /// One step: buyers, then suppliers.
    pub fn step(&mut self) {
        self.buyers();
        self.suppliers();
        self.step += 1;
    }

    /// Steps done since rest.
    pub fn steps_done(&self) -> usize {
        self.step
    }

    /// The network it runs.
    pub fn network(&self) -> &'n Network {
        self.network
    }

    /// Production `X` of the last step \[units\], `[site][lane]`.
    pub fn production(&self) -> &[[f64; W]] {
        &self.sites.production
    }

    /// Cash at the end of the last step \[money\]; infinite where not followed.
    pub fn cash(&self) -> &[[f64; W]] {
        &self.sites.cash
    }

    /// Final customers waiting, `B` \[units\].
    pub fn waiting(&self) -> &[[f64; W]] {
        &self.sites.waiting
    }

    /// Finished stock, `F` \[units\].
    pub fn finished(&self) -> &[[f64; W]] {
        &self.sites.finished
    }

    /// Overtime factor `α`; 1 where none is possible.
    pub fn overtime(&self) -> &[[f64; W]] {
        &self.sites.overtime
    }

    /// Whether a site has become insolvent.
    pub fn is_insolvent(&self, site: usize, lane: usize) -> bool {
        self.sites.alive[site][lane] == 0.0
    }

    /// Orders `o` of the last step as multiples of the baseline, in the order of [`Network::links`].
    pub fn orders(&self) -> &[[f64; W]] {
        &self.links.order
    }

    /// Share `q` of its orders that each site shipped in the last step; 0 if nobody ordered.
    pub fn filled(&self) -> &[[f64; W]] {
        &self.sites.filled
    }

    /// Input stock of each link less its normal level, `y` \[steps of normal use\], as last used.
    pub fn stock(&self) -> &[[f64; W]] {
        &self.links.stock
    }

    /// Goods on the way on each link, `Q` \[steps of normal use\], without the last step's shipment.
    pub fn pipeline(&self) -> &[[f64; W]] {
        &self.links.pipeline
    }

    /// Overdue on each link \[money\]; empty if no lane follows cash.
    pub fn overdue(&self) -> &[[f64; W]] {
        &self.links.overdue
    }

    /// Made since rest \[units\]: one of the [`meters`](Self::meters), always up to date.
    pub fn produced(&self) -> &[[f64; W]] {
        &self.meters.produced
    }

    /// Totals since rest. What is a multiple of something else is brought up to date here, so that a step need not;
    /// calling it or not changes nothing else.
    pub fn meters(&mut self) -> &Meters<W> {
        let Self {
            network,
            step,
            sites,
            given,
            meters,
            ..
        } = self;
        let now = *step as f64;
        for (site, node) in network.nodes.iter().enumerate() {
            let price = network.sites()[site].price;
            let demand = network.sites()[site].final_demand;
            for lane in 0..W {
                meters.sold_value[site][lane] = meters.sold[site][lane] * price;
                if let Some(price) = node.link_price {
                    meters.shipped_value[site][lane] = meters.shipped[site][lane] * price;
                }
                meters.wanted[site][lane] = sites.wanted_before[site][lane]
                    + demand * given.demand[site][lane] * (now - sites.wanted_since[site][lane]);
                meters.variable_paid[site][lane] =
                    given.variable_cost[site][lane] * meters.produced[site][lane];
                let fixed = given.fixed_cost[site][lane];
                meters.fixed_paid[site][lane] =
                    fixed * now.min(meters.insolvent_since[site][lane] + 1.0);
                let normal = given.cash[site][lane];
                if normal.is_finite() {
                    meters.cash_time[site][lane] = normal * now - sites.missing_cash[site][lane];
                    if fixed > 0.0 {
                        meters.least_cover[site][lane] =
                            (sites.least_cash[site][lane] + given.credit[site][lane]) / fixed;
                    }
                }
            }
        }
        meters
    }

    /// By buyer: receive and use \[1\], order \[2\], pay \[3\].
    fn buyers(&mut self) {
        let Self {
            network,
            step,
            pays,
            flags,
            links,
            sites,
            given,
            meters,
            follows,
        } = self;
        let (network, step, pays) = (*network, *step, *pays);
        let count = network.links().len();
        let slots = links.slots;
        let stock: &mut [[f64; W]] = &mut links.stock;
        let pipeline: &mut [[f64; W]] = &mut links.pipeline;
        let order: &mut [[f64; W]] = &mut links.order;
        let ring: &mut [[f64; W]] = &mut links.shipped;
        let overdue: &mut [[f64; W]] = &mut links.overdue;
        let filled: &[[f64; W]] = &sites.filled;
        let orders: &mut [[f64; W]] = &mut sites.orders;
        let order_value: &mut [[f64; W]] = &mut sites.order_value;
        let receipts: &mut [[f64; W]] = &mut sites.receipts;
        let bad_debt: &mut [[f64; W]] = &mut meters.bad_debt;
        let head = step % slots;
        // First row of the slot that holds shipments of `lag` steps ago.
        let slot = |lag: u32| {
            let at = head + slots - lag as usize;
            count * if at >= slots { at - slots } else { at }
        };
        let last_slot = slot(1);

        for (buyer, node) in network.nodes.iter().enumerate() {
            if node.first_group == node.end_group {
                continue;
            }
            let flag = flags[buyer];
            let weight = network.weight(buyer, step);
            let reorder = node.reorder_rate;
            let scale = given.cover_scale[buyer];
            // h, exactly 1 at normal output.
            let mut pace = [1.0; W];
            if node.output > 0.0 {
                let made = sites.production[buyer];
                for l in 0..W {
                    pace[l] = made[l] / node.output;
                }
            }
            // What orders follow, what the stock aimed at follows, and the lowest gap that counts.
            let plan = sites.plan[buyer];
            let (follow, level, lowest) = match network.rule {
                OrderRule::Plan => (plan, plan, f64::NEG_INFINITY),
                OrderRule::Production => (pace, pace, f64::NEG_INFINITY),
                OrderRule::BaselineStock => (pace, [1.0; W], f64::NEG_INFINITY),
                OrderRule::NoDrawdown => (pace, pace, 0.0),
            };
            let mut can_order = [1.0; W];
            if flag.throttled || flag.dead {
                let share = given.shares[Channel::Order as usize][buyer];
                let alive = sites.alive[buyer];
                for l in 0..W {
                    can_order[l] = share[l] * alive[l];
                }
            }

            let mut least = [f64::INFINITY; W];
            for group in &network.groups[node.first_group as usize..node.end_group as usize] {
                let (first, end) = (group.first as usize, group.end as usize);
                let mut normal = [0.0; W];
                for l in 0..W {
                    normal[l] = group.cycle + scale[l] * group.cover;
                }
                let pooled = pool(&network.edges[first..end], &stock[first..end]);
                let mut used = [0.0; W];
                let mut ratio = [0.0; W];
                for l in 0..W {
                    let there = normal[l] + pooled[l];
                    used[l] = at_least(at_most(pace[l], there), 0.0);
                }
                if end - first > 1 {
                    for l in 0..W {
                        let there = normal[l] + pooled[l];
                        ratio[l] = if there > 0.0 { used[l] / there } else { 0.0 };
                    }
                }
                for (e, edge) in network.edges[first..end].iter().enumerate() {
                    let e = first + e;
                    let supplier = edge.supplier as usize;
                    let mut sent = [0.0; W];
                    for l in 0..W {
                        sent[l] = order[e][l] * filled[supplier][l];
                    }
                    let mut arrived = sent;
                    let mut on_way = [0.0; W];
                    if edge.lead > 1 {
                        arrived = ring[slot(edge.lead) + e];
                        on_way = pipeline[e];
                        for l in 0..W {
                            on_way[l] += sent[l] - arrived[l];
                        }
                        pipeline[e] = on_way;
                    }
                    if edge.lead > 1 || pays {
                        ring[last_slot + e] = sent;
                    }
                    let old = stock[e];
                    let mut new = [0.0; W];
                    let mut wish = [0.0; W];
                    for l in 0..W {
                        let use_of = used[l] + (old[l] - pooled[l]) * ratio[l];
                        new[l] = at_least(old[l] + (arrived[l] - use_of), -normal[l]);
                    }
                    stock[e] = new;
                    if weight > 0.0 {
                        for l in 0..W {
                            let gap = ((level[l] - 1.0) * normal[l] - new[l])
                                + (level[l] * edge.pipeline - on_way[l]);
                            let want = follow[l] * weight + at_least(gap, lowest) * reorder;
                            wish[l] = can_order[l] * at_least(want, 0.0);
                        }
                        let row = &mut orders[supplier];
                        for l in 0..W {
                            row[l] += edge.amount * wish[l];
                        }
                        if edge.own_price {
                            let row = &mut order_value[supplier];
                            for l in 0..W {
                                row[l] += edge.value * wish[l];
                            }
                        }
                    }
                    order[e] = wish;
                }
                if group.critical > 0.0 {
                    let pooled = pool(&network.edges[first..end], &stock[first..end]);
                    if group.slot == NO_SLOT {
                        for l in 0..W {
                            least[l] = at_most(normal[l] + pooled[l], least[l]);
                        }
                    } else {
                        let row = &mut sites.partial_input[group.slot as usize];
                        for l in 0..W {
                            row[l] = normal[l] + pooled[l];
                        }
                    }
                }
            }
            sites.least_input[buyer] = least;

            if pays {
                let first = network.groups[node.first_group as usize].first as usize;
                let end = network.groups[node.end_group as usize - 1].end as usize;
                let edges = &network.edges[first..end];
                let mut due = [0.0; W];
                for (e, edge) in edges.iter().enumerate() {
                    let invoiced = &ring[slot(edge.terms) + first + e];
                    if flag.overdue {
                        let late = &overdue[first + e];
                        for l in 0..W {
                            due[l] += edge.value * invoiced[l] + late[l];
                        }
                    } else {
                        for l in 0..W {
                            due[l] += edge.value * invoiced[l];
                        }
                    }
                }
                // φ: 1, or what money, the pay channel and insolvency leave of it.
                let cash = &sites.cash[buyer];
                let credit = &given.credit[buyer];
                let fixed = &given.fixed_cost[buyer];
                let mut pay = [1.0; W];
                let mut lacking = 0;
                if flag.follows {
                    let mut short = false;
                    for l in 0..W {
                        short |= cash[l] + credit[l] - fixed[l] < due[l];
                    }
                    if short {
                        for l in 0..W {
                            let funds = at_least(cash[l] + credit[l] - fixed[l], 0.0);
                            if funds < due[l] {
                                pay[l] = funds / due[l];
                                lacking |= 1 << l;
                            }
                        }
                    }
                }
                let surge = network.sites()[buyer].surge;
                if flag.throttled || surge.is_finite() {
                    let share = &given.shares[Channel::Pay as usize][buyer];
                    for l in 0..W {
                        let most = limit(share[l], surge, node.purchases);
                        if most < due[l] {
                            pay[l] = at_most(most / due[l], pay[l]);
                        }
                    }
                }
                if flag.dead {
                    for l in 0..W {
                        pay[l] *= sites.alive[buyer][l];
                    }
                }
                let mut paid = [0.0; W];
                if flag.overdue || pay != [1.0; W] {
                    let mut owed = [0.0; W];
                    for (e, edge) in edges.iter().enumerate() {
                        let invoiced = &ring[slot(edge.terms) + first + e];
                        let late = &mut overdue[first + e];
                        let supplier = edge.supplier as usize;
                        for l in 0..W {
                            let due = edge.value * invoiced[l] + late[l];
                            let now = pay[l] * due;
                            receipts[supplier][l] += now;
                            paid[l] += now;
                            late[l] = due - now;
                            owed[l] += late[l];
                        }
                        if flag.dead {
                            for l in 0..W {
                                bad_debt[supplier][l] +=
                                    (1.0 - sites.alive[buyer][l]) * (edge.value * invoiced[l]);
                            }
                        }
                    }
                    flags[buyer].overdue = owed != [0.0; W];
                    for l in 0..W {
                        meters.overdue_time[buyer][l] += owed[l] * follows[l];
                    }
                } else {
                    for (e, edge) in edges.iter().enumerate() {
                        let invoiced = &ring[slot(edge.terms) + first + e];
                        let row = &mut receipts[edge.supplier as usize];
                        for l in 0..W {
                            row[l] += edge.value * invoiced[l];
                        }
                    }
                    paid = due;
                }
                flags[buyer].lacking = lacking;
                sites.paid[buyer] = paid;
            }
        }
    }

    /// By supplier: demand \[4\], produce \[5\], ship and sell \[6\], customers \[7\], plan \[8\], cash \[9\].
    fn suppliers(&mut self) {
        let Self {
            network,
            step,
            pays,
            flags,
            links,
            sites,
            given,
            meters,
            follows,
        } = self;
        let (network, step, pays) = (*network, *step, *pays);
        for (site, (node, it)) in network.nodes.iter().zip(network.sites()).enumerate() {
            let flag = flags[site];
            let weight = network.weight(site, step);
            let base = it.final_demand;
            let share = |channel: Channel| &given.shares[channel as usize][site];

            // [4]
            let orders = sites.orders[site];
            sites.orders[site] = [0.0; W];
            let mut wanted = [0.0; W];
            let mut asked = [0.0; W];
            if base > 0.0 {
                for l in 0..W {
                    wanted[l] = base * given.demand[site][l];
                    asked[l] = wanted[l] + sites.waiting[site][l];
                }
            }
            let (mut ship, mut sell) = (orders, asked);
            let limited = flag.throttled || it.surge.is_finite();
            if limited {
                let (shipping, selling) = (share(Channel::Ship), share(Channel::Sell));
                for l in 0..W {
                    ship[l] = at_most(
                        limit(shipping[l], it.surge, node.to_sites * at_least(weight, 1.0)),
                        orders[l],
                    );
                    let times = at_least(given.demand[site][l], 1.0);
                    sell[l] = at_most(limit(selling[l], it.surge, base * times), asked[l]);
                }
            }

            // [5]
            let finished = sites.finished[site];
            let mut pulled = [0.0; W];
            let mut room = [0.0; W];
            let mut goal = [0.0; W];
            for l in 0..W {
                let lack = it.finished_stock - finished[l];
                pulled[l] = (orders[l] + asked[l]) + lack * node.refill_rate;
                room[l] = ((lack + it.yard) + ship[l]) + sell[l];
                goal[l] = at_least(at_most(pulled[l], room[l]), 0.0);
            }
            // k θ, and k w θ.
            let mut able = [node.capacity; W];
            if flag.throttled {
                let making = share(Channel::Produce);
                for l in 0..W {
                    able[l] = if making[l] > 0.0 {
                        node.capacity * making[l]
                    } else {
                        0.0
                    };
                }
            }
            let mut most = [0.0; W];
            if weight > 0.0 {
                for l in 0..W {
                    most[l] = able[l] * weight;
                }
            }
            let mut stretch = [1.0; W];
            if flag.overtime {
                stretch = sites.overtime[site];
                if weight > 0.0 {
                    let highest = &given.overtime[site];
                    for l in 0..W {
                        let target = if goal[l] > most[l] {
                            at_most(goal[l] / most[l], highest[l])
                        } else {
                            1.0
                        };
                        let move_most = (highest[l] - 1.0) / it.overtime_steps;
                        stretch[l] = at_least(
                            at_most(target, stretch[l] + move_most),
                            stretch[l] - move_most,
                        );
                    }
                    sites.overtime[site] = stretch;
                }
            }
            let mut capacity = [0.0; W];
            for l in 0..W {
                capacity[l] = most[l] * stretch[l];
            }
            if flag.dead {
                for l in 0..W {
                    // Not a product: capacity may be infinite.
                    capacity[l] = if sites.alive[site][l] > 0.0 {
                        capacity[l]
                    } else {
                        0.0
                    };
                }
            }
            let mut aim = [0.0; W];
            let mut made = [0.0; W];
            for l in 0..W {
                aim[l] = at_most(capacity[l], goal[l]);
                made[l] = aim[l];
            }
            if node.first_group < node.end_group {
                let least = &sites.least_input[site];
                for l in 0..W {
                    made[l] = at_most(node.output * least[l], made[l]);
                }
                for slot in node.slots.0 as usize..node.slots.1 as usize {
                    let critical = network.partial_critical[slot];
                    let there = &sites.partial_input[slot];
                    for l in 0..W {
                        let allowed =
                            aim[l] - critical * at_least(aim[l] - node.output * there[l], 0.0);
                        made[l] = at_most(allowed, made[l]);
                    }
                }
                for l in 0..W {
                    made[l] = at_least(made[l], 0.0);
                }
            }
            sites.production[site] = made;

            // [6]
            let mut share_out = [1.0; W];
            let mut left = [0.0; W];
            let mut short = false;
            for l in 0..W {
                let out = ship[l] + sell[l];
                let there = finished[l] + made[l];
                short |= out > there;
                left[l] = finished[l] + (made[l] - out);
            }
            if short {
                for l in 0..W {
                    let out = ship[l] + sell[l];
                    let there = finished[l] + made[l];
                    if out > there {
                        share_out[l] = there / out;
                        left[l] = 0.0;
                    }
                }
            }
            sites.finished[site] = left;
            let mut sent = ship;
            let mut sold = sell;
            if short {
                for l in 0..W {
                    sent[l] = ship[l] * share_out[l];
                    sold[l] = sell[l] * share_out[l];
                }
            }
            if node.to_sites > 0.0 {
                let filled = &mut sites.filled[site];
                for l in 0..W {
                    filled[l] = if orders[l] > 0.0 { share_out[l] } else { 0.0 };
                }
                if limited {
                    for l in 0..W {
                        if orders[l] > 0.0 {
                            filled[l] = ship[l] / orders[l] * share_out[l];
                        }
                    }
                }
                let shipped = &mut meters.shipped[site];
                for l in 0..W {
                    shipped[l] += sent[l];
                }
                if node.link_price.is_none() {
                    let value = &mut meters.shipped_value[site];
                    let ordered = &mut sites.order_value[site];
                    for l in 0..W {
                        value[l] += ordered[l] * filled[l];
                    }
                    *ordered = [0.0; W];
                }
            }

            // [7]
            if base > 0.0 {
                let total = &mut meters.sold[site];
                for l in 0..W {
                    total[l] += sold[l];
                }
                let waiting = sites.waiting[site];
                let mut unmet = false;
                for l in 0..W {
                    unmet |= waiting[l] > 0.0 || wanted[l] > sold[l];
                }
                if unmet {
                    let (patience, give_up) = (&given.patience[site], &given.give_up[site]);
                    for l in 0..W {
                        let late = at_most(waiting[l], sold[l]);
                        let lost = at_least(wanted[l] - (sold[l] - late), 0.0);
                        let still = waiting[l] - late;
                        sites.waiting[site][l] = still * (1.0 - give_up[l]) + patience[l] * lost;
                        meters.recaptured[site][l] += late;
                        meters.given_up[site][l] += give_up[l] * still;
                        meters.lost_at_once[site][l] += (1.0 - patience[l]) * lost;
                    }
                }
            }

            // [8]
            if weight > 0.0 && node.output > 0.0 {
                let plan = &mut sites.plan[site];
                for l in 0..W {
                    let could = at_most(able[l] * stretch[l], goal[l] / weight) / node.output;
                    plan[l] += (could - plan[l]) * it.plan_rate;
                }
            }

            let produced = &mut meters.produced[site];
            for l in 0..W {
                produced[l] += made[l];
            }
            if flag.overtime {
                for l in 0..W {
                    meters.overtime[site][l] += at_least(made[l] - node.capacity * weight, 0.0);
                }
            }
            let usual = weight * node.output;
            if made.iter().any(|made| *made < usual) {
                for l in 0..W {
                    let missing = usual - made[l];
                    if missing > 0.0 {
                        let meter = if sites.alive[site][l] == 0.0 {
                            &mut meters.short_insolvent
                        } else if made[l] < aim[l] {
                            &mut meters.short_input
                        } else if pulled[l] <= capacity[l] && pulled[l] <= room[l] {
                            &mut meters.short_orders
                        } else {
                            &mut meters.short_own
                        };
                        meter[site][l] += missing;
                    }
                }
            }

            // [9]
            if pays {
                let receipts = sites.receipts[site];
                sites.receipts[site] = [0.0; W];
                let paid = sites.paid[site];
                for l in 0..W {
                    meters.received[site][l] += receipts[l] * follows[l];
                    meters.paid[site][l] += paid[l] * follows[l];
                }
                if flag.follows {
                    let normal = &given.cash[site];
                    let (variable, fixed) = (&given.variable_cost[site], &given.fixed_cost[site]);
                    let mut cash = sites.cash[site];
                    let mut paid_out = [0.0; W];
                    let mut below = false;
                    for l in 0..W {
                        let fixed = fixed[l] * sites.alive[site][l];
                        let net = receipts[l] + sold[l] * it.price
                            - paid[l]
                            - variable[l] * made[l]
                            - fixed;
                        let before = cash[l] + net;
                        cash[l] = at_most(normal[l], before);
                        paid_out[l] = if before > normal[l] {
                            before - normal[l]
                        } else {
                            0.0
                        };
                        below |= cash[l] < normal[l];
                    }
                    sites.cash[site] = cash;
                    for l in 0..W {
                        meters.withdrawn[site][l] += paid_out[l];
                    }
                    if below {
                        for l in 0..W {
                            if cash[l] < normal[l] {
                                sites.missing_cash[site][l] += normal[l] - cash[l];
                                if cash[l] < sites.least_cash[site][l] {
                                    sites.least_cash[site][l] = cash[l];
                                    meters.least_cover_step[site][l] = step as f64;
                                }
                            }
                        }
                    }
                    if below || flag.lacking != 0 || flag.unable {
                        let mut counting = false;
                        for l in 0..W {
                            if sites.alive[site][l] == 0.0 {
                                continue;
                            }
                            let count = &mut sites.unable[site][l];
                            let fails =
                                flag.lacking >> l & 1 == 1 || cash[l] < -given.credit[site][l];
                            *count = if fails { *count + 1.0 } else { 0.0 };
                            counting |= fails;
                            if *count >= it.insolvent_steps {
                                sites.alive[site][l] = 0.0;
                                meters.insolvent_since[site][l] = step as f64;
                                flags[site].dead = true;
                                let groups = &network.groups
                                    [node.first_group as usize..node.end_group as usize];
                                for group in groups {
                                    for e in group.first as usize..group.end as usize {
                                        let supplier = network.edges[e].supplier as usize;
                                        meters.bad_debt[supplier][l] += links.overdue[e][l];
                                    }
                                }
                            }
                        }
                        flags[site].unable = counting;
                    }
                }
            }
        }
    }
}

/// `y_g = Σ (A_e/A_g) y_e`.
#[inline(always)]
fn pool<const W: usize>(edges: &[Edge], stock: &[[f64; W]]) -> [f64; W] {
    if let [only] = stock {
        return *only;
    }
    let mut pooled = [0.0; W];
    for (edge, stock) in edges.iter().zip(stock) {
        for l in 0..W {
            pooled[l] += edge.share * stock[l];
        }
    }
    pooled
}

/// Most a channel lets through: `θ s` times the normal rate; 0 at share 0 even where the surge is infinite.
#[inline(always)]
fn limit(share: f64, surge: f64, normal: f64) -> f64 {
    if share > 0.0 {
        share * surge * normal
    } else {
        0.0
    }
}

/// The lower of two; the second if the first is not a number. One instruction, unlike `f64::min`.
#[inline(always)]
fn at_most(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The higher of two; the second if the first is not a number. One instruction, unlike `f64::max`.
#[inline(always)]
fn at_least(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

fn check_lane(lane: &Lane, sites: usize) {
    let not_negative = |value: f64| value >= 0.0 && value.is_finite();
    let share = |value: f64| (0.0..=1.0).contains(&value);
    let checks: [(&str, &[f64], &dyn Fn(f64) -> bool); 8] = [
        ("cover scale", &lane.cover_scale, &not_negative),
        ("overtime", &lane.overtime, &|value| {
            value >= 1.0 && value.is_finite()
        }),
        ("patience", &lane.patience, &share),
        ("give up", &lane.give_up, &share),
        ("cash", &lane.cash, &|value| value >= 0.0),
        ("credit", &lane.credit, &not_negative),
        ("variable cost", &lane.variable_cost, &not_negative),
        ("fixed cost", &lane.fixed_cost, &not_negative),
    ];
    for (name, values, good) in checks {
        assert!(
            values.len() == sites,
            "a lane's {name} has {} values for {sites} sites",
            values.len()
        );
        if let Some((site, value)) = values.iter().enumerate().find(|(_, value)| !good(**value)) {
            panic!("a lane's {name} of site {site} is {value}, out of its range");
        }
    }
}
