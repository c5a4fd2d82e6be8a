//! Which data are taken, when, how many records, and from when on anybody can know.

use crate::draw::Draw;
use crate::draw::purpose::{KNOWN_AFTER, RECORDS, TAKEN_AT, TAKEN_HAPPENS, TAKEN_SHARE};
use crate::handover::Taken;
use blackstart_model::id::{DataId, Table};
use blackstart_model::model::{Data, KnownFrom, Model};
use blackstart_model::scenario::{Scenario, TakenAt};

#[cfg(test)]
mod tests;

/// Plays the takings of a scenario. `reached` says when the attacker has the first of some states while data can still be had there \[h\].
///
/// Of data that are taken several times the first moment counts, and the largest share: it is the same records again.
pub(super) fn taken(
    model: &Model,
    scenario: &Scenario,
    draw: Draw,
    contained_hours: f64,
    reached: impl Fn(&[usize], &Data) -> f64,
) -> Vec<Taken> {
    let mut first: Table<DataId, Option<(f64, f64)>> = model.data.keys().map(|_| None).collect();
    for taking in &scenario.taken {
        let subject = taking.name.key;
        if !draw.happens(taking.chance, TAKEN_HAPPENS.of(subject)) {
            continue;
        }
        let share = draw.sample(&taking.share, TAKEN_SHARE.of(subject));
        for &data in &taking.data {
            let at = match &taking.at {
                TakenAt::Moment(at) => draw.sample(at, TAKEN_AT.of(subject)),
                TakenAt::States(when) => reached(when, &model.data[data]),
            };
            // What is taken after the horizon is another history's.
            if at < scenario.horizon_hours && share > 0.0 {
                let (before, most) = first[data].unwrap_or((at, share));
                first[data] = Some((before.min(at), most.max(share)));
            }
        }
    }
    let found = first.iter().filter_map(|(data, first)| Some((data, (*first)?)));
    found
        .map(|(data, (at_hours, share))| {
            let row = &model.data[data];
            let counted_from = match row.known_from {
                KnownFrom::Taking => at_hours,
                KnownFrom::Containment => at_hours.max(contained_hours),
            };
            Taken {
                data,
                at_hours,
                known_hours: counted_from + draw.sample(&row.known_after_hours, KNOWN_AFTER.of(row.name.key)),
                records: share * draw.sample(&row.records, RECORDS.of(row.name.key)),
            }
        })
        .collect()
}
