//! A model and one of its scenarios, found, read, and hashed; or everything that is wrong with them.

use crate::failure::Failure;
use crate::found::Found;
use crate::guessed::guessed;
use crate::paths::shown;
use crate::watch::{Note, Watcher};
use blackstart_model::backtest::Backtest;
use blackstart_model::{Model, Scenario};
use blackstart_read::{self as read, Company};
use blackstart_store::{self as store, Formats, Origin};
use std::path::{Path, PathBuf};

/// A model and one of its scenarios, ready to be played.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The model, with the hash of its content.
    pub model: Model,
    /// The scenario, with the hash of its content.
    pub scenario: Scenario,
    /// What really happened, where somebody wrote it down.
    pub backtest: Option<Backtest>,
    /// The scenario as it was named, or could have been.
    pub named: String,
    /// Its file, or where it would be one if the workbook were a folder.
    pub file: PathBuf,
    /// Where both are.
    pub company: Company,
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

/// Opens a model, in a folder or a workbook, and one of its scenarios: by its name, by the path of its file, or, where none is named, the model's
/// default or only one.
///
/// # Errors
/// If there is no such model or scenario, if none is named and several are there, or if anything in them is wrong.
pub fn open(path: &Path, scenario_name: Option<&str>) -> Result<Opened, Failure> {
    let (company, mut found) = company(path)?;
    let Some(company) = company else { return Err(Failure::Invalid(found)) };
    let Some(mut model) = model(&company, &mut found)? else { return Err(Failure::Invalid(found)) };
    let file = match scenario_name {
        Some(name) => scenario_file(&company, name)?,
        None => only_scenario(&company, &model)?,
    };
    let read = read_scenario(&company, &file, &model, &mut found);
    let Some(mut scenario) = read else { return Err(Failure::Invalid(found)) };
    let assumption = read::assumption(&model, &scenario);
    if let Some(assumption) = &assumption {
        assumption.put_into(&mut model, &mut scenario);
    }
    let backtest = match company.backtest(&model, &[&scenario]).map(|read| found.take(read)) {
        Some(None) => return Err(Failure::Invalid(found)),
        Some(it) => it,
        None => None,
    };
    let stem = || file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let named = scenario_name.map_or_else(stem, str::to_owned);
    let assumed = assumption.into_iter().map(|it| it.text).collect();
    Ok(Opened { model, scenario, backtest, named, file, company, assumed, found })
}

/// [`open()`], with its warnings told to a watcher.
pub(crate) fn opened(folder: &Path, scenario: Option<&str>, watcher: &dyn Watcher) -> Result<Opened, Failure> {
    let opened = open(folder, scenario)?;
    watcher.found(&opened.found);
    for assumed in opened.assumed.iter().cloned().chain(guessed(&opened.company)) {
        watcher.note(Note::Assumed(assumed));
    }
    Ok(opened)
}

/// Another scenario of the same model, and its file. It may assume no more and no less than the one it was opened with.
pub(crate) fn another(opened: &Opened, name: &str, watcher: &dyn Watcher) -> Result<(Scenario, PathBuf), Failure> {
    let mut found = Found::default();
    let (company, model) = (&opened.company, &opened.model);
    let file = scenario_file(company, name)?;
    match read_scenario(company, &file, model, &mut found) {
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

/// Finds a company, in a folder or a workbook, with everything there is to say about a workbook's form.
pub(crate) fn company(path: &Path) -> Result<(Option<Company>, Found), Failure> {
    let mut found = Found::default();
    let shown = path.display();
    if Company::is_book(path) && !path.exists() {
        let message = format!("{shown}: there is no such workbook; `blackstart init {shown}` would write an example");
        return Err(Failure::Usage(message));
    }
    let company = found.take(Company::open(path, &Formats));
    if let Some(Company::Folder(folder)) = &company
        && !folder.is_dir()
    {
        if folder.exists() {
            let hint = "this is a file; a model is a folder with a model.toml, or a workbook";
            return Err(Failure::Usage(format!("{shown}: {hint}")));
        }
        let message = format!("{shown}: there is no such folder; `blackstart init {shown}` would write an example");
        return Err(Failure::Usage(message));
    }
    Ok((company, found))
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

/// Reads a company's model, and adds what there is to say about it.
pub(crate) fn model(company: &Company, found: &mut Found) -> Result<Option<Model>, Failure> {
    let mut model = found.take(company.model(&Formats));
    if let Some(model) = &mut model {
        model.hash = store::content_hash(model);
    }
    Ok(model)
}

/// Reads a scenario and adds what there is to say about it.
pub(crate) fn read_scenario(company: &Company, file: &Path, model: &Model, found: &mut Found) -> Option<Scenario> {
    let mut scenario = found.take(company.scenario(file, model))?;
    scenario.hash = store::content_hash(&scenario);
    Some(scenario)
}

/// A scenario by its name, or by the path of its file.
pub(crate) fn scenario_file(company: &Company, name: &str) -> Result<PathBuf, Failure> {
    let by_path = PathBuf::from(name);
    if let Some(file) = company.named(name) {
        return Ok(file);
    }
    if by_path.is_file() {
        return Ok(by_path);
    }
    let known = names(&scenario_files(company)?);
    Err(Failure::Usage(format!("{} has no scenario `{name}`{}", company.path().display(), listed(&known))))
}

/// All scenarios of a model, by name.
pub(crate) fn scenario_files(company: &Company) -> Result<Vec<PathBuf>, Failure> {
    company.scenarios().map_err(|error| Failure::file("read", &company.path().join("scenarios"), error))
}

/// The scenario that is meant when none is named.
fn only_scenario(company: &Company, model: &Model) -> Result<PathBuf, Failure> {
    if let Some(name) = &model.default_scenario {
        return scenario_file(company, name);
    }
    let files = scenario_files(company)?;
    let shown = company.path().display();
    match (files.as_slice(), company) {
        ([only], _) => Ok(only.clone()),
        ([], Company::Folder(folder)) => {
            let folder = folder.join("scenarios");
            Err(Failure::Usage(format!("{shown} has no scenario; write one in {}", folder.display())))
        }
        ([], Company::Book(_)) => {
            Err(Failure::Usage(format!("{shown} has no scenario; give one a row in the sheet `scenarios`")))
        }
        _ => Err(Failure::Usage(format!(
            "{shown} has several scenarios and no default_scenario: name one{}",
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
