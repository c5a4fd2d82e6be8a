//! Delta, the moment-free index: how far knowing an input moves the distribution of an outcome, whatever its variance.

use super::{Classes, Outcome};

/// Half the mean distance between the distribution of an outcome and that within a class of an input, on the ranks of both, less what chance alone makes
/// of it; 0 where there is no more than that. From 0 (knowing it changes nothing) to 1.
///
/// # Panics
/// If there are other histories in the classes than in the outcome.
pub fn delta(input: &Classes, outcome: &Outcome) -> f64 {
    assert_eq!(input.of.len(), outcome.len(), "each history has its class");
    let ranked = &outcome.ranked;
    let mut cells = vec![0_u32; input.count * ranked.count];
    for (x, y) in input.of.iter().zip(&ranked.of) {
        cells[usize::from(*x) * ranked.count + usize::from(*y)] += 1;
    }
    let all = outcome.len() as f64;
    let mut of_outcome = vec![0.0; ranked.count];
    for row in cells.chunks(ranked.count) {
        of_outcome.iter_mut().zip(row).for_each(|(sum, n)| *sum += f64::from(*n) / all);
    }
    let (mut raw, mut null) = (0.0, 0.0);
    for row in cells.chunks(ranked.count) {
        let n: f64 = row.iter().copied().map(f64::from).sum();
        if n == 0.0 {
            continue;
        }
        let (mut apart, mut chance) = (0.0, 0.0);
        for (cell, q) in row.iter().zip(&of_outcome) {
            apart += (f64::from(*cell) / n - q).abs();
            chance += libm::sqrt(2.0 * q * (1.0 - q) / (std::f64::consts::PI * n));
        }
        raw += 0.5 * n / all * apart;
        null += 0.5 * n / all * chance;
    }
    libm::sqrt((raw * raw - null * null).max(0.0))
}
