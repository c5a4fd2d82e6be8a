//! What a server allows.

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
}

impl Default for Limits {
    fn default() -> Self {
        Self { replicates_most: 10_000, size_most: 100_000, at_once: 1, waiting_most: 100 }
    }
}

impl Limits {
    /// Threads for each run: all cores, shared.
    pub(crate) fn threads_each(&self) -> usize {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        (cores / self.at_once.max(1) as usize).max(1)
    }
}
