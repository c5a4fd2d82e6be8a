//! The stated way in: which systems fall is written in the scenario.

use super::taken::taken;
use crate::draw::Draw;
use crate::draw::purpose::{
    CONTAINMENT, EVENT, FALL_AT, FALL_FOR, FALL_HAPPENS, FALL_UNTIL, SYSTEM_FOUND, destroyed as gone,
};
use crate::handover::{Cause, Compromise, Condition, Fallen};
use blackstart_model::id::{SystemId, Table};
use blackstart_model::model::{Model, Resource};
use blackstart_model::scenario::{Fall, FallCause, Scenario, Until};

#[cfg(test)]
mod tests;

/// Plays the stated falls.
///
/// The earliest fall of a system decides when, why, and until when; at the same moment the attacker comes before the company's own
/// shutdown. The system is found in the worst state that any of its falls states, with one draw per system for all of them;
/// but what the company has switched off, a later attacker no longer reaches. Recovery resources may be gone only if something
/// fell; fallen systems that stand for one that is gone are found lost.
pub(super) fn spread(model: &Model, scenario: &Scenario, draw: Draw) -> Compromise {
    let mut played: Vec<(f64, &Fall)> = scenario
        .falls
        .iter()
        .filter(|fall| draw.happens(fall.chance, FALL_HAPPENS.of(fall.name.key)))
        .map(|fall| (draw.sample(&fall.at_hours, FALL_AT.of(fall.name.key)), fall))
        .collect();
    // A stable sort: falls of the same moment and cause stay as written.
    played.sort_by(|(a, fall), (b, other)| a.total_cmp(b).then(fall.cause.cmp(&other.cause)));

    let mut fallen: Table<SystemId, Option<Fallen>> = model.systems.keys().map(|_| None).collect();
    for &(at_hours, fall) in &played {
        let until_hours = fall.until.as_ref().map(|until| match until {
            Until::Moment(until) => draw.sample(until, FALL_UNTIL.of(fall.name.key)),
            Until::After(hours) => at_hours + draw.sample(hours, FALL_FOR.of(fall.name.key)).max(0.0),
        });
        for &system in &fall.systems {
            let found = found(draw.uniform(SYSTEM_FOUND.of(model.systems[system].name.key)), fall);
            match &mut fallen[system] {
                Some(first) if first.cause == Cause::Shutdown && fall.cause == FallCause::Attacker => {}
                Some(first) => first.condition = first.condition.min(found),
                none => {
                    *none = Some(Fallen { at_hours, cause: fall.cause.into(), condition: found, until_hours });
                }
            }
        }
    }

    // States are an attack's: without one, nothing is taken with them.
    let taken = |contained_hours| taken(model, scenario, draw, contained_hours, |_, _| f64::INFINITY);
    let Some(&(last_hours, _)) = played.last() else {
        let (contained_hours, taken) = (0.0, taken(0.0));
        return Compromise { fallen, first_alert_hours: None, contained_hours, destroyed: Vec::new(), taken };
    };
    let contained_hours = restorable_hours(scenario, draw, last_hours);
    let mut destroyed: Vec<Resource> = scenario
        .destroyed
        .iter()
        .filter(|(resource, chance)| draw.happens(*chance, gone(*resource)))
        .map(|(resource, _)| *resource)
        .collect();
    destroyed.sort_unstable();
    destroyed.dedup();
    conclude(model, &mut fallen, &destroyed);
    Compromise { fallen, first_alert_hours: None, contained_hours, destroyed, taken: taken(contained_hours) }
}

/// Moment from which restoration may begin \[h\], when the last fall or cut was at `last_hours`.
pub(super) fn restorable_hours(scenario: &Scenario, draw: Draw, last_hours: f64) -> f64 {
    last_hours + draw.sample(&scenario.containment_hours, CONTAINMENT.of(EVENT))
}

/// Fallen systems that stand for a resource that is gone are lost.
pub(super) fn conclude(model: &Model, fallen: &mut Table<SystemId, Option<Fallen>>, destroyed: &[Resource]) {
    for (system, row) in model.systems.iter() {
        if row.resource.is_some_and(|resource| destroyed.contains(&resource))
            && let Some(fallen) = &mut fallen[system]
        {
            fallen.condition = Condition::Lost;
        }
    }
}

/// State in which a fall leaves a system with these draws: the least lucky are lost, the next exposed.
fn found(luck: f64, fall: &Fall) -> Condition {
    if luck < fall.lost {
        Condition::Lost
    } else if luck < fall.lost + fall.exposed {
        Condition::Exposed
    } else {
        Condition::Clean
    }
}
