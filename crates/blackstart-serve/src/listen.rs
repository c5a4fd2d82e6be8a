//! Connections: so many at once, each with limits on its header and on how long that may take.

use axum::Router;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// How long the header of a request may take, and how long a connection may wait for the next.
const HEADER: Duration = Duration::from_secs(10);
/// Largest header, with its path \[bytes\].
const MOST_HEADER: usize = 32 << 10;

/// Takes connections until the server ends.
pub(crate) async fn listen(listener: TcpListener, router: Router, most: usize, mut ending: watch::Receiver<bool>) {
    let room = Arc::new(Semaphore::new(most));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.changed() => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of files, say: others must end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                router.clone().oneshot(request.map(axum::body::Body::new))
            });
            let _ = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER)
                .max_buf_size(MOST_HEADER)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            drop(place);
        });
    }
}
