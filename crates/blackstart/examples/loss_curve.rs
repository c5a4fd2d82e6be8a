//! Years of a bad day that comes now and then, and their loss curve: `cargo run --release -p blackstart --example loss_curve`.

#![allow(clippy::print_stdout, missing_docs)]

use blackstart::ensemble::years::YearsSummary;
use blackstart::jobs::{self, Opened};
use blackstart::{Ensemble, Years};
use std::error::Error;
use std::path::Path;

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let it = curve(Path::new("examples/marks-and-spencer-2025"), "prior", 2_000, 100_000)?;
    println!("{} events in {} years", it.events, it.years);
    for point in &it.subjects[0].gross.points {
        println!("a year as bad as {:.3e} comes once in {:.0} years", point.year, point.return_period);
    }
    Ok(())
}

/// Plays a day as often as told, and makes years of its histories: the scenario's `rate` is how often it comes in one.
pub(crate) fn curve(folder: &Path, day: &str, replicates: u32, years: u32) -> Result<YearsSummary, Box<dyn Error>> {
    let Opened { model, scenario, .. } = jobs::open(folder, Some(day))?;
    let results = Ensemble::new(&model, &scenario).seed(7).replicates(replicates).run();
    Ok(Years::new(&[&results], &[], years, 1)?.summary())
}
