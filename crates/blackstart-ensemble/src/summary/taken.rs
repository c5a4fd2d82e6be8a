//! Data taken: how often, when it is known, and how often it was taken all the same where nothing is known yet.

use super::rows::places;
use super::{Chance, Moments, Spread};
use crate::cells::Rows;
use crate::layout::{DataLabel, Layout};
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// Data taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DataTaken {
    /// Whether days without evidence count from the first alert or the first system to go down, whichever comes first; else from the scenario's start,
    /// because no history has either.
    pub counted_from_alarm: bool,
    /// All data together: taken when the first of them are, known when it is known of the first.
    pub any: TakenSummary,
    /// One by one, in model order.
    pub data: Vec<TakenSummary>,
}

/// Some data taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TakenSummary {
    /// Which; `any` for all together.
    pub data: String,
    /// Title.
    pub title: String,
    /// What it is about; empty for all together.
    pub kind: String,
    /// Party whose data it is, if that is said.
    pub party: Option<String>,
    /// Replicates in which it is taken.
    pub taken: Chance,
    /// When, in those.
    pub at: Moments,
    /// When anybody can know, in those; null: not within the horizon.
    pub known: Moments,
    /// Records taken, in those; null where there are none.
    pub records: Option<Spread>,
    /// What it costs within the history, in all replicates \[money\].
    pub booked: Spread,
    /// What falls due only after its end, and is in no ledger, in all replicates \[money\].
    pub later: Spread,
    /// No evidence so far: how often it was taken all the same.
    pub unknown: Vec<Unknown>,
}

/// What no evidence is worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Unknown {
    /// So many days after the alarm.
    pub days: u32,
    /// Of the replicates with an alarm in which nothing is known by then, those in which data were taken.
    pub taken: Chance,
}

/// Days after the alarm for which it is told what no evidence is worth.
const DAYS: [u32; 3] = [7, 30, 90];

pub(super) fn taken(results: &Results) -> Option<DataTaken> {
    let (layout, table) = (&results.layout, &results.taken);
    if layout.data.is_empty() {
        return None;
    }
    let (alarms, counted_from_alarm) = alarms(results);
    let places = places(&results.replicates.replicate, &table.replicate);
    let row = |row: usize| Theft {
        place: places[row],
        at_hours: table.taken_hours[row],
        known_hours: table.known_hours[row],
        records: table.records[row],
        booked: table.booked[row],
        later: table.later[row],
    };
    let of = |data: usize| -> Vec<Theft> {
        (0..table.len()).filter(|&it| table.data[it] as usize == data).map(row).collect()
    };
    let label = |label: &DataLabel| Told {
        data: label.id.clone(),
        title: label.title.clone(),
        kind: label.kind.clone(),
        party: label.party.map(|party| layout.parties[party as usize].id.clone()),
    };
    let every: Vec<Theft> = (0..table.len()).map(row).collect();
    let any = Told { data: "any".into(), title: "Any of these data".into(), kind: String::new(), party: None };
    Some(DataTaken {
        counted_from_alarm,
        any: summary(layout, any, &together(&every), &alarms),
        data: (0..).zip(&layout.data).map(|(at, it)| summary(layout, label(it), &of(at), &alarms)).collect(),
    })
}

/// One theft in one replicate.
#[derive(Clone, Copy)]
struct Theft {
    place: usize,
    at_hours: f64,
    known_hours: f64,
    records: f64,
    booked: f64,
    later: f64,
}

/// What is said of data that does not come from results.
struct Told {
    data: String,
    title: String,
    kind: String,
    party: Option<String>,
}

/// When each replicate's alarm was \[h\]: its first alert or the first system down; infinite: none. Where no replicate has one, the start.
fn alarms(results: &Results) -> (Vec<f64>, bool) {
    let mut alarms = results.replicates.first_alert_hours.clone();
    let outages = &results.outages;
    for (place, down) in places(&results.replicates.replicate, &outages.replicate).into_iter().zip(&outages.down_hours)
    {
        alarms[place] = alarms[place].min(*down);
    }
    let counted_from_alarm = alarms.iter().any(|hours| hours.is_finite());
    if !counted_from_alarm {
        alarms.fill(0.0);
    }
    (alarms, counted_from_alarm)
}

/// All thefts of a replicate as one; rows stand by replicate.
fn together(rows: &[Theft]) -> Vec<Theft> {
    let mut all: Vec<Theft> = Vec::new();
    for row in rows {
        match all.last_mut() {
            Some(last) if last.place == row.place => {
                last.at_hours = last.at_hours.min(row.at_hours);
                last.known_hours = last.known_hours.min(row.known_hours);
                last.records += row.records;
                last.booked += row.booked;
                last.later += row.later;
            }
            _ => all.push(*row),
        }
    }
    all
}

fn summary(layout: &Layout, told: Told, rows: &[Theft], alarms: &[f64]) -> TakenSummary {
    let column = |of: fn(&Theft) -> f64| rows.iter().map(of).collect::<Vec<f64>>();
    let whole = |of: fn(&Theft) -> f64| {
        let mut all = vec![0.0; alarms.len()];
        rows.iter().for_each(|row| all[row.place] = of(row));
        Spread::of(&Sample::new(all))
    };
    let within = |hours: f64| if hours < layout.horizon_hours { hours } else { f64::INFINITY };
    let known = column(|row| row.known_hours).into_iter().map(within).collect();
    let mut known_hours = vec![f64::INFINITY; alarms.len()];
    let mut is_taken = vec![false; alarms.len()];
    for row in rows {
        (known_hours[row.place], is_taken[row.place]) = (row.known_hours, true);
    }
    let unknown = DAYS.map(|days| {
        let by = |place: &usize| alarms[*place] + 24.0 * f64::from(days);
        let open: Vec<usize> =
            (0..alarms.len()).filter(|it| alarms[*it].is_finite() && known_hours[*it] > by(it)).collect();
        let hits = open.iter().filter(|place| is_taken[**place]).count();
        Unknown { days, taken: Chance::new(hits, open.len()) }
    });
    let Told { data, title, kind, party } = told;
    TakenSummary {
        data,
        title,
        kind,
        party,
        taken: Chance::new(rows.len(), alarms.len()),
        at: Moments::of(layout, column(|row| row.at_hours)),
        known: Moments::of(layout, known),
        records: (!rows.is_empty()).then(|| Spread::of(&Sample::new(column(|row| row.records)))),
        booked: whole(|row| row.booked),
        later: whole(|row| row.later),
        unknown: unknown.to_vec(),
    }
}

#[cfg(test)]
mod tests;
