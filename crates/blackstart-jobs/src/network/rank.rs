//! Failures of a network, ranked by the share of the economy they take down.

use super::files::{Files, name_of};
use crate::answer::Answer;
use crate::command::Words;
use crate::failure::Failure;
use crate::paths::shown;
use crate::watch::{Stage, Watcher, Working};
use blackstart_ensemble::network::{Impact, Produces, RankSettings, rank as rank_impacts};
use blackstart_ensemble::threads::within;
use blackstart_model::economy::Shock;
use blackstart_store as store;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Stop at the fixed point.
const FIXED_POINT: f64 = 1e-12;

/// Which failures, and how firms produce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkRankRequest {
    /// Folder of the network.
    pub network: PathBuf,
    /// Failures, as shocks to capacity; `None`: every firm alone.
    pub failures: Option<PathBuf>,
    /// How firms produce; `None`: by `essential`, if the network has it, else `leontief`.
    pub production: Option<Production>,
    /// Whether firms left in a market replace those that fail.
    pub substitution: bool,
    /// Whether losses are shares of the columns `revenue` and `costs` instead of the known links.
    pub accounts: bool,
    /// Stop when no firm loses more than this share in a pass.
    pub stop: f64,
    /// Whether to iterate to the fixed point instead.
    pub exact: bool,
    /// Failures in the answer.
    pub top: usize,
    /// Folder to write; `None`: `out/rank-NAME`.
    pub out: Option<PathBuf>,
    /// Threads; 0: one per core.
    pub threads: usize,
}

/// How firms produce.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Production {
    /// Every input is essential.
    Leontief,
    /// No input is.
    Linear,
}

impl Default for NetworkRankRequest {
    fn default() -> Self {
        Self {
            network: PathBuf::new(),
            failures: None,
            production: None,
            substitution: true,
            accounts: false,
            stop: 0.01,
            exact: false,
            top: 20,
            out: None,
            threads: 0,
        }
    }
}

/// The failures that do most.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/network-rank/1")]
pub struct NetworkRankAnswer {
    /// The network.
    pub network: String,
    /// Failures ranked.
    pub failures: usize,
    /// The first of them.
    pub top: Vec<RankedFailure>,
    /// The table of all.
    pub table: String,
}

/// A failure and its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RankedFailure {
    /// Its place, from 1.
    pub rank: usize,
    /// The firm, or the name of the shock.
    pub failure: String,
    /// Share of the economy lost, by the worse of both directions.
    pub esri: f64,
    /// … by the lack of goods.
    pub esri_down: f64,
    /// … by the lack of demand.
    pub esri_up: f64,
    /// Passes until it stood.
    pub passes: u32,
    /// All of it.
    #[serde(skip)]
    pub impact: Impact,
}

impl Answer for NetworkRankAnswer {}

/// Ranks failures and writes their table.
///
/// # Errors
/// If something is wrong with the request or the files, the folder cannot be written, or the watcher stopped it: then nothing is.
pub fn rank(request: &NetworkRankRequest, watcher: &dyn Watcher) -> Result<NetworkRankAnswer, Failure> {
    let Files { economy, shocks, .. } = Files::read(&request.network, request.failures.as_deref(), watcher)?;
    let settings = RankSettings {
        production: match request.production {
            Some(Production::Leontief) => Produces::Leontief,
            Some(Production::Linear) => Produces::Linear,
            None => Produces::Given,
        },
        substitution: request.substitution,
        stop: if request.exact { FIXED_POINT } else { request.stop },
        accounts: request.accounts,
    };
    let failures = request.failures.is_some().then_some(shocks.as_slice());
    let firms = economy.firms.clone();
    let count = failures.map_or(firms.len(), <[Shock]>::len);
    let working = Working { watcher, stage: Stage::Failures };
    watcher.progress(Stage::Failures, 0, Some(count as u64));
    let ranked =
        within(request.threads, || rank_impacts(economy, &settings, failures, &working)).map_err(Failure::usage)?;
    let Some(impacts) = ranked else {
        return Err(Failure::Interrupted("interrupted; nothing was ranked and nothing is written".to_owned()));
    };
    let name_of_failure = |at: usize| failures.map_or_else(|| firms.get(at), |list| list[at].name.clone());
    let all: Vec<String> = (0..count).map(name_of_failure).collect();
    let name = name_of(&request.network);
    let out = request.out.clone().unwrap_or_else(|| PathBuf::from(format!("out/rank-{name}")));
    let table = store::write_rank(&out, &name, &all, &impacts, &request.command())?;
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| impacts[*b].index[0].both.total_cmp(&impacts[*a].index[0].both).then(a.cmp(b)));
    let ranked = |(place, &at): (usize, &usize)| {
        let index = impacts[at].index[0];
        RankedFailure {
            rank: place + 1,
            failure: all[at].clone(),
            esri: index.both,
            esri_down: index.down,
            esri_up: index.up,
            passes: impacts[at].passes,
            impact: impacts[at].clone(),
        }
    };
    let top = order.iter().take(request.top).enumerate().map(ranked).collect();
    Ok(NetworkRankAnswer { network: name, failures: count, top, table: shown(&table) })
}

impl NetworkRankRequest {
    /// The command that asks for the same.
    pub fn command(&self) -> String {
        let production = self.production.map(|it| match it {
            Production::Leontief => "leontief",
            Production::Linear => "linear",
        });
        Words::new("network rank")
            .path(&self.network)
            .file("--failures", self.failures.as_deref())
            .option("--production", production)
            .flag("--no-substitution", !self.substitution)
            .flag("--accounts", self.accounts)
            .option("--stop", (!self.exact).then_some(self.stop))
            .flag("--exact", self.exact)
            .line()
    }
}
