//! The form of a scenario: sliders, fields, rows; checked, saved, or told that somebody was faster.

use super::form::{Form, Said};
use super::look::{base, shown, url};
use crate::api::{Here, Path, apart};
use crate::app::App;
use crate::draft::{Draft, Edit, Field, Row, Slider};
use crate::fault::Fault;
use crate::place::ModelAt;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use blackstart::model::Problem;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Characters of a written value beside a slider.
const SHORT: usize = 90;

#[derive(Template)]
#[template(path = "scenario.html")]
struct ScenarioPage {
    model: String,
    model_title: String,
    base: String,
    name: String,
    title: String,
    editable: bool,
    hash: String,
    model_hash: String,
    token: String,
    notice: Option<String>,
    notice_class: &'static str,
    /// Fields that somebody else has changed.
    theirs: Vec<Theirs>,
    problems: Vec<Problem>,
    replicates: u64,
    replicates_most: u64,
    seed: u64,
    sliders: Vec<Slider>,
    fields: Vec<Typed>,
    /// Rows that may go.
    rows: Vec<Goes>,
    new_path: String,
    new_value: String,
    row_list: String,
    row_lines: String,
    save_as: String,
    save_title: String,
    open: bool,
}

/// A field that somebody else has changed.
struct Theirs {
    path: String,
    was: String,
    is: String,
}

/// A row that may go.
struct Goes {
    path: String,
    /// What it is called; may be empty.
    name: String,
    /// Whether it shall.
    goes: bool,
}

/// A field of the form.
struct Typed {
    path: String,
    /// What is typed.
    value: String,
    /// What it was when the form was handed out.
    was: String,
    /// What the field means.
    note: String,
}

impl ScenarioPage {
    fn short(&self, text: &str) -> String {
        let short: String = text.chars().take(SHORT).collect();
        if short.len() < text.len() { format!("{short}…") } else { short }
    }

    /// The page of a scenario as it is written.
    fn new(app: &App, at: &ModelAt, name: &str) -> Result<Self, Fault> {
        at.scenario(name)?;
        let check = app.known.check(at)?;
        let head = check.scenarios.iter().find(|it| it.id == name);
        let mut page = Self {
            model: at.key.clone(),
            model_title: check.model.as_ref().map_or_else(|| at.key.clone(), |it| it.title.clone()),
            base: base(&at.key),
            name: name.to_owned(),
            title: head.map_or_else(|| name.to_owned(), |it| it.title.clone()),
            editable: !at.is_book,
            hash: String::new(),
            model_hash: String::new(),
            token: app.guard.form_token().to_owned(),
            notice: None,
            notice_class: "good",
            theirs: Vec::new(),
            problems: Vec::new(),
            replicates: head.map_or(100, |it| it.replicates).min(app.limits.replicates_most),
            replicates_most: app.limits.replicates_most,
            seed: 1,
            sliders: Vec::new(),
            fields: Vec::new(),
            rows: Vec::new(),
            new_path: String::new(),
            new_value: String::new(),
            row_list: String::new(),
            row_lines: String::new(),
            save_as: String::new(),
            save_title: String::new(),
            open: false,
        };
        if page.editable {
            let draft = Draft::open(&app.place, at, name)?;
            page.sliders = draft.sliders(&app.known.facts(at));
            let fields = draft.fields();
            page.seed = fields.iter().find(|it| it.path == "seed").and_then(|it| it.value.parse().ok()).unwrap_or(1);
            page.rows = rows(&fields);
            page.fields = fields
                .into_iter()
                .map(|it| Typed { note: note(&it.path), was: it.value.clone(), value: it.value, path: it.path })
                .collect();
            (page.hash, page.model_hash) = (draft.hash, draft.model_hash);
        }
        Ok(page)
    }

    /// What somebody has typed, into a page of what is written now. What others have changed meanwhile is told.
    fn typed(&mut self, said: &Said) {
        let get = |key: String| said.get(&key).cloned();
        for field in &mut self.fields {
            let (Some(typed), Some(was)) = (get(format!("f:{}", field.path)), get(format!("w:{}", field.path))) else {
                continue;
            };
            if was != field.was {
                self.theirs.push(Theirs { path: field.path.clone(), was: was.clone(), is: field.was.clone() });
            }
            // What was not touched here is as they left it.
            if typed != was {
                field.value = typed;
            }
        }
        for slider in &mut self.sliders {
            slider.now = get(format!("s:{}", slider.name)).and_then(|it| it.parse().ok()).unwrap_or(slider.now);
        }
        for row in &mut self.rows {
            row.goes = said.contains_key(&format!("r:{}", row.path));
        }
        for (field, key) in [
            (&mut self.new_path, "new_path"),
            (&mut self.new_value, "new_value"),
            (&mut self.row_list, "row_list"),
            (&mut self.row_lines, "row_lines"),
            (&mut self.save_as, "save_as"),
            (&mut self.save_title, "save_title"),
        ] {
            *field = said.get(key).cloned().unwrap_or_default();
        }
        self.open = true;
    }
}

/// Rows of lists, by position, with a name for people.
fn rows(fields: &[Field]) -> Vec<Goes> {
    let mut rows: BTreeMap<(String, usize), String> = BTreeMap::new();
    for field in fields {
        if let Some((row, key)) = field.path.split_once("].")
            && let Some((list, at)) = row.split_once('[')
            && let Ok(at) = at.parse()
        {
            let name = rows.entry((list.to_owned(), at)).or_default();
            if key == "id" {
                name.clone_from(&field.value);
            }
        }
    }
    rows.into_iter().map(|((list, at), name)| Goes { path: format!("{list}[{at}]"), name, goes: false }).collect()
}

pub(crate) async fn scenario(
    State(app): Here,
    Path((model, scenario)): Path<(String, String)>,
) -> Result<Response, Fault> {
    apart(&app, move |app| Ok(shown(&ScenarioPage::new(app, &app.place.model(&model)?, &scenario)?))).await
}

pub(crate) async fn edit(
    State(app): Here,
    Path((model, scenario)): Path<(String, String)>,
    Form(said): Form,
) -> Result<Response, Fault> {
    apart(&app, move |app| edited(app, &model, &scenario, &said)).await
}

fn edited(app: &App, model: &str, scenario: &str, said: &Said) -> Result<Response, Fault> {
    let at = app.place.model(model)?;
    let _one = app.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut page = ScenarioPage::new(app, &at, scenario)?;
    let written = page.sliders.clone();
    page.typed(said);
    let told = |mut page: ScenarioPage, status: StatusCode, notice: String| {
        page.notice = Some(notice);
        page.notice_class = if status.is_success() { "good" } else { "bad" };
        Ok((status, shown(&page)).into_response())
    };
    let draft = Draft::open(&app.place, &at, scenario)?;
    let wanted = said.get("do").map_or("check", String::as_str);
    let edit = edit_of(said, &written, wanted == "save-as");
    let result = match draft.edited(&edit) {
        Ok(result) => result,
        Err(fault) => return told(page, fault.status, fault.message),
    };
    page.problems = result.problems.clone();
    if !result.is_sound() {
        return told(page, StatusCode::UNPROCESSABLE_ENTITY, "Nothing is saved: there are errors.".to_owned());
    }
    if wanted == "check" {
        return told(page, StatusCode::OK, "This can be saved.".to_owned());
    }
    match draft.save(&edit, &result, said.get("hash").map_or("", String::as_str)) {
        Ok(name) => Ok(Redirect::to(&format!("{}/scenarios/{}", page.base, url(&name))).into_response()),
        Err(fault) => {
            let advice = fault.advice.map(|it| format!(" {it}.")).unwrap_or_default();
            told(page, fault.status, format!("{}.{advice}", fault.message))
        }
    }
}

/// What a form changes. A field counts as changed if it is not what it was when the form was handed out.
fn edit_of(said: &Said, sliders: &[Slider], save_as: bool) -> Edit {
    let mut edit = Edit { model_hash: said.get("model_hash").cloned(), ..Edit::default() };
    let text = |key: &str| said.get(key).map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    for (key, value) in said {
        if let Some(path) = key.strip_prefix("f:") {
            if said.get(&format!("w:{path}")) != Some(value) {
                edit.changes.insert(path.to_owned(), Some(value.clone()).filter(|it| !it.trim().is_empty()));
            }
        } else if let Some(path) = key.strip_prefix("r:") {
            edit.remove.push(path.to_owned());
        }
    }
    // A field of a row that goes is gone with it.
    edit.changes.retain(|path, _| !edit.remove.iter().any(|row| path.starts_with(&format!("{row}."))));
    for slider in sliders {
        let moved = said.get(&format!("s:{}", slider.name)).and_then(|it| it.parse::<f64>().ok());
        if let Some(to) = moved.filter(|to| *to != slider.now) {
            edit.sliders.insert(slider.name.to_owned(), to);
        }
    }
    if let Some(path) = text("new_path") {
        edit.changes.insert(path, text("new_value"));
    }
    edit.add = text("row_list").map(|list| Row { list, lines: text("row_lines").unwrap_or_default() });
    edit.save_as = Some(text("save_as").unwrap_or_default()).filter(|_| save_as);
    edit.save_title = text("save_title").filter(|_| save_as);
    edit
}

/// What a field means, from the schema that editors use; empty where it says nothing.
fn note(path: &str) -> String {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| serde_json::from_str(&blackstart::read::schema_scenario()).unwrap_or_default());
    let mut at = schema;
    for key in path.split('.').map(|key| key.split('[').next().unwrap_or_default()) {
        let inside = |it: &'static Value| it["properties"].get(key).or_else(|| it["items"]["properties"].get(key));
        match inside(resolved(schema, at)).or_else(|| inside(resolved(schema, &resolved(schema, at)["items"]))) {
            Some(found) => at = found,
            None => return String::new(),
        }
    }
    at["description"].as_str().unwrap_or_default().to_owned()
}

/// What a reference of the schema means.
fn resolved(schema: &'static Value, at: &'static Value) -> &'static Value {
    let name = at["$ref"].as_str().and_then(|it| it.strip_prefix("#/$defs/"));
    name.map_or(at, |name| &schema["$defs"][name])
}

#[cfg(test)]
mod tests {
    use super::note;

    #[test]
    fn fields_have_the_notes_of_the_schema() {
        assert!(
            note("recovery.investigation").starts_with("Investigation before any restore task"),
            "{}",
            note("recovery.investigation")
        );
        assert!(!note("fall[0].lost").is_empty());
        assert!(!note("destroyed.backup").is_empty());
        assert_eq!(note("no.such[3].field"), "");
    }
}
