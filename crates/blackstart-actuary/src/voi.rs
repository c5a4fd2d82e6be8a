//! What it is worth to know a fact before choosing: the expected value of perfect information about it (EVPPI), and of a test of it (EVSI).
//!
//! Facts are uniform and independent; each option has a net benefit in each history, on the same luck. What a fact says of the difference between two
//! options is fitted on the histories that exist, so nothing is played again. A maximum over noisy fits is too large on average; fits are therefore
//! shrunk by what noise alone would explain, and a fact that explains no more than that is worth 0. Formulas, sources and limits: `docs/method/rank.md`.

mod beta;
mod fit;

use beta::over_f;
use fit::Fit;

/// Highest degree of the polynomials that are fitted to a fact.
const DEGREE: usize = 5;

/// Net benefits of options, as differences to the one that is best on average.
#[derive(Clone, Debug)]
pub struct Options {
    best: usize,
    /// Of each option but the best: mean difference, and what each history's differs from it.
    others: Vec<(usize, f64, Vec<f64>)>,
    histories: usize,
}

impl Options {
    /// Net benefit of each option in each history. The first of several that are best on average counts as the best.
    ///
    /// # Panics
    /// If there is no option, if options differ in their number of histories, or if a benefit is not finite.
    pub fn new(benefits: &[Vec<f64>]) -> Self {
        let histories = benefits.first().expect("there is an option").len();
        assert!(benefits.iter().all(|it| it.len() == histories), "each option has a benefit in each history");
        assert!(benefits.iter().flatten().all(|it| it.is_finite()), "a benefit is a finite number");
        let means: Vec<f64> = benefits.iter().map(|it| mean(it)).collect();
        let mut best = 0;
        for (at, mean) in means.iter().enumerate() {
            if *mean > means[best] {
                best = at;
            }
        }
        let others = (0..benefits.len()).filter(|at| *at != best).map(|at| {
            let differences: Vec<f64> = benefits[at].iter().zip(&benefits[best]).map(|(it, best)| it - best).collect();
            let mean = mean(&differences);
            (at, mean, differences.iter().map(|it| it - mean).collect())
        });
        Self { best, others: others.collect(), histories }
    }

    /// The option that is best on average: what is chosen where nothing is known.
    pub fn best(&self) -> usize {
        self.best
    }

    /// What it would be worth to know all luck beforehand (EVPI): a bound, not an offer.
    pub fn clairvoyance(&self) -> f64 {
        let gain = |at: usize| self.others.iter().map(|(_, mean, centred)| mean + centred[at]).fold(0.0_f64, f64::max);
        (0..self.histories).map(gain).sum::<f64>() / self.histories.max(1) as f64
    }
}

/// What knowing a fact is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// In the unit of the benefits, of fits that are shrunk.
    pub value: f64,
    /// Of fits as they are: too large on average.
    pub plain: f64,
    /// Least chance, over options, that noise alone explains as much; multiply by the number of facts that are looked at.
    pub by_chance: f64,
    /// Share of histories in which another option than the best would be chosen.
    pub changes: f64,
}

/// The value of knowing a fact whose uniform number in each history is given. Where it is an event, `thresholds` are the numbers below which it takes
/// another state, and nothing in between matters.
///
/// # Panics
/// If there are other histories in the fact than in the options.
pub fn perfect(uniform: &[f64], thresholds: &[f64], options: &Options) -> Worth {
    assert_eq!(uniform.len(), options.histories, "each history has its state of the fact");
    let fit = if thresholds.is_empty() { Fit::polynomial(uniform, DEGREE) } else { Fit::classes(uniform, thresholds) };
    let (mut shrunk, mut plain) = (vec![0.0_f64; uniform.len()], vec![0.0_f64; uniform.len()]);
    let mut by_chance = 1.0_f64;
    let (n, k) = (uniform.len() as f64, fit.regressors() as f64);
    for (_, mean, centred) in &options.others {
        let told = fit.of(centred);
        let explained = told.iter().map(|it| it * it).sum::<f64>();
        let rest = centred.iter().zip(&told).map(|(it, told)| (it - told) * (it - told)).sum::<f64>();
        let noise = rest / (n - k - 1.0).max(1.0);
        let variance = explained / n;
        // So that the fits vary as much as what they estimate, not as much as that and its noise.
        let kept = if variance > 0.0 { libm::sqrt((variance - k * noise / n).max(0.0) / variance) } else { 0.0 };
        if k > 0.0 && n > k + 1.0 && explained > 0.0 {
            let f = if noise > 0.0 { explained / k / noise } else { f64::INFINITY };
            by_chance = by_chance.min(over_f(f, k, n - k - 1.0));
        }
        for ((shrunk, plain), told) in shrunk.iter_mut().zip(&mut plain).zip(&told) {
            *shrunk = shrunk.max(mean + kept * told);
            *plain = plain.max(mean + told);
        }
    }
    let changes = shrunk.iter().filter(|it| **it > 0.0).count() as f64 / n.max(1.0);
    Worth { value: mean(&shrunk), plain: mean(&plain), by_chance, changes }
}

/// The value of knowing a normal fact, where the difference of two options has this mean and this standard deviation due to the fact. With a test whose
/// result has the squared correlation `r²` with the fact, the standard deviation is to be multiplied by `r`: n observations of a fact that is known as
/// well as by m have `r² = n/(n + m)`.
pub fn normal(mean: f64, deviation: f64) -> f64 {
    if deviation <= 0.0 {
        return 0.0;
    }
    let z = mean.abs() / deviation;
    let density = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
    let over = libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2) / 2.0;
    (deviation * density - mean.abs() * over).max(0.0)
}

/// The value of a yes-or-no test of an event of a chance: `sensitivity` is the chance that the test says yes where the event is so, `specificity` that it
/// says no where it is not; `gains` are what the other option is better by where the event is so, and where it is not.
pub fn tested(chance: f64, sensitivity: f64, specificity: f64, gains: [f64; 2]) -> f64 {
    let states = [chance * gains[0], (1.0 - chance) * gains[1]];
    let yes = sensitivity * states[0] + (1.0 - specificity) * states[1];
    let no = (1.0 - sensitivity) * states[0] + specificity * states[1];
    yes.max(0.0) + no.max(0.0) - (states[0] + states[1]).max(0.0)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests;
