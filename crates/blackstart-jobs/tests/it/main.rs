//! Jobs as a face meets them: request, watcher, answer.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bloodhound;
mod book;
mod companies;
mod drivers;
mod import;
mod network;
mod open;
mod rank;
mod restart;
mod run;
mod study;
mod walk;

use blackstart_jobs::{self as jobs, Answer, InitRequest, Note, RunRequest, Sampling, Stage, Watcher};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder with the starter company in `acme`.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let written = jobs::init(&InitRequest { folder: place.path("acme") }, &()).unwrap();
        assert!(written.files.len() > 3);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// So many histories of a scenario, into a folder.
    fn run(&self, scenario: &str, replicates: u64, out: &str) -> RunRequest {
        RunRequest {
            model: self.path("acme"),
            scenario: Some(scenario.to_owned()),
            sampling: Sampling { replicates: Some(replicates), seed: Some(7), threads: 1 },
            out: Some(self.path(out)),
            ..RunRequest::default()
        }
    }
}

/// Everything in a folder, by name.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entry =
        |entry: fs::DirEntry| (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap());
    fs::read_dir(folder).unwrap().map(|it| entry(it.unwrap())).collect()
}

/// An answer as `--json` prints it; a success of this schema.
fn json<A: Answer>(answer: &A, schema: &str) -> Value {
    answer.outcome().unwrap();
    written(answer, schema)
}

/// The same, whether it is a success or not.
fn written<A: Answer>(answer: &A, schema: &str) -> Value {
    let text = serde_json::to_string_pretty(answer).unwrap();
    assert!(text.starts_with(&format!("{{\n  \"schema\": \"{schema}\"")), "the schema comes first: {text:.80}");
    serde_json::from_str(&text).unwrap()
}

/// Sees what there is to see, and stops after so many units of a stage.
struct Looker {
    stops: Option<(Stage, u64)>,
    done: AtomicU64,
    seen: Mutex<Vec<(Stage, Option<u64>)>>,
    notes: Mutex<Vec<Note>>,
}

impl Looker {
    fn new() -> Self {
        Self { stops: None, done: AtomicU64::new(0), seen: Mutex::default(), notes: Mutex::default() }
    }

    fn stopping_after(stage: Stage, done: u64) -> Self {
        Self { stops: Some((stage, done)), ..Self::new() }
    }

    /// Units done of the stage to stop in.
    fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// What was noted, in order.
    fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap().clone()
    }

    /// Stages, with what they were to come to, in order.
    fn stages(&self) -> Vec<(Stage, Option<u64>)> {
        self.seen.lock().unwrap().clone()
    }
}

impl Watcher for Looker {
    fn progress(&self, stage: Stage, done: u64, of: Option<u64>) {
        assert!(of.is_none_or(|of| done <= of), "{stage:?}: {done} of {of:?}");
        let mut seen = self.seen.lock().unwrap();
        if seen.last() != Some(&(stage, of)) {
            seen.push((stage, of));
        }
        if self.stops.is_some_and(|(stops, _)| stops == stage) {
            self.done.fetch_max(done, Ordering::Relaxed);
        }
    }

    fn stopped(&self) -> bool {
        self.stops.is_some_and(|(_, most)| self.done.load(Ordering::Relaxed) >= most)
    }

    fn note(&self, note: Note) {
        self.notes.lock().unwrap().push(note);
    }
}
