//! Which systems fall, when, why, and in which state they are found.
//!
//! The mathematics: `docs/method/attack.md`.

pub mod solve;
mod stated;

pub use stated::spread;
