//! A company wherever it is: in a folder or in a workbook.

use crate::book::Book;
use crate::edit::{ModelSource, ScenarioSource};
use crate::file;
use crate::places::Written;
use crate::reading;
use crate::source::document::Document;
use crate::source::load;
use crate::source::place::{Body, Complaints, Files, Place, RowPlace, quote};
use blackstart_model::backtest::Backtest;
use blackstart_model::model::Model;
use blackstart_model::problem::{Problem, Read, Severity};
use blackstart_model::scenario::Scenario;
use blackstart_model::table::{Limits, TableFormats, is_workbook};
use std::path::{Path, PathBuf};

/// A company wherever it is. Scenarios are named by the files that they are, or would be if the workbook were a folder.
#[derive(Clone, Debug)]
pub enum Company {
    /// A folder with a `model.toml`.
    Folder(PathBuf),
    /// A workbook.
    Book(Box<Book>),
}

impl Company {
    /// Whether a path is taken for a workbook.
    pub fn is_book(path: &Path) -> bool {
        is_workbook(path) && !path.is_dir()
    }

    /// Opens it: a workbook is read whole, of a folder nothing yet. Whoever names a `model.toml` means its folder.
    pub fn open(path: &Path, formats: &dyn TableFormats) -> Read<Self> {
        if Self::is_book(path) {
            let Read { it, problems, omitted, files } = Book::open(path, formats);
            return Read { it: it.map(|book| Self::Book(Box::new(book))), problems, omitted, files };
        }
        let folder = if path.is_file() && path.ends_with("model.toml") { file::folder_of(path) } else { path };
        Read { it: Some(Self::Folder(folder.to_path_buf())), problems: Vec::new(), omitted: 0, files: Vec::new() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        match self {
            Self::Folder(path) => path,
            Self::Book(book) => book.path(),
        }
    }

    /// The model. `formats` reads a folder's tables that are not CSV.
    pub fn model(&self, formats: &dyn TableFormats) -> Read<Model> {
        match self {
            Self::Folder(path) => reading::model(path, formats),
            Self::Book(book) => book.model(),
        }
    }

    /// All scenarios, by name.
    ///
    /// # Errors
    /// If the folder of scenarios cannot be listed.
    pub fn scenarios(&self) -> std::io::Result<Vec<PathBuf>> {
        let folder = match self {
            Self::Book(book) => return Ok(book.scenarios().into_iter().map(|name| book.scenario_path(name)).collect()),
            Self::Folder(path) => path.join("scenarios"),
        };
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(_) if !folder.is_dir() => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut files = Vec::new();
        for entry in entries {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "toml") {
                files.push(file);
            }
        }
        files.sort();
        Ok(files)
    }

    /// The scenario of a name, if there is one.
    pub fn named(&self, name: &str) -> Option<PathBuf> {
        match self {
            Self::Folder(path) => {
                Some(path.join("scenarios").join(format!("{name}.toml"))).filter(|file| file.exists())
            }
            Self::Book(book) => book.scenarios().contains(&name).then(|| book.scenario_path(name)),
        }
    }

    /// A scenario; also one that is a file elsewhere.
    pub fn scenario(&self, file: &Path, model: &Model) -> Read<Scenario> {
        let name = || file.file_stem()?.to_str();
        let inside = match self {
            Self::Book(book) if file.starts_with(book.path()) => name().and_then(|name| book.scenario(name, model)),
            _ => None,
        };
        inside.unwrap_or_else(|| reading::scenario(file, model))
    }

    /// What was reported about its events; `None` where nothing was. Rows about one of `scenarios` must fit into its history.
    pub fn backtest(&self, model: &Model, scenarios: &[&Scenario]) -> Option<Read<Backtest>> {
        match self {
            Self::Folder(path) => reading::backtest(path, model, scenarios),
            Self::Book(book) => book.backtest(model, scenarios),
        }
    }

    /// Warns of scenarios, given with their names, that have the name of one before them: results could not tell them apart.
    pub fn same_names(&self, scenarios: &[(&Path, &str)]) -> Read<()> {
        let mut problems = Vec::new();
        for (at, (path, name)) in scenarios.iter().enumerate() {
            // A file that is named twice is one scenario.
            let other =
                |it: &Path| it != *path && (!it.is_file() || it.canonicalize().ok() != path.canonicalize().ok());
            let first = scenarios[..at].iter().find(|(it, named)| named == name && other(it));
            if let Some((first, _)) = first
                && let Some(place) = self.same_name(first, "").map(|it| shown(&it))
            {
                problems.extend(self.same_name(path, &format!("{} is the name of {place} too", quote(name))));
            }
        }
        Read { it: Some(()), problems, omitted: 0, files: Vec::new() }
    }

    /// A warning about the name of a scenario that can be read.
    fn same_name(&self, path: &Path, message: &str) -> Option<Problem> {
        self.about(path, |complaints, place| {
            complaints.warning("BS0716", place, message, "give each scenario a name of its own")
        })
    }

    /// That without the event of a scenario too little is sold: `message` says how much and why, `remedy` what to do. `None`: it cannot be read.
    pub fn abnormal(&self, scenario: &Path, message: &str, remedy: &str) -> Option<Problem> {
        self.about(scenario, |complaints, place| complaints.error("BS0717", place, message, remedy))
    }

    /// Where fields of the model are written, or of the scenario of a file; none of what cannot be read. Places in a workbook are cells: the row and the
    /// column of a sheet.
    pub fn written(&self, scenario: Option<&Path>, paths: &[&str], formats: &dyn TableFormats) -> Vec<Option<Placed>> {
        let inside = match self {
            Self::Book(book) if scenario.is_none_or(|file| file.starts_with(book.path())) => Some(book),
            _ => None,
        };
        let found = match (inside, self, scenario) {
            (Some(book), _, Some(file)) => {
                let source = file.file_stem().and_then(|name| book.scenario_source(name.to_str()?));
                source.map(|source| source.places(paths))
            }
            (Some(book), _, None) => Some(book.model_source().places(paths)),
            (None, _, Some(file)) => ScenarioSource::open(file).it.map(|source| source.places(paths)),
            (None, own, None) => ModelSource::open(own.path(), formats).it.map(|source| source.places(paths)),
        };
        let placed = |written: Written| {
            let mut problem = looked_at(&written);
            if let Some(book) = inside {
                book.turn(&mut problem);
            }
            let file = problem.file.strip_prefix(self.path()).unwrap_or(&problem.file).display().to_string();
            let place = match problem.cell() {
                Some(cell) if file.is_empty() => cell,
                Some(cell) => format!("{file}!{cell}"),
                None => format!("{file}:{}:{}", problem.line, problem.column),
            };
            Placed { place, stated: written.stated, value: written.value }
        };
        found.map_or_else(|| vec![None; paths.len()], |found| found.into_iter().map(|it| it.map(placed)).collect())
    }

    /// What is to be said about a scenario as a whole, at its name.
    fn about(&self, path: &Path, say: impl FnOnce(&mut Complaints, Place)) -> Option<Problem> {
        let limits = Limits::default();
        let mut complaints = Complaints::new(limits.problems);
        let book = match self {
            Self::Book(book) if path.starts_with(book.path()) => Some(book),
            _ => None,
        };
        let text = match book {
            Some(book) => book.scenario_text(path)?.to_owned(),
            None => load(path, &file::home_of_scenario(path), 0, &limits, &mut complaints)?,
        };
        let mut files = Files::default();
        let document = Document::parse(&text, 0, &mut complaints);
        let place = RowPlace { file: files.add(path.to_path_buf(), Body::Toml(document)), list: "", row: 0 };
        say(&mut complaints, place.at("name"));
        let mut problem = files.read(Some(()), complaints).problems.pop()?;
        if let Some(book) = book {
            book.turn(&mut problem);
        }
        Some(problem)
    }
}

/// Where a field is written, as a sentence names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// File below the company's folder, line and column; or the cell of a workbook.
    pub place: String,
    /// Whether the field itself is written there; otherwise it has its default, and this is the row it belongs to.
    pub stated: bool,
    /// What is written there.
    pub value: Option<String>,
}

/// A place, for a workbook to turn into a cell.
fn looked_at(written: &Written) -> Problem {
    Problem {
        code: "",
        severity: Severity::Warning,
        message: String::new(),
        file: written.file.clone(),
        sheet: None,
        line: written.line,
        column: written.column,
        length: 0,
        excerpt: String::new(),
        mark: 0,
        advice: None,
    }
}

/// A place as a sentence names it.
fn shown(problem: &Problem) -> String {
    match problem.cell() {
        Some(cell) => format!("{}!{cell}", problem.file.display()),
        None => format!("{}:{}", problem.file.display(), problem.line),
    }
}
