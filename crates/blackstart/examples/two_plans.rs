//! Two plans on the same random draws: `cargo run --release -p blackstart --example two_plans`.

#![allow(clippy::print_stdout, missing_docs)]

use blackstart::jobs::{self, Opened};
use blackstart::model::scenario::PriorityRule;
use blackstart::{Comparison, Ensemble};
use std::error::Error;
use std::path::Path;

pub(crate) fn main() -> Result<(), Box<dyn Error>> {
    let it = compared(Path::new("examples/jlr-2025"), "as-forecast", 500)?;
    let saved = &it.total_loss.difference;
    println!(
        "what is quickest first, less the scenario's own order: {:.3e} (90 % between {:.3e} and {:.3e})",
        saved.mean, saved.p05, saved.p95
    );
    println!("quickest first is worse in {:.0} % of {} histories", 100.0 * it.total_loss.a_worse.share, it.replicates);
    Ok(())
}

/// What is quickest first (A) against the order of the scenario (B).
pub(crate) fn compared(folder: &Path, day: &str, replicates: u32) -> Result<Comparison, Box<dyn Error>> {
    let Opened { model, scenario: own, .. } = jobs::open(folder, Some(day))?;
    let mut quickest = own.clone();
    let recovery = quickest.recovery.as_mut().ok_or("the scenario has no recovery")?;
    recovery.priority.clear();
    recovery.rule = PriorityRule::Shortest;

    // Every draw is a function of seed, replicate and subject, not of the plan: the difference is the plans', not chance's.
    let play = |scenario| Ensemble::new(&model, scenario).seed(7).replicates(replicates).run();
    Ok(Comparison::of(&play(&quickest), &play(&own))?)
}
