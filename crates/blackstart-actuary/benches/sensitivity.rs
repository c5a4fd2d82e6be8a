//! What drives an outcome, 50 inputs by 10,000 histories, and what 20 facts are worth: seconds on one thread, next to reading the numbers once, and to
//! SALib.
//!
//! Small under `cargo test`; `cargo bench -p blackstart-actuary --bench sensitivity` for the full size. Where BLACKSTART_SALIB names a Python that has the
//! package, it is timed on the like.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

use blackstart_actuary::sensitivity::{Classes, FirstOrder, Outcome, delta, edges, first_order};
use blackstart_actuary::voi::{Options, perfect};
use std::hint::black_box;
use std::time::Instant;

fn main() {
    let full = std::env::args().any(|word| word == "--bench");
    let (inputs, histories) = if full { (50, 10_000) } else { (5, 500) };
    let mut draw = Draw(7);
    let uniform: Vec<Vec<f64>> = (0..inputs).map(|_| (0..histories).map(|_| draw.unit()).collect()).collect();
    // Three inputs matter, the last is an event; all others do nothing.
    let y: Vec<f64> = (0..histories)
        .map(|at| 2.0 * uniform[0][at] + uniform[1][at] * uniform[1][at] + 3.0 * f64::from(uniform[2][at] < 0.07))
        .collect();
    println!("{inputs} inputs, {histories} histories");

    let outcome = Outcome::new(&y);
    let edges = edges(histories, &[0.07]);
    let (shares, first) = timed(|| -> Vec<FirstOrder> {
        uniform.iter().map(|u| first_order(&Classes::by_edges(u, &edges), &outcome)).collect()
    });
    let (deltas, moments_free) =
        timed(|| -> Vec<f64> { uniform.iter().map(|u| delta(&Classes::by_rank(u), &outcome)).collect() });
    // By hand: sums of every input with the outcome, which reads all of the memory once.
    let (_, reading) =
        timed(|| uniform.iter().map(|u| u.iter().zip(&y).map(|(u, y)| u * y).sum::<f64>()).collect::<Vec<f64>>());
    let dummies = |all: &[f64]| all[3..].iter().fold(0.0_f64, |most, it| most.max(it.abs()));
    let all: Vec<f64> = shares.iter().map(|it| it.share).collect();
    println!(
        "  S1 with intervals {first:.4} s (bar 0.05), {:.1} times reading; dummies at most {:.4}",
        first / reading,
        dummies(&all)
    );
    println!(
        "  delta {moments_free:.4} s (bar 0.1), {:.1} times reading; dummies at most {:.4}",
        moments_free / reading,
        dummies(&deltas)
    );
    println!("  hash {:016x}", hash(all.iter().chain(&deltas)));
    assert!(all[0] > 0.05 && all[1] > 0.01 && all[2] > 0.3, "{:?}", &all[..3]);

    let (facts, options) = if full { (20, 5) } else { (4, 3) };
    let benefits: Vec<Vec<f64>> = (0..options)
        .map(|option| (0..histories).map(|at| uniform[option][at] * 2.0 + (option as f64) * 0.1 * y[at]).collect())
        .collect();
    let (worths, knowing) = timed(|| -> Vec<f64> {
        let options = Options::new(&benefits);
        uniform.iter().cycle().take(facts).map(|u| perfect(u, &[], &options).value).collect()
    });
    println!(
        "  value of {facts} facts over {options} options {knowing:.4} s (bar 0.1), {:.1} times reading one a fact",
        knowing / (reading / inputs as f64 * facts as f64)
    );
    println!("  hash {:016x}", hash(worths.iter()));

    if let (true, Some(python)) = (full, std::env::var_os("BLACKSTART_SALIB")) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/time_salib.py");
        let sizes = [inputs.to_string(), histories.to_string()];
        match std::process::Command::new(python).arg(script).args(sizes).output() {
            Ok(it) if it.status.success() => {
                let text = String::from_utf8_lossy(&it.stdout);
                let theirs: Vec<f64> = text.split(' ').filter_map(|word| word.trim().parse().ok()).collect();
                println!("  SALib: {}", text.trim());
                if let [sobol, all] = theirs[..] {
                    println!("  SALib/ours: S1 {:.0} times, delta {:.0} times", sobol / first, all / moments_free);
                }
            }
            other => println!("  SALib was not timed: {other:?}"),
        }
    }
}

/// The answer and the best time of three.
fn timed<T>(mut work: impl FnMut() -> T) -> (T, f64) {
    let mut best = f64::INFINITY;
    let mut answer = None;
    for _ in 0..3 {
        let start = Instant::now();
        answer = Some(black_box(work()));
        best = best.min(start.elapsed().as_secs_f64());
    }
    (answer.expect("three runs"), best)
}

/// FNV-1a over the bits of the answers.
fn hash<'a>(all: impl Iterator<Item = &'a f64>) -> u64 {
    all.fold(0xcbf2_9ce4_8422_2325, |hash, it| (hash ^ it.to_bits()).wrapping_mul(0x0100_0000_01b3))
}

/// splitmix64 (Steele, Lea & Flood 2014).
struct Draw(u64);

impl Draw {
    /// From 0, below 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
