//! Years simulated from finished runs, and the loss curve before and after insurance.

use crate::answer::Answer;
use crate::compare::finished;
use crate::failure::Failure;
use crate::pages::write_page;
use crate::watch::{Stage, Watcher, Working};
use blackstart_ensemble::years::{YearsError, YearsSummary};
use blackstart_ensemble::{Results, Years};
use blackstart_report as report;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which years are simulated from finished runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calendar {
    /// Run folders, one for each scenario.
    pub runs: Vec<PathBuf>,
    /// Years to simulate.
    pub years: u32,
    /// Annual rates, overriding the scenarios' own.
    pub rates: Vec<RateOf>,
    /// Random seed of the years.
    pub seed: u64,
}

/// How often a scenario comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateOf {
    /// The scenario.
    pub scenario: String,
    /// Times a year.
    pub per_year: f64,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { runs: Vec::new(), years: 10_000, rates: Vec::new(), seed: 1 }
    }
}

/// Which curve, and whether as a page too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CurveRequest {
    /// The years.
    pub calendar: Calendar,
    /// A page to write.
    pub html: Option<PathBuf>,
}

/// The loss curve.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "schema", rename = "blackstart/curve/1")]
pub struct CurveAnswer {
    /// Losses by return period.
    pub curve: YearsSummary,
}

impl Answer for CurveAnswer {}

/// Simulates years from finished runs and adds them up to a loss curve.
///
/// # Errors
/// If a run is missing or damaged, the runs do not fit together, a rate is missing, the page cannot be written, or the watcher stopped it.
pub fn curve(request: &CurveRequest, watcher: &dyn Watcher) -> Result<CurveAnswer, Failure> {
    let results = request.calendar.results()?;
    let years = request.calendar.of(&results, watcher)?;
    let curve = years.summary_watched(&Working { watcher, stage: Stage::Years }).ok_or_else(stopped)?;
    if let Some(file) = &request.html {
        write_page(file, &report::years_html(&curve))?;
    }
    Ok(CurveAnswer { curve })
}

fn stopped() -> Failure {
    Failure::Interrupted("interrupted; fewer years would be another curve, and nothing is written".to_owned())
}

impl Calendar {
    /// The runs that are named.
    pub(crate) fn results(&self) -> Result<Vec<Results>, Failure> {
        self.runs.iter().map(|folder| finished(folder)).collect()
    }

    /// The years simulated from them.
    pub(crate) fn of<'a>(&self, results: &'a [Results], watcher: &dyn Watcher) -> Result<Years<'a>, Failure> {
        let names: Vec<&str> = results.iter().map(|it| it.layout.scenario.id.as_str()).collect();
        if let Some(unknown) = self.rates.iter().find(|it| !names.contains(&it.scenario.as_str())) {
            let known = names.join(", ");
            let scenario = &unknown.scenario;
            return Err(Failure::Usage(format!(
                "a rate of `{scenario}`: no run of that scenario is named (there are: {known})"
            )));
        }
        let results: Vec<&Results> = results.iter().collect();
        let rates: Vec<(String, f64)> = self.rates.iter().map(|it| (it.scenario.clone(), it.per_year)).collect();
        let working = Working { watcher, stage: Stage::Years };
        Years::watched(&results, &rates, self.years, self.seed, &working).map_err(|error| match error {
            YearsError::Stopped => stopped(),
            error => Failure::usage(error),
        })
    }
}
