//! `blackstart report`: writes the report again from a run folder, in the form that is asked for.

use crate::args::{Report, ReportForm};
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ReportFormat, ReportRequest};

pub(crate) fn report(asked: &Report, console: &Console, progress: &Progress) -> Done {
    let format = match asked.format {
        _ if asked.onepage => ReportFormat::Onepage,
        ReportForm::Html => ReportFormat::Html,
        ReportForm::Md => ReportFormat::Md,
        ReportForm::Csv => ReportFormat::Csv,
        ReportForm::Xlsx => ReportFormat::Xlsx,
        ReportForm::Docx => ReportFormat::Docx,
    };
    let request = ReportRequest { run: asked.run.clone(), format };
    progress.answer(console, jobs::report(&request, progress), asked.json, |it, console| console.line(&it.report))
}
