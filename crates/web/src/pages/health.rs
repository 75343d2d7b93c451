//! `/health`: for whoever watches the machine.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use crate::{AppState, Reads};

/// `ok` and the store's state, or 503 and what is wrong; plain text.
pub(crate) async fn health<R: Reads>(State(state): State<AppState<R>>) -> impl IntoResponse {
    let health = state.reads.health().await;
    let (status, word) = if health.well {
        (StatusCode::OK, "ok")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not well")
    };
    (
        status,
        [(CONTENT_TYPE, "text/plain; charset=utf-8")],
        format!("{word}\nstore: {}\nversion: {}\n", health.words, state.settings.version),
    )
}
