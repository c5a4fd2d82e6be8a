//! Every complaint at once: what single fields cannot know.

mod attack;
mod backtest;
mod facts;
mod goods;
mod held;
mod luck;
mod mal;
mod money;
mod people;
mod plan;
mod promised;
mod refer;
mod scenario;
mod sizes;
mod systems;
mod taken;

pub(crate) use attack::{AttackIds, states, whole};
pub(crate) use backtest::{About, backtest};
pub(crate) use facts::facts;
pub(crate) use luck::factors;
pub(crate) use plan::plan;
pub(crate) use refer::{ScenarioIds, fallen};
pub(crate) use scenario::{hit, scenario};
pub(crate) use sizes::room;
pub(crate) use taken::data_of;

use crate::source::ModelRows;
use crate::source::kinds::*;
use crate::source::place::{Complaints, Place, nearest, quote};
use crate::source::record::Row;
use std::collections::HashMap;

pub(crate) use goods::{Outflow, normal_output, outflow, step_of};

/// Ids of one kind: where each stands among its rows.
pub(crate) struct Index<'r> {
    /// Word for one.
    pub word: &'static str,
    ids: Vec<&'r str>,
    /// Only looked up, never gone through: its order is chance.
    at: HashMap<&'r str, usize>,
}

impl<'r> Index<'r> {
    /// An index over ids in row order; the first of a doubled id counts.
    pub(crate) fn new(word: &'static str, ids: Vec<&'r str>) -> Self {
        let mut at = HashMap::with_capacity(ids.len());
        for (row, id) in ids.iter().enumerate() {
            at.entry(*id).or_insert(row);
        }
        Self { word, ids, at }
    }
    /// Position of an id.
    pub(crate) fn get(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }
    /// All ids, in row order.
    pub(crate) fn ids(&self) -> &[&'r str] {
        &self.ids
    }
    fn doubled(&self, row: usize) -> Option<usize> {
        let first = self.get(self.ids[row])?;
        (first != row && !self.ids[row].is_empty()).then_some(first)
    }
    /// Position of an id that a row refers to, or a complaint. Holes are passed over: they are complained about already.
    pub(crate) fn refer(&self, id: &str, place: impl FnOnce() -> Place, complaints: &mut Complaints) -> Option<usize> {
        let found = self.get(id);
        if found.is_none() && !id.is_empty() {
            let advice = self.suggest(id, complaints);
            complaints.error("BS0301", place(), format!("there is no {} {}", self.word, quote(id)), advice);
        }
        found
    }
    /// "Did you mean", given up where it would take long: many ids times many mistakes.
    fn suggest(&self, id: &str, complaints: &Complaints) -> String {
        const MOST_COMPARED: usize = 5_000_000;
        let near = if self.ids.len().saturating_mul(1 + complaints.count()) > MOST_COMPARED {
            None
        } else {
            nearest(id, self.ids.iter().copied())
        };
        match (near, self.ids.is_empty()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, true) => format!("add a [[{}]] with this id", self.word),
            (None, false) => format!("correct it, or add a {} with this id", self.word),
        }
    }
}

/// Indices of all kinds of a model.
pub(crate) struct Ids<'r> {
    pub sources: Index<'r>,
    pub zones: Index<'r>,
    pub systems: Index<'r>,
    pub services: Index<'r>,
    pub crews: Index<'r>,
    pub calendars: Index<'r>,
    pub seasons: Index<'r>,
    pub products: Index<'r>,
    pub parties: Index<'r>,
    pub sites: Index<'r>,
    pub targets: Index<'r>,
    pub policies: Index<'r>,
    pub data: Index<'r>,
}

fn index<'r, T>(word: &'static str, rows: &'r [Row<T>], id: impl Fn(&'r T) -> &'r String) -> Index<'r> {
    Index::new(word, rows.iter().map(|row| id(&row.it).as_str()).collect())
}

impl<'r> Ids<'r> {
    pub(crate) fn of(rows: &'r ModelRows) -> Self {
        Self {
            sources: index("source", &rows.sources, |row| &row.id),
            zones: index("zone", &rows.zones, |row| &row.id),
            systems: index("system", &rows.systems, |row| &row.id),
            services: index("service", &rows.services, |row| &row.id),
            crews: index("crew", &rows.crews, |row| &row.id),
            calendars: index("calendar", &rows.calendars, |row| &row.id),
            seasons: index("season", &rows.seasons, |row| &row.id),
            products: index("product", &rows.products, |row| &row.id),
            parties: index("party", &rows.parties, |row| &row.id),
            sites: index("site", &rows.sites, |row| &row.id),
            targets: index("target", &rows.targets, |row| &row.id),
            policies: index("policy", &rows.policies, |row| &row.id),
            data: index("data", &rows.data, |row| &row.id),
        }
    }
}

/// Checks a model.
pub(crate) fn model(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    names(rows, ids, complaints);
    sources(rows, ids, complaints);
    systems::check(rows, ids, complaints);
    people::check(rows, ids, complaints);
    goods::check(rows, ids, complaints);
    sizes::check(rows, ids, complaints);
    money::check(rows, ids, complaints);
    luck::of_model(complaints);
    held::check(rows, ids, complaints);
    promised::check(rows, ids, complaints);
}

/// No id twice within a kind; no name that is both a system and a service, as logic could not tell them apart.
fn names(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    fn once<T>(rows: &[Row<T>], index: &Index<'_>, complaints: &mut Complaints) {
        for (at, row) in rows.iter().enumerate() {
            if index.doubled(at).is_some() {
                complaints.error(
                    "BS0302",
                    row.place.at("id"),
                    format!("the {} {} is defined twice", index.word, quote(index.ids[at])),
                    "rename or delete one of the two",
                );
            }
        }
    }
    once(&rows.sources, &ids.sources, complaints);
    once(&rows.zones, &ids.zones, complaints);
    once(&rows.systems, &ids.systems, complaints);
    once(&rows.services, &ids.services, complaints);
    once(&rows.crews, &ids.crews, complaints);
    once(&rows.calendars, &ids.calendars, complaints);
    once(&rows.seasons, &ids.seasons, complaints);
    once(&rows.products, &ids.products, complaints);
    once(&rows.parties, &ids.parties, complaints);
    once(&rows.sites, &ids.sites, complaints);
    once(&rows.targets, &ids.targets, complaints);
    once(&rows.policies, &ids.policies, complaints);
    once(&rows.data, &ids.data, complaints);
    let conduits: Vec<String> = rows.conduits.iter().map(|row| conduit_id(&row.it)).collect();
    let index = Index::new("conduit", conduits.iter().map(String::as_str).collect());
    for (at, row) in rows.conduits.iter().enumerate() {
        if index.doubled(at).is_some() && !row.broken {
            complaints.error(
                "BS0302",
                row.place.at("id"),
                format!("the conduit {} is defined twice", quote(&conduits[at])),
                "rename or delete one of the two",
            );
        }
    }
    for (row, id) in rows.services.iter().zip(ids.services.ids()) {
        if ids.systems.get(id).is_some() && !id.is_empty() {
            complaints.error(
                "BS0306",
                row.place.at("id"),
                format!("{} is a system and a service", quote(id)),
                "rename one of the two: logic names both",
            );
        }
    }
}

/// The id of a conduit: its own, or that of its ends.
pub(crate) fn conduit_id(row: &ConduitRow) -> String {
    row.id.clone().unwrap_or_else(|| format!("{}-{}", row.from, row.to))
}

/// Every cited source exists.
fn sources(rows: &ModelRows, ids: &Ids<'_>, complaints: &mut Complaints) {
    fn cited<T>(rows: &[Row<T>], index: &Index<'_>, complaints: &mut Complaints) {
        for row in rows {
            let Some(told) = &row.told else { continue };
            for (item, id) in told.sources.iter().enumerate() {
                index.refer(id, || row.place.at(format!("source.{item}")), complaints);
            }
            for (key, id) in &told.source_of {
                index.refer(id, || row.place.at(format!("source_of.{key}")), complaints);
            }
        }
    }
    let index = &ids.sources;
    cited(&rows.sources, index, complaints);
    cited(&rows.zones, index, complaints);
    cited(&rows.conduits, index, complaints);
    cited(&rows.systems, index, complaints);
    cited(&rows.services, index, complaints);
    cited(&rows.crews, index, complaints);
    cited(&rows.calendars, index, complaints);
    cited(&rows.seasons, index, complaints);
    cited(&rows.products, index, complaints);
    cited(&rows.parties, index, complaints);
    cited(&rows.sites, index, complaints);
    cited(&rows.links, index, complaints);
    cited(&rows.demands, index, complaints);
    cited(&rows.substitutes, index, complaints);
    cited(&rows.targets, index, complaints);
    cited(&rows.policies, index, complaints);
    cited(&rows.data, index, complaints);
}
