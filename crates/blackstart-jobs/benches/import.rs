//! What it takes to import a large company as ServiceNow exports it, and to check the model that comes out.
//!
//! `cargo bench -p blackstart-jobs` at full size, 100,000 items with 500,000 relations; a small one runs in every `cargo test`. The ratio is to reading
//! the same files as tables and nothing else.

#![allow(dead_code, reason = "the company is one of several that tests make")]
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and may fail")]

#[path = "../tests/it/companies.rs"]
mod companies;

use blackstart_jobs::{self as jobs, ImportCompanyRequest};
use companies::{Size, servicenow};
use std::time::Instant;

fn main() {
    let is_full = std::env::args().any(|it| it == "--bench");
    let (items, relations) = if is_full { (100_000, 500_000) } else { (1_000, 5_000) };
    let place = tempfile::tempdir().unwrap();
    let made = servicenow(place.path(), &Size { items, relations });
    let start = Instant::now();
    let tables = made.files.iter().filter(|it| it.extension().is_some_and(|it| it == "csv"));
    let names = ["name", "parent", "child", "type", "sys_id"].map(str::to_owned);
    let rows: usize = tables
        .map(|path| blackstart_read::table(path, &names, &blackstart_store::Formats).it.map_or(0, |it| it.rows.len()))
        .sum();
    let read = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let out = Some(place.path().join("model"));
    let answer =
        jobs::import_company(&ImportCompanyRequest { files: made.files, out, ..ImportCompanyRequest::default() }, &())
            .unwrap();
    let all = start.elapsed().as_secs_f64();
    assert!(answer.ok, "{:?}", answer.found.problems);
    let model = answer.model.unwrap();
    println!("{items} items, {relations} relations: {} systems, {} cells assumed", model.systems, answer.assumed);
    println!("imported and checked in {all:.2} s, {:.1} times reading {rows} rows ({read:.2} s)", all / read);
    if let Some(most) = peak_megabytes() {
        println!("at most {most:.0} MB");
    }
}

/// Most memory that this process has held, where the system says so.
fn peak_megabytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}
