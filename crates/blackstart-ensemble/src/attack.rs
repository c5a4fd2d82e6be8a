//! One attack many times: what is reached and when, who takes which system down, which techniques decide, and what each control and the
//! shutdown doctrine change, on the same random draws. Only the attack stage is played: thousands of races take a second.

mod study;

use crate::stats::{Interval, Sample, share};
use crate::summary::Chance;
use serde::Serialize;
pub use study::study;

/// Version of the fields.
pub const ATTACK_FORMAT: u32 = 1;

/// Steps of a MAL model that are listed: those that cost the attacker most time.
pub const MOST_STEPS: usize = 100;

/// Moments at which the probability of having reached something is given \[h\]: 6 h to four weeks.
const BY_HOURS: [f64; 7] = [6.0, 12.0, 24.0, 72.0, 168.0, 336.0, 672.0];

/// What many races came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AttackSummary {
    /// Version of these fields.
    pub format: u32,
    /// Version of Blackstart.
    pub version: String,
    /// Slug of the model.
    pub model: String,
    /// Its title.
    pub model_title: String,
    /// SHA-256 of its content, hex.
    pub model_hash: String,
    /// Slug of the scenario.
    pub scenario: String,
    /// Its title.
    pub scenario_title: String,
    /// SHA-256 of its content, hex.
    pub scenario_hash: String,
    /// Seed.
    pub seed: u64,
    /// Races played.
    pub samples: u32,
    /// Size of the graph.
    pub nodes: Nodes,
    /// The first alert.
    pub first_alert: Reached,
    /// The end of triage.
    pub triaged: Reached,
    /// What the attacker gets, in the scenario's order.
    pub states: Vec<Reached>,
    /// What the attacker does, in the scenario's order; of a MAL model nothing.
    pub techniques: Vec<TechniqueSummary>,
    /// Steps of a MAL model that were critical or raised the first alert: what cost most time first, at most [`MOST_STEPS`].
    pub steps: Vec<StepSummary>,
    /// How many such steps there are.
    pub steps_all: usize,
    /// How the attacker came to the first system, in the race where he took it at the (lower) median moment.
    pub typical_way: Option<WaySummary>,
    /// Systems that go down, in model order.
    pub systems: Vec<SystemCauses>,
    /// As written: what the others are compared with.
    pub base: Outcomes,
    /// Each control forced off and on, the doctrine forced to never and always.
    pub variants: Vec<Variant>,
}

/// Nodes of the attack graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Nodes {
    /// As compiled.
    pub all: usize,
    /// Left after pruning.
    pub pruned: usize,
}

/// How often and when something is reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reached {
    /// What.
    pub id: String,
    /// How often.
    pub reached: Chance,
    /// Mean, where it is reached \[h\]; null where it never is.
    pub mean_hours: f64,
    /// Quantiles, where it is reached \[h\].
    pub hours: Hours,
    /// 95 % interval of that median, by order statistics \[h\].
    pub median_hours: Interval,
    /// Quantiles over all races; null: not reached \[h\].
    pub over_all_hours: OverAll,
    /// Probability of having reached it by 6 h, 12 h, 1 d, 3 d, 1 w, 2 w, 4 w.
    pub by: Vec<ReachedBy>,
}

/// Quantiles of a moment, by their percentage \[h\].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the quantile it is named after")]
pub struct Hours {
    pub p05: f64,
    pub p10: f64,
    pub p25: f64,
    pub p50: f64,
    pub p75: f64,
    pub p90: f64,
    pub p95: f64,
}

/// Quantiles of a moment, with their intervals \[h\].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the quantile it is named after")]
pub struct OverAll {
    pub p05: Estimate,
    pub p25: Estimate,
    pub p50: Estimate,
    pub p75: Estimate,
    pub p95: Estimate,
}

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Probability of having reached something by a moment.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReachedBy {
    /// The moment \[h\].
    pub hours: f64,
    /// The probability.
    pub share: f64,
}

impl Reached {
    fn of(id: String, hours: Vec<f64>) -> Self {
        let all = Sample::new(hours);
        let some = Sample::new(all.values().iter().copied().filter(|hours| hours.is_finite()).collect());
        let never = |value: f64| if some.is_empty() { f64::INFINITY } else { value };
        let median = some.quantile_interval(0.5);
        let at = |p: f64| never(some.quantile(p));
        let band = |p: f64| {
            let Interval { low, high } = all.quantile_interval(p);
            Estimate { value: all.quantile(p), low, high }
        };
        let by = |hours: f64| {
            let reached = some.values().iter().filter(|it| **it <= hours).count();
            ReachedBy { hours, share: share(reached, all.len()) }
        };
        Self {
            id,
            reached: Chance::new(some.len(), all.len()),
            mean_hours: never(some.mean()),
            hours: Hours {
                p05: at(0.05),
                p10: at(0.10),
                p25: at(0.25),
                p50: at(0.50),
                p75: at(0.75),
                p90: at(0.90),
                p95: at(0.95),
            },
            median_hours: Interval { low: never(median.low), high: never(median.high) },
            over_all_hours: OverAll {
                p05: band(0.05),
                p25: band(0.25),
                p50: band(0.50),
                p75: band(0.75),
                p95: band(0.95),
            },
            by: BY_HOURS.map(by).to_vec(),
        }
    }
    /// Probability of having reached it by one of the moments given; 0 for any other.
    pub fn reached_by(&self, hours: f64) -> f64 {
        self.by.iter().find(|it| it.hours == hours).map_or(0.0, |it| it.share)
    }
}

/// A technique as it was written, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TechniqueSummary {
    /// Slug.
    pub id: String,
    /// Title.
    pub title: String,
    /// Ids in MITRE ATT&CK.
    pub attack_ids: Vec<String>,
    /// Probability of success as written.
    pub success: f64,
    /// Time it takes as written \[h\].
    pub time_hours: TimeTaken,
    /// Probability of an alert as written.
    pub alert: f64,
    /// Technique of the library it was taken from.
    pub library: Option<String>,
    /// Where its numbers come from: sources of the library, or ids of the model's.
    pub sources: Vec<String>,
    /// How often it starts.
    pub starts: Chance,
    /// How often it succeeds.
    pub succeeds: Chance,
    /// How often it raises the first alert.
    pub first_alert: Chance,
    /// Of the races in which the attacker takes something: how often it was on the way to the first, where everything had to be waited for.
    pub critical: Chance,
}

/// Quantiles of a time as written \[h\].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TimeTaken {
    /// Median.
    pub p50: f64,
    /// 90th percentile.
    pub p90: f64,
}

/// A step of a MAL model, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepSummary {
    /// When it is reached; its id is its full name, `asset:step`.
    #[serde(flatten)]
    pub when: Reached,
    /// How often it raises the first alert, of the races with one.
    pub first_alert: Chance,
    /// Of the races in which the attacker takes something: how often it was on the way to the first, where everything had to be waited for.
    pub critical: Chance,
    /// Share of all the time until the attacker takes something that was spent on it. Over all steps these add up to 1.
    pub waited: f64,
}

/// One way of the attacker to the first system he takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaySummary {
    /// In which race.
    pub replicate: u32,
    /// State with which he takes it.
    pub state: String,
    /// When \[h\].
    pub hours: f64,
    /// Techniques or steps, in order; what was had at moment 0 was not waited for.
    pub steps: Vec<WayStep>,
}

/// One thing on a way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WayStep {
    /// Technique, or step of the MAL model.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it had succeeded \[h\].
    pub hours: f64,
    /// Time since the one before \[h\].
    pub waited_hours: f64,
}

/// How often, when and why a system goes down.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemCauses {
    /// System.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it goes down.
    pub down: Reached,
    /// First by the attacker.
    pub attacker: Chance,
    /// First by the company itself.
    pub shutdown: Chance,
    /// First because of what it needs.
    pub dependency: Chance,
}

/// What races came to, in short.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcomes {
    /// Share of races in which the attacker takes a system.
    pub attacker: f64,
    /// Share in which the company switches a system off itself.
    pub shutdown: f64,
    /// Share in which any system goes down.
    pub any: f64,
    /// Each system that is touched.
    pub systems: Vec<SystemOutcome>,
}

/// How often a system is taken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SystemOutcome {
    /// The system.
    pub id: String,
    /// Share of races in which the attacker takes it.
    pub attacker: f64,
    /// Share in which the company switches it off itself.
    pub shutdown: f64,
}

/// The attack with one thing changed, on the same random draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// The control's slug, or `shutdown`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is forced to.
    pub forced: Forced,
    /// What it comes to.
    pub outcomes: Outcomes,
    /// Share of races in which the attacker takes a system, less that as written.
    pub attacker: Estimate,
    /// The same for the company's own shutdowns.
    pub shutdown: Estimate,
}

/// What a control or the shutdown doctrine is forced to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forced {
    /// The control never works.
    Off,
    /// The control always works.
    On,
    /// The company never switches anything off.
    Never,
    /// The company always switches off.
    Always,
}

impl Forced {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::Never => "never",
            Self::Always => "always",
        }
    }
}

#[cfg(test)]
mod tests;
