//! The form of a table's row: its cells, checked with the whole model, saved, or told that somebody was faster.

use super::form::{Form, Said};
use super::look::{base, shown, url};
use crate::api::{Here, Path, apart, drafted};
use crate::app::App;
use crate::fault::Fault;
use crate::row::{RowDraft, RowEdit};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use blackstart::model::Problem;

#[derive(Template)]
#[template(path = "row.html")]
struct RowPage {
    key: String,
    base: String,
    table: String,
    row: usize,
    file: String,
    hash: String,
    token: String,
    notice: Option<String>,
    notice_class: &'static str,
    /// Cells that somebody else has changed.
    theirs: Vec<Theirs>,
    problems: Vec<Problem>,
    cells: Vec<Typed>,
}

/// A cell that somebody else has changed.
struct Theirs {
    column: String,
    was: String,
    is: String,
}

/// A cell of the form.
struct Typed {
    column: String,
    /// What is typed.
    value: String,
    /// What is written.
    was: String,
    note: String,
}

impl RowPage {
    fn new(app: &App, key: &str, table: &str, row: usize, draft: &RowDraft) -> Self {
        let cells = draft.fields.iter().cloned();
        Self {
            key: key.to_owned(),
            base: base(key),
            table: table.to_owned(),
            row,
            file: draft.file(),
            hash: draft.hash.clone(),
            token: app.guard.form_token().to_owned(),
            notice: None,
            notice_class: "good",
            theirs: Vec::new(),
            problems: Vec::new(),
            cells: cells
                .map(|it| Typed { column: it.column, was: it.value.clone(), value: it.value, note: it.note })
                .collect(),
        }
    }

    /// What somebody has typed, into what is written now; the changes that it makes.
    fn typed(&mut self, said: &Said) -> RowEdit {
        let mut edit = RowEdit::default();
        for cell in &mut self.cells {
            let get = |kind: &str| said.get(&format!("{kind}:{}", cell.column)).cloned();
            let (Some(typed), Some(was)) = (get("f"), get("w")) else { continue };
            if was != cell.was {
                self.theirs.push(Theirs { column: cell.column.clone(), was: was.clone(), is: cell.was.clone() });
            }
            // What was not touched here is as they left it.
            if typed != was {
                edit.changes.insert(cell.column.clone(), Some(typed.clone()));
                cell.value = typed;
            }
        }
        edit
    }

    fn told(mut self, status: StatusCode, notice: String) -> Response {
        self.notice = Some(notice);
        self.notice_class = if status.is_success() { "good" } else { "bad" };
        (status, shown(&self)).into_response()
    }
}

pub(crate) async fn row(
    State(app): Here,
    Path((key, table, row)): Path<(String, String, usize)>,
) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let draft = drafted(app, &app.place.model(&key)?, &table, row)?;
        Ok(shown(&RowPage::new(app, &key, &table, row, &draft)))
    })
    .await
}

pub(crate) async fn edit_row(
    State(app): Here,
    Path((key, table, row)): Path<(String, String, usize)>,
    Form(said): Form,
) -> Result<Response, Fault> {
    apart(&app, move |app| edited(app, &key, &table, row, &said)).await
}

fn edited(app: &App, key: &str, table: &str, row: usize, said: &Said) -> Result<Response, Fault> {
    let at = app.place.model(key)?;
    let _one = app.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let draft = drafted(app, &at, table, row)?;
    let mut page = RowPage::new(app, key, table, row, &draft);
    let edit = page.typed(said);
    let result = match draft.edited(&edit) {
        Ok(result) => result,
        Err(fault) => return Ok(page.told(fault.status, fault.message)),
    };
    page.problems.clone_from(&result.problems);
    if !result.is_sound() {
        return Ok(page.told(StatusCode::UNPROCESSABLE_ENTITY, "Nothing is saved: there are errors.".to_owned()));
    }
    if said.get("do").is_none_or(|it| it != "save") {
        return Ok(page.told(StatusCode::OK, "This can be saved.".to_owned()));
    }
    match draft.save(&result, said.get("hash").map_or("", String::as_str)) {
        Ok(()) => Ok(Redirect::to(&format!("{}/tables?table={}", page.base, url(table))).into_response()),
        Err(fault) => {
            let advice = fault.advice.map(|it| format!(" {it}.")).unwrap_or_default();
            Ok(page.told(fault.status, format!("{}.{advice}", fault.message)))
        }
    }
}
