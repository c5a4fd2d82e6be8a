//! `blackstart merge`: puts parts together into a run folder; refuses gaps and duplicates, prints the digest.

use crate::Done;
use crate::args::Merge;
use crate::console::Console;
use crate::failure::Failure;
use crate::play::{Told, summary, write_report};
use crate::run::{failed, free};
use crate::world::must_exist;
use blackstart::store;
use serde_json::json;

pub(crate) fn merge(wanted: &Merge, console: &Console) -> Done {
    must_exist(&wanted.parts)?;
    if store::list_parts(&wanted.parts).is_ok_and(|parts| parts.is_empty()) {
        let folder = wanted.parts.display();
        return Err(Failure::Usage(format!("{folder} holds no parts; `blackstart shard` writes them")));
    }
    let results = store::merge(&wanted.parts, None).map_err(|error| failed(&error))?;
    free(&wanted.out, &results.layout, wanted.force)?;
    let digest = store::write(&results, &wanted.out).map_err(|error| failed(&error))?;
    if !wanted.no_report {
        let summary = summary(&results, digest);
        write_report(&wanted.out, &Told::default().story(&results, summary))?;
    }
    if wanted.json {
        return console.json(&json!({
            "schema": "blackstart/merge/1",
            "folder": wanted.out,
            "replicates": results.len(),
            "digest": digest.to_string(),
        }));
    }
    console.data(&format!("{digest}\n"))?;
    console.note(&format!("{} replicates are in {}\n", results.len(), wanted.out.display()));
    Ok(())
}
