//! A nation: its firms and who supplies whom, or an input-output table, as their files have them; and what happens to them.
//!
//! [`read`] reads a folder and finds everything wrong with it; [`read_shocks`] reads what happens. The layouts are in
//! `docs/reference/network.md`. What comes out are plain columns by position, as `blackstart-flow` wants them.

mod company;
mod findings;
mod firms;
mod names;
mod rows;
mod shock;
mod table;
#[cfg(test)]
mod tests;

pub use company::{Basis, Embedded, Member, embed};
pub use firms::{Balance, balance};
pub use names::Names;
pub use rows::{Row, RowFormats, TakeRow, Value};
pub use shock::{Kind, Recovery, Shock, Subject, read_shocks, read_shocks_within};

use crate::problem::Read;
use crate::source::Limits;
use crate::source::place::did_you_mean;
use findings::{At, Findings};
use std::path::Path;

/// Firms (or industries), and who supplies whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Economy {
    /// Names of the firms, in the order of the file.
    pub firms: Names,
    /// Names of the sectors: numbers ascending if all are numbers, else as they first come.
    pub sectors: Names,
    /// Names of the regions, likewise; empty without.
    pub regions: Names,
    /// Sector of each firm.
    pub sector: Vec<u32>,
    /// Region of each firm; empty without.
    pub region: Vec<u32>,
    /// Final demand of each firm \[money/step\]; of a table \[money/year\].
    pub final_demand: Vec<f64>,
    /// Output of each firm as the files give it \[money/step, money/year\]; `None`: they do not.
    pub output: Option<Vec<f64>>,
    /// Market of each firm, and revenue, costs and employees, where the file gives them.
    pub more: More,
    /// Who supplies whom.
    pub links: Links,
    /// Class of each input sector for each buying sector: 2 essential, 1 not, 0 negligible, at `input · sectors + buyer`;
    /// `None` without `essential`. Pairs that are not listed are 0.
    pub essential: Option<Vec<u8>>,
}

/// Columns of firms that only some dynamics use; each empty or one value per firm.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct More {
    /// Market, by position among markets.
    pub market: Vec<u32>,
    /// Revenue \[money/step\].
    pub revenue: Vec<f64>,
    /// Costs \[money/step\].
    pub costs: Vec<f64>,
    /// Employees.
    pub employees: Vec<f64>,
}

/// Who supplies whom.
#[derive(Clone, Debug, PartialEq)]
pub enum Links {
    /// By link: supplier and buyer by position, amount \[money/step\].
    List {
        /// Suppliers.
        supplier: Vec<u32>,
        /// Buyers.
        buyer: Vec<u32>,
        /// Amounts.
        amount: Vec<f64>,
    },
    /// An input-output table: flow from row to column at `row · firms + column` \[money/year\]; and final demand by category.
    Table {
        /// Flows.
        flows: Vec<f64>,
        /// Names of the categories of final demand.
        categories: Names,
        /// Final demand, at `row · categories + category` \[money/year\].
        demand: Vec<f64>,
    },
}

impl Default for Links {
    fn default() -> Self {
        Self::List { supplier: Vec::new(), buyer: Vec::new(), amount: Vec::new() }
    }
}

impl Economy {
    /// How many firms.
    pub fn len(&self) -> usize {
        self.firms.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.firms.is_empty()
    }

    /// How many links: of a table, cells that are not zero.
    pub fn link_count(&self) -> usize {
        match &self.links {
            Links::List { amount, .. } => amount.len(),
            Links::Table { flows, .. } => flows.iter().filter(|flow| **flow != 0.0).count(),
        }
    }

    /// What each firm sells to firms, and buys \[money/step\]; summed in the order of the links.
    pub fn sold_and_bought(&self) -> (Vec<f64>, Vec<f64>) {
        let count = self.len();
        let (mut sold, mut bought) = (vec![0.0; count], vec![0.0; count]);
        match &self.links {
            Links::List { supplier, buyer, amount } => {
                for ((supplier, buyer), amount) in supplier.iter().zip(buyer).zip(amount) {
                    sold[*supplier as usize] += amount;
                    bought[*buyer as usize] += amount;
                }
            }
            Links::Table { flows, .. } => {
                for (row, sold) in flows.chunks_exact(count.max(1)).zip(&mut sold) {
                    *sold = row.iter().sum();
                    for (flow, bought) in row.iter().zip(&mut bought) {
                        *bought += flow;
                    }
                }
            }
        }
        (sold, bought)
    }
}

/// Reads a network folder: `firms` and `links` (and `essential`) as CSV or in one of the other formats; or the
/// input-output table `Z`, `Y` and `x` as CSV; or a folder saved by pymrio.
pub fn read(folder: &Path, formats: &dyn RowFormats) -> Read<Economy> {
    read_within(folder, formats, &Limits::default())
}

/// [`read`] with other limits.
pub fn read_within(folder: &Path, formats: &dyn RowFormats, limits: &Limits) -> Read<Economy> {
    let mut findings = Findings::default();
    let mut files = Vec::new();
    let firms = rows::find(folder, "firms", formats);
    let links = rows::find(folder, "links", formats);
    let it = match (firms, links) {
        (Some(firms), Some(links)) => {
            let essential = rows::find(folder, "essential", formats);
            files.extend([firms.clone(), links.clone()]);
            files.extend(essential.clone());
            firms::read(&firms, &links, essential.as_deref(), formats, limits, &mut findings)
        }
        (None, None) if folder.join("Z.csv").is_file() => {
            files.extend(["Z.csv", "Y.csv", "x.csv"].map(|name| folder.join(name)));
            table::read_simple(folder, limits, &mut findings)
        }
        (None, None) if table::is_pymrio(folder) => table::read_pymrio(folder, limits, &mut findings, &mut files),
        (firms, links) => {
            let message = if !folder.is_dir() {
                "this folder does not exist".to_owned()
            } else {
                let missing = match (firms, links) {
                    (None, Some(_)) => "firms.csv",
                    (Some(_), None) => "links.csv",
                    _ => "firms.csv and links.csv, or Z.csv, Y.csv and x.csv",
                };
                format!("this folder has no {missing}")
            };
            findings.error("BS0801", At::file(folder), message, "see docs/reference/network.md for what it may hold");
            None
        }
    };
    let it = it.filter(|_| !findings.failed());
    if let Some((economy, lines)) = &it {
        firms::weigh(economy, files.first().map_or(folder, |path| path), lines, &mut findings);
    }
    let it = it.map(|(economy, _)| economy);
    let (problems, omitted) = findings.settle();
    Read { it, problems, omitted, files }
}

/// "Did you mean" over names.
fn near(word: &str, names: &Names) -> String {
    // A number is always near another, and so is a word to one of many thousand.
    if names.len() > 5_000 || word.parse::<i64>().is_ok() {
        return String::new();
    }
    let known: Vec<String> = names.iter().collect();
    did_you_mean(word, known.iter().map(String::as_str))
}
