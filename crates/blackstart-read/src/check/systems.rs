//! Systems and services: what they are made of exists, nothing waits for itself, nothing is unused.

use super::{Ids, Index};
use crate::source::ModelRows;
use crate::source::fields::Written;
use crate::source::place::{Complaints, Place, RowPlace, quote};
use blackstart_model::logic::{Expr, Node};

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
    // What holds data is there for that.
    for system in rows.data.iter().flat_map(|row| &row.it.held_by).filter_map(|id| ids.systems.get(id)) {
        used.systems[system] = true;
    }
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
        if let Some(party) = &row.it.party {
            ids.parties.refer(party, || row.place.at("party"), complaints);
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

/// Systems that would never come back if all fell: their starts and needs wait for each other in a circle.
fn deadlocks(rows: &ModelRows, ids: &Ids<'_>, starts_after: &[Vec<usize>], complaints: &mut Complaints) {
    let stuck = Starts::of(rows, ids, starts_after).never();
    // Each of them waits for another of them: following one reason each leads into every circle.
    let why: Vec<Vec<usize>> = (0..stuck.len())
        .map(|at| {
            let needs = rows.systems[at].it.needs.as_ref();
            let needed = || needs.into_iter().flat_map(Written::names).filter_map(|(.., name)| ids.systems.get(name));
            let mut waits = starts_after[at].iter().copied().chain(needed()).filter(|&other| stuck[other]);
            if stuck[at] { waits.next().into_iter().collect() } else { Vec::new() }
        })
        .collect();
    for mut circle in circles(&why) {
        let after = |at: usize, other: usize| starts_after[at].contains(&other);
        // Needs alone have no circle, so some system of it starts after the next.
        let follows = |at: usize| circle[(at + 1) % circle.len()];
        let first = (0..circle.len()).find(|&at| after(circle[at], follows(at))).unwrap_or(0);
        circle.rotate_left(first);
        const MOST: usize = 8;
        let name = |at: usize| format!("`{}`", ids.systems.ids()[at]);
        let verb = |at, other| if after(at, other) { "starts after" } else { "needs" };
        let mut path = name(circle[0]);
        for pair in circle.windows(2).take(MOST - 1) {
            path += &format!(" {} {}", verb(pair[0], pair[1]), name(pair[1]));
        }
        if circle.len() > MOST {
            path += &format!(" … ({} more)", circle.len() - MOST);
        }
        let (start, end) = (circle[0], circle[circle.len() - 1]);
        path += &format!(" {} {}", verb(end, start), name(start));
        let message = format!("the system {} can never start again once all are down: {path}", name(start));
        let advice = "break the circle at one of them, or give a need an alternative with any(…)";
        complaints.error("BS0308", rows.systems[start].place.at("starts_after"), message, advice);
    }
}

/// What must be up before each system is, as gates that open when enough of their parts are: a system is up when all that it starts
/// after is up and its needs are met.
struct Starts {
    /// Parts still missing before each gate opens; the gates of systems come first.
    missing: Vec<usize>,
    /// Gate that each gate is part of, beside those of `waits`.
    part_of: Vec<Option<usize>>,
    /// Gates that wait for each system.
    waits: Vec<Vec<usize>>,
}

impl Starts {
    fn of(rows: &ModelRows, ids: &Ids<'_>, starts_after: &[Vec<usize>]) -> Self {
        let count = rows.systems.len();
        let mut it = Self { missing: vec![0; count], part_of: vec![None; count], waits: vec![Vec::new(); count] };
        for (at, row) in rows.systems.iter().enumerate() {
            it.missing[at] += starts_after[at].len();
            for &first in &starts_after[at] {
                it.waits[first].push(at);
            }
            let needs: Vec<&Expr> = match &row.it.needs {
                None => Vec::new(),
                Some(Written::One(expr)) => vec![expr],
                Some(Written::List(list)) => list.iter().collect(),
            };
            it.missing[at] += needs.len();
            let mut left: Vec<(usize, &Expr)> = needs.into_iter().map(|expr| (at, expr)).collect();
            while let Some((gate, expr)) = left.pop() {
                let parts = expr.parts().len();
                let wanted = match &expr.node {
                    // What does not exist is complained about elsewhere and holds nobody up here.
                    Node::Name(name) => {
                        match ids.systems.get(name) {
                            Some(system) => it.waits[system].push(gate),
                            None => it.missing[gate] = it.missing[gate].saturating_sub(1),
                        }
                        continue;
                    }
                    Node::All(_) | Node::Mean(_) => parts,
                    Node::Any(_) => parts.min(1),
                    Node::AtLeast(k, _) => parts.min(*k as usize),
                };
                let own = it.missing.len();
                it.missing.push(wanted);
                it.part_of.push(Some(gate));
                left.extend(expr.parts().iter().map(|part| (own, part)));
            }
        }
        it
    }

    /// Which systems never come up: what the least fixpoint leaves out.
    fn never(mut self) -> Vec<bool> {
        let mut stuck = vec![true; self.waits.len()];
        let mut open: Vec<usize> = (0..self.missing.len()).filter(|&gate| self.missing[gate] == 0).collect();
        while let Some(gate) = open.pop() {
            let followers = match self.waits.get_mut(gate) {
                Some(waits) => {
                    stuck[gate] = false;
                    std::mem::take(waits)
                }
                None => self.part_of[gate].into_iter().collect(),
            };
            for follower in followers {
                // A gate opens once, however many more of its parts come up.
                if let Some(missing) = self.missing[follower].checked_sub(1) {
                    self.missing[follower] = missing;
                    if missing == 0 {
                        open.push(follower);
                    }
                }
            }
        }
        stuck
    }
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
