//! Names become things: which system a name means, what a relation does, which circles there are.

use super::map::{Effect, Map};
use super::notes::Notes;
use super::records::{Records, Relation, System};
use super::relations::{SURE, meaning};
use super::sheet::{Place, folded};
use super::values::names_among;
use std::collections::{BTreeMap, BTreeSet};

/// One end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    System(usize),
    Service(usize),
}

/// Who needs whom, by position.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Systems that a system needs.
    pub needs: Vec<Vec<usize>>,
    /// Systems of which a system needs any.
    pub any: Vec<Vec<usize>>,
    /// Systems that must be up before a system is restored.
    pub starts: Vec<Vec<usize>>,
    /// Systems that a service is made of.
    pub systems: Vec<Vec<usize>>,
    /// Systems of which a service needs any.
    pub any_systems: Vec<Vec<usize>>,
    /// Services that a service is made of.
    pub services: Vec<Vec<usize>>,
}

/// Finds things by what people call them.
struct Names<'m> {
    map: &'m Map,
    /// Whether names that are nearly right are taken.
    guesses: bool,
    /// Systems by each word of their titles; words that many have say nothing.
    by_word: BTreeMap<String, Vec<usize>>,
    /// Names that were looked up in vain.
    failed: BTreeSet<String>,
    /// What names were taken for.
    pub taken: BTreeMap<String, String>,
}

/// A word of more systems' names is no clue.
const MOST_ALIKE: usize = 200;

/// How sure a name is that is another's but for a letter, and one that has all words of another.
const MISSPELT: f64 = 0.7;
const WORDS: f64 = 0.6;

impl<'m> Names<'m> {
    fn of(records: &Records, map: &'m Map, guesses: bool) -> Self {
        let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        if guesses {
            for (at, system) in records.systems.iter().enumerate() {
                for word in folded(&system.title).split(' ') {
                    let its = by_word.entry(word.to_owned()).or_default();
                    if its.len() <= MOST_ALIKE && its.last() != Some(&at) {
                        its.push(at);
                    }
                }
            }
        }
        Self { map, guesses, by_word, failed: BTreeSet::new(), taken: BTreeMap::new() }
    }

    /// The system or service that has a name or an id.
    fn exactly(&self, name: &str, records: &Records) -> Option<End> {
        let name = self.map.names.get(name).map_or(name, String::as_str);
        let system = |key: &str| records.by_name.get(key).map(|at| End::System(*at));
        let service = |key: &str| records.services_by_name.get(key).map(|at| End::Service(*at));
        let folded = || folded(name);
        system(name).or_else(|| service(name)).or_else(|| system(&folded())).or_else(|| service(&folded()))
    }

    /// The names in a cell: what is known is not divided.
    fn divided(&self, text: &str, records: &Records) -> Vec<String> {
        names_among(text, &|name| self.exactly(name, records).is_some())
    }

    /// The only system that a name nearly is, and how sure that is.
    fn nearly(&self, name: &str, records: &Records) -> Option<(usize, f64)> {
        const LONGEST: usize = 80;
        let name = folded(name);
        if !self.guesses || name.len() < 3 || name.len() > LONGEST {
            return None;
        }
        let words: BTreeSet<&str> = name.split(' ').collect();
        // Misspelt words have another beginning or another end: neighbours in the alphabet have the same beginning.
        let mut near: BTreeSet<usize> =
            words.iter().filter_map(|word| self.by_word.get(*word)).flatten().copied().collect();
        for word in words.iter().filter(|word| word.len() > 3) {
            let start: String = word.chars().take(3).collect();
            let its = self.by_word.range(start.clone()..).take_while(|(it, _)| it.starts_with(&start)).take(MOST_ALIKE);
            near.extend(its.flat_map(|(_, systems)| systems));
        }
        let only = |found: Vec<usize>| if let [only] = found[..] { Some(only) } else { None };
        let title = |at: &usize| folded(&records.systems[*at].title);
        let reach = 1 + name.len() / 10;
        let misspelt = near.iter().filter(|at| {
            let title = title(at);
            name.len() > 3
                && title.len().abs_diff(name.len()) <= reach
                && !digits_differ(&title, &name)
                && strsim::osa_distance(&title, &name) <= reach
        });
        if let Some(at) = only(misspelt.copied().collect()) {
            return Some((at, MISSPELT));
        }
        let within = near.iter().filter(|at| {
            let title = title(at);
            let its: BTreeSet<&str> = title.split(' ').collect();
            its.is_subset(&words) || words.is_subset(&its)
        });
        only(within.copied().collect()).map(|at| (at, WORDS))
    }

    /// The system or service that a name means: exactly, or nearly, which is told.
    fn find(&mut self, name: &str, place: &Place, records: &Records, notes: &mut Notes) -> Option<End> {
        if let Some(end) = self.exactly(name, records) {
            return Some(end);
        }
        if self.failed.contains(name) {
            return None;
        }
        let Some((at, confidence)) = self.nearly(name, records) else {
            self.failed.insert(name.to_owned());
            return None;
        };
        let title = &records.systems[at].title;
        if self.taken.insert(name.to_owned(), title.clone()).is_none() {
            notes.invent(place.to_string(), title, format!("`{name}` is taken for it"), confidence);
        }
        Some(End::System(at))
    }
}

/// Whether two names have other numbers in them: `Server 1` is not a misspelt `Server 2`.
fn digits_differ(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(a) != digits(b)
}

/// Who needs whom. Systems that only services name are added to the records. Also what names and types of relations were taken for.
pub(super) fn join(records: &mut Records, map: &Map, guesses: bool, notes: &mut Notes) -> (Graph, Map) {
    let mut used = Map::default();
    let mut names = Names::of(records, map, guesses);
    let mut graph = Graph::default();
    graph.services.resize_with(records.services.len(), Vec::new);
    graph.systems.resize_with(records.services.len(), Vec::new);
    graph.any_systems.resize_with(records.services.len(), Vec::new);
    join_services(records, &mut graph, &mut names, notes);
    join_systems(records, &mut graph, &mut names, notes);
    let relations = std::mem::take(&mut records.relations);
    relate(&relations, records, &mut graph, &mut names, &mut used, notes);
    used.names.clone_from(&map.names);
    used.names.extend(std::mem::take(&mut names.taken));
    for list in [
        &mut graph.needs,
        &mut graph.any,
        &mut graph.starts,
        &mut graph.systems,
        &mut graph.any_systems,
        &mut graph.services,
    ] {
        for its in list.iter_mut() {
            its.sort_unstable();
            its.dedup();
        }
    }
    (graph, used)
}

/// What services say they need.
fn join_services(records: &mut Records, graph: &mut Graph, names: &mut Names<'_>, notes: &mut Notes) {
    // What services say they need is a system, whether the inventory has it or not.
    let mut cells: Vec<(usize, String, Place)> = Vec::new();
    let mut wanted: Vec<(usize, String, Place)> = Vec::new();
    for (at, service) in records.services.iter_mut().enumerate() {
        for (text, place) in std::mem::take(&mut service.systems) {
            cells.push((at, text, place));
        }
    }
    for (at, text, place) in cells {
        let divided = names.divided(&text, records);
        wanted.extend(divided.into_iter().map(|name| (at, name, place.clone())));
    }
    for (service, system, place) in std::mem::take(&mut records.needs) {
        match names.exactly(&service, records) {
            Some(End::Service(at)) => wanted.push((at, system, place)),
            _ => notes.unmatched.push([
                service,
                place.to_string(),
                "no service has this name; the row is passed over".to_owned(),
            ]),
        }
    }
    for (at, name, place) in wanted {
        match names.find(&name, &place, records, notes) {
            Some(End::System(system)) => graph.systems[at].push(system),
            Some(End::Service(service)) if service != at => graph.services[at].push(service),
            Some(End::Service(_)) => {}
            None => {
                notes.unmatched.push([
                    name.clone(),
                    place.to_string(),
                    "no table of systems has it; it is a system of its own".to_owned(),
                ]);
                records.by_name.insert(folded(&name), records.systems.len());
                graph.systems[at].push(records.systems.len());
                records.systems.push(System { title: name, is_named_only: true, place, ..System::default() });
            }
        }
    }
}

/// What systems say they need.
fn join_systems(records: &mut Records, graph: &mut Graph, names: &mut Names<'_>, notes: &mut Notes) {
    graph.needs.resize_with(records.systems.len(), Vec::new);
    graph.any.resize_with(records.systems.len(), Vec::new);
    graph.starts.resize_with(records.systems.len(), Vec::new);
    for at in 0..records.systems.len() {
        graph.starts[at].append(&mut records.systems[at].starts_after);
        let cells = std::mem::take(&mut records.systems[at].needs);
        let divided = |(text, place): (String, Place)| {
            names.divided(&text, records).into_iter().map(move |name| (name, place.clone()))
        };
        let needs: Vec<(String, Place)> = cells.into_iter().flat_map(divided).collect();
        for (name, place) in needs {
            match names.find(&name, &place, records, notes) {
                Some(End::System(needed)) if needed != at => graph.needs[at].push(needed),
                Some(End::System(_)) => notes
                    .cycles
                    .push([records.systems[at].title.clone(), format!("{place}: it needs itself; passed over")]),
                Some(End::Service(_)) => notes.pass(
                    format!("{name} as what a system needs"),
                    &place,
                    "a system needs systems, and this is a service",
                ),
                None if records.passed.contains_key(&folded(&name)) => {
                    notes.pass(
                        "dependencies on items that were passed over",
                        &place,
                        "the item is no system of the model",
                    );
                }
                None => notes.unmatched.push([
                    name,
                    place.to_string(),
                    "nothing has this name; the dependency is passed over".to_owned(),
                ]),
            }
        }
    }
}

/// Puts the relations into the graph.
fn relate(
    relations: &[Relation],
    records: &Records,
    graph: &mut Graph,
    names: &mut Names<'_>,
    used: &mut Map,
    notes: &mut Notes,
) {
    let mut kinds: BTreeMap<&str, (Effect, f64, usize)> = BTreeMap::new();
    let mut unmatched = BTreeSet::new();
    for relation in relations {
        let entry = kinds.entry(&relation.kind).or_insert_with(|| {
            let words = records.types.get(&relation.kind).unwrap_or(&relation.kind);
            let stated = names.map.relations.get(&relation.kind).or_else(|| names.map.relations.get(words));
            let guessed = || if names.guesses { meaning(words) } else { None };
            let (effect, confidence) = stated.map(|it| (*it, 1.0)).or_else(guessed).unwrap_or((Effect::Nothing, 0.0));
            (effect, confidence, 0)
        });
        entry.2 += 1;
        let effect = entry.0;
        if effect == Effect::Nothing {
            continue;
        }
        let mut end = |name: &str| {
            let found = names.find(name, &relation.place, records, notes);
            if found.is_none() {
                if records.passed.contains_key(name) || records.passed.contains_key(&folded(name)) {
                    notes.pass(
                        "relations of items that were passed over",
                        &relation.place,
                        "the item is no system of the model",
                    );
                } else if unmatched.insert(name.to_owned()) {
                    let what = "nothing has this name; its relations are passed over".to_owned();
                    notes.unmatched.push([name.to_owned(), relation.place.to_string(), what]);
                }
            }
            found
        };
        let (Some(parent), Some(child)) = (end(&relation.parent), end(&relation.child)) else { continue };
        put(relation, effect, parent, child, records, graph, notes);
    }
    for (kind, (effect, confidence, count)) in kinds {
        let words = records.types.get(kind).cloned().unwrap_or_else(|| kind.to_owned());
        if confidence < SURE {
            notes.invent(
                format!("relations `{words}`"),
                effect.words(),
                format!("{count} relations of this type are taken so"),
                confidence,
            );
        }
        notes.relations.push((words.clone(), effect.words().to_owned(), count, confidence));
        used.relations.insert(words, effect);
    }
}

/// Puts a relation into the graph.
fn put(
    relation: &Relation,
    effect: Effect,
    parent: End,
    child: End,
    records: &Records,
    graph: &mut Graph,
    notes: &mut Notes,
) {
    let title = |end: End| match end {
        End::System(at) => records.systems[at].title.clone(),
        End::Service(at) => records.services[at].title.clone(),
    };
    if parent == child {
        notes.cycles.push([title(parent), format!("{}: it is related to itself; passed over", relation.place)]);
        return;
    }
    match (effect, parent, child) {
        (Effect::Nothing, ..) => {}
        (Effect::ParentNeedsChild, End::System(parent), End::System(child)) => graph.needs[parent].push(child),
        (Effect::ChildNeedsParent, End::System(parent), End::System(child)) => graph.needs[child].push(parent),
        (Effect::ParentNeedsAnyChild, End::System(parent), End::System(child)) => graph.any[parent].push(child),
        (Effect::ChildStartsAfterParent, End::System(parent), End::System(child)) => graph.starts[child].push(parent),
        (Effect::ParentStartsAfterChild, End::System(parent), End::System(child)) => graph.starts[parent].push(child),
        // Of a service and a system, the service is what needs the other, whichever way people write it.
        (Effect::ParentNeedsAnyChild, End::Service(service), End::System(system)) => {
            graph.any_systems[service].push(system)
        }
        (_, End::Service(service), End::System(system)) | (_, End::System(system), End::Service(service)) => {
            graph.systems[service].push(system);
        }
        (Effect::ChildNeedsParent, End::Service(parent), End::Service(child)) => graph.services[child].push(parent),
        (_, End::Service(parent), End::Service(child)) => graph.services[parent].push(child),
    }
}

/// Cuts every circle: of the dependencies that close one, the one that is met last goes. `who`: what its members are called.
pub(super) fn cut_circles(edges: &mut [Vec<usize>], who: &dyn Fn(usize) -> String, notes: &mut Notes) {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Open,
        Done,
    }
    let mut seen = vec![Seen::Not; edges.len()];
    for root in 0..edges.len() {
        if seen[root] != Seen::Not {
            continue;
        }
        seen[root] = Seen::Open;
        let mut path = vec![(root, 0)];
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            let Some(to) = edges[at].get(*next).copied() else {
                seen[at] = Seen::Done;
                path.pop();
                continue;
            };
            match seen[to] {
                Seen::Open => {
                    let begin = path.iter().position(|(it, _)| *it == to).unwrap_or(0);
                    let circle: Vec<String> = path[begin..].iter().take(8).map(|(it, _)| who(*it)).collect();
                    let left_out = format!("that {} needs {} is left out", who(at), who(to));
                    notes.cycles.push([circle.join(" → "), left_out]);
                    let place = path.last().map_or(0, |(_, next)| *next);
                    edges[at].remove(place);
                }
                Seen::Done => {
                    if let Some((_, next)) = path.last_mut() {
                        *next += 1;
                    }
                }
                Seen::Not => {
                    if let Some((_, next)) = path.last_mut() {
                        *next += 1;
                    }
                    seen[to] = Seen::Open;
                    path.push((to, 0));
                }
            }
        }
    }
}
