//! Steps: what is paid when a loss reaches a trigger, whatever the loss itself is (parametric covers).

use super::rules::{Carried, Figures, RuleError, Terms};

/// What a step pays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payout {
    /// An amount, besides what other steps pay.
    Fixed(f64),
    /// A share of the loss less a deductible, at most a limit, instead of what steps before paid.
    Share {
        /// Of the loss.
        share: f64,
        /// Taken off that.
        deductible: f64,
        /// The most that is left.
        limit: f64,
    },
    /// A share of the loss, at most a limit, besides what other steps pay.
    More {
        /// Of the loss.
        share: f64,
        /// The most of that.
        limit: f64,
    },
    /// Nothing of its own: what steps before paid, with what is added to it.
    Before,
    /// Nothing of its own: only what is added to what steps before paid.
    OnTop,
}

/// One step of a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Least loss at which it pays \[money\].
    pub from: f64,
    /// Loss at which it pays no more \[money\].
    pub until: f64,
    /// What it pays.
    pub payout: Payout,
    /// Share of the payout that is added to it (conditional cover) …
    pub added: f64,
    /// … at most this \[money\].
    pub added_limit: f64,
    /// Factor on both (1 and the extra expense).
    pub uplift: f64,
}

/// Figures of a step as the Oasis profile file has them, besides those of [`Figures`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StepFigures {
    /// `trigger_start`, `trigger_end`: shares of the insured value, an end of 1 none; money for rule 32.
    pub trigger: [f64; 2],
    /// `payout_start`.
    pub payout: f64,
    /// `limit2`.
    pub limit: f64,
    /// `scale1`, `scale2`.
    pub scale: [f64; 2],
}

impl Step {
    /// One step of an Oasis calculation rule 27 to 32, 37 or 38.
    ///
    /// # Errors
    /// Where the rule is none of these.
    pub fn of_rule(rule: u32, figures: &Figures, step: &StepFigures, insured_value: f64) -> Result<Self, RuleError> {
        let [from, until] = step.trigger;
        let [uplift, added] = [1.0 + step.scale[0], step.scale[1]];
        let [deductible, ..] = figures.deductible;
        let whole = Self {
            from: from * insured_value,
            until: if until == 1.0 { f64::INFINITY } else { until * insured_value },
            payout: Payout::Before,
            added,
            added_limit: step.limit,
            uplift,
        };
        // What does not depend on the loss is one amount.
        let fixed = |base: f64, most: f64| {
            let paid = (step.payout * base - deductible).max(0.0).min(most);
            Payout::Fixed((paid + (paid * added).min(step.limit)) * uplift)
        };
        let payout = match rule {
            27 => fixed(insured_value, figures.limit),
            29 => fixed(insured_value, f64::INFINITY),
            30 => fixed(figures.limit, f64::INFINITY),
            31 => fixed(1.0, f64::INFINITY),
            28 if step.payout == 0.0 => Payout::OnTop,
            28 => Payout::Share { share: step.payout, deductible, limit: f64::INFINITY },
            37 => Payout::Share { share: step.payout, deductible, limit: figures.limit },
            32 => Payout::More { share: step.payout, limit: figures.limit },
            38 => Payout::Before,
            _ => return Err(RuleError { rule }),
        };
        Ok(match rule {
            32 => Self { from, until: f64::INFINITY, payout, ..whole },
            _ => Self { payout, ..whole },
        })
    }

    /// What has been paid after this step, where steps before paid `so_far`.
    fn pay(&self, loss: f64, so_far: f64) -> f64 {
        if !(self.from <= loss && loss < self.until) {
            return so_far;
        }
        let with = |paid: f64| (paid + (paid * self.added).min(self.added_limit)) * self.uplift;
        match self.payout {
            Payout::Fixed(amount) => so_far + amount,
            Payout::Share { share, deductible, limit } => with((share * loss - deductible).max(0.0).min(limit)),
            Payout::More { share, limit } => so_far + with((share * loss).min(limit)),
            Payout::Before => with(so_far),
            Payout::OnTop => so_far + (so_far * self.added).min(self.added_limit) * self.uplift,
        }
    }
}

/// What a node makes of a loss: terms, or steps in their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Calculation {
    /// Deductible, limit, share.
    Terms(Terms),
    /// Payouts on triggers. They leave what was deducted and cut off below as it is.
    Steps(Vec<Step>),
}

impl From<Terms> for Calculation {
    fn from(terms: Terms) -> Self {
        Self::Terms(terms)
    }
}

impl Calculation {
    /// Applies it to a loss.
    pub fn apply(&self, before: Carried) -> Carried {
        match self {
            Self::Terms(terms) => terms.apply(before),
            // A fixed payout from 0 on is for losses, not for events that miss this node.
            Self::Steps(_) if before.loss <= 0.0 && before.deducted <= 0.0 => Carried { loss: 0.0, ..before },
            Self::Steps(steps) => {
                let paid = steps.iter().fold(0.0, |so_far, step| step.pay(before.loss, so_far));
                Carried { loss: paid, ..before }
            }
        }
    }
}
