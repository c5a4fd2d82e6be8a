//! `blackstart merge`: merges parts into a run folder; refuses gaps and duplicates, prints the digest.

use crate::args::Merge;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, MergeRequest};

pub(crate) fn merge(asked: &Merge, console: &Console, progress: &Progress) -> Done {
    let request = MergeRequest {
        parts: asked.parts.clone(),
        out: asked.out.clone(),
        model: asked.model.clone(),
        scenario: asked.scenario.clone(),
        threads: asked.threads.count(),
        force: asked.force,
        no_report: asked.no_report,
        inputs: asked.inputs,
    };
    progress.answer(console, jobs::merge(&request, progress), asked.json, |it, console| {
        console.line(&it.digest)?;
        console.note(&format!("{} replicates are in {}", it.replicates, it.folder))
    })
}
