//! The tables of a model as people read them: every list a sheet, every field a column.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::open::company;
use crate::watch::Watcher;
use blackstart_model::book::{BookCell, BookSheet};
use blackstart_read::{self as read, Company};
use blackstart_store::Formats;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which tables.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TablesRequest {
    /// Folder of the model.
    pub model: PathBuf,
}

/// A model's tables, laid out as `convert` lays out a workbook.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/tables/1")]
pub struct TablesAnswer {
    /// Those that have rows.
    pub tables: Vec<ModelTable>,
}

impl Answer for TablesAnswer {}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelTable {
    /// Its name.
    pub name: String,
    /// Columns that have values.
    pub columns: Vec<ModelColumn>,
    /// Rows, as they are written; empty where nothing is.
    pub rows: Vec<Vec<String>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelColumn {
    /// Its name.
    pub name: String,
    /// What it means, how it is written, its default.
    pub note: String,
}

/// Lays out a model's tables.
///
/// # Errors
/// If the files cannot be read, or the model is a workbook: its sheets are its tables. A model with errors has tables all the same.
pub fn tables(request: &TablesRequest, watcher: &dyn Watcher) -> Result<TablesAnswer, Failure> {
    let (company, mut found) = company(&request.model)?;
    let folder = match company {
        Some(Company::Folder(folder)) => folder,
        Some(Company::Book(_)) => {
            return Err(Failure::usage("this company is a workbook: its sheets are its tables"));
        }
        None => return Err(Failure::Invalid(found)),
    };
    let laid = found.take(read::lay(&folder, &Formats));
    let Some(laid) = laid else { return Err(Failure::Invalid(found)) };
    watcher.found(&Found { problems: found.problems, omitted: found.omitted, files: found.files });
    Ok(TablesAnswer { tables: laid.book.sheets.iter().filter_map(table).collect() })
}

/// A sheet without the columns that nothing stands in; `None`: it has no rows.
fn table(sheet: &BookSheet) -> Option<ModelTable> {
    let used: Vec<usize> = (0..sheet.columns.len())
        .filter(|at| sheet.rows.iter().any(|row| row.get(*at).is_some_and(Option::is_some)))
        .collect();
    let column = |at: &usize| {
        let it = &sheet.columns[*at];
        ModelColumn { name: it.header.clone(), note: it.note.clone() }
    };
    let row =
        |row: &Vec<Option<BookCell>>| used.iter().map(|at| row[*at].as_ref().map_or_else(String::new, text)).collect();
    let table = ModelTable {
        name: sheet.name.clone(),
        columns: used.iter().map(column).collect(),
        rows: sheet.rows.iter().map(row).collect(),
    };
    (!table.rows.is_empty()).then_some(table)
}

fn text(cell: &BookCell) -> String {
    match cell {
        BookCell::Text(text) => text.clone(),
        BookCell::Number(number) => number.to_string(),
        BookCell::Truth(truth) => truth.to_string(),
    }
}
