//! How long a step takes: a distribution, or arithmetic on several.

use crate::units::{NORMAL_P90, Uncertain};

/// A law of a time that is never negative and may be *never*.
///
/// Arithmetic acts on samples. *Never* wins over everything; a result below 0 counts as 0, one that has no value (0/0) as never.
/// A Bernoulli is never, or else neutral: 1 in a product, 0 elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// As a planner writes it.
    Stated(Uncertain),
    /// Always this long.
    Fixed(f64),
    /// Not at all.
    Never,
    /// With probability `chance` at once, otherwise never.
    Bernoulli {
        /// Probability, 0–1.
        chance: f64,
    },
    /// Mean 1 / rate.
    Exponential {
        /// Rate, above 0.
        rate: f64,
    },
    /// Mean shape × scale.
    Gamma {
        /// Shape, above 0.
        shape: f64,
        /// Scale, above 0.
        scale: f64,
    },
    /// Median e^mu.
    LogNormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm, at least 0.
        sigma: f64,
    },
    /// P(T > t) = (least / t)^shape.
    Pareto {
        /// Smallest value, above 0.
        least: f64,
        /// Shape, above 0.
        shape: f64,
    },
    /// A normal law cut at 0.
    TruncatedNormal {
        /// Mean before the cut.
        mean: f64,
        /// Standard deviation before the cut, above 0.
        deviation: f64,
    },
    /// Even between two ends.
    Uniform {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
    },
    /// Successes among trials.
    Binomial {
        /// Trials.
        trials: u32,
        /// Probability of each, 0–1.
        chance: f64,
    },
    /// a + b.
    Sum(Box<[Law; 2]>),
    /// a − b.
    Difference(Box<[Law; 2]>),
    /// a × b.
    Product(Box<[Law; 2]>),
    /// a / b.
    Quotient(Box<[Law; 2]>),
    /// a to the power of b.
    Power(Box<[Law; 2]>),
}

impl Law {
    /// No time at all.
    pub const ZERO: Self = Self::Fixed(0.0);

    /// The law of a quantity as a planner writes it.
    pub fn of(quantity: Uncertain) -> Self {
        match quantity {
            Uncertain::Fixed(value) => Self::Fixed(value),
            Uncertain::Uniform { low, high } => Self::Uniform { low, high },
            Uncertain::Lognormal { median, p90 } if median > 0.0 && p90 > median => {
                Self::LogNormal { mu: libm::log(median), sigma: libm::log(p90 / median) / NORMAL_P90 }
            }
            other => Self::Stated(other),
        }
    }

    /// This law, with probability `chance`; otherwise never.
    #[must_use]
    pub fn if_lucky(self, chance: f64) -> Self {
        if chance >= 1.0 {
            self
        } else if chance <= 0.0 {
            Self::Never
        } else if self.zero() {
            Self::Bernoulli { chance }
        } else {
            Self::Product(Box::new([Self::Bernoulli { chance }, self]))
        }
    }

    /// Whether it can be anything but never.
    pub fn possible(&self) -> bool {
        match self {
            Self::Never => false,
            Self::Bernoulli { chance } => *chance > 0.0,
            Self::Sum(parts)
            | Self::Difference(parts)
            | Self::Product(parts)
            | Self::Quotient(parts)
            | Self::Power(parts) => parts.iter().all(Self::possible),
            _ => true,
        }
    }

    /// Whether it is always 0.
    pub fn zero(&self) -> bool {
        match self {
            Self::Fixed(value) | Self::Stated(Uncertain::Fixed(value)) => *value <= 0.0,
            Self::Bernoulli { chance } => *chance >= 1.0,
            _ => false,
        }
    }

    /// Number of draws that it may need: its distributions.
    pub fn leaves(&self) -> u32 {
        match self {
            Self::Sum(parts)
            | Self::Difference(parts)
            | Self::Product(parts)
            | Self::Quotient(parts)
            | Self::Power(parts) => parts.iter().map(Self::leaves).sum(),
            _ => 1,
        }
    }
}
