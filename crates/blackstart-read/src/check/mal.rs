//! Attacks over a MAL model: the steps they name exist and can be reached.

use super::attack::{answers, cited, effect, hits, some};
use super::refer::ScenarioIds;
use crate::mal::{defence, select};
use crate::source::AttackRows;
use crate::source::kinds::AttackRow;
use crate::source::place::{Complaints, RowPlace, quote};
use crate::source::record::Row;
use blackstart_mal::{Graph, Node, flags, gaps};

/// Checks an attack over this graph.
pub(super) fn check(
    rows: &AttackRows,
    head: &Row<AttackRow>,
    graph: &Graph,
    ids: &ScenarioIds<'_>,
    complaints: &mut Complaints,
) {
    cited(rows, ids, complaints);
    let planned = [
        rows.credentials.first().map(|row| row.place),
        rows.techniques.first().map(|row| row.place),
        rows.controls.first().map(|row| row.place),
    ];
    for place in planned.into_iter().flatten() {
        let message = format!("this attack goes over a MAL model, which has no place for a {}", place.list);
        complaints.error("BS0913", place.whole(), message, "the language says what attackers do and what stops them");
    }
    let all =
        |list: &[String], row: RowPlace, key: &str, broken: bool, complaints: &mut Complaints| -> Vec<Vec<Node>> {
            some(list, row, key, broken, complaints);
            let mut found = Vec::new();
            for (item, text) in list.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                match select(graph, text) {
                    Ok(nodes) => found.push(nodes),
                    Err((message, advice)) => {
                        complaints.error("BS0914", row.at(format!("{key}.{item}")), message, advice);
                    }
                }
            }
            found
        };
    let start: Vec<Node> = all(&head.it.start, head.place, "start", head.broken, complaints).concat();
    let controls = head.it.mal.as_ref().and_then(|part| part.controls.as_deref());
    for (item, name) in controls.unwrap_or_default().iter().enumerate() {
        if let Err((message, advice)) = defence(graph, name) {
            complaints.error("BS0914", head.place.at(format!("mal.controls.{item}")), message, advice);
        }
    }
    for row in &rows.detectors {
        all(&row.it.steps, row.place, "steps", row.broken, complaints);
    }
    for row in &rows.cuts {
        for (key, given) in [("conduits", &row.it.conduits), ("credentials", &row.it.credentials)] {
            if given.is_some() {
                let message = format!("a MAL model has no {key} that could be cut");
                complaints.error("BS0913", row.place.key(key), message, "give `steps`");
            }
        }
        all(row.it.steps.as_deref().unwrap_or_default(), row.place, "steps", row.broken, complaints);
    }
    let mut wanted = Vec::new();
    for row in &rows.rules {
        wanted.push((row.place, &row.it.when, all(&row.it.when, row.place, "when", row.broken, complaints)));
        hits(row.it.systems.as_ref(), row.it.zones.as_deref(), row.place, row.broken, true, ids, complaints);
    }
    for row in &rows.effects {
        wanted.push((row.place, &row.it.when, all(&row.it.when, row.place, "when", row.broken, complaints)));
        effect(row, ids, complaints);
    }
    for row in &rows.taken {
        if let Some(when) = &row.it.when {
            wanted.push((row.place, when, all(when, row.place, "when", row.broken, complaints)));
        }
    }
    if complaints.failed() {
        return;
    }
    answers(rows, head, rows.detectors.iter().any(|row| row.it.chance > 0.0), complaints);
    let reached = flags::reach(graph, &start);
    let mut parents = None;
    for (place, texts, found) in wanted {
        for (item, (text, nodes)) in texts.iter().zip(found).enumerate() {
            let (Some(first), false) = (nodes.first(), nodes.iter().any(|node| reached[*node as usize])) else {
                continue;
            };
            let parents = parents.get_or_insert_with(|| graph.all_parents());
            let near = gaps::gaps(graph, parents, &reached, *first, 3);
            let why: Vec<String> = near.iter().map(|gap| gap.told(graph)).collect();
            let message = format!("no attacker who begins at `start` can ever reach {}", quote(text));
            complaints.warning("BS0915", place.at(format!("when.{item}")), message, why.join("; "));
        }
    }
}
