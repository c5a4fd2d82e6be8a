//! A scenario: states and techniques as TOML, with a comment on everything that is assumed.

use super::directory::{Directory, ObjectKind};
use super::graph::Ways;
use super::kinds::{Becomes, KINDS};
use super::names::SystemName;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Longest name of a state, in characters.
const LONGEST: usize = 100;

/// Longest name of an object in a title, in characters.
const LONGEST_NAME: usize = 80;

/// What a scenario is made of.
pub(super) struct Parts<'a> {
    pub directory: &'a Directory,
    pub systems: &'a [SystemName],
    pub ways: &'a Ways,
    pub start: &'a [u32],
    pub carry: &'a BTreeMap<u32, Vec<(u32, bool)>>,
    /// Name of the scenario.
    pub name: &'a str,
    /// Files that were read.
    pub files: &'a [String],
}

/// A text that may stand in a comment or a title.
pub(super) fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .map(|c| if c.is_alphanumeric() || c.is_ascii_graphic() || c == ' ' { c } else { '?' })
        .take(LONGEST_NAME)
        .collect();
    if text.chars().count() > LONGEST_NAME {
        plain.push('…');
    }
    plain
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

fn list(names: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", names.into_iter().map(|it| quoted(&it)).collect::<Vec<_>>().join(", "))
}

/// Names of states: `computer.erp01-acme.local`.
struct Names {
    of: BTreeMap<u32, String>,
}

impl Names {
    fn of(parts: &Parts<'_>) -> Self {
        let (mut of, mut taken) = (BTreeMap::new(), BTreeSet::new());
        for (place, state) in parts.ways.states.iter().enumerate() {
            let object = if place == 0 { parts.start.first().unwrap_or(state) } else { state };
            let object = &parts.directory.objects[*object as usize];
            let sign = |c: char| {
                if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') { c.to_ascii_lowercase() } else { '-' }
            };
            let slug: String = object.name.chars().map(sign).take(LONGEST).collect();
            let base = format!("{}.{}", object.kind.word(), slug.trim_matches(['-', '.']));
            let mut name = base.clone();
            let mut number = 1;
            while !taken.insert(name.clone()) {
                number += 1;
                name = format!("{base}-{number}");
            }
            of.insert(*state, name);
        }
        Self { of }
    }

    fn state(&self, class: u32) -> String {
        self.of.get(&class).cloned().unwrap_or_default()
    }
}

/// The scenario, and how many techniques it has.
pub(super) fn scenario(parts: &Parts<'_>) -> (String, usize) {
    let names = Names::of(parts);
    let mut out = head(parts, &names);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    for way in &parts.ways.ways {
        let kind = &KINDS[usize::from(way.kind)];
        let Becomes::Technique(id) = kind.becomes else { continue };
        let short = id.rsplit('.').next().unwrap_or(id);
        let number = numbers.entry(short).or_default();
        *number += 1;
        let edges = if way.edges > 1 { format!(", the first of {} edges", way.edges) } else { String::new() };
        let name = |at: u32| plain(&parts.directory.objects[at as usize].name);
        let (from, to) = (name(way.edge.0), name(way.edge.1));
        let _ = write!(
            out,
            "\n[[technique]]\nid = \"{short}-{number}\"\ntitle = {}\nuse = \"{id}\"\nneeds = {}\ngives = {}\n",
            quoted(&format!("{from} → {to}: {}{edges}", kind.name)),
            list([names.state(way.from)]),
            list(way.gives.iter().map(|it| names.state(*it))),
        );
    }
    let encrypted = effects(parts, &names, &mut out);
    out.push_str(RECOVERY);
    (out, parts.ways.ways.len() + encrypted)
}

fn head(parts: &Parts<'_>, names: &Names) -> String {
    let directory = parts.directory;
    let start: Vec<String> = parts.start.iter().map(|at| plain(&directory.objects[*at as usize].name)).collect();
    let name = |path: &String| plain(path.rsplit(['/', '\\']).next().unwrap_or_default());
    let files: Vec<String> = parts.files.iter().map(name).collect();
    let mut shown = files.iter().take(8).cloned().collect::<Vec<_>>().join(", ");
    if files.len() > 8 {
        let _ = write!(shown, " and {} more files", files.len() - 8);
    }
    let home = parts.ways.states.first().map(|it| names.state(*it)).unwrap_or_default();
    let first = start.first().cloned().unwrap_or_default();
    let more = if start.len() > 1 { format!(" and {} more", start.len() - 1) } else { String::new() };
    format!(
        "\
# Written by `blackstart import bloodhound` from {shown}: {} objects and {} edges.
# {} objects lead from {} to a system; where the same leads on from several, one technique stands for them and is tried once.
# Times and probabilities are those of the library (`blackstart attack --library`, chain `directory`): assumptions, with their sources.

format = 1
name = {}
title = {}
# A scenario needs a first day (a Monday, assumed).
start = 2026-01-05
horizon = \"26w\"
# Until the intruders are known to be out, from the last fall or cut (assumed).
containment = \"6h\"

[attack]
# What the attacker has at moment 0: {}.
start = {}
# From the first alert until the company knows that it is this (assumed, as in the example of JLR).
triage = \"lognormal(median 4h, p90 36h)\"
confidence = \"assumed\"

# Accounts of the directory, which can be reset.
[[credential]]
id = \"directory-account\"
",
        directory.objects.len(),
        directory.told,
        parts.ways.useful,
        start.join(", "),
        quoted(parts.name),
        quoted(&format!("From {first}{more} through the directory")),
        start.join(", "),
        list([home]),
    )
}

/// Computers by the class that they are in.
type Computers = BTreeMap<u32, Vec<u32>>;

/// What happens to the systems whose computers or domain are reached; how many techniques that takes.
fn effects(parts: &Parts<'_>, names: &Names, out: &mut String) -> usize {
    let mut hit: BTreeMap<&[(u32, bool)], Computers> = BTreeMap::new();
    for (at, carried) in parts.carry {
        let class = parts.ways.stands[*at as usize];
        if names.of.contains_key(&class) && parts.ways.kept[*at as usize] {
            hit.entry(carried).or_default().entry(class).or_default().push(*at);
        }
    }
    let mut techniques = 0;
    let mut told = String::new();
    for (carried, classes) in hit {
        let of = |domain: bool| {
            let its = carried.iter().filter(|(_, is_domain)| *is_domain == domain);
            its.map(|(system, _)| parts.systems[*system as usize].id.clone()).collect::<Vec<String>>()
        };
        let (hosted, reached) =
            (of(false), carried.iter().map(|(system, _)| parts.systems[*system as usize].id.clone()));
        let when = list(classes.keys().map(|it| names.state(*it)));
        let reached = reached.collect::<BTreeSet<_>>();
        let _ = write!(told, "\n[[effect]]\nwhen = {when}\nsystems = {}\nexposed = 1\n", list(reached));
        if hosted.is_empty() {
            continue;
        }
        let mut states = Vec::new();
        for (class, computers) in classes {
            techniques += 1;
            let first = plain(&parts.directory.objects[computers[0] as usize].name);
            let more = if computers.len() > 1 { format!(" and {} more", computers.len() - 1) } else { String::new() };
            let state = format!("encrypted.{}", names.state(class));
            let _ = write!(
                out,
                "\n[[technique]]\nid = \"encryption-{techniques}\"\ntitle = {}\nuse = \"ransomware.mass-encryption\"\nattack = [\"T1486\"]\n\
                 needs = {}\ngives = {}\ncredentials = []\n",
                quoted(&format!("{first}{more}: encrypted")),
                list([names.state(class)]),
                list([state.clone()]),
            );
            states.push(state);
        }
        let _ = write!(told, "\n[[effect]]\nwhen = {}\nsystems = {}\nlost = 1\n", list(states), list(hosted));
    }
    out.push_str(RESET);
    out.push_str(&told);
    techniques
}

const RESET: &str = "
# The answer: every account gets a new password (assumed, as in the example of JLR). Add what else you would cut, and when you would switch off.
[[cut]]
id = \"reset-accounts\"
after = \"lognormal(median 8h, p90 72h)\"
credentials = [\"directory-account\"]
confidence = \"assumed\"

# A system whose computer or domain the attacker controls must be verified. Once a computer of it is encrypted, it is lost (assumed): lower `lost` where
# others carry on.
";

const RECOVERY: &str = "
[recovery]
# From nothing to weeks in public cases (assumed).
investigation = \"pert(1d, 3d, 7d)\"
rule = \"most-waiting\"
";

/// Whether an object is a domain that a system stands for, not a computer of it.
pub(super) fn is_domain(directory: &Directory, at: u32) -> bool {
    directory.objects[at as usize].kind == ObjectKind::Domain
}
