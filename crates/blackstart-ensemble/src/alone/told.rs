//! What is asked of single points of failure, and what is told of them.

use super::taken::Kind;
use blackstart_model::{Model, Scenario};
use serde::Serialize;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The company.
    pub model: &'a Model,
    /// Its days without their event are normal life; with it, the bad day on which crews are missed.
    pub scenario: &'a Scenario,
    /// Seed of all draws.
    pub seed: u64,
    /// Histories of each.
    pub histories: u32,
    /// How long whoever nothing restores is gone \[h\].
    pub stated_hours: f64,
    /// Whether systems have tasks only because published incidents stand in: these say how long a whole company took, and nothing of one system.
    pub is_assumed: bool,
    /// Most pairs that are played.
    pub pairs: usize,
    /// Threads; 0: one per processor. Never changes a result.
    pub threads: usize,
}

/// Everything that is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SpofSummary {
    /// Title of the model.
    pub model: String,
    /// Title of the scenario.
    pub scenario: String,
    /// ISO code of the currency.
    pub currency: String,
    /// Its sign.
    pub sign: String,
    /// What an import guessed of the model, in a sentence.
    pub guessed: Option<String>,
    /// Title of the first target set.
    pub target: Option<String>,
    /// Seed of all draws.
    pub seed: u64,
    /// Histories of each.
    pub histories: u32,
    /// Histories played.
    pub played: u64,
    /// It was stopped before all of it was played.
    pub stopped: bool,
    /// Length of a history \[days\].
    pub horizon_days: f64,
    /// How long whoever nothing restores is gone \[days\].
    pub stated_days: f64,
    /// Systems, suppliers and providers out of normal life, the dearest first.
    pub alone: Vec<Alone>,
    /// Mean loss of the bad day as it is \[money\]; `None`: no crew restores anything on it.
    pub bad_day: Option<f64>,
    /// Crews missed on the bad day, the dearest first.
    pub crews: Vec<CrewAlone>,
    /// Pairs that are worse than their sum by more than chance, the worst first.
    pub pairs: Vec<PairAlone>,
    /// Which pairs were looked at and played.
    pub screening: Screening,
}

/// What it costs that one is gone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Alone {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Gone for the stated time, because nothing says how it comes back.
    pub stated: bool,
    /// Mean loss of all parties \[money\].
    pub loss: f64,
    /// Low end of its interval of 95 %, for all of them together \[money\]; `None`: one history tells none.
    pub low: Option<f64>,
    /// High end \[money\].
    pub high: Option<f64>,
    /// Mean loss of the company \[money\].
    pub own: f64,
    /// Of the company's, what it costs to restore systems \[money\].
    pub restoring: f64,
    /// Mean days on which the first target set does not hold; `None`: no target set.
    pub target_days: Option<f64>,
    /// Mean days until the last of the company's sites that stop is back for good, of histories in which it is within the horizon; `None`: of none.
    pub back_days: Option<f64>,
    /// Share of histories in which it is not back within the horizon.
    pub never: f64,
    /// Mean number of services whose tolerance is breached.
    pub breaches: f64,
    /// Which, with the share of histories.
    pub breached: Vec<ShortService>,
    /// Sites that lack more than half a day's output in a week.
    pub short: Vec<Short>,
    /// Why nothing stops, where nothing does.
    pub nothing: Option<String>,
}

/// A service whose tolerance is breached.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShortService {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Share of histories.
    pub share: f64,
}

/// A site that lacks output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Short {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Share of histories.
    pub share: f64,
    /// What its worst seven days come to in these, as a share of normal.
    pub worst_week: f64,
}

/// What it costs that a crew does not come on the bad day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CrewAlone {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Mean loss of all parties, more than with it \[money\].
    pub loss: f64,
    /// Low end of its interval of 95 %, for all crews together \[money\]; `None`: one history tells none.
    pub low: Option<f64>,
    /// High end \[money\].
    pub high: Option<f64>,
    /// Mean loss of the company, more than with it \[money\].
    pub own: f64,
    /// Mean days on which the first target set does not hold, more than with it; `None`: no target set.
    pub target_days: Option<f64>,
    /// Mean number of services whose tolerance is breached, more than with it.
    pub breaches: f64,
    /// Why it makes no difference, where it makes none.
    pub nothing: Option<String>,
}

/// Two that are worse together than one after the other.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairAlone {
    /// Title of one.
    pub one: String,
    /// Title of the other.
    pub other: String,
    /// Their slugs.
    pub ids: [String; 2],
    /// Mean loss with both gone \[money\].
    pub loss: f64,
    /// Sum of both alone \[money\].
    pub sum: f64,
    /// What they cost beyond it \[money\].
    pub beyond: f64,
    /// Low end of its interval of 95 %, for all pairs that were played \[money\].
    pub low: f64,
    /// High end \[money\].
    pub high: f64,
    /// Why, in words.
    pub why: String,
}

/// Which pairs were looked at and played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Screening {
    /// All pairs.
    pub pairs: usize,
    /// Of them, looked at before goods move: all, unless it was stopped.
    pub looked_at: usize,
    /// Histories that the look saw.
    pub histories: u32,
    /// Left out: with both gone, goods meet what they meet with one of them gone.
    pub covered: usize,
    /// Something is lower with both gone than either leaves it.
    pub deeper: usize,
    /// Of these, played.
    pub deeper_played: usize,
    /// Nothing is lower; only goods, stock, customers or cash could make them worse.
    pub goods: usize,
    /// Of these, played.
    pub goods_played: usize,
}
