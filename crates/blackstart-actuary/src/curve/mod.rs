//! Exceedance curves: which loss is reached once in so many periods, and what is lost on average when it is.

mod ept;
mod periods;
mod rank;
mod risk;
mod weighted;

pub use ept::{Averaging, EptOptions, EptRow, PseptRow, ept, psept};
pub use periods::{Basis, PeriodLosses};
pub use rank::{Point, Selected, every_rank, interpolated, needed, select};
pub use risk::{Curve, order_ranks};
pub use weighted::weighted_every_rank;

#[cfg(test)]
mod tests;
