//! `blackstart export`: finished runs in other tools' formats.

use crate::args::Export;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ExportRequest};

pub(crate) fn export(asked: &Export, console: &Console, progress: &Progress) -> Done {
    let request = ExportRequest { calendar: asked.calendar.wanted(), ord: asked.ord.clone() };
    progress.answer(console, jobs::export(&request, progress), asked.json, |it, console| {
        it.files.iter().try_for_each(|file| console.line(file))
    })
}
