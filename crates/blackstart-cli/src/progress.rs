//! How far a job is, shown where somebody watches; Ctrl-C and SIGTERM end it early.

use crate::console::{Console, Notes};
use crate::failure::Done;
use blackstart::jobs::{Answer, Failure, Note, Stage, Watcher};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Watches a job for whoever sits at the terminal.
pub(crate) struct Progress {
    notes: Notes,
    bar: Mutex<Option<(Stage, ProgressBar)>>,
    /// Whether the job can stop early and keep what it has; if not, a signal ends the process as ever.
    stops: AtomicBool,
    ear: OnceLock<Ear>,
}

impl Progress {
    /// Watches a job that cannot be stopped early.
    pub(crate) fn new(console: &Console) -> Self {
        Self { notes: console.err(), bar: Mutex::new(None), stops: AtomicBool::new(false), ear: OnceLock::new() }
    }

    /// The job can be stopped: once it has begun, Ctrl-C and SIGTERM end it with what there is, a second one ends the process at once.
    pub(crate) fn stoppable(&self) -> &Self {
        self.stops.store(true, Ordering::Relaxed);
        self
    }

    /// Shows what a job came to, the bar gone: as JSON, or told; then whether it is a success.
    pub(crate) fn answer<A: Answer>(
        &self,
        console: &Console,
        done: Result<A, Failure>,
        json: bool,
        tell: impl FnOnce(&A, &Console) -> Done,
    ) -> Done {
        if let Some((_, bar)) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
        console.show(&done?, json, tell)
    }

    /// The signal that stopped the job, if one did.
    pub(crate) fn signal(&self) -> Option<u8> {
        let signal = self.ear.get()?.signal.load(Ordering::Relaxed);
        u8::try_from(signal).ok().filter(|signal| *signal > 0)
    }
}

impl Watcher for Progress {
    fn progress(&self, stage: Stage, done: u64, of: Option<u64>) {
        if self.stops.load(Ordering::Relaxed) {
            self.ear.get_or_init(Ear::new);
        }
        if !self.notes.watched {
            return;
        }
        let mut shown = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        match &*shown {
            Some((now, bar)) if *now == stage => bar.set_position(done),
            _ => {
                if let Some((_, bar)) = shown.take() {
                    bar.finish_and_clear();
                }
                let bar = bar(stage, of);
                bar.set_position(done);
                *shown = Some((stage, bar));
            }
        }
    }

    fn stopped(&self) -> bool {
        self.ear.get().is_some_and(|ear| ear.stop.load(Ordering::Relaxed))
    }

    fn note(&self, note: Note) {
        match &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((_, bar)) => bar.suspend(|| self.notes.noted(&note)),
            None => self.notes.noted(&note),
        }
    }
}

/// A bar on stderr; without end where the work has none.
fn bar(stage: Stage, of: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(of, ProgressDrawTarget::stderr());
    let units = stage.units();
    let style = match of {
        Some(_) => format!("{{bar:32}} {{human_pos}}/{{human_len}} {units} · {{per_sec}} · {{eta}} left"),
        None => format!("{{spinner}} {{human_pos}} {units} · {{per_sec}} · {{elapsed}}"),
    };
    bar.set_style(ProgressStyle::with_template(&style).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// An ear for signals.
struct Ear {
    stop: Arc<AtomicBool>,
    /// The signal that was heard.
    signal: Arc<AtomicUsize>,
}

impl Ear {
    /// Begins to listen. Where the system does not allow that, signals end the process as ever.
    fn new() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let signal = Arc::new(AtomicUsize::new(0));
        for heard in [SIGINT, SIGTERM] {
            // In this order: what ends the process must look before the first signal is noted.
            let _ = flag::register_conditional_shutdown(heard, 128 + heard, Arc::clone(&stop))
                .and_then(|_| flag::register_usize(heard, Arc::clone(&signal), heard as usize))
                .and_then(|_| flag::register(heard, Arc::clone(&stop)));
        }
        Self { stop, signal }
    }
}
