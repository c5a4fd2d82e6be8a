//! Reading in one go: source, check, compile.

use crate::check::{self, Ids, ScenarioIds};
use crate::compile;
use crate::source;
use crate::source::place::{Body, Complaints, Files, Place};
use blackstart_model::model::Model;
use blackstart_model::problem::Read;
use blackstart_model::scenario::{Known, RestartList, Scenario};
use blackstart_model::table::{CsvOnly, Limits, TableFormats};
use std::path::{Path, PathBuf};

/// Reads a model folder: `model.toml` and the tables beside it. `formats` reads the tables that are not CSV.
pub fn model(folder: &Path, formats: &dyn TableFormats) -> Read<Model> {
    model_within(folder, formats, &Limits::default())
}

/// [`model()`] with other limits.
pub fn model_within(folder: &Path, formats: &dyn TableFormats, limits: &Limits) -> Read<Model> {
    // Whoever names the file means its folder.
    let (path, folder) = match folder.file_name() {
        Some(name) if name == "model.toml" && folder.is_file() => {
            (folder.to_path_buf(), folder.parent().unwrap_or(Path::new(".")))
        }
        _ => (folder.join("model.toml"), folder),
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut complaints = Complaints::new(limits.problems);
    if source::leads_outside(&path, folder) {
        complaints.error(
            "BS0101",
            Place::File(0),
            "this file is a link to somewhere else",
            "copy the file into the folder",
        );
        return unread(path, complaints);
    }
    match source::load(&path, 0, limits, &mut complaints) {
        Some(text) => compiled_model(path, &text, Some(folder), formats, limits, Files::default(), complaints),
        None => unread(path, complaints),
    }
}

/// A model from the text of its `model.toml` alone.
pub fn model_text(text: &str) -> Read<Model> {
    let limits = Limits::default();
    compiled_model(
        PathBuf::from("model.toml"),
        text,
        None,
        &CsvOnly,
        &limits,
        Files::default(),
        Complaints::new(limits.problems),
    )
}

/// Checks and compiles a model. `files` knows what of it is in memory.
pub(crate) fn compiled_model<'t>(
    path: PathBuf,
    text: &'t str,
    folder: Option<&Path>,
    formats: &dyn TableFormats,
    limits: &Limits,
    mut files: Files<'t>,
    mut complaints: Complaints,
) -> Read<Model> {
    let rows = source::model_rows(path, text, folder, formats, limits, &mut files, &mut complaints);
    let it = rows.and_then(|rows| {
        let ids = Ids::of(&rows);
        // Where a table is unreadable, half of what is checked here would be missed; complaints about that would hide the cause.
        if complaints.about_files() == 0 {
            check::model(&rows, &ids, &mut complaints);
        }
        if complaints.failed() {
            return None;
        }
        let model = compile::model(&rows, &ids);
        debug_assert!(model.is_some(), "a checked model can be compiled");
        model
    });
    let (problems, omitted) = complaints.settle(&files);
    Read { it, problems, omitted, files: files.paths() }
}

/// Reads a scenario file for a model.
pub fn scenario(file: &Path, model: &Model) -> Read<Scenario> {
    scenario_within(file, model, &Limits::default())
}

/// [`scenario()`] with other limits.
pub fn scenario_within(file: &Path, model: &Model, limits: &Limits) -> Read<Scenario> {
    let mut complaints = Complaints::new(limits.problems);
    match source::load(file, 0, limits, &mut complaints) {
        Some(text) => compiled_scenario(file.to_path_buf(), &text, model, limits, Files::default(), complaints),
        None => unread(file.to_path_buf(), complaints),
    }
}

/// A scenario from its text.
pub fn scenario_text(text: &str, model: &Model) -> Read<Scenario> {
    let limits = Limits::default();
    compiled_scenario(
        PathBuf::from("scenario.toml"),
        text,
        model,
        &limits,
        Files::default(),
        Complaints::new(limits.problems),
    )
}

/// Checks and compiles a scenario. `files` knows what of it is in memory.
pub(crate) fn compiled_scenario(
    path: PathBuf,
    text: &str,
    model: &Model,
    limits: &Limits,
    files: Files<'_>,
    mut complaints: Complaints,
) -> Read<Scenario> {
    let beside = std::cell::OnceCell::new();
    let mut files = files;
    let mut rows = source::scenario_rows(path, text, &beside, &model.currency, limits, &mut files, &mut complaints);
    let said = rows.as_mut().map(|rows| std::mem::take(&mut rows.attack.said));
    let it = rows.and_then(|rows| {
        let ids = ScenarioIds::of(model);
        check::scenario(&rows, model, &ids, 0, &mut complaints);
        if complaints.failed() {
            return None;
        }
        let scenario = compile::scenario(&rows, model, &ids);
        debug_assert!(scenario.is_some(), "a checked scenario can be compiled");
        scenario
    });
    let (mut problems, omitted) = complaints.settle(&files);
    problems.extend(said.into_iter().flatten());
    Read { it, problems, omitted, files: files.paths() }
}

/// Reads what has happened until a moment of a scenario: a table with a row per task that has begun. `formats` reads tables that are not CSV.
pub fn facts(
    file: &Path,
    now_hours: f64,
    model: &Model,
    scenario: &Scenario,
    formats: &dyn TableFormats,
) -> Read<Known> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::default();
    let rows = source::fact_rows(file.to_path_buf(), scenario.start, formats, &limits, &mut files, &mut complaints);
    let known = if complaints.about_files() == 0 {
        check::facts(&rows, now_hours, model, scenario, &mut complaints)
    } else {
        Known::default()
    };
    let it = (!complaints.failed()).then_some(known);
    let (problems, omitted) = complaints.settle(&files);
    Read { it, problems, omitted, files: files.paths() }
}

/// Reads an order of restart made elsewhere: a table with a column `system`, first first. `formats` reads tables that are not CSV.
pub fn plan(file: &Path, model: &Model, scenario: &Scenario, formats: &dyn TableFormats) -> Read<RestartList> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::default();
    let (rows, has_modes) = source::plan_rows(file.to_path_buf(), formats, &limits, &mut files, &mut complaints);
    let list = if complaints.about_files() == 0 {
        check::plan(&rows, has_modes, model, scenario, &mut complaints)
    } else {
        RestartList::default()
    };
    let it = (!complaints.failed()).then_some(list);
    let (problems, omitted) = complaints.settle(&files);
    Read { it, problems, omitted, files: files.paths() }
}

fn unread<T>(path: PathBuf, complaints: Complaints) -> Read<T> {
    let mut files = Files::default();
    files.add(path, Body::None);
    let (problems, omitted) = complaints.settle(&files);
    Read { it: None, problems, omitted, files: Vec::new() }
}
