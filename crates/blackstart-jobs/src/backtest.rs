//! Back-tests: every scenario that somebody has reported numbers about is played, and scored.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::normal::normal_life;
use crate::open::{company, home, model, must_exist, read_scenario, scenario_files};
use crate::pages::write_page;
use crate::sampling::Sampling;
use crate::watch::{Playing, Watcher};
use blackstart_ensemble::backtest::{Held, Incident, Played, Scoreboard, cuts_periods};
use blackstart_model::backtest::Row;
use blackstart_model::scenario::LedgerSpan;
use blackstart_model::{Model, Scenario};
use blackstart_read::Company;
use blackstart_report::backtest_html;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which back-tests to play.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BacktestRequest {
    /// Folders of models with a `backtest.toml`, folders that hold such folders, or workbooks with reported numbers.
    pub folders: Vec<PathBuf>,
    /// Histories, seed, threads.
    pub sampling: Sampling,
}

/// What models say next to what was reported, and how good that is.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/backtest/1")]
pub struct BacktestAnswer {
    /// Every row, and scores.
    pub scoreboard: Scoreboard,
}

impl Answer for BacktestAnswer {}

/// Writes back-tests as a page: one file, for a browser, without a network.
///
/// # Errors
/// If the file is no page of this program, or the system refuses.
pub fn backtest_page(answer: &BacktestAnswer, file: &Path) -> Result<(), Failure> {
    write_page(file, &backtest_html(&answer.scoreboard))
}

/// Plays every scenario that a back-test has rows about, and scores it; writes nothing.
///
/// # Errors
/// If something is wrong with the request or the files, or the watcher stopped it.
pub fn backtest(request: &BacktestRequest, watcher: &dyn Watcher) -> Result<BacktestAnswer, Failure> {
    let mut found = Found::default();
    let mut cases = Vec::new();
    for folder in models(&request.folders)? {
        cases.extend(Case::read(&folder, &mut found)?);
    }
    if found.errors().next().is_some() {
        return Err(Failure::Invalid(found));
    }
    watcher.found(&found);
    let sampling = &request.sampling;
    let mut all = 0;
    for (scenario, _) in cases.iter().flat_map(|case| &case.scenarios) {
        all += sampling.range(scenario)?.len() as u64;
    }
    let playing = Playing::new(watcher, 0, all);
    let (mut incidents, mut done) = (Vec::new(), 0);
    for Case { company, model, scenarios } in cases {
        let mut played = Vec::new();
        for (mut scenario, rows) in scenarios {
            let cuts = {
                let asked = sampling.ensemble(&model, &scenario);
                rows.iter().any(|row| cuts_periods(row, asked.layout()))
            };
            if cuts {
                // The same histories, with the books of each day.
                scenario.ledger = LedgerSpan::Day;
            }
            // The scores say how right a model is, also one whose normal life is not normal; that is told.
            normal_life(&company, &model, &scenario, Path::new(""), true, watcher)?;
            let replicates = sampling.range(&scenario)?;
            playing.begin_at(done);
            done += replicates.len() as u64;
            let results = sampling.ensemble(&model, &scenario).play(replicates, &playing);
            if watcher.stopped() {
                return Err(Failure::Interrupted("interrupted; nothing was scored".to_owned()));
            }
            let held = Held::of(&rows, &results);
            played.push((results.layout.clone(), Played::of(&results.layout, results.len(), held)));
        }
        incidents.extend(Incident::of(played));
    }
    Ok(BacktestAnswer { scoreboard: Scoreboard::of(incidents) })
}

/// A model, and its scenarios with the rows about each.
struct Case {
    company: Company,
    model: Model,
    scenarios: Vec<(Scenario, Vec<Row>)>,
}

impl Case {
    /// Reads a model; `None` if anything in it is wrong.
    fn read(path: &Path, found: &mut Found) -> Result<Option<Self>, Failure> {
        let (company, said) = company(path)?;
        found.join(said);
        let Some(company) = company else { return Ok(None) };
        let Some(mut model) = model(&company, found)? else { return Ok(None) };
        // Once for the scenarios it names, and again for whether rows fit into their histories.
        let files = match company.backtest(&model, &[]).and_then(|read| read.it) {
            Some(named) => files(&company, named.rows),
            // Something in it is wrong: all of that is told at once.
            None => scenario_files(&company)?,
        };
        let mut scenarios = Vec::new();
        for file in files {
            let name = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            scenarios.extend(read_scenario(&company, &file, &model, found).map(|scenario| (name, scenario)));
        }
        let known: Vec<&Scenario> = scenarios.iter().map(|(_, scenario)| scenario).collect();
        let Some(backtest) = company.backtest(&model, &known).and_then(|read| found.take(read)) else {
            return Ok(None);
        };
        watch(&mut model, &backtest.rows);
        let rows = |name: &str| backtest.rows.iter().filter(|row| row.scenario == name).cloned().collect();
        let scenarios = scenarios.into_iter().map(|(name, scenario)| (scenario, rows(&name))).collect();
        Ok(Some(Self { company, model, scenarios }))
    }
}

/// The scenarios that rows name, in their order; one that is missing is told with the rows.
fn files(company: &Company, rows: Vec<Row>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for row in rows {
        if let Some(file) = company.named(&row.scenario)
            && !files.contains(&file)
        {
            files.push(file);
        }
    }
    files
}

/// Follows every site that a row names, as if the model had it watched.
fn watch(model: &mut Model, rows: &[Row]) {
    let named: BTreeSet<&str> = rows.iter().flat_map(|row| row.measure.sites()).map(String::as_str).collect();
    for site in model.sites.keys() {
        let row = &mut model.sites[site];
        row.watch |= named.contains(row.name.id.as_str());
    }
}

/// The models that are meant, each once.
fn models(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let has = |folder: &Path, file: &str| folder.join(file).is_file();
    let mut models = Vec::new();
    for named in named {
        let (company, _) = company(named)?;
        if !matches!(company, Some(Company::Folder(_))) {
            // What is wrong with a workbook is told when it is read.
            if company.is_some_and(|it| matches!(it, Company::Book(book) if !book.has_reports() && !book.is_broken())) {
                let why = "this workbook has no rows in its sheet `backtest`";
                return Err(Failure::Usage(format!("{}: {why}", named.display())));
            }
            if !models.contains(named) {
                models.push(named.clone());
            }
            continue;
        }
        let folder = home(named);
        must_exist(folder)?;
        let inside = if has(folder, "model.toml") { vec![folder.to_owned()] } else { folders(folder)? };
        let tested = inside.into_iter().filter(|folder| has(folder, "model.toml") && has(folder, "backtest.toml"));
        let before = models.len();
        let tested: Vec<PathBuf> = tested.collect();
        if tested.is_empty() {
            let why = "there is no model with a `backtest.toml`, neither here nor in the folders inside";
            return Err(Failure::Usage(format!("{}: {why}", folder.display())));
        }
        for folder in tested {
            if !models[..before].contains(&folder) {
                models.push(folder);
            }
        }
    }
    Ok(models)
}

/// The folders inside a folder, by name.
fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|error| Failure::file("read", folder, error))?;
    let mut inside = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::file("read", folder, error))?.path();
        if path.is_dir() {
            inside.push(path);
        }
    }
    inside.sort();
    Ok(inside)
}
