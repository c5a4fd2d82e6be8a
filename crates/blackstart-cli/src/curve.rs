//! `blackstart curve`: years made of finished runs, and the loss curve before and after insurance.

use crate::Done;
use crate::args::{Calendar, Curve};
use crate::console::Console;
use crate::failure::Failure;
use crate::run::failed;
use crate::world::must_exist;
use blackstart::{Results, Years, report, store};
use serde_json::json;

pub(crate) fn curve(asked: &Curve, console: &Console) -> Done {
    let results = finished(&asked.calendar)?;
    let summary = years(&asked.calendar, &results)?.summary();
    if let Some(file) = &asked.html {
        store::replace_file(file, report::years_html(&summary).as_bytes(), is_page).map_err(|error| failed(&error))?;
    }
    if asked.json {
        return console.json(&json!({ "schema": "blackstart/curve/1", "curve": summary }));
    }
    console.data(&report::years(&summary, console.style()))
}

/// Whether a file that begins with these bytes is a page of this program: no other forbids itself everything but one look.
fn is_page(first: &[u8]) -> bool {
    let first = String::from_utf8_lossy(first);
    first.starts_with("<!DOCTYPE html>") && first.contains("default-src 'none'; style-src 'sha256-")
}

/// The runs that are named.
pub(crate) fn finished(calendar: &Calendar) -> Result<Vec<Results>, Failure> {
    let read = |folder: &std::path::PathBuf| {
        must_exist(folder)?;
        store::read(folder).map_err(|error| failed(&error))
    };
    calendar.runs.iter().map(read).collect()
}

/// The years made of them.
pub(crate) fn years<'a>(calendar: &Calendar, results: &'a [Results]) -> Result<Years<'a>, Failure> {
    let names: Vec<&str> = results.iter().map(|it| it.layout.scenario.id.as_str()).collect();
    if let Some((unknown, _)) = calendar.rate.iter().find(|(name, _)| !names.contains(&name.as_str())) {
        let known = names.join(", ");
        return Err(Failure::Usage(format!("--rate {unknown}: no run of that scenario is named (there are: {known})")));
    }
    let results: Vec<&Results> = results.iter().collect();
    Years::new(&results, &calendar.rate, calendar.years, calendar.seed)
        .map_err(|error| Failure::Usage(error.to_string()))
}
