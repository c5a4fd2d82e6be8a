//! What ships with the program: codes of problems, techniques to pick from, priors of past incidents.

use crate::answer::Answer;
use crate::failure::Failure;
use blackstart_model::units::Uncertain;
use blackstart_read as read;
use blackstart_sim::draw::quantile;
use serde::{Deserialize, Serialize};

/// What a problem's code means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/explain/1")]
pub struct ExplainAnswer {
    /// The code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it means, with a wrong and a right example.
    pub text: &'static str,
}

impl Answer for ExplainAnswer {}

/// All codes of problems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/explain/1")]
pub struct CodesAnswer {
    /// Ascending.
    pub codes: Vec<CodeTitle>,
}

impl Answer for CodesAnswer {}

/// A problem's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeTitle {
    /// The code.
    pub code: &'static str,
    /// Its title.
    pub title: &'static str,
}

/// Explains a problem's code; case does not matter.
///
/// # Errors
/// If no problem has that code.
pub fn explain(code: &str) -> Result<ExplainAnswer, Failure> {
    let code = code.trim().to_ascii_uppercase();
    match (read::codes().find(|(known, _)| *known == code), read::explain(&code)) {
        (Some((code, title)), Some(text)) => Ok(ExplainAnswer { code, title, text }),
        _ => Err(Failure::Usage(format!("no problem has the code {code}; `blackstart explain` lists them all"))),
    }
}

/// All codes of problems, with their titles.
pub fn codes() -> CodesAnswer {
    CodesAnswer { codes: read::codes().map(|(code, title)| CodeTitle { code, title }).collect() }
}

/// Techniques that scenarios can take with `use`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/attack-library/1")]
pub struct LibraryAnswer {
    /// Chains of techniques.
    pub chains: Vec<LibraryChain>,
}

impl Answer for LibraryAnswer {}

/// Techniques that go together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LibraryChain {
    /// Slug.
    pub name: String,
    /// For people.
    pub title: String,
    /// What it is.
    pub about: String,
    /// In the order in which an attacker takes them.
    pub techniques: Vec<LibraryTechnique>,
}

/// A technique.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LibraryTechnique {
    /// What a scenario writes after `use`.
    #[serde(rename = "use")]
    pub id: String,
    /// For people.
    pub title: String,
    /// ATT&CK ids.
    pub attack: Vec<String>,
    /// States it needs, all of them.
    pub needs: Vec<String>,
    /// States it gives.
    pub gives: Vec<String>,
    /// Probability that it succeeds.
    pub success: f64,
    /// How long it takes \[h\].
    pub hours: TimeQuantiles,
    /// Credentials it uses.
    pub credentials: Vec<String>,
    /// Whether and when it is seen.
    pub alert: Option<LibraryAlert>,
    /// Where its numbers come from.
    pub sources: Vec<String>,
}

/// Whether and when a technique is seen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LibraryAlert {
    /// Probability.
    pub chance: f64,
    /// After its start \[h\].
    pub hours: TimeQuantiles,
}

/// A time in two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TimeQuantiles {
    /// Median \[h\].
    pub p50: f64,
    /// 90 % quantile \[h\].
    pub p90: f64,
}

impl TimeQuantiles {
    pub(crate) fn of(time: &Uncertain) -> Self {
        Self { p50: quantile(time, 0.5), p90: quantile(time, 0.9) }
    }
}

/// The library of techniques.
pub fn library() -> LibraryAnswer {
    let technique = |it: &blackstart_model::attack::LibraryTechnique| LibraryTechnique {
        id: it.id.clone(),
        title: it.title.clone(),
        attack: it.attack_ids.clone(),
        needs: it.needs.clone(),
        gives: it.gives.clone(),
        success: it.success,
        hours: TimeQuantiles::of(&it.time_hours),
        credentials: it.credentials.clone(),
        alert: it
            .alert
            .as_ref()
            .map(|(chance, after)| LibraryAlert { chance: *chance, hours: TimeQuantiles::of(after) }),
        sources: it.sources.clone(),
    };
    let chain = |it: &blackstart_model::attack::Chain| LibraryChain {
        name: it.name.clone(),
        title: it.title.clone(),
        about: it.about.clone(),
        techniques: it.techniques.iter().map(technique).collect(),
    };
    LibraryAnswer { chains: read::library().iter().map(chain).collect() }
}

/// Which incidents priors may come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriorsRequest {
    /// Incidents that are left out: by id, by the example that plays them, or by the attack that hit several firms.
    pub without: Vec<String>,
    /// Only what was known on this day, ISO 8601.
    pub as_of: Option<String>,
}

/// What published incidents say of the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/priors/2")]
pub struct PriorsAnswer {
    /// What was left out.
    pub without: Vec<String>,
    /// The day on which no more was known, if one was given.
    pub as_of: Option<String>,
    /// By what it is about.
    pub priors: Vec<PriorRow>,
}

impl Answer for PriorsAnswer {}

/// A prior.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorRow {
    /// Slug.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The distribution, as a model's field takes it.
    pub value: String,
    /// What its numbers are.
    pub unit: PriorUnit,
    /// Median \[unit\]; of what is no law, the middle.
    pub p50: f64,
    /// 90 % quantile \[unit\].
    pub p90: f64,
    /// Standard deviation between incidents of the logarithm; null where no law is fitted.
    pub sd_of_log: Option<f64>,
    /// Incidents whose end is not known.
    pub open: usize,
    /// Where it comes from.
    pub incidents: Vec<PriorIncident>,
}

/// Unit of a prior and its incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PriorUnit {
    /// Days.
    Days,
    /// A share, 0–1.
    Share,
    /// US dollars for each record taken.
    UsdPerRecord,
}

/// An incident that a prior comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorIncident {
    /// Slug.
    pub id: String,
    /// Who and when.
    pub name: String,
    /// The day it began, ISO 8601.
    pub began: String,
    /// At least so much \[unit\].
    pub low: f64,
    /// At most so much \[unit\]; null: it was still open when it was last heard of.
    pub high: Option<f64>,
    /// Who said so.
    pub source: String,
}

/// Priors, with the incidents they come from.
///
/// # Errors
/// If no incident has a name that is given, or the day is none.
pub fn priors(request: &PriorsRequest) -> Result<PriorsAnswer, Failure> {
    let selection = read::Selection::new(&request.without, request.as_of.as_deref()).map_err(Failure::Usage)?;
    let priors: Vec<PriorRow> = read::priors(&selection).into_iter().map(PriorRow::of).collect();
    if priors.is_empty() {
        return Err(Failure::Usage("too few incidents were known by then; take a later day".to_owned()));
    }
    Ok(PriorsAnswer { without: request.without.clone(), as_of: selection.as_of(), priors })
}

impl PriorRow {
    fn of(it: read::Prior) -> Self {
        let (unit, scale) = match it.of {
            read::Measure::Days => (PriorUnit::Days, 24.0),
            read::Measure::Share => (PriorUnit::Share, 1.0),
            read::Measure::DollarsPerRecord => (PriorUnit::UsdPerRecord, 1.0),
        };
        let at = |p: f64| quantile(&it.value, p) / scale;
        Self {
            p50: at(0.5),
            p90: at(0.9),
            id: it.id,
            title: it.title,
            value: it.text,
            unit,
            sd_of_log: it.sd_of_log,
            open: it.open,
            incidents: it.incidents.into_iter().map(PriorIncident::of).collect(),
        }
    }
}

impl PriorIncident {
    fn of(it: read::Incident) -> Self {
        Self { id: it.id, name: it.name, began: it.began, low: it.low, high: it.high, source: it.source }
    }
}
