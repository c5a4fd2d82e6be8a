//! `blackstart init`: a small, commented company that runs at once.

use crate::Done;
use crate::args::Init;
use crate::console::Console;
use crate::failure::Failure;
use blackstart::read;
use serde_json::json;
use std::fs;
use std::path::Path;

pub(crate) fn init(wanted: &Init, console: &Console) -> Done {
    let folder = &wanted.folder;
    if occupied(folder) {
        return Err(Failure::Usage(format!(
            "{} is there already; name a folder that does not exist yet",
            folder.display()
        )));
    }
    let mut files = Vec::new();
    for (name, contents) in read::starter() {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| Failure::file("make the folder", parent, error))?;
        }
        fs::write(&path, contents).map_err(|error| Failure::file("write", &path, error))?;
        files.push(path.display().to_string());
    }
    if wanted.json {
        return console.json(&json!({ "schema": "blackstart/init/1", "folder": folder, "files": files }));
    }
    for file in &files {
        console.data(&format!("{file}\n"))?;
    }
    console.note(&format!("\nA small company is in {0}. Next: blackstart run {0}\n", folder.display()));
    Ok(())
}

/// Whether anything is there that could be overwritten.
fn occupied(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => folder.exists(),
    }
}
