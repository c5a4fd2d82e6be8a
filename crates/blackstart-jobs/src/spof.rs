//! Single points of failure: what stops where only one thing is gone.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::guessed::guessed;
use crate::normal::normal_life_of;
use crate::open::opened;
use crate::pages::write_page;
use crate::sampling::{Sampling, count};
use crate::watch::{Stage, Watcher, Working};
use blackstart_ensemble::alone::{Question, SpofSummary, spof as played};
use blackstart_model::Model;
use blackstart_model::model::PartyKind;
use blackstart_model::units::{Dimension, quantity};
use blackstart_report as report;
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Histories of each, unless told.
const HISTORIES: u64 = 64;

/// What to take out, and how much to play.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpofRequest {
    /// The model, in a folder or a workbook.
    pub model: PathBuf,
    /// Whose days are played without their event, and with it for the crews; `None`: the model's default or only one.
    pub scenario: Option<String>,
    /// Histories of each, seed, threads.
    pub sampling: Sampling,
    /// How long whoever nothing restores is gone, as `14d`: suppliers, providers, crews, systems without a task to rebuild them.
    pub gone: String,
    /// Most pairs that are played.
    pub pairs: usize,
    /// A page to write.
    pub html: Option<PathBuf>,
    /// A table to write: a row for each that is gone, each crew and each pair.
    pub csv: Option<PathBuf>,
    /// Whether to play although more than 1 % of what customers want is not sold without the event.
    pub allow_abnormal_baseline: bool,
}

impl Default for SpofRequest {
    fn default() -> Self {
        Self {
            model: PathBuf::new(),
            scenario: None,
            sampling: Sampling::default(),
            gone: "14d".to_owned(),
            pairs: 100,
            html: None,
            csv: None,
            allow_abnormal_baseline: false,
        }
    }
}

/// What stops where only one thing is gone.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/spof/1")]
pub struct SpofAnswer {
    /// What each costs that is gone.
    pub spof: SpofSummary,
    /// Whether it came to its own end, and nobody stopped it.
    pub complete: bool,
}

impl Answer for SpofAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.complete { Ok(()) } else { Err(Failure::Interrupted("interrupted; this is what is known".to_owned())) }
    }
}

/// Finds single points of failure, and pairs that are worse than their sum.
///
/// # Errors
/// If something is wrong with the request or the files, there is nothing to take out, or a file cannot be written. Where the watcher stops it, what is known
/// is told.
pub fn spof(request: &SpofRequest, watcher: &dyn Watcher) -> Result<SpofAnswer, Failure> {
    let opened = opened(&request.model, request.scenario.as_deref(), watcher)?;
    normal_life_of(&opened, request.allow_abnormal_baseline, watcher)?;
    let (model, scenario) = (&opened.model, &opened.scenario);
    let stated_hours = gone(request, model, scenario.horizon_hours)?;
    let suppliers = model.sites.rows().iter().any(|site| model.parties[site.party].kind == PartyKind::Supplier);
    if model.systems.is_empty() && model.crews.is_empty() && !suppliers {
        return Err(Failure::Usage(format!(
            "{} has no system, supplier or crew that could be gone",
            request.model.display()
        )));
    }
    let question = Question {
        model,
        scenario,
        seed: request.sampling.seed(scenario),
        histories: count(request.sampling.replicates.unwrap_or(HISTORIES))?,
        stated_hours,
        is_assumed: blackstart_read::is_assumed(model),
        pairs: request.pairs,
        threads: request.sampling.threads,
    };
    let spof = played(&question, guessed(&opened.company), &Working { watcher, stage: Stage::Histories });
    if let Some(file) = &request.html {
        write_page(file, &report::spof_html(&spof))?;
    }
    if let Some(file) = &request.csv {
        store::replace_file(file, report::spof_csv(&spof).as_bytes(), |first| first.starts_with(b"id,"))?;
    }
    Ok(SpofAnswer { spof, complete: !watcher.stopped() })
}

/// How long whoever nothing restores is gone \[h\].
fn gone(request: &SpofRequest, model: &Model, horizon_hours: f64) -> Result<f64, Failure> {
    let text = &request.gone;
    let hours = quantity(text, Dimension::Hours, &model.currency)
        .map_err(|complaint| Failure::Usage(format!("gone for `{text}`: {}", complaint.message)))?;
    if hours > 0.0 && hours <= horizon_hours {
        Ok(hours)
    } else {
        Err(Failure::Usage(format!(
            "gone for `{text}`: a time above 0 and within the scenario's horizon of {} days",
            horizon_hours / 24.0
        )))
    }
}
