//! A range of a scenario's replicates, played and written as one part, for a cluster.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::normal::normal_life_of;
use crate::open::opened;
use crate::paths::shown;
use crate::sampling::{Sampling, count};
use crate::watch::{Playing, Watcher};
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which replicates to play, and where to write them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShardRequest {
    /// Folder of the model.
    pub model: PathBuf,
    /// Scenario, by name or file; `None`: the model's default or only one.
    pub scenario: Option<String>,
    /// First replicate.
    pub first: u32,
    /// The replicate after the last.
    pub end: u32,
    /// Replicates of the whole run, in all shards together; `None`: as many as the scenario says.
    pub of: Option<u64>,
    /// Random seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Threads; 0: one per core.
    pub threads: usize,
    /// Folder of the parts; parts that exist are not played again.
    pub out: PathBuf,
    /// Whether to play it although more than 1 % of what customers want is not sold without the event.
    pub allow_abnormal_baseline: bool,
}

/// A part that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/shard/1")]
pub struct ShardAnswer {
    /// Its file.
    pub part: String,
    /// First replicate.
    pub first: u32,
    /// The replicate after the last.
    pub end: u32,
    /// Replicates of the whole run.
    pub of: u32,
    /// Whether anything was played; if not, the part was there.
    pub played: bool,
}

impl Answer for ShardAnswer {}

/// Plays a range of replicates and writes it as one part.
///
/// # Errors
/// If something is wrong with the request or the files, the system refuses, or the watcher stopped it: the same request plays the rest.
pub fn shard(request: &ShardRequest, watcher: &dyn Watcher) -> Result<ShardAnswer, Failure> {
    let range = request.first..request.end;
    if range.is_empty() {
        return Err(Failure::Usage(format!("the range {}..{} is empty", range.start, range.end)));
    }
    let opened = opened(&request.model, request.scenario.as_deref(), watcher)?;
    let sampling = Sampling { replicates: None, seed: request.seed, threads: request.threads };
    let whole = count(request.of.unwrap_or(opened.scenario.replicates))?;
    if range.end > whole {
        return Err(Failure::Usage(format!(
            "the replicates {}..{} go beyond the whole run's {whole}; say how many it has (`of`)",
            range.start, range.end
        )));
    }
    normal_life_of(&opened, request.allow_abnormal_baseline, watcher)?;
    let origin = opened.origin(&request.model, whole, request.allow_abnormal_baseline);
    let ensemble = sampling.ensemble(&opened.model, &opened.scenario);
    let playing = Playing::new(watcher, range.start, range.len() as u64);
    let store::Shard { path, complete, played } =
        store::shard(&request.out, ensemble.layout(), &origin, range.clone(), |range, keep| {
            playing.begin_with(range.start);
            ensemble.play_parts(range, &playing, keep);
        })?;
    if !complete {
        return Err(Failure::Interrupted(format!(
            "interrupted with {played} more of {} histories kept; asked again, it plays the rest",
            range.len()
        )));
    }
    Ok(ShardAnswer { part: shown(&path), first: range.start, end: range.end, of: whole, played: played > 0 })
}
