//! What could be changed, and what it costs: `mitigations.toml` beside the model.

use crate::company::Company;
use crate::edit::{ModelSource, Refused, ScenarioSource};
use crate::file;
use crate::source::kinds::MitigationRow;
use crate::source::place::{Complaints, EDIT, Files, Place, quote};
use crate::source::record::Row;
use crate::source::{self, load};
use blackstart_model::problem::{Problem, Read, Severity};
use blackstart_model::table::{Limits, TableFormats};
use blackstart_model::units::Currency;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The file.
const MITIGATIONS: &str = "mitigations.toml";
/// The code of a change that cannot be made.
const REFUSED: &str = "BS0980";
/// The code of no change.
const NOTHING: &str = "BS0981";

/// One thing that could be changed, beforehand or on the day.
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigation {
    /// Slug.
    pub id: String,
    /// For people; the id if none is given.
    pub title: String,
    /// What it costs once \[money\]; `None`: not said.
    pub cost: Option<f64>,
    /// What it costs each year besides \[money/year\]; `None`: not said.
    pub cost_per_year: Option<f64>,
    /// Ids of sources of its numbers.
    pub sources: Vec<String>,
    /// Whether somebody has guessed its numbers.
    pub is_assumed: bool,
    /// Why it would help, or what the cost is made of.
    pub note: Option<String>,
    model: Vec<Edit>,
    scenario: Vec<Edit>,
}

/// A change as `docs/reference/editing.md` describes it.
#[derive(Clone, Debug, PartialEq)]
enum Edit {
    Set(String, String),
    Remove(String),
    Add(String, String),
}

/// A model and scenarios of it as written, in memory.
#[derive(Clone, Debug)]
pub struct Drafts {
    /// The model.
    pub model: ModelSource,
    /// Scenarios.
    pub scenarios: Vec<ScenarioSource>,
}

impl Drafts {
    /// Reads a company and scenarios of it; `None`: one of them cannot be read at all.
    pub fn open(company: &Company, scenarios: &[PathBuf], formats: &dyn TableFormats) -> Option<Self> {
        let scenario = |file: &PathBuf| match company {
            Company::Book(book) if file.starts_with(book.path()) => book.scenario_source(file.file_stem()?.to_str()?),
            _ => ScenarioSource::open(file).it,
        };
        let model = match company {
            Company::Folder(folder) => ModelSource::open(folder, formats).it?,
            Company::Book(book) => book.model_source(),
        };
        Some(Self { model, scenarios: scenarios.iter().map(scenario).collect::<Option<Vec<_>>>()? })
    }
}

impl Mitigation {
    /// Makes the change.
    ///
    /// # Errors
    /// If a path leads nowhere.
    pub fn make(&self, drafts: &mut Drafts) -> Result<(), Refused> {
        self.model.iter().try_for_each(|edit| edit.of_model(&mut drafts.model))?;
        for scenario in &mut drafts.scenarios {
            self.scenario.iter().try_for_each(|edit| edit.of_scenario(scenario))?;
        }
        Ok(())
    }
}

impl Edit {
    /// From words; `None`: they are none.
    fn of(words: &str) -> Option<Self> {
        let words = words.trim();
        if let Some(path) = words.strip_prefix("remove ") {
            return Some(Self::Remove(path.trim().to_owned()));
        }
        if let Some((list, row)) = words.strip_prefix("add ").and_then(|it| it.trim_start().split_once('{')) {
            return Some(Self::Add(list.trim().to_owned(), format!("{{{row}")));
        }
        let (path, value) = words.split_at(assignment(words)?);
        Some(Self::Set(path.trim().to_owned(), value[1..].trim().to_owned()))
    }

    fn of_model(&self, source: &mut ModelSource) -> Result<(), Refused> {
        match self {
            Self::Set(path, value) => source.set(path, value),
            Self::Remove(path) => source.remove(path),
            Self::Add(list, row) => source.add(list, row),
        }
    }

    fn of_scenario(&self, source: &mut ScenarioSource) -> Result<(), Refused> {
        match self {
            Self::Set(path, value) => source.set(path, value),
            Self::Remove(path) => source.remove(path),
            Self::Add(list, row) => source.add(list, row),
        }
    }
}

/// Where the `=` between path and value is: the first outside of brackets and quotes.
fn assignment(words: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0_i32, false);
    words.char_indices().find_map(|(at, letter)| {
        match letter {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth -= 1,
            '=' if !quoted && depth == 0 => return Some(at),
            _ => {}
        }
        None
    })
}

impl Company {
    /// Whether there is a `mitigations.toml` in its folder.
    pub fn has_mitigations(&self) -> bool {
        file::is_there(&self.home().join(MITIGATIONS))
    }

    /// The folder of what stays beside it.
    fn home(&self) -> &Path {
        match self {
            Self::Folder(folder) => folder,
            Self::Book(book) => file::folder_of(book.path()),
        }
    }

    /// What could be changed, `mitigations.toml` in its folder; `None` where there is no such file. Each change is tried on the drafts.
    pub fn mitigations(&self, drafts: &Drafts, currency: &Currency) -> Option<Read<Vec<Mitigation>>> {
        let path = self.home().join(MITIGATIONS);
        file::is_there(&path).then(|| mitigations(&path, self.home(), drafts, currency))
    }
}

fn mitigations(path: &Path, folder: &Path, drafts: &Drafts, currency: &Currency) -> Read<Vec<Mitigation>> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::default();
    let Some(text) = load(path, folder, 0, &limits, &mut complaints) else {
        files.add(path.to_path_buf(), source::place::Body::None);
        return files.read(None, complaints);
    };
    let rows = source::mitigation_rows(path.to_path_buf(), &text, currency, &limits, &mut files, &mut complaints);
    let it = rows.map(|rows| {
        let mut seen = BTreeSet::new();
        rows.iter().filter_map(|row| mitigation(row, drafts, &mut seen, &mut complaints)).collect()
    });
    let it = it.filter(|_| !complaints.failed());
    files.read(it, complaints)
}

/// One row, its changes tried one after the other.
fn mitigation<'r>(
    row: &'r Row<MitigationRow>,
    drafts: &Drafts,
    seen: &mut BTreeSet<&'r str>,
    complaints: &mut Complaints,
) -> Option<Mitigation> {
    let it = &row.it;
    let (of_model, of_scenario) = lists(row);
    if !seen.insert(it.id.as_str()) && !it.id.is_empty() {
        let message = format!("the mitigation {} is defined twice", quote(&it.id));
        complaints.error("BS0302", row.place.at("id"), message, "rename or delete one of the two");
    }
    if row.broken {
        return None;
    }
    if of_model.is_empty() && of_scenario.is_empty() {
        let message = "this mitigation changes nothing";
        complaints.warning(NOTHING, row.place.whole(), message, "say what changes in `model` or `scenario`");
    }
    let mut trial = drafts.clone();
    let model = tried(row, ("model", of_model), complaints, |edit| edit.of_model(&mut trial.model));
    let scenarios = &mut trial.scenarios;
    let of_all = |edit: &Edit| scenarios.iter_mut().try_for_each(|it| edit.of_scenario(it));
    let scenario = tried(row, ("scenario", of_scenario), complaints, of_all);
    if complaints.failed() {
        return None;
    }
    checked(row, &trial, complaints);
    let told = row.told.as_ref();
    Some(Mitigation {
        id: it.id.clone(),
        title: it.title.clone().unwrap_or_else(|| it.id.clone()),
        cost: it.cost,
        cost_per_year: it.cost_per_year,
        sources: told.map(|told| told.sources.clone()).unwrap_or_default(),
        is_assumed: told.and_then(|told| told.confidence) == Some(blackstart_model::model::Confidence::Assumed),
        note: it.note.clone(),
        model,
        scenario,
    })
}

/// The changes of a list, made one after the other; what cannot be is told.
fn tried(
    row: &Row<MitigationRow>,
    (list, words): (&str, &[String]),
    complaints: &mut Complaints,
    mut make: impl FnMut(&Edit) -> Result<(), Refused>,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, words) in words.iter().enumerate() {
        let place = row.place.at(format!("{list}.{at}"));
        let Some(edit) = Edit::of(words) else {
            let message = format!("{} is no change", quote(words));
            complaints.error(REFUSED, place, message, "write `path = value`, `remove path`, or `add list { … }`");
            continue;
        };
        match make(&edit) {
            Ok(()) => edits.push(edit),
            Err(problem) => refused(complaints, place, &problem),
        }
    }
    edits
}

fn lists(row: &Row<MitigationRow>) -> (&[String], &[String]) {
    (row.it.model.as_deref().unwrap_or_default(), row.it.scenario.as_deref().unwrap_or_default())
}

/// Whether the model and its scenarios check with the changes made.
fn checked(row: &Row<MitigationRow>, trial: &Drafts, complaints: &mut Complaints) {
    let (of_model, of_scenario) = lists(row);
    let mut told = |list: &str, edits: usize, problems: &[Problem]| {
        let Some(problem) = problems.iter().find(|it| it.severity == Severity::Error) else { return true };
        // What is wrong with an edit stands at it; else the change as a whole breaks something elsewhere.
        let line = problem.line as usize;
        let edited = (problem.file == Path::new(EDIT) && (1..=edits).contains(&line)).then_some(line);
        let place = edited.map_or_else(|| row.place.at(list), |line| row.place.at(format!("{list}.{}", line - 1)));
        refused(complaints, place, problem);
        false
    };
    let model = trial.model.model();
    if !told("model", of_model.len(), &model.problems) {
        return;
    }
    let Some(model) = model.it else { return };
    for scenario in &trial.scenarios {
        let list = if of_scenario.is_empty() { "model" } else { "scenario" };
        if !told(list, of_scenario.len(), &scenario.scenario(&model).problems) {
            return;
        }
    }
}

fn refused(complaints: &mut Complaints, place: Place, problem: &Problem) {
    let advice = problem.advice.clone().unwrap_or_else(|| "see `docs/reference/editing.md` for paths".to_owned());
    complaints.error(REFUSED, place, format!("{} ({})", problem.message, problem.code), advice);
}

#[cfg(test)]
mod tests;
