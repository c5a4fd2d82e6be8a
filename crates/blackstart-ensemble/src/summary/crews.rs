//! Crews: how busy they were.

use super::rows::{Heads, places};
use super::{Moments, Spread};
use crate::cells::Rows;
use crate::results::Results;
use serde::Serialize;

/// How busy a crew was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrewSummary {
    /// Crew.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Tasks it did.
    pub tasks: Spread,
    /// Heads times hours from start to end of its tasks, those finished within reach.
    pub people_hours: Spread,
    /// End of its last task.
    pub done: Moments,
}

pub(super) fn crews(results: &Results) -> Vec<CrewSummary> {
    let (layout, table) = (&results.layout, &results.tasks);
    let places = places(&results.replicates.replicate, &table.replicate);
    let (crews, replicates) = (layout.crews.len(), results.len());
    let mut tasks = Heads::new(crews, replicates);
    let mut hours = Heads::new(crews, replicates);
    let mut done = vec![vec![f64::NEG_INFINITY; replicates]; crews];
    for row in 0..table.len() {
        let task = (table.system[row], table.kind[row]);
        let first = layout.occupied.partition_point(|it| (it.system, it.kind) < task);
        let also = layout.occupied[first..].iter().take_while(|it| (it.system, it.kind) == task);
        let own = (usize::from(table.crew[row]), table.people[row]);
        for (crew, people) in std::iter::once(own).chain(also.map(|it| (usize::from(it.crew), it.people))) {
            // Work that needs no limited crew.
            if crew >= crews {
                continue;
            }
            tasks.add(crew, places[row], 1.0);
            if table.end_hours[row].is_finite() {
                let long = table.end_hours[row] - table.start_hours[row];
                hours.add(crew, places[row], f64::from(people) * long);
            }
            let last = &mut done[crew][places[row]];
            *last = last.max(table.end_hours[row]);
        }
    }
    (0..crews)
        .map(|crew| CrewSummary {
            id: layout.crews[crew].id.clone(),
            title: layout.crews[crew].title.clone(),
            tasks: Spread::of(&tasks.sample(crew)),
            people_hours: Spread::of(&hours.sample(crew)),
            done: Moments::of(layout, done[crew].iter().copied().filter(|&hours| hours > f64::NEG_INFINITY).collect()),
        })
        .collect()
}
