//! A row of a model's table while somebody edits it: fields as they are written, the checks of the reader, and the text that is saved.

use crate::csv::Cells;
use crate::draft::{change, hash, parsed};
use crate::fault::Fault;
use crate::place::{MOST_TABLE, ModelAt, Place};
use axum::http::StatusCode;
use blackstart::jobs::{Failure, ModelTable};
use blackstart::model::{Problem, Severity};
use blackstart::read::{ModelSource, row_word};
use blackstart::report::problem::ProblemJson;
use blackstart::store::{self, Formats};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

/// A field of a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct RowField {
    /// Its column.
    pub(crate) column: String,
    /// What is written; empty: nothing.
    pub(crate) value: String,
    /// What it means.
    pub(crate) note: String,
}

/// What somebody changes in a row.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RowEdit {
    /// Values by column; null or an empty one takes it away.
    pub(crate) changes: BTreeMap<String, Option<String>>,
}

/// A row as it is written, ready to be edited.
pub(crate) struct RowDraft {
    place: Place,
    source: ModelSource,
    /// How edits name the row: `link[2]`.
    path: String,
    file: PathBuf,
    text: String,
    /// SHA-256 of the file: whoever saves says which text they have changed.
    pub(crate) hash: String,
    pub(crate) fields: Vec<RowField>,
    /// Its line, of a table in CSV.
    line: Option<u32>,
}

/// What an edit comes to.
pub(crate) struct RowEdited {
    /// Everything there is to say about the model then.
    pub(crate) problems: Vec<Problem>,
    /// The file's new text, where there is no error.
    text: Option<String>,
}

impl RowEdited {
    pub(crate) fn is_sound(&self) -> bool {
        self.text.is_some()
    }

    /// Problems as `--json` prints them.
    pub(crate) fn told(&self) -> Vec<serde_json::Value> {
        self.problems.iter().filter_map(|it| serde_json::to_value(ProblemJson::from(it)).ok()).collect()
    }
}

impl RowDraft {
    /// # Errors
    /// If there is no such row, or it stands where it is not edited here.
    pub(crate) fn open(place: &Place, model: &ModelAt, table: &ModelTable, row: usize) -> Result<Self, Fault> {
        let of = format!("{} {}", table.name, row + 1);
        let word = row_word(&table.name).filter(|_| !model.is_book).ok_or_else(|| elsewhere(&of))?;
        if row >= table.rows.len() {
            return Err(Fault::missing("row", &of));
        }
        let source = ModelSource::open(&model.path, &Formats).it;
        let source = source.ok_or_else(|| Fault::from(Failure::Usage("the model cannot be read".to_owned())))?;
        let path = format!("{word}[{row}]");
        let paths: Vec<String> = table.columns.iter().map(|it| format!("{path}.{}", it.name)).collect();
        let places = source.places(&paths.iter().map(String::as_str).collect::<Vec<_>>());
        let at = places.iter().flatten().next().ok_or_else(|| elsewhere(&of))?;
        let (file, line) = (at.file.clone(), at.line);
        let is_toml = file == model.path.join("model.toml");
        let is_csv = file.extension().is_some_and(|it| it.eq_ignore_ascii_case("csv"));
        if !is_toml && !is_csv || std::fs::symlink_metadata(&file).is_ok_and(|it| it.is_symlink()) {
            return Err(elsewhere(&of));
        }
        let bytes = place.bytes(&file, MOST_TABLE).map_err(|it| Fault::system(format!("{of}: {it}")))?;
        let text = String::from_utf8(bytes).map_err(|_| elsewhere(&of))?;
        let cells = Cells::of(&text);
        let mut fields = Vec::new();
        for (column, written) in table.columns.iter().zip(&places) {
            let Some(written) = written else { continue };
            let value = written.value.clone().filter(|_| written.stated).unwrap_or_default();
            // What is shown must be what would be replaced: a list of records has no cell of its own, and a file may be written in ways that are not known here.
            if is_csv && cells.get(line, &column.name).is_none_or(|it| it != value)
                || is_toml && written.value.is_none() && written.stated
            {
                continue;
            }
            fields.push(RowField { column: column.name.clone(), value, note: column.note.clone() });
        }
        if fields.is_empty() {
            return Err(elsewhere(&of));
        }
        let (line, hash) = (is_csv.then_some(line), hash(&text));
        Ok(Self { place: place.clone(), source, path, file, text, hash, fields, line })
    }

    /// The file that it stands in, from the folder on.
    pub(crate) fn file(&self) -> String {
        self.place.within(&self.file.to_string_lossy())
    }

    /// Checks an edit as if it stood in the file, and makes the text of it.
    ///
    /// # Errors
    /// If a column cannot be changed here; mistakes in values are problems.
    pub(crate) fn edited(&self, edit: &RowEdit) -> Result<RowEdited, Fault> {
        let mut source = self.source.clone();
        let (mut problems, mut text) = (Vec::new(), self.text.clone());
        let mut document = self.line.is_none().then(|| parsed(&self.text)).transpose()?;
        for (column, value) in &edit.changes {
            let field = self.fields.iter().find(|it| it.column == *column);
            let field = field.ok_or_else(|| Fault::missing("column that is edited here", column))?;
            let value = value.as_deref().map(str::trim).filter(|it| !it.is_empty());
            if value.unwrap_or_default() == field.value {
                continue;
            }
            let path = format!("{}.{column}", self.path);
            let done = match (value, self.line) {
                // A cell of CSV is a text, whatever it looks like.
                (Some(value), Some(_)) => source.set(&path, &toml_edit::Value::from(value).to_string()),
                (Some(value), None) => source.set(&path, value),
                (None, _) => source.remove(&path),
            };
            if let Err(problem) = done {
                problems.push(*problem);
                continue;
            }
            match (self.line, &mut document) {
                (Some(line), _) => {
                    let with = Cells::of(&text).with(line, column, value.unwrap_or_default());
                    text = with.ok_or_else(|| elsewhere(column))?;
                }
                (None, Some(document)) => change(document, &path, value)?,
                (None, None) => {}
            }
        }
        let text = document.map_or(text, |it| it.to_string());
        let model = source.model();
        let sound = model.it.is_some() && problems.iter().all(|it: &Problem| it.severity != Severity::Error);
        problems.extend(model.problems);
        problems.sort_by_key(|it| it.severity);
        self.place.within_problems(&mut problems);
        Ok(RowEdited { problems, text: sound.then_some(text) })
    }

    /// Saves an edit that is sound, if the file is still the one it was made for. Callers let one save at a time.
    ///
    /// # Errors
    /// If there are errors, somebody has changed the file meanwhile, or the system refuses.
    pub(crate) fn save(&self, edited: &RowEdited, if_match: &str) -> Result<(), Fault> {
        let Some(text) = &edited.text else {
            return Err(Fault::from(Failure::Usage("there are errors; nothing is saved".to_owned())));
        };
        if if_match != self.hash {
            let message = format!("somebody has changed {} meanwhile; nothing is saved", self.file());
            let advice = "look at what it says now, then save again: what you typed is still there";
            return Err(Fault::new(StatusCode::PRECONDITION_FAILED, "BS0955", message, advice));
        }
        if *text == self.text {
            return Ok(());
        }
        store::write_file(Path::new(&self.file), text.as_bytes()).map_err(Fault::system)
    }
}

/// What is not edited here.
fn elsewhere(what: &str) -> Fault {
    let message = format!("`{}` is not edited here", blackstart::report::plain(what));
    let advice = "pages change `model.toml` and tables in CSV (UTF-8); change it with the program that wrote it";
    Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "BS0961", message, advice)
}

#[cfg(test)]
mod tests;
