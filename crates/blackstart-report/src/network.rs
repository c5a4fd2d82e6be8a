//! What a shock did to a nation's firms, as it is told.

mod page;

use blackstart_ensemble::network::Histories;
use blackstart_model::economy::Balance;
pub use page::{Ranked, balance_terminal, network_html, network_terminal, rank_terminal};

/// What a network played under shocks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkStory {
    /// What was played: the network and the dynamic.
    pub title: String,
    /// The shocks' names.
    pub shocks: Vec<String>,
    /// What happened: one history, or with a company as many as were played, at least one.
    pub histories: Histories,
    /// The company in it, if any.
    pub company: Option<NetworkCompany>,
    /// What the network is.
    pub balance: Balance,
    /// What makes the same numbers again.
    pub command: String,
}

/// A company whose sites are firms of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkCompany {
    /// Its name for people.
    pub title: String,
    /// Its scenario.
    pub scenario: String,
    /// Firms that are its sites.
    pub firms: usize,
    /// Of them, firms that the network's files do not have.
    pub new_firms: usize,
}

#[cfg(test)]
mod tests;
