//! Losses of periods: what occurred in each, added up or only the largest.

use std::borrow::Cow;

/// What counts of the occurrences in one period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The largest loss of one occurrence (OEP).
    Occurrence,
    /// The sum over occurrences (AEP).
    Aggregate,
}

impl Basis {
    /// Both, in the order of their EPType.
    pub const ALL: [Self; 2] = [Self::Occurrence, Self::Aggregate];
}

/// Losses of N periods, in S samples and in the event mean; both bases.
///
/// A *sample* is one re-draw of the same occurrences; a simulation that draws every year once has S = 1. The *event mean* is a
/// further, deterministic loss of each occurrence (sample index −1 of the Oasis streams).
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodLosses {
    periods: usize,
    samples: usize,
    /// Sample by sample, periods in order.
    total: Vec<f64>,
    largest: Vec<f64>,
    mean_total: Vec<f64>,
    mean_largest: Vec<f64>,
}

impl PeriodLosses {
    /// N periods and S samples without loss.
    pub fn new(periods: usize, samples: usize) -> Self {
        let cells = periods * samples;
        Self {
            periods,
            samples,
            total: vec![0.0; cells],
            largest: vec![0.0; cells],
            mean_total: vec![0.0; periods],
            mean_largest: vec![0.0; periods],
        }
    }

    /// Losses that are known per period: one sample, at most one occurrence in each.
    pub fn of_years(losses: Vec<f64>) -> Self {
        Self {
            periods: losses.len(),
            samples: 1,
            mean_total: losses.clone(),
            mean_largest: losses.clone(),
            largest: losses.clone(),
            total: losses,
        }
    }

    /// One occurrence in a period and a sample, both counted from 0.
    ///
    /// # Panics
    /// Where there is no such period or sample.
    pub fn add(&mut self, period: usize, sample: usize, loss: f64) {
        assert!(period < self.periods && sample < self.samples, "no such period or sample");
        let cell = sample * self.periods + period;
        self.total[cell] += loss;
        self.largest[cell] = self.largest[cell].max(loss);
    }

    /// The event mean of one occurrence in a period, counted from 0.
    ///
    /// # Panics
    /// Where there is no such period.
    pub fn add_mean(&mut self, period: usize, loss: f64) {
        self.mean_total[period] += loss;
        self.mean_largest[period] = self.mean_largest[period].max(loss);
    }

    /// Number of periods N.
    pub fn periods(&self) -> usize {
        self.periods
    }

    /// Number of samples S.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// All N·S losses, sample by sample.
    pub fn all(&self, basis: Basis) -> &[f64] {
        match basis {
            Basis::Occurrence => &self.largest,
            Basis::Aggregate => &self.total,
        }
    }

    /// The N losses of one sample, counted from 0.
    pub fn sample(&self, basis: Basis, sample: usize) -> &[f64] {
        &self.all(basis)[sample * self.periods..(sample + 1) * self.periods]
    }

    /// The N losses of the event mean.
    pub fn event_mean(&self, basis: Basis) -> &[f64] {
        match basis {
            Basis::Occurrence => &self.mean_largest,
            Basis::Aggregate => &self.mean_total,
        }
    }

    /// For each period the mean over samples (of the largest losses, not the largest of the means).
    pub fn sample_mean(&self, basis: Basis) -> Cow<'_, [f64]> {
        if self.samples == 1 {
            return Cow::Borrowed(self.all(basis));
        }
        let mut mean = vec![0.0; self.periods];
        for sample in 0..self.samples {
            mean.iter_mut().zip(self.sample(basis, sample)).for_each(|(sum, loss)| *sum += loss);
        }
        mean.iter_mut().for_each(|sum| *sum /= self.samples as f64);
        Cow::Owned(mean)
    }
}
