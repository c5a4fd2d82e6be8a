//! What an import is given.

use super::map::Map;
use super::sheet::Sheet;

/// Restore times that nobody has: laws by what is restored, as a model's field takes them.
#[derive(Clone, Debug)]
pub struct Laws {
    /// Directory, network, platform: what nothing restarts without.
    pub infrastructure: String,
    /// Everything else.
    pub application: String,
    /// What all of one incident have in common.
    pub common: String,
    /// Where they are from, in half a sentence.
    pub from: String,
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
    /// Most systems and services that a model may have.
    pub most_systems: usize,
}

impl Input<'_> {
    /// Whether what is not said may be guessed.
    pub(super) fn guesses(&self) -> bool {
        self.map.is_none()
    }
}
