//! Many histories, the same bytes on any number of threads.

pub mod alone;
pub mod attack;
pub mod backtest;
pub mod baseline;
pub mod cells;
pub mod compare;
pub mod counts;
pub mod drivers;
mod ensemble;
pub mod inputs;
pub mod layout;
pub mod map;
pub mod mitigation;
pub mod network;
pub mod restart;
pub mod results;
pub mod run;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
pub mod stats;
pub mod summary;
pub mod tables;
pub mod threads;
pub mod verify;
pub mod words;
pub mod years;

pub use attack::AttackSummary;
pub use baseline::Baseline;
pub use compare::Comparison;
pub use counts::SiteCounts;
pub use drivers::Drivers;
pub use ensemble::Ensemble;
pub use inputs::Inputs;
pub use layout::Layout;
pub use map::DependencyMap;
pub use results::Results;
pub use run::Watch;
pub use summary::Summary;
pub use years::Years;
