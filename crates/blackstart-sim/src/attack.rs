//! Which systems fall, when, why, and in which state they are found: stated, or played as a race.
//!
//! The mathematics: `docs/method/attack.md`.

pub mod race;
pub mod solve;
mod stated;
mod taken;

pub use race::Race;

use crate::draw::Draw;
use crate::handover::Compromise;
use blackstart_model::{Model, Scenario};

/// The way in: what the scenario states, or the race it describes (made ready once, in `race`).
pub fn spread(race: Option<&Race>, model: &Model, scenario: &Scenario, draw: Draw) -> Compromise {
    match race {
        Some(race) => race::spread(race, model, scenario, draw),
        None => stated::spread(model, scenario, draw),
    }
}
