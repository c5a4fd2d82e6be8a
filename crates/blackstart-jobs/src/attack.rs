//! Many races of a scenario's attack alone; nothing is written.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::open::opened;
use crate::sampling::{Sampling, count};
use crate::watch::{Stage, Watcher, Working};
use blackstart_ensemble::AttackSummary;
use blackstart_ensemble::attack::study;
use blackstart_ensemble::threads::within;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Races unless asked for otherwise.
const RACES: u64 = 10_000;

/// Which attack, and how many races.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttackRequest {
    /// Folder of the model.
    pub model: PathBuf,
    /// Scenario, by name or file; `None`: the model's default or only one.
    pub scenario: Option<String>,
    /// Races (`None`: 10,000), seed, threads.
    pub sampling: Sampling,
}

/// How the attack goes.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/attack/1")]
pub struct AttackAnswer {
    /// Who takes what, by which way, and what would change it.
    pub attack: AttackSummary,
}

impl Answer for AttackAnswer {}

/// Plays many races of an attack.
///
/// # Errors
/// If something is wrong with the request or the files, the scenario has no attack, or the watcher stopped it.
pub fn attack(request: &AttackRequest, watcher: &dyn Watcher) -> Result<AttackAnswer, Failure> {
    let opened = opened(&request.model, request.scenario.as_deref(), watcher)?;
    let races = count(request.sampling.replicates.unwrap_or(RACES))?;
    let seed = request.sampling.seed(&opened.scenario);
    if opened.scenario.attack.is_none() {
        let name = &opened.scenario.name;
        return Err(Failure::Usage(format!("the scenario `{name}` has no [attack]: it states what falls")));
    }
    let working = Working { watcher, stage: Stage::Races };
    watcher.progress(Stage::Races, 0, Some(u64::from(races)));
    match within(request.sampling.threads, || study(&opened.model, &opened.scenario, races, seed, &working)) {
        Some(attack) => Ok(AttackAnswer { attack }),
        None => Err(Failure::Interrupted("interrupted; a study of fewer races would be another one".to_owned())),
    }
}
