//! Restore tasks as people work through a ranked list of systems: anyone who is free takes the first task that may start.

use super::Restoration;
use crate::draw::Draw;
use crate::handover::{Compromise, TaskDone, TaskKind};
use blackstart_model::id::{CrewId, Key, ServiceId, SystemId, Table};
use blackstart_model::logic::Leaf;
use blackstart_model::model::{Logic, Model, Task};
use blackstart_model::scenario::{Recovery, RestorePolicy, Scenario};
use blackstart_plan::{Case, Demand, Instance, Mode, Plan, Player, Policy, Resource, Task as Row};

/// Calendars are laid out until so long after the horizon \[h\]; what is not done by then never is.
const BEYOND: f64 = 8_760.0;

/// Kinds of tasks, in the order in which a system's are done.
const KINDS: [TaskKind; 4] = TaskKind::ALL;

/// Where the tasks of a system stand among all: four of work, then milestones.
const REBUILD: usize = 0;
const TEST: usize = 3;
/// It never fell, or is back by statement.
const UNTOUCHED: usize = 4;
/// Restored, one way or the other.
const BACK: usize = 5;
/// Restored, and what it needs is up.
const UP: usize = 6;
const EACH: usize = 7;

/// All work that a scenario may make, as tasks under limited crews: the same for every replicate. A replicate's own part is a [`Case`].
#[derive(Clone, Debug)]
pub struct Work {
    instance: Instance,
    systems: usize,
    services: Table<ServiceId, usize>,
    all_up: usize,
}

/// Logic as milestones.
struct Builder {
    rows: Vec<Row>,
}

impl Builder {
    fn milestone(&mut self, after: Vec<usize>, needed: Option<usize>) -> usize {
        self.rows.push(Row { modes: vec![Mode::default()], after, needed, ..Row::default() });
        self.rows.len() - 1
    }

    /// The milestone at which logic is met fully; `None`: it always is.
    fn logic(&mut self, logic: &Logic, services: &Table<ServiceId, Option<usize>>) -> Option<usize> {
        let mut leaf = |leaf| match leaf {
            Leaf::System(system) => Some(EACH * system.index() + UP),
            Leaf::Service(service) => services.rows().get(service.index()).copied().flatten(),
        };
        logic.fold(&mut leaf, &mut |gate, parts| self.some(gate.needed(parts.len()), &parts))
    }

    /// The milestone at which k of these are met.
    fn some(&mut self, k: usize, parts: &[Option<usize>]) -> Option<usize> {
        let after: Vec<usize> = parts.iter().copied().flatten().collect();
        // What is always met counts.
        let needed = k.saturating_sub(parts.len() - after.len()).min(after.len());
        match (needed, after.as_slice()) {
            (0, _) => None,
            (_, [only]) => Some(*only),
            _ => {
                let mut distinct = after.clone();
                distinct.sort_unstable();
                distinct.dedup();
                let needed =
                    if distinct.len() < after.len() && needed == after.len() { distinct.len() } else { needed };
                let needed = needed.min(distinct.len());
                Some(self.milestone(distinct, Some(needed)))
            }
        }
    }
}

impl Work {
    /// The work of a scenario in which people go down a list; `None` if it restores nothing, or as a planner who knows how long everything takes.
    pub fn of_scenario(model: &Model, scenario: &Scenario) -> Option<Self> {
        let recovery = scenario.recovery.as_ref()?;
        let planned = recovery.policy == RestorePolicy::Serial && recovery.known.is_none();
        (!planned).then(|| Self::new(model, scenario, recovery))
    }

    /// Lays out the work of a scenario with a recovery.
    ///
    /// # Panics
    /// If systems wait for each other in a circle: checked scenarios have none.
    pub fn new(model: &Model, scenario: &Scenario, recovery: &Recovery) -> Self {
        let mut builder = Builder { rows: Vec::new() };
        let heads = crews(model, scenario, recovery);
        for (system, row) in model.systems.iter() {
            let own = EACH * system.index();
            for (kind, task) in row.tasks().into_iter().enumerate() {
                let after: Vec<usize> = if kind == REBUILD {
                    let mut after: Vec<usize> = row.starts_after.iter().map(|it| EACH * it.index() + UP).collect();
                    after.sort_unstable();
                    after.dedup();
                    after
                } else {
                    vec![own + kind - 1]
                };
                // What has begun waits for nothing more, and what is over occupies nobody.
                let known = recovery.known.as_ref().and_then(|known| known.task(system, KINDS[kind]));
                let after = if known.is_some() { Vec::new() } else { after };
                let over = known.is_some_and(|known| known.ended_hours().is_some());
                let mode = |way: &Task| {
                    let hours = way.mean_hours() * recovery.common.mean();
                    let demands = if over { Vec::new() } else { demands(way, &heads).unwrap_or_default() };
                    Mode { hours: if hours.is_finite() { hours } else { 0.0 }, price: 0.0, demands }
                };
                // A way is chosen before the task begins, or stated.
                let ways = match task {
                    None => vec![Mode::default()],
                    Some(task) if known.is_some() => vec![mode(recovery.way(system, KINDS[kind], task))],
                    Some(task) => (0..=task.modes.len()).map(|choice| mode(task.way(choice))).collect(),
                };
                let group = Some(system.index());
                let begun = known.is_some() && !over;
                builder.rows.push(Row { modes: ways, after, group, begun, ..Row::default() });
            }
            builder.milestone(Vec::new(), None);
            builder.milestone(vec![own + TEST, own + UNTOUCHED], Some(1));
            builder.milestone(vec![own + BACK], None);
        }
        let none: Table<ServiceId, Option<usize>> = Table::default();
        for (system, row) in model.systems.iter() {
            if let Some(milestone) = row.needs.as_ref().and_then(|needs| builder.logic(needs, &none)) {
                let up = &mut builder.rows[EACH * system.index() + UP];
                if !up.after.contains(&milestone) {
                    up.after.push(milestone);
                }
            }
        }
        let mut services: Table<ServiceId, Option<usize>> = model.services.keys().map(|_| None).collect();
        for &service in &model.service_order {
            services[service] = builder.logic(&model.services[service].logic, &services);
        }
        let at_once = builder.milestone(Vec::new(), None);
        let all_up = builder.milestone((0..model.systems.len()).map(|it| EACH * it + UP).collect(), None);
        let instance =
            Instance::new(&builder.rows, heads).expect("a checked scenario's systems do not wait in a circle");
        let services = services.rows().iter().map(|it| it.unwrap_or(at_once)).collect();
        Self { instance, systems: model.systems.len(), services, all_up }
    }

    /// The tasks and milestones.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Which system's work a task is, and what; `None`: a milestone.
    pub fn task(&self, task: usize) -> Option<(SystemId, TaskKind)> {
        let kind = KINDS.get(task % EACH)?;
        (task < EACH * self.systems).then(|| (SystemId::new(task / EACH), *kind))
    }

    /// The task of a system.
    pub fn of(&self, system: SystemId, kind: TaskKind) -> usize {
        EACH * system.index() + kind as usize
    }

    /// The milestone at which a system is up.
    pub fn up(&self, system: SystemId) -> usize {
        EACH * system.index() + UP
    }

    /// The milestone at which everything a service is made of is up.
    pub fn service(&self, service: ServiceId) -> usize {
        self.services[service]
    }

    /// The milestone at which every system is up.
    pub fn all_up(&self) -> usize {
        self.all_up
    }

    /// A ranked list of tasks from a ranked list of systems, and in which way tasks are done that are not done as usual.
    pub fn plan(&self, recovery: &Recovery, systems: &[SystemId], modes: &[(SystemId, TaskKind, usize)]) -> Plan {
        let mut keys = vec![f64::INFINITY; self.instance.tasks()];
        for (place, system) in systems.iter().enumerate().rev() {
            keys[EACH * system.index()..EACH * (system.index() + 1)].fill(place as f64);
        }
        let list = if policy(recovery) == Policy::Resource {
            // People may take what is listed first as soon as it may begin: the list need not be one in which it could be done.
            let mut list: Vec<u32> = (0..self.instance.tasks() as u32).collect();
            list.sort_by(|&a, &b| keys[a as usize].total_cmp(&keys[b as usize]).then(a.cmp(&b)));
            list
        } else {
            self.instance.list(&keys)
        };
        let mut plan = self.instance.plan(list);
        self.choose(&mut plan, modes);
        plan
    }

    /// Has tasks done in these ways. Who has begun goes on as he began.
    pub fn choose(&self, plan: &mut Plan, modes: &[(SystemId, TaskKind, usize)]) {
        for &(system, kind, choice) in modes {
            let task = self.of(system, kind);
            if choice < self.instance.modes_of(task) {
                plan.modes[task] = choice as u32;
            }
        }
    }

    /// Tasks that a plan does in another way than usual.
    pub fn modes(&self, plan: &Plan) -> Vec<(SystemId, TaskKind, usize)> {
        let other = |(task, &choice): (usize, &u32)| {
            let (system, kind) = self.task(task).filter(|_| choice > 0)?;
            Some((system, kind, choice as usize))
        };
        plan.modes.iter().enumerate().filter_map(other).collect()
    }

    /// Weighs what each way of a task costs by how often the task is there.
    pub fn weigh(&mut self, model: &Model, recovery: &Recovery, cases: &[Case]) {
        for (system, row) in model.systems.iter() {
            for (kind, task) in KINDS.into_iter().zip(row.tasks()) {
                let at = self.of(system, kind);
                let Some(task) = task.filter(|_| self.instance.modes_of(at) > 1) else { continue };
                let usual = self.instance.mode(at, 0);
                let there = cases.iter().filter(|case| !case.hours[usual].is_nan()).count() as f64;
                for choice in 0..=task.modes.len() {
                    let way = task.way(choice);
                    let hours = way.mean_hours() * recovery.common.mean();
                    let per_hour: f64 = way
                        .occupies()
                        .map(|(crew, heads)| f64::from(heads) * model.crews[crew].cost_per_hour.mean())
                        .sum();
                    let price = way.mean_attempts() * way.cost.mean() + hours * per_hour;
                    if price.is_finite() {
                        self.instance
                            .set_price(self.instance.mode(at, choice as u32), price * there / cases.len() as f64);
                    }
                }
            }
        }
    }

    /// The systems of a plan in the order of their first work.
    pub fn ranking(&self, plan: &Plan) -> Vec<SystemId> {
        let mut seen = vec![false; self.systems];
        let first = |&task: &u32| {
            let (system, _) = self.task(task as usize)?;
            (!std::mem::replace(&mut seen[system.index()], true)).then_some(system)
        };
        plan.list.iter().filter_map(first).collect()
    }

    /// What one replicate holds.
    pub fn case(
        &self,
        model: &Model,
        scenario: &Scenario,
        recovery: &Recovery,
        draw: Draw,
        compromise: &Compromise,
    ) -> Case {
        self.case_of(&Restoration::new(model, scenario, recovery, draw, compromise))
    }

    fn case_of(&self, restoration: &Restoration) -> Case {
        let mut case = Case { hours: vec![0.0; self.instance.modes()], release: vec![0.0; self.instance.tasks()] };
        for (system, fallen) in restoration.compromise.fallen.iter() {
            let own = EACH * system.index();
            let hours = self.instance.mode(own, 0)..self.instance.mode(own + UNTOUCHED, 0);
            case.hours[hours].fill(f64::NAN);
            match fallen {
                Some(fallen) if fallen.until_hours.is_none() => {
                    case.release[own] = restoration.gate_hours.max(fallen.at_hours).max(0.0);
                    case.release[own + UNTOUCHED] = f64::INFINITY;
                    for (kind, task) in restoration.needed(system).into_iter().flatten() {
                        let at = own + kind as usize;
                        let ways = self.instance.modes_of(at);
                        if let Some(known) = restoration.known_task(system, kind) {
                            case.release[at] = known.began_hours;
                            case.hours[self.instance.mode(at, 0)] = match known.ended_hours() {
                                Some(ended) => ended - known.began_hours,
                                None => {
                                    restoration.sampled(system, kind, restoration.recovery.way(system, kind, task)).0
                                }
                            };
                            continue;
                        }
                        if let Some(known) = restoration.known {
                            case.release[at] = case.release[at].max(known.now_hours);
                        }
                        for choice in 0..ways {
                            let way = task.way(choice);
                            let mode = self.instance.mode(at, choice as u32);
                            // A crew that is too small for a task never begins it.
                            let never = way.occupies().any(|(_, heads)| heads > 0)
                                && self.instance.demands(mode).next().is_none();
                            case.hours[mode] = restoration.sampled(system, kind, way).0;
                            if never && ways == 1 {
                                case.release[at] = f64::INFINITY;
                            } else if never {
                                case.hours[mode] = f64::INFINITY;
                            }
                        }
                    }
                }
                Some(fallen) => {
                    // Back by statement only.
                    case.release[own..=own + TEST].fill(f64::INFINITY);
                    case.release[own + UNTOUCHED] = fallen.until_hours.unwrap_or(0.0).max(0.0);
                }
                None => {}
            }
        }
        case
    }
}

/// How people read the list.
pub fn policy(recovery: &Recovery) -> Policy {
    if recovery.policy == RestorePolicy::InOrder { Policy::Groups } else { Policy::Resource }
}

/// What a task occupies; `None`, if one of its crews is too small for ever.
fn demands(task: &Task, crews: &[Resource]) -> Option<Vec<Demand>> {
    let demand = |(crew, heads): (CrewId, u32)| {
        let resource = crew.index();
        let most = crews[resource].heads.last().map_or(0, |&(_, heads)| heads);
        (heads <= most).then_some(Demand { resource, heads })
    };
    task.occupies().map(demand).collect()
}

/// Crews with their heads and working times.
fn crews(model: &Model, scenario: &Scenario, recovery: &Recovery) -> Vec<Resource> {
    let crew = |(id, crew): (_, &blackstart_model::model::Crew)| {
        let mut extra: Vec<(f64, u32)> = recovery
            .extra_people
            .iter()
            .filter(|(to, ..)| *to == id)
            .map(|&(_, from, people)| (from, people))
            .collect();
        extra.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut heads = vec![(f64::NEG_INFINITY, crew.people)];
        for (from, more) in extra {
            let all = heads[heads.len() - 1].1.saturating_add(more);
            if heads[heads.len() - 1].0 == from {
                heads.pop();
            }
            heads.push((from, all));
        }
        let open = crew.calendar.map(|calendar| {
            let clock = model.calendars[calendar].it.counted_from(scenario.start);
            let until = scenario.horizon_hours + BEYOND;
            let mut spans: Vec<(f64, f64)> = Vec::new();
            let mut at = clock.next_open(0.0);
            while at < until {
                let end = clock.next_change(at).min(until + BEYOND);
                if end <= at {
                    break;
                }
                match spans.last_mut() {
                    Some(last) if last.1 >= at => last.1 = end,
                    _ => spans.push((at, end)),
                }
                at = clock.next_open(end);
            }
            spans
        });
        Resource { heads, open }
    };
    model.crews.iter().map(crew).collect()
}

impl Restoration<'_> {
    /// Plays the list as people do. Moment each system is back, tasks by start, end of the investigation.
    pub(super) fn play_ranked(
        mut self,
        work: &Work,
        recovery: &Recovery,
    ) -> (Table<SystemId, f64>, Vec<TaskDone>, Option<f64>) {
        if self.list.is_empty() {
            return (self.back, self.done, None);
        }
        let case = work.case_of(&self);
        let mut player = Player::new(&work.instance, policy(recovery));
        player.play(&work.plan(recovery, &self.list, &recovery.modes), &case);
        for &system in &self.list {
            for (kind, task) in self.tasks(system).into_iter().flatten() {
                let at = work.of(system, kind);
                let (start_hours, end_hours) = (player.starts()[at], player.ends()[at]);
                let (_, cost) = self.sampled(system, kind, task);
                let cost = if start_hours < f64::INFINITY { cost } else { 0.0 };
                self.done.push(TaskDone {
                    system,
                    kind,
                    crew: task.crew,
                    people: task.people,
                    start_hours,
                    end_hours,
                    cost,
                });
            }
            self.back[system] = player.ends()[work.of(system, TaskKind::Test)];
        }
        self.done
            .sort_by(|a, b| a.start_hours.total_cmp(&b.start_hours).then((a.system, a.kind).cmp(&(b.system, b.kind))));
        (self.back, self.done, Some(self.gate_hours))
    }
}
