//! What ships with the program: codes of problems, techniques to pick from, recovery-time priors.

use crate::answer::Answer;
use crate::failure::Failure;
use blackstart_model::units::Uncertain;
use blackstart_read as read;
use blackstart_sim::draw::quantile;
use serde::Serialize;

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
    fn of(time: &Uncertain) -> Self {
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

/// How long it took others to come back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/priors/1")]
pub struct PriorsAnswer {
    /// By what it is about.
    pub priors: Vec<PriorRow>,
}

impl Answer for PriorsAnswer {}

/// A recovery-time prior.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorRow {
    /// Slug.
    pub id: String,
    /// What it is about.
    pub title: String,
    /// The distribution, as a model's field takes it.
    pub value: String,
    /// Where it comes from.
    pub incidents: Vec<PriorIncident>,
}

/// An incident that a prior comes from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PriorIncident {
    /// Who and when.
    pub name: String,
    /// How long it took \[d\].
    pub days: f64,
    /// Who said so.
    pub source: String,
}

/// Recovery-time priors, with the incidents they come from.
pub fn priors() -> PriorsAnswer {
    let incident = |it: read::Incident| PriorIncident { name: it.name, days: it.days, source: it.source };
    let prior = |it: read::Prior| PriorRow {
        id: it.id,
        title: it.title,
        value: it.text,
        incidents: it.incidents.into_iter().map(incident).collect(),
    };
    PriorsAnswer { priors: read::priors().into_iter().map(prior).collect() }
}
