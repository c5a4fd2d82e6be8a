//! `blackstart init`: a small, commented company that runs at once.

use crate::args::Init;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, InitRequest};

pub(crate) fn init(asked: &Init, console: &Console, progress: &Progress) -> Done {
    let request = InitRequest { folder: asked.folder.clone() };
    progress.answer(console, jobs::init(&request, progress), asked.json, |it, console| {
        for file in &it.files {
            console.line(file)?;
        }
        console.note(&format!("\nA small company is in {0}. Next: blackstart run {0}", it.folder))
    })
}
