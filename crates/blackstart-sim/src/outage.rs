//! From fallen systems to their availability over time: investigation, restore tasks under crew limits, what depends on what.
//!
//! The mathematics: `docs/method/outage.md`.

use crate::draw::purpose::{self, CREW_COST, WITHOUT_BACKUP};
use crate::draw::{Draw, DrawKey};
use crate::handover::{Availability, Cause, Compromise, Condition, TaskDone, TaskKind};
use crate::timeline::Timeline;
use blackstart_model::id::{CrewId, Key, SystemId, Table};
use blackstart_model::logic::Leaf;
use blackstart_model::model::{Logic, Model, Resource, System, Task};
use blackstart_model::scenario::{Known, PriorityRule, Recovery, Scenario, Subject};
pub(crate) use known::ROUNDS;
pub use ranked::{Work, policy};
use schedule::Roster;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

mod known;
mod ranked;
mod schedule;
#[cfg(test)]
mod tests;

/// Brings fallen systems back and finds when each system is available.
///
/// A system is down from its fall to the end of its last restore task (or the stated moment); then stated outages lower it; then it is
/// down, by dependency, wherever what it needs is.
/// `work` is that of the scenario ([`Work::of_scenario`]), which all replicates share.
///
/// # Panics
/// If it is not.
pub fn recover(
    work: Option<&Work>,
    model: &Model,
    scenario: &Scenario,
    draw: Draw,
    compromise: &Compromise,
) -> Availability {
    let (back, tasks, investigated_hours) = match &scenario.recovery {
        Some(recovery) => {
            let restoration = Restoration::new(model, scenario, recovery, draw, compromise);
            match work {
                None => restoration.play(),
                Some(work) => restoration.play_ranked(work, recovery),
            }
        }
        None => (stated(compromise), Vec::new(), None),
    };
    let mut systems: Table<SystemId, Timeline> = compromise
        .fallen
        .iter()
        .map(|(system, fallen)| {
            let down = |fallen: crate::handover::Fallen| {
                let line = Timeline::down(fallen.at_hours, back[system], 0.0, fallen.cause);
                line.at_party(model.systems[system].party)
            };
            fallen.map_or_else(Timeline::up, down)
        })
        .collect();
    for outage in &scenario.outages {
        if let Subject::System(system) = outage.subject {
            systems[system] = systems[system].under(outage, draw, model.systems[system].party);
        }
    }
    let services = Table::default();
    for &system in &model.system_order {
        if let Some(needs) = &model.systems[system].needs {
            let needs = Timeline::of(needs, &systems, &services);
            if !needs.is_up() {
                systems[system] = systems[system].limited_by(&needs, Cause::Dependency);
            }
        }
    }
    Availability { systems, tasks, investigated_hours }
}

/// Systems to be restored by tasks, first priority first: as listed, then by the rule, then as the model has them.
pub fn priority(
    model: &Model,
    scenario: &Scenario,
    recovery: &Recovery,
    draw: Draw,
    compromise: &Compromise,
) -> Vec<SystemId> {
    Restoration::new(model, scenario, recovery, draw, compromise).list
}

/// Moment each system is back by statement \[h\]: minus infinity if it never fell, infinity if nothing is stated.
fn stated(compromise: &Compromise) -> Table<SystemId, f64> {
    let back = |fallen: &Option<crate::handover::Fallen>| {
        fallen.map_or(f64::NEG_INFINITY, |fallen| fallen.until_hours.unwrap_or(f64::INFINITY))
    };
    compromise.fallen.rows().iter().map(back).collect()
}

/// A restoration in progress.
struct Restoration<'a> {
    model: &'a Model,
    draw: Draw,
    compromise: &'a Compromise,
    /// Nothing starts before \[h\].
    gate_hours: f64,
    without_backup: bool,
    /// Factor on every task's working time.
    common: f64,
    recovery: &'a Recovery,
    /// What has happened already.
    known: Option<&'a Known>,
    /// Crews' time and what one head costs for an hour.
    crews: Table<CrewId, (Roster, f64)>,
    /// Systems to be restored by tasks, first priority first.
    list: Vec<SystemId>,
    /// Moment each system is restored \[h\]; infinite while it is not.
    back: Table<SystemId, f64>,
    done: Vec<TaskDone>,
}

impl<'a> Restoration<'a> {
    fn new(
        model: &'a Model,
        scenario: &'a Scenario,
        recovery: &'a Recovery,
        draw: Draw,
        compromise: &'a Compromise,
    ) -> Self {
        let crews = model.crews.iter().map(|(id, crew)| {
            let extra =
                recovery.extra_people.iter().filter(|(to, ..)| *to == id).map(|&(_, from, people)| (from, people));
            let clock = crew.calendar.map(|calendar| model.calendars[calendar].it.counted_from(scenario.start));
            let cost_per_hour = draw.sample(&crew.cost_per_hour, CREW_COST.of(crew.name.key));
            (Roster::new(crew.people, extra, clock), cost_per_hour)
        });
        let known = recovery.known.as_ref();
        // Before any factor, and before a list: what is known of the event's factor is told by tasks as they would go without it.
        let plain = Self {
            model,
            draw,
            compromise,
            gate_hours: known::gate_hours(recovery, draw, compromise.contained_hours),
            without_backup: compromise.destroyed.contains(&Resource::Backup),
            common: 1.0,
            recovery,
            known,
            crews: crews.collect(),
            list: Vec::new(),
            back: stated(compromise),
            done: Vec::new(),
        };
        let stretched = Self { common: plain.common(&recovery.common), ..plain };
        Self { list: stretched.by_priority(recovery), ..stretched }
    }

    /// Plays the serial scheme: of the systems whose predecessors are placed, always the first in the list.
    /// Moment each system is back, tasks by start, end of the investigation.
    fn play(mut self) -> (Table<SystemId, f64>, Vec<TaskDone>, Option<f64>) {
        if self.list.is_empty() {
            return (self.back, self.done, None);
        }
        // Who waits for whom, as places in the list; sorted, so that the followers of one are a run.
        let edges = self.edges();
        let followers = |place: usize| {
            let first = edges.partition_point(|&(before, _)| before < place);
            edges[first..].iter().take_while(move |&&(before, _)| before == place).map(|&(_, follower)| follower)
        };
        let mut open = vec![0; self.list.len()];
        for &(_, follower) in &edges {
            open[follower] += 1;
        }
        let mut ready: BinaryHeap<Reverse<usize>> =
            (0..open.len()).filter(|&place| open[place] == 0).map(Reverse).collect();
        let mut up = vec![f64::NAN; self.model.systems.len()];
        let mut left = vec![true; self.list.len()];
        for _ in 0..left.len() {
            let place = if let Some(Reverse(place)) = ready.pop() {
                self.restore(self.list[place], &mut up);
                place
            } else {
                // Who is left waits in a circle, or for somebody in one. Alternatives (any, k of n) may still lead out of it.
                let mut up_now = vec![f64::NAN; self.model.systems.len()];
                let free = |place: &usize| left[*place] && self.release(self.list[*place], &mut up_now) < f64::INFINITY;
                let Some(place) = (0..left.len()).find(free) else {
                    break;
                };
                self.restore(self.list[place], &mut up_now);
                place
            };
            left[place] = false;
            for follower in followers(place) {
                open[follower] -= 1;
                if open[follower] == 0 && left[follower] {
                    ready.push(Reverse(follower));
                }
            }
        }
        for place in (0..left.len()).filter(|&place| left[place]) {
            self.never(self.list[place]);
        }
        self.done
            .sort_by(|a, b| a.start_hours.total_cmp(&b.start_hours).then((a.system, a.kind).cmp(&(b.system, b.kind))));
        (self.back, self.done, Some(self.gate_hours))
    }

    /// Places all tasks of a system, each after the one before.
    fn restore(&mut self, system: SystemId, up: &mut [f64]) {
        let mut at = self.release(system, up);
        for (kind, task) in self.tasks(system).into_iter().flatten() {
            let (hours, cost) = self.sampled(system, kind, task);
            let placed = if at == f64::INFINITY { None } else { self.place(task, at, hours) };
            let (start_hours, end_hours) = placed.unwrap_or((f64::INFINITY, f64::INFINITY));
            let cost = if placed.is_some() { cost } else { 0.0 };
            self.done.push(TaskDone {
                system,
                kind,
                crew: task.crew,
                people: task.people,
                start_hours,
                end_hours,
                cost,
            });
            at = end_hours;
        }
        self.back[system] = at;
    }

    /// Gives a task its earliest start and end \[h\], not before a moment.
    fn place(&mut self, task: &Task, not_before: f64, hours: f64) -> Option<(f64, f64)> {
        match (task.crew, task.also.as_slice()) {
            (None, []) => Some((not_before, not_before + hours)),
            (Some(crew), []) => self.crews[crew].0.place(not_before, hours, task.people),
            _ => {
                let occupied: Vec<(CrewId, u32)> = task.occupies().collect();
                let rosters: Vec<&Roster> = occupied.iter().map(|&(crew, _)| &self.crews[crew].0).collect();
                let heads: Vec<u32> = occupied.iter().map(|it| it.1).collect();
                let (begin, end) = schedule::common_place(&rosters, &heads, not_before, hours)?;
                for (crew, heads) in occupied {
                    self.crews[crew].0.take(begin, end, heads);
                }
                Some((begin, end))
            }
        }
    }

    /// Working time of a task \[h\], and what it costs with its crews \[money\]: all attempts, each known only once it is over.
    fn sampled(&self, system: SystemId, kind: TaskKind, task: &Task) -> (f64, f64) {
        let (hours, mut cost) = match self.known_task(system, kind) {
            None => {
                let (hours, cost) = self.attempts(system, kind, task, 0);
                (self.stretched(system, kind, hours), cost)
            }
            Some(known) => self.sampled_known(known, task),
        };
        if hours < f64::INFINITY {
            for (crew, heads) in task.occupies() {
                cost += f64::from(heads) * hours * self.crews[crew].1;
            }
        }
        (hours, cost)
    }

    /// Working time of all attempts at a task before anything stretches it \[h\], and their own cost \[money\]. Rounds are independent of each other.
    fn attempts(&self, system: SystemId, kind: TaskKind, task: &Task, round: u32) -> (f64, f64) {
        let key = self.model.systems[system].name.key;
        let sample = |quantity, at: DrawKey| self.draw.sample(quantity, at);
        let again = |attempt: u32| purpose::attempt(key, kind, round, attempt);
        let (mut hours, mut cost) = if round == 0 {
            (sample(&task.hours, purpose::hours(key, kind)), sample(&task.cost, purpose::cost(key, kind)))
        } else {
            (sample(&task.hours, again(0).hours), sample(&task.cost, again(0).cost))
        };
        if task.fails > 0.0 {
            for attempt in 1..Task::ATTEMPTS {
                if !self.draw.happens(task.fails, again(attempt).failed) {
                    break;
                }
                hours += sample(&task.again_hours, again(attempt).hours);
                cost += sample(&task.cost, again(attempt).cost);
            }
        }
        (hours, cost)
    }

    /// A task's working time with what this history does to it \[h\].
    fn stretched(&self, system: SystemId, kind: TaskKind, mut hours: f64) -> f64 {
        if kind == TaskKind::Rebuild && self.without_backup {
            let row = &self.model.systems[system];
            hours *= self.draw.sample(&row.rebuild_without_backup, WITHOUT_BACKUP.of(row.name.key));
        }
        hours * self.common
    }

    /// Books the tasks of a system that waits for ever.
    fn never(&mut self, system: SystemId) {
        let up = &mut vec![f64::INFINITY; self.model.systems.len()];
        self.restore(system, up);
        self.back[system] = f64::INFINITY;
    }

    /// The work a system needs, each task in the way it is done.
    fn tasks(&self, system: SystemId) -> [Option<(TaskKind, &'a Task)>; 3] {
        self.needed(system).map(|task| task.map(|(kind, task)| (kind, self.recovery.way(system, kind, task))))
    }

    /// The work a system needs: rebuild or verify as it was found, then start, then test; each where the model has such a task.
    fn needed(&self, system: SystemId) -> [Option<(TaskKind, &'a Task)>; 3] {
        let row: &'a System = &self.model.systems[system];
        let fallen = self.compromise.fallen[system];
        let first = match self.known_condition(system).or(fallen.map(|fallen| fallen.condition)) {
            Some(Condition::Lost) => row.rebuild.as_ref().map(|task| (TaskKind::Rebuild, task)),
            Some(Condition::Exposed) => row.verify.as_ref().map(|task| (TaskKind::Verify, task)),
            Some(Condition::Clean) | None => None,
        };
        let [.., start, test] = row.tasks();
        [first, start.map(|task| (TaskKind::Start, task)), test.map(|task| (TaskKind::Test, task))]
            .map(|task| task.filter(|&(kind, _)| self.may_be_needed(system, kind)))
    }

    /// Earliest moment at which a system's restoration may begin: gate open, fallen, and all that it starts after up \[h\].
    fn release(&self, system: SystemId, up: &mut [f64]) -> f64 {
        let fell = self.compromise.fallen[system].map_or(f64::NEG_INFINITY, |fallen| fallen.at_hours);
        let after = &self.model.systems[system].starts_after;
        after.iter().fold(self.gate_hours.max(fell), |latest, &before| latest.max(self.up_at(before, up)))
    }

    /// Moment from which a system is up: restored, and what it needs is up too \[h\]. `up` remembers.
    fn up_at(&self, system: SystemId, up: &mut [f64]) -> f64 {
        if up[system.index()].is_nan() {
            let needs = self.model.systems[system]
                .needs
                .as_ref()
                .map_or(f64::NEG_INFINITY, |needs| self.logic_up_at(needs, up));
            up[system.index()] = self.back[system].max(needs);
        }
        up[system.index()]
    }

    fn logic_up_at(&self, logic: &Logic, up: &mut [f64]) -> f64 {
        let mut leaf = |leaf| match leaf {
            Leaf::System(system) => self.up_at(system, up),
            // Systems need systems only.
            Leaf::Service(_) => f64::NEG_INFINITY,
        };
        logic.fold(&mut leaf, &mut |gate, mut moments: Vec<f64>| {
            moments.sort_unstable_by(f64::total_cmp);
            let last = gate.needed(moments.len()).checked_sub(1);
            last.map_or(f64::NEG_INFINITY, |last| moments.get(last).copied().unwrap_or(f64::INFINITY))
        })
    }

    /// Pairs of places in the list: the second's restoration may begin only when the first's is over, because it starts after it or
    /// after something that needs it to run. Sorted, each once.
    fn edges(&self) -> Vec<(usize, usize)> {
        let mut rank = vec![None; self.model.systems.len()];
        for (place, system) in self.list.iter().enumerate() {
            rank[system.index()] = Some(place);
        }
        let mut seen = vec![false; rank.len()];
        let mut edges = Vec::with_capacity(2 * rank.len());
        for (place, &system) in self.list.iter().enumerate() {
            let after = &self.model.systems[system].starts_after;
            if after.is_empty() {
                continue;
            }
            seen.fill(false);
            for &before in after {
                self.with_needs(before, &mut seen, &mut |before| {
                    edges.extend(rank[before.index()].map(|before| (before, place)))
                });
            }
        }
        edges.sort_unstable();
        edges
    }

    /// Visits a system and all that it needs, each once.
    fn with_needs(&self, system: SystemId, seen: &mut [bool], visit: &mut impl FnMut(SystemId)) {
        if !std::mem::replace(&mut seen[system.index()], true) {
            visit(system);
            if let Some(needs) = &self.model.systems[system].needs {
                for leaf in needs.leaves() {
                    if let Leaf::System(system) = leaf {
                        self.with_needs(system, seen, visit);
                    }
                }
            }
        }
    }

    /// Systems to be restored by tasks, first priority first: as listed, then by the rule, then as the model has them.
    fn by_priority(&self, recovery: &Recovery) -> Vec<SystemId> {
        let fallen = self.compromise.fallen.iter();
        let mut list: Vec<SystemId> = fallen
            .filter(|(_, fallen)| fallen.is_some_and(|fallen| fallen.until_hours.is_none()))
            .map(|(system, _)| system)
            .collect();
        let mut place = vec![usize::MAX; self.model.systems.len()];
        for (at, system) in recovery.priority.iter().enumerate().rev() {
            place[system.index()] = at;
        }
        let weight: Vec<f64> = match recovery.rule {
            PriorityRule::Listed => vec![0.0; list.len()],
            PriorityRule::Shortest => list.iter().map(|&system| self.expected_hours(system)).collect(),
            PriorityRule::MostWaiting => self.waiting(&list),
        };
        let mut keyed: Vec<(usize, f64, SystemId)> =
            list.iter().zip(weight).map(|(&system, weight)| (place[system.index()], weight, system)).collect();
        keyed.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        list.clear();
        list.extend(keyed.into_iter().map(|(.., system)| system));
        list
    }

    /// Expected working time of all tasks of a system \[h\]: what can be known before they are done.
    fn expected_hours(&self, system: SystemId) -> f64 {
        let hours = |(kind, task): (TaskKind, &Task)| match kind {
            TaskKind::Rebuild if self.without_backup => {
                task.mean_hours() * self.model.systems[system].rebuild_without_backup.mean()
            }
            _ => task.mean_hours(),
        };
        self.tasks(system).into_iter().flatten().map(hours).sum()
    }

    /// Less the number of listed systems that cannot be up before each, because they start after it or need it, directly or not.
    fn waiting(&self, list: &[SystemId]) -> Vec<f64> {
        let mut behind = vec![0.0; self.model.systems.len()];
        let mut seen = vec![false; self.model.systems.len()];
        for &system in list {
            seen.fill(false);
            self.mark_before(system, &mut seen);
            seen[system.index()] = false;
            for (count, _) in behind.iter_mut().zip(&seen).filter(|(_, seen)| **seen) {
                *count -= 1.0;
            }
        }
        list.iter().map(|system| behind[system.index()]).collect()
    }

    /// Marks all that must be up before a system is.
    fn mark_before(&self, system: SystemId, seen: &mut [bool]) {
        if std::mem::replace(&mut seen[system.index()], true) {
            return;
        }
        let row = &self.model.systems[system];
        // What never fell holds nobody up by its own start.
        if self.compromise.fallen[system].is_some() {
            for &before in &row.starts_after {
                self.mark_before(before, seen);
            }
        }
        if let Some(needs) = &row.needs {
            for leaf in needs.leaves() {
                if let Leaf::System(system) = leaf {
                    self.mark_before(system, seen);
                }
            }
        }
    }
}
