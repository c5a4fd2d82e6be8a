//! What a walk over a model is asked for, and what it answers.

use crate::answer::Answer;
use crate::lookup::TimeQuantiles;
use blackstart_model::model::Name;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where to walk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WalkRequest {
    /// Folder of the model, or its workbook.
    pub model: PathBuf,
    /// What to look at; `None`: the lists alone.
    pub at: Option<WalkAt>,
}

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WalkAt {
    /// What it is.
    pub kind: WalkKind,
    /// Its slug.
    pub id: String,
}

/// What something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkKind {
    /// A system.
    System,
    /// A service.
    Service,
    /// A site.
    Site,
}

impl WalkKind {
    /// Its word, as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Service => "service",
            Self::Site => "site",
        }
    }
}

/// Systems, services and sites, and what hangs on one of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/walk/1")]
pub struct WalkAnswer {
    /// Every system, in model order.
    pub systems: Vec<WalkSystem>,
    /// Every service, in model order.
    pub services: Vec<WalkName>,
    /// Every site, in model order.
    pub sites: Vec<WalkName>,
    /// What was asked about.
    pub here: Option<Hanging>,
}

impl Answer for WalkAnswer {}

/// A system in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkSystem {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Zone it lives in.
    pub zone: Option<String>,
}

/// What hangs on a system, a service or a site.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hanging {
    /// What it is.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Zone that a system lives in.
    pub zone: Option<String>,
    /// What it needs to run, directly.
    pub needs: Vec<Need>,
    /// How its needs play together, as a model writes it: of a system or a service one, of a site one for each channel.
    pub logic: Vec<WalkLogic>,
    /// What is down or short while it is, after every grace has run out and before anyone works by hand.
    pub falls: Vec<Falls>,
    /// Of a system: its restoration, task by task, each done once and in the usual way.
    pub tasks: Vec<WalkTask>,
    /// Systems that must be up before its restoration can start.
    pub starts_after: Vec<WalkName>,
    /// Systems whose restoration cannot start before it is up.
    pub awaited_by: Vec<WalkName>,
    /// Of a service: how it goes on when its needs fail.
    pub service: Option<Working>,
    /// Of a site: what it makes and how it comes back.
    pub site: Option<Making>,
}

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkName {
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
}

/// What something needs to run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Need {
    /// What it is: a system or a service; of a site also a supplier.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Of a site: which of the things it does needs it; null: what is delivered.
    pub channel: Option<&'static str>,
}

/// How needs play together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WalkLogic {
    /// Of a site: which of the things it does.
    pub channel: Option<&'static str>,
    /// As a model writes it.
    pub text: String,
}

/// What is down or short with something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Falls {
    /// `system`, `service` or `site`.
    pub kind: WalkKind,
    /// Slug.
    pub id: String,
    /// For people.
    pub title: String,
    /// Of a site: which of the things it does; `inputs`: what it is delivered.
    pub channel: Option<&'static str>,
    /// Whether it needs what has fallen itself, and not by way of something else.
    pub direct: bool,
    /// What is left of it, as a share of normal; null: how much depends on stock and other suppliers, which only a run says.
    pub level: Option<f64>,
    /// Of a service: how long it runs on untouched; of a site that is delivered: the stock that it holds \[h\].
    pub grace_hours: Option<TimeQuantiles>,
    /// Of a service: the level of working by hand after that, in the median; null: nobody can.
    pub fallback: Option<f64>,
}

/// How a service goes on when its needs fail.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Working {
    /// How long it runs on untouched \[h\].
    pub grace_hours: TimeQuantiles,
    /// Level of working by hand after that, in the median; null: nobody can.
    pub fallback: Option<f64>,
    /// Time to set that up, in the median \[h\].
    pub setup_hours: Option<f64>,
    /// How long it can be kept up, in the median; infinite: for ever \[h\].
    pub fallback_hours: Option<f64>,
    /// Level that must be kept.
    pub tolerance_level: Option<f64>,
    /// Longest time below it \[h\].
    pub tolerance_hours: Option<f64>,
}

/// What a site makes and how it comes back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Making {
    /// Its product.
    pub product: String,
    /// Word for one unit.
    pub unit: String,
    /// Whose it is.
    pub party: String,
    /// Normal output \[units/day\].
    pub output_per_day: f64,
    /// Time to full rate after a stop \[h\]; null: at once.
    pub ramp_hours: Option<TimeQuantiles>,
    /// Stops shorter than this need no such time \[h\].
    pub ramp_after_hours: Option<f64>,
}

/// A task of a restoration.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WalkTask {
    /// `rebuild` (if it is lost), `verify` (if it is exposed), `start` or `test` (always).
    pub task: &'static str,
    /// Working time \[h\].
    pub hours: TimeQuantiles,
    /// Who does it; null: no limited crew.
    pub crew: Option<WalkName>,
    /// Heads it occupies.
    pub people: u32,
    /// Probability that it fails and is done again.
    pub fails: f64,
}

impl WalkName {
    pub(super) fn of(name: &Name) -> Self {
        Self { id: name.id.clone(), title: name.title.clone() }
    }
}
