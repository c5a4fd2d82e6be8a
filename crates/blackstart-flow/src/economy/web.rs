//! Either form of an economy, and how its work is cut into pieces that do not depend on the number of threads.

use super::graph::{Amount, Firms, Graph};
use super::table::Table;
use std::ops::Range;

/// Who supplies whom: links, or a dense table.
#[derive(Clone, Debug)]
pub enum Web<A = f64> {
    /// Links.
    Graph(Graph<A>),
    /// A dense block.
    Table(Table<A>),
}

impl<A> From<Graph<A>> for Web<A> {
    fn from(graph: Graph<A>) -> Self {
        Self::Graph(graph)
    }
}

impl<A> From<Table<A>> for Web<A> {
    fn from(table: Table<A>) -> Self {
        Self::Table(table)
    }
}

impl<A: Amount> Web<A> {
    /// The firms or industries.
    pub fn firms(&self) -> &Firms {
        match self {
            Self::Graph(graph) => graph.firms(),
            Self::Table(table) => table.firms(),
        }
    }

    /// The network, if it is one.
    pub fn graph(&self) -> Option<&Graph<A>> {
        match self {
            Self::Graph(graph) => Some(graph),
            Self::Table(_) => None,
        }
    }

    /// How many groups: inputs of firms.
    pub fn group_count(&self) -> usize {
        match self {
            Self::Graph(graph) => graph.group_count(),
            Self::Table(table) => table.firm_count() * table.sectors(),
        }
    }

    /// The group of an input of a firm, if it has it.
    pub fn group(&self, buyer: usize, sector: u32) -> Option<usize> {
        match self {
            Self::Graph(graph) => graph.groups(buyer).find(|group| graph.input(*group) == sector),
            Self::Table(table) => {
                ((sector as usize) < table.sectors()).then(|| table.groups_of_sector(sector as usize).start + buyer)
            }
        }
    }

    /// Suppliers of an input of a firm and what they normally deliver, ascending.
    pub(super) fn suppliers(&self, buyer: usize, sector: u32) -> Vec<(u32, f64)> {
        match self {
            Self::Graph(graph) => self.group(buyer, sector).map_or(vec![], |group| {
                graph.links(group).map(|link| (graph.suppliers()[link], graph.amounts()[link].get())).collect()
            }),
            Self::Table(table) if (sector as usize) < table.sectors() => table
                .of_sector(sector as usize)
                .iter()
                .map(|supplier| (*supplier, table.row(*supplier as usize)[buyer].get()))
                .collect(),
            Self::Table(_) => vec![],
        }
    }

    /// What each firm sells to others and what it buys \[money/step\].
    pub(super) fn sold_and_bought(&self) -> (Vec<f64>, Vec<f64>) {
        match self {
            Self::Graph(graph) => (graph.sold(), graph.bought()),
            Self::Table(table) => {
                let count = table.firm_count();
                let mut bought = vec![0.0; count];
                let mut sold = Vec::with_capacity(count);
                for supplier in 0..count {
                    let row = table.row(supplier);
                    sold.push(row.iter().map(|amount| amount.get()).sum());
                    bought.iter_mut().zip(row).for_each(|(sum, amount)| *sum += amount.get());
                }
                (sold, bought)
            }
        }
    }

    /// Pieces of the groups, in order.
    pub(super) fn spans(&self, buyers: &[u32]) -> Vec<Span> {
        match self {
            Self::Graph(_) => buyers.windows(2).map(|ends| Span::Buyers(ends[0] as usize..ends[1] as usize)).collect(),
            Self::Table(table) => (0..table.sectors()).map(Span::Sector).collect(),
        }
    }

    /// Groups of a span.
    pub(super) fn groups_of(&self, span: &Span) -> Range<usize> {
        match (self, span) {
            (Self::Graph(graph), Span::Buyers(buyers)) => {
                let end = |buyer| if buyer == 0 { 0 } else { graph.groups(buyer - 1).end };
                end(buyers.start)..end(buyers.end)
            }
            (Self::Table(table), Span::Sector(sector)) => table.groups_of_sector(*sector),
            _ => 0..0,
        }
    }

    /// Calls with each group of a span, as its place in the span, its buyer and its sector.
    #[inline(always)]
    pub(super) fn each_group(&self, span: &Span, mut call: impl FnMut(usize, usize, u32)) {
        match (self, span) {
            (Self::Graph(graph), Span::Buyers(buyers)) => {
                let first = self.groups_of(span).start;
                for buyer in buyers.clone() {
                    for group in graph.groups(buyer) {
                        call(group - first, buyer, graph.input(group));
                    }
                }
            }
            (Self::Table(table), Span::Sector(sector)) => {
                for buyer in 0..table.firm_count() {
                    call(buyer, buyer, *sector as u32);
                }
            }
            _ => {}
        }
    }
}

/// A piece of the groups.
#[derive(Clone, Debug)]
pub(super) enum Span {
    /// All inputs of some buyers of a network.
    Buyers(Range<usize>),
    /// One input of all industries of a table.
    Sector(usize),
}

/// Work of a piece, in links or cells.
const PIECE: usize = 1 << 14;

/// Cuts `count` firms into pieces of about the same work; the bounds, ends included.
pub(super) fn cuts(count: usize, work: impl Fn(usize) -> usize) -> Vec<u32> {
    let mut bounds = vec![0];
    let mut sum = 0;
    for firm in 0..count {
        sum += work(firm);
        if sum >= PIECE {
            bounds.push(firm as u32 + 1);
            sum = 0;
        }
    }
    if bounds.last() != Some(&(count as u32)) {
        bounds.push(count as u32);
    }
    bounds
}

/// Cuts a slice at ascending ends; an empty slice into as many empty ones.
pub(super) fn split<T>(mut whole: &mut [T], lengths: impl Iterator<Item = usize>) -> Vec<&mut [T]> {
    let none = whole.is_empty();
    lengths
        .map(|len| {
            let (piece, rest) = std::mem::take(&mut whole).split_at_mut(if none { 0 } else { len });
            whole = rest;
            piece
        })
        .collect()
}
