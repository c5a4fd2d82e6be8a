//! Histories played for a run folder, a shard or a comparison, and the one that is shown.

use crate::args::Luck;
use crate::console::Console;
use crate::failure::Failure;
use blackstart::ensemble::AttackSummary;
use blackstart::ensemble::backtest::{Compared, Held};
use blackstart::model::backtest::Backtest;
use blackstart::report::{AttackStory, Story, Strip};
use blackstart::store::Digest;
use blackstart::{Ensemble, Results, Scenario, Summary};
use serde::{Deserialize, Serialize};
use std::fs;
use std::ops::Range;
use std::path::Path;

/// What the report tells besides the results themselves, kept in the run folder so that it can be written again.
const STORY: &str = "story.json";

/// The report's file.
const REPORT: &str = "report.html";

/// Which replicates are wanted: as many as asked for, else as the scenario says.
pub(crate) fn wanted(luck: &Luck, scenario: &Scenario) -> Result<Range<u32>, Failure> {
    let count = luck.replicates.unwrap_or(scenario.replicates);
    let end = u32::try_from(count).map_err(|_| Failure::Usage(format!("{count} replicates are too many")))?;
    Ok(0..end)
}

/// The ensemble as the command line wants it.
pub(crate) fn ensemble<'a>(
    model: &'a blackstart::Model,
    scenario: &'a Scenario,
    seed: Option<u64>,
    threads: Option<u16>,
) -> Ensemble<'a> {
    Ensemble::new(model, scenario).seed(seed.unwrap_or(scenario.seed)).threads(usize::from(threads.unwrap_or(0)))
}

/// What a run folder says besides its results.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    strip: Option<Strip>,
    #[serde(default)]
    attack: Option<AttackStory>,
    #[serde(default)]
    backtest: Vec<Compared>,
}

impl Told {
    /// One history worth looking at, how the attack goes, and what really happened.
    pub(crate) fn of(
        ensemble: &Ensemble,
        results: &Results,
        summary: &Summary,
        attack: Option<&AttackSummary>,
        backtest: Option<&Backtest>,
        console: &Console,
    ) -> Self {
        let strip =
            summary.loss.typical_replicate.map(|replicate| Strip { replicate, text: ensemble.strip(replicate) });
        let held = backtest.map(|backtest| Held::against(backtest, results)).unwrap_or_default();
        for left_out in held.left_out {
            console.note(&format!("{} backtest.toml: {left_out}\n", console.note_style().bold("warning:")));
        }
        Self { strip, attack: attack.map(AttackStory::new), backtest: held.compared }
    }

    /// What an earlier run told; nothing, if it told nothing.
    pub(crate) fn read(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join(STORY);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => return Err(Failure::file("read", &path, error)),
        };
        serde_json::from_str(&text).map_err(|error| Failure::file("understand", &path, error))
    }

    /// Keeps it in a run folder.
    pub(crate) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Failure::Internal(error.to_string()))?;
        replace(&folder.join(STORY), &(text + "\n"))
    }

    /// The story of results.
    pub(crate) fn story(self, results: &Results, summary: Summary) -> Story {
        Story { strip: self.strip, attack: self.attack, backtest: self.backtest, ..Story::new(results, summary) }
    }
}

/// Results in numbers, with the digest that names them.
pub(crate) fn summary(results: &Results, digest: Digest) -> Summary {
    Summary { digest: Some(digest.to_string()), ..Summary::of(results) }
}

/// Writes `report.html`.
pub(crate) fn write_report(folder: &Path, story: &Story) -> Result<(), Failure> {
    replace(&folder.join(REPORT), &blackstart::report::html(story))
}

/// Writes a file under another name first, so that no reader ever sees half of it.
fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let temporary = path.with_extension("part");
    fs::write(&temporary, text)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| Failure::file("write", path, error))
}
