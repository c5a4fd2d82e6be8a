//! What a business impact analysis promises: whether it can be true, and whether a backlog can ever arise.

use super::Ids;
use crate::source::ModelRows;
use crate::source::fields::Written;
use crate::source::kinds::{ServiceRow, SystemRow};
use crate::source::place::{Complaints, RowPlace, quote};
use crate::source::record::Row;
use blackstart_model::logic::{Expr, Node};
use blackstart_model::model::BACK_AT;
use blackstart_model::units::{Currency, Dimension, written};
use std::collections::BTreeMap;

/// Checks what is promised of systems and services.
pub(super) fn check(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    for Row { it, place, .. } in &rows.systems {
        outlasted(&it.id, it.rto, it.mtpd, *place, complaints);
    }
    for Row { it, place, .. } in &rows.services {
        outlasted(&it.id, it.rto, it.mtpd, *place, complaints);
    }
    sooner_than_its_systems(rows, ids, complaints);
    for row in rows.services.iter().filter(|row| !row.broken) {
        if row.it.backlog.is_some() && row.it.fallback.is_none() && !loses_work(&row.it, rows, ids) {
            let message = format!("nothing is ever left to key in at {}", quote(&row.it.id));
            let advice = "give it a `fallback`, or it or its systems an `rpo`; or delete the `backlog`";
            complaints.warning("BS0414", row.place.at("backlog"), message, advice);
        }
    }
}

fn hours(hours: f64) -> String {
    written(hours, Dimension::Hours, &Currency::none())
}

/// An objective beyond what is tolerable is none.
fn outlasted(id: &str, rto: Option<f64>, mtpd: Option<f64>, place: RowPlace, complaints: &mut Complaints) {
    if let (Some(rto), Some(mtpd)) = (rto, mtpd)
        && rto > mtpd
    {
        let message =
            format!("{} is to be back within {}, but {} is the most tolerable", quote(id), hours(rto), hours(mtpd));
        complaints.warning(
            "BS0412",
            place.at("rto"),
            message,
            "correct `rto` or `mtpd`: the objective is the shorter one",
        );
    }
}

/// Whether anything of a service's work is lost when a system is rebuilt.
fn loses_work(service: &ServiceRow, rows: &ModelRows, ids: &Ids<'_>) -> bool {
    let is_some = |rpo: Option<f64>| rpo.is_some_and(|hours| hours > 0.0);
    let names = |written: &Written| -> Vec<usize> {
        written.names().into_iter().filter_map(|(_, _, name)| ids.systems.get(name)).collect()
    };
    let mut left = names(&service.logic);
    if is_some(service.rpo) && left.iter().any(|&system| rows.systems[system].it.rpo.is_none()) {
        return true;
    }
    let mut seen = vec![false; rows.systems.len()];
    while let Some(system) = left.pop() {
        if std::mem::replace(&mut seen[system], true) {
            continue;
        }
        let it: &SystemRow = &rows.systems[system].it;
        if is_some(it.rpo) {
            return true;
        }
        left.extend(it.needs.iter().flat_map(names));
    }
    false
}

/// How late a promise lets something be back at the earliest, and the system that it waits for.
type Latest = Option<(f64, usize)>;

/// No service is back before the systems that it cannot do without.
fn sooner_than_its_systems(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    if rows.services.iter().all(|row| row.it.rto.is_none()) || rows.systems.iter().all(|row| row.it.rto.is_none()) {
        return;
    }
    let latest = latest(rows, ids);
    // Services of each system that are promised sooner.
    let mut sooner: BTreeMap<usize, Vec<(f64, usize)>> = BTreeMap::new();
    for (at, row) in rows.services.iter().enumerate() {
        let (Some(rto), Some((needed, system))) = (row.it.rto, latest[rows.systems.len() + at]) else { continue };
        // Rounding of units is no contradiction.
        if !row.broken && !works_by_hand(&row.it) && rto < needed - 1e-9 {
            sooner.entry(system).or_default().push((rto, at));
        }
    }
    for (system, services) in sooner {
        let Some(&(rto, first)) = services.iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let (row, service) = (&rows.systems[system], &rows.services[first]);
        let (named, needed) = (quote(&service.it.id), quote(&row.it.id));
        let (rto, own) = (hours(rto), hours(row.it.rto.unwrap_or_default()));
        // Once for each system: at the service, or at the system if several wait for it.
        let (place, message) = match services.len() {
            1 => {
                let told = format!(
                    "{named} is to be back within {rto}, but {needed}, which it cannot do without, within {own}"
                );
                (service.place, told)
            }
            count => {
                let told = format!(
                    "{needed} is to be back within {own}, but {count} services that cannot do without it are to be back sooner: {named} within {rto}"
                );
                (row.place, told)
            }
        };
        let advice =
            "correct one of the promises, or give the service a `fallback` or `grace` that carries it until then";
        complaints.warning("BS0413", place.at("rto"), message, advice);
    }
}

/// Whether manual working can bring a service to the level that counts as back.
fn works_by_hand(service: &ServiceRow) -> bool {
    let level = service.mbco.or(service.tolerance.as_ref().map(|it| it.level)).unwrap_or(BACK_AT);
    service.fallback.as_ref().is_some_and(|it| it.level.high() >= level)
}

/// The latest promise that each system, then each service, has to wait for.
fn latest(rows: &ModelRows, ids: &Ids<'_>) -> Vec<Latest> {
    let systems = rows.systems.len();
    let find = |name: &str| ids.systems.get(name).or_else(|| Some(systems + ids.services.get(name)?));
    let of_system = rows.systems.iter().map(|row| row.it.needs.as_ref().map(required).unwrap_or_default());
    let of_service = rows.services.iter().map(|row| required(&row.it.logic));
    let waits: Vec<Vec<usize>> =
        of_system.chain(of_service).map(|names| names.into_iter().filter_map(find).collect()).collect();
    let own = |at: usize| match at.checked_sub(systems) {
        None => rows.systems[at].it.rto.map(|rto| (rto, at)),
        Some(_) => None,
    };
    let carried = |at: usize, latest: Latest| match at.checked_sub(systems) {
        None => latest,
        Some(at) => {
            let grace = rows.services[at].it.grace.high();
            latest.map(|(hours, system)| (hours - grace, system)).filter(|(hours, _)| *hours > 0.0)
        }
    };
    let mut latest: Vec<Latest> = vec![None; waits.len()];
    // A circle is complained about elsewhere; here it is cut where it is met again.
    let mut met = vec![false; waits.len()];
    for root in 0..waits.len() {
        let mut path = if std::mem::replace(&mut met[root], true) { Vec::new() } else { vec![(root, 0)] };
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if let Some(&part) = waits[at].get(*next) {
                *next += 1;
                if !std::mem::replace(&mut met[part], true) {
                    path.push((part, 0));
                }
                continue;
            }
            path.pop();
            // What another service does by hand, nobody waits for.
            let by_hand =
                |part: usize| part.checked_sub(systems).is_some_and(|it| rows.services[it].it.fallback.is_some());
            let parts = waits[at].iter().filter(|part| !by_hand(**part)).filter_map(|&part| latest[part]);
            let most =
                parts.chain(own(at)).fold(None, |most: Latest, it| most.filter(|most| most.0 >= it.0).or(Some(it)));
            latest[at] = carried(at, most);
        }
    }
    latest
}

/// Names without which a logic is never at full level: those reached through `all` only.
fn required(written: &Written) -> Vec<&str> {
    let mut names = Vec::new();
    let mut left: Vec<&Expr> = match written {
        Written::One(expr) => vec![expr],
        Written::List(list) => list.iter().collect(),
    };
    while let Some(expr) = left.pop() {
        match &expr.node {
            Node::Name(name) => names.push(name.as_str()),
            Node::All(parts) => left.extend(parts),
            Node::AtLeast(k, parts) if *k as usize == parts.len() => left.extend(parts),
            Node::Any(parts) if parts.len() == 1 => left.extend(parts),
            _ => {}
        }
    }
    names
}
