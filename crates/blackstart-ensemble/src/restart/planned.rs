//! A plan's tasks, as they went in many histories.

use super::{Delay, Ranking};
use crate::results::Results;
use crate::stats::Sample;
use blackstart_model::Model;
use blackstart_model::id::{Key, SystemId};
use blackstart_model::model::{Task, TaskKind};
use blackstart_model::scenario::{Known, Progress};
use serde::{Serialize, Serializer};

/// Kinds of tasks of a system.
const KINDS: usize = TaskKind::ALL.len();

/// A plan as a list of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Systems on which something is left to do, in order.
    pub systems: Vec<SystemId>,
    /// All tasks that any history needed, by rank.
    pub tasks: Vec<PlannedTask>,
}

/// A task of the plan, as it went in many histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedTask {
    /// Place of its system in the list, from 1.
    pub rank: usize,
    /// Slug of the system.
    pub system: String,
    /// Its title.
    pub title: String,
    /// What is done.
    #[serde(rename = "task", serialize_with = "word")]
    pub kind: TaskKind,
    /// Slug of the crew, if one does it.
    pub crew: Option<String>,
    /// Title of the crew.
    pub crew_title: Option<String>,
    /// Heads.
    pub people: u32,
    /// In which of its other ways it is done; `None`: as usual.
    pub mode: Option<String>,
    /// What else it occupies.
    pub also: Vec<Also>,
    /// Share of the histories in which it is needed.
    pub needed: f64,
    /// Its start, where it is needed.
    pub start_hours: Moments,
    /// Its end.
    pub end_hours: Moments,
    /// Start and end in the plan's typical history \[h\]: of the histories that restore anything, the one whose last task ends at the median
    /// moment. `None`: not needed there.
    #[serde(skip)]
    pub typical_hours: Option<(f64, f64)>,
    /// What an hour's delay of it costs where it is needed, everything else as planned \[money/h\].
    pub delay_per_hour: f64,
    /// Share of histories in which a delay of it costs anything.
    pub critical: f64,
    /// How far it is, where that is known.
    pub state: Option<TaskState>,
    /// Tasks it waits for.
    #[serde(skip)]
    pub after: Vec<Predecessor>,
}

/// Percentiles of a moment over the histories \[h\]; infinite, `null` in JSON: never.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Moments {
    /// 5th percentile.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
}

/// Another crew or shared thing that a task occupies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Also {
    /// Slug of the crew.
    pub crew: String,
    /// Its title.
    pub title: String,
    /// How many of it.
    pub people: u32,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// It goes on.
    Running,
    /// It is over.
    Finished,
}

impl TaskState {
    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Finished => "finished",
        }
    }
}

/// A task that another waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Predecessor {
    /// Slug of the system.
    pub system: String,
    /// What is done to it.
    pub kind: TaskKind,
}

fn word<S: Serializer>(kind: &TaskKind, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(kind.word())
}

impl Moments {
    fn of(values: &[f64]) -> Self {
        let sample = Sample::new(values.to_vec());
        let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| sample.quantile(p));
        Self { p05, p50, p95 }
    }
}

impl Planned {
    /// The work of a ranking, from the results of histories that were played with it. What is over goes last.
    pub fn of(model: &Model, known: Option<&Known>, ranking: &Ranking, results: &Results, delays: &[Delay]) -> Self {
        // Ranks count systems on which something is left to do.
        let done = |system: &SystemId| known.is_some_and(|known| known.is_done(*system, &model.systems[*system]));
        let (over, left): (Vec<SystemId>, Vec<SystemId>) = ranking.systems.iter().partition(|&system| done(system));
        let ranked = Ranking { systems: [left.as_slice(), &over].concat(), ..ranking.clone() };
        let tasks = Played::of(model, results).tasks(known, &ranked, delays);
        // A system that never falls is nobody's work.
        let works = |system: &SystemId| tasks.iter().any(|task| task.system == model.systems[*system].name.id);
        Self { systems: left.into_iter().filter(works).collect(), tasks }
    }
}

/// The history whose last task ends at the median moment (of an even number, the earlier; of equals, by replicate).
fn typical(results: &Results) -> Option<u32> {
    let table = &results.tasks;
    let mut last = std::collections::BTreeMap::new();
    for (&replicate, &end) in table.replicate.iter().zip(&table.end_hours) {
        let until = last.entry(replicate).or_insert(f64::NEG_INFINITY);
        *until = f64::max(*until, end);
    }
    let mut last: Vec<(u32, f64)> = last.into_iter().collect();
    last.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    last.get(last.len().saturating_sub(1) / 2).map(|it| it.0)
}

/// Starts and ends of one task over the histories that need it \[h\].
#[derive(Clone, Default)]
struct Times {
    starts: Vec<f64>,
    ends: Vec<f64>,
    typical: Option<(f64, f64)>,
}

/// When the tasks of each system went.
struct Played<'m> {
    model: &'m Model,
    histories: usize,
    /// By system, then kind.
    times: Vec<Times>,
}

impl<'m> Played<'m> {
    fn of(model: &'m Model, results: &Results) -> Self {
        let table = &results.tasks;
        let mut times = vec![Times::default(); KINDS * model.systems.len()];
        let typical = typical(results);
        for row in 0..table.replicate.len() {
            let at = KINDS * table.system[row] as usize + usize::from(table.kind[row]).min(KINDS - 1);
            times[at].starts.push(table.start_hours[row]);
            times[at].ends.push(table.end_hours[row]);
            if Some(table.replicate[row]) == typical {
                times[at].typical = Some((table.start_hours[row], table.end_hours[row]));
            }
        }
        Self { model, histories: results.len(), times }
    }

    fn times(&self, system: SystemId, kind: TaskKind) -> &Times {
        &self.times[KINDS * system.index() + kind as usize]
    }

    fn happens(&self, system: SystemId, kind: TaskKind) -> bool {
        !self.times(system, kind).starts.is_empty()
    }

    fn tasks(&self, known: Option<&Known>, ranking: &Ranking, delays: &[Delay]) -> Vec<PlannedTask> {
        let mut tasks = Vec::new();
        for (place, &system) in ranking.systems.iter().enumerate() {
            for (kind, task) in TaskKind::ALL.into_iter().zip(self.model.systems[system].tasks()) {
                let Some(task) = task.filter(|_| self.happens(system, kind)) else { continue };
                let delay = delays.iter().find(|it| it.system == system && it.kind == kind);
                let known = known.and_then(|known| known.task(system, kind));
                let state = known.map(|task| match task.progress {
                    Progress::Running => TaskState::Running,
                    Progress::Ended(_) => TaskState::Finished,
                });
                let choice = ranking.choice(system, kind);
                tasks.push(PlannedTask { rank: place + 1, state, ..self.task(system, kind, task, choice, delay) });
            }
        }
        tasks
    }

    fn task(
        &self,
        system: SystemId,
        kind: TaskKind,
        usual: &Task,
        choice: usize,
        delay: Option<&Delay>,
    ) -> PlannedTask {
        let (row, crews) = (&self.model.systems[system], &self.model.crews);
        let (way, times) = (usual.way(choice), self.times(system, kind));
        let also = way.also.iter().map(|&(crew, people)| {
            let name = &crews[crew].name;
            Also { crew: name.id.clone(), title: name.title.clone(), people }
        });
        PlannedTask {
            rank: 0,
            system: row.name.id.clone(),
            title: row.name.title.clone(),
            kind,
            crew: way.crew.map(|it| crews[it].name.id.clone()),
            crew_title: way.crew.map(|it| crews[it].name.title.clone()),
            people: way.people,
            mode: choice.checked_sub(1).map(|other| usual.modes[other].id.clone()),
            also: also.collect(),
            needed: times.starts.len() as f64 / self.histories.max(1) as f64,
            start_hours: Moments::of(&times.starts),
            end_hours: Moments::of(&times.ends),
            typical_hours: times.typical,
            delay_per_hour: delay.map_or(0.0, |it| it.per_hour),
            critical: delay.map_or(0.0, |it| it.critical),
            state: None,
            after: self.after(system, kind),
        }
    }

    /// Tasks that one waits for: its system's own before it; of the first, the last of each system it starts after.
    fn after(&self, system: SystemId, kind: TaskKind) -> Vec<Predecessor> {
        use TaskKind::{Rebuild, Start, Test, Verify};
        let named =
            |system: SystemId, kind: TaskKind| Predecessor { system: self.model.systems[system].name.id.clone(), kind };
        // Of a rebuild and a verification, only one is done; a test comes after the start.
        let own: &[TaskKind] = match kind {
            Rebuild | Verify => &[],
            Test if self.happens(system, Start) => &[Start],
            Start | Test => &[Rebuild, Verify],
        };
        let own: Vec<Predecessor> =
            own.iter().filter(|&&it| self.happens(system, it)).map(|&it| named(system, it)).collect();
        if !own.is_empty() {
            return own;
        }
        let last_of = |system: SystemId| {
            let tasks = self.model.systems[system].tasks();
            let there = |kind: &TaskKind| tasks[*kind as usize].is_some() && self.happens(system, *kind);
            [Test, Start, Rebuild, Verify].into_iter().find(there)
        };
        let others = self.model.systems[system].starts_after.iter();
        others.filter_map(|&it| last_of(it).map(|kind| named(it, kind))).collect()
    }
}
