//! Curves of periods that do not count alike: each loss has a weight, its share of a long time.

use super::rank::Point;

/// A loss above zero and its weight.
type Weighted = (f64, f64);

/// Losses above zero with their weights, largest first; equal losses in their order. Weights of zero have no rank.
pub(super) fn descending(losses: &[f64], weights: &[f64]) -> Vec<Weighted> {
    assert_eq!(losses.len(), weights.len(), "a weight to each loss");
    let both = losses.iter().copied().zip(weights.iter().copied());
    let mut ranked: Vec<Weighted> = both.filter(|&(loss, weight)| loss > 0.0 && weight > 0.0).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked
}

/// A point for every loss above zero, largest first: return period 1 / cumulated weight, tail mean weighted.
///
/// The tail mean is a mean over weight, Σ w L / Σ w. The Oasis programs write the plain mean of the ranked losses instead, which
/// is no tail mean any more; [`super::ept()`] reproduces it, this function does not.
pub fn weighted_every_rank(losses: &[f64], weights: &[f64]) -> Vec<Point> {
    let (mut weight_sum, mut money) = (0.0, 0.0);
    let point = |(loss, weight): Weighted| {
        weight_sum += weight;
        money += weight * loss;
        Point { return_period: 1.0 / weight_sum, loss, tail_mean: money / weight_sum }
    };
    descending(losses, weights).into_iter().map(point).collect()
}

/// The same ranks with the plain mean of the losses so far, as the Oasis programs write it.
pub(super) fn plain_mean(losses: &[f64], weights: &[f64]) -> Vec<Point> {
    let (mut weight_sum, mut sum) = (0.0, 0.0);
    let point = |(i, (loss, weight)): (usize, Weighted)| {
        weight_sum += weight;
        sum += loss;
        Point { return_period: 1.0 / weight_sum, loss, tail_mean: sum / (i + 1) as f64 }
    };
    descending(losses, weights).into_iter().enumerate().map(point).collect()
}

/// Points at given return periods between ranked ones, linear in return period: none beyond the first, 0 below the last.
///
/// The tail mean is interpolated like the loss; below the last rank it falls as one over the tail's width, because nothing more is lost.
pub(super) fn between(points: &[Point], return_periods: &[f64]) -> Vec<Option<Point>> {
    let at = |&return_period: &f64| {
        let first = points.first()?;
        if !(return_period > 0.0 && return_period <= first.return_period) {
            return None;
        }
        // The first point that comes back more often.
        let next = points.partition_point(|it| it.return_period >= return_period);
        let here = points[next - 1];
        if here.return_period == return_period {
            return Some(here);
        }
        let Some(below) = points.get(next) else {
            let tail_mean = here.tail_mean * return_period / here.return_period;
            return Some(Point { return_period, loss: 0.0, tail_mean });
        };
        let part = (here.return_period - return_period) / (here.return_period - below.return_period);
        Some(Point {
            return_period,
            loss: here.loss + (below.loss - here.loss) * part,
            tail_mean: here.tail_mean + (below.tail_mean - here.tail_mean) * part,
        })
    };
    return_periods.iter().map(at).collect()
}
