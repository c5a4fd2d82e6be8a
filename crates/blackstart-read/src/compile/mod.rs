//! Checked rows to ids and arrays. Everything here was checked before; nothing is looked up after.

mod attack;
mod ground;
mod mal;
mod model;
mod promised;
mod scenario;
mod sizes;

pub(crate) use model::model;
pub(crate) use scenario::scenario;

use crate::check::Index;
use crate::source::record::Told;
use blackstart_model::id::{Key, SourceId, key};
use blackstart_model::model::{Name, Provenance};

/// The key of an id.
fn find<K: Key>(index: &Index<'_>, id: &str) -> Option<K> {
    index.get(id).map(K::new)
}

/// The key of an id that may be absent: absent stays absent.
fn find_some<K: Key>(index: &Index<'_>, id: Option<&String>) -> Option<Option<K>> {
    match id {
        None => Some(None),
        Some(id) => find(index, id).map(Some),
    }
}

fn provenance(told: Option<&Told>, sources: impl Fn(&str) -> Option<SourceId>) -> Provenance {
    let Some(told) = told else {
        return Provenance::default();
    };
    let of_row = told.sources.iter().filter_map(|id| Some((None, sources(id)?)));
    let of_fields = told.source_of.iter().filter_map(|(key, id)| Some((Some(key.clone()), sources(id)?)));
    Provenance {
        sources: of_row.chain(of_fields).collect(),
        as_of: told.as_of.clone(),
        confidence: told.confidence,
        knowable: told.knowable,
        knowable_of: told.knowable_of.clone(),
    }
}

fn name(kind: &str, id: &str, title: Option<&String>, provenance: Provenance) -> Name {
    Name { id: id.to_owned(), title: title.cloned().unwrap_or_else(|| id.to_owned()), key: key(kind, id), provenance }
}
