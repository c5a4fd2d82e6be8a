//! A published instance (PSPLIB, Patterson), scheduled: everything is known, the end of the last task counts.

use crate::answer::Answer;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::import::refused_file;
use crate::paths::shown;
use crate::watch::{Stage, Watcher};
use blackstart_plan::psplib::{self as format, Project};
use blackstart_plan::search::{Ahead, Progress, Settings, lower_bound, on_grid};
use blackstart_plan::{Instance, Loss, Plan, Serial, verify};
use blackstart_read::file;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Schedules, as in the literature, where no budget is named.
const SCHEDULES: u64 = 50_000;
/// Largest file read.
const LARGEST: u64 = 64 << 20;

/// Which instance, and how much to search.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PsplibRequest {
    /// A `.sm`, `.mm` or `.rcp` file.
    pub file: PathBuf,
    /// Most schedules of the search; `None`: 50,000, or without end where a time is named.
    pub schedules: Option<u64>,
    /// Time the search may take \[s\].
    pub time_seconds: Option<f64>,
    /// Random seed; `None`: 1.
    pub seed: Option<u64>,
    /// Threads; 0: one per core. Never changes a schedule.
    pub threads: usize,
    /// Time for proving a lower bound \[s\], where the program was built with a constraint solver.
    pub exact_seconds: Option<f64>,
}

/// A schedule, checked.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "schema", rename = "blackstart/restart-psplib/1")]
pub struct PsplibAnswer {
    /// The file.
    pub file: String,
    /// Jobs in it.
    pub jobs: usize,
    /// Modes of the file that were left out, as they need more of a renewable resource than there is.
    pub modes_left_out: usize,
    /// End of the last job.
    pub makespan: f64,
    /// No schedule ends before.
    pub lower_bound: f64,
    /// Whether the schedule is proven optimal.
    pub proven: bool,
    /// At most this share above the optimum.
    pub gap: f64,
    /// Schedules made.
    pub schedules: u64,
    /// Random seed.
    pub seed: u64,
    /// Whether code that is not the scheduler's has checked the schedule; without that there is no answer.
    pub verified: bool,
    /// Whether the search came to its own end.
    pub complete: bool,
    /// When each job goes.
    pub schedule: Vec<PsplibTask>,
}

/// A job of a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PsplibTask {
    /// Its number in the file.
    pub job: usize,
    /// Its mode.
    pub mode: u32,
    /// Its start.
    pub start: f64,
    /// Its end.
    pub end: f64,
}

impl Answer for PsplibAnswer {
    fn outcome(&self) -> Result<(), Failure> {
        if self.complete {
            Ok(())
        } else {
            Err(Failure::Interrupted("interrupted; this is the best schedule so far".to_owned()))
        }
    }
}

/// Schedules an instance of PSPLIB, or one in Patterson's format.
///
/// # Errors
/// If the file cannot be read or understood, or a bound is asked for that cannot be proven.
pub fn psplib(request: &PsplibRequest, watcher: &dyn Watcher) -> Result<PsplibAnswer, Failure> {
    let project = project(&request.file)?;
    let instance = &project.instance;
    // What cannot be proven is said before the search, not after it.
    if request.exact_seconds.is_some() {
        provable(instance)?;
    }
    let loss = Loss::makespan();
    let clock = Clock::new(request.time_seconds, watcher);
    let endless = request.time_seconds.is_some();
    let settings = Settings {
        seed: request.seed.unwrap_or(1),
        threads: request.threads,
        schedules: request.schedules.unwrap_or(if endless { u64::MAX } else { SCHEDULES }),
    };
    let of = (settings.schedules < u64::MAX).then_some(settings.schedules);
    let watch = &mut |progress: &Progress| {
        watcher.progress(Stage::Schedules, progress.schedules, of);
        if clock.is_over() { Ahead::Stop } else { Ahead::On }
    };
    let found = on_grid(instance, &loss, &settings, watch).map_err(Failure::usage)?;
    if !found.possible {
        let tried = format!("{} schedules were tried; more of them, or another seed, may find one", found.schedules);
        return Err(Failure::Usage(format!(
            "no choice of modes was found that the non-renewable resources suffice for: {tried}"
        )));
    }

    // The plan's own list, scheduled once more and checked by code that is not the scheduler's.
    let mut serial = Serial::new(instance).map_err(Failure::usage)?;
    serial.forward(&found.plan);
    let moments = |row: &[u32]| row.iter().copied().map(f64::from).collect::<Vec<f64>>();
    let mut times = Times { starts: moments(serial.starts()), ends: moments(serial.ends()) };
    times.check(instance, &found.plan)?;
    let mut bound = lower_bound(instance, &loss);
    if let Some(seconds) = request.exact_seconds {
        let proven = exact(instance, bound, loss.of(&times.ends), seconds, watcher)?;
        bound = proven.lower;
        // The solver's schedule, where it is shorter than the search's.
        if let Some(starts) = proven.starts {
            times = Times::of(instance, &starts)?;
        }
    }
    let makespan = loss.of(&times.ends);
    let task = |task: usize| PsplibTask {
        job: task + 1,
        mode: project.numbers[instance.mode(task, found.plan.modes[task])],
        start: times.starts[task],
        end: times.ends[task],
    };
    Ok(PsplibAnswer {
        file: shown(&request.file),
        jobs: instance.tasks(),
        modes_left_out: project.left_out,
        makespan,
        lower_bound: bound,
        proven: makespan <= bound,
        // The bound is the longest task's length or more, so 0 only where nothing takes time.
        gap: if makespan <= bound { 0.0 } else { makespan / bound - 1.0 },
        schedules: found.schedules,
        seed: settings.seed,
        verified: true,
        complete: !watcher.stopped(),
        schedule: (0..instance.tasks()).map(task).collect(),
    })
}

fn project(path: &Path) -> Result<Project, Failure> {
    let bytes = file::bytes(path, LARGEST).map_err(|refused| refused_file(path, &refused))?;
    format::read(&String::from_utf8_lossy(&bytes))
        .map_err(|complaint| Failure::Malformed(format!("{}: {complaint}", path.display())))
}

/// When each task starts and ends.
struct Times {
    starts: Vec<f64>,
    ends: Vec<f64>,
}

impl Times {
    /// Starts that a solver found, checked like any other.
    fn of(instance: &Instance, starts: &[u32]) -> Result<Self, Failure> {
        let starts: Vec<f64> = starts.iter().copied().map(f64::from).collect();
        let hours = |task: usize| instance.hours(instance.mode(task, 0));
        let ends: Vec<f64> = starts.iter().enumerate().map(|(task, start)| start + hours(task)).collect();
        let plan = instance.plan(instance.list(&starts));
        let times = Self { starts, ends };
        times.check(instance, &plan)?;
        Ok(times)
    }

    fn check(&self, instance: &Instance, plan: &Plan) -> Result<(), Failure> {
        let faults = verify(instance, plan, &instance.usual(), &self.starts, &self.ends);
        if faults.is_empty() { Ok(()) } else { Err(Failure::System(format!("the schedule is wrong: {faults:?}"))) }
    }
}

/// What a constraint solver proves: a lower bound, and a schedule if it finds one that is shorter.
struct Proven {
    lower: f64,
    starts: Option<Vec<u32>>,
}

/// Whether this program can prove anything about an instance.
#[cfg(feature = "exact")]
fn provable(instance: &Instance) -> Result<(), Failure> {
    blackstart_plan::exact::suited(instance).map_err(|unproven| Failure::Usage(format!("a lower bound: {unproven}")))
}

#[cfg(not(feature = "exact"))]
fn provable(_: &Instance) -> Result<(), Failure> {
    let how = "cargo install --path crates/blackstart-cli --features exact";
    Err(Failure::Usage(format!(
        "a lower bound: this program was built without its constraint solver; build it with `{how}`"
    )))
}

#[cfg(feature = "exact")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "slots of a grid are below 2^24")]
fn exact(instance: &Instance, lower: f64, upper: f64, seconds: f64, watcher: &dyn Watcher) -> Result<Proven, Failure> {
    let clock = Clock::new(Some(seconds), watcher);
    let mut stop = || clock.is_over();
    let proven = blackstart_plan::exact::makespan(instance, lower.ceil() as u32, upper as u32, &mut stop)
        .map_err(|unproven| Failure::Usage(format!("a lower bound: {unproven}")))?;
    Ok(Proven { lower: f64::from(proven.lower), starts: proven.starts })
}

#[cfg(not(feature = "exact"))]
fn exact(_: &Instance, lower: f64, _: f64, _: f64, _: &dyn Watcher) -> Result<Proven, Failure> {
    Ok(Proven { lower, starts: None })
}
