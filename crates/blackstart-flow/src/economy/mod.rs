//! An economy as a network: firms or industries, who supplies whom with how much, and the published dynamics on it.

pub mod cascade;
mod graph;
mod table;

pub use graph::{Amount, Firms, Graph, GraphError, Link};
pub use table::Table;
