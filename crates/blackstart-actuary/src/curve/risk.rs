//! Value at risk and tail mean of one set of periods, and how sure they are.

use super::rank::{Point, Selected, interpolated, needed, points, read};
use super::weighted;

/// The losses of n periods as a curve; with weights where periods do not count alike.
///
/// Unlike an EPT with weights, whose tail column is a plain mean, the tail mean here is one: Σ w L / Σ w over the worst 1 / r of the weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Number of periods, those without loss among them.
    n: usize,
    /// Mean per period and its standard error.
    mean: f64,
    error: f64,
    /// Above zero, largest first.
    losses: Vec<f64>,
    /// Weight of each of `losses`, if periods do not count alike.
    weights: Option<Vec<f64>>,
}

impl Curve {
    /// Curve of periods that count alike.
    pub fn new(losses: &[f64]) -> Self {
        let n = losses.len();
        let mean = if n == 0 { 0.0 } else { losses.iter().sum::<f64>() / n as f64 };
        let squares: f64 = losses.iter().map(|loss| (loss - mean) * (loss - mean)).sum();
        let error = if n < 2 { f64::INFINITY } else { (squares / (n - 1) as f64 / n as f64).sqrt() };
        Self { n, mean, error, losses: super::rank::descending(losses), weights: None }
    }

    /// Curve of periods with weights, each its share of a long time (for instance from importance sampling).
    ///
    /// # Panics
    /// Where there is not one weight to each loss.
    pub fn weighted(losses: &[f64], weights: &[f64]) -> Self {
        let n = losses.len();
        let parts: Vec<f64> = losses.iter().zip(weights).map(|(loss, weight)| loss * weight).collect();
        let mean: f64 = parts.iter().sum();
        let each = mean / n.max(1) as f64;
        let squares: f64 = parts.iter().map(|part| (part - each) * (part - each)).sum();
        let error = if n < 2 { f64::INFINITY } else { (squares / (n - 1) as f64 * n as f64).sqrt() };
        let (losses, weights) = weighted::descending(losses, weights).into_iter().unzip();
        Self { n, mean, error, losses, weights: Some(weights) }
    }

    /// Number of periods.
    pub fn periods(&self) -> usize {
        self.n
    }

    /// Average annual loss: the mean per period.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Standard error of the mean; infinite for fewer than two periods.
    pub fn mean_error(&self) -> f64 {
        self.error
    }

    /// Share of periods with a loss above zero, by weight.
    pub fn chance(&self) -> f64 {
        match &self.weights {
            Some(weights) => weights.iter().sum(),
            None if self.n == 0 => 0.0,
            None => self.losses.len() as f64 / self.n as f64,
        }
    }

    /// Every loss above zero with its return period, largest first.
    pub fn points(&self) -> Vec<Point> {
        match &self.weights {
            None => points(&self.losses, self.n),
            Some(weights) => weighted::weighted_every_rank(&self.losses, weights),
        }
    }

    /// Loss and tail mean at a return period; none beyond the curve: what n periods have not shown is not extrapolated.
    pub fn at(&self, return_period: f64) -> Option<Point> {
        match &self.weights {
            None => {
                let ranks = read(&self.losses, 0, 0.0, &needed(self.n, &[return_period]));
                let selected = Selected { positive: self.losses.len(), ranks };
                interpolated(&selected, self.n, &[return_period]).pop().flatten()
            }
            Some(weights) => {
                let loss = weighted::between(&self.points(), &[return_period]).pop().flatten()?.loss;
                let tail_mean = tail_mean(&self.losses, |i| weights[i], return_period);
                Some(Point { return_period, loss, tail_mean })
            }
        }
    }

    /// Interval of at least 95 % for the loss at a return period, from order statistics; unbounded on a side where the periods are too few.
    ///
    /// None with weights, where ranks are not binomial, and beyond the curve.
    pub fn loss_interval(&self, return_period: f64) -> Option<(f64, f64)> {
        if self.weights.is_some() || !(return_period > 1.0 && return_period <= self.n as f64) {
            return None;
        }
        let (low, high) = order_ranks(self.n, 1.0 - 1.0 / return_period);
        // Ranks count upwards through all periods; `losses` downwards through those with a loss.
        let value = |rank: usize| self.losses.get(self.n - 1 - rank).copied().unwrap_or(0.0);
        Some((low.map_or(0.0, value), high.map_or(f64::INFINITY, value)))
    }

    /// Interval of 95 % for the tail mean at a return period: the middle of `resamples` re-drawn sets of n periods (bootstrap, Efron 1979).
    ///
    /// A function of the seed. Only the worst n / r periods of each set are drawn, as the largest of n uniform numbers, one after the
    /// other. None beyond the curve, and for fewer than 20 resamples.
    pub fn tail_interval(&self, return_period: f64, seed: u64, resamples: usize) -> Option<(f64, f64)> {
        self.at(return_period)?;
        if resamples < 20 {
            return None;
        }
        let mut means: Vec<f64> = (0..resamples).map(|set| self.redrawn(return_period, seed, set as u64)).collect();
        means.sort_unstable_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of the resamples")]
        let cut = (0.025 * resamples as f64) as usize;
        Some((means[cut], means[resamples - 1 - cut]))
    }

    /// The tail mean of one re-drawn set.
    fn redrawn(&self, return_period: f64, seed: u64, set: u64) -> f64 {
        let n = self.n as f64;
        let wanted = if self.weights.is_some() { 1.0 / return_period } else { n / return_period };
        let (mut covered, mut money) = (0.0, 0.0);
        // Smallest so far of n uniform numbers; the next of the m that are left is uniform above it.
        let mut place = 0.0;
        for turn in 0..self.n {
            let left = (self.n - turn) as f64;
            let step = -libm::expm1(libm::log(uniform(seed, set, turn as u64)) / left);
            place += (1.0 - place) * step;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
            let Some(&loss) = self.losses.get((place * n) as usize) else {
                break;
            };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and n")]
            let weight = self.weights.as_ref().map_or(1.0, |weights| weights[(place * n) as usize]);
            let part = weight.min(wanted - covered);
            money += part * loss;
            covered += part;
            if covered >= wanted {
                break;
            }
        }
        money / wanted
    }
}

/// Mean of the worst 1 / r of the weight.
fn tail_mean(losses: &[f64], weight: impl Fn(usize) -> f64, return_period: f64) -> f64 {
    let wanted = 1.0 / return_period;
    let (mut covered, mut money) = (0.0, 0.0);
    for (i, loss) in losses.iter().enumerate() {
        let part = weight(i).min(wanted - covered);
        money += part * loss;
        covered += part;
        if covered >= wanted {
            break;
        }
    }
    money / wanted
}

/// A number above 0 and up to 1 for each (seed, set, turn): splitmix64 of the three (Steele, Lea and Flood 2014).
pub(super) fn uniform(seed: u64, set: u64, turn: u64) -> f64 {
    let mix = |key: u64| {
        let mut z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    };
    let bits = mix(mix(mix(seed) ^ set) ^ turn);
    ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Ranks (from 0, ascending values) of the order statistics that enclose the p-quantile with at least 95 %; `None` on a side where none does.
///
/// The number of values below the quantile is binomial (n, p): each side may be wrong with at most 2.5 %.
pub fn order_ranks(n: usize, p: f64) -> (Option<usize>, Option<usize>) {
    if n == 0 || !(p > 0.0 && p < 1.0) {
        return (None, None);
    }
    let size = n as f64;
    // Twelve deviations and a bit hold all but 1e-30 of the mass; outside, nothing need be summed.
    let reach = 12.0 * (size * p * (1.0 - p)).sqrt() + 12.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=n")]
    let (first, last) = ((size * p - reach).clamp(0.0, size) as usize, (size * p + reach).clamp(0.0, size) as usize);
    let log_mass = |k: usize| {
        let k = k as f64;
        libm::lgamma(size + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(size - k + 1.0)
            + k * libm::log(p)
            + (size - k) * libm::log1p(-p)
    };
    let masses: Vec<f64> = (first..=last).map(|k| libm::exp(log_mass(k))).collect();
    // x_(k), k from 1, lies above the quantile with P(B < k) = P(B <= k - 1): the lower bound is the highest k for which that is small.
    let mut below = 0.0;
    let mut low = None;
    for (offset, mass) in masses.iter().enumerate() {
        below += mass;
        if below > 0.025 {
            break;
        }
        low = Some(first + offset);
    }
    // x_(k) lies below the quantile with P(B >= k): the upper bound is the lowest k for which that is small.
    let mut above = 0.0;
    let mut high = None;
    for (offset, mass) in masses.iter().enumerate().rev() {
        above += mass;
        if above > 0.025 {
            break;
        }
        let k = first + offset;
        high = k.checked_sub(1);
    }
    (low.filter(|&rank| rank < n), high.filter(|&rank| rank < n))
}
