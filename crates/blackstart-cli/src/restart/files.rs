//! Plans as files: a human plan read, a found one written for the recovery room.

use crate::Done;
use crate::failure::Failure;
use blackstart::ensemble::restart::Ranking;
use blackstart::report::RestartStory;
use blackstart::{Model, Scenario};
use std::fs;
use std::path::Path;

/// Most bytes of a plan that is read.
const LARGEST: u64 = 4 << 20;

/// Reads a plan: the column `system` of a CSV file, first first.
pub(super) fn read(file: &Path, model: &Model, scenario: &Scenario) -> Result<Ranking, Failure> {
    let wrong = |line: usize, text: String| Failure::Usage(format!("{} line {line}: {text}", file.display()));
    let size = fs::metadata(file).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?.len();
    if size > LARGEST {
        return Err(Failure::Usage(format!("{}: larger than 4 MiB", file.display())));
    }
    let text = fs::read_to_string(file).map_err(|error| Failure::file("read", file, error))?;
    let cells = |line: &str| line.split(',').map(|cell| cell.trim().trim_matches('"').to_owned()).collect::<Vec<_>>();
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let titles = lines.next().map(|(_, line)| cells(line)).unwrap_or_default();
    let column = titles
        .iter()
        .position(|title| title == "system")
        .ok_or_else(|| wrong(1, "a plan has a column `system`; other columns are not read".to_owned()))?;
    let mut systems = Vec::new();
    for (index, line) in lines {
        let row = cells(line);
        let id = row.get(column).map_or("", String::as_str);
        let found = model.systems.iter().find(|(_, system)| system.name.id == id).map(|it| it.0);
        let system = found.ok_or_else(|| wrong(index + 1, format!("the model has no system `{id}`")))?;
        // A list of tasks names a system once per task: its first place counts.
        if !systems.contains(&system) {
            systems.push(system);
        }
    }
    if systems.is_empty() {
        return Err(wrong(1, "no system follows".to_owned()));
    }
    systems.extend(model.systems.keys().filter(|it| !systems.contains(it)).collect::<Vec<_>>());
    Ok(Ranking {
        title: file.file_stem().map_or_else(|| "plan".to_owned(), |it| it.to_string_lossy().into_owned()),
        systems,
        modes: scenario.recovery.as_ref().map_or_else(Vec::new, |recovery| recovery.modes.clone()),
    })
}

/// Writes plan.csv, tasks.csv, project.xml and report.html, each under another name first.
pub(super) fn write(folder: &Path, story: &RestartStory, page: &str) -> Done {
    fs::create_dir_all(folder).map_err(|error| Failure::file("make", folder, error))?;
    for (name, text) in [
        ("plan.csv", story.plan_csv()),
        ("tasks.csv", story.tasks_csv()),
        ("project.xml", story.project_xml()),
        ("report.html", page.to_owned()),
    ] {
        let path = folder.join(name);
        let temporary = folder.join(format!("{name}.part"));
        fs::write(&temporary, text)
            .and_then(|()| fs::rename(&temporary, &path))
            .map_err(|error| Failure::file("write", &path, error))?;
    }
    Ok(())
}
