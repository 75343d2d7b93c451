//! How an answer is sent.

use axum::body::Body;
use axum::http::{HeaderValue, Response as Raw, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::negotiate::{Handling, Wanted};
use crate::matching::Refused;
use crate::outcome::{IssueType, Problem};

/// When to ask again while people are being linked or read.
const AGAIN_SECONDS: u32 = 60;

/// A resource as an answer.
pub(super) fn written<T: Serialize>(status: StatusCode, resource: &T, wanted: &Wanted) -> Response {
    let text = if wanted.pretty {
        serde_json::to_string_pretty(resource)
    } else {
        serde_json::to_string(resource)
    };
    match text {
        Ok(text) => text_as(status, text, wanted),
        Err(_) => broken().into_response(),
    }
}

/// A resource that is text already.
pub(super) fn text(status: StatusCode, text: String, wanted: &Wanted) -> Response {
    text_as(status, text, wanted)
}

fn text_as(status: StatusCode, text: String, wanted: &Wanted) -> Response {
    let content_type = match wanted.content_type {
        super::negotiate::FHIR_JSON => "application/fhir+json; charset=utf-8; fhirVersion=4.0",
        other => other,
    };
    let headers = [
        (header::CONTENT_TYPE, content_type),
        // Answers say who people are: nothing on the way may keep them.
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, text).into_response()
}

/// A request that is not followed.
pub(super) fn problem(problem: &Problem, wanted: &Wanted) -> Response {
    let mut response = written(problem.status, &problem.outcome, wanted);
    if let Some(seconds) = problem.again_seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// Says that a preference was followed.
pub(super) fn applied(mut response: Response, handling: Handling) -> Response {
    if handling == Handling::Lenient {
        let value = HeaderValue::from_static("handling=lenient");
        response.headers_mut().insert("preference-applied", value);
    }
    response
}

/// A question that was not answered.
pub(super) fn refused(refused: Refused) -> Problem {
    let words = match &refused {
        // The detail is for the log.
        Refused::Fault { detail } => {
            tracing::error!(%detail, "people could not be looked up");
            "people could not be looked up: the server is at fault".to_owned()
        }
        other => other.to_string(),
    };
    let again_seconds = match refused {
        Refused::Busy { again_seconds } => Some(again_seconds),
        Refused::NotReady { .. } => Some(AGAIN_SECONDS),
        _ => None,
    };
    let (status, code) = match refused {
        Refused::NotAllowed { .. } => (StatusCode::FORBIDDEN, IssueType::Forbidden),
        Refused::TooMany { .. } => (StatusCode::UNPROCESSABLE_ENTITY, IssueType::TooCostly),
        Refused::NotReady { .. } => (StatusCode::SERVICE_UNAVAILABLE, IssueType::Transient),
        Refused::Busy { .. } => (StatusCode::TOO_MANY_REQUESTS, IssueType::Throttled),
        Refused::Fault { .. } => (StatusCode::INTERNAL_SERVER_ERROR, IssueType::Exception),
    };
    Problem { again_seconds, ..Problem::new(status, code, words) }
}

/// The answer when this program itself breaks.
pub(super) fn broken() -> Raw<Body> {
    const TEXT: &str = r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"exception","diagnostics":"the server is at fault"}]}"#;
    text_as(StatusCode::INTERNAL_SERVER_ERROR, TEXT.to_owned(), &Wanted::default())
}
