//! Where fields are written: from a path to file, line and column.

use crate::edit::{Documents, Kinds, Target, find};
use crate::source::held::{Held, Step};
use crate::source::place::{Complaint, EDIT, Place, RowPlace, Spot};
use crate::source::table::Sheet;
use blackstart_model::problem::Severity;
use blackstart_model::table::Cell;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// Where a field is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file; the word `edit` for what an edit put there.
    pub file: PathBuf,
    /// Line, from 1; in tables without text the row as its program counts it; the number of the edit.
    pub line: u32,
    /// Column of its first character, from 1; in tables without text the column's number.
    pub column: u32,
    /// Whether the field itself is written there. Otherwise it has its default, or is taken from elsewhere, and this is the row it belongs to.
    pub stated: bool,
    /// What is written there, where that is a text, a number or the like.
    pub value: Option<String>,
}

/// Where each of these fields is written; `None`: its path leads nowhere.
pub(crate) fn of(path: &Path, text: &str, held: &Held, kinds: Kinds, paths: &[&str]) -> Vec<Option<Written>> {
    let documents = Documents::of(path, text, held);
    let mut written: Vec<Option<Written>> = vec![None; paths.len()];
    // Places in each table are looked up together, so that its file is read at most once.
    let mut cells: Vec<Vec<(usize, Complaint)>> = held.tables.iter().map(|_| Vec::new()).collect();
    for (at, path) in paths.iter().enumerate() {
        let Some((target, stands_in)) = target(&documents, held, kinds, path) else { continue };
        match target {
            Target::Document { document, steps, .. } => {
                let Some((of, document)) = documents.list.iter().find(|(of, _)| *of == document) else { continue };
                let (bytes, found, value) = reached(&document.root, &steps);
                let spot = held.spot(&bytes).unwrap_or_else(|| document.spot_of(&bytes));
                let stated = found && !stands_in;
                written[at] = Some(told(of, &spot, stated, value.filter(|_| stated)));
            }
            Target::Cells { table, row, column, .. } => {
                let it = &held.tables[table].table;
                let stated = it.columns.iter().zip(&it.rows[row as usize].cells).any(|(name, cell)| {
                    let inside =
                        name.strip_prefix(&column).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
                    inside && cell.is_some()
                });
                let value = it.columns.iter().position(|name| *name == column);
                let value = value.and_then(|at| it.rows[row as usize].cells.get(at)?.clone()).map(|cell| match cell {
                    Cell::Text(text) => text,
                    Cell::Number(number) => number.to_string(),
                });
                let place = RowPlace { file: 0, list: "", row }.at(if stated { column } else { String::new() });
                cells[table].push((at, looked_up(place)));
                let stated = stated && !stands_in;
                written[at] = Some(told(&held.tables[table].path, &Spot::default(), stated, value.filter(|_| stated)));
            }
            Target::Row { table, row } => {
                cells[table].push((at, looked_up(RowPlace { file: 0, list: "", row }.whole())));
                written[at] = Some(told(&held.tables[table].path, &Spot::default(), true, None));
            }
        }
    }
    for (table, wanted) in held.tables.iter().zip(cells).filter(|(_, wanted)| !wanted.is_empty()) {
        let (at, complaints): (Vec<usize>, Vec<Complaint>) = wanted.into_iter().unzip();
        let spots = Sheet::held(&table.table).spots(
            &table.path,
            &complaints,
            Some(&table.table),
            (&blackstart_model::CsvOnly, &blackstart_model::Limits::default()),
        );
        for ((at, complaint), spot) in at.into_iter().zip(&complaints).zip(spots) {
            let spot = held.spot_in_table(&table.path, &complaint.place).unwrap_or(spot);
            let before = written[at].take();
            let (stated, value) = before.map_or((false, None), |it| (it.stated, it.value));
            written[at] = Some(told(&table.path, &spot, stated, value));
        }
    }
    written
}

/// Where a path leads; or the field that stands in for it, and that it does.
fn target(documents: &Documents<'_>, held: &Held, kinds: Kinds, path: &str) -> Option<(Target, bool)> {
    let own = find(documents, held, kinds, path).ok();
    let there = |target: &Target| match target {
        Target::Document { there, .. } => *there,
        Target::Cells { .. } | Target::Row { .. } => true,
    };
    if own.as_ref().is_some_and(there) {
        return own.map(|it| (it, false));
    }
    // A fall of this name is what `[shutdown]` is short for; a second attempt takes as long as the first where nothing is said.
    let instead = match path.strip_prefix("shutdown.") {
        Some(field) => Some((format!("fall.shutdown.{field}"), false)),
        None => path.strip_suffix(".again").map(|task| (format!("{task}.duration"), true)),
    };
    let instead = instead.and_then(|(path, stands_in)| Some((find(documents, held, kinds, &path).ok()?, stands_in)));
    instead.filter(|(target, _)| there(target)).or(own.map(|it| (it, false)))
}

/// Bytes of the last thing on a way that is there, whether that is its end, and what is written there.
fn reached(root: &DeTable<'_>, steps: &[Step]) -> (std::ops::Range<usize>, bool, Option<String>) {
    let mut bytes = 0..0;
    let mut text = None;
    let mut table = Some(root);
    let mut array = None;
    for step in steps {
        let value = match step {
            Step::Key(key) => table.and_then(|table| table.get(key.as_str())),
            Step::Item(at) => array.and_then(|array: &toml::de::DeArray<'_>| array.get(*at)),
        };
        let Some(value) = value else { return (bytes, false, None) };
        bytes = value.span();
        table = value.get_ref().as_table();
        array = value.get_ref().as_array();
        text = match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            DeValue::Datetime(moment) => Some(moment.to_string()),
            DeValue::Array(_) | DeValue::Table(_) => None,
        };
    }
    (bytes, true, text)
}

fn looked_up(place: Place) -> Complaint {
    Complaint { code: "", severity: Severity::Warning, message: String::new(), advice: None, place }
}

fn told(file: &Path, spot: &Spot, stated: bool, value: Option<String>) -> Written {
    let file = if spot.edit { PathBuf::from(EDIT) } else { file.to_path_buf() };
    Written { file, line: spot.line, column: spot.column, stated, value }
}
