//! A company, a bad day, a thousand histories: `cargo run --release -p blackstart --example company`.

#![allow(clippy::print_stdout, missing_docs)]

use blackstart::Ensemble;
use blackstart::jobs::{self, Opened, RunRequest, Sampling};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let out = Path::new("out/jlr-2025");
    print!("{}", story(Path::new("examples/jlr-2025"), "as-forecast", 1_000, out)?);
    println!("tables and report.html are in {}", out.display());
    Ok(())
}

/// What one bad day costs and when it ends, in words; the results are written to a folder.
pub(crate) fn story(folder: &Path, day: &str, replicates: u32, out: &Path) -> Result<String, Box<dyn Error>> {
    // The company: plants, suppliers, dealers, systems, and what depends on what; a bad day, and how the company answers it. What is wrong
    // with their files comes all at once. Same files, same seed, same version: the same bytes, on any number of threads.
    let sampling = Sampling { replicates: Some(u64::from(replicates)), seed: Some(7), threads: 0 };
    let request = RunRequest {
        model: folder.to_owned(),
        scenario: Some(day.to_owned()),
        sampling,
        out: Some(out.to_owned()),
        ..RunRequest::default()
    };
    let summary = jobs::run(&request, &())?.summary;

    let mut told = String::new();
    let loss = &summary.loss.total;
    writeln!(told, "one time in two over {:.3e}, one in twenty over {:.3e}", loss.p50, loss.p95)?;
    for target in &summary.targets {
        let date = target.held.p50.date.as_deref().unwrap_or("after the horizon");
        writeln!(told, "{}: in half of the cases from {date} on", target.title)?;
    }
    for cause in &summary.loss.by_cause {
        writeln!(told, "{:>14}  {:.3e}", cause.name, cause.loss.mean)?;
    }

    // Look inside the worst history: a row for every system and site, a column for every day.
    if let Some(worst) = summary.loss.worst_replicate {
        let Opened { model, scenario, .. } = jobs::open(folder, Some(day))?;
        told += &Ensemble::new(&model, &scenario).seed(7).strip(worst);
    }
    Ok(told)
}
