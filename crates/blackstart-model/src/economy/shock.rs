//! What happens to an economy.

/// Something that happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Shock {
    /// Its name, or its number.
    pub name: String,
    /// Whom it strikes, ascending; of a cut, the suppliers.
    pub firms: Subject,
    /// What it does.
    pub kind: Kind,
    /// First step.
    pub from: u64,
    /// First step after, or of the recovery; `None`: it stays, or recovers from the first step on.
    pub until: Option<u64>,
    /// How what was lost comes back.
    pub recovery: Recovery,
    /// Steps the recovery takes; 0 without.
    pub recovery_steps: f64,
}

/// Some firms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// All.
    All,
    /// These, by position, ascending.
    These(Vec<u32>),
}

/// What a shock does.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A share of capacity is lost.
    Capacity {
        /// The share, 0 to 1.
        share: f64,
    },
    /// Final demand changes.
    Demand {
        /// To this multiple of normal.
        times: f64,
    },
    /// Links are cut.
    Cut {
        /// Share of what is sold on them that is lost, 0 to 1.
        share: f64,
        /// Buyers.
        to: Subject,
    },
    /// Capital is destroyed.
    Capital {
        /// Of each firm \[money\].
        loss: f64,
        /// Sectors that rebuild it, with their shares; empty where it is not rebuilt.
        builders: Vec<(u32, f64)>,
        /// What has to be rebuilt per unit lost.
        factor: f64,
    },
}

/// How what was lost comes back: rules of the firm-level model, then curves of the sector-region model. See `docs/method/network.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recovery {
    /// Not; at the end of its window it is over.
    #[default]
    None,
    /// The same part of the first loss in each step.
    Proportional,
    /// The same share of capacity in each step.
    Uniform,
    /// All at once.
    AtOnce,
    /// The same part of what is left in each step.
    Exponential,
    /// Slower among firms that are down themselves.
    Damped,
    /// In a straight line.
    Linear,
    /// Fast at first.
    Convex,
    /// Slow at first.
    Concave,
    /// By rebuilding, as far as the builders deliver.
    Rebuild,
}
