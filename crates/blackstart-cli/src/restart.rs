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
use blackstart::ensemble::restart::{Ranking, Restart as Question, verdict, worth};
use blackstart::ensemble::run::Watch;
use blackstart::model::scenario::Known;
use blackstart::model::{read_facts, read_plan, time};
use blackstart::plan::search::{Ahead, Progress};
use blackstart::report::{RestartStory, restart_html, restart_terminal};
use blackstart::store::Formats;
use blackstart::{Model, Results, Scenario, Summary};
use std::ops::{ControlFlow, Range};
use std::path::PathBuf;
use std::time::Instant;

/// Schedules of a search where no budget is named.
const SCHEDULES: u64 = 200_000;
/// Least replicates that choose among the finalists, and that one more head is judged on.
const LEAST: u32 = 16;

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

    let folder = files::claim(&out, format!("{} · {}", model.name, scenario.name))?;

    let clock = Clock::new(asked.time)?;
    let schedules = asked.schedules.unwrap_or(if asked.time.is_some() { u64::MAX } else { SCHEDULES });
    let shown = bar(console, schedules.min(10_000_000), "schedules");
    let found = question.search(&given, schedules, &mut |progress: &Progress| {
        // The first phase counts measurements; schedules begin with the second.
        if progress.phase > 0 {
            shown.set_position(progress.schedules);
        }
        match progress.phase {
            _ if clock.was_interrupted() => Ahead::Stop,
            0 => Ahead::On,
            _ if clock.is_over() => Ahead::Stop,
            1 if clock.spent() >= 0.4 => Ahead::NextPhase,
            _ => Ahead::On,
        }
    });
    shown.finish_and_clear();

    // A quarter chooses among the finalists; others report. After Ctrl-C the search's own ranking stands, and few histories tell what it is worth.
    let stopped = clock.was_interrupted();
    let choosing = (count / 4).max(LEAST);
    let reporting = choosing..choosing + if stopped { LEAST } else { count };
    let fewer = reporting.start..reporting.start + (count / 4).max(LEAST).min(reporting.end - reporting.start);
    let others: Vec<&Ranking> = given.iter().chain(&found.obvious).collect();
    // The search sees values of returns, the simulation everything: an order that anybody would write down may be the best there.
    let mut candidates: Vec<&Ranking> = found.best.iter().collect();
    for &other in &others {
        if !candidates.iter().any(|it| it.same_order(other)) {
            candidates.push(other);
        }
    }
    let crews = question.crews();
    let histories = candidates.len() as u64 * u64::from(choosing)
        + (1 + others.len() as u64) * reporting.len() as u64
        + crews.len() as u64 * fewer.len() as u64;
    let shown = bar(console, histories, "histories");
    let looked = Looked { bar: &shown, clock: &clock, before: stopped };
    let play = |ranking: &Ranking, range: Range<u32>| -> Results {
        let results = question.play(ranking, range, &looked);
        shown.inc(results.len() as u64);
        results
    };
    let mut chosen = candidates.first().copied();
    if !stopped && candidates.len() > 1 {
        let mut least = f64::INFINITY;
        for &candidate in &candidates {
            let results = play(candidate, 0..choosing);
            let losses = &results.replicates.total_loss;
            let mean = losses.iter().sum::<f64>() / losses.len().max(1) as f64;
            if mean < least && results.len() == choosing as usize {
                (least, chosen) = (mean, Some(candidate));
            }
        }
    }
    let chosen = chosen.ok_or_else(|| Failure::Internal("the search found no plan".to_owned()))?;
    let results = play(chosen, reporting.clone());
    if results.is_empty() {
        return Err(clock.interrupted("interrupted before any history was played".to_owned()));
    }
    let mut verdicts = vec![verdict("the plan", &results, &results)];
    for &other in &others {
        if !clock.was_interrupted() || stopped {
            let other_results = play(other, reporting.clone());
            if other_results.len() == results.len() {
                verdicts.push(verdict(&other.title, &other_results, &results));
            }
        }
    }
    let mut worths = Vec::new();
    if !clock.was_interrupted() {
        let without = question.play(chosen, fewer.clone(), &looked);
        for &crew in &crews {
            let with = question.play_with_one_more(chosen, crew, fewer.clone(), &looked);
            shown.inc(with.len() as u64);
            if with.len() == without.len() {
                worths.push(worth(&model.crews[crew], &without, &with));
            }
        }
    }
    shown.finish_and_clear();

    // Of the plan that was chosen, which need not be the search's first.
    let sensitivity = question.sensitivity(chosen, &found.curves);
    let story = RestartStory::new(
        &model,
        &scenario,
        chosen,
        &found,
        &sensitivity,
        Summary::of(&results),
        &results,
        verdicts,
        worths,
        choosing,
    );
    files::write(folder, &story, &restart_html(&story))?;
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
        let Some(list) = said.add(read_plan(file, model, scenario, &Formats)) else { continue };
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
    match said.add(read_facts(file, hours, model, scenario, &Formats)) {
        Some(known) => {
            said.show(console);
            Ok(Some(known))
        }
        None => Err(said.invalid(console)),
    }
}

/// Looks on while histories are played, and stops them when somebody wants it, unless the search was stopped before: then few are left to play.
struct Looked<'a> {
    bar: &'a indicatif::ProgressBar,
    clock: &'a Clock,
    before: bool,
}

impl Watch for Looked<'_> {
    fn played(&self, _: u64, _: u64) -> ControlFlow<()> {
        self.bar.tick();
        if self.clock.was_interrupted() && !self.before { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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
