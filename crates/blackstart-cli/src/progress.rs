//! How far the histories are, shown where somebody watches; Ctrl-C ends them early.

use crate::console::Console;
use crate::failure::Failure;
use blackstart::ensemble::run::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// A bar on stderr, and an ear for Ctrl-C.
pub(crate) struct Progress {
    bar: ProgressBar,
    before: AtomicU64,
    first: u64,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// Begins to watch. Ctrl-C finishes the histories begun; a second one ends the process at once.
    pub(crate) fn new(console: &Console, replicates: &Range<u32>) -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&stop);
        ctrlc::set_handler(move || {
            if heard.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        })
        .map_err(|error| Failure::Internal(format!("cannot listen for Ctrl-C: {error}")))?;
        let target = if console.watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(replicates.len() as u64), target);
        let style = "{bar:32} {human_pos}/{human_len} histories · {per_sec} · {eta} left";
        bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Ok(Self { bar, before: AtomicU64::new(0), first: u64::from(replicates.start), stop })
    }

    /// The next block of replicates begins.
    pub(crate) fn block(&self, replicates: &Range<u32>) {
        self.begin_at(u64::from(replicates.start) - self.first);
    }

    /// So many histories are done already.
    pub(crate) fn begin_at(&self, done: u64) {
        self.before.store(done, Ordering::Relaxed);
    }

    /// Whether Ctrl-C was pressed.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Takes the bar away.
    pub(crate) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watch for Progress {
    fn played(&self, done: u64, _of: u64) -> ControlFlow<()> {
        self.bar.set_position(self.before.load(Ordering::Relaxed) + done);
        if self.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
