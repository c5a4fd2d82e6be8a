//! Statistics of events and of periods, with the names and rules of the Open Results Data tables.
//!
//! ELT: one row per event; PLT: one per occurrence of an event in a period; M moments, Q quantiles, S samples. Rows are `f64`; the standard's
//! tables are 32-bit floats, which is the writer's business.

use crate::curve::{Basis, PeriodLosses};
use crate::sample::{NORMAL_975, quantile};

/// Losses of events, one block per event and summary, in the order of the event set.
///
/// A *summary* is what losses are added up for: a party, a portfolio. An event hits a summary at most once.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventLosses {
    /// Number of samples S of every event.
    pub samples: usize,
    /// Blocks.
    pub blocks: Vec<Block>,
}

/// One event's loss to one summary.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    /// Event number.
    pub event: i32,
    /// Summary number.
    pub summary: i32,
    /// Exposed value of what the event touches (footprint exposure).
    pub exposure: f64,
    /// Largest loss that is possible (sample index −5); the exposure if nothing better is known.
    pub max_loss: f64,
    /// The event mean (sample index −1).
    pub mean: f64,
    /// Losses of samples 1 to S; samples without loss are 0.
    pub losses: Vec<f64>,
}

/// An event in a period, at a date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Event number.
    pub event: i32,
    /// Period, from 1.
    pub period: i32,
    /// Year, month and day of the occurrence.
    pub date: (i32, i32, i32),
    /// Hour and minute of the occurrence.
    pub time: (i32, i32),
}

/// Which estimate of an event's loss a row is about (SampleType).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SampleType {
    /// The event mean (1).
    Mean = 1,
    /// The samples (2).
    Sample = 2,
}

/// Moments of one event's loss: what MELT and MPLT share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Which estimate.
    pub sample_type: SampleType,
    /// Share of samples with a loss; 0 for the event mean.
    pub chance_of_loss: f64,
    /// Mean loss.
    pub mean_loss: f64,
    /// Standard deviation over samples, divisor S − 1; 0 of one sample and for the event mean.
    pub sd_loss: f64,
    /// Largest possible loss.
    pub max_loss: f64,
    /// Exposed value.
    pub footprint_exposure: f64,
    /// Exposed value where there is a loss, mean over samples.
    pub mean_impacted_exposure: f64,
    /// Exposed value where there is a loss, largest over samples.
    pub max_impacted_exposure: f64,
}

impl Block {
    /// Moments of the event mean and of the samples, zeros among them.
    pub fn moments(&self) -> [Moments; 2] {
        let samples = self.losses.len();
        let hits = self.losses.iter().filter(|&&loss| loss > 0.0).count();
        let (mean, sd) = mean_and_deviation(&self.losses);
        let chance = if samples == 0 { 0.0 } else { hits as f64 / samples as f64 };
        let touched = |hit: bool| if hit { self.exposure } else { 0.0 };
        let row = |sample_type, chance_of_loss, mean_loss, sd_loss, mean_impacted, max_impacted| Moments {
            sample_type,
            chance_of_loss,
            mean_loss,
            sd_loss,
            max_loss: self.max_loss,
            footprint_exposure: self.exposure,
            mean_impacted_exposure: mean_impacted,
            max_impacted_exposure: max_impacted,
        };
        let hit = touched(self.mean > 0.0);
        [
            row(SampleType::Mean, 0.0, self.mean, 0.0, hit, hit),
            row(SampleType::Sample, chance, mean, sd, self.exposure * chance, touched(hits > 0)),
        ]
    }

    /// Quantiles of the samples at probabilities from 0 to 1: linear between order statistics, zeros among them.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let mut sorted = self.losses.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        // Nothing may stand there as −0: its quantile is 0.
        probabilities.iter().map(|&p| quantile(&sorted, p) + 0.0).collect()
    }

    /// Sample indices and losses of the rows that a sample table has: the event mean (−1), then samples with a loss.
    pub fn rows(&self, with_mean: bool) -> impl Iterator<Item = (i32, f64)> {
        let mean = (with_mean && self.mean > 0.0).then_some((-1, self.mean));
        let samples = (1..).zip(self.losses.iter().copied()).filter(|&(_, loss)| loss > 0.0);
        mean.into_iter().chain(samples)
    }
}

impl EventLosses {
    /// Losses of the N periods of one summary.
    ///
    /// # Panics
    /// Where an occurrence lies in no period from 1 to N.
    pub fn periods(&self, summary: i32, occurrences: &[Occurrence], periods: usize) -> PeriodLosses {
        let mut losses = PeriodLosses::new(periods, self.samples);
        let by_event = ByEvent::new(occurrences);
        for block in self.blocks.iter().filter(|block| block.summary == summary) {
            for occurrence in by_event.of(block.event) {
                let period = usize::try_from(occurrence.period - 1).expect("periods count from 1");
                losses.add_mean(period, block.mean);
                for (sample, &loss) in block.losses.iter().enumerate() {
                    losses.add(period, sample, loss);
                }
            }
        }
        losses
    }

    /// Summary numbers that occur, ascending.
    pub fn summaries(&self) -> Vec<i32> {
        let mut found: Vec<i32> = self.blocks.iter().map(|block| block.summary).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Occurrences by event, each event's in their order.
#[derive(Clone, Debug)]
pub struct ByEvent(Vec<Occurrence>);

impl ByEvent {
    /// Sorts occurrences by event; those of one event stay in order.
    pub fn new(occurrences: &[Occurrence]) -> Self {
        let mut sorted = occurrences.to_vec();
        sorted.sort_by_key(|it| it.event);
        Self(sorted)
    }

    /// The occurrences of an event.
    pub fn of(&self, event: i32) -> &[Occurrence] {
        let from = self.0.partition_point(|it| it.event < event);
        let until = self.0.partition_point(|it| it.event <= event);
        &self.0[from..until]
    }

    /// Occurrences of an event per period (EventRate); period weights do not count.
    pub fn rate(&self, event: i32, periods: usize) -> f64 {
        self.of(event).len() as f64 / periods as f64
    }
}

/// Moments as MELT has them: the chance of loss of a single sample is no estimate and is written as 0, as the reference program does.
pub fn melt(block: &Block) -> [Moments; 2] {
    let mut moments = block.moments();
    if block.losses.len() == 1 {
        moments[1].chance_of_loss = 0.0;
    }
    moments
}

/// Average annual loss (ALT): mean per period and its standard deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// Which estimate.
    pub sample_type: SampleType,
    /// Mean over periods (and samples).
    pub mean_loss: f64,
    /// Standard deviation over periods (and samples), zeros among them; divisor n − 1.
    pub sd_loss: f64,
}

/// Average annual loss of the event mean and of the samples; with weights, mean Σ w L and variance (Σ w L² − mean²) n / (n − 1).
///
/// # Panics
/// Where weights are given, but not one to each period.
pub fn alt(losses: &PeriodLosses, weights: Option<&[f64]>) -> [Average; 2] {
    let average = |sample_type, values: &[f64]| {
        let Some(weights) = weights else {
            let (mean_loss, sd_loss) = mean_and_deviation(values);
            return Average { sample_type, mean_loss, sd_loss };
        };
        assert_eq!(weights.len(), losses.periods(), "a weight to each period");
        let n = values.len() as f64;
        let each = losses.periods() as f64 / n;
        let (mut mean, mut square) = (0.0, 0.0);
        for (loss, weight) in values.iter().zip(weights.iter().cycle()) {
            mean += weight * each * loss;
            square += weight * each * loss * loss;
        }
        let variance = if n > 1.0 { (square - mean * mean).max(0.0) * n / (n - 1.0) } else { 0.0 };
        Average { sample_type, mean_loss: mean, sd_loss: variance.sqrt() }
    };
    [
        average(SampleType::Mean, losses.event_mean(Basis::Aggregate)),
        average(SampleType::Sample, losses.all(Basis::Aggregate)),
    ]
}

/// How the average annual loss settles with the number of samples (ALCT): one row per subset of samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Convergence {
    /// Number of samples of the subset.
    pub sample_size: usize,
    /// Average annual loss.
    pub mean_loss: f64,
    /// Standard deviation of annual losses.
    pub sd_loss: f64,
    /// Variance of the mean that comes from periods (hazard).
    pub var_hazard: f64,
    /// Variance of the mean that comes from samples (vulnerability).
    pub var_vulnerability: f64,
}

impl Convergence {
    /// Standard error of the mean with respect to re-drawn samples, the periods being what they are.
    pub fn standard_error(&self) -> f64 {
        self.var_vulnerability.sqrt()
    }

    /// 95 % interval of the mean with respect to re-drawn samples.
    pub fn interval(&self) -> (f64, f64) {
        let half = NORMAL_975 * self.standard_error();
        (self.mean_loss - half, self.mean_loss + half)
    }
}

/// Convergence of the average annual loss over disjoint subsets of samples: 1; 2 and 3; 4 to 7; … ; at last all of them.
///
/// The variance of the annual losses is split by one-way analysis of variance into that between periods and that within them.
pub fn alct(losses: &PeriodLosses) -> Vec<Convergence> {
    let all = losses.samples();
    let mut subsets: Vec<std::ops::Range<usize>> = vec![];
    let mut size = 1;
    while 2 * size - 1 <= all {
        subsets.push(size - 1..2 * size - 1);
        size *= 2;
    }
    if all > 1 {
        subsets.push(0..all);
    }
    subsets.into_iter().map(|subset| convergence(losses, subset)).collect()
}

fn convergence(losses: &PeriodLosses, subset: std::ops::Range<usize>) -> Convergence {
    let (periods, samples) = (losses.periods(), subset.len());
    let n = (periods * samples) as f64;
    let mut by_period = vec![0.0; periods];
    let mut squares = 0.0;
    for sample in subset {
        for (sum, &loss) in by_period.iter_mut().zip(losses.sample(Basis::Aggregate, sample)) {
            *sum += loss;
            squares += loss * loss;
        }
    }
    let mean = by_period.iter().sum::<f64>() / n;
    let period_squares: f64 = by_period.iter().map(|sum| (sum / samples as f64).powi(2)).sum();
    // The mean square of no degrees of freedom is nothing.
    let over = |sum: f64, freedom: usize| if freedom == 0 { 0.0 } else { (sum / freedom as f64).max(0.0) };
    let between = over(samples as f64 * (period_squares - periods as f64 * mean * mean), periods.saturating_sub(1));
    // The divisor is that of the program that defines the table; textbooks have periods × (samples − 1).
    let within = over(squares - samples as f64 * period_squares, samples * periods.saturating_sub(1));
    let total = over(squares - n * mean * mean, (periods * samples).saturating_sub(1));
    Convergence {
        sample_size: samples,
        mean_loss: mean,
        sd_loss: total.sqrt(),
        var_hazard: between / n,
        var_vulnerability: within / n,
    }
}

/// Mean and standard deviation (n − 1), both 0 of nothing.
fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mean = values.iter().sum::<f64>() / n;
    if values.len() == 1 {
        return (mean, 0.0);
    }
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, (squares / (n - 1.0)).sqrt())
}
