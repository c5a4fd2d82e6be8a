//! What a pass computes with: one cascade's number, or a row of eight cascades' numbers side by side.

/// Losses of one firm in one or several cascades. Everything is element by element, so a lane's bits do not depend on its neighbours.
pub(super) trait Cells: Copy {
    /// No loss.
    const ZERO: Self;

    /// `self + weight · other`, rounded twice.
    fn plus(self, weight: f64, other: Self) -> Self;

    /// Itself where the mask is all ones, 0 where it is 0.
    fn masked(self, mask: u64) -> Self;

    /// The larger.
    fn or_more(self, other: Self) -> Self;

    /// `1 − h` of a level `h = max(0, 1 − self)`: what a double near 1 cannot hold is no loss, in every published program too.
    fn rounded(self) -> Self;
}

impl Cells for f64 {
    const ZERO: Self = 0.0;

    #[inline(always)]
    fn plus(self, weight: f64, other: Self) -> Self {
        self + weight * other
    }

    #[inline(always)]
    fn masked(self, mask: u64) -> Self {
        Self::from_bits(self.to_bits() & mask)
    }

    #[inline(always)]
    fn or_more(self, other: Self) -> Self {
        larger(self, other)
    }

    #[inline(always)]
    fn rounded(self) -> Self {
        rounded(self)
    }
}

/// Cascades side by side.
pub(super) const LANES: usize = 8;

/// One number per lane: a line of the processor's cache.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(super) struct Row(pub(super) [f64; LANES]);

impl Row {
    #[inline(always)]
    fn map(self, f: impl Fn(f64) -> f64) -> Self {
        self.with(self, |a, _| f(a))
    }

    /// Lane by lane.
    #[inline(always)]
    pub(super) fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut result = self.0;
        for lane in 0..LANES {
            result[lane] = f(self.0[lane], other.0[lane]);
        }
        Self(result)
    }
}

impl Cells for Row {
    const ZERO: Self = Self([0.0; LANES]);

    #[inline(always)]
    fn plus(self, weight: f64, other: Self) -> Self {
        self.with(other, |a, b| a + weight * b)
    }

    #[inline(always)]
    fn masked(self, mask: u64) -> Self {
        self.map(|a| a.masked(mask))
    }

    #[inline(always)]
    fn or_more(self, other: Self) -> Self {
        self.with(other, larger)
    }

    #[inline(always)]
    fn rounded(self) -> Self {
        self.map(rounded)
    }
}

/// One instruction, unlike `f64::max`.
#[inline(always)]
pub(super) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

#[inline(always)]
fn rounded(loss: f64) -> f64 {
    1.0 - larger(1.0 - loss, 0.0)
}
