//! The races themselves, and what is counted in them.

use super::{
    ATTACK_FORMAT, AttackSummary, Estimate, Forced, MOST_STEPS, Nodes, Outcomes, Reached, StepSummary, SystemCauses,
    SystemOutcome, TechniqueSummary, TimeTaken, Variant, WayStep, WaySummary,
};
use crate::run::Watch;
use crate::stats::share;
use crate::summary::Chance;
use blackstart_actuary::sample::NORMAL_975;
use blackstart_model::attack::{Attack, Doctrine, Node, Technique};
use blackstart_model::id::{SystemId, Table};
use blackstart_model::logic::{Gate, Leaf};
use blackstart_model::model::{Logic, System};
use blackstart_model::{Model, Scenario};
use blackstart_sim::attack::Race;
use blackstart_sim::attack::race::Runner;
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::Cause;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Races of one piece of work.
const PIECE: u32 = 512;

/// Plays the attack of a scenario so many times; `None` if it has none, or `watch` stops it. Never depends on the number of threads.
pub fn study(model: &Model, scenario: &Scenario, samples: u32, seed: u64, watch: &impl Watch) -> Option<AttackSummary> {
    let attack = scenario.attack.as_ref()?;
    let changes = Change::all(attack);
    let others: Vec<Race> = changes.iter().map(|change| Race::new(&change.attack, model)).collect();
    let study = Study { model, scenario, race: Race::new(attack, model), samples, seed };
    let pieces = study.of_pieces(watch, |ids| Piece::play(&study, &others, ids))?;
    let ways = study.ways(&pieces, watch)?;
    Some(study.summary(&changes, Sums::of(&study, changes.len(), pieces), ways))
}

/// What is studied.
struct Study<'m> {
    model: &'m Model,
    scenario: &'m Scenario,
    race: Race<'m>,
    samples: u32,
    seed: u64,
}

/// The attack with one thing changed.
struct Change {
    id: String,
    title: String,
    forced: Forced,
    attack: Attack,
}

impl Change {
    /// Each control forced off and on, then the doctrine, if there is one.
    fn all(attack: &Attack) -> Vec<Self> {
        let mut all = Vec::new();
        for (at, control) in attack.controls.iter().enumerate() {
            for (forced, effective) in [(Forced::Off, 0.0), (Forced::On, 1.0)] {
                let (id, title) = (control.name.id.clone(), control.name.title.clone());
                all.push(Self { id, title, forced, attack: attack.clone().with_control(at, effective) });
            }
        }
        if !attack.rules.is_empty() {
            for (forced, doctrine) in [(Forced::Never, Doctrine::Never), (Forced::Always, Doctrine::Always)] {
                let (id, title) = ("shutdown".to_owned(), "own shutdown".to_owned());
                all.push(Self { id, title, forced, attack: attack.clone().with_doctrine(doctrine) });
            }
        }
        all
    }
}

/// When a system goes down, and why; infinite: it does not.
#[derive(Clone, Copy)]
struct Down {
    at_hours: f64,
    by: Cause,
}

/// Numbers of some races, in their order.
struct Piece {
    times: Times,
    /// For each system.
    down: Vec<Vec<Down>>,
    techniques: Vec<TechniqueTally>,
    /// Races in which the attacker took something.
    harms: Vec<Harm>,
    /// What steps of a MAL model did; by node.
    steps: BTreeMap<Node, StepTally>,
    base: Tally,
    others: Vec<Tally>,
}

/// When things were reached, race by race \[h\].
#[derive(Default)]
struct Times {
    first_alert: Vec<f64>,
    triaged: Vec<f64>,
    /// For each state.
    states: Vec<Vec<f64>>,
}

impl Times {
    fn of(states: usize, races: usize) -> Self {
        let column = || Vec::with_capacity(races);
        Self { first_alert: column(), triaged: column(), states: (0..states).map(|_| column()).collect() }
    }

    fn push(&mut self, runner: &Runner) {
        self.first_alert.push(runner.first_alert_hours());
        self.triaged.push(runner.triaged_hours());
        for (state, column) in self.states.iter_mut().enumerate() {
            column.push(runner.state_hours(state));
        }
    }

    fn append(&mut self, other: Self) {
        self.first_alert.extend(other.first_alert);
        self.triaged.extend(other.triaged);
        self.states.iter_mut().zip(other.states).for_each(|(all, more)| all.extend(more));
    }
}

/// A race in which the attacker took something.
#[derive(Clone, Copy)]
struct Harm {
    replicate: u32,
    at_hours: f64,
}

/// In how many races a technique did what.
#[derive(Clone, Copy, Default)]
struct TechniqueTally {
    starts: usize,
    succeeds: usize,
    first_alert: usize,
    critical: usize,
}

impl TechniqueTally {
    fn add(&mut self, other: Self) {
        self.starts += other.starts;
        self.succeeds += other.succeeds;
        self.first_alert += other.first_alert;
        self.critical += other.critical;
    }
}

/// What a step of a MAL model did in some races.
#[derive(Clone, Copy, Default)]
struct StepTally {
    critical: usize,
    alerts: usize,
    waited_hours: f64,
}

/// The ways to what the attacker takes first.
struct Ways {
    /// The steps that are listed.
    steps: Vec<Step>,
    steps_all: usize,
    /// Time spent on all of them, in hours.
    waited_hours: f64,
    typical: Option<WaySummary>,
}

/// A step, with when it was reached in every race \[h\].
struct Step {
    node: Node,
    tally: StepTally,
    hours: Vec<f64>,
}

impl Study<'_> {
    /// Puts together what the pieces saw, and plays the races again for the moments of what matters most: those of all steps would not
    /// fit into memory. `None` if `watch` stops it.
    fn ways(&self, pieces: &[Piece], watch: &impl Watch) -> Option<Ways> {
        let mut steps: BTreeMap<Node, StepTally> = BTreeMap::new();
        for (node, more) in pieces.iter().flat_map(|piece| &piece.steps) {
            let all = steps.entry(*node).or_default();
            all.critical += more.critical;
            all.alerts += more.alerts;
            all.waited_hours += more.waited_hours;
        }
        let mut most: Vec<(Node, StepTally)> = steps.into_iter().collect();
        let (steps_all, waited_hours) = (most.len(), most.iter().map(|(_, step)| step.waited_hours).sum());
        most.sort_by(|(_, a), (_, b)| {
            let seen = |step: &StepTally| step.critical.max(step.alerts);
            b.waited_hours.total_cmp(&a.waited_hours).then(seen(b).cmp(&seen(a)))
        });
        most.truncate(MOST_STEPS);
        let columns: Vec<Vec<Vec<f64>>> = if most.is_empty() {
            Vec::new()
        } else {
            self.of_pieces(watch, |ids| {
                let mut runner = self.race.runner();
                let mut columns = vec![Vec::with_capacity(ids.len()); most.len()];
                for replicate in ids {
                    runner.play(self.draw(replicate));
                    for (column, (node, _)) in columns.iter_mut().zip(&most) {
                        column.push(runner.node_hours(*node));
                    }
                }
                columns
            })?
        };
        let step = |(node, tally)| Step { node, tally, hours: Vec::with_capacity(self.samples as usize) };
        let mut steps: Vec<Step> = most.into_iter().map(step).collect();
        for piece in columns {
            steps.iter_mut().zip(piece).for_each(|(step, more)| step.hours.extend(more));
        }
        let mut harms: Vec<Harm> = pieces.iter().flat_map(|piece| piece.harms.iter().copied()).collect();
        harms.sort_by(|a, b| a.at_hours.total_cmp(&b.at_hours).then(a.replicate.cmp(&b.replicate)));
        let median = harms.get(harms.len().saturating_sub(1) / 2);
        Some(Ways { steps, steps_all, waited_hours, typical: median.and_then(|harm| self.way(harm.replicate)) })
    }

    fn draw(&self, replicate: u32) -> Draw {
        Draw { seed: self.seed, replicate: u64::from(replicate) }
    }

    /// The way to what the attacker takes first in a race.
    fn way(&self, replicate: u32) -> Option<WaySummary> {
        let attack = self.race.attack();
        let mut runner = self.race.runner();
        runner.play(self.draw(replicate));
        let state = runner.first_harm()?;
        let name = |node: Node| {
            let technique = attack.techniques.iter().find(|technique| technique.done == node);
            let planned = technique.map(|it| (it.name.id.clone(), it.name.title.clone()));
            planned.or_else(|| attack.step(node).map(|step| (step.id.clone(), step.id.clone())))
        };
        let named = |(node, hours, waited_hours)| {
            let (id, title) = name(node)?;
            Some(WayStep { id, title, hours, waited_hours })
        };
        let mut steps: Vec<WayStep> = runner.waits(state).filter_map(named).collect();
        steps.reverse();
        Some(WaySummary {
            replicate,
            state: attack.states[state].name.id.clone(),
            hours: runner.state_hours(state),
            steps,
        })
    }

    /// Does something with the races, some at a time; the results stand in their order. `None` if `watch` stops it: some are missing then.
    fn of_pieces<T: Send>(&self, watch: &impl Watch, play: impl Fn(Range<u32>) -> T + Sync) -> Option<Vec<T>> {
        let range = |piece: u32| piece * PIECE..piece.saturating_add(1).saturating_mul(PIECE).min(self.samples);
        let (done, stopped) = (AtomicU32::new(0), AtomicBool::new(false));
        let piece = |piece: u32| {
            if stopped.load(Ordering::Relaxed) {
                return None;
            }
            let races = range(piece);
            let more = races.len() as u32;
            let played = play(races);
            let done = done.fetch_add(more, Ordering::Relaxed) + more;
            if watch.played(u64::from(done), u64::from(self.samples)).is_break() {
                stopped.store(true, Ordering::Relaxed);
                return None;
            }
            Some(played)
        };
        (0..self.samples.div_ceil(PIECE)).into_par_iter().map(piece).collect()
    }
}

/// Something by the attacker, and by the company itself.
#[derive(Clone, Copy, Default)]
struct Both<T> {
    attacker: T,
    shutdown: T,
}

/// Races that differ from those as written.
#[derive(Clone, Copy, Default)]
struct Differing {
    /// It happens only with the change.
    more: usize,
    /// It happens only as written.
    less: usize,
}

impl Differing {
    fn count(&mut self, now: bool, before: bool) {
        self.more += usize::from(now && !before);
        self.less += usize::from(!now && before);
    }

    fn add(&mut self, other: Self) {
        self.more += other.more;
        self.less += other.less;
    }

    /// Difference of two shares of the same races, with its 95 % interval (paired, normal).
    fn estimate(self, samples: usize) -> Estimate {
        let n = samples.max(1) as f64;
        let (up, down) = (self.more as f64, self.less as f64);
        let mean = (up - down) / n;
        let half = NORMAL_975 * ((up + down) / n - mean * mean).max(0.0).sqrt() / n.sqrt();
        Estimate { value: mean, low: mean - half, high: mean + half }
    }
}

/// Counts of one variant.
#[derive(Clone, Default)]
struct Tally {
    /// Races in which each did anything.
    did: Both<usize>,
    /// Races in which either did.
    any: usize,
    /// For each system touched.
    systems: Vec<Both<usize>>,
    changed: Both<Differing>,
}

impl Tally {
    /// Counts a race; says whether the attacker took something, and whether the company switched something off.
    fn count(&mut self, runner: &Runner) -> Both<bool> {
        self.systems.resize(runner.down().len(), Both::default());
        let mut did = Both::default();
        for (down, counts) in runner.down().iter().zip(&mut self.systems) {
            if down.hours.is_finite() {
                let (count, done) = match down.by {
                    Cause::Shutdown => (&mut counts.shutdown, &mut did.shutdown),
                    _ => (&mut counts.attacker, &mut did.attacker),
                };
                *count += 1;
                *done = true;
            }
        }
        self.did.attacker += usize::from(did.attacker);
        self.did.shutdown += usize::from(did.shutdown);
        self.any += usize::from(did.attacker || did.shutdown);
        did
    }

    fn add(&mut self, other: &Self) {
        self.systems.resize(other.systems.len(), Both::default());
        let pairs = self.systems.iter_mut().zip(&other.systems);
        for (mine, theirs) in pairs.chain(std::iter::once((&mut self.did, &other.did))) {
            mine.attacker += theirs.attacker;
            mine.shutdown += theirs.shutdown;
        }
        self.any += other.any;
        self.changed.attacker.add(other.changed.attacker);
        self.changed.shutdown.add(other.changed.shutdown);
    }

    fn outcomes(&self, study: &Study) -> Outcomes {
        let part = |count: usize| share(count, study.samples as usize);
        let runner = study.race.runner();
        let system = |(id, counts): (&SystemId, &Both<usize>)| SystemOutcome {
            id: study.model.systems[*id].name.id.clone(),
            attacker: part(counts.attacker),
            shutdown: part(counts.shutdown),
        };
        Outcomes {
            attacker: part(self.did.attacker),
            shutdown: part(self.did.shutdown),
            any: part(self.any),
            systems: runner.systems().iter().zip(&self.systems).map(system).collect(),
        }
    }
}

impl Piece {
    fn play(study: &Study, others: &[Race], ids: Range<u32>) -> Self {
        let (attack, systems) = (study.race.attack(), &study.model.systems);
        let mut piece = Self {
            times: Times::of(attack.states.len(), ids.len()),
            down: vec![Vec::with_capacity(ids.len()); systems.len()],
            techniques: vec![TechniqueTally::default(); attack.techniques.len()],
            harms: Vec::new(),
            steps: BTreeMap::new(),
            base: Tally::default(),
            others: vec![Tally::default(); others.len()],
        };
        let mut runner = study.race.runner();
        let mut variants: Vec<Runner> = others.iter().map(Race::runner).collect();
        let mut falls: Table<SystemId, Down> =
            systems.keys().map(|_| Down { at_hours: f64::INFINITY, by: Cause::Attacker }).collect();
        for id in ids {
            let draw = study.draw(id);
            runner.play(draw);
            piece.times.push(&runner);
            piece.count(attack, &runner, id);
            fall(study.model, &runner, &mut falls);
            for (column, (_, fallen)) in piece.down.iter_mut().zip(falls.iter()) {
                column.push(*fallen);
            }
            let written = piece.base.count(&runner);
            for (variant, tally) in variants.iter_mut().zip(&mut piece.others) {
                variant.play(draw);
                let now = tally.count(variant);
                tally.changed.attacker.count(now.attacker, written.attacker);
                tally.changed.shutdown.count(now.shutdown, written.shutdown);
            }
        }
        piece
    }

    /// Counts what techniques and steps did in a race.
    fn count(&mut self, attack: &Attack, runner: &Runner, id: u32) {
        for (at, tally) in self.techniques.iter_mut().enumerate() {
            tally.starts += usize::from(runner.start_hours(at).is_finite());
            tally.succeeds += usize::from(runner.done_hours(at).is_finite());
        }
        if let Some(technique) = runner.alerted_by() {
            self.techniques[technique].first_alert += 1;
        }
        if let Some(node) = runner.alerted_at().filter(|node| attack.step(*node).is_some()) {
            self.steps.entry(node).or_default().alerts += 1;
        }
        let Some(state) = runner.first_harm() else { return };
        self.harms.push(Harm { replicate: id, at_hours: runner.state_hours(state) });
        for technique in runner.way(state) {
            self.techniques[technique].critical += 1;
        }
        if !attack.steps.is_empty() {
            for (node, _, waited_hours) in runner.waits(state).filter(|it| attack.step(it.0).is_some()) {
                let step = self.steps.entry(node).or_default();
                step.critical += 1;
                step.waited_hours += waited_hours;
            }
        }
    }
}

/// When each system goes down and why: taken, switched off, or without what it needs.
fn fall(model: &Model, runner: &Runner, falls: &mut Table<SystemId, Down>) {
    for system in model.systems.keys() {
        falls[system] = Down { at_hours: f64::INFINITY, by: Cause::Attacker };
    }
    for (system, down) in runner.systems().iter().zip(runner.down()) {
        falls[*system] = Down { at_hours: down.hours, by: down.by };
    }
    for &system in &model.system_order {
        if let Some(needs) = &model.systems[system].needs {
            let without = fails(needs, falls);
            if without < falls[system].at_hours {
                falls[system] = Down { at_hours: without, by: Cause::Dependency };
            }
        }
    }
}

/// When a logic first falls below its full level \[h\].
fn fails(logic: &Logic, falls: &Table<SystemId, Down>) -> f64 {
    let mut leaf = |leaf| match leaf {
        Leaf::System(system) => falls[system].at_hours,
        // Systems need systems only.
        Leaf::Service(_) => f64::INFINITY,
    };
    logic.fold(&mut leaf, &mut |gate, mut times: Vec<f64>| match gate {
        Gate::All | Gate::Mean => times.into_iter().fold(f64::INFINITY, f64::min),
        Gate::Any => times.into_iter().fold(f64::NEG_INFINITY, f64::max),
        Gate::AtLeast(count) => {
            times.sort_by(f64::total_cmp);
            // With this many gone, fewer than `count` are left.
            let gone = (times.len() + 1).checked_sub(count as usize);
            gone.and_then(|gone| times.get(gone.max(1) - 1)).copied().unwrap_or(f64::INFINITY)
        }
    })
}

/// All pieces together.
struct Sums {
    times: Times,
    down: Vec<Vec<Down>>,
    techniques: Vec<TechniqueTally>,
    /// Races in which the attacker took something.
    harms: usize,
    base: Tally,
    others: Vec<Tally>,
}

impl Sums {
    fn of(study: &Study, others: usize, pieces: Vec<Piece>) -> Self {
        let (attack, count) = (study.race.attack(), study.samples as usize);
        let mut sums = Self {
            times: Times::of(attack.states.len(), count),
            down: vec![Vec::with_capacity(count); study.model.systems.len()],
            techniques: vec![TechniqueTally::default(); attack.techniques.len()],
            harms: 0,
            base: Tally::default(),
            others: vec![Tally::default(); others],
        };
        for piece in pieces {
            sums.times.append(piece.times);
            sums.down.iter_mut().zip(piece.down).for_each(|(all, more)| all.extend(more));
            sums.techniques.iter_mut().zip(piece.techniques).for_each(|(all, more)| all.add(more));
            sums.harms += piece.harms.len();
            sums.base.add(&piece.base);
            sums.others.iter_mut().zip(&piece.others).for_each(|(all, more)| all.add(more));
        }
        sums
    }
}

impl Study<'_> {
    fn summary(&self, changes: &[Change], sums: Sums, ways: Ways) -> AttackSummary {
        let Self { model, scenario, race, samples, seed } = self;
        let (attack, count) = (race.attack(), *samples as usize);
        let Sums { times, down, techniques, harms, base, others } = sums;
        let first_alert = Reached::of("first-alert".to_owned(), times.first_alert);
        let alerted = first_alert.reached.hits;
        let states = attack.states.iter().zip(times.states);
        let techniques = attack.techniques.iter().zip(techniques);
        let systems = model.systems.rows().iter().zip(down);
        AttackSummary {
            format: ATTACK_FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            model: model.name.clone(),
            model_title: model.title.clone(),
            model_hash: model.hash.clone(),
            scenario: scenario.name.clone(),
            scenario_title: scenario.title.clone(),
            scenario_hash: scenario.hash.clone(),
            seed: *seed,
            samples: *samples,
            nodes: Nodes { all: attack.graph.len(), pruned: race.graph().len() },
            first_alert,
            triaged: Reached::of("triaged".to_owned(), times.triaged),
            states: states.map(|(state, hours)| Reached::of(state.name.id.clone(), hours)).collect(),
            techniques: techniques.map(|(written, tally)| self.technique(written, tally, alerted, harms)).collect(),
            steps: ways
                .steps
                .into_iter()
                .filter_map(|step| {
                    let id = attack.step(step.node)?.id.clone();
                    Some(StepSummary {
                        when: Reached::of(id, step.hours),
                        first_alert: Chance::new(step.tally.alerts, alerted),
                        critical: Chance::new(step.tally.critical, harms),
                        waited: if ways.waited_hours > 0.0 { step.tally.waited_hours / ways.waited_hours } else { 0.0 },
                    })
                })
                .collect(),
            steps_all: ways.steps_all,
            typical_way: ways.typical,
            systems: systems.filter_map(|(system, fallen)| causes(system, fallen)).collect(),
            variants: changes.iter().zip(&others).map(|(change, tally)| self.variant(change, tally, count)).collect(),
            base: base.outcomes(self),
        }
    }

    fn technique(&self, written: &Technique, tally: TechniqueTally, alerted: usize, harms: usize) -> TechniqueSummary {
        let count = self.samples as usize;
        let sources = &self.model.sources;
        let own = written.name.provenance.sources.iter().map(|(_, source)| sources[*source].id.clone());
        let [p50, p90] = [0.5, 0.9].map(|p| blackstart_sim::draw::quantile(&written.time_hours, p));
        TechniqueSummary {
            id: written.name.id.clone(),
            title: written.name.title.clone(),
            attack_ids: written.attack_ids.clone(),
            success: written.success,
            time_hours: TimeTaken { p50, p90 },
            alert: written.alert.map_or(0.0, |(chance, _)| chance),
            library: written.library.map(|library| library.id.clone()),
            sources: own.chain(written.library.iter().flat_map(|library| library.sources.clone())).collect(),
            starts: Chance::new(tally.starts, count),
            succeeds: Chance::new(tally.succeeds, count),
            first_alert: Chance::new(tally.first_alert, alerted),
            critical: Chance::new(tally.critical, harms),
        }
    }

    fn variant(&self, change: &Change, tally: &Tally, count: usize) -> Variant {
        Variant {
            id: change.id.clone(),
            title: change.title.clone(),
            forced: change.forced,
            outcomes: tally.outcomes(self),
            attacker: tally.changed.attacker.estimate(count),
            shutdown: tally.changed.shutdown.estimate(count),
        }
    }
}

/// How often and why a system goes down; `None`: it never does.
fn causes(system: &System, fallen: Vec<Down>) -> Option<SystemCauses> {
    let name = &system.name;
    let [attacker, shutdown, dependency] = [Cause::Attacker, Cause::Shutdown, Cause::Dependency]
        .map(|cause| fallen.iter().filter(|down| down.at_hours.is_finite() && down.by == cause).count());
    let count = fallen.len();
    (attacker + shutdown + dependency > 0).then(|| SystemCauses {
        id: name.id.clone(),
        title: name.title.clone(),
        attacker: Chance::new(attacker, count),
        shutdown: Chance::new(shutdown, count),
        dependency: Chance::new(dependency, count),
        down: Reached::of(name.id.clone(), fallen.into_iter().map(|down| down.at_hours).collect()),
    })
}

#[cfg(test)]
mod tests;
