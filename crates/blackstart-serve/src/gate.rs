//! What every request passes on its way in, and every answer on its way out.

use crate::app::App;
use crate::fault::Fault;
use crate::guard::{Guard, MOST_BODY, too_large};
use crate::page;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use std::time::Instant;

/// What pages may load: this server's own style and module, nothing in line and nothing from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Everything that a request passes on its way in and an answer on its way out.
pub(crate) async fn guarded(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let is_api = path.starts_with("/api/");
    let checked = check(&app.guard, &request);
    let mut response = match checked {
        Ok(()) => match tokio::time::timeout(app.limits.answer_longest, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                let message = format!("this took longer than {} seconds", app.limits.answer_longest.as_secs());
                Fault::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "BS0959",
                    message,
                    "try again; a large model is better served by the command",
                )
                .into_response()
            }
        },
        Err(fault) => fault.into_response(),
    };
    if !is_api {
        response = as_page(&app, response);
    }
    dress(response.headers_mut());
    // The path alone: queries, headers and bodies may hold what is nobody's business.
    let line = format!("{method} {path} {} {} ms", response.status().as_u16(), began.elapsed().as_millis());
    app.porter.log(&line);
    response
}

fn check(guard: &Guard, request: &Request) -> Result<(), Fault> {
    let headers = request.headers();
    guard.host(headers)?;
    guard.site(request.method(), headers)?;
    guard.person(request.uri().path(), headers)?;
    let stated = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    let known = stated.or_else(|| request.body().size_hint().exact().and_then(|it| usize::try_from(it).ok()));
    if known.is_some_and(|bytes| bytes > MOST_BODY) {
        return Err(too_large());
    }
    let json = headers.get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"application/json"));
    let is_api = request.uri().path().starts_with("/api/");
    // A browser sends JSON to another site only if that site allows it, and this one never does.
    if is_api && matches!(*request.method(), Method::POST | Method::PUT) && !json {
        let message = "this address takes JSON";
        return Err(Fault::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "BS0951",
            message,
            "send `Content-Type: application/json`",
        ));
    }
    Ok(())
}

/// What is wrong, as a page for people; whoever must sign in is led there.
fn as_page(app: &App, response: Response) -> Response {
    let Some(fault) = response.extensions().get::<Fault>().cloned() else { return response };
    if fault.code == Some("BS0952") {
        return Redirect::to("/login").into_response();
    }
    let mut page = page::fault(app, &fault).into_response();
    *page.status_mut() = fault.status;
    page
}

/// The headers of every answer.
fn dress(headers: &mut HeaderMap) {
    let always: [(&str, &str); 6] = [
        ("x-content-type-options", "nosniff"),
        // With `no-referrer` browsers would hide the origin of our own forms as well.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("x-frame-options", "SAMEORIGIN"),
    ];
    for (name, value) in always {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    headers.entry("cache-control").or_insert(HeaderValue::from_static("no-store"));
}
