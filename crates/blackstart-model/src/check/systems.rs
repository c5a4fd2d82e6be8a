//! Systems and services: what they are made of exists, nothing waits for itself, nothing is of no use.

use super::{Ids, Index};
use crate::logic::{Expr, Node};
use crate::source::ModelRows;
use crate::source::fields::Written;
use crate::source::place::{Complaints, Place, RowPlace, quote};
use std::collections::BTreeSet;

/// Checks zones, systems, services, the channels of sites, and target sets.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for row in &rows.conduits {
        let from = ids.zones.refer(&row.it.from, || row.place.at("from"), complaints);
        let to = ids.zones.refer(&row.it.to, || row.place.at("to"), complaints);
        if from.is_some() && from == to {
            complaints.error(
                "BS0501",
                row.place.at("to"),
                "this conduit leads from a zone to itself",
                "within a zone nothing has to be joined: delete it",
            );
        }
    }
    let mut used = Used { systems: vec![false; rows.systems.len()], services: vec![false; rows.services.len()] };
    let needs = needs(rows, ids, &mut used, complaints);
    let starts_after = starts_after(rows, ids, &mut used, complaints);
    let needs_sound = cycles(
        "BS0303",
        "needs itself",
        "needs",
        &needs,
        &ids.systems,
        |at| rows.systems[at].place.at("needs"),
        complaints,
    );
    let starts_sound = cycles(
        "BS0304",
        "starts after itself",
        "starts after",
        &starts_after,
        &ids.systems,
        |at| rows.systems[at].place.at("starts_after"),
        complaints,
    );
    if needs_sound && starts_sound {
        deadlocks(rows, ids, &starts_after, complaints);
    }
    let uses = services(rows, ids, &mut used, complaints);
    cycles(
        "BS0305",
        "is made of itself",
        "is made of",
        &uses,
        &ids.services,
        |at| rows.services[at].place.at("logic"),
        complaints,
    );
    for row in &rows.sites {
        let channels = [
            ("order", &row.it.order),
            ("produce", &row.it.produce),
            ("ship", &row.it.ship),
            ("sell", &row.it.sell),
            ("pay", &row.it.pay),
        ];
        for (key, written) in channels {
            if let Some(written) = written {
                either(written, row.place, key, ids, &mut used, complaints);
            }
        }
    }
    for row in &rows.targets {
        if row.it.services.is_empty() && !row.broken {
            complaints.error(
                "BS0215",
                row.place.at("services"),
                "this target has no service",
                "name at least one, or delete the target",
            );
        }
        for (item, (id, _)) in row.it.services.iter().enumerate() {
            if let Some(at) = ids.services.refer(id, || row.place.at(format!("services.{item}")), complaints) {
                used.services[at] = true;
            }
        }
    }
    useless(rows, ids, &used, complaints);
}

/// What something else refers to.
struct Used {
    systems: Vec<bool>,
    services: Vec<bool>,
}

fn named(row: RowPlace, key: &str, item: Option<usize>, at: usize, name: &str) -> Place {
    let path = item.map_or_else(|| key.to_owned(), |item| format!("{key}.{item}"));
    Place::Field { row, path, key: false, inner: Some((at, name.len())) }
}

/// Names that are systems or services.
fn either(
    written: &Written,
    row: RowPlace,
    key: &str,
    ids: &Ids<'_>,
    used: &mut Used,
    complaints: &mut Complaints,
) -> Vec<usize> {
    let mut services = Vec::new();
    for (item, at, name) in written.names() {
        if let Some(system) = ids.systems.get(name) {
            used.systems[system] = true;
        } else if let Some(service) = ids.services.get(name) {
            used.services[service] = true;
            services.push(service);
        } else {
            let known = ids.systems.ids().iter().chain(ids.services.ids()).copied();
            let near = crate::source::place::did_you_mean(name, known);
            let advice =
                if near.is_empty() { "correct it, or add a system or service with this id".to_owned() } else { near };
            complaints.error(
                "BS0301",
                named(row, key, item, at, name),
                format!("there is no system or service {}", quote(name)),
                advice,
            );
        }
    }
    services
}

fn needs(rows: &ModelRows, ids: &Ids<'_>, used: &mut Used, complaints: &mut Complaints) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); rows.systems.len()];
    for (at, row) in rows.systems.iter().enumerate() {
        if let Some(zone) = &row.it.zone {
            ids.zones.refer(zone, || row.place.at("zone"), complaints);
        }
        let Some(written) = &row.it.needs else {
            continue;
        };
        for (item, byte, name) in written.names() {
            let place = || named(row.place, "needs", item, byte, name);
            if ids.systems.get(name).is_none() && ids.services.get(name).is_some() {
                complaints.error(
                    "BS0307",
                    place(),
                    format!("{} is a service; systems need systems", quote(name)),
                    "name the systems that the service is made of",
                );
            } else if let Some(needed) = ids.systems.refer(name, place, complaints) {
                edges[at].push(needed);
                used.systems[needed] = true;
            }
        }
    }
    edges
}

fn starts_after(rows: &ModelRows, ids: &Ids<'_>, used: &mut Used, complaints: &mut Complaints) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); rows.systems.len()];
    for (at, row) in rows.systems.iter().enumerate() {
        for (item, id) in row.it.starts_after.iter().flatten().enumerate() {
            let place = || row.place.at(format!("starts_after.{item}"));
            if ids.systems.get(id).is_none() && ids.services.get(id).is_some() {
                complaints.error(
                    "BS0307",
                    place(),
                    format!("{} is a service; systems start after systems", quote(id)),
                    "name the systems that the service is made of",
                );
            } else if let Some(first) = ids.systems.refer(id, place, complaints) {
                edges[at].push(first);
                used.systems[first] = true;
            }
        }
    }
    edges
}

fn services(rows: &ModelRows, ids: &Ids<'_>, used: &mut Used, complaints: &mut Complaints) -> Vec<Vec<usize>> {
    let mut edges = vec![Vec::new(); rows.services.len()];
    for (at, row) in rows.services.iter().enumerate() {
        // A service that uses itself has a cycle, but is of use to nobody else: the cycle is complained about.
        edges[at] = either(&row.it.logic, row.place, "logic", ids, used, complaints);
    }
    edges
}

/// Finds rows that lead back to themselves; complains about each circle once, at its first row. Whether there is none.
fn cycles(
    code: &'static str,
    what: &str,
    verb: &str,
    edges: &[Vec<usize>],
    index: &Index<'_>,
    place: impl Fn(usize) -> Place,
    complaints: &mut Complaints,
) -> bool {
    let found = circles(edges);
    for circle in &found {
        const MOST: usize = 8;
        let mut path: Vec<String> = circle.iter().take(MOST).map(|at| format!("`{}`", index.ids()[*at])).collect();
        if circle.len() > MOST {
            path.push(format!("({} more)", circle.len() - MOST));
        }
        path.push(format!("`{}`", index.ids()[circle[0]]));
        let message =
            format!("the {} {} {what}: {}", index.word, quote(index.ids()[circle[0]]), path.join(&format!(" {verb} ")));
        complaints.error(code, place(circle[0]), message, "break the circle at one of them");
    }
    found.is_empty()
}

/// Circles in a graph, by a depth-first walk without recursion (the graph may be a chain of a million rows). Each starts at its lowest row.
fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: u8 = 0;
    const OPEN: u8 = 1;
    const DONE: u8 = 2;
    let mut state = vec![NEW; edges.len()];
    let mut found: Vec<Vec<usize>> = Vec::new();
    for root in 0..edges.len() {
        if state[root] != NEW {
            continue;
        }
        let mut path = vec![(root, 0)];
        state[root] = OPEN;
        while let Some((at, next)) = path.last_mut() {
            let here = *at;
            match edges[here].get(*next) {
                None => {
                    state[here] = DONE;
                    path.pop();
                }
                Some(&to) => {
                    *next += 1;
                    if state[to] == NEW {
                        state[to] = OPEN;
                        path.push((to, 0));
                    } else if state[to] == OPEN {
                        let from = path.iter().position(|(at, _)| *at == to).unwrap_or(0);
                        let mut circle: Vec<usize> = path[from..].iter().map(|(at, _)| *at).collect();
                        let lowest =
                            circle.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(position, _)| position);
                        circle.rotate_left(lowest);
                        if !found.contains(&circle) {
                            found.push(circle);
                        }
                        // One circle of each kind says enough; a hostile graph has exponentially many.
                        const MOST: usize = 50;
                        if found.len() >= MOST {
                            return found;
                        }
                    }
                }
            }
        }
    }
    found
}

/// A system that waits for one that cannot run without it would never start.
fn deadlocks(rows: &ModelRows, ids: &Ids<'_>, starts_after: &[Vec<usize>], complaints: &mut Complaints) {
    let edges: Vec<Vec<usize>> = rows
        .systems
        .iter()
        .zip(starts_after)
        .map(|(row, first)| {
            let must = row.it.needs.as_ref().map(|needs| indispensable(needs, ids)).unwrap_or_default();
            first.iter().copied().chain(must).collect()
        })
        .collect();
    for circle in circles(&edges) {
        // Needs alone have no circle, so some system of it starts after the next.
        let follows = |at: usize| circle[(at + 1) % circle.len()];
        let waiting = (0..circle.len()).find(|at| starts_after[circle[*at]].contains(&follows(*at))).unwrap_or(0);
        let (system, first) = (circle[waiting], follows(waiting));
        let name = |at: usize| quote(ids.systems.ids()[at]);
        let message =
            format!("{} can never start: it starts after {}, which cannot run without it", name(system), name(first));
        complaints.error("BS0308", rows.systems[system].place.at("starts_after"), message, "drop one of the two edges");
    }
}

/// Systems without which a logic is down, whatever else is up.
fn indispensable(written: &Written, ids: &Ids<'_>) -> BTreeSet<usize> {
    match written {
        Written::One(expr) => without(expr, ids),
        Written::List(list) => list.iter().flat_map(|expr| without(expr, ids)).collect(),
    }
}

fn without(expr: &Expr, ids: &Ids<'_>) -> BTreeSet<usize> {
    let spare = match &expr.node {
        Node::Name(name) => return ids.systems.get(name).into_iter().collect(),
        Node::All(_) => 0,
        Node::Any(parts) | Node::Mean(parts) => parts.len() - 1,
        Node::AtLeast(k, parts) => parts.len() - (*k as usize).min(parts.len()),
    };
    let mut counts = std::collections::BTreeMap::new();
    for part in expr.parts() {
        for system in without(part, ids) {
            *counts.entry(system).or_insert(0_usize) += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > spare).map(|(system, _)| system).collect()
}

fn useless(rows: &ModelRows, ids: &Ids<'_>, used: &Used, complaints: &mut Complaints) {
    for (at, row) in rows.systems.iter().enumerate() {
        if !used.systems[at] && row.it.resource.is_none() && !row.broken && ids.systems.get(&row.it.id) == Some(at) {
            let message = format!("nothing depends on the system {}", quote(&row.it.id));
            complaints.warning(
                "BS0601",
                row.place.at("id"),
                message,
                "name it in a service, in a channel of a site, or in another system's `needs`",
            );
        }
    }
    for (at, row) in rows.services.iter().enumerate() {
        if !used.services[at] && row.it.tolerance.is_none() && !row.broken && ids.services.get(&row.it.id) == Some(at) {
            let message = format!("nothing depends on the service {}", quote(&row.it.id));
            complaints.warning(
                "BS0602",
                row.place.at("id"),
                message,
                "name it in a channel of a site or in a target, or give it a tolerance",
            );
        }
    }
}
