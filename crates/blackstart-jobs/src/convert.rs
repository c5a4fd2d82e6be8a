//! A model's folder as a workbook, or a workbook as a folder: the same company, checked by reading it back.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::open::{company, model, read_scenario, scenario_files};
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_model::book::Book as Sheets;
use blackstart_model::table::is_workbook;
use blackstart_read::{self as read, Book, Company, file};
use blackstart_report::workbook;
use blackstart_store::{self as store, Folder, Formats, Kind, Problem, Purpose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Largest language or model of an attack that is copied \[bytes\].
const LARGEST: u64 = 256 << 20;
/// Most files that are named as left behind.
const MOST_NAMED: usize = 20;

/// What to convert.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConvertRequest {
    /// Folder of a model, or a workbook.
    pub from: PathBuf,
    /// The other one, which does not exist yet.
    pub to: PathBuf,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/convert/1")]
pub struct ConvertAnswer {
    /// What was read.
    pub from: String,
    /// What was written.
    pub to: String,
    /// The files written.
    pub files: Vec<String>,
    /// SHA-256 of the model's content, hex: the same on both sides.
    pub model_hash: String,
    /// The same of each scenario.
    pub scenario_hashes: BTreeMap<String, String>,
    /// What did not cross, in sentences.
    pub left: Vec<String>,
}

impl Answer for ConvertAnswer {}

/// Converts a model's folder into a workbook, or a workbook into a folder; what was written is read back and compared.
///
/// # Errors
/// If it is neither, something is wrong with the company, a cell cannot hold a value, the target exists, or the system refuses.
pub fn convert(request: &ConvertRequest, watcher: &dyn Watcher) -> Result<ConvertAnswer, Failure> {
    let ConvertRequest { from, to } = request;
    let (found, content) = sound(from)?;
    watcher.found(&found);
    let (files, left) = match (content.company.clone(), is_workbook(to)) {
        (Company::Folder(folder), true) => to_book(&folder, to, &found)?,
        (Company::Book(book), false) => (to_folder(&book, to)?, Vec::new()),
        (Company::Folder(_), false) => {
            let why = "this is no name of a workbook; a folder is converted into a file such as `company.xlsx`";
            return Err(Failure::Usage(format!("{}: {why}", to.display())));
        }
        (Company::Book(_), true) => {
            let why = "a workbook is converted into a folder; name one";
            return Err(Failure::Usage(format!("{}: {why}", to.display())));
        }
    };
    let (_, written) = sound(to)?;
    if let Some(what) = content.differs(&written) {
        let (from, to) = (from.display(), to.display());
        return Err(Failure::fault(format!("{to} is not what {from} is: {what} reads otherwise; do not use it")));
    }
    Ok(ConvertAnswer {
        from: shown(from),
        to: shown(to),
        files: files.iter().map(|file| shown(file)).collect(),
        model_hash: content.model,
        scenario_hashes: content.scenarios,
        left,
    })
}

/// What a company says, as hashes.
struct Content {
    company: Company,
    model: String,
    scenarios: BTreeMap<String, String>,
    reported: Option<String>,
}

impl Content {
    /// The first thing that is not the same in another.
    fn differs(&self, other: &Self) -> Option<String> {
        if self.model != other.model {
            return Some("the model".to_owned());
        }
        let names = || self.scenarios.keys().chain(other.scenarios.keys());
        if let Some(name) = names().find(|name| self.scenarios.get(*name) != other.scenarios.get(*name)) {
            return Some(format!("scenario `{name}`"));
        }
        (self.reported != other.reported).then(|| "what was reported".to_owned())
    }
}

/// Reads a company whole, or fails with everything that is wrong with it.
fn sound(path: &Path) -> Result<(Found, Content), Failure> {
    let (company, mut found) = company(path)?;
    let Some(company) = company else { return Err(Failure::Invalid(found)) };
    let Some(model) = model(&company, &mut found)? else { return Err(Failure::Invalid(found)) };
    let mut scenarios = Vec::new();
    for file in scenario_files(&company)? {
        let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        scenarios.extend(read_scenario(&company, &file, &model, &mut found).map(|scenario| (name, scenario)));
    }
    let known: Vec<_> = scenarios.iter().map(|(_, scenario)| scenario).collect();
    let reported = company.backtest(&model, &known).and_then(|read| found.take(read));
    let reported = reported.map(|it| store::content_hash(&it));
    if found.errors().next().is_some() {
        return Err(Failure::Invalid(found));
    }
    let scenarios = scenarios.into_iter().map(|(name, scenario)| (name, scenario.hash)).collect();
    Ok((found, Content { company, model: model.hash, scenarios, reported }))
}

/// Writes a workbook that does not exist yet.
pub(crate) fn write_book(path: &Path, book: &Sheets) -> Result<(), Failure> {
    let writes = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("xlsx"));
    if !writes {
        return Err(Failure::Usage(format!("{}: only workbooks called `.xlsx` are written", path.display())));
    }
    if path.exists() {
        return Err(Failure::Usage(format!("{} already exists; name a file that does not exist yet", path.display())));
    }
    let bytes = workbook(book)
        .map_err(|error| Failure::Usage(format!("{} cannot hold this company: {error}", path.display())))?;
    Ok(store::write_file(path, &bytes)?)
}

fn to_book(folder: &Path, to: &Path, found: &Found) -> Result<(Vec<PathBuf>, Vec<String>), Failure> {
    let mut said = Found::default();
    let Some(laid) = said.take(read::lay(folder, &Formats)) else { return Err(Failure::Invalid(said)) };
    let there = to.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut copies = Vec::new();
    for name in &laid.beside {
        let bytes = beside(name, &[folder, &folder.join("scenarios")])?;
        let copy = there.join(name);
        match fs::metadata(&copy) {
            Err(_) => copies.push((copy, bytes)),
            Ok(_) if file::bytes(&copy, LARGEST).is_ok_and(|same| same == bytes) => {}
            Ok(_) => {
                let why = "an attack of the company names a file of this name, and it is another";
                return Err(Failure::Usage(format!("{}: {why}", copy.display())));
            }
        }
    }
    write_book(to, &laid.book)?;
    let mut files = vec![to.to_path_buf()];
    for (copy, bytes) in copies {
        store::write_file(&copy, &bytes)?;
        files.push(copy);
    }
    Ok((files, left_behind(folder, found, &laid.beside)))
}

/// What of a folder a workbook does not hold.
fn left_behind(folder: &Path, found: &Found, beside: &[String]) -> Vec<String> {
    let mut left = vec!["comments in TOML files have no place in a workbook".to_owned()];
    let mut names: Vec<String> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_file() && !found.files.contains(&entry.path()))
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !beside.contains(name))
        .collect();
    names.sort();
    let more = names.len().saturating_sub(MOST_NAMED);
    names.truncate(MOST_NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    if !names.is_empty() {
        left.push(format!("files that are no part of the model stay where they are: {}", names.join(", ")));
    }
    left
}

fn to_folder(book: &Book, to: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut contents: Vec<(String, Vec<u8>)> =
        book.members().files.into_iter().map(|file| (file.name, file.contents.into_bytes())).collect();
    let home = book.path().parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for name in book.beside() {
        contents.push((name.to_owned(), beside(name, &[home])?));
    }
    let names = contents.iter().map(|(name, _)| name.clone()).collect();
    let purpose = Purpose { kind: Kind::Starter, subject: String::new(), force: false };
    let mut claimed = Folder::claim(to, purpose, names).map_err(|error| match error.problem {
        Problem::Foreign(_) | Problem::Occupied(_) | Problem::NoFolder => {
            Failure::Usage(format!("{} already exists; name a folder that does not exist yet", to.display()))
        }
        _ => error.into(),
    })?;
    let mut files = Vec::new();
    for (name, bytes) in contents {
        claimed.put(&name, &bytes)?;
        files.push(to.join(name));
    }
    claimed.release()?;
    Ok(files)
}

/// A file that an attack names, from the first folder that has it.
fn beside(name: &str, folders: &[&Path]) -> Result<Vec<u8>, Failure> {
    let folder = folders.iter().find(|folder| file::is_there(&folder.join(name))).unwrap_or(&folders[0]);
    let path = folder.join(name);
    file::bytes_within(&path, folder, LARGEST)
        .map_err(|refused| Failure::Usage(format!("{} {refused}", path.display())))
}
