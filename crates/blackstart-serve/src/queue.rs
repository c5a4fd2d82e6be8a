//! The queue: runs wait, some are computed at once in threads of their own, each can be watched and cancelled.

use crate::catalogue::{Catalogue, End, Entry, Kind, New, State};
use crate::fault::Fault;
use crate::limits::Limits;
use crate::place::Place;
use axum::http::StatusCode;
use blackstart::jobs::{
    self, Answer, Failure, Note, Opened, RankRequest, RestartRequest, RunRequest, Sampling, Stage, Watcher,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use utoipa::ToSchema;

/// Most schedules of a search for a plan: what the command takes where nothing is said.
const SCHEDULES: u64 = 200_000;
/// Histories that any model has room for.
const SMALL: u64 = 200;
/// How often a run that waits for memory looks whether it shall stop.
const TICK: Duration = Duration::from_millis(200);
/// Most notes that are kept of a run.
const MOST_NOTES: usize = 50;

/// What to compute.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Asked {
    /// Histories, a plan for restarting, or changes ranked.
    pub(crate) kind: Kind,
    /// The model, as the list of models calls it.
    pub(crate) model: String,
    /// The scenario, as the list of scenarios calls it.
    pub(crate) scenario: String,
    /// Histories; as many as the scenario says if none are given.
    pub(crate) replicates: Option<u64>,
    /// Random seed; the scenario's if none is given.
    pub(crate) seed: Option<u64>,
    /// Of a plan: most schedules of the search; 200,000 if nothing is said.
    pub(crate) schedules: Option<u64>,
    /// Of a ranking: what may be spent in a year, as `£50k`; then changes are looked at together.
    pub(crate) budget: Option<String>,
    /// Whether to play it although more than 1 % of what customers want is not sold without the event.
    pub(crate) allow_abnormal_baseline: bool,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Progress {
    pub(crate) state: State,
    /// What is counted: `histories`, `schedules`; null before it begins.
    pub(crate) units: Option<&'static str>,
    /// So many are done …
    pub(crate) done: u64,
    /// … of so many, where that is known.
    pub(crate) of: Option<u64>,
    /// Why it failed or stopped.
    pub(crate) says: Option<String>,
}

/// Runs that wait and are computed.
pub(crate) struct Queue {
    place: Arc<Place>,
    pub(crate) catalogue: Arc<Catalogue>,
    limits: Limits,
    /// Runs that are being computed.
    live: Mutex<BTreeMap<i64, Arc<Live>>>,
    /// How often somebody has rung: a run was entered, or the server ends.
    bell: (Mutex<u64>, Condvar),
    ends: AtomicBool,
    /// Memory that runs which are computed have claimed \[bytes\].
    claimed: Mutex<u64>,
    freed: Condvar,
}

/// Memory that a run has claimed, until it is done.
struct Claim<'a> {
    queue: &'a Queue,
    bytes: u64,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        *held(&self.queue.claimed) -= self.bytes;
        self.queue.freed.notify_all();
    }
}

/// A run while it is computed.
#[derive(Default)]
struct Live {
    /// Somebody cancelled it.
    cancelled: AtomicBool,
    /// The server ends: it stops, and goes on when the next one starts.
    ends: AtomicBool,
    done: AtomicU64,
    of: AtomicU64,
    stage: Mutex<Option<Stage>>,
    notes: Mutex<Vec<String>>,
}

impl Watcher for Live {
    fn progress(&self, stage: Stage, done: u64, of: Option<u64>) {
        self.done.store(done, Ordering::Relaxed);
        self.of.store(of.unwrap_or(0), Ordering::Relaxed);
        let mut now = held(&self.stage);
        if *now != Some(stage) {
            *now = Some(stage);
        }
    }

    fn stopped(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.ends.load(Ordering::Relaxed)
    }

    fn note(&self, note: Note) {
        let said = match note {
            Note::Warnings(found) => {
                found.problems.iter().map(|it| format!("warning {}: {}", it.code, it.message)).collect()
            }
            Note::Warning(text) => vec![format!("warning: {text}")],
            Note::Assumed(text) => vec![format!("assumed: {text}")],
        };
        let mut notes = held(&self.notes);
        let room = MOST_NOTES.saturating_sub(notes.len());
        notes.extend(said.into_iter().take(room));
    }
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Queue {
    pub(crate) fn new(place: Arc<Place>, catalogue: Arc<Catalogue>, limits: Limits) -> Arc<Self> {
        let (live, bell) = (Mutex::default(), (Mutex::default(), Condvar::new()));
        let (claimed, freed) = (Mutex::default(), Condvar::new());
        Arc::new(Self { place, catalogue, limits, live, bell, ends: AtomicBool::new(false), claimed, freed })
    }

    /// Starts the threads that compute; what waits from before is taken up.
    pub(crate) fn work(self: &Arc<Self>) -> Vec<JoinHandle<()>> {
        (0..self.limits.at_once)
            .filter_map(|at| {
                let queue = Arc::clone(self);
                std::thread::Builder::new().name(format!("run-{at}")).spawn(move || queue.worker()).ok()
            })
            .collect()
    }

    /// Stops what is computed, which goes on when the next server starts; parts that are done are kept.
    pub(crate) fn end(&self) {
        self.ends.store(true, Ordering::Relaxed);
        for live in held(&self.live).values() {
            live.ends.store(true, Ordering::Relaxed);
        }
        self.ring();
    }

    fn ring(&self) {
        *held(&self.bell.0) += 1;
        self.bell.1.notify_all();
    }

    fn worker(&self) {
        while !self.ends.load(Ordering::Relaxed) {
            // Heard before looking: what is entered after the look rings once more.
            let heard = *held(&self.bell.0);
            match self.take() {
                Ok(Some((entry, live))) => self.compute(&entry, &live),
                Ok(None) => {
                    let rings = held(&self.bell.0);
                    let silent = |rings: &mut u64| *rings == heard;
                    drop(self.bell.1.wait_while(rings, silent).unwrap_or_else(PoisonError::into_inner));
                }
                // The disk is full, say: try again after a while.
                Err(_) => std::thread::sleep(std::time::Duration::from_secs(5)),
            }
        }
    }

    /// The oldest run that waits. In one step, so that whoever cancels finds it either waiting or being computed.
    fn take(&self) -> Result<Option<(Entry, Arc<Live>)>, Fault> {
        let mut all = held(&self.live);
        let Some(entry) = self.catalogue.take()? else { return Ok(None) };
        let live = Arc::new(Live::default());
        live.ends.store(self.ends.load(Ordering::Relaxed), Ordering::Relaxed);
        all.insert(entry.id, Arc::clone(&live));
        Ok(Some((entry, live)))
    }

    /// Enters a run, once model and scenario are known to be sound and small enough.
    pub(crate) fn ask(&self, asked: &Asked) -> Result<i64, Fault> {
        let model = self.place.model(&asked.model)?;
        model.scenario(&asked.scenario)?;
        let opened = jobs::open(&model.path, Some(&asked.scenario))?;
        let wanted = self.allowed(asked, &opened)?;
        let sampling = Sampling { replicates: Some(wanted.unsigned_abs()), seed: asked.seed, threads: 1 };
        self.fits(asked.kind, &opened, &sampling)?;
        let seed = asked.seed.unwrap_or(opened.scenario.seed);
        // SQLite's whole numbers end there, and so does the seed of a page's form.
        let seed = i64::try_from(seed)
            .map_err(|_| too_many(format!("the seed {seed} is too large"), "take one below 2^63"))?;
        let request = serde_json::to_string(asked).map_err(Fault::system)?;
        let new = New {
            kind: asked.kind,
            model: &asked.model,
            scenario: &asked.scenario,
            model_hash: &opened.model.hash,
            scenario_hash: &opened.scenario.hash,
            request: &request,
            wanted,
            seed,
        };
        let id = self.catalogue.enter(&new, self.limits.waiting_most)?;
        self.ring();
        Ok(id)
    }

    /// Histories wanted, if limits allow them and the model.
    fn allowed(&self, asked: &Asked, opened: &Opened) -> Result<i64, Fault> {
        let limits = &self.limits;
        let wanted = asked.replicates.unwrap_or(opened.scenario.replicates);
        if wanted == 0 {
            return Err(too_many("at least one history must be played".to_owned(), "ask for one or more"));
        }
        if wanted > limits.replicates_most {
            let message =
                format!("{wanted} histories are more than the {} that this server plays", limits.replicates_most);
            return Err(too_many(message, "ask for fewer, or use `blackstart run`"));
        }
        let model = &opened.model;
        let size = model.systems.len() + model.services.len() + model.sites.len() + model.links.len();
        if size as u64 > limits.size_most {
            let message = format!(
                "the model has {size} systems, services, sites and links, and this server takes {}",
                limits.size_most
            );
            return Err(too_many(message, "use `blackstart run`"));
        }
        if asked.schedules.is_some_and(|it| it > SCHEDULES || it == 0) {
            let message = format!("a search of 1 to {SCHEDULES} schedules is allowed here");
            return Err(too_many(message, "ask for fewer, or use `blackstart restart`"));
        }
        Ok(i64::try_from(wanted).unwrap_or(i64::MAX))
    }

    /// Memory that a run will hold \[bytes\], if it fits at all. A plan keeps a number for each history and order, a ranking one for each history and change, and a small run is small.
    fn fits(&self, kind: Kind, opened: &Opened, sampling: &Sampling) -> Result<u64, Fault> {
        let wanted = sampling.replicates.unwrap_or(opened.scenario.replicates);
        if kind != Kind::Run || wanted <= SMALL {
            return Ok(0);
        }
        let (bytes, most) = (opened.weight_bytes(sampling), self.limits.memory_most);
        if bytes <= most as f64 {
            return Ok(bytes as u64);
        }
        let message = format!(
            "{wanted} histories of this scenario need about {:.1} GB of memory, and this server gives {:.1} GB",
            bytes / 1e9,
            most as f64 / 1e9
        );
        let fit = (wanted as f64 * most as f64 / bytes * 0.95) as u64;
        let advice =
            format!("ask for {fit} or fewer, start the server with a larger `--memory-most`, or use `blackstart run`");
        Err(Fault::new(StatusCode::UNPROCESSABLE_ENTITY, "BS0960", message, &advice))
    }

    /// Waits until there is room beside the runs that are being computed.
    fn claim(&self, bytes: u64, live: &Live) -> Result<Claim<'_>, Failure> {
        let mut claimed = held(&self.claimed);
        while *claimed > 0 && *claimed + bytes > self.limits.memory_most {
            if live.stopped() {
                return Err(Failure::Interrupted("stopped before it began; nothing was played".to_owned()));
            }
            // Whoever cancels sets a flag and rings nothing here.
            let waited = self.freed.wait_timeout(claimed, TICK).unwrap_or_else(PoisonError::into_inner);
            claimed = waited.0;
        }
        *claimed += bytes;
        Ok(Claim { queue: self, bytes })
    }

    fn compute(&self, entry: &Entry, live: &Live) {
        // A fault of this program in one run is that run's: it is told, and the server goes on.
        let done = catch_unwind(AssertUnwindSafe(|| self.job(entry, live)));
        let done = done
            .unwrap_or_else(|_| Err(Failure::System("the program failed while it computed; this is a bug".to_owned())));
        let notes: Vec<String> = held(&live.notes).iter().map(|it| self.place.within(it)).collect();
        let stopped = live.ends.load(Ordering::Relaxed) && !live.cancelled.load(Ordering::Relaxed);
        let (state, says, answer) = match done {
            Ok((answer, None)) => (State::Finished, None, Some(answer)),
            // It stays as running in the catalogue: the next server takes it up.
            Ok((_, Some(Failure::Interrupted(_)))) | Err(Failure::Interrupted(_)) if stopped => {
                return self.forget(entry.id);
            }
            Ok((answer, Some(failure @ Failure::Interrupted(_)))) => {
                (State::Cancelled, Some(failure.to_string()), Some(answer))
            }
            Err(failure @ Failure::Interrupted(_)) => (State::Cancelled, Some(failure.to_string()), None),
            Ok((answer, Some(failure))) => (State::Failed, Some(failure.to_string()), Some(answer)),
            Err(failure) => (State::Failed, Some(failure.to_string()), None),
        };
        let says = says.map(|it| self.place.within(&it));
        let answer = answer.map(|it| self.place.within_json(&it));
        let end = End { state, says: says.as_deref(), notes: &notes, answer: answer.as_deref() };
        // What cannot be written now is found in the run's folder when the next server resumes it.
        let _ = self.catalogue.end(entry.id, &end);
        self.forget(entry.id);
    }

    fn forget(&self, id: i64) {
        held(&self.live).remove(&id);
    }

    /// The answer as JSON, and why it is no success where it is none.
    fn job(&self, entry: &Entry, live: &Live) -> Result<(String, Option<Failure>), Failure> {
        let asked: Asked = serde_json::from_str(&entry.request).map_err(|error| Failure::System(error.to_string()))?;
        let model = self.place.model(&asked.model).map_err(told)?;
        let opened = jobs::open(&model.path, Some(&asked.scenario))?;
        if opened.model.hash != entry.model_hash || opened.scenario.hash != entry.scenario_hash {
            return Err(Failure::Usage(
                "BS0957: model or scenario has changed since this was asked for; ask again to play what is there now"
                    .to_owned(),
            ));
        }
        let threads = self.limits.threads_each();
        let sampling =
            Sampling { replicates: Some(entry.wanted.unsigned_abs()), seed: Some(entry.seed.unsigned_abs()), threads };
        let bytes = self.fits(asked.kind, &opened, &sampling).map_err(told)?;
        let _claim = self.claim(bytes, live)?;
        let out: PathBuf = self.place.run(entry.id);
        match asked.kind {
            Kind::Run => text(&jobs::resume(
                &RunRequest {
                    model: model.path,
                    scenario: Some(asked.scenario),
                    sampling,
                    out: Some(out),
                    allow_abnormal_baseline: asked.allow_abnormal_baseline,
                    ..RunRequest::default()
                },
                live,
            )?),
            Kind::Restart => text(&jobs::restart(
                &RestartRequest {
                    model: model.path,
                    scenario: Some(asked.scenario),
                    sampling,
                    schedules: asked.schedules,
                    out: Some(out),
                    allow_abnormal_baseline: asked.allow_abnormal_baseline,
                    ..RestartRequest::default()
                },
                live,
            )?),
            Kind::Rank => text(&jobs::rank(
                &RankRequest {
                    model: model.path,
                    scenarios: vec![asked.scenario],
                    sampling,
                    auto: true,
                    budget: asked.budget.filter(|it| !it.trim().is_empty()),
                    out: Some(out),
                    allow_abnormal_baseline: asked.allow_abnormal_baseline,
                    ..RankRequest::default()
                },
                live,
            )?),
        }
    }

    /// How far a run is.
    pub(crate) fn progress(&self, id: i64) -> Result<Progress, Fault> {
        let entry = self.catalogue.find(id)?;
        let (units, done, of) = match held(&self.live).get(&id) {
            Some(live) => {
                let of = live.of.load(Ordering::Relaxed);
                let units = held(&live.stage).map(Stage::units);
                (units, live.done.load(Ordering::Relaxed), (of > 0).then_some(of))
            }
            None => (None, 0, None),
        };
        Ok(Progress { state: entry.state, units, done, of, says: entry.says })
    }

    /// Cancels a run: one that waits never begins, one that is computed stops and keeps what it has.
    pub(crate) fn cancel(&self, id: i64) -> Result<(), Fault> {
        let computed = held(&self.live);
        if self.catalogue.turn(id, &[State::Waiting], State::Cancelled, Some("cancelled before it began"))? {
            return Ok(());
        }
        if let Some(live) = computed.get(&id) {
            live.cancelled.store(true, Ordering::Relaxed);
            return Ok(());
        }
        let entry = self.catalogue.find(id)?;
        let message = format!("run {id} is {} already", crate::catalogue::word(entry.state));
        Err(Fault { status: StatusCode::CONFLICT, ..Fault::from(Failure::Usage(message)) })
    }

    /// Lets a run that was cancelled or failed go on from what it kept.
    pub(crate) fn resume(&self, id: i64) -> Result<(), Fault> {
        if self.catalogue.turn(id, &[State::Cancelled, State::Failed], State::Waiting, None)? {
            self.ring();
            return Ok(());
        }
        let entry = self.catalogue.find(id)?;
        let message =
            format!("run {id} is {}; only what was cancelled or failed can go on", crate::catalogue::word(entry.state));
        Err(Fault { status: StatusCode::CONFLICT, ..Fault::from(Failure::Usage(message)) })
    }
}

impl Queue {
    /// Deletes a run that has ended, for good. The catalogue forgets it first, and notes that its folder is to go: whenever this process ends, that is
    /// made up for.
    pub(crate) fn delete(&self, id: i64) -> Result<(), Fault> {
        if self.catalogue.delete(id)? {
            return self.clear(id);
        }
        let entry = self.catalogue.find(id)?;
        let message = format!("run {id} is {}; cancel it first", crate::catalogue::word(entry.state));
        Err(Fault { status: StatusCode::CONFLICT, ..Fault::from(Failure::Usage(message)) })
    }

    /// Removes what is left of runs that were deleted when a server ended.
    pub(crate) fn clear_all(&self) -> Result<(), Fault> {
        self.catalogue.gone()?.into_iter().try_for_each(|id| self.clear(id))
    }

    fn clear(&self, id: i64) -> Result<(), Fault> {
        self.place.remove_run(id).map_err(|error| Fault::system(format!("run {id} is deleted, but {error}")))?;
        self.catalogue.cleared(id)
    }
}

fn too_many(message: String, advice: &str) -> Fault {
    Fault::too_much(StatusCode::UNPROCESSABLE_ENTITY, message, advice)
}

/// A refusal as a job says it.
fn told(fault: Fault) -> Failure {
    let Fault { code, message, advice, failure, .. } = fault;
    if let Some(failure) = failure {
        return *failure;
    }
    let parts = [code.map(|it| format!("{it}: ")), Some(message), advice.map(|it| format!("; {it}"))];
    Failure::Usage(parts.into_iter().flatten().collect())
}

fn text<A: Answer>(answer: &A) -> Result<(String, Option<Failure>), Failure> {
    let text = serde_json::to_string_pretty(answer).map_err(|error| Failure::System(error.to_string()))?;
    Ok((text, answer.outcome().err()))
}

#[cfg(test)]
mod tests;
