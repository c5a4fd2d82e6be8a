//! `blackstart serve` as a process: killed at any moment it loses no finished run, and goes on with the one it was at.

use super::Place;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server, killed when it is no longer needed.
struct Served {
    child: Child,
    at: String,
}

impl Served {
    fn start(place: &Place, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_blackstart"))
            .args(["serve", ".", "--port", "0", "--no-open", "--json"])
            .args(options)
            .current_dir(place.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(told["schema"], "blackstart/serve/1");
        let at = told["url"].as_str().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Self { child, at }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = body.to_string();
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.at,
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let body = answer.split_once("\r\n\r\n").unwrap().1;
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, &json!({}))
    }

    /// As the system does when the power fails: at once.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A generator of moments: the same each time (splitmix64).
fn moments(mut state: u64) -> impl Iterator<Item = u64> {
    std::iter::repeat_with(move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

#[test]
fn killed_at_any_moment_it_loses_no_finished_run_and_goes_on_with_the_others() {
    let place = Place::new();
    let mut answers: Vec<(i64, Value)> = Vec::new();
    let (mut asked, mut plans) = (Vec::new(), Vec::new());
    let began = Instant::now();
    for (round, moment) in moments(20_261_130).take(10).enumerate() {
        let server = Served::start(&place, &["--at-once", "2"]);
        // What was finished before is there, word for word.
        for (run, answer) in &answers {
            assert_eq!(server.get(&format!("/api/runs/{run}/answer")), *answer, "run {run} after {round} kills");
        }
        let seed = i64::try_from(round).unwrap();
        let run = server.ask(
            "POST",
            "/api/runs",
            &json!({ "model": "acme", "scenario": "shutdown", "replicates": 250, "seed": seed }),
        );
        asked.push((run["id"].as_i64().unwrap(), seed));
        if round % 4 == 1 {
            let body = json!({ "kind": "restart", "model": "acme", "scenario": "shutdown", "replicates": 8, "schedules": 400 });
            plans.push(server.ask("POST", "/api/runs", &body)["id"].as_i64().unwrap());
        }
        let until = Instant::now() + Duration::from_millis(moment % 1_500);
        while Instant::now() < until {
            for (run, _) in &asked {
                if !answers.iter().any(|(known, _)| known == run)
                    && server.get(&format!("/api/runs/{run}"))["state"] == "finished"
                {
                    answers.push((*run, server.get(&format!("/api/runs/{run}/answer"))));
                }
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        server.kill();
    }
    let server = Served::start(&place, &["--at-once", "2"]);
    for run in asked.iter().map(|(run, _)| run).chain(&plans) {
        loop {
            let entry = server.get(&format!("/api/runs/{run}"));
            if entry["state"] == "finished" {
                break;
            }
            assert!(matches!(entry["state"].as_str(), Some("waiting" | "running")), "{entry}");
            assert!(began.elapsed() < Duration::from_secs(300), "{entry}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
    for plan in &plans {
        assert_eq!(server.get(&format!("/api/runs/{plan}/answer"))["complete"], true);
    }
    // And none of them is another than the command's, however often it was interrupted.
    for (run, seed) in &asked {
        let answer = server.get(&format!("/api/runs/{run}/answer"));
        let plain = place
            .json(&format!("run acme shutdown -n 250 --seed {seed} --out by-hand --force --json"), "blackstart/run/1");
        assert_eq!(answer["summary"], plain["summary"], "run {run}");
        let report = std::fs::read(place.path(&format!("runs/{run:06}/report.html"))).unwrap();
        assert_eq!(report, std::fs::read(place.path("by-hand/report.html")).unwrap(), "run {run}");
    }
}

#[test]
fn a_second_server_in_the_folder_and_an_address_that_is_taken_are_refused() {
    let place = Place::new();
    let server = Served::start(&place, &[]);
    let port = server.at.rsplit(':').next().unwrap().to_owned();
    let second = place.run("serve . --port 0 --no-open");
    assert!(second.code == 2 && second.err.contains("BS0958"), "{}", second.err);
    std::fs::create_dir(place.path("other")).unwrap();
    let taken = place.run(&format!("serve other --port {port} --no-open"));
    assert!(taken.code == 2 && taken.err.contains("cannot listen"), "{}", taken.err);
    assert_eq!(place.run("serve no-such --port 0 --no-open").code, 2);
}
