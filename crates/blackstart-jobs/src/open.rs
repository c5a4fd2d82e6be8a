//! A model and one of its scenarios, found, read, and hashed; or everything that is wrong with them.

use crate::failure::Failure;
use crate::found::Found;
use crate::paths::shown;
use crate::watch::{Note, Watcher};
use blackstart_model::backtest::Backtest;
use blackstart_model::{Model, Scenario};
use blackstart_read as read;
use blackstart_store::{self as store, Formats, Origin};
use std::fs;
use std::path::{Path, PathBuf};

/// A model and one of its scenarios, ready to be played.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The model, with the hash of its files.
    pub model: Model,
    /// The scenario, with the hash of its files.
    pub scenario: Scenario,
    /// What really happened, where somebody wrote it down.
    pub backtest: Option<Backtest>,
    /// The scenario as it was named, or could have been.
    pub named: String,
    /// Its file.
    pub file: PathBuf,
    /// What is assumed where the files say nothing, in sentences; it is in the model and the scenario.
    pub assumed: Vec<String>,
    /// Warnings about what was read.
    pub found: Found,
}

impl Opened {
    /// What is asked for: so many replicates of this model, as it was named, and this scenario.
    pub(crate) fn origin(&self, model: &Path, replicates: u32, allow_abnormal_baseline: bool) -> Origin {
        Origin { model: shown(model), scenario: self.named.clone(), replicates, allow_abnormal_baseline }
    }
}

/// Opens a model's folder and one of its scenarios: by the name of its file in `scenarios/`, by its path, or, where none is named, the
/// model's default or only one.
///
/// # Errors
/// If there is no such folder or scenario, if none is named and several are there, or if anything in them is wrong.
pub fn open(folder: &Path, scenario_name: Option<&str>) -> Result<Opened, Failure> {
    let folder = home(folder);
    let (model, mut found) = model(folder)?;
    let Some(mut model) = model else { return Err(Failure::Invalid(found)) };
    let file = match scenario_name {
        Some(name) => scenario_file(folder, name)?,
        None => only_scenario(folder, &model)?,
    };
    let Some(mut scenario) = read_scenario(&file, &model, &mut found)? else { return Err(Failure::Invalid(found)) };
    let assumption = read::assumption(&model, &scenario);
    if let Some(assumption) = &assumption {
        assumption.put_into(&mut model, &mut scenario);
    }
    let backtest = match read::backtest(folder, &model, &[&scenario]).map(|read| found.take(read)) {
        Some(None) => return Err(Failure::Invalid(found)),
        Some(it) => it,
        None => None,
    };
    let stem = || file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let named = scenario_name.map_or_else(stem, str::to_owned);
    let assumed = assumption.into_iter().map(|it| it.text).collect();
    Ok(Opened { model, scenario, backtest, named, file, assumed, found })
}

/// [`open()`], with its warnings told to a watcher.
pub(crate) fn opened(folder: &Path, scenario: Option<&str>, watcher: &dyn Watcher) -> Result<Opened, Failure> {
    let opened = open(folder, scenario)?;
    watcher.found(&opened.found);
    for assumed in &opened.assumed {
        watcher.note(Note::Assumed(assumed.clone()));
    }
    Ok(opened)
}

/// Another scenario of the same model, and its file. It may assume no more and no less than the one it was opened with.
pub(crate) fn another(
    folder: &Path,
    model: &Model,
    name: &str,
    watcher: &dyn Watcher,
) -> Result<(Scenario, PathBuf), Failure> {
    let mut found = Found::default();
    let file = scenario_file(home(folder), name)?;
    match read_scenario(&file, model, &mut found)? {
        Some(mut scenario) => {
            watcher.found(&found);
            let assumption = read::assumption(model, &scenario);
            if assumption.is_some() != read::is_assumed(model) {
                return Err(Failure::Usage(format!(
                    "`{name}` and the other scenario cannot be compared: in one of them all systems fall, and published incidents say when they \
                     are back; give the systems of the model restore tasks"
                )));
            }
            if let Some(assumption) = assumption {
                assumption.put_into_scenario(&mut scenario);
            }
            Ok((scenario, file))
        }
        None => Err(Failure::Invalid(found)),
    }
}

/// The folder of a model; whoever names its `model.toml` means its folder.
pub(crate) fn home(named: &Path) -> &Path {
    match named.parent() {
        Some(folder) if named.is_file() && named.ends_with("model.toml") => {
            if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            }
        }
        _ => named,
    }
}

/// A folder that is named must be there, or be told from what is missing in it.
pub(crate) fn must_exist(folder: &Path) -> Result<(), Failure> {
    match (folder.is_dir(), folder.exists()) {
        (true, _) => Ok(()),
        (false, true) => Err(Failure::Usage(format!("{}: this is a file; name a folder", folder.display()))),
        (false, false) => Err(Failure::Usage(format!("{}: there is no such folder", folder.display()))),
    }
}

/// Reads a model's folder, with everything there is to say about it.
pub(crate) fn model(folder: &Path) -> Result<(Option<Model>, Found), Failure> {
    if !folder.is_dir() {
        if folder.exists() {
            let hint = "this is a file; a model is a folder with a model.toml";
            return Err(Failure::Usage(format!("{}: {hint}", folder.display())));
        }
        return Err(Failure::Usage(format!(
            "{0}: there is no such folder; `blackstart init {0}` would write an example",
            folder.display()
        )));
    }
    let mut found = Found::default();
    let mut model = found.take(read::model(folder, &Formats));
    if let Some(model) = &mut model {
        model.hash = hash(folder, &found.files)?;
    }
    Ok((model, found))
}

/// Reads a scenario and adds what there is to say about it.
pub(crate) fn read_scenario(file: &Path, model: &Model, found: &mut Found) -> Result<Option<Scenario>, Failure> {
    let read = read::scenario(file, model);
    // The file itself has no name in the hash: whoever renames it plays the same scenario. The attack's own file has one.
    let named = |(at, path): (usize, &PathBuf)| {
        let name = path.file_name().filter(|_| at > 0).map(|name| name.to_string_lossy().into_owned());
        (name.unwrap_or_default(), path.clone())
    };
    let files: Vec<_> = read.files.iter().enumerate().map(named).collect();
    let Some(mut scenario) = found.take(read) else { return Ok(None) };
    scenario.hash = store::hash(&files)?;
    Ok(Some(scenario))
}

/// A scenario by the name of its file in `scenarios/`, or by its path.
pub(crate) fn scenario_file(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    let by_name = folder.join("scenarios").join(format!("{name}.toml"));
    let by_path = PathBuf::from(name);
    if by_name.exists() {
        return Ok(by_name);
    }
    if by_path.is_file() {
        return Ok(by_path);
    }
    let known = names(&scenario_files(folder)?);
    Err(Failure::Usage(format!("{} has no scenario `{name}`{}", folder.display(), listed(&known))))
}

/// All scenario files of a model, by name.
pub(crate) fn scenario_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let scenarios = folder.join("scenarios");
    let entries = match fs::read_dir(&scenarios) {
        Ok(entries) => entries,
        Err(_) if !scenarios.is_dir() => return Ok(Vec::new()),
        Err(error) => return Err(Failure::file("read", &scenarios, error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|error| Failure::file("read", &scenarios, error))?.path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The scenario that is meant when none is named.
fn only_scenario(folder: &Path, model: &Model) -> Result<PathBuf, Failure> {
    if let Some(name) = &model.default_scenario {
        return scenario_file(folder, name);
    }
    let files = scenario_files(folder)?;
    match files.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::Usage(format!(
            "{} has no scenario; write one in {}",
            folder.display(),
            folder.join("scenarios").display()
        ))),
        _ => Err(Failure::Usage(format!(
            "{} has several scenarios and no default_scenario: name one{}",
            folder.display(),
            listed(&names(&files))
        ))),
    }
}

fn names(files: &[PathBuf]) -> Vec<String> {
    files.iter().filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned())).collect()
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" (there are: {})", names.join(", ")) }
}

/// One hash of all files of a model, each with its path inside the folder.
fn hash(folder: &Path, files: &[PathBuf]) -> Result<String, Failure> {
    let named: Vec<(String, PathBuf)> = files
        .iter()
        .filter(|file| file.is_file())
        .map(|file| {
            let inside = file.strip_prefix(folder).unwrap_or(file);
            let name = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
            (name, file.clone())
        })
        .collect();
    Ok(store::hash(&named)?)
}
