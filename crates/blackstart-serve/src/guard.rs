//! Who may ask: hosts, tokens, other sites.

use crate::fault::Fault;
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use subtle::ConstantTimeEq;

/// Largest body of a request \[bytes\].
pub(crate) const MOST_BODY: usize = 1 << 20;
/// Name of the cookie of somebody who has signed in.
pub(crate) const SESSION: &str = "blackstart-session";

/// What a report may do: look like itself in a frame of ours, and nothing else.
pub(crate) const POLICY_OF_REPORTS: &str = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// Who may ask.
pub(crate) struct Guard {
    /// Hosts that requests may name, with ports.
    hosts: Vec<String>,
    /// What whoever is not on this machine must know; `None`: only this machine can ask.
    token: Option<String>,
    /// What a signed-in browser shows instead of the token.
    session: String,
    /// What forms of this server carry.
    form: String,
}

impl Guard {
    pub(crate) fn new(at: SocketAddr, more_hosts: &[String], token: Option<String>) -> Result<Self, Fault> {
        let port = at.port();
        let mut hosts: Vec<String> =
            vec![format!("localhost:{port}"), format!("127.0.0.1:{port}"), format!("[::1]:{port}")];
        if !at.ip().is_unspecified() {
            hosts.push(at.to_string());
        }
        for host in more_hosts {
            hosts.push(host.to_ascii_lowercase());
            hosts.push(format!("{}:{port}", host.to_ascii_lowercase()));
        }
        Ok(Self { hosts, token, session: secret()?, form: secret()? })
    }

    pub(crate) fn form_token(&self) -> &str {
        &self.form
    }

    pub(crate) fn session(&self) -> &str {
        &self.session
    }

    pub(crate) fn needs_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether somebody knows the token.
    pub(crate) fn knows(&self, said: &str) -> bool {
        self.token.as_deref().is_some_and(|token| same(token, said))
    }

    /// Whether a form is one that this server has handed out.
    pub(crate) fn is_ours(&self, said: &str) -> bool {
        same(&self.form, said)
    }

    pub(crate) fn host(&self, headers: &HeaderMap) -> Result<(), Fault> {
        let hosts: Vec<_> = headers.get_all(HOST).iter().collect();
        let known = match hosts.as_slice() {
            [host] => host.to_str().is_ok_and(|host| self.hosts.contains(&host.to_ascii_lowercase())),
            _ => false,
        };
        if known {
            return Ok(());
        }
        let message = "this server is not known by the name that was asked for";
        let advice = "use the address it said when it started, or start it with `--host NAME` if it has another";
        Err(Fault::new(StatusCode::MISDIRECTED_REQUEST, "BS0950", message, advice))
    }

    /// A request that changes something must come from a page of this server, or from a program.
    pub(crate) fn site(&self, method: &Method, headers: &HeaderMap) -> Result<(), Fault> {
        let other = || {
            let message = "another site has sent this request";
            Fault::new(StatusCode::FORBIDDEN, "BS0951", message, "do it on a page of this server")
        };
        let text = |name: &HeaderName| headers.get(name).map(|it| it.to_str().unwrap_or("?"));
        let from = text(&HeaderName::from_static("sec-fetch-site"));
        if method.is_safe() {
            // Other sites may lead here, but not look: no answer of ours is part of their pages.
            let embedded = text(&HeaderName::from_static("sec-fetch-mode")).is_some_and(|mode| mode != "navigate");
            return if embedded && matches!(from, Some("cross-site" | "same-site")) { Err(other()) } else { Ok(()) };
        }
        if from.is_some_and(|from| !matches!(from, "same-origin" | "none")) {
            return Err(other());
        }
        match (text(&ORIGIN), text(&HOST)) {
            (Some(origin), Some(host)) => {
                let ours = origin
                    .split_once("://")
                    .is_some_and(|(scheme, of)| matches!(scheme, "http" | "https") && of.eq_ignore_ascii_case(host));
                if ours { Ok(()) } else { Err(other()) }
            }
            _ => Ok(()),
        }
    }

    /// Whoever is not on this machine shows the token or the cookie that was given for it.
    pub(crate) fn person(&self, path: &str, headers: &HeaderMap) -> Result<(), Fault> {
        if self.token.is_none() || matches!(path, "/login" | "/assets/style.css") {
            return Ok(());
        }
        let bearer = headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
        let cookies = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(';'));
        let mut sessions = cookies.filter_map(|it| it.trim().strip_prefix(SESSION)?.strip_prefix('='));
        if bearer.is_some_and(|it| self.knows(it)) || sessions.any(|it| same(&self.session, it)) {
            return Ok(());
        }
        let message = "this server wants its token";
        let advice =
            "sign in at /login, or send `Authorization: Bearer TOKEN`; the token was shown when the server started";
        Err(Fault::new(StatusCode::UNAUTHORIZED, "BS0952", message, advice))
    }
}

/// A form that lacks the word of this server.
pub(crate) fn expired() -> Fault {
    let message = "this form is not one that this server has handed out since it started";
    Fault::new(StatusCode::FORBIDDEN, "BS0953", message, "load the page again and send the form once more")
}

/// Whether two secrets are the same, in a time that does not say where they differ.
fn same(secret: &str, said: &str) -> bool {
    Sha256::digest(secret).as_slice().ct_eq(Sha256::digest(said).as_slice()).into()
}

/// 256 bits of the system's randomness, hex.
pub(crate) fn secret() -> Result<String, Fault> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::system(format!("the system has no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A body that is too large.
pub(crate) fn too_large() -> Fault {
    let message = format!("the request has more than {MOST_BODY} bytes");
    Fault::too_much(StatusCode::PAYLOAD_TOO_LARGE, message, "a scenario is a few kilobytes; send less")
}
