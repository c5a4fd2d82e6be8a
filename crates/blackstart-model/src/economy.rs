//! A nation: its firms and who supplies whom, or an input-output table, as plain columns by position; and what happens to them.

mod names;
mod shock;

pub use names::{Name, Names};
pub use shock::{Kind, Recovery, Shock, Subject};

use crate::id::SiteId;

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

/// How a company's figures become those of an economy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Basis {
    /// Length of a step of the economy \[h\].
    pub step_hours: f64,
    /// Steps in a year, for tables.
    pub steps_per_year: f64,
    /// Money of the economy for one of the company's.
    pub money: f64,
}

impl Default for Basis {
    fn default() -> Self {
        Self { step_hours: 24.0, steps_per_year: 365.0, money: 1.0 }
    }
}

/// A site that is a firm, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// The site.
    pub site: SiteId,
    /// The firm.
    pub firm: u32,
    /// The site's share in the firm's output; of a firm's sites they add up to 1, of an industry's to at most 1.
    pub weight: f64,
    /// The site's share in the firm's final demand, likewise; 0 where neither sells to it.
    pub demand: f64,
}

/// An economy with a company in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedded {
    /// The economy; new firms come last, in the order of the table.
    pub economy: Economy,
    /// Sites that are firms, by firm, then in the order of the table.
    pub members: Vec<Member>,
    /// Firms that were not there before.
    pub new_firms: usize,
}

/// Totals of an economy \[money/step; of a table money/year\].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Balance {
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
    /// Most suppliers of one firm.
    pub suppliers_most: usize,
    /// Most buyers of one firm.
    pub buyers_most: usize,
    /// Firms that supply themselves.
    pub own_suppliers: usize,
}

/// Adds an economy up.
pub fn balance(economy: &Economy) -> Balance {
    let (sold, bought) = economy.sold_and_bought();
    let count = economy.len();
    let (mut suppliers, mut buyers) = (vec![0_usize; count], vec![0_usize; count]);
    let mut own_suppliers = 0;
    let mut link = |supplier: usize, buyer: usize| {
        suppliers[buyer] += 1;
        buyers[supplier] += 1;
        own_suppliers += usize::from(supplier == buyer);
    };
    match &economy.links {
        Links::List { supplier, buyer, .. } => {
            supplier.iter().zip(buyer).for_each(|(supplier, buyer)| link(*supplier as usize, *buyer as usize));
        }
        Links::Table { flows, .. } => {
            flows.iter().enumerate().filter(|(_, flow)| **flow != 0.0).for_each(|(at, _)| link(at / count, at % count));
        }
    }
    let mut sum = Balance {
        firms: count,
        links: economy.link_count(),
        sectors: economy.sectors.len(),
        regions: economy.regions.len(),
        suppliers_most: suppliers.iter().copied().max().unwrap_or(0),
        buyers_most: buyers.iter().copied().max().unwrap_or(0),
        own_suppliers,
        without_suppliers: suppliers.iter().filter(|count| **count == 0).count(),
        ..Balance::default()
    };
    for firm in 0..count {
        let output = sold[firm] + economy.final_demand[firm];
        sum.sales += sold[firm];
        sum.final_demand += economy.final_demand[firm];
        sum.output += output;
        sum.value_added += output - bought[firm];
        sum.without_value += usize::from(output > 0.0 && bought[firm] >= output);
        sum.isolated += usize::from(sold[firm] == 0.0 && bought[firm] == 0.0);
    }
    sum
}
