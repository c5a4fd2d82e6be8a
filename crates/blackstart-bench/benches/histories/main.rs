//! Whole histories of the real case: how many a second, and what a second thread is worth.
//!
//! `cargo bench -p blackstart-bench`; a small size runs in every `cargo test`.

#![allow(clippy::print_stdout)]

mod rank;

use blackstart::{Ensemble, Model, Scenario, ensemble, model, read, sim, store};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() {
    let full = std::env::args().any(|word| word == "--bench");
    rank::told(full);
    if std::env::args().any(|word| word == "rank") {
        return;
    }
    let (company, bad_day) = read_from("jlr-2025", "as-forecast");
    // Two batches at least, or a second thread has nothing to do.
    let (replicates, rounds) = if full { (512, 3) } else { (16, 1) };
    let steps = (bad_day.horizon_hours / bad_day.step_hours).round();
    println!(
        "{} sites, {} links, {steps} steps of {} h, {replicates} histories, best of {rounds}",
        company.sites.len(),
        company.links.len(),
        bad_day.step_hours
    );

    let one = best(&company, &bad_day, replicates, 1, rounds);
    let two = best(&company, &bad_day, replicates, 2, rounds);
    assert_eq!(one.1, two.1, "the same bytes on one thread and on two");
    println!("answer {}", one.1);
    let link_steps = company.links.len() as f64 * steps * f64::from(replicates);
    for (threads, seconds) in [(1, one.0), (2, two.0)] {
        println!(
            "{threads} thread(s): {:8.1} histories/s, {:5.2} ns per link, step and history (everything included), 10,000 x 180 steps in {:5.1} s",
            f64::from(replicates) / seconds,
            seconds * 1e9 / link_steps,
            seconds / (f64::from(replicates) * steps) * 10_000.0 * 180.0,
        );
    }
    println!("two threads / one: {:.2}", one.0 / two.0);
    let memory = memory_seconds(&company, &bad_day, rounds);
    println!(
        "memory: streaming what the goods and money of a history must touch takes {:.2} ns per link, step and history; one thread takes {:.1} times that",
        memory * 1e9 / (company.links.len() as f64 * steps),
        one.0 / f64::from(replicates) / memory
    );
    money_share(company, &bad_day, replicates / 8, rounds);
    drivers_share(if full { 10_000 } else { 256 });
}

/// What it costs to tell what drives the result of the cheapest example, next to playing it, on one thread.
fn drivers_share(replicates: u32) {
    let (company, bad_day) = read_from("marks-and-spencer-2025", "prior");
    let started = Instant::now();
    let results = Ensemble::new(&company, &bad_day).seed(1).replicates(replicates).threads(1).run();
    let played = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let inputs = ensemble::Inputs::new(&company, &bad_day, 1);
    let drivers = ensemble::drivers::Study::new(&inputs, &results, 1).drivers();
    let told = started.elapsed().as_secs_f64();
    assert_eq!(drivers.outcomes.len(), 2, "the loss, and the days until a target holds");
    println!(
        "what drives the result: {} inputs, {replicates} histories: {told:.3} s, {:.2}% of playing them",
        drivers.inputs,
        100.0 * told / played
    );
}

/// What ledger and policies cost of a history, with a tower on the company: the loss stage alone next to the whole simulation.
fn money_share(mut company: Model, bad_day: &Scenario, replicates: u32, rounds: u32) {
    let (insured, _) = read_from("marks-and-spencer-2025", "as-happened");
    let mut policies = insured.policies;
    let party = company.parties.iter().find(|(_, party)| party.kind == model::model::PartyKind::Company);
    for policy in &mut policies {
        policy.insured = party.expect("the example has a company").0;
        policy.insurer = None;
    }
    company.policies = policies;
    let world = sim::World::new(&company, bad_day);
    let draws: Vec<sim::draw::Draw> =
        (0..u64::from(replicates.max(1))).map(|replicate| sim::draw::Draw { seed: 1, replicate }).collect();
    let (mut whole, mut money) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..rounds {
        let started = Instant::now();
        let outcomes = sim::batch(&world, &draws);
        whole = whole.min(started.elapsed().as_secs_f64());
        let started = Instant::now();
        for (outcome, &draw) in outcomes.iter().zip(&draws) {
            let sim::handover::Outcome { compromise, availability, capacity, flow, loss, .. } = outcome;
            let happened = sim::loss::Happened { taken: &compromise.taken, availability, capacity, flow };
            let again = sim::loss::account(&company, bad_day, world.layout(), draw, happened);
            assert_eq!(&again, loss, "the ledger is a function of what happened");
        }
        money = money.min(started.elapsed().as_secs_f64());
    }
    let layers: usize = company.policies.iter().map(|policy| policy.layers.len()).sum();
    println!(
        "ledger and insurance ({layers} layers): {:.1} us per history, {:.2}% of the simulation",
        money * 1e6 / draws.len() as f64,
        100.0 * money / whole
    );
}

/// Time to copy the numbers that a history's network must touch \[s\]. In every step of twin and event, per link: stock, pipeline, order,
/// shipment and invoice, in and out, and filled share, order sum and receipts of the supplier in; per site: fourteen numbers in, eight out.
fn memory_seconds(company: &Model, bad_day: &Scenario, rounds: u32) -> f64 {
    let (links, sites) = (company.links.len(), company.sites.len());
    let numbers = (13 * links + 22 * sites) / 2;
    let engine_steps = (2.0 * bad_day.horizon_hours + bad_day.warm_up_hours) / bad_day.step_hours;
    // Four histories side by side, so that what is streamed is as large as what an engine holds.
    let from = vec![1.0_f64; 4 * numbers];
    let mut to = vec![0.0_f64; 4 * numbers];
    let mut best = f64::INFINITY;
    for _ in 0..rounds * 20 {
        let started = Instant::now();
        black_box(&mut to).copy_from_slice(black_box(&from));
        best = best.min(started.elapsed().as_secs_f64());
    }
    best / 4.0 * engine_steps
}

/// Best time \[s\] and the digest of the results.
fn best(company: &Model, bad_day: &Scenario, replicates: u32, threads: usize, rounds: u32) -> (f64, String) {
    let ensemble = Ensemble::new(company, bad_day).seed(1).replicates(replicates).threads(threads);
    let mut seconds = f64::INFINITY;
    let mut digest = String::new();
    for _ in 0..rounds {
        let started = Instant::now();
        let results = ensemble.run();
        seconds = seconds.min(started.elapsed().as_secs_f64());
        digest = store::digest(&results).to_string();
    }
    assert!(seconds.is_finite() && seconds > 0.0, "{seconds}");
    (seconds, digest)
}

fn read_from(example: &str, scenario: &str) -> (Model, Scenario) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(example);
    let company = read::model(&folder, &store::Formats);
    let company = company.it.unwrap_or_else(|| panic!("the example does not check: {:?}", company.problems.first()));
    let file: PathBuf = folder.join(format!("scenarios/{scenario}.toml"));
    let bad_day = read::scenario(&file, &company);
    let bad_day = bad_day.it.unwrap_or_else(|| panic!("the scenario does not check: {:?}", bad_day.problems.first()));
    (company, bad_day)
}
