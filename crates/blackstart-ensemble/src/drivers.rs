//! What drives the result: how much of the uncertainty of an outcome each input explains alone, from the histories that exist (`docs/method/drivers.md`).

mod ends;
pub(crate) mod shares;
mod study;

pub use ends::{End, Ends};
use serde::{Deserialize, Serialize};
pub use study::Study;

/// Histories below which shares are not told: of fewer, chance alone gives one of a few hundred inputs a tenth. Judgement.
pub const LEAST_HISTORIES: usize = 256;

/// Inputs and groups that are told of each outcome.
pub const LARGEST: usize = 10;

/// What drives the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drivers {
    /// Histories that they are counted in.
    pub histories: usize,
    /// Histories below which no share is told.
    pub least_histories: usize,
    /// Independent draws that vary: quantities, and things that happen or not.
    pub inputs: usize,
    /// Largest share that chance alone gives any of so many inputs, 19 times in 20; smaller ones are not told. Absent where no share is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub by_chance: Option<f64>,
    /// Outcomes that vary; none with too few histories.
    pub outcomes: Vec<OutcomeDrivers>,
    /// Cells that an import invented or guessed; absent where the model lists none, or no share is told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub assumed: Option<AssumedCells>,
}

/// What drives one outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeDrivers {
    /// `loss`, the total of all parties, or `days`, until a target set holds for good.
    pub outcome: String,
    /// Target set, of days.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub target: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Histories in which the target does not hold by the end; they count as long as the horizon.
    pub not_back: usize,
    /// All inputs together, each for itself; what is missing to 1 is what they do together only.
    pub all: Explained,
    /// Mean of the outcome: money of the loss, days.
    pub mean: f64,
    /// The outcome in at most 500 histories, evenly spread over all, rounded to what a picture can show; of the loss only.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub points: Vec<f64>,
    /// The inputs that explain most, the largest first.
    pub largest: Vec<Driver>,
    /// The groups that explain most, the largest first, each the sum of its inputs.
    pub groups: Vec<DriverGroup>,
}

/// A share of the variance of an outcome: the first-order index S1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explained {
    /// Estimate; a little below 0 where nothing is explained.
    pub share: f64,
    /// 95 % confidence interval by a jackknife over blocks of histories, lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// One input, and what it explains alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Driver {
    /// Where it is written: its path, as edits name it.
    pub path: String,
    /// `model` or `scenario`.
    pub document: String,
    /// What it is, for people.
    pub name: String,
    /// What it belongs to.
    pub group: String,
    /// Whether it is luck of the day, something that happens or not, and no quantity that somebody could know better.
    pub event: bool,
    /// Other inputs made with the same draw: they cannot be told apart.
    pub with: usize,
    /// What it explains.
    pub explained: Explained,
    /// Delta, the moment-free index: how far knowing it moves the distribution of the outcome, 0–1.
    pub delta: f64,
    /// The outcome where the input is low and where it is high; absent where one of these has fewer than two histories.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends: Option<Ends>,
    /// Its values in the histories of `points` of the outcome; none of events, and of what has no value of its own.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub points: Vec<f64>,
    /// Where it is written: file, line and column, or a cell of a workbook; absent where no line is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
}

/// Inputs that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DriverGroup {
    /// What they belong to.
    pub name: String,
    /// How many there are.
    pub inputs: usize,
    /// What they explain.
    pub explained: Explained,
}

/// What cells explain that an import invented or guessed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssumedCells {
    /// Cells that are listed.
    pub cells: usize,
    /// Of these, the ones that hold an uncertain quantity of this scenario, as it was assumed.
    pub uncertain: usize,
    /// What they explain of the loss together; absent where no share is told.
    pub explained: Option<Explained>,
    /// Whom to ask first: those whose cells explain most, at most three.
    pub ask: Vec<Ask>,
}

/// Somebody who may know better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The owner of what the cells are about; absent where nobody is named.
    pub owner: Option<String>,
    /// The cell that explains most.
    pub cell: String,
    /// What it is.
    pub about: String,
    /// Further cells of theirs.
    pub more: usize,
    /// What all of these explain of the loss.
    pub explained: Explained,
}

#[cfg(test)]
mod tests;
