//! `blackstart run`: plays a scenario many times, writes the run folder and says what came of it.

use crate::Done;
use crate::args::{Promise, Run};
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{Told, ensemble, summary, wanted, write_report};
use crate::progress::Progress;
use crate::world::{World, world};
use blackstart::ensemble::attack::study;
use blackstart::ensemble::threads::within;
use blackstart::report::{number, terminal};
use blackstart::store::{self, Problem, StoreError};
use blackstart::{Results, Summary};
use serde::Serialize;
use serde_json::json;
use std::path::{Path, PathBuf};

pub(crate) fn run(wanted_run: &Run, console: &Console) -> Done {
    let World { model, scenario, backtest } = world(&wanted_run.model, wanted_run.scenario.as_deref(), console)?;
    let replicates = wanted(&wanted_run.luck, &scenario)?;
    let ensemble = ensemble(&model, &scenario, wanted_run.luck.seed, wanted_run.luck.threads);
    let layout = ensemble.layout();
    check_promises(&wanted_run.fail_on, layout)?;
    let folder = wanted_run
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("out").join(format!("{}-{}", model.name, scenario.name)));
    free(&folder, layout, wanted_run.force)?;

    let progress = Progress::new(console, &replicates)?;
    let finished = store::run_in_parts(&folder, layout, replicates.clone(), wanted_run.resume, |range, keep| {
        progress.begin_with(range.start);
        ensemble.play_parts(range, &progress, keep);
    });
    progress.done();
    let finished = finished.map_err(|error| failed(&error))?;
    let results = finished.results;
    if results.is_empty() {
        return Err(progress.interrupted("interrupted before any history was played".to_owned()));
    }

    let summary = summary(&results, finished.digest);
    // The race alone, of the histories that were played: the same luck, so the same falls.
    let attack = within(wanted_run.luck.threads.map_or(0, usize::from), || {
        study(&model, &scenario, results.len() as u32, summary.seed)
    });
    let backtest = backtest.as_ref().filter(|it| it.concerns(&scenario.name));
    let told = Told::of(&ensemble, &results, &summary, attack.as_ref(), backtest, console);
    told.write(&folder)?;
    let promises = keep_promises(&wanted_run.fail_on, &results, &summary);
    let story = told.story(&results, summary);
    if !wanted_run.no_report {
        write_report(&folder, &story)?;
    }
    if wanted_run.json {
        console.json(&json!({
            "schema": "blackstart/run/1",
            "folder": folder,
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
            folder.display(),
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

/// Whether the folder may be written: empty, or a run of the same model and scenario.
pub(crate) fn free(folder: &Path, layout: &blackstart::ensemble::Layout, force: bool) -> Done {
    let nothing = match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(_) if folder.is_file() => {
            return Err(Failure::Usage(format!("{} is a file; name a folder with --out", folder.display())));
        }
        Err(error) => return Err(Failure::file("use", folder, error)),
    };
    if force || nothing {
        return Ok(());
    }
    let refuse = |holds: String| {
        Err(Failure::Usage(format!(
            "{} {holds}; name another folder with --out, or replace it with --force",
            folder.display()
        )))
    };
    match store::manifest(folder) {
        Ok(manifest) if manifest.model == layout.model.id && manifest.scenario == layout.scenario.id => Ok(()),
        Ok(manifest) => refuse(format!("holds a run of {} · {}", manifest.model, manifest.scenario)),
        // An interrupted run has parts but no manifest.
        Err(StoreError { problem: Problem::NoResults, .. }) if folder.join("parts").is_dir() => Ok(()),
        Err(StoreError { problem: Problem::NoResults, .. }) => refuse("is not empty and holds no run".to_owned()),
        Err(error) => refuse(format!("cannot be judged ({error})")),
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
