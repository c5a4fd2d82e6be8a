//! A nation's firms under a shock, step by step: `cargo run --release -p blackstart --example network`.

#![allow(clippy::print_stdout, missing_docs)]

use blackstart::ensemble::network::{Nation, Preset, Settings};
use blackstart::read::economy;
use blackstart::store;
use std::error::Error;
use std::path::Path;

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("crates/blackstart/examples/valley");
    for (step, share) in produced(folder, &folder.join("flood.toml"), 30)?.iter().enumerate() {
        println!("step {step:>2}  {:>5.1} % of normal output", 100.0 * share);
    }
    Ok(())
}

/// Output of all firms as share of normal, in each step.
pub(crate) fn produced(network: &Path, shocks: &Path, steps: usize) -> Result<Vec<f64>, Box<dyn Error>> {
    let valley = economy::read(network, &store::Formats).it.ok_or("the network has errors")?;
    let shocks = economy::read_shocks(shocks, &valley, &store::Formats).it.ok_or("the shocks have errors")?;
    let nation = Nation::new(valley, &Settings::of(Preset::InoueTodo), &shocks)?;
    let mut course = nation.course()?;
    let normal = course.totals().production;
    let mut shares = Vec::new();
    for _ in 0..steps {
        course.step()?;
        shares.push(course.totals().production / normal);
    }
    Ok(shares)
}
