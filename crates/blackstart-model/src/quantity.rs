//! The distribution of an uncertain quantity: quantiles, probabilities, densities, exact and the same on any machine.

use crate::units::{NORMAL_P90, Uncertain};

/// The value that a quantity stays below with probability `u`, 0 < u < 1. Rises with `u` (PERT: up to rounding, some 1e-14 of its range).
pub fn quantile(quantity: &Uncertain, u: f64) -> f64 {
    match *quantity {
        Uncertain::Fixed(value) => value,
        Uncertain::Uniform { low, high } => (low + u * (high - low)).clamp(low, high),
        Uncertain::Triangular { low, mode, high } => {
            let width = high - low;
            if width <= 0.0 {
                return low;
            }
            let value = if u * width < mode - low {
                low + libm::sqrt(u * width * (mode - low))
            } else {
                high - libm::sqrt((1.0 - u) * width * (high - mode))
            };
            value.clamp(low, high)
        }
        Uncertain::Pert { low, mode, high } => {
            let width = high - low;
            if width <= 0.0 {
                return low;
            }
            let beta = Beta::new(1.0 + 4.0 * ((mode - low) / width).clamp(0.0, 1.0));
            // From the nearer end, so that both tails are exact.
            let value = if u <= 0.5 {
                low + width * beta.lower_quantile(u)
            } else {
                high - width * beta.mirrored().lower_quantile(1.0 - u)
            };
            value.clamp(low, high)
        }
        Uncertain::Lognormal { median, p90 } => {
            if p90 <= median {
                return median;
            }
            median * libm::exp(libm::log(p90 / median) * (normal_quantile(u) / NORMAL_P90))
        }
        Uncertain::Shared(shared) => quantile(&shared.alone(), u),
    }
}

/// Probability that a quantity is at most `x`.
pub fn cdf(quantity: &Uncertain, x: f64) -> f64 {
    let (low, high) = (quantity.low(), quantity.high());
    if x >= high {
        return 1.0;
    }
    if x < low {
        return 0.0;
    }
    match *quantity {
        // Below its only value, and that was asked above.
        Uncertain::Fixed(_) => 0.0,
        Uncertain::Uniform { low, high } => (x - low) / (high - low),
        Uncertain::Triangular { low, mode, high } => {
            if x < mode {
                (x - low) * (x - low) / ((high - low) * (mode - low))
            } else {
                1.0 - (high - x) * (high - x) / ((high - low) * (high - mode))
            }
        }
        Uncertain::Pert { low, mode, high } => {
            let width = high - low;
            Beta::new(1.0 + 4.0 * ((mode - low) / width).clamp(0.0, 1.0)).cdf((x - low) / width)
        }
        Uncertain::Lognormal { median, p90 } => {
            if x <= 0.0 {
                return 0.0;
            }
            let z = libm::log(x / median) / libm::log(p90 / median) * NORMAL_P90;
            normal_cdf(z)
        }
        Uncertain::Shared(shared) => cdf(&shared.alone(), x),
    }
}

/// Probability density of a quantity at `x`; 0 of a fixed one, which has none.
pub fn density(quantity: &Uncertain, x: f64) -> f64 {
    let (low, high) = (quantity.low(), quantity.high());
    if !(x >= low && x <= high) || high <= low {
        return 0.0;
    }
    match *quantity {
        Uncertain::Fixed(_) => 0.0,
        Uncertain::Uniform { low, high } => 1.0 / (high - low),
        Uncertain::Triangular { low, mode, high } => {
            let peak = 2.0 / (high - low);
            if x < mode {
                peak * (x - low) / (mode - low)
            } else if x > mode {
                peak * (high - x) / (high - mode)
            } else {
                peak
            }
        }
        Uncertain::Pert { low, mode, high } => {
            let width = high - low;
            let beta = Beta::new(1.0 + 4.0 * ((mode - low) / width).clamp(0.0, 1.0));
            let share = (x - low) / width;
            beta.over_beta * libm::pow(share, beta.a - 1.0) * libm::pow(1.0 - share, beta.b - 1.0) / width
        }
        Uncertain::Lognormal { median, p90 } => {
            if x <= 0.0 {
                return 0.0;
            }
            let scale = libm::log(p90 / median) / NORMAL_P90;
            let z = libm::log(x / median) / scale;
            libm::exp(-0.5 * z * z) / (x * scale * libm::sqrt(2.0 * std::f64::consts::PI))
        }
        Uncertain::Shared(shared) => density(&shared.alone(), x),
    }
}

/// The standard normal's distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The standard normal's inverse distribution function, some 1e-16 relative
/// (Wichura, algorithm AS 241 `PPND16`, Applied Statistics 37, 1988, 477–484).
pub fn normal_quantile(u: f64) -> f64 {
    let ratio = |above: &[f64; 8], below: &[f64; 8], x: f64| {
        let sum = |terms: &[f64; 8]| terms.iter().rev().fold(0.0, |sum, term| sum * x + term);
        sum(above) / sum(below)
    };
    let q = u - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&MIDDLE.0, &MIDDLE.1, 0.180_625 - q * q);
    }
    let tail = if q < 0.0 { u } else { 1.0 - u };
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 { ratio(&TAIL.0, &TAIL.1, r - 1.6) } else { ratio(&FAR.0, &FAR.1, r - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// |u − ½| up to 0.425.
#[expect(clippy::excessive_precision, reason = "as published")]
const MIDDLE: ([f64; 8], [f64; 8]) = (
    [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
);

/// Tail above e^-25.
#[expect(clippy::excessive_precision, reason = "as published")]
const TAIL: ([f64; 8], [f64; 8]) = (
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
);

/// Tail below e^-25.
#[expect(clippy::excessive_precision, reason = "as published")]
const FAR: ([f64; 8], [f64; 8]) = (
    [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
);

/// The beta distribution of a PERT: a + b = 6, both from 1 to 5.
#[derive(Clone, Copy)]
struct Beta {
    a: f64,
    b: f64,
    /// One over the beta function B(a, b).
    over_beta: f64,
}

impl Beta {
    fn new(a: f64) -> Self {
        // Γ(a) Γ(6 − a) = (5−a)(4−a)(3−a)(2−a)(1−a) π / sin πa. The factor that vanishes at the nearest whole number k is
        // taken together with the sine: both are ±δ = ±(a − k) there.
        let nearest = libm::round(a).clamp(1.0, 5.0);
        let turn = std::f64::consts::PI * (a - nearest);
        let mut product = if turn == 0.0 { 1.0 } else { turn / libm::sin(turn) };
        for whole in [1.0, 2.0, 3.0, 4.0, 5.0] {
            if whole != nearest {
                product *= libm::fabs(whole - a);
            }
        }
        // Γ(6) = 120.
        Self { a, b: 6.0 - a, over_beta: 120.0 / product }
    }

    fn mirrored(self) -> Self {
        Self { a: self.b, b: self.a, over_beta: self.over_beta }
    }

    /// Regularised incomplete beta I_x(a, b).
    fn cdf(self, x: f64) -> f64 {
        if x <= 0.0 {
            0.0
        } else if x >= 1.0 {
            1.0
        } else {
            self.cdf_and_front(x).0
        }
    }

    /// I_x(a, b) and x^a (1 − x)^b / B(a, b), for 0 < x < 1.
    fn cdf_and_front(self, x: f64) -> (f64, f64) {
        let Self { a, b, over_beta } = self;
        let front = over_beta * libm::pow(x, a) * libm::pow(1.0 - x, b);
        // The fraction converges fast below the mean; above it, by symmetry.
        let cdf = if x <= (a + 1.0) / (a + b + 2.0) {
            front * beta_fraction(a, b, x) / a
        } else {
            1.0 - front * beta_fraction(b, a, 1.0 - x) / b
        };
        (cdf, front)
    }

    /// x with I_x(a, b) = u for 0 < u ≤ ½: Halley's steps inside a shrinking bracket.
    fn lower_quantile(self, u: f64) -> f64 {
        let Self { a, b, over_beta } = self;
        if a == 1.0 {
            // I = 1 − (1 − x)^5
            return -libm::expm1(libm::log1p(-u) / b);
        }
        if b == 1.0 {
            return libm::pow(u, 1.0 / a);
        }
        let (mut low, mut high) = (0.0, 1.0);
        let mut x = self.guess(u);
        if x < 0.05 {
            // I = x^a / (a B) (1 − x a (b − 1) / (a + 1) + …): better in the tail.
            let t = libm::pow(u * a / over_beta, 1.0 / a);
            x = t + t * t * (b - 1.0) / (a + 1.0);
        }
        if !(x > 0.0 && x < 1.0) {
            x = 0.5;
        }
        for _ in 0..100 {
            let (cdf, front) = self.cdf_and_front(x);
            let error = cdf - u;
            if error > 0.0 {
                high = x;
            } else {
                low = x;
            }
            let newton = error * x * (1.0 - x) / front;
            let bend = (a - 1.0) / x - (b - 1.0) / (1.0 - x);
            let step = newton / (1.0 - 0.5 * newton * bend).max(0.5);
            let next = x - step;
            // Also when the step is not a number.
            if !(next >= low && next <= high && next > 0.0 && next < 1.0) {
                x = 0.5 * (low + high);
                continue;
            }
            x = next;
            // The steps converge like a cube: after one of a millionth the rest is rounding.
            if libm::fabs(step) <= 1e-6 * x * (1.0 - x) {
                break;
            }
        }
        x
    }

    /// A first guess, some per cent off (Abramowitz and Stegun, 26.5.22).
    fn guess(self, u: f64) -> f64 {
        let (p, q) = (1.0 / (2.0 * self.a - 1.0), 1.0 / (2.0 * self.b - 1.0));
        let z = -normal_quantile(u);
        let l = (z * z - 3.0) / 6.0;
        let h = 2.0 / (p + q);
        let w = z * libm::sqrt((h + l).max(0.0)) / h - (q - p) * (l + 5.0 / 6.0 - 2.0 / (3.0 * h));
        self.a / (self.a + self.b * libm::exp(2.0 * w))
    }
}

/// Continued fraction of the incomplete beta, 1/(1 + d₁/(1 + d₂/(1 + …))) (NIST Digital Library of Mathematical Functions,
/// 8.17.22), evaluated forward: numerators and denominators follow the same recurrence (Wallis).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (mut above, mut above_before) = (1.0, 1.0);
    let (mut below, mut below_before) = (1.0, 0.0);
    let mut next = |d: f64| {
        (above, above_before) = (above + d * above_before, above);
        (below, below_before) = (below + d * below_before, below);
        (above, above_before, below, below_before)
    };
    let mut fraction = 1.0;
    for m in 0..100_u32 {
        let m = f64::from(m);
        let even = a + 2.0 * m;
        next(-(a + m) * (a + b + m) * x / (even * (even + 1.0)));
        let n = m + 1.0;
        let (above, above_before, below, below_before) = next(n * (b - n) * x / ((even + 1.0) * (even + 2.0)));
        fraction = below / above;
        // Two neighbours of the sequence agree: one is on either side.
        if libm::fabs(above_before * below - above * below_before) <= 1e-16 * libm::fabs(above_before * below) {
            break;
        }
    }
    fraction
}
