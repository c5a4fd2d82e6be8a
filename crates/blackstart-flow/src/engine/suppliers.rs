//! The suppliers' pass: demand, produce, ship and sell, customers, plan, cash (steps 4 to 9 of the method page).

use super::{Engine, at_least, at_most, limit};
use crate::network::Channel;

impl<const W: usize> Engine<'_, W> {
    /// By supplier: demand \[4\], produce \[5\], ship and sell \[6\], customers \[7\], plan \[8\], cash \[9\].
    pub(super) fn suppliers(&mut self) {
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
