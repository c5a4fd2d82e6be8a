//! Goods and money through a supply network of any size: arrays in, arrays out.
//!
//! The mathematics is on the method page `docs/method/flow.md`. A [`Network`] is built once; an [`Engine`] steps it
//! for `W` replicates (lanes) side by side, so that links and indices are read once for all of them. Lanes never mix:
//! a lane's numbers are the same whatever its neighbours are.

mod belt;
pub mod economy;
mod engine;
mod foresight;
mod meters;
mod network;
mod normal;
mod rows;
mod wide;

pub use engine::Engine;
pub use foresight::Foresight;
pub use meters::Meters;
pub use network::{
    Aftermath, Calendar, CatchUp, Channel, Lane, Link, NEARLY_WHOLE, Network, NetworkError, OrderRule, Share, Site,
    Substitute,
};
pub use normal::Rhythm;
pub use rows::Rows;
