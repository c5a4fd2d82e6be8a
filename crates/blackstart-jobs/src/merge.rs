//! Parts put together into the run folder that one run would have written.

use crate::answer::Answer;
use crate::ending::Ending;
use crate::failure::Failure;
use crate::open::{Opened, must_exist, open, opened};
use crate::paths::shown;
use crate::run::replaceable;
use crate::sampling::Sampling;
use crate::watch::Watcher;
use blackstart_store::{self as store, Earlier, Finished, PartContents, PartHead, RunFolder};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Which parts to merge, and where to write the run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MergeRequest {
    /// Folder of the parts.
    pub parts: PathBuf,
    /// Run folder to write.
    pub out: PathBuf,
    /// Folder of the model that the parts were played from; `None`: as they say.
    pub model: Option<PathBuf>,
    /// Their scenario, by name or file; `None`: as they say.
    pub scenario: Option<String>,
    /// Threads; 0: one per core.
    pub threads: usize,
    /// Whether to replace a run of something else.
    pub force: bool,
    /// Whether to leave out `report.html`.
    pub no_report: bool,
    /// Whether to write what was drawn: `inputs.parquet`.
    pub inputs: bool,
}

/// Parts that were merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/merge/1")]
pub struct MergeAnswer {
    /// The run folder.
    pub folder: String,
    /// Replicates in it.
    pub replicates: usize,
    /// SHA-256 of their content, hex: that of the run in one go.
    pub digest: String,
}

impl Answer for MergeAnswer {}

/// Merges parts into the run folder that one run would have written; refuses gaps and duplicates.
///
/// # Errors
/// If parts are missing, doubled, damaged or of different runs, their model is not there, the folder holds something else, or the system
/// refuses.
pub fn merge(request: &MergeRequest, watcher: &dyn Watcher) -> Result<MergeAnswer, Failure> {
    must_exist(&request.parts)?;
    let parts = store::list_parts(&request.parts)?;
    let Some(first) = parts.first() else {
        let folder = request.parts.display();
        return Err(Failure::Usage(format!("{folder} holds no parts; `blackstart shard` writes them")));
    };
    let head = store::read_part_head(&first.path)?;
    let opened = played_from(request, &head, watcher)?;
    let sampling = Sampling { replicates: None, seed: Some(head.layout.seed), threads: request.threads };
    let ensemble = sampling.ensemble(&opened.model, &opened.scenario);
    store::same_layout(&first.path, ensemble.layout(), &head.layout).map_err(|error| {
        let model = request.model.as_deref().unwrap_or(Path::new(&head.origin.model)).display();
        Failure::Usage(format!("{error}: the parts are not of {model} as it is now; name their model and scenario"))
    })?;
    let PartContents { origin, results } = store::merge(&request.parts, Some(ensemble.layout()))?;
    let finished = Finished::of(results);
    let earlier = Earlier { resume: false, force: request.force };
    let folder = RunFolder::begin(&request.out, ensemble.layout(), earlier).map_err(replaceable)?;
    let ending = Ending {
        opened: &opened,
        ensemble: &ensemble,
        origin: &origin,
        threads: request.threads,
        report: !request.no_report,
        inputs: request.inputs,
    };
    ending.write(folder, &finished, watcher)?;
    Ok(MergeAnswer {
        folder: shown(&request.out),
        replicates: finished.results.len(),
        digest: finished.digest.to_string(),
    })
}

/// The model and scenario that parts were played from: those named, else those that the parts name.
fn played_from(request: &MergeRequest, head: &PartHead, watcher: &dyn Watcher) -> Result<Opened, Failure> {
    let scenario = request.scenario.as_deref().unwrap_or(&head.origin.scenario);
    match &request.model {
        Some(model) => opened(model, Some(scenario), watcher),
        // Whoever wrote the parts chose that path: what lies there is not shown unless it is theirs.
        None => open(Path::new(&head.origin.model), Some(scenario)).map_err(|_| {
            let (model, parts) = (&head.origin.model, request.parts.display());
            Failure::Usage(format!(
                "{parts}: the parts were played from the model `{model}`, which is not here; name its folder"
            ))
        }),
    }
}
