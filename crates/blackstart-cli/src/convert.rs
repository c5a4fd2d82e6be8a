//! `blackstart convert`: a model's folder as a workbook, or a workbook as a folder.

use crate::args::Convert;
use crate::console::Console;
use crate::failure::Done;
use crate::progress::Progress;
use blackstart::jobs::{self, ConvertRequest};

pub(crate) fn convert(asked: &Convert, console: &Console, progress: &Progress) -> Done {
    let request = ConvertRequest { from: asked.from.clone(), to: asked.to.clone() };
    progress.answer(console, jobs::convert(&request, progress), asked.json, |it, console| {
        for file in &it.files {
            console.line(file)?;
        }
        for left in &it.left {
            console.note(&format!("note: {left}"))?;
        }
        console.note(&format!("\nThe same company is in {0}. Next: blackstart check {0}", it.to))
    })
}
