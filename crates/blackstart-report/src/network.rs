//! What a shock did to a nation's firms, as it is told.

mod page;

use blackstart_ensemble::network::{SectorStep, Totals};
use blackstart_ensemble::stats::Sample;
use blackstart_model::economy::Balance;
pub use page::{Ranked, balance_terminal, network_html, network_terminal, rank_terminal};
use serde::Serialize;

/// What a network played under shocks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkStory {
    /// What was played: the network and the dynamic.
    pub title: String,
    /// The shocks' names.
    pub shocks: Vec<String>,
    /// The network at rest.
    pub normal: Totals,
    /// Step of the first entry of a history.
    pub first: u64,
    /// What happened: one history, or with a company as many as were played, at least one.
    pub histories: Vec<NetworkHistory>,
    /// The company in it, if any.
    pub company: Option<NetworkCompany>,
    /// What the network is.
    pub balance: Balance,
    /// What makes the same numbers again.
    pub command: String,
}

/// One history of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkHistory {
    /// Every step.
    pub steps: Vec<Totals>,
    /// Value added in every step by the firms that are the company's sites \[money/step\]; empty without a company.
    pub company: Vec<f64>,
    /// The sectors: their names, what they normally make, and how far they fell.
    pub sectors: Vec<SectorCourse>,
}

/// A company whose sites are firms of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkCompany {
    /// Its name for people.
    pub title: String,
    /// Its scenario.
    pub scenario: String,
    /// Firms that are its sites.
    pub firms: usize,
    /// Of them, firms that the network's files do not have.
    pub new_firms: usize,
    /// Value added by them at rest \[money/step\].
    pub normal: f64,
}

/// How a sector went.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SectorCourse {
    /// Its name.
    pub sector: String,
    /// Production at rest \[money/step\].
    pub normal: f64,
    /// Production not made, summed over the steps \[money\].
    pub lost: f64,
    /// Lowest production as a share of normal.
    pub worst: f64,
    /// In which step.
    pub worst_step: u64,
    /// Share of normal in the last step.
    pub last: f64,
}

impl SectorCourse {
    /// A sector at rest.
    pub fn new(sector: String, normal: f64) -> Self {
        Self { sector, normal, lost: 0.0, worst: 1.0, worst_step: 0, last: 1.0 }
    }

    /// Takes a step.
    pub fn take(&mut self, step: u64, it: &SectorStep) {
        self.lost += self.normal - it.production;
        self.last = ratio(it.production, self.normal);
        if self.last < self.worst {
            (self.worst, self.worst_step) = (self.last, step);
        }
    }
}

/// A finding over many histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Mean.
    pub mean: f64,
    /// 10 % quantile.
    pub p10: f64,
    /// Median.
    pub p50: f64,
    /// 90 % quantile.
    pub p90: f64,
}

impl Finding {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let sample = Sample::new(values.collect());
        let [p10, p50, p90] = [0.1, 0.5, 0.9].map(|p| sample.quantile(p));
        Self { mean: sample.mean(), p10, p50, p90 }
    }
}

/// What a company's bad day does to a nation, over its histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkFindings {
    /// Histories played.
    pub histories: usize,
    /// Production not made \[money\].
    pub production_lost: Finding,
    /// Value added lost \[money\].
    pub value_added_lost: Finding,
    /// Of that, by the firms that are the company's sites \[money\].
    pub value_added_lost_by_company: Finding,
    /// Final consumption lost \[money\].
    pub consumption_lost: Finding,
    /// Lowest production as a share of normal.
    pub worst: Finding,
    /// Production in the last step as a share of normal.
    pub last: Finding,
}

/// The findings of one history, for machines and for sentences.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkSummary {
    /// Steps played.
    pub steps: u64,
    /// Production at rest \[money/step\].
    pub normal_production: f64,
    /// Value added at rest \[money/step\].
    pub normal_value_added: f64,
    /// Production not made \[money\].
    pub production_lost: f64,
    /// Value added lost \[money\].
    pub value_added_lost: f64,
    /// Of that, lost directly with capacity \[money\].
    pub value_added_lost_directly: f64,
    /// Final consumption lost \[money\].
    pub consumption_lost: f64,
    /// Lowest production as a share of normal, and its step.
    pub worst: (f64, u64),
    /// Last step in which production was below 99 % of normal; none: it never was.
    pub below_until: Option<u64>,
    /// Production in the last step as a share of normal.
    pub last: f64,
}

impl NetworkStory {
    /// The findings of a history.
    pub fn summary(&self, history: &NetworkHistory) -> NetworkSummary {
        let normal = &self.normal;
        let sum = |of: fn(&Totals) -> f64| history.steps.iter().map(|step| of(normal) - of(step)).sum::<f64>();
        let level = |step: &Totals| ratio(step.production, normal.production);
        let steps = || history.steps.iter().zip(self.first..);
        let worst = steps().map(|(it, step)| (level(it), step)).min_by(|a, b| a.0.total_cmp(&b.0));
        NetworkSummary {
            steps: history.steps.len() as u64,
            normal_production: normal.production,
            normal_value_added: normal.value_added,
            production_lost: sum(|it| it.production),
            value_added_lost: sum(|it| it.value_added),
            value_added_lost_directly: history.steps.iter().map(|step| step.value_added_lost).sum(),
            consumption_lost: sum(|it| it.consumption),
            worst: worst.unwrap_or((1.0, self.first)),
            below_until: steps().filter(|(it, _)| level(it) < 0.99).map(|(_, step)| step).last(),
            last: history.steps.last().map_or(1.0, level),
        }
    }

    /// The findings over all histories.
    pub fn findings(&self) -> NetworkFindings {
        let all: Vec<NetworkSummary> = self.histories.iter().map(|history| self.summary(history)).collect();
        let over = |of: fn(&NetworkSummary) -> f64| Finding::of(all.iter().map(of));
        let own = self.company.as_ref().map_or(0.0, |company| company.normal);
        let by_company = |history: &NetworkHistory| history.company.iter().map(|made| own - made).sum::<f64>();
        NetworkFindings {
            histories: all.len(),
            production_lost: over(|it| it.production_lost),
            value_added_lost: over(|it| it.value_added_lost),
            value_added_lost_by_company: Finding::of(self.histories.iter().map(by_company)),
            consumption_lost: over(|it| it.consumption_lost),
            worst: over(|it| it.worst.0),
            last: over(|it| it.last),
        }
    }

    /// Lines of the plot: name, and a share of normal for each step.
    fn lines(&self) -> Vec<(&'static str, Vec<f64>)> {
        let normal = &self.normal;
        let level = |of: fn(&Totals) -> f64, step: &Totals| ratio(of(step), of(normal));
        let steps = self.histories.first().map_or(0, |history| history.steps.len());
        let over = |p: f64, of: &dyn Fn(&Totals) -> f64| -> Vec<f64> {
            let at = |step: usize| {
                Sample::new(self.histories.iter().map(|history| of(&history.steps[step])).collect()).quantile(p)
            };
            (0..steps).map(at).collect()
        };
        let value_added = |step: &Totals| level(|it| it.value_added, step);
        let capacity = |step: &Totals| 1.0 - ratio(step.capacity_lost, normal.production);
        if self.histories.len() == 1 {
            return vec![
                ("value added", over(0.5, &value_added)),
                ("final consumption", over(0.5, &|step| level(|it| it.consumption, step))),
                ("capacity", over(0.5, &capacity)),
            ];
        }
        vec![
            ("value added, median", over(0.5, &value_added)),
            ("value added, one in ten below", over(0.1, &value_added)),
            ("capacity, median", over(0.5, &capacity)),
        ]
    }
}

/// A share of normal; what differs from all of it by rounding is all of it.
fn ratio(part: f64, of: f64) -> f64 {
    let share = if of == 0.0 { 1.0 } else { part / of };
    if (share - 1.0).abs() < 1e-9 { 1.0 } else { share }
}

#[cfg(test)]
mod tests;
