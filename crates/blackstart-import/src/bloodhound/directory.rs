//! What a directory is: accounts, computers, groups, domains, and what leads from one to the other.

use super::kinds::{self, Becomes, KINDS};
use blackstart_model::problem::{Problem, Severity};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most objects, and most edges.
pub const MOST_NODES: usize = 2_000_000;
/// Most edges, of any kind.
pub const MOST_EDGES: usize = 20_000_000;

/// Longest identifier or name, in characters.
pub(super) const LONGEST: usize = 1_000;

/// Most problems that are kept.
const MOST_PROBLEMS: usize = 200;

/// What an object is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A user, or another account.
    User,
    /// A computer.
    Computer,
    /// A group.
    Group,
    /// A domain.
    Domain,
    /// An organisational unit, a policy, a template: what only has a place in the directory.
    Place,
    /// Something of another kind, which may be a system.
    #[default]
    Other,
}

impl ObjectKind {
    /// The word in names of states.
    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Computer => "computer",
            Self::Group => "group",
            Self::Domain => "domain",
            Self::Place => "place",
            Self::Other => "object",
        }
    }
}

/// An object.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// Its identifier, in capitals.
    pub id: String,
    /// Its name, or its identifier where it has none.
    pub name: String,
    /// What it is.
    pub kind: ObjectKind,
    /// Whether a file is about it, and not only another object's edge.
    pub is_told: bool,
    /// Whether it is disabled or deleted.
    pub is_off: bool,
    /// Whether the directory protects it as an administrator.
    pub is_admin: bool,
    /// Whether it is a domain controller.
    pub is_controller: bool,
}

/// An edge: from, to, kind.
pub(super) type Edge = (u32, u32, u8);

/// A directory.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Its objects.
    pub objects: Vec<Object>,
    pub(super) edges: Vec<Edge>,
    /// How many edges there are of each known kind, in the order of `KINDS`.
    pub counts: Vec<usize>,
    /// Kinds of edges that nothing is known of, with their counts.
    pub unknown: BTreeMap<String, usize>,
    /// What else was passed over: what, why, how often.
    pub passed: BTreeMap<(String, String), usize>,
    /// What is wrong with the files.
    pub problems: Vec<Problem>,
    /// Further problems that were only counted.
    pub omitted: usize,
    pub(super) ids: BTreeMap<String, u32>,
    /// Edges that are counted, of whatever kind.
    pub(super) told: usize,
}

impl Directory {
    /// The object with an identifier; it is added where it is not known yet.
    pub(super) fn object(&mut self, id: &str) -> u32 {
        let id: String = id.trim().chars().take(LONGEST).collect::<String>().to_uppercase();
        if let Some(at) = self.ids.get(&id) {
            return *at;
        }
        let at = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        self.objects.push(Object { id: id.clone(), name: id.clone(), ..Object::default() });
        self.ids.insert(id, at);
        at
    }

    /// Adds an edge; one of a kind that is unknown or no way is only counted.
    pub(super) fn edge(&mut self, from: u32, to: u32, kind: &str) {
        self.told += 1;
        let Some(at) = kinds::find(kind) else {
            let kind: String = kind.chars().take(LONGEST).collect();
            *self.unknown.entry(kind).or_default() += 1;
            return;
        };
        if self.counts.is_empty() {
            self.counts = vec![0; KINDS.len()];
        }
        self.counts[usize::from(at)] += 1;
        let is_half = matches!(kind, "GetChanges" | "GetChangesAll");
        if from != to && (KINDS[usize::from(at)].becomes != Becomes::NoWay || is_half) {
            self.edges.push((from, to, at));
        }
    }

    /// Something that is passed over.
    pub(super) fn pass(&mut self, what: impl Into<String>, why: &str, times: usize) {
        if times > 0 {
            *self.passed.entry((what.into(), why.to_owned())).or_default() += times;
        }
    }

    /// Whether there is more than can be taken.
    pub(super) fn is_full(&self) -> bool {
        self.objects.len() > MOST_NODES || self.told > MOST_EDGES
    }

    /// Something is wrong with a file as a whole, or at a place in it.
    pub(super) fn problem(
        &mut self,
        code: &'static str,
        severity: Severity,
        (file, line, column): (&str, usize, usize),
        message: String,
        advice: &str,
    ) {
        if self.problems.len() >= MOST_PROBLEMS {
            self.omitted += 1;
            return;
        }
        let number = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        self.problems.push(Problem {
            code,
            severity,
            message,
            file: PathBuf::from(file),
            sheet: None,
            line: number(line),
            column: number(column),
            length: 0,
            excerpt: String::new(),
            mark: 0,
            advice: (!advice.is_empty()).then(|| advice.to_owned()),
        });
    }
}
