//! Arithmetic on rows of lanes. Rows come as arguments, because then the compiler knows them apart and uses vectors.

/// `to += factor · row`.
#[inline(always)]
pub(super) fn add<const W: usize>(to: &mut [f64; W], factor: f64, row: &[f64; W]) {
    for l in 0..W {
        to[l] += factor * row[l];
    }
}

/// `to = row / divisor`.
#[inline(always)]
pub(super) fn divide<const W: usize>(to: &mut [f64; W], row: &[f64; W], divisor: f64) {
    for l in 0..W {
        to[l] = row[l] / divisor;
    }
}

/// In how many lanes `a < b`.
#[inline(always)]
pub(super) fn count_less<const W: usize>(a: &[f64; W], b: &[f64; W]) -> u64 {
    let mut count = 0;
    for l in 0..W {
        count += u64::from(a[l] < b[l]);
    }
    count
}

/// In how many lanes a value is above `limit`.
#[inline(always)]
pub(super) fn count_over<const W: usize>(row: &[f64; W], limit: f64) -> u64 {
    let mut count = 0;
    for l in 0..W {
        count += u64::from(row[l] > limit);
    }
    count
}

/// The lower of two; the second if the first is not a number. One instruction, unlike `f64::min`.
#[inline(always)]
pub(super) fn at_most(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The higher of two; the second if the first is not a number. One instruction, unlike `f64::max`.
#[inline(always)]
pub(super) fn at_least(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
