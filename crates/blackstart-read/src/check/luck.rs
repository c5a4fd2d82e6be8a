//! Factors that quantities move with: who names one alone has probably mistyped it.

use crate::source::place::{Complaints, Place, nearest, quote};
use blackstart_model::id::key;
use blackstart_model::model::Factor;
use std::collections::BTreeMap;

/// The factors that a document names, by name.
pub(crate) fn factors(complaints: &Complaints) -> Vec<Factor> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, _) in &complaints.factors {
        *uses.entry(name).or_default() += 1;
    }
    uses.into_iter().map(|(id, uses)| Factor { id: id.to_owned(), key: key("factor", id), uses }).collect()
}

/// Of a model: a name that stands once beside one that is nearly the same. Scenarios may name the others.
pub(crate) fn of_model(complaints: &mut Complaints) {
    lone(&[], true, complaints);
}

/// Of a scenario: a name that stands once in it and nowhere in the model.
pub(crate) fn of_scenario(model: &[Factor], complaints: &mut Complaints) {
    lone(model, false, complaints);
}

fn lone(others: &[Factor], only_near: bool, complaints: &mut Complaints) {
    let here = factors(complaints);
    let alone = |factor: &&Factor| factor.uses == 1 && others.iter().all(|other| other.key != factor.key);
    let told: Vec<(Place, String, String)> = here
        .iter()
        .filter(alone)
        .filter_map(|factor| {
            let known = here.iter().chain(others).map(|it| it.id.as_str()).filter(|id| *id != factor.id);
            let advice = match nearest(&factor.id, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None if only_near => return None,
                None => "name it with a second quantity, or delete `with …`".to_owned(),
            };
            let place = complaints.factors.iter().find(|(name, _)| *name == factor.id)?.1.clone();
            let message = format!("nothing else moves with {}: alone it changes nothing", quote(&factor.id));
            Some((place, message, advice))
        })
        .collect();
    for (place, message, advice) in told {
        complaints.warning("BS0741", place, message, advice);
    }
}
