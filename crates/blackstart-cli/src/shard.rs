//! `blackstart shard`: plays a range of replicates and writes it as one part, for a cluster.

use crate::Done;
use crate::args::Shard;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::ensemble;
use crate::progress::Progress;
use crate::run::failed;
use crate::world::world;
use blackstart::store;
use serde_json::json;

pub(crate) fn shard(wanted: &Shard, console: &Console) -> Done {
    let it = world(&wanted.model, Some(&wanted.scenario), console)?;
    let (Ok(start), Ok(end)) = (u32::try_from(wanted.replicates.start), u32::try_from(wanted.replicates.end)) else {
        return Err(Failure::Usage("the range is beyond 4294967295".to_owned()));
    };
    let range = start..end;
    let whole = wanted.of.unwrap_or(it.scenario.replicates);
    let whole = u32::try_from(whole).map_err(|_| Failure::Usage(format!("{whole} replicates are too many")))?;
    if end > whole {
        return Err(Failure::Usage(format!(
            "--replicates {start}..{end} goes beyond the whole run's {whole}; say how many it has with --of"
        )));
    }
    let origin = it.origin(&wanted.model, whole);
    let ensemble = ensemble(&it.model, &it.scenario, wanted.seed, wanted.threads);
    let progress = Progress::new(console, &range)?;
    let shard = store::shard(&wanted.out, ensemble.layout(), &origin, range.clone(), |range, keep| {
        progress.begin_with(range.start);
        ensemble.play_parts(range, &progress, keep);
    });
    progress.done();
    let store::Shard { path, complete, played } = shard.map_err(|error| failed(&error))?;
    if !complete {
        let of = range.len();
        let kept = format!("interrupted with {played} more of {of} histories kept; the same command plays the rest");
        return Err(progress.interrupted(kept));
    }
    let there = played == 0;
    if wanted.json {
        return console.json(&json!({
            "schema": "blackstart/shard/1",
            "part": path.display().to_string(),
            "first": start,
            "end": end,
            "of": whole,
            "played": !there,
        }));
    }
    console.data(&format!("{}\n", path.display()))?;
    if there {
        console.note("it was there already\n");
    }
    Ok(())
}
