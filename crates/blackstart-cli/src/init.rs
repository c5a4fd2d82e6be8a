//! `blackstart init`: a small, commented company that runs at once.

use crate::Done;
use crate::args::Init;
use crate::console::Console;
use crate::failure::Failure;
use crate::run::failed;
use blackstart::read;
use blackstart::store::{Folder, Kind, Problem, Purpose};
use serde_json::json;

pub(crate) fn init(wanted: &Init, console: &Console) -> Done {
    let folder = &wanted.folder;
    let starter = read::starter();
    let names = starter.iter().map(|(name, _)| (*name).to_owned()).collect();
    let purpose = Purpose { kind: Kind::Starter, subject: String::new(), force: false };
    let mut claimed = Folder::claim(folder, purpose, names).map_err(|error| match error.problem {
        Problem::Foreign(_) | Problem::Occupied(_) | Problem::NoFolder => {
            Failure::Usage(format!("{} is there already; name a folder that does not exist yet", folder.display()))
        }
        _ => failed(&error),
    })?;
    let mut files = Vec::new();
    for (name, contents) in starter {
        claimed.put(name, contents.as_bytes()).map_err(|error| failed(&error))?;
        files.push(folder.join(name).display().to_string());
    }
    claimed.release().map_err(|error| failed(&error))?;
    if wanted.json {
        return console
            .json(&json!({ "schema": "blackstart/init/1", "folder": folder.display().to_string(), "files": files }));
    }
    for file in &files {
        console.data(&format!("{file}\n"))?;
    }
    console.note(&format!("\nA small company is in {0}. Next: blackstart run {0}\n", folder.display()));
    Ok(())
}
