//! One history, from first alarm to horizon: attack, outage, service, flow, loss.
//!
//! [`World`] is what all replicates of a scenario have in common; [`replicate`] plays one, [`batch`] plays many side by
//! side. Nothing here reads a file, a clock or another thread, and a checked model cannot fail.

mod alike;
pub mod attack;
pub mod catalogue;
pub mod draw;
pub mod flow;
pub mod handover;
mod layout;
pub mod loss;
pub mod outage;
pub mod service;
pub mod sizes;
pub mod strip;
pub mod timeline;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use blackstart_model::id::{ServiceId, SystemId, Table};
use blackstart_model::{Model, Scenario};
use draw::Draw;
use handover::{Availability, Capacity, Cause, Compromise, Flow, Layout, Loss, Outcome};
use std::sync::Arc;
use timeline::Timeline;

/// Replicates that the flow engine plays side by side. Eight cost less for each where a network fits the caches, as in the benchmarks; of
/// thousands of sites, with an engine for the twin beside it and other threads around, four do.
pub const LANES: usize = 4;

/// Everything that is the same for all replicates of a scenario.
#[derive(Debug)]
pub struct World<'m> {
    before_flow: BeforeFlow<'m>,
    layout: Layout,
    ground: Arc<flow::Ground<'m>>,
    /// The event-free twin, where all replicates share it. None where sizes are uncertain: there each history has a network of its own.
    twin: Option<Arc<flow::Kept>>,
}

impl<'m> World<'m> {
    /// Makes a checked company and a checked bad day ready to be played.
    ///
    /// # Panics
    ///
    /// If they were not checked.
    pub fn new(model: &'m Model, scenario: &'m Scenario) -> Self {
        let layout = Layout::new(model, scenario);
        let ground = flow::Ground::new(model, scenario, layout.clone());
        let twin = if model.sizes.list.is_empty() { flow::Kept::of(&ground).map(Arc::new) } else { None };
        Self { before_flow: BeforeFlow::new(model, scenario), layout, ground: Arc::new(ground), twin }
    }

    /// The company.
    pub fn model(&self) -> &'m Model {
        self.before_flow.model
    }

    /// The bad day.
    pub fn scenario(&self) -> &'m Scenario {
        self.before_flow.scenario
    }

    /// How results are laid out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What one history comes to before goods move.
    pub fn before(&self, draw: Draw) -> Before {
        self.before_flow.play(draw)
    }

    /// A changed company, or its changed bad day, ready to be played; and whether it is **alike**: a history that comes to the same [`Before`] in both worlds
    /// ends the same in both, to the last bit, because what goods, money and losses read is the same. Then both share a network. No world is said to be
    /// alike that is not; one that is may not be said to be.
    pub fn changed<'a>(&self, model: &'a Model, scenario: &'a Scenario) -> (World<'a>, bool)
    where
        'm: 'a,
    {
        if !alike::ends_alike((self.model(), self.scenario()), (model, scenario)) {
            return (World::new(model, scenario), false);
        }
        let (before_flow, layout) = (BeforeFlow::new(model, scenario), Layout::new(model, scenario));
        (World { before_flow, layout, ground: self.ground.clone(), twin: self.twin.clone() }, true)
    }

    /// Histories in which this came before goods moved, whatever this world's own bad day says of it: one for each draw.
    ///
    /// Sites whose channels are below 1 must be ones that this world drives: that have logic of their own, or a stated outage.
    ///
    /// # Panics
    /// If there are not as many as draws.
    pub fn after(&self, draws: &[Draw], before: Vec<Before>) -> Vec<Outcome> {
        assert!(draws.len() == before.len(), "what came before of each draw");
        let ends: Vec<(Flow, Loss)> = draws
            .chunks(LANES)
            .zip(before.chunks(LANES))
            .flat_map(|(draws, before)| self.ends(draws, |lane| before[lane].led()))
            .collect();
        let parts = draws.iter().zip(before).zip(ends);
        parts.map(|((&draw, before), (flow, loss))| before.outcome(draw, flow, loss)).collect()
    }

    /// What every site does in the event-free twin of a replicate.
    pub fn normal_life(&self, draw: Draw) -> Vec<flow::NormalSite> {
        match sizes::drawn(self.model(), draw) {
            None => self.ground.normal_life(draw),
            Some(model) => self.ground_of(&model).normal_life(draw),
        }
    }

    /// The network of a company in one history.
    fn ground_of<'a>(&'a self, model: &'a Model) -> flow::Ground<'a> {
        flow::Ground::new(model, self.scenario(), self.layout.clone())
    }
}

/// The stages before goods move, ready for all replicates of a scenario.
#[derive(Debug)]
pub struct BeforeFlow<'m> {
    model: &'m Model,
    scenario: &'m Scenario,
    race: Option<attack::Race<'m>>,
    work: Option<outage::Work>,
}

/// What one history comes to before goods move.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// What fell.
    pub compromise: Compromise,
    /// When it came back.
    pub availability: Availability,
    /// What that left of every site.
    pub capacity: Capacity,
}

impl<'m> BeforeFlow<'m> {
    /// Makes attack and recovery ready to be played.
    pub fn new(model: &'m Model, scenario: &'m Scenario) -> Self {
        let (race, work) = (attack::Race::of(model, scenario), outage::Work::of_scenario(model, scenario));
        Self { model, scenario, race, work }
    }

    /// Plays what falls, when it is back, and what that leaves of every site.
    pub fn play(&self, draw: Draw) -> Before {
        let Self { model, scenario, race, work } = self;
        let compromise = attack::spread(race.as_ref(), model, scenario, draw);
        let availability = outage::recover(work.as_ref(), model, scenario, draw, &compromise);
        let capacity = service::capacity(model, scenario, draw, &availability);
        Before { compromise, availability, capacity }
    }
}

/// Plays one history.
pub fn replicate(world: &World, draw: Draw) -> Outcome {
    let before = world.before_flow.play(draw);
    let mut ends = world.ends(&[draw], |_| before.led());
    let (flow, loss) = ends.pop().expect("one history, one end");
    before.outcome(draw, flow, loss)
}

/// What led to the goods and money of a history.
#[derive(Clone, Copy)]
struct Led<'c> {
    taken: &'c [handover::Taken],
    availability: &'c Availability,
    capacity: &'c Capacity,
}

impl Before {
    fn led(&self) -> Led<'_> {
        Led { taken: &self.compromise.taken, availability: &self.availability, capacity: &self.capacity }
    }

    /// All of a history together.
    fn outcome(self, draw: Draw, flow: Flow, loss: Loss) -> Outcome {
        let Self { compromise, availability, capacity } = self;
        Outcome { replicate: draw.replicate, compromise, availability, capacity, flow, loss }
    }
}

impl World<'_> {
    /// Goods, money and losses of up to [`LANES`] replicates: side by side on one network, or each on its own where its sizes are its own.
    fn ends<'c>(&self, draws: &[Draw], before: impl Fn(usize) -> Led<'c>) -> Vec<(Flow, Loss)> {
        let account = |model: &Model, lane: usize, flow: Flow| {
            let Led { taken, availability, capacity } = before(lane);
            let happened = loss::Happened { taken, availability, capacity, flow: &flow };
            let loss = loss::account(model, self.scenario(), &self.layout, draws[lane], happened);
            (flow, loss)
        };
        let alone = |(lane, &draw): (usize, &Draw)| {
            let own = sizes::drawn(self.model(), draw);
            let own_ground = own.as_ref().map(|model| self.ground_of(model));
            let ground = own_ground.as_ref().unwrap_or(&*self.ground);
            let [flow] = flow::play(ground, self.twin.as_deref(), [draw], [before(lane).capacity]);
            account(own.as_ref().unwrap_or(self.model()), lane, flow)
        };
        if draws.len() == 1 || !self.model().sizes.list.is_empty() {
            return draws.iter().enumerate().map(alone).collect();
        }
        // Lanes without a replicate repeat the last one and are dropped.
        let lane = |lane: usize| lane.min(draws.len() - 1);
        let flows: [Flow; LANES] = flow::play(
            &self.ground,
            self.twin.as_deref(),
            std::array::from_fn(|it| draws[lane(it)]),
            std::array::from_fn(|it| before(lane(it)).capacity),
        );
        flows.into_iter().take(draws.len()).enumerate().map(|(lane, flow)| account(self.model(), lane, flow)).collect()
    }
}

/// Plays many histories, [`LANES`] side by side. Each is what [`replicate`] makes of it, to the last bit.
pub fn batch(world: &World, draws: &[Draw]) -> Vec<Outcome> {
    draws.chunks(LANES).flat_map(|draws| side_by_side(world, draws)).collect()
}

/// A supposition: what is down from a moment, and until when each of it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Supposed {
    /// Moment everything goes down \[h\].
    pub from_hours: f64,
    /// Moment all that a service is made of is back \[h\]; not later than `from_hours`: it never went down.
    pub services: Table<ServiceId, f64>,
    /// The same of systems that a site's channel names itself.
    pub systems: Table<SystemId, f64>,
}

/// What histories would cost in which nothing is known but when each service is back: grace, fallback, stock, patience and catching up as in any other, but
/// no restore task. One supposition per replicate.
///
/// # Panics
/// If there are not as many suppositions as draws.
pub fn suppose(world: &World, draws: &[Draw], supposed: &[Supposed]) -> Vec<Loss> {
    assert!(draws.len() == supposed.len(), "one supposition per replicate");
    let (model, scenario) = (world.model(), world.scenario());
    let line = |from: f64, until: f64| {
        if until > from { Timeline::down(from, until, 0.0, Cause::Shutdown) } else { Timeline::up() }
    };
    let mut losses = Vec::with_capacity(draws.len());
    for (draws, supposed) in draws.chunks(LANES).zip(supposed.chunks(LANES)) {
        let before: Vec<(Availability, Capacity)> = draws
            .iter()
            .zip(supposed)
            .map(|(&draw, it)| {
                let systems = it.systems.rows().iter().map(|&until| line(it.from_hours, until)).collect();
                let availability = Availability { systems, tasks: Vec::new(), investigated_hours: None };
                let parts = it.services.rows().iter().map(|&until| line(it.from_hours, until)).collect();
                let capacity = service::supposed(model, scenario, draw, &availability, &parts);
                (availability, capacity)
            })
            .collect();
        // What was taken does not depend on when what is back: no supposition changes its cost.
        let ends =
            world.ends(draws, |lane| Led { taken: &[], availability: &before[lane].0, capacity: &before[lane].1 });
        losses.extend(ends.into_iter().map(|(_, loss)| loss));
    }
    losses
}

fn side_by_side(world: &World, draws: &[Draw]) -> Vec<Outcome> {
    world.after(draws, draws.iter().map(|&draw| world.before(draw)).collect())
}
