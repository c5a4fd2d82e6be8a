//! Nanoseconds per link (or cell) and step of `inoue-todo` and `ario`, next to what memory alone would cost.
//!
//! `cargo bench -p blackstart-flow --bench economy -- [links DIR | firms N | table N]…`: a network from
//! `firms.csv` and `links.csv` of a folder, one drawn here with ten links per firm, a table of N industries. Runs small
//! under `cargo test`. `BLACKSTART_BOARIO=PYTHON` times BoARIO on a table of the same size in the same run. Prints times for one thread and for two, ratios, bytes, and hashes, which must not depend on threads.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

mod draw;

use blackstart_flow::economy::{
    Amount, Ario, By, Damage, Dynamic, Economy, Event, Firms, Graph, InoueTodo, Kind, Link, Loss, Recovery, Table, Web,
};
use draw::Draw;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let big = std::env::args().any(|it| it == "--bench");
    if arguments.is_empty() {
        let (firms, industries) = if big { (100_000, 2_000) } else { (500, 40) };
        network(drawn(firms), big);
        table(industries, big);
    }
    for pair in arguments.chunks(2) {
        match pair {
            [what, which] if what == "links" => network(read(which), true),
            [what, which] if what == "firms" => network(drawn(which.parse().expect("a number of firms")), true),
            [what, which] if what == "table" => table(which.parse().expect("a number of industries"), true),
            _ => panic!("links DIR, firms N or table N, not {pair:?}"),
        }
    }
}

/// Firms and links.
type Parts = (Firms, Vec<Link>);

fn network(parts: Parts, big: bool) {
    let (firms, links) = (parts.0.len(), parts.1.len());
    println!("{firms} firms, {links} links");
    let before = resident();
    let start = Instant::now();
    let graph: Arc<Web<f32>> = Arc::new(Graph::new(parts.0, parts.1).expect("the network is sound").into());
    println!("  compiled in {:.2} s", start.elapsed().as_secs_f64());
    let memory = Memory::measure(if big { 1 << 27 } else { 1 << 16 });
    for rationing in [0, 2] {
        let steps = if big { 12 } else { 4 };
        let run = |threads| with_threads(threads, || shocked(&graph, rationing).run(steps, links));
        let one = run(1);
        println!("  rationing {rationing}");
        one.print("1 thread ", "link");
        // What a step reads and writes at least: supplier, amount, stock twice, order twice and once more, its number.
        let bound = (4 + 4 + 16 + 16 + 8 + 4) as f64 / memory.one;
        println!(
            "    memory    {bound:6.2} ns: {:.1} GB/s; a step takes {:.1} times that",
            memory.one,
            one.best / bound
        );
        let two = run(2);
        two.print("2 threads", "link");
        let bound = (4 + 4 + 16 + 16 + 8 + 4) as f64 / memory.two;
        println!(
            "    memory    {bound:6.2} ns: {:.1} GB/s; a step takes {:.1} times that",
            memory.two,
            two.best / bound
        );
        println!("    2 threads are {}", two.faster_than(&one));
        assert_eq!(one.hash, two.hash, "the answer depends on the number of threads");
    }
    let economy = shocked(&graph, 0);
    let bytes = economy.bytes() + graph.graph().map_or(0, Graph::bytes);
    let bytes = bytes as f64 / links as f64;
    println!("  {bytes:.1} bytes per link; resident before {before} MB, now {} MB", resident());
}

/// A fiftieth of the firms loses four fifths.
fn shocked<A: Amount>(web: &Arc<Web<A>>, rationing: u8) -> Economy<A> {
    let mut draw = Draw(3);
    let firms = web.firms().len();
    let days = (0..firms).map(|_| 8.0 + draw.below(15) as f64).collect();
    let losses = (0..firms).filter(|_| draw.unit() < 0.02).collect::<Vec<_>>();
    let losses = losses.into_iter().map(|firm| Loss { firm: firm as u32, share: 0.8, start: 0 }).collect();
    let settings = InoueTodo { rationing, target: By::Firm(days), ..InoueTodo::default() };
    let dynamic = Dynamic::inoue_todo(settings).expect("a known rationing");
    let damage = Damage::Losses { losses, recovery: Recovery::Proportional { steps: 30.0 }, stop_steps: 2 };
    Economy::on(web.clone(), dynamic).and_then(|it| it.with_damage(damage)).expect("a sound economy")
}

fn table(count: usize, big: bool) {
    let sectors = if count >= 1_000 { 160 } else { 8 };
    println!("table of {count} industries, {sectors} sectors");
    let mut draw = Draw(5);
    let mut flow: Vec<f64> = Vec::with_capacity(count * count);
    for _ in 0..count * count {
        let amount = draw.unit();
        flow.push(amount * amount / count as f64);
    }
    let mut bought = vec![0.0; count];
    flow.chunks(count).for_each(|row| bought.iter_mut().zip(row).for_each(|(sum, it)| *sum += it));
    let sold: Vec<f64> = flow.chunks(count).map(|row| row.iter().sum()).collect();
    let final_demand: Vec<f64> =
        sold.iter().zip(&bought).map(|(sold, bought)| 0.5 + (bought - sold).max(0.0)).collect();
    let capital = sold.iter().zip(&final_demand).map(|(sold, it)| (sold + it) * 365.0).collect();
    let firms = Firms { sector: (0..count).map(|it| (it % sectors) as u32).collect(), final_demand, region: vec![] };
    let web: Arc<Web<f64>> = Arc::new(Table::new(firms, flow).expect("the table is sound").into());
    let memory = Memory::measure(if big { 1 << 27 } else { 1 << 16 });
    let dynamic = Dynamic::ario(Ario { inventory: By::All(20.0), ..Ario::default() }, None, Some(capital));
    let impact = (0..count as u32).filter(|it| it % 50 == 0).map(|it| (it, 0.5)).collect();
    let event =
        Event { impact, occurrence: 1, duration: 3, kind: Kind::Arbitrary { steps: 10.0, curve: Default::default() } };
    let start =
        || Economy::on(web.clone(), dynamic.clone()).and_then(|it| it.with_events(vec![event.clone()])).expect("sound");
    let steps = if big { 12 } else { 4 };
    let run = |threads| with_threads(threads, || start().run(steps, count * count));
    let one = run(1);
    one.print("1 thread ", "cell");
    let two = run(2);
    two.print("2 threads", "cell");
    for (measured, speed) in [(&one, memory.one), (&two, memory.two)] {
        // Each cell is read twice.
        let bound = 16.0 / speed;
        println!("    memory    {bound:6.2} ns: {speed:.1} GB/s; a step takes {:.1} times that", measured.best / bound);
    }
    println!("    2 threads are {}; resident {} MB", two.faster_than(&one), resident());
    if let Some(theirs) = boario(count) {
        println!(
            "    BoARIO    {theirs:6.2} ns per cell·step: {:.1} times 1 thread, {:.1} times 2",
            theirs / one.best,
            theirs / two.best
        );
    }
    assert_eq!(one.hash, two.hash, "the answer depends on the number of threads");
}

/// Nanoseconds per cell and step of the published program, where `BLACKSTART_BOARIO` names a Python that has it.
fn boario(count: usize) -> Option<f64> {
    let python = std::env::var_os("BLACKSTART_BOARIO")?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/time_boario.py");
    let output = std::process::Command::new(python).arg(script).arg(count.to_string()).arg("10").output();
    let output = output.expect("BLACKSTART_BOARIO is a Python");
    let text = String::from_utf8_lossy(&output.stdout);
    let time = text.lines().last().and_then(|line| line.trim().parse().ok());
    assert!(time.is_some(), "BoARIO: {}", String::from_utf8_lossy(&output.stderr));
    time
}

fn with_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(run)
}

struct Measured {
    /// Processor time of the best step, of all threads, per link or cell \[ns\]: on a machine that others use too, the clock
    /// on the wall counts their work as well.
    busy: f64,
    /// Wall clock of the best step.
    best: f64,
    hash: u64,
}

impl Measured {
    /// Against one thread, by the clock, and what two free processors would give.
    fn faster_than(&self, one: &Self) -> String {
        let (clock, free) = (one.best / self.best, 2.0 * one.busy / self.busy);
        format!("{clock:.2} times as fast as 1, {free:.2} times if both had a processor to themselves")
    }

    fn print(&self, who: &str, of: &str) {
        println!(
            "    {who} {:6.2} ns per {of}·step, {:.2} of processor time, hash {:016x}",
            self.best, self.busy, self.hash
        );
    }
}

trait Run {
    fn run(self, steps: usize, parts: usize) -> Measured;
}

impl<A: Amount> Run for Economy<A> {
    fn run(mut self, steps: usize, parts: usize) -> Measured {
        let (mut best, mut busy) = (f64::INFINITY, f64::INFINITY);
        for step in 0..steps {
            let (start, before) = (Instant::now(), processor());
            self.step();
            // The first steps are at rest and touch fresh memory.
            if step > 1 {
                busy = busy.min((processor() - before) / parts as f64);
                best = best.min(start.elapsed().as_nanos() as f64 / parts as f64);
            }
        }
        let bits = self.production().into_iter().map(f64::to_bits);
        let hash = bits.fold(0xcbf2_9ce4_8422_2325, |hash, bits| (hash ^ bits).wrapping_mul(0x0100_0000_01b3));
        Measured { busy, best, hash }
    }
}

/// What memory can deliver \[bytes/ns\]: summing a large array, one thread and two.
struct Memory {
    one: f64,
    two: f64,
}

impl Memory {
    fn measure(bytes: usize) -> Self {
        let array = vec![1.0_f64; bytes / 8];
        let read = |array: &[f64]| {
            let mut sums = [0.0; 16];
            for block in array.as_chunks::<16>().0 {
                sums.iter_mut().zip(block).for_each(|(sum, it)| *sum += it);
            }
            black_box(sums);
        };
        let best = |run: &dyn Fn()| {
            let time = || {
                let start = Instant::now();
                run();
                start.elapsed().as_nanos() as f64
            };
            bytes as f64 / (0..5).map(|_| time()).fold(f64::INFINITY, f64::min)
        };
        let halves = array.split_at(array.len() / 2);
        let two = || {
            std::thread::scope(|scope| {
                scope.spawn(|| read(halves.0));
                read(halves.1);
            });
        };
        Self { one: best(&|| read(&array)), two: best(&two) }
    }
}

/// Processor time of all threads so far \[ns\], from the Linux scheduler (in ticks of some milliseconds); 0 elsewhere.
fn processor() -> f64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0.0 };
    let spent = |thread: std::fs::DirEntry| {
        let text = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    threads.filter_map(|thread| spent(thread.ok()?)).sum()
}

/// Memory resident now \[MB\], from Linux; 0 elsewhere.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1000
}

/// A network of the layout of `firms.csv` (firm, sector, …, final_demand) and `links.csv` (supplier, buyer, amount), ids from 1.
fn read(folder: &str) -> Parts {
    let text = |file: &str| std::fs::read_to_string(std::path::Path::new(folder).join(file)).expect(file);
    let table = text("firms.csv");
    let mut lines = table.lines();
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let column = |name: &str| header.iter().position(|it| *it == name).expect("a column");
    let (sector, demand) = (column("sector"), column("final_demand"));
    let mut firms = Firms::default();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        firms.sector.push(cells[sector].parse().expect("a sector"));
        firms.final_demand.push(cells[demand].parse().expect("a demand"));
    }
    let links = text("links.csv");
    let links = links.lines().skip(1).map(|line| {
        let mut cells = line.split(',');
        let mut next = || cells.next().expect("three cells");
        let (supplier, buyer): (u32, u32) = (next().parse().expect("an id"), next().parse().expect("an id"));
        Link { supplier: supplier - 1, buyer: buyer - 1, amount: next().parse().expect("an amount") }
    });
    (firms, links.collect())
}

/// Ten links per firm, heavy tails on both sides.
fn drawn(count: usize) -> Parts {
    let mut draw = Draw(1);
    let sector = (0..count).map(|_| draw.below(100) as u32).collect();
    let mut pairs = vec![];
    for buyer in 0..count {
        for _ in 0..((0.5 / draw.unit().max(1e-6)).sqrt() * 7.0).min(5_000.0) as usize {
            let supplier = (count as f64 * draw.unit() * draw.unit()) as usize;
            pairs.push((buyer as u32, supplier as u32));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    let link = |(buyer, supplier)| Link { supplier, buyer, amount: 0.2 + draw.unit() };
    let links: Vec<Link> = pairs.into_iter().map(link).collect();
    let final_demand = vec![10.0; count];
    (Firms { sector, final_demand, region: vec![] }, links)
}
