//! The server as browsers and programs meet it: over a real socket.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod api;
mod pages;
mod security;

use blackstart::jobs::{self, InitRequest};
use blackstart_serve::{Limits, Porter, ServeRequest, Server, serve};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A folder with the starter company in `acme`, served.
struct Place {
    folder: tempfile::TempDir,
    server: Server,
    log: Arc<Mutex<Vec<String>>>,
}

struct Log(Arc<Mutex<Vec<String>>>);

impl Porter for Log {
    fn log(&self, line: &str) {
        self.0.lock().unwrap().push(line.to_owned());
    }
}

/// An answer.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    fn header(&self, name: &str) -> Option<String> {
        let line = self.head.lines().find(|it| it.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    }

    fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends bytes and reads the answer to its end.
fn exchange(at: SocketAddr, request: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes
        .windows(4)
        .position(|it| it == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut body = bytes[end + 4..].to_vec();
    if head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        body = unchunked(&body);
    }
    Answer { status, head, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap().trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    body
}

impl Place {
    fn new() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        jobs::init(&InitRequest { folder: folder.path().join("acme") }, &()).unwrap();
        Self::of(folder, limits, IpAddr::V4(Ipv4Addr::LOCALHOST))
    }

    fn of(folder: tempfile::TempDir, limits: Limits, address: IpAddr) -> Self {
        Self::asked(folder, ServeRequest { limits, address, ..ServeRequest::default() })
    }

    fn asked(folder: tempfile::TempDir, request: ServeRequest) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let request = ServeRequest { folder: folder.path().to_owned(), port: 0, ..request };
        let server = serve(&request, Box::new(Log(Arc::clone(&log)))).unwrap();
        Self { folder, server, log }
    }

    fn at(&self) -> SocketAddr {
        SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), self.server.at().port())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request += &format!("Host: {}\r\n", self.at());
        }
        for (name, value) in headers {
            request += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method != "GET" {
            request += &format!("Content-Length: {}\r\n", body.len());
        }
        request += "\r\n";
        request += body;
        exchange(self.at(), request.as_bytes())
    }

    fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], "")
    }

    fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(method, path, &[("Content-Type", "application/json")], &body.to_string())
    }

    /// The word that forms of this server carry.
    fn token(&self) -> String {
        let page = self.get("/models/acme/scenarios/shutdown").text();
        page.split("name=\"token\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }

    fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| text.bytes().map(|it| format!("%{it:02X}")).collect::<String>();
        let body: Vec<String> =
            fields.iter().map(|(key, value)| format!("{}={}", encoded(key), encoded(value))).collect();
        self.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], &body.join("&"))
    }

    /// Asks for a run of the starter; its number.
    fn ask(&self, scenario: &str, replicates: u64) -> i64 {
        let asked = serde_json::json!({ "model": "acme", "scenario": scenario, "replicates": replicates, "seed": 7 });
        let answer = self.json("POST", "/api/runs", &asked);
        assert_eq!(answer.status, 202, "{}", answer.text());
        answer.json()["id"].as_i64().unwrap()
    }

    /// The state of a run, once it is one of these.
    fn wait(&self, run: i64, states: &[&str]) -> Value {
        let began = Instant::now();
        loop {
            let entry = self.get(&format!("/api/runs/{run}")).json();
            if states.contains(&entry["state"].as_str().unwrap()) {
                return entry;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "{entry}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
