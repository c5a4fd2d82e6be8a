//! Times of attack steps: samples of laws, one uniform for each distribution in them.

use super::{Draw, DrawKey, normal_quantile};
use blackstart_model::attack::Law;

#[cfg(test)]
mod tests;

/// A sample in the middle of arithmetic.
#[derive(Clone, Copy)]
enum Part {
    Never,
    /// What a lucky Bernoulli is: 1 in a product, 0 elsewhere.
    Neutral,
    Time(f64),
}

impl Part {
    fn of(time: f64) -> Self {
        // Overflow and 0/0 alike.
        if time.is_nan() || time == f64::INFINITY { Self::Never } else { Self::Time(time) }
    }
    fn with(self, other: Self, both: impl Fn(f64, f64) -> f64) -> Self {
        match (self, other) {
            (Self::Never, _) | (_, Self::Never) => Self::Never,
            (a, b) => Self::of(both(a.or_zero(), b.or_zero())),
        }
    }
    fn or_zero(self) -> f64 {
        match self {
            Self::Never => f64::INFINITY,
            Self::Neutral => 0.0,
            Self::Time(time) => time,
        }
    }
}

impl Draw {
    /// A time by its law, at least 0; infinite: never. Its parts take one turn each, from the key's on, in order; after an
    /// unlucky Bernoulli in a product the rest takes none.
    pub fn time(&self, law: &Law, from: DrawKey) -> f64 {
        let part = match law {
            Law::Fixed(time) => Part::Time(*time),
            _ => part(law, &mut |law, offset| self.uniform_of_time(law, from.later(offset)), &mut 0),
        };
        part.or_zero().max(0.0)
    }

    /// The uniform number that one distribution in a time is drawn with.
    pub fn uniform_of_time(&self, law: &Law, at: DrawKey) -> f64 {
        match law {
            Law::Stated(quantity) => self.uniform_of(quantity, at),
            _ => self.uniform(at),
        }
    }
}

/// The distributions of a law with the turn that each takes, counted from the law's first: what [`Draw::time`] draws, unless luck ends it before.
pub fn distributions(law: &Law) -> Vec<(u32, &Law)> {
    fn visit<'l>(law: &'l Law, turn: &mut u32, found: &mut Vec<(u32, &'l Law)>) {
        match law {
            Law::Sum(parts)
            | Law::Difference(parts)
            | Law::Product(parts)
            | Law::Quotient(parts)
            | Law::Power(parts) => parts.iter().for_each(|part| visit(part, turn, found)),
            Law::Fixed(_) | Law::Never => *turn += 1,
            _ => {
                found.push((*turn, law));
                *turn += 1;
            }
        }
    }
    let mut found = Vec::new();
    visit(law, &mut 0, &mut found);
    found
}

fn part(law: &Law, uniform: &mut impl FnMut(&Law, u32) -> f64, turn: &mut u32) -> Part {
    let mut luck = |turn: &mut u32| {
        *turn += 1;
        uniform(law, *turn - 1)
    };
    match law {
        Law::Sum(parts) => match (part(&parts[0], uniform, turn), part(&parts[1], uniform, turn)) {
            (Part::Neutral, Part::Neutral) => Part::Neutral,
            (a, b) => a.with(b, |a, b| a + b),
        },
        // What never happens takes no time: most of the unlucky need no second draw.
        Law::Product(parts) if matches!(parts[0], Law::Bernoulli { .. }) => match part(&parts[0], uniform, turn) {
            Part::Never => Part::Never,
            _ => part(&parts[1], uniform, turn),
        },
        Law::Product(parts) => match (part(&parts[0], uniform, turn), part(&parts[1], uniform, turn)) {
            (Part::Neutral, other) | (other, Part::Neutral) => other,
            (a, b) => a.with(b, |a, b| a * b),
        },
        Law::Difference(parts) => {
            let a = part(&parts[0], uniform, turn);
            a.with(part(&parts[1], uniform, turn), |a, b| a - b)
        }
        Law::Quotient(parts) => {
            let a = part(&parts[0], uniform, turn);
            a.with(part(&parts[1], uniform, turn), |a, b| a / b)
        }
        Law::Power(parts) => {
            let a = part(&parts[0], uniform, turn);
            a.with(part(&parts[1], uniform, turn), libm::pow)
        }
        Law::Fixed(time) => {
            *turn += 1;
            Part::of(*time)
        }
        Law::Never => {
            *turn += 1;
            Part::Never
        }
        Law::Bernoulli { chance } => {
            if luck(turn) < *chance {
                Part::Neutral
            } else {
                Part::Never
            }
        }
        _ => Part::of(quantile(law, luck(turn))),
    }
}

/// The value that a single distribution stays below with probability `u`, 0 < u < 1; of fixed times themselves. Arithmetic has none
/// in closed form: NaN.
pub fn quantile(law: &Law, u: f64) -> f64 {
    match *law {
        Law::Stated(ref quantity) => super::quantile(quantity, u),
        Law::Fixed(time) => time,
        Law::Never => f64::INFINITY,
        Law::Bernoulli { chance } => {
            if u < chance {
                0.0
            } else {
                f64::INFINITY
            }
        }
        // u and 1 − u are equally exact, and log is cheaper than log1p; but the quantile must rise with u.
        Law::Exponential { rate } => -libm::log1p(-u) / rate,
        Law::Gamma { shape, scale } => scale * gamma_quantile(shape, u),
        Law::LogNormal { mu, sigma } => libm::exp(mu + sigma * normal_quantile(u)),
        Law::Pareto { least, shape } => least * libm::exp(-libm::log1p(-u) / shape),
        Law::TruncatedNormal { mean, deviation } => {
            // In the upper tail, so that both ends are exact: P(X > x | X > 0).
            let above = (1.0 - u) * 0.5 * libm::erfc(-mean / deviation * std::f64::consts::FRAC_1_SQRT_2);
            if above > 1e-300 {
                (mean - deviation * normal_quantile(above)).max(0.0)
            } else {
                // So far below 0 the rest is exponential (Mills' ratio).
                -libm::log1p(-u) * deviation * deviation / libm::fabs(mean)
            }
        }
        Law::Uniform { low, high } => (low + u * (high - low)).clamp(low, high),
        Law::Binomial { trials, chance } => binomial_quantile(trials, chance, u),
        Law::Sum(_) | Law::Difference(_) | Law::Product(_) | Law::Quotient(_) | Law::Power(_) => f64::NAN,
    }
}

/// The smallest k with P(B <= k) >= u, by summing from where there is any mass worth a double.
fn binomial_quantile(trials: u32, chance: f64, u: f64) -> f64 {
    if chance <= 0.0 {
        return 0.0;
    }
    if chance >= 1.0 {
        return f64::from(trials);
    }
    let n = f64::from(trials);
    // Below 38 deviations lies less than 1e-300.
    let first = libm::floor((n * chance - 38.0 * libm::sqrt(n * chance * (1.0 - chance))).max(0.0));
    let log_mass = libm::lgamma(n + 1.0) - libm::lgamma(first + 1.0) - libm::lgamma(n - first + 1.0)
        + first * libm::log(chance)
        + (n - first) * libm::log1p(-chance);
    let odds = chance / (1.0 - chance);
    let (mut k, mut mass) = (first, libm::exp(log_mass));
    let mut below = mass;
    while below < u && k < n {
        mass *= odds * (n - k) / (k + 1.0);
        k += 1.0;
        below += mass;
        // What is left of the upper tail is rounding.
        if mass < 1e-18 && k > n * chance {
            break;
        }
    }
    k
}

/// x with P(a, x) = u: Halley's steps inside a shrinking bracket, from Wilson and Hilferty's guess (1931) or the small-x power law.
fn gamma_quantile(a: f64, u: f64) -> f64 {
    let log_gamma = libm::lgamma(a);
    let power_law = libm::exp((libm::log(u) + log_gamma + libm::log(a)) / a);
    let mut x = power_law;
    if a > 0.5 {
        let cube = 1.0 - 1.0 / (9.0 * a) + normal_quantile(u) / (3.0 * libm::sqrt(a));
        let guess = a * cube * cube * cube;
        if cube > 0.2 {
            x = guess;
        }
    } else if power_law > 0.3 {
        x = 0.3 - libm::log1p(-u);
    }
    let (mut low, mut high) = (0.0, f64::INFINITY);
    for _ in 0..200 {
        let (below, density) = gamma_below(a, x, log_gamma);
        let error = below - u;
        if error > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = error / density;
        let bend = (a - 1.0) / x - 1.0;
        let next = x - newton / (1.0 - 0.5 * newton * bend).clamp(0.5, 2.0);
        // Also when the step is not a number.
        if !(next > low && next < high) {
            let middle = if high.is_finite() { 0.5 * (low + high) } else { 2.0 * x };
            if middle <= low || middle >= high {
                break;
            }
            x = middle;
            continue;
        }
        let step = libm::fabs(next - x);
        x = next;
        if step <= 1e-8 * x {
            break;
        }
    }
    x
}

/// The regularised incomplete gamma function P(a, x) and its slope: by its series below a + 1 (NIST Digital Library of Mathematical
/// Functions, 8.11.4), by its continued fraction above (8.9.2).
fn gamma_below(a: f64, x: f64, log_gamma: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, f64::INFINITY);
    }
    let front = libm::exp(a * libm::log(x) - x - log_gamma);
    let below = if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < 1e-17 * sum {
                break;
            }
        }
        front * sum
    } else {
        // Lentz's way of evaluating it.
        let tiny = 1e-300;
        let mut b = x + 1.0 - a;
        let (mut c, mut d) = (1.0 / tiny, 1.0 / b);
        let mut fraction = d;
        for n in 1..10_000_u32 {
            let n = f64::from(n);
            let numerator = -n * (n - a);
            b += 2.0;
            d = 1.0 / non_zero(numerator * d + b, tiny);
            c = non_zero(b + numerator / c, tiny);
            fraction *= d * c;
            if libm::fabs(d * c - 1.0) < 1e-16 {
                break;
            }
        }
        1.0 - front * fraction
    };
    (below, front / x)
}

fn non_zero(value: f64, tiny: f64) -> f64 {
    if libm::fabs(value) < tiny { tiny } else { value }
}
