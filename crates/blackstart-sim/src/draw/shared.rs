//! Luck that several quantities have in common: factors.

use super::purpose::FACTOR;
use super::{Draw, DrawKey, normal_cdf, normal_quantile};
use blackstart_model::units::{Shared, Uncertain};

impl Draw {
    /// The uniform number that a quantity is drawn with: its own, or one that moves with its factor.
    pub fn uniform_of(&self, quantity: &Uncertain, at: DrawKey) -> f64 {
        match quantity.shared() {
            None => self.uniform(at),
            Some(shared) => self.moving(shared, at),
        }
    }

    /// Normal scores of a factor and of the quantity itself, mixed by the strength: the mixture is a normal score again, so the quantity keeps its own
    /// distribution.
    fn moving(&self, shared: &Shared, at: DrawKey) -> f64 {
        let factor = self.uniform(FACTOR.of(shared.factor));
        let strength = shared.strength;
        // Fully with it or against it: exact, and nothing of its own is left to draw.
        if strength == 1.0 {
            return factor;
        }
        if strength == -1.0 {
            return 1.0 - factor;
        }
        let own = normal_quantile(self.uniform(at));
        let score = strength * normal_quantile(factor) + libm::sqrt((1.0 - strength) * (1.0 + strength)) * own;
        normal_cdf(score).clamp(f64::EPSILON / 2.0, 1.0 - f64::EPSILON / 2.0)
    }
}
