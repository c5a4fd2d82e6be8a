//! How far the histories are, shown where somebody watches; Ctrl-C and SIGTERM end them early.

use crate::console::Console;
use crate::failure::Failure;
use blackstart::ensemble::run::Watch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much of the work may be lost when the process is killed.
const PART: Duration = Duration::from_secs(2);

/// A bar on stderr for work of so many units; hidden where nobody watches.
pub(crate) fn bar(console: &Console, total: u64, units: &str) -> ProgressBar {
    let target = if console.watched() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(total), target);
    let style = format!("{{bar:32}} {{human_pos}}/{{human_len}} {units} · {{per_sec}} · {{eta}} left");
    bar.set_style(ProgressStyle::with_template(&style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// An ear for signals.
pub(crate) struct Ear {
    stop: Arc<AtomicBool>,
    /// The signal that stopped it.
    signal: Arc<AtomicUsize>,
}

impl Ear {
    /// Begins to listen. Ctrl-C and SIGTERM are noted; a second one ends the process at once.
    pub(crate) fn new() -> Result<Self, Failure> {
        let stop = Arc::new(AtomicBool::new(false));
        let signal = Arc::new(AtomicUsize::new(0));
        for heard in [SIGINT, SIGTERM] {
            // In this order: what ends the process must look before the first signal is noted.
            flag::register_conditional_shutdown(heard, 128 + heard, Arc::clone(&stop))
                .and_then(|_| flag::register_usize(heard, Arc::clone(&signal), heard as usize))
                .and_then(|_| flag::register(heard, Arc::clone(&stop)))
                .map_err(|error| Failure::Internal(format!("cannot listen for Ctrl-C: {error}")))?;
        }
        Ok(Self { stop, signal })
    }

    /// Whether somebody wants it to stop.
    pub(crate) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What to say when it was stopped: what is kept.
    pub(crate) fn interrupted(&self, kept: String) -> Failure {
        let signal = u8::try_from(self.signal.load(Ordering::Relaxed)).unwrap_or(0);
        Failure::Interrupted { code: 128 + signal, kept }
    }
}

/// How far the histories are, and an ear for signals.
pub(crate) struct Progress {
    bar: ProgressBar,
    before: AtomicU64,
    first: u64,
    /// When the last part ended.
    part: Mutex<Instant>,
    ear: Ear,
}

impl Progress {
    /// Begins to watch. Ctrl-C and SIGTERM finish the histories begun; a second one ends the process at once.
    pub(crate) fn new(console: &Console, replicates: &Range<u32>) -> Result<Self, Failure> {
        Ok(Self {
            bar: bar(console, replicates.len() as u64, "histories"),
            before: AtomicU64::new(0),
            first: u64::from(replicates.start),
            part: Mutex::new(Instant::now()),
            ear: Ear::new()?,
        })
    }

    /// Histories from this replicate on begin; those before it are done.
    pub(crate) fn begin_with(&self, replicate: u32) {
        self.begin_at(u64::from(replicate) - self.first);
        *self.part.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// So many histories are done already.
    pub(crate) fn begin_at(&self, done: u64) {
        self.before.store(done, Ordering::Relaxed);
        self.bar.set_position(done);
    }

    /// Whether somebody wants it to stop.
    pub(crate) fn stopped(&self) -> bool {
        self.ear.stopped()
    }

    /// What to say when it was stopped: what is kept.
    pub(crate) fn interrupted(&self, kept: String) -> Failure {
        self.ear.interrupted(kept)
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

    fn part_ends(&self) -> bool {
        let mut part = self.part.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = part.elapsed() >= PART;
        if ends {
            *part = Instant::now();
        }
        ends
    }
}
