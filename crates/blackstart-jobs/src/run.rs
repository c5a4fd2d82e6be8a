//! A scenario played many times, and the run folder that comes of it.

use crate::answer::Answer;
use crate::ending::{Ended, Ending};
use crate::failure::Failure;
use crate::normal::normal_life_of;
use crate::open::opened;
use crate::paths::shown;
use crate::promise::{Kept, Promise};
use crate::sampling::Sampling;
use crate::watch::{Note, Playing, Watcher};
use blackstart_ensemble::backtest::Compared;
use blackstart_ensemble::baseline::Baseline;
use blackstart_ensemble::{AttackSummary, Summary};
use blackstart_report::{AttackStory, LEAST_HISTORIES, Restored, Story, Strip};
use blackstart_store::{Earlier, Problem, RunFolder, StoreError};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What to play, and where to write it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RunRequest {
    /// Folder of the model.
    pub model: PathBuf,
    /// Scenario, by name or file; `None`: the model's default or only one.
    pub scenario: Option<String>,
    /// Histories, seed, threads.
    pub sampling: Sampling,
    /// Folder to write; `None`: `out/MODEL-SCENARIO`.
    pub out: Option<PathBuf>,
    /// Whether to go on from what an interrupted run kept.
    pub resume: bool,
    /// Whether to replace a run of something else.
    pub force: bool,
    /// What must be kept.
    pub fail_on: Vec<Promise>,
    /// Whether to leave out `report.html`.
    pub no_report: bool,
    /// Whether to write what was drawn: `inputs.parquet`.
    pub inputs: bool,
    /// Whether to play it although more than 1 % of what customers want is not sold without the event.
    pub allow_abnormal_baseline: bool,
}

/// What a run came to.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/run/1")]
pub struct RunAnswer {
    /// The run folder.
    pub folder: String,
    /// Whether every replicate wanted was played; if not, the same request with `resume` plays the rest.
    pub complete: bool,
    /// Replicates taken from an interrupted run.
    pub resumed: u32,
    /// The results in numbers.
    pub summary: Summary,
    /// One history as text.
    pub strip: Option<Strip>,
    /// The attack of the same histories, where the scenario has one.
    pub attack: Option<AttackSummary>,
    /// What really happened, next to the model.
    pub backtest: Vec<Compared>,
    /// Promises, as they were kept.
    pub fail_on: Vec<Kept>,
    /// Normal life in one twin: what is odd about it without the event.
    pub baseline: Option<Baseline>,
    /// Replicates wanted.
    #[serde(skip)]
    pub wanted: usize,
    /// Loss of all parties, one number per history.
    #[serde(skip)]
    pub losses: Vec<f64>,
    /// Restore tasks of the typical history.
    #[serde(skip)]
    pub restored: Vec<Restored>,
    /// The attack in words.
    #[serde(skip)]
    pub attack_story: Option<AttackStory>,
}

/// Plays a scenario many times and writes a run folder. Stopped, it keeps what was played and answers with that.
///
/// # Errors
/// If something is wrong with the request or the files, the folder holds something else, the system refuses, or nothing was played.
pub fn run(request: &RunRequest, watcher: &dyn Watcher) -> Result<RunAnswer, Failure> {
    let opened = opened(&request.model, request.scenario.as_deref(), watcher)?;
    let (model, scenario) = (&opened.model, &opened.scenario);
    let replicates = request.sampling.range(scenario)?;
    if replicates.len() < LEAST_HISTORIES {
        watcher.note(Note::Warning(format!(
            "{} {} too few for bands: what happens one time in twenty shows from {LEAST_HISTORIES} on, and well from some hundreds",
            replicates.len(),
            if replicates.len() == 1 { "history is" } else { "histories are" }
        )));
    }
    let ensemble = request.sampling.ensemble(model, scenario);
    let layout = ensemble.layout();
    let baseline = normal_life_of(&opened, request.allow_abnormal_baseline, watcher)?;
    for promise in &request.fail_on {
        promise.check(layout)?;
    }
    let usual = || PathBuf::from("out").join(format!("{}-{}", model.name, scenario.name));
    let folder = request.out.clone().unwrap_or_else(usual);
    let earlier = Earlier { resume: request.resume, force: request.force };
    let mut run = RunFolder::begin(&folder, layout, earlier).map_err(replaceable)?;
    let mut origin = opened.origin(&request.model, replicates.end, request.allow_abnormal_baseline);

    let playing = Playing::new(watcher, replicates.start, replicates.len() as u64);
    let finished = run.play(&origin, replicates.clone(), |range, keep| {
        playing.begin_with(range.start);
        ensemble.play_parts(range, &playing, keep);
    })?;
    let results = &finished.results;
    if results.is_empty() {
        return Err(Failure::Interrupted("interrupted before any history was played".to_owned()));
    }
    origin.replicates = results.len() as u32;
    let ending = Ending {
        opened: &opened,
        ensemble: &ensemble,
        origin: &origin,
        threads: request.sampling.threads,
        report: !request.no_report,
        inputs: request.inputs,
    };
    let Ended { story, attack } = ending.write(run, &finished, watcher)?;
    let fail_on = request.fail_on.iter().filter_map(|promise| promise.kept(results, &story.summary)).collect();
    Ok(RunAnswer {
        folder: shown(&folder),
        complete: finished.complete,
        resumed: finished.resumed,
        summary: story.summary,
        strip: story.strip,
        attack,
        backtest: story.backtest,
        fail_on,
        baseline,
        wanted: replicates.len(),
        losses: story.losses,
        restored: story.restored,
        attack_story: story.attack,
    })
}

/// [`run`], going on from what an interrupted run kept.
///
/// # Errors
/// As [`run`].
pub fn resume(request: &RunRequest, watcher: &dyn Watcher) -> Result<RunAnswer, Failure> {
    run(&RunRequest { resume: true, ..request.clone() }, watcher)
}

impl RunAnswer {
    /// The same in words and pictures, for [`blackstart_report::terminal`] and [`blackstart_report::html`].
    pub fn story(&self) -> Story {
        Story {
            summary: self.summary.clone(),
            losses: self.losses.clone(),
            restored: self.restored.clone(),
            strip: self.strip.clone(),
            attack: self.attack_story.clone(),
            backtest: self.backtest.clone(),
            ranking: None,
        }
    }
}

impl Answer for RunAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if !self.complete {
            return Err(Failure::Interrupted(format!(
                "interrupted after {} of {} histories; asked again with `resume`, it plays the rest",
                self.losses.len(),
                self.wanted
            )));
        }
        let broken = self.fail_on.iter().filter(|promise| !promise.kept);
        let broken: Vec<String> = broken.map(|promise| promise.says.clone()).collect();
        if broken.is_empty() { Ok(()) } else { Err(Failure::Breached(broken)) }
    }
}

/// What the store says of a folder that `force` would replace.
pub(crate) fn replaceable(error: StoreError) -> Failure {
    match error.problem {
        Problem::Occupied(_) => Failure::Usage(format!("{error}, or replace it (`force`)")),
        _ => error.into(),
    }
}
