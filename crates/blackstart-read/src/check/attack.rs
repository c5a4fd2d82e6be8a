//! Attacks: everything they name exists, every state can be reached, and the answer to them cuts something.

use super::Index;
use super::refer::{ScenarioIds, chosen, each, fallen, shares, unique};
use crate::library::{Found, find};
use crate::source::AttackRows;
use crate::source::fields::{Chosen, check_id};
use crate::source::kinds::*;
use crate::source::place::{Complaints, RowPlace, quote};
use crate::source::record::Row;
use blackstart_model::attack::Doctrine;
use blackstart_model::model::Model;
use std::collections::{BTreeMap, BTreeSet};

/// A technique with what the library gives.
pub(crate) struct Whole {
    pub row: TechniqueRow,
    pub found: Option<Found>,
}

/// A technique's row, filled from the library where it names one.
pub(crate) fn whole(row: &TechniqueRow) -> Whole {
    let found = row.r#use.as_deref().and_then(|id| find(id).ok());
    let mut row = row.clone();
    if let Some(found) = &found {
        let from = found.row;
        macro_rules! fill {
            ($($key:ident),*) => { $( if row.$key.is_none() { row.$key.clone_from(&from.$key); } )* };
        }
        fill!(title, attack, needs, gives, success, time, conduits, credentials, alert);
    }
    Whole { row, found }
}

/// Indices of what an attack names within itself.
pub(crate) struct AttackIds<'r> {
    pub credentials: Index<'r>,
    pub techniques: Index<'r>,
    pub conduits: Index<'r>,
}

impl<'r> AttackIds<'r> {
    pub(crate) fn of(rows: &'r AttackRows, model: &'r Model) -> Self {
        Self {
            credentials: Index::new("credential", rows.credentials.iter().map(|row| row.it.id.as_str()).collect()),
            techniques: Index::new("technique", rows.techniques.iter().map(|row| row.it.id.as_str()).collect()),
            conduits: Index::new("conduit", model.conduits.iter().map(|row| row.name.id.as_str()).collect()),
        }
    }
}

/// States of an attack: those at the start, then those that techniques give, in the order they are written, each once.
pub(crate) fn states(rows: &AttackRows, techniques: &[Whole]) -> Vec<String> {
    let start = rows.head.iter().flat_map(|row| row.it.start.iter());
    let given = techniques.iter().flat_map(|whole| whole.row.gives.iter().flatten());
    let mut seen = BTreeSet::new();
    start.chain(given).filter(|state| !state.is_empty() && seen.insert((*state).clone())).cloned().collect()
}

/// Checks an attack against its model.
pub(crate) fn check(rows: &AttackRows, model: &Model, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let Some(head) = &rows.head else {
        let lists = [
            rows.credentials.first().map(|row| row.place),
            rows.techniques.first().map(|row| row.place),
            rows.controls.first().map(|row| row.place),
            rows.cuts.first().map(|row| row.place),
            rows.rules.first().map(|row| row.place),
            rows.effects.first().map(|row| row.place),
            rows.detectors.first().map(|row| row.place),
        ];
        if let Some(first) = lists.into_iter().flatten().next() {
            let message = format!("this {} belongs to no attack", first.list);
            complaints.error("BS0901", first.whole(), message, "add [attack] with `start`");
        }
        return;
    };
    // Half of an attack would provoke complaints that hide the cause.
    if complaints.about_files() > 0 {
        return;
    }
    if head.it.mal.is_some() {
        if let Some(graph) = &rows.mal {
            super::mal::check(rows, head, graph, ids, complaints);
        }
        return;
    }
    if let Some(row) = rows.detectors.first() {
        let advice = "give techniques an `alert`, or the attack a `mal`";
        complaints.error(
            "BS0913",
            row.place.whole(),
            "a detector watches steps of a MAL model; this attack has none",
            advice,
        );
    }
    for row in rows.cuts.iter().filter(|row| row.it.steps.is_some()) {
        let advice = "give `conduits` or `credentials`, or the attack a `mal`";
        complaints.error(
            "BS0913",
            row.place.key("steps"),
            "`steps` are those of a MAL model; this attack has none",
            advice,
        );
    }
    let own = AttackIds::of(rows, model);
    cited(rows, ids, complaints);
    let techniques: Vec<Whole> = rows.techniques.iter().map(|row| whole(&row.it)).collect();
    for (row, whole) in rows.techniques.iter().zip(&techniques) {
        technique(row, whole, &own, complaints);
    }
    let states = states(rows, &techniques);
    let known = Index::new("state", states.iter().map(String::as_str).collect());
    let state = |id: &String, place: &dyn Fn() -> crate::source::place::Place, complaints: &mut Complaints| {
        if known.get(id).is_none() && !id.is_empty() {
            let near = Some(known.suggest(id, complaints)).filter(|near| near.starts_with("did you mean"));
            let advice = near.unwrap_or_else(|| "let a technique give it, or add it to `start`".to_owned());
            complaints.error("BS0903", place(), format!("nothing gives the state {}", quote(id)), advice);
        }
    };
    let all = |list: &[String], row: RowPlace, key: &str, broken: bool, complaints: &mut Complaints| {
        some(list, row, key, broken, complaints);
        for (item, id) in list.iter().enumerate() {
            state(id, &|| row.at(format!("{key}.{item}")), complaints);
        }
    };
    some(&head.it.start, head.place, "start", head.broken, complaints);
    for (item, id) in head.it.start.iter().enumerate().filter(|(_, id)| check_id(id).is_err()) {
        let advice = "use letters, digits, `-`, `_` and `.` only; steps of a MAL model need `mal`";
        complaints.error(
            "BS0214",
            head.place.at(format!("start.{item}")),
            format!("{} cannot be a state", quote(id)),
            advice,
        );
    }
    for (row, whole) in rows.techniques.iter().zip(&techniques) {
        if let Some(needs) = &whole.row.needs {
            all(needs, row.place, "needs", row.broken, complaints);
        }
    }
    for row in &rows.controls {
        each(&row.it.blocks, &own.techniques, row.place, "blocks", complaints);
        some(&row.it.blocks, row.place, "blocks", row.broken, complaints);
    }
    let uses = |list: fn(&TechniqueRow) -> &Option<Vec<String>>| {
        techniques.iter().flat_map(|whole| list(&whole.row).iter().flatten().map(String::as_str)).collect()
    };
    let used: Used<'_> = (uses(|row| &row.conduits), uses(|row| &row.credentials));
    for row in &rows.cuts {
        cut(row, model, &own, &used, complaints);
    }
    for row in &rows.rules {
        all(&row.it.when, row.place, "when", row.broken, complaints);
        hits(row.it.systems.as_ref(), row.it.zones.as_deref(), row.place, row.broken, true, ids, complaints);
    }
    for row in &rows.effects {
        all(&row.it.when, row.place, "when", row.broken, complaints);
        effect(row, ids, complaints);
    }
    for row in &rows.taken {
        if let Some(when) = &row.it.when {
            all(when, row.place, "when", row.broken, complaints);
        }
    }
    if !complaints.failed() {
        lints(rows, head, &techniques, complaints);
    }
}

/// What an effect does to which systems.
pub(super) fn effect(row: &Row<EffectRow>, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    let destroys = row.it.destroys.as_ref().is_some_and(|list| !list.is_empty());
    hits(row.it.systems.as_ref(), row.it.zones.as_deref(), row.place, row.broken, !destroys, ids, complaints);
    shares(row.it.lost, row.it.exposed, row.place, row.broken, complaints);
    let touches = row.it.systems.is_some() || row.it.zones.is_some();
    if touches && row.it.lost <= 0.0 && row.it.exposed <= 0.0 && !row.broken {
        let advice = "give `lost` or `exposed` a share";
        complaints.error("BS0905", row.place.whole(), "this effect does nothing to its systems", advice);
    }
}

pub(super) fn some(list: &[String], place: RowPlace, key: &str, broken: bool, complaints: &mut Complaints) {
    if list.is_empty() && !broken {
        complaints.error("BS0215", place.at(key.to_owned()), "this list is empty", "name at least one");
    }
}

/// No id twice, every source there.
pub(super) fn cited(rows: &AttackRows, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    unique(rows.head.as_slice(), "attack", |_| None, ids, complaints);
    unique(&rows.credentials, "credential", |row| Some(&row.id), ids, complaints);
    unique(&rows.techniques, "technique", |row| Some(&row.id), ids, complaints);
    unique(&rows.controls, "control", |row| Some(&row.id), ids, complaints);
    unique(&rows.cuts, "cut", |row| Some(&row.id), ids, complaints);
    unique(&rows.rules, "shutdown rule", |row| Some(&row.id), ids, complaints);
    unique(&rows.effects, "effect", |_| None, ids, complaints);
    unique(&rows.detectors, "detector", |row| Some(&row.id), ids, complaints);
}

fn technique(row: &Row<TechniqueRow>, whole: &Whole, own: &AttackIds<'_>, complaints: &mut Complaints) {
    let it = &whole.row;
    if let Some(id) = &row.it.r#use
        && whole.found.is_none()
        && !id.is_empty()
    {
        let near = find(id).err().flatten();
        let advice = near.map_or_else(
            || "`blackstart attack --library` lists all techniques".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        complaints.error("BS0301", row.place.at("use"), format!("the library has no technique {}", quote(id)), advice);
    }
    if !row.broken && (row.it.r#use.is_none() || whole.found.is_some()) {
        let given = [
            ("needs", it.needs.is_some()),
            ("gives", it.gives.is_some()),
            ("success", it.success.is_some()),
            ("time", it.time.is_some()),
        ];
        for (key, _) in given.into_iter().filter(|(_, given)| !given) {
            let message = format!("this technique has no `{key}`");
            complaints.error(
                "BS0202",
                row.place.whole(),
                message,
                format!("add `{key}`, or take it from the library with `use`"),
            );
        }
    }
    if let Some(gives) = &it.gives {
        some(gives, row.place, "gives", row.broken, complaints);
    }
    each(it.conduits.as_deref().unwrap_or_default(), &own.conduits, row.place, "conduits", complaints);
    let written = row.it.credentials.is_some();
    for (item, id) in it.credentials.iter().flatten().enumerate() {
        if written {
            own.credentials.refer(id, || row.place.at(format!("credentials.{item}")), complaints);
        } else if own.credentials.get(id).is_none() {
            let message = format!("the library's technique uses the credential {}, which is not declared", quote(id));
            let advice = format!("add [[credential]] with id = \"{id}\", or give `credentials` here");
            complaints.error("BS0301", row.place.at("use"), message, advice);
        }
    }
}

/// Conduits and credentials that techniques use.
type Used<'w> = (BTreeSet<&'w str>, BTreeSet<&'w str>);

fn cut(row: &Row<CutRow>, model: &Model, own: &AttackIds<'_>, used: &Used<'_>, complaints: &mut Complaints) {
    let it = &row.it;
    let (conduits, credentials) =
        (it.conduits.as_deref().unwrap_or_default(), it.credentials.as_deref().unwrap_or_default());
    if conduits.is_empty() && credentials.is_empty() && !row.broken {
        complaints.error("BS0904", row.place.whole(), "this cuts nothing", "give `conduits` or `credentials`");
    }
    for (item, id) in conduits.iter().enumerate() {
        let place = || row.place.at(format!("conduits.{item}"));
        if let Some(at) = own.conduits.refer(id, place, complaints)
            && !model.conduits[at].cuttable
        {
            let message = format!("the conduit {} cannot be cut, says the model", quote(id));
            complaints.error("BS0904", place(), message, "leave it out, or set `cuttable = true` in the model");
        }
    }
    for (item, id) in credentials.iter().enumerate() {
        own.credentials.refer(id, || row.place.at(format!("credentials.{item}")), complaints);
    }
    let idle = !conduits.iter().any(|id| used.0.contains(id.as_str()))
        && !credentials.iter().any(|id| used.1.contains(id.as_str()));
    if idle && !row.broken && !complaints.failed() {
        let advice = "name what it needs in `conduits` and `credentials` of techniques";
        complaints.warning("BS0906", row.place.whole(), "no technique uses what this cuts", advice);
    }
}

pub(super) fn hits(
    systems: Option<&Chosen>,
    zones: Option<&[String]>,
    place: RowPlace,
    broken: bool,
    needed: bool,
    ids: &ScenarioIds<'_>,
    complaints: &mut Complaints,
) {
    match (systems, zones) {
        (None, None) if needed && !broken => {
            complaints.error("BS0905", place.whole(), "this names no systems", "add `systems` or `zones`");
        }
        (Some(_), Some(_)) => {
            complaints.error("BS0905", place.at("zones"), "this has both `systems` and `zones`", "keep one of the two");
        }
        _ => {}
    }
    if let Some(systems) = systems {
        chosen(systems, place, ids, complaints);
    }
    if let Some(zones) = zones {
        each(zones, &ids.zones, place, "zones", complaints);
    }
}

/// What is possible, but probably not meant.
fn lints(rows: &AttackRows, head: &Row<AttackRow>, techniques: &[Whole], complaints: &mut Complaints) {
    // What can be reached at all: least fixpoint with every success.
    let mut needed_by: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut left = Vec::new();
    for (at, whole) in techniques.iter().enumerate() {
        let needs: BTreeSet<&str> = whole.row.needs.iter().flatten().map(String::as_str).collect();
        left.push(needs.len());
        for need in needs {
            needed_by.entry(need).or_default().push(at);
        }
    }
    let mut have: BTreeSet<&str> = head.it.start.iter().map(String::as_str).collect();
    let mut work: Vec<&str> = have.iter().copied().collect();
    while let Some(state) = work.pop() {
        for &at in needed_by.get(state).into_iter().flatten() {
            left[at] -= 1;
            let it = &techniques[at].row;
            if left[at] == 0 && it.success.unwrap_or(0.0) > 0.0 {
                work.extend(it.gives.iter().flatten().map(String::as_str).filter(|given| have.insert(given)));
            }
        }
    }
    for at in (0..techniques.len()).filter(|at| left[*at] > 0) {
        let missing = techniques[at].row.needs.iter().flatten().filter(|state| !have.contains(state.as_str()));
        let missing: Vec<String> = missing.map(|state| quote(state)).collect();
        let message = format!("this technique can never start: {} cannot be reached", missing.join(", "));
        let advice = "give it another way, or delete the technique";
        complaints.warning("BS0907", rows.techniques[at].place.whole(), message, advice);
    }
    let seen = techniques.iter().any(|whole| whole.row.alert.as_ref().is_some_and(|alert| alert.chance > 0.0));
    answers(rows, head, seen, complaints);
}

/// Whether the answer to an attack can come at all, and the attack does anything. `seen`: something raises an alert.
pub(super) fn answers(rows: &AttackRows, head: &Row<AttackRow>, seen: bool, complaints: &mut Complaints) {
    let never = |doctrine| doctrine == Doctrine::Never;
    let answers = !rows.cuts.is_empty() || (!rows.rules.is_empty() && !never(head.it.shutdown));
    if answers && !seen {
        let advice = if head.it.mal.is_some() { "add a [[detector]]" } else { "give techniques an `alert`" };
        complaints.warning(
            "BS0908",
            head.place.whole(),
            "nothing raises an alert, so nothing is cut or switched off",
            advice,
        );
    }
    if rows.effects.is_empty() && rows.rules.is_empty() && rows.taken.iter().all(|row| row.it.when.is_none()) {
        let advice = "add [[effect]]: which states do what to which systems";
        complaints.warning("BS0909", head.place.whole(), "this attack takes no system down", advice);
    }
}

/// What an attack can take down: place, systems, whether some may be lost or exposed.
pub(crate) fn downs<'r>(
    rows: &'r AttackRows,
    model: &'r Model,
    ids: &'r ScenarioIds<'_>,
) -> impl Iterator<Item = (RowPlace, Vec<usize>, bool, bool)> + 'r {
    let exposed: BTreeSet<usize> = rows
        .effects
        .iter()
        .filter(|row| row.it.exposed > 0.0)
        .flat_map(|row| fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids))
        .collect();
    let effects = rows.effects.iter().filter(|row| row.it.lost > 0.0).map(|row| {
        let systems = fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids);
        (row.place, systems, true, false)
    });
    let rules = rows.rules.iter().map(move |row| {
        let systems = fallen(row.it.systems.as_ref(), row.it.zones.as_deref(), model, ids);
        let verified = row.it.exposed > 0.0 || systems.iter().any(|at| exposed.contains(at));
        (row.place, systems, false, verified)
    });
    effects.chain(rules)
}
