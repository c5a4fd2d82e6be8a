//! The buyers' pass: receive and use, order, pay (steps 1 to 3 of the method page).

use super::lanes::{add, at_least, at_most, count_less, count_over, divide};
use super::{Engine, limit};
use crate::network::{Channel, Edge, NO_SLOT, OrderRule};

impl<const W: usize> Engine<'_, W> {
    /// By buyer: receive and use \[1\], order \[2\], pay \[3\].
    pub(super) fn buyers(&mut self) {
        let Self { network, step, pays, weights, flags, links, sites, given, meters, follows } = self;
        let (network, step, pays) = (*network, *step, *pays);
        let stock: &mut [[f64; W]] = &mut links.stock;
        let pipeline: &mut [[f64; W]] = &mut links.pipeline;
        let order: &mut [[f64; W]] = &mut links.order;
        links.goods.advance(&network.goods, step, &links.sent);
        if pays {
            links.invoices.advance(&network.invoices, step, &links.sent);
        }
        let arrivals: &[[f64; W]] = &links.goods.out;
        let invoices: &[[f64; W]] = &links.invoices.out;
        let sent: &mut [[f64; W]] = &mut links.sent;
        let overdue: &mut [[f64; W]] = &mut links.overdue;
        let filled: &[[f64; W]] = &sites.filled;
        let orders: &mut [[f64; W]] = &mut sites.orders;
        let order_value: &mut [[f64; W]] = &mut sites.order_value;
        let receipts: &mut [[f64; W]] = &mut sites.receipts;
        let bad_debt: &mut [[f64; W]] = &mut meters.bad_debt;

        let open = [1.0; W];
        let closed = [0.0; W];
        for (buyer, node) in network.nodes.iter().enumerate() {
            if node.first_group == node.end_group {
                continue;
            }
            let flag = flags[buyer];
            let weight = weights[node.calendar as usize];
            let scale = &given.cover_scale[buyer];
            // h, exactly 1 at normal output.
            let mut pace = open;
            if node.output > 0.0 {
                divide(&mut pace, &sites.production[buyer], node.output);
            }
            // What orders follow, what the stock aimed at follows, and the lowest gap that counts.
            let plan = &sites.plan[buyer];
            let (follow, level, lowest) = match network.rule {
                OrderRule::Plan => (plan, plan, f64::NEG_INFINITY),
                OrderRule::Production => (&pace, &pace, f64::NEG_INFINITY),
                OrderRule::BaselineStock => (&pace, &open, f64::NEG_INFINITY),
                OrderRule::NoDrawdown => (&pace, &pace, 0.0),
            };
            let mut can_order = if weight > 0.0 { open } else { closed };
            if flag.throttled || flag.dead {
                let share = &given.shares[Channel::Order as usize][buyer];
                let alive = &sites.alive[buyer];
                for l in 0..W {
                    can_order[l] *= share[l] * alive[l];
                }
            }
            let site = Ordering { weight, reorder: node.reorder_rate, lowest, follow, level, can_order: &can_order };

            let mut least = [f64::INFINITY; W];
            for group in &network.groups[node.first_group as usize..node.end_group as usize] {
                let (first, end) = (group.first as usize, group.end as usize);
                let mut normal = closed;
                for l in 0..W {
                    normal[l] = group.cycle + scale[l] * group.cover;
                }
                let pooled = pool(&network.edges[first..end], &stock[first..end]);
                let mut used = closed;
                let mut ratio = closed;
                use_of(&mut used, &pace, &normal, &pooled);
                if end - first > 1 {
                    ratio_of(&mut ratio, &used, &normal, &pooled);
                }
                let mut left = closed;
                for (e, edge) in network.edges[first..end].iter().enumerate() {
                    let e = first + e;
                    let supplier = edge.supplier as usize;
                    let goods = Goods { normal: &normal, pooled: &pooled, used: &used, ratio: &ratio };
                    let rows = Row {
                        stock: &mut stock[e],
                        pipeline: &mut pipeline[e],
                        order: &mut order[e],
                        sent: &mut sent[e],
                        orders: &mut orders[supplier],
                        left: &mut left,
                    };
                    if edge.lead > 1 {
                        one_link::<W, true>(edge, &site, &goods, rows, &filled[supplier], &arrivals[e]);
                    } else {
                        one_link::<W, false>(edge, &site, &goods, rows, &filled[supplier], &open);
                    }
                    if edge.own_price {
                        add(&mut order_value[supplier], edge.value, &order[e]);
                    }
                }
                if group.critical > 0.0 {
                    if group.slot == NO_SLOT {
                        for l in 0..W {
                            least[l] = at_most(normal[l] + left[l], least[l]);
                        }
                    } else {
                        let row = &mut sites.partial_input[group.slot as usize];
                        for l in 0..W {
                            row[l] = normal[l] + left[l];
                        }
                    }
                }
            }
            sites.least_input[buyer] = least;

            if pays {
                let first = network.groups[node.first_group as usize].first as usize;
                let end = network.groups[node.end_group as usize - 1].end as usize;
                let edges = &network.edges[first..end];
                let mut due = closed;
                for (e, edge) in edges.iter().enumerate() {
                    add(&mut due, edge.value, invoice(edge, first + e, invoices, sent));
                    if flag.overdue {
                        add(&mut due, 1.0, &overdue[first + e]);
                    }
                }
                // φ: 1, or what money, the pay channel and insolvency leave of it.
                let mut pay = open;
                let mut lacking = 0;
                let surge = network.sites()[buyer].surge;
                let mut hindered = u64::from(flag.throttled || flag.dead);
                hindered += count_over(&due, surge * node.purchases);
                if flag.follows {
                    let mut funds = closed;
                    let (cash, credit, fixed) = (&sites.cash[buyer], &given.credit[buyer], &given.fixed_cost[buyer]);
                    for l in 0..W {
                        funds[l] = at_least(cash[l] + credit[l] - fixed[l], 0.0);
                    }
                    let short = count_less(&funds, &due);
                    hindered += short;
                    if short > 0 {
                        for l in 0..W {
                            if funds[l] < due[l] {
                                pay[l] = funds[l] / due[l];
                                lacking |= 1 << l;
                            }
                        }
                    }
                }
                if hindered > 0 {
                    let share = &given.shares[Channel::Pay as usize][buyer];
                    for l in 0..W {
                        let most = limit(share[l], surge, node.purchases);
                        if most < due[l] {
                            pay[l] = at_most(most / due[l], pay[l]);
                        }
                        pay[l] *= sites.alive[buyer][l];
                    }
                }
                let mut paid = due;
                if flag.overdue || hindered > 0 {
                    let mut owed = closed;
                    paid = closed;
                    for (e, edge) in edges.iter().enumerate() {
                        let invoiced = invoice(edge, first + e, invoices, sent);
                        let late = &mut overdue[first + e];
                        let supplier = edge.supplier as usize;
                        settle(edge.value, invoiced, &pay, late, &mut receipts[supplier], &mut paid, &mut owed);
                        if flag.dead {
                            for l in 0..W {
                                bad_debt[supplier][l] += (1.0 - sites.alive[buyer][l]) * (edge.value * invoiced[l]);
                            }
                        }
                    }
                    flags[buyer].overdue = count_over(&owed, 0.0) > 0;
                    for l in 0..W {
                        meters.overdue_time[buyer][l] += owed[l] * follows[l];
                    }
                } else {
                    for (e, edge) in edges.iter().enumerate() {
                        let invoiced = invoice(edge, first + e, invoices, sent);
                        add(&mut receipts[edge.supplier as usize], edge.value, invoiced);
                    }
                }
                flags[buyer].lacking = lacking;
                sites.paid[buyer] = paid;
            }
        }
    }
}

/// What the links of one buyer share in a step.
struct Ordering<'a, const W: usize> {
    /// `w`.
    weight: f64,
    /// `1/τ`.
    reorder: f64,
    lowest: f64,
    follow: &'a [f64; W],
    level: &'a [f64; W],
    can_order: &'a [f64; W],
}

/// What the links of one input group share in a step.
struct Goods<'a, const W: usize> {
    /// `N`.
    normal: &'a [f64; W],
    /// `y_g`.
    pooled: &'a [f64; W],
    /// `h_g`.
    used: &'a [f64; W],
    /// `h_g/z_g`.
    ratio: &'a [f64; W],
}

/// What one link changes.
struct Row<'a, const W: usize> {
    /// `y`.
    stock: &'a mut [f64; W],
    /// `Q`.
    pipeline: &'a mut [f64; W],
    /// `o`.
    order: &'a mut [f64; W],
    /// `r` of the last step.
    sent: &'a mut [f64; W],
    /// The supplier's `Σ A o`.
    orders: &'a mut [f64; W],
    /// The group's new `y_g`.
    left: &'a mut [f64; W],
}

/// What falls due on a link: shipped as many steps ago as the terms say.
#[inline(always)]
fn invoice<'a, const W: usize>(
    edge: &Edge,
    link: usize,
    invoices: &'a [[f64; W]],
    sent: &'a [[f64; W]],
) -> &'a [f64; W] {
    if edge.terms > 1 { &invoices[link] } else { &sent[link] }
}

#[inline(always)]
fn one_link<const W: usize, const FAR: bool>(
    edge: &Edge,
    site: &Ordering<'_, W>,
    goods: &Goods<'_, W>,
    rows: Row<'_, W>,
    filled: &[f64; W],
    arrived: &[f64; W],
) {
    let Row { stock, pipeline, order, sent, orders, left } = rows;
    receive_and_order::<W, FAR>(edge, site, goods, stock, pipeline, order, filled, arrived, sent, orders, left);
}

/// One link: receive, use, order \[1, 2\]. One loop over the lanes, and every row an argument, so that it is compiled to
/// vector code. `FAR`: the lead is above one step.
#[inline(always)]
fn receive_and_order<const W: usize, const FAR: bool>(
    edge: &Edge,
    site: &Ordering<'_, W>,
    goods: &Goods<'_, W>,
    stock: &mut [f64; W],
    pipeline: &mut [f64; W],
    order: &mut [f64; W],
    filled: &[f64; W],
    arrived: &[f64; W],
    sent: &mut [f64; W],
    orders: &mut [f64; W],
    left: &mut [f64; W],
) {
    let Ordering { weight, reorder, lowest, follow, level, can_order, .. } = *site;
    let Goods { normal, pooled, used, ratio } = *goods;
    let (amount, share, on_way_normal) = (edge.amount, edge.share, edge.pipeline);
    for l in 0..W {
        let shipped = order[l] * filled[l];
        sent[l] = shipped;
        let (came, on_way) = if FAR { (arrived[l], pipeline[l] + (shipped - arrived[l])) } else { (shipped, 0.0) };
        if FAR {
            pipeline[l] = on_way;
        }
        let old = stock[l];
        let taken = used[l] + (old - pooled[l]) * ratio[l];
        let new = at_least(old + (came - taken), -normal[l]);
        stock[l] = new;
        left[l] += share * new;
        let gap = ((level[l] - 1.0) * normal[l] - new) + (level[l] * on_way_normal - on_way);
        let want = follow[l] * weight + at_least(gap, lowest) * reorder;
        let wish = can_order[l] * at_least(want, 0.0);
        order[l] = wish;
        orders[l] += amount * wish;
    }
}

/// `h_g`.
#[inline(always)]
fn use_of<const W: usize>(used: &mut [f64; W], pace: &[f64; W], normal: &[f64; W], pooled: &[f64; W]) {
    for l in 0..W {
        used[l] = at_least(at_most(pace[l], normal[l] + pooled[l]), 0.0);
    }
}

/// `h_g/z_g`; needed only where suppliers share a group.
#[inline(always)]
fn ratio_of<const W: usize>(ratio: &mut [f64; W], used: &[f64; W], normal: &[f64; W], pooled: &[f64; W]) {
    for l in 0..W {
        let there = normal[l] + pooled[l];
        ratio[l] = if there > 0.0 { used[l] / there } else { 0.0 };
    }
}

/// One link of a buyer who does not pay all, or did not before \[3\].
#[inline(always)]
fn settle<const W: usize>(
    value: f64,
    invoiced: &[f64; W],
    pay: &[f64; W],
    late: &mut [f64; W],
    receipts: &mut [f64; W],
    paid: &mut [f64; W],
    owed: &mut [f64; W],
) {
    for l in 0..W {
        let due = value * invoiced[l] + late[l];
        let now = pay[l] * due;
        receipts[l] += now;
        paid[l] += now;
        late[l] = due - now;
        owed[l] += due - now;
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
