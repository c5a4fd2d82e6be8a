//! Ranks: the i-th largest loss of n comes back every n / i periods. All of them by sorting; a few by sorting only where they lie.

/// One point of an exceedance curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Mean time between losses of at least this size \[periods\].
    pub return_period: f64,
    /// The loss.
    pub loss: f64,
    /// Mean of the losses that are at least as large (TVaR, tail mean).
    pub tail_mean: f64,
}

/// The losses above zero, largest first.
pub(super) fn descending(losses: &[f64]) -> Vec<f64> {
    let mut ranked: Vec<f64> = losses.iter().copied().filter(|&loss| loss > 0.0).collect();
    ranked.sort_unstable_by(|a, b| b.total_cmp(a));
    ranked
}

/// A point for every loss above zero, largest first; of `n` losses the i-th has return period n / i.
///
/// Equal losses take consecutive ranks.
pub fn every_rank(losses: &[f64]) -> Vec<Point> {
    points(&descending(losses), losses.len())
}

/// Points of losses that are ranked already.
pub(super) fn points(ranked: &[f64], n: usize) -> Vec<Point> {
    let mut sum = 0.0;
    let point = |(i, &loss): (usize, &f64)| {
        sum += loss;
        let rank = (i + 1) as f64;
        Point { return_period: n as f64 / rank, loss, tail_mean: sum / rank }
    };
    ranked.iter().enumerate().map(point).collect()
}

/// Some ranks of a set of losses.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// Number of losses above zero.
    pub positive: usize,
    /// For each rank asked for, ascending: the rank, its loss (0 beyond the last) and the sum of that many largest.
    pub ranks: Vec<(usize, f64, f64)>,
}

impl Selected {
    /// Loss of a rank and sum of that many largest; the rank was asked for.
    fn rank(&self, rank: usize) -> (f64, f64) {
        let at = self.ranks.binary_search_by_key(&rank, |it| it.0).expect("the rank was asked for");
        (self.ranks[at].1, self.ranks[at].2)
    }
}

/// Fewer losses than this are simply sorted.
const SMALL: usize = 1 << 14;
/// Buckets are the exponent and six bits of the mantissa: 64 to a doubling.
const SHIFT: u32 = 46;
const BUCKETS: usize = 1 << (63 - SHIFT);

/// The losses of the given ranks (from 1, ascending) and the sums of that many largest, without sorting the rest.
///
/// One pass counts and adds up the losses in buckets of nearly equal ones, a second takes out the buckets in which a wanted rank
/// lies; only those are sorted. Losses of zero or less have no rank.
pub fn select(losses: &[f64], ranks: &[usize]) -> Selected {
    assert!(ranks.windows(2).all(|it| it[0] < it[1]) && !ranks.starts_with(&[0]), "ranks start at 1 and ascend");
    if losses.len() < SMALL {
        let ranked = descending(losses);
        return Selected { positive: ranked.len(), ranks: read(&ranked, 0, 0.0, ranks) };
    }
    // A positive float's bits order like the float.
    let bucket_of = |loss: f64| (loss.to_bits() >> SHIFT) as usize;
    let mut buckets = vec![(0_u64, 0.0_f64); BUCKETS];
    for &loss in losses.iter().filter(|&&loss| loss > 0.0) {
        let bucket = &mut buckets[bucket_of(loss)];
        bucket.0 += 1;
        bucket.1 += loss;
    }
    // From the top: what lies above a bucket, and whether a wanted rank lies in it.
    let mut wanted = Wanted { place: vec![u32::MAX; BUCKETS], parts: vec![] };
    let (mut above, mut sum) = (0_usize, 0.0);
    let mut next = 0;
    for (bucket, &(count, money)) in buckets.iter().enumerate().rev().filter(|(_, (count, _))| *count > 0) {
        let count = usize::try_from(count).expect("no more than losses");
        let first = next;
        while ranks.get(next).is_some_and(|&rank| rank <= above + count) {
            next += 1;
        }
        if next > first {
            wanted.place[bucket] = u32::try_from(wanted.parts.len()).expect("fewer parts than buckets");
            let losses = Vec::with_capacity(count);
            wanted.parts.push(Part { above, sum, ranks: first..next, losses });
        }
        above += count;
        sum += money;
    }
    let place = &wanted.place;
    for &loss in losses.iter().filter(|&&loss| loss > 0.0) {
        if let Some(part) = wanted.parts.get_mut(place[bucket_of(loss)] as usize) {
            part.losses.push(loss);
        }
    }
    let mut found = Vec::with_capacity(ranks.len());
    for part in &mut wanted.parts {
        part.losses.sort_unstable_by(|a, b| b.total_cmp(a));
        found.extend(read(&part.losses, part.above, part.sum, &ranks[part.ranks.clone()]));
    }
    found.extend(ranks[found.len()..].iter().map(|&rank| (rank, 0.0, sum)));
    Selected { positive: above, ranks: found }
}

/// The buckets in which wanted ranks lie.
struct Wanted {
    /// Number of the part, by bucket.
    place: Vec<u32>,
    parts: Vec<Part>,
}

/// One such bucket: how many losses are larger and what they sum to, the ranks in it, its losses.
struct Part {
    above: usize,
    sum: f64,
    ranks: std::ops::Range<usize>,
    losses: Vec<f64>,
}

/// Reads ranks off losses ranked from `above + 1`, whose larger ones sum to `sum`.
pub(super) fn read(ranked: &[f64], above: usize, mut sum: f64, ranks: &[usize]) -> Vec<(usize, f64, f64)> {
    let mut taken = 0;
    let one = |&rank: &usize| {
        let until = (rank - above).min(ranked.len());
        sum = ranked[taken..until].iter().fold(sum, |sum, loss| sum + loss);
        taken = until;
        (rank, ranked.get(rank - above - 1).copied().unwrap_or(0.0), sum)
    };
    ranks.iter().map(one).collect()
}

/// Points at given return periods, of `n` ranked values of which `selected` knows the ranks that [`needed`] names.
///
/// Between two ranks the loss is interpolated in return period; beyond n periods there is no point, and below the smallest loss
/// above zero the loss is 0. The tail mean takes exactly n / r losses, the last one in part, zeros among them (expected shortfall,
/// Acerbi and Tasche 2002).
pub fn interpolated(selected: &Selected, n: usize, return_periods: &[f64]) -> Vec<Option<Point>> {
    return_periods
        .iter()
        .map(|&return_period| {
            let rank = rank_at(n, return_period)?;
            let ((here, sum), (below, _)) = (selected.rank(rank), selected.rank(rank + 1));
            let (upper, lower) = (n as f64 / rank as f64, n as f64 / (rank + 1) as f64);
            let loss = if rank > selected.positive || (rank == selected.positive && return_period < upper) {
                0.0
            } else {
                here + (below - here) * ((upper - return_period) / (upper - lower))
            };
            let width = n as f64 / return_period;
            let tail_mean = (sum + (width - rank as f64).max(0.0) * below) / width;
            Some(Point { return_period, loss, tail_mean })
        })
        .collect()
}

/// The ranks that [`interpolated`] needs, ascending: two for each return period within n.
pub fn needed(n: usize, return_periods: &[f64]) -> Vec<usize> {
    let mut ranks: Vec<usize> =
        return_periods.iter().filter_map(|&it| rank_at(n, it)).flat_map(|rank| [rank, rank + 1]).collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

/// The rank (up to n) whose return period is the smallest that is not below this one; none beyond n.
fn rank_at(n: usize, return_period: f64) -> Option<usize> {
    if !(return_period > 0.0 && return_period <= n as f64) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and n")]
    let mut rank = libm::floor(n as f64 / return_period) as usize;
    // The quotient is rounded; the return periods of ranks are what counts.
    rank = rank.clamp(1, n);
    while rank < n && n as f64 / (rank + 1) as f64 >= return_period {
        rank += 1;
    }
    while rank > 1 && n as f64 / (rank as f64) < return_period {
        rank -= 1;
    }
    Some(rank)
}
