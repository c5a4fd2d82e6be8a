//! The JSON API: what pages show, for programs. Answers of jobs are those of `--json`, word for word.

use crate::app::App;
use crate::catalogue::{Entry, State as RunState};
use crate::draft::{Draft, Edit, Field, Slider};
use crate::fault::Fault;
use crate::handed::{attached, streamed};
use crate::place::{ModelAt, RunFile};
use crate::queue::{Asked, Progress};
use crate::row::{RowDraft, RowEdit, RowField};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use blackstart::jobs::{self, Calendar, CompareRequest, CurveRequest, RateOf, WalkAt, WalkKind};
use futures_util::stream::{self, Stream};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use utoipa::{OpenApi, ToSchema};

/// How often events look.
const TICK: Duration = Duration::from_millis(250);
/// Runs of a list, unless fewer are wanted.
const MOST_LISTED: u32 = 200;
/// Most years of a curve.
const MOST_YEARS: u32 = 100_000;
/// Most runs of a curve.
const MOST_RUNS: usize = 20;

/// The document that tells of all this.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Blackstart",
        description = "What `blackstart serve` answers to programs. Where it says that an answer is that of a command, it is what that command prints with `--json`."
    ),
    paths(
        openapi,
        models,
        model,
        tables,
        row,
        save_row,
        systems,
        system,
        service,
        site,
        scenarios,
        scenario,
        check_scenario,
        save_scenario,
        runs,
        ask,
        run,
        delete,
        cancel,
        resume,
        events,
        answer,
        files,
        file,
        compare,
        curve
    )
)]
struct Document;

/// The document.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// A path's names; what cannot be one is told in our words.
pub(crate) struct Path<T>(pub(crate) T);

/// A query.
pub(crate) struct Query<T>(pub(crate) T);

/// A body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        Ok(Self(axum::extract::Path::from_request_parts(parts, state).await?.0))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        Ok(Self(axum::extract::Query::from_request_parts(parts, state).await?.0))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;
    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Ok(Self(Json::from_request(request, state).await?.0))
    }
}

impl From<PathRejection> for Fault {
    fn from(error: PathRejection) -> Self {
        use axum::extract::path::ErrorKind;
        let PathRejection::FailedToDeserializePathParams(of) = &error else {
            return Self::missing("address", &error.body_text());
        };
        // Of all that addresses name, runs and rows of tables alone are numbers.
        match of.kind() {
            ErrorKind::ParseError { value, .. } => Self::missing("run", value),
            ErrorKind::ParseErrorAtKey { key, value, .. } => {
                Self::missing(if key == "row" { "row" } else { "run" }, value)
            }
            ErrorKind::ParseErrorAtIndex { index, value, .. } => {
                Self::missing(if *index == 2 { "row" } else { "run" }, value)
            }
            _ => Self::missing("address", &error.body_text()),
        }
    }
}

impl From<QueryRejection> for Fault {
    fn from(error: QueryRejection) -> Self {
        let text = error.body_text();
        let why = text.strip_prefix("Failed to deserialize query string: ").unwrap_or(&text);
        Self::from(jobs::Failure::Usage(format!("the query cannot be understood: {why}")))
    }
}

impl From<JsonRejection> for Fault {
    fn from(error: JsonRejection) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return crate::guard::too_large();
        }
        Self::from(jobs::Failure::Usage(format!("the body cannot be understood: {}", error.body_text())))
    }
}

pub(crate) type Here = State<Arc<App>>;

/// Does what reads files, away from the threads that answer.
pub(crate) async fn apart<T: Send + 'static>(
    app: &Arc<App>,
    work: impl FnOnce(&App) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let app = Arc::clone(app);
    // A fault of this program while it reads hostile input is that request's.
    tokio::task::spawn_blocking(move || work(&app).map_err(|fault| app.place.within_fault(fault)))
        .await
        .map_err(|_| Fault::system("the program failed; this is a bug"))?
}

/// The API as OpenAPI 3.1.
#[utoipa::path(get, path = "/api/openapi.json", responses((status = 200, description = "This document", body = Object)))]
pub(crate) async fn openapi() -> Response {
    Json(document()).into_response()
}

/// A model in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModelLine {
    /// What addresses call it: the name of its folder or workbook.
    pub(crate) model: String,
    /// Whether it is a workbook.
    pub(crate) workbook: bool,
}

/// The models of the folder.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Models {
    pub(crate) models: Vec<ModelLine>,
    /// What was passed over, in sentences.
    pub(crate) passed: Vec<String>,
}

/// The models of the folder.
#[utoipa::path(get, path = "/api/models", responses((status = 200, body = Models)))]
pub(crate) async fn models(State(app): Here) -> Result<Json<Models>, Fault> {
    let listed = apart(&app, |app| Ok(app.place.models()?)).await?;
    let models = listed.models.into_iter().map(|it| ModelLine { model: it.key, workbook: it.is_book }).collect();
    Ok(Json(Models { models, passed: listed.passed }))
}

/// A model and its scenarios, with every problem: the answer of `blackstart check`.
#[utoipa::path(get, path = "/api/models/{model}", params(("model" = String, Path)),
    responses((status = 200, description = "`blackstart/check/1`", body = Object), (status = 404, body = Fault)))]
pub(crate) async fn model(State(app): Here, Path(model): Path<String>) -> Result<Json<Value>, Fault> {
    apart(&app, move |app| shown(&*app.known.check(&app.place.model(&model)?)?)).await
}

/// The tables of a model, as they are written.
#[utoipa::path(get, path = "/api/models/{model}/tables", params(("model" = String, Path)),
    responses((status = 200, description = "`blackstart/tables/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn tables(State(app): Here, Path(model): Path<String>) -> Result<Json<Value>, Fault> {
    apart(&app, move |app| shown(&*app.known.tables(&app.place.model(&model)?)?)).await
}

/// A row of a table as it is written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WrittenRow {
    /// The file that it stands in, from the folder on.
    pub(crate) file: String,
    /// SHA-256 of that file: what `If-Match` names when the row is saved.
    pub(crate) hash: String,
    pub(crate) fields: Vec<RowField>,
}

/// A row of a table, by its number from 0.
#[utoipa::path(get, path = "/api/models/{model}/tables/{table}/{row}", params(("model" = String, Path), ("table" = String, Path), ("row" = u64, Path)),
    responses((status = 200, body = WrittenRow, headers(("etag" = String))), (status = 404, body = Fault), (status = 422, description = "it stands where it is not edited here", body = Fault)))]
pub(crate) async fn row(
    State(app): Here,
    Path((model, table, row)): Path<(String, String, usize)>,
) -> Result<Response, Fault> {
    let written = apart(&app, move |app| {
        let draft = drafted(app, &app.place.model(&model)?, &table, row)?;
        Ok(WrittenRow { file: draft.file(), hash: draft.hash, fields: draft.fields })
    })
    .await?;
    Ok(([(ETAG, format!("\"{}\"", written.hash))], Json(written)).into_response())
}

/// Saves cells of a row, if its file is still the one that `If-Match` names and the model has no error then.
#[utoipa::path(put, path = "/api/models/{model}/tables/{table}/{row}", params(("model" = String, Path), ("table" = String, Path), ("row" = u64, Path), ("If-Match" = String, Header)),
    request_body = RowEdit, responses((status = 200, body = WrittenRow, headers(("etag" = String))), (status = 404, body = Fault), (status = 412, description = "somebody has changed it meanwhile", body = Fault),
    (status = 422, description = "there are errors", body = Checked), (status = 428, body = Fault)))]
pub(crate) async fn save_row(
    State(app): Here,
    Path((model, table, row)): Path<(String, String, usize)>,
    headers: HeaderMap,
    Body(edit): Body<RowEdit>,
) -> Result<Response, Fault> {
    let if_match = matched(&headers)?;
    apart(&app, move |app| {
        let at = app.place.model(&model)?;
        let _one = app.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let draft = drafted(app, &at, &table, row)?;
        let edited = draft.edited(&edit)?;
        if !edited.is_sound() {
            let problems = edited.told();
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Checked { ok: false, problems })).into_response());
        }
        draft.save(&edited, &if_match)?;
        let now = drafted(app, &at, &table, row)?;
        let written = WrittenRow { file: now.file(), hash: now.hash, fields: now.fields };
        Ok(([(ETAG, format!("\"{}\"", written.hash))], Json(written)).into_response())
    })
    .await
}

/// A row of a table, ready to be edited.
pub(crate) fn drafted(app: &App, model: &ModelAt, table: &str, row: usize) -> Result<RowDraft, Fault> {
    let tables = app.known.tables(model)?;
    let found = tables.tables.iter().find(|it| it.name == table).ok_or_else(|| Fault::missing("table", table))?;
    RowDraft::open(&app.place, model, found, row)
}

/// The text that whoever saves has changed.
fn matched(headers: &HeaderMap) -> Result<String, Fault> {
    let said = headers.get(IF_MATCH).and_then(|it| it.to_str().ok()).map(|it| it.trim_matches('"').to_owned());
    said.ok_or_else(|| {
        let message = "whoever saves says which text was changed";
        let advice = "send `If-Match` with the hash that it came with";
        Fault::new(StatusCode::PRECONDITION_REQUIRED, "BS0955", message, advice)
    })
}

/// The systems, services and sites of a model.
#[utoipa::path(get, path = "/api/models/{model}/systems", params(("model" = String, Path)),
    responses((status = 200, description = "`blackstart/walk/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn systems(State(app): Here, Path(model): Path<String>) -> Result<Json<Value>, Fault> {
    apart(&app, move |app| shown(&*app.known.walk(&app.place.model(&model)?, None)?)).await
}

/// A system: what it needs, what falls with it, and how it is restored.
#[utoipa::path(get, path = "/api/models/{model}/systems/{system}", params(("model" = String, Path), ("system" = String, Path)),
    responses((status = 200, description = "`blackstart/walk/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn system(
    State(app): Here,
    Path((model, system)): Path<(String, String)>,
) -> Result<Json<Value>, Fault> {
    walked(&app, model, WalkKind::System, system).await
}

/// A service: what it needs, what falls with it, and how it goes on.
#[utoipa::path(get, path = "/api/models/{model}/services/{service}", params(("model" = String, Path), ("service" = String, Path)),
    responses((status = 200, description = "`blackstart/walk/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn service(
    State(app): Here,
    Path((model, service)): Path<(String, String)>,
) -> Result<Json<Value>, Fault> {
    walked(&app, model, WalkKind::Service, service).await
}

/// A site: what it needs, whom it delivers, and how it comes back.
#[utoipa::path(get, path = "/api/models/{model}/sites/{site}", params(("model" = String, Path), ("site" = String, Path)),
    responses((status = 200, description = "`blackstart/walk/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn site(State(app): Here, Path((model, site)): Path<(String, String)>) -> Result<Json<Value>, Fault> {
    walked(&app, model, WalkKind::Site, site).await
}

async fn walked(app: &Arc<App>, model: String, kind: WalkKind, id: String) -> Result<Json<Value>, Fault> {
    apart(app, move |app| shown(&*app.known.walk(&app.place.model(&model)?, Some(&WalkAt { kind, id }))?)).await
}

/// The scenarios of a model, by name.
#[utoipa::path(get, path = "/api/models/{model}/scenarios", params(("model" = String, Path)),
    responses((status = 200, body = Vec<String>), (status = 404, body = Fault)))]
pub(crate) async fn scenarios(State(app): Here, Path(model): Path<String>) -> Result<Json<Vec<String>>, Fault> {
    let scenarios = apart(&app, move |app| Ok(app.place.model(&model)?.scenarios()?)).await?;
    Ok(Json(scenarios.into_iter().map(|(name, _)| name).collect()))
}

/// A scenario as it is written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Written {
    pub(crate) scenario: String,
    /// SHA-256 of its file: what `If-Match` names when it is saved.
    pub(crate) hash: String,
    /// SHA-256 of `model.toml`: of the slider `manual`.
    pub(crate) model_hash: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) sliders: Vec<Slider>,
}

/// A scenario: its fields by path, and the five sliders.
#[utoipa::path(get, path = "/api/models/{model}/scenarios/{scenario}", params(("model" = String, Path), ("scenario" = String, Path)),
    responses((status = 200, body = Written, headers(("etag" = String))), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn scenario(
    State(app): Here,
    Path((model, scenario)): Path<(String, String)>,
) -> Result<Response, Fault> {
    let written = apart(&app, move |app| {
        let at = app.place.model(&model)?;
        let draft = Draft::open(&app.place, &at, &scenario)?;
        let (fields, sliders) = (draft.fields(), draft.sliders(&app.known.facts(&at)));
        Ok(Written { scenario, hash: draft.hash, model_hash: draft.model_hash, fields, sliders })
    })
    .await?;
    Ok(([(ETAG, format!("\"{}\"", written.hash))], Json(written)).into_response())
}

/// What an edit would come to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Checked {
    /// Whether it could be saved.
    pub(crate) ok: bool,
    /// Errors first, in the words of `blackstart check --json`.
    #[schema(value_type = Vec<Object>)]
    pub(crate) problems: Vec<Value>,
}

/// Checks an edit without saving it.
#[utoipa::path(post, path = "/api/models/{model}/scenarios/{scenario}/check", params(("model" = String, Path), ("scenario" = String, Path)),
    request_body = Edit, responses((status = 200, body = Checked), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn check_scenario(
    State(app): Here,
    Path((model, scenario)): Path<(String, String)>,
    Body(edit): Body<Edit>,
) -> Result<Json<Checked>, Fault> {
    apart(&app, move |app| {
        let edited = Draft::open(&app.place, &app.place.model(&model)?, &scenario)?.edited(&edit)?;
        Ok(Json(Checked { ok: edited.is_sound(), problems: edited.told() }))
    })
    .await
}

/// What was saved.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saved {
    /// The scenario that was written.
    pub(crate) scenario: String,
    /// SHA-256 of its file now.
    pub(crate) hash: String,
    /// Warnings, in the words of `blackstart check --json`.
    #[schema(value_type = Vec<Object>)]
    pub(crate) problems: Vec<Value>,
}

/// Saves an edit, if the scenario is still the one that `If-Match` names.
#[utoipa::path(put, path = "/api/models/{model}/scenarios/{scenario}", params(("model" = String, Path), ("scenario" = String, Path), ("If-Match" = String, Header)),
    request_body = Edit, responses((status = 200, body = Saved), (status = 404, body = Fault), (status = 412, description = "somebody has changed it meanwhile", body = Fault),
    (status = 422, description = "there are errors", body = Checked), (status = 428, body = Fault)))]
pub(crate) async fn save_scenario(
    State(app): Here,
    Path((model, scenario)): Path<(String, String)>,
    headers: HeaderMap,
    Body(edit): Body<Edit>,
) -> Result<Response, Fault> {
    let if_match = matched(&headers)?;
    apart(&app, move |app| {
        let at = app.place.model(&model)?;
        let _one = app.saving.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let draft = Draft::open(&app.place, &at, &scenario)?;
        let edited = draft.edited(&edit)?;
        let problems = edited.told();
        if !edited.is_sound() {
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(Checked { ok: false, problems })).into_response());
        }
        let scenario = draft.save(&edit, &edited, &if_match)?;
        let hash = Draft::open(&app.place, &at, &scenario)?.hash;
        Ok(([(ETAG, format!("\"{hash}\""))], Json(Saved { scenario, hash, problems })).into_response())
    })
    .await
}

/// Which runs.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Which {
    model: Option<String>,
    before: Option<i64>,
    most: Option<u32>,
}

/// Runs, the newest first; at most 200.
#[utoipa::path(get, path = "/api/runs", params(("model" = Option<String>, Query), ("before" = Option<i64>, Query, description = "only runs with a smaller number"), ("most" = Option<u32>, Query)),
    responses((status = 200, body = Vec<Entry>)))]
pub(crate) async fn runs(State(app): Here, Query(which): Query<Which>) -> Result<Json<Vec<Entry>>, Fault> {
    let most = which.most.unwrap_or(MOST_LISTED).min(MOST_LISTED);
    apart(&app, move |app| Ok(Json(app.queue.catalogue.list(which.model.as_deref(), which.before, most)?))).await
}

/// Asks for a run, a restart plan or a ranking of changes, which waits until there is room for it.
#[utoipa::path(post, path = "/api/runs", request_body = Asked, responses((status = 202, body = Entry, headers(("location" = String))),
    (status = 404, body = Fault), (status = 422, description = "files have errors, or more is asked for than is allowed", body = Fault), (status = 429, description = "too many runs wait", body = Fault)))]
pub(crate) async fn ask(State(app): Here, Body(asked): Body<Asked>) -> Result<Response, Fault> {
    let entry = apart(&app, move |app| app.queue.catalogue.find(app.queue.ask(&asked)?)).await?;
    Ok((StatusCode::ACCEPTED, [("location", format!("/api/runs/{}", entry.id))], Json(entry)).into_response())
}

/// A run.
#[utoipa::path(get, path = "/api/runs/{run}", params(("run" = i64, Path)), responses((status = 200, body = Entry), (status = 404, body = Fault)))]
pub(crate) async fn run(State(app): Here, Path(run): Path<i64>) -> Result<Json<Entry>, Fault> {
    apart(&app, move |app| Ok(Json(app.queue.catalogue.find(run)?))).await
}

/// Deletes a run that has ended: its answer, its files and its line in the catalogue, for good.
#[utoipa::path(delete, path = "/api/runs/{run}", params(("run" = i64, Path)),
    responses((status = 204, description = "it is gone"), (status = 404, body = Fault), (status = 409, description = "it waits or is computed: cancel it first", body = Fault)))]
pub(crate) async fn delete(State(app): Here, Path(run): Path<i64>) -> Result<StatusCode, Fault> {
    apart(&app, move |app| app.queue.delete(run)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Cancels a run that waits or is computed; what has been played is kept.
#[utoipa::path(post, path = "/api/runs/{run}/cancel", params(("run" = i64, Path)),
    responses((status = 202, description = "it stops as soon as it can", body = Progress), (status = 404, body = Fault), (status = 409, description = "it has ended already", body = Fault)))]
pub(crate) async fn cancel(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        app.queue.cancel(run)?;
        Ok((StatusCode::ACCEPTED, Json(app.queue.progress(run)?)).into_response())
    })
    .await
}

/// Lets a run that was cancelled or failed go on from what it kept.
#[utoipa::path(post, path = "/api/runs/{run}/resume", params(("run" = i64, Path)),
    responses((status = 202, body = Progress), (status = 404, body = Fault), (status = 409, body = Fault)))]
pub(crate) async fn resume(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        app.queue.resume(run)?;
        Ok((StatusCode::ACCEPTED, Json(app.queue.progress(run)?)).into_response())
    })
    .await
}

/// How far a run is, as server-sent events: `progress` whenever something moves, `end` last.
#[utoipa::path(get, path = "/api/runs/{run}/events", params(("run" = i64, Path)),
    responses((status = 200, description = "`text/event-stream`; the data of each event is a `Progress`", body = Progress), (status = 404, body = Fault)))]
pub(crate) async fn events(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    apart(&app, move |app| app.queue.catalogue.find(run)).await?;
    Ok(Sse::new(told(app, run)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response())
}

fn told(app: Arc<App>, run: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    struct Watch {
        app: Arc<App>,
        last: Option<Progress>,
        over: bool,
    }
    stream::unfold(Watch { app, last: None, over: false }, move |mut it| async move {
        let mut ending = it.app.ending.clone();
        while !it.over && !*ending.borrow() {
            let now = apart(&it.app, move |app| app.queue.progress(run)).await.ok()?;
            if it.last.as_ref() == Some(&now) {
                tokio::select! {
                    () = tokio::time::sleep(TICK) => {}
                    _ = ending.changed() => {}
                }
                continue;
            }
            it.over = !matches!(now.state, RunState::Waiting | RunState::Running);
            let event = Event::default().event(if it.over { "end" } else { "progress" });
            let event = event.data(serde_json::to_string(&now).unwrap_or_default());
            it.last = Some(now);
            return Some((Ok(event), it));
        }
        None
    })
}

/// What a run came to: the answer of `blackstart run`, `blackstart restart` or `blackstart rank`.
#[utoipa::path(get, path = "/api/runs/{run}/answer", params(("run" = i64, Path)),
    responses((status = 200, description = "`blackstart/run/1`, `blackstart/restart/1` or `blackstart/rank/1`", body = Object), (status = 404, body = Fault)))]
pub(crate) async fn answer(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    let text = apart(&app, move |app| app.queue.catalogue.answer(run)).await?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

/// The files of a finished run: Parquet tables, `summary.json`, `report.html`; of a plan or a ranking CSV, XLSX and more.
#[utoipa::path(get, path = "/api/runs/{run}/files", params(("run" = i64, Path)),
    responses((status = 200, body = Vec<RunFile>), (status = 404, body = Fault)))]
pub(crate) async fn files(State(app): Here, Path(run): Path<i64>) -> Result<Json<Vec<RunFile>>, Fault> {
    apart(&app, move |app| {
        app.queue.catalogue.find(run)?;
        Ok(Json(app.place.files_of_run(run)))
    })
    .await
}

/// A file of a finished run, to be kept.
#[utoipa::path(get, path = "/api/runs/{run}/files/{file}", params(("run" = i64, Path), ("file" = String, Path)),
    responses((status = 200, description = "Its bytes", body = Vec<u8>, content_type = "application/octet-stream"), (status = 404, body = Fault)))]
pub(crate) async fn file(State(app): Here, Path((run, name)): Path<(i64, String)>) -> Result<Response, Fault> {
    let (file, name) = apart(&app, move |app| {
        app.queue.catalogue.find(run)?;
        Ok((app.place.file_of_run(run, &name)?, name))
    })
    .await?;
    Ok(attached(streamed(file), &format!("run-{run}-{name}")))
}

/// Two runs.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Two {
    pub(crate) a: i64,
    pub(crate) b: i64,
}

/// Two finished runs with the same seed, side by side: the answer of `blackstart compare`.
#[utoipa::path(get, path = "/api/compare", params(("a" = i64, Query), ("b" = i64, Query)),
    responses((status = 200, description = "`blackstart/compare/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn compare(State(app): Here, Query(two): Query<Two>) -> Result<Json<Value>, Fault> {
    apart(&app, move |app| shown(&compared(app, two)?)).await
}

/// Two runs compared.
pub(crate) fn compared(app: &App, Two { a, b }: Two) -> Result<jobs::CompareAnswer, Fault> {
    app.queue.catalogue.find(a)?;
    app.queue.catalogue.find(b)?;
    Ok(jobs::compare(&CompareRequest::Runs { a: app.place.run(a), b: app.place.run(b) }, &())?)
}

/// Which curve.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Years {
    /// Finished runs, one for each scenario.
    pub(crate) runs: Vec<i64>,
    /// Years to simulate; 10,000 if nothing is said, at most 100,000.
    pub(crate) years: Option<u32>,
    /// How many times a year a scenario comes, by its name; the scenario's own rate if nothing is said.
    pub(crate) rates: std::collections::BTreeMap<String, f64>,
    /// Random seed of the years; 1 if nothing is said.
    pub(crate) seed: Option<u64>,
}

/// The loss curve of finished runs: the answer of `blackstart curve`.
#[utoipa::path(post, path = "/api/curve", request_body = Years,
    responses((status = 200, description = "`blackstart/curve/1`", body = Object), (status = 404, body = Fault), (status = 422, body = Fault)))]
pub(crate) async fn curve(State(app): Here, Body(years): Body<Years>) -> Result<Json<Value>, Fault> {
    apart(&app, move |app| shown(&curved(app, &years)?)).await
}

/// A curve drawn.
pub(crate) fn curved(app: &App, years: &Years) -> Result<jobs::CurveAnswer, Fault> {
    let many = |message: String| {
        Fault::too_much(StatusCode::UNPROCESSABLE_ENTITY, message, "ask for less, or use `blackstart curve`")
    };
    if years.years.is_some_and(|it| it > MOST_YEARS || it == 0) {
        return Err(many(format!("a curve is of 1 to {MOST_YEARS} years here")));
    }
    if years.runs.len() > MOST_RUNS {
        return Err(many(format!("a curve is of at most {MOST_RUNS} runs here")));
    }
    for run in &years.runs {
        app.queue.catalogue.find(*run)?;
    }
    let usual = Calendar::default();
    let calendar = Calendar {
        runs: years.runs.iter().map(|run| app.place.run(*run)).collect(),
        years: years.years.unwrap_or(usual.years),
        rates: years
            .rates
            .iter()
            .map(|(scenario, rate)| RateOf { scenario: scenario.clone(), per_year: *rate })
            .collect(),
        seed: years.seed.unwrap_or(usual.seed),
    };
    Ok(jobs::curve(&CurveRequest { calendar, html: None }, &())?)
}

/// An answer of a job as `--json` prints it.
fn shown(answer: &impl Serialize) -> Result<Json<Value>, Fault> {
    serde_json::to_value(answer).map(Json).map_err(Fault::system)
}
