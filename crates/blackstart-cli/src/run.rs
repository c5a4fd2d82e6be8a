//! `blackstart run`: plays a scenario many times, writes the run folder and says what came of it.

use crate::Done;
use crate::args::{Promise, Run};
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{Ending, ensemble, wanted};
use crate::progress::Progress;
use crate::world::world;
use blackstart::report::{number, terminal};
use blackstart::store::{Earlier, Origin, Problem, RunFolder, StoreError};
use blackstart::{Results, Summary};
use serde::Serialize;
use serde_json::json;
use std::path::PathBuf;

pub(crate) fn run(wanted_run: &Run, console: &Console) -> Done {
    let world = world(&wanted_run.model, wanted_run.scenario.as_deref(), console)?;
    let replicates = wanted(&wanted_run.luck, &world.scenario)?;
    let ensemble = ensemble(&world.model, &world.scenario, wanted_run.luck.seed, wanted_run.luck.threads);
    let layout = ensemble.layout();
    check_promises(&wanted_run.fail_on, layout)?;
    let path = wanted_run
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(format!("{}-{}", world.model.name, world.scenario.name)));
    let earlier = Earlier { resume: wanted_run.resume, force: wanted_run.force };
    let mut folder = RunFolder::begin(&path, layout, earlier).map_err(|error| replaceable(&error))?;
    let mut origin = world.origin(&wanted_run.model, replicates.end);

    let progress = Progress::new(console, &replicates)?;
    let finished = folder.play(&origin, replicates.clone(), |range, keep| {
        progress.begin_with(range.start);
        ensemble.play_parts(range, &progress, keep);
    });
    progress.done();
    let finished = finished.map_err(|error| failed(&error))?;
    let results = &finished.results;
    if results.is_empty() {
        return Err(progress.interrupted("interrupted before any history was played".to_owned()));
    }

    origin = Origin { replicates: results.len() as u32, ..origin };
    let ending = Ending {
        world: &world,
        ensemble: &ensemble,
        origin: &origin,
        threads: wanted_run.luck.threads,
        report: !wanted_run.no_report,
    };
    let (story, attack) = ending.write(folder, &finished, console)?;
    let promises = keep_promises(&wanted_run.fail_on, results, &story.summary);
    if wanted_run.json {
        console.json(&json!({
            "schema": "blackstart/run/1",
            "folder": path.display().to_string(),
            "complete": finished.complete,
            "resumed": finished.resumed,
            "summary": story.summary,
            "strip": story.strip,
            "attack": attack,
            "backtest": story.backtest,
            "fail_on": promises,
        }))?;
    } else {
        console.data(&terminal(&story, console.style()))?;
        console.finish()?;
        console.note(&format!(
            "\nAll of it is in {}{}\n",
            path.display(),
            if wanted_run.no_report { "" } else { "; open report.html" }
        ));
    }
    if !finished.complete {
        return Err(progress.interrupted(format!(
            "interrupted after {} of {} histories; the same command with --resume plays the rest",
            results.len(),
            replicates.len()
        )));
    }
    let broken: Vec<String> =
        promises.iter().filter(|promise| !promise.kept).map(|promise| promise.says.clone()).collect();
    if broken.is_empty() { Ok(()) } else { Err(Failure::Breached(broken)) }
}

/// What the store says of a folder that `--force` would replace.
pub(crate) fn replaceable(error: &StoreError) -> Failure {
    match error.problem {
        Problem::Occupied(_) => Failure::Usage(format!("{error} with --out, or replace it with --force")),
        _ => failed(error),
    }
}

/// What the store says, with the right exit code.
pub(crate) fn failed(error: &StoreError) -> Failure {
    match error.problem {
        Problem::Io(_) => Failure::Internal(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    }
}

/// A promise as it was kept.
#[derive(Debug, Serialize)]
struct Kept {
    id: String,
    kept: bool,
    /// Share of histories that breach (service) or keep (target set).
    share: f64,
    limit: f64,
    within_hours: Option<f64>,
    says: String,
}

/// Every promise names something that can be kept.
fn check_promises(promises: &[Promise], layout: &blackstart::ensemble::Layout) -> Done {
    for promise in promises {
        let target = layout.targets.iter().any(|target| target.id == promise.id);
        let service = layout.services.iter().find(|service| service.id == promise.id);
        let wrong = match (target, service, promise.within_hours) {
            (true, _, Some(_)) => continue,
            (_, Some(service), None) if service.tolerance_hours.is_some() => continue,
            (true, ..) => format!("say within which time, e.g. `{}=21d`", promise.id),
            (_, Some(_), None) => "that service has no tolerance in the model".to_owned(),
            (_, Some(_), Some(_)) => format!("a service is held to its own tolerance; write `{}=5%`", promise.id),
            _ => {
                let targets = layout.targets.iter().map(|target| target.id.as_str());
                let services = layout.services.iter().filter(|service| service.tolerance_hours.is_some());
                let known: Vec<&str> = targets.chain(services.map(|service| service.id.as_str())).collect();
                format!("no target set or service with a tolerance is called so (there are: {})", known.join(", "))
            }
        };
        return Err(Failure::Usage(format!("--fail-on {}: {wrong}", promise.id)));
    }
    Ok(())
}

fn keep_promises(promises: &[Promise], results: &Results, summary: &Summary) -> Vec<Kept> {
    promises
        .iter()
        .filter_map(|promise| match promise.within_hours {
            Some(within) => keep_target(promise, within, results),
            None => keep_service(promise, summary),
        })
        .collect()
}

fn keep_service(promise: &Promise, summary: &Summary) -> Option<Kept> {
    let service = summary.services.iter().find(|service| service.id == promise.id)?;
    let share = service.breach.as_ref()?.share;
    let limit = promise.share.unwrap_or(0.1);
    let says = format!(
        "{} breaches its tolerance in {} of histories; allowed are {}",
        service.title,
        number::share(share),
        number::share(limit)
    );
    Some(Kept { id: promise.id.clone(), kept: share <= limit, share, limit, within_hours: None, says })
}

fn keep_target(promise: &Promise, within: f64, results: &Results) -> Option<Kept> {
    let target = results.layout.targets.iter().position(|target| target.id == promise.id)?;
    let table = &results.targets;
    let late = (0..table.replicate.len())
        .filter(|&row| table.target[row] as usize == target && table.held_hours[row] > within)
        .count();
    let share = 1.0 - late as f64 / results.len() as f64;
    let limit = promise.share.unwrap_or(0.9);
    let says = format!(
        "{} is back within {} in {} of histories; wanted are {}",
        results.layout.targets[target].title,
        number::duration(within),
        number::share(share),
        number::share(limit)
    );
    Some(Kept { id: promise.id.clone(), kept: share >= limit, share, limit, within_hours: Some(within), says })
}
