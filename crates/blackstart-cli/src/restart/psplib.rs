//! A published instance, scheduled: everything is known, the end of the last task counts.

use super::Clock;
use crate::Done;
use crate::args::Restart;
use crate::console::Console;
use crate::failure::Failure;
use blackstart::plan::search::{Ahead, Progress, Settings, lower_bound, on_grid};
use blackstart::plan::{Instance, Loss, Serial, psplib, verify};
use serde_json::json;
use std::path::Path;

/// Schedules, as in the literature, where no budget is named.
const SCHEDULES: u64 = 50_000;
/// Largest file read.
const LARGEST: u64 = 64 << 20;

pub(super) fn psplib(file: &Path, asked: &Restart, console: &Console) -> Done {
    let size = std::fs::metadata(file).map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?.len();
    if size > LARGEST {
        return Err(Failure::Usage(format!("{}: larger than 64 MiB", file.display())));
    }
    let bytes = std::fs::read(file).map_err(|error| Failure::file("read", file, error))?;
    let instance = psplib::read(&String::from_utf8_lossy(&bytes)).map_err(|complaint| {
        console.error(&format!("{}: {complaint}", file.display()));
        Failure::Invalid
    })?;
    // What cannot be proven is said before the search, not after it.
    if asked.exact.is_some() {
        provable(&instance)?;
    }
    let loss = Loss::makespan();
    let clock = Clock::new(asked.time)?;
    let settings = Settings {
        seed: asked.luck.seed.unwrap_or(1),
        threads: usize::from(asked.luck.threads.unwrap_or(1)),
        schedules: asked.schedules.unwrap_or(if asked.time.is_some() { u64::MAX } else { SCHEDULES }),
    };
    let watch = &mut |_: &Progress| if clock.is_over() { Ahead::Stop } else { Ahead::On };
    let found = on_grid(&instance, &loss, &settings, watch).map_err(|unsuited| Failure::Usage(unsuited.to_string()))?;

    // The plan's own list, scheduled once more and checked by code that is not the scheduler's.
    let mut serial = Serial::new(&instance).map_err(|unsuited| Failure::Usage(unsuited.to_string()))?;
    serial.forward(&found.plan);
    let moments = |row: &[u32]| row.iter().copied().map(f64::from).collect::<Vec<f64>>();
    let (starts, ends) = (moments(serial.starts()), moments(serial.ends()));
    let faults = verify(&instance, &found.plan, &instance.usual(), &starts, &ends);
    if !faults.is_empty() {
        return Err(Failure::Internal(format!("the schedule is wrong: {faults:?}")));
    }
    let makespan = loss.of(&ends);
    let mut bound = lower_bound(&instance, &loss);
    let mut shorter = None;
    if let Some(seconds) = asked.exact {
        (bound, shorter) = exact(&instance, bound, makespan, seconds, &clock)?;
    }
    // The solver's schedule, where it is shorter than the search's.
    let (starts, ends) = match shorter {
        Some(found) => checked(&instance, &found)?,
        None => (starts, ends),
    };
    let makespan = loss.of(&ends);
    // At most this share above the optimum; the bound is the longest task's length or more, so 0 only where nothing takes time.
    let gap = if makespan <= bound { 0.0 } else { makespan / bound - 1.0 };
    if asked.json {
        let tasks: Vec<_> = (0..instance.tasks())
            .map(|task| json!({ "job": task + 1, "mode": found.plan.modes[task] + 1, "start": starts[task], "end": ends[task] }))
            .collect();
        console.json(&json!({
            "schema": "blackstart/restart-psplib/1", "file": file, "jobs": instance.tasks(), "makespan": makespan,
            "lower_bound": bound, "proven": makespan <= bound, "gap": gap, "schedules": found.schedules, "seed": settings.seed,
            "verified": true, "schedule": tasks,
        }))?;
    } else {
        let proof = if makespan <= bound {
            ": optimal".to_owned()
        } else {
            format!(", not below {bound}: at most {:.1} % too long", 100.0 * gap)
        };
        console.data(&format!(
            "makespan {makespan}{proof} ({} jobs, {} schedules, checked)\n\n",
            instance.tasks(),
            found.schedules
        ))?;
        console.data("job  start  end\n")?;
        let mut order: Vec<usize> = (0..instance.tasks()).collect();
        order.sort_by(|&a, &b| starts[a].total_cmp(&starts[b]).then(a.cmp(&b)));
        for task in order {
            console.data(&format!("{:>3}  {:>5}  {:>3}\n", task + 1, starts[task], ends[task]))?;
        }
    }
    if clock.was_interrupted() {
        return Err(clock.interrupted("interrupted; this is the best schedule so far".to_owned()));
    }
    Ok(())
}

/// Begins and ends of the solver's schedule, checked like any other.
fn checked(instance: &Instance, starts: &[u32]) -> Result<(Vec<f64>, Vec<f64>), Failure> {
    let starts: Vec<f64> = starts.iter().copied().map(f64::from).collect();
    let hours = |task: usize| instance.hours(instance.mode(task, 0));
    let ends: Vec<f64> = starts.iter().enumerate().map(|(task, start)| start + hours(task)).collect();
    let plan = instance.plan(instance.list(&starts));
    let faults = verify(instance, &plan, &instance.usual(), &starts, &ends);
    if faults.is_empty() {
        Ok((starts, ends))
    } else {
        Err(Failure::Internal(format!("the schedule is wrong: {faults:?}")))
    }
}

/// Whether this program can prove anything about an instance.
#[cfg(feature = "exact")]
fn provable(instance: &Instance) -> Result<(), Failure> {
    blackstart::plan::exact::suited(instance).map_err(|unproven| Failure::Usage(format!("--exact: {unproven}")))
}

#[cfg(not(feature = "exact"))]
fn provable(_: &Instance) -> Result<(), Failure> {
    let how = "cargo install --path crates/blackstart-cli --features exact";
    Err(Failure::Usage(format!("--exact: this program was built without its constraint solver; build it with `{how}`")))
}

/// What a constraint solver proves in so many seconds: a lower bound, and a schedule if it finds one that is shorter.
#[cfg(feature = "exact")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "slots of a grid are below 2^24")]
fn exact(
    instance: &Instance,
    lower: f64,
    upper: f64,
    seconds: f64,
    clock: &Clock,
) -> Result<(f64, Option<Vec<u32>>), Failure> {
    let begun = std::time::Instant::now();
    let mut stop = || clock.was_interrupted() || begun.elapsed().as_secs_f64() >= seconds;
    let proven = blackstart::plan::exact::makespan(instance, lower.ceil() as u32, upper as u32, &mut stop)
        .map_err(|unproven| Failure::Usage(format!("--exact: {unproven}")))?;
    Ok((f64::from(proven.lower), proven.starts))
}

#[cfg(not(feature = "exact"))]
fn exact(_: &Instance, lower: f64, _: f64, _: f64, _: &Clock) -> Result<(f64, Option<Vec<u32>>), Failure> {
    Ok((lower, None))
}
