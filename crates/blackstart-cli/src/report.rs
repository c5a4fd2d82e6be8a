//! `blackstart report`: writes report.html again from a run folder.

use crate::Done;
use crate::args::Report;
use crate::console::Console;
use crate::play::{Told, summary, write_report};
use crate::run::failed;
use crate::world::must_exist;
use blackstart::store;
use serde_json::json;

pub(crate) fn report(wanted: &Report, console: &Console) -> Done {
    must_exist(&wanted.run)?;
    let results = store::read(&wanted.run).map_err(|error| failed(&error))?;
    let summary = summary(&results, store::digest(&results));
    let story = Told::read(&wanted.run)?.story(&results, summary);
    write_report(&wanted.run, &story)?;
    let file = wanted.run.join("report.html");
    if wanted.json {
        return console.json(&json!({ "schema": "blackstart/report/1", "report": file }));
    }
    console.data(&format!("{}\n", file.display()))
}
