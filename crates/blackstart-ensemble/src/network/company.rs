//! A company in a nation: what its bad day leaves of the firms that are its sites, history by history.
//!
//! Attack, outage and service are the company's own stages; goods then move by the nation's dynamic. See `docs/method/network.md`.

use super::shocks::{Spell, Turn, Turns};
use blackstart_flow::economy::Web;
use blackstart_model::economy::Member;
use blackstart_model::model::{Channel, Demand};
use blackstart_model::scenario::ShockKind;
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::Capacity;
use blackstart_sim::timeline::Timeline;
use blackstart_sim::{BeforeFlow, flow};
use std::collections::BTreeMap;

/// A company whose sites are firms of a nation, and its bad day.
#[derive(Debug)]
pub struct Company<'a> {
    before_flow: BeforeFlow<'a>,
    model: &'a Model,
    scenario: &'a Scenario,
    members: &'a [Member],
    step_hours: f64,
}

/// What one history of a company does to the firms that are its sites, by firm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strikes {
    /// Shares of capacity lost.
    pub(super) lost: BTreeMap<u32, Vec<Spell>>,
    /// Shares of their orders that are not placed.
    orders: BTreeMap<u32, Vec<Spell>>,
    /// Shares of their final demand that are gone; negative where there is more.
    demand: BTreeMap<u32, Vec<Spell>>,
}

impl<'a> Company<'a> {
    /// A checked company and its bad day, the sites that are firms, and the length of the nation's steps \[h\]. Moment 0 of
    /// the scenario is the start of step 0.
    pub fn new(model: &'a Model, scenario: &'a Scenario, members: &'a [Member], step_hours: f64) -> Self {
        Self { before_flow: BeforeFlow::new(model, scenario), model, scenario, members, step_hours }
    }

    /// Firms that are its sites, ascending.
    pub fn firms(&self) -> Vec<u32> {
        let mut firms: Vec<u32> = self.members.iter().map(|member| member.firm).collect();
        firms.dedup();
        firms
    }

    /// Plays one history up to the capacity of its sites. Same draws as in a run of the company alone.
    pub fn history(&self, seed: u64, replicate: u32, steps: u64) -> Strikes {
        let draw = Draw { seed, replicate: u64::from(replicate) };
        let capacity = self.before_flow.play(draw).capacity;
        self.strikes(&capacity, &flow::shock_times(self.scenario, draw), steps)
    }

    fn strikes(&self, capacity: &Capacity, shock_times: &[f64], steps: u64) -> Strikes {
        let mut strikes = Strikes::default();
        for members in self.members.chunk_by(|one, next| one.firm == next.firm) {
            let of: Vec<Site> = members.iter().map(|member| self.site(member, capacity, shock_times)).collect();
            let firm = members[0].firm;
            if !of.iter().any(Site::is_struck) {
                continue;
            }
            // What the firm lacks of something in a step, each site with its weight.
            let lacks = |step: u64, weight: fn(&Member) -> f64, level: &dyn Fn(&Site, f64, f64) -> f64| {
                let [begin, end] = [step, step + 1].map(|step| step as f64 * self.step_hours);
                let site = |(site, member): (&Site, &Member)| weight(member) * (1.0 - level(site, begin, end));
                of.iter().zip(members).map(site).sum::<f64>()
            };
            let output = |member: &Member| member.weight;
            let lost = spells(steps, |step| lacks(step, output, &|site, a, b| site.makes(a, b)).clamp(0.0, 1.0));
            let orders = spells(steps, |step| lacks(step, output, &|site, a, b| site.orders(a, b)).clamp(0.0, 1.0));
            let demand = spells(steps, |step| lacks(step, |it| it.demand, &|site, a, b| site.is_wanted(a, b)));
            let to = [(&mut strikes.lost, lost), (&mut strikes.orders, orders), (&mut strikes.demand, demand)];
            for (to, list) in to {
                if !list.is_empty() {
                    to.insert(firm, list);
                }
            }
        }
        strikes
    }

    fn site<'c>(&self, member: &Member, capacity: &'c Capacity, shock_times: &[f64]) -> Site<'c> {
        let demands = self.model.demands.binary_search_by_key(&member.site, |demand| demand.site);
        let demand = demands.ok().map(|at| &self.model.demands[at]);
        let shocks = self.scenario.shocks.iter().zip(shock_times);
        let mine = shocks.filter(|(shock, _)| shock.sites.contains(&member.site));
        Site {
            channels: &capacity.channels[member.site],
            sold_to_final: self.share_to_final(member, demand),
            shocks: mine.map(|(shock, times)| (shock.kind, shock.from_hours, shock.until_hours, *times)).collect(),
        }
    }

    /// Share of a site's output that goes to final customers.
    fn share_to_final(&self, member: &Member, demand: Option<&Demand>) -> f64 {
        let output = self.model.sites[member.site].output_per_day;
        match demand {
            Some(demand) if output > 0.0 => (demand.flow_per_day / output).clamp(0.0, 1.0),
            _ => 0.0,
        }
    }
}

/// What drives one site.
struct Site<'c> {
    channels: &'c [Option<Timeline>; 5],
    sold_to_final: f64,
    shocks: Vec<(ShockKind, f64, f64, f64)>,
}

impl Site<'_> {
    fn is_struck(&self) -> bool {
        !self.shocks.is_empty() || self.channels.iter().any(Option::is_some)
    }

    fn level(&self, channel: Channel, begin: f64, end: f64) -> f64 {
        self.channels[channel as usize].as_ref().map_or(1.0, |line| line.mean_over(begin, end))
    }

    fn shocked(&self, of: ShockKind, begin: f64, end: f64) -> f64 {
        let one = |(kind, from, until, times): &(ShockKind, f64, f64, f64)| {
            let hit = (until.min(end) - from.max(begin)).max(0.0) / (end - begin);
            if *kind == of { 1.0 + hit * (times - 1.0) } else { 1.0 }
        };
        self.shocks.iter().map(one).product()
    }

    /// What it makes cannot be more than what may leave it: the nation's firms hold no finished stock.
    fn makes(&self, begin: f64, end: f64) -> f64 {
        let leaves = (1.0 - self.sold_to_final) * self.level(Channel::Ship, begin, end)
            + self.sold_to_final * self.level(Channel::Sell, begin, end);
        let produces = self.level(Channel::Produce, begin, end) * self.shocked(ShockKind::Capacity, begin, end);
        produces.min(leaves)
    }

    fn orders(&self, begin: f64, end: f64) -> f64 {
        self.level(Channel::Order, begin, end)
    }

    fn is_wanted(&self, begin: f64, end: f64) -> f64 {
        self.shocked(ShockKind::Demand, begin, end)
    }
}

/// Below this a share lost is rounding.
const NOTHING: f64 = 1e-12;

/// Steps in which something is lost, equal neighbours together.
fn spells(steps: u64, lost: impl Fn(u64) -> f64) -> Vec<Spell> {
    let mut list: Vec<Spell> = Vec::new();
    for step in 0..steps {
        let share = lost(step);
        match list.last_mut() {
            Some((_, until, same)) if *until == step && *same == share => *until += 1,
            _ if share.abs() > NOTHING => list.push((step, step + 1, share)),
            _ => {}
        }
    }
    list
}

impl Strikes {
    /// With other numbers of the firms.
    pub(super) fn renumbered(&self, number: impl Fn(u32) -> u32) -> Self {
        let all =
            |of: &BTreeMap<u32, Vec<Spell>>| of.iter().map(|(firm, list)| (number(*firm), list.clone())).collect();
        Self { lost: all(&self.lost), orders: all(&self.orders), demand: all(&self.demand) }
    }

    /// What they change in demand and orders; `shock` is a number that no shock has.
    pub(super) fn turns(&self, shock: usize, web: &Web) -> Turns {
        let mut turns = Turns::new();
        for (firm, list) in &self.demand {
            each_turn(list, |step, lost| {
                let turn = Turn::Demand { shock, firms: vec![*firm], times: lost.map(|lost| (1.0 - lost).max(0.0)) };
                turns.entry(step).or_default().push(turn);
            });
        }
        let Some(graph) = web.graph() else { return turns };
        for (firm, list) in &self.orders {
            let links: Vec<u32> = graph.purchases(*firm as usize).map(|link| link as u32).collect();
            each_turn(list, |step, lost| {
                let turn = Turn::Cut { shock, links: links.clone(), left: lost.map(|lost| 1.0 - lost) };
                turns.entry(step).or_default().push(turn);
            });
        }
        turns
    }
}

/// Starts of spells, and ends that are not starts of the next.
fn each_turn(list: &[Spell], mut turn: impl FnMut(u64, Option<f64>)) {
    for (at, (first, until, share)) in list.iter().enumerate() {
        turn(*first, Some(*share));
        if list.get(at + 1).is_none_or(|next| next.0 != *until) {
            turn(*until, None);
        }
    }
}
