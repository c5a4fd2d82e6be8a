//! What readers wait for while runs are computed, and what a catalogue of many runs takes.
//!
//! `cargo bench -p blackstart-serve` at full size: a catalogue of 1,000 runs, 50 readers while 4 runs are computed; a small one runs in every `cargo
//! test`. Everything is on loopback. The first page is asked for before anything has been read.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints, and may fail")]

use blackstart::jobs::{self, InitRequest, RunRequest, Sampling};
use blackstart_serve::{Limits, ServeRequest, serve};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

fn main() {
    let is_full = std::env::args().any(|it| it == "--bench");
    let (runs, readers, at_once, seconds) = if is_full { (1_000, 50, 4, 20) } else { (5, 8, 2, 1) };
    let folder = tempfile::tempdir().unwrap();
    jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
    let limits = Limits {
        at_once,
        replicates_most: 1_000_000_000,
        memory_most: u64::MAX,
        waiting_most: 10_000,
        ..Limits::default()
    };
    let request = ServeRequest { folder: folder.path().to_owned(), port: 0, limits, ..ServeRequest::default() };
    let server = serve(&request, Box::new(())).unwrap();
    let at = server.at();
    let first = Instant::now();
    assert_eq!(get(at, "/").0, 200);
    println!("first page after {:.1} ms", first.elapsed().as_secs_f64() * 1e3);

    // One run is played, and the catalogue is filled with its like: what is listed counts here, and not who has played it.
    ask(at, 200);
    finished(at, 1);
    server.end();
    fill(&folder.path().join("runs/catalogue.sqlite"), runs - 1);
    let server = serve(&request, Box::new(())).unwrap();
    let at = server.at();
    ask(at, 200);
    finished(at, runs + 1);
    forget_peak();
    let mut listed: Vec<f64> = (0..20)
        .map(|_| {
            let asked = Instant::now();
            assert_eq!(get(at, "/").0, 200);
            asked.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    listed.sort_by(f64::total_cmp);
    println!("the page of runs with {runs} in the catalogue: median {:.1} ms; {:.0} MB held", listed[10], peak());

    for _ in 0..at_once {
        ask(at, 900_000_000);
    }
    let running = |body: &str| body.matches("\"running\"").count();
    while running(&get(at, "/api/runs?most=10").1) < at_once as usize {
        std::thread::sleep(Duration::from_millis(20));
    }
    let last = runs + 1;
    let pages = [
        "/".to_owned(),
        "/models/acme/walk/system/erp".to_owned(),
        "/models/acme/scenarios/shutdown".to_owned(),
        "/models/acme/tables".to_owned(),
        "/api/runs".to_owned(),
        format!("/runs/{last}"),
        format!("/runs/{last}/report"),
        format!("/api/runs/{last}/answer"),
    ];
    let over = AtomicBool::new(false);
    let mut times: Vec<f64> = std::thread::scope(|scope| {
        let reader = |from: usize| {
            let (pages, over) = (&pages, &over);
            scope.spawn(move || {
                let mut times = Vec::new();
                for page in pages.iter().cycle().skip(from) {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let asked = Instant::now();
                    let (status, _) = get(at, page);
                    times.push(asked.elapsed().as_secs_f64() * 1e3);
                    assert_eq!(status, 200, "{page}");
                    // A person reads what there is.
                    std::thread::sleep(Duration::from_millis(500));
                }
                times
            })
        };
        let readers: Vec<_> = (0..readers).map(reader).collect();
        std::thread::sleep(Duration::from_secs(seconds));
        over.store(true, Ordering::Relaxed);
        readers.into_iter().flat_map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(running(&get(at, "/api/runs?most=10").1), at_once as usize, "the runs were computed all the while");
    times.sort_by(f64::total_cmp);
    let quantile = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{readers} readers while {at_once} runs are computed: {} pages, median {:.1} ms, 99 % within {:.1} ms, longest {:.1} ms",
        times.len(),
        quantile(0.5),
        quantile(0.99),
        quantile(1.0)
    );
    println!("at most {:.0} MB", peak());
    server.end();
    for (model, scenario) in [("acme", "shutdown"), ("jlr-2025", "as-happened")] {
        for histories in if is_full { [1_000, 10_000] } else { [20, 40] } {
            memory(model, scenario, histories);
        }
    }
}

/// Waits until a run is finished.
fn finished(at: SocketAddr, run: u64) {
    while !get(at, &format!("/api/runs/{run}")).1.contains("\"finished\"") {
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Enters so many more runs like the first one, with its answer.
fn fill(catalogue: &Path, more: u64) {
    let sql = format!(
        "BEGIN;
         INSERT INTO run (kind, model, scenario, model_hash, scenario_hash, request, state, asked, began, ended, wanted, seed)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {more})
             SELECT kind, model, scenario, model_hash, scenario_hash, request, state, asked, began, ended, wanted, seed
             FROM run, n WHERE id = 1;
         INSERT INTO answer SELECT run.id, one.json FROM run, answer AS one WHERE run.id > 1 AND one.run = 1;
         COMMIT;"
    );
    rusqlite::Connection::open(catalogue).unwrap().execute_batch(&sql).unwrap();
}

/// What one run holds beside what it is estimated to need.
fn memory(model: &str, scenario: &str, histories: u64) {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join(model);
    match model {
        "acme" => drop(jobs::init(&InitRequest { folder: home.clone() }, &()).unwrap()),
        _ => copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(model), &home),
    }
    let sampling = Sampling { replicates: Some(histories), seed: None, threads: 0 };
    let estimate = jobs::open(&home, Some(scenario)).unwrap().weight_bytes(&sampling) / 1e6;
    forget_peak();
    let before = peak();
    let request = RunRequest {
        model: home,
        scenario: Some(scenario.to_owned()),
        sampling,
        out: Some(folder.path().join("out")),
        ..RunRequest::default()
    };
    jobs::run(&request, &()).unwrap();
    println!("{histories} histories of {model}: estimated {estimate:.1} MB, took {:.1} MB", peak() - before);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Lets the system begin anew with the most memory that this process holds.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// Status and body of a page.
fn get(at: SocketAddr, path: &str) -> (u16, String) {
    send(at, &format!("GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n"))
}

fn ask(at: SocketAddr, replicates: u64) {
    let body = format!("{{\"model\":\"acme\",\"scenario\":\"shutdown\",\"replicates\":{replicates}}}");
    let length = body.len();
    let head = "Content-Type: application/json\r\nConnection: close";
    let (status, said) =
        send(at, &format!("POST /api/runs HTTP/1.1\r\nHost: {at}\r\n{head}\r\nContent-Length: {length}\r\n\r\n{body}"));
    assert_eq!(status, 202, "{said}");
}

fn send(at: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

/// Most memory that this process has held [MB]; 0 where the system does not say.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|it| it.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kilobytes| kilobytes / 1024.0)
}
