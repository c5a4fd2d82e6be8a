//! Ways through a directory, as BloodHound collects them, as an attack on the systems of a model.
//!
//! Files become a [`Directory`]: objects and edges. What does not lead from the start to a system is left out; objects from which the
//! same leads on are made one; memberships become part of what a technique gives.

mod directory;
mod graph;
mod json;
mod kinds;
mod names;
mod write;

#[cfg(test)]
mod tests;

pub use directory::{Directory, MOST_EDGES, MOST_NODES, Object, ObjectKind};
pub use json::Reader;
pub use kinds::{Becomes, EdgeKind, KINDS};
pub use names::{Match, SURE, SystemName};

use blackstart_model::problem::Severity;
use directory::Edge;
use graph::{Leaving, Ways};
use std::collections::{BTreeMap, BTreeSet};

/// Most techniques of a scenario.
pub const MOST_TECHNIQUES: usize = 20_000;

/// Largest scenario, in bytes: no larger one is read.
const LARGEST: usize = 16 << 20;

/// How many techniques longer than the shortest a way may be, unless something else is asked for: judgement.
pub const DETOUR: usize = 2;

/// Most candidates for a start.
const CANDIDATES: usize = 12;

/// What for.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// The systems of the model.
    pub systems: &'a [SystemName],
    /// Where the attacker starts: names or identifiers of objects.
    pub start: &'a [String],
    /// Which object carries which system: system and object, by id and by name or identifier.
    pub matches: &'a [(String, String)],
    /// How many techniques longer than the shortest a way may be.
    pub detour: usize,
    /// Name of the scenario.
    pub name: &'a str,
    /// Files that were read, as they are to be named.
    pub files: &'a [String],
}

/// Somewhere to start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its name.
    pub name: String,
    /// How many others lead on to the same.
    pub alike: usize,
    /// Techniques to the nearest system.
    pub steps: u32,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Drawn {
    /// Computers and domains that are like a system, by system.
    pub matches: Vec<Match>,
    /// Systems that nothing carries.
    pub unmatched: Vec<u32>,
    /// Computers that carry no system.
    pub hosts: usize,
    /// Objects to start from; empty if some are given.
    pub candidates: Vec<Candidate>,
    /// Systems that can be reached from the start.
    pub reached: Vec<u32>,
    /// How many objects and edges lead from the start to a system.
    pub useful: (usize, usize),
    /// Objects that stand for several: name, and how many they stand for.
    pub merged: Vec<(String, usize)>,
    /// States and techniques of the scenario.
    pub size: (usize, usize),
    /// The scenario.
    pub scenario: Option<String>,
}

/// The attack from some objects on the systems of a model. What is wrong is told in the directory.
pub fn attack(directory: &mut Directory, asked: &Asked<'_>) -> Drawn {
    let mut drawn = Drawn::default();
    let failed = |directory: &Directory| directory.problems.iter().any(|it| it.severity == Severity::Error);
    let (start, told) = chosen(directory, asked);
    drawn.matches = names::matches(directory, asked.systems, &told);
    let mut carry: BTreeMap<u32, Vec<(u32, bool)>> = BTreeMap::new();
    for found in drawn.matches.iter().filter(|it| it.is_taken()) {
        carry.entry(found.object).or_default().push((found.system, write::is_domain(directory, found.object)));
    }
    let carried: BTreeSet<u32> = carry.values().flatten().map(|(system, _)| *system).collect();
    drawn.unmatched = (0_u32..).take(asked.systems.len()).filter(|it| !carried.contains(it)).collect();
    let computers = (0_u32..).zip(&directory.objects).filter(|(_, it)| it.kind == ObjectKind::Computer);
    drawn.hosts = computers.filter(|(at, _)| !carry.contains_key(at)).count();
    if failed(directory) {
        return drawn;
    }
    let file = asked.files.last().map(String::as_str).unwrap_or_default().to_owned();
    if carry.is_empty() {
        let message = "no computer has the name of a system of the model".to_owned();
        let advice = "say which computer carries which system";
        directory.problem("BS0925", Severity::Error, (&file, 0, 0), message, advice);
        return drawn;
    }
    let edges = usable(directory, &start);
    if start.is_empty() {
        drawn.candidates = candidates(directory, &edges, &carry);
        let message = "no object is chosen for the attacker to start from".to_owned();
        let advice = match drawn.candidates.first() {
            Some(it) => format!("choose one, such as {}", write::plain(&it.name)),
            None => "no user leads to a system: choose another object, such as a computer, or give all files of the collection"
                .to_owned(),
        };
        directory.problem("BS0923", Severity::Error, (&file, 0, 0), message, &advice);
        return drawn;
    }
    let ways = graph::ways(directory.objects.len(), &edges, &start, &carry, asked.detour);
    directory.pass("techniques that are a detour", "ways that are much shorter lead to the same systems", ways.detours);
    drawn.useful = (ways.useful, ways.edges);
    if ways.useful == 0 {
        let message = "nothing leads from the start to a system of the model".to_owned();
        let advice = "start elsewhere, or say which computers carry systems";
        directory.problem("BS0927", Severity::Error, (&file, 0, 0), message, advice);
        return drawn;
    }
    drawn.reached = reached(&ways, &carry);
    drawn.merged = merged(directory, &ways);
    let parts = write::Parts {
        directory,
        systems: asked.systems,
        ways: &ways,
        start: &start,
        carry: &carry,
        name: asked.name,
        files: asked.files,
    };
    let too_much = ways.is_too_much || ways.ways.len() > MOST_TECHNIQUES;
    let (scenario, techniques) = if too_much { (String::new(), 0) } else { write::scenario(&parts) };
    if too_much || techniques > MOST_TECHNIQUES || scenario.len() > LARGEST {
        let message = format!(
            "the ways from the start to systems are more than {MOST_TECHNIQUES} techniques, or more than one file"
        );
        let advice = "start from objects that lead to less, or import files with fewer systems or one domain";
        directory.problem("BS0922", Severity::Error, (&file, 0, 0), message, advice);
        return drawn;
    }
    drawn.size = (ways.states.len(), techniques);
    drawn.scenario = Some(scenario);
    drawn
}

/// The objects that are named by the request: where to start, and what carries which system.
fn chosen(directory: &mut Directory, asked: &Asked<'_>) -> (Vec<u32>, Vec<(u32, u32)>) {
    let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    if !asked.start.is_empty() || !asked.matches.is_empty() {
        for (at, object) in (0_u32..).zip(&directory.objects) {
            let name = object.name.to_uppercase();
            let short =
                if object.kind == ObjectKind::Computer { name.split('.').next() } else { name.split('@').next() };
            if let Some(short) = short.filter(|it| *it != name) {
                by_name.entry(short.to_owned()).or_default().push(at);
            }
            by_name.entry(name).or_default().push(at);
        }
    }
    let find = |named: &str, directory: &Directory| -> Result<u32, String> {
        let named = named.trim().to_uppercase();
        if let Some(at) = directory.ids.get(&named) {
            return Ok(*at);
        }
        let all = by_name.get(&named).map(Vec::as_slice).unwrap_or_default();
        let is_full = |at: &&u32| directory.objects[**at as usize].name.eq_ignore_ascii_case(&named);
        match (all, all.iter().filter(is_full).collect::<Vec<_>>().as_slice()) {
            ([only], _) => Ok(*only),
            (_, [only]) => Ok(**only),
            ([], _) => {
                let near =
                    by_name.keys().map(|it| (strsim::jaro_winkler(it, &named), it)).filter(|(like, _)| *like > 0.85);
                let near = near.max_by(|a, b| a.0.total_cmp(&b.0));
                Err(near.map_or_else(
                    || "give its name or its identifier".to_owned(),
                    |(_, it)| format!("did you mean `{it}`?"),
                ))
            }
            (several, _) => {
                let first: Vec<&str> =
                    several.iter().take(3).map(|at| directory.objects[*at as usize].id.as_str()).collect();
                Err(format!("several objects have this name: give an identifier, such as {}", first.join(", ")))
            }
        }
    };
    let file = asked.files.last().cloned().unwrap_or_default();
    let (mut start, mut told) = (Vec::new(), Vec::new());
    for named in asked.start {
        match find(named, directory) {
            Ok(at) if start.contains(&at) => {}
            Ok(at) => start.push(at),
            Err(advice) => {
                let message = format!("the start `{}` is not one object of the directory", write::plain(named));
                directory.problem("BS0924", Severity::Error, (&file, 0, 0), message, &advice);
            }
        }
    }
    for (system, named) in asked.matches {
        let its = asked.systems.iter().position(|it| it.id == *system).and_then(|at| u32::try_from(at).ok());
        match (its, find(named, directory)) {
            (Some(system), Ok(at)) => told.push((system, at)),
            (None, _) => {
                let message = format!("the model has no system `{}`", write::plain(system));
                directory.problem("BS0926", Severity::Error, (&file, 0, 0), message, "name a system by its id");
            }
            (_, Err(advice)) => {
                let message = format!("`{}` is not one object of the directory", write::plain(named));
                directory.problem("BS0926", Severity::Error, (&file, 0, 0), message, &advice);
            }
        }
    }
    (start, told)
}

/// Edges between objects that are on: an account that is disabled is no way, unless the attacker starts from it.
fn usable(directory: &mut Directory, start: &[u32]) -> Vec<Edge> {
    let is_off = |at: u32| directory.objects[at as usize].is_off && !start.contains(&at);
    let edges = directory.edges.iter().copied().filter(|(from, to, _)| !is_off(*from) && !is_off(*to)).collect();
    let off = (0_u32..).take(directory.objects.len()).filter(|at| is_off(*at)).count();
    directory.pass(
        "objects that are disabled or deleted",
        "they are no way, unless the attacker starts from them",
        off,
    );
    edges
}

/// Users without privileges from which a system can be reached, one of each sort, those with the most like them first.
fn candidates(directory: &Directory, edges: &[Edge], carry: &BTreeMap<u32, Vec<(u32, bool)>>) -> Vec<Candidate> {
    let objects = directory.objects.len();
    let back = Leaving::of(objects, edges.iter().map(|(from, to, kind)| (*to, *from, *kind)));
    let steps = graph::distances(&back, carry.keys().copied());
    let left: Vec<Edge> = edges
        .iter()
        .copied()
        .filter(|(from, to, _)| steps[*from as usize].is_some() && steps[*to as usize].is_some())
        .collect();
    let marks = carry.iter().map(|(at, its)| (*at, graph::Mark::Carries(its.clone()))).collect();
    let stands = graph::alike(objects, &Leaving::of(objects, left.iter().copied()), &marks);
    let mut sorts: BTreeMap<u32, Candidate> = BTreeMap::new();
    for (at, object) in directory.objects.iter().enumerate() {
        let is_plain = object.kind == ObjectKind::User && object.is_told && !object.is_off && !object.is_admin;
        let Some(steps) = steps[at].filter(|_| is_plain) else { continue };
        match sorts.get_mut(&stands[at]) {
            Some(known) => known.alike += 1,
            None => {
                sorts.insert(stands[at], Candidate { name: object.name.clone(), alike: 0, steps });
            }
        }
    }
    let mut candidates: Vec<Candidate> = sorts.into_values().collect();
    candidates.sort_by_key(|it| std::cmp::Reverse((it.alike, it.steps)));
    candidates.truncate(CANDIDATES);
    candidates
}

/// Systems whose computer or domain is reached.
fn reached(ways: &Ways, carry: &BTreeMap<u32, Vec<(u32, bool)>>) -> Vec<u32> {
    let found =
        carry.iter().filter(|(at, _)| ways.kept[**at as usize]).flat_map(|(_, its)| its.iter().map(|(it, _)| *it));
    found.collect::<BTreeSet<u32>>().into_iter().collect()
}

/// Objects that stand for several, those that stand for the most first.
fn merged(directory: &Directory, ways: &Ways) -> Vec<(String, usize)> {
    let several = ways.members().into_iter().filter(|(_, members)| *members > 1);
    let mut merged: Vec<(String, usize)> =
        several.map(|(at, members)| (directory.objects[at as usize].name.clone(), members)).collect();
    merged.sort_by_key(|(_, members)| std::cmp::Reverse(*members));
    merged
}
