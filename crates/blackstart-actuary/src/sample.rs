//! Statistics of a sample that have no place of their own: a quantile, and the constant of a 95 % interval.

/// 97.5 % quantile of the standard normal distribution: a 95 % interval reaches so many standard errors to each side.
pub const NORMAL_975: f64 = 1.959_963_984_540_054;

/// Quantile of sorted values by linear interpolation between order statistics (R-7; Hyndman and Fan 1996); 0 of no values.
///
/// Between a finite and an infinite value it is infinite.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let position = p.clamp(0.0, 1.0) * last as f64;
    let below = libm::floor(position);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..=last")]
    let i = below as usize;
    let part = position - below;
    let (a, b) = (sorted[i.min(last)], sorted[(i + 1).min(last)]);
    // `part` of nothing must not touch an infinite neighbour, and infinity less infinity is no number.
    if part == 0.0 || a == b {
        a
    } else if !a.is_finite() {
        if b.is_finite() { a } else { b }
    } else {
        a + part * (b - a)
    }
}

#[cfg(test)]
mod tests;
