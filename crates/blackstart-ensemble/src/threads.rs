//! The one place that makes threads: everything that plays, studies or ranks in parallel runs inside one of these.
//!
//! How many there are never changes a result. `blackstart-plan` alone makes its own inside a search, because it stands without this crate.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// So many threads to work on; without any of its own, the calling one.
#[derive(Debug)]
pub struct Threads(Option<ThreadPool>);

impl Threads {
    /// So many; 0: one per processor. A machine that gives none still has the calling one.
    pub fn new(count: usize) -> Self {
        Self(ThreadPoolBuilder::new().num_threads(count).build().ok())
    }

    /// Does something in them: its parallel iterators are shared among all.
    pub fn run<T: Send>(&self, what: impl FnOnce() -> T + Send) -> T {
        match &self.0 {
            Some(pool) => pool.install(what),
            None => what(),
        }
    }

    /// Has each of them do the same work once, such as taking from a desk until nothing is left.
    pub fn each(&self, work: impl Fn() + Sync) {
        match &self.0 {
            Some(pool) => {
                pool.broadcast(|_| work());
            }
            None => work(),
        }
    }
}

/// Does something in so many threads; 0: one per processor.
pub fn within<T: Send>(count: usize, what: impl FnOnce() -> T + Send) -> T {
    Threads::new(count).run(what)
}
