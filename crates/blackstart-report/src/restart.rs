//! A plan of what to restart first: on a terminal, as a page, as tables for the recovery room.

mod gantt;
mod lists;
mod page;
mod project;
mod timetable;
mod verdict;
mod workbook;

use crate::amount::Setting;
use blackstart_ensemble::Summary;
use blackstart_ensemble::restart::{Also, Decision, OrdersVerified, PlannedTask, Point, Returning, Verdict, Worth};
use blackstart_model::id::{CrewId, SystemId};
use blackstart_model::model::{Crew, Currency, Model};
use blackstart_model::scenario::Scenario;
use blackstart_model::time::Calendar;
use jiff::civil::DateTime;
pub use page::{restart_html, restart_terminal};

/// What the return of a service or system is worth.
#[derive(Clone, Debug)]
struct Return {
    title: String,
    points: Vec<Point>,
}

/// Slug and title of a system.
#[derive(Clone, Debug)]
struct SystemName {
    id: String,
    title: String,
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

/// A crew as the company has it.
#[derive(Clone, Debug)]
struct CrewRow {
    id: String,
    title: String,
    /// Heads, with those that come later.
    people: u32,
    /// When it works: name and calendar; `None`: day and night.
    calendar: Option<(String, Calendar)>,
}

/// All there is to tell about a plan.
#[derive(Clone, Debug)]
pub struct RestartStory {
    model: String,
    model_title: String,
    scenario: String,
    title: String,
    start: DateTime,
    currency: Currency,
    seed: u64,
    /// Histories that chose among the best plans; others report.
    choosing: u32,
    schedules: u64,
    /// Systems in order.
    ranking: Vec<SystemName>,
    tasks: Vec<PlannedTask>,
    crews: Vec<CrewRow>,
    verdicts: Vec<Verdict>,
    verify: Option<OrdersVerified>,
    worths: Vec<Worth>,
    indifferent: Vec<String>,
    /// What returns are worth.
    curves: Vec<Return>,
    summary: Summary,
    /// Moment from which it is planned, where that is not the beginning \[h\].
    now_hours: Option<f64>,
}

/// What is done, in which way, and what else it takes.
fn told(task: &PlannedTask) -> String {
    let mut told = task.kind.word().to_owned();
    if let Some(mode) = &task.mode {
        told.push_str(&format!(" ({mode})"));
    }
    for Also { title, people, .. } in &task.also {
        told.push_str(&if *people == 1 { format!(", with {title}") } else { format!(", {people} of {title}") });
    }
    told
}

/// All crews of a company, as they are in a scenario.
fn crews(model: &Model, scenario: &Scenario) -> Vec<CrewRow> {
    let later = |crew: CrewId| -> u32 {
        let extra = scenario.recovery.iter().flat_map(|it| &it.extra_people);
        extra.filter(|(of, ..)| *of == crew).map(|&(.., heads)| heads).sum()
    };
    let row = |(id, crew): (CrewId, &Crew)| CrewRow {
        id: crew.name.id.clone(),
        title: crew.name.title.clone(),
        people: crew.people.saturating_add(later(id)),
        calendar: crew.calendar.map(|it| (model.calendars[it].name.id.clone(), model.calendars[it].it.clone())),
    };
    model.crews.iter().map(row).collect()
}

impl RestartStory {
    /// The story of a decision.
    pub fn new(model: &Model, scenario: &Scenario, decision: &Decision) -> Self {
        let named = |system: SystemId| {
            let name = &model.systems[system].name;
            SystemName { id: name.id.clone(), title: name.title.clone() }
        };
        let curves = decision.searched.curves.iter().filter(|it| it.matters()).map(|it| {
            let name = match it.of {
                Returning::Service(service) => &model.services[service].name,
                Returning::System(system) => &model.systems[system].name,
            };
            Return { title: name.title.clone(), points: it.points.clone() }
        });
        Self {
            model: model.name.clone(),
            model_title: model.title.clone(),
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            start: scenario.start,
            currency: model.currency.clone(),
            seed: decision.results.layout.seed,
            choosing: decision.choosing,
            schedules: decision.searched.schedules,
            ranking: decision.planned.systems.iter().map(|&it| named(it)).collect(),
            verdicts: decision.verdicts.clone(),
            verify: decision.verify.clone(),
            worths: decision.worths.clone(),
            indifferent: decision.sensitivity.indifferent.iter().map(|&it| named(it).title).collect(),
            curves: curves.collect(),
            tasks: decision.planned.tasks.clone(),
            crews: crews(model, scenario),
            summary: decision.summary.clone(),
            now_hours: scenario.recovery.as_ref().and_then(|it| it.known.as_ref()).map(|known| known.now_hours),
        }
    }

    /// What turns its numbers into words.
    fn setting(&self) -> Setting {
        let end_hours = self.summary.horizon_hours;
        Setting { start: self.start, currency: self.currency.clone(), one_year: false, end_hours }
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

#[cfg(test)]
mod tests;
