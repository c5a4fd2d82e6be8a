//! The race: how far the attacker gets before the company, alerted, cuts it off or switches itself off.
//!
//! Nothing can be cut before the first alert. So the graph is solved once as if nobody watched; the first alert, triage and all cuts
//! follow; then it is solved again, on the same random draws, where everything that uses what is cut must be done before.

use super::solve::{Ready, Solver};
use super::stated::{conclude, restorable_hours};
use super::taken::taken;
use crate::draw::Draw;
use crate::draw::purpose::{
    ALERT_AFTER, ALERT_HAPPENS, CUT_AFTER, RULE_AFTER, RULE_HAPPENS, SYSTEM_REACHED, SYSTEM_UNSURE, TRIAGE,
};
use crate::handover::{Cause, Compromise, Condition, Fallen, Taken};
use blackstart_model::Model;
use blackstart_model::attack::{Attack, Doctrine, Effect, Graph, Node};
use blackstart_model::id::{SystemId, Table, key};
use blackstart_model::scenario::Scenario;

#[cfg(test)]
mod tests;

/// An attack ready to be played: only what can be reached and leads somewhere.
#[derive(Debug)]
pub struct Race<'m> {
    attack: &'m Attack,
    graph: Graph,
    ready: Ready,
    /// Each node's number in the whole graph.
    number: Vec<Node>,
    /// Where states, starts and successes of techniques are now; `None`: they cannot be reached.
    states: Vec<Option<Node>>,
    starts: Vec<Option<Node>>,
    done: Vec<Option<Node>>,
    /// Technique whose start or success a node is.
    technique_of: Vec<Option<u32>>,
    triage_key: u64,
    /// Systems that effects and rules touch, ascending, with what their draws depend on.
    systems: Vec<SystemId>,
    system_keys: Vec<u64>,
}

impl<'m> Race<'m> {
    /// Makes a scenario's attack ready, if it has one.
    pub fn of(model: &Model, scenario: &'m Scenario) -> Option<Self> {
        scenario.attack.as_ref().map(|attack| Self::new(attack, model))
    }

    /// Makes an attack ready.
    pub fn new(attack: &'m Attack, model: &Model) -> Self {
        let goals: Vec<Node> = attack.states.iter().map(|state| state.node).collect();
        let pruned = attack.graph.prune(&goals);
        let place = |node: Node| pruned.place[node as usize];
        let mut technique_of = vec![None; pruned.graph.len()];
        for (at, technique) in attack.techniques.iter().enumerate() {
            for node in [technique.start, technique.done].into_iter().filter_map(place) {
                technique_of[node as usize] = Some(at as u32);
            }
        }
        let effects = attack.effects.iter().flat_map(|effect| &effect.systems);
        let mut systems: Vec<SystemId> =
            effects.chain(attack.rules.iter().flat_map(|rule| &rule.systems)).copied().collect();
        systems.sort_unstable();
        systems.dedup();
        Self {
            attack,
            system_keys: systems.iter().map(|system| model.systems[*system].name.key).collect(),
            systems,
            states: attack.states.iter().map(|state| place(state.node)).collect(),
            starts: attack.techniques.iter().map(|technique| place(technique.start)).collect(),
            done: attack.techniques.iter().map(|technique| place(technique.done)).collect(),
            technique_of,
            triage_key: triage_key(),
            ready: Ready::new(&pruned.graph),
            graph: pruned.graph,
            number: pruned.number,
        }
    }

    /// The attack.
    pub fn attack(&self) -> &'m Attack {
        self.attack
    }

    /// The graph that is solved: what can be reached and leads somewhere.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The number in the whole graph of a node of [`Race::graph`].
    pub(crate) fn number(&self, node: Node) -> Node {
        self.number[node as usize]
    }

    /// Room to play it in, again and again.
    pub fn runner(&self) -> Runner<'_> {
        let of = |systems: &[SystemId]| -> Vec<u32> {
            systems.iter().filter_map(|system| self.systems.binary_search(system).ok()).map(|at| at as u32).collect()
        };
        Runner {
            solver: Solver::new(&self.ready),
            cuts: vec![f64::INFINITY; self.attack.cut_names.len()],
            first_alert_hours: f64::INFINITY,
            alerted_at: None,
            triaged_hours: f64::INFINITY,
            contained_hours: f64::NEG_INFINITY,
            switched_hours: vec![f64::INFINITY; self.attack.rules.len()],
            effects: self.attack.effects.iter().map(|effect| of(&effect.systems)).collect(),
            rules: self.attack.rules.iter().map(|rule| of(&rule.systems)).collect(),
            down: vec![Down::UP; self.systems.len()],
            race: self,
        }
    }
}

/// What the luck of triage hangs on.
pub(crate) fn triage_key() -> u64 {
    key("attack", "triage")
}

/// Whether an effect leaves nothing to luck.
pub(crate) fn certain(effect: &Effect) -> bool {
    effect.lost >= 1.0 || (effect.lost <= 0.0 && effect.exposed >= 1.0)
}

/// When and why a system went down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Down {
    /// When \[h\]; infinite: it did not.
    pub hours: f64,
    /// Why; of what did not go down, anything.
    pub by: Cause,
    /// From when on it is exposed \[h\]; infinite: never.
    pub exposed_hours: f64,
}

impl Down {
    const UP: Self = Self { hours: f64::INFINITY, by: Cause::Attacker, exposed_hours: f64::INFINITY };

    fn condition(&self) -> Condition {
        match self.by {
            Cause::Attacker => Condition::Lost,
            _ if self.exposed_hours <= self.hours => Condition::Exposed,
            _ => Condition::Clean,
        }
    }
}

/// Plays one race after another.
#[derive(Debug)]
pub struct Runner<'r> {
    race: &'r Race<'r>,
    solver: Solver<'r>,
    cuts: Vec<f64>,
    first_alert_hours: f64,
    alerted_at: Option<Node>,
    triaged_hours: f64,
    contained_hours: f64,
    switched_hours: Vec<f64>,
    /// For each effect and rule the positions of its systems among those of the race.
    effects: Vec<Vec<u32>>,
    rules: Vec<Vec<u32>>,
    down: Vec<Down>,
}

impl Runner<'_> {
    /// Plays the race with these draws.
    pub fn play(&mut self, draw: Draw) {
        let attack = self.race.attack;
        self.solver.solve(draw);
        self.alert(draw);
        self.triaged_hours = f64::INFINITY;
        self.contained_hours = f64::NEG_INFINITY;
        if self.first_alert_hours < f64::INFINITY {
            self.triaged_hours = self.first_alert_hours + draw.time(&attack.triage, TRIAGE.of(self.race.triage_key));
            self.cuts.fill(f64::INFINITY);
            for action in &attack.actions {
                let at = self.triaged_hours + draw.time(&action.after, CUT_AFTER.of(action.name.key));
                self.contained_hours = self.contained_hours.max(at);
                for &cut in &action.cuts {
                    let cut = &mut self.cuts[cut as usize];
                    *cut = cut.min(at);
                }
            }
            if !attack.actions.is_empty() {
                self.solver.again(draw, &self.cuts);
            }
        }
        for (at, rule) in attack.rules.iter().enumerate() {
            let chance = match attack.doctrine {
                Doctrine::AsWritten => rule.chance,
                Doctrine::Never => 0.0,
                Doctrine::Always => 1.0,
            };
            let reached = || rule.when.iter().any(|state| self.state_hours(*state) <= self.triaged_hours);
            let does =
                self.triaged_hours < f64::INFINITY && reached() && draw.happens(chance, RULE_HAPPENS.of(rule.name.key));
            self.switched_hours[at] = if does {
                self.triaged_hours + draw.time(&rule.after, RULE_AFTER.of(rule.name.key))
            } else {
                f64::INFINITY
            };
        }
        self.fall(draw);
    }

    /// The first alert, in the race that nobody watches.
    fn alert(&mut self, draw: Draw) {
        (self.first_alert_hours, self.alerted_at) = (f64::INFINITY, None);
        for alert in self.race.graph.alerts() {
            let start = self.solver.times()[alert.node as usize];
            if start < self.first_alert_hours && draw.happens(alert.chance, ALERT_HAPPENS.of(alert.key)) {
                let at = start + draw.time(&alert.delay, ALERT_AFTER.of(alert.key)) * self.race.graph.unit_hours();
                if at < self.first_alert_hours {
                    self.first_alert_hours = at;
                    self.alerted_at = Some(alert.node);
                }
            }
        }
    }

    /// Which systems go down, when and why: by the earlier of the attacker and the company; at the same moment by the attacker.
    fn fall(&mut self, draw: Draw) {
        let Self { race, solver, effects, rules, down, switched_hours, .. } = self;
        let keys = &race.system_keys;
        down.fill(Down::UP);
        for (effect, touched) in race.attack.effects.iter().zip(effects.iter()) {
            let nodes = effect.when.iter().filter_map(|state| race.states[*state]);
            let reached = nodes.map(|node| solver.times()[node as usize]).fold(f64::INFINITY, f64::min);
            if reached == f64::INFINITY {
                continue;
            }
            for &at in touched {
                let luck = if certain(effect) { 0.0 } else { draw.uniform(SYSTEM_REACHED.of(keys[at as usize])) };
                let down = &mut down[at as usize];
                if luck < effect.lost {
                    down.hours = down.hours.min(reached);
                } else if luck < effect.lost + effect.exposed {
                    down.exposed_hours = down.exposed_hours.min(reached);
                }
            }
        }
        for ((rule, touched), &switched) in race.attack.rules.iter().zip(rules.iter()).zip(switched_hours.iter()) {
            if switched == f64::INFINITY {
                continue;
            }
            for &at in touched {
                let down = &mut down[at as usize];
                if switched < down.hours {
                    (down.hours, down.by) = (switched, Cause::Shutdown);
                }
                if rule.exposed > 0.0 && draw.happens(rule.exposed, SYSTEM_UNSURE.of(keys[at as usize])) {
                    down.exposed_hours = down.exposed_hours.min(switched);
                }
            }
        }
    }

    /// When a state was reached \[h\]; infinite: never.
    pub fn state_hours(&self, state: usize) -> f64 {
        self.race.states[state].map_or(f64::INFINITY, |node| self.solver.times()[node as usize])
    }
    /// When a technique started \[h\].
    pub fn start_hours(&self, technique: usize) -> f64 {
        self.race.starts[technique].map_or(f64::INFINITY, |node| self.solver.times()[node as usize])
    }
    /// When it had succeeded \[h\].
    pub fn done_hours(&self, technique: usize) -> f64 {
        self.race.done[technique].map_or(f64::INFINITY, |node| self.solver.times()[node as usize])
    }
    /// The first alert \[h\]; infinite: none.
    pub fn first_alert_hours(&self) -> f64 {
        self.first_alert_hours
    }
    /// Technique that raised it.
    pub fn alerted_by(&self) -> Option<usize> {
        self.race.technique_of[self.alerted_at? as usize].map(|at| at as usize)
    }
    /// Node that raised it, as the whole graph numbers it.
    pub fn alerted_at(&self) -> Option<Node> {
        self.alerted_at.map(|node| self.race.number[node as usize])
    }
    /// When the company knew what it saw \[h\].
    pub fn triaged_hours(&self) -> f64 {
        self.triaged_hours
    }
    /// When each shutdown rule switched its systems off \[h\].
    pub fn switched_hours(&self) -> &[f64] {
        &self.switched_hours
    }
    /// Systems that the attack can take down, ascending.
    pub fn systems(&self) -> &[SystemId] {
        &self.race.systems
    }
    /// When and why each of them went down.
    pub fn down(&self) -> &[Down] {
        &self.down
    }

    /// When a node of the whole graph was reached \[h\].
    pub fn node_hours(&self, node: Node) -> f64 {
        let place = self.race.number.binary_search(&node).ok();
        place.map_or(f64::INFINITY, |node| self.solver.times()[node])
    }

    /// Nodes on the critical path to a state, last first, as the whole graph numbers them: when each was reached, and how long after
    /// the one before \[h\].
    pub fn waits(&self, state: usize) -> impl Iterator<Item = (Node, f64, f64)> + '_ {
        let times = self.solver.times();
        let mut way = self.race.states[state].into_iter().flat_map(|node| self.solver.way(node)).peekable();
        std::iter::from_fn(move || {
            let node = way.next()? as usize;
            let before = way.peek().map_or(0.0, |node| times[*node as usize]);
            Some((self.race.number[node], times[node], times[node] - before))
        })
    }

    /// Techniques on the critical path to a state, last first: what had to be waited for.
    pub fn way(&self, state: usize) -> impl Iterator<Item = usize> + '_ {
        let mut last = None;
        let nodes = self.race.states[state].into_iter().flat_map(|node| self.solver.way(node));
        nodes.filter_map(|node| self.race.technique_of[node as usize].map(|at| at as usize)).filter(move |at| {
            // Start and success of one technique follow each other.
            let new = last != Some(*at);
            last = Some(*at);
            new
        })
    }

    /// The state with which the attacker took the first system; `None`: took none.
    pub fn first_harm(&self) -> Option<usize> {
        let taken = self.down.iter().filter(|down| down.by == Cause::Attacker && down.hours < f64::INFINITY);
        let first = taken.map(|down| down.hours).min_by(f64::total_cmp)?;
        let effects = self.race.attack.effects.iter().filter(|effect| effect.lost > 0.0);
        effects.flat_map(|effect| effect.when.iter().copied()).find(|state| self.state_hours(*state) == first)
    }

    /// What the outage stage is handed.
    fn compromise(&self, model: &Model, scenario: &Scenario, draw: Draw) -> Compromise {
        let mut fallen: Table<SystemId, Option<Fallen>> = model.systems.keys().map(|_| None).collect();
        let mut last = f64::NEG_INFINITY;
        for (&system, down) in self.race.systems.iter().zip(&self.down) {
            if down.hours < f64::INFINITY {
                let (at_hours, cause, condition) = (down.hours, down.by, down.condition());
                fallen[system] = Some(Fallen { at_hours, cause, condition, until_hours: None });
                last = last.max(down.hours);
            }
        }
        let first_alert_hours = Some(self.first_alert_hours).filter(|hours| hours.is_finite());
        if last == f64::NEG_INFINITY {
            let taken = self.taken(model, scenario, draw, self.contained_hours);
            return Compromise { fallen, first_alert_hours, contained_hours: 0.0, destroyed: Vec::new(), taken };
        }
        let effects = self.race.attack.effects.iter();
        let reached = effects.filter(|effect| effect.when.iter().any(|state| self.state_hours(*state).is_finite()));
        let mut destroyed: Vec<_> = reached.flat_map(|effect| effect.destroys.iter().copied()).collect();
        destroyed.sort_unstable();
        destroyed.dedup();
        conclude(model, &mut fallen, &destroyed);
        let contained_hours = restorable_hours(scenario, draw, last.max(self.contained_hours));
        let taken = self.taken(model, scenario, draw, contained_hours);
        Compromise { fallen, first_alert_hours, contained_hours, destroyed, taken }
    }

    /// Data taken: with the first of some states, as long as a system that holds them is up.
    fn taken(&self, model: &Model, scenario: &Scenario, draw: Draw, contained_hours: f64) -> Vec<Taken> {
        let down_hours = |system: &SystemId| {
            let at = self.race.systems.binary_search(system).ok();
            at.map_or(f64::INFINITY, |at| self.down[at].hours)
        };
        taken(model, scenario, draw, contained_hours, |when, data| {
            let reached = when.iter().map(|state| self.state_hours(*state)).fold(f64::INFINITY, f64::min);
            let off = data.held_by.iter().map(down_hours).fold(f64::NEG_INFINITY, f64::max);
            if reached <= off { reached } else { f64::INFINITY }
        })
    }
}

/// Plays the race of a scenario.
pub fn spread(race: &Race, model: &Model, scenario: &Scenario, draw: Draw) -> Compromise {
    let mut runner = race.runner();
    runner.play(draw);
    runner.compromise(model, scenario, draw)
}
