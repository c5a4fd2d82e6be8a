//! What policies make of the event.

use super::rows::pick;
use super::{Chance, Spread};
use crate::layout::{LayerLabel, PolicyLabel};
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
    /// Its layers, from below.
    pub layers: Vec<LayerSummary>,
}

/// What reaches a layer of a policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerSummary {
    /// Where it begins, per event \[money\].
    pub attachment: f64,
    /// Most it pays per event, at full participation \[money\]; null: without limit.
    pub limit: Option<f64>,
    /// Share that is placed.
    pub participation: f64,
    /// How often the event reaches it.
    pub reached: Chance,
    /// What it pays \[money\].
    pub paid: Spread,
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
            layers: layers(results, at, policy),
        }
    };
    layout.policies.iter().enumerate().map(of).collect()
}

fn layers(results: &Results, policy: usize, label: &PolicyLabel) -> Vec<LayerSummary> {
    let table = &results.layers;
    let of = |(at, layer): (usize, &LayerLabel)| {
        let is = |&row: &usize| usize::from(table.policy[row]) == policy && usize::from(table.layer[row]) == at;
        let rows: Vec<usize> = (0..table.policy.len()).filter(is).collect();
        let mut paid = pick(&table.paid, &rows);
        paid.resize(results.len(), 0.0);
        LayerSummary {
            attachment: layer.attachment,
            limit: layer.limit,
            participation: layer.participation,
            reached: Chance::new(rows.iter().filter(|&&row| table.reached[row] > 0.0).count(), results.len()),
            paid: Spread::of(&Sample::new(paid)),
        }
    };
    (1..).zip(&label.layers).map(of).collect()
}
