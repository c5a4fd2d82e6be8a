//! `blackstart explain`: what a problem's code means.

use crate::args::Explain;
use crate::console::Console;
use crate::failure::Done;
use blackstart::jobs;

pub(crate) fn explain(asked: &Explain, console: &Console) -> Done {
    match &asked.code {
        Some(code) => console.show(&jobs::explain(code)?, asked.json, |it, console| {
            console.data(it.text.trim_end())?;
            console.data("\n")
        }),
        None => console.show(&jobs::codes(), asked.json, |it, console| {
            let line = |it: &jobs::CodeTitle| format!("{}  {}\n", console.style().bold(it.code), it.title);
            console.data(&it.codes.iter().map(line).collect::<String>())
        }),
    }
}
