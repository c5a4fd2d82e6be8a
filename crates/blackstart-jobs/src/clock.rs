//! How long a search may go on: until its time is up or its watcher stops it.

use crate::promise::no_currency;
use crate::watch::Watcher;
use blackstart_model::units::{Dimension, quantity};
use std::time::Instant;

/// Times that are too short for a company's files, in seconds.
const SHORT: [(&str, f64); 4] = [("ms", 1e-3), ("min", 60.0), ("s", 1.0), ("m", 60.0)];

/// Reads a time to work such as `300ms`, `30s`, `5m` or `1h`, as seconds.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn seconds(text: &str) -> Result<f64, String> {
    let short = SHORT.iter().find_map(|(unit, seconds)| {
        let number: f64 = text.strip_suffix(unit)?.trim().parse().ok()?;
        Some(number * seconds)
    });
    let long = || quantity(text, Dimension::Hours, &no_currency()).ok().map(|hours| 3600.0 * hours);
    match short.or_else(long).filter(|seconds| seconds.is_finite() && *seconds > 0.0) {
        Some(seconds) => Ok(seconds),
        None => Err("write a time such as 300ms, 30s, 5m or 1h".to_owned()),
    }
}

/// A time that runs out.
pub(crate) struct Clock<'a> {
    begun: Instant,
    seconds: f64,
    watcher: &'a dyn Watcher,
}

impl<'a> Clock<'a> {
    /// So many seconds from now; `None`: without end.
    pub(crate) fn new(seconds: Option<f64>, watcher: &'a dyn Watcher) -> Self {
        Self { begun: Instant::now(), seconds: seconds.unwrap_or(f64::INFINITY), watcher }
    }

    /// Part of the time that has gone by.
    pub(crate) fn spent(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() / self.seconds
    }

    /// Whether the work shall end.
    pub(crate) fn is_over(&self) -> bool {
        self.spent() >= 1.0 || self.watcher.stopped()
    }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn times_to_work_are_read() {
        for (text, expected) in [
            ("300ms", 0.3),
            ("30s", 30.0),
            ("1.5s", 1.5),
            ("5m", 300.0),
            ("5min", 300.0),
            ("1h", 3600.0),
            ("1d", 86400.0),
        ] {
            assert_eq!(seconds(text), Ok(expected), "{text}");
        }
        for wrong in ["", "0s", "-1s", "5", "s", "infs", "NaNs", "forever", "1e400s", "5 parsecs"] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
