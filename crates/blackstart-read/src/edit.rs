//! A model or a scenario in memory, changed field by field, through the same checks and with the same problems as its files.

mod path;
mod resolve;
#[cfg(test)]
mod tests;

use crate::places::Written;
use crate::reading::{compiled_model, compiled_scenario};
use crate::source;
use crate::source::held::{Change, Edit, Held, HeldTable, HeldTables};
use crate::source::place::{Body, Complaints, EDIT, Files, quote};
use crate::source::table;
use blackstart_model::model::Model;
use blackstart_model::problem::{Problem, Read, Severity};
use blackstart_model::scenario::Scenario;
use blackstart_model::table::{Cell, Limits, RawRow, RawTable, TableFormats};
pub(crate) use resolve::{Documents, Kinds, Target, find};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A model as written, in memory: the text of `model.toml` and the tables beside it. Changing it reads no file again and writes none.
///
/// Fields are named by paths as `docs/reference/editing.md` describes them:
///
/// ```
/// # let text = "format = 1\nname = \"m\"\ncurrency = \"GBP\"\n[[system]]\nid = \"erp\"\nrebuild = { duration = \"3d\" }\n";
/// let mut source = blackstart_read::ModelSource::text(text);
/// source.set("system.erp.rebuild.duration", "pert(1d, 2d, 5d)").unwrap();
/// source.set("system.erp.rebuild.fails", "0.1").unwrap();
/// let model = source.model().it.unwrap();
/// assert_eq!(model.systems.rows()[0].rebuild.as_ref().unwrap().fails, 0.1);
///
/// // What is wrong with a value is said when the model is read, as of a file; the place is the edit.
/// source.set("system.erp.rebuild.duration", "2 dys").unwrap();
/// let problem = &source.model().problems[0];
/// assert_eq!((problem.code, problem.file.to_str(), problem.line), ("BS0204", Some("edit"), 3));
/// assert_eq!(problem.excerpt, "system.erp.rebuild.duration = \"2 dys\"");
///
/// // What leads nowhere is said at once.
/// let problem = source.set("system.erb.rebuild.duration", "2d").unwrap_err();
/// assert_eq!(problem.advice.as_deref(), Some("did you mean `erp`?"));
/// ```
#[derive(Clone, Debug)]
pub struct ModelSource {
    path: PathBuf,
    text: String,
    folder: Option<PathBuf>,
    held: Held,
}

/// A scenario as written, in memory: its text and that of the file with more of its attack. The files of a MAL language and model are read whenever the
/// scenario is.
#[derive(Clone, Debug)]
pub struct ScenarioSource {
    path: PathBuf,
    text: String,
    held: Held,
}

/// The word by which edits name a row of a list: `system` of `systems`; `None`: a model has no such list.
pub fn row_word(list: &str) -> Option<&'static str> {
    crate::source::MODEL_KINDS.iter().find(|kind| kind.list == list).map(|kind| kind.word)
}

/// Why an edit cannot be made.
pub type Refused = Box<Problem>;

impl ModelSource {
    /// Reads a model folder into memory. `formats` reads the tables that are not CSV. There is a source unless a file cannot be read at all: wrong values
    /// may still be set right.
    pub fn open(folder: &Path, formats: &dyn TableFormats) -> Read<Self> {
        let limits = Limits::default();
        let (path, folder) = match folder.file_name() {
            Some(name) if name == "model.toml" && folder.is_file() => {
                (folder.to_path_buf(), folder.parent().unwrap_or(Path::new(".")).to_path_buf())
            }
            _ => (folder.join("model.toml"), folder.to_path_buf()),
        };
        let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
        let mut complaints = Complaints::new(limits.problems);
        let mut files = Files::new(formats, &limits);
        let number = files.add(path.clone(), Body::None);
        let text = source::load(&path, &folder, number, &limits, &mut complaints);
        let mut held = Held::default();
        if text.is_some() {
            for (list, path) in source::find_tables(&folder, formats, number, &mut complaints) {
                let number = files.add(path.clone(), Body::None);
                let source = table::Source { path: &path, file: number, formats, limits: &limits };
                let names = source::names_of(list);
                if let Some(table) = table::hold(source, &names, list, &mut complaints) {
                    held.tables.push(HeldTable { list, path, table: Arc::new(table), edited: Default::default() });
                }
            }
        }
        let it = text.filter(|_| complaints.about_files() == 0);
        let it = it.map(|text| Self { path, text, folder: Some(folder), held });
        files.read(it, complaints)
    }

    /// A model whose document and tables are in memory, and the paths that its scenarios would have.
    pub(crate) fn of(
        path: PathBuf,
        text: String,
        folder: PathBuf,
        tables: Vec<HeldTable>,
        scenarios: BTreeSet<PathBuf>,
    ) -> Self {
        Self { path, text, folder: Some(folder), held: Held { tables, scenarios, ..Held::default() } }
    }

    /// A model from the text of its `model.toml` alone.
    pub fn text(text: &str) -> Self {
        Self { path: PathBuf::from("model.toml"), text: text.to_owned(), folder: None, held: Held::default() }
    }

    /// A table in memory, by the name of its list.
    pub(crate) fn table(&self, list: &str) -> Option<&RawTable> {
        self.held.tables.iter().find(|table| table.list == list).map(|table| &*table.table)
    }

    /// Gives a field a value: TOML as in a file, units and all. What is no TOML stands for itself, so that `2d` is `"2d"`.
    ///
    /// # Errors
    /// If the path leads nowhere: to no kind, no row, or no key of it.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Model }.set(path, value)
    }

    /// Takes away a field, which is then as if it had not been written, or a row.
    ///
    /// # Errors
    /// If there is nothing at the path.
    pub fn remove(&mut self, path: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Model }.remove(path)
    }

    /// Adds a row to a list, as if it stood last in `model.toml`: lines of `key = value`, or `{ key = value, … }`.
    ///
    /// # Errors
    /// If there is no such list, or the row is no TOML.
    pub fn add(&mut self, kind: &str, row: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Model }.add(kind, row)
    }

    /// The model as it now is, checked and compiled: what its files would give if the edits stood in them.
    pub fn model(&self) -> Read<Model> {
        let limits = Limits::default();
        let complaints = Complaints::new(limits.problems);
        let files = Files::held(&self.held);
        let tables = HeldTables::of(&self.held);
        compiled_model(self.path.clone(), &self.text, self.folder.as_deref(), &tables, &limits, files, complaints)
    }

    /// Where fields are written; see [`Written`].
    pub fn places(&self, paths: &[&str]) -> Vec<Option<Written>> {
        crate::places::of(&self.path, &self.text, &self.held, Kinds::Model, paths)
    }
}

impl ScenarioSource {
    /// Reads a scenario file into memory.
    pub fn open(file: &Path) -> Read<Self> {
        let limits = Limits::default();
        let mut complaints = Complaints::new(limits.problems);
        let mut files = Files::default();
        let number = files.add(file.to_path_buf(), Body::None);
        let text = source::load(file, &crate::file::home_of_scenario(file), number, &limits, &mut complaints);
        let it = text.map(|text| {
            let mut held = Held::default();
            if let Some((path, text)) = source::attack_text(file, &text, &limits) {
                held.texts.insert(path, text);
            }
            Self { path: file.to_path_buf(), text, held }
        });
        files.read(it, complaints)
    }

    /// A scenario whose text is in memory, and that of the file with more of its attack.
    pub(crate) fn of(path: PathBuf, text: String, attack: Option<(PathBuf, String)>) -> Self {
        let texts = attack.into_iter().collect();
        Self { path, text, held: Held { texts, ..Held::default() } }
    }

    /// A scenario from its text.
    pub fn text(text: &str) -> Self {
        Self { path: PathBuf::from("scenario.toml"), text: text.to_owned(), held: Held::default() }
    }

    /// Gives a field a value; see [`ModelSource::set`].
    ///
    /// # Errors
    /// If the path leads nowhere.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Scenario }.set(path, value)
    }

    /// Takes away a field or a row; see [`ModelSource::remove`].
    ///
    /// # Errors
    /// If there is nothing at the path.
    pub fn remove(&mut self, path: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Scenario }.remove(path)
    }

    /// Adds a row to a list; see [`ModelSource::add`].
    ///
    /// # Errors
    /// If there is no such list, or the row is no TOML.
    pub fn add(&mut self, kind: &str, row: &str) -> Result<(), Refused> {
        Draft { path: &self.path, text: &self.text, held: &mut self.held, kinds: Kinds::Scenario }.add(kind, row)
    }

    /// The scenario as it now is, checked and compiled for a model.
    pub fn scenario(&self, model: &Model) -> Read<Scenario> {
        let limits = Limits::default();
        let complaints = Complaints::new(limits.problems);
        compiled_scenario(self.path.clone(), &self.text, model, &limits, Files::held(&self.held), complaints)
    }

    /// Where fields are written; see [`Written`].
    pub fn places(&self, paths: &[&str]) -> Vec<Option<Written>> {
        crate::places::of(&self.path, &self.text, &self.held, Kinds::Scenario, paths)
    }
}

/// What is being edited.
struct Draft<'s> {
    path: &'s Path,
    text: &'s str,
    held: &'s mut Held,
    kinds: Kinds,
}

impl Draft<'_> {
    fn set(&mut self, path: &str, value: &str) -> Result<(), Refused> {
        let value = as_toml(value);
        let shown = format!("{path} = {value}");
        match self.find(path, &shown)? {
            Target::Document { document, steps, .. } => {
                self.record(shown, path.len() + 3, format!("v = {value}"), Some((document, Change::Set(steps))));
            }
            Target::Cells { table, row, column, part } => {
                let toml = format!("v = {value}");
                let cells = {
                    let parsed = DeTable::parse(&toml).map_err(|_| self.refused("this is no value", &shown, (0, 0)))?;
                    cells(&column, part, parsed.get_ref().get("v").map(|it| it.get_ref()))
                };
                let at = self.held.edits.len();
                let Some(cells) = cells else {
                    let message = "a table's cell cannot hold this";
                    return Err(self.refused(message, &shown, (path.len() + 3, value.len())));
                };
                self.record(shown, path.len() + 3, toml, None);
                if part {
                    self.clear(table, row, &column);
                }
                for (column, cell) in cells {
                    self.put(table, row, column, Some(cell), at);
                }
            }
            Target::Row { .. } => {
                let message = "this is a row: name one of its fields";
                return Err(self.refused(message, &shown, (0, path.len())));
            }
        }
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<(), Refused> {
        let shown = format!("remove {path}");
        match self.find(path, path)? {
            Target::Document { document, steps, there } => {
                if !there {
                    return Err(self.refused("there is nothing here to take away", path, (0, path.len())));
                }
                self.record(shown.clone(), shown.len(), String::new(), Some((document, Change::Remove(steps))));
            }
            Target::Cells { table, row, column, .. } => {
                let at = self.held.edits.len();
                self.record(shown.clone(), shown.len(), String::new(), None);
                self.clear(table, row, &column);
                self.held.tables[table].edited.insert((row, column), at);
            }
            Target::Row { table, row } => {
                self.record(shown.clone(), shown.len(), String::new(), None);
                if let Some(row) = Arc::make_mut(&mut self.held.tables[table].table).rows.get_mut(row as usize) {
                    row.cells.clear();
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, kind: &str, row: &str) -> Result<(), Refused> {
        let row = row.trim();
        let (toml, shown, text_at, in_lines) = if row.starts_with('{') {
            (format!("v = {row}"), format!("{kind} = {row}"), kind.len() + 3, false)
        } else {
            (row.to_owned(), format!("[[{kind}]]\n{row}"), kind.len() + 5, true)
        };
        self.kinds.list(kind).map_err(|(message, advice)| {
            let problem = self.refused(&message, &shown, (if in_lines { 2 } else { 0 }, kind.len()));
            Box::new(Problem { advice, ..*problem })
        })?;
        match DeTable::parse(&toml) {
            Err(error) => {
                let before = toml.len() - (shown.len() - text_at);
                let span = error.span().unwrap_or(before..before);
                let at = text_at + span.start.saturating_sub(before);
                let problem = self.refused(&format!("this is not TOML: {}", error.message()), &shown, (at, span.len()));
                return Err(Box::new(Problem { code: "BS0103", ..*problem }));
            }
            Ok(parsed)
                if !in_lines
                    && !matches!(parsed.get_ref().get("v").map(|it| it.get_ref()), Some(DeValue::Table(_))) =>
            {
                return Err(self.refused("this is no row", &shown, (text_at, row.len())));
            }
            Ok(parsed) if !in_lines && parsed.get_ref().len() != 1 => {
                return Err(self.refused("this is more than one row", &shown, (text_at, row.len())));
            }
            Ok(_) => {}
        }
        let change = Change::Add(kind.to_owned());
        let document = self.path.to_path_buf();
        self.held.edits.push(Edit { shown, text_at, toml, in_lines, change: Some((document, change)) });
        Ok(())
    }

    fn record(&mut self, shown: String, text_at: usize, toml: String, change: Option<(PathBuf, Change)>) {
        self.held.edits.push(Edit { shown, text_at, toml, in_lines: false, change });
    }

    /// Where a path leads now.
    fn find(&self, path: &str, shown: &str) -> Result<Target, Refused> {
        let documents = Documents::of(self.path, self.text, self.held);
        find(&documents, self.held, self.kinds, path).map_err(|wrong| {
            let problem = self.refused(&wrong.message, shown, wrong.at);
            Box::new(Problem { code: wrong.code, advice: wrong.advice, ..*problem })
        })
    }

    /// Puts a cell into a table, which gets a column for it where it has none.
    fn put(&mut self, table: usize, row: u32, column: String, cell: Option<Cell>, edit: usize) {
        let held = &mut self.held.tables[table];
        let it = Arc::make_mut(&mut held.table);
        let at = it.columns.iter().position(|known| *known == column).unwrap_or_else(|| {
            it.columns.push(column.clone());
            it.columns.len() - 1
        });
        let width = it.columns.len();
        if let Some(RawRow { cells, .. }) = it.rows.get_mut(row as usize) {
            if cells.len() < width {
                cells.resize(width, None);
            }
            cells[at] = cell;
        }
        held.edited.insert((row, column), edit);
    }

    /// Empties a cell, and all cells of what is inside.
    fn clear(&mut self, table: usize, row: u32, column: &str) {
        let it = Arc::make_mut(&mut self.held.tables[table].table);
        let inside = |name: &str| name == column || name.strip_prefix(column).is_some_and(|rest| rest.starts_with('.'));
        let Some(RawRow { cells, .. }) = it.rows.get_mut(row as usize) else { return };
        for (name, cell) in it.columns.iter().zip(cells) {
            if inside(name) {
                *cell = None;
            }
        }
    }

    /// Why an edit cannot be made; its number is that of the edit it would have been.
    fn refused(&self, message: &str, shown: &str, (start, length): (usize, usize)) -> Refused {
        let spot = crate::source::place::Spot::in_line(1, shown, start, length);
        Box::new(Problem {
            code: "BS0201",
            severity: Severity::Error,
            message: crate::source::place::plain(message),
            file: PathBuf::from(EDIT),
            sheet: None,
            line: u32::try_from(self.held.edits.len() + 1).unwrap_or(u32::MAX),
            column: spot.column,
            length: spot.length,
            excerpt: spot.excerpt,
            mark: spot.mark,
            advice: None,
        })
    }
}

/// A value as TOML: as given, or as a text where that is no TOML value.
fn as_toml(value: &str) -> String {
    let value = value.trim();
    let alone = |parsed: &DeTable<'_>| parsed.len() == 1 && parsed.get("v").is_some();
    match DeTable::parse(&format!("v = {value}")) {
        Ok(parsed) if alone(parsed.get_ref()) && !value.is_empty() => value.to_owned(),
        _ => toml::Value::String(value.to_owned()).to_string(),
    }
}

/// What cells a value makes: one, or of a record one for each key. `None`: a cell cannot hold it.
fn cells(column: &str, part: bool, value: Option<&DeValue<'_>>) -> Option<Vec<(String, Cell)>> {
    match value? {
        DeValue::Table(table) if part => {
            let cell = |(key, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &toml::Spanned<DeValue<'_>>)| {
                Some((format!("{column}.{}", key.get_ref()), cell(value.get_ref())?))
            };
            table.iter().map(cell).collect()
        }
        other if !part => Some(vec![(column.to_owned(), cell(other)?)]),
        _ => None,
    }
}

fn cell(value: &DeValue<'_>) -> Option<Cell> {
    Some(match value {
        DeValue::String(text) => Cell::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => Cell::Text(number.as_str().to_owned()),
        DeValue::Integer(number) => Cell::Number(i64::from_str_radix(number.as_str(), number.radix()).ok()? as f64),
        DeValue::Float(number) => Cell::Text(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Cell::Text(truth.to_string()),
        DeValue::Datetime(moment) => Cell::Text(moment.to_string()),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| match cell(item.get_ref())? {
                Cell::Text(text) => Some(text),
                Cell::Number(number) => Some(number.to_string()),
            });
            Cell::Text(texts.collect::<Option<Vec<_>>>()?.join("; "))
        }
        DeValue::Table(_) => return None,
    })
}

/// Why nothing of a source can be found.
fn no_such(what: &str, id: &str) -> String {
    format!("there is no {what} {}", quote(id))
}
