//! Events of the sector-region model: capacity that is gone, capital that recovers, capital that has to be rebuilt.

use super::Web;
use super::graph::Amount;

/// Something that happens to industries at a step, holds for a while and is overcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Industries and what they lose: capital in the event's money, or a share of capacity.
    pub impact: Vec<(u32, f64)>,
    /// Step it happens.
    pub occurrence: u64,
    /// Steps until recovery or rebuilding begins.
    pub duration: u64,
    /// What it does.
    pub kind: Kind,
}

/// What an event does.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A share of capacity is gone and comes back; acts one step late, as the published program has it.
    Arbitrary {
        /// Steps to recover, `T`.
        steps: f64,
        /// On which path.
        curve: Curve,
    },
    /// Capital is gone and comes back by itself.
    Recovery {
        /// Steps to recover, `T`.
        steps: f64,
        /// On which path.
        curve: Curve,
        /// What its money is.
        money: Money,
    },
    /// Capital is gone and is built anew by some sectors, whose output is needed for it.
    Rebuild {
        /// Steps over which what remains would be ordered.
        steps: f64,
        /// Sectors that build, and their shares.
        builders: Vec<(u32, f64)>,
        /// What has to be built per unit of capital lost.
        factor: f64,
        /// What households lose.
        households: Vec<Household>,
        /// What its money is.
        money: Money,
    },
}

/// Households of a region that lose something.
#[derive(Clone, Debug, PartialEq)]
pub struct Household {
    /// What they lose, in the event's money.
    pub impact: f64,
    /// What they normally buy from each industry: whom they turn to is shared out likewise.
    pub buys: Vec<f64>,
}

/// Units of money of an event and of the table, both relative to one currency unit: 1e6 for millions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Money {
    /// Of the event. What remains is rounded to `log10(event) + 1` decimals in each step.
    pub event: f64,
    /// Of the table.
    pub table: f64,
}

impl Default for Money {
    fn default() -> Self {
        Self { event: 1.0, table: 1e6 }
    }
}

impl Money {
    fn decimals(self) -> i32 {
        libm::log10(self.event) as i32 + 1
    }
}

/// The path of a recovery: what is left of `d` after `e` of `T` steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Curve {
    /// `d (1 − e/T)`.
    #[default]
    Linear,
    /// `d (1 − 1/T)^(4e)`.
    Convex,
    /// `d (1 − 1/T)^e`.
    ConvexUnscaled,
    /// `d T / (T + 1e-6 e^p)`, `p = (ln T − ln 1e-6)/(ln T − ln 2)`: half is left after `T/2`.
    Concave,
}

impl Curve {
    fn left(self, of: f64, elapsed: f64, steps: f64) -> f64 {
        match self {
            Self::Linear => of * (1.0 - elapsed / steps),
            Self::Convex => of * libm::pow(1.0 - 1.0 / steps, 4.0 * elapsed),
            Self::ConvexUnscaled => of * libm::pow(1.0 - 1.0 / steps, elapsed),
            Self::Concave => {
                let steep = 1e-6;
                let power = (libm::log(steps) - libm::log(steep)) / (libm::log(steps) - libm::log(2.0));
                of * steps / (steps + steep * libm::pow(elapsed, power))
            }
        }
    }
}

/// How far an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not yet.
    Pending,
    /// It holds.
    Happening,
    /// It is being overcome.
    Mending,
    /// Over.
    Finished,
}

/// State of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// How far it is.
    pub phase: Phase,
    /// What is gone now, in the order of its impact: share of capacity, or capital \[money of the table\].
    pub gone: Vec<f64>,
    /// What remains to be built by each builder for each victim \[money\].
    pub to_build: Vec<f64>,
}

/// What one builder builds for one victim.
#[derive(Clone, Copy, Debug)]
struct Job {
    builder: u32,
    /// Place in the impact; households come after it.
    victim: u32,
    amount: f64,
}

/// All events of an economy.
#[derive(Clone, Debug, Default)]
pub(super) struct Events {
    list: Vec<Event>,
    /// By event: sorted by victim.
    jobs: Vec<Vec<Job>>,
    pub(super) progress: Vec<Progress>,
    /// By industry, empty without events: share of capacity that acts in this step, and in the next.
    pub(super) acting: Vec<f64>,
    pub(super) coming: Vec<f64>,
    /// Capital gone \[money\].
    pub(super) capital: Vec<f64>,
    /// Wanted for rebuilding in this step \[money/step\].
    pub(super) wanted: Vec<f64>,
}

impl Events {
    pub(super) fn new<A: Amount>(list: Vec<Event>, web: &Web<A>) -> Self {
        let count = if list.is_empty() { 0 } else { web.firms().len() };
        let jobs: Vec<Vec<Job>> = list.iter().map(|event| jobs(event, web)).collect();
        let progress = list
            .iter()
            .zip(&jobs)
            .map(|(event, jobs)| Progress {
                phase: Phase::Pending,
                gone: event.impact.iter().map(|(_, loss)| loss * event.unit()).collect(),
                to_build: jobs.iter().map(|job| job.amount).collect(),
            })
            .collect();
        let zero = vec![0.0; count];
        Self { list, jobs, progress, acting: zero.clone(), coming: zero.clone(), capital: zero.clone(), wanted: zero }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What each event has done by the beginning of a step.
    pub(super) fn begin(&mut self, step: u64) {
        std::mem::swap(&mut self.acting, &mut self.coming);
        for column in [&mut self.coming, &mut self.capital, &mut self.wanted] {
            column.fill(0.0);
        }
        for ((event, progress), jobs) in self.list.iter().zip(&mut self.progress).zip(&self.jobs) {
            if progress.phase == Phase::Pending
                && event.occurrence <= step
                && step <= event.occurrence.saturating_add(1)
            {
                progress.phase = Phase::Happening;
            }
            if progress.phase == Phase::Happening && step >= event.occurrence.saturating_add(event.duration) {
                progress.phase = Phase::Mending;
            }
            if matches!(progress.phase, Phase::Pending | Phase::Finished) {
                continue;
            }
            for ((industry, _), gone) in event.impact.iter().zip(&progress.gone) {
                let industry = *industry as usize;
                match event.kind {
                    Kind::Arbitrary { .. } => self.coming[industry] = self.coming[industry].max(*gone),
                    _ => self.capital[industry] += gone,
                }
            }
            if let (Kind::Rebuild { steps, .. }, Phase::Mending) = (&event.kind, progress.phase) {
                for (job, left) in jobs.iter().zip(&progress.to_build) {
                    self.wanted[job.builder as usize] += left / steps;
                }
            }
        }
    }

    /// What is overcome in a step; `filled` is the share of demand each industry has met.
    pub(super) fn end(&mut self, step: u64, filled: &[f64]) {
        for ((event, progress), jobs) in self.list.iter().zip(&mut self.progress).zip(&self.jobs) {
            if progress.phase != Phase::Mending {
                continue;
            }
            let elapsed = step.saturating_sub(event.occurrence).saturating_sub(event.duration) as f64;
            match &event.kind {
                Kind::Arbitrary { steps, curve } => mend(event, progress, *curve, elapsed, *steps, 6),
                Kind::Recovery { steps, curve, money } => {
                    mend(event, progress, *curve, elapsed, *steps, money.decimals());
                }
                Kind::Rebuild { steps, factor, money, .. } => {
                    progress.gone.fill(0.0);
                    let mut any = false;
                    for (job, left) in jobs.iter().zip(&mut progress.to_build) {
                        *left =
                            rounded(*left - *left / steps * filled[job.builder as usize], money.decimals()).max(0.0);
                        any |= *left > 0.0;
                        if let Some(gone) = progress.gone.get_mut(job.victim as usize) {
                            *gone += *left / factor;
                        }
                    }
                    if !any {
                        progress.phase = Phase::Finished;
                    }
                }
            }
        }
    }
}

/// One step of a recovery along its curve.
fn mend(event: &Event, progress: &mut Progress, curve: Curve, elapsed: f64, steps: f64, decimals: i32) {
    for ((_, loss), gone) in event.impact.iter().zip(&mut progress.gone) {
        *gone = rounded(curve.left(loss * event.unit(), elapsed, steps), decimals).max(0.0);
    }
    if progress.gone.iter().all(|gone| *gone == 0.0) {
        progress.phase = Phase::Finished;
    }
}

impl Event {
    /// Money of the table per unit of its impact; 1 for shares.
    fn unit(&self) -> f64 {
        match &self.kind {
            Kind::Arbitrary { .. } => 1.0,
            Kind::Recovery { money, .. } | Kind::Rebuild { money, .. } => money.event / money.table,
        }
    }
}

/// Who builds how much for whom: shares of the sectors times normal shares of the suppliers in what the victim buys of them.
/// Where it buys nothing of a sector, that part is lost. Impacts are not converted, as the published program has it.
fn jobs<A: Amount>(event: &Event, web: &Web<A>) -> Vec<Job> {
    let Kind::Rebuild { builders, factor, households, .. } = &event.kind else { return vec![] };
    let mut jobs = vec![];
    let mut share_out = |victim: usize, wanted: f64, normal: &[(u32, f64)]| {
        let total: f64 = normal.iter().map(|(_, amount)| amount).sum();
        if total > 0.0 {
            jobs.extend(normal.iter().map(|(builder, amount)| Job {
                builder: *builder,
                victim: victim as u32,
                amount: wanted * factor * amount / total,
            }));
        }
    };
    for (victim, (industry, loss)) in event.impact.iter().enumerate() {
        for (sector, share) in builders {
            share_out(victim, loss * share, &web.suppliers(*industry as usize, *sector));
        }
    }
    for (place, household) in households.iter().enumerate() {
        for (sector, share) in builders {
            let normal: Vec<(u32, f64)> = (0..web.firms().len())
                .filter(|industry| web.firms().sector[*industry] == *sector)
                .map(|industry| (industry as u32, household.buys[industry]))
                .collect();
            share_out(event.impact.len() + place, household.impact * share, &normal);
        }
    }
    jobs
}

/// Rounds to decimals, ties to even.
fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round_ties_even() / unit
}
