//! Other tools' files as rows of a model.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::watch::Watcher;
use blackstart_import::oed;
use blackstart_read::file::{self, Refused};
use blackstart_store::Formats;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Largest account file read.
const LARGEST: u64 = 64 << 20;

/// Which file, and whom it insures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportRequest {
    /// OED account file: a table as any other.
    pub account: PathBuf,
    /// Party of the model that its policies insure.
    pub insured: String,
}

/// Its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/import/1")]
pub struct ImportAnswer {
    /// `[[policy]]` tables, as TOML.
    pub policies: String,
}

impl Answer for ImportAnswer {}

/// Reads the policies of an OED account file.
///
/// # Errors
/// If it cannot be read, or is no such file.
pub fn import(request: &ImportRequest, watcher: &dyn Watcher) -> Result<ImportAnswer, Failure> {
    let path = &request.account;
    file::open(path, LARGEST).map_err(|refused| refused_file(path, &refused))?;
    let mut found = Found::default();
    let table = found.take(blackstart_read::table(path, &oed::columns(), &Formats));
    let Some(table) = table else { return Err(Failure::Invalid(found)) };
    let (policies, remarks) = oed::policies(&table, &request.insured);
    let sound = found.take(blackstart_read::remarks(path, &table, remarks, &Formats)).is_some();
    let Some(policies) = policies.filter(|_| sound) else { return Err(Failure::Invalid(found)) };
    watcher.found(&found);
    Ok(ImportAnswer { policies })
}

/// A file of another tool's that is not read.
pub(crate) fn refused_file(path: &Path, refused: &Refused) -> Failure {
    let said = format!("{} {refused}", path.display());
    match (refused, refused.advice()) {
        (Refused::System(_), _) => Failure::System(said),
        (_, "") => Failure::Usage(said),
        (_, advice) => Failure::Usage(format!("{said}; {advice}")),
    }
}
