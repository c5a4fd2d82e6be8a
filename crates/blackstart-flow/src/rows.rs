//! Rows of `W` numbers, one per lane, each eight-lane row on a cache line of its own.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line.
const LINE: usize = 64;

/// One row of `W` lanes per site (or link): reads as a slice of `[f64; W]`.
#[derive(Debug)]
pub struct Rows<const W: usize> {
    store: Vec<f64>,
    start: usize,
    len: usize,
}

impl<const W: usize> Rows<W> {
    /// `len` rows of `value`.
    pub(crate) fn filled(len: usize, value: f64) -> Self {
        let store = vec![value; len * W + LINE / size_of::<f64>()];
        // Where the first line begins; 0 where the allocator cannot tell, which costs time only.
        let start = store.as_ptr().align_offset(LINE);
        Self {
            start: if start < LINE / size_of::<f64>() {
                start
            } else {
                0
            },
            store,
            len,
        }
    }

    /// One row per site from one lane after the other.
    pub(crate) fn from_lanes<'a>(len: usize, lanes: impl Iterator<Item = &'a [f64]>) -> Self {
        let mut rows = Self::filled(len, 0.0);
        for (lane, values) in lanes.enumerate() {
            for (row, value) in rows.iter_mut().zip(values) {
                row[lane] = *value;
            }
        }
        rows
    }
}

impl<const W: usize> Deref for Rows<W> {
    type Target = [[f64; W]];

    #[inline]
    fn deref(&self) -> &Self::Target {
        self.store[self.start..self.start + self.len * W]
            .as_chunks::<W>()
            .0
    }
}

impl<const W: usize> DerefMut for Rows<W> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.store[self.start..self.start + self.len * W]
            .as_chunks_mut::<W>()
            .0
    }
}

impl<const W: usize> Clone for Rows<W> {
    fn clone(&self) -> Self {
        let mut copy = Self::filled(self.len, 0.0);
        copy.copy_from_slice(self);
        copy
    }

    fn clone_from(&mut self, other: &Self) {
        if self.len == other.len {
            self.copy_from_slice(other);
        } else {
            *self = other.clone();
        }
    }
}
