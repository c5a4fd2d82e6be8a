//! How it starts: who takes systems down, and when the company notices.

use super::rows::shares;
use super::{Chance, Moments, Share, Spread};
use crate::results::Results;
use crate::stats::Sample;
use blackstart_sim::handover::Cause;
use serde::Serialize;

/// How it starts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Onset {
    /// Replicates in which any system goes down.
    pub hit: Chance,
    /// Of these: the cause of the first to go down; only causes that occur.
    pub first_by_cause: Vec<Share>,
    /// Falls of systems in all replicates by their first cause; only causes that occur.
    pub falls_by_cause: Vec<Share>,
    /// Replicates with an alert; none where the scenario states what falls.
    pub alerted: Chance,
    /// First alert, in those replicates.
    pub first_alert: Moments,
    /// Replicates in which the company switches systems off itself.
    pub switched_off: Chance,
    /// When it begins to, in those replicates.
    pub shutdown: Moments,
    /// Time from the first alert to that \[h\], in replicates with both; null where there are none.
    pub alert_to_shutdown_hours: Option<Spread>,
}

pub(super) fn onset(results: &Results) -> Onset {
    let (layout, table, all) = (&results.layout, &results.outages, &results.replicates);
    let words = || Cause::ALL.iter().map(|cause| cause.word());
    // Rows stand by replicate: of each, the row that goes down first; of equals by the cause that comes first.
    let mut first: Vec<usize> = Vec::new();
    for row in 0..table.replicate.len() {
        match first.last_mut() {
            Some(best) if table.replicate[*best] == table.replicate[row] => {
                let key = |row: usize| (table.down_hours[row], table.cause[row]);
                if key(row) < key(*best) {
                    *best = row;
                }
            }
            _ => first.push(row),
        }
    }
    let rows: Vec<usize> = (0..table.replicate.len()).collect();
    let finite = |hours: &[f64]| -> Vec<f64> { hours.iter().copied().filter(|hours| hours.is_finite()).collect() };
    let (alerts, shutdowns) = (finite(&all.first_alert_hours), finite(&all.shutdown_hours));
    let between = all.first_alert_hours.iter().zip(&all.shutdown_hours);
    let between =
        finite(&between.map(|(alert, off)| if alert.is_finite() { off - alert } else { *alert }).collect::<Vec<_>>());
    Onset {
        hit: Chance::new(first.len(), results.len()),
        first_by_cause: shares(&table.cause, &first, words()),
        falls_by_cause: shares(&table.cause, &rows, words()),
        alerted: Chance::new(alerts.len(), results.len()),
        first_alert: Moments::of(layout, alerts),
        switched_off: Chance::new(shutdowns.len(), results.len()),
        shutdown: Moments::of(layout, shutdowns),
        alert_to_shutdown_hours: (!between.is_empty()).then(|| Spread::of(&Sample::new(between))),
    }
}
