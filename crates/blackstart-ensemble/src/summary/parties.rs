//! Money of parties by period.

use super::Spread;
use super::rows::{by_position, pick};
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// Money of a party in one period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartySummary {
    /// Party.
    pub party: String,
    /// Period.
    pub period: String,
    /// Sales less those of the twin.
    pub revenue_change: Spread,
    /// Sales as share of those of the twin, history by history; absent where some history sells nothing without the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revenue_of_normal: Option<Spread>,
    /// Gross profit less that of the twin.
    pub gross_profit_change: Spread,
    /// Value added by production less that of the twin.
    pub value_added_change: Spread,
    /// Value added without the event.
    pub twin_value_added: Spread,
    /// Owed and overdue, averaged over the period.
    pub overdue: Spread,
}

pub(super) fn parties(results: &Results) -> Vec<PartySummary> {
    let (layout, table) = (&results.layout, &results.parties);
    let rows = by_position(&table.party, layout.parties.len());
    let mut summaries = Vec::new();
    for (party, label) in layout.parties.iter().enumerate() {
        for (period, span) in layout.periods.iter().enumerate() {
            let rows: Vec<usize> =
                rows[party].iter().copied().filter(|&row| usize::from(table.period[row]) == period).collect();
            if rows.is_empty() {
                continue;
            }
            let spread = |column: &[f64]| Spread::of(&Sample::new(pick(column, &rows)));
            let change = |event: &[f64], twin: &[f64]| {
                Spread::of(&Sample::new(rows.iter().map(|&row| event[row] - twin[row]).collect()))
            };
            summaries.push(PartySummary {
                party: label.id.clone(),
                period: span.label.clone(),
                revenue_change: change(&table.revenue, &table.twin_revenue),
                revenue_of_normal: rows.iter().all(|&row| table.twin_revenue[row] > 0.0).then(|| {
                    let part = |&row: &usize| table.revenue[row] / table.twin_revenue[row];
                    Spread::of(&Sample::new(rows.iter().map(part).collect()))
                }),
                gross_profit_change: change(&table.gross_profit, &table.twin_gross_profit),
                value_added_change: change(&table.value_added, &table.twin_value_added),
                twin_value_added: spread(&table.twin_value_added),
                overdue: spread(&table.overdue),
            });
        }
    }
    summaries
}
