//! What the flow of every replicate of a scenario has in common: the network in steps, seasons, prices, what is sampled.

use crate::draw::Draw;
use crate::draw::purpose::{self, Purpose};
use crate::handover::Layout;
use blackstart_flow::{
    Aftermath, Calendar, CatchUp, Foresight, Lane, Link, Network, OrderRule, Rhythm, Site, Substitute,
};
use blackstart_model::id::{Key, PartyId};
use blackstart_model::model::{self, PartyKind, Season};
use blackstart_model::scenario::{ShockKind, Subject};
use blackstart_model::time::{Clock, hours_between};
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};
use jiff::civil::DateTime;

/// Time over which what will be missing in a season or on closing days is built ahead \[h\]: four weeks.
const BUILD_AHEAD_HOURS: f64 = 28.0 * 24.0;
/// Most that is built ahead \[h of normal output\]: a quarter of a year. What is missing beyond that is missing in normal life.
const MOST_AHEAD_HOURS: f64 = 91.0 * 24.0;
/// Most numbers that are kept of a twin per table; a longer history of more sites plays its twin with every replicate.
const MOST_VALUES: usize = 1 << 22;

/// Everything about the flow that is the same for all replicates.
#[derive(Debug)]
pub struct Ground<'m> {
    pub(super) model: &'m Model,
    pub(super) scenario: &'m Scenario,
    pub(super) layout: Layout,
    /// Steps played before moment 0.
    pub(super) warm_up_steps: usize,
    pub(super) network: Network,
    /// Working hours of each calendar, counted from moment 0.
    clocks: Vec<Clock>,
    /// Values of fields that are known exactly.
    plain: Lane,
    /// What overtime costs more, as share of variable cost, where known exactly.
    plain_premium: Vec<f64>,
    /// Fields that are not.
    sampled: Vec<Sampled>,
    /// Mean price of what a site lets go in normal times \[money/unit\].
    pub(super) price: Vec<f64>,
    /// Cost of the inputs of one unit \[money/unit\].
    pub(super) input_cost: Vec<f64>,
    /// Share of the fixed cost of a step that one unit made keeps from being saved \[1/unit\].
    pub(super) saved_per_unit: Vec<f64>,
    /// Share of normal output that goes to final customers.
    pub(super) final_share: Vec<f64>,
    /// Sites whose output is the company's.
    pub(super) company_sites: Vec<usize>,
    /// Insured parties, ascending, with their sites.
    pub(super) insured: Vec<(PartyId, Vec<usize>)>,
    /// Sites that anything but the network can throttle or shock, ascending.
    pub(super) driven: Vec<usize>,
    /// Per driven site: what it normally pays per step, and to which party \[money/step\].
    pub(super) pays: Vec<Vec<(PartyId, f64)>>,
    /// Shocks per site and kind, in the scenario's order: (site, kind, shocks), by site.
    pub(super) shocked: Vec<(usize, ShockKind, Vec<usize>)>,
}

/// A field of a site, or of a substitute, that differs from replicate to replicate.
#[derive(Clone, Copy, Debug)]
struct Sampled {
    /// Which of them.
    at: usize,
    key: u64,
    field: Field,
    of: Uncertain,
}

/// Fields that may be sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    CoverScale,
    Overtime,
    Patience,
    Wait,
    Cash,
    Credit,
    VariableCost,
    FixedCost,
    OvertimePremium,
    Choice,
    CatchUp,
    AwayMost,
    AwayNever,
    Replaced,
    /// Of a substitute instead of a site.
    GoesOver,
}

impl Field {
    /// What a draw of it is for.
    fn purpose(self) -> Purpose {
        match self {
            Self::CoverScale => purpose::COVER_SCALE,
            Self::Overtime => purpose::OVERTIME,
            Self::Patience => purpose::PATIENCE,
            Self::Wait => purpose::WAIT,
            Self::Cash => purpose::CASH,
            Self::Credit => purpose::CREDIT,
            Self::VariableCost => purpose::VARIABLE_COST,
            Self::FixedCost => purpose::FIXED_COST,
            Self::OvertimePremium => purpose::OVERTIME_PREMIUM,
            Self::Choice => purpose::CHOICE,
            Self::CatchUp => purpose::CATCH_UP,
            Self::AwayMost => purpose::AWAY_MOST,
            Self::AwayNever => purpose::AWAY_NEVER,
            Self::Replaced => purpose::REPLACED,
            Self::GoesOver => purpose::GOES_OVER,
        }
    }
}

/// Sites as the engine wants them: per step.
fn sites(model: &Model, step_hours: f64) -> Vec<Site> {
    let days = step_hours / 24.0;
    let site = |site: &model::Site| {
        let output = site.output_per_day * days;
        Site {
            final_demand: 0.0,
            capacity: Some(site.capacity_per_day.map_or(f64::INFINITY, |capacity| capacity * days)),
            calendar: site.calendar.map(|id| id.index() as u32),
            reorder_steps: closing_steps(site.reorder_hours, step_hours),
            plan_rate: 1.0 / closing_steps(site.plan_hours, step_hours),
            finished_stock: site.stock_hours / step_hours * output,
            yard: site.yard_hours / step_hours * output,
            refill_steps: closing_steps(site.refill_hours, step_hours),
            overtime_steps: at_least_one(site.overtime_ramp_hours / step_hours),
            surge: site.surge,
            price: 0.0,
            insolvent_steps: at_least_one(site.insolvent_after_hours / step_hours),
            catch_up: site
                .catch_up
                .as_ref()
                .map(|it| CatchUp { after_steps: it.after_hours / step_hours, most: it.most }),
            aftermath: None,
        }
    };
    let mut sites: Vec<Site> = model.sites.rows().iter().map(site).collect();
    for demand in &model.demands {
        let site = &mut sites[demand.site.index()];
        site.final_demand = demand.flow_per_day * days;
        site.price = demand.price;
        site.aftermath = demand.aftermath.as_ref().map(|it| Aftermath {
            leave_steps: it.leave_hours / step_hours,
            return_steps: it.return_hours / step_hours,
        });
    }
    sites
}

/// A link as the engine wants it: per step.
fn in_steps(model: &Model, link: &model::Link, step_hours: f64) -> Link {
    let lead_steps = whole_steps(link.lead_hours, step_hours);
    Link {
        supplier: link.from.index() as u32,
        buyer: link.to.index() as u32,
        input: model.sites[link.from].product.index() as u32,
        amount: link.flow_per_day * (step_hours / 24.0),
        lead_steps,
        terms_steps: whole_steps(link.terms_hours, step_hours),
        price: link.price,
        // What rounding the lead time to steps gives or takes, the cover gives back: a stop reaches the buyer after both together.
        cover_steps: ((link.cover_hours + link.lead_hours) / step_hours - f64::from(lead_steps)).max(0.0),
        critical: link.critical,
    }
}

/// Insured parties, ascending, each with its sites.
fn insured(model: &Model) -> Vec<(PartyId, Vec<usize>)> {
    let mut insured: Vec<PartyId> = model.policies.iter().map(|policy| policy.insured).collect();
    insured.sort_unstable();
    insured.dedup();
    let of = |party| model.sites.iter().filter(|(_, site)| site.party == party).map(|(id, _)| id.index()).collect();
    insured.into_iter().map(|party| (party, of(party))).collect()
}

/// Sites that anything outside the network may drive, ascending.
fn driven(model: &Model, scenario: &Scenario, shocked: &[(usize, ShockKind, Vec<usize>)]) -> Vec<usize> {
    let channelled = model.sites.iter().filter(|(_, site)| site.channels.iter().any(Option::is_some));
    let outages = scenario.outages.iter().filter_map(|outage| match outage.subject {
        Subject::Channel(site, _) => Some(site.index()),
        _ => None,
    });
    let channelled = channelled.map(|(id, _)| id.index());
    let mut driven: Vec<usize> = channelled.chain(shocked.iter().map(|(site, ..)| *site)).chain(outages).collect();
    driven.sort_unstable();
    driven.dedup();
    driven
}

/// What each driven site normally pays the parties of its suppliers in a step \[money\].
fn pays(model: &Model, links: &[Link], driven: &[usize]) -> Vec<Vec<(PartyId, f64)>> {
    let mut pays: Vec<Vec<(PartyId, f64)>> = vec![Vec::new(); driven.len()];
    for link in links {
        if let Ok(at) = driven.binary_search(&(link.buyer as usize)) {
            let party = model.sites.rows()[link.supplier as usize].party;
            let money = link.amount * link.price;
            match pays[at].iter_mut().find(|(known, _)| *known == party) {
                Some((_, sum)) => *sum += money,
                None => pays[at].push((party, money)),
            }
        }
    }
    pays
}

/// One replicate's values, as the engine wants them and besides.
#[derive(Clone, Debug)]
pub(super) struct Values {
    pub(super) lane: Lane,
    pub(super) premium: Vec<f64>,
}

impl<'m> Ground<'m> {
    /// Turns a checked model into arrays per step.
    ///
    /// # Panics
    ///
    /// If the model was not checked.
    pub fn new(model: &'m Model, scenario: &'m Scenario, layout: Layout) -> Self {
        let step_hours = scenario.step_hours;
        let warm_up_steps = (scenario.warm_up_hours / step_hours - 1e-9).ceil().max(0.0) as usize;
        let steps = warm_up_steps + layout.steps;

        let from_hours = -(warm_up_steps as f64 * step_hours);
        let clocks: Vec<Clock> =
            model.calendars.rows().iter().map(|calendar| calendar.it.counted_from(scenario.start)).collect();
        let weights = |clock: &Clock| Calendar { weights: clock.step_weights(from_hours, step_hours, steps) };
        let calendars: Vec<Calendar> = clocks.iter().map(weights).collect();
        let sites = sites(model, step_hours);
        let links: Vec<Link> = model.links.iter().map(|link| in_steps(model, link, step_hours)).collect();

        let mut value = vec![0.0; sites.len()];
        for (id, site) in model.sites.keys().zip(&sites) {
            value[id.index()] = site.final_demand * site.price;
        }
        for link in &links {
            value[link.supplier as usize] += link.amount * link.price;
        }
        let rhythms = Rhythms::of(model, scenario, &calendars, from_hours, steps);
        let foresight =
            Foresight { steps, build_steps: BUILD_AHEAD_HOURS / step_hours, most_steps: MOST_AHEAD_HOURS / step_hours };
        let pair = |it: &model::Substitute| Substitute { from: it.from.index() as u32, to: it.to.index() as u32 };
        let substitutes: Vec<Substitute> = model.substitutes.iter().map(pair).collect();
        let plain = Lane { goes_over: vec![0.0; substitutes.len()], ..Lane::neutral(sites.len()) };
        let network = Network::new(sites.clone(), links.clone(), calendars, OrderRule::Plan)
            .and_then(|network| network.with_substitutes(substitutes))
            .expect("a checked model makes a network")
            .foreseeing(rhythms.rhythms, &rhythms.of_site, foresight);
        let of_output = |i: usize, what: f64| if network.output(i) > 0.0 { what / network.output(i) } else { 0.0 };
        let price = (0..sites.len()).map(|i| of_output(i, value[i])).collect();
        let final_share = (0..sites.len()).map(|i| of_output(i, sites[i].final_demand)).collect();
        let saved_per_unit = (0..sites.len()).map(|i| of_output(i, model.sites.rows()[i].saved_cost)).collect();
        let input_cost = (0..sites.len()).map(|i| network.input_cost(i)).collect();

        let company = |party: PartyId| model.parties[party].kind == PartyKind::Company || layout.company == Some(party);
        let company_sites =
            model.sites.iter().filter(|(_, site)| company(site.party)).map(|(id, _)| id.index()).collect();

        let shocked = shocked(scenario, &sites);
        let driven = driven(model, scenario, &shocked);
        let pays = pays(model, &links, &driven);

        let mut ground = Self {
            model,
            scenario,
            layout,
            warm_up_steps,
            clocks,
            plain,
            plain_premium: vec![0.0; sites.len()],
            sampled: Vec::new(),
            price,
            input_cost,
            saved_per_unit,
            final_share,
            company_sites,
            insured: insured(model),
            driven,
            pays,
            shocked,
            network,
        };
        ground.sort_fields();
        ground
    }

    /// Puts what is known exactly in its place and lists what is not.
    fn sort_fields(&mut self) {
        let model = self.model;
        let mut fields = Vec::with_capacity(9 * model.sites.len());
        for (id, site) in model.sites.iter() {
            let mut field = |field, of| fields.push(Sampled { at: id.index(), key: site.name.key, field, of });
            field(Field::CoverScale, site.cover_scale);
            field(Field::Overtime, site.overtime);
            field(Field::Cash, site.cash.unwrap_or(Uncertain::Fixed(f64::INFINITY)));
            field(Field::Credit, site.credit);
            field(Field::VariableCost, site.variable_cost);
            field(Field::FixedCost, site.fixed_cost_per_day);
            field(Field::OvertimePremium, site.overtime_premium);
            if site.insolvent_after_hours.is_finite() && site.cash.is_some() {
                field(Field::Replaced, site.replaced_hours);
            }
            if let Some(catch_up) = &site.catch_up {
                field(Field::CatchUp, catch_up.share);
            }
        }
        for demand in &model.demands {
            let (at, key) = (demand.site.index(), model.sites[demand.site].name.key);
            fields.push(Sampled { at, key, field: Field::Patience, of: demand.patience });
            fields.push(Sampled { at, key, field: Field::Wait, of: demand.wait_hours });
            fields.push(Sampled { at, key, field: Field::Choice, of: demand.choice });
            if let Some(aftermath) = &demand.aftermath {
                fields.push(Sampled { at, key, field: Field::AwayMost, of: aftermath.most });
                fields.push(Sampled { at, key, field: Field::AwayNever, of: aftermath.never });
            }
        }
        for (at, it) in model.substitutes.iter().enumerate() {
            fields.push(Sampled { at, key: it.key, field: Field::GoesOver, of: it.share });
        }
        let mut values = Values { lane: self.plain.clone(), premium: self.plain_premium.clone() };
        for field in fields {
            match field.of.fixed() {
                Some(value) => self.put(&mut values, field.at, field.field, value),
                None => self.sampled.push(field),
            }
        }
        self.plain = values.lane;
        self.plain_premium = values.premium;
    }

    /// Puts one value in its place, in steps and within its bounds.
    fn put(&self, values: &mut Values, at: usize, field: Field, value: f64) {
        let (lane, step_hours) = (&mut values.lane, self.layout.step_hours);
        match field {
            Field::CoverScale => lane.cover_scale[at] = value.max(0.0),
            Field::Overtime => lane.overtime[at] = value.max(1.0),
            Field::Patience => lane.patience[at] = value.clamp(0.0, 1.0),
            // Of those who stay for a mean time, exponentially distributed, this share leaves within a step.
            Field::Wait => lane.give_up[at] = -libm::expm1(-step_hours / value.max(0.0)),
            Field::Cash => lane.cash[at] = value.max(0.0),
            Field::Credit => lane.credit[at] = value.max(0.0),
            Field::VariableCost => lane.variable_cost[at] = value,
            Field::FixedCost => lane.fixed_cost[at] = value.max(0.0) * step_hours / 24.0,
            Field::OvertimePremium => values.premium[at] = value,
            Field::Choice => lane.choice[at] = value.max(0.0),
            Field::CatchUp => lane.catch_up[at] = value.clamp(0.0, 1.0),
            Field::AwayMost => lane.away_most[at] = value.clamp(0.0, 1.0),
            Field::AwayNever => lane.away_never[at] = value.clamp(0.0, 1.0),
            Field::Replaced => lane.replaced_steps[at] = value.max(0.0) / step_hours,
            Field::GoesOver => lane.goes_over[at] = value.clamp(0.0, 1.0),
        }
    }

    /// One replicate's values.
    pub(super) fn values(&self, draw: Draw) -> Values {
        let mut values = Values { lane: self.plain.clone(), premium: self.plain_premium.clone() };
        for sampled in &self.sampled {
            let value = draw.sample(&sampled.of, sampled.field.purpose().of(sampled.key));
            self.put(&mut values, sampled.at, sampled.field, value);
        }
        values
    }

    /// Values of a replicate in which nothing is sampled.
    pub(super) fn plain_values(&self) -> Values {
        Values { lane: self.plain.clone(), premium: self.plain_premium.clone() }
    }

    /// One replicate's multiplier of each shock.
    pub(super) fn shock_times(&self, draw: Draw) -> Vec<f64> {
        shock_times(self.scenario, draw)
    }

    /// Whether nothing that touches the twin is sampled, so that it is the same for all replicates; and small enough to be kept.
    pub(super) fn one_twin(&self) -> bool {
        let exact = |shock: &blackstart_model::scenario::Shock| !shock.in_twin || shock.times.fixed().is_some();
        let small = self.network.site_count().saturating_mul(self.layout.steps) <= MOST_VALUES;
        self.sampled.is_empty() && self.scenario.shocks.iter().all(exact) && small
    }

    /// Working hours of a site; none if it always works.
    pub(super) fn clock(&self, site: usize) -> Option<&Clock> {
        self.model.sites.rows()[site].calendar.map(|calendar| &self.clocks[calendar.index()])
    }

    /// All steps: before moment 0 and after it.
    pub(super) fn steps(&self) -> usize {
        self.warm_up_steps + self.layout.steps
    }

    /// Start of a step counted from the warm-up's first \[h from the scenario's start\].
    pub(super) fn begin_hours(&self, step: usize) -> f64 {
        self.begin_hours_of(step as f64)
    }

    /// The same of a step that may be infinite.
    pub(super) fn begin_hours_of(&self, step: f64) -> f64 {
        (step - self.warm_up_steps as f64) * self.layout.step_hours
    }
}

/// Steps in which a gap closes, so that what is left of it after any time is the same whatever the step: e^(−t/τ).
fn closing_steps(hours: f64, step_hours: f64) -> f64 {
    if hours > 0.0 { -1.0 / libm::expm1(-step_hours / hours) } else { 1.0 }
}

fn at_least_one(steps: f64) -> f64 {
    steps.max(1.0)
}

/// Whole steps, at least one.
fn whole_steps(hours: f64, step_hours: f64) -> u32 {
    (hours / step_hours).round().max(1.0) as u32
}

/// One replicate's multiplier of each shock of a scenario.
pub fn shock_times(scenario: &Scenario, draw: Draw) -> Vec<f64> {
    let times = |shock: &blackstart_model::scenario::Shock| {
        let times = draw.sample(&shock.times, purpose::SHOCK_TIMES.of(shock.name.key)).max(0.0);
        if shock.kind == ShockKind::Capacity { times.min(1.0) } else { times }
    };
    scenario.shocks.iter().map(times).collect()
}

/// Which shocks hit which sites: demand where there are final customers, capacity anywhere.
fn shocked(scenario: &Scenario, sites: &[Site]) -> Vec<(usize, ShockKind, Vec<usize>)> {
    let mut hits: Vec<(usize, ShockKind, usize)> = Vec::new();
    for (at, shock) in scenario.shocks.iter().enumerate() {
        for site in &shock.sites {
            if shock.kind == ShockKind::Capacity || sites[site.index()].final_demand > 0.0 {
                hits.push((site.index(), shock.kind, at));
            }
        }
    }
    hits.sort_by_key(|&(site, kind, at)| (site, kind as u8, at));
    hits.dedup();
    let mut shocked: Vec<(usize, ShockKind, Vec<usize>)> = Vec::new();
    for (site, kind, at) in hits {
        match shocked.last_mut() {
            Some((last, same, shocks)) if *last == site && *same == kind => shocks.push(at),
            _ => shocked.push((site, kind, vec![at])),
        }
    }
    shocked
}

/// How customers come to the sites that have any: by season, day of the week and opening hours.
struct Rhythms {
    rhythms: Vec<Rhythm>,
    /// Which of them each site's customers have.
    of_site: Vec<Option<u32>>,
}

impl Rhythms {
    fn of(model: &Model, scenario: &Scenario, calendars: &[Calendar], from_hours: f64, steps: usize) -> Self {
        let step_hours = scenario.step_hours;
        let mut known: Vec<(Option<usize>, Option<usize>)> = Vec::new();
        let mut of_site = vec![None; model.sites.len()];
        for demand in &model.demands {
            let season = demand.season.map(|season| season.index());
            let calendar = model.sites[demand.site].calendar.map(|calendar| calendar.index());
            if season.is_none() && calendar.is_none() {
                continue;
            }
            let at = known.iter().position(|it| *it == (season, calendar)).unwrap_or_else(|| {
                known.push((season, calendar));
                known.len() - 1
            });
            of_site[demand.site.index()] = Some(at as u32);
        }
        let rhythm = |&(season, calendar): &(Option<usize>, Option<usize>)| {
            let season = season.map(|season| &model.seasons.rows()[season]);
            let weights = calendar.map(|calendar| &calendars[calendar]);
            let open = |step: usize| weights.map_or(1.0, |calendar| calendar.weight(step));
            let week = season.map_or(vec![1.0; steps], |season| {
                week_by_step(&season.week, scenario.start, from_hours, step_hours, steps)
            });
            Rhythm {
                usual: week.iter().enumerate().map(|(step, day)| day * open(step)).collect(),
                season: season
                    .map_or(vec![1.0], |season| season_by_step(season, scenario.start, from_hours, step_hours, steps)),
            }
        };
        Self { rhythms: known.iter().map(rhythm).collect(), of_site }
    }
}

/// Exact mean over each step of what days of the week do to demand.
fn week_by_step(week: &[f64; 7], start: DateTime, from_hours: f64, step_hours: f64, steps: usize) -> Vec<f64> {
    if week.iter().all(|day| *day == 1.0) {
        return vec![1.0; steps];
    }
    // Hours since the Monday of the start's week.
    let monday = f64::from(start.weekday().to_monday_zero_offset()) * 24.0
        + hours_between(start.date().to_datetime(jiff::civil::Time::midnight()), start);
    // Demand from that Monday until a moment, in mean hours.
    let until = |hours: f64| {
        let days = (hours / 24.0).floor();
        let day = days.rem_euclid(7.0) as usize;
        let weeks = (days / 7.0).floor() * week.iter().sum::<f64>();
        24.0 * (weeks + week[..day].iter().sum::<f64>() + week[day] * (hours / 24.0 - days))
    };
    let begin = |step: usize| monday + from_hours + step as f64 * step_hours;
    (0..steps).map(|step| (until(begin(step + 1)) - until(begin(step))) / step_hours).collect()
}

/// Exact mean of a season's spans over each step from a moment on \[h from the start\].
fn season_by_step(season: &Season, start: DateTime, from_hours: f64, step_hours: f64, steps: usize) -> Vec<f64> {
    let spans: Vec<(f64, f64, f64)> = season
        .spans
        .iter()
        .map(|&(from, to, times)| (hours_between(start, from), hours_between(start, to), times))
        .collect();
    let mut cuts: Vec<f64> = spans.iter().flat_map(|&(from, to, _)| [from, to]).collect();
    cuts.sort_by(f64::total_cmp);
    // Later spans win.
    let at =
        |hours: f64| spans.iter().rev().find(|&&(from, to, _)| from <= hours && hours < to).map_or(1.0, |span| span.2);
    (0..steps)
        .map(|step| {
            let begin = from_hours + step as f64 * step_hours;
            let end = from_hours + (step + 1) as f64 * step_hours;
            let inside = cuts.partition_point(|&cut| cut <= begin)..cuts.partition_point(|&cut| cut < end);
            if inside.is_empty() {
                return at(begin);
            }
            let mut area = 0.0;
            let mut from = begin;
            for to in cuts[inside].iter().copied().chain([end]) {
                area += at(from) * (to - from);
                from = to;
            }
            area / (end - begin)
        })
        .collect()
}
