//! The tail of Fisher's F law.

/// Most steps of the continued fraction; it needs about the root of the larger parameter.
const STEPS: u32 = 10_000;

/// Chance of a value of F above, with these degrees of freedom: the regularised incomplete beta function.
pub(super) fn over_f(f: f64, between: f64, within: f64) -> f64 {
    if f.is_infinite() {
        return 0.0;
    }
    incomplete(within / (within + between * f), within / 2.0, between / 2.0)
}

/// Regularised incomplete beta function (DLMF 8.17.22, 8.17.4), by Lentz's method.
pub(super) fn incomplete(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete(1.0 - x, b, a);
    }
    let log = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log1p(-x);
    let away = |it: f64| if it.abs() < 1e-300 { 1e-300 } else { it };
    let (mut numerator, mut fraction) = (1.0, away(1.0 - (a + b) * x / (a + 1.0)).recip());
    let mut value = fraction;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = value;
        for term in [even, odd] {
            fraction = away(1.0 + term * fraction).recip();
            numerator = away(1.0 + term / numerator);
            value *= fraction * numerator;
        }
        if (value / before - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (libm::exp(log) * value / a).clamp(0.0, 1.0)
}
