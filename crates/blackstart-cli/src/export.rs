//! `blackstart export`: finished runs in others' formats.

use crate::Done;
use crate::args::Export;
use crate::console::Console;
use crate::curve::{finished, years};
use crate::play::typed;
use crate::run::failed;
use blackstart::store;
use serde_json::json;

pub(crate) fn export(asked: &Export, console: &Console) -> Done {
    let results = finished(&asked.calendar)?;
    let years = years(&asked.calendar, &results)?;
    let files = store::write_ord(&years, &asked.ord, Some(&typed())).map_err(|error| failed(&error))?;
    if asked.json {
        return console.json(
            &json!({ "schema": "blackstart/export/1", "folder": asked.ord.display().to_string(), "files": files }),
        );
    }
    console.data(&format!("{}\n", files.join("\n")))
}
