//! What an import is given.

use super::map::Map;
use super::sheet::{Sheet, folded};
use std::collections::{BTreeMap, BTreeSet};

/// Restore times that nobody has: how long companies took as a whole, and how their systems spread.
#[derive(Clone, Debug)]
pub struct Laws {
    /// Until the directory, networks and platforms run, without which nothing restarts: in half of the companies \[h\].
    pub first_hours: f64,
    /// Until nearly everything runs: in half of the companies \[h\].
    pub normal_hours: f64,
    /// A system's 90th percentile, and its mean, as a multiple of its median.
    pub p90: f64,
    /// See `p90`.
    pub mean: f64,
    /// What all systems of one incident have in common, as a model's field takes it.
    pub common: String,
    /// Where they are from, in half a sentence.
    pub from: String,
}

/// Ids that things have since an import before, by table and title.
#[derive(Clone, Debug, Default)]
pub struct Known(BTreeMap<(String, String), Vec<String>>);

impl Known {
    /// Something of a table has this id.
    pub fn add(&mut self, table: &str, title: &str, id: &str) {
        self.0.entry((table.to_owned(), folded(title))).or_default().push(id.to_owned());
    }

    /// All of them.
    pub(super) fn ids(&self) -> BTreeSet<String> {
        self.0.values().flatten().cloned().collect()
    }

    /// The id of something of a table, the first of those of this title that is left.
    pub(super) fn claim(&mut self, table: &str, title: &str) -> Option<String> {
        let its = self.0.get_mut(&(table.to_owned(), folded(title)))?;
        (!its.is_empty()).then(|| its.remove(0))
    }
}

/// What is imported, and what for.
#[derive(Debug)]
pub struct Input<'a> {
    /// The tables.
    pub sheets: &'a [Sheet],
    /// What they hold; without it that is guessed.
    pub map: Option<&'a Map>,
    /// Name of the model.
    pub name: &'a str,
    /// Restore times that nobody has.
    pub laws: &'a Laws,
    /// What was imported before keeps its ids.
    pub known: &'a Known,
    /// Most systems and services that a model may have.
    pub most_systems: usize,
}

impl Input<'_> {
    /// Whether what is not said may be guessed.
    pub(super) fn guesses(&self) -> bool {
        self.map.is_none()
    }
}
