//! A plan as files for the recovery room.

use crate::Done;
use crate::failure::Failure;
use crate::play::typed;
use crate::run::failed;
use blackstart::report::RestartStory;
use blackstart::store::{Folder, Kind, Purpose};
use std::path::Path;

/// What is written.
const FILES: [&str; 5] = ["plan.csv", "tasks.csv", "plan.xlsx", "project.xml", "report.html"];

/// Claims the folder before the search begins, so that it is not for nothing.
pub(super) fn claim(folder: &Path, subject: String) -> Result<Folder, Failure> {
    let purpose = Purpose { kind: Kind::Restart, subject, force: false };
    Folder::claim(folder, purpose, FILES.map(str::to_owned).to_vec()).map_err(|error| failed(&error))
}

/// Writes the plan in place of an earlier one.
pub(super) fn write(mut folder: Folder, story: &RestartStory, page: &str) -> Done {
    let book = story.workbook().map_err(|error| Failure::Internal(format!("plan.xlsx: {error}")))?;
    let contents = [
        story.plan_csv().into_bytes(),
        story.tasks_csv().into_bytes(),
        book,
        story.project_xml().into_bytes(),
        page.as_bytes().to_vec(),
    ];
    folder.clear().map_err(|error| failed(&error))?;
    for (name, bytes) in FILES.iter().zip(&contents) {
        folder.put(name, bytes).map_err(|error| failed(&error))?;
    }
    folder.finish(Some(&typed())).map_err(|error| failed(&error))
}
