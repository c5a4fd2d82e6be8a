//! How a sample is compared with a known law.

/// Farthest that an estimate may be from the truth, in standard errors: about 1,500 comparisons are made.
pub(crate) const FAR: f64 = 4.5;

/// Whether an estimate of a mean is too far from another: both with their standard errors.
pub(crate) fn apart(a: f64, a_error: f64, b: f64, b_error: f64) -> bool {
    let error = (a_error * a_error + b_error * b_error).sqrt();
    (a - b).abs() > FAR * error + 1e-9 * b.abs()
}

/// A sample in which infinite means never.
pub(crate) struct Times {
    sorted: Vec<f64>,
}

impl Times {
    pub(crate) fn new(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self { sorted: times }
    }

    /// Number of samples.
    pub(crate) fn len(&self) -> f64 {
        self.sorted.len() as f64
    }

    fn reached(&self) -> &[f64] {
        &self.sorted[..self.sorted.partition_point(|time| time.is_finite())]
    }

    /// Share that is reached, and its standard error.
    pub(crate) fn share(&self) -> (f64, f64) {
        let p = self.reached().len() as f64 / self.len();
        // As if one more had been seen on either side: an estimate of 0 is not exact.
        let q = (p * self.len() + 1.0) / (self.len() + 2.0);
        (p, (q * (1.0 - q) / self.len()).sqrt())
    }

    /// Mean of those that are reached, its standard error, and their number.
    pub(crate) fn mean(&self) -> (f64, f64, usize) {
        let reached = self.reached();
        let n = reached.len() as f64;
        let mean = reached.iter().sum::<f64>() / n;
        let variance = reached.iter().map(|time| (time - mean) * (time - mean)).sum::<f64>() / (n - 1.0);
        (mean, (variance / n).sqrt(), reached.len())
    }

    /// Order statistics that enclose a quantile over all samples with 99.9 %.
    pub(crate) fn band(&self, p: f64) -> (f64, f64) {
        let n = self.len();
        let reach = 3.290_5 * (n * p * (1.0 - p)).sqrt() + 1.0;
        let at = |rank: f64| self.sorted[(rank.max(0.0) as usize).min(self.sorted.len() - 1)];
        (at(n * p - reach), at(n * p + reach))
    }
}
