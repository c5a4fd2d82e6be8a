//! What a business impact analysis promises, beside what the histories show; and the work that is left to key in.

use super::rows::{by_position, pick, places};
use super::{Chance, Moments, Spread};
use crate::layout::PromisedLabel;
use crate::results::Results;
use crate::stats::Sample;
use serde::Serialize;

/// What a business impact analysis promises of a service or a system, and what the histories show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PromiseSummary {
    /// Service or system.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `service` or `system`.
    pub kind: &'static str,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Recovery time objective: back within so long, as promised \[h\].
    pub rto_hours: Option<f64>,
    /// Recovery point objective, as promised \[h\].
    pub rpo_hours: Option<f64>,
    /// Maximum tolerable period of disruption, as promised \[h\].
    pub mtpd_hours: Option<f64>,
    /// Level that counts as back: the minimum business continuity objective; else its level; of a system 1.
    pub level: f64,
    /// How often it goes below that level at all.
    pub down: Chance,
    /// Of those replicates, in which it is back for good within the objective, counted from the first moment below; null without an objective.
    pub kept: Option<Chance>,
    /// Time from the first moment below until it is back for good, in those replicates; null: longer than the history.
    pub back_after: Away,
    /// How often it is not back within the horizon, in those replicates.
    pub not_back: Chance,
    /// Of those replicates, in which that time is longer than what is tolerable; null where nothing is said of it.
    pub exceeds: Option<Chance>,
    /// The loss that the analysis states, beside the company's; absent where it states none.
    pub impact: Option<ImpactSummary>,
}

/// How long something is away \[h\]; infinite: longer than the history.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Away {
    /// 5 % quantile.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 % quantile.
    pub p95: f64,
}

/// A loss as a business impact analysis states it, beside the company's loss. The latter is that of the whole history, whatever else is down.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ImpactSummary {
    /// What the analysis states for the time that it is below its level, in the replicates in which it is \[money\].
    pub stated: Spread,
    /// Loss of the company in the same replicates \[money\].
    pub company: Spread,
    /// What the analysis states a day, on average over the time that it speaks of \[money/d\].
    pub stated_a_day: f64,
    /// Loss of the company in those replicates for each day that it is below its level \[money/d\].
    pub company_a_day: f64,
    /// Replicates, of these, in which no other service falls below its level.
    pub alone: Chance,
    /// Replicates, of these, in which it is down for longer than the analysis looks: what it states is then the least.
    pub beyond: Chance,
}

/// Work that a service has to key in after its returns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BacklogSummary {
    /// Service.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How often there is any.
    pub left: Chance,
    /// How much, in those replicates \[h of normal work\]; null where there never is any.
    pub work_hours: Option<Spread>,
    /// Moment from which all is keyed in, in those replicates.
    pub done: Moments,
    /// How often that is not within the horizon, in those replicates.
    pub not_done: Chance,
}

pub(super) fn promised(results: &Results) -> Vec<PromiseSummary> {
    let (layout, table) = (&results.layout, &results.promises);
    let places = places(&results.replicates.replicate, &table.replicate);
    let down = Down::of(results);
    let summary = |(rows, label): (&Vec<usize>, &PromisedLabel)| {
        let away: Vec<f64> = rows.iter().map(|&row| table.back_hours[row] - table.stopped_hours[row]).collect();
        // Rounding of a sum of times breaks no promise.
        let within = |limit: f64| away.iter().filter(|&&hours| hours <= limit + 1e-6).count();
        let (id, title) = label.label(layout);
        let not_back = away.iter().filter(|hours| hours.is_infinite()).count();
        let impact = || ImpactSummary {
            stated: spread(rows.iter().map(|&row| stated(&label.impact, table.down_hours[row])).collect()),
            company: spread(rows.iter().map(|&row| results.replicates.company_loss[places[row]]).collect()),
            stated_a_day: label.impact.last().map_or(0.0, |(hours, loss)| 24.0 * loss / hours),
            company_a_day: {
                let lost: f64 = rows.iter().map(|&row| results.replicates.company_loss[places[row]]).sum();
                let down: f64 = rows.iter().map(|&row| table.down_hours[row]).sum();
                if down > 0.0 { 24.0 * lost / down } else { 0.0 }
            },
            alone: Chance::new(rows.iter().filter(|&&row| down.alone(places[row], label.service)).count(), rows.len()),
            beyond: Chance::new(
                rows.iter()
                    .filter(|&&row| label.impact.last().is_some_and(|last| table.down_hours[row] > last.0 + 1e-6))
                    .count(),
                rows.len(),
            ),
        };
        PromiseSummary {
            id: id.to_owned(),
            title: title.to_owned(),
            kind: if label.service.is_some() { "service" } else { "system" },
            owner: label.owner.clone(),
            rto_hours: label.rto_hours,
            rpo_hours: label.rpo_hours,
            mtpd_hours: label.mtpd_hours,
            level: label.level,
            down: Chance::new(rows.len(), results.len()),
            kept: label.rto_hours.map(|limit| Chance::new(within(limit), rows.len())),
            back_after: Away::of(away.clone()),
            not_back: Chance::new(not_back, rows.len()),
            exceeds: label.mtpd_hours.map(|limit| Chance::new(rows.len() - within(limit), rows.len())),
            impact: (!label.impact.is_empty() && !rows.is_empty()).then(impact),
        }
    };
    by_position(&table.promised, layout.promised.len()).iter().zip(&layout.promised).map(summary).collect()
}

/// How many services fall below their level in each replicate, and one of them.
struct Down(Vec<(u32, u32)>);

impl Down {
    fn of(results: &Results) -> Self {
        let table = &results.services;
        let mut down = vec![(0, 0); results.len()];
        for (row, place) in places(&results.replicates.replicate, &table.replicate).into_iter().enumerate() {
            if table.stops[row] > 0 {
                down[place] = (down[place].0 + 1, table.service[row]);
            }
        }
        Self(down)
    }

    /// Whether no service but this one does.
    fn alone(&self, place: usize, service: Option<u32>) -> bool {
        let (count, one) = self.0[place];
        count == 0 || count == 1 && Some(one) == service
    }
}

/// What has been lost after so long, as stated: nothing at first, straight from one time to the next, and no more after the last.
fn stated(impact: &[(f64, f64)], hours: f64) -> f64 {
    let mut before = (0.0, 0.0);
    for &(at, loss) in impact {
        if hours <= at {
            return before.1 + (loss - before.1) * (hours - before.0) / (at - before.0);
        }
        before = (at, loss);
    }
    before.1
}

fn spread(values: Vec<f64>) -> Spread {
    Spread::of(&Sample::new(values))
}

impl Away {
    pub(super) fn of(hours: Vec<f64>) -> Self {
        let sample = Sample::new(hours);
        let q = |p: f64| if sample.is_empty() { f64::INFINITY } else { sample.quantile(p) };
        Self { p05: q(0.05), p50: q(0.5), p95: q(0.95) }
    }
}

pub(super) fn backlogs(results: &Results) -> Vec<BacklogSummary> {
    let (layout, table) = (&results.layout, &results.backlogs);
    let rows = by_position(&table.service, layout.services.len());
    let summary = |&service: &u32| {
        let (label, rows) = (&layout.services[service as usize], &rows[service as usize]);
        let done = pick(&table.done_hours, rows);
        BacklogSummary {
            id: label.id.clone(),
            title: label.title.clone(),
            left: Chance::new(rows.len(), results.len()),
            work_hours: (!rows.is_empty()).then(|| spread(pick(&table.work_hours, rows))),
            not_done: Chance::new(done.iter().filter(|hours| hours.is_infinite()).count(), rows.len()),
            done: Moments::of(layout, done),
        }
    };
    layout.backlogs.iter().map(summary).collect()
}

#[cfg(test)]
mod tests;
