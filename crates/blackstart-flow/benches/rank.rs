//! Every firm of a network fails alone: seconds, and nanoseconds per link and pass, next to a plain loop and to the published programs.
//!
//! Without arguments, and under `cargo test`, on a small network drawn here. `cargo bench --bench rank -- FOLDER [SAMPLE]` takes
//! `firms.csv`, `links.csv`, `essential.csv` of the folder and plays every firm, or every so many that SAMPLE are played.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

mod draw;

use blackstart_flow::economy::cascade::{Cascade, CascadeOptions, Impact, InputClass, Production, Shock, Stop};
use blackstart_flow::economy::{Firms, Graph, Link};
use draw::Draw;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let (graph, classes) = match words.first() {
        Some(folder) => read(Path::new(folder))?,
        None => draw(400, 2_400, 20)?,
    };
    let sample = words.get(1).map_or(Ok(graph.firm_count()), |word| word.parse::<usize>())?;
    println!("{} firms, {} links, {} sectors", graph.firm_count(), graph.link_count(), graph.firms().sectors());
    println!("{} threads, {sample} of {} cascades played", rayon::current_num_threads(), graph.firm_count());
    for substitution in [true, false] {
        measure(&graph, &classes, substitution, sample)?;
    }
    Ok(())
}

fn measure(graph: &Graph, classes: &[InputClass], substitution: bool, sample: usize) -> Result<(), Box<dyn Error>> {
    let firms = graph.firm_count();
    let shocks: Vec<Shock> = (0..sample).map(|it| Shock::failure((it * firms / sample) as u32)).collect();
    let mut options = CascadeOptions {
        production: Production::Mixed(classes.to_vec()),
        market: substitution.then(|| graph.firms().sector.clone()),
        ..CascadeOptions::default()
    };
    println!("{} market substitution", if substitution { "with" } else { "without" });
    let plain = plain(graph, classes, substitution, &shocks);
    for (name, stop, every) in [("published stop", Stop::PUBLISHED, 1), ("exact", Stop::EXACT, sample.div_ceil(16))] {
        if stop == Stop::EXACT && !substitution && firms > 1_000 {
            // Circles of firms that buy only from each other lose a little in each of many thousand passes.
            continue;
        }
        options.stop = stop;
        let shocks: Vec<Shock> = shocks.iter().step_by(every).cloned().collect();
        let sample = shocks.len();
        let start = Instant::now();
        let cascade = Cascade::new(graph, &options)?;
        let built = start.elapsed().as_secs_f64();
        let (start, before) = (Instant::now(), processor_seconds());
        let impacts = cascade.rank(&shocks, |_| {})?;
        let (wall, spent) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
        let passes: f64 = impacts.iter().map(|impact| f64::from(impact.passes)).sum();
        let nanoseconds = spent * 1e9 / (passes * graph.link_count() as f64);
        let all = firms as f64 / sample as f64;
        println!("  {name}: all firms {:.2} s, processor {:.2} s; compiled in {built:.2} s", wall * all, spent * all);
        println!(
            "    {:.1} passes, {nanoseconds:.2} ns per link·pass, a plain loop {:.2}: {:.1} times; hash {:016x}",
            passes / sample as f64,
            plain,
            plain / nanoseconds,
            hash(&impacts)
        );
        if let (Stop::PUBLISHED, Some(theirs)) = (stop, published(graph, substitution)) {
            let ours = spent / sample as f64;
            println!(
                "    {:.3} ms of processor per cascade; fastcascade {:.0} ms: {:.0} times",
                ours * 1e3,
                theirs * 1e3,
                theirs / ours
            );
        }
    }
    Ok(())
}

/// Processor seconds per cascade of fastcascade 0.9.3.1 on one core, measured on the networks of `gen_network.py --seed 1`.
fn published(graph: &Graph, substitution: bool) -> Option<f64> {
    match (graph.firm_count(), graph.link_count(), substitution) {
        (1_000, 5_704, true) => Some(0.0066),
        (1_000, 5_704, false) => Some(0.021),
        (10_000, 59_462, true) => Some(0.100),
        (10_000, 59_462, false) => Some(0.298),
        (100_000, 797_070, true) => Some(1.48),
        (100_000, 797_070, false) => Some(2.36),
        _ => None,
    }
}

/// Nanoseconds per link and pass of full passes over lists of links, one cascade at a time.
fn plain(graph: &Graph, classes: &[InputClass], substitution: bool, shocks: &[Shock]) -> f64 {
    let (firms, sectors) = (graph.firm_count(), graph.firms().sectors());
    let (sector, sold, bought) = (&graph.firms().sector, graph.sold(), graph.bought());
    let (mut spent, mut work) = (0.0, 0.0);
    // The scheduler counts in steps of some milliseconds.
    let passes = 10.max(4_000_000 / graph.link_count());
    for shock in shocks.iter().step_by(shocks.len().div_ceil(8)) {
        let failed = shock.hits[0].firm as usize;
        let (mut down, mut up) = (vec![0.0; firms], vec![0.0; firms]);
        (down[failed], up[failed]) = (1.0, 1.0);
        let start = clock();
        for _ in 0..passes {
            let mut left = vec![0.0; sectors];
            (0..firms).for_each(|firm| left[sector[firm] as usize] += sold[firm] * (1.0 - down[firm]));
            let share = |firm: usize| {
                if substitution { f64::min(1.0, sold[firm] / left[sector[firm] as usize].max(1e-10)) } else { 1.0 }
            };
            let passed: Vec<f64> = (0..firms).map(|firm| share(firm) * down[firm]).collect();
            let mut new_up = vec![0.0; firms];
            let mut new_down = vec![0.0; firms];
            for buyer in 0..firms {
                let (mut worst, mut other) = (0.0, 0.0);
                for group in graph.groups(buyer) {
                    let (mut lost, mut all) = (0.0, 0.0);
                    for link in graph.links(group) {
                        let (supplier, amount) = (graph.suppliers()[link] as usize, graph.amounts()[link]);
                        lost += amount * passed[supplier];
                        all += amount;
                        new_up[supplier] += amount / sold[supplier] * up[buyer];
                    }
                    match classes[graph.input(group) as usize * sectors + sector[buyer] as usize] {
                        InputClass::Negligible => {}
                        InputClass::NonEssential => other += lost / bought[buyer],
                        InputClass::Essential => worst = f64::max(worst, lost / all),
                    }
                }
                new_down[buyer] = f64::min(1.0, worst.max(other));
            }
            (down, up) = (new_down, new_up);
            (down[failed], up[failed]) = (1.0, 1.0);
        }
        spent += clock() - start;
        work += passes as f64 * graph.link_count() as f64;
    }
    spent / work
}

/// FNV-1a over the bits of the answers.
fn hash(impacts: &[Impact]) -> u64 {
    let bits = impacts.iter().flat_map(|it| [it.index[0].both, it.index[0].down, it.index[0].up, f64::from(it.passes)]);
    bits.fold(0xcbf2_9ce4_8422_2325, |hash, bits| (hash ^ bits.to_bits()).wrapping_mul(0x0100_0000_01b3))
}

/// Processor time of all threads \[s\], from the Linux kernel; elsewhere nothing.
fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> = text.split_whitespace().skip(13).take(2).filter_map(|word| word.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

/// Processor time of this thread \[ns\], from the Linux scheduler; elsewhere nothing.
fn clock() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    spent.and_then(|text| text.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

type Economy = (Graph, Vec<InputClass>);

fn class(number: usize) -> InputClass {
    [InputClass::Negligible, InputClass::NonEssential, InputClass::Essential][number.min(2)]
}

fn read(folder: &Path) -> Result<Economy, Box<dyn Error>> {
    let table = |name: &str| -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
        let text = std::fs::read_to_string(folder.join(name))?;
        let row = |line: &str| line.split(',').map(str::parse).collect::<Result<Vec<f64>, _>>();
        Ok(text.lines().skip(1).map(row).collect::<Result<_, _>>()?)
    };
    let firms = table("firms.csv")?;
    let sector: Vec<u32> = firms.iter().map(|row| row[1] as u32 - 1).collect();
    let firms = Firms { final_demand: vec![0.0; sector.len()], sector, region: vec![] };
    let link = |row: &Vec<f64>| Link { supplier: row[0] as u32 - 1, buyer: row[1] as u32 - 1, amount: row[2] };
    let links = table("links.csv")?.iter().map(link).collect();
    let sectors = firms.sectors();
    let mut classes = vec![InputClass::NonEssential; sectors * sectors];
    for row in table("essential.csv")? {
        if let Some(cell) = classes.get_mut((row[0] as usize - 1) * sectors + row[1] as usize - 1) {
            *cell = class(row[2] as usize);
        }
    }
    Ok((Graph::new(firms, links)?, classes))
}

/// Few large firms and many small ones, each buying from some sectors.
fn draw(count: usize, links: usize, sectors: usize) -> Result<Economy, Box<dyn Error>> {
    let mut draw = Draw(7);
    let sector: Vec<u32> =
        (0..count).map(|firm| if firm < sectors { firm } else { draw.below(sectors) } as u32).collect();
    let mut joined = std::collections::BTreeSet::new();
    let mut all = vec![];
    while all.len() < links {
        let large = |draw: &mut Draw| (draw.unit().powi(2) * count as f64) as usize;
        let (supplier, buyer) = (large(&mut draw), large(&mut draw));
        if supplier != buyer && joined.insert((supplier, buyer)) {
            let amount = 1.0 + 9.0 * draw.unit();
            all.push(Link { supplier: supplier as u32, buyer: buyer as u32, amount });
        }
    }
    let classes = (0..sectors * sectors).map(|_| class(draw.below(3))).collect();
    let firms = Firms { final_demand: vec![0.0; count], sector, region: vec![] };
    Ok((Graph::new(firms, all)?, classes))
}
