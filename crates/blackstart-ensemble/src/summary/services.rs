//! Services, and the target sets made of them.

use super::returns::Returns;
use super::rows::{by_position, pick};
use super::{Away, Chance, Moments, Spread};
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// When a service fails and is back, and whether the business can stand it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceSummary {
    /// Service.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Level at which it counts as working: that of its tolerance; 0.9 without one.
    pub level: f64,
    /// How often it falls below its level.
    pub stops: Chance,
    /// When first, in those replicates.
    pub stopped: Moments,
    /// Moment from which it is at its level for good, in those replicates.
    pub back: Moments,
    /// How often it falls below its level again, in those replicates.
    pub stops_again: Chance,
    /// How often it is not back within the horizon, in those replicates.
    pub not_back: Chance,
    /// Time from its first fall below its level until it is at it for good, in those replicates; null where it never falls.
    pub away: Option<Away>,
    /// How often it is ever below full level.
    pub fails: Chance,
    /// First moment below, in those replicates.
    pub first_down: Moments,
    /// Moment from which it is at full level for good, in those replicates.
    pub last_back: Moments,
    /// What was missing, in hours at full level, over all replicates.
    pub hours_lost: Spread,
    /// Longest time below the tolerated level \[h\], where a tolerance is set.
    pub tolerance_hours: Option<f64>,
    /// Level that must be kept.
    pub tolerance_level: Option<f64>,
    /// How often the tolerance is breached, where it is set.
    pub breach: Option<Chance>,
    /// When, in those replicates.
    pub breached: Option<Moments>,
}

/// When a target set fails and holds again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TargetSummary {
    /// Target set.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often it fails.
    pub fails: Chance,
    /// First moment it fails, in those replicates.
    pub failed: Moments,
    /// Moment from which it holds for good, in those replicates.
    pub held: Moments,
    /// How often it fails again, in those replicates.
    pub fails_again: Chance,
    /// How often it does not hold within the horizon, in those replicates.
    pub not_back: Chance,
}

pub(super) fn services(results: &Results) -> Vec<ServiceSummary> {
    let (layout, table) = (&results.layout, &results.services);
    by_position(&table.service, layout.services.len())
        .iter()
        .zip(&layout.services)
        .map(|(rows, label)| {
            // Replicates without a row lost nothing.
            let mut hours_lost = pick(&table.hours_lost, rows);
            hours_lost.resize(results.len(), 0.0);
            let breached: Vec<f64> =
                rows.iter().map(|&row| table.breach_hours[row]).filter(|hours| hours.is_finite()).collect();
            let has_tolerance = label.tolerance_hours.is_some();
            let stopped: Vec<usize> = rows.iter().copied().filter(|&row| table.stops[row] > 0).collect();
            let returns = Returns::of(layout, &table.back_hours, &table.stops, &stopped);
            ServiceSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                level: label.level(),
                stops: Chance::new(stopped.len(), results.len()),
                stopped: Moments::of(layout, pick(&table.stopped_hours, &stopped)),
                back: returns.back,
                stops_again: returns.again,
                not_back: returns.not_back,
                away: (!stopped.is_empty()).then(|| {
                    Away::of(stopped.iter().map(|&row| table.back_hours[row] - table.stopped_hours[row]).collect())
                }),
                fails: Chance::new(rows.len(), results.len()),
                first_down: Moments::of(layout, pick(&table.first_down_hours, rows)),
                last_back: Moments::of(layout, pick(&table.last_back_hours, rows)),
                hours_lost: Spread::of(&Sample::new(hours_lost)),
                tolerance_hours: label.tolerance_hours,
                tolerance_level: label.tolerance_level,
                breach: has_tolerance.then(|| Chance::new(breached.len(), results.len())),
                breached: has_tolerance.then(|| Moments::of(layout, breached)),
            }
        })
        .collect()
}

pub(super) fn targets(results: &Results) -> Vec<TargetSummary> {
    let (layout, table) = (&results.layout, &results.targets);
    by_position(&table.target, layout.targets.len())
        .iter()
        .zip(&layout.targets)
        .map(|(rows, label)| {
            let returns = Returns::of(layout, &table.held_hours, &table.stops, rows);
            TargetSummary {
                id: label.id.clone(),
                title: label.title.clone(),
                fails: Chance::new(rows.len(), results.len()),
                failed: Moments::of(layout, pick(&table.failed_hours, rows)),
                held: returns.back,
                fails_again: returns.again,
                not_back: returns.not_back,
            }
        })
        .collect()
}
