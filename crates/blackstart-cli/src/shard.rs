//! `blackstart shard`: plays a range of replicates and writes it as one part, for a cluster.

use crate::Done;
use crate::args::Shard;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{ensemble, play};
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
    let ensemble = ensemble(&it.model, &it.scenario, wanted.seed, wanted.threads);
    let path = wanted.out.join(store::part_name(&range));
    // A part that is there and whole is not played again; one that is damaged is.
    let there =
        path.exists() && store::read_part(&path, Some(ensemble.layout())).is_ok_and(|part| part.len() == range.len());
    if !there {
        let progress = Progress::new(console, &range)?;
        let results = play(&ensemble, range.clone(), &progress);
        progress.done();
        if results.len() < range.len() {
            return Err(Failure::Interrupted("interrupted; a part is written whole or not at all".to_owned()));
        }
        store::write_part(&wanted.out, &results).map_err(|error| failed(&error))?;
    }
    if wanted.json {
        return console.json(&json!({
            "schema": "blackstart/shard/1",
            "part": path,
            "first": start,
            "end": end,
            "played": !there,
        }));
    }
    console.data(&format!("{}\n", path.display()))?;
    if there {
        console.note("it was there already\n");
    }
    Ok(())
}
