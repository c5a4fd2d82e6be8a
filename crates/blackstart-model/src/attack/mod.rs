//! The attack as the simulation needs it: a graph of steps with times, and what the company does about them.

mod graph;
mod law;

pub use graph::{Alert, Builder, Graph, Kind, Node, Pruned};
pub use law::Law;
