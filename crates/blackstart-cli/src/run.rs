//! `blackstart run`: plays a scenario many times, writes the run folder and reports the outcome.

use crate::args::Run;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, RunRequest};
use blackstart::report::terminal;

pub(crate) fn run(asked: &Run, console: &Console, progress: &Progress) -> Done {
    let request = RunRequest {
        model: asked.model.clone(),
        scenario: asked.scenario.clone(),
        sampling: asked.luck.sampling(),
        out: asked.out.clone(),
        resume: asked.resume,
        force: asked.force,
        fail_on: asked.fail_on.clone(),
        no_report: asked.no_report,
        inputs: asked.inputs,
        allow_abnormal_baseline: asked.allow_abnormal_baseline,
    };
    progress.answer(console, jobs::run(&request, progress), asked.json, |it, console| {
        console.data(&terminal(&it.story(), console.style()))?;
        let page = if request.no_report { "" } else { "; open report.html" };
        console.note(&format!("\nAll of it is in {}{page}", it.folder))
    })
}
