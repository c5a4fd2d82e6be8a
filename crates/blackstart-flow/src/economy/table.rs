//! An input-output table: every industry may supply every other, so the flows are one dense block.

use super::graph::{Amount, Firms, Graph, GraphError, Link};
use std::ops::Range;

/// An input-output table, compiled: industries, and what row `i` sells to column `j`.
///
/// The input of sector `s` to industry `j` is group `s · n + j` (n industries). Takes `size_of::<A>()` bytes per cell.
#[derive(Clone, Debug)]
pub struct Table<A = f64> {
    firms: Firms,
    flow: Vec<A>,
    /// Rows of each sector, one more than sectors.
    first_row: Vec<u32>,
    /// Rows by sector, industry.
    row: Vec<u32>,
}

impl<A: Amount> Table<A> {
    /// Compiles a table from its flows, row after row \[money/step\].
    ///
    /// # Errors
    /// The first thing found wrong with industries or flows.
    pub fn new(firms: Firms, flow: Vec<A>) -> Result<Self, GraphError> {
        firms.check()?;
        let count = firms.len();
        if flow.len() != count * count {
            return Err(GraphError::Cells { cells: flow.len(), firms: count });
        }
        if let Some(cell) = flow.iter().position(|it| !(it.get().is_finite() && it.get() >= 0.0)) {
            let (supplier, buyer) = ((cell / count) as u32, (cell % count) as u32);
            return Err(GraphError::Amount { supplier, buyer, value: flow[cell].get() });
        }
        let mut row: Vec<u32> = (0..count as u32).collect();
        row.sort_by_key(|it| firms.sector[*it as usize]);
        let first = |sector| row.partition_point(|it| firms.sector[*it as usize] < sector) as u32;
        let first_row = (0..=firms.sectors() as u32).map(first).collect();
        Ok(Self { firms, flow, first_row, row })
    }

    /// The industries, as handed in.
    pub fn firms(&self) -> &Firms {
        &self.firms
    }

    /// How many industries.
    pub fn firm_count(&self) -> usize {
        self.firms.len()
    }

    /// How many sectors: as many inputs has each industry.
    pub fn sectors(&self) -> usize {
        self.first_row.len() - 1
    }

    /// What an industry sells to each \[money/step\].
    #[inline]
    pub fn row(&self, supplier: usize) -> &[A] {
        let count = self.firm_count();
        &self.flow[supplier * count..][..count]
    }

    /// Industries of a sector, ascending.
    #[inline]
    pub fn of_sector(&self, sector: usize) -> &[u32] {
        &self.row[self.first_row[sector] as usize..self.first_row[sector + 1] as usize]
    }

    /// Groups of a sector: its goods as input of each industry.
    #[inline]
    pub fn groups_of_sector(&self, sector: usize) -> Range<usize> {
        let count = self.firm_count();
        sector * count..(sector + 1) * count
    }

    /// The same flows as a network of links, cells of zero left out.
    ///
    /// # Errors
    /// [`GraphError::TooLarge`] if there are too many.
    pub fn graph(&self) -> Result<Graph<A>, GraphError> {
        let count = self.firm_count();
        let mut links = vec![];
        for buyer in 0..count as u32 {
            for supplier in &self.row {
                let amount = self.row(*supplier as usize)[buyer as usize].get();
                if amount > 0.0 {
                    links.push(Link { supplier: *supplier, buyer, amount });
                }
            }
        }
        Graph::new(self.firms.clone(), links)
    }
}
