//! What takes data: it exists, it has a moment, and nothing that could be taken is passed over.

use super::refer::{ScenarioIds, each, fallen, unique};
use crate::source::ScenarioRows;
use crate::source::kinds::TakenRow;
use crate::source::place::{Complaints, quote};
use crate::source::record::Row;
use blackstart_model::id::Key;
use blackstart_model::model::{Data, Model};
use blackstart_model::scenario::FallCause;
use std::collections::BTreeSet;

/// Data that a row takes, in model order, each once.
pub(crate) fn data_of(row: &TakenRow, model: &Model, ids: &ScenarioIds<'_>) -> Vec<usize> {
    let named: BTreeSet<usize> = row.data.iter().flatten().filter_map(|id| ids.data.get(id)).collect();
    let systems: BTreeSet<usize> = row.systems.iter().flatten().filter_map(|id| ids.systems.get(id)).collect();
    let held = |data: &Data| data.held_by.iter().any(|system| systems.contains(&system.index()));
    let rows = model.data.rows().iter().enumerate();
    rows.filter(|(at, data)| named.contains(at) || held(data)).map(|(at, _)| at).collect()
}

/// Checks what a scenario says is taken, and what it does not say.
pub(super) fn takings(rows: &ScenarioRows, model: &Model, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    unique(&rows.attack.taken, "taken", |row| row.id.as_ref(), ids, complaints);
    let mut said = BTreeSet::new();
    for row in &rows.attack.taken {
        taking(row, rows, model, ids, complaints);
        let data = data_of(&row.it, model, ids);
        if !rows.head_broken && !row.broken {
            let soonest = row.it.at.map_or(0.0, |at| at.low());
            for &data in data.iter().filter(|data| !said.contains(*data)) {
                late(&model.data.rows()[data], row, soonest, rows.head.horizon, complaints);
            }
        }
        said.extend(data);
    }
    if !complaints.failed() {
        unsaid(rows, model, ids, &said, complaints);
    }
}

fn taking(row: &Row<TakenRow>, rows: &ScenarioRows, model: &Model, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let it = &row.it;
    each(it.data.as_deref().unwrap_or_default(), &ids.data, row.place, "data", complaints);
    each(it.systems.as_deref().unwrap_or_default(), &ids.systems, row.place, "systems", complaints);
    if row.broken {
        return;
    }
    match (&it.at, &it.when) {
        (Some(_), None) => {}
        (None, Some(_)) if rows.attack.head.is_some() => {}
        (None, Some(_)) => {
            let advice = "say `at`, or add [attack]";
            complaints.error("BS0745", row.place.at("when"), "only an attack has states, and there is none", advice);
        }
        (both, _) => {
            let message = if both.is_some() { "this is taken at two moments" } else { "this does not say when" };
            complaints.error("BS0745", row.place.whole(), message, "give either `at` or, with an attack, `when`");
        }
    }
    if it.data.is_none() && it.systems.is_none() {
        complaints.error("BS0745", row.place.whole(), "this does not say what is taken", "give `data` or `systems`");
    } else if !complaints.failed() && data_of(it, model, ids).is_empty() {
        let advice = "add [[data]] to the model, with these systems in `held_by`";
        complaints.error("BS0745", row.place.whole(), "nothing is held by these systems", advice);
    }
}

/// What falls due only after the end of a history is in no ledger.
fn late(data: &Data, row: &Row<TakenRow>, at_hours: f64, horizon_hours: f64, complaints: &mut Complaints) {
    let known = at_hours + data.known_after_hours.low();
    let dues = [
        ("notification", data.notification.as_ref().map(|it| it.after_hours)),
        ("claim", data.liability.as_ref().map(|it| it.after_hours)),
        ("fine", data.fine.as_ref().map(|it| it.after_hours)),
    ];
    let late = |after: Option<blackstart_model::units::Uncertain>| {
        after.is_some_and(|after| known + after.low() >= horizon_hours)
    };
    let late: Vec<&str> = dues.into_iter().filter(|(_, after)| late(*after)).map(|(word, _)| word).collect();
    let id = quote(&data.name.id);
    let message = if known >= horizon_hours {
        format!("that {id} was taken is never known within this history, so nothing is paid for it")
    } else if late.is_empty() {
        return;
    } else {
        format!("after the end of this history falls due, and is in no ledger: {} for {id}", late.join(", "))
    };
    complaints.warning("BS0747", row.place.whole(), message, "take a longer `horizon`, or a shorter `after`");
}

/// Data within the attacker's reach of which nothing is said: whether it is taken is not for us to guess.
fn unsaid(
    rows: &ScenarioRows,
    model: &Model,
    ids: &ScenarioIds<'_>,
    said: &BTreeSet<usize>,
    complaints: &mut Complaints,
) {
    let falls = rows.falls.iter().filter(|row| row.it.cause == FallCause::Attacker);
    let falls = falls.map(|row| (row.place, fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids)));
    let effects = rows.attack.effects.iter();
    let effects = effects.map(|row| (row.place, fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids)));
    let mut told = said.clone();
    for (place, systems) in falls.chain(effects) {
        for (at, data) in model.data.rows().iter().enumerate() {
            let holder = data.held_by.iter().find(|system| systems.contains(&system.index()));
            let Some(holder) = holder.filter(|_| told.insert(at)) else { continue };
            let (holder, data) = (quote(&model.systems[*holder].name.id), quote(&data.name.id));
            let message = format!("the attacker reaches {holder}, which holds {data}; whether it is taken is not said");
            complaints.warning("BS0746", place.whole(), message, "add [[taken]], with `chance = 0` if it cannot be");
        }
    }
}
