//! What histories come to in which something is taken out.

use blackstart_model::id::{Key, PartyId, ServiceId, SiteId};
use blackstart_model::{Model, Scenario};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::Outcome;
use blackstart_sim::{Before, BeforeFlow, LANES, World};

use crate::mitigation::Clock;

const HOURS_A_DAY: f64 = 24.0;

/// A site is short where its worst seven days lack more than half a day's output.
const SHORT: f64 = 1.0 - 0.5 / 7.0;

/// What one history comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct End {
    /// Loss of all parties \[money\].
    pub(super) loss: f64,
    /// Loss of the company \[money\].
    pub(super) own: f64,
    /// Of it, what it costs to restore systems \[money\].
    pub(super) work: f64,
    /// Days on which the first target set does not hold.
    pub(super) target_days: f64,
    /// Days until the last of the company's sites that stop is back for good; 0: none stops; infinite: not within the horizon.
    pub(super) back_days: f64,
    /// Services whose tolerance is breached.
    pub(super) breached: Vec<ServiceId>,
    /// Sites that are short, with the share of normal that their worst seven days come to.
    pub(super) short: Vec<(SiteId, f64)>,
}

impl End {
    pub(super) fn of(world: &World<'_>, it: &Outcome) -> Self {
        let (model, horizon_hours) = (world.model(), world.scenario().horizon_hours);
        let company = world.layout().company;
        let fates = it.flow.fates.iter().map(|(site, fate)| (site, fate.worst_week));
        let own_sites = it.flow.fates.iter().filter(|(site, _)| Some(model.sites[*site].party) == company);
        Self {
            loss: it.loss.total(),
            own: company.map_or(0.0, |party: PartyId| it.loss.of_party(party)),
            work: it.availability.tasks.iter().map(|task| task.cost).sum(),
            target_days: target_hours(model, it, horizon_hours) / HOURS_A_DAY,
            back_days: own_sites.map(|(_, fate)| fate.back_hours).fold(0.0, f64::max) / HOURS_A_DAY,
            breached: it.capacity.breaches.iter().filter(|(_, at)| at.is_some()).map(|(id, _)| id).collect(),
            short: fates.filter(|(_, worst)| *worst < SHORT).collect(),
        }
    }
}

/// Hours until the horizon in which some service of the first target set is below its level.
fn target_hours(model: &Model, it: &Outcome, horizon_hours: f64) -> f64 {
    let Some(target) = model.targets.rows().first() else { return 0.0 };
    let below = |&(service, level): &(ServiceId, f64)| it.capacity.services[service].below(level).collect::<Vec<_>>();
    let mut spans: Vec<(f64, f64)> = target.services.iter().flat_map(below).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut sum, mut until) = (0.0, 0.0_f64);
    for (from, to) in spans {
        let (from, to) = (from.max(until), to.min(horizon_hours));
        sum += (to - from).max(0.0);
        until = until.max(to);
    }
    sum
}

/// Histories, played on the same draws as any other of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Histories {
    pub(super) seed: u64,
    pub(super) count: u32,
}

impl Histories {
    pub(super) fn draws(self) -> Vec<Draw> {
        (0..u64::from(self.count)).map(|replicate| Draw { seed: self.seed, replicate }).collect()
    }

    /// All of them under another company and bad day, of which goods, money and losses read what they read of this world. `None`: stopped.
    pub(super) fn play(
        self,
        world: &World<'_>,
        (model, scenario): (&Model, &Scenario),
        clock: &Clock<'_>,
    ) -> Option<Vec<End>> {
        let stages = BeforeFlow::new(model, scenario);
        let mut ends = Vec::with_capacity(self.count as usize);
        for draws in self.draws().chunks(4 * LANES) {
            if clock.stopped() {
                return None;
            }
            let before: Vec<Before> = draws.iter().map(|&draw| stages.play(draw)).collect();
            ends.extend(world.after(draws, before).iter().map(|it| End::of(world, it)));
            clock.add(draws.len());
        }
        Some(ends)
    }
}

/// How much of normal sales value a site stands for in a day \[money\]: only to say what is looked at first.
pub(super) fn value_per_day(model: &Model, site: SiteId) -> f64 {
    let row = &model.sites.rows()[site.index()];
    row.output_per_day * model.products[row.product].price
}
