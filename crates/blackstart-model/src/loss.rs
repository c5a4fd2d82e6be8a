//! Words of the ledger: why money is lost, and in which form.

use crate::scenario::FallCause;
use std::ops::{Index, IndexMut};

/// Why something is down or money is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Systems the attacker took.
    Attacker,
    /// Systems the company switched off itself.
    Shutdown,
    /// Systems that are sound but need one that is down, or wait for it to start.
    Dependency,
    /// Inputs that did not come.
    Supply,
    /// Customers that did not order.
    Orders,
    /// A stated shock of demand or capacity.
    Shock,
    /// A site that became insolvent.
    Insolvency,
}

impl Cause {
    /// All causes, in order.
    pub const ALL: [Self; 7] =
        [Self::Attacker, Self::Shutdown, Self::Dependency, Self::Supply, Self::Orders, Self::Shock, Self::Insolvency];

    /// The cause's word in results.
    pub fn word(self) -> &'static str {
        ["attacker", "shutdown", "dependency", "supply", "orders", "shock", "insolvency"][self as usize]
    }
}

impl From<FallCause> for Cause {
    fn from(cause: FallCause) -> Self {
        match cause {
            FallCause::Attacker => Self::Attacker,
            FallCause::Shutdown => Self::Shutdown,
        }
    }
}

/// A number for each cause.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ByCause([f64; Cause::ALL.len()]);

impl ByCause {
    /// What is said of each cause.
    pub fn from_fn(mut of: impl FnMut(Cause) -> f64) -> Self {
        Self(Cause::ALL.map(&mut of))
    }

    /// The numbers, in the order of [`Cause::ALL`].
    pub fn iter(&self) -> std::slice::Iter<'_, f64> {
        self.0.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, f64> {
        self.0.iter_mut()
    }

    /// All together, in order.
    pub fn sum(&self) -> f64 {
        self.0.iter().sum()
    }
}

impl Index<Cause> for ByCause {
    type Output = f64;
    fn index(&self, cause: Cause) -> &f64 {
        &self.0[cause as usize]
    }
}

impl IndexMut<Cause> for ByCause {
    fn index_mut(&mut self, cause: Cause) -> &mut f64 {
        &mut self.0[cause as usize]
    }
}

/// Form of loss, in the loss adjuster's words (FAIR's six forms in brackets).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Gross profit lost on sales that did not happen (productivity).
    GrossProfit,
    /// Increased cost of working: overtime, expediting (productivity).
    ExtraWork,
    /// Incident response (response).
    Response,
    /// Restoration and rebuild (replacement).
    Rebuild,
    /// Cost of cash that came late (productivity).
    LateCash,
    /// Claims on insolvent customers (productivity); a transfer.
    BadDebt,
    /// Claims of others; where a scenario states it so, notification and fines too (fines and judgements).
    Liability,
    /// Fixed cost that stopped with production (productivity); a gain.
    SavedCost,
    /// Work in progress and stock thrown away (replacement).
    Spoilage,
    /// Wages that stopped with the work: their employer's saving is inside gross profit, here is the loss of those who work. Counts in the
    /// economy's sum only.
    Wages,
    /// Contractual penalties (fines and judgements); a transfer.
    Penalty,
    /// Ransom (response); a transfer.
    Extortion,
    /// What insurance pays: a gain of the insured, the insurer's loss; a transfer.
    Insurance,
    /// Telling those whose data were taken (response).
    Notification,
    /// Fines of authorities (fines and judgements).
    Fine,
}

impl Form {
    /// All forms, in order.
    pub const ALL: [Self; 15] = [
        Self::GrossProfit,
        Self::ExtraWork,
        Self::Response,
        Self::Rebuild,
        Self::LateCash,
        Self::BadDebt,
        Self::Liability,
        Self::SavedCost,
        Self::Spoilage,
        Self::Wages,
        Self::Penalty,
        Self::Extortion,
        Self::Insurance,
        Self::Notification,
        Self::Fine,
    ];

    /// The form's word in results.
    pub fn word(self) -> &'static str {
        [
            "gross-profit",
            "extra-work",
            "response",
            "rebuild",
            "late-cash",
            "bad-debt",
            "liability",
            "saved-cost",
            "spoilage",
            "wages",
            "penalty",
            "extortion",
            "insurance",
            "notification",
            "fine",
        ][self as usize]
    }

    /// Whether sums over several forms leave it out, though it stands in the ledger: it only moves money from one party to another, or a part of it has been booked already.
    ///
    /// The insolvent debtor's gross profit already carries the cost of what it never paid for, the employer's the wages it did not pay.
    pub fn is_transfer(self) -> bool {
        matches!(self, Self::BadDebt | Self::Wages | Self::Penalty | Self::Extortion | Self::Insurance)
    }

    /// Whether it counts in the economy's sum: every form that is no transfer, and wages that stopped.
    pub fn is_economic(self) -> bool {
        !self.is_transfer() || self == Self::Wages
    }

    /// The form of loss of FAIR (The Open Group, O-RT 3.0) it falls under; transfers of insurance under none.
    pub fn fair(self) -> Option<&'static str> {
        match self {
            Self::GrossProfit | Self::ExtraWork | Self::LateCash | Self::BadDebt | Self::SavedCost | Self::Wages => {
                Some("productivity")
            }
            Self::Response | Self::Extortion | Self::Notification => Some("response"),
            Self::Rebuild | Self::Spoilage => Some("replacement"),
            Self::Liability | Self::Penalty | Self::Fine => Some("fines-and-judgements"),
            Self::Insurance => None,
        }
    }

    /// The cyber coverage of OED 5.0.0 (CoverageID) that the form falls under, by its cause; `None` where none is usual.
    pub fn oed(self, cause: Cause) -> Option<u8> {
        match self {
            // What others' stops cost is contingent: 8 CBI; what its own systems cost: 7 NPBI.
            Self::GrossProfit | Self::SavedCost if matches!(cause, Cause::Supply | Cause::Insolvency) => Some(8),
            Self::GrossProfit | Self::SavedCost | Self::Spoilage => Some(7),
            Self::Rebuild => Some(9),
            Self::Extortion => Some(10),
            Self::Response | Self::ExtraWork | Self::Notification => Some(12),
            Self::Liability => Some(13),
            Self::Fine => Some(14),
            Self::Penalty => Some(15),
            Self::LateCash | Self::BadDebt | Self::Wages | Self::Insurance => None,
        }
    }
}
