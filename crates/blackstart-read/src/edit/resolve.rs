//! Where a path leads: into a document or into the cells of a table, and what is said where it leads nowhere.

use super::path::{Is, Part, parts};
use crate::source::document::Document;
use crate::source::held::{Held, HeldTable, Step};
use crate::source::kinds::{Head, ScenarioHead, SeasonSpanRow};
use crate::source::place::{Complaints, count, did_you_mean, quote};
use crate::source::record::{COMMON, Kind, Need, OF_FIELDS, Record, list_words};
use crate::source::{ATTACK_KINDS, MODEL_KINDS, SCENARIO_KINDS, SCENARIO_TABLES};
use blackstart_model::table::Cell;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// What kinds of rows a source has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kinds {
    Model,
    Scenario,
}

impl Kinds {
    fn head(self) -> &'static Kind {
        match self {
            Self::Model => &Head::KIND,
            Self::Scenario => &ScenarioHead::KIND,
        }
    }

    fn singles(self) -> &'static [Kind] {
        match self {
            Self::Model => &[],
            Self::Scenario => SCENARIO_TABLES,
        }
    }

    fn lists(self) -> impl Iterator<Item = &'static Kind> + Clone {
        let (own, others): (&[Kind], &[Kind]) = match self {
            Self::Model => (MODEL_KINDS, &[]),
            Self::Scenario => (SCENARIO_KINDS, ATTACK_KINDS),
        };
        own.iter().chain(others)
    }

    /// The kind of a list; what is wrong and what was meant, where there is none.
    pub(super) fn list(self, word: &str) -> Result<&'static Kind, (String, Option<String>)> {
        self.lists().find(|kind| kind.word == word).ok_or_else(|| {
            let known = || self.lists().map(|kind| kind.word);
            (format!("there is no list {}", quote(word)), Some(near(word, known())))
        })
    }
}

/// What comes nearest to a word, or all that there is.
fn near<'w>(word: &str, known: impl Iterator<Item = &'w str> + Clone) -> String {
    let near = did_you_mean(word, known.clone());
    if near.is_empty() { format!("there are {}", list_words(known)) } else { near }
}

/// Where a path leads.
#[derive(Debug)]
pub(crate) enum Target {
    /// To a place in a document, where something stands or not.
    Document { document: PathBuf, steps: Vec<Step>, there: bool },
    /// To a cell, or to all cells of a record inside a row (`part`).
    Cells { table: usize, row: u32, column: String, part: bool },
    /// To a row of a table.
    Row { table: usize, row: u32 },
}

/// Why a path leads nowhere.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub code: &'static str,
    pub message: String,
    /// Bytes of the path: start, length.
    pub at: (usize, usize),
    pub advice: Option<String>,
}

impl Wrong {
    fn new(message: impl Into<String>, at: (usize, usize)) -> Self {
        Self { code: "BS0201", message: message.into(), at, advice: None }
    }
    fn advice(self, advice: String) -> Self {
        Self { advice: Some(advice).filter(|it| !it.is_empty()), ..self }
    }
}

/// The documents of a source as they now are: its own first.
pub(crate) struct Documents<'t> {
    pub list: Vec<(PathBuf, Document<'t>)>,
}

impl<'t> Documents<'t> {
    pub(crate) fn of(path: &Path, text: &'t str, held: &'t Held) -> Self {
        let parsed = |path: &Path, text: &'t str| {
            let mut document = Document::parse(text, 0, &mut Complaints::new(1));
            held.change(path, &mut document.root);
            (path.to_path_buf(), document)
        };
        let others = held.texts.iter().map(|(path, text)| parsed(path, text));
        Self { list: std::iter::once(parsed(path, text)).chain(others).collect() }
    }

    fn root(&self) -> &DeTable<'t> {
        &self.list[0].1.root
    }
}

/// Where a path leads now.
pub(crate) fn find(documents: &Documents<'_>, held: &Held, kinds: Kinds, path: &str) -> Result<Target, Wrong> {
    let parts = parts(path).map_err(|(message, at)| Wrong::new(message, at))?;
    let Some((Part { is: Is::Name(word), at }, rest)) = parts.split_first() else {
        return Err(Wrong::new("a path begins with the name of a key or a list", (0, path.len())));
    };
    let in_document = |steps, node: Option<&DeValue<'_>>| Target::Document {
        document: documents.list[0].0.clone(),
        steps,
        there: node.is_some(),
    };
    if kinds.head().fields.iter().any(|field| field.key == word) {
        let mut walk = Walk { steps: Vec::new(), node: None, columns: false };
        walk.fields(kinds.head(), &parts, Some(documents.root()), false)?;
        return Ok(in_document(walk.steps, walk.node));
    }
    if let Some(kind) = kinds.singles().iter().find(|kind| kind.word == word) {
        let node = documents.root().get(kind.word).map(|value| value.get_ref());
        let mut walk = Walk { steps: vec![Step::Key(kind.word.to_owned())], node, columns: false };
        walk.fields(kind, rest, node.and_then(DeValue::as_table), true)?;
        return Ok(in_document(walk.steps, walk.node));
    }
    let Some(kind) = kinds.lists().find(|kind| kind.word == word) else {
        let heads = kinds.head().fields.iter().map(|field| field.key);
        let known = heads.chain(kinds.singles().iter().chain(kinds.lists()).map(|kind| kind.word)).collect::<Vec<_>>();
        let advice = near(word, known.iter().copied());
        return Err(Wrong::new(format!("a {} has no {}", kinds.head().word, quote(word)), *at).advice(advice));
    };
    let Some((chosen, rest)) = rest.split_first() else {
        let advice = format!("name one: `{word}.id`, `{word}[0]` or `{word}[key=value]`");
        return Err(Wrong::new(format!("`{word}` is a list"), *at).advice(advice));
    };
    match choose(documents, held, kind, chosen)? {
        Chosen::Document { document, item } => {
            let (of, document) = &documents.list[document];
            let items = document.root.get(kind.word).and_then(|value| value.get_ref().as_array());
            let node = items.and_then(|items| items.get(item)).map(|value| value.get_ref());
            let steps = vec![Step::Key(kind.word.to_owned()), Step::Item(item)];
            let mut walk = Walk { steps, node, columns: false };
            walk.fields(kind, rest, node.and_then(DeValue::as_table), true)?;
            Ok(Target::Document { document: of.clone(), steps: walk.steps, there: walk.node.is_some() })
        }
        Chosen::Table { table, row } => {
            let season = held.tables[table].list == SeasonSpanRow::KIND.list;
            let kind = if season { &SeasonSpanRow::KIND } else { kind };
            let mut walk = Walk { steps: Vec::new(), node: None, columns: true };
            let part = walk.fields(kind, rest, None, true)?;
            if walk.steps.is_empty() {
                return Ok(Target::Row { table, row });
            }
            let keys = walk.steps.iter().filter_map(|step| match step {
                Step::Key(key) => Some(key.as_str()),
                Step::Item(_) => None,
            });
            Ok(Target::Cells { table, row, column: keys.collect::<Vec<_>>().join("."), part })
        }
    }
}

/// A row.
enum Chosen {
    Document { document: usize, item: usize },
    Table { table: usize, row: u32 },
}

/// The one row of a kind that a part of a path names.
fn choose(documents: &Documents<'_>, held: &Held, kind: &Kind, part: &Part) -> Result<Chosen, Wrong> {
    let by_id;
    let wanted: &[(String, String)] = match &part.is {
        Is::Name(id) => {
            by_id = [("id".to_owned(), id.clone())];
            &by_id
        }
        Is::Where(wanted) => wanted,
        Is::Item(_) => &[],
    };
    for (key, _) in wanted {
        let keys = || kind.fields.iter().map(|field| field.key);
        if !keys().any(|known| known == key) {
            let message = format!("this {} has no key {}", kind.word, quote(key));
            return Err(Wrong::new(message, part.at).advice(near(key, keys())));
        }
    }
    let mut found = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    let mut passed = 0;
    let mut take = |get: &dyn Fn(&str) -> Option<String>, chosen: Chosen| {
        ids.extend(get("id"));
        let is_it = match part.is {
            Is::Item(item) => item == passed,
            _ => wanted.iter().all(|(key, value)| get(key).as_ref() == Some(value)),
        };
        passed += 1;
        if is_it {
            found.push(chosen);
        }
    };
    for (document, (_, it)) in documents.list.iter().enumerate() {
        let items = it.root.get(kind.word).and_then(|value| value.get_ref().as_array());
        for (item, value) in items.into_iter().flat_map(|items| items.iter()).enumerate() {
            let table = value.get_ref().as_table();
            take(&|key| text_of(table?.get(key)?.get_ref()), Chosen::Document { document, item });
        }
    }
    for (table, it) in held.tables.iter().enumerate().filter(|(_, it)| it.list == kind.list) {
        for (row, cells) in it.table.rows.iter().enumerate().filter(|(_, row)| row.cells.iter().any(Option::is_some)) {
            let get = |key: &str| text_of_cell(cells.cells.get(column(it, key)?)?.as_ref()?);
            take(&get, Chosen::Table { table, row: count(row) });
        }
    }
    match found.len() {
        1 => found.pop().ok_or_else(|| Wrong::new("nothing", part.at)),
        0 => {
            let (message, advice) = match &part.is {
                Is::Name(id) => (super::no_such(kind.word, id), did_you_mean(id, ids.iter().map(String::as_str))),
                Is::Item(at) => {
                    (format!("`{}` has no row {at}", kind.list), format!("there are {passed}, counted from 0"))
                }
                Is::Where(_) => (format!("there is no such {}", kind.word), String::new()),
            };
            Err(Wrong { code: "BS0301", ..Wrong::new(message, part.at) }.advice(advice))
        }
        several => {
            let message = format!("this fits {several} {}", kind.list);
            Err(Wrong::new(message, part.at).advice(format!("name more of its keys: {}[key=value,…]", kind.word)))
        }
    }
}

fn column(table: &HeldTable, key: &str) -> Option<usize> {
    table.table.columns.iter().position(|column| column == key)
}

fn text_of(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Some(truth.to_string()),
        DeValue::Datetime(moment) => Some(moment.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}

fn text_of_cell(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.trim().to_owned()),
        Cell::Number(number) => Some(number.to_string()),
    }
}

/// A walk from a row to one of its fields.
struct Walk<'d, 't> {
    steps: Vec<Step>,
    /// What stands where the walk has come to.
    node: Option<&'d DeValue<'t>>,
    /// Whether the row is a table's.
    columns: bool,
}

impl<'d, 't> Walk<'d, 't> {
    /// Follows the rest of a path through a kind's fields. Whether a record is reached, not a field.
    fn fields(
        &mut self,
        kind: &'static Kind,
        parts: &[Part],
        table: Option<&'d DeTable<'t>>,
        row: bool,
    ) -> Result<bool, Wrong> {
        let Some((part, rest)) = parts.split_first() else { return Ok(true) };
        let Is::Name(key) = &part.is else {
            return Err(Wrong::new(format!("a {} has keys and no places", kind.word), part.at));
        };
        self.step(key, table);
        let Some(field) = kind.fields.iter().find(|field| field.key == key) else {
            let common = COMMON.iter().filter(|_| row).map(|(key, _)| *key);
            if common.clone().any(|known| known == key) {
                return self.common(key, rest);
            }
            let known: Vec<&str> = kind.fields.iter().map(|field| field.key).chain(common).collect();
            let advice = near(key, known.iter().copied());
            return Err(Wrong::new(format!("this {} has no key {}", kind.word, quote(key)), part.at).advice(advice));
        };
        match field.need {
            Need::Part(inner) => {
                let table = self.node.and_then(DeValue::as_table);
                self.fields(inner, rest, table, false)
            }
            Need::List(_) if self.columns => Err(Wrong::new(format!("a table's row has no list `{key}`"), part.at)
                .advice("write the row in the document".to_owned())),
            Need::List(inner) => match rest.split_first() {
                None => Ok(false),
                Some((chosen, rest)) => {
                    let at = self.item(inner, chosen)?;
                    let items = self.node.and_then(DeValue::as_array);
                    self.steps.push(Step::Item(at));
                    self.node = items.and_then(|items| items.get(at)).map(|value| value.get_ref());
                    let table = self.node.and_then(DeValue::as_table);
                    self.fields(inner, rest, table, false)
                }
            },
            _ => self.value(key, rest),
        }
    }

    fn step(&mut self, key: &str, table: Option<&'d DeTable<'t>>) {
        self.steps.push(Step::Key(key.to_owned()));
        self.node = table.and_then(|table| table.get(key)).map(|value| value.get_ref());
    }

    /// `source` and the like; `source_of` and `knowable_of` have a key for each field.
    fn common(&mut self, key: &str, rest: &[Part]) -> Result<bool, Wrong> {
        if OF_FIELDS.contains(&key)
            && let [Part { is: Is::Name(of), .. }] = rest
        {
            let table = self.node.and_then(DeValue::as_table);
            self.step(of, table);
            return Ok(false);
        }
        self.value(key, rest)
    }

    /// A field: at most a place in its list may follow.
    fn value(&mut self, key: &str, rest: &[Part]) -> Result<bool, Wrong> {
        match rest {
            [] => Ok(false),
            [Part { is: Is::Item(at), at: bytes }] if !self.columns => {
                let items = self.node.and_then(DeValue::as_array).map_or(0, |items| items.len());
                if *at >= items {
                    let message = format!("`{key}` has only {items} items");
                    return Err(Wrong::new(message, *bytes).advice("places count from 0".to_owned()));
                }
                self.steps.push(Step::Item(*at));
                self.node = self.node.and_then(DeValue::as_array).and_then(|it| it.get(*at)).map(|it| it.get_ref());
                Ok(false)
            }
            [part, ..] => Err(Wrong::new(format!("`{key}` is a value: nothing is inside"), part.at)),
        }
    }

    /// The place of one record in a list inside a row.
    fn item(&self, kind: &'static Kind, part: &Part) -> Result<usize, Wrong> {
        let items: Vec<Option<&DeTable<'_>>> = match self.node.and_then(DeValue::as_array) {
            Some(items) => items.iter().map(|item| item.get_ref().as_table()).collect(),
            None => Vec::new(),
        };
        let matches = |wanted: &[(String, String)], item: Option<&DeTable<'_>>| {
            wanted.iter().all(|(key, value)| {
                item.and_then(|item| item.get(key.as_str())).and_then(|it| text_of(it.get_ref())).as_ref()
                    == Some(value)
            })
        };
        let found: Vec<usize> = match &part.is {
            Is::Item(at) => (*at < items.len()).then_some(*at).into_iter().collect(),
            Is::Name(id) => {
                let wanted = [("id".to_owned(), id.clone())];
                (0..items.len()).filter(|at| matches(&wanted, items[*at])).collect()
            }
            Is::Where(wanted) => (0..items.len()).filter(|at| matches(wanted, items[*at])).collect(),
        };
        match found[..] {
            [one] => Ok(one),
            [] => {
                let (message, advice) = match &part.is {
                    Is::Item(at) => (format!("`{}` has no row {at}", kind.list), "places count from 0"),
                    Is::Name(id) => (super::no_such(kind.word, id), ""),
                    Is::Where(_) => (format!("there is no such {}", kind.word), ""),
                };
                Err(Wrong { code: "BS0301", ..Wrong::new(message, part.at) }.advice(advice.to_owned()))
            }
            _ => Err(Wrong::new(format!("this fits {} {}", found.len(), kind.list), part.at)),
        }
    }
}
