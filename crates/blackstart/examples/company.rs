//! A company, a bad day, a thousand histories: `cargo run --release -p blackstart --example company`.

#![allow(clippy::print_stdout, missing_docs)]

use blackstart::{Ensemble, Summary, read, report, store};
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
    // The company: plants, suppliers, dealers, systems, and what depends on what. Reading finds everything that is wrong at once.
    let found = read::model(folder, &store::Formats);
    let mut told = report::problems(&found.problems, found.omitted, report::Style::default());
    let model = found.it.ok_or_else(|| told.clone())?;

    // A bad day, and how the company answers it.
    let found = read::scenario(&folder.join(format!("scenarios/{day}.toml")), &model);
    told += &report::problems(&found.problems, found.omitted, report::Style::default());
    let bad_day = found.it.ok_or_else(|| told.clone())?;

    // Same files, same seed, same version: the same bytes, on any number of threads.
    let ensemble = Ensemble::new(&model, &bad_day).seed(7).replicates(replicates);
    let results = ensemble.run();

    let summary = Summary::of(&results);
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
        told += &ensemble.strip(worst);
    }

    store::write(&results, out)?;
    let story = report::Story::new(&results, summary);
    std::fs::write(out.join("report.html"), report::html(&story))?;
    Ok(told)
}
