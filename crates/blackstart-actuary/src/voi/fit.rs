//! Least squares of a difference on one uniform number.

/// A fit that can be made of many differences: the histories' regressors, orthogonal to a constant where they are classes, and what solves their
/// normal equations.
pub(super) enum Fit {
    /// By history: values of the Legendre polynomials 0 to a degree; and the Cholesky factor of their products, row by row.
    Polynomial { basis: Vec<f64>, width: usize, factor: Vec<f64> },
    /// The class of each history, how many histories each class has.
    Classes { of: Vec<u16>, count: Vec<f64> },
}

impl Fit {
    /// On Legendre polynomials of 2u − 1; of fewer where there are too few histories.
    pub(super) fn polynomial(uniform: &[f64], degree: usize) -> Self {
        let width = (degree + 1).min(uniform.len().max(1));
        let mut basis = Vec::with_capacity(uniform.len() * width);
        for u in uniform {
            let x = 2.0 * u - 1.0;
            let (mut last, mut this) = (0.0, 1.0);
            for n in 0..width {
                basis.push(this);
                let n = n as f64;
                (last, this) = (this, ((2.0 * n + 1.0) * x * this - n * last) / (n + 1.0));
            }
        }
        let mut products = vec![0.0; width * width];
        for row in basis.chunks_exact(width) {
            for i in 0..width {
                for j in 0..=i {
                    products[i * width + j] += row[i] * row[j];
                }
            }
        }
        Self::Polynomial { factor: cholesky(products, width), basis, width }
    }

    /// By classes, with edges at the thresholds.
    pub(super) fn classes(uniform: &[f64], thresholds: &[f64]) -> Self {
        let mut edges: Vec<f64> = thresholds.to_vec();
        edges.sort_by(f64::total_cmp);
        let of: Vec<u16> = uniform.iter().map(|u| edges.partition_point(|edge| edge <= u) as u16).collect();
        let mut count = vec![0.0; edges.len() + 1];
        of.iter().for_each(|class| count[usize::from(*class)] += 1.0);
        Self::Classes { of, count }
    }

    /// Number of regressors beside the constant.
    pub(super) fn regressors(&self) -> usize {
        match self {
            Self::Polynomial { width, .. } => width - 1,
            Self::Classes { count, .. } => count.iter().filter(|it| **it > 0.0).count().saturating_sub(1),
        }
    }

    /// Fitted values of numbers whose mean is 0; a fit with a constant has the same mean, but for rounding.
    pub(super) fn of(&self, centred: &[f64]) -> Vec<f64> {
        match self {
            Self::Polynomial { basis, width, factor } => {
                let mut sums = vec![0.0; *width];
                for (row, y) in basis.chunks_exact(*width).zip(centred) {
                    sums.iter_mut().zip(row).for_each(|(sum, it)| *sum += it * y);
                }
                let coefficients = solve(factor, *width, sums);
                basis.chunks_exact(*width).map(|row| row.iter().zip(&coefficients).map(|(x, b)| x * b).sum()).collect()
            }
            Self::Classes { of, count } => {
                let mut sums = vec![0.0; count.len()];
                of.iter().zip(centred).for_each(|(class, y)| sums[usize::from(*class)] += y);
                of.iter().map(|class| sums[usize::from(*class)] / count[usize::from(*class)]).collect()
            }
        }
    }
}

/// Lower factor of a positive matrix whose lower half is given; a regressor that the others make up counts as none.
fn cholesky(mut a: Vec<f64>, n: usize) -> Vec<f64> {
    for j in 0..n {
        let whole = a[j * n + j];
        for i in j..n {
            let sum: f64 = (0..j).map(|k| a[i * n + k] * a[j * n + k]).sum();
            a[i * n + j] -= sum;
        }
        let pivot = a[j * n + j];
        let root = if pivot > 1e-12 * whole { libm::sqrt(pivot) } else { f64::INFINITY };
        for i in j + 1..n {
            a[i * n + j] /= root;
        }
        a[j * n + j] = root;
    }
    a
}

fn solve(factor: &[f64], n: usize, mut b: Vec<f64>) -> Vec<f64> {
    for i in 0..n {
        let sum: f64 = (0..i).map(|k| factor[i * n + k] * b[k]).sum();
        b[i] = (b[i] - sum) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        let sum: f64 = (i + 1..n).map(|k| factor[k * n + i] * b[k]).sum();
        b[i] = (b[i] - sum) / factor[i * n + i];
    }
    b
}
