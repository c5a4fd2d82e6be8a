//! A model: assets of a language, links between them, defences that are set. Arrays, names on demand.

mod read;

use crate::language::{FieldId, Language, StepId, TypeId};
use crate::limits::Limits;
use crate::problem::{Complaints, Read};
use crate::text::Reader;
use indexmap::IndexSet;

/// An asset, by its place in the file.
pub type AssetId = u32;

/// What a reader of models may decide.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelOptions {
    /// Whether assets of abstract types are read, with a warning; otherwise they are errors.
    pub abstract_types: bool,
}

/// A step of an asset where an attacker begins, as old model files have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPoint {
    /// The attacker's name.
    pub attacker: String,
    /// The asset.
    pub asset: AssetId,
    /// The step.
    pub step: StepId,
}

/// A model.
#[derive(Clone, Debug, Default)]
pub struct Model {
    name: String,
    names: IndexSet<Box<str>>,
    types: Vec<TypeId>,
    ids: Vec<Box<str>>,
    /// Per asset, where its runs begin in `runs`; one more than assets.
    asset_runs: Vec<u32>,
    /// Per asset and field, where its links begin in `links`; the last one is the end.
    runs: Vec<(FieldId, u32)>,
    links: Vec<AssetId>,
    /// Per set defence: the asset, the step, the probability of being enabled; by asset and step.
    defences: Vec<(AssetId, StepId, f64)>,
    entry_points: Vec<EntryPoint>,
}

impl Model {
    /// Reads a model (JSON or YAML) of a language.
    ///
    /// `file` is for messages; where it ends in `.json`, `.yml` or `.yaml` it decides the syntax.
    pub fn read(file: &str, bytes: &[u8], language: &Language, options: ModelOptions, limits: &Limits) -> Read<Self> {
        let mut complaints = Complaints::new(limits.problems);
        let Some(text) = crate::limits::text(bytes, limits.bytes, &mut complaints) else {
            return complaints.finish(file, "", None);
        };
        let mut reader = Reader::new(file, text, limits.depth, complaints);
        let model = read::model(&mut reader, language, options, limits).ok();
        reader.complaints.finish(file, text, model.flatten())
    }

    /// The name of the model.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of assets.
    pub fn len(&self) -> usize {
        self.types.len()
    }

    /// Whether there are no assets.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The type of an asset.
    pub fn type_of(&self, asset: AssetId) -> TypeId {
        self.types[asset as usize]
    }

    /// The name of an asset; no other has it.
    pub fn asset_name(&self, asset: AssetId) -> &str {
        self.names.get_index(asset as usize).map_or("", |name| name)
    }

    /// The id of an asset in its file.
    pub fn asset_id(&self, asset: AssetId) -> &str {
        &self.ids[asset as usize]
    }

    /// The asset with a name.
    pub fn asset(&self, name: &str) -> Option<AssetId> {
        self.names.get_index_of(name).map(|at| at as AssetId)
    }

    /// The number of links: pairs of assets, each counted once per association.
    pub fn link_count(&self) -> usize {
        // Both ends of every association list every link.
        self.links.len() / 2
    }

    /// Defences the model sets: asset, step, probability of being enabled; by asset and step.
    pub fn defences(&self) -> &[(AssetId, StepId, f64)] {
        &self.defences
    }

    /// Entry points of old model files, which have attackers; new ones leave them to the scenario.
    pub fn entry_points(&self) -> &[EntryPoint] {
        &self.entry_points
    }

    /// The assets that an asset is linked to by a field, ascending.
    pub(crate) fn linked(&self, asset: AssetId, field: FieldId) -> &[AssetId] {
        let (from, to) = (self.asset_runs[asset as usize] as usize, self.asset_runs[asset as usize + 1] as usize);
        // An asset has few fields.
        for at in from..to {
            if self.runs[at].0 == field {
                return &self.links[self.runs[at].1 as usize..self.runs[at + 1].1 as usize];
            }
        }
        &[]
    }

    /// Puts links into their arrays: (asset, field, asset), any order, any number of times; both directions.
    fn link(&mut self, mut links: Vec<(AssetId, FieldId, AssetId)>) {
        links.sort_unstable();
        links.dedup();
        self.links = links.iter().map(|link| link.2).collect();
        self.asset_runs = Vec::with_capacity(self.types.len() + 1);
        for (at, link) in links.iter().enumerate() {
            if at == 0 || (links[at - 1].0, links[at - 1].1) != (link.0, link.1) {
                while self.asset_runs.len() <= link.0 as usize {
                    self.asset_runs.push(self.runs.len() as u32);
                }
                self.runs.push((link.1, at as u32));
            }
        }
        self.asset_runs.resize(self.types.len() + 1, self.runs.len() as u32);
        self.runs.push((FieldId::MAX, links.len() as u32));
    }
}
