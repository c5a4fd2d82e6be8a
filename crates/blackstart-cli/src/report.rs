//! `blackstart report`: writes report.html again from a run folder.

use crate::args::Report;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ReportRequest};

pub(crate) fn report(asked: &Report, console: &Console, progress: &Progress) -> Done {
    let request = ReportRequest { run: asked.run.clone() };
    progress.answer(console, jobs::report(&request, progress), asked.json, |it, console| console.line(&it.report))
}
