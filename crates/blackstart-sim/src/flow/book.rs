//! Reads an engine's meters at the end of each period and keeps what parties and watched sites did in it.

use super::drive::{Ear, Outside, Own};
use super::ground::{Ground, Values};
use crate::handover::{Cause, PartyTotals, SiteTotals};
use blackstart_flow::{Engine, Meters};
use blackstart_model::id::Key;

/// Running totals of one party, per lane. The order is that of [`party_sums`].
type PartySums<const W: usize> = [[f64; W]; PARTY];
const PARTY: usize = 14;
/// Running totals of one watched site, per lane, in the order of the fields of [`SiteTotals`].
type SiteSums<const W: usize> = [[f64; W]; 9];
/// Running shortfalls of one driven site, per lane: own, input, orders.
type Shorts<const W: usize> = [[f64; W]; 3];

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
        let mut parties: Vec<[PartyTotals; W]> = parties_now
            .iter()
            .zip(&self.parties_before)
            .map(|(now, before)| {
                std::array::from_fn(|lane| {
                    let sum = |at: usize| now[at][lane] - before[at][lane];
                    let mut missing = [0.0; 7];
                    missing[Cause::Supply as usize] = sum(7);
                    // What held a site back that nothing outside drives was its orders.
                    missing[Cause::Orders as usize] = sum(8) + sum(10);
                    missing[Cause::Insolvency as usize] = sum(9);
                    PartyTotals {
                        revenue: sum(0),
                        gross_profit: sum(1),
                        value_added: sum(2),
                        overtime_cost: sum(3),
                        mean_cash: sum(4) / steps,
                        overdue: sum(5) / steps,
                        bad_debt: sum(6),
                        stopping_cost: sum(11),
                        wages: sum(12),
                        penalised: sum(13),
                        missing,
                        unpaid: [0.0; 7],
                    }
                })
            })
            .collect();
        let shorts_now = shorts(ground, meters);
        self.blame(ground, lanes, &shorts_now, &mut parties);
        self.parties_before = parties_now;
        self.shorts_before = shorts_now;
        self.parties.push(parties);

        let sites_now = site_sums(ground, lanes, meters);
        let sites = sites_now.iter().zip(&self.sites_before).map(|(now, before)| {
            std::array::from_fn(|lane| {
                let sum = |at: usize| now[at][lane] - before[at][lane];
                SiteTotals {
                    produced: sum(0),
                    overtime: sum(1),
                    shipped: sum(2),
                    sold: sum(3),
                    revenue: sum(4),
                    gross_profit: sum(5),
                    wanted: sum(6),
                    recaptured: sum(7),
                    lost: sum(8),
                }
            })
        });
        self.sites.push(sites.collect());
        self.sites_before = sites_now;
    }

    /// Says why driven sites made less: their own channels first, as far as these were down, then what the engine says.
    fn blame(&self, ground: &Ground, lanes: &Lanes<W>, shorts_now: &[Shorts<W>], parties: &mut [[PartyTotals; W]]) {
        let period = &ground.layout.periods[self.parties.len()];
        let (begin, end) = (period.start_hours, period.end_hours);
        let steps = (period.end_step - period.first_step) as f64;
        for (at, &site) in ground.driven.iter().enumerate() {
            let party = ground.model.sites.rows()[site].party.index();
            for lane in 0..W {
                let outside = &lanes.outside[lane];
                let [short_own, short_input, short_orders] =
                    std::array::from_fn(|kind| shorts_now[at][kind][lane] - self.shorts_before[at][kind][lane]);
                let pay_down = self.ear == Ear::Event
                    && outside.capacity.is_some_and(|capacity| {
                        capacity.channels[Key::new(site)][4].as_ref().is_some_and(|timeline| !timeline.is_up())
                    });
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
                    for (sum, share) in unpaid.iter_mut().zip(&own.pay) {
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
fn split(missing: &mut [f64; 7], amount: f64, shares: &[f64; 7], whole: bool, other: Cause) {
    let sum: f64 = shares.iter().sum();
    if sum == 0.0 {
        missing[other as usize] += amount;
        return;
    }
    let scale = if whole { amount / sum } else { amount };
    for (to, share) in missing.iter_mut().zip(shares) {
        *to += share * scale;
    }
    if !whole {
        missing[other as usize] += amount * (1.0 - sum).max(0.0);
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
    let mut sums = vec![[[0.0; W]; PARTY]; ground.model.parties.len()];
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
            sum[0][lane] += revenue;
            sum[1][lane] += revenue - left * (input_cost + variable_cost);
            sum[2][lane] += produced[site][lane] * (price - input_cost);
            sum[3][lane] += overtime[site][lane] * (variable_cost * values.premium[site]);
            sum[4][lane] += cash_time[site][lane];
            sum[5][lane] += overdue_time[site][lane];
            sum[6][lane] += bad_debt[site][lane];
            sum[7][lane] += input[lane] * (unit_profit * counted);
            sum[8][lane] += orders[lane] * (unit_profit * counted);
            sum[9][lane] += insolvent[lane] * unit_profit;
            sum[10][lane] += own[lane] * (unit_profit * counted);
            sum[11][lane] += produced[site][lane] * (values.lane.fixed_cost[site] * ground.saved_per_unit[site]);
            sum[12][lane] += left * (variable_cost * entry.wages);
            sum[13][lane] += left * entry.penalty;
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
        [
            meters.produced[site][lane],
            meters.overtime[site][lane],
            shipped,
            sold,
            revenue,
            revenue - (shipped + sold) * cost,
            meters.wanted[site][lane],
            meters.recaptured[site][lane],
            meters.given_up[site][lane] + meters.lost_at_once[site][lane],
        ]
    };
    ground
        .layout
        .watched
        .iter()
        .map(|site| {
            let lanes: [[f64; 9]; W] = std::array::from_fn(|lane| sum(site.index(), lane));
            std::array::from_fn(|field| std::array::from_fn(|lane| lanes[lane][field]))
        })
        .collect()
}

fn shorts<const W: usize>(ground: &Ground, meters: &Meters<W>) -> Vec<Shorts<W>> {
    let of = |&site: &usize| [meters.short_own[site], meters.short_input[site], meters.short_orders[site]];
    ground.driven.iter().map(of).collect()
}
