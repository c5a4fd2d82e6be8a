//! `blackstart spof`: what stops where only one thing is gone.

use crate::args::Spof;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, Sampling, SpofRequest};
use blackstart::report::spof as told;

pub(crate) fn spof(asked: &Spof, console: &Console, progress: &Progress) -> Done {
    let request = SpofRequest {
        model: asked.model.clone(),
        scenario: asked.scenario.clone(),
        sampling: Sampling { replicates: Some(asked.replicates), seed: asked.seed, threads: asked.threads.count() },
        gone: asked.gone.clone(),
        pairs: asked.pairs as usize,
        html: asked.html.clone(),
        csv: asked.csv.clone(),
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::spof(&request, progress), asked.json, |it, console| {
        console.data(&told(&it.spof, console.style()))
    })
}
