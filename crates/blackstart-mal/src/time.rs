//! The own time of a step: a small tree of laws and arithmetic, in days.
//!
//! Laws and their parameters are those of the reference compiler; the named ones are spelled out when they are read, so that
//! whoever samples needs to know eight laws and five operations.

use std::fmt;

/// A time \[days\]; infinite: never.
///
/// Arithmetic acts on samples; a result below 0 counts as 0; *never* wins over everything. A [`Time::Bernoulli`] that succeeds
/// takes no time in a sum and changes nothing in a product, one that fails is *never*.
#[derive(Clone, Debug, PartialEq)]
pub enum Time {
    /// A fixed number of days.
    Days(f64),
    /// Never (`Infinity`).
    Never,
    /// At once with this probability, otherwise never.
    Bernoulli(f64),
    /// Mean 1 / rate.
    Exponential {
        /// \[1/day\], more than 0.
        rate: f64,
    },
    /// Mean shape × scale.
    Gamma {
        /// More than 0.
        shape: f64,
        /// \[days\], more than 0.
        scale: f64,
    },
    /// Median e^mean.
    LogNormal {
        /// Mean of the logarithm.
        mean: f64,
        /// Standard deviation of the logarithm, more than 0.
        deviation: f64,
    },
    /// P(T > t) = (least / t)^shape.
    Pareto {
        /// \[days\], more than 0.
        least: f64,
        /// More than 0.
        shape: f64,
    },
    /// Normal, drawn again while negative.
    TruncatedNormal {
        /// Of the law before it is cut \[days\].
        mean: f64,
        /// Of the law before it is cut \[days\], more than 0.
        deviation: f64,
    },
    /// Even between two bounds \[days\].
    Uniform {
        /// Least.
        low: f64,
        /// Most.
        high: f64,
    },
    /// Whole days.
    Binomial {
        /// Attempts.
        count: f64,
        /// Of each.
        probability: f64,
    },
    /// Arithmetic of two times.
    Of(Operation, Box<Time>, Box<Time>),
}

/// Arithmetic of times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// Quotient; by 0: never.
    Divide,
    /// Power.
    Power,
}

/// A value on the way: a success without a number is no zero in a product.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Value {
    Success,
    Days(f64),
}

impl Time {
    /// One fixed value \[days\], infinite for never: every law at its mean, a Bernoulli succeeds from one half on.
    ///
    /// This is what the deterministic conformance data use: `HardAndUncertain` is 10 days, `EasyAndUncertain` 0.
    pub fn typical(&self) -> f64 {
        self.with(&mut |law| match *law {
            Time::Bernoulli(probability) => {
                if probability >= 0.5 {
                    0.0
                } else {
                    f64::INFINITY
                }
            }
            _ => law.mean(),
        })
    }

    /// A value \[days\], infinite for never, with a value for each law from `draw`: for [`Time::Bernoulli`] 0 or infinite.
    pub fn with(&self, draw: &mut impl FnMut(&Time) -> f64) -> f64 {
        match self.value(draw) {
            Value::Success => 0.0,
            Value::Days(days) => days,
        }
    }

    fn value(&self, draw: &mut impl FnMut(&Time) -> f64) -> Value {
        match self {
            Self::Days(days) => Value::Days(days.max(0.0)),
            Self::Never => Value::Days(f64::INFINITY),
            Self::Bernoulli(_) => match draw(self) {
                0.0 => Value::Success,
                _ => Value::Days(f64::INFINITY),
            },
            Self::Of(operation, left, right) => {
                // Both are drawn whatever they are: the draws of one do not depend on the other.
                let (left, right) = (left.value(draw), right.value(draw));
                operation.of(left, right)
            }
            _ => Value::Days(draw(self).max(0.0)),
        }
    }

    /// The mean of a law \[days\]; of a Bernoulli infinite unless it is certain.
    fn mean(&self) -> f64 {
        match *self {
            Self::Days(days) => days,
            Self::Never => f64::INFINITY,
            Self::Bernoulli(probability) => {
                if probability >= 1.0 {
                    0.0
                } else {
                    f64::INFINITY
                }
            }
            Self::Exponential { rate } => rate.recip(),
            Self::Gamma { shape, scale } => shape * scale,
            Self::LogNormal { mean, deviation } => libm::exp(mean + deviation * deviation / 2.0),
            Self::Pareto { least, shape } => {
                if shape > 1.0 {
                    shape * least / (shape - 1.0)
                } else {
                    f64::INFINITY
                }
            }
            Self::TruncatedNormal { mean, deviation } => truncated_mean(mean, deviation),
            Self::Uniform { low, high } => low.midpoint(high),
            Self::Binomial { count, probability } => count * probability,
            Self::Of(..) => self.typical(),
        }
    }
}

impl Operation {
    fn of(self, left: Value, right: Value) -> Value {
        let days = |value| match value {
            Value::Success => 0.0,
            Value::Days(days) => days,
        };
        match (self, left, right) {
            (Self::Add | Self::Multiply, Value::Success, Value::Success) => return Value::Success,
            (Self::Multiply, Value::Success, other) | (Self::Multiply, other, Value::Success) => return other,
            _ => (),
        }
        let (left, right) = (days(left), days(right));
        if left.is_infinite() || right.is_infinite() {
            return Value::Days(f64::INFINITY);
        }
        let result = match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide if right == 0.0 => f64::INFINITY,
            Self::Divide => left / right,
            Self::Power => libm::pow(left, right),
        };
        // NaN (0^-1 and the like cannot be written, overflow can) counts as never.
        Value::Days(if result.is_nan() { f64::INFINITY } else { result.max(0.0) })
    }
}

/// Mean of a normal law cut at 0: m + s φ(m/s) / Φ(m/s) (Johnson, Kotz, Balakrishnan, *Continuous Univariate Distributions* I, 13.10).
fn truncated_mean(mean: f64, deviation: f64) -> f64 {
    use std::f64::consts::{FRAC_1_SQRT_2, PI};
    let at = mean / deviation;
    if at < -20.0 {
        // Far in the tail the law is near Exponential with rate -m / s².
        return deviation * deviation / -mean;
    }
    let density = libm::exp(-at * at / 2.0) / (2.0 * PI).sqrt();
    mean + deviation * density / (libm::erfc(-at * FRAC_1_SQRT_2) / 2.0)
}

impl fmt::Display for Time {
    /// As it would be written in a `.mal` file, arithmetic in parentheses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(days) => write!(f, "{days}"),
            Self::Never => f.write_str("Infinity"),
            Self::Bernoulli(p) => write!(f, "Bernoulli({p})"),
            Self::Exponential { rate } => write!(f, "Exponential({rate})"),
            Self::Gamma { shape, scale } => write!(f, "Gamma({shape}, {scale})"),
            Self::LogNormal { mean, deviation } => write!(f, "LogNormal({mean}, {deviation})"),
            Self::Pareto { least, shape } => write!(f, "Pareto({least}, {shape})"),
            Self::TruncatedNormal { mean, deviation } => write!(f, "TruncatedNormal({mean}, {deviation})"),
            Self::Uniform { low, high } => write!(f, "Uniform({low}, {high})"),
            Self::Binomial { count, probability } => write!(f, "Binomial({count}, {probability})"),
            Self::Of(operation, left, right) => {
                let operation = match operation {
                    Operation::Add => "+",
                    Operation::Subtract => "-",
                    Operation::Multiply => "*",
                    Operation::Divide => "/",
                    Operation::Power => "^",
                };
                write!(f, "({left} {operation} {right})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(operation: Operation, left: Time, right: Time) -> Time {
        Time::Of(operation, Box::new(left), Box::new(right))
    }

    #[test]
    fn a_bernoulli_that_succeeds_is_neutral_in_a_product_and_nothing_in_a_sum() {
        let hard = || Time::Exponential { rate: 0.1 };
        assert_eq!(of(Operation::Multiply, Time::Bernoulli(0.5), hard()).typical(), 10.0);
        assert_eq!(of(Operation::Add, Time::Bernoulli(0.5), hard()).typical(), 10.0);
        assert_eq!(of(Operation::Multiply, Time::Bernoulli(0.4), Time::Days(0.0)).typical(), f64::INFINITY);
        let both = of(Operation::Multiply, Time::Bernoulli(0.9), Time::Bernoulli(0.8));
        assert_eq!(both.typical(), 0.0);
        assert_eq!(of(Operation::Multiply, both, Time::Days(3.0)).typical(), 3.0);
    }

    #[test]
    fn results_below_zero_count_as_zero_and_never_wins() {
        let subtract = |left, right| of(Operation::Subtract, Time::Days(left), Time::Days(right));
        assert_eq!(subtract(2.0, 5.0).typical(), 0.0);
        assert_eq!(of(Operation::Subtract, Time::Days(2.0), Time::Never).typical(), f64::INFINITY);
        assert_eq!(of(Operation::Multiply, Time::Days(0.0), Time::Never).typical(), f64::INFINITY);
        assert_eq!(of(Operation::Divide, Time::Days(1.0), Time::Days(0.0)).typical(), f64::INFINITY);
        // 1 + (2 + 10): no term is lost.
        let inner = of(Operation::Add, Time::Days(2.0), Time::Days(10.0));
        assert_eq!(of(Operation::Add, Time::Days(1.0), inner).typical(), 13.0);
    }

    #[test]
    fn means() {
        let near = |time: Time, days: f64| {
            assert!((time.typical() - days).abs() < 1e-9 * days.max(1.0), "{time}: {}", time.typical());
        };
        near(Time::Gamma { shape: 2.0, scale: 3.0 }, 6.0);
        near(Time::LogNormal { mean: 0.0, deviation: 1.0 }, 0.5_f64.exp());
        near(Time::Pareto { least: 2.0, shape: 3.0 }, 3.0);
        near(Time::Uniform { low: 1.0, high: 4.0 }, 2.5);
        near(Time::Binomial { count: 10.0, probability: 0.3 }, 3.0);
        // scipy.stats.truncnorm(-m / s, inf, m, s).mean()
        near(Time::TruncatedNormal { mean: 0.0, deviation: 1.0 }, (2.0 / std::f64::consts::PI).sqrt());
        near(Time::TruncatedNormal { mean: 5.0, deviation: 2.0 }, 5.035_275_650_973_833_5);
        near(Time::TruncatedNormal { mean: -1.0, deviation: 1.0 }, 0.525_135_276_160_981_1);
    }
}
