//! `blackstart shard`: plays a range of replicates and writes it as one part, for a cluster.

use crate::args::Shard;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ShardRequest};

pub(crate) fn shard(asked: &Shard, console: &Console, progress: &Progress) -> Done {
    let request = ShardRequest {
        model: asked.model.clone(),
        scenario: Some(asked.scenario.clone()),
        first: asked.replicates.start,
        end: asked.replicates.end,
        of: asked.of,
        seed: asked.seed,
        threads: asked.threads.count(),
        out: asked.out.clone(),
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::shard(&request, progress), asked.json, |it, console| {
        console.line(&it.part)?;
        if it.played { Ok(()) } else { console.note("it already existed") }
    })
}
