//! A model of a company from what it has: inventories, analyses, supplier lists, exports.

use super::folder::{self, ImportedChange};
use super::oed::refused_file;
use crate::answer::Answer;
use crate::check::{CheckRequest, ModelHead, check};
use crate::failure::Failure;
use crate::found::Found;
use crate::paths::shown;
use crate::watch::Watcher;
use blackstart_import::company::{self, Assumed, Company, Input, Laws, Map, PassedOver, Sheet, json};
use blackstart_model::table::is_workbook;
use blackstart_model::{Limits, Problem, Severity};
use blackstart_read::{self as read, file};
use blackstart_report::lists::{Cell, List, workbook};
use blackstart_store::{Formats, sheet_names, write_file};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Largest file of another form than a table's that is read.
const LARGEST: u64 = 1 << 30;

/// Largest map file.
const LARGEST_MAP: u64 = 4 << 20;

/// The map file that a dry run writes unless another is named.
const MAP: &str = "map.toml";

/// Names without a match that an answer has; all are in `assumptions.xlsx`.
const MOST_NAMES: usize = 5;

/// Which files, what they hold, and what for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ImportCompanyRequest {
    /// Tables: CSV, workbooks, Parquet, JSON.
    pub files: Vec<PathBuf>,
    /// What they hold; without it that is guessed. A dry run writes it if it does not exist.
    pub map: Option<PathBuf>,
    /// Whether only to say what would be taken from where.
    pub dry_run: bool,
    /// Folder of the model: a new one, or one that was imported before.
    pub out: Option<PathBuf>,
}

/// What was taken, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/import-company/1")]
pub struct ImportCompanyAnswer {
    /// Whether the model has no error; of a dry run, whether there is anything to make one of.
    pub ok: bool,
    /// What the tables were taken for.
    pub tables: Vec<ImportedTable>,
    /// What types of relations were taken for.
    pub relations: Vec<ImportedRelation>,
    /// The map file, where one was written.
    pub map: Option<String>,
    /// The folder, where one was written.
    pub folder: Option<String>,
    /// How many of everything the model has.
    pub model: Option<ModelHead>,
    /// How many cells were invented or guessed; `assumptions.xlsx` lists them.
    pub assumed: usize,
    /// How many names nothing has, rows that are about one thing, circles, and things that stop nothing; it lists these, too.
    pub unmatched: usize,
    /// The first of the names that nothing has.
    pub unmatched_names: Vec<ImportedName>,
    /// What the company sells in a year, where that is a guess: every loss in money scales with it.
    pub guessed_sales: Option<String>,
    /// What is taken for granted that moves the result most, a sentence to each.
    pub weightiest: Vec<String>,
    /// Rows that are about one thing.
    pub duplicates: usize,
    /// Circles of dependencies that were cut.
    pub cycles: usize,
    /// What nothing needs, or what needs nothing.
    pub orphans: usize,
    /// What was passed over: what, how often, why.
    pub passed_over: Vec<ImportedPassed>,
    /// What this import changes in a folder that was imported before, and what it leaves as somebody edited it.
    pub changes: Vec<ImportedChange>,
    /// What is wrong with the files.
    #[serde(flatten)]
    pub found: Found,
}

/// What one table was taken for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedTable {
    /// The file, and the sheet of a workbook.
    pub table: String,
    /// What it is about.
    pub kind: String,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
    /// Rows.
    pub rows: usize,
    /// Its columns.
    pub columns: Vec<ImportedColumn>,
}

/// What one column was taken for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedColumn {
    /// Its header.
    pub column: String,
    /// Our field; none: passed over.
    pub field: Option<String>,
    /// Its first values.
    pub samples: Vec<String>,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// What one type of relation was taken for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImportedRelation {
    /// The type.
    pub kind: String,
    /// Which end stops with which.
    pub effect: String,
    /// How many there are.
    pub count: usize,
    /// How sure that is, 0 to 1.
    pub confidence: f64,
}

/// A name that nothing has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedName {
    /// As it is written.
    pub name: String,
    /// Where.
    pub place: String,
    /// What was done about it.
    pub what: String,
}

/// Something that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedPassed {
    /// What.
    pub what: String,
    /// How often.
    pub count: usize,
    /// Why.
    pub why: String,
}

impl Answer for ImportCompanyAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.ok { Ok(()) } else { Err(Failure::Invalid(self.found.clone())) }
    }
}

/// Makes a model of a company's tables, or says what would be taken from where.
///
/// # Errors
/// If a file cannot be read, if the folder holds something else, or if the system refuses.
pub fn import_company(request: &ImportCompanyRequest, watcher: &dyn Watcher) -> Result<ImportCompanyAnswer, Failure> {
    if request.files.is_empty() {
        return Err(Failure::usage("name the files to import"));
    }
    if request.out.is_none() && !request.dry_run {
        return Err(Failure::usage("name the folder of the model, or look first what would be read"));
    }
    let mut found = Found::default();
    let map = map(request, &mut found)?;
    let sheets = sheets(&request.files, map.as_ref(), &mut found)?;
    if found.errors().next().is_some() {
        return Err(Failure::Invalid(found));
    }
    let folder = request.out.as_deref();
    let name =
        folder.and_then(Path::file_name).map_or_else(|| "company".to_owned(), |it| it.to_string_lossy().into_owned());
    let read::RestoreLaws { first_hours, normal_hours, p90, mean, common, from } = read::restore_laws();
    let laws = Laws { first_hours, normal_hours, p90, mean, common, from };
    let known = folder.map(folder::known).unwrap_or_default();
    let input = Input {
        sheets: &sheets,
        map: map.as_ref(),
        name: &name,
        laws: &laws,
        known: &known,
        most_systems: Limits::default().systems,
    };
    let mut company = company::company(&input);
    take_problems(&mut company, &request.files, &mut found);
    let mut answer = told(&company, &sheets);
    let failed = found.errors().next().is_some();
    if request.dry_run || failed {
        if request.dry_run && map.is_none() {
            answer.map = Some(write_map(request, &company.map)?);
        }
        (answer.ok, answer.found) = (!failed, found);
        return Ok(answer);
    }
    let Some(folder) = folder else { return Err(Failure::fault("a folder was asked for")) };
    let book = assumptions(&company, &sheets)?;
    answer.changes = folder::write(folder, company, book, &mut found)?;
    answer.folder = Some(shown(folder));
    let checked = check(&CheckRequest { model: folder.to_path_buf(), ..CheckRequest::default() }, watcher)?;
    (answer.ok, answer.model) = (checked.ok, checked.model);
    found.join(checked.found);
    answer.found = found;
    Ok(answer)
}

/// The map that is given; none if there is none, or if a dry run is to write it.
fn map(request: &ImportCompanyRequest, found: &mut Found) -> Result<Option<Map>, Failure> {
    let Some(path) = &request.map else { return Ok(None) };
    if request.dry_run && !file::is_there(path) {
        return Ok(None);
    }
    let text = file::text(path, LARGEST_MAP).map_err(|refused| refused_file(path, &refused))?;
    match Map::read(&text) {
        Ok(map) => Ok(Some(map)),
        Err(faults) => {
            found.problems.extend(faults.into_iter().map(|(line, message, advice)| {
                let excerpt: String =
                    text.lines().nth(line as usize - 1).unwrap_or_default().chars().take(200).collect();
                let length = u32::try_from(excerpt.chars().count()).unwrap_or(0);
                problem("BS0132", path, message, advice, (line, excerpt, length))
            }));
            found.files.push(path.clone());
            Ok(None)
        }
    }
}

fn problem(code: &'static str, path: &Path, message: String, advice: String, at: (u32, String, u32)) -> Problem {
    let (line, excerpt, length) = at;
    Problem {
        line,
        column: u32::from(line > 0),
        length,
        excerpt,
        ..Problem::of_file(code, Severity::Error, path, message, &advice)
    }
}

/// Every table of the files.
fn sheets(files: &[PathBuf], map: Option<&Map>, found: &mut Found) -> Result<Vec<Sheet>, Failure> {
    let mut sheets = Vec::new();
    let mut seen = BTreeMap::new();
    let mut names = company::names();
    if let Some(map) = map {
        names = map.tables.iter().flat_map(|table| &table.columns).map(|column| column.header.clone()).collect();
    }
    for path in files {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(other) = seen.insert(name.clone(), path) {
            return Err(Failure::Usage(format!(
                "{} and {} have the same name; give one of them another, so that a cell has one place",
                other.display(),
                path.display()
            )));
        }
        let extension = path.extension().map(|it| it.to_string_lossy().to_lowercase()).unwrap_or_default();
        if extension == "json" {
            let text = file::text(path, LARGEST).map_err(|refused| refused_file(path, &refused))?;
            match json::sheet(&name, &text) {
                Ok(sheet) => sheets.push(sheet),
                Err(why) => {
                    let advice = "export the records as JSON, or as CSV".to_owned();
                    found.problems.push(problem("BS0134", path, why, advice, (0, String::new(), 0)));
                }
            }
            continue;
        }
        if !is_workbook(path) {
            sheets.extend(sheet(path, &name, None, &names, found));
            continue;
        }
        let opened = file::open(path, Limits::default().table_bytes).map_err(|refused| refused_file(path, &refused))?;
        let all = sheet_names(opened, path).map_err(|why| Failure::Malformed(format!("{}: {why}", path.display())))?;
        for each in &all {
            sheets.extend(sheet(path, &name, Some(each), &names, found));
        }
    }
    Ok(sheets)
}

/// One table.
fn sheet(path: &Path, name: &str, sheet: Option<&str>, names: &[String], found: &mut Found) -> Option<Sheet> {
    let mut read = read::sheet(path, sheet, names, &Formats);
    // How the text is written is told with the assumptions.
    read.problems.retain(|problem| problem.code != "BS0110");
    for problem in &mut read.problems {
        problem.sheet = problem.sheet.take().or_else(|| sheet.map(str::to_owned));
    }
    // An empty sheet is passed over; one that is no table, such as a title page, as well, which is told: it may have been meant as one.
    if sheet.is_some() && read.it.is_none() && read.problems.iter().all(|problem| problem.code == "BS0105") {
        read.problems.retain(|problem| problem.line > 0);
        for problem in &mut read.problems {
            problem.severity = Severity::Warning;
            problem.message = format!("this sheet is no table and is passed over: {}", problem.message);
        }
    }
    let table = found.take(read)?;
    Some(Sheet { file: name.to_owned(), name: sheet.unwrap_or_default().to_owned(), table })
}

/// What an import has to say about its files, with their places.
fn take_problems(company: &mut Company, files: &[PathBuf], found: &mut Found) {
    for mut problem in std::mem::take(&mut company.notes.problems) {
        let its = files.iter().find(|path| path.file_name().is_some_and(|name| name == problem.file.as_os_str()));
        problem.file = its.or(files.first()).cloned().unwrap_or_default();
        found.problems.push(problem);
    }
    found.problems.sort_by_key(|problem| problem.severity);
    found.omitted += company.notes.omitted;
}

fn told(company: &Company, sheets: &[Sheet]) -> ImportCompanyAnswer {
    let notes = &company.notes;
    let rows = |file: &str, name: &str| {
        sheets.iter().find(|sheet| sheet.file == file && sheet.name == name).map_or(0, |sheet| sheet.table.rows.len())
    };
    let tables = company.map.tables.iter().map(|table| ImportedTable {
        table: if table.sheet.is_empty() { table.file.clone() } else { format!("{}!{}", table.file, table.sheet) },
        kind: table.kind.word().to_owned(),
        confidence: table.confidence,
        rows: rows(&table.file, &table.sheet),
        columns: table
            .columns
            .iter()
            .map(|column| ImportedColumn {
                column: column.header.clone(),
                field: (!column.field.is_empty()).then(|| column.words()),
                samples: column.samples.clone(),
                confidence: column.confidence,
            })
            .collect(),
    });
    let relation = |(kind, effect, count, confidence): &(String, String, usize, f64)| ImportedRelation {
        kind: kind.clone(),
        effect: effect.clone(),
        count: *count,
        confidence: *confidence,
    };
    let passed = |it: PassedOver| ImportedPassed { what: it.what, count: it.count, why: it.why };
    ImportCompanyAnswer {
        ok: false,
        tables: tables.collect(),
        relations: notes.relations.iter().map(relation).collect(),
        map: None,
        folder: None,
        model: None,
        assumed: notes.assumed.len(),
        unmatched: notes.unmatched.len(),
        unmatched_names: notes
            .unmatched
            .iter()
            .take(MOST_NAMES)
            .map(|[name, place, what]| ImportedName { name: name.clone(), place: place.clone(), what: what.clone() })
            .collect(),
        guessed_sales: notes.guessed_sales.clone(),
        weightiest: notes.weightiest.clone(),
        duplicates: notes.duplicates.len(),
        cycles: notes.cycles.len(),
        orphans: notes.orphans.len(),
        passed_over: notes.passed().into_iter().map(passed).collect(),
        changes: Vec::new(),
        found: Found::default(),
    }
}

fn write_map(request: &ImportCompanyRequest, map: &Map) -> Result<String, Failure> {
    let path = request.map.clone().unwrap_or_else(|| PathBuf::from(MAP));
    if file::is_there(&path) {
        return Err(Failure::Usage(format!(
            "{} is there already; give it as the map, or name another file there",
            path.display()
        )));
    }
    write_file(&path, map.text().as_bytes())?;
    Ok(shown(&path))
}

/// The workbook of everything that was invented, guessed or passed over.
fn assumptions(company: &Company, sheets: &[Sheet]) -> Result<Vec<u8>, Failure> {
    let notes = &company.notes;
    let text = |it: &str| Cell::Text(it.to_owned());
    let assumed = |it: &Assumed| vec![text(&it.place), text(&it.value), text(&it.why), Cell::Number(it.confidence)];
    let passed = |it: PassedOver| vec![text(&it.what), text(&it.place), Cell::Number(it.count as f64), text(&it.why)];
    let form = |sheet: &Sheet| {
        let form = &sheet.table.form;
        let mut told = vec![format!("names of columns in row {}", form.header.max(1))];
        if let Some(text) = &form.text {
            told.push(format!("columns separated by `{}`", char::from(text.separator).escape_debug()));
            told.push(text.encoding.to_string());
        }
        vec![text(&sheet.title()), text(&told.join(", "))]
    };
    let lists = [
        List {
            title: "assumptions",
            columns: &[("where", 44.0), ("value", 34.0), ("why", 90.0), ("confidence", 11.0)],
            rows: notes.assumed.iter().map(assumed).collect(),
        },
        List {
            title: "unmatched names",
            columns: &[("name", 40.0), ("where", 40.0), ("what was done", 70.0)],
            rows: notes.unmatched.iter().map(|it| it.iter().map(|it| text(it)).collect()).collect(),
        },
        List {
            title: "duplicates",
            columns: &[("name", 40.0), ("where", 40.0), ("what was done", 70.0)],
            rows: notes.duplicates.iter().map(|it| it.iter().map(|it| text(it)).collect()).collect(),
        },
        List {
            title: "cycles",
            columns: &[("circle", 70.0), ("what was done", 70.0)],
            rows: notes.cycles.iter().map(|it| it.iter().map(|it| text(it)).collect()).collect(),
        },
        List {
            title: "orphans",
            columns: &[("name", 40.0), ("kind", 12.0), ("what that means", 80.0)],
            rows: notes.orphans.iter().map(|it| it.iter().map(|it| text(it)).collect()).collect(),
        },
        List {
            title: "passed over",
            columns: &[("what", 50.0), ("first", 40.0), ("times", 8.0), ("why", 70.0)],
            rows: notes.passed().into_iter().map(passed).collect(),
        },
        List {
            title: "files",
            columns: &[("table", 50.0), ("read as", 70.0)],
            rows: sheets.iter().map(form).collect(),
        },
    ];
    workbook("Assumptions of an import", &lists).map_err(Failure::fault)
}
