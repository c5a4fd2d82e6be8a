//! What has happened already: whether it can have.

use super::Index;
use crate::source::kinds::FactRow;
use crate::source::place::{Complaints, quote};
use crate::source::record::Row;
use blackstart_model::id::{Key, SystemId};
use blackstart_model::model::{Model, TaskKind};
use blackstart_model::scenario::{Known, KnownTask, Progress, Scenario};

const IMPOSSIBLE: &str = "BS0721";

/// Checks facts; what is known by them.
pub(crate) fn facts(
    rows: &[Row<FactRow>],
    now_hours: f64,
    model: &Model,
    scenario: &Scenario,
    complaints: &mut Complaints,
) -> Known {
    let ids = Index::new("system", model.systems.rows().iter().map(|row| row.name.id.as_str()).collect());
    let mut known = Known { now_hours, ..Known::default() };
    // Where each task stands, for complaints about pairs.
    let mut rows_of = Vec::new();
    for row in rows {
        // What could not be read is complained about already.
        if row.broken {
            continue;
        }
        let it = &row.it;
        let progress = it.ended.map_or(Progress::Running, Progress::Ended);
        if !moments(row, now_hours, complaints) {
            continue;
        }
        let Some(kind) = it.task else {
            if let Some(system) = &it.system {
                let message = format!("the investigation is not {}'s alone", quote(system));
                complaints.error(IMPOSSIBLE, row.place.at("system"), message, "leave `system` empty");
            } else if known.investigation.replace(progress).is_some() {
                complaints.error("BS0302", row.place.at("task"), "the investigation is listed twice", "delete one row");
            }
            continue;
        };
        let Some(id) = &it.system else {
            complaints.error(
                IMPOSSIBLE,
                row.place.whole(),
                "this row does not say whose task it is",
                "give its `system`",
            );
            continue;
        };
        let Some(at) = ids.refer(id, || row.place.at("system"), complaints) else { continue };
        let system: SystemId = Key::new(at);
        let Some(task) = model.systems[system].tasks()[kind as usize] else {
            let has: Vec<&str> = TaskKind::ALL
                .into_iter()
                .filter(|&kind| model.systems[system].tasks()[kind as usize].is_some())
                .map(TaskKind::word)
                .collect();
            let advice = if has.is_empty() { String::new() } else { format!("the model has: {}", has.join(", ")) };
            let message = format!("{} has no `{}`", quote(id), kind.word());
            complaints.error(IMPOSSIBLE, row.place.at("task"), message, advice);
            continue;
        };
        let Some(began_hours) = it.began else {
            complaints.error(IMPOSSIBLE, row.place.whole(), "when did it begin?", "give `began`");
            continue;
        };
        if !by_tasks(system, scenario) {
            complaints.warning(
                "BS0722",
                row.place.at("system"),
                format!("nothing in this scenario makes {} need this work", quote(id)),
                "histories in which it does not fall pass over this row",
            );
        }
        if let (Progress::Running, Some(most)) = (progress, longest(model, scenario, system, kind)) {
            let clock = task.crew.and_then(|crew| model.crews[crew].calendar);
            let worked = clock.map_or(now_hours - began_hours, |calendar| {
                model.calendars[calendar].it.counted_from(scenario.start).working_hours_between(began_hours, now_hours)
            });
            if worked > most {
                complaints.warning(
                    "BS0723",
                    row.place.whole(),
                    format!("worked {worked:.1} h so far, and the model says at most {most:.1} h"),
                    "it is taken to end now; correct its `duration` in the model, or the fact",
                );
            }
        }
        known.tasks.push(KnownTask { system, kind, began_hours, progress });
        rows_of.push(row);
    }
    let mut order: Vec<usize> = (0..known.tasks.len()).collect();
    order.sort_by_key(|&at| (known.tasks[at].system, known.tasks[at].kind));
    for pair in order.windows(2) {
        let (earlier, later) = (&known.tasks[pair[0]], &known.tasks[pair[1]]);
        if earlier.system != later.system {
            continue;
        }
        let place = rows_of[pair[0].max(pair[1])].place;
        let id = quote(&model.systems[later.system].name.id);
        let (first, then) = (earlier.kind.word(), later.kind.word());
        if earlier.kind == later.kind {
            complaints.error(
                "BS0302",
                place.at("task"),
                format!("`{first}` of {id} is defined twice"),
                "delete one row",
            );
        } else if (earlier.kind, later.kind) == (TaskKind::Rebuild, TaskKind::Verify) {
            let message = format!("{id} is either rebuilt or verified");
            complaints.error(IMPOSSIBLE, place.at("task"), message, "delete one row");
        } else if earlier.ended_hours().is_none_or(|ended| ended > later.began_hours) {
            let message = format!("`{then}` of {id} began before its `{first}` was over");
            complaints.error(IMPOSSIBLE, place.whole(), message, "its tasks are done one after another");
        }
    }
    known.tasks.sort_by_key(|task| (task.system, task.kind));
    known
}

/// Whether the moments of a row can be.
fn moments(row: &Row<FactRow>, now_hours: f64, complaints: &mut Complaints) -> bool {
    let (began, ended) = (row.it.began, row.it.ended);
    let mut wrong = |key: &str, message: &str, advice: &str| {
        complaints.error(IMPOSSIBLE, row.place.at(key), message, advice);
        false
    };
    for (key, at) in [("began", began), ("ended", ended)] {
        match at {
            Some(at) if at < 0.0 => return wrong(key, "this is before the scenario starts", ""),
            Some(at) if at > now_hours => {
                return wrong(key, "this has not happened yet", "facts are from before `now`");
            }
            _ => {}
        }
    }
    if let (Some(began), Some(ended)) = (began, ended)
        && ended < began
    {
        return wrong("ended", "this is before it began", "");
    }
    true
}

/// Whether any history of a scenario may restore a system by tasks.
fn by_tasks(system: SystemId, scenario: &Scenario) -> bool {
    scenario.attack.is_some()
        || scenario.falls.iter().any(|fall| fall.until_hours.is_none() && fall.systems.contains(&system))
}

/// Longest working time that the model allows a task \[h\]; `None`: without limit.
fn longest(model: &Model, scenario: &Scenario, system: SystemId, kind: TaskKind) -> Option<f64> {
    let row = &model.systems[system];
    let recovery = scenario.recovery.as_ref()?;
    // In how many hours several crews worked together, only the simulation knows.
    let task = row.tasks()[kind as usize].map(|task| recovery.way(system, kind, task));
    let task = task.filter(|task| task.fails <= 0.0 && task.also.is_empty())?;
    let factor = recovery.common.high();
    let without_backup = if kind == TaskKind::Rebuild { row.rebuild_without_backup.high() } else { 1.0 };
    let most = task.hours.high() * factor * without_backup;
    most.is_finite().then_some(most)
}
