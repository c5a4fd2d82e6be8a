//! A model's folder laid out as a workbook: every list a sheet, every field a column, values as they are written.

use super::kinds::{self, ListSheet, MODEL, SCENARIO, SCENARIOS};
use crate::file;
use crate::reading::scenario_names;
use crate::source::document::Document;
use crate::source::fields::truth;
use crate::source::kinds::{ScenarioHead, SeasonSpanRow};
use crate::source::place::{Body, Complaints, Files, RowPlace, count};
use crate::source::record::{Facts, Given, Kind, Need, OF_FIELDS, Record, Shape, list_words, nth};
use crate::source::{
    ATTACK_KINDS, BACKTEST, MODEL_KINDS, SCENARIO_KINDS, SCENARIO_TABLES, find_tables, load, names_of, table,
};
use crate::starter;
use blackstart_model::book::{About, Book, BookCell, BookColumn, BookSheet, Choice, Group};
use blackstart_model::problem::Read;
use blackstart_model::table::{Cell, Limits, RawTable, TableFormats};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// A model's folder as a workbook.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The workbook.
    pub book: Book,
    /// Files that stay beside it: the languages and models of attacks, by name.
    pub beside: Vec<String>,
}

/// The texts of a model's files.
#[derive(Default)]
struct Texts {
    folder: PathBuf,
    model: String,
    /// By the name of the list.
    tables: Vec<(&'static str, RawTable)>,
    /// Name, where it is, and text.
    scenarios: Vec<(String, PathBuf, String)>,
    backtest: Option<String>,
}

/// Lays out a model's folder, which must be sound, as a workbook; `formats` reads the tables that are not CSV.
pub fn lay(folder: &Path, formats: &dyn TableFormats) -> Read<Laid> {
    let limits = Limits::default();
    let mut complaints = Complaints::new(limits.problems);
    let mut files = Files::new(formats, &limits);
    let mut texts = Texts { folder: folder.to_path_buf(), ..Texts::default() };
    let path = folder.join("model.toml");
    let number = files.add(path.clone(), Body::None);
    let Some(text) = load(&path, folder, number, &limits, &mut complaints) else { return files.read(None, complaints) };
    texts.model = text;
    for (list, path) in find_tables(folder, formats, number, &mut complaints) {
        let number = files.add(path.clone(), Body::None);
        let source = table::Source { path: &path, file: number, formats, limits: &limits };
        let held = table::hold(source, &names_of(list), list, &mut complaints);
        texts.tables.extend(held.map(|table| (list, table)));
    }
    for name in scenario_names(folder) {
        let path = folder.join("scenarios").join(format!("{name}.toml"));
        let number = files.add(path.clone(), Body::None);
        let text = load(&path, folder, number, &limits, &mut complaints);
        texts.scenarios.extend(text.map(|text| (name, path, text)));
    }
    let path = folder.join("backtest.toml");
    if file::is_there(&path) {
        let number = files.add(path.clone(), Body::None);
        texts.backtest = load(&path, folder, number, &limits, &mut complaints);
    }
    if complaints.failed() {
        return files.read(None, complaints);
    }
    laid(&texts, &limits, complaints)
}

/// The starter company as a workbook.
pub fn starter_book() -> Option<Book> {
    let limits = Limits::default();
    let mut texts = Texts::default();
    for (name, text) in starter() {
        let path = Path::new(name);
        let stem = path.file_stem()?.to_str()?.to_owned();
        match *name {
            "model.toml" => texts.model = (*text).to_owned(),
            _ if name.starts_with("scenarios/") => texts.scenarios.push((stem, path.to_path_buf(), (*text).to_owned())),
            _ => {
                let list = MODEL_KINDS.iter().map(|kind| kind.list).find(|list| *list == stem && table::is_text(path));
                texts.tables.extend(list.and_then(|list| Some((list, table::of_csv(text)?))));
            }
        }
    }
    laid(&texts, &limits, Complaints::new(limits.problems)).it.map(|laid| laid.book)
}

/// A row: cells by the names of their columns.
type Cells = BTreeMap<String, BookCell>;

/// Sheets while rows are added.
#[derive(Default)]
struct Rows(BTreeMap<&'static str, Vec<Cells>>);

impl Rows {
    fn add(&mut self, sheet: &'static str, row: Cells) {
        self.0.entry(sheet).or_default().push(row);
    }
}

fn laid(texts: &Texts, limits: &Limits, mut complaints: Complaints) -> Read<Laid> {
    const REPORTS: Kind = BACKTEST;
    let named = texts.scenarios.iter().filter_map(|(_, path, text)| crate::source::attack_text(path, text, limits));
    let attacks: BTreeMap<PathBuf, String> = named.collect();
    let mut files = Files::default();
    let mut rows = Rows::default();
    let mut laying = Documents { files: &mut files, complaints: &mut complaints };

    let mut head = Cells::new();
    laying.take(texts.folder.join("model.toml"), &texts.model, |flat, root| {
        flat.fields(kinds::head(), root, "", &mut head);
        for kind in MODEL_KINDS {
            let apart = flat.list(kind, root).into_iter().flat_map(|row| seasons_apart(kind, row));
            apart.for_each(|row| rows.add(kind.list, row));
        }
    });
    for (list, table) in &texts.tables {
        let Some(sheet) = kinds::lists().find(|sheet| sheet.name == *list) else { continue };
        table_rows(sheet, table).into_iter().for_each(|row| rows.add(sheet.name, row));
    }
    let mut beside = BTreeSet::new();
    for (name, path, text) in &texts.scenarios {
        laying.take(path.clone(), text, |flat, root| {
            let row = flat.scenario(root, name);
            for key in ["attack.mal.language", "attack.mal.model"] {
                if let Some(BookCell::Text(file)) = row.get(key) {
                    beside.insert(file.clone());
                }
            }
            rows.add(SCENARIOS, row);
            flat.scenario_lists(root, name, &mut rows);
        });
    }
    for (path, text) in &attacks {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        laying.take(path.clone(), text, |flat, root| flat.scenario_lists(root, &name, &mut rows));
    }
    if let Some(text) = &texts.backtest {
        laying.take(texts.folder.join("backtest.toml"), text, |flat, root| {
            flat.list(const { &REPORTS }, root).into_iter().for_each(|row| rows.add(kinds::REPORTED, row));
        });
    }
    let title = ["title", "name"].into_iter().find_map(|key| match head.get(key) {
        Some(BookCell::Text(text)) => Some(text.clone()),
        _ => None,
    });
    let book = book(title.unwrap_or_default(), head, rows);
    files.read(Some(Laid { book, beside: beside.into_iter().collect() }), complaints)
}

/// Documents that are taken apart one after the other, and kept for the places in them.
struct Documents<'d, 't> {
    files: &'d mut Files<'t>,
    complaints: &'d mut Complaints,
}

impl<'t> Documents<'_, 't> {
    fn take(&mut self, path: PathBuf, text: &'t str, apart: impl FnOnce(&mut Flat<'_>, &DeTable<'t>)) {
        let file = self.files.add(path, Body::None);
        let document = Document::parse(text, file, self.complaints);
        apart(&mut Flat { complaints: self.complaints, file, list: "", row: 0 }, &document.root);
        self.files.set_body(file, Body::Toml(document));
    }
}

/// Takes a document's values apart.
struct Flat<'c> {
    complaints: &'c mut Complaints,
    file: u16,
    list: &'static str,
    row: u32,
}

impl Flat<'_> {
    /// The rows of a list.
    fn list(&mut self, kind: &'static Kind, root: &DeTable<'_>) -> Vec<Cells> {
        let items = root.get(kind.word).and_then(|value| value.get_ref().as_array());
        let mut rows = Vec::new();
        for (at, item) in items.into_iter().flat_map(|items| items.iter()).enumerate() {
            (self.list, self.row) = (kind.word, count(at));
            let mut row = Cells::new();
            if let Some(table) = item.get_ref().as_table() {
                self.record(kind, table, "", &mut row);
            }
            rows.push(row);
        }
        (self.list, self.row) = ("", 0);
        rows
    }

    fn scenario(&mut self, root: &DeTable<'_>, name: &str) -> Cells {
        let mut row = Cells::from([(SCENARIO.to_owned(), BookCell::Text(name.to_owned()))]);
        self.fields(kinds::scenario_head(), root, "", &mut row);
        for kind in SCENARIO_TABLES {
            if let Some(table) = root.get(kind.word).and_then(|value| value.get_ref().as_table()) {
                let (prefix, before) = (format!("{}.", kind.word), row.len());
                self.list = kind.word;
                self.record(kind, table, &prefix, &mut row);
                self.list = "";
                if row.len() == before {
                    is_there(kind, &prefix, &mut row);
                }
            }
        }
        row
    }

    fn scenario_lists(&mut self, root: &DeTable<'_>, name: &str, rows: &mut Rows) {
        for kind in SCENARIO_KINDS.iter().chain(ATTACK_KINDS) {
            for mut row in self.list(kind, root) {
                row.insert(SCENARIO.to_owned(), BookCell::Text(name.to_owned()));
                rows.add(kind.list, row);
            }
        }
    }

    /// Fields of a record and what every row may carry.
    fn record(&mut self, kind: &'static Kind, table: &DeTable<'_>, prefix: &str, row: &mut Cells) {
        self.fields(kind.fields, table, prefix, row);
        for (key, _) in kinds::common(kind) {
            if let Some(value) = table.get(key) {
                self.value(&format!("{prefix}{key}"), key, kinds::shape_of(key), value.get_ref(), row);
            }
        }
        for of in OF_FIELDS {
            let said = table.get(of).and_then(|value| value.get_ref().as_table());
            for (key, value) in said.into_iter().flatten() {
                let key = format!("{of}.{}", key.get_ref());
                self.value(&format!("{prefix}{key}"), &key, kinds::shape_of(of), value.get_ref(), row);
            }
        }
    }

    fn fields(&mut self, fields: &'static [Facts], table: &DeTable<'_>, prefix: &str, row: &mut Cells) {
        for field in fields {
            let Some(value) = table.get(field.key).map(|value| value.get_ref()) else { continue };
            let name = format!("{prefix}{}", field.key);
            match (&field.need, value) {
                (Need::Part(part), DeValue::Table(inner)) => self.part(part, inner, &name, row),
                (Need::List(part), DeValue::Array(items)) => {
                    for (at, item) in items.iter().enumerate() {
                        if let Some(inner) = item.get_ref().as_table() {
                            self.part(part, inner, &format!("{name}.{}", at + 1), row);
                        }
                    }
                }
                _ => self.value(&name, field.key, field.shape, value, row),
            }
        }
    }

    fn part(&mut self, part: &'static Kind, table: &DeTable<'_>, name: &str, row: &mut Cells) {
        let prefix = format!("{name}.");
        let before = row.len();
        self.fields(part.fields, table, &prefix, row);
        if row.len() == before {
            is_there(part, &prefix, row);
        }
    }

    fn value(&mut self, name: &str, key: &str, shape: Shape, value: &DeValue<'_>, row: &mut Cells) {
        // Nothing depends on a note: its blanks may go.
        match cell(shape, value, key == "note") {
            Some(cell) => {
                row.insert(name.to_owned(), cell);
            }
            None => {
                let place = RowPlace { file: self.file, list: self.list, row: self.row };
                let (why, advice) = match shape {
                    Shape::Text => {
                        ("it has no empty text, and no blanks around one", "delete the blanks, or leave the key out")
                    }
                    _ => ("it separates what is listed by `;`", "write each without `;`, and without blanks around it"),
                };
                self.complaints.error(
                    "BS0126",
                    place.at(name),
                    format!("`{key}`: a cell cannot hold this: {why}"),
                    advice,
                );
            }
        }
    }
}

/// Lets a record that is there and says nothing be there: one of its defaults says the same.
fn is_there(kind: &Kind, prefix: &str, row: &mut Cells) {
    let default = kind.fields.iter().find_map(|field| match field.need {
        Need::With(default) => Some((field.key, default)),
        _ => None,
    });
    if let Some((key, default)) = default {
        row.insert(format!("{prefix}{key}"), BookCell::Text(default.to_owned()));
    }
}

/// What a cell holds instead of a value of TOML; `None`: it cannot. Blanks around a text go unseen in one: `trims` says that they may.
fn cell(shape: Shape, value: &DeValue<'_>, trims: bool) -> Option<BookCell> {
    let separates = |text: &str| match shape {
        Shape::Refs(_) | Shape::RefsOrAll(_) | Shape::Tokens => {
            text.contains(|it: char| it == ';' || it.is_whitespace())
        }
        Shape::Texts | Shape::WordList(_) => text.contains(';') || text.trim() != text || text.is_empty(),
        Shape::Text => !trims && (text.trim() != text || text.is_empty()),
        _ => false,
    };
    let text = |value: &DeValue<'_>| match value {
        DeValue::String(text) => Some(text.to_string()).filter(|text| !separates(text)),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        other => Given::Toml(other).number().map(|number| number.to_string()),
    };
    Some(match value {
        DeValue::Boolean(truth) => BookCell::Truth(*truth),
        DeValue::Integer(_) | DeValue::Float(_) => BookCell::Number(Given::Toml(value).number()?),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| text(item.get_ref())).collect::<Option<_>>()?;
            BookCell::Text(match shape {
                Shape::Logic => format!("all({})", items.join(", ")),
                // Nothing listed, which is something else than nothing said.
                _ if items.is_empty() => ";".to_owned(),
                _ => items.join("; "),
            })
        }
        other => BookCell::Text(text(other)?),
    })
}

/// The rows of a table, with numbers as such.
fn table_rows(sheet: ListSheet, table: &RawTable) -> Vec<Cells> {
    let shapes: Vec<Option<Shape>> = table
        .columns
        .iter()
        .map(|name| match sheet.kind.column(name) {
            Some(crate::source::record::Column::Field(field)) => Some(field.shape),
            _ => None,
        })
        .collect();
    let mut rows = Vec::new();
    for row in table.rows.iter().filter(|row| row.cells.iter().any(Option::is_some)) {
        let mut cells = Cells::new();
        for ((name, shape), cell) in table.columns.iter().zip(&shapes).zip(&row.cells) {
            let Some(cell) = cell else { continue };
            cells.insert(name.clone(), table_cell(*shape, cell));
        }
        rows.push(cells);
    }
    rows
}

fn table_cell(shape: Option<Shape>, cell: &Cell) -> BookCell {
    match (shape, cell) {
        (Some(Shape::Bool), Cell::Text(text)) => {
            truth(text).map_or_else(|| BookCell::Text(text.clone()), BookCell::Truth)
        }
        (_, Cell::Number(number)) => BookCell::Number(*number),
        (Some(Shape::Quantity(..) | Shape::Whole(_) | Shape::Number), Cell::Text(text)) => match text.parse::<f64>() {
            // Only what is written the same way again.
            Ok(number) if number.is_finite() && number.to_string() == *text => BookCell::Number(number),
            _ => BookCell::Text(text.clone()),
        },
        (_, Cell::Text(text)) => BookCell::Text(text.clone()),
    }
}

/// A season as a row for each of its spans; any other row as it is.
fn seasons_apart(kind: &Kind, row: Cells) -> Vec<Cells> {
    if kind.list != SeasonSpanRow::KIND.list {
        return vec![row];
    }
    let spans: BTreeSet<u32> = row.keys().filter_map(|name| span_of(name).map(|(nth, _)| nth)).collect();
    let (mut rows, mut rest) = (Vec::new(), row.clone());
    rest.retain(|name, _| span_of(name).is_none());
    let id = rest.get("id").cloned();
    for nth in spans {
        let of = |name: &str| span_of(name).filter(|(it, _)| *it == nth).map(|(_, key)| key.to_owned());
        let mut span = std::mem::take(&mut rest);
        span.extend(id.clone().map(|id| ("id".to_owned(), id)));
        span.extend(row.iter().filter_map(|(name, cell)| Some((of(name)?, cell.clone()))));
        rows.push(span);
    }
    if !rest.is_empty() {
        rows.push(rest);
    }
    rows
}

/// Number and key of a column of a season's spans.
fn span_of(name: &str) -> Option<(u32, &str)> {
    let (number, key) = name.strip_prefix("dates.")?.split_once('.')?;
    Some((nth(number)?, key))
}

fn book(title: String, head: Cells, mut rows: Rows) -> Book {
    let mut sheets = vec![model_sheet(&head), scenario_sheet(rows.0.remove(SCENARIOS).unwrap_or_default())];
    for list in kinds::lists() {
        let rows = rows.0.remove(list.name).unwrap_or_default();
        sheets.push(list_sheet(list, rows));
    }
    // Those of the company first, its scenarios after them.
    let scenarios = sheets.remove(1);
    let at = sheets.iter().position(|sheet| sheet.group == Group::Scenarios).unwrap_or(sheets.len());
    sheets.insert(at, scenarios);
    Book { title, about: about(), sheets }
}

fn model_sheet(head: &Cells) -> BookSheet {
    let column = |header: &str, note: &str| BookColumn {
        header: header.to_owned(),
        note: note.to_owned(),
        must: header != "about",
        choice: Choice::Free,
        is_text: header == "key",
    };
    let columns = vec![
        column("key", "Key of the model's head, as in `model.toml`."),
        column("value", "Its value. A key whose value is empty is as if it were not there."),
        column("about", "What it means. This column is not read."),
    ];
    let text = |text: &str| Some(BookCell::Text(text.to_owned()));
    let rows = kinds::head().iter().map(|field| {
        let about = note(field, "", "").replace('\n', " ");
        vec![text(field.key), head.get(field.key).cloned(), text(&about)]
    });
    BookSheet { name: MODEL.to_owned(), group: Group::Model, columns, frozen: 1, rows: rows.collect() }
}

fn columns_of_scenarios(used: &BTreeSet<String>) -> Vec<BookColumn> {
    let about = "Name of the scenario: what is typed after the workbook's on the command line.";
    let mut columns = vec![lead(about, Choice::Free)];
    let mut laying = Laying { used, word: ScenarioHead::KIND.word, columns: &mut columns };
    laying.fields(kinds::scenario_head(), "", "", true);
    for kind in SCENARIO_TABLES {
        let prefix = format!("{}.", kind.word);
        let mut laying = Laying { used, word: kind.word, columns: &mut columns };
        laying.fields(kind.fields, &prefix, &format!("{} ", kind.doc.trim()), false);
        laying.common(kind, &prefix);
    }
    columns
}

fn scenario_sheet(rows: Vec<Cells>) -> BookSheet {
    let columns = columns_of_scenarios(&used(&rows));
    sheet(SCENARIOS, Group::Scenarios, columns, 1, rows)
}

fn list_sheet(list: ListSheet, rows: Vec<Cells>) -> BookSheet {
    let used = used(&rows);
    let mut columns = Vec::new();
    if list.of_scenarios() {
        let choice = Choice::Column { sheet: SCENARIOS.to_owned(), column: 0, several: list.group == Group::Attack };
        columns.push(lead("Scenario that the row is part of; or the file that `attack.file` names.", choice));
    }
    let frozen = columns.len() + 1;
    let mut laying = Laying { used: &used, word: list.kind.word, columns: &mut columns };
    laying.fields(list.kind.fields, "", "", true);
    laying.common(list.kind, "");
    sheet(list.name, list.group, columns, frozen, rows)
}

fn sheet(name: &str, group: Group, columns: Vec<BookColumn>, frozen: usize, rows: Vec<Cells>) -> BookSheet {
    let row = |mut row: Cells| columns.iter().map(|column| row.remove(&column.header)).collect();
    let rows = rows.into_iter().map(row).collect();
    BookSheet { name: name.to_owned(), group, columns, frozen, rows }
}

/// Names of all columns that rows fill.
fn used(rows: &[Cells]) -> BTreeSet<String> {
    rows.iter().flat_map(|row| row.keys().cloned()).collect()
}

fn lead(about: &str, choice: Choice) -> BookColumn {
    BookColumn { header: SCENARIO.to_owned(), note: format!("{about}\nRequired."), must: true, choice, is_text: true }
}

/// Columns of a sheet while they are laid out.
struct Laying<'l> {
    used: &'l BTreeSet<String>,
    word: &'static str,
    columns: &'l mut Vec<BookColumn>,
}

impl Laying<'_> {
    /// Columns of fields; `about` is what is said of the record that they are in.
    fn fields(&mut self, fields: &'static [Facts], prefix: &str, about: &str, top: bool) {
        for field in fields {
            let name = format!("{prefix}{}", field.key);
            let inside = format!("{} ", field.doc.trim());
            match field.need {
                Need::Part(part) => self.fields(part.fields, &format!("{name}."), &inside, false),
                Need::List(part) => {
                    let numbers = self.used.iter().filter_map(|header| {
                        nth(header.strip_prefix(name.as_str())?.strip_prefix('.')?.split_once('.')?.0)
                    });
                    // Seasons have a row per span instead.
                    let least = u32::from(top && part.word != "span");
                    for nth in 1..=numbers.max().unwrap_or(0).max(least) {
                        let more = format!("{inside}(The next one: `{name}.{}.…`.) ", nth + 1);
                        self.fields(part.fields, &format!("{name}.{nth}."), &more, false);
                    }
                }
                _ => {
                    let column = BookColumn {
                        note: note(field, about, prefix),
                        must: top && matches!(field.need, Need::Must),
                        choice: self.choice(&name, field.shape),
                        is_text: is_text(field.shape),
                        header: name,
                    };
                    self.columns.push(column);
                }
            }
        }
    }

    /// What every row may carry.
    fn common(&mut self, kind: &Kind, prefix: &str) {
        for (key, doc) in kinds::common(kind) {
            let header = format!("{prefix}{key}");
            // Few rows say so: it has a column where one does.
            if key == "knowable" && !self.used.contains(&header) {
                continue;
            }
            let choice = self.choice(&header, kinds::shape_of(key));
            self.columns.push(BookColumn {
                header,
                note: doc.to_owned(),
                must: false,
                choice,
                is_text: !matches!(key, "as_of" | "knowable"),
            });
        }
        for of in OF_FIELDS {
            let prefix = format!("{prefix}{of}.");
            for header in self.used.iter().filter(|header| header.starts_with(&prefix)) {
                let field = &header[prefix.len()..];
                let note = match of {
                    "source_of" => format!("Source of `{field}` alone."),
                    _ => {
                        format!("Share of the uncertainty of `{field}` alone that somebody could find out beforehand.")
                    }
                };
                let (choice, is_text) = (self.choice(header, kinds::shape_of(of)), of == "source_of");
                self.columns.push(BookColumn { header: header.clone(), note, must: false, choice, is_text });
            }
        }
    }

    fn choice(&self, name: &str, shape: Shape) -> Choice {
        let words = |words: &[&str]| Choice::Words(words.iter().map(|word| (*word).to_owned()).collect());
        let (word, several) = match shape {
            Shape::Words(list) => return words(list),
            Shape::Bool => return words(&["true", "false"]),
            Shape::Id if self.word == BACKTEST.word && name == SCENARIO => ("scenario", false),
            Shape::Ref(word) => (word, false),
            Shape::Refs(word) | Shape::RefsOrAll(word) => (word, true),
            // What sites need are services; what these and systems need are systems.
            Shape::Logic if self.word == "site" => ("service", true),
            Shape::Logic => ("system", true),
            _ => return Choice::Free,
        };
        let Some(sheet) = kinds::sheet_of(word) else { return Choice::Free };
        // The id comes first, after the scenario where there is one.
        let leads = kinds::lists().any(|list| list.name == sheet && list.of_scenarios());
        Choice::Column { sheet: sheet.to_owned(), column: usize::from(leads), several }
    }
}

/// Whether what is typed must stay as typed.
fn is_text(shape: Shape) -> bool {
    !matches!(shape, Shape::Quantity(..) | Shape::Bool | Shape::Whole(_) | Shape::Number | Shape::Moment)
}

/// What a field means and how it is written.
fn note(field: &Facts, about: &str, prefix: &str) -> String {
    let separated = match field.shape {
        Shape::Refs(_) | Shape::RefsOrAll(_) | Shape::Texts | Shape::Tokens | Shape::WordList(_) => {
            ", separated by `;`"
        }
        _ => "",
    };
    let expected = match field.shape {
        Shape::Text => "a text".to_owned(),
        // All of them, however many: the drop-down has them too.
        Shape::Words(words) if words.len() <= 12 => format!("one of {}", list_words(words.iter().copied())),
        shape => shape.expected(),
    };
    let need = match field.need {
        Need::Must if prefix.is_empty() => "\nRequired.".to_owned(),
        Need::Must => format!("\nRequired where any `{prefix}…` is filled."),
        Need::With(default) => format!("\nIf empty: {default}"),
        _ => String::new(),
    };
    format!("{about}{}\nWrite {expected}{separated}.{need}", field.doc.trim())
}

/// The sheet that explains.
fn about() -> Vec<About> {
    let text = |text: &str| About::Text(text.to_owned());
    let heading = |text: &str| About::Heading(text.to_owned());
    let mut lines = vec![
        heading("A company in one workbook"),
        text(
            "Each sheet is a list, each row one of it, each column a field. Point at a header to read what it means and how it is written; headers in bold on colour are required.",
        ),
        text(
            "What to do next: put your own rows in the place of the example's, save, and run `blackstart check` with this file's name: it tells every mistake at once, with its cell. Then `blackstart run` with the same name.",
        ),
        heading("How to write"),
        text(
            "Ids are yours: letters, digits, `-`, `_` and `.`. A row that means another names its id; several ids are separated by `;`.",
        ),
        text(
            "Quantities carry their unit: 4h, 3d, 2w; 540/d; £2.5m. Shares are 35% or 0.35. Dates are dates of the spreadsheet, or 2026-03-01, or 2026-03-01T18:00.",
        ),
        text(
            "What is not certain is a distribution: pert(2d, 4d, 9d), uniform(20%, 50%), lognormal(median 3d, p90 10d).",
        ),
        text("Logic: all(erp, mes), any(edi, phone), 2 of (a, b, c)."),
        text(
            "A header with dots is a field inside another: rebuild.duration. Numbers in it count a list: covers.1.of, covers.2.of; add columns for more.",
        ),
        text("An empty cell is nothing said: the default applies. A cell with only `;` is an empty list."),
        text("A number, date or text that a formula gives is read as the spreadsheet last computed it."),
        heading("Scenarios"),
        text(
            "Each bad day is a row of the sheet `scenarios`; rows of the sheets after it name in their first column which scenario they belong to.",
        ),
        heading("Sheets"),
        About::Sheet(MODEL.to_owned(), "The company: name, currency, length of a step.".to_owned()),
    ];
    let sheet = |name: &str, doc: &str| About::Sheet(name.to_owned(), doc.trim().to_owned());
    let mut before = Group::Model;
    for list in kinds::lists() {
        if before == Group::Model && list.group == Group::Scenarios {
            lines.push(sheet(SCENARIOS, "Bad days: start, length, and how the company answers."));
        }
        before = list.group;
        lines.push(sheet(list.name, list.kind.doc));
    }
    lines.push(text("Sheets without rows may stay or be deleted. A sheet of your own is left alone; `check` names it. More: docs/how-to/use-a-workbook.md."));
    lines
}
