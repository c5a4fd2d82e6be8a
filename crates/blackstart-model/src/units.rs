//! Quantities with units, and quantities that are not known exactly.

/// A quantity known exactly or as a distribution that a person can guess. In the unit of its field (hours, money, share, …).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Uncertain {
    /// Exactly this.
    Fixed(f64),
    /// Anything between, equally likely.
    Uniform {
        /// Lowest.
        low: f64,
        /// Highest.
        high: f64,
    },
    /// Beta-PERT: lowest, most likely, highest (λ = 4; Malcolm et al. 1959).
    Pert {
        /// Lowest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Highest.
        high: f64,
    },
    /// Triangular: lowest, most likely, highest.
    Triangular {
        /// Lowest.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Highest.
        high: f64,
    },
    /// Lognormal by median and 90th percentile.
    Lognormal {
        /// Median.
        median: f64,
        /// 90th percentile.
        p90: f64,
    },
}

impl Uncertain {
    /// Exactly nothing.
    pub const ZERO: Self = Self::Fixed(0.0);

    /// The value, if it is known exactly.
    pub fn fixed(&self) -> Option<f64> {
        match *self {
            Self::Fixed(value) => Some(value),
            _ => None,
        }
    }
}
