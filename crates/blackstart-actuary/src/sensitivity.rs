//! What drives an outcome: how much of its variance each input explains alone, and how far knowing an input moves its distribution.
//!
//! Inputs are uniform and independent; outcomes are any numbers. Everything is counted in the histories that exist: an input's histories are put into
//! [`Classes`], and an [`Outcome`] is compared between them. The formulas, where they are from, and what they cannot tell: `docs/method/drivers.md`.

mod delta;

pub use delta::delta;

/// Least expected number of histories in an outermost class that is halved once more.
const TAIL: f64 = 16.0;

/// Classes of equal width.
const WIDTHS: u32 = 32;

/// Most blocks that an interval is made of, and the histories that no block may cut: those of one Latin block.
const MOST_BLOCKS: usize = 64;
const UNCUT: usize = 32;

/// Edges of the classes of a uniform input over so many histories: 32 of equal width, both outermost ones halved as long as they expect 16 histories, and
/// the thresholds below which an event happens, so that no class mixes histories with and without it.
pub fn edges(histories: usize, thresholds: &[f64]) -> Vec<f64> {
    let width = 1.0 / f64::from(WIDTHS);
    let mut edges: Vec<f64> = (1..WIDTHS).map(|at| f64::from(at) * width).collect();
    let mut end = width / 2.0;
    while histories as f64 * end >= TAIL {
        edges.extend([end, 1.0 - end]);
        end /= 2.0;
    }
    edges.extend(thresholds.iter().filter(|edge| **edge > 0.0 && **edge < 1.0));
    edges.sort_by(f64::total_cmp);
    edges.dedup();
    edges
}

/// The class of each history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classes {
    of: Vec<u16>,
    count: usize,
}

impl Classes {
    /// By the number of edges at or below the input's uniform number.
    ///
    /// # Panics
    /// If there are 65,536 edges or more.
    pub fn by_edges(uniform: &[f64], edges: &[f64]) -> Self {
        assert!(edges.len() < usize::from(u16::MAX), "a class has a 16-bit number");
        // What each of 128 cells begins with; from there it is a step or two.
        let cells = 128;
        let begin: Vec<u16> =
            (0..cells).map(|cell| edges.partition_point(|edge| *edge <= cell as f64 / cells as f64) as u16).collect();
        let of = |u: &f64| {
            let cell = ((u * cells as f64) as usize).min(cells - 1);
            let mut class = begin[cell];
            while edges.get(usize::from(class)).is_some_and(|edge| edge <= u) {
                class += 1;
            }
            class
        };
        Self { of: uniform.iter().map(of).collect(), count: edges.len() + 1 }
    }

    /// As many classes as the cube root of the number of values, of equal size, by rank; equals in the order in which they come.
    pub fn by_rank(values: &[f64]) -> Self {
        let all = values.len();
        let count = libm::round(libm::cbrt(all as f64)) as usize;
        let mut order: Vec<(u64, u32)> = values.iter().zip(0..).map(|(value, at)| (ordered(*value), at)).collect();
        order.sort_unstable();
        let mut of = vec![0; all];
        for (rank, (_, at)) in order.into_iter().enumerate() {
            of[at as usize] = (count * rank / all) as u16;
        }
        Self { of, count }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

/// The bits of a number, so that whole numbers are in the order of the numbers; 0 and −0 are equal.
fn ordered(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// What is explained, a number for each history.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Less their mean.
    centred: Vec<f64>,
    ranked: Classes,
    /// Histories of a block; the last may have more.
    block: usize,
    blocks: usize,
}

impl Outcome {
    /// The outcome of each history, in the order of histories.
    ///
    /// # Panics
    /// If one of them is not finite.
    pub fn new(values: &[f64]) -> Self {
        assert!(values.iter().all(|value| value.is_finite()), "an outcome is a finite number");
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        let uncut = values.len() / UNCUT;
        let block = UNCUT * uncut.div_ceil(MOST_BLOCKS).max(1);
        Self {
            centred: values.iter().map(|value| value - mean).collect(),
            ranked: Classes::by_rank(values),
            block,
            blocks: (values.len() / block).max(1),
        }
    }

    /// Whether it differs between histories at all.
    pub fn varies(&self) -> bool {
        self.centred.iter().any(|value| *value != self.centred[0])
    }

    /// Number of histories.
    pub fn len(&self) -> usize {
        self.centred.len()
    }

    /// Whether there is no history.
    pub fn is_empty(&self) -> bool {
        self.centred.is_empty()
    }

    /// Number of blocks that [`FirstOrder::without`] leaves out in turn.
    pub fn blocks(&self) -> usize {
        self.blocks
    }
}

/// How much of the variance of an outcome an input explains alone: S1, the first-order index.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstOrder {
    /// Estimate from all histories. It can be a little below 0 where the input explains nothing.
    pub share: f64,
    /// Estimates without each block of histories in turn.
    pub without: Vec<f64>,
}

impl FirstOrder {
    /// Sum of shares: those of several inputs together, without what they do only together.
    pub fn sum<'a>(shares: impl IntoIterator<Item = &'a Self>, blocks: usize) -> Self {
        let mut sum = Self { share: 0.0, without: vec![0.0; blocks] };
        for it in shares {
            sum.share += it.share;
            sum.without.iter_mut().zip(&it.without).for_each(|(sum, it)| *sum += it);
        }
        sum
    }

    /// Standard error by the jackknife over blocks; infinite of fewer than two.
    pub fn standard_error(&self) -> f64 {
        let blocks = self.without.len() as f64;
        if blocks < 2.0 {
            return f64::INFINITY;
        }
        let mean = self.without.iter().sum::<f64>() / blocks;
        let squares: f64 = self.without.iter().map(|it| (it - mean) * (it - mean)).sum();
        libm::sqrt(squares * (blocks - 1.0) / blocks)
    }
}

/// Number, sum and sum of squares of the outcomes of a class.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n: f64,
    sum: f64,
    squares: f64,
}

/// The share of an input whose histories are in these classes.
///
/// # Panics
/// If there are other histories in the classes than in the outcome.
pub fn first_order(classes: &Classes, outcome: &Outcome) -> FirstOrder {
    assert_eq!(classes.of.len(), outcome.len(), "each history has its class");
    let count = classes.count;
    let mut sums = vec![Sums::default(); count * outcome.blocks];
    for block in 0..outcome.blocks {
        let from = block * outcome.block;
        let until = if block + 1 == outcome.blocks { outcome.len() } else { from + outcome.block };
        let sums = &mut sums[block * count..][..count];
        for (class, y) in classes.of[from..until].iter().zip(&outcome.centred[from..until]) {
            let sums = &mut sums[usize::from(*class)];
            sums.n += 1.0;
            sums.sum += y;
            sums.squares += y * y;
        }
    }
    let mut all = vec![Sums::default(); count];
    for block in sums.chunks(count) {
        for (all, it) in all.iter_mut().zip(block) {
            *all = Sums { n: all.n + it.n, sum: all.sum + it.sum, squares: all.squares + it.squares };
        }
    }
    let without = |block: &[Sums]| {
        share(all.iter().zip(block).map(|(all, it)| Sums {
            n: all.n - it.n,
            sum: all.sum - it.sum,
            squares: all.squares - it.squares,
        }))
    };
    FirstOrder { share: share(all.iter().copied()), without: sums.chunks(count).map(without).collect() }
}

/// Variance between classes, less what chance alone puts there, over the whole. Classes of fewer than two histories say nothing.
fn share(classes: impl Iterator<Item = Sums> + Clone) -> f64 {
    // Shares are of all histories, also of those in classes that are left out.
    let all: f64 = classes.clone().map(|it| it.n).sum();
    let classes = classes.filter(|it| it.n >= 2.0);
    let (n, sum) = classes.clone().fold((0.0, 0.0), |(n, sum), it| (n + it.n, sum + it.sum));
    if n == 0.0 {
        return 0.0;
    }
    let mean = sum / n;
    let (mut between, mut within) = (0.0, 0.0);
    for it in classes {
        let (p, its) = (it.n / all, it.sum / it.n);
        let variance = ((it.squares - it.n * its * its) / (it.n - 1.0)).max(0.0);
        between += p * (its - mean) * (its - mean) - variance * (1.0 - p) / all;
        within += p * variance;
    }
    let whole = between + within;
    if whole > 0.0 { between / whole } else { 0.0 }
}

#[cfg(test)]
mod tests;
