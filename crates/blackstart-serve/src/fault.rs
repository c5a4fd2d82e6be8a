//! Why a request is refused: a status, a code that `blackstart explain` has a page about, a sentence and what to do.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use blackstart::jobs::Failure;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request is refused.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(tag = "schema", rename = "blackstart/fault/1")]
pub(crate) struct Fault {
    #[serde(skip)]
    pub(crate) status: StatusCode,
    /// Code of the problem; null where a job says why.
    pub(crate) code: Option<&'static str>,
    /// One sentence.
    pub(crate) message: String,
    /// What to do.
    pub(crate) advice: Option<String>,
    /// What the job says, in the words of the command.
    #[schema(value_type = Option<Object>)]
    pub(crate) failure: Option<Box<Failure>>,
}

impl Fault {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>, advice: &str) -> Self {
        let advice = Some(advice.to_owned()).filter(|it| !it.is_empty());
        Self { status, code: Some(code), message: message.into(), advice, failure: None }
    }

    /// There is nothing of this name.
    pub(crate) fn missing(what: &str, name: &str) -> Self {
        let message = format!("there is no {what} `{}` here", blackstart::report::plain(&clipped(name)));
        Self::new(
            StatusCode::NOT_FOUND,
            "BS0956",
            message,
            "look in the list it should be in; links that lead out of the folder are left out",
        )
    }

    /// More is asked for than this server allows.
    pub(crate) fn too_much(status: StatusCode, message: impl Into<String>, advice: &str) -> Self {
        Self::new(status, "BS0954", message, advice)
    }

    /// The machine or this program failed.
    pub(crate) fn system(why: impl std::fmt::Display) -> Self {
        Self::from(Failure::System(why.to_string()))
    }
}

/// As much of a name as a sentence has room for.
fn clipped(name: &str) -> String {
    name.chars().take(80).collect()
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        let status = match failure {
            Failure::System(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Failure::Interrupted(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self { status, code: None, message: failure.to_string(), advice: None, failure: Some(Box::new(failure)) }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        // Whoever asked for a page gets the same words as one.
        response.extensions_mut().insert(self);
        response
    }
}
