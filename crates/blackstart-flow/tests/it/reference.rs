//! The `native` step once more, slow and obvious: amounts instead of deviations, whole histories instead of rings, one lane.
//!
//! Written from `docs/method/flow.md` alone, apart from the engine.

use crate::foreseen::Foreseen;
use crate::random::Case;
use blackstart_flow::{Lane, Link, OrderRule, Share, Site};

/// One history, with everything that ever happened kept.
pub(crate) struct Reference {
    case: Case,
    sites: Vec<Site>,
    links: Vec<Link>,
    rule: OrderRule,
    lane: Lane,
    pub(crate) foreseen: Foreseen,
    step: usize,
    /// Links of each input group, in order of supplier.
    groups: Vec<Group>,
    normal: Vec<f64>,
    share: Vec<[Share; 5]>,
    times: Vec<f64>,
    /// Input stock per link \[units\].
    pub(crate) stock: Vec<f64>,
    /// What was shipped on each link in each step so far \[units\].
    pub(crate) shipped: Vec<Vec<f64>>,
    ordered: Vec<f64>,
    pub(crate) produced: Vec<f64>,
    pub(crate) finished: Vec<f64>,
    pub(crate) waiting: Vec<f64>,
    pub(crate) overtime: Vec<f64>,
    plan: Vec<f64>,
    goal: Vec<f64>,
    pub(crate) cash: Vec<f64>,
    pub(crate) overdue: Vec<f64>,
    unable: Vec<f64>,
    pub(crate) alive: Vec<bool>,
    pub(crate) sold: Vec<f64>,
    /// Wanted by final customers so far \[units\].
    pub(crate) wanted: Vec<f64>,
    pub(crate) paid: Vec<f64>,
    missing: Vec<f64>,
    whole_for: Vec<f64>,
    pub(crate) away: Vec<f64>,
    gone: Vec<f64>,
    dead_since: Vec<usize>,
    backed: Vec<usize>,
    /// Site, the other site, share.
    substitutes: Vec<(usize, usize, f64)>,
    pub(crate) coming: Vec<f64>,
    /// Share of its newcomers that each site met when any last came.
    met: Vec<f64>,
}

struct Group {
    buyer: usize,
    links: Vec<usize>,
    amount: f64,
    cover: f64,
    cycle: f64,
    critical: f64,
}

impl Reference {
    /// A case at rest; `links` are the case's, sorted as the engine has them.
    pub(crate) fn at_rest(case: &Case, links: &[Link]) -> Self {
        let Case { sites, lane, .. } = case;
        let normal: Vec<f64> = (0..sites.len())
            .map(|i| {
                sites[i].final_demand + links.iter().filter(|e| e.supplier as usize == i).map(|e| e.amount).sum::<f64>()
            })
            .collect();
        let foreseen = Foreseen::of(case, links, &normal);
        let mut groups: Vec<Group> = Vec::new();
        let mut order: Vec<usize> = (0..links.len()).collect();
        order.sort_by_key(|&e| (links[e].buyer, links[e].input, links[e].supplier));
        for e in order {
            let same = |g: &&mut Group| g.buyer == links[e].buyer as usize && links[g.links[0]].input == links[e].input;
            match groups.iter_mut().find(same) {
                Some(group) => group.links.push(e),
                None => groups.push(Group {
                    buyer: links[e].buyer as usize,
                    links: vec![e],
                    amount: 0.0,
                    cover: 0.0,
                    cycle: 1.0,
                    critical: 0.0,
                }),
            }
        }
        for group in &mut groups {
            group.amount = group.links.iter().map(|&e| links[e].amount).sum();
            group.cover =
                group.links.iter().map(|&e| links[e].amount * links[e].cover_steps).sum::<f64>() / group.amount;
            // b_g: what stock must hold so that orders placed a lead time ahead, w(t) S(t + L), never leave the site short.
            let buyer = group.buyer;
            let until = case.foresight.map_or_else(|| case.steps + 60, |it| it.steps);
            for &e in &group.links {
                let lead = links[e].lead_steps as usize;
                for t in 0..until {
                    let used: f64 = (0..=t).map(|s| case.weight(buyer, s) * foreseen.index(buyer, s)).sum();
                    let from_before = t.min(lead - 1) as f64;
                    let ordered = |s: usize| case.weight(buyer, s) * foreseen.index(buyer, s + lead);
                    let came: f64 = (0..(t + 1).saturating_sub(lead)).map(ordered).sum();
                    group.cycle = group.cycle.max(used - from_before - came);
                }
            }
            let rests = |s: usize| case.weight(buyer, s) == 1.0 && foreseen.index(buyer, s) == 1.0;
            if !(0..until).all(rests) {
                group.cycle += 1e-9;
            }
            group.critical = group.links.iter().map(|&e| links[e].critical).fold(0.0, f64::max);
        }
        let mut stock = vec![0.0; links.len()];
        for group in &groups {
            for &e in &group.links {
                stock[e] = (group.cycle + lane.cover_scale[group.buyer] * group.cover) * links[e].amount;
            }
        }
        Self {
            stock,
            shipped: Vec::new(),
            ordered: links.iter().map(|e| e.amount).collect(),
            produced: normal.clone(),
            finished: (0..sites.len()).map(|i| sites[i].finished_stock + foreseen.ahead(i, 0)).collect(),
            waiting: vec![0.0; sites.len()],
            overtime: vec![1.0; sites.len()],
            plan: vec![1.0; sites.len()],
            goal: normal.clone(),
            cash: lane.cash.clone(),
            overdue: vec![0.0; links.len()],
            unable: vec![0.0; sites.len()],
            alive: vec![true; sites.len()],
            share: vec![[Share::FULL; 5]; sites.len()],
            missing: vec![0.0; sites.len()],
            whole_for: vec![f64::INFINITY; sites.len()],
            away: vec![0.0; sites.len()],
            gone: vec![0.0; sites.len()],
            dead_since: vec![0; sites.len()],
            backed: vec![0; sites.len()],
            substitutes: (case.substitutes.iter().zip(&lane.goes_over))
                .map(|(it, share)| (it.from as usize, it.to as usize, *share))
                .collect(),
            coming: vec![0.0; sites.len()],
            met: vec![1.0; sites.len()],
            times: vec![1.0; sites.len()],
            sold: vec![0.0; sites.len()],
            wanted: vec![0.0; sites.len()],
            paid: vec![0.0; sites.len()],
            step: 0,
            groups,
            normal,
            foreseen,
            sites: sites.clone(),
            links: links.to_vec(),
            rule: case.rule,
            lane: lane.clone(),
            case: case.clone(),
        }
    }

    /// Normal stock of a link \[units\].
    pub(crate) fn normal_stock(&self, e: usize) -> f64 {
        let group = self.groups.iter().find(|group| group.links.contains(&e)).unwrap();
        (group.cycle + self.lane.cover_scale[group.buyer] * group.cover) * self.links[e].amount
    }

    pub(crate) fn set_share(&mut self, site: usize, channel: usize, share: f64) {
        self.share[site][channel] = Share::pace(share);
    }

    pub(crate) fn set_demand(&mut self, site: usize, times: f64) {
        self.times[site] = times;
    }

    /// Shipped on link `e` in step `step`; before the history began, the baseline.
    fn shipped_in(&self, e: usize, step: i64) -> f64 {
        match usize::try_from(step) {
            Ok(step) => self.shipped[step][e],
            Err(_) => self.links[e].amount,
        }
    }

    fn on_way(&self, e: usize) -> f64 {
        // After this step's arrivals: shipped in t − L + 1 … t − 1.
        let t = self.step as i64;
        (t - i64::from(self.links[e].lead_steps) + 1..t).map(|s| self.shipped_in(e, s)).sum()
    }

    /// What passes a channel: for part of the step all that is wanted, up to the surge; in the rest a share of a normal day.
    fn passes(&self, site: usize, channel: usize, wanted: f64, most: f64, normal: f64) -> f64 {
        let Share { whole, offer, hand } = self.share[site][channel];
        let open = whole + offer;
        let freely = if open > 0.0 { open * wanted.min(most) } else { 0.0 };
        freely + ((1.0 - open) * wanted).min(hand * normal)
    }

    pub(crate) fn step(&mut self) {
        let t = self.step as i64;
        let n_sites = self.sites.len();

        // 1 receive and use
        let mut in_stock = vec![Vec::<(f64, f64)>::new(); n_sites];
        for group in &self.groups {
            let i = group.buyer;
            let h = if self.normal[i] > 0.0 { self.produced[i] / self.normal[i] } else { 1.0 };
            let pool: f64 = group.links.iter().map(|&e| self.stock[e]).sum();
            let used = (h * group.amount).min(pool);
            for &e in &group.links {
                let use_of_this = if pool > 0.0 { used * self.stock[e] / pool } else { 0.0 };
                let arrived = match usize::try_from(t - i64::from(self.links[e].lead_steps)) {
                    Ok(step) => self.shipped[step][e],
                    Err(_) => self.links[e].amount,
                };
                self.stock[e] = (self.stock[e] + arrived - use_of_this).max(0.0);
            }
            let steps: f64 = group.links.iter().map(|&e| self.stock[e]).sum::<f64>() / group.amount;
            in_stock[i].push((group.critical, steps));
        }

        // 2 order
        for (i, site) in self.sites.iter().enumerate() {
            let (x, open) = (self.normal[i], self.case.weight(i, self.step));
            let index = self.foreseen.index(i, self.step);
            if open > 0.0 && x > 0.0 && index > 0.0 {
                let most = site.capacity.unwrap_or(x) * self.overtime[i];
                let by_hand = site.capacity.unwrap_or(x).min(x);
                let could = self.passes(i, 1, self.goal[i] * index, most, by_hand) / (x * index);
                self.plan[i] += (could - self.plan[i]) * at_work(site.plan_rate, open);
            }
        }
        for group in &self.groups {
            let i = group.buyer;
            let h = if self.normal[i] > 0.0 { self.produced[i] / self.normal[i] } else { 1.0 };
            let u = if self.rule == OrderRule::Plan { self.plan[i] } else { h };
            let normal_stock = group.cycle + self.lane.cover_scale[i] * group.cover;
            let open = self.case.weight(i, self.step);
            for &e in &group.links {
                let amount = self.links[e].amount;
                let lead = self.links[e].lead_steps as usize;
                let index = |step: usize| self.foreseen.index(i, step);
                let ahead: f64 = (0..self.step).map(|r| self.case.weight(i, r) * (index(r + lead) - index(r))).sum();
                let level = if self.rule == OrderRule::BaselineStock { 1.0 } else { u };
                let target = level * (normal_stock + f64::from(self.links[e].lead_steps - 1)) * amount;
                let mut gap = target - self.stock[e] - self.on_way(e) + ahead * amount;
                if self.rule == OrderRule::NoDrawdown {
                    gap = gap.max(0.0);
                }
                let order = u * open * index(self.step + lead) * amount
                    + gap * at_work(1.0 / self.sites[i].reorder_steps, open);
                let order = order.max(0.0);
                let passed = self.passes(i, 0, order, f64::INFINITY, open * amount);
                self.ordered[e] = if open > 0.0 && self.alive[i] { passed } else { 0.0 };
            }
        }

        // 3 pay
        let mut received = vec![0.0; n_sites];
        let mut short_of_money = vec![false; n_sites];
        for i in 0..n_sites {
            let mine: Vec<usize> = (0..self.links.len()).filter(|&e| self.links[e].buyer as usize == i).collect();
            let due: Vec<f64> = mine
                .iter()
                .map(|&e| {
                    self.shipped_in(e, t - i64::from(self.links[e].terms_steps)) * self.links[e].price + self.overdue[e]
                })
                .collect();
            let total: f64 = due.iter().sum();
            let normal_pay: f64 = mine.iter().map(|&e| self.links[e].amount * self.links[e].price).sum();
            let money = (self.cash[i] + self.lane.credit[i] - self.lane.fixed_cost[i]).max(0.0);
            let mut part: f64 = 1.0;
            if total > 0.0 {
                let late: f64 = mine.iter().map(|&e| self.overdue[e]).sum();
                let most = self.sites[i].surge * normal_pay.max(total - late);
                part = part.min(self.passes(i, 4, total, most, normal_pay) / total).min(money / total);
            }
            short_of_money[i] = money < total;
            if !self.alive[i] {
                part = 0.0;
            }
            if self.cash.iter().all(|cash| cash.is_infinite()) {
                continue;
            }
            self.paid[i] = part * total;
            for (&e, due) in mine.iter().zip(&due) {
                received[self.links[e].supplier as usize] += part * due;
                self.overdue[e] = (1.0 - part) * due;
            }
        }

        // 4 to 8, by supplier
        let mut shipped_now = vec![0.0; self.links.len()];
        let came = std::mem::replace(&mut self.coming, vec![0.0; n_sites]);
        let mut unmet_at = vec![0.0; n_sites];
        for j in 0..n_sites {
            let site = &self.sites[j];
            let open = self.case.weight(j, self.step);
            let index = self.foreseen.index(j, self.step);
            let x = self.normal[j];
            let mine: Vec<usize> = (0..self.links.len()).filter(|&e| self.links[e].supplier as usize == j).collect();
            let orders: f64 = mine.iter().map(|&e| self.ordered[e]).sum();
            let (week, season) = self.case.rhythm(j, self.step);
            let usual_demand = site.final_demand * week;
            let wanted = usual_demand * season * self.times[j];
            self.wanted[j] += wanted;
            let mut there = wanted * (1.0 - self.away[j]);
            if week > 0.0 {
                there += came[j];
            } else {
                // It is closed: they come when it opens.
                self.coming[j] += came[j];
            }
            let mut choosing = there;
            if self.lane.choice[j] > 0.0 {
                // The input whose stock, without what a step uses up, is lowest to what is aimed at; else finished stock.
                let mut lowest: Option<(f64, f64)> = None;
                for group in self.groups.iter().filter(|group| group.buyer == j && group.critical > 0.0) {
                    let aimed = self.lane.cover_scale[j] * group.cover;
                    let steps = group.links.iter().map(|&e| self.stock[e]).sum::<f64>() / group.amount - group.cycle;
                    // Of inputs that are equally low the first counts.
                    if aimed > 0.0 && lowest.is_none_or(|(there, aim)| steps / aimed < there / aim - 1e-9) {
                        lowest = Some((steps, aimed));
                    }
                }
                let (there, aim) = match lowest {
                    Some((steps, aimed)) => ((steps + 1.0) * x, aimed * x),
                    None => (self.finished[j] + self.produced[j], site.finished_stock),
                };
                if aim > 0.0 && there - there.min(choosing) < aim * (1.0 - 1e-9) {
                    // What is sold leaves so much of the stock aimed at: found by small steps downwards.
                    let (mut sold, mut part) = (choosing.min(there.max(0.0)), 0.5);
                    let fits = |sold: f64| sold <= choosing * ((there.max(0.0) - sold) / aim).powf(self.lane.choice[j]);
                    let top = sold;
                    sold = 0.0;
                    while part > 1e-15 {
                        if fits(sold + part * top) {
                            sold += part * top;
                        }
                        part /= 2.0;
                    }
                    choosing = if there - choosing >= aim * (1.0 - 1e-9) { choosing } else { sold };
                }
            }
            let (usual_orders, season_orders) = self.foreseen.orders(j, self.step);
            let ship_most = times_surge(site.surge, usual_orders.max(season_orders));
            let ship = self.passes(j, 2, orders, ship_most, usual_orders);
            let sell_most = times_surge(site.surge, usual_demand * (season * self.times[j]).max(1.0));
            let served = self.passes(j, 3, choosing, sell_most, usual_demand);
            let sell_share = self.share[j][3];
            let surge_room =
                if sell_share.whole > 0.0 { sell_share.whole * (sell_most - choosing.min(sell_most)) } else { 0.0 };
            let hand_room = sell_share.hand * usual_demand - (1.0 - sell_share.whole - sell_share.offer) * choosing;
            let sell = served + self.waiting[j].min(surge_room + hand_room.max(0.0));
            // Production hears of what can leave, and of a normal day's orders.
            let heard = if ship < orders { ship.max(orders.min(usual_orders)) } else { orders };
            let customers = choosing + self.waiting[j];
            let asked = if sell < customers { sell.max(customers.min(usual_demand)) } else { customers };
            // Finished stock aimed at before and after this step of normal life.
            let aim = site.finished_stock + self.foreseen.ahead(j, self.step);
            let next_aim = site.finished_stock + self.foreseen.ahead(j, self.step + 1);
            let refill = (aim - self.finished[j]) * at_work(1.0 / site.refill_steps, open);
            let mut want = (heard + asked + refill + next_aim - aim)
                .min(next_aim - self.finished[j] + site.yard + ship + sell)
                .max(0.0);
            let usual = x * open * index;
            if let Some(catch_up) = site.catch_up {
                let ready = self.whole_for[j] >= catch_up.after_steps;
                let more = if ready { self.missing[j].min((catch_up.most - 1.0) * usual) } else { 0.0 };
                want = want.min(usual + more);
            }
            let base = if open > 0.0 { site.capacity.unwrap_or(x) * open } else { 0.0 };
            let whole = self.share[j][1].whole;
            if open > 0.0 {
                let wish =
                    if want > 0.0 && whole >= 1.0 { (want / base).max(1.0).min(self.lane.overtime[j]) } else { 1.0 };
                let most = (self.lane.overtime[j] - 1.0) / site.overtime_steps * open;
                self.overtime[j] += (wish - self.overtime[j]).clamp(-most, most);
            }
            let by_hand = site.capacity.unwrap_or(x).min(x) * open;
            let capacity = if self.alive[j] { self.passes(j, 1, want, base * self.overtime[j], by_hand) } else { 0.0 };
            let possible = capacity.min(want);
            let mut made = possible;
            for &(critical, steps) in &in_stock[j] {
                made = made.min(possible - critical * (possible - x * steps).max(0.0));
            }
            let made = made.max(0.0);
            let have = self.finished[j] + made;
            let ratio = if ship + sell > have { have / (ship + sell) } else { 1.0 };
            for &e in &mine {
                shipped_now[e] = if orders > 0.0 { self.ordered[e] * (ship / orders) * ratio } else { 0.0 };
            }
            let sold = sell * ratio;
            self.finished[j] = if ratio < 1.0 { 0.0 } else { have - (ship + sell) };
            let met = sold.min(served);
            let late = (sold - met).min(self.waiting[j]);
            self.waiting[j] = (self.waiting[j] - late) * (1.0 - self.lane.give_up[j]);
            unmet_at[j] = there - met;
            if there > 0.0 {
                self.met[j] = met / there;
            }
            if let (Some(aftermath), true) = (site.aftermath, there > 0.0) {
                let unmet = 1.0 - met / there;
                let (leave, back) = (unmet / aftermath.leave_steps, (1.0 - unmet) / aftermath.return_steps);
                let most = self.lane.away_most[j].max(self.away[j]);
                // The same course in many small steps.
                let (before, parts) = (self.away[j], 1_000);
                let pace = |away: f64| leave * (most - away) + back * (self.gone[j] - away);
                for _ in 0..parts {
                    let middle = self.away[j] + pace(self.away[j]) / f64::from(2 * parts);
                    self.away[j] += pace(middle) / f64::from(parts);
                }
                if self.away[j] > before {
                    self.gone[j] += self.lane.away_never[j] * (self.away[j] - before);
                }
            }
            if site.catch_up.is_some() {
                let less = usual - made;
                let wanted_back = if less > 0.0 { self.lane.catch_up[j] * less } else { less };
                self.missing[j] = (self.missing[j] + wanted_back).max(0.0);
                self.whole_for[j] = if whole < 1.0 { 0.0 } else { self.whole_for[j] + 1.0 };
            }
            if open > 0.0 && index > 0.0 {
                self.goal[j] = want / (open * index);
            }
            self.produced[j] = made;
            self.sold[j] = sold;
        }
        self.shipped.push(shipped_now);

        // 7 who found nothing goes over, waits or leaves
        for j in 0..n_sites {
            let mut stays_here = unmet_at[j];
            for &(_, to, share) in self.substitutes.iter().filter(|(from, ..)| *from == j) {
                let goes = share * self.met[to] * unmet_at[j];
                self.coming[to] += goes;
                stays_here -= goes;
            }
            let give_up = self.lane.give_up[j];
            let stays = if give_up > 0.0 { give_up / -(1.0 - give_up).ln() } else { 1.0 };
            self.waiting[j] += self.lane.patience[j] * stays_here * stays;
        }

        // 8 cash
        for i in 0..n_sites {
            if self.cash[i].is_finite() {
                let fixed = if self.alive[i] { self.lane.fixed_cost[i] } else { 0.0 };
                let net = received[i] + self.sold[i] * self.sites[i].price
                    - self.paid[i]
                    - self.lane.variable_cost[i] * self.produced[i]
                    - fixed;
                let had = self.cash[i] + self.lane.credit[i];
                self.cash[i] = (self.cash[i] + net).min(self.lane.cash[i]);
                if self.step < self.backed[i] {
                    self.cash[i] = self.lane.cash[i];
                }
                let left = self.cash[i] + self.lane.credit[i];
                if short_of_money[i] {
                    self.unable[i] += 1.0;
                } else if left < 0.0 {
                    self.unable[i] += if had > 0.0 { -left / (had - left) } else { 1.0 };
                } else {
                    self.unable[i] = 0.0;
                }
                if self.alive[i] && self.unable[i] >= self.sites[i].insolvent_steps {
                    self.alive[i] = false;
                    self.missing[i] = 0.0;
                    self.dead_since[i] = self.step;
                }
                // Another takes it over, with normal cash and without the old debt.
                let dead_for = (self.step - self.dead_since[i]) as f64;
                if !self.alive[i] && dead_for >= self.lane.replaced_steps[i] {
                    self.alive[i] = true;
                    self.unable[i] = 0.0;
                    let sold = self.links.iter().filter(|link| link.supplier as usize == i);
                    let first_paid = sold.map(|link| link.terms_steps as usize).max().unwrap_or(0);
                    self.backed[i] = self.step + 1 + first_paid;
                    self.cash[i] = self.lane.cash[i];
                    for e in (0..self.links.len()).filter(|&e| self.links[e].buyer as usize == i) {
                        self.overdue[e] = 0.0;
                    }
                }
            }
        }
        self.step += 1;
    }
}

/// The share of a gap that closes in a step of this much work.
fn at_work(rate: f64, work: f64) -> f64 {
    if rate < 1.0 { 1.0 - (1.0 - rate).powf(work) } else { rate }
}

/// What a channel handles of this much; surge or not, of nothing nothing.
fn times_surge(surge: f64, usual: f64) -> f64 {
    if usual > 0.0 { surge * usual } else { 0.0 }
}
