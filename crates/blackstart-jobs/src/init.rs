//! A small, commented company that runs at once.

use crate::answer::Answer;
use crate::convert::write_book;
use crate::failure::Failure;
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_read::{self as read, Company};
use blackstart_store::{Folder, Kind, Problem, Purpose};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Where to write it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InitRequest {
    /// A folder that is empty or does not exist; or a workbook (`.xlsx`) that does not exist.
    pub folder: PathBuf,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/init/1")]
pub struct InitAnswer {
    /// The folder, or the workbook.
    pub folder: String,
    /// The files written.
    pub files: Vec<String>,
}

impl Answer for InitAnswer {}

/// Writes the starter company.
///
/// # Errors
/// If anything is there already, or the system refuses.
pub fn init(request: &InitRequest, _watcher: &dyn Watcher) -> Result<InitAnswer, Failure> {
    let folder = &request.folder;
    if Company::is_book(folder) {
        let book = read::starter_book().ok_or_else(|| Failure::fault("the starter cannot be laid out"))?;
        write_book(folder, &book)?;
        return Ok(InitAnswer { folder: shown(folder), files: vec![shown(folder)] });
    }
    let starter = read::starter();
    let names = starter.iter().map(|(name, _)| (*name).to_owned()).collect();
    let purpose = Purpose { kind: Kind::Starter, subject: String::new(), force: false };
    let mut claimed = Folder::claim(folder, purpose, names).map_err(|error| match error.problem {
        Problem::Foreign(_) | Problem::Occupied(_) | Problem::NoFolder => {
            Failure::Usage(format!("{} already exists; name a folder that does not exist yet", folder.display()))
        }
        _ => error.into(),
    })?;
    let mut files = Vec::new();
    for (name, contents) in starter {
        claimed.put(name, contents.as_bytes())?;
        files.push(shown(&folder.join(name)));
    }
    claimed.release()?;
    Ok(InitAnswer { folder: shown(folder), files })
}
