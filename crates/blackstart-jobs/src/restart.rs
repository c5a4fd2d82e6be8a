//! What to restart first: a plan found, judged, and written for the recovery room.

use crate::answer::Answer;
use crate::clock::Clock;
use crate::command::Words;
use crate::drivers::name_places_of_facts;
use crate::failure::Failure;
use crate::found::Found;
use crate::normal::normal_life_of;
use crate::open::{Opened, opened};
use crate::paths::shown;
use crate::sampling::Sampling;
use crate::watch::{Stage, Watcher};
use blackstart_ensemble::Summary;
use blackstart_ensemble::restart::{
    Ahead, Decision, Effort, Onlooker, OrdersVerified, Phase, PlannedTask, Point, Progress, Ranking, Restart,
    Returning, Undecided, Verdict, Worth,
};
use blackstart_model::id::SystemId;
use blackstart_model::model::Name;
use blackstart_model::scenario::{Known, Scenario};
use blackstart_model::{Model, time};
use blackstart_read as read;
use blackstart_report::{RestartStory, restart_html};
use blackstart_store::{Folder, Formats, Kind, Purpose};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Schedules of a search where no budget is named.
const SCHEDULES: u64 = 200_000;
/// Share of a time budget after which the search goes on from usual durations to a pool of cases.
const USUAL_SHARE: f64 = 0.4;

/// What is written.
const FILES: [&str; 5] = ["plan.csv", "tasks.csv", "plan.xlsx", "project.xml", "report.html"];

/// What to plan, and how much to search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RestartRequest {
    /// Folder of the model.
    pub model: PathBuf,
    /// Scenario, by name or file; `None`: the model's default or only one.
    pub scenario: Option<String>,
    /// Histories that report, seed, threads.
    pub sampling: Sampling,
    /// Most schedules of the search; `None`: 200,000, or without end where a time is named.
    pub schedules: Option<u64>,
    /// Time the search may take \[s\]; the plan then depends on the machine.
    pub time_seconds: Option<f64>,
    /// Plans made by people, evaluated next to the others.
    pub plans: Vec<PathBuf>,
    /// What has begun already; needs `now`.
    pub facts: Option<PathBuf>,
    /// Moment from which to plan: a date, or a time from the scenario's start.
    pub now: Option<String>,
    /// Folder to write; `None`: `out/MODEL-SCENARIO-restart`.
    pub out: Option<PathBuf>,
    /// Whether to plan although more than 1 % of what customers want is not sold without the event.
    pub allow_abnormal_baseline: bool,
}

/// A plan, and what it is worth.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/restart/1")]
pub struct RestartAnswer {
    /// The folder that was written.
    pub folder: String,
    /// The model.
    pub model: String,
    /// The scenario.
    pub scenario: String,
    /// Random seed.
    pub seed: u64,
    /// Schedules made by the search.
    pub schedules: u64,
    /// Histories that chose among the best plans; others report.
    pub choosing_replicates: u32,
    /// Moment from which it is planned, where that is not the beginning \[h\].
    pub now_hours: Option<f64>,
    /// Whether the search came to its own end.
    pub complete: bool,
    /// Systems on which something is left to do, in order.
    pub plan: Vec<String>,
    /// The plan, given and obvious orders.
    pub orders: Vec<Verdict>,
    /// What to find out before choosing among these orders; null where there is only one.
    pub verify: Option<OrdersVerified>,
    /// All tasks that any history needed, by rank.
    pub tasks: Vec<PlannedTask>,
    /// What one more of each crew is worth.
    pub one_more_head: Vec<Worth>,
    /// Titles of systems whose place in the list hardly matters.
    pub indifferent: Vec<String>,
    /// What returns are worth.
    pub worth_of_return: Vec<ReturnWorth>,
    /// The plan's results.
    pub summary: Summary,
    /// The same in words and pictures.
    #[serde(skip)]
    pub story: RestartStory,
}

/// What the return of a service or system is worth.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnWorth {
    /// The service or system.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Loss by the moment of its return.
    pub points: Vec<Point>,
}

impl Answer for RestartAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.complete {
            Ok(())
        } else {
            Err(Failure::Interrupted("interrupted; this is the best plan so far".to_owned()))
        }
    }
}

/// Searches a plan and writes it as plan.csv, tasks.csv, plan.xlsx, project.xml and report.html. Stopped, it answers with the best so far.
///
/// # Errors
/// If something is wrong with the request or the files, there is nothing to plan, the folder cannot be written, or nothing was played.
pub fn restart(request: &RestartRequest, watcher: &dyn Watcher) -> Result<RestartAnswer, Failure> {
    let opened = opened(&request.model, request.scenario.as_deref(), watcher)?;
    normal_life_of(&opened, request.allow_abnormal_baseline, watcher)?;
    let Opened { model, mut scenario, company, file, .. } = opened;
    let known = known(request, &model, &scenario, watcher)?;
    if let Some(recovery) = &mut scenario.recovery {
        recovery.known = known;
    }
    let given = given(&request.plans, &model, &scenario, watcher)?;
    let replicates = request.sampling.range(&scenario)?.end;
    let seed = request.sampling.seed(&scenario);
    let question = Restart::new(&model, &scenario, seed, request.sampling.threads).ok_or_else(|| {
        Failure::Usage(format!(
            "{} restores nothing by tasks: it has no [recovery], or states when everything is back",
            scenario.title
        ))
    })?;
    let usual = || PathBuf::from("out").join(format!("{}-{}-restart", model.name, scenario.name));
    let out = request.out.clone().unwrap_or_else(usual);
    let folder = claim(&out, &model, &scenario)?;

    let endless = request.time_seconds.is_some();
    let schedules = request.schedules.unwrap_or(if endless { u64::MAX } else { SCHEDULES });
    let looking = Looking {
        clock: Clock::new(request.time_seconds, watcher),
        watcher,
        schedules: (schedules < u64::MAX).then_some(schedules),
        histories: AtomicU64::new(0),
    };
    let mut decision =
        question.decide(&given, &Effort { schedules, replicates }, &looking).map_err(|undecided| match undecided {
            Undecided::NoPlan => Failure::fault(undecided),
            Undecided::NothingPlayed => Failure::Interrupted(undecided.to_string()),
        })?;
    if let Some(verify) = &mut decision.verify {
        name_places_of_facts(&mut verify.found, &company, std::iter::once(file.as_path()));
    }
    let story = RestartStory::new(&model, &scenario, &decision);
    write(folder, &story, &request.command())?;
    Ok(answer(&out, &model, &scenario, decision, story, !watcher.stopped()))
}

impl RestartRequest {
    /// The command that asks for the same.
    pub fn command(&self) -> String {
        let words = Words::new("restart").path(&self.model);
        let words = match &self.scenario {
            Some(scenario) => words.word(scenario),
            None => words,
        };
        let words = words
            .option("--replicates", self.sampling.replicates)
            .option("--seed", self.sampling.seed)
            .option("--schedules", self.schedules)
            .option("--time", self.time_seconds.map(|seconds| format!("{seconds}s")));
        let plan = |words: Words, plan: &PathBuf| words.file("--plan", Some(plan));
        self.plans
            .iter()
            .fold(words, plan)
            .file("--facts", self.facts.as_deref())
            .option("--now", self.now.as_ref())
            .flag("--allow-abnormal-baseline", self.allow_abnormal_baseline)
            .line()
    }
}

fn answer(
    out: &Path,
    model: &Model,
    scenario: &Scenario,
    decision: Decision,
    story: RestartStory,
    complete: bool,
) -> RestartAnswer {
    let name = |system: &SystemId| &model.systems[*system].name;
    let returns = decision.searched.curves.iter().filter(|it| it.matters()).map(|it| {
        let name: &Name = match it.of {
            Returning::Service(service) => &model.services[service].name,
            Returning::System(system) => &model.systems[system].name,
        };
        ReturnWorth { id: name.id.clone(), title: name.title.clone(), points: it.points.clone() }
    });
    RestartAnswer {
        folder: shown(out),
        model: model.name.clone(),
        scenario: scenario.name.clone(),
        seed: decision.results.layout.seed,
        schedules: decision.searched.schedules,
        choosing_replicates: decision.choosing,
        now_hours: scenario.recovery.as_ref().and_then(|it| it.known.as_ref()).map(|known| known.now_hours),
        complete,
        plan: decision.planned.systems.iter().map(|system| name(system).id.clone()).collect(),
        indifferent: decision.sensitivity.indifferent.iter().map(|system| name(system).title.clone()).collect(),
        worth_of_return: returns.collect(),
        orders: decision.verdicts,
        verify: decision.verify,
        tasks: decision.planned.tasks,
        one_more_head: decision.worths,
        summary: decision.summary,
        story,
    }
}

/// Plans made elsewhere.
fn given(
    files: &[PathBuf],
    model: &Model,
    scenario: &Scenario,
    watcher: &dyn Watcher,
) -> Result<Vec<Ranking>, Failure> {
    let mut found = Found::default();
    let mut given = Vec::with_capacity(files.len());
    for file in files {
        let Some(list) = found.take(read::plan(file, model, scenario, &Formats)) else { continue };
        let title = file.file_stem().map_or_else(|| "plan".to_owned(), |it| it.to_string_lossy().into_owned());
        let mut systems = list.systems;
        systems.extend(model.systems.keys().filter(|it| !systems.contains(it)).collect::<Vec<_>>());
        given.push(Ranking { title, systems, modes: list.modes });
    }
    if given.len() < files.len() {
        return Err(Failure::Invalid(found));
    }
    watcher.found(&found);
    Ok(given)
}

/// What has happened until `now`.
fn known(
    request: &RestartRequest,
    model: &Model,
    scenario: &Scenario,
    watcher: &dyn Watcher,
) -> Result<Option<Known>, Failure> {
    let Some(now) = &request.now else {
        return if request.facts.is_some() {
            Err(Failure::usage("facts need `now`: the moment at which they are all that has happened"))
        } else {
            Ok(None)
        };
    };
    let hours = time::hours_from(now, scenario.start)
        .map_err(|wrong| Failure::Usage(format!("the moment `{now}`: {}", wrong.message)))?;
    if !(0.0..=scenario.horizon_hours).contains(&hours) {
        let end = time::moment_after(scenario.start, scenario.horizon_hours);
        let until = end.map_or_else(String::new, |end| format!(" to {end}"));
        return Err(Failure::Usage(format!("the moment `{now}`: this scenario is from {}{until}", scenario.start)));
    }
    let Some(file) = &request.facts else { return Ok(Some(Known { now_hours: hours, ..Known::default() })) };
    let mut found = Found::default();
    match found.take(read::facts(file, hours, model, scenario, &Formats)) {
        Some(known) => {
            watcher.found(&found);
            Ok(Some(known))
        }
        None => Err(Failure::Invalid(found)),
    }
}

/// Claims the folder before the search begins, so that it is not for nothing.
fn claim(folder: &Path, model: &Model, scenario: &Scenario) -> Result<Folder, Failure> {
    let subject = format!("{} · {}", model.name, scenario.name);
    let purpose = Purpose { kind: Kind::Restart, subject, force: false };
    Ok(Folder::claim(folder, purpose, FILES.map(str::to_owned).to_vec())?)
}

/// Writes the plan in place of an earlier one.
fn write(mut folder: Folder, story: &RestartStory, command: &str) -> Result<(), Failure> {
    let book = story.workbook().map_err(|error| Failure::System(format!("plan.xlsx: {error}")))?;
    let contents = [
        story.plan_csv().into_bytes(),
        story.tasks_csv().into_bytes(),
        book,
        story.project_xml().into_bytes(),
        restart_html(story).into_bytes(),
    ];
    folder.clear()?;
    for (name, bytes) in FILES.iter().zip(&contents) {
        folder.put(name, bytes)?;
    }
    Ok(folder.finish(Some(command))?)
}

/// Tells a watcher how far a decision is, and ends it when time is up or the watcher stops it.
struct Looking<'a> {
    clock: Clock<'a>,
    watcher: &'a dyn Watcher,
    /// Schedules in all, where that is known.
    schedules: Option<u64>,
    /// Histories in all.
    histories: AtomicU64,
}

impl Onlooker for Looking<'_> {
    fn searching(&self, progress: &Progress) -> Ahead {
        match progress {
            _ if self.watcher.stopped() => Ahead::Stop,
            Progress::Measuring { .. } => Ahead::On,
            Progress::Searching(it) => {
                self.watcher.progress(Stage::Schedules, it.schedules, self.schedules);
                match it.phase {
                    _ if self.clock.is_over() => Ahead::Stop,
                    Phase::Usual if self.clock.spent() >= USUAL_SHARE => Ahead::NextPhase,
                    _ => Ahead::On,
                }
            }
        }
    }

    fn will_play(&self, histories: u64) {
        self.histories.store(histories, Ordering::Relaxed);
        self.watcher.progress(Stage::Histories, 0, Some(histories));
    }

    fn played(&self, histories: u64) {
        self.watcher.progress(Stage::Histories, histories, Some(self.histories.load(Ordering::Relaxed)));
    }

    fn wants_it_now(&self) -> bool {
        self.watcher.stopped()
    }
}
