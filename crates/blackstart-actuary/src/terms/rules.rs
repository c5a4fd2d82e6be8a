//! One set of terms: what of a loss is left after deductible, attachment, limit and share.

use std::fmt;

/// What is taken off first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deductible {
    /// Nothing.
    None,
    /// An amount.
    Money(f64),
    /// A share of the loss.
    Share(f64),
    /// Nothing is paid up to and at this amount, everything above it.
    Franchise(f64),
    /// Everything is paid up to and at this amount, nothing above it.
    ReverseFranchise(f64),
}

/// The most that is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// No limit.
    None,
    /// An amount.
    Money(f64),
    /// A share of the loss before the deductible.
    Share(f64),
}

/// Terms of one node: applied in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Share of the loss that is looked at at all (reinsurance: ceded).
    pub ceded: f64,
    /// Deductible.
    pub deductible: Deductible,
    /// Least that deductibles of this node and of those below it add up to.
    pub least: Option<f64>,
    /// Most that they add up to.
    pub most: Option<f64>,
    /// Amount above which this layer begins.
    pub attachment: f64,
    /// Limit.
    pub limit: Limit,
    /// Share of what is left (participation).
    pub share: f64,
}

/// Figures of a rule as the Oasis profile file has them; those that the rule does not use are ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// `deductible1` to `deductible3`: the deductible, its minimum, its maximum.
    pub deductible: [f64; 3],
    /// `attachment1`.
    pub attachment: f64,
    /// `limit1`.
    pub limit: f64,
    /// `share1` to `share3`.
    pub share: [f64; 3],
}

/// A rule number that is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// The number.
    pub rule: u32,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "calculation rule {} is not one of 1 to 26, 33 to 36, 39 and 100 (terms), or of 27 to 32, 37 and 38 (steps)",
            self.rule
        )
    }
}

impl std::error::Error for RuleError {}

impl Default for Terms {
    /// Terms that change nothing.
    fn default() -> Self {
        Self {
            ceded: 1.0,
            deductible: Deductible::None,
            least: None,
            most: None,
            attachment: 0.0,
            limit: Limit::None,
            share: 1.0,
        }
    }
}

impl Terms {
    /// The terms of an Oasis calculation rule; rules with a deductible in shares of the insured value need that value.
    ///
    /// # Errors
    /// Where the rule is not known, or is one of [steps](super::Step).
    pub fn of_rule(rule: u32, figures: &Figures, insured_value: f64) -> Result<Self, RuleError> {
        use Deductible::{Franchise, Money, ReverseFranchise, Share};
        let [first, second, third] = figures.deductible;
        let (attachment, share) = (figures.attachment, figures.share[0]);
        let placed = figures.share[1] * figures.share[2];
        let limit = Limit::Money(figures.limit);
        let part = Limit::Share(figures.limit);
        // Where a minimum and maximum may both be given, a maximum of zero is none.
        let most = (third > 0.0).then_some(third);
        let none = Self::default();
        Ok(match rule {
            1 => Self { deductible: Money(first), limit, ..none },
            2 => Self { deductible: Money(first), attachment, limit, share, ..none },
            3 => Self { deductible: Franchise(first), limit, ..none },
            4 => Self { deductible: Money(first * insured_value), limit, ..none },
            5 => Self { deductible: Share(first), limit: part, ..none },
            6 => Self { deductible: Money(first * insured_value), ..none },
            7 => Self { deductible: Money(first), least: Some(second), most: Some(third), limit, ..none },
            8 => Self { deductible: Money(first), least: Some(second), limit, ..none },
            9 => Self { deductible: Money(first * figures.limit), limit, ..none },
            10 => Self { deductible: Money(first), most: Some(third), ..none },
            11 => Self { deductible: Money(first), least: Some(second), ..none },
            12 => Self { deductible: Money(first), ..none },
            13 => Self { deductible: Money(first), least: Some(second), most: Some(third), ..none },
            14 => Self { limit, ..none },
            15 => Self { deductible: Money(first), limit: part, ..none },
            16 => Self { deductible: Share(first), ..none },
            17 => Self { deductible: Share(first), attachment, limit, share, ..none },
            18 => Self { deductible: Money(first * insured_value), attachment, limit, share, ..none },
            19 => Self { deductible: Share(first), least: Some(second), most, ..none },
            20 => Self { deductible: ReverseFranchise(first), ..none },
            21 => Self { deductible: Money(first * insured_value), least: Some(second), most: Some(third), ..none },
            22 => Self { ceded: share, limit, share: placed, ..none },
            23 => Self { limit, share: placed, ..none },
            24 => Self { ceded: share, attachment, limit, share: placed, ..none },
            25 => Self { share: share * placed, ..none },
            26 => Self { deductible: Share(first), least: Some(second), most, limit, ..none },
            33 => Self { deductible: Share(first), limit, ..none },
            34 => Self { deductible: Money(first), attachment, share, ..none },
            35 => Self { deductible: Share(first), least: Some(second), most, limit: part, ..none },
            36 => Self { deductible: Money(first), least: Some(second), most, limit: part, ..none },
            39 => Self { deductible: Franchise(first), ..none },
            100 => none,
            _ => return Err(RuleError { rule }),
        })
    }

    /// Applies the terms to a loss.
    pub fn apply(&self, before: Carried) -> Carried {
        let mut now = Carried { loss: before.loss * self.ceded, ..before };
        let whole = now.loss;
        match self.deductible {
            Deductible::None => self.deduct(&mut now, 0.0),
            Deductible::Money(amount) => self.deduct(&mut now, amount),
            Deductible::Share(share) => self.deduct(&mut now, share * whole),
            Deductible::Franchise(amount) if whole <= amount => now.take(whole),
            Deductible::ReverseFranchise(amount) if whole > amount => now.loss = 0.0,
            Deductible::Franchise(_) | Deductible::ReverseFranchise(_) => {}
        }
        now.loss = (now.loss - self.attachment).max(0.0);
        match self.limit {
            Limit::None => {}
            Limit::Money(most) => now.cap(most),
            Limit::Share(share) => now.cap(share * whole),
        }
        now.loss *= self.share;
        now
    }

    /// What is left of a loss that nothing was deducted from before.
    pub fn of(&self, loss: f64) -> f64 {
        self.apply(Carried { loss, ..Carried::default() }).loss
    }

    fn deduct(&self, now: &mut Carried, amount: f64) {
        match (self.least, self.most) {
            (_, Some(most)) if now.deducted + amount > most => now.lower_deductible_to(most),
            (Some(least), _) if now.deducted + amount < least => now.raise_deductible_to(least, amount),
            _ => now.take(amount),
        }
    }
}

/// A loss on its way up, with what deductibles and limits did to it: minimum and maximum deductibles of a higher level need that.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Carried {
    /// What is left of the loss.
    pub loss: f64,
    /// What was deducted below.
    pub deducted: f64,
    /// What limits cut off.
    pub over_limit: f64,
    /// What limits would still let through if a deductible were given back.
    pub under_limit: f64,
}

impl std::ops::AddAssign for Carried {
    fn add_assign(&mut self, other: Self) {
        self.loss += other.loss;
        self.deducted += other.deducted;
        self.over_limit += other.over_limit;
        self.under_limit += other.under_limit;
    }
}

impl Carried {
    /// Takes a deductible off the loss, as far as it goes.
    fn take(&mut self, amount: f64) {
        let taken = amount.min(self.loss);
        self.loss -= taken;
        self.deducted += taken;
        self.under_limit += taken;
    }

    /// Cuts the loss at a limit.
    fn cap(&mut self, limit: f64) {
        if self.loss > limit {
            self.over_limit += self.loss - limit;
            self.under_limit = 0.0;
            self.loss = limit;
        } else {
            self.under_limit = self.under_limit.min(limit - self.loss);
        }
    }

    /// Too much was deducted: the excess comes back, as far as limits below let it through.
    fn lower_deductible_to(&mut self, most: f64) {
        let back = self.deducted - most;
        if back > self.under_limit {
            self.loss += self.under_limit;
            self.over_limit += back - self.under_limit;
            self.under_limit = 0.0;
            self.deducted = most;
        } else if self.loss >= -back {
            // Where less was deducted below than the maximum, the node's own deductible fills it up.
            self.loss += back;
            self.under_limit -= back;
            self.deducted = most;
        } else {
            self.take(self.loss);
        }
    }

    /// Too little was deducted: what is missing is taken from what limits cut off, then from the loss.
    ///
    /// Where the cut-off part covers all that is missing beyond the node's own amount, the loss keeps that amount too: so do the programs.
    fn raise_deductible_to(&mut self, least: f64, own: f64) {
        let missing = least - own - self.deducted;
        if missing <= self.over_limit {
            let left = self.over_limit - missing;
            if self.loss > own {
                self.over_limit = left;
                self.deducted = least;
            } else if left + self.loss > own {
                self.over_limit = left - own;
                self.deducted = least;
                self.under_limit += self.loss;
                self.loss = 0.0;
            } else {
                self.use_up();
            }
        } else {
            let from_loss = missing - self.over_limit;
            if self.loss > from_loss + own {
                self.loss -= from_loss + own;
                self.over_limit = 0.0;
                self.deducted = least;
                self.under_limit += from_loss;
            } else {
                self.use_up();
            }
        }
    }

    /// All of the loss and of what was cut off goes into the deductible.
    fn use_up(&mut self) {
        self.deducted += self.loss + self.over_limit;
        self.under_limit += self.loss;
        self.loss = 0.0;
        self.over_limit = 0.0;
    }
}
