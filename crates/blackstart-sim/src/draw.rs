//! Chance: every draw is a function of (seed, replicate, stage, subject, turn), the same on any machine and in any order.
//!
//! Philox4x32-10 (Salmon, Moraes, Dror, Shaw: *Parallel random numbers: as easy as 1, 2, 3*, SC 2011) turns a counter into
//! random words. The counter and the key are laid out so that no two draws share one:
//!
//! ```text
//! counter 0   low half of the replicate
//! counter 1   low half of the subject
//! counter 2   high half of the subject
//! counter 3   stage (8 bits), turn (24 bits)
//! key         seed + high half of the replicate × 0x9e3779b97f4a7c15, modulo 2^64
//! ```
//!
//! The multiplier is odd, so within one seed all 2^64 replicates, 2^64 subjects and 2^24 turns are apart. Samplers invert the
//! distribution function (one uniform each) with the pure-Rust `libm`, never the platform's: same bytes anywhere.

use blackstart_model::units::Uncertain;

pub use blackstart_model::quantity::{cdf, density, normal_cdf, normal_quantile, quantile};

pub mod law;
pub mod purpose;
#[cfg(test)]
pub(crate) mod record;
mod shared;
#[cfg(test)]
mod tests;

/// Where in a history a draw is made. The numbers are part of the format: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stage {
    /// What falls, when, and in which state.
    Attack = 1,
    /// Restoration: durations and costs of tasks.
    Outage = 2,
    /// Grace and fallback.
    Service = 3,
    /// Sites, stock, demand.
    Flow = 4,
    /// Costs and insurance.
    Loss = 5,
    /// What the scenario states: outages, shocks.
    Scenario = 6,
    /// What quantities of any stage have in common.
    Shared = 7,
    /// What somebody finds out beforehand about a draw of any stage. No history draws it.
    Signal = 8,
}

/// The random draws of one replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// Seed of the ensemble.
    pub seed: u64,
    /// Number of the replicate.
    pub replicate: u64,
}

/// Which draw of a replicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawKey {
    /// Stage that draws.
    pub stage: Stage,
    /// Key of the name of what it is about.
    pub subject: u64,
    /// Counts the subject's draws in this stage, below [`TURNS`].
    pub turn: u32,
}

impl DrawKey {
    /// The same subject's draw so many turns later.
    #[must_use]
    pub const fn later(self, turns: u32) -> Self {
        Self { turn: self.turn + turns, ..self }
    }
}

/// Turns of one subject in one stage: 2^24.
pub const TURNS: u32 = 1 << 24;

impl Draw {
    /// A number strictly between 0 and 1: an odd multiple of 2^-53, so 1 − u is one as well and exact.
    ///
    /// # Panics
    /// When the turn is not below [`TURNS`].
    pub fn uniform(&self, at: DrawKey) -> f64 {
        #[cfg(test)]
        record::drawn(at);
        let DrawKey { stage, subject, turn } = at;
        assert!(turn < TURNS, "a subject has 2^24 turns per stage");
        let key = self.seed.wrapping_add((self.replicate >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let counter = [self.replicate as u32, subject as u32, (subject >> 32) as u32, ((stage as u32) << 24) | turn];
        let words = philox(counter, [key as u32, (key >> 32) as u32]);
        let bits = (u64::from(words[1]) << 32 | u64::from(words[0])) >> 12;
        (bits as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }

    /// A value of the quantity, from one uniform of its own, that of its factor, or both; a fixed one draws nothing.
    pub fn sample(&self, quantity: &Uncertain, at: DrawKey) -> f64 {
        match *quantity {
            Uncertain::Fixed(value) => value,
            _ => {
                let value = quantile(quantity, self.uniform_of(quantity, at));
                #[cfg(test)]
                record::sampled(at, value);
                value
            }
        }
    }

    /// A value of the quantity, known to be above `floor`, from the same uniform as without a floor; `floor` itself where the quantity never is above it.
    ///
    /// The inverse of the distribution function above the floor's probability: the same uniform gives no smaller a value for a higher floor,
    /// and what it would have given without one where the floor is below everything.
    pub fn sample_above(&self, quantity: &Uncertain, floor: f64, at: DrawKey) -> f64 {
        let below = cdf(quantity, floor);
        if matches!(quantity, Uncertain::Fixed(_)) || below <= 0.0 {
            return self.sample(quantity, at).max(floor);
        }
        if below >= 1.0 {
            return floor;
        }
        let u = below + self.uniform_of(quantity, at) * (1.0 - below);
        quantile(quantity, u.min(1.0 - f64::EPSILON / 2.0)).max(floor)
    }

    /// Whether something of this probability happens: never at 0, always at 1, and what happens at a lower probability
    /// also happens at a higher one.
    pub fn happens(&self, probability: f64, at: DrawKey) -> bool {
        self.uniform(at) < probability
    }
}

/// Ten rounds of Philox4x32.
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
        }
        let a = u64::from(counter[0]) * 0xd251_1f53;
        let b = u64::from(counter[2]) * 0xcd9e_8d57;
        counter = [(b >> 32) as u32 ^ counter[1] ^ key[0], b as u32, (a >> 32) as u32 ^ counter[3] ^ key[1], a as u32];
    }
    counter
}
