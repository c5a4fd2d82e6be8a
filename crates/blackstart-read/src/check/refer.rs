//! What a scenario, its attack and other files of a model refer to: ids that exist, once each, and the systems they mean.

use super::Index;
use crate::source::fields::Chosen;
use crate::source::place::{Complaints, RowPlace, quote};
use crate::source::record::Row;
use blackstart_model::model::Model;
use std::collections::BTreeSet;

/// Indices of what a scenario may name.
pub(crate) struct ScenarioIds<'m> {
    pub sources: Index<'m>,
    pub zones: Index<'m>,
    pub systems: Index<'m>,
    pub services: Index<'m>,
    pub crews: Index<'m>,
    pub products: Index<'m>,
    pub parties: Index<'m>,
    pub sites: Index<'m>,
    pub data: Index<'m>,
}

impl<'m> ScenarioIds<'m> {
    pub(crate) fn of(model: &'m Model) -> Self {
        macro_rules! index {
            ($word:literal, $rows:ident) => {
                Index::new($word, model.$rows.rows().iter().map(|row| row.name.id.as_str()).collect())
            };
        }
        Self {
            sources: Index::new("source", model.sources.rows().iter().map(|row| row.id.as_str()).collect()),
            zones: index!("zone", zones),
            systems: index!("system", systems),
            services: index!("service", services),
            crews: index!("crew", crews),
            products: index!("product", products),
            parties: index!("party", parties),
            sites: index!("site", sites),
            data: index!("data", data),
        }
    }
}

/// No id twice, every source there.
pub(super) fn unique<T>(
    rows: &[Row<T>],
    word: &str,
    id: impl Fn(&T) -> Option<&String>,
    ids: &ScenarioIds<'_>,
    complaints: &mut Complaints,
) {
    let mut seen = BTreeSet::new();
    for row in rows {
        if let Some(id) = id(&row.it)
            && !id.is_empty()
            && !seen.insert(id)
        {
            complaints.error(
                "BS0302",
                row.place.at("id"),
                format!("the {word} {} is defined twice", quote(id)),
                "rename or delete one of the two",
            );
        }
        for told in row.told.iter() {
            for (item, id) in told.sources.iter().enumerate() {
                ids.sources.refer(id, || row.place.at(format!("source.{item}")), complaints);
            }
            for (key, id) in &told.source_of {
                ids.sources.refer(id, || row.place.at(format!("source_of.{key}")), complaints);
            }
        }
    }
}

/// Every system of a choice exists.
pub(super) fn chosen(systems: &Chosen, place: RowPlace, ids: &ScenarioIds<'_>, complaints: &mut Complaints) {
    if let Chosen::These(list) = systems {
        each(list, &ids.systems, place, "systems", complaints);
    }
}

/// Every id of a list exists.
pub(super) fn each(list: &[String], index: &Index<'_>, place: RowPlace, key: &str, complaints: &mut Complaints) {
    for (item, id) in list.iter().enumerate() {
        index.refer(id, || place.at(format!("{key}.{item}")), complaints);
    }
}

/// Two shares of the same whole.
pub(super) fn shares(lost: f64, exposed: f64, place: RowPlace, broken: bool, complaints: &mut Complaints) {
    if lost + exposed > 1.0 + 1e-9 && !broken {
        complaints.error(
            "BS0703",
            place.at("exposed"),
            format!("`lost` and `exposed` add up to {}, more than 1", lost + exposed),
            "what is neither lost nor exposed is clean",
        );
    }
}

/// Systems that a fall names, in model order, each once.
pub(crate) fn fallen(
    systems: Option<&Chosen>,
    zones: Option<&[String]>,
    model: &Model,
    ids: &ScenarioIds<'_>,
) -> Vec<usize> {
    match (systems, zones) {
        (Some(Chosen::All), _) => (0..model.systems.len()).collect(),
        (Some(Chosen::These(list)), _) => {
            list.iter().filter_map(|id| ids.systems.get(id)).collect::<BTreeSet<_>>().into_iter().collect()
        }
        (None, Some(zones)) => {
            let zones: BTreeSet<usize> = zones.iter().filter_map(|id| ids.zones.get(id)).collect();
            let inside = |zone: Option<blackstart_model::id::ZoneId>| {
                zone.is_some_and(|zone| zones.contains(&blackstart_model::id::Key::index(zone)))
            };
            model
                .systems
                .rows()
                .iter()
                .enumerate()
                .filter(|(_, system)| inside(system.zone))
                .map(|(at, _)| at)
                .collect()
        }
        (None, None) => Vec::new(),
    }
}
