//! Rows of `W` numbers, one per lane, each eight-lane row on a cache line of its own.

use std::ops::{Deref, DerefMut};

/// Bytes of a cache line.
const LINE: usize = 64;
/// Bytes of a page.
const PAGE: usize = 4096;
/// Lines of a page: as many places to start.
const COLOURS: usize = PAGE / LINE;
/// Odd number that spreads neighbouring pages (golden ratio of 2^32; Knuth, The Art of Computer Programming 3, 6.4).
const SPREAD: usize = 0x9e37_79b9;

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
        let per_line = LINE / size_of::<f64>();
        let store = vec![value; len * W + per_line * (COLOURS + 1)];
        // Where the first line begins; 0 where the allocator cannot tell, which costs time only.
        let aligned = match store.as_ptr().align_offset(LINE) {
            offset if offset < per_line => offset,
            _ => 0,
        };
        // Large vectors all begin at the same place of a page, so that row i of all of them would compete for the few
        // places one cache set has. Each begins some lines later, as its page number has it.
        let colour = (store.as_ptr().addr() / PAGE).wrapping_mul(SPREAD) / (1 << 16) % COLOURS;
        Self { start: aligned + colour * per_line, store, len }
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
        self.store[self.start..self.start + self.len * W].as_chunks::<W>().0
    }
}

impl<const W: usize> DerefMut for Rows<W> {
    #[inline]
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.store[self.start..self.start + self.len * W].as_chunks_mut::<W>().0
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
