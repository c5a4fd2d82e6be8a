//! A plan as files for the recovery room.

use crate::Done;
use crate::failure::Failure;
use blackstart::report::RestartStory;
use std::fs;
use std::path::Path;

/// Writes plan.csv, tasks.csv, plan.xlsx, project.xml and report.html, each under another name first.
pub(super) fn write(folder: &Path, story: &RestartStory, page: &str) -> Done {
    fs::create_dir_all(folder).map_err(|error| Failure::file("make", folder, error))?;
    let book = story.workbook().map_err(|error| Failure::Internal(format!("plan.xlsx: {error}")))?;
    for (name, bytes) in [
        ("plan.csv", story.plan_csv().into_bytes()),
        ("tasks.csv", story.tasks_csv().into_bytes()),
        ("plan.xlsx", book),
        ("project.xml", story.project_xml().into_bytes()),
        ("report.html", page.as_bytes().to_vec()),
    ] {
        let path = folder.join(name);
        let temporary = folder.join(format!("{name}.part"));
        fs::write(&temporary, bytes)
            .and_then(|()| fs::rename(&temporary, &path))
            .map_err(|error| Failure::file("write", &path, error))?;
    }
    Ok(())
}
