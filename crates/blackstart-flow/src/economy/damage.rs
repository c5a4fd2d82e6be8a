//! Capacity that firms lose and get back, as the firm-level model of Inoue & Todo has it.

use super::graph::{Amount, Graph};

/// A share of a firm's capacity is lost from a step on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// The firm.
    pub firm: u32,
    /// The share, 0 to 1.
    pub share: f64,
    /// First step.
    pub start: u64,
}

/// A share of a firm's capacity is lost from one step to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The firm.
    pub firm: u32,
    /// The share, 0 to 1.
    pub share: f64,
    /// First step.
    pub first: u64,
    /// Last step.
    pub last: u64,
}

/// How a lost share `δ` shrinks at the end of a step, never below zero; `δ0` is what was lost at first, `T` the time given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Recovery {
    /// Never.
    #[default]
    Never,
    /// `δ − δ0/T` (types −1 and 0).
    Proportional {
        /// `T` \[steps\].
        steps: f64,
    },
    /// `δ − 1/T` (type 1).
    Uniform {
        /// `T` \[steps\].
        steps: f64,
    },
    /// 0 (type 2).
    AtOnce,
    /// `δ (1 − T/δ0)` (type 3): what the published program does, which is zero at once for every `T ≥ δ0`.
    Renewal {
        /// `T` \[steps\].
        steps: f64,
    },
    /// `δ0 exp(−t/T)`, t counted from step 0 and not from the loss (type 4).
    Exponential {
        /// `T` \[steps\].
        steps: f64,
    },
    /// `δ (1 − (1 − mean δ of suppliers and buyers)/T)`, firm after firm, each seeing what the earlier ones have become (type 5).
    Damped {
        /// `T` \[steps\].
        steps: f64,
    },
}

impl Recovery {
    /// The rule of a number, as the published program counts them; `None` if it knows no such type. Without a time type −1 is no recovery.
    pub fn of_type(number: i32, steps: f64) -> Option<Self> {
        Some(match number {
            -1 if steps == 0.0 => Self::Never,
            -1 | 0 => Self::Proportional { steps },
            1 => Self::Uniform { steps },
            2 => Self::AtOnce,
            3 => Self::Renewal { steps },
            4 => Self::Exponential { steps },
            5 => Self::Damped { steps },
            _ => return None,
        })
    }
}

/// All that happens to capacity from outside, but for events.
#[derive(Clone, Debug, PartialEq)]
pub enum Damage {
    /// Losses that recover. Of two losses of one firm the later replaces the earlier.
    Losses {
        /// The losses.
        losses: Vec<Loss>,
        /// How they shrink.
        recovery: Recovery,
        /// Steps from the loss until they begin to.
        stop_steps: u64,
    },
    /// Losses for a time. Of several windows at once the last listed counts; between two windows of a firm the loss stays,
    /// after the last it is gone.
    Windows(Vec<Window>),
}

impl Default for Damage {
    fn default() -> Self {
        Self::Windows(vec![])
    }
}

impl Damage {
    /// Firm and share of each entry.
    pub(super) fn entries(&self) -> Vec<(u32, f64)> {
        match self {
            Self::Losses { losses, .. } => losses.iter().map(|it| (it.firm, it.share)).collect(),
            Self::Windows(windows) => windows.iter().map(|it| (it.firm, it.share)).collect(),
        }
    }
}

/// A firm that is or was struck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Struck {
    /// The firm.
    pub firm: u32,
    /// Share lost now.
    pub share: f64,
    /// Share lost at first, `δ0`.
    pub first_share: f64,
    /// When.
    pub start: u64,
}

/// One entry per firm that is struck at some time, ascending.
pub(super) fn struck_firms(damage: &Damage) -> Vec<Struck> {
    let mut firms: Vec<u32> = damage.entries().iter().map(|(firm, _)| *firm).collect();
    firms.sort_unstable();
    firms.dedup();
    firms.into_iter().map(|firm| Struck { firm, share: 0.0, first_share: 0.0, start: 0 }).collect()
}

/// What is lost in a step, before anything else happens in it.
pub(super) fn strike(damage: &Damage, step: u64, struck: &mut [Struck]) {
    let place = |struck: &[Struck], firm| struck.binary_search_by_key(&firm, |it| it.firm).unwrap_or(0);
    match damage {
        Damage::Losses { losses, .. } => {
            for loss in losses.iter().filter(|loss| loss.start == step) {
                let place = place(struck, loss.firm);
                struck[place] = Struck { share: loss.share, first_share: loss.share, start: step, ..struck[place] };
            }
        }
        Damage::Windows(windows) => {
            let mut over = vec![true; struck.len()];
            for window in windows.iter().filter(|window| step <= window.last) {
                let place = place(struck, window.firm);
                over[place] = false;
                if window.first <= step {
                    struck[place].share = window.share;
                }
            }
            for (it, _) in struck.iter_mut().zip(over).filter(|(_, over)| *over) {
                it.share = 0.0;
            }
        }
    }
}

/// What comes back at the end of a step. `lost` holds the share lost of every firm, `neighbours` the network if there is one.
pub(super) fn recover<A: Amount>(
    damage: &Damage,
    step: u64,
    struck: &mut [Struck],
    lost: &dyn Fn(usize) -> f64,
    neighbours: Option<&Graph<A>>,
) {
    let Damage::Losses { recovery, stop_steps, .. } = damage else { return };
    for at in 0..struck.len() {
        let it = struck[at];
        if it.share <= 0.0 || step < it.start.saturating_add(*stop_steps) {
            continue;
        }
        let share = match *recovery {
            Recovery::Never => continue,
            Recovery::Proportional { steps } => it.share - it.first_share / steps,
            Recovery::Uniform { steps } => it.share - 1.0 / steps,
            Recovery::AtOnce => 0.0,
            Recovery::Renewal { steps } => it.share * (1.0 - steps / it.first_share),
            Recovery::Exponential { steps } => it.first_share * exp(-(step as f64) / steps),
            Recovery::Damped { steps } => {
                let mean = neighbours.map_or(0.0, |graph| mean_loss(graph, it.firm as usize, struck, lost));
                it.share * (1.0 - 1.0 / steps * (1.0 - mean))
            }
        };
        // Also where 0/0 has left no number.
        struck[at].share = if share > 0.0 { share } else { 0.0 };
    }
}

/// Mean share lost by suppliers and buyers, 0 without any.
fn mean_loss<A: Amount>(graph: &Graph<A>, firm: usize, struck: &[Struck], lost: &dyn Fn(usize) -> f64) -> f64 {
    let mut suppliers: Vec<u32> = graph.purchases(firm).map(|link| graph.suppliers()[link]).collect();
    suppliers.sort_unstable();
    let buyers = graph.sales(firm).iter().map(|link| graph.buyer(*link as usize) as u32);
    let (mut sum, mut count) = (0.0, 0_u32);
    for other in suppliers.into_iter().chain(buyers) {
        // Those struck may have recovered a moment ago.
        sum += match struck.binary_search_by_key(&other, |it| it.firm) {
            Ok(place) => struck[place].share,
            Err(_) => lost(other as usize),
        };
        count += 1;
    }
    if count == 0 { 0.0 } else { sum / f64::from(count) }
}

/// `exp(x)` for `x ≤ 0`, rounded once: the published program's library is that exact, a common one is not. Computed with pairs of
/// numbers (Dekker 1971): `exp(x) = 2^k exp(r/256)^256`, the inner by its series.
fn exp(x: f64) -> f64 {
    const LN2: (f64, f64) = (std::f64::consts::LN_2, 2.319_046_813_846_299_6e-17);
    if x < -740.0 || x.is_nan() {
        return if x.is_nan() { x } else { 0.0 };
    }
    let k = (x / LN2.0).round_ties_even();
    let r = plus((x, 0.0), times((-k, 0.0), LN2));
    let r = (r.0 / 256.0, r.1 / 256.0);
    let mut sum = (1.0, 0.0);
    for n in (1..=12).rev() {
        let part = times(r, sum);
        let over = part.0 / f64::from(n);
        let rest = part.0 - over * f64::from(n);
        let rest = rest - (over.mul_add(f64::from(n), -(over * f64::from(n))));
        sum = plus((1.0, 0.0), (over, (rest + part.1) / f64::from(n)));
    }
    for _ in 0..8 {
        sum = times(sum, sum);
    }
    // In two steps, because 2^k alone may be too small for a number.
    (sum.0 + sum.1) * 2_f64.powi(k as i32 / 2) * 2_f64.powi(k as i32 - k as i32 / 2)
}

/// Sum of two pairs.
fn plus(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let sum = one.0 + other.0;
    let part = sum - one.0;
    let lost = (one.0 - (sum - part)) + (other.0 - part) + (one.1 + other.1);
    (sum + lost, lost - ((sum + lost) - sum))
}

/// Product of two pairs.
fn times(one: (f64, f64), other: (f64, f64)) -> (f64, f64) {
    let product = one.0 * other.0;
    let lost = one.0.mul_add(other.0, -product) + (one.0 * other.1 + one.1 * other.0);
    (product + lost, lost - ((product + lost) - product))
}

#[cfg(test)]
mod tests {
    use super::exp;

    #[test]
    fn exponentials_are_rounded_once() {
        // From 60-digit arithmetic.
        for (x, expected) in [
            (-0.5, 0.606_530_659_712_633_4),
            (-1.0, 0.367_879_441_171_442_33),
            (-2.5, 0.082_084_998_623_898_8),
            (-20.0, 2.061_153_622_438_558e-9),
            (-700.0, 9.859_676_543_759_77e-305),
            (0.0, 1.0),
        ] {
            assert_eq!(exp(x), expected, "exp({x})");
        }
        for n in 1..4000 {
            let x = -f64::from(n) / 7.0;
            assert!((exp(x) / libm::exp(x) - 1.0).abs() < 3e-16, "exp({x})");
        }
        assert_eq!((exp(-1e9), exp(f64::NAN).is_nan()), (0.0, true));
    }
}
