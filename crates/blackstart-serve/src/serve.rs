//! The server: what is asked for, what it holds, how it starts and ends.

use crate::app::{App, Porter};
use crate::catalogue::Catalogue;
use crate::fault::Fault;
use crate::guard::{Guard, secret};
use crate::known::Known;
use crate::limits::Limits;
use crate::listen;
use crate::place::Place;
use crate::queue::Queue;
use crate::routes;
use blackstart::jobs::Failure;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// The port unless another is named.
const PORT: u16 = 7780;
/// Threads that read files for requests.
const READERS: usize = 8;

/// What to serve, and to whom.
#[derive(Clone, Debug)]
pub struct ServeRequest {
    /// A folder with models, or a model's own.
    pub folder: PathBuf,
    /// The address to listen at; any but this machine's own needs a token.
    pub address: IpAddr,
    /// The port; 0: any that is free.
    pub port: u16,
    /// Other names that the server is known by, such as that of a proxy before it, through which others come: they need the token.
    pub hosts: Vec<String>,
    /// Whether this machine's own people need the token too.
    pub token: bool,
    /// What it allows.
    pub limits: Limits,
}

impl Default for ServeRequest {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("."),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: PORT,
            hosts: Vec::new(),
            token: false,
            limits: Limits::default(),
        }
    }
}

/// A server that runs, until it is ended or dropped.
pub struct Server {
    at: SocketAddr,
    token: Option<String>,
    said: Vec<String>,
    queue: Arc<Queue>,
    workers: Vec<JoinHandle<()>>,
    runtime: Option<Runtime>,
    end: watch::Sender<bool>,
}

/// Starts a server.
///
/// # Errors
/// If the folder cannot be used, another server works in it, or the address is taken.
pub fn serve(request: &ServeRequest, porter: Box<dyn Porter>) -> Result<Server, Failure> {
    let limits = request.limits;
    if limits.at_once == 0 || limits.replicates_most == 0 || limits.connections_most == 0 {
        return Err(Failure::Usage(
            "a server that computes nothing at once, plays no history or takes no connection is of no use".to_owned(),
        ));
    }
    let place = Arc::new(Place::open(&request.folder)?);
    let runs = place.runs();
    // A link could lead the catalogue and every run out of the folder.
    if std::fs::symlink_metadata(&runs).is_ok_and(|it| it.is_symlink()) {
        return Err(Failure::Usage(format!("{} is a link; runs are kept in a folder of their own", runs.display())));
    }
    std::fs::create_dir_all(&runs)
        .map_err(|error| Failure::System(format!("cannot make {}: {error}", runs.display())))?;
    let catalogue = Arc::new(Catalogue::open(&runs.join("catalogue.sqlite"))?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(READERS)
        .enable_all()
        .build()
        .map_err(|error| Failure::System(format!("no threads: {error}")))?;
    let wanted = SocketAddr::new(request.address, request.port);
    let listener = runtime
        .block_on(tokio::net::TcpListener::bind(wanted))
        .map_err(|error| Failure::Usage(format!("cannot listen at {wanted}: {error}; name another with `port`")))?;
    let at = listener.local_addr().map_err(|error| Failure::System(error.to_string()))?;
    // Behind a name there is a proxy, and through that comes anybody.
    let open = !request.address.is_loopback() || !request.hosts.is_empty();
    let token = if open || request.token { Some(secret().map_err(told)?) } else { None };
    let guard = Guard::new(at, &request.hosts, token.clone()).map_err(told)?;
    let queue = Queue::new(Arc::clone(&place), Arc::clone(&catalogue), limits);
    let left = queue.clear_all().err();
    let (end, ending) = watch::channel(false);
    let mut said = said(open, request, &place);
    // A folder that cannot be removed is tried again at the next start.
    said.extend(left.map(|it| it.message));
    let app = App {
        known: Known::new(Arc::clone(&place)),
        place,
        queue: Arc::clone(&queue),
        guard,
        limits,
        porter,
        saving: Mutex::new(()),
        ending: ending.clone(),
    };
    let router = routes::router(Arc::new(app));
    runtime.spawn(listen::listen(listener, router, limits.connections_most, ending));
    let workers = queue.work();
    Ok(Server { at, token, said, queue, workers, runtime: Some(runtime), end })
}

fn told(fault: Fault) -> Failure {
    fault.failure.map_or(Failure::System(fault.message), |it| *it)
}

/// What whoever starts a server should know.
fn said(open: bool, request: &ServeRequest, place: &Place) -> Vec<String> {
    let mut said = place.models().map(|listed| listed.passed).unwrap_or_default();
    if open {
        said.push(
            "whoever can reach this address and knows the token can read and change every model in the folder"
                .to_owned(),
        );
        said.push(
            "the connection is not encrypted: put a proxy with TLS before it, and start this server with its name as a host (docs/how-to/serve.md)"
                .to_owned(),
        );
        if request.hosts.is_empty() && request.address.is_unspecified() {
            said.push("no host is named, so only names of this machine itself are answered".to_owned());
        }
    }
    said
}

impl Server {
    /// Where it listens.
    pub fn at(&self) -> SocketAddr {
        self.at
    }

    /// Its address for a browser.
    pub fn url(&self) -> String {
        format!("http://{}/", self.at)
    }

    /// What must be known to ask, where that is so. To be shown once.
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// What whoever started it should know, in sentences.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// Ends it: what is computed keeps what it has, and goes on when the next server starts.
    pub fn end(mut self) {
        self.shut();
    }

    fn shut(&mut self) {
        let _ = self.end.send(true);
        self.queue.end();
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(std::time::Duration::from_secs(2));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut();
    }
}
