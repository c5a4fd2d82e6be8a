//! A plan made elsewhere: whether the model has what it names.

use super::Index;
use crate::source::kinds::PlanRow;
use crate::source::place::{Complaints, Place, quote};
use crate::source::record::{Row, list_words};
use blackstart_model::id::{Key, SystemId};
use blackstart_model::model::{Model, System, TaskKind};
use blackstart_model::scenario::{RestartList, Scenario};

/// Checks a plan; what it says.
pub(crate) fn plan(
    rows: &[Row<PlanRow>],
    has_modes: bool,
    model: &Model,
    scenario: &Scenario,
    complaints: &mut Complaints,
) -> RestartList {
    let ids = Index::new("system", model.systems.rows().iter().map(|row| row.name.id.as_str()).collect());
    let mut list = RestartList::default();
    if !has_modes && let Some(recovery) = &scenario.recovery {
        list.modes.clone_from(&recovery.modes);
    }
    for row in rows {
        // What could not be read is complained about already.
        if row.broken {
            continue;
        }
        let Some(at) = ids.refer(&row.it.system, || row.place.at("system"), complaints) else { continue };
        let system: SystemId = Key::new(at);
        if !list.systems.contains(&system) {
            list.systems.push(system);
        }
        for (kind, mode) in row.it.modes.iter().flatten() {
            let Some(way) = way(&model.systems[system], *kind, mode, || row.place.at("modes"), complaints) else {
                continue;
            };
            match list.modes.iter().find(|it| (it.0, it.1) == (system, *kind)) {
                Some(&(.., other)) if other != way => {
                    let message = format!("`{}` of {} is done in two ways", kind.word(), quote(&row.it.system));
                    complaints.error("BS0302", row.place.at("modes"), message, "delete one of the two");
                }
                Some(_) => {}
                None => list.modes.push((system, *kind, way)),
            }
        }
    }
    if list.systems.is_empty() && !complaints.failed() {
        complaints.error("BS0725", Place::File(0), "this plan names no system", "give one row per system, in order");
    }
    list
}

/// Which of a task's ways has an id, from 1; a complaint where none has.
pub(super) fn way(
    system: &System,
    kind: TaskKind,
    id: &str,
    place: impl FnOnce() -> Place,
    complaints: &mut Complaints,
) -> Option<usize> {
    let task = system.tasks()[kind as usize];
    let ways: Vec<&str> = task.iter().flat_map(|task| &task.modes).map(|mode| mode.id.as_str()).collect();
    let found = ways.iter().position(|way| *way == id);
    if found.is_none() {
        let of = quote(&system.name.id);
        let advice = if ways.is_empty() {
            format!("give `{}` of {of} this way in `modes`", kind.word())
        } else {
            format!("its ways are {}", list_words(ways.into_iter()))
        };
        complaints.error("BS0724", place(), format!("{of} has no `{}` done {}", kind.word(), quote(id)), advice);
    }
    found.map(|at| at + 1)
}
