//! What has happened already when people ask in the middle of a restart: it stands, and what it tells about the rest is taken into account.

use super::Restoration;
use super::schedule::{Roster, common_hours};
use crate::draw::purpose::{self, COMMON, EVENT, INVESTIGATION};
use crate::draw::{Draw, cdf, density, quantile};
use crate::handover::{Condition, TaskKind};
use blackstart_model::id::SystemId;
use blackstart_model::model::Task;
use blackstart_model::scenario::{KnownTask, Progress, Recovery};
use blackstart_model::units::Uncertain;

#[cfg(test)]
mod tests;

/// How often a task that may fail is drawn again until it takes as long as it has taken already.
pub(crate) const ROUNDS: u32 = 256;
/// What still runs has at least this to do \[h\].
const LEAST: f64 = 1e-6;
/// Equal steps of probability in which the common factor's law is weighed anew.
const STEPS: usize = 256;

/// Moment before which nothing may begin \[h\]: as stated, and after what is known of the investigation.
pub(super) fn gate_hours(recovery: &Recovery, draw: Draw, contained_hours: f64) -> f64 {
    let investigation = &recovery.investigation_hours;
    let stated = || contained_hours + draw.sample(investigation, INVESTIGATION.of(EVENT));
    let Some(known) = &recovery.known else { return stated() };
    match known.investigation {
        Some(Progress::Ended(at)) => at,
        Some(Progress::Running) => {
            let gone = known.now_hours - contained_hours;
            contained_hours + draw.sample_above(investigation, gone, INVESTIGATION.of(EVENT))
        }
        // Where work has begun, it was open.
        None => known.tasks.iter().fold(stated(), |gate, task| gate.min(task.began_hours)),
    }
}

impl Restoration<'_> {
    /// What is known of a task of a system that fell and is restored by tasks.
    pub(super) fn known_task(&self, system: SystemId, kind: TaskKind) -> Option<&KnownTask> {
        self.known_tasks(system).iter().find(|task| task.kind == kind)
    }

    fn known_tasks(&self, system: SystemId) -> &[KnownTask] {
        match (self.known, self.compromise.fallen[system]) {
            (Some(known), Some(fallen)) if fallen.until_hours.is_none() => known.of(system),
            _ => &[],
        }
    }

    /// The state in which a system was found, where work on it tells.
    pub(super) fn known_condition(&self, system: SystemId) -> Option<Condition> {
        self.known_tasks(system).iter().find_map(|task| match task.kind {
            TaskKind::Rebuild => Some(Condition::Lost),
            TaskKind::Verify => Some(Condition::Exposed),
            TaskKind::Start | TaskKind::Test => None,
        })
    }

    /// Whether a system's task is or may come: what was passed over before one that has begun was not needed.
    pub(super) fn may_be_needed(&self, system: SystemId, kind: TaskKind) -> bool {
        let tasks = self.known_tasks(system);
        tasks.last().is_none_or(|last| last.kind < kind) || tasks.iter().any(|task| task.kind == kind)
    }

    /// Working time of a task that has begun \[h\], and its own cost \[money\]: as it was; or by its law, knowing that it takes longer than it has by now.
    pub(super) fn sampled_known(&self, known: &KnownTask, task: &Task) -> (f64, f64) {
        let KnownTask { system, kind, .. } = *known;
        let key = self.model.systems[system].name.key;
        let cost = self.draw.sample(&task.cost, purpose::cost(key, kind));
        let worked = self.worked(known, task);
        if known.ended_hours().is_some() {
            return (worked, cost);
        }
        if task.fails <= 0.0 {
            let stretch = self.stretched(system, kind, 1.0);
            let hours = self.draw.sample_above(&task.hours, worked / stretch, purpose::hours(key, kind));
            return (self.stretched(system, kind, hours).max(worked + LEAST), cost);
        }
        let mut rounds = (0..ROUNDS).map(|round| self.attempts(system, kind, task, round));
        let longer = rounds.find_map(|(hours, cost)| {
            let hours = self.stretched(system, kind, hours);
            (hours > worked).then_some((hours, cost))
        });
        longer.unwrap_or_else(|| {
            // Longer than nearly ever: another attempt begins.
            let again = self.draw.sample(&task.again_hours, purpose::attempt(key, kind, ROUNDS, 0).hours);
            (worked + self.stretched(system, kind, again).max(LEAST), cost)
        })
    }

    /// Working time that a task has taken until it was over, or until now \[h\].
    fn worked(&self, known: &KnownTask, task: &Task) -> f64 {
        let now = self.known.map_or(known.began_hours, |known| known.now_hours);
        let until = known.ended_hours().unwrap_or(now);
        match (task.crew, task.also.as_slice()) {
            (None, []) => until - known.began_hours,
            (Some(crew), []) => self.crews[crew].0.worked(known.began_hours, until),
            _ => {
                let rosters: Vec<&Roster> = task.occupies().map(|(crew, _)| &self.crews[crew].0).collect();
                common_hours(&rosters, known.began_hours, until)
            }
        }
    }

    /// The factor that all tasks have in common. Tasks that have begun tell of it: its law is weighed by how likely they make each value (Bayes), in equal
    /// steps of probability. Tasks of fixed length and those that may fail tell nothing.
    pub(super) fn common(&self, law: &Uncertain) -> f64 {
        let mut told = Vec::new();
        for known in self.known.iter().flat_map(|known| &known.tasks) {
            let KnownTask { system, kind, .. } = *known;
            let task =
                self.model.systems[system].tasks()[kind as usize].filter(|_| self.known_task(system, kind).is_some());
            let task = task.map(|task| self.recovery.way(system, kind, task));
            if let Some(task) = task.filter(|task| task.fails <= 0.0 && !matches!(task.hours, Uncertain::Fixed(_))) {
                // The factor itself is still 1 here.
                let worked = self.worked(known, task) / self.stretched(system, kind, 1.0);
                told.push((&task.hours, worked, known.ended_hours().is_some()));
            }
        }
        if told.is_empty() || matches!(law, Uncertain::Fixed(_)) {
            return self.draw.sample(law, COMMON.of(EVENT));
        }
        let step = 1.0 / STEPS as f64;
        let likely = |at: usize| {
            let factor = quantile(law, (at as f64 + 0.5) * step);
            let log = |&(hours, worked, over): &(&Uncertain, f64, bool)| {
                if over {
                    libm::log(density(hours, worked / factor) / factor)
                } else {
                    libm::log(1.0 - cdf(hours, worked / factor))
                }
            };
            told.iter().map(log).sum::<f64>()
        };
        let logs: Vec<f64> = (0..STEPS).map(likely).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !most.is_finite() {
            // What happened cannot have, by these laws: it tells nothing.
            return self.draw.sample(law, COMMON.of(EVENT));
        }
        let weights: Vec<f64> = logs.iter().map(|log| libm::exp(log - most)).collect();
        let mut left = self.draw.uniform_of(law, COMMON.of(EVENT)) * weights.iter().sum::<f64>();
        let mut at = 0;
        while at + 1 < STEPS && left >= weights[at] {
            left -= weights[at];
            at += 1;
        }
        let within = if weights[at] > 0.0 { (left / weights[at]).clamp(0.0, 1.0) } else { 0.5 };
        let u = (at as f64 + within) * step;
        quantile(law, u.clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0))
    }
}
