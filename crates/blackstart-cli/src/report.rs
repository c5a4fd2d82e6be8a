//! `blackstart report`: writes report.html again from a run folder.

use crate::Done;
use crate::args::Report;
use crate::console::Console;
use crate::play::{Beside, summary};
use crate::run::failed;
use crate::world::must_exist;
use blackstart::{report, store};
use serde_json::json;

pub(crate) fn report(wanted: &Report, console: &Console) -> Done {
    must_exist(&wanted.run)?;
    let run = store::Run::open(&wanted.run).map_err(|error| failed(&error))?;
    let results = run.results().map_err(|error| failed(&error))?;
    let beside: Option<Beside> = run.story().map_err(|error| failed(&error))?;
    let summary = summary(&results, store::digest(&results));
    let story = beside.unwrap_or_default().story(&results, summary);
    let file = run.rewrite_report(&report::html(&story)).map_err(|error| failed(&error))?;
    if wanted.json {
        return console.json(&json!({ "schema": "blackstart/report/1", "report": file.display().to_string() }));
    }
    console.data(&format!("{}\n", file.display()))
}
