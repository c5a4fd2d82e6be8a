//! Seconds from the bytes of a JSON model to its attack graph, nanoseconds per node, peak memory; next to mal-toolbox.
//!
//! `cargo bench -p blackstart-mal -- [ASSETS…] [links=N]` (100, 1,000 and 10,000 assets without; or N links between applications and networks). Models come from `malgen/gen_model.py` of the shared folder
//! (`BLACKSTART_SHARED`) through `python3`. `BLACKSTART_MAL_TOOLBOX=PYTHON` times mal-toolbox on the same files in the same run.
//! Runs small under `cargo test`.
#![allow(clippy::print_stdout, clippy::disallowed_types, clippy::disallowed_methods)]

use blackstart_mal::{Graph, Language, Limits, Model, ModelOptions, Node, Time, flags};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|it| it.parse().ok()).collect();
    let big = std::env::args().any(|it| it == "--bench");
    let sizes = match (sizes.is_empty(), big) {
        (false, _) => sizes,
        (true, true) => vec![100, 1_000, 10_000],
        (true, false) => vec![100],
    };
    let shared = blackstart_oracle::shared();
    let langspec = shared.join("oracles/mal/compile/langspec/coreLang.langspec.json");
    let (Ok(bytes), script) = (std::fs::read(&langspec), shared.join("malgen/gen_model.py")) else {
        println!("skipped: no coreLang (set BLACKSTART_SHARED)");
        return;
    };
    let language =
        || Language::read("coreLang.langspec.json", &bytes, &Limits::default()).it.expect("a sound language");
    let spent = best(if big { 20 } else { 2 }, language).0;
    println!("coreLang read and checked in {:.2} ms", spent * 1e3);
    let language = Arc::new(language());
    if let Some(links) = std::env::args().find_map(|it| it.strip_prefix("links=")?.parse().ok()) {
        return dense(links, &language);
    }
    let folder = std::env::temp_dir().join(format!("blackstart-mal-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for models");
    for assets in sizes {
        let file = folder.join("model.json");
        let options = ["--assets", &assets.to_string(), "--seed", "7", "--out"];
        let made = Command::new("python3").arg(&script).args(options).arg(&file).output();
        if !made.is_ok_and(|made| made.status.success()) {
            println!("skipped: python3 or {} is not there", script.display());
            break;
        }
        let ours = size(assets, &language, &file, big);
        peer(&folder, &language, &file, ours);
    }
    let _ = std::fs::remove_dir_all(&folder);
}

/// Prints our times; gives the seconds from bytes to graph.
fn size(assets: usize, language: &Arc<Language>, file: &Path, big: bool) -> f64 {
    let bytes = std::fs::read(file).expect("the model has been written");
    let turns = if big { (200_000 / assets).clamp(5, 200) } else { 2 };
    let limits = Limits::default();
    let read =
        || Model::read("model.json", &bytes, language, ModelOptions::default(), &limits).it.expect("a sound model");
    let (reading, _) = best(turns, read);
    let (whole, graph) = best(turns, || Graph::build(language.clone(), read(), &limits).expect("a graph"));
    let (nodes, edges) = (graph.len(), graph.edge_count());
    println!("{assets} assets, {} kB: {nodes} nodes, {edges} edges", bytes.len() / 1000);
    println!(
        "  from bytes   {:8.2} ms, {:6.1} ns per node; reading the model {:.2} ms of it",
        whole * 1e3,
        whole * 1e9 / nodes as f64,
        reading * 1e3
    );
    let (necessity, _) = best(turns, || flags::necessary(&graph));
    let (times, _) = best(turns, || {
        let own = (0..graph.len() as Node).map(|node| graph.time(node).map_or(0.0, Time::typical));
        own.filter(|time| time.is_finite()).sum::<f64>()
    });
    println!("  flags        {:8.2} ms; every node's time {:.2} ms", necessity * 1e3, times * 1e3);
    println!("  peak memory  {:8} MB", peak());
    whole
}

/// A hostile model: every application in every network.
fn dense(links: usize, language: &Arc<Language>) {
    let networks = links.isqrt().max(1);
    let ids: Vec<String> = (0..networks).map(|id| format!("\"a{id}\"")).collect();
    let applications =
        format!("{{\"type\":\"Network\",\"associated_assets\":{{\"applications\":[{}]}}}}", ids.join(","));
    let networks = (0..networks).map(|id| format!("\"n{id}\":{applications}"));
    let assets: Vec<String> = networks.chain(ids.iter().map(|id| format!("{id}:\"Application\""))).collect();
    let text = format!("{{\"assets\":{{{}}}}}", assets.join(","));
    println!(
        "{} assets, {} links, {} MB; peak so far {} MB",
        assets.len(),
        ids.len() * ids.len(),
        text.len() >> 20,
        peak()
    );
    let limits = Limits::default();
    let start = Instant::now();
    let read = Model::read("model.json", text.as_bytes(), language, ModelOptions::default(), &limits);
    println!("  read in {:.2} s, peak {} MB, {} problems", start.elapsed().as_secs_f64(), peak(), read.problems.len());
    let Some(model) = read.it else { return println!("  refused: {}", read.problems[0]) };
    let start = Instant::now();
    match Graph::build(language.clone(), model, &limits) {
        Ok(graph) => println!("  {} nodes, {} edges", graph.len(), graph.edge_count()),
        Err(problem) => println!("  refused: {problem}"),
    }
    println!("  graph in {:.2} s, peak {} MB", start.elapsed().as_secs_f64(), peak());
}

/// mal-toolbox on the same file, where `BLACKSTART_MAL_TOOLBOX` names a Python that has it.
fn peer(folder: &Path, language: &Language, file: &Path, ours: f64) {
    let Some(python) = std::env::var_os("BLACKSTART_MAL_TOOLBOX") else { return };
    let archive = folder.join("language.mar");
    std::fs::write(&archive, language.to_mar()).expect("the folder can be written");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/time_mal_toolbox.py");
    // It writes a log into the folder it runs in.
    let output = Command::new(python).current_dir(folder).arg(script).arg(&archive).arg(file).output();
    let output = output.expect("BLACKSTART_MAL_TOOLBOX is a Python");
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<f64> = text.split_whitespace().rev().take(3).filter_map(|word| word.parse().ok()).collect();
    let [edges, nodes, seconds] = words.as_slice() else {
        panic!("mal-toolbox: {}", String::from_utf8_lossy(&output.stderr))
    };
    println!("  mal-toolbox  {:8.2} ms, {nodes} nodes, {edges} edges: {:.0} times ours", seconds * 1e3, seconds / ours);
}

/// The best of some turns \[s\], and what the last one gave.
fn best<T>(turns: usize, run: impl Fn() -> T) -> (f64, T) {
    let timed = || {
        let start = Instant::now();
        let it = run();
        (start.elapsed().as_secs_f64(), it)
    };
    let mut last = timed();
    for _ in 1..turns {
        let next = timed();
        last = (last.0.min(next.0), next.1);
    }
    last
}

/// The most memory resident so far \[MB\], from Linux; 0 elsewhere.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) / 1000
}
