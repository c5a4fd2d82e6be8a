//! Histories played for a run folder, a shard or a comparison, and the one that is shown.

use crate::args::Luck;
use crate::console::Console;
use crate::failure::Failure;
use crate::run::failed;
use crate::world::World;
use blackstart::ensemble::AttackSummary;
use blackstart::ensemble::attack::study;
use blackstart::ensemble::backtest::{Compared, Held};
use blackstart::ensemble::threads::within;
use blackstart::report::{AttackStory, Story, Strip};
use blackstart::store::{Digest, Finished, Origin, RunFolder, Told};
use blackstart::{Ensemble, Results, Scenario, Summary};
use serde::{Deserialize, Serialize};
use std::ops::Range;

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

/// What the report tells besides the results themselves: `story.json`, kept in the run folder so that the report can be written again.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    strip: Option<Strip>,
    attack: Option<AttackStory>,
    backtest: Vec<Compared>,
}

impl Beside {
    /// One history worth looking at, how the attack goes, and what really happened.
    fn of(
        world: &World,
        ensemble: &Ensemble,
        results: &Results,
        summary: &Summary,
        attack: Option<&AttackSummary>,
        console: &Console,
    ) -> Self {
        let strip =
            summary.loss.typical_replicate.map(|replicate| Strip { replicate, text: ensemble.strip(replicate) });
        let backtest = world.backtest.as_ref().filter(|it| it.concerns(&world.scenario.name));
        let held = backtest.map(|backtest| Held::against(backtest, results)).unwrap_or_default();
        for left_out in held.left_out {
            console.note(&format!("{} backtest.toml: {left_out}\n", console.note_style().bold("warning:")));
        }
        Self { strip, attack: attack.map(AttackStory::new), backtest: held.compared }
    }

    /// The story of results.
    pub(crate) fn story(self, results: &Results, summary: Summary) -> Story {
        Story { strip: self.strip, attack: self.attack, backtest: self.backtest, ..Story::new(results, summary) }
    }
}

/// Where `run` and `merge` end.
pub(crate) struct Ending<'a> {
    pub(crate) world: &'a World,
    pub(crate) ensemble: &'a Ensemble<'a>,
    /// As it was asked for, with the replicates that were played.
    pub(crate) origin: &'a Origin,
    pub(crate) threads: Option<u16>,
    pub(crate) report: bool,
}

impl Ending<'_> {
    /// Writes results and all that is told about them into a run folder; returns the story, and the race of the same histories.
    pub(crate) fn write(
        &self,
        folder: RunFolder,
        finished: &Finished,
        console: &Console,
    ) -> Result<(Story, Option<AttackSummary>), Failure> {
        let results = &finished.results;
        let summary = summary(results, finished.digest);
        let seed = summary.seed;
        // The race alone, of the histories that were played: the same luck, so the same falls.
        let attack = within(self.threads.map_or(0, usize::from), || {
            study(&self.world.model, &self.world.scenario, results.len() as u32, seed)
        });
        let beside = Beside::of(self.world, self.ensemble, results, &summary, attack.as_ref(), console);
        let text = serde_json::to_string_pretty(&beside).map_err(|error| Failure::Internal(error.to_string()))?;
        let story = beside.story(results, summary);
        let told = Told {
            command: Some(self.origin.command(seed)),
            story: Some(text + "\n"),
            report: self.report.then(|| blackstart::report::html(&story)),
        };
        folder.finish(finished, &told).map_err(|error| failed(&error))?;
        Ok((story, attack))
    }
}

/// Results in numbers, with the digest that names them.
pub(crate) fn summary(results: &Results, digest: Digest) -> Summary {
    Summary { digest: Some(digest.to_string()), ..Summary::of(results) }
}

/// What was typed, as a line that can be typed again.
pub(crate) fn typed() -> String {
    let words: Vec<String> = std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    blackstart::store::command_line(["blackstart"].into_iter().chain(words.iter().map(String::as_str)))
}
