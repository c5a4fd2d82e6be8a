//! The difference between two scenarios, or two finished runs, on the same random draws.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::normal::{normal_life, normal_life_of};
use crate::open::{another, must_exist, opened};
use crate::pages::write_page;
use crate::sampling::Sampling;
use crate::watch::{Playing, Watcher};
use blackstart_ensemble::compare::Comparison;
use blackstart_ensemble::{Layout, Results};
use blackstart_report::comparison_html;
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What to compare.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum CompareRequest {
    /// Two scenarios of one model, played now.
    Scenarios {
        /// Folder of the model.
        model: PathBuf,
        /// One scenario, by name or file.
        a: String,
        /// The other.
        b: String,
        /// Histories, seed, threads.
        #[serde(default)]
        sampling: Sampling,
        /// Whether to play them although more than 1 % of what customers want is not sold without the event.
        #[serde(default)]
        allow_abnormal_baseline: bool,
    },
    /// Two finished runs with the same seed.
    Runs {
        /// One run folder.
        a: PathBuf,
        /// The other.
        b: PathBuf,
    },
}

/// How they differ.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/compare/1")]
pub struct CompareAnswer {
    /// Differences, A − B.
    pub comparison: Comparison,
    /// Moment 0 of the first and everything else its numbers refer to.
    #[serde(skip)]
    pub layout: Layout,
}

impl Answer for CompareAnswer {}

/// Compares two scenarios or two finished runs.
///
/// # Errors
/// If something is wrong with the request or the files, the two cannot be compared, or the watcher stopped it.
pub fn compare(request: &CompareRequest, watcher: &dyn Watcher) -> Result<CompareAnswer, Failure> {
    let (a, b) = match request {
        CompareRequest::Scenarios { model, a, b, sampling, allow_abnormal_baseline } => {
            played(model, [a.as_str(), b.as_str()], sampling, *allow_abnormal_baseline, watcher)?
        }
        CompareRequest::Runs { a, b } => (finished(a)?, finished(b)?),
    };
    let comparison = Comparison::of(&a, &b).map_err(Failure::usage)?;
    Ok(CompareAnswer { comparison, layout: a.layout })
}

/// Writes a comparison as a page: one file, for a browser, without a network.
///
/// # Errors
/// If the file is no page of this program, or the system refuses.
pub fn compare_page(answer: &CompareAnswer, file: &Path) -> Result<(), Failure> {
    write_page(file, &comparison_html(&answer.comparison, answer.layout.start))
}

/// Two scenarios of a model, played with one seed.
fn played(
    folder: &Path,
    [a, b]: [&str; 2],
    sampling: &Sampling,
    abnormal: bool,
    watcher: &dyn Watcher,
) -> Result<(Results, Results), Failure> {
    let first = opened(folder, Some(a), watcher)?;
    let (second, file) = another(&first, b, watcher)?;
    normal_life_of(&first, abnormal, watcher)?;
    normal_life(&first.company, &first.model, &second, &file, abnormal, watcher)?;
    let sampling = Sampling { seed: Some(sampling.seed(&first.scenario)), ..*sampling };
    let replicates = sampling.range(&first.scenario)?;
    let each = replicates.len() as u64;
    let playing = Playing::new(watcher, 0, 2 * each);
    let play = |scenario, before| {
        playing.begin_at(before);
        sampling.ensemble(&first.model, scenario).play(replicates.clone(), &playing)
    };
    let both = (play(&first.scenario, 0), play(&second, each));
    if watcher.stopped() {
        return Err(Failure::Interrupted("interrupted; nothing was compared".to_owned()));
    }
    Ok(both)
}

/// Results of a run that is finished.
pub(crate) fn finished(folder: &Path) -> Result<Results, Failure> {
    must_exist(folder)?;
    Ok(store::read(folder)?)
}
