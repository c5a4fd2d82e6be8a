//! Who watches a job: told how far it is, may stop it, takes notes.

use crate::found::Found;
use blackstart_ensemble::run::Watch;
use serde::Serialize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How much work may be lost when the process is killed.
const PART: Duration = Duration::from_secs(2);

/// Looks on while a job works. Called from any thread; nobody watching is `()`.
pub trait Watcher: Sync {
    /// So many units of a stage are done, of so many, where that is known. A stage may begin again from less.
    fn progress(&self, stage: Stage, done: u64, of: Option<u64>) {
        let _ = (stage, done, of);
    }

    /// Whether the job shall stop as soon as it can, keeping what it has.
    fn stopped(&self) -> bool {
        false
    }

    /// Something that a user should know and that stops nothing.
    fn note(&self, note: Note) {
        let _ = note;
    }
}

impl Watcher for () {}

impl dyn Watcher + '_ {
    /// Notes what there is to say about files, if there is anything.
    pub(crate) fn found(&self, found: &Found) {
        if !found.is_empty() {
            self.note(Note::Warnings(found.clone()));
        }
    }
}

/// What is being counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Histories played.
    Histories,
    /// Schedules tried by a search.
    Schedules,
    /// Steps of a network.
    Steps,
    /// Failures ranked.
    Failures,
    /// Races of an attack.
    Races,
    /// Years drawn.
    Years,
}

impl Stage {
    /// The word for many of its units.
    pub fn units(self) -> &'static str {
        match self {
            Self::Histories => "histories",
            Self::Schedules => "schedules",
            Self::Steps => "steps",
            Self::Failures => "failures",
            Self::Races => "races",
            Self::Years => "years",
        }
    }
}

/// Something that a user should know and that stops nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// Files were read, and not everything in them makes sense.
    Warnings(Found),
    /// One sentence.
    Warning(String),
    /// What is assumed because the files say nothing; one sentence.
    Assumed(String),
}

/// Work of which nothing is kept when it is stopped, as a watcher sees it.
pub(crate) struct Working<'a> {
    pub(crate) watcher: &'a dyn Watcher,
    pub(crate) stage: Stage,
}

impl Watch for Working<'_> {
    fn played(&self, done: u64, of: u64) -> ControlFlow<()> {
        self.watcher.progress(self.stage, done, Some(of));
        if self.watcher.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

/// Histories while they are played, as a watcher sees them.
pub(crate) struct Playing<'a> {
    watcher: &'a dyn Watcher,
    first: u64,
    before: AtomicU64,
    of: u64,
    /// When the last part ended.
    part: Mutex<Instant>,
}

impl<'a> Playing<'a> {
    /// So many histories will be played, the first with this number.
    pub(crate) fn new(watcher: &'a dyn Watcher, first: u32, of: u64) -> Self {
        watcher.progress(Stage::Histories, 0, Some(of));
        Self { watcher, first: u64::from(first), before: AtomicU64::new(0), of, part: Mutex::new(Instant::now()) }
    }

    /// Histories from this replicate on begin; those before it are done.
    pub(crate) fn begin_with(&self, replicate: u32) {
        self.begin_at(u64::from(replicate) - self.first);
        *self.part.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// So many histories are done already.
    pub(crate) fn begin_at(&self, done: u64) {
        self.before.store(done, Ordering::Relaxed);
        self.watcher.progress(Stage::Histories, done, Some(self.of));
    }
}

impl Watch for Playing<'_> {
    fn played(&self, done: u64, _of: u64) -> ControlFlow<()> {
        self.watcher.progress(Stage::Histories, self.before.load(Ordering::Relaxed) + done, Some(self.of));
        if self.watcher.stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
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
