//! A form of this server.

use crate::app::App;
use crate::fault::Fault;
use crate::guard::{expired, too_large};
use axum::extract::rejection::FormRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use blackstart::jobs::Failure;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a form says, field by field.
pub(crate) type Said = BTreeMap<String, String>;

/// A form of this server: whatever lacks its word is refused.
pub(crate) struct Form(pub(crate) Said);

impl FromRequest<Arc<App>> for Form {
    type Rejection = Fault;
    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Fault> {
        let form = axum::Form::<Said>::from_request(request, app).await.map_err(|error: FormRejection| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
                return too_large();
            }
            Fault::from(Failure::Usage(format!("the form cannot be understood: {}", error.body_text())))
        })?;
        // The page for signing in has a field `token` of its own.
        let said = form.0.get("form").or_else(|| form.0.get("token"));
        if !said.is_some_and(|it| app.guard.is_ours(it)) {
            return Err(expired());
        }
        Ok(Self(form.0))
    }
}
