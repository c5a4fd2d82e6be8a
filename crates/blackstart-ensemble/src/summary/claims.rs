//! What policies make of the event.

use super::Spread;
use super::rows::pick;
use crate::layout::PolicyLabel;
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// What a policy makes of the event, over all replicates.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimSummary {
    /// Policy.
    pub policy: String,
    /// Its title.
    pub title: String,
    /// Insured party.
    pub insured: String,
    /// Loss of the forms it covers, before all terms \[money\].
    pub gross: Spread,
    /// What is left after waiting and indemnity periods, deductibles and sub-limits \[money\].
    pub covered: Spread,
    /// What its layers pay if the event is the only one of its year \[money\].
    pub paid: Spread,
    /// What they would pay if periods were turned into money, days × annual gross profit / 365 (Oasis-equivalent) \[money\].
    pub paid_by_calendar: Spread,
    /// The former less the latter \[money\].
    pub difference: Spread,
}

pub(super) fn claims(results: &Results) -> Vec<ClaimSummary> {
    let (layout, table) = (&results.layout, &results.claims);
    let of = |(at, policy): (usize, &PolicyLabel)| {
        let rows: Vec<usize> = (0..table.policy.len()).filter(|&row| usize::from(table.policy[row]) == at).collect();
        // Replicates without a row claim nothing.
        let spread = |mut values: Vec<f64>| {
            values.resize(results.len(), 0.0);
            Spread::of(&Sample::new(values))
        };
        let difference = rows.iter().map(|&row| table.paid[row] - table.paid_by_calendar[row]).collect();
        ClaimSummary {
            policy: policy.id.clone(),
            title: policy.title.clone(),
            insured: layout.parties[policy.insured as usize].id.clone(),
            gross: spread(pick(&table.gross, &rows)),
            covered: spread(pick(&table.covered, &rows)),
            paid: spread(pick(&table.paid, &rows)),
            paid_by_calendar: spread(pick(&table.paid_by_calendar, &rows)),
            difference: spread(difference),
        }
    };
    layout.policies.iter().enumerate().map(of).collect()
}
