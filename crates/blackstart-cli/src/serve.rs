//! `blackstart serve`: the page and the API, until Ctrl-C or SIGTERM.

use crate::args::Serve;
use crate::console::{Console, Notes};
use crate::failure::Done;
use blackstart::jobs::Failure;
use blackstart_serve::{Limits, Porter, ServeRequest, serve as start};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::io::IsTerminal;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it is looked whether a signal has come.
const TICK: Duration = Duration::from_millis(100);

/// Tells requests on stderr.
struct Log(Notes);

impl Porter for Log {
    fn log(&self, line: &str) {
        self.0.told(line);
    }
}

pub(crate) fn serve(asked: &Serve, console: &Console) -> Done {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        // A second one ends the process at once.
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&stop))
            .and_then(|_| flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| Failure::System(format!("cannot listen for signals: {error}")))?;
    }
    let request = ServeRequest {
        folder: asked.folder.clone(),
        address: asked.address,
        port: asked.port,
        hosts: asked.hosts.clone(),
        token: asked.token,
        limits: Limits {
            replicates_most: asked.replicates_most,
            size_most: asked.size_most,
            at_once: asked.at_once,
            waiting_most: asked.waiting_most,
            memory_most: asked.memory_most.saturating_mul(1_000_000),
            ..Limits::default()
        },
    };
    let porter: Box<dyn Porter> = if asked.log { Box::new(Log(console.err())) } else { Box::new(()) };
    let server = start(&request, porter)?;
    if asked.json {
        let told = serde_json::json!({ "schema": "blackstart/serve/1", "url": server.url(), "token": server.token(), "said": server.said() });
        console.line(&told.to_string())?;
    } else {
        console.line(&server.url())?;
        if let Some(token) = server.token() {
            console.line(&format!("token: {token}"))?;
        }
    }
    console.finish()?;
    for sentence in server.said() {
        console.note(sentence)?;
    }
    console.note("Ctrl-C ends it; what is being computed goes on at the next start")?;
    if !asked.no_open && server.token().is_none() && std::io::stderr().is_terminal() {
        open(&server.url());
    }
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(TICK);
    }
    server.end();
    Ok(())
}

/// Shows an address in the browser that people have chosen; that there is none is no failure.
fn open(url: &str) {
    let (program, words): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let _ = Command::new(program)
        .args(words)
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
