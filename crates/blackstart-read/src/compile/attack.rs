//! Rows of an attack to an [`Attack`]: states are ORs, techniques ANDs, controls sources that let them pass.

use super::ground::Ground;
use super::{find, name, provenance};
use crate::check::{AttackIds, Index, ScenarioIds, fallen, states, whole};
use crate::source::AttackRows;
use crate::source::fields::Chosen;
use crate::source::kinds::AttackRow;
use crate::source::record::Row;
use blackstart_model::attack::{Action, Alert, Attack, Builder, Control, Effect, Kind, Law, Rule, State, Technique};
use blackstart_model::id::{Key, SourceId, SystemId, key};
use blackstart_model::model::{Model, Provenance};

/// Compiles a checked attack; `None` only where it was not checked.
pub(crate) fn attack(rows: &AttackRows, head: &AttackRow, model: &Model, ids: &ScenarioIds<'_>) -> Option<Attack> {
    let Ground { graph, states, techniques, steps, controls, cut_names, cuts } = match &rows.mal {
        Some(graph) => super::mal::ground(rows, head, graph)?,
        None => planned(rows, head, model, ids)?,
    };
    let systems = |chosen: Option<&Chosen>, zones: Option<&[String]>| -> Vec<SystemId> {
        fallen(chosen, zones, model, ids).into_iter().map(Key::new).collect()
    };
    let known = Index::new("state", states.iter().map(|state| state.name.id.as_str()).collect());
    let places = |list: &[String]| -> Option<Vec<usize>> { list.iter().map(|id| known.get(id)).collect() };
    let actions = rows.cuts.iter().zip(cuts).map(|(row, cuts)| Action {
        name: name("cut", &row.it.id, row.it.title.as_ref(), told(row, ids)),
        after: Law::of(row.it.after),
        cuts,
    });
    let rules = rows.rules.iter().map(|row| {
        Some(Rule {
            name: name("shutdown_rule", &row.it.id, row.it.title.as_ref(), told(row, ids)),
            when: places(&row.it.when)?,
            chance: row.it.chance,
            after: Law::of(row.it.after),
            systems: systems(row.it.systems.as_ref(), row.it.zones.as_deref()),
            exposed: row.it.exposed,
        })
    });
    let effects = rows.effects.iter().map(|row| {
        Some(Effect {
            when: places(&row.it.when)?,
            systems: systems(row.it.systems.as_ref(), row.it.zones.as_deref()),
            lost: row.it.lost,
            exposed: row.it.exposed,
            destroys: row.it.destroys.clone().unwrap_or_default(),
        })
    });
    Some(Attack {
        graph,
        triage: Law::of(head.triage),
        actions: actions.collect(),
        rules: rules.collect::<Option<_>>()?,
        doctrine: head.shutdown,
        effects: effects.collect::<Option<_>>()?,
        states,
        techniques,
        steps: steps.into(),
        controls,
        detectors: rows.detectors.iter().map(|row| row.it.id.clone()).collect(),
        cut_names,
    })
}

fn told<T>(row: &Row<T>, ids: &ScenarioIds<'_>) -> Provenance {
    provenance(row.told.as_deref(), |id| find::<SourceId>(&ids.sources, id))
}

/// A technique is two nodes: its start, reached with the last state it needs (there it raises its alert), and its success, which
/// also waits for every control that could stop it and takes its time.
fn planned(rows: &AttackRows, head: &AttackRow, model: &Model, ids: &ScenarioIds<'_>) -> Option<Ground> {
    let own = AttackIds::of(rows, model);
    let techniques: Vec<_> = rows.techniques.iter().map(|row| whole(&row.it)).collect();
    let ids_of_states = states(rows, &techniques);
    let known = Index::new("state", ids_of_states.iter().map(String::as_str).collect());
    let places = |list: &[String]| -> Option<Vec<usize>> { list.iter().map(|id| known.get(id)).collect() };

    // Conduits first, then credentials.
    let credential = |id: &str| own.credentials.get(id).map(|at| (model.conduits.len() + at) as u32);
    let conduit = |id: &str| own.conduits.get(id).map(|at| at as u32);
    let cuts = |conduits: &Option<Vec<String>>, credentials: &Option<Vec<String>>| -> Option<Vec<u32>> {
        let conduits = conduits.iter().flatten().map(|id| conduit(id));
        conduits.chain(credentials.iter().flatten().map(|id| credential(id))).collect()
    };
    let cut_names = own.conduits.ids().iter().chain(own.credentials.ids()).map(|id| (*id).to_owned()).collect();

    let mut graph = Builder::new(1.0);
    let states: Vec<State> = ids_of_states
        .iter()
        .map(|id| {
            let name = name("state", id, None, Provenance::default());
            let node = graph.node(Kind::Or, name.key, Law::ZERO);
            State { name, node }
        })
        .collect();
    for start in places(&head.start)? {
        graph.entry(states[start].node);
    }
    let mut played = Vec::new();
    for (row, whole) in rows.techniques.iter().zip(&techniques) {
        let it = &whole.row;
        let name = name("technique", &it.id, it.title.as_ref(), told(row, ids));
        let (success, time) = (it.success?, it.time?);
        let start = graph.node(Kind::And, key("start", &it.id), Law::ZERO);
        let done = graph.node(Kind::And, name.key, Law::of(time).if_lucky(success));
        graph.edge(start, done);
        for need in places(it.needs.as_ref()?)? {
            graph.edge(states[need].node, start);
        }
        for given in places(it.gives.as_ref()?)? {
            graph.edge(done, states[given].node);
        }
        for cut in cuts(&it.conduits, &it.credentials)? {
            graph.uses(done, cut);
        }
        if let Some(alert) = &it.alert {
            let delay = Law::of(alert.after);
            graph.alert(Alert { node: start, key: key("alert", &it.id), chance: alert.chance, delay });
        }
        played.push(Technique {
            name,
            attack_ids: it.attack.clone().unwrap_or_default(),
            start,
            done,
            success,
            time_hours: time,
            alert: it.alert.as_ref().map(|alert| (alert.chance, alert.after)),
            library: whole.found.as_ref().map(|found| found.technique),
        });
    }
    let mut controls = Vec::new();
    for row in &rows.controls {
        let name = name("control", &row.it.id, row.it.title.as_ref(), told(row, ids));
        let node = graph.node(Kind::Source, name.key, Law::ZERO.if_lucky(1.0 - row.it.effective));
        let blocks: Vec<usize> = row.it.blocks.iter().map(|id| own.techniques.get(id)).collect::<Option<_>>()?;
        for &technique in &blocks {
            graph.edge(node, played[technique].done);
        }
        controls.push(Control { name, node, effective: row.it.effective, blocks });
    }
    let cuts = rows.cuts.iter().map(|row| cuts(&row.it.conduits, &row.it.credentials)).collect::<Option<_>>()?;
    Some(Ground { graph: graph.build(), states, techniques: played, steps: Vec::new(), controls, cut_names, cuts })
}
