//! Everything that is wrong with a network, at once, and what it adds up to.

use crate::answer::Answer;
use crate::failure::Failure;
use crate::found::Found;
use crate::watch::Watcher;
use blackstart_model::economy::{Balance, balance};
use blackstart_read::economy;
use blackstart_store::Formats;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Which network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NetworkCheckRequest {
    /// Its folder.
    pub network: PathBuf,
    /// Shocks to check too.
    pub shock: Option<PathBuf>,
    /// Whether warnings count as errors.
    pub strict: bool,
}

/// What is wrong, and what there is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/network-check/1")]
pub struct NetworkCheckAnswer {
    /// Whether it can be played.
    pub ok: bool,
    /// What it adds up to, if it has no error.
    pub network: Option<BalanceAnswer>,
    /// What is wrong.
    #[serde(flatten)]
    pub found: Found,
    /// The same, for the terminal.
    #[serde(skip)]
    pub balance: Option<Balance>,
}

/// Totals of a network \[money/step; of a table money/year\].
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BalanceAnswer {
    /// Firms.
    pub firms: usize,
    /// Links.
    pub links: usize,
    /// Sectors.
    pub sectors: usize,
    /// Regions; 0 without.
    pub regions: usize,
    /// Sales among firms.
    pub sales: f64,
    /// Final demand.
    pub final_demand: f64,
    /// Sales and final demand.
    pub output: f64,
    /// Output less purchases.
    pub value_added: f64,
    /// Firms that add no value.
    pub without_value: usize,
    /// Firms that neither buy nor sell.
    pub isolated: usize,
    /// Firms without suppliers.
    pub without_suppliers: usize,
    /// Firms that supply themselves.
    pub own_suppliers: usize,
    /// Most suppliers of one firm.
    pub suppliers_most: usize,
    /// Most buyers of one firm.
    pub buyers_most: usize,
}

impl BalanceAnswer {
    fn of(it: &Balance) -> Self {
        Self {
            firms: it.firms,
            links: it.links,
            sectors: it.sectors,
            regions: it.regions,
            sales: it.sales,
            final_demand: it.final_demand,
            output: it.output,
            value_added: it.value_added,
            without_value: it.without_value,
            isolated: it.isolated,
            without_suppliers: it.without_suppliers,
            own_suppliers: it.own_suppliers,
            suppliers_most: it.suppliers_most,
            buyers_most: it.buyers_most,
        }
    }
}

impl Answer for NetworkCheckAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.ok { Ok(()) } else { Err(Failure::Invalid(self.found.clone())) }
    }
}

/// Checks a network, and shocks to it.
///
/// # Errors
/// Never today: mistakes in files are in the answer.
pub fn check(request: &NetworkCheckRequest, _watcher: &dyn Watcher) -> Result<NetworkCheckAnswer, Failure> {
    let mut found = Found::default();
    let economy = found.take(economy::read(&request.network, &Formats));
    if let (Some(economy), Some(file)) = (&economy, &request.shock) {
        found.take(economy::read_shocks(file, economy, &Formats));
    }
    let ok = economy.is_some() && found.errors().next().is_none() && (found.is_empty() || !request.strict);
    let balance = economy.as_ref().map(balance);
    Ok(NetworkCheckAnswer { ok, network: balance.as_ref().map(BalanceAnswer::of), found, balance })
}
