//! The question as the search sees it: tasks, cases, and what a service's return is worth.

use super::curves::{Expected, measured};
use super::{Ahead, Delay, Progress, Ranking, Restart, ReturnCurve, Returning, SEARCHED, Sensitivity, mean_or_zero};
use blackstart_model::id::{Key, SystemId};
use blackstart_model::logic::Leaf;
use blackstart_model::model::Logic;
use blackstart_plan::search::{self, Ranked, Settings, Stochastic, losses};
use blackstart_plan::{Case, Curve, Loss, Plan, Player, Policy, Value, rule};
use blackstart_sim::World;
use blackstart_sim::attack::{self, Race};
use blackstart_sim::draw::Draw;
use blackstart_sim::handover::TaskKind;
use blackstart_sim::outage::{Work, policy};

/// Cases that all plans share while they are searched.
const POOL: u64 = 64;
/// Cases that rank the best.
const FRESH: u64 = 200;
/// Share of the loss below which a place in the list does not matter.
const HARDLY: f64 = 0.001;

/// Tasks, cases and values of one question.
pub(super) struct Question<'r, 'a> {
    restart: &'r Restart<'a>,
    pub(super) work: Work,
    usual: Case,
    pool: Vec<Case>,
    fresh: Vec<Case>,
    loss: Loss,
    pub(super) curves: Vec<ReturnCurve>,
}

impl<'r, 'a> Question<'r, 'a> {
    pub(super) fn new(restart: &'r Restart<'a>) -> Self {
        let (model, scenario, recovery) = (restart.model, &restart.scenario, &restart.recovery);
        let mut work = Work::new(model, scenario, recovery);
        let race = Race::of(model, scenario);
        let case = |id: u64| {
            let draw = Draw { seed: restart.seed, replicate: SEARCHED + id };
            let compromise = attack::spread(race.as_ref(), model, scenario, draw);
            work.case(model, scenario, recovery, draw, &compromise)
        };
        let pool: Vec<Case> = (0..POOL).map(case).collect();
        let fresh: Vec<Case> = (POOL..POOL + FRESH).map(case).collect();
        work.weigh(model, recovery, &pool);
        let usual = usual(&pool);
        Self { restart, work, usual, pool, fresh, loss: Loss::default(), curves: Vec::new() }
    }

    /// Systems as the scenario lists them: the list, then its rule.
    pub(super) fn as_stated(&self) -> Vec<SystemId> {
        let Restart { model, scenario, recovery, seed, .. } = self.restart;
        let draw = Draw { seed: *seed, replicate: SEARCHED };
        let compromise = attack::spread(Race::of(model, scenario).as_ref(), model, scenario, draw);
        let mut systems = blackstart_sim::outage::priority(model, scenario, recovery, draw, &compromise);
        systems.extend(model.systems.keys().filter(|it| !systems.contains(it)).collect::<Vec<_>>());
        systems
    }

    /// Measures what each service's return is worth, around the moments at which the stated list brings them back.
    pub(super) fn measure(&mut self, watch: &mut dyn FnMut(&Progress) -> Ahead) {
        let Restart { model, scenario, seed, threads, .. } = self.restart;
        let mut player = Player::new(self.work.instance(), self.policy());
        player.play(&self.listed(&self.as_stated(), &self.restart.recovery.modes), &self.usual);
        let ends = player.ends().to_vec();
        let cap = scenario.horizon_hours;
        let services: Vec<f64> = model.services.keys().map(|it| ends[self.work.service(it)].min(cap)).collect();
        let systems: Vec<f64> = model.systems.keys().map(|it| ends[self.work.up(it)].min(cap)).collect();
        let named = named_by_channels(self.restart);
        let from_hours = self.fall_hours();
        let expected = Expected { from_hours, services: &services, systems: &systems, named: &named };
        let world = World::new(model, scenario);
        let curves = measured(&world, *seed, *threads, &expected, watch);
        self.value(curves);
    }

    /// Takes over what each service's return is worth.
    pub(super) fn value(&mut self, curves: Vec<ReturnCurve>) {
        let cap = self.restart.scenario.horizon_hours;
        self.curves = curves;
        let mut loss = Loss::default();
        let span_rate = self.span_rate();
        if span_rate > 0.0 {
            let curve = Curve::new(vec![(0.0, 0.0), (cap, span_rate * cap)], 0.0);
            loss.values.push(Value { task: self.work.all_up(), curve });
        }
        for curve in &self.curves {
            let task = match curve.of {
                Returning::Service(service) => self.work.service(service),
                Returning::System(system) => self.work.up(system),
            };
            if curve.matters() {
                loss.values.push(Value { task, curve: curve.until(cap) });
            }
        }
        self.loss = loss;
    }

    /// How people read the list.
    fn policy(&self) -> Policy {
        policy(&self.restart.recovery)
    }

    /// Mean moment of the first fall \[h\].
    fn fall_hours(&self) -> f64 {
        let falls = self.restart.scenario.falls.iter();
        let first = falls.map(|fall| mean_or_zero(&fall.at_hours)).fold(f64::INFINITY, f64::min);
        if first.is_finite() { first.max(0.0) } else { 0.0 }
    }

    /// Stated costs that run until the last system is back \[money/h\].
    fn span_rate(&self) -> f64 {
        let running = self.restart.scenario.costs.iter().filter(|cost| cost.until_hours.is_none());
        running.map(|cost| mean_or_zero(&cost.per_day) / 24.0).sum::<f64>().max(0.0)
    }

    /// Longest time below its level that any service of a system is tolerated \[h\]: the least over its services; infinite without.
    pub(super) fn tolerances(&self) -> Vec<f64> {
        let model = self.restart.model;
        let mut tolerance = vec![f64::INFINITY; model.systems.len()];
        for (id, service) in model.services.iter() {
            let Some(stands) = service.tolerance.map(|it| it.hours) else { continue };
            for system in self.behind(self.work.service(id)) {
                tolerance[system.index()] = tolerance[system.index()].min(stands);
            }
        }
        tolerance
    }

    /// Mean working time of each system's tasks over the cases, done as usual \[h\].
    pub(super) fn mean_hours(&self) -> Vec<f64> {
        let instance = self.work.instance();
        let of = |system: SystemId| -> f64 {
            let modes = TaskKind::ALL.map(|kind| instance.mode(self.work.of(system, kind), 0));
            let hours = self.pool.iter().flat_map(|case| modes.map(|mode| case.hours[mode]));
            hours.filter(|hours| !hours.is_nan()).sum::<f64>() / self.pool.len() as f64
        };
        self.restart.model.systems.keys().map(of).collect()
    }

    /// Systems that a task waits for, directly or not.
    fn behind(&self, task: usize) -> Vec<SystemId> {
        let instance = self.work.instance();
        let mut seen = vec![false; instance.tasks()];
        let mut open = vec![task as u32];
        let mut systems = Vec::new();
        while let Some(task) = open.pop() {
            if !std::mem::replace(&mut seen[task as usize], true) {
                systems.extend(self.work.task(task as usize).map(|it| it.0));
                open.extend(instance.before(task as usize));
            }
        }
        systems.sort_unstable();
        systems.dedup();
        systems
    }

    /// Systems by the value rule.
    pub(super) fn by_value(&self) -> Vec<SystemId> {
        let plan = self.work.instance().plan(rule::value(self.work.instance(), &self.loss));
        self.work.ranking(&plan)
    }

    /// A list of tasks, each behind what it waits for, from a list of systems.
    fn listed(&self, systems: &[SystemId], modes: &[(SystemId, TaskKind, usize)]) -> Plan {
        let instance = self.work.instance();
        let mut keys = vec![systems.len() as f64; instance.tasks()];
        for (place, &system) in systems.iter().enumerate() {
            for kind in TaskKind::ALL {
                keys[self.work.of(system, kind)] = place as f64;
            }
        }
        // Milestones take nobody's time and go first.
        for task in 0..instance.tasks() {
            if self.work.task(task).is_none() {
                keys[task] = -1.0;
            }
        }
        let mut plan = instance.plan(instance.list(&keys));
        self.work.choose(&mut plan, modes);
        plan
    }

    pub(super) fn search(
        &self,
        first: &[&Ranking],
        settings: &Settings,
        watch: &mut dyn FnMut(&search::Progress) -> Ahead,
    ) -> Ranked {
        let first: Vec<Plan> = first.iter().map(|it| self.listed(&it.systems, &it.modes)).collect();
        let question = Stochastic {
            instance: self.work.instance(),
            loss: &self.loss,
            policy: self.policy(),
            usual: &self.usual,
            pool: &self.pool,
            fresh: &self.fresh,
            first: &first,
        };
        question.search(settings, watch)
    }

    /// What an hour's delay of each task costs, and systems whose place hardly matters, under a plan.
    pub(super) fn sensitivity(&self, ranking: &Ranking) -> Sensitivity {
        let plan = self.work.plan(&self.restart.recovery, &ranking.systems, &ranking.modes);
        let base = self.costs(std::slice::from_ref(&plan), &self.pool).remove(0);
        Sensitivity { delays: self.delays(&plan, &base), indifferent: self.indifferent(ranking, &base) }
    }

    /// Loss of each plan in each case \[money\].
    fn costs(&self, plans: &[Plan], cases: &[Case]) -> Vec<Vec<f64>> {
        losses(self.work.instance(), &self.loss, self.policy(), plans, cases, self.restart.threads)
    }

    /// What an hour's delay of each task costs, dearest first; `base` is what the plan costs without.
    fn delays(&self, plan: &Plan, base: &[f64]) -> Vec<Delay> {
        let instance = self.work.instance();
        let mut delays = Vec::new();
        for task in 0..instance.tasks() {
            let Some((system, kind)) = self.work.task(task) else { continue };
            let known = self.restart.recovery.known.as_ref().and_then(|known| known.task(system, kind));
            if known.is_some_and(|known| known.ended_hours().is_some()) {
                continue;
            }
            let mode = instance.mode(task, plan.modes[task]);
            let there: Vec<usize> = (0..self.pool.len()).filter(|&it| !self.pool[it].hours[mode].is_nan()).collect();
            if there.is_empty() {
                continue;
            }
            let longer = |&it: &usize| {
                let mut case = self.pool[it].clone();
                case.hours[mode] += 1.0;
                case
            };
            let longer: Vec<Case> = there.iter().map(longer).collect();
            let after = self.costs(std::slice::from_ref(plan), &longer).remove(0);
            let differences: Vec<f64> = there.iter().zip(&after).map(|(&it, after)| after - base[it]).collect();
            let per_hour = mean(&differences);
            if per_hour > 0.0 {
                let critical = differences.iter().filter(|it| **it > 0.0).count() as f64 / self.pool.len() as f64;
                delays.push(Delay { system, kind, per_hour, critical });
            }
        }
        delays.sort_by(|a, b| b.per_hour.total_cmp(&a.per_hour).then(a.system.cmp(&b.system)));
        delays
    }

    /// Systems whose place does not matter: neither first nor last costs or saves anything to speak of.
    fn indifferent(&self, ranking: &Ranking, base: &[f64]) -> Vec<SystemId> {
        let Ranking { systems, modes, .. } = ranking;
        let known = self.restart.recovery.known.as_ref();
        let left =
            |system: &SystemId| !known.is_some_and(|it| it.is_done(*system, &self.restart.model.systems[*system]));
        let left: Vec<SystemId> = systems.iter().copied().filter(left).collect();
        let mut moved = Vec::new();
        for &system in &left {
            let rest = || systems.iter().copied().filter(|it| *it != system);
            let first: Vec<SystemId> = std::iter::once(system).chain(rest()).collect();
            let last: Vec<SystemId> = rest().chain(std::iter::once(system)).collect();
            moved.extend([first, last].map(|it| self.work.plan(&self.restart.recovery, &it, modes)));
        }
        let limit = HARDLY * mean(base).abs();
        let moved = self.costs(&moved, &self.pool);
        let hardly = |pair: &[Vec<f64>]| pair.iter().all(|row| (mean(row) - mean(base)).abs() <= limit);
        left.iter().zip(moved.chunks(2)).filter(|(_, pair)| hardly(pair)).map(|it| *it.0).collect()
    }
}

fn mean(row: &[f64]) -> f64 {
    row.iter().sum::<f64>() / row.len() as f64
}

/// The mean of cases: hours of a task that is not always there count by how often it is; what is free in most is free.
fn usual(cases: &[Case]) -> Case {
    let n = cases.len() as f64;
    let mut usual = cases[0].clone();
    for mode in 0..usual.hours.len() {
        let there = cases.iter().map(|case| case.hours[mode]).filter(|hours| hours.is_finite());
        let (count, sum) = there.fold((0, 0.0), |(count, sum), hours| (count + 1, sum + hours));
        // A way in which the task never ends is not one in which it is not there.
        let never = cases.iter().any(|case| case.hours[mode] == f64::INFINITY);
        usual.hours[mode] = match count {
            0 if never => f64::INFINITY,
            0 => f64::NAN,
            _ => sum / n,
        };
    }
    for task in 0..usual.release.len() {
        let (mut count, mut sum) = (0_usize, 0.0);
        for release in cases.iter().map(|case| case.release[task]).filter(|release| release.is_finite()) {
            count += 1;
            sum += release;
        }
        usual.release[task] = if 2 * count < cases.len() { f64::INFINITY } else { sum / count as f64 };
    }
    usual
}

/// Systems that channels of sites name themselves.
fn named_by_channels(restart: &Restart) -> Vec<SystemId> {
    let channels = restart.model.sites.rows().iter().flat_map(|site| site.channels.iter().flatten());
    let leaves = channels.flat_map(Logic::leaves);
    let mut found: Vec<SystemId> = leaves
        .filter_map(|leaf| match leaf {
            Leaf::System(system) => Some(system),
            Leaf::Service(_) => None,
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
