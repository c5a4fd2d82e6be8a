//! `blackstart restart`: what to restart first.

mod files;
mod psplib;

use crate::Done;
use crate::args::Restart;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::wanted;
use crate::progress::{Ear, bar};
use crate::world::{Said, World, world};
use blackstart::ensemble::restart::{
    Ahead, Effort, Onlooker, Phase, Progress, Ranking, Restart as Question, Undecided,
};
use blackstart::model::scenario::Known;
use blackstart::model::time;
use blackstart::read;
use blackstart::report::{RestartStory, restart_html, restart_terminal};
use blackstart::store::Formats;
use blackstart::{Model, Scenario};
use std::path::PathBuf;
use std::time::Instant;

/// Schedules of a search where no budget is named.
const SCHEDULES: u64 = 200_000;
/// Share of a time budget after which the search goes on from usual durations to a pool of cases.
const USUAL_SHARE: f64 = 0.4;

pub(crate) fn restart(asked: &Restart, console: &Console) -> Done {
    match (&asked.psplib, &asked.model) {
        (Some(file), _) => psplib::psplib(file, asked, console),
        (None, Some(model)) => plan(model, asked, console),
        (None, None) => Err(Failure::Usage("name a model, or a file with --psplib".to_owned())),
    }
}

fn plan(folder: &std::path::Path, asked: &Restart, console: &Console) -> Done {
    let World { model, mut scenario, .. } = world(folder, asked.scenario.as_deref(), console)?;
    let known = known(asked, &model, &scenario, console)?;
    if let Some(recovery) = &mut scenario.recovery {
        recovery.known = known;
    }
    let given = given(&asked.plan, &model, &scenario, console)?;
    let count = wanted(&asked.luck, &scenario)?.end;
    let seed = asked.luck.seed.unwrap_or(scenario.seed);
    let threads = usize::from(asked.luck.threads.unwrap_or(0));
    let question = Question::new(&model, &scenario, seed, threads).ok_or_else(|| {
        Failure::Usage(format!(
            "{} restores nothing by tasks: it has no [recovery], or states when everything is back",
            scenario.title
        ))
    })?;
    let out = asked
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(format!("{}-{}-restart", model.name, scenario.name)));

    let clock = Clock::new(asked.time)?;
    let schedules = asked.schedules.unwrap_or(if asked.time.is_some() { u64::MAX } else { SCHEDULES });
    let shown = Shown {
        clock: &clock,
        search: bar(console, schedules.min(10_000_000), "schedules"),
        histories: bar(console, 0, "histories"),
    };
    let decided = question.decide(&given, &Effort { schedules, replicates: count }, &shown);
    shown.histories.finish_and_clear();
    let decision = decided.map_err(|undecided| match undecided {
        Undecided::NoPlan => Failure::Internal(undecided.to_string()),
        Undecided::NothingPlayed => clock.interrupted(undecided.to_string()),
    })?;
    let story = RestartStory::new(&model, &scenario, &decision);
    files::write(&out, &story, &restart_html(&story))?;
    if asked.json {
        console.json(&story.json())?;
    } else {
        console.data(&restart_terminal(&story, console.style()))?;
        console.finish()?;
        console
            .note(&format!("\nplan.csv, tasks.csv, plan.xlsx, project.xml and report.html are in {}\n", out.display()));
    }
    if clock.was_interrupted() {
        return Err(clock.interrupted("interrupted; this is the best plan so far".to_owned()));
    }
    Ok(())
}

/// Plans made elsewhere.
fn given(files: &[PathBuf], model: &Model, scenario: &Scenario, console: &Console) -> Result<Vec<Ranking>, Failure> {
    let mut said = Said::default();
    let mut given = Vec::with_capacity(files.len());
    for file in files {
        let Some(list) = said.add(read::plan(file, model, scenario, &Formats)) else { continue };
        let title = file.file_stem().map_or_else(|| "plan".to_owned(), |it| it.to_string_lossy().into_owned());
        let mut systems = list.systems;
        systems.extend(model.systems.keys().filter(|it| !systems.contains(it)).collect::<Vec<_>>());
        given.push(Ranking { title, systems, modes: list.modes });
    }
    if given.len() < files.len() {
        return Err(said.invalid(console));
    }
    said.show(console);
    Ok(given)
}

/// What has happened until `--now`.
fn known(asked: &Restart, model: &Model, scenario: &Scenario, console: &Console) -> Result<Option<Known>, Failure> {
    let Some(now) = &asked.now else { return Ok(None) };
    let hours = time::hours_from(now, scenario.start)
        .map_err(|wrong| Failure::Usage(format!("--now {now}: {}", wrong.message)))?;
    if !(0.0..=scenario.horizon_hours).contains(&hours) {
        let end = time::moment_after(scenario.start, scenario.horizon_hours);
        let until = end.map_or_else(String::new, |end| format!(" to {end}"));
        return Err(Failure::Usage(format!("--now {now}: this scenario is from {}{until}", scenario.start)));
    }
    let Some(file) = &asked.facts else { return Ok(Some(Known { now_hours: hours, ..Known::default() })) };
    let mut said = Said::default();
    match said.add(read::facts(file, hours, model, scenario, &Formats)) {
        Some(known) => {
            said.show(console);
            Ok(Some(known))
        }
        None => Err(said.invalid(console)),
    }
}

/// Shows how far a decision is, and ends it when time is up or somebody interrupts.
struct Shown<'a> {
    clock: &'a Clock,
    search: indicatif::ProgressBar,
    histories: indicatif::ProgressBar,
}

impl Onlooker for Shown<'_> {
    fn searching(&self, progress: &Progress) -> Ahead {
        let clock = self.clock;
        match progress {
            _ if clock.was_interrupted() => Ahead::Stop,
            Progress::Measuring { .. } => Ahead::On,
            Progress::Searching(it) => {
                self.search.set_position(it.schedules);
                match it.phase {
                    _ if clock.is_over() => Ahead::Stop,
                    Phase::Usual if clock.spent() >= USUAL_SHARE => Ahead::NextPhase,
                    _ => Ahead::On,
                }
            }
        }
    }

    fn will_play(&self, histories: u64) {
        self.search.finish_and_clear();
        self.histories.set_length(histories);
    }

    fn played(&self, histories: u64) {
        self.histories.set_position(histories);
    }

    fn wants_it_now(&self) -> bool {
        self.clock.was_interrupted()
    }
}

/// How long a search may go on: until its time is up or somebody stops it.
struct Clock {
    begun: Instant,
    seconds: f64,
    ear: Ear,
}

impl Clock {
    fn new(seconds: Option<f64>) -> Result<Self, Failure> {
        Ok(Self { begun: Instant::now(), seconds: seconds.unwrap_or(f64::INFINITY), ear: Ear::new()? })
    }

    /// Part of the time that has gone by.
    fn spent(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() / self.seconds
    }

    fn is_over(&self) -> bool {
        self.spent() >= 1.0 || self.was_interrupted()
    }

    fn was_interrupted(&self) -> bool {
        self.ear.stopped()
    }

    fn interrupted(&self, kept: String) -> Failure {
        self.ear.interrupted(kept)
    }
}
