//! What is allowed and surprises: gates in front of OR steps.

use super::{Language, StepKind};
use crate::problem::{Complaints, Kind, quote};
use std::collections::BTreeMap;

/// Which kinds of parents a step has.
#[derive(Clone, Copy, Default)]
struct Parents {
    gates: bool,
    attacks: bool,
}

/// Says of every OR step with a gate (defence, existence) among its parents that the gate removes one reason and blocks nothing, and
/// of every step whose only parents are gates that it starts by itself.
pub(super) fn lint(language: &Language, complaints: &mut Complaints) {
    // A step belongs to the topmost type that has its place; descendants have the same one.
    let owner = |on: u32, place: u32| {
        let mut owner = on;
        while let Some(parent) = language.types[owner as usize].parent {
            if language.types[parent as usize].steps.len() <= place as usize {
                break;
            }
            owner = parent;
        }
        owner
    };
    let mut parents: BTreeMap<(u32, u32), Parents> = BTreeMap::new();
    for step in 0..language.steps.len() as u32 {
        let gate = !language.step(step).kind().is_attack();
        for target in language.reaches(step) {
            let found = parents.entry((owner(target.on, target.place), target.place)).or_default();
            if gate {
                found.gates = true;
            } else {
                found.attacks = true;
            }
        }
    }
    for ((of, place), parents) in parents {
        if !parents.gates {
            continue;
        }
        let of = &language.types[of as usize];
        let step = language.step(of.steps.start + place);
        let name = format!("{}.{}", of.name, step.name);
        if !parents.attacks {
            let message = format!(
                "only defences and existence steps lead to {}: it begins by itself where they let it",
                quote(&name)
            );
            complaints.note(Kind::Lint, step.span, message);
        } else if step.kind == StepKind::Or {
            let message = format!(
                "a defence or existence step leads to {}, which is an OR: it does not block it, it is one more way in while disabled",
                quote(&name)
            );
            complaints.note(Kind::Lint, step.span, message);
        }
    }
}
