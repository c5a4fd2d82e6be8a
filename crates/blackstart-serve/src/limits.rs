//! What a server allows.

use std::time::Duration;

/// What a server allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most histories of a run.
    pub replicates_most: u64,
    /// Most systems, services, sites and links of a model, all together.
    pub size_most: u64,
    /// Runs computed at once.
    pub at_once: u32,
    /// Most runs that wait.
    pub waiting_most: u32,
    /// Memory for the histories of all runs that are computed at once \[bytes\]: one that does not fit beside the others waits for them.
    pub memory_most: u64,
    /// Connections at once: each may hold a request's worth of memory, and whoever comes later waits for a place.
    pub connections_most: usize,
    /// How long an answer may take.
    pub answer_longest: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            replicates_most: 10_000,
            size_most: 100_000,
            at_once: 1,
            waiting_most: 100,
            memory_most: 2_000_000_000,
            connections_most: 256,
            answer_longest: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// Threads for each run: all cores, shared.
    pub(crate) fn threads_each(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (cores / self.at_once.max(1) as usize).max(1)
    }
}
