//! What it takes to read a large directory as SharpHound writes it, and to cut it down to an attack.
//!
//! `cargo bench -p blackstart-import` at full size, 100,000 objects with 1,000,000 edges; a small one runs in every `cargo test`. The ratio is to
//! parsing the same JSON and nothing else.

#![allow(dead_code, reason = "the directory is one that tests make")]
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods, clippy::unwrap_used)]

#[path = "../src/bloodhound/tests/made.rs"]
mod made;

use blackstart_import::bloodhound::{Asked, DETOUR, Reader, SystemName, attack};
use std::time::Instant;

fn main() {
    let is_full = std::env::args().any(|it| it == "--bench");
    let (objects, edges, number) = if is_full { (100_000, 1_000_000, 40) } else { (1_000, 10_000, 6) };
    let made = made::made(1, objects, edges, number);
    let bytes: usize = made.files.iter().map(|(_, text)| text.len()).sum();
    let start = Instant::now();
    let parsed = made.files.iter().filter(|(_, text)| serde_json::from_str::<serde_json::Value>(text).is_ok()).count();
    let alone = start.elapsed().as_secs_f64();
    assert_eq!(parsed, made.files.len());
    let start = Instant::now();
    let mut reader = Reader::default();
    made.files.iter().for_each(|(name, text)| reader.read(name, text));
    let mut directory = reader.finish();
    let read = start.elapsed().as_secs_f64();
    let one = |id: &String| SystemName { id: id.clone(), ..SystemName::default() };
    let systems: Vec<SystemName> = made.systems.iter().map(one).collect();
    let from = [made.users[500].clone()];
    let start = Instant::now();
    let drawn = attack(
        &mut directory,
        &Asked { systems: &systems, start: &from, detour: DETOUR, name: "bench", ..Asked::default() },
    );
    let cut = start.elapsed().as_secs_f64();
    assert!(drawn.scenario.is_some(), "{:?}", directory.problems);
    println!("{} objects, {} edges, {} MB of JSON", directory.objects.len(), made.edges.len(), bytes >> 20);
    let (objects, edges) = drawn.useful;
    println!(
        "{objects} objects and {edges} edges lead to {} systems: {} states, {} techniques",
        drawn.reached.len(),
        drawn.size.0,
        drawn.size.1
    );
    println!("read in {read:.2} s, {:.1} times parsing alone ({alone:.2} s); cut down in {cut:.2} s", read / alone);
}
