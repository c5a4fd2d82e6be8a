//! A plan of what to restart first: on a terminal, as a page, as tables for the recovery room.

mod lists;
mod page;
mod project;
mod workbook;

use blackstart_ensemble::cells::TASKS;
use blackstart_ensemble::restart::{Delay, Ranking, Searched, Sensitivity, Verdict, Worth};
use blackstart_ensemble::stats::Sample;
use blackstart_ensemble::{Results, Summary};
use blackstart_model::id::{Key, SystemId};
use blackstart_model::model::{Currency, Model, TaskKind};
use blackstart_model::scenario::{Known, Progress, Scenario};
use jiff::civil::DateTime;
pub use page::{restart_html, restart_terminal};
use serde::Serialize;
use serde_json::{Value, json};

/// A task of the plan, as it went in many histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedTask {
    /// Place of its system in the list, from 1.
    pub rank: usize,
    /// Slug of the system.
    pub system: String,
    /// Its title.
    pub title: String,
    /// `rebuild`, `verify`, `start` or `test`.
    pub task: String,
    /// Slug of the crew, if one does it.
    pub crew: Option<String>,
    /// Title of the crew.
    pub crew_title: Option<String>,
    /// People.
    pub people: u32,
    /// In which of its other ways it is done; `None`: as usual.
    pub mode: Option<String>,
    /// What else it occupies.
    pub also: Vec<Occupied>,
    /// Share of the histories in which it is needed.
    pub needed: f64,
    /// 10th, 50th, 90th percentile of its start, where it is needed \[h\]; infinite: never.
    pub start_hours: [f64; 3],
    /// The same of its end \[h\].
    pub end_hours: [f64; 3],
    /// What an hour's delay of it costs where it is needed, everything else as planned \[money/h\].
    pub delay_per_hour: f64,
    /// Share of histories in which a delay of it costs anything.
    pub critical: f64,
    /// How far it is, where that is known.
    pub state: Option<TaskState>,
    /// Tasks it waits for.
    #[serde(skip)]
    after: Vec<Before>,
}

/// What a task occupies besides its crew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occupied {
    /// Slug of the crew.
    pub id: String,
    /// Title of the crew.
    pub title: String,
    /// How many.
    pub people: u32,
}

/// How far a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TaskState {
    /// It is over.
    Finished,
    /// It goes on.
    Running,
}

impl TaskState {
    /// Its word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Running => "running",
        }
    }
}

/// A task that another waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Before {
    system: String,
    task: String,
}

/// What the return of a service or system is worth.
#[derive(Clone, Debug, Serialize)]
struct Return {
    id: String,
    title: String,
    /// Moment \[h\], loss \[money\].
    points: Vec<(f64, f64)>,
}

/// A crew and its tasks; without a crew, those that no limited crew does.
struct Crewed<'s> {
    crew: Option<CrewName<'s>>,
    tasks: Vec<&'s PlannedTask>,
}

/// Slug and title of a crew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CrewName<'s> {
    id: &'s str,
    title: &'s str,
}

/// A plan that was chosen, and what it was judged by.
#[derive(Clone, Debug)]
pub struct Chosen<'a> {
    /// The model.
    pub model: &'a Model,
    /// The scenario, with what is known of it.
    pub scenario: &'a Scenario,
    /// The plan.
    pub plan: &'a Ranking,
    /// What the search found.
    pub found: &'a Searched,
    /// What changes of the plan would do to it.
    pub sensitivity: &'a Sensitivity,
    /// The plan's results.
    pub results: &'a Results,
    /// The plan and other orders as the whole simulation judges them.
    pub verdicts: Vec<Verdict>,
    /// What one more of each crew saves.
    pub worths: Vec<Worth>,
    /// Histories that chose among the best plans; others report.
    pub choosing: u32,
}

/// All there is to tell about a plan.
#[derive(Clone, Debug)]
pub struct RestartStory {
    model: String,
    scenario: String,
    title: String,
    start: DateTime,
    currency: Currency,
    seed: u64,
    /// Histories that chose among the best plans; others report.
    choosing: u32,
    schedules: u64,
    /// Systems, first first: slug and title.
    ranking: Vec<(String, String)>,
    tasks: Vec<PlannedTask>,
    verdicts: Vec<Verdict>,
    worths: Vec<Worth>,
    indifferent: Vec<String>,
    /// What returns are worth.
    curves: Vec<Return>,
    summary: Summary,
    /// Moment from which it is planned, where that is not the beginning \[h\].
    now_hours: Option<f64>,
}

impl PlannedTask {
    fn is_over(&self) -> bool {
        self.state == Some(TaskState::Finished)
    }

    /// What is done, in which way, and what else it takes.
    fn told(&self) -> String {
        let mut told = self.task.clone();
        if let Some(mode) = &self.mode {
            told.push_str(&format!(" ({mode})"));
        }
        for Occupied { title, people, .. } in &self.also {
            told.push_str(&if *people == 1 { format!(", with {title}") } else { format!(", {people} of {title}") });
        }
        told
    }
}

impl RestartStory {
    /// Gathers a plan's story from its results.
    pub fn new(it: Chosen<'_>) -> Self {
        let Chosen { model, scenario, plan: chosen, found, sensitivity, results, verdicts, worths, choosing } = it;
        let summary = Summary::of(results);
        let named = |system: SystemId| {
            let name = &model.systems[system].name;
            (name.id.clone(), name.title.clone())
        };
        let known = scenario.recovery.as_ref().and_then(|recovery| recovery.known.as_ref());
        // Ranks count systems on which something is left to do.
        let done = |system: &SystemId| known.is_some_and(|known| known.is_done(*system, &model.systems[*system]));
        let (over, left): (Vec<SystemId>, Vec<SystemId>) = chosen.systems.iter().partition(|&system| done(system));
        let ranked = Ranking { systems: [left.as_slice(), &over].concat(), ..chosen.clone() };
        let tasks = tasks(model, known, &ranked, results, &sensitivity.delays);
        // A system that never falls is nobody's work.
        let works = |system: &&SystemId| tasks.iter().any(|task| task.system == model.systems[**system].name.id);
        let ranking = left.iter().filter(works).map(|&it| named(it)).collect();
        let curves = found.curves.iter().filter(|it| it.matters()).map(|it| {
            let name = match (it.service, it.system) {
                (Some(service), _) => &model.services[service].name,
                (None, Some(system)) => &model.systems[system].name,
                (None, None) => unreachable!("a curve is a service's or a system's"),
            };
            Return { id: name.id.clone(), title: name.title.clone(), points: it.points.clone() }
        });
        Self {
            model: model.name.clone(),
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            start: scenario.start,
            currency: model.currency.clone(),
            seed: results.layout.seed,
            choosing,
            schedules: found.schedules,
            ranking,
            verdicts,
            worths,
            indifferent: sensitivity.indifferent.iter().map(|&it| named(it).1).collect(),
            curves: curves.collect(),
            tasks,
            summary,
            now_hours: known.map(|known| known.now_hours),
        }
    }

    /// All of it for machines.
    pub fn json(&self) -> Value {
        json!({
            "schema": "blackstart/restart/1",
            "model": self.model, "scenario": self.scenario, "seed": self.seed, "schedules": self.schedules,
            "choosing_replicates": self.choosing, "now_hours": self.now_hours,
            "plan": self.ranking.iter().map(|it| &it.0).collect::<Vec<_>>(),
            "orders": self.verdicts, "tasks": self.tasks, "one_more_head": self.worths, "indifferent": self.indifferent,
            "worth_of_return": self.curves, "summary": self.summary,
        })
    }

    /// Tasks of each crew by rank; last those that no limited crew does.
    fn by_crew(&self) -> Vec<Crewed<'_>> {
        let mut crews: Vec<Crewed> = Vec::new();
        for task in &self.tasks {
            let crew = task.crew.as_deref().zip(task.crew_title.as_deref()).map(|(id, title)| CrewName { id, title });
            match crews.iter_mut().find(|it| it.crew == crew) {
                Some(crew) => crew.tasks.push(task),
                None => crews.push(Crewed { crew, tasks: vec![task] }),
            }
        }
        crews.sort_by_key(|it| (it.crew.is_none(), it.crew));
        crews
    }
}

/// All tasks that any history needed, by rank.
fn tasks(
    model: &Model,
    known: Option<&Known>,
    ranking: &Ranking,
    results: &Results,
    delays: &[Delay],
) -> Vec<PlannedTask> {
    let table = &results.tasks;
    let mut times: Vec<(Vec<f64>, Vec<f64>)> = vec![Default::default(); TASKS.len() * model.systems.len()];
    for row in 0..table.replicate.len() {
        let at = TASKS.len() * table.system[row] as usize + usize::from(table.kind[row]).min(TASKS.len() - 1);
        times[at].0.push(table.start_hours[row]);
        times[at].1.push(table.end_hours[row]);
    }
    let three = |values: &[f64]| {
        let sample = Sample::new(values.to_vec());
        [0.1, 0.5, 0.9].map(|p| sample.quantile(p))
    };
    let happens = |system: SystemId, kind: usize| !times[TASKS.len() * system.index() + kind].0.is_empty();
    let last_of = |system: SystemId| {
        let row = &model.systems[system];
        [3, 2, 0, 1].into_iter().find(|&kind| row.tasks()[kind].is_some() && happens(system, kind))
    };
    let mut tasks = Vec::new();
    for (place, &system) in ranking.systems.iter().enumerate() {
        let row = &model.systems[system];
        for (kind, task) in row.tasks().into_iter().enumerate() {
            let (starts, ends) = &times[TASKS.len() * system.index() + kind];
            let Some(usual) = task.filter(|_| !starts.is_empty()) else { continue };
            let choice = ranking.choice(system, TaskKind::ALL[kind]);
            let task = usual.way(choice);
            let delay = delays.iter().find(|it| it.system == system && it.kind == TASKS[kind]);
            let named = |system: SystemId, kind: usize| Before {
                system: model.systems[system].name.id.clone(),
                task: TASKS[kind].to_owned(),
            };
            let mut after: Vec<Before> = Vec::new();
            // Of a rebuild and a verification, only one is done; a test comes after the start.
            let own: &[usize] = match kind {
                2 => &[0, 1],
                3 if happens(system, 2) => &[2],
                3 => &[0, 1],
                _ => &[],
            };
            after.extend(own.iter().filter(|&&it| happens(system, it)).map(|&it| named(system, it)));
            if after.is_empty() {
                after.extend(row.starts_after.iter().filter_map(|&it| last_of(it).map(|kind| named(it, kind))));
            }
            tasks.push(PlannedTask {
                rank: place + 1,
                system: row.name.id.clone(),
                title: row.name.title.clone(),
                task: TASKS[kind].to_owned(),
                crew: task.crew.map(|it| model.crews[it].name.id.clone()),
                crew_title: task.crew.map(|it| model.crews[it].name.title.clone()),
                people: task.people,
                mode: choice.checked_sub(1).map(|other| usual.modes[other].id.clone()),
                also: task
                    .also
                    .iter()
                    .map(|&(crew, heads)| {
                        let name = &model.crews[crew].name;
                        Occupied { id: name.id.clone(), title: name.title.clone(), people: heads }
                    })
                    .collect(),
                needed: starts.len() as f64 / results.len().max(1) as f64,
                start_hours: three(starts),
                end_hours: three(ends),
                delay_per_hour: delay.map_or(0.0, |it| it.per_hour),
                critical: delay.map_or(0.0, |it| it.critical),
                state: known.and_then(|known| known.task(system, TaskKind::ALL[kind])).map(|task| {
                    match task.progress {
                        Progress::Running => TaskState::Running,
                        Progress::Ended(_) => TaskState::Finished,
                    }
                }),
                after,
            });
        }
    }
    tasks
}
