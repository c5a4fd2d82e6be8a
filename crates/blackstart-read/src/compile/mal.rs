//! An attack over a MAL model: its graph, with what the scenario names in it as states, alerts and cuts.

use super::ground::Ground;
use super::name;
use crate::mal::{UNIT_HOURS, builder, defence, select};
use crate::source::AttackRows;
use crate::source::kinds::AttackRow;
use blackstart_mal::Graph;
use blackstart_model::attack::{Alert, Control, Kind, Law, State, Step};
use blackstart_model::id::key;
use blackstart_model::model::Provenance;
use std::collections::BTreeSet;

/// Compiles what the attacker goes over; `None` only where it was not checked.
///
/// A state is what a text of `start` or `when` means: a step, or an OR over several. A containment action is one cut, which all its
/// steps use.
pub(super) fn ground(rows: &AttackRows, head: &AttackRow, mal: &Graph) -> Option<Ground> {
    let mut graph = builder(mal);
    let rules = rows.rules.iter().flat_map(|row| &row.it.when);
    let taken = rows.taken.iter().flat_map(|row| row.it.when.iter().flatten());
    let when = rows.effects.iter().flat_map(|row| &row.it.when).chain(rules).chain(taken);
    let mut seen = BTreeSet::new();
    let mut states = Vec::new();
    for text in head.start.iter().chain(when).filter(|text| seen.insert(text.as_str())) {
        let name = name("state", text, None, Provenance::default());
        let node = match select(mal, text).ok()?.as_slice() {
            [one] => *one,
            several => {
                let any = graph.node(Kind::Or, name.key, Law::ZERO);
                several.iter().for_each(|node| graph.edge(*node, any));
                any
            }
        };
        states.push(State { name, node });
    }
    for text in &head.start {
        select(mal, text).ok()?.into_iter().for_each(|node| graph.entry(node));
    }
    for row in &rows.detectors {
        for text in &row.it.steps {
            for node in select(mal, text).ok()? {
                let key = key("alert", &format!("{}/{}", row.it.id, mal.name(node)));
                // Planners count in hours, the graph in days.
                let delay = match Law::of(row.it.after) {
                    law if law.zero() => law,
                    law => Law::Quotient(Box::new([law, Law::Fixed(UNIT_HOURS)])),
                };
                graph.alert(Alert { node, key, chance: row.it.chance, delay });
            }
        }
    }
    let mut cuts = Vec::new();
    for (cut, row) in rows.cuts.iter().enumerate() {
        for text in row.it.steps.iter().flatten() {
            select(mal, text).ok()?.into_iter().for_each(|node| graph.uses(node, cut as u32));
        }
        cuts.push(vec![cut as u32]);
    }
    let mut controls = Vec::new();
    for text in head.mal.iter().flat_map(|part| part.controls.iter().flatten()) {
        let (node, effective) = defence(mal, text).ok()?;
        // What it stops is the language's business.
        let name = name("control", text, None, Provenance::default());
        controls.push(Control { name, node, effective, blocks: Vec::new() });
    }
    let cut_names = rows.cuts.iter().map(|row| row.it.id.clone()).collect();
    let graph = graph.build();
    let goals: Vec<_> = states.iter().map(|state: &State| state.node).collect();
    let kept = graph.prune(&goals).number.into_iter().filter(|node| (*node as usize) < mal.len());
    let attacks = kept.filter(|node| mal.kind(*node).is_attack());
    let steps = attacks.map(|node| Step { id: mal.name(node), node }).collect();
    Some(Ground { graph, states, techniques: Vec::new(), steps, controls, cut_names, cuts })
}
