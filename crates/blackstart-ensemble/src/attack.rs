//! One attack many times: what is reached and when, who takes which system down, which techniques decide, and what each control and the
//! shutdown doctrine change, under the same luck. Only the attack stage is played: thousands of races take a second.

use crate::stats::{Sample, share};
use crate::summary::Chance;
use blackstart_model::attack::{Attack, Doctrine, Node};
use blackstart_model::id::{SystemId, Table};
use blackstart_model::model::Logic;
use blackstart_model::units::Uncertain;
use blackstart_model::{Model, Scenario};
use blackstart_sim::attack::Race;
use blackstart_sim::attack::race::Runner;
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::Cause;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

/// Version of the fields.
pub const ATTACK_FORMAT: u32 = 1;

/// Steps of a MAL model that are told: those that cost the attacker most time.
pub const MOST_STEPS: usize = 100;

/// Races of one piece of work.
const PIECE: u32 = 512;

/// Moments at which the probability of having reached something is told \[h\]: 6 h to four weeks.
pub const BY_HOURS: [f64; 7] = [6.0, 12.0, 24.0, 72.0, 168.0, 336.0, 672.0];

/// What many races came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttackSummary {
    /// Version of these fields.
    pub format: u32,
    /// Version of Blackstart.
    pub version: String,
    /// Slug of the model.
    pub model: String,
    /// Its title.
    pub model_title: String,
    /// SHA-256 of its files, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// Its title.
    pub scenario_title: String,
    /// SHA-256 of its files, hex.
    pub scenario_hash: String,
    /// Seed.
    pub seed: u64,
    /// Races played.
    pub samples: u32,
    /// Nodes of the whole graph, and of what is left of it after pruning.
    pub nodes: [usize; 2],
    /// The first alert.
    pub first_alert: Reached,
    /// The end of triage.
    pub triaged: Reached,
    /// What the attacker gets, in the scenario's order.
    pub states: Vec<Reached>,
    /// What the attacker does, in the scenario's order; of a MAL model nothing.
    pub techniques: Vec<TechniqueSummary>,
    /// Steps of a MAL model that were critical or raised the first alert: what cost most time first, at most [`MOST_STEPS`].
    pub steps: Vec<StepSummary>,
    /// How many such steps there are.
    pub steps_all: usize,
    /// How the attacker came to the first system, in the race where he took it at the (lower) median moment.
    pub typical_way: Option<WaySummary>,
    /// Systems that go down, in model order.
    pub systems: Vec<SystemCauses>,
    /// As written: what the others are compared with.
    pub base: Outcomes,
    /// Each control forced off and on, the doctrine forced to never and always.
    pub variants: Vec<Variant>,
}

/// How often and when something is reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reached {
    /// What.
    pub id: String,
    /// How often.
    pub reached: Chance,
    /// Mean, where it is reached \[h\]; null where it never is.
    pub mean_hours: f64,
    /// Quantiles 5, 10, 25, 50, 75, 90 and 95 %, where it is reached \[h\].
    pub hours: [f64; 7],
    /// 95 % interval of that median, by order statistics \[h\].
    pub median_hours: [f64; 2],
    /// Quantiles 5, 25, 50, 75 and 95 % over all races, with 95 % intervals by order statistics; null: not reached \[h\].
    pub over_all_hours: Vec<[f64; 3]>,
    /// Probability of having reached it by 6 h, 12 h, 1 d, 3 d, 1 w, 2 w, 4 w.
    pub by: [f64; 7],
}

impl Reached {
    fn of(id: String, hours: Vec<f64>) -> Self {
        let all = Sample::new(hours);
        let some = Sample::new(all.values().iter().copied().filter(|hours| hours.is_finite()).collect());
        let never = |value: f64| if some.is_empty() { f64::INFINITY } else { value };
        let (low, high) = some.quantile_interval(0.5);
        let band = |p: f64| {
            let (low, high) = all.quantile_interval(p);
            [all.quantile(p), low, high]
        };
        Self {
            id,
            reached: Chance::new(some.len(), all.len()),
            mean_hours: never(some.mean()),
            hours: [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95].map(|p| never(some.quantile(p))),
            median_hours: [never(low), never(high)],
            over_all_hours: [0.05, 0.25, 0.50, 0.75, 0.95].map(band).to_vec(),
            by: BY_HOURS.map(|by| share(some.values().iter().filter(|hours| **hours <= by).count(), all.len())),
        }
    }
}

/// A technique as it was written, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TechniqueSummary {
    /// Slug.
    pub id: String,
    /// Title.
    pub title: String,
    /// Ids in MITRE ATT&CK.
    pub attack_ids: Vec<String>,
    /// Probability of success as written.
    pub success: f64,
    /// Time it takes as written: median and 90th percentile \[h\].
    pub time_hours: [f64; 2],
    /// Probability of an alert as written.
    pub alert: f64,
    /// Technique of the library it was taken from.
    pub library: Option<String>,
    /// Where its numbers come from: sources of the library, or ids of the model's.
    pub sources: Vec<String>,
    /// How often it starts.
    pub starts: Chance,
    /// How often it succeeds.
    pub succeeds: Chance,
    /// How often it raises the first alert.
    pub first_alert: Chance,
    /// Of the races in which the attacker takes something: how often it was on the way to the first, where everything had to be waited for.
    pub critical: Chance,
}

/// A step of a MAL model, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepSummary {
    /// When it is reached; its id is its full name, `asset:step`.
    #[serde(flatten)]
    pub when: Reached,
    /// How often it raises the first alert, of the races with one.
    pub first_alert: Chance,
    /// Of the races in which the attacker takes something: how often it was on the way to the first, where everything had to be waited for.
    pub critical: Chance,
    /// Share of all the time until the attacker takes something that was spent on it. Over all steps these add up to 1.
    pub waited: f64,
}

/// One way of the attacker to the first system he takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaySummary {
    /// In which race.
    pub replicate: u32,
    /// State with which he takes it.
    pub state: String,
    /// When \[h\].
    pub hours: f64,
    /// Techniques or steps, first first; what was had at moment 0 was not waited for.
    pub steps: Vec<WayStep>,
}

/// One thing on a way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WayStep {
    /// Technique, or step of the MAL model.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it had succeeded \[h\].
    pub hours: f64,
    /// Time since the one before \[h\].
    pub waited_hours: f64,
}

/// How often, when and why a system goes down.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemCauses {
    /// System.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it goes down.
    pub down: Reached,
    /// First by the attacker.
    pub attacker: Chance,
    /// First by the company itself.
    pub shutdown: Chance,
    /// First because of what it needs.
    pub dependency: Chance,
}

/// What races came to, in short.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcomes {
    /// Share of races in which the attacker takes a system.
    pub attacker: f64,
    /// Share in which the company switches a system off itself.
    pub shutdown: f64,
    /// Share in which any system goes down.
    pub any: f64,
    /// For each system that is touched: share taken by the attacker, share switched off.
    pub systems: Vec<(String, f64, f64)>,
}

/// The attack with one thing changed, under the same luck.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// The control's slug, or `shutdown`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is forced to: `off`, `on`, `never`, `always`.
    pub forced: String,
    /// What it comes to.
    pub outcomes: Outcomes,
    /// Share of races in which the attacker takes a system, less that as written, with its 95 % interval.
    pub attacker: [f64; 3],
    /// The same for the company's own shutdowns.
    pub shutdown: [f64; 3],
}

/// Plays the attack of a scenario so many times; `None` if it has none. Never depends on the number of threads.
pub fn study(model: &Model, scenario: &Scenario, samples: u32, seed: u64) -> Option<AttackSummary> {
    let attack = scenario.attack.as_ref()?;
    let mut kinds: Vec<(String, String, &str, Attack)> = Vec::new();
    for (at, control) in attack.controls.iter().enumerate() {
        for (forced, effective) in [("off", 0.0), ("on", 1.0)] {
            let changed = attack.clone().with_control(at, effective);
            kinds.push((control.name.id.clone(), control.name.title.clone(), forced, changed));
        }
    }
    if !attack.rules.is_empty() {
        for (forced, doctrine) in [("never", Doctrine::Never), ("always", Doctrine::Always)] {
            let changed = attack.clone().with_doctrine(doctrine);
            kinds.push(("shutdown".into(), "own shutdown".into(), forced, changed));
        }
    }
    let race = Race::new(attack, model);
    let others: Vec<Race> = kinds.iter().map(|(.., attack)| Race::new(attack, model)).collect();
    let pieces = of_pieces(samples, |ids| Piece::play(model, &race, &others, ids, seed));
    let ways = Ways::of(&race, &pieces, samples, seed);
    Some(summarize(model, scenario, &race, &kinds, pieces, ways, samples, seed))
}

/// Numbers of some races, in their order.
struct Piece {
    /// Columns: first alert, triage, states.
    times: Vec<Vec<f64>>,
    /// For each system: when it goes down, and why.
    down: Vec<Vec<(f64, Cause)>>,
    /// For each technique: started, succeeded, raised the first alert, was critical.
    techniques: Vec<[usize; 4]>,
    /// Races in which the attacker took something, and when \[h\].
    harms: Vec<(u32, f64)>,
    /// What steps of a MAL model did; by node.
    steps: BTreeMap<Node, StepTally>,
    base: Tally,
    others: Vec<Tally>,
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
    /// The steps told, with when each was reached in every race.
    steps: Vec<(Node, StepTally, Vec<f64>)>,
    steps_all: usize,
    /// Time spent on all of them, in hours.
    waited_hours: f64,
    typical: Option<WaySummary>,
}

impl Ways {
    /// Puts together what the pieces saw, and plays the races again for the moments of what matters most: those of all steps would not
    /// fit into memory.
    fn of(race: &Race, pieces: &[Piece], samples: u32, seed: u64) -> Self {
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
            of_pieces(samples, |ids| {
                let mut runner = race.runner();
                let mut columns = vec![Vec::with_capacity(ids.len()); most.len()];
                for replicate in ids {
                    runner.play(Draw { seed, replicate: u64::from(replicate) });
                    for (column, (node, _)) in columns.iter_mut().zip(&most) {
                        column.push(runner.node_hours(*node));
                    }
                }
                columns
            })
        };
        let mut steps: Vec<(Node, StepTally, Vec<f64>)> =
            most.into_iter().map(|(node, tally)| (node, tally, Vec::with_capacity(samples as usize))).collect();
        for piece in columns {
            steps.iter_mut().zip(piece).for_each(|((.., all), more)| all.extend(more));
        }
        let mut harms: Vec<(u32, f64)> = pieces.iter().flat_map(|piece| piece.harms.iter().copied()).collect();
        harms.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let median = harms.get(harms.len().saturating_sub(1) / 2);
        Self { steps, steps_all, waited_hours, typical: median.and_then(|(replicate, _)| way(race, *replicate, seed)) }
    }
}

/// The way to what the attacker takes first in a race.
fn way(race: &Race, replicate: u32, seed: u64) -> Option<WaySummary> {
    let attack = race.attack();
    let mut runner = race.runner();
    runner.play(Draw { seed, replicate: u64::from(replicate) });
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
    Some(WaySummary { replicate, state: attack.states[state].name.id.clone(), hours: runner.state_hours(state), steps })
}

/// Does something with the races, some at a time; the results stand in their order.
fn of_pieces<T: Send>(samples: u32, play: impl Fn(std::ops::Range<u32>) -> T + Sync) -> Vec<T> {
    let range = |piece: u32| piece * PIECE..piece.saturating_add(1).saturating_mul(PIECE).min(samples);
    (0..samples.div_ceil(PIECE)).into_par_iter().map(|piece| play(range(piece))).collect()
}

/// Counts of one variant.
#[derive(Clone, Default)]
struct Tally {
    /// Attacker, shutdown, any.
    any: [usize; 3],
    /// For each system touched: by the attacker, by the company.
    systems: Vec<[usize; 2]>,
    /// Attacker and shutdown: more than as written, less than as written.
    changed: [[usize; 2]; 2],
}

impl Tally {
    /// Counts a race; says whether the attacker took something, and whether the company switched something off.
    fn count(&mut self, runner: &Runner) -> [bool; 2] {
        self.systems.resize(runner.down().len(), [0; 2]);
        let mut did = [false; 2];
        for (down, counts) in runner.down().iter().zip(&mut self.systems) {
            if down.hours.is_finite() {
                let by = usize::from(down.by == Cause::Shutdown);
                counts[by] += 1;
                did[by] = true;
            }
        }
        for (count, did) in self.any.iter_mut().zip([did[0], did[1], did[0] || did[1]]) {
            *count += usize::from(did);
        }
        did
    }

    fn add(&mut self, other: &Self) {
        self.systems.resize(other.systems.len(), [0; 2]);
        for (mine, theirs) in self.any.iter_mut().zip(other.any) {
            *mine += theirs;
        }
        let pairs = self.systems.iter_mut().zip(&other.systems);
        for (mine, theirs) in pairs.chain(self.changed.iter_mut().zip(&other.changed)) {
            mine[0] += theirs[0];
            mine[1] += theirs[1];
        }
    }

    fn outcomes(&self, model: &Model, systems: &[SystemId], samples: usize) -> Outcomes {
        let part = |count: usize| share(count, samples);
        let named = systems.iter().zip(&self.systems);
        Outcomes {
            attacker: part(self.any[0]),
            shutdown: part(self.any[1]),
            any: part(self.any[2]),
            systems: named.map(|(id, [a, s])| (model.systems[*id].name.id.clone(), part(*a), part(*s))).collect(),
        }
    }
}

impl Piece {
    fn play(model: &Model, race: &Race, others: &[Race], ids: std::ops::Range<u32>, seed: u64) -> Self {
        let attack = race.attack();
        let mut piece = Self {
            times: vec![Vec::with_capacity(ids.len()); 2 + attack.states.len()],
            down: vec![Vec::with_capacity(ids.len()); model.systems.len()],
            techniques: vec![[0; 4]; attack.techniques.len()],
            harms: Vec::new(),
            steps: BTreeMap::new(),
            base: Tally::default(),
            others: vec![Tally::default(); others.len()],
        };
        let mut runner = race.runner();
        let mut variants: Vec<Runner> = others.iter().map(Race::runner).collect();
        let mut falls: Table<SystemId, (f64, Cause)> = model.systems.keys().map(|_| (0.0, Cause::Attacker)).collect();
        for id in ids {
            let draw = Draw { seed, replicate: u64::from(id) };
            runner.play(draw);
            piece.times[0].push(runner.first_alert_hours());
            piece.times[1].push(runner.triaged_hours());
            for state in 0..attack.states.len() {
                piece.times[2 + state].push(runner.state_hours(state));
            }
            for (at, counts) in piece.techniques.iter_mut().enumerate() {
                counts[0] += usize::from(runner.start_hours(at).is_finite());
                counts[1] += usize::from(runner.done_hours(at).is_finite());
            }
            if let Some(technique) = runner.alerted_by() {
                piece.techniques[technique][2] += 1;
            }
            if let Some(node) = runner.alerted_at().filter(|node| attack.step(*node).is_some()) {
                piece.steps.entry(node).or_default().alerts += 1;
            }
            if let Some(state) = runner.first_harm() {
                piece.harms.push((id, runner.state_hours(state)));
                for technique in runner.way(state) {
                    piece.techniques[technique][3] += 1;
                }
                if !attack.steps.is_empty() {
                    for (node, _, waited_hours) in runner.waits(state).filter(|it| attack.step(it.0).is_some()) {
                        let step = piece.steps.entry(node).or_default();
                        step.critical += 1;
                        step.waited_hours += waited_hours;
                    }
                }
            }
            fall(model, &runner, &mut falls);
            for (column, (_, fallen)) in piece.down.iter_mut().zip(falls.iter()) {
                column.push(*fallen);
            }
            let written = piece.base.count(&runner);
            for (variant, tally) in variants.iter_mut().zip(&mut piece.others) {
                variant.play(draw);
                let changed = tally.count(variant);
                for ((now, before), counts) in changed.iter().zip(&written).zip(&mut tally.changed) {
                    counts[0] += usize::from(*now && !before);
                    counts[1] += usize::from(!now && *before);
                }
            }
        }
        piece
    }
}

/// When each system goes down and why: taken, switched off, or without what it needs.
fn fall(model: &Model, runner: &Runner, falls: &mut Table<SystemId, (f64, Cause)>) {
    for system in model.systems.keys() {
        falls[system] = (f64::INFINITY, Cause::Attacker);
    }
    for (system, down) in runner.systems().iter().zip(runner.down()) {
        falls[*system] = (down.hours, down.by);
    }
    for &system in &model.system_order {
        if let Some(needs) = &model.systems[system].needs {
            let without = fails(needs, falls);
            if without < falls[system].0 {
                falls[system] = (without, Cause::Dependency);
            }
        }
    }
}

/// When a logic first falls below its full level \[h\].
fn fails(logic: &Logic, falls: &Table<SystemId, (f64, Cause)>) -> f64 {
    let of = |parts: &[Logic]| -> Vec<f64> { parts.iter().map(|part| fails(part, falls)).collect() };
    match logic {
        Logic::System(system) => falls[*system].0,
        // Systems need systems only.
        Logic::Service(_) => f64::INFINITY,
        Logic::All(parts) | Logic::Mean(parts) => of(parts).into_iter().fold(f64::INFINITY, f64::min),
        Logic::Any(parts) => of(parts).into_iter().fold(f64::NEG_INFINITY, f64::max),
        Logic::AtLeast(count, parts) => {
            let mut times = of(parts);
            times.sort_by(f64::total_cmp);
            // With this many gone, fewer than `count` are left.
            (times.len() + 1)
                .checked_sub(*count as usize)
                .and_then(|gone| times.get(gone.max(1) - 1))
                .copied()
                .unwrap_or(f64::INFINITY)
        }
    }
}

fn summarize(
    model: &Model,
    scenario: &Scenario,
    race: &Race,
    kinds: &[(String, String, &str, Attack)],
    pieces: Vec<Piece>,
    ways: Ways,
    samples: u32,
    seed: u64,
) -> AttackSummary {
    let attack = race.attack();
    let count = samples as usize;
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(count); 2 + attack.states.len()];
    let mut down: Vec<Vec<(f64, Cause)>> = vec![Vec::with_capacity(count); model.systems.len()];
    let mut techniques = vec![[0_usize; 4]; attack.techniques.len()];
    let (mut harms, mut base, mut others) = (Vec::new(), Tally::default(), vec![Tally::default(); kinds.len()]);
    for piece in pieces {
        times.iter_mut().zip(piece.times).for_each(|(all, more)| all.extend(more));
        down.iter_mut().zip(piece.down).for_each(|(all, more)| all.extend(more));
        for (all, more) in techniques.iter_mut().zip(piece.techniques) {
            all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
        }
        harms.extend(piece.harms);
        base.add(&piece.base);
        others.iter_mut().zip(&piece.others).for_each(|(all, more)| all.add(more));
    }
    let mut times = times.into_iter();
    let mut reached = |id: &str| Reached::of(id.to_owned(), times.next().unwrap_or_default());
    let (first_alert, triaged) = (reached("first-alert"), reached("triaged"));
    let states = attack.states.iter().map(|state| reached(&state.name.id)).collect();
    let alerted = first_alert.reached.hits;
    let technique =
        |(written, [starts, succeeds, alerts, critical]): (&blackstart_model::attack::Technique, [usize; 4])| {
            let own = written.name.provenance.sources.iter().map(|(_, source)| model.sources[*source].id.clone());
            TechniqueSummary {
                id: written.name.id.clone(),
                title: written.name.title.clone(),
                attack_ids: written.attack_ids.clone(),
                success: written.success,
                time_hours: quantiles(&written.time_hours),
                alert: written.alert.map_or(0.0, |(chance, _)| chance),
                library: written.library.map(|library| library.id.clone()),
                sources: own.chain(written.library.iter().flat_map(|library| library.sources.clone())).collect(),
                starts: Chance::new(starts, count),
                succeeds: Chance::new(succeeds, count),
                first_alert: Chance::new(alerts, alerted),
                critical: Chance::new(critical, harms.len()),
            }
        };
    let system = |(at, fallen): (usize, Vec<(f64, Cause)>)| {
        let name = &model.systems.rows()[at].name;
        let [attacker, shutdown, dependency] = [Cause::Attacker, Cause::Shutdown, Cause::Dependency]
            .map(|cause| fallen.iter().filter(|(hours, by)| hours.is_finite() && *by == cause).count());
        (attacker + shutdown + dependency > 0).then(|| SystemCauses {
            id: name.id.clone(),
            title: name.title.clone(),
            attacker: Chance::new(attacker, count),
            shutdown: Chance::new(shutdown, count),
            dependency: Chance::new(dependency, count),
            down: Reached::of(name.id.clone(), fallen.into_iter().map(|(hours, _)| hours).collect()),
        })
    };
    let step = |(node, tally, hours): (Node, StepTally, Vec<f64>)| {
        Some(StepSummary {
            when: Reached::of(attack.step(node)?.id.clone(), hours),
            first_alert: Chance::new(tally.alerts, alerted),
            critical: Chance::new(tally.critical, harms.len()),
            waited: if ways.waited_hours > 0.0 { tally.waited_hours / ways.waited_hours } else { 0.0 },
        })
    };
    let touched = race.runner();
    AttackSummary {
        format: ATTACK_FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        model: model.name.clone(),
        model_title: model.title.clone(),
        model_hash: model.hash.clone(),
        scenario: scenario.name.clone(),
        scenario_title: scenario.title.clone(),
        scenario_hash: scenario.hash.clone(),
        seed,
        samples,
        nodes: [attack.graph.len(), race.graph().len()],
        first_alert,
        triaged,
        states,
        techniques: attack.techniques.iter().zip(techniques).map(technique).collect(),
        steps: ways.steps.into_iter().filter_map(step).collect(),
        steps_all: ways.steps_all,
        typical_way: ways.typical,
        systems: down.into_iter().enumerate().filter_map(system).collect(),
        variants: kinds
            .iter()
            .zip(&others)
            .map(|((id, title, forced, _), tally)| Variant {
                id: id.clone(),
                title: title.clone(),
                forced: (*forced).to_owned(),
                outcomes: tally.outcomes(model, touched.systems(), count),
                attacker: paired(tally.changed[0], count),
                shutdown: paired(tally.changed[1], count),
            })
            .collect(),
        base: base.outcomes(model, touched.systems(), count),
    }
}

/// Median and 90th percentile of a quantity as written.
fn quantiles(quantity: &Uncertain) -> [f64; 2] {
    [0.5, 0.9].map(|p| blackstart_sim::draw::quantile(quantity, p))
}

/// Difference of two shares of the same races, where so many changed up and down, with its 95 % interval (paired, normal).
fn paired([up, down]: [usize; 2], samples: usize) -> [f64; 3] {
    let n = samples.max(1) as f64;
    let (up, down) = (up as f64, down as f64);
    let mean = (up - down) / n;
    let half = 1.959_963_984_540_054 * ((up + down) / n - mean * mean).max(0.0).sqrt() / n.sqrt();
    [mean, mean - half, mean + half]
}

#[cfg(test)]
mod tests;
