//! Reading in one go: source, check, compile.

use crate::check::{self, Ids, ScenarioIds};
use crate::compile;
use crate::file;
use crate::source;
use crate::source::place::{Body, Complaints, Files, Place, RowPlace, count};
use crate::source::table::{Sheet, Source, hold_sheet};
use blackstart_model::backtest::Backtest;
use blackstart_model::model::Model;
use blackstart_model::problem::{Read, Severity};
use blackstart_model::remark::{At, Remarks};
use blackstart_model::scenario::{Known, RestartList, Scenario};
use blackstart_model::table::{ColumnNames, CsvOnly, Limits, RawTable, TableFormats};
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
    match source::load(&path, folder, 0, limits, &mut complaints) {
        Some(text) => {
            let files = Files::new(formats, limits);
            compiled_model(path, &text, Some(folder), formats, limits, files, complaints)
        }
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
        let model = Model { factors: check::factors(&complaints), ..model? };
        check::room(&rows, &model, &mut complaints);
        (!complaints.failed()).then_some(model)
    });
    files.read(it, complaints)
}

/// Reads a scenario file for a model.
pub fn scenario(file: &Path, model: &Model) -> Read<Scenario> {
    scenario_within(file, model, &Limits::default())
}

/// [`scenario()`] with other limits.
pub fn scenario_within(file: &Path, model: &Model, limits: &Limits) -> Read<Scenario> {
    let mut complaints = Complaints::new(limits.problems);
    match source::load(file, &file::home_of_scenario(file), 0, limits, &mut complaints) {
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
        Some(Scenario { factors: check::factors(&complaints), ..scenario? })
    });
    let mut read = files.read(it, complaints);
    read.problems.extend(said.into_iter().flatten());
    read
}

/// Reads what was reported about the events of a model, `backtest.toml` in its folder; `None` where there is no such file. Rows about one
/// of `scenarios` must fit into its history.
pub fn backtest(folder: &Path, model: &Model, scenarios: &[&Scenario]) -> Option<Read<Backtest>> {
    let limits = Limits::default();
    let path = folder.join("backtest.toml");
    if !file::is_there(&path) {
        return None;
    }
    let mut complaints = Complaints::new(limits.problems);
    let names = scenario_names(folder);
    let about = check::About { model, names: Some(&names), scenarios };
    Some(match source::load(&path, folder, 0, &limits, &mut complaints) {
        Some(text) => checked_backtest(path, &text, about, &limits, complaints),
        None => unread(path, complaints),
    })
}

/// What was reported, from its text.
pub fn backtest_text(text: &str, model: &Model, scenarios: &[&Scenario]) -> Read<Backtest> {
    let limits = Limits::default();
    let about = check::About { model, names: None, scenarios };
    checked_backtest(PathBuf::from("backtest.toml"), text, about, &limits, Complaints::new(limits.problems))
}

/// Checks what was reported.
pub(crate) fn checked_backtest(
    path: PathBuf,
    text: &str,
    about: check::About<'_>,
    limits: &Limits,
    mut complaints: Complaints,
) -> Read<Backtest> {
    let mut files = Files::default();
    let rows = source::backtest_rows(path, text, limits, &mut files, &mut complaints);
    let it = rows.map(|rows| check::backtest(&rows, &about, &mut complaints));
    files.read(it, complaints)
}

/// Names of a model's scenario files, without `.toml`.
pub(crate) fn scenario_names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder.join("scenarios")).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "toml"));
    let mut names: Vec<String> = names.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    names
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
    let mut files = Files::new(formats, &limits);
    let rows = source::fact_rows(file.to_path_buf(), scenario.start, formats, &limits, &mut files, &mut complaints);
    let known = if complaints.about_files() == 0 {
        check::facts(&rows, now_hours, model, scenario, &mut complaints)
    } else {
        Known::default()
    };
    files.read(Some(known), complaints)
}

/// Reads an order of restart made elsewhere: a table with a column `system`, in order. `formats` reads tables that are not CSV.
pub fn plan(file: &Path, model: &Model, scenario: &Scenario, formats: &dyn TableFormats) -> Read<RestartList> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::new(formats, &limits);
    let (rows, has_modes) = source::plan_rows(file.to_path_buf(), formats, &limits, &mut files, &mut complaints);
    let list = if complaints.about_files() == 0 {
        check::plan(&rows, has_modes, model, scenario, &mut complaints)
    } else {
        RestartList::default()
    };
    files.read(Some(list), complaints)
}

/// Reads a table of another tool's into memory. Columns that have one of `names`, but for case and what stands between words, get it.
pub fn table(file: &Path, names: &[String], formats: &dyn TableFormats) -> Read<RawTable> {
    hold(file, None, &ColumnNames::new(names), formats)
}

/// The same of one sheet of a workbook; of its only one, or the one called like the file, where none is named. Names of columns and numbers stay as
/// they are written.
pub fn sheet(file: &Path, sheet: Option<&str>, names: &[String], formats: &dyn TableFormats) -> Read<RawTable> {
    hold(file, sheet, &ColumnNames::sought(names), formats)
}

fn hold(file: &Path, sheet: Option<&str>, names: &ColumnNames, formats: &dyn TableFormats) -> Read<RawTable> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::new(formats, &limits);
    let number = files.add(file.to_path_buf(), Body::None);
    let source = Source { path: file, file: number, formats, limits: &limits };
    let table = hold_sheet(source, names, "", sheet, &mut complaints);
    if let Some(table) = &table {
        files.set_body(number, Body::Table(Sheet::held(table)));
    }
    files.read(table, complaints)
}

/// What others say about a table that was read by [`table`], with its places looked up in the file.
pub fn remarks(file: &Path, table: &RawTable, remarks: Remarks, formats: &dyn TableFormats) -> Read<()> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::new(formats, &limits);
    let number = files.add(file.to_path_buf(), Body::Table(Sheet::held(table)));
    for remark in remarks.list {
        let row = |row| RowPlace { file: number, list: "", row: count(row) };
        let place = match remark.at {
            At::Table => Place::File(number),
            At::Column(column) => Place::Header(number, column),
            At::Row(at) => row(at).whole(),
            At::Cell(at, column) => Place::Cell(row(at), column),
        };
        match remark.severity {
            Severity::Error => complaints.error(remark.code, place, remark.message, remark.advice),
            Severity::Warning => complaints.warning(remark.code, place, remark.message, remark.advice),
        }
    }
    let mut read = files.read(Some(()), complaints);
    read.omitted += remarks.omitted;
    // It was read before, and is no further file.
    read.files.clear();
    read
}

fn unread<T>(path: PathBuf, complaints: Complaints) -> Read<T> {
    let mut files = Files::default();
    files.add(path, Body::None);
    Read { files: Vec::new(), ..files.read(None, complaints) }
}
