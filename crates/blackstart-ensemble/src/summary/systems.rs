//! Systems that fell.

use super::rows::{by_position, pick, shares};
use super::{Chance, Moments, Share};
use crate::results::Results;
use crate::words::CONDITIONS;
use blackstart_sim::handover::Cause;
use serde::Serialize;

/// When a system falls and is back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemSummary {
    /// System.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it falls.
    pub falls: Chance,
    /// When, in those replicates.
    pub down: Moments,
    /// When it is back for good, in those replicates.
    pub up: Moments,
    /// Share of its falls by cause; only those that occur.
    pub by_cause: Vec<Share>,
    /// Share of its falls by the state it is found in; only those that occur.
    pub by_condition: Vec<Share>,
}

pub(super) fn systems(results: &Results) -> Vec<SystemSummary> {
    let (layout, table) = (&results.layout, &results.outages);
    by_position(&table.system, layout.systems.len())
        .iter()
        .zip(&layout.systems)
        .filter(|(rows, _)| !rows.is_empty())
        .map(|(rows, label)| SystemSummary {
            id: label.id.clone(),
            title: label.title.clone(),
            falls: Chance::new(rows.len(), results.len()),
            down: Moments::of(layout, pick(&table.down_hours, rows)),
            up: Moments::of(layout, pick(&table.up_hours, rows)),
            by_cause: shares(&table.cause, rows, Cause::ALL.iter().map(|cause| cause.word())),
            by_condition: shares(&table.condition, rows, CONDITIONS.iter().copied()),
        })
        .collect()
}
