//! How files are handed out: in pieces, and as nothing that a browser would run.

use crate::guard::POLICY_OF_REPORTS;
use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use std::fs::File;
use std::io::Read;

/// Bytes of a file that are read at once.
const PIECE: usize = 256 << 10;

/// A file piece by piece, so that large tables that many take away do not fill the memory.
pub(crate) fn streamed(file: File) -> Body {
    let next = |mut file: File| {
        let mut piece = vec![0; PIECE];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(bytes) => {
                piece.truncate(bytes);
                Some((Ok(piece), Some(file)))
            }
            Err(error) => Some((Err(error), None)),
        }
    };
    Body::from_stream(stream::unfold(Some(file), move |file| async move {
        let file = file?;
        tokio::task::spawn_blocking(move || next(file)).await.ok()?
    }))
}

/// What is to be kept as a file; nothing in it is shown or run.
pub(crate) fn attached(body: impl Into<Body>, name: &str) -> Response {
    let safe: String = name.chars().filter(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.')).collect();
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{safe}\"")),
        (CONTENT_SECURITY_POLICY, POLICY_OF_REPORTS.to_owned()),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

/// A report, which may look like itself in a frame of ours, and nothing else.
pub(crate) fn sandboxed(page: impl Into<Body>) -> Response {
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, POLICY_OF_REPORTS)];
    (headers, page.into()).into_response()
}
