//! Exceedance probability tables: the four ways to take samples together, at every rank or at given return periods.
//!
//! Definitions: `docs/method/curves.md`, after the Open Results Data standard and the programs that write it.

use super::periods::{Basis, PeriodLosses};
use super::rank::{Point, Selected, descending, every_rank, interpolated, needed, points, select};
use super::weighted::{between, plain_mean};

/// How the samples of a period become one curve (EPCalc).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Averaging {
    /// The event mean, no samples (1).
    EventMean = 1,
    /// Every sample of every period is a period of its own (2).
    FullUncertainty = 2,
    /// Each sample has its own curve; the i-th largest losses are averaged (3).
    PerSampleMean = 3,
    /// Each period counts with the mean of its samples (4).
    SampleMean = 4,
}

impl Averaging {
    /// All four, in the order of their EPCalc.
    pub const ALL: [Self; 4] = [Self::EventMean, Self::FullUncertainty, Self::PerSampleMean, Self::SampleMean];
}

/// What a table shall hold.
#[derive(Clone, Copy, Debug)]
pub struct EptOptions<'a> {
    /// Which curves.
    pub averagings: &'a [Averaging],
    /// On which bases.
    pub bases: &'a [Basis],
    /// At which return periods \[periods\]; every rank if none are given.
    pub return_periods: Option<&'a [f64]>,
    /// Weight of each period, its share of a long time; 1 / N if none are given.
    pub weights: Option<&'a [f64]>,
}

impl Default for EptOptions<'_> {
    /// All curves on both bases at every rank, periods alike.
    fn default() -> Self {
        Self { averagings: &Averaging::ALL, bases: &Basis::ALL, return_periods: None, weights: None }
    }
}

/// One row of an EPT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EptRow {
    /// EPCalc: how samples were taken together.
    pub averaging: Averaging,
    /// Half of EPType: what counts of the occurrences in a period.
    pub basis: Basis,
    /// The other half: a tail mean (TVaR) rather than a loss.
    pub tail: bool,
    /// Return period \[periods\].
    pub return_period: f64,
    /// The loss or the tail mean.
    pub loss: f64,
}

impl EptRow {
    /// EPCalc, 1 to 4.
    pub fn ep_calc(&self) -> i32 {
        self.averaging as i32
    }

    /// EPType: 1 OEP, 2 OEP TVaR, 3 AEP, 4 AEP TVaR.
    pub fn ep_type(&self) -> i32 {
        ep_type(self.basis, self.tail)
    }
}

/// One row of a PSEPT: the curve of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PseptRow {
    /// Sample, from 1.
    pub sample: i32,
    /// What counts of the occurrences in a period.
    pub basis: Basis,
    /// A tail mean rather than a loss.
    pub tail: bool,
    /// Return period \[periods\].
    pub return_period: f64,
    /// The loss or the tail mean.
    pub loss: f64,
}

impl PseptRow {
    /// EPType: 1 OEP, 2 OEP TVaR, 3 AEP, 4 AEP TVaR.
    pub fn ep_type(&self) -> i32 {
        ep_type(self.basis, self.tail)
    }
}

fn ep_type(basis: Basis, tail: bool) -> i32 {
    let first = match basis {
        Basis::Occurrence => 1,
        Basis::Aggregate => 3,
    };
    first + i32::from(tail)
}

/// The exceedance probability table of one summary.
///
/// # Panics
/// Where weights are given, but not one to each period.
pub fn ept(losses: &PeriodLosses, options: &EptOptions) -> Vec<EptRow> {
    let mut rows = vec![];
    for &averaging in options.averagings {
        for &basis in options.bases {
            let points = curve(losses, averaging, basis, options);
            for tail in [false, true] {
                rows.extend(points.iter().map(|point| EptRow {
                    averaging,
                    basis,
                    tail,
                    return_period: point.return_period,
                    loss: if tail { point.tail_mean } else { point.loss },
                }));
            }
        }
    }
    rows
}

/// The per-sample exceedance probability table of one summary: a curve for each sample. Averagings do not matter.
///
/// # Panics
/// Where weights are given, but not one to each period.
pub fn psept(losses: &PeriodLosses, options: &EptOptions) -> Vec<PseptRow> {
    let mut rows = vec![];
    for sample in 0..losses.samples() {
        for &basis in options.bases {
            let points = of_values(losses.sample(basis, sample), options.weights, options.return_periods);
            let sample = i32::try_from(sample + 1).expect("samples are counted in 32 bits");
            for tail in [false, true] {
                rows.extend(points.iter().map(|point| PseptRow {
                    sample,
                    basis,
                    tail,
                    return_period: point.return_period,
                    loss: if tail { point.tail_mean } else { point.loss },
                }));
            }
        }
    }
    rows
}

fn curve(losses: &PeriodLosses, averaging: Averaging, basis: Basis, options: &EptOptions) -> Vec<Point> {
    let (weights, at) = (options.weights, options.return_periods);
    match averaging {
        Averaging::EventMean => of_values(losses.event_mean(basis), weights, at),
        Averaging::SampleMean => of_values(&losses.sample_mean(basis), weights, at),
        Averaging::FullUncertainty => {
            let spread: Option<Vec<f64>> = weights.map(|weights| {
                let each = 1.0 / losses.samples() as f64;
                (0..losses.samples()).flat_map(|_| weights.iter().map(move |weight| weight * each)).collect()
            });
            of_values(losses.all(basis), spread.as_deref(), at)
        }
        Averaging::PerSampleMean => per_sample_mean(losses, basis, options),
    }
}

/// The curve of a list of losses.
fn of_values(losses: &[f64], weights: Option<&[f64]>, return_periods: Option<&[f64]>) -> Vec<Point> {
    let n = losses.len();
    match (weights, return_periods) {
        (None, None) => every_rank(losses),
        (None, Some(at)) => interpolated(&select(losses, &needed(n, at)), n, at).into_iter().flatten().collect(),
        (Some(weights), None) => plain_mean(losses, weights),
        (Some(weights), Some(at)) => between(&plain_mean(losses, weights), at).into_iter().flatten().collect(),
    }
}

/// The mean over samples of their i-th largest losses; a sample with fewer counts 0.
fn per_sample_mean(losses: &PeriodLosses, basis: Basis, options: &EptOptions) -> Vec<Point> {
    let (n, samples) = (losses.periods(), losses.samples());
    let each = |sum: f64| sum / samples as f64;
    if let Some(weights) = options.weights {
        // Ranks of different samples have different weights: the i-th has their mean.
        let mut ranks: Vec<(f64, f64)> = vec![];
        for sample in 0..samples {
            let ranked = super::weighted::descending(losses.sample(basis, sample), weights);
            ranks.resize(ranks.len().max(ranked.len()), (0.0, 0.0));
            ranks.iter_mut().zip(ranked).for_each(|(sum, one)| *sum = (sum.0 + one.0, sum.1 + one.1));
        }
        let (means, weights): (Vec<f64>, Vec<f64>) = ranks.into_iter().map(|it| (each(it.0), each(it.1))).unzip();
        return of_values(&means, Some(&weights), options.return_periods);
    }
    let Some(at) = options.return_periods else {
        let mut means: Vec<f64> = vec![];
        for sample in 0..samples {
            let ranked = descending(losses.sample(basis, sample));
            means.resize(means.len().max(ranked.len()), 0.0);
            means.iter_mut().zip(ranked).for_each(|(sum, loss)| *sum += loss);
        }
        means.iter_mut().for_each(|sum| *sum = each(*sum));
        return points(&means, n);
    };
    let wanted = needed(n, at);
    let mut mean = Selected { positive: 0, ranks: wanted.iter().map(|&rank| (rank, 0.0, 0.0)).collect() };
    for sample in 0..samples {
        let one = select(losses.sample(basis, sample), &wanted);
        mean.positive = mean.positive.max(one.positive);
        mean.ranks.iter_mut().zip(one.ranks).for_each(|(sum, it)| *sum = (sum.0, sum.1 + it.1, sum.2 + it.2));
    }
    mean.ranks.iter_mut().for_each(|it| *it = (it.0, each(it.1), each(it.2)));
    interpolated(&mean, n, at).into_iter().flatten().collect()
}
