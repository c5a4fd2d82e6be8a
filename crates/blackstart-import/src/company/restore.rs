//! Who brings systems back, after what, and how long each takes, where nobody says: a company's time is known, a system takes its share of it.

use super::build::{Builder, PROVENANCE};
use super::records::System;
use super::rows::Rows;
use super::values::hours;
use std::collections::BTreeMap;

/// Systems for each head of a crew that nobody knows, and the fewest heads of one: judgement. Restore times are set by it, so that all of it takes as long as
/// published incidents did; it decides how much the order matters.
const SYSTEMS_A_HEAD: usize = 25;
const FEWEST: usize = 2;

/// Share of its systems that are back when a company is nearly normal (docs/method/reference-class.md).
const NEARLY_ALL: f64 = 0.9;

/// No system is said to be back sooner \[h\].
const SHORTEST: f64 = 0.1;

/// People who restore systems.
#[derive(Debug)]
pub(super) struct Crew {
    id: String,
    pub(super) title: String,
    pub(super) people: usize,
    /// How many applications and how many of infrastructure it restores.
    systems: [usize; 2],
}

/// What a crew nobody knows is called, by what it restores: applications, infrastructure.
const CREWS: [&str; 2] = ["Applications crew", "Infrastructure crew"];

/// What the two kinds are called in a sentence.
const KINDS: [&str; 2] = ["applications", "infrastructure"];

impl Builder<'_> {
    /// Systems of the model that are restored at all: those that a provider runs come back without the company.
    fn restored(&self) -> impl Iterator<Item = (usize, &System)> {
        let records = self.records;
        records
            .systems
            .iter()
            .enumerate()
            .filter(|(at, system)| self.systems[*at].is_some() && system.provider.is_none())
    }

    /// What runs on infrastructure is not restored before it.
    pub(super) fn order(&mut self) {
        let records = self.records;
        for (at, id) in self.systems.iter().enumerate() {
            let Some(id) = id else { continue };
            let (needs, starts) = (&self.graph.needs[at], &self.graph.starts[at]);
            let is_first = |it: &usize| records.systems[*it].is_infrastructure && !starts.contains(it);
            let added: Vec<usize> = needs.iter().copied().filter(is_first).collect();
            let names: Vec<String> = added.iter().filter_map(|it| self.systems[*it].clone()).collect();
            if names.is_empty() {
                continue;
            }
            let why = "it needs this infrastructure to run, so it is taken to be restored after it; clear the cell where it can be restored without";
            self.notes.invent(format!("systems.csv!{id}!starts_after"), &names.join(" "), why, 0.7);
            let starts = &mut self.graph.starts[at];
            starts.extend(added);
            starts.sort_unstable();
        }
    }

    /// Teams that restore systems, and two crews for those of which no team is known.
    pub(super) fn crews(&mut self) -> Rows {
        let mut rows = Rows::new("crews.csv", 1, &["id", "title", "people"], &PROVENANCE);
        self.crew_of = vec![None; self.records.systems.len()];
        let records = self.records;
        for (name, team) in &records.teams {
            let its: Vec<usize> =
                self.restored().filter(|(_, it)| it.team.as_ref() == Some(name)).map(|(at, _)| at).collect();
            if its.is_empty() {
                continue;
            }
            let (people, why) = match its.iter().filter_map(|at| records.systems[*at].people).max() {
                Some(people) => (people as usize, "nobody says how many it has: enough for one of its tasks at a time"),
                None if its.iter().all(|at| records.systems[*at].restore.is_some()) => {
                    (1, "nobody says how many it has: enough for one of its tasks at a time")
                }
                None => (
                    its.len().div_ceil(SYSTEMS_A_HEAD).max(FEWEST),
                    "nobody says how many it has: judgement, one for each 25 of its systems, at least two",
                ),
            };
            let id = self.id("crews.csv", &team.title);
            let source = self.source(&team.place);
            self.crew(&mut rows, [&id, &team.title, &source], people, (why.to_owned(), 0.3), &its);
        }
        for (is_infrastructure, title) in CREWS.iter().enumerate().rev() {
            let is_its = |(_, it): &(usize, &System)| {
                usize::from(it.is_infrastructure) == is_infrastructure && it.team.is_none()
            };
            let its: Vec<usize> = self.restored().filter(is_its).map(|(at, _)| at).collect();
            if its.is_empty() {
                continue;
            }
            let people = its.len().div_ceil(SYSTEMS_A_HEAD).max(FEWEST);
            let why = format!(
                "no team is known for {} systems of {}, which this crew is taken to restore, {people} at a time: judgement; give systems other crews in \
                 `rebuild.crew`, and crews their heads in `people`",
                its.len(),
                KINDS[is_infrastructure]
            );
            let id = self.id("crews.csv", title);
            let source = self.assumed_source();
            self.crew(&mut rows, [&id, title, &source], people, (why, 0.2), &its);
        }
        rows
    }

    /// A crew and the systems that it restores. No table says how many people it has: `why` so many, and how sure that is.
    fn crew(&mut self, rows: &mut Rows, row: [&str; 3], people: usize, why: (String, f64), its: &[usize]) {
        let [id, title, source] = row.map(str::to_owned);
        self.notes.invent(format!("crews.csv!{id}!people"), &people.to_string(), why.0, why.1);
        let confidence = "assumed".to_owned();
        rows.push(vec![
            id.clone(),
            title.clone(),
            people.to_string(),
            source,
            String::new(),
            confidence,
            String::new(),
        ]);
        let mut systems = [0; 2];
        for at in its {
            self.crew_of[*at] = Some(self.crews.len());
            systems[usize::from(self.records.systems[*at].is_infrastructure)] += 1;
        }
        self.crews.push(Crew { id, title, people, systems });
    }

    /// The id of the crew that restores a system.
    pub(super) fn crew_id(&self, at: usize) -> String {
        self.crew_of[at].map(|crew| self.crews[crew].id.clone()).unwrap_or_default()
    }

    /// Restore times that nobody has. How many there are.
    pub(super) fn restore_times(&mut self, rows: &mut Rows) -> usize {
        let (rebuild, confidence) = (rows.column("rebuild.duration"), rows.column("confidence"));
        let mut count_assumed = 0;
        let whole = self.whole_hours();
        let of_id: BTreeMap<&str, usize> =
            self.systems.iter().enumerate().filter_map(|(at, id)| Some((id.as_deref()?, at))).collect();
        let mut told = Vec::new();
        for row in &mut rows.rows {
            let at = of_id[row[0].as_str()];
            let system = &self.records.systems[at];
            let Some(crew) = self.crew_of[at].map(|crew| &self.crews[crew]) else { continue };
            let place = format!("systems.csv!{}!rebuild.duration", row[0]);
            if !row[rebuild].is_empty() {
                let why = match system.task_count {
                    0 => continue,
                    1 => "a planned duration is fixed; write its spread as `pert(…)`".to_owned(),
                    count => format!(
                        "{count} tasks, one after the other, each as long as planned; write the spread as `pert(…)`"
                    ),
                };
                told.push((place, row[rebuild].clone(), why, 0.6));
                continue;
            }
            count_assumed += 1;
            let kind = usize::from(system.is_infrastructure);
            let (count, people) = (crew.systems[kind], crew.people);
            row[rebuild] = self.share_of(whole[kind], count, people);
            "assumed".clone_into(&mut row[confidence]);
            let by = if system.class.is_empty() { "no class".to_owned() } else { format!("class `{}`", system.class) };
            let why = format!(
                "nobody says how long it takes to bring back: its share of {} in which published incidents brought back all {} ({by}), where `{}` does {count} of \
                 them, {people} at a time; {}",
                hours(rough(whole[kind])),
                KINDS[kind],
                crew.id,
                self.input.laws.from
            );
            told.push((place, row[rebuild].clone(), why, 0.3));
        }
        for (place, value, why, confidence) in told {
            self.notes.invent(place, &value, why, confidence);
        }
        count_assumed
    }

    /// Hours in which all applications, and all infrastructure, were brought back. Where applications wait for infrastructure, what is left of the whole.
    fn whole_hours(&self) -> [f64; 2] {
        let laws = self.input.laws;
        let records = self.records;
        let is_first = |it: &usize| records.systems[*it].is_infrastructure && records.systems[*it].provider.is_none();
        let waits = |(at, it): (usize, &System)| !it.is_infrastructure && self.graph.starts[at].iter().any(is_first);
        let before = if self.restored().any(waits) { laws.first_hours } else { 0.0 };
        [laws.normal_hours - before, laws.first_hours]
    }

    /// The law of one of so many systems that are brought back in so many hours, a few at a time.
    fn share_of(&self, whole_hours: f64, systems: usize, people: usize) -> String {
        let laws = self.input.laws;
        // One after the other, means add up; all at once, nine in ten are back by their own 90th percentile.
        let rounds = (NEARLY_ALL * systems as f64 / people as f64).ceil().max(1.0);
        let median = rough((whole_hours * (1.0 / laws.p90).min(1.0 / (laws.mean * rounds))).max(SHORTEST));
        format!("lognormal(median {}, p90 {})", hours(median), hours(rough(median * laws.p90)))
    }
}

/// A number to two digits: more would pretend to be known.
fn rough(number: f64) -> f64 {
    format!("{number:.1e}").parse().unwrap_or(number)
}
