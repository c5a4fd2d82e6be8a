//! What a schedule costs, what a search reaches in a time, and what planning for many cases is worth.
//!
//! `cargo bench -p blackstart-plan` at full size; a small one runs in every `cargo test`. The published instances of 120 tasks are read from the shared
//! folder (`BLACKSTART_SHARED`). `BLACKSTART_CP_SAT=PYTHON` (one that has ortools) gives OR-tools CP-SAT ten seconds and two workers on each of them.

#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench has a clock, prints, and may fail"
)]

use blackstart_plan::search::{Ahead, Phase, Settings, Stochastic, losses, on_grid};
use blackstart_plan::{
    Case, Curve, Demand, Instance, Loss, Mode, Player, Policy, Resource, Serial, Task, Value, psplib, rule,
};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// SplitMix64, for made-up instances.
struct Dice(u64);

impl Dice {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }
}

/// A company after a shutdown: half as many systems as tasks, each rebuilt by one crew and started by another. One in 25 is infrastructure, four are platforms
/// that start after some of it, the rest are applications that start after some platforms. Services need a handful of applications.
fn company(tasks: usize, resources: usize, seed: u64) -> (Instance, Loss) {
    let mut dice = Dice(seed);
    let systems = tasks / 2;
    let (infrastructure, platforms) = ((systems / 25).max(1), (systems / 5).max(2));
    let mut rows: Vec<Task> = Vec::new();
    let work = |dice: &mut Dice, after: Vec<usize>, longest: f64| {
        let demands = vec![Demand { resource: dice.below(resources), heads: 1 + dice.below(2) as u32 }];
        Task {
            modes: vec![Mode { hours: 1.0 + longest * dice.unit(), price: 0.0, demands }],
            after,
            needed: None,
            begun: false,
            group: None,
        }
    };
    for system in 0..systems {
        let below = if system < infrastructure {
            0..0
        } else if system < platforms {
            0..infrastructure
        } else {
            infrastructure..platforms
        };
        let count = if below.is_empty() { 0 } else { 1 + dice.below(2) };
        let after = (0..count).map(|_| 2 * (below.start + dice.below(below.len())) + 1).collect();
        rows.push(work(&mut dice, after, 30.0));
        rows.push(work(&mut dice, vec![2 * system], 6.0));
    }
    let mut values = Vec::new();
    for _ in 0..12 + tasks / 100 {
        let needs = (0..3 + dice.below(8)).map(|_| 2 * (platforms + dice.below(systems - platforms)) + 1).collect();
        let curve = Curve::rate(1000.0 * (-3.0 * dice.unit()).exp(), if dice.below(2) == 0 { 0.0 } else { 48.0 });
        values.push(Value { task: rows.len(), curve });
        rows.push(Task { modes: vec![Mode::default()], after: needs, needed: None, begun: false, group: None });
    }
    let crews = (0..resources).map(|_| Resource::always(2 + dice.below(2) as u32)).collect();
    (Instance::new(&rows, crews).unwrap(), Loss { span_rate: 0.0, values })
}

/// A case with a factor of its own for each task and one for all, of mean 1 (CV some 0.5).
fn case(instance: &Instance, replicate: u64) -> Case {
    let mut dice = Dice(replicate ^ 0x5eed);
    let mut factor = |spread: f64| {
        // The sum of twelve uniforms less six is close enough to normal.
        let normal: f64 = (0..12).map(|_| dice.unit()).sum::<f64>() - 6.0;
        (spread * normal - 0.5 * spread * spread).exp()
    };
    let common = factor(0.2);
    let mut case = instance.usual();
    for hours in &mut case.hours {
        *hours *= common * factor(0.45);
    }
    case
}

/// Seconds of one call, the least of several runs of many.
fn seconds(repeat: usize, mut call: impl FnMut()) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..7 {
        let begun = Instant::now();
        (0..repeat).for_each(|_| call());
        best = best.min(begun.elapsed().as_secs_f64() / repeat as f64);
    }
    best
}

/// Seconds this thread has worked; where that is not known (other systems than Linux), that have gone by. Other programs on the machine count in the latter.
fn worked(begun: Instant) -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text.split_whitespace().next().and_then(|it| it.parse::<f64>().ok());
    nanos.map_or_else(|| begun.elapsed().as_secs_f64(), |nanos| 1e-9 * nanos)
}

fn shared() -> Option<PathBuf> {
    let folder = blackstart_oracle::shared().join("oracles/rcpsp");
    if !folder.is_dir() {
        println!("no {}: published instances are left out", folder.display());
    }
    folder.is_dir().then_some(folder)
}

/// Serial schedules of 120 tasks, and what a search reaches in a time.
fn published(folder: &Path, full: bool) {
    let known = std::fs::read_to_string(folder.join("best_known.csv")).unwrap();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder.join("j120")).unwrap().map(|it| it.unwrap().path()).collect();
    files.sort();
    files.truncate(if full { files.len() } else { 1 });
    let (mut micros, mut gaps, mut made) = (Vec::new(), Vec::new(), 0);
    for path in &files {
        let instance = psplib::read(&std::fs::read_to_string(path).unwrap()).unwrap().instance;
        let mut serial = Serial::new(&instance).unwrap();
        let plan = instance.plan(rule::latest_finish(&instance));
        micros.push(
            1e6 * seconds(if full { 2000 } else { 10 }, || {
                std::hint::black_box(serial.forward(&plan));
            }),
        );
        let budget = if full { 0.3 } else { 0.03 };
        let clock = Instant::now();
        let begun = worked(clock);
        let watch = &mut |_: &_| if worked(clock) - begun < budget { Ahead::On } else { Ahead::Stop };
        let settings = Settings { seed: 1, threads: 1, schedules: u64::MAX };
        let found = on_grid(&instance, &Loss::makespan(), &settings, watch).unwrap();
        made += found.schedules;
        let name = path.file_stem().unwrap().to_str().unwrap();
        let Some(best) = best_known(&known, name) else { continue };
        gaps.push(100.0 * (found.loss - best) / best);
    }
    let mean = |row: &[f64]| row.iter().sum::<f64>() / row.len() as f64;
    println!(
        "serial schedule of 120 tasks: {:.2} µs on average, {:.2} at most",
        mean(&micros),
        micros.iter().copied().fold(0.0, f64::max)
    );
    println!(
        "120 tasks, 0.3 s of one thread: mean gap {:.2} % over {} instances ({made} schedules)",
        mean(&gaps),
        gaps.len()
    );
    peer(&files, &known, if full { 10 } else { 1 });
}

/// What is best known of an instance's makespan.
fn best_known(known: &str, name: &str) -> Option<f64> {
    let row = known.lines().find(|line| line.split(',').next() == Some(name))?;
    row.split(',').nth(6)?.parse().ok()
}

/// OR-tools CP-SAT on the same instances, where `BLACKSTART_CP_SAT` names a Python that has it.
fn peer(files: &[PathBuf], known: &str, seconds: u32) {
    let Some(python) = std::env::var_os("BLACKSTART_CP_SAT") else { return };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/time_cp_sat.py");
    let output =
        std::process::Command::new(python).arg(script).arg(seconds.to_string()).arg("2").args(files).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let mut gaps = Vec::new();
    let (mut proven, mut spent, mut worked) = (0, 0.0, 0.0);
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [found, bound, wall, busy] = [1, 2, 3, 4].map(|at| words[at].parse::<f64>().unwrap());
        (spent, worked) = (spent + wall, worked + busy);
        proven += usize::from(found <= bound);
        gaps.extend(best_known(known, words[0]).map(|best| 100.0 * (found - best) / best));
    }
    assert_eq!(gaps.len(), files.len(), "CP-SAT: {}", String::from_utf8_lossy(&output.stderr));
    // On a quiet machine two workers get nearly two CPU-seconds a second; with less, the comparison is not fair to them.
    let count = gaps.len() as f64;
    println!(
        "  OR-tools CP-SAT, {seconds} s and 2 workers each: mean gap {:.2} %, {proven} proven, {:.1} s and {:.1} CPU-seconds on average",
        gaps.iter().sum::<f64>() / count,
        spent / count,
        worked / count
    );
}

/// How the cost of a schedule grows with tasks.
fn growth(full: bool) {
    let mut before: Option<f64> = None;
    for tasks in if full { vec![500, 1_000, 2_000, 4_000, 8_000, 16_000] } else { vec![50, 100] } {
        let (instance, _) = company(tasks, tasks / 25, 3);
        let (plan, case) = (instance.plan(rule::latest_finish(&instance)), case(&instance, 1));
        let mut player = Player::new(&instance, Policy::Resource);
        let time = seconds(if full { 40 } else { 2 }, || player.play(&plan, &case));
        let ratio = before.map_or(String::new(), |before| format!(", {:.2} times the half", time / before));
        println!(
            "played by {} crews, {tasks} tasks: {:.1} µs, {:.0} ns a task{ratio}",
            tasks / 25,
            1e6 * time,
            1e9 * time / tasks as f64
        );
        before = Some(time);
    }
}

/// What a plan for many cases is worth against the latest-finish rule, out of sample.
fn planned(full: bool) {
    let (tasks, crews, budget) = if full { (1_000, 40, 60.0) } else { (60, 4, 0.3) };
    let (instance, loss) = company(tasks, crews, 7);
    let cases = |from: u64, count: u64| -> Vec<Case> { (from..from + count).map(|it| case(&instance, it)).collect() };
    let (pool, fresh, others) = (cases(0, 64), cases(10_000, 200), cases(20_000, 1_000));
    let usual = instance.usual();
    let question = Stochastic {
        instance: &instance,
        loss: &loss,
        policy: Policy::Resource,
        usual: &usual,
        pool: &pool,
        fresh: &fresh,
        first: &[],
    };
    let begun = Instant::now();
    let watch = &mut |progress: &blackstart_plan::search::Progress| {
        let spent = begun.elapsed().as_secs_f64() / budget;
        match progress.phase {
            _ if spent >= 1.0 => Ahead::Stop,
            Phase::Usual if spent >= 0.4 => Ahead::NextPhase,
            _ => Ahead::On,
        }
    };
    let found = question.search(&Settings { seed: 1, threads: 2, schedules: u64::MAX }, watch);
    let took = begun.elapsed().as_secs_f64();
    let plans = [
        instance.plan(rule::latest_finish(&instance)),
        instance.plan(rule::value(&instance, &loss)),
        found.best[0].plan.clone(),
    ];
    let means: Vec<f64> = losses(&instance, &loss, Policy::Resource, &plans, &others, 2)
        .iter()
        .map(|row| row.iter().sum::<f64>() / row.len() as f64)
        .collect();
    println!(
        "{tasks} tasks, {crews} crews, 64 cases, {took:.0} s on two threads ({} schedules): value rule {:+.1} %, plan {:+.1} % against latest finish, 1,000 fresh cases",
        found.schedules,
        100.0 * (means[1] / means[0] - 1.0),
        100.0 * (means[2] / means[0] - 1.0)
    );
}

fn main() {
    let full = std::env::args().any(|it| it == "--bench");
    if let Some(folder) = shared() {
        published(&folder, full);
    }
    growth(full);
    planned(full);
}
