//! A nation's firms: networks checked, played under shocks, failures ranked.

mod check;
mod files;
mod rank;
mod run;

pub use check::{BalanceAnswer, NetworkCheckAnswer, NetworkCheckRequest, check};
pub use rank::{NetworkRankAnswer, NetworkRankRequest, Production, RankedFailure, rank};
pub use run::{DynamicRequest, GuestRequest, NetworkRunAnswer, NetworkRunRequest, NetworkTold, run};
