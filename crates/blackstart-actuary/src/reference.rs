//! What past events say of the next one: durations of which some are still open, groups that lend each other strength.
//!
//! All laws are normal in the logarithm. The formulas, with their sources, are on `docs/method/reference-class.md`.

mod fit;
mod grid;
mod normal;
mod power;
#[cfg(test)]
mod tests;

pub use fit::{Estimate, Fit, Next, Took, fit};
pub use grid::{Pooled, pool};
pub use normal::student_quantile;
pub use power::{Power, power};

/// What events say of the next one of their kind. `lent` is what is known of their mean from elsewhere: of a group, its mean drawn to that of
/// all groups ([`Pooled::drawn`]); of so few that the grid is used, the mean of all groups ([`Pooled::new_group`]). `None` if fewer than two ended.
pub fn next(events: &[Took], lent: Option<Lent>) -> Option<Next> {
    let fit = fit(events)?;
    if fit.ended < ENOUGH {
        return Some(grid::next(events, &fit, lent.map(|lent| lent.group)));
    }
    let mean = lent.map_or(fit.mean, |lent| lent.drawn);
    let n = fit.ended as f64;
    // The likelihood divides by n where a sample's variance divides by n - 1. With exact values this is t s sqrt(1 + 1/n).
    let spread = libm::sqrt((fit.sd * fit.sd + mean.variance) * n / (n - 1.0));
    Some(Next { median: mean.mean, p90: mean.mean + student_quantile(0.9, fit.ended as u32 - 1) * spread })
}

/// What other groups say of a group's mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lent {
    /// Its own mean, drawn to that of all.
    pub drawn: Estimate,
    /// The mean of a group of which nothing is known.
    pub group: Estimate,
}

/// From so many ended events on, the next is told by Student's t; with fewer, by a grid over what the spread may be.
const ENOUGH: usize = 10;
