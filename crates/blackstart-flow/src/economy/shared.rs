//! Numbers that every thread may read and, each its own, write.

use std::sync::atomic::{AtomicU64, Ordering};

/// An `f64` in an atomic: a plain load or store to the processor, so that suppliers may write deliveries of links that
/// lie scattered among the buyers. Every number is written by one thread only, and not while others read it.
#[derive(Debug, Default)]
pub(super) struct Shared(AtomicU64);

impl Shared {
    #[inline(always)]
    pub(super) fn new(value: f64) -> Self {
        Self(AtomicU64::new(value.to_bits()))
    }

    #[inline(always)]
    pub(super) fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }

    /// Its bits, for who has it for himself: nothing stands in the way of doing several at once.
    #[inline(always)]
    pub(super) fn own(&mut self) -> &mut u64 {
        self.0.get_mut()
    }

    #[inline(always)]
    pub(super) fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }
}

impl Clone for Shared {
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}
