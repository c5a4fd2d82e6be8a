//! Reads an engine's meters at the end of each period and keeps what parties and watched sites did in it.

use super::chain::{Chain, Short, Slate};
use super::drive::{Ear, Outside, Own};
use super::ground::{Ground, Values};
use crate::handover::{ByCause, Capacity, Cause, PartyTotals, SiteTotals};
use blackstart_flow::{Engine, Meters};
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
            stopping_cost: none,
            wages: none,
            penalised: none,
        }
    }

    /// What one lane did since, in so many steps.
    fn since(&self, before: &Self, lane: usize, steps: f64) -> PartyTotals {
        let sum = |of: fn(&Self) -> &[f64; W]| of(self)[lane] - of(before)[lane];
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
            missing: ByCause::default(),
            interrupted: 0.0,
            unpaid: ByCause::default(),
        }
    }
}

/// Running totals of one watched site, per lane.
type SiteSums<const W: usize> = [SiteTotals; W];

/// Shortfalls of one site \[units\], per lane: in running totals, or in a period.
#[derive(Clone, Copy, Debug)]
struct Shorts<const W: usize> {
    own: [f64; W],
    input: [f64; W],
    orders: [f64; W],
    insolvent: [f64; W],
}

impl<const W: usize> Shorts<W> {
    fn since(&self, before: &Self) -> Self {
        let less = |now: &[f64; W], before: &[f64; W]| std::array::from_fn(|lane| now[lane] - before[lane]);
        Self {
            own: less(&self.own, &before.own),
            input: less(&self.input, &before.input),
            orders: less(&self.orders, &before.orders),
            insolvent: less(&self.insolvent, &before.insolvent),
        }
    }

    fn any(&self) -> bool {
        [&self.own, &self.input, &self.orders, &self.insolvent].into_iter().flatten().any(|short| *short != 0.0)
    }

    fn of(&self, lane: usize) -> Short {
        Short {
            own: self.own[lane],
            input: self.input[lane],
            orders: self.orders[lane],
            insolvent: self.insolvent[lane],
        }
    }
}

/// Sites that fell short in a period, ascending.
type Missed<const W: usize> = Vec<(usize, Shorts<W>)>;

/// The book next to which one is written: the twin's, where this is the event's.
#[derive(Clone, Copy)]
pub(super) enum Beside<'a, const W: usize> {
    Nothing,
    Twin(&'a Book<W>),
    Kept(&'a Book<1>),
}

impl<const W: usize> Beside<'_, W> {
    /// What the twin's site misses in a period.
    fn short(&self, period: usize, site: usize, lane: usize) -> Short {
        fn find<const V: usize>(missed: &Missed<V>, site: usize, lane: usize) -> Short {
            let at = missed.binary_search_by_key(&site, |(site, _)| *site);
            at.map_or_else(|_| Short::default(), |at| missed[at].1.of(lane))
        }
        match self {
            Self::Nothing => Short::default(),
            Self::Twin(book) => find(&book.missed[period], site, lane),
            Self::Kept(book) => find(&book.missed[period], site, 0),
        }
    }
}

/// What one engine's network did, period by period.
#[derive(Clone, Debug)]
pub(super) struct Book<const W: usize> {
    ear: Ear,
    parties_before: Vec<PartySums<W>>,
    sites_before: Vec<SiteSums<W>>,
    /// Of every site.
    shorts_before: Vec<Shorts<W>>,
    /// What is followed along the chain, per lane; empty until something is.
    slates: Vec<Slate>,
    /// Per period; of the twin only.
    missed: Vec<Missed<W>>,
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
            slates: Vec::new(),
            missed: Vec::new(),
            parties: Vec::with_capacity(ground.layout.periods.len()),
            sites: Vec::with_capacity(ground.layout.periods.len()),
        }
    }

    /// The event's book, where it has been one with the twin's so far.
    pub(super) fn fork(&self) -> Self {
        Self { ear: Ear::Event, ..self.clone() }
    }

    /// Closes the period that ends with the step just played.
    pub(super) fn close(
        &mut self,
        ground: &Ground,
        chain: &Chain,
        lanes: &Lanes<W>,
        engine: &mut Engine<'_, W>,
        beside: Beside<'_, W>,
    ) {
        let meters = engine.meters();
        let period = &ground.layout.periods[self.parties.len()];
        let steps = (period.end_step - period.first_step) as f64;

        let parties_now = party_sums(ground, lanes, meters);
        let both = parties_now.iter().zip(&self.parties_before);
        let mut parties: Vec<[PartyTotals; W]> =
            both.map(|(now, before)| std::array::from_fn(|lane| now.since(before, lane, steps))).collect();
        let shorts_now = shorts(ground, meters);
        let both = shorts_now.iter().zip(&self.shorts_before).enumerate();
        let missed = both.map(|(site, (now, before))| (site, now.since(before))).filter(|(_, short)| short.any());
        let missed: Missed<W> = missed.collect();
        match self.ear {
            Ear::Twin => {
                for lane in 0..W {
                    as_found(ground, &lanes.values[lane], &missed, lane, &mut parties);
                }
                self.missed.push(missed);
            }
            Ear::Event => self.blame(ground, chain, lanes, &missed, beside, &mut parties),
        }
        self.parties_before = parties_now;
        self.shorts_before = shorts_now;
        self.parties.push(parties);

        let sites_now = site_sums(ground, lanes, meters);
        let both = sites_now.iter().zip(&self.sites_before);
        let sites = both.map(|(now, before)| std::array::from_fn(|lane| now[lane].since(&before[lane])));
        self.sites.push(sites.collect());
        self.sites_before = sites_now;
    }

    /// Says why sites made less than their twins: their own channels, as far as these were down; else what stopped those from whom goods or orders did not
    /// come. What the twin misses too is booked as the engine measured it.
    fn blame(
        &mut self,
        ground: &Ground,
        chain: &Chain,
        lanes: &Lanes<W>,
        missed: &Missed<W>,
        beside: Beside<'_, W>,
        parties: &mut [[PartyTotals; W]],
    ) {
        let at = self.parties.len();
        let period = &ground.layout.periods[at];
        let span = (period.start_hours, period.end_hours);
        let steps = (period.end_step - period.first_step) as f64;
        let model_sites = ground.model.sites.rows();
        for lane in 0..W {
            let (outside, values) = (&lanes.outside[lane], &lanes.values[lane]);
            let mut driven = ground.driven.iter().copied().enumerate().peekable();
            let mut short_sites = missed.iter().peekable();
            loop {
                // Sites that fell short, and driven ones whose channels others may have felt, in model order.
                let next = [driven.peek().map(|&(_, site)| site), short_sites.peek().map(|(site, _)| *site)];
                let Some(site) = next.into_iter().flatten().min() else { break };
                let mut own = Own::default();
                if let Some((at, _)) = driven.next_if(|&(_, driven)| driven == site)
                    && is_touched(ground, outside, site)
                {
                    own = Own::of(ground, outside, site, span, steps);
                    for &(supplier, money) in &ground.pays[at] {
                        let unpaid = &mut parties[supplier.index()][lane].unpaid;
                        for (sum, share) in unpaid.iter_mut().zip(own.pay.by.iter()) {
                            *sum += share * money;
                        }
                    }
                }
                let event =
                    short_sites.next_if(|(short, _)| *short == site).map_or_else(Short::default, |it| it.1.of(lane));
                let output = ground.network.output(site);
                let (more, both) = beyond(&event, &beside.short(at, site, lane));
                let party = model_sites[site].party.index();
                book_as_found(&mut parties[party][lane].missing, &both, ground.unit_profit(values, site));
                if more.sum() > 0.0 || own.any() {
                    if self.slates.is_empty() {
                        self.slates = vec![Slate::new(ground.network.site_count()); W];
                    }
                    // What makes nothing misses nothing; what it could not order its suppliers feel all the same.
                    let of_output = |units: f64| if output > 0.0 { units / output } else { 0.0 };
                    let more = Short {
                        own: of_output(more.own),
                        input: of_output(more.input),
                        orders: of_output(more.orders),
                        insolvent: of_output(more.insolvent),
                    };
                    self.slates[lane].put(site, more, &own);
                }
            }
            let Some(slate) = self.slates.get_mut(lane) else { continue };
            slate.settle(chain, &ground.final_share, |site, why| {
                let party = model_sites[site].party;
                let money = ground.network.output(site) * ground.unit_profit(values, site);
                let totals = &mut parties[party.index()][lane];
                for (sum, steps) in totals.missing.iter_mut().zip(why.by.iter()) {
                    *sum += steps * money;
                }
                let own = if Some(party) == ground.layout.company { why.company } else { why.own };
                totals.interrupted += own * money;
            });
        }
    }
}

/// Whether anything outside ever throttles a site or its demand in one lane.
fn is_touched(ground: &Ground, outside: &Outside, site: usize) -> bool {
    let down = |capacity: &Capacity| capacity.channels[Key::new(site)].iter().any(Option::is_some);
    outside.capacity.is_some_and(down) || ground.shocked.binary_search_by_key(&site, |(site, ..)| *site).is_ok()
}

/// What the event misses beyond its twin, and what both miss, by what the engine found.
fn beyond(event: &Short, twin: &Short) -> (Short, Short) {
    let more = |event: f64, twin: f64| (event - twin).max(0.0);
    let more = Short {
        own: more(event.own, twin.own),
        input: more(event.input, twin.input),
        orders: more(event.orders, twin.orders),
        insolvent: more(event.insolvent, twin.insolvent),
    };
    let both = Short {
        own: event.own.min(twin.own),
        input: event.input.min(twin.input),
        orders: event.orders.min(twin.orders),
        insolvent: event.insolvent.min(twin.insolvent),
    };
    (more, both)
}

/// Books what the twin misses as the engine measured it.
fn as_found<const W: usize>(
    ground: &Ground,
    values: &Values,
    missed: &Missed<W>,
    lane: usize,
    parties: &mut [[PartyTotals; W]],
) {
    for (site, short) in missed {
        let party = ground.model.sites.rows()[*site].party.index();
        book_as_found(&mut parties[party][lane].missing, &short.of(lane), ground.unit_profit(values, *site));
    }
}

/// Books a shortfall \[units\] by what the engine found. What held a site back that nothing from outside drives was its orders.
fn book_as_found(missing: &mut ByCause, short: &Short, unit_profit: f64) {
    missing[Cause::Supply] += short.input * unit_profit;
    missing[Cause::Orders] += (short.orders + short.own) * unit_profit;
    missing[Cause::Insolvency] += short.insolvent * unit_profit;
}

impl Book<1> {
    /// The same book for every lane.
    pub(super) fn same_in_all_lanes<const W: usize>(&self) -> Book<W> {
        Book {
            ear: Ear::Event,
            parties_before: Vec::new(),
            sites_before: Vec::new(),
            shorts_before: Vec::new(),
            slates: Vec::new(),
            missed: Vec::new(),
            parties: self.parties.iter().map(|period| period.iter().map(|lanes| [lanes[0]; W]).collect()).collect(),
            sites: self.sites.iter().map(|period| period.iter().map(|lanes| [lanes[0]; W]).collect()).collect(),
        }
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
    let produced: &[[f64; W]] = &meters.produced;
    let overtime: &[[f64; W]] = &meters.overtime;
    let (shipped, sold): (&[[f64; W]], &[[f64; W]]) = (&meters.shipped, &meters.sold);
    let (shipped_value, sold_value): (&[[f64; W]], &[[f64; W]]) = (&meters.shipped_value, &meters.sold_value);
    let (cash_time, overdue_time): (&[[f64; W]], &[[f64; W]]) = (&meters.cash_time, &meters.overdue_time);
    let bad_debt: &[[f64; W]] = &meters.bad_debt;
    for (site, entry) in ground.model.sites.rows().iter().enumerate() {
        let sum = &mut sums[entry.party.index()];
        let (price, input_cost) = (ground.price[site], ground.input_cost[site]);
        for lane in 0..W {
            let values = &lanes.values[lane];
            let variable_cost = values.lane.variable_cost[site];
            let revenue = shipped_value[site][lane] + sold_value[site][lane];
            let left = shipped[site][lane] + sold[site][lane];
            sum.revenue[lane] += revenue;
            sum.gross_profit[lane] += revenue - left * (input_cost + variable_cost);
            sum.value_added[lane] += produced[site][lane] * (price - input_cost);
            sum.overtime_cost[lane] += overtime[site][lane] * (variable_cost * values.premium[site]);
            sum.cash_time[lane] += cash_time[site][lane];
            sum.overdue_time[lane] += overdue_time[site][lane];
            sum.bad_debt[lane] += bad_debt[site][lane];
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
    let of = |site: usize| Shorts {
        own: meters.short_own[site],
        input: meters.short_input[site],
        orders: meters.short_orders[site],
        insolvent: meters.short_insolvent[site],
    };
    (0..ground.network.site_count()).map(of).collect()
}
