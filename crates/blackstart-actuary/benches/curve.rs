//! Exceedance probabilities at 16 return periods: seconds on one thread, next to sorting, to reading the memory once, and to oasislmf.
//!
//! Small under `cargo test`; `cargo bench -p blackstart-actuary -- PERIODS` for any size (10 000 000 if none is given). Where BLACKSTART_OASISLMF
//! names a Python that has the package, it is timed on the like.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

use blackstart_actuary::curve::{Averaging, EptOptions, EptRow, PeriodLosses, ept};
use blackstart_actuary::policy::{Claim, Clock, Coverage, Layer, Policy, TimeTerms};
use std::hint::black_box;
use std::time::Instant;

const RETURN_PERIODS: [f64; 16] =
    [1e6, 1e5, 1e4, 5e3, 2e3, 1e3, 500.0, 250.0, 200.0, 100.0, 50.0, 25.0, 20.0, 10.0, 5.0, 2.0];

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let full = words.iter().any(|word| word == "--bench");
    let given = words.iter().find_map(|word| word.parse().ok());
    let periods: usize = given.unwrap_or(if full { 10_000_000 } else { 30_000 });
    println!("{periods} periods, 1 sample, {} return periods, both bases, full uncertainty", RETURN_PERIODS.len());

    let mut draw = Draw(7);
    // Pareto, one year in two without loss.
    let yearly: Vec<f64> =
        (0..periods).map(|_| (1e6 * (draw.unit().powf(-1.0 / 1.5) - 1.0)) * f64::from(draw.unit() < 0.5)).collect();

    let start = Instant::now();
    let mut losses = PeriodLosses::new(periods, 1);
    yearly.iter().enumerate().for_each(|(period, &loss)| losses.add(period, 0, loss));
    let built = start.elapsed().as_secs_f64();
    let options = EptOptions {
        averagings: &[Averaging::FullUncertainty],
        return_periods: Some(&RETURN_PERIODS),
        ..EptOptions::default()
    };
    let (rows, ours) = timed(|| ept(&losses, &options));
    println!("  occurrences to periods {built:.3} s, periods to curve {ours:.3} s; hash {:016x}", hash(&rows));

    let (_, sorting) = timed(|| {
        let mut copy = yearly.clone();
        copy.sort_unstable_by(f64::total_cmp);
        copy.last().copied()
    });
    // Four sums side by side: one would wait for itself.
    let (_, reading) = timed(|| {
        let four = |sum: [f64; 4], it: &[f64]| std::array::from_fn(|i| sum[i] + it[i]);
        yearly.chunks_exact(4).fold([0.0; 4], four)
    });
    println!(
        "  two sorts {:.3} s: {:.1} times; reading both twice {:.3} s: {:.1} times",
        2.0 * sorting,
        2.0 * sorting / ours,
        4.0 * reading,
        4.0 * reading / ours
    );

    let every = EptOptions { return_periods: None, ..options };
    let (rows, all) = timed(|| ept(&losses, &every));
    println!("  every rank: {} rows, {all:.3} s", rows.len());

    settle(periods.min(1_000_000));
    if let (true, Some(python)) = (full, std::env::var_os("BLACKSTART_OASISLMF")) {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/time_oasislmf.py");
        let answer = std::process::Command::new(python).arg(script).arg(periods.to_string()).output();
        match answer {
            Ok(it) if it.status.success() => {
                let text = String::from_utf8_lossy(&it.stdout);
                let theirs: f64 = text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or(f64::NAN);
                println!("  oasislmf: {}; {:.0} times", text.trim(), theirs / (built + ours));
            }
            other => println!("  oasislmf was not timed: {other:?}"),
        }
    }
}

/// What a policy costs per event of eighty cells.
fn settle(events: usize) {
    let policy = Policy {
        coverages: vec![Coverage {
            time: TimeTerms { waiting_hours: 12.0, indemnity_hours: 1000.0, ..TimeTerms::default() },
            deductible: 10.0,
            limit: 5e3,
            annual_value: 0.0,
        }],
        retention: 100.0,
        layers: vec![Layer { limit: 1e3, ..Layer::default() }, Layer { attachment: 1e3, ..Layer::default() }],
    };
    let edges: Vec<f64> = (0..=80).map(|day| 24.0 * f64::from(day)).collect();
    let money: Vec<f64> = (0..80).map(|day| 100.0 - f64::from(day)).collect();
    let (sum, seconds) = timed(|| {
        let mut sum = 0.0;
        for _ in 0..events {
            let claim = Claim {
                coverage: 0,
                begins_hours: 6.0,
                restored_hours: 900.0,
                edges_hours: &edges,
                money: black_box(&money),
                lump: 50.0,
            };
            sum += policy.year(&[vec![claim]], Clock::Hours)[0].ceded;
        }
        sum
    });
    println!("  {events} events of 80 days settled: {:.0} ns each; sum {sum:.6e}", seconds * 1e9 / events as f64);
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
fn hash(rows: &[EptRow]) -> u64 {
    let bits = rows.iter().flat_map(|row| [row.return_period, row.loss]);
    bits.fold(0xcbf2_9ce4_8422_2325, |hash, bits| (hash ^ bits.to_bits()).wrapping_mul(0x0100_0000_01b3))
}

/// splitmix64 (Steele, Lea & Flood 2014).
struct Draw(u64);

impl Draw {
    /// Above 0, up to 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON
    }
}
