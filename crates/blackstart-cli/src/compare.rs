//! `blackstart compare`: the difference between two scenarios, or two finished runs, under the same luck.

use crate::Done;
use crate::args::Compare;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{ensemble, wanted};
use crate::progress::Progress;
use crate::run::failed;
use crate::world::{another, must_exist, world};
use blackstart::ensemble::compare::Comparison;
use blackstart::report::comparison;
use blackstart::{Results, store};
use serde_json::json;
use std::path::Path;

pub(crate) fn compare(asked: &Compare, console: &Console) -> Done {
    let (a, b) = match asked.what.as_slice() {
        [model, a, b] => played(asked, Path::new(model), a, b, console)?,
        [a, b] => {
            let luck = &asked.luck;
            if luck.replicates.is_some() || luck.seed.is_some() || luck.threads.is_some() {
                return Err(Failure::Usage(
                    "two run folders are compared as they are: -n, --seed and --threads need MODEL A B".to_owned(),
                ));
            }
            (finished(a)?, finished(b)?)
        }
        _ => {
            return Err(Failure::Usage("name MODEL A B, or two run folders".to_owned()));
        }
    };
    let it = Comparison::of(&a, &b).map_err(|error| Failure::Usage(error.to_string()))?;
    if asked.json {
        return console.json(&json!({ "schema": "blackstart/compare/1", "comparison": it }));
    }
    console.data(&comparison(&it, a.layout.start, console.style()))
}

/// Two scenarios of a model, played with one seed.
fn played(asked: &Compare, folder: &Path, a: &str, b: &str, console: &Console) -> Result<(Results, Results), Failure> {
    let first = world(folder, Some(a), console)?;
    let second = another(folder, &first.model, b, console)?;
    let seed = asked.luck.seed.unwrap_or(first.scenario.seed);
    let replicates = wanted(&asked.luck, &first.scenario)?;
    let progress = Progress::new(console, &(0..replicates.end.saturating_mul(2)))?;
    let mut both = Vec::new();
    for (index, scenario) in [&first.scenario, &second].into_iter().enumerate() {
        progress.begin_at(index as u64 * u64::from(replicates.end));
        let ensemble = ensemble(&first.model, scenario, Some(seed), asked.luck.threads);
        both.push(ensemble.play(replicates.clone(), &progress));
    }
    progress.done();
    if progress.stopped() {
        return Err(progress.interrupted("interrupted; nothing was compared".to_owned()));
    }
    match <[Results; 2]>::try_from(both) {
        Ok([a, b]) => Ok((a, b)),
        Err(_) => Err(Failure::Internal("two results were expected".to_owned())),
    }
}

fn finished(folder: &str) -> Result<Results, Failure> {
    must_exist(Path::new(folder))?;
    store::read(Path::new(folder)).map_err(|error| failed(&error))
}
