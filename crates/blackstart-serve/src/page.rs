//! The pages: what the API says, for people. They work without the script, and everything from a model is escaped on its way into one.

mod edit;
mod form;
mod look;
mod row;
mod walk;

use crate::api::{Here, Path, Query, Two, Years, apart, compared, curved};
use crate::app::App;
use crate::catalogue::{Entry, Kind, State as RunState};
use crate::fault::Fault;
use crate::guard::SESSION;
use crate::handed::{attached, sandboxed, streamed};
use crate::place::{ModelAt, RunFile};
use crate::queue::{Asked, Progress};
use crate::titles::{Titled, Titles};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, SET_COOKIE};
use axum::response::{IntoResponse, Redirect, Response};
use blackstart::ensemble::compare::{Comparison, Difference, Side};
use blackstart::jobs::{CheckAnswer, Failure, ModelTable, TablesAnswer};
use blackstart::model::Problem;
use blackstart::model::model::Currency;
use blackstart::read::row_word;
use blackstart::report::number;
pub(crate) use edit::{edit, scenario};
use form::{Form, Said};
pub(crate) use look::{Escaper, code, count, duration, kind_words, moment, share, task_words, uncoded, url, word};
use look::{MOST, base, shown};
pub(crate) use row::{edit_row, row};
use serde::Deserialize;
use std::sync::Arc;
pub(crate) use walk::{walk, walk_at};

/// Runs on a page.
const MOST_RUNS: u32 = 50;
/// Finished runs to choose from.
const MOST_CHOICES: u32 = 200;

/// The look.
pub(crate) async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("../assets/style.css"))
}

/// The module.
pub(crate) async fn module() -> Response {
    asset("text/javascript; charset=utf-8", include_str!("../assets/live.mjs"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

/// No address of ours.
pub(crate) async fn nothing_here(request: Request) -> Fault {
    Fault::missing("page", request.uri().path())
}

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage<'a> {
    it: &'a Fault,
    problems: &'a [Problem],
}

/// What is wrong, as a page.
pub(crate) fn fault(_app: &App, fault: &Fault) -> Response {
    let problems = match fault.failure.as_deref() {
        Some(Failure::Invalid(found)) => found.problems.as_slice(),
        _ => &[],
    };
    shown(&FaultPage { it: fault, problems })
}

#[derive(Template)]
#[template(path = "login.html")]
struct Login<'a> {
    token: &'a str,
    wrong: bool,
}

pub(crate) async fn login(State(app): Here) -> Response {
    if !app.guard.needs_token() {
        return Redirect::to("/").into_response();
    }
    shown(&Login { token: app.guard.form_token(), wrong: false })
}

pub(crate) async fn sign_in(State(app): Here, Form(said): Form) -> Response {
    // Whoever guesses has 256 bits before them; a pause keeps the log short.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    if !app.guard.knows(said.get("token").map_or("", |it| it.trim())) {
        let page = shown(&Login { token: app.guard.form_token(), wrong: true });
        return (StatusCode::UNAUTHORIZED, page).into_response();
    }
    let cookie = format!("{SESSION}={}; Path=/; HttpOnly; SameSite=Strict", app.guard.session());
    ([(SET_COOKIE, cookie)], Redirect::to("/")).into_response()
}

#[derive(Template)]
#[template(path = "folder.html")]
struct FolderPage {
    name: String,
    models: Vec<ModelLine>,
    passed: Vec<String>,
    runs: Vec<Titled>,
    before: Option<i64>,
}

/// A model in a list.
struct ModelLine {
    it: ModelAt,
    title: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Before {
    before: Option<i64>,
}

pub(crate) async fn folder(State(app): Here, Query(Before { before }): Query<Before>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let listed = app.place.models()?;
        let runs = app.queue.catalogue.list(None, before, MOST_RUNS)?;
        let before = (runs.len() == MOST_RUNS as usize).then(|| runs.last().map(|it| it.id)).flatten();
        let name = app.place.root().file_name().map_or_else(|| "/".to_owned(), |it| it.to_string_lossy().into_owned());
        let titles = Titles::new(&app.place);
        let models = listed.models.into_iter().map(|it| ModelLine { title: titles.model(&it.key), it }).collect();
        let runs = runs.into_iter().map(|it| titles.of(it)).collect();
        Ok(shown(&FolderPage { name, models, passed: listed.passed, runs, before }))
    })
    .await
}

#[derive(Template)]
#[template(path = "model.html")]
struct ModelPage<'a> {
    key: String,
    base: String,
    title: String,
    check: Arc<CheckAnswer>,
    problems: &'a [Problem],
    scenarios: Vec<ScenarioLine>,
    has_tables: bool,
    runs: Vec<Titled>,
}

/// A scenario in a list.
struct ScenarioLine {
    name: String,
    title: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chosen {
    table: Option<String>,
    from: usize,
}

pub(crate) async fn model(State(app): Here, Path(key): Path<String>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let at = app.place.model(&key)?;
        let check = app.known.check(&at)?;
        // The file's name is what addresses say; its title is for people where the scenario can be read.
        let title =
            |name: &str| check.scenarios.iter().find(|it| it.id == name).map_or(name, |it| &it.title).to_owned();
        let scenarios = at.scenarios()?.into_iter().map(|(name, _)| ScenarioLine { title: title(&name), name });
        let runs = app.queue.catalogue.list(Some(&key), None, MOST_RUNS)?;
        let titles = Titles::new(&app.place);
        let page = ModelPage {
            base: base(&key),
            title: check.model.as_ref().map_or_else(|| key.clone(), |it| it.title.clone()),
            problems: &check.found.problems,
            scenarios: scenarios.collect(),
            has_tables: check.model.is_some() && !at.is_book,
            runs: runs.into_iter().map(|it| titles.of(it)).collect(),
            check: Arc::clone(&check),
            key,
        };
        Ok(shown(&page))
    })
    .await
}

#[derive(Template)]
#[template(path = "tables.html")]
struct TablesPage<'a> {
    title: String,
    base: String,
    tables: &'a TablesAnswer,
    chosen: Option<&'a ModelTable>,
    from: usize,
    /// Whether its rows are those of the model, which pages can change.
    editable: bool,
}

impl TablesPage<'_> {
    fn is_chosen(&self, table: &ModelTable) -> bool {
        self.chosen.is_some_and(|it| it.name == table.name)
    }

    fn rows(&self) -> &[Vec<String>] {
        let rows = self.chosen.map_or(&[][..], |it| &it.rows);
        let from = self.from.min(rows.len());
        &rows[from..rows.len().min(from.saturating_add(MOST))]
    }

    /// The first row of the next page; 0: there is none.
    fn next(&self) -> usize {
        let next = self.from.saturating_add(MOST);
        if self.chosen.is_some_and(|it| it.rows.len() > next) { next } else { 0 }
    }
}

pub(crate) async fn tables(
    State(app): Here,
    Path(key): Path<String>,
    Query(asked): Query<Chosen>,
) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let tables = app.known.tables(&app.place.model(&key)?)?;
        let chosen = match &asked.table {
            Some(name) => {
                Some(tables.tables.iter().find(|it| it.name == *name).ok_or_else(|| Fault::missing("table", name))?)
            }
            None => tables.tables.first(),
        };
        let editable = chosen.is_some_and(|it| row_word(&it.name).is_some());
        let title = Titles::new(&app.place).model(&key);
        Ok(shown(&TablesPage { base: base(&key), title, tables: &tables, chosen, from: asked.from, editable }))
    })
    .await
}

pub(crate) async fn ask(State(app): Here, Form(said): Form) -> Result<Redirect, Fault> {
    let number = |key: &str| -> Result<Option<u64>, Fault> {
        let text = said.get(key).map(|it| it.trim()).filter(|it| !it.is_empty());
        let wrong = |_| Fault::from(Failure::Usage(format!("`{key}` must be a whole number")));
        text.map(str::parse).transpose().map_err(wrong)
    };
    let asked = Asked {
        kind: match said.get("kind").map(String::as_str) {
            Some("restart") => Kind::Restart,
            Some("rank") => Kind::Rank,
            _ => Kind::Run,
        },
        model: said.get("model").cloned().unwrap_or_default(),
        scenario: said.get("scenario").cloned().unwrap_or_default(),
        replicates: number("replicates")?,
        seed: number("seed")?,
        ..Asked::default()
    };
    let run = apart(&app, move |app| app.queue.ask(&asked)).await?;
    Ok(Redirect::to(&format!("/runs/{run}")))
}

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage {
    it: Entry,
    /// Titles of the model and of the scenario.
    model: String,
    scenario: String,
    progress: Progress,
    most: u64,
    active: bool,
    failed: bool,
    resumable: bool,
    files: Vec<RunFile>,
    has_report: bool,
    /// Its workbook, as its address ends.
    book: Option<String>,
    others: Vec<Titled>,
    token: String,
}

impl RunPage {
    fn words(&self) -> String {
        let Progress { done, of, units, .. } = &self.progress;
        let units = units.unwrap_or_default();
        match (self.it.state, of) {
            (RunState::Waiting, _) => "Waiting for its turn.".to_owned(),
            (_, Some(of)) => format!("{done} of {of} {units}"),
            (_, None) if *done > 0 => format!("{done} {units}"),
            _ => "Reading and preparing.".to_owned(),
        }
    }
}

pub(crate) async fn run(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let (it, progress) = (app.queue.catalogue.find(run)?, app.queue.progress(run)?);
        let active = matches!(it.state, RunState::Waiting | RunState::Running);
        let files = if active { Vec::new() } else { app.place.files_of_run(run) };
        let comparable = |other: &Entry| it.kind == Kind::Run && other.id != run && other.seed == it.seed;
        let titles = Titles::new(&app.place);
        let mut others = if active { Vec::new() } else { finished(app)? };
        others.retain(comparable);
        let page = RunPage {
            most: progress.of.unwrap_or(1).max(1),
            progress,
            active,
            failed: it.state == RunState::Failed,
            resumable: matches!(it.state, RunState::Cancelled | RunState::Failed),
            has_report: files.iter().any(|it| it.file == "report.html"),
            book: match it.kind {
                Kind::Run => (!files.is_empty()).then(|| "run.xlsx".to_owned()),
                Kind::Restart | Kind::Rank => {
                    files.iter().find(|it| it.file.ends_with(".xlsx")).map(|it| format!("files/{}", url(&it.file)))
                }
            },
            files,
            others: others.into_iter().map(|it| titles.of(it)).collect(),
            token: app.guard.form_token().to_owned(),
            model: titles.model(&it.model),
            scenario: titles.scenario(&it.model, &it.scenario),
            it,
        };
        Ok(shown(&page))
    })
    .await
}

/// Runs of histories that are finished, the newest first.
fn finished(app: &App) -> Result<Vec<Entry>, Fault> {
    let mut runs = app.queue.catalogue.list(None, None, MOST_CHOICES)?;
    runs.retain(|it| it.kind == Kind::Run && it.state == RunState::Finished);
    Ok(runs)
}

pub(crate) async fn cancel(State(app): Here, Path(run): Path<i64>, _form: Form) -> Result<Redirect, Fault> {
    apart(&app, move |app| app.queue.cancel(run)).await?;
    Ok(Redirect::to(&format!("/runs/{run}")))
}

pub(crate) async fn resume(State(app): Here, Path(run): Path<i64>, _form: Form) -> Result<Redirect, Fault> {
    apart(&app, move |app| app.queue.resume(run)).await?;
    Ok(Redirect::to(&format!("/runs/{run}")))
}

#[derive(Template)]
#[template(path = "delete.html")]
struct DeletePage {
    run: Titled,
    files: usize,
    megabytes: String,
    token: String,
}

/// Asks whether a run shall really go.
pub(crate) async fn delete(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let (it, files) = (app.queue.catalogue.find(run)?, app.place.files_of_run(run));
        let megabytes = format!("{:.1}", files.iter().map(|it| it.bytes).sum::<u64>() as f64 / 1e6);
        let run = Titles::new(&app.place).of(it);
        Ok(shown(&DeletePage { run, files: files.len(), megabytes, token: app.guard.form_token().to_owned() }))
    })
    .await
}

pub(crate) async fn deleted(State(app): Here, Path(run): Path<i64>, _form: Form) -> Result<Redirect, Fault> {
    apart(&app, move |app| app.queue.delete(run)).await?;
    Ok(Redirect::to("/"))
}

/// A report as it was written, in a sandbox.
pub(crate) async fn report(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    let file = apart(&app, move |app| {
        app.queue.catalogue.find(run)?;
        app.place.file_of_run(run, "report.html")
    })
    .await?;
    Ok(sandboxed(streamed(file)))
}

/// The answer of a run as a workbook.
pub(crate) async fn workbook(State(app): Here, Path(run): Path<i64>) -> Result<Response, Fault> {
    let book = apart(&app, move |app| {
        let entry = app.queue.catalogue.find(run)?;
        let answer = serde_json::from_str(&app.queue.catalogue.answer(run)?).map_err(Fault::system)?;
        let Titled { model, scenario, .. } = Titles::new(&app.place).of(entry);
        let title = format!("{model}: {scenario}");
        crate::sheets::book(&title, &answer).ok_or_else(|| Fault::system("the workbook cannot be written"))
    })
    .await?;
    Ok(attached(book, &format!("run-{run}.xlsx")))
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage {
    runs: Vec<Titled>,
    a: Option<i64>,
    b: Option<i64>,
    wrong: Option<String>,
    beside: Option<Beside>,
}

/// Two runs beside each other.
struct Beside {
    title_a: String,
    title_b: String,
    played: String,
    rows: Vec<CompareRow>,
    reports: [i64; 2],
}

/// A line of a comparison, in words.
struct CompareRow {
    what: String,
    a_median: String,
    a_band: String,
    b_median: String,
    b_band: String,
    /// A less B, in the mean; empty where one of them never ends.
    difference: String,
    a_worse: String,
    b_worse: String,
}

impl ComparePage {
    fn is_a(&self, run: &Titled) -> bool {
        self.a == Some(run.it.id)
    }

    fn is_b(&self, run: &Titled) -> bool {
        self.b == Some(run.it.id)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct MaybeTwo {
    a: Option<i64>,
    b: Option<i64>,
}

pub(crate) async fn compare(State(app): Here, Query(MaybeTwo { a, b }): Query<MaybeTwo>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let titles = Titles::new(&app.place);
        let runs = finished(app)?.into_iter().map(|it| titles.of(it)).collect();
        let mut page = ComparePage { runs, a, b, wrong: None, beside: None };
        if let (Some(a), Some(b)) = (a, b) {
            match compared(app, Two { a, b }) {
                Ok(answer) => page.beside = Some(Beside::of(a, b, &answer.comparison)),
                Err(fault) if fault.status == StatusCode::UNPROCESSABLE_ENTITY => page.wrong = Some(fault.message),
                Err(fault) => return Err(fault),
            }
        }
        Ok(shown(&page))
    })
    .await
}

impl Beside {
    fn of(a: i64, b: i64, it: &Comparison) -> Self {
        let called = |side: &Side| match it.a.model == it.b.model {
            true => side.title.clone(),
            false => format!("{}, {}", side.model_title, side.title),
        };
        let mut played = format!("{} histories, in both on the same random draws (seed {}).", it.replicates, it.seed);
        if it.a.model != it.b.model {
            played.push_str(
                " These are two models: what differs is the company and not what was done, and lines are paired by name only.",
            );
        }
        Self {
            title_a: format!("A: run {a}, {}", called(&it.a)),
            title_b: format!("B: run {b}, {}", called(&it.b)),
            played,
            rows: rows(it),
            reports: [a, b],
        }
    }
}

/// The rows of a comparison: money, days and times in words.
fn rows(it: &Comparison) -> Vec<CompareRow> {
    let currency = Currency { code: it.currency.clone(), sign: it.sign.clone() };
    let money = |amount: f64| number::money(&currency, amount);
    let signed = |amount: f64, words: fn(f64) -> String| {
        if amount < 0.0 { format!("−{}", words(-amount)) } else { words(amount) }
    };
    let time = |hours: f64| signed(hours, number::duration);
    let days = |days: f64| signed(days, number::days);
    let row = |title: &str, it: &Difference, words: &dyn Fn(f64) -> String| {
        let band = |low: f64, high: f64| format!("{} to {}", words(low), words(high));
        CompareRow {
            what: title.to_owned(),
            a_median: words(it.a.p50),
            a_band: band(it.a.p05, it.a.p95),
            b_median: words(it.b.p50),
            b_band: band(it.b.p05, it.b.p95),
            difference: if it.finite > 0 { words(it.difference.mean) } else { String::new() },
            a_worse: number::share(it.a_worse.share),
            b_worse: number::share(it.b_worse.share),
        }
    };
    let mut rows = vec![
        row("Loss, everybody", &it.total_loss, &money),
        row("Loss, the company", &it.company_loss, &money),
        row("Output lost, days of normal", &it.output_lost_days, &days),
        row("Back after: every system", &it.last_system_back_hours, &time),
    ];
    rows.extend(it.parties.iter().map(|it| row(&format!("Loss, {}", it.title), &it.difference, &money)));
    rows.extend(it.sites.iter().map(|it| row(&format!("Back after: {}", it.title), &it.difference, &time)));
    rows.extend(it.targets.iter().map(|it| row(&format!("Holds after: {}", it.title), &it.difference, &time)));
    rows.truncate(MOST);
    rows
}

#[derive(Template)]
#[template(path = "curve.html")]
struct CurvePage {
    runs: Vec<CurveRun>,
    years: String,
    wrong: Option<String>,
    frame: Option<String>,
}

/// A run that a curve may be made of.
struct CurveRun {
    run: Titled,
    taken: bool,
    /// Times a year, as typed; empty: the scenario's own.
    rate: String,
}

/// The form of a curve, and the curve below it; with `page`, the curve alone.
pub(crate) async fn curve(State(app): Here, Query(said): Query<Said>) -> Result<Response, Fault> {
    apart(&app, move |app| {
        let taken = |run: i64| said.contains_key(&format!("run-{run}"));
        let rate = |run: i64| said.get(&format!("rate-{run}")).map(|it| it.trim().to_owned()).unwrap_or_default();
        let titles = Titles::new(&app.place);
        let runs: Vec<_> = finished(app)?
            .into_iter()
            .map(|it| CurveRun { taken: taken(it.id), rate: rate(it.id), run: titles.of(it) })
            .collect();
        let years = said.get("years").cloned().unwrap_or_else(|| "10000".to_owned());
        let asked = wanted(&runs, &years);
        if said.contains_key("page") {
            let curve = curved(app, &asked?)?;
            return Ok(sandboxed(blackstart::report::years_html(&curve.curve).into_bytes()));
        }
        let (mut wrong, mut frame) = (None, None);
        if runs.iter().any(|it| it.taken) {
            match asked.and_then(|asked| curved(app, &asked)) {
                Ok(_) => {
                    let words = said.iter().map(|(key, value)| format!("{}={}", url(key), url(value)));
                    frame = Some(format!("/curve?page=1&{}", words.collect::<Vec<_>>().join("&")));
                }
                Err(fault) => wrong = Some(fault.message),
            }
        }
        Ok(shown(&CurvePage { runs, years, wrong, frame }))
    })
    .await
}

/// The curve that a form asks for.
fn wanted(runs: &[CurveRun], years: &str) -> Result<Years, Fault> {
    let number = |text: &str, what: &str| -> Result<f64, Fault> {
        text.parse().map_err(|_| Fault::from(Failure::Usage(format!("{what}: `{text}` is not a number"))))
    };
    let mut asked = Years { years: Some(number(years, "years")? as u32), ..Years::default() };
    for CurveRun { run: Titled { it, .. }, rate, .. } in runs.iter().filter(|it| it.taken) {
        asked.runs.push(it.id);
        if !rate.is_empty() {
            asked.rates.insert(it.scenario.clone(), number(rate, &format!("times a year of run {}", it.id))?);
        }
    }
    Ok(asked)
}
