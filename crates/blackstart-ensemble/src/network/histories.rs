//! What histories of a network came to: sums of one, quantiles over many.

use super::{SectorStep, Totals};
use crate::stats::Sample;
use serde::Serialize;

/// Below which share of normal production a network counts as not recovered.
const RECOVERED: f64 = 0.99;

/// Histories of one network, and what it is at rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Histories {
    /// The network at rest.
    pub normal: Totals,
    /// Value added at rest by the firms that are a company's sites \[money/step\]; 0 without a company.
    pub company_normal: f64,
    /// Step of the first entry of a history.
    pub first: u64,
    /// One history, or with a company as many as were played.
    pub all: Vec<History>,
}

/// One history of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Every step.
    pub steps: Vec<Totals>,
    /// Value added in every step by the firms that are the company's sites \[money/step\]; empty without a company.
    pub company: Vec<f64>,
    /// The sectors: their names, what they normally make, and how far they fell.
    pub sectors: Vec<SectorCourse>,
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
        self.last = share_of_normal(it.production, self.normal);
        if self.last < self.worst {
            (self.worst, self.worst_step) = (self.last, step);
        }
    }
}

/// The findings of one history.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryFindings {
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
    /// Lowest production as a share of normal.
    pub worst: f64,
    /// In which step.
    pub worst_step: u64,
    /// Last step in which production was below 99 % of normal; none: it never was.
    pub below_until: Option<u64>,
    /// Production in the last step as a share of normal.
    pub last: f64,
}

impl HistoryFindings {
    /// Whether anything falls below normal by more than rounding.
    pub fn falls(&self) -> bool {
        self.worst <= 0.999_999 || self.value_added_lost.abs() > 1e-9 * self.normal_value_added.abs()
    }

    /// Value added lost, in normal steps.
    pub fn normal_steps_lost(&self) -> f64 {
        normal_steps(self.value_added_lost, self.normal_value_added)
    }

    /// Of the value added that was lost, the share lost directly with capacity.
    pub fn share_lost_directly(&self) -> f64 {
        share_of_normal(self.value_added_lost_directly, self.value_added_lost)
    }
}

/// One number over many histories.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Mean.
    pub mean: f64,
    /// 5 % quantile.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 % quantile.
    pub p95: f64,
}

impl Finding {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let sample = Sample::new(values.collect());
        let [p05, p50, p95] = [0.05, 0.5, 0.95].map(|p| sample.quantile(p));
        Self { mean: sample.mean(), p05, p50, p95 }
    }
}

/// What a company's bad day does to a nation, over its histories.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Findings {
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

/// A sector over many histories.
#[derive(Clone, Debug, PartialEq)]
pub struct SectorFindings {
    /// Its name.
    pub sector: String,
    /// Production at rest \[money/step\].
    pub normal: f64,
    /// Production not made \[money\].
    pub lost: Finding,
    /// Lowest production as a share of normal.
    pub worst: Finding,
}

/// What is followed from step to step as a share of normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Value added.
    ValueAdded,
    /// Final consumption.
    Consumption,
    /// Capacity that shocks leave.
    Capacity,
}

impl Histories {
    /// The findings of one history.
    pub fn of_one(&self, history: &History) -> HistoryFindings {
        let normal = &self.normal;
        let sum = |of: fn(&Totals) -> f64| history.steps.iter().map(|step| of(normal) - of(step)).sum::<f64>();
        let level = |step: &Totals| share_of_normal(step.production, normal.production);
        let levels = || history.steps.iter().map(level).zip(self.first..);
        let (worst, worst_step) = levels().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((1.0, self.first));
        HistoryFindings {
            steps: history.steps.len() as u64,
            normal_production: normal.production,
            normal_value_added: normal.value_added,
            production_lost: sum(|it| it.production),
            value_added_lost: sum(|it| it.value_added),
            value_added_lost_directly: history.steps.iter().map(|step| step.value_added_lost).sum(),
            consumption_lost: sum(|it| it.consumption),
            worst,
            worst_step,
            below_until: levels().filter(|(level, _)| *level < RECOVERED).map(|(_, step)| step).last(),
            last: history.steps.last().map_or(1.0, level),
        }
    }

    /// The findings over all histories.
    pub fn findings(&self) -> Findings {
        let each: Vec<HistoryFindings> = self.all.iter().map(|history| self.of_one(history)).collect();
        let over = |of: fn(&HistoryFindings) -> f64| Finding::of(each.iter().map(of));
        let own = self.company_normal;
        let by_company = |history: &History| history.company.iter().map(|made| own - made).sum::<f64>();
        Findings {
            histories: each.len(),
            production_lost: over(|it| it.production_lost),
            value_added_lost: over(|it| it.value_added_lost),
            value_added_lost_by_company: Finding::of(self.all.iter().map(by_company)),
            consumption_lost: over(|it| it.consumption_lost),
            worst: over(|it| it.worst),
            last: over(|it| it.last),
        }
    }

    /// An amount of value added, in steps of the network at rest.
    pub fn normal_steps(&self, value_added: f64) -> f64 {
        normal_steps(value_added, self.normal.value_added)
    }

    /// The sectors over all histories, the hardest hit first.
    pub fn sectors(&self) -> Vec<SectorFindings> {
        let sectors = self.all.first().map_or(&[][..], |first| &first.sectors);
        let row = |(at, it): (usize, &SectorCourse)| {
            let over = |of: fn(&SectorCourse) -> f64| Finding::of(self.all.iter().map(|it| of(&it.sectors[at])));
            let (sector, normal) = (it.sector.clone(), it.normal);
            SectorFindings { sector, normal, lost: over(|it| it.lost), worst: over(|it| it.worst) }
        };
        let mut rows: Vec<SectorFindings> = sectors.iter().enumerate().map(row).collect();
        rows.sort_by(|a, b| b.lost.mean.total_cmp(&a.lost.mean));
        rows
    }

    /// A quantile over the histories, step by step, as a share of normal.
    pub fn course(&self, p: f64, of: Level) -> Vec<f64> {
        let normal = &self.normal;
        let level = |step: &Totals| match of {
            Level::ValueAdded => share_of_normal(step.value_added, normal.value_added),
            Level::Consumption => share_of_normal(step.consumption, normal.consumption),
            Level::Capacity => 1.0 - share_of_normal(step.capacity_lost, normal.production),
        };
        let steps = self.all.first().map_or(0, |history| history.steps.len());
        let at = |step: usize| Sample::new(self.all.iter().map(|it| level(&it.steps[step])).collect()).quantile(p);
        (0..steps).map(at).collect()
    }
}

/// An amount in normal steps; 0 where nothing is made in them.
fn normal_steps(amount: f64, normal: f64) -> f64 {
    if normal > 0.0 { amount / normal } else { 0.0 }
}

/// A share of normal; what differs from all of it by rounding is all of it.
fn share_of_normal(part: f64, normal: f64) -> f64 {
    let share = if normal == 0.0 { 1.0 } else { part / normal };
    if (share - 1.0).abs() < 1e-9 { 1.0 } else { share }
}
