//! Where `run`, `resume` and `merge` end: what is told besides results, and the run folder.

use crate::drivers::{Driven, driven};
use crate::failure::Failure;
use crate::open::Opened;
use crate::watch::{Note, Watcher};
use blackstart_ensemble::attack::study;
use blackstart_ensemble::backtest::{Compared, Held};
use blackstart_ensemble::threads::within;
use blackstart_ensemble::{AttackSummary, DependencyMap, Drivers, Ensemble, Results, Summary};
use blackstart_report::{self as report, AttackStory, Story, Strip};
use blackstart_store::{Digest, Finished, Origin, RunFolder, Told};
use serde::{Deserialize, Serialize};

/// What a run folder tells besides its results: `story.json`.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    strip: Option<Strip>,
    attack: Option<AttackStory>,
    backtest: Vec<Compared>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    drivers: Option<Drivers>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    map: Option<DependencyMap>,
}

impl Beside {
    /// The story of results.
    pub(crate) fn story(self, results: &Results, summary: Summary) -> Story {
        let summary = Summary { drivers: self.drivers, map: self.map, ..summary };
        Story { strip: self.strip, attack: self.attack, backtest: self.backtest, ..Story::new(results, summary) }
    }
}

/// What was played, from what, and what is wanted of it.
pub(crate) struct Ending<'a> {
    pub(crate) opened: &'a Opened,
    pub(crate) ensemble: &'a Ensemble<'a>,
    /// As it was asked for, with the replicates that were played.
    pub(crate) origin: &'a Origin,
    pub(crate) threads: usize,
    /// Whether to write `report.html`.
    pub(crate) report: bool,
    /// Whether to write `inputs.parquet`.
    pub(crate) inputs: bool,
}

/// What a run came to.
pub(crate) struct Ended {
    pub(crate) story: Story,
    /// The race of the same histories, where the scenario has an attack.
    pub(crate) attack: Option<AttackSummary>,
}

impl Ending<'_> {
    /// Gathers what there is to tell about results and writes all of it into their run folder.
    pub(crate) fn write(
        &self,
        folder: RunFolder,
        finished: &Finished,
        watcher: &dyn Watcher,
    ) -> Result<Ended, Failure> {
        let results = &finished.results;
        let summary = summary(results, finished.digest);
        let seed = summary.seed;
        // The race alone, of the histories that were played: the same draws, so the same falls. Whoever stopped the histories still
        // gets all there is to tell about those that were played.
        let (model, scenario) = (&self.opened.model, &self.opened.scenario);
        let attack = within(self.threads, || study(model, scenario, results.len() as u32, seed, &()));
        let Driven { drivers, inputs, assumptions } = driven(self.opened, results, self.threads, watcher)?;
        let map = DependencyMap::of(model, results);
        let beside = Beside {
            drivers: Some(drivers.clone()),
            map: Some(map.clone()),
            ..self.beside(results, &summary, attack.as_ref(), watcher)
        };
        let text = serde_json::to_string_pretty(&beside).map_err(Failure::fault)? + "\n";
        let story = beside.story(results, summary);
        let mut command = self.origin.command(seed);
        if self.inputs {
            command.extend([" ", "--inputs"]);
        }
        let told = Told {
            command: Some(command),
            story: Some(text),
            report: self.report.then(|| report::html(&story)),
            drivers: Some(drivers),
            map: Some(map),
            inputs: self.inputs.then_some(inputs),
            assumptions,
        };
        folder.finish(finished, &told)?;
        Ok(Ended { story, attack })
    }

    /// One history worth looking at, how the attack goes, and what really happened.
    fn beside(
        &self,
        results: &Results,
        summary: &Summary,
        attack: Option<&AttackSummary>,
        watcher: &dyn Watcher,
    ) -> Beside {
        let strip = |replicate| Strip {
            replicate,
            text: self.ensemble.strip(replicate),
            column_hours: Some(self.ensemble.strip_column_hours()),
        };
        let held = self.opened.backtest.as_ref().map(|it| Held::against(it, results)).unwrap_or_default();
        for left_out in held.left_out {
            watcher.note(Note::Warning(format!("backtest.toml: {left_out}")));
        }
        Beside {
            strip: summary.loss.typical_replicate.map(strip),
            attack: attack.map(AttackStory::new),
            backtest: held.compared,
            drivers: None,
            map: None,
        }
    }
}

/// Results in numbers, with the digest that names them.
pub(crate) fn summary(results: &Results, digest: Digest) -> Summary {
    Summary { digest: Some(digest.to_string()), ..Summary::of(results) }
}
