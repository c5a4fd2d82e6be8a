//! Arithmetic on rows of lanes, by value: the compiler then needs no proof that rows lie apart, and uses vectors.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// One number per lane.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Lanes<const W: usize>(pub(super) [f64; W]);

impl<const W: usize> Lanes<W> {
    pub(super) const ZERO: Self = Self([0.0; W]);
    pub(super) const ONE: Self = Self([1.0; W]);

    /// The same in every lane.
    #[inline(always)]
    pub(super) fn all(value: f64) -> Self {
        Self([value; W])
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        let mut result = self.0;
        for l in 0..W {
            result[l] = f(self.0[l], other.0[l]);
        }
        Self(result)
    }

    /// The lower of two; the second if the first is not a number. One instruction, unlike `f64::min`.
    #[inline(always)]
    pub(super) fn at_most(self, other: Self) -> Self {
        self.zip(other, at_most)
    }

    /// The higher of two; the second if the first is not a number. One instruction, unlike `f64::max`.
    #[inline(always)]
    pub(super) fn at_least(self, other: Self) -> Self {
        self.zip(other, at_least)
    }

    /// Where this is below `limit`, `yes`, else `no`.
    #[inline(always)]
    pub(super) fn where_below(self, limit: Self, yes: Self, no: Self) -> Self {
        let mut result = no.0;
        for l in 0..W {
            result[l] = if self.0[l] < limit.0[l] { yes.0[l] } else { no.0[l] };
        }
        Self(result)
    }

    /// Whether this is below the other in any lane.
    #[inline(always)]
    pub(super) fn any_below(self, other: Self) -> bool {
        let mut any = false;
        for l in 0..W {
            any |= self.0[l] < other.0[l];
        }
        any
    }
}

macro_rules! elementwise {
    ($($trait:ident $name:ident $op:tt),*) => {$(
        impl<const W: usize> $trait for Lanes<W> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl<const W: usize> $trait<f64> for Lanes<W> {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: f64) -> Self {
                self.zip(Self::all(other), |a, b| a $op b)
            }
        }
    )*};
}

elementwise!(Add add +, Sub sub -, Mul mul *, Div div /);

impl<const W: usize> AddAssign for Lanes<W> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<const W: usize> Neg for Lanes<W> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self::ZERO.zip(self, |_, b| -b)
    }
}

/// `to += row`.
#[inline(always)]
pub(super) fn add<const W: usize>(to: &mut [f64; W], row: Lanes<W>) {
    *to = (Lanes(*to) + row).0;
}

/// The lower of two; the second if the first is not a number.
#[inline(always)]
pub(super) fn at_most(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The higher of two; the second if the first is not a number.
#[inline(always)]
pub(super) fn at_least(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}
