//! Reads an engine's meters at the end of each period and keeps what parties and watched sites did in it.

use super::drive::{Ear, Outside, Own};
use super::ground::{Ground, Values};
use crate::handover::{ByCause, Capacity, Cause, PartyTotals, SiteTotals};
use blackstart_flow::{Channel, Engine, Meters};
use blackstart_model::id::Key;

/// Running totals of one party, per lane.
#[derive(Clone, Debug)]
struct PartySums<const W: usize> {
    revenue: [f64; W],
    gross_profit: [f64; W],
    value_added: [f64; W],
    overtime_cost: [f64; W],
    /// Cash and arrears, summed over steps.
    cash_time: [f64; W],
    overdue_time: [f64; W],
    bad_debt: [f64; W],
    /// Missing at sites that nothing outside drives, as the engine measured it; insolvency at all sites.
    missing_input: [f64; W],
    missing_orders: [f64; W],
    missing_own: [f64; W],
    missing_insolvent: [f64; W],
    stopping_cost: [f64; W],
    wages: [f64; W],
    penalised: [f64; W],
}

impl<const W: usize> PartySums<W> {
    fn none() -> Self {
        let none = [0.0; W];
        Self {
            revenue: none,
            gross_profit: none,
            value_added: none,
            overtime_cost: none,
            cash_time: none,
            overdue_time: none,
            bad_debt: none,
            missing_input: none,
            missing_orders: none,
            missing_own: none,
            missing_insolvent: none,
            stopping_cost: none,
            wages: none,
            penalised: none,
        }
    }

    /// What one lane did since, in so many steps.
    fn since(&self, before: &Self, lane: usize, steps: f64) -> PartyTotals {
        let sum = |of: fn(&Self) -> &[f64; W]| of(self)[lane] - of(before)[lane];
        let mut missing = ByCause::default();
        missing[Cause::Supply] = sum(|it| &it.missing_input);
        // What held a site back that nothing outside drives was its orders.
        missing[Cause::Orders] = sum(|it| &it.missing_orders) + sum(|it| &it.missing_own);
        missing[Cause::Insolvency] = sum(|it| &it.missing_insolvent);
        PartyTotals {
            revenue: sum(|it| &it.revenue),
            gross_profit: sum(|it| &it.gross_profit),
            value_added: sum(|it| &it.value_added),
            overtime_cost: sum(|it| &it.overtime_cost),
            mean_cash: sum(|it| &it.cash_time) / steps,
            overdue: sum(|it| &it.overdue_time) / steps,
            bad_debt: sum(|it| &it.bad_debt),
            stopping_cost: sum(|it| &it.stopping_cost),
            wages: sum(|it| &it.wages),
            penalised: sum(|it| &it.penalised),
            missing,
            unpaid: ByCause::default(),
        }
    }
}

/// Running totals of one watched site, per lane.
type SiteSums<const W: usize> = [SiteTotals; W];

/// Running shortfalls of one driven site, per lane.
#[derive(Clone, Debug)]
struct Shorts<const W: usize> {
    own: [f64; W],
    input: [f64; W],
    orders: [f64; W],
}

/// What one engine's network did, period by period.
#[derive(Clone, Debug)]
pub(super) struct Book<const W: usize> {
    ear: Ear,
    parties_before: Vec<PartySums<W>>,
    sites_before: Vec<SiteSums<W>>,
    shorts_before: Vec<Shorts<W>>,
    /// Per period, per party, per lane.
    pub(super) parties: Vec<Vec<[PartyTotals; W]>>,
    /// Per period, per watched site, per lane.
    pub(super) sites: Vec<Vec<[SiteTotals; W]>>,
}

/// What the book needs to know of each lane.
pub(super) struct Lanes<'a, const W: usize> {
    pub(super) values: &'a [Values; W],
    pub(super) outside: &'a [Outside<'a>; W],
}

impl<const W: usize> Book<W> {
    /// Opened when the warm-up is over: what happened before is not counted.
    pub(super) fn open(ground: &Ground, lanes: &Lanes<W>, engine: &mut Engine<'_, W>, ear: Ear) -> Self {
        let meters = engine.meters();
        Self {
            ear,
            parties_before: party_sums(ground, lanes, meters),
            sites_before: site_sums(ground, lanes, meters),
            shorts_before: shorts(ground, meters),
            parties: Vec::with_capacity(ground.layout.periods.len()),
            sites: Vec::with_capacity(ground.layout.periods.len()),
        }
    }

    /// The event's book, where it has been one with the twin's so far.
    pub(super) fn fork(&self) -> Self {
        Self { ear: Ear::Event, ..self.clone() }
    }

    /// Closes the period that ends with the step just played.
    pub(super) fn close(&mut self, ground: &Ground, lanes: &Lanes<W>, engine: &mut Engine<'_, W>) {
        let meters = engine.meters();
        let period = &ground.layout.periods[self.parties.len()];
        let steps = (period.end_step - period.first_step) as f64;

        let parties_now = party_sums(ground, lanes, meters);
        let both = parties_now.iter().zip(&self.parties_before);
        let mut parties: Vec<[PartyTotals; W]> =
            both.map(|(now, before)| std::array::from_fn(|lane| now.since(before, lane, steps))).collect();
        let shorts_now = shorts(ground, meters);
        self.blame(ground, lanes, &shorts_now, &mut parties);
        self.parties_before = parties_now;
        self.shorts_before = shorts_now;
        self.parties.push(parties);

        let sites_now = site_sums(ground, lanes, meters);
        let both = sites_now.iter().zip(&self.sites_before);
        let sites = both.map(|(now, before)| std::array::from_fn(|lane| now[lane].since(&before[lane])));
        self.sites.push(sites.collect());
        self.sites_before = sites_now;
    }

    /// Attributes what driven sites did not make: to their own channels first, as far as these were down, then as the engine measured it.
    fn blame(&self, ground: &Ground, lanes: &Lanes<W>, shorts_now: &[Shorts<W>], parties: &mut [[PartyTotals; W]]) {
        let period = &ground.layout.periods[self.parties.len()];
        let (begin, end) = (period.start_hours, period.end_hours);
        let steps = (period.end_step - period.first_step) as f64;
        for (at, &site) in ground.driven.iter().enumerate() {
            let party = ground.model.sites.rows()[site].party.index();
            for lane in 0..W {
                let outside = &lanes.outside[lane];
                let (now, before) = (&shorts_now[at], &self.shorts_before[at]);
                let short_own = now.own[lane] - before.own[lane];
                let short_input = now.input[lane] - before.input[lane];
                let short_orders = now.orders[lane] - before.orders[lane];
                let pay = |capacity: &'_ Capacity| {
                    capacity.channels[Key::new(site)][Channel::Pay as usize].as_ref().is_some_and(|pay| !pay.is_up())
                };
                let pay_down = self.ear == Ear::Event && outside.capacity.is_some_and(pay);
                if short_own == 0.0 && short_input == 0.0 && short_orders == 0.0 && !pay_down {
                    continue;
                }
                let own = Own::of(ground, outside, site, self.ear, begin, end);
                let profit = ground.unit_profit(&lanes.values[lane], site);
                let missing = &mut parties[party][lane].missing;
                // Production throttled by its own channels is theirs: by what makes, else by what should carry away and leaves no room.
                // None down (a capacity below the demand) counts as orders.
                let makes = own.produce.iter().any(|share| *share > 0.0);
                let throttled = if makes { &own.produce } else { &own.leave };
                split(missing, short_own * profit, throttled, true, Cause::Orders);
                split(missing, short_input * profit, &own.order, false, Cause::Supply);
                split(missing, short_orders * profit, &own.leave, false, Cause::Orders);
                for &(supplier, money) in &ground.pays[at] {
                    let unpaid = &mut parties[supplier.index()][lane].unpaid;
                    for (sum, share) in unpaid.iter_mut().zip(own.pay.iter()) {
                        *sum += share * money * steps;
                    }
                }
            }
        }
    }
}

impl Book<1> {
    /// The same book for every lane.
    pub(super) fn same_in_all_lanes<const W: usize>(&self) -> Book<W> {
        Book {
            ear: Ear::Event,
            parties_before: Vec::new(),
            sites_before: Vec::new(),
            shorts_before: Vec::new(),
            parties: self.parties.iter().map(|period| period.iter().map(|lanes| [lanes[0]; W]).collect()).collect(),
            sites: self.sites.iter().map(|period| period.iter().map(|lanes| [lanes[0]; W]).collect()).collect(),
        }
    }
}

/// Books an amount on causes by their shares: on them alone (`whole`), or with what is left to 1 on the other cause.
fn split(missing: &mut ByCause, amount: f64, shares: &ByCause, whole: bool, other: Cause) {
    let sum = shares.sum();
    if sum == 0.0 {
        missing[other] += amount;
        return;
    }
    let scale = if whole { amount / sum } else { amount };
    for (to, share) in missing.iter_mut().zip(shares.iter()) {
        *to += share * scale;
    }
    if !whole {
        missing[other] += amount * (1.0 - sum).max(0.0);
    }
}

impl Ground<'_> {
    /// Gross profit on one unit of a site: mean price less inputs and variable cost \[money/unit\].
    pub(super) fn unit_profit(&self, values: &Values, site: usize) -> f64 {
        self.price[site] - (self.input_cost[site] + values.lane.variable_cost[site])
    }
}

/// Running totals of every party. Sites add up in model order, so that sums are the same whatever the lanes are.
fn party_sums<const W: usize>(ground: &Ground, lanes: &Lanes<W>, meters: &Meters<W>) -> Vec<PartySums<W>> {
    let mut sums = vec![PartySums::none(); ground.model.parties.len()];
    let mut driven = ground.driven.iter().copied().peekable();
    let produced: &[[f64; W]] = &meters.produced;
    let overtime: &[[f64; W]] = &meters.overtime;
    let (shipped, sold): (&[[f64; W]], &[[f64; W]]) = (&meters.shipped, &meters.sold);
    let (shipped_value, sold_value): (&[[f64; W]], &[[f64; W]]) = (&meters.shipped_value, &meters.sold_value);
    let (cash_time, overdue_time): (&[[f64; W]], &[[f64; W]]) = (&meters.cash_time, &meters.overdue_time);
    let bad_debt: &[[f64; W]] = &meters.bad_debt;
    let shorts: [&[[f64; W]]; 4] =
        [&meters.short_input, &meters.short_orders, &meters.short_own, &meters.short_insolvent];
    for (site, entry) in ground.model.sites.rows().iter().enumerate() {
        let sum = &mut sums[entry.party.index()];
        let (price, input_cost) = (ground.price[site], ground.input_cost[site]);
        // Why driven sites made less is said in `blame`.
        let counted = if driven.next_if_eq(&site).is_some() { 0.0 } else { 1.0 };
        let [input, orders, own, insolvent] = shorts.map(|short| &short[site]);
        for lane in 0..W {
            let values = &lanes.values[lane];
            let variable_cost = values.lane.variable_cost[site];
            let revenue = shipped_value[site][lane] + sold_value[site][lane];
            let left = shipped[site][lane] + sold[site][lane];
            let unit_profit = price - (input_cost + variable_cost);
            sum.revenue[lane] += revenue;
            sum.gross_profit[lane] += revenue - left * (input_cost + variable_cost);
            sum.value_added[lane] += produced[site][lane] * (price - input_cost);
            sum.overtime_cost[lane] += overtime[site][lane] * (variable_cost * values.premium[site]);
            sum.cash_time[lane] += cash_time[site][lane];
            sum.overdue_time[lane] += overdue_time[site][lane];
            sum.bad_debt[lane] += bad_debt[site][lane];
            sum.missing_input[lane] += input[lane] * (unit_profit * counted);
            sum.missing_orders[lane] += orders[lane] * (unit_profit * counted);
            sum.missing_insolvent[lane] += insolvent[lane] * unit_profit;
            sum.missing_own[lane] += own[lane] * (unit_profit * counted);
            sum.stopping_cost[lane] +=
                produced[site][lane] * (values.lane.fixed_cost[site] * ground.saved_per_unit[site]);
            sum.wages[lane] += left * (variable_cost * entry.wages);
            sum.penalised[lane] += left * entry.penalty;
        }
    }
    sums
}

/// Running gross profit of every site \[money\].
pub(super) fn earned<const W: usize>(ground: &Ground, values: &[Values; W], meters: &Meters<W>) -> Vec<[f64; W]> {
    let of = |site: usize, lane: usize| {
        let cost = ground.input_cost[site] + values[lane].lane.variable_cost[site];
        let revenue = meters.shipped_value[site][lane] + meters.sold_value[site][lane];
        revenue - (meters.shipped[site][lane] + meters.sold[site][lane]) * cost
    };
    (0..ground.network.site_count()).map(|site| std::array::from_fn(|lane| of(site, lane))).collect()
}

fn site_sums<const W: usize>(ground: &Ground, lanes: &Lanes<W>, meters: &Meters<W>) -> Vec<SiteSums<W>> {
    let sum = |site: usize, lane: usize| {
        let cost = ground.input_cost[site] + lanes.values[lane].lane.variable_cost[site];
        let (shipped, sold) = (meters.shipped[site][lane], meters.sold[site][lane]);
        let revenue = meters.shipped_value[site][lane] + meters.sold_value[site][lane];
        SiteTotals {
            produced: meters.produced[site][lane],
            overtime: meters.overtime[site][lane],
            shipped,
            sold,
            revenue,
            gross_profit: revenue - (shipped + sold) * cost,
            wanted: meters.wanted[site][lane],
            recaptured: meters.recaptured[site][lane],
            lost: meters.given_up[site][lane] + meters.lost_at_once[site][lane],
        }
    };
    let watched = ground.layout.watched.iter();
    watched.map(|site| std::array::from_fn(|lane| sum(site.index(), lane))).collect()
}

fn shorts<const W: usize>(ground: &Ground, meters: &Meters<W>) -> Vec<Shorts<W>> {
    let of = |&site: &usize| Shorts {
        own: meters.short_own[site],
        input: meters.short_input[site],
        orders: meters.short_orders[site],
    };
    ground.driven.iter().map(of).collect()
}
