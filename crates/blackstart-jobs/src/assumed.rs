//! Cells that an import invented or guessed, and how much of the result's uncertainty each of them explains.

use crate::failure::Failure;
use crate::found::Found;
use crate::guessed::{ASSUMPTIONS, SHEET};
use crate::open::Opened;
use crate::watch::Watcher;
use blackstart_ensemble::drivers::{Ask, AssumedCells, Explained, LEAST_HISTORIES, Study};
use blackstart_model::table::Row;
use blackstart_model::{Problem, RawTable, Severity};
use blackstart_read::{self as read, Company, Placed, file};
use blackstart_report::lists::{Cell, List, workbook};
use blackstart_store::Formats;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The columns that are read.
const COLUMNS: [&str; 4] = ["where", "value", "why", "confidence"];

/// People who are named to be asked first.
const ASKED: usize = 3;

/// What is said of assumed cells.
pub(crate) struct Assumed {
    /// In numbers.
    pub(crate) cells: AssumedCells,
    /// As a workbook.
    pub(crate) book: Vec<u8>,
}

/// One cell as an import noted it.
struct Noted {
    place: String,
    value: String,
    why: String,
    confidence: String,
    /// Whether it is in the model, and its path; none of what is no cell of it.
    target: Option<(bool, String)>,
    verdict: Verdict,
}

/// A cell, and the draws that decide it.
type Decided<'n> = (&'n Noted, &'n Vec<usize>);

/// Who is asked about cells: their owner, or of a cell without one whoever knows that cell.
type Person<'n> = (Option<String>, &'n str);

/// What can be said of it.
enum Verdict {
    /// It is decided by these draws, which explain so much of the loss.
    Uncertain { draws: Vec<usize>, explained: Option<Explained> },
    /// Why no share is told.
    Said(&'static str),
}

/// What the cells explain that the import of a model assumed; none of a model that was not imported.
pub(crate) fn assumed(opened: &Opened, study: &Study<'_>, watcher: &dyn Watcher) -> Result<Option<Assumed>, Failure> {
    let Company::Folder(folder) = &opened.company else { return Ok(None) };
    let path = folder.join(ASSUMPTIONS);
    if !file::is_there(&path) {
        return Ok(None);
    }
    let Some(mut noted) = noted(&path, opened, watcher) else { return Ok(None) };
    judge(&mut noted, opened, study);
    let share = |it: &Noted| match &it.verdict {
        Verdict::Uncertain { explained: Some(explained), .. } => explained.share,
        Verdict::Uncertain { explained: None, .. } => f64::MIN,
        Verdict::Said(_) => f64::NEG_INFINITY,
    };
    noted.sort_by(|a, b| share(b).total_cmp(&share(a)));
    Ok(Some(Assumed { cells: cells(&noted, opened, study), book: book(&noted, opened)? }))
}

/// Every row of the sheet; nothing, and a warning, if it is not as imports write it.
fn noted(path: &Path, opened: &Opened, watcher: &dyn Watcher) -> Option<Vec<Noted>> {
    let names: Vec<String> = COLUMNS.iter().map(|it| (*it).to_owned()).collect();
    let read = read::sheet(path, Some(SHEET), &names, &Formats);
    let why = read.problems.iter().find(|it| it.severity == Severity::Error).map(|it| it.message.clone());
    let warn = |why: String| {
        let problems = vec![unreadable(path, why)];
        watcher.found(&Found { problems, omitted: 0, files: vec![path.to_path_buf()] });
        None
    };
    let Some(RawTable { columns, rows, .. }) = read.it else {
        return warn(why.unwrap_or_else(|| "it has no rows".to_owned()));
    };
    let at = COLUMNS.map(|name| columns.iter().position(|it| it == name));
    let missing: Vec<&str> = COLUMNS.iter().zip(at).filter(|(_, at)| at.is_none()).map(|(name, _)| *name).collect();
    let [Some(place), Some(value), Some(why), Some(confidence)] = at else {
        return warn(format!("it has no column {}", missing.join(", ")));
    };
    let row = |row: &blackstart_model::RawRow| {
        let text = |at| row.value(at).text();
        let place = text(place);
        Noted {
            target: target(&place, opened),
            place,
            value: text(value),
            why: text(why),
            confidence: text(confidence),
            verdict: Verdict::Said(""),
        }
    };
    Some(rows.iter().map(row).filter(|it| !it.place.is_empty()).collect())
}

fn unreadable(path: &Path, why: String) -> Problem {
    Problem {
        code: "BS0930",
        severity: Severity::Warning,
        message: format!("nothing can be said about what was assumed: {why}"),
        file: path.to_path_buf(),
        sheet: None,
        line: 0,
        column: 0,
        length: 0,
        excerpt: String::new(),
        mark: 0,
        advice: Some("put back the file that the import wrote, or remove it".to_owned()),
    }
}

/// Where a noted place leads: `systems.csv!erp!rebuild.duration` is `system.erp.rebuild.duration` of the model. Links are noted by both their ends, demand by
/// its site.
fn target(place: &str, opened: &Opened) -> Option<(bool, String)> {
    let (file, rest) = place.split_once('!')?;
    if let Some(scenario) = file.strip_prefix("scenarios/") {
        let its = opened.file.file_name().is_some_and(|name| name == scenario);
        return its.then(|| (false, rest.to_owned()));
    }
    let (row, column) = rest.split_once('!')?;
    let path = match file {
        "links.csv" => {
            let (from, to) = row.split_once(' ')?;
            format!("link[from={from},to={to}].{column}")
        }
        "demands.csv" => format!("demand[site={row}].{column}"),
        "systems.csv" | "services.csv" | "sites.csv" | "products.csv" => {
            format!("{}.{row}.{column}", file.trim_end_matches("s.csv"))
        }
        _ => return None,
    };
    Some((true, path))
}

/// Says of each cell what it explains, or why that is nothing.
fn judge(noted: &mut [Noted], opened: &Opened, study: &Study<'_>) {
    for in_model in [true, false] {
        let its: Vec<usize> = (0..noted.len())
            .filter(|at| noted[*at].target.as_ref().is_some_and(|(model, _)| *model == in_model))
            .collect();
        let paths: Vec<String> = its.iter().filter_map(|at| Some(noted[*at].target.as_ref()?.1.clone())).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let scenario = (!in_model).then_some(opened.file.as_path());
        let placed = if paths.is_empty() { Vec::new() } else { opened.company.written(scenario, &paths, &Formats) };
        for ((at, path), placed) in its.into_iter().zip(paths).zip(placed) {
            let draws = study.written_at(in_model, path).to_vec();
            noted[at].verdict = verdict(&noted[at].value, placed, draws, study);
        }
    }
    for it in noted.iter_mut().filter(|it| it.target.is_none()) {
        let of_scenario = it.place.starts_with("scenarios/");
        it.verdict = Verdict::Said(if of_scenario {
            "stands in another scenario than this run's"
        } else {
            "no number of the model: it moves nothing, because it does not vary"
        });
    }
}

fn verdict(value: &str, placed: Option<Placed>, draws: Vec<usize>, study: &Study<'_>) -> Verdict {
    let Some(placed) = placed else { return Verdict::Said("is no longer in the model") };
    // A law is noted as it is written; other values may be noted in words.
    let is_law = |text: &str| text.contains('(');
    let now = placed.value.as_deref().unwrap_or_default();
    let edited = now != value && (is_law(value) || is_law(now));
    match (edited, draws.is_empty()) {
        (true, _) => Verdict::Said("was edited since the import: it is no longer assumed"),
        (false, true) if is_law(value) => Verdict::Said("is uncertain, and never drawn in this scenario"),
        (false, true) => {
            Verdict::Said("a fixed number: it moves nothing, because it does not vary; it may still be wrong")
        }
        (false, false) => {
            let explained = study.of_loss(draws.iter().copied());
            Verdict::Uncertain { draws, explained }
        }
    }
}

/// What the cells explain together, and whom to ask.
fn cells(noted: &[Noted], opened: &Opened, study: &Study<'_>) -> AssumedCells {
    let uncertain = || {
        noted.iter().filter_map(|it| match &it.verdict {
            Verdict::Uncertain { draws, .. } => Some((it, draws)),
            Verdict::Said(_) => None,
        })
    };
    let all: BTreeSet<usize> = uncertain().flat_map(|(_, draws)| draws.iter().copied()).collect();
    let explained = study.of_loss(all);
    // Cells without an owner are asked for one by one.
    let mut people: BTreeMap<Person<'_>, Vec<Decided<'_>>> = BTreeMap::new();
    for (it, draws) in uncertain() {
        let owner = owner(it, opened);
        let alone = if owner.is_some() { "" } else { it.place.as_str() };
        people.entry((owner, alone)).or_default().push((it, draws));
    }
    let ask = |((owner, _), cells): (Person<'_>, Vec<Decided<'_>>)| {
        let (first, draws) = *cells.first()?;
        let theirs: BTreeSet<usize> = cells.iter().flat_map(|(_, draws)| draws.iter().copied()).collect();
        Some(Ask {
            owner,
            cell: first.place.clone(),
            about: study.name(*draws.first()?).to_owned(),
            more: cells.len() - 1,
            explained: study.of_loss(theirs)?,
        })
    };
    let mut ask: Vec<Ask> = people.into_iter().filter_map(ask).collect();
    ask.retain(|it| it.explained.share > study.by_chance());
    ask.sort_by(|a, b| b.explained.share.total_cmp(&a.explained.share));
    ask.truncate(ASKED);
    AssumedCells { cells: noted.len(), uncertain: uncertain().count(), explained, ask }
}

/// Who answers for what a cell is about, where the model names somebody.
fn owner(it: &Noted, opened: &Opened) -> Option<String> {
    let (_, path) = it.target.as_ref().filter(|(in_model, _)| *in_model)?;
    let mut parts = path.split('.');
    let (kind, id) = (parts.next()?, parts.next()?);
    let promised = match kind {
        "system" => &opened.model.systems.rows().iter().find(|it| it.name.id == id)?.promised,
        "service" => &opened.model.services.rows().iter().find(|it| it.name.id == id)?.promised,
        _ => return None,
    };
    promised.owner.clone()
}

/// The cells as a list, those that explain most first.
fn book(noted: &[Noted], opened: &Opened) -> Result<Vec<u8>, Failure> {
    let text = |it: &str| Cell::Text(it.to_owned());
    let row = |it: &Noted| {
        let confidence = it.confidence.parse().map_or_else(|_| text(&it.confidence), Cell::Number);
        let shares = match &it.verdict {
            Verdict::Uncertain { explained: Some(it), .. } => [it.share, it.low, it.high].map(Cell::Number),
            Verdict::Uncertain { explained: None, .. } => [
                Cell::Text(format!(
                    "not told: the loss does not vary, or there are fewer than {LEAST_HISTORIES} histories"
                )),
                text(""),
                text(""),
            ],
            Verdict::Said(words) => [text(words), text(""), text("")],
        };
        let mut row = vec![text(&it.place), text(&it.value), text(&it.why), confidence];
        row.extend(shares);
        row.push(text(owner(it, opened).as_deref().unwrap_or_default()));
        row
    };
    let list = List {
        title: SHEET,
        columns: &[
            ("where", 44.0),
            ("value", 34.0),
            ("why", 90.0),
            ("confidence", 11.0),
            ("share of the result's uncertainty", 44.0),
            ("low", 11.0),
            ("high", 11.0),
            ("ask", 24.0),
        ],
        rows: noted.iter().map(row).collect(),
    };
    workbook("Assumptions of an import, and what they explain", &[list]).map_err(Failure::fault)
}
