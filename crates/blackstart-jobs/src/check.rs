//! Everything that is wrong with a model and its scenarios, at once.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::normal::abnormal;
use crate::open::{company, model, read_scenario, scenario_file, scenario_files};
use crate::watch::{Stage, Watcher, Working};
use blackstart_ensemble::baseline::{self, Baseline};
use blackstart_model::units::Currency;
use blackstart_model::{Model, Scenario};
use blackstart_read::{self as read, Drafts};
use blackstart_sim::catalogue::{Catalogue, Entry};
use blackstart_store::Formats;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which files to check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckRequest {
    /// Folder of the model, or its workbook.
    pub model: PathBuf,
    /// Scenarios, by name or file; none: all in the model's folder.
    pub scenarios: Vec<String>,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// Whether to play normal life, each scenario without its event.
    pub baseline: bool,
}

/// What is wrong, and what there is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/check/1")]
pub struct CheckAnswer {
    /// Whether everything can be played.
    pub ok: bool,
    /// The model, if it has no error.
    pub model: Option<ModelHead>,
    /// The scenarios without errors.
    pub scenarios: Vec<ScenarioHead>,
    /// Normal life, where it was asked for: each scenario without its event.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub baseline: Vec<Baseline>,
    /// What amounts of money are in.
    #[serde(skip)]
    pub currency: Currency,
    /// What is wrong.
    #[serde(flatten)]
    pub found: Found,
}

/// A model in few numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelHead {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of its content, hex.
    pub hash: String,
    /// Systems.
    pub systems: usize,
    /// Services.
    pub services: usize,
    /// Sites.
    pub sites: usize,
    /// Links.
    pub links: usize,
    /// Parties.
    pub parties: usize,
    /// Crews.
    pub crews: usize,
    /// Sources.
    pub sources: usize,
}

/// A scenario in few numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScenarioHead {
    /// Its name.
    pub id: String,
    /// Its title.
    pub title: String,
    /// SHA-256 of its content, hex.
    pub hash: String,
    /// Moment 0, civil time.
    pub start: String,
    /// Length of a history \[h\].
    pub horizon_hours: f64,
    /// Histories played unless a request says otherwise.
    pub replicates: u64,
    /// What is assumed where the files say nothing, in sentences.
    pub assumed: Vec<String>,
    /// Factors that quantities of the model and the scenario move with.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shared: Vec<SharedLuck>,
}

/// A factor and what moves with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SharedLuck {
    /// Its name.
    pub factor: String,
    /// What moves with it: where it is written.
    pub moves: Vec<Moving>,
}

/// A quantity that moves with a factor.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Moving {
    /// Where it is written.
    pub path: String,
    /// How closely, from -1 to 1.
    pub strength: f64,
}

/// Checks a model and its scenarios.
///
/// # Errors
/// If there is no such folder or scenario, or a file cannot be read. Mistakes in files are in the answer.
pub fn check(request: &CheckRequest, watcher: &dyn Watcher) -> Result<CheckAnswer, Failure> {
    let (company, mut found) = company(&request.model)?;
    let Some(company) = company else { return Ok(CheckAnswer::unread(found)) };
    let files = if request.scenarios.is_empty() {
        scenario_files(&company)?
    } else {
        request.scenarios.iter().map(|name| scenario_file(&company, name)).collect::<Result<_, _>>()?
    };
    let model = model(&company, &mut found)?;
    let mut scenarios = Vec::new();
    if let Some(model) = &model {
        for file in &files {
            scenarios.extend(read_scenario(&company, file, model, &mut found).map(|scenario| (file, scenario)));
        }
    }
    let named: Vec<_> = scenarios.iter().map(|(file, scenario)| (file.as_path(), scenario.name.as_str())).collect();
    found.take(company.same_names(&named));
    let known: Vec<&Scenario> = scenarios.iter().map(|(_, scenario)| scenario).collect();
    let backtest = model.as_ref().and_then(|model| company.backtest(model, &known));
    let is_sound = backtest.is_none_or(|read| found.take(read).is_some());
    let mitigations = model.as_ref().filter(|_| company.has_mitigations()).and_then(|model| {
        let drafts = Drafts::open(&company, &files, &Formats)?;
        company.mitigations(&drafts, &model.currency)
    });
    let is_sound = mitigations.is_none_or(|read| found.take(read).is_some()) && is_sound;
    let played = model.is_some() && scenarios.len() == files.len();
    let mut baselines = Vec::new();
    if let (true, Some(model)) = (request.baseline, &model) {
        for (file, scenario) in &scenarios {
            let watch = Working { watcher, stage: Stage::Histories };
            let Some(told) = baseline::baseline(model, scenario, baseline::TWINS, &watch) else {
                return Err(Failure::Interrupted("interrupted before normal life was played".to_owned()));
            };
            found.problems.extend(abnormal(&told, &company, file));
            baselines.push(told);
        }
    }
    found.problems.sort_by_key(|problem| problem.severity);
    let is_normal = baselines.iter().all(Baseline::is_normal);
    let ok = played && is_sound && is_normal && (found.is_empty() || !request.strict);
    Ok(CheckAnswer {
        ok,
        model: model.as_ref().map(ModelHead::of),
        scenarios: model.iter().flat_map(|model| scenarios.iter().map(|(_, it)| ScenarioHead::of(model, it))).collect(),
        baseline: baselines,
        currency: model.as_ref().map_or_else(Currency::none, |model| model.currency.clone()),
        found,
    })
}

impl CheckAnswer {
    /// Of what cannot be read at all.
    fn unread(found: Found) -> Self {
        let (scenarios, baseline) = (Vec::new(), Vec::new());
        Self { ok: false, model: None, scenarios, baseline, currency: Currency::none(), found }
    }
}

impl ModelHead {
    fn of(model: &Model) -> Self {
        Self {
            id: model.name.clone(),
            title: model.title.clone(),
            hash: model.hash.clone(),
            systems: model.systems.len(),
            services: model.services.len(),
            sites: model.sites.len(),
            links: model.links.len(),
            parties: model.parties.len(),
            crews: model.crews.len(),
            sources: model.sources.len(),
        }
    }
}

impl ScenarioHead {
    fn of(model: &Model, scenario: &Scenario) -> Self {
        Self {
            id: scenario.name.clone(),
            title: scenario.title.clone(),
            hash: scenario.hash.clone(),
            start: scenario.start.to_string(),
            horizon_hours: scenario.horizon_hours,
            replicates: scenario.replicates,
            assumed: read::assumption(model, scenario).into_iter().map(|it| it.text).collect(),
            shared: shared(model, scenario),
        }
    }
}

fn shared(model: &Model, scenario: &Scenario) -> Vec<SharedLuck> {
    // Without a factor there is nothing to look up.
    if model.factors.is_empty() && scenario.factors.is_empty() {
        return Vec::new();
    }
    let moving = |entry: &Entry| {
        let shared = entry.law.shared()?;
        Some(Moving { path: entry.path.clone(), strength: shared.strength })
    };
    let catalogue = Catalogue::new(model, scenario);
    let factors = catalogue.factors();
    let told = factors.map(|(factor, moves)| SharedLuck {
        factor: factor.to_owned(),
        moves: moves.into_iter().filter_map(moving).collect(),
    });
    told.collect()
}

impl Answer for CheckAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.ok { Ok(()) } else { Err(Failure::Invalid(self.found.clone())) }
    }
}
