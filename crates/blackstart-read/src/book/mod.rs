//! A company in one workbook, read as if it were a folder: a sheet per list, a row per scenario, reported numbers.
//!
//! The lists of the model are tables in memory; what belongs to scenarios becomes a document for each of them. Places in either
//! are turned back into cells.

mod folder;
mod kinds;
mod lay;
mod sheet;
mod written;

pub use folder::{MemberFile, Members};
pub use lay::{Laid, lay, starter_book};

use crate::check::About;
use crate::edit::{ModelSource, ScenarioSource};
use crate::file;
use crate::reading::checked_backtest;
use crate::source::held::HeldTable;
use crate::source::place::{Complaints, did_you_mean, nearest, quote};
use crate::source::{BACKTEST, SCENARIO_TABLES, is_plain_name};
use blackstart_model::backtest::Backtest;
use blackstart_model::book::ABOUT;
use blackstart_model::model::Model;
use blackstart_model::problem::{Problem, Read, Severity};
use blackstart_model::scenario::Scenario;
use blackstart_model::table::{Form, Limits, OpenTable, RawRow, RawSheet, RawTable, TableFormats};
use kinds::{MODEL, MODEL_COLUMNS, REPORTED, SCENARIO, SCENARIOS};
use sheet::{At, RowOf, Said, Sheet, text_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use written::{Written, bare};

/// A company in one workbook.
#[derive(Clone, Debug)]
pub struct Book {
    path: PathBuf,
    model: ModelSource,
    head: Written,
    /// Sheets of the model's lists, to turn places back into cells.
    lists: BTreeMap<&'static str, Sheet>,
    /// By name, in the order of their rows.
    scenarios: Vec<(String, Written)>,
    /// Files that attacks name and that have rows here.
    attacks: BTreeMap<String, Written>,
    /// Which file each scenario's attack names.
    attack_of: BTreeMap<String, String>,
    reported: Option<Written>,
    beside: BTreeSet<String>,
    /// What was said when it was opened makes it unusable.
    is_broken: bool,
}

impl Book {
    /// Opens a workbook: all that is wrong with its form is told here, what is wrong with the company when it is read.
    pub fn open(path: &Path, formats: &dyn TableFormats) -> Read<Self> {
        let limits = Limits::default();
        let mut said = Said::new(path, &limits);
        let it = match raw_sheets(path, formats, &limits) {
            Ok(sheets) => {
                Opening::new(sheets, path, &limits, &mut said).map(|opening| opening.book(&limits, &mut said))
            }
            Err((code, message, advice)) => {
                said.whole(code, message, advice);
                None
            }
        };
        let is_broken = said.list.iter().any(|problem| problem.severity == Severity::Error);
        let it = it.map(|book| Self { is_broken, ..book });
        Read { it, omitted: said.omitted, problems: said.list, files: vec![path.to_path_buf()] }
    }

    /// Whether its form is such that no company can be read from it.
    pub fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Whether it has reported numbers.
    pub fn has_reports(&self) -> bool {
        self.reported.is_some()
    }

    /// Files that stay beside it: the languages and models of attacks, by name.
    pub fn beside(&self) -> impl Iterator<Item = &str> {
        self.beside.iter().map(String::as_str)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The model as written, in memory.
    pub fn model_source(&self) -> ModelSource {
        self.model.clone()
    }

    /// The model.
    pub fn model(&self) -> Read<Model> {
        self.cells(self.model.model())
    }

    /// Names of its scenarios, sorted as files of a folder are.
    pub fn scenarios(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.scenarios.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Where a scenario would be a file, if the workbook were a folder.
    pub fn scenario_path(&self, name: &str) -> PathBuf {
        self.path.join("scenarios").join(format!("{name}.toml"))
    }

    /// A scenario as written, in memory.
    pub fn scenario_source(&self, name: &str) -> Option<ScenarioSource> {
        let (_, written) = self.scenarios.iter().find(|(known, _)| known == name)?;
        let path = self.scenario_path(name);
        let beside = self.attack_of.get(name).and_then(|file| {
            let written = self.attacks.get(file)?;
            Some((path.with_file_name(file), written.text.clone()))
        });
        Some(ScenarioSource::of(path, written.text.clone(), beside))
    }

    /// A scenario for its model; `None` if there is none of that name.
    pub fn scenario(&self, name: &str, model: &Model) -> Option<Read<Scenario>> {
        Some(self.cells(self.scenario_source(name)?.scenario(model)))
    }

    /// What was reported about the model's events; `None` where nothing was.
    pub fn backtest(&self, model: &Model, scenarios: &[&Scenario]) -> Option<Read<Backtest>> {
        let limits = Limits::default();
        let written = self.reported.as_ref()?;
        let names: Vec<String> = self.scenarios().into_iter().map(str::to_owned).collect();
        let about = About { model, names: Some(&names), scenarios };
        let complaints = Complaints::new(limits.problems);
        let path = self.path.join("backtest.toml");
        Some(self.cells(checked_backtest(path, &written.text, about, &limits, complaints)))
    }

    /// Turns places in documents and tables into cells.
    fn cells<T>(&self, read: Read<T>) -> Read<T> {
        let Read { it, mut problems, omitted, files } = read;
        for problem in &mut problems {
            self.turn(problem);
        }
        // Files beside it stay: those of an attack's language and model.
        let own = |file: &PathBuf| !file.starts_with(&self.path);
        let files = std::iter::once(self.path.clone()).chain(files.into_iter().filter(own)).collect();
        Read { it: it.filter(|_| !self.is_broken), problems, omitted, files }
    }

    pub(crate) fn turn(&self, problem: &mut Problem) {
        let Ok(inside) = problem.file.strip_prefix(&self.path) else { return };
        let inside = inside.to_string_lossy().into_owned();
        if let Some(sheet) = self.lists.get(inside.as_str()) {
            if problem.line > 0
                && let Some((_, header)) = sheet.columns.iter().find(|(at, _)| at + 1 == problem.column)
            {
                name_header(problem, header);
            }
            (problem.file, problem.sheet) = (self.path.clone(), Some(inside));
            return;
        }
        let (written, sheet) = match inside.as_str() {
            "model.toml" => (Some(&self.head), MODEL),
            "backtest.toml" => (self.reported.as_ref(), REPORTED),
            other => {
                let name = other.rsplit(['/', '\\']).next().unwrap_or(other);
                let scenario = self.scenarios.iter().find(|(known, _)| format!("{known}.toml") == name);
                (scenario.map(|(_, written)| written).or_else(|| self.attacks.get(name)), SCENARIOS)
            }
        };
        match written.and_then(|written| written.turn(problem)) {
            Some(header) => name_header(problem, &header),
            None => {
                problem.sheet = Some(sheet.to_owned());
                (problem.line, problem.column, problem.length, problem.mark) = (0, 0, 0, 0);
                problem.excerpt.clear();
            }
        }
        problem.file.clone_from(&self.path);
    }

    /// The text of a scenario, by where it would be a file.
    pub(crate) fn scenario_text(&self, path: &Path) -> Option<&str> {
        let name = path.file_stem()?.to_str()?;
        self.scenarios.iter().find(|(known, _)| known == name).map(|(_, written)| written.text.as_str())
    }
}

/// All sheets of a workbook; or code, message and advice.
fn raw_sheets(
    path: &Path,
    formats: &dyn TableFormats,
    limits: &Limits,
) -> Result<Vec<RawSheet>, (&'static str, String, &'static str)> {
    let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !formats.workbooks().contains(&extension.as_str()) {
        let known = formats.workbooks().join(", ");
        return Err((
            "BS0120",
            format!("a workbook `.{extension}` is not read (those that are: {known})"),
            "save it as .xlsx",
        ));
    }
    let opened = file::open(path, limits.table_bytes)
        .map_err(|refused| (refused.code(), format!("this file {refused}"), refused.advice()))?;
    let sheets = formats.sheets(OpenTable { file: opened, path }, limits);
    sheets.map_err(|why| {
        let message = why.message.replacen("this table", "this workbook", 1);
        ("BS0120", message, "open it and save it again as .xlsx")
    })
}

/// A workbook while it is opened.
struct Opening<'p> {
    path: &'p Path,
    sheets: BTreeMap<&'static str, Sheet>,
}

impl<'p> Opening<'p> {
    /// Sorts the sheets; `None` if there is no model among them.
    fn new(raw: Vec<RawSheet>, path: &'p Path, limits: &Limits, said: &mut Said<'_>) -> Option<Self> {
        let mut sheets = BTreeMap::new();
        for raw in raw {
            let known = kinds::names().find(|name| raw.name.trim().to_lowercase() == *name);
            if let Some(name) = known {
                let sheet = Sheet::read(name, raw.cells, &kinds::columns_of(name), limits, said);
                if sheets.insert(name, sheet).is_some() {
                    let message = format!("two sheets are called `{name}`");
                    said.sheet(name, Severity::Error, "BS0121", &message, "rename or delete one of them");
                }
            } else if raw.name != ABOUT && !raw.cells.is_empty() {
                unknown_sheet(&raw.name, said);
            }
        }
        if !sheets.contains_key(MODEL) {
            let advice = "`blackstart init company.xlsx` writes a first workbook";
            said.whole("BS0120", format!("this is no workbook of a company: it has no sheet `{MODEL}`"), advice);
            return None;
        }
        Some(Self { path, sheets })
    }

    fn book(mut self, limits: &Limits, said: &mut Said<'_>) -> Book {
        let head = self.head(said);
        let OpenedScenarios { mut scenarios, attack_of, beside } = self.scenarios(said);
        let mut attacks = BTreeMap::new();
        let mut reported = None;
        let mut tables = Vec::new();
        let mut lists = BTreeMap::new();
        for list in kinds::lists() {
            let Some(mut sheet) = self.sheets.remove(list.name) else { continue };
            let check = |sheet: &Sheet, said: &mut Said<'_>| {
                let mut known = list.kind.columns().into_iter();
                check_columns(sheet, list.name, &|name| list.column(name).is_some(), &mut known, said);
            };
            if list.of_scenarios() {
                check(&sheet, said);
                let Some(lead) = leading(&sheet, list.name, said) else { continue };
                for row in &sheet.rows {
                    let it = sheet.row(list.name, row);
                    let Some(name) = named(&sheet, lead, it, said) else { continue };
                    let document = match scenarios.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, document)) => document,
                        None if attack_of.values().any(|file| *file == name) => {
                            attacks.entry(name).or_insert_with(|| first_line("A file of an attack, from a workbook."))
                        }
                        None => {
                            unknown_scenario(&name, &scenarios, it, lead, said);
                            continue;
                        }
                    };
                    document.heading(&format!("[[{}]]", list.kind.word), it);
                    document.record(list.kind, it, "");
                }
            } else if list.name == REPORTED {
                check(&sheet, said);
                if !sheet.rows.is_empty() {
                    let mut document = first_line("Reported numbers, from a workbook.");
                    for row in &sheet.rows {
                        let it = sheet.row(list.name, row);
                        document.heading(&format!("[[{}]]", BACKTEST.word), it);
                        document.record(list.kind, it, "");
                    }
                    reported = Some(document);
                }
            } else {
                let path = self.path.join(list.name);
                let rows = std::mem::take(&mut sheet.rows).into_iter();
                let rows = rows.map(|row| RawRow { number: row.row + 1, cells: row.cells }).collect();
                let form = Form {
                    sheet: Some(list.name.to_owned()),
                    header: sheet.header_row + 1,
                    columns: sheet.columns.iter().map(|(at, _)| at + 1).collect(),
                    ..Form::default()
                };
                let columns = sheet.columns.iter().map(|(_, name)| name.clone()).collect();
                // A sheet without rows may have any columns or none.
                let table = RawTable { columns, rows, form };
                if !table.columns.is_empty() {
                    tables.push(HeldTable { list: list.name, path, table: Arc::new(table), edited: BTreeMap::new() });
                }
                lists.insert(list.name, sheet);
            }
        }
        for (name, written) in scenarios.iter().map(|(name, written)| (name, written)).chain(&attacks) {
            if written.text.len() as u64 > limits.toml_bytes {
                let message = format!("the rows of `{name}` are more than {} MiB", limits.toml_bytes >> 20);
                said.sheet(SCENARIOS, Severity::Error, "BS0106", &message, "let one row stand for many");
            }
        }
        let names =
            scenarios.iter().map(|(name, _)| self.path.join("scenarios").join(format!("{name}.toml"))).collect();
        let folder = self.path.to_path_buf();
        let model = ModelSource::of(self.path.join("model.toml"), head.text.clone(), folder, tables, names);
        let path = self.path.to_path_buf();
        Book { path, model, head, lists, scenarios, attacks, attack_of, reported, beside, is_broken: false }
    }

    /// The model's keys as a document.
    fn head(&mut self, said: &mut Said<'_>) -> Written {
        let mut document = Written::new("A company, from a workbook.");
        let Some(sheet) = self.sheets.remove(MODEL) else { return document };
        let mut known = MODEL_COLUMNS.iter().map(|name| (*name).to_owned());
        check_columns(&sheet, MODEL, &|name| MODEL_COLUMNS.contains(&name), &mut known, said);
        let (Some(key_at), Some(value_at)) = (sheet.column("key"), sheet.column("value")) else {
            said.sheet(MODEL, Severity::Error, "BS0120", "this sheet has no columns `key` and `value`", "");
            return document;
        };
        let mut seen = BTreeSet::new();
        for row in &sheet.rows {
            let (key, value) = (row.cells[key_at].as_ref().map(text_of), row.cells[value_at].as_ref());
            let at = |at: usize| At { sheet: MODEL, row: row.row, column: sheet.columns[at].0, text: "" };
            let (key, value) = match (key, value) {
                (Some(key), Some(value)) => (key, value),
                (None, Some(value)) => {
                    let text = text_of(value);
                    said.cell(
                        At { text: &text, ..at(value_at) },
                        "BS0202",
                        "this value has no key",
                        "name its key, or delete it",
                    );
                    continue;
                }
                // A key without a value is as if it were not there.
                _ => continue,
            };
            if !seen.insert(key.clone()) {
                said.cell(
                    At { text: &key, ..at(key_at) },
                    "BS0104",
                    format!("key {} is given twice", quote(&key)),
                    "keep one of the two",
                );
                continue;
            }
            let shape = match kinds::model_key(&key) {
                Some(field) => field.shape,
                None => {
                    let near = did_you_mean(&key, kinds::head().iter().map(|field| field.key));
                    said.cell(
                        At { text: &key, ..at(key_at) },
                        "BS0201",
                        format!("a model has no key {}", quote(&key)),
                        near,
                    );
                    continue;
                }
            };
            document.pair(&bare(&key), shape, value, (sheet.row(MODEL, row), sheet.columns[value_at].0));
            document.line("");
        }
        document
    }

    /// Scenarios with their single tables, and which file the attack of each names.
    fn scenarios(&mut self, said: &mut Said<'_>) -> OpenedScenarios {
        let mut opened = OpenedScenarios::default();
        let Some(sheet) = self.sheets.remove(SCENARIOS) else { return opened };
        let mut known = kinds::columns_of(SCENARIOS).names().to_vec().into_iter();
        check_columns(&sheet, SCENARIOS, &|name| kinds::scenario_column(name).is_some(), &mut known, said);
        let Some(lead) = leading(&sheet, SCENARIOS, said) else { return opened };
        for row in &sheet.rows {
            let it = sheet.row(SCENARIOS, row);
            let Some(name) = named(&sheet, lead, it, said) else { continue };
            let at = At { sheet: SCENARIOS, row: row.row, column: sheet.columns[lead].0, text: &name };
            if opened.scenarios.iter().any(|(known, _)| *known == name) {
                said.cell(at, "BS0123", format!("scenario {} has two rows", quote(&name)), "keep one of the two");
                continue;
            }
            if !is_plain_name(&name) || name.chars().any(char::is_control) {
                let message = format!("{} cannot name a scenario: a file could not be called so", quote(&name));
                said.cell(at, "BS0122", message, "use letters, digits, `-` and `_`");
                continue;
            }
            let mut document = Written::default();
            document.stands_for(it);
            document.line("# A scenario, from a workbook.");
            document.fields(kinds::scenario_head(), it, "", "");
            for kind in SCENARIO_TABLES {
                let prefix = format!("{}.", kind.word);
                if it.filled().any(|(_, header, _)| header.starts_with(&prefix)) {
                    document.heading(&format!("[{}]", kind.word), it);
                    document.record(kind, it, &prefix);
                }
            }
            if let Some((_, file)) = it.get("attack.file") {
                opened.attack_of.insert(name.clone(), text_of(file));
            }
            let mal = ["attack.mal.language", "attack.mal.model"].into_iter().filter_map(|header| it.get(header));
            opened.beside.extend(mal.map(|(_, file)| text_of(file)));
            opened.scenarios.push((name, document));
        }
        opened
    }
}

/// Scenarios of a workbook.
#[derive(Default)]
struct OpenedScenarios {
    scenarios: Vec<(String, Written)>,
    /// Which file the attack of each names.
    attack_of: BTreeMap<String, String>,
    /// Files of languages and models that attacks name.
    beside: BTreeSet<String>,
}

/// Lets a message about a key name the whole header: `rebuild.duration` instead of `duration`.
fn name_header(problem: &mut Problem, header: &str) {
    let key = header.rsplit('.').next().unwrap_or(header);
    if let Some(rest) = problem.message.strip_prefix(&format!("`{key}`: ")) {
        problem.message = format!("`{header}`: {rest}");
    }
}

/// A document that begins with the version of its format.
fn first_line(comment: &str) -> Written {
    let mut document = Written::new(comment);
    document.line("format = 1");
    document
}

/// Says that nothing reads a sheet; a slip of the pen is an error.
fn unknown_sheet(name: &str, said: &mut Said<'_>) {
    let lower = name.trim().to_lowercase();
    let word = kinds::sheet_of(&lower);
    let slip = || kinds::names().find(|known| lower.len() < 24 && strsim::osa_distance(&lower, known) <= 1);
    match word.or_else(slip) {
        Some(near) => {
            let message = format!("sheet {} has no known name", quote(name));
            said.sheet(name, Severity::Error, "BS0121", &message, &format!("did you mean `{near}`?"));
        }
        None => {
            let near =
                nearest(&lower, kinds::names()).map(|near| format!("did you mean `{near}`?")).unwrap_or_default();
            said.sheet(name, Severity::Warning, "BS0121", &format!("nothing reads the sheet {}", quote(name)), &near);
        }
    }
}

/// Says which headers mean nothing.
fn check_columns(
    sheet: &Sheet,
    name: &str,
    is_known: &dyn Fn(&str) -> bool,
    known: &mut dyn Iterator<Item = String>,
    said: &mut Said<'_>,
) {
    let unknown: Vec<&(u32, String)> =
        sheet.columns.iter().filter(|(_, header)| !header.is_empty() && !is_known(header)).collect();
    if unknown.is_empty() {
        return;
    }
    let known: Vec<String> = known.collect();
    for (column, header) in unknown {
        let near = did_you_mean(header, known.iter().map(String::as_str));
        let at = At { sheet: name, row: sheet.header_row, column: *column, text: header };
        said.cell(at, "BS0201", format!("sheet `{name}` has no column {}", quote(header)), near);
    }
}

/// The column that names a row's scenario.
fn leading(sheet: &Sheet, name: &str, said: &mut Said<'_>) -> Option<usize> {
    let found = sheet.column(SCENARIO);
    if found.is_none() && !sheet.rows.is_empty() {
        let message = format!("this sheet has no column `{SCENARIO}`");
        said.sheet(name, Severity::Error, "BS0122", &message, "add it: it names the scenario that each row is part of");
    }
    found
}

/// The scenario that a row names.
fn named(sheet: &Sheet, lead: usize, row: RowOf<'_>, said: &mut Said<'_>) -> Option<String> {
    let name = row.cells[lead].as_ref().map(text_of);
    if name.is_none() {
        let at = At { sheet: row.sheet, row: row.row, column: sheet.columns[lead].0, text: "" };
        said.cell(at, "BS0122", "this row names no scenario", "name the scenario that it is part of");
    }
    name
}

fn unknown_scenario(name: &str, known: &[(String, Written)], row: RowOf<'_>, lead: usize, said: &mut Said<'_>) {
    let at = At { sheet: row.sheet, row: row.row, column: row.columns[lead].0, text: name };
    let near = did_you_mean(name, known.iter().map(|(known, _)| known.as_str()));
    let advice = if near.is_empty() { format!("give it a row in the sheet `{SCENARIOS}`") } else { near };
    said.cell(at, "BS0122", format!("there is no scenario {}", quote(name)), advice);
}

#[cfg(test)]
mod tests;
