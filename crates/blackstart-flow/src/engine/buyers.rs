//! The buyers' pass: receive and use, order, pay (steps 1 to 3 of the method page).

use super::{Engine, at_least, at_most, limit};
use crate::network::{Channel, Edge, NO_SLOT, OrderRule};

impl<const W: usize> Engine<'_, W> {
    /// By buyer: receive and use \[1\], order \[2\], pay \[3\].
    pub(super) fn buyers(&mut self) {
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
