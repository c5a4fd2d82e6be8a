//! `blackstart merge`: puts parts together into the run folder that `run` would have written; refuses gaps and duplicates, prints the digest.

use crate::Done;
use crate::args::Merge;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{Ending, ensemble};
use crate::run::{failed, replaceable};
use crate::world::{World, must_exist, quiet_world, world};
use blackstart::store::{self, Earlier, Finished, PartContents, PartHead, RunFolder};
use serde_json::json;
use std::path::Path;

pub(crate) fn merge(wanted: &Merge, console: &Console) -> Done {
    must_exist(&wanted.parts)?;
    let parts = store::list_parts(&wanted.parts).map_err(|error| failed(&error))?;
    let Some(first) = parts.first() else {
        let folder = wanted.parts.display();
        return Err(Failure::Usage(format!("{folder} holds no parts; `blackstart shard` writes them")));
    };
    let head = store::read_part_head(&first.path).map_err(|error| failed(&error))?;
    let world = model_of(wanted, &head, console)?;
    let ensemble = ensemble(&world.model, &world.scenario, Some(head.layout.seed), wanted.threads);
    store::same_layout(&first.path, ensemble.layout(), &head.layout).map_err(|error| {
        let model = wanted.model.as_deref().unwrap_or(Path::new(&head.origin.model)).display();
        Failure::Usage(format!(
            "{error}: the parts are not of {model} as it is now; name theirs with --model and --scenario"
        ))
    })?;
    let PartContents { origin, results } =
        store::merge(&wanted.parts, Some(ensemble.layout())).map_err(|error| failed(&error))?;
    let finished = Finished::of(results);
    let earlier = Earlier { resume: false, force: wanted.force };
    let folder = RunFolder::begin(&wanted.out, ensemble.layout(), earlier).map_err(|error| replaceable(&error))?;
    let ending = Ending {
        world: &world,
        ensemble: &ensemble,
        origin: &origin,
        threads: wanted.threads,
        report: !wanted.no_report,
    };
    ending.write(folder, &finished, console)?;
    let (digest, count) = (finished.digest, finished.results.len());
    if wanted.json {
        return console.json(&json!({
            "schema": "blackstart/merge/1",
            "folder": wanted.out.display().to_string(),
            "replicates": count,
            "digest": digest.to_string(),
        }));
    }
    console.data(&format!("{digest}\n"))?;
    console.note(&format!("{count} replicates are in {}\n", wanted.out.display()));
    Ok(())
}

/// The model and scenario that parts were played from: those named, else those that the parts name.
fn model_of(wanted: &Merge, head: &PartHead, console: &Console) -> Result<World, Failure> {
    let scenario = wanted.scenario.as_deref().unwrap_or(&head.origin.scenario);
    match &wanted.model {
        Some(model) => world(model, Some(scenario), console),
        // Whoever wrote the parts chose that path: what lies there is not shown unless it is theirs.
        None => quiet_world(Path::new(&head.origin.model), scenario).ok_or_else(|| {
            let (model, parts) = (&head.origin.model, wanted.parts.display());
            Failure::Usage(format!(
                "{parts}: the parts were played from the model `{model}`, which is not here; name it with --model"
            ))
        }),
    }
}
