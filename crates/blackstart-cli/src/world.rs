//! Models and scenarios as the command finds them: read, complained about, or handed on.

use crate::console::Console;
use crate::failure::Failure;
use blackstart::model::backtest::Backtest;
use blackstart::model::{Problem, Read};
use blackstart::read;
use blackstart::report::{parse_backtest, problems};
use blackstart::store::{self, Formats};
use blackstart::{Model, Scenario};
use std::fs;
use std::path::{Path, PathBuf};

/// The file in a model's folder that says what really happened.
const BACKTEST: &str = "backtest.toml";

/// A model and one of its scenarios, ready to be played.
pub(crate) struct World {
    pub(crate) model: Model,
    pub(crate) scenario: Scenario,
    /// What really happened, where somebody wrote it down.
    pub(crate) backtest: Option<Backtest>,
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

/// Reads a model and a scenario, named or not; everything that is wrong goes to stderr.
pub(crate) fn world(folder: &Path, scenario: Option<&str>, console: &Console) -> Result<World, Failure> {
    let folder = home(folder);
    let (model, mut said) = read_model(folder)?;
    let Some(model) = model else {
        return Err(said.invalid(console));
    };
    let file = match scenario {
        Some(name) => scenario_file(folder, name)?,
        None => only_scenario(folder, &model)?,
    };
    let scenario = read_scenario(&file, &model, &mut said);
    let Some(scenario) = scenario else {
        return Err(said.invalid(console));
    };
    said.show(console);
    let backtest = read_backtest(folder)?;
    Ok(World { model, scenario, backtest })
}

/// Another scenario of the same model.
pub(crate) fn another(folder: &Path, model: &Model, name: &str, console: &Console) -> Result<Scenario, Failure> {
    let mut said = Said::default();
    let file = scenario_file(home(folder), name)?;
    match read_scenario(&file, model, &mut said) {
        Some(scenario) => {
            said.show(console);
            Ok(scenario)
        }
        None => Err(said.invalid(console)),
    }
}

/// Everything there is to say about files.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) problems: Vec<Problem>,
    pub(crate) omitted: usize,
    pub(crate) files: Vec<PathBuf>,
}

impl Said {
    pub(crate) fn add<T>(&mut self, read: Read<T>) -> Option<T> {
        self.problems.extend(read.problems);
        self.omitted += read.omitted;
        self.files.extend(read.files);
        read.it
    }

    /// Shows the problems on stderr.
    pub(crate) fn show(&self, console: &Console) {
        let text = problems(&self.problems, self.omitted, console.note_style());
        if !text.is_empty() {
            console.note(&format!("{text}\n"));
        }
    }

    pub(crate) fn invalid(&self, console: &Console) -> Failure {
        self.show(console);
        Failure::Invalid
    }
}

/// Reads a model's folder, with everything there is to say about it.
pub(crate) fn read_model(folder: &Path) -> Result<(Option<Model>, Said), Failure> {
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
    let mut said = Said::default();
    let mut model = said.add(read::model(folder, &Formats));
    if let Some(model) = &mut model {
        model.hash = hash(folder, &said.files)?;
    }
    Ok((model, said))
}

/// Reads a scenario, adding to what was said.
pub(crate) fn read_scenario(file: &Path, model: &Model, said: &mut Said) -> Option<Scenario> {
    let read = read::scenario(file, model);
    // The file itself has no name in the hash: who renames it plays the same scenario. The attack's own file has.
    let named = |(at, path): (usize, &PathBuf)| {
        let name = path.file_name().filter(|_| at > 0).map(|name| name.to_string_lossy().into_owned());
        (name.unwrap_or_default(), path.clone())
    };
    let files: Vec<_> = read.files.iter().enumerate().map(named).collect();
    let mut scenario = said.add(read)?;
    if let Ok(hash) = store::hash(&files) {
        scenario.hash = hash;
    }
    Some(scenario)
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
    let known = names(&scenario_files(folder));
    Err(Failure::Usage(format!("{} has no scenario `{name}`{}", folder.display(), listed(&known))))
}

/// All scenario files of a model, by name.
pub(crate) fn scenario_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder.join("scenarios"))
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    files
}

/// The scenario that is meant when none is named.
fn only_scenario(folder: &Path, model: &Model) -> Result<PathBuf, Failure> {
    if let Some(name) = &model.default_scenario {
        return scenario_file(folder, name);
    }
    let files = scenario_files(folder);
    match files.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::Usage(format!(
            "{} has no scenario; write one to {}",
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

fn read_backtest(folder: &Path) -> Result<Option<Backtest>, Failure> {
    let path = folder.join(BACKTEST);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file("read", &path, error)),
    };
    parse_backtest(&text).map(Some).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))
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
    store::hash(&named).map_err(|error| Failure::Internal(error.to_string()))
}
