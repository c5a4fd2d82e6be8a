//! `blackstart import`: policies of an OED cyber account file, as the model's TOML.

use crate::Done;
use crate::args::Import;
use crate::console::Console;
use crate::failure::Failure;
use blackstart::import::oed;
use serde_json::json;

pub(crate) fn import(asked: &Import, console: &Console) -> Done {
    let text = std::fs::read_to_string(&asked.account).map_err(|error| Failure::file("read", &asked.account, error))?;
    let policies = oed::policies(&text, &asked.insured)
        .map_err(|error| Failure::Usage(format!("{}: {error}", asked.account.display())))?;
    if asked.json {
        return console.json(&json!({ "schema": "blackstart/import/1", "policies": policies }));
    }
    console.data(&policies)
}
