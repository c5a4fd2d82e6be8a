//! What a run will hold in memory, estimated from a few of its histories.

use crate::open::Opened;
use crate::sampling::Sampling;
use std::ops::ControlFlow;

/// Histories that are played to learn how many rows one leaves.
const TRIED: u32 = 32;
/// What a run holds at most, as a multiple of its rows: copies while parts are joined, sorted samples, tables while they are encoded. The load bench
/// of `serve` measures 1.5 for 10,000 histories of a small company and 2.2 for 1,000; the rest is caution.
const BESIDE: f64 = 3.0;

impl Opened {
    /// Memory that a run holds at its end \[bytes\]: rows grow with histories, and all of them are needed for quantiles. An estimate: the mean of a
    /// few histories and three standard errors, since rare histories leave the most rows.
    pub fn weight_bytes(&self, sampling: &Sampling) -> f64 {
        let (model, scenario) = (&self.model, &self.scenario);
        let wanted = sampling.replicates.unwrap_or(scenario.replicates);
        let tried = u32::try_from(wanted).unwrap_or(TRIED).min(TRIED);
        if tried == 0 {
            return 0.0;
        }
        let ensemble = sampling.ensemble(model, scenario);
        // Counts over sites are there once, however many histories there are.
        let (mut sizes, mut once) = (Vec::new(), 0.0);
        for id in 0..tried {
            ensemble.play_parts(id..id + 1, &(), |results| {
                once = results.counts.bytes() as f64;
                sizes.push(results.bytes() as f64 - once);
                ControlFlow::Continue(())
            });
        }
        let of = sizes.len() as f64;
        let mean = sizes.iter().sum::<f64>() / of;
        let variance = sizes.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (of - 1.0).max(1.0);
        ((mean + 3.0 * (variance / of).sqrt()) * wanted as f64 + once) * BESIDE
    }
}
