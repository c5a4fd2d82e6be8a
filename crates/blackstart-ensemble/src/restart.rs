//! What to restart first: plans searched by the simulated worth of each service's return, judged by the whole simulation.
//!
//! The mathematics: `docs/method/restart.md`.

mod curves;
mod decide;
mod planned;
mod question;

use crate::ensemble::Ensemble;
use crate::results::Results;
use crate::run::Watch;
use crate::stats::Sample;
use crate::summary::Spread;
use blackstart_model::id::{CrewId, Key, SystemId};
use blackstart_model::model::{Crew, TaskKind};
use blackstart_model::scenario::{PriorityRule, Recovery, RestorePolicy, Scenario};
use blackstart_model::{Model, units::Uncertain};
use blackstart_plan::search::{self, Settings};
pub use blackstart_plan::search::{Ahead, Phase};
pub use curves::{Point, ReturnCurve, Returning};
pub use decide::{Decision, Effort, Onlooker, OrdersVerified, Undecided};
pub use planned::{Also, Moments, Planned, PlannedTask, Predecessor, TaskState};
use question::Question;
use serde::Serialize;
use std::ops::Range;

/// First of the search's own replicates: far from those that results are reported on.
const SEARCHED: u64 = 1 << 40;

/// Plans that the whole simulation ranks.
const FINALISTS: usize = 4;

/// A question of what to restart first.
#[derive(Debug)]
pub struct Restart<'a> {
    model: &'a Model,
    /// The scenario, its list worked through by people.
    scenario: Scenario,
    recovery: Recovery,
    seed: u64,
    threads: usize,
}

/// A ranked list of systems with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// For people.
    pub title: String,
    /// Systems, in order; those that are missing follow in model order.
    pub systems: Vec<SystemId>,
    /// Tasks done in another way than usual: which way, from 1.
    pub modes: Vec<(SystemId, TaskKind, usize)>,
}

impl Ranking {
    /// Whether both have everything done in the same order and ways.
    pub fn same_order(&self, other: &Self) -> bool {
        self.systems == other.systems && self.modes == other.modes
    }

    /// In which way it does a task; 0: as usual.
    pub fn choice(&self, system: SystemId, kind: TaskKind) -> usize {
        let found = self.modes.iter().find(|&&(of, which, _)| (of, which) == (system, kind));
        found.map_or(0, |&(.., choice)| choice)
    }
}

/// How far a search is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Progress {
    /// What returns are worth is being measured.
    Measuring {
        /// Measurements done.
        done: usize,
        /// Measurements to do.
        of: usize,
    },
    /// Plans are searched.
    Searching(search::Progress),
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    /// The best plans as the search judged them, best first.
    pub best: Vec<Ranking>,
    /// The obvious orders, for comparison.
    pub obvious: Vec<Ranking>,
    /// What the return of each service, and of systems that channels name, is worth.
    pub curves: Vec<ReturnCurve>,
    /// Schedules made.
    pub schedules: u64,
}

/// What changes of a plan would do to it.
#[derive(Clone, Debug, Default)]
pub struct Sensitivity {
    /// What an hour's delay of each task costs, where it costs anything, dearest first.
    pub delays: Vec<Delay>,
    /// Systems whose place in the list hardly matters.
    pub indifferent: Vec<SystemId>,
}

/// What it costs that a task takes an hour longer, everything else as planned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Delay {
    /// The system.
    pub system: SystemId,
    /// What is done to it.
    pub kind: TaskKind,
    /// Loss per hour of delay, on average over cases in which the task is there \[money/h\].
    pub per_hour: f64,
    /// Share of the cases in which it is there and its delay costs anything.
    pub critical: f64,
}

/// A plan as the whole simulation judges it, next to the one that was chosen, on the same random draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    /// Its name.
    pub title: String,
    /// Loss of all parties \[money\].
    pub loss: Spread,
    /// Loss less that of the chosen plan: positive where this one is dearer \[money\].
    pub dearer: Spread,
    /// Moment from which every system is up \[h\].
    pub last_system_back_hours: Spread,
}

/// What one more head is worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Worth {
    /// Slug of the crew.
    pub crew: String,
    /// For people.
    pub title: String,
    /// What one of it is called.
    pub unit: String,
    /// What one more from the beginning, or from now on, saves under the same plan; below 0: it costs (Graham's anomalies are real) \[money\].
    pub saves: Spread,
}

impl<'a> Restart<'a> {
    /// Prepares a question; `None` if the scenario restores nothing by tasks.
    ///
    /// # Panics
    /// If the scenario was checked against another model.
    pub fn new(model: &'a Model, scenario: &Scenario, seed: u64, threads: usize) -> Option<Self> {
        let mut scenario = scenario.clone();
        let recovery = scenario.recovery.as_mut()?;
        // A serial plan supposes that all durations are known; a list is for people who do not know them.
        if recovery.policy == RestorePolicy::Serial {
            recovery.policy = RestorePolicy::Ranked;
        }
        let recovery = recovery.clone();
        let falls = scenario.falls.iter().any(|fall| !fall.systems.is_empty() && fall.until.is_none());
        falls.then_some(Self { model, scenario, recovery, seed, threads })
    }

    /// Searches plans, watched. Ended early, it gives the best so far.
    ///
    /// # Panics
    /// Never, for a checked scenario.
    pub fn search(&self, given: &[Ranking], schedules: u64, watch: &mut dyn FnMut(&Progress) -> Ahead) -> Searched {
        let mut question = Question::new(self);
        question.measure(watch);
        let settings = Settings { seed: self.seed, threads: self.threads, schedules };
        let obvious = self.obvious(&question);
        let first: Vec<&Ranking> = obvious.iter().chain(given).collect();
        let ranked = question.search(&first, &settings, &mut |progress| watch(&Progress::Searching(*progress)));
        let mut best: Vec<Ranking> = Vec::new();
        for judged in &ranked.best {
            let (systems, modes) = (question.work.ranking(&judged.plan), question.work.modes(&judged.plan));
            let ranking = Ranking { title: format!("plan {}", best.len() + 1), systems, modes };
            if best.len() < FINALISTS && !best.iter().any(|it| it.same_order(&ranking)) {
                best.push(ranking);
            }
        }
        Searched { best, obvious, curves: question.curves, schedules: ranked.schedules }
    }

    /// What changes of a plan would do to it, by the curves of a search.
    pub fn sensitivity(&self, plan: &Ranking, curves: &[ReturnCurve]) -> Sensitivity {
        let mut question = Question::new(self);
        question.value(curves.to_vec());
        question.sensitivity(plan)
    }

    /// Orders that anybody would write down first.
    fn obvious(&self, question: &Question) -> Vec<Ranking> {
        let all: Vec<SystemId> = self.model.systems.keys().collect();
        let by = |key: &dyn Fn(SystemId) -> f64| {
            let mut systems = all.clone();
            systems.sort_by(|&a, &b| key(a).total_cmp(&key(b)).then(a.cmp(&b)));
            systems
        };
        let hours = question.mean_hours();
        let tolerance = question.tolerances();
        [
            ("as the scenario says", question.as_stated()),
            ("model order", all.clone()),
            ("shortest first", by(&|system| hours[system.index()])),
            ("shortest tolerance first", by(&|system| tolerance[system.index()])),
            ("value rule", question.by_value()),
        ]
        .map(|(title, systems)| Ranking { title: title.to_owned(), systems, modes: self.recovery.modes.clone() })
        .into()
    }

    /// The scenario with this list.
    fn with(&self, ranking: &Ranking) -> Scenario {
        let mut scenario = self.scenario.clone();
        let mut recovery = self.recovery.clone();
        recovery.priority = ranking.systems.clone();
        recovery.modes = ranking.modes.clone();
        recovery.rule = PriorityRule::Listed;
        scenario.recovery = Some(recovery);
        scenario
    }

    /// Plays the whole simulation with a list.
    pub fn play(&self, ranking: &Ranking, replicates: Range<u32>, watch: &impl Watch) -> Results {
        let scenario = self.with(ranking);
        Ensemble::new(self.model, &scenario).seed(self.seed).threads(self.threads).play(replicates, watch)
    }

    /// Plays the whole simulation with a list and one more head of a crew, from the beginning or from now on.
    pub fn play_with_one_more(
        &self,
        ranking: &Ranking,
        crew: CrewId,
        replicates: Range<u32>,
        watch: &impl Watch,
    ) -> Results {
        let mut scenario = self.with(ranking);
        if let Some(recovery) = &mut scenario.recovery {
            let from = recovery.known.as_ref().map_or(0.0, |known| known.now_hours);
            recovery.extra_people.push((crew, from, 1));
        }
        Ensemble::new(self.model, &scenario).seed(self.seed).threads(self.threads).play(replicates, watch)
    }

    /// Crews that have tasks, in any way of doing them.
    pub fn crews(&self) -> Vec<CrewId> {
        let mut crews: Vec<CrewId> = self
            .model
            .systems
            .rows()
            .iter()
            .flat_map(|row| row.tasks())
            .flatten()
            .flat_map(|task| (0..=task.modes.len()).flat_map(|choice| task.way(choice).occupies()))
            .map(|(crew, _)| crew)
            .collect();
        crews.sort_unstable();
        crews.dedup();
        crews
    }
}

/// A plan's results next to those of the chosen plan, over the replicates in both.
pub fn verdict(title: &str, results: &Results, chosen: &Results) -> Verdict {
    let n = results.replicates.total_loss.len().min(chosen.replicates.total_loss.len());
    let (loss, other) = (&results.replicates.total_loss[..n], &chosen.replicates.total_loss[..n]);
    let differences = loss.iter().zip(other).map(|(loss, other)| loss - other).collect();
    Verdict {
        title: title.to_owned(),
        loss: Spread::of(&Sample::new(loss.to_vec())),
        dearer: Spread::of(&Sample::new(differences)),
        last_system_back_hours: Spread::of(&Sample::new(results.replicates.last_system_back_hours[..n].to_vec())),
    }
}

/// What one more head saved, from results without and with it.
pub fn worth(crew: &Crew, without: &Results, with: &Results) -> Worth {
    let pairs = without.replicates.total_loss.iter().zip(&with.replicates.total_loss);
    let saves = pairs.map(|(without, with)| without - with).collect();
    let unit = crew.unit.clone().unwrap_or_else(|| "head".to_owned());
    Worth { crew: crew.name.id.clone(), title: crew.name.title.clone(), unit, saves: Spread::of(&Sample::new(saves)) }
}

/// Mean of an uncertain quantity, or 0 where it has none.
fn mean_or_zero(quantity: &Uncertain) -> f64 {
    let mean = quantity.mean();
    if mean.is_finite() { mean } else { 0.0 }
}
