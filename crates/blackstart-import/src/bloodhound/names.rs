//! Which computer carries which system of the model: by their names, with how sure that is.

use super::directory::{Directory, ObjectKind};
use std::collections::{BTreeMap, BTreeSet};

/// A system of the model.
#[derive(Clone, Debug, Default)]
pub struct SystemName {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it stands for the directory.
    pub is_directory: bool,
}

/// A computer, or a domain, and the system that it carries.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The object.
    pub object: u32,
    /// The system, by its place in the list.
    pub system: u32,
    /// What their names have in common.
    pub how: &'static str,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

impl Match {
    /// Whether it is sure enough to be taken.
    pub fn is_taken(&self) -> bool {
        self.confidence >= SURE
    }
}

/// How sure a match must be to be taken.
pub const SURE: f64 = 0.7;

/// Words in a computer's name that say that it is not the one people work with.
const TRIAL: [&str; 9] = ["test", "tst", "dev", "qa", "uat", "stg", "staging", "sandbox", "demo"];

/// Most systems of one name that are told.
const SEVERAL: usize = 8;

/// Most parts of a computer's name that are compared one by one.
const PARTS: usize = 8;

/// Letters and digits only, small.
fn squashed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Parts of a computer's name: between signs, and between letters and digits.
fn parts(host: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in host.chars() {
        if !c.is_alphanumeric() {
            before = None;
            continue;
        }
        let goes_on = before.is_some_and(|it| it.is_numeric() == c.is_numeric());
        match parts.last_mut().filter(|_| goes_on) {
            Some(part) => part.extend(c.to_lowercase()),
            None => parts.push(c.to_lowercase().collect()),
        }
        before = Some(c);
    }
    parts.truncate(PARTS);
    parts
}

/// The host, and the domains below the company's: `erp01` and `test` of `erp01.test.acme.local`.
fn own_labels(name: &str) -> impl Iterator<Item = &str> {
    let labels = name.split('.').count();
    name.split('.').take(labels.saturating_sub(2).max(1))
}

/// The names of systems, by what is compared with computers' names.
struct Names {
    exact: BTreeMap<String, BTreeSet<u32>>,
    squashed: BTreeMap<String, BTreeSet<u32>>,
}

impl Names {
    fn of(systems: &[SystemName]) -> Self {
        let mut names = Self { exact: BTreeMap::new(), squashed: BTreeMap::new() };
        for (at, system) in (0_u32..).zip(systems) {
            for name in [&system.id, &system.title] {
                names.exact.entry(name.trim().to_lowercase()).or_default().insert(at);
                names.squashed.entry(squashed(name)).or_default().insert(at);
            }
        }
        for map in [&mut names.exact, &mut names.squashed] {
            map.remove("");
        }
        names
    }

    /// The systems whose name a computer's is nearest to, how near, and how sure.
    fn nearest(&self, name: &str) -> Option<(&BTreeSet<u32>, &'static str, f64)> {
        let full = name.trim_end_matches('$').to_lowercase();
        let short = full.split(['.', '@']).next().unwrap_or_default();
        if let Some(found) = self.exact.get(&full) {
            return Some((found, "the full name", 1.0));
        }
        if let Some(found) = self.exact.get(short) {
            return Some((found, "the name of the host", 0.95));
        }
        let whole = squashed(short);
        if let Some(found) = self.squashed.get(&whole) {
            return Some((found, "the name but for signs", 0.9));
        }
        let bare = whole.trim_end_matches(|c: char| c.is_ascii_digit());
        if let Some(found) = self.squashed.get(bare).filter(|_| bare.chars().count() >= 2) {
            return Some((found, "the name but for a number", 0.75));
        }
        let parts = parts(short);
        let runs = (1..=parts.len()).rev().flat_map(|length| parts.windows(length));
        let found =
            runs.map(|run| run.concat()).filter(|it| it.chars().count() >= 3).find_map(|it| self.squashed.get(&it));
        found.map(|found| (found, "a part of the name", 0.5))
    }
}

/// Every computer and domain whose name is like a system's. Those of `told` are the only ones of their systems.
pub(super) fn matches(directory: &Directory, systems: &[SystemName], told: &[(u32, u32)]) -> Vec<Match> {
    let names = Names::of(systems);
    let by_hand: BTreeSet<u32> = told.iter().map(|(system, _)| *system).collect();
    let mut hosts: BTreeMap<&str, usize> = BTreeMap::new();
    let short = |name: &'_ str| -> usize { name.find('.').unwrap_or(name.len()) };
    let is_host = |kind: ObjectKind| matches!(kind, ObjectKind::Computer | ObjectKind::Other);
    for object in directory.objects.iter().filter(|it| is_host(it.kind)) {
        *hosts.entry(&object.name[..short(&object.name)]).or_default() += 1;
    }
    let how = "as it was given";
    let mut found: Vec<Match> =
        told.iter().map(|(system, object)| Match { object: *object, system: *system, how, confidence: 1.0 }).collect();
    for (at, object) in (0_u32..).zip(&directory.objects).filter(|(_, it)| it.is_told && !it.is_off) {
        if object.kind == ObjectKind::Domain || object.is_controller {
            let how = if object.is_controller { "a domain controller" } else { "the domain" };
            let its = (0_u32..).zip(systems).filter(|(_, it)| it.is_directory).map(|(system, _)| system);
            found.extend(its.filter(|it| !by_hand.contains(it)).map(|system| Match {
                object: at,
                system,
                how,
                confidence: 0.8,
            }));
        }
        if !is_host(object.kind) {
            continue;
        }
        let Some((near, how, confidence)) = names.nearest(&object.name) else { continue };
        let several = hosts.get(&object.name[..short(&object.name)]).is_some_and(|times| *times > 1);
        let (how, confidence) = if several && confidence > 0.8 && confidence < 1.0 {
            ("the name of several hosts", 0.8)
        } else {
            (how, confidence)
        };
        for system in near.iter().filter(|it| !by_hand.contains(it)).take(SEVERAL) {
            let own = parts(&systems[*system as usize].id);
            let is_trial = own_labels(&object.name)
                .any(|it| parts(it).iter().any(|it| TRIAL.contains(&it.as_str()) && !own.contains(it)));
            let (how, confidence) = match (near.len(), is_trial) {
                (_, true) => ("a host for tests, by its name", confidence.min(0.3)),
                (1, _) => (how, confidence),
                _ => ("the name of several systems", confidence.min(0.5)),
            };
            found.push(Match { object: at, system: *system, how, confidence });
        }
    }
    found.sort_by(|a, b| (a.system, a.object).cmp(&(b.system, b.object)).then(b.confidence.total_cmp(&a.confidence)));
    found.dedup_by_key(|it| (it.system, it.object));
    found
}
