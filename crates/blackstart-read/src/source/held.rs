//! Documents and tables that are in memory, changed since they were read: what an edit put there, and what is said about it.

use super::place::{Place, Spot, count};
use blackstart_model::table::{Limits, OpenTable, RawTable, TableFormats, TakePiece};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeArray, DeString, DeTable, DeValue};

/// Bytes from here on belong to edits: documents are smaller.
const BEYOND: usize = 1 << 31;

/// Where a step of a path leads inside a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The value of a key.
    Key(String),
    /// The n-th of a list.
    Item(usize),
}

/// What an edit does to a document.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Puts its value there.
    Set(Vec<Step>),
    /// Puts its value at the end of the list of this key.
    Add(String),
    /// Takes away what is there.
    Remove(Vec<Step>),
}

/// One edit: what it was given, as people see it and as TOML reads it.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    /// Path and text: `system.erp.rebuild.duration = 2d`.
    pub shown: String,
    /// Where the text begins in `shown`.
    pub text_at: usize,
    /// The same text as TOML: a value under the key `v`; of a row in lines, the lines.
    pub toml: String,
    /// Whether `toml` is a row in lines.
    pub in_lines: bool,
    /// The document that it changes, if it is one, and how.
    pub change: Option<(PathBuf, Change)>,
}

/// A table in memory.
#[derive(Clone, Debug)]
pub(crate) struct HeldTable {
    pub list: &'static str,
    pub path: PathBuf,
    pub table: Arc<RawTable>,
    /// Cells that edits have changed: which edit.
    pub edited: BTreeMap<(u32, String), usize>,
}

/// Everything in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    pub edits: Vec<Edit>,
    pub tables: Vec<HeldTable>,
    /// Texts of further documents that were read once.
    pub texts: BTreeMap<PathBuf, String>,
    /// Scenarios that are in memory: where they would be files.
    pub scenarios: BTreeSet<PathBuf>,
}

impl Held {
    /// Makes all changes of a document, in the order they were asked for.
    pub(crate) fn change<'t>(&'t self, path: &Path, root: &mut DeTable<'t>) {
        let mut begin = BEYOND;
        for edit in &self.edits {
            if let Some((_, change)) = edit.change.as_ref().filter(|(of, _)| of == path) {
                edit.make(change, begin, root);
            }
            begin += edit.shown.len() + 1;
        }
    }

    /// The edit that bytes belong to, as a spot; `None`: they are the document's own.
    pub(crate) fn spot(&self, bytes: &Range<usize>) -> Option<Spot> {
        let mut begin = BEYOND;
        for (at, edit) in self.edits.iter().enumerate() {
            let end = begin + edit.shown.len() + 1;
            if (begin..end).contains(&bytes.start) {
                return Some(edit.spot(at, bytes.start - begin, bytes.len()));
            }
            begin = end;
        }
        None
    }

    /// The edit that changed a cell, as a spot; `None`: it is the table's own.
    pub(crate) fn spot_in_table(&self, path: &Path, place: &Place) -> Option<Spot> {
        let Place::Field { row, path: field, inner, .. } = place else { return None };
        let table = self.tables.iter().find(|table| table.path == path)?;
        let mut field = field.as_str();
        let at = loop {
            if let Some(at) = table.edited.get(&(row.row, field.to_owned())) {
                break *at;
            }
            field = field.rsplit_once('.')?.0;
        };
        let edit = &self.edits[at];
        let whole = (0, edit.shown.len() - edit.text_at);
        let (start, length) = inner.unwrap_or(whole);
        let quoted = usize::from(inner.is_some() && edit.shown[edit.text_at..].starts_with('"'));
        Some(edit.spot(at, edit.text_at + quoted + start, length))
    }
}

impl Edit {
    fn spot(&self, at: usize, start: usize, length: usize) -> Spot {
        let start = start.min(self.shown.len());
        // A value of several lines is shown by the line that is meant.
        let line_at = self.shown[..floor(&self.shown, start)].rfind('\n').map_or(0, |at| at + 1);
        let line = self.shown[line_at..].lines().next().unwrap_or("");
        Spot { edit: true, ..Spot::in_line(count(at + 1), line, start - line_at, length) }
    }

    /// Does to a document what it should; bytes of `shown` are counted from `begin`.
    fn make<'t>(&'t self, change: &Change, begin: usize, root: &mut DeTable<'t>) {
        let key =
            |name: &str| Spanned::new(begin..begin + self.text_at.saturating_sub(3), DeString::Owned(name.to_owned()));
        let value = || {
            let parsed = DeTable::parse(&self.toml).ok()?.into_inner();
            let value = if self.in_lines {
                Spanned::new(0..self.toml.len(), DeValue::Table(parsed))
            } else {
                parsed.into_iter().next()?.1
            };
            let before = self.toml.len() - (self.shown.len() - self.text_at);
            Some(shifted(value, &|span| {
                let moved = |at: usize| begin + self.text_at + at.saturating_sub(before);
                moved(span.start)..moved(span.end)
            }))
        };
        match change {
            Change::Remove(steps) => {
                let Some((last, before)) = steps.split_last() else { return };
                let Some(parent) = descend(root, before, None) else { return };
                match (parent, last) {
                    (Inside::Table(table), Step::Key(name)) => {
                        table.remove(name.as_str());
                    }
                    (Inside::Array(array), Step::Item(at)) => {
                        let all = std::mem::replace(array, DeArray::new());
                        *array = all.into_iter().enumerate().filter(|(n, _)| n != at).map(|(_, it)| it).collect();
                    }
                    _ => {}
                }
            }
            Change::Set(steps) => {
                let (Some((last, before)), Some(value)) = (steps.split_last(), value()) else { return };
                match (descend(root, before, Some(&key)), last) {
                    (Some(Inside::Table(table)), Step::Key(name)) => {
                        table.remove(name.as_str());
                        table.insert(key(name), value);
                    }
                    (Some(Inside::Array(array)), Step::Item(at)) => {
                        if let Some(item) = array.get_mut(*at) {
                            *item = value;
                        }
                    }
                    _ => {}
                }
            }
            Change::Add(name) => {
                let Some(value) = value() else { return };
                if root.get(name.as_str()).is_none() {
                    let span = key(name).span();
                    root.insert(key(name), Spanned::new(span, DeValue::Array(DeArray::new())));
                }
                if let Some(DeValue::Array(array)) = root.get_mut(name.as_str()).map(Spanned::get_mut) {
                    array.push(value);
                }
            }
        }
    }
}

/// A table or list inside a document.
enum Inside<'r, 't> {
    Table(&'r mut DeTable<'t>),
    Array(&'r mut DeArray<'t>),
}

/// Makes the key of a table that is not there yet.
type MakeKey<'f, 't> = dyn Fn(&str) -> Spanned<DeString<'t>> + 'f;

/// Goes down a path. `make` gives the key of a table that is not there yet; without it what is not there is nowhere.
fn descend<'r, 't>(
    root: &'r mut DeTable<'t>,
    steps: &[Step],
    make: Option<&MakeKey<'_, 't>>,
) -> Option<Inside<'r, 't>> {
    let mut here = Inside::Table(root);
    for step in steps {
        let value = match (here, step) {
            (Inside::Table(table), Step::Key(name)) => {
                if table.get(name.as_str()).is_none() {
                    let key = make?(name);
                    let span = key.span();
                    table.insert(key, Spanned::new(span, DeValue::Table(DeTable::new())));
                }
                table.get_mut(name.as_str())?.get_mut()
            }
            (Inside::Array(array), Step::Item(at)) => array.get_mut(*at)?.get_mut(),
            _ => return None,
        };
        here = match value {
            DeValue::Table(table) => Inside::Table(table),
            DeValue::Array(array) => Inside::Array(array),
            _ => return None,
        };
    }
    Some(here)
}

/// The same value, its bytes counted in another way.
fn shifted<'t>(value: Spanned<DeValue<'t>>, moved: &dyn Fn(Range<usize>) -> Range<usize>) -> Spanned<DeValue<'t>> {
    let span = moved(value.span());
    let value = match value.into_inner() {
        DeValue::Array(array) => DeValue::Array(array.into_iter().map(|item| shifted(item, moved)).collect()),
        DeValue::Table(table) => {
            let each = |(key, value): (Spanned<DeString<'t>>, _)| {
                let span = moved(key.span());
                (Spanned::new(span, key.into_inner()), shifted(value, moved))
            };
            DeValue::Table(table.into_iter().map(each).collect())
        }
        other => other,
    };
    Spanned::new(span, value)
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Table formats that find every table in memory.
pub(crate) struct HeldTables(Vec<(PathBuf, Arc<RawTable>)>);

impl HeldTables {
    pub(crate) fn of(held: &Held) -> Self {
        Self(held.tables.iter().map(|it| (it.path.clone(), Arc::clone(&it.table))).collect())
    }
}

impl TableFormats for HeldTables {
    fn extensions(&self) -> &[&str] {
        &["parquet", "xlsx", "xlsm", "xls", "ods"]
    }
    fn read(&self, table: OpenTable<'_>, _: &Limits, _: &mut TakePiece<'_>) -> Result<(), String> {
        Err(format!("{} is not in memory", table.path.display()))
    }
    fn held(&self) -> Option<&[(PathBuf, Arc<RawTable>)]> {
        Some(&self.0)
    }
}
