//! The addresses, and what goes on at each.

mod negotiate;
mod respond;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use self::negotiate::{Handling, Wanted};
use self::respond::{problem, refused, written};
use crate::limits::BODY_BYTES_MAX;
use crate::matching::{self, Bundle, Matches};
use crate::outcome::{IssueType, Issues, Problem};
use crate::{definitions, http};

/// The FHIR interface. The program stands it at `/fhir`, behind whatever decides who may call it.
pub fn router<M: Matches>(matches: Arc<M>) -> Router {
    Router::new()
        .route("/Patient/$match", post(patient_match::<M>))
        // Some clients write the dollar sign as three characters.
        .route("/Patient/%24match", post(patient_match::<M>))
        .route("/metadata", get(metadata))
        .route("/OperationDefinition/Patient-match", get(operation))
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_this_way)
        .layer(CatchPanicLayer::custom(|_| http::respond::broken()))
        .with_state(matches)
}

async fn patient_match<M: Matches>(
    State(matches): State<Arc<M>>,
    headers: HeaderMap,
    RawQuery(address): RawQuery,
    body: Body,
) -> Response {
    let wanted = match Wanted::of(&headers, address.as_deref()) {
        Ok(wanted) => wanted,
        Err(fault) => return problem(&fault, &Wanted::default()),
    };
    match answer(&*matches, &headers, address.as_deref(), body, &wanted).await {
        Ok(response) => response,
        Err(fault) => problem(&fault, &wanted),
    }
}

async fn answer<M: Matches>(
    matches: &M,
    headers: &HeaderMap,
    address: Option<&str>,
    body: Body,
    wanted: &Wanted,
) -> Result<Response, Problem> {
    negotiate::sent_as_json(headers)?;
    let handling = Handling::of(headers);
    let mut issues = Issues::new(handling == Handling::Lenient);
    negotiate::nothing_else_in(address, &mut issues);
    let body = whole(headers, body).await?;
    let asked = matching::read(&body, matches.today(), issues)?;
    // One more than is wanted tells whether there are more, and two whether one is the only one.
    let count_max = asked.count.saturating_add(1).max(2);
    let answer = matches.find(&asked.query, count_max).await.map_err(refused)?;
    Ok(respond::applied(written(StatusCode::OK, &Bundle::of(asked, &answer), wanted), handling))
}

/// The bytes of a request, when they are not too many.
async fn whole(headers: &HeaderMap, body: Body) -> Result<axum::body::Bytes, Problem> {
    let too_long = || {
        let words = format!("more than {BODY_BYTES_MAX} bytes are not taken in one request");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, IssueType::TooLong, words)
    };
    let said = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if said.and_then(|text| text.parse::<usize>().ok()).is_some_and(|n| n > BODY_BYTES_MAX) {
        return Err(too_long());
    }
    // The other way to fail is a sender who hangs up, and nobody reads what is answered then.
    to_bytes(body, BODY_BYTES_MAX).await.map_err(|_| too_long())
}

async fn metadata(headers: HeaderMap, RawQuery(address): RawQuery) -> Response {
    definition(&headers, address.as_deref(), definitions::capabilities())
}

async fn operation(headers: HeaderMap, RawQuery(address): RawQuery) -> Response {
    definition(&headers, address.as_deref(), definitions::PATIENT_MATCH.to_owned())
}

fn definition(headers: &HeaderMap, address: Option<&str>, text: String) -> Response {
    match Wanted::of(headers, address) {
        Ok(wanted) => respond::text(StatusCode::OK, text, &wanted),
        Err(fault) => problem(&fault, &Wanted::default()),
    }
}

async fn nothing_here(headers: HeaderMap) -> Response {
    let words = "there is nothing at this address: POST to Patient/$match, GET metadata or \
                 OperationDefinition/Patient-match";
    let fault = Problem::new(StatusCode::NOT_FOUND, IssueType::NotFound, words);
    problem(&fault, &Wanted::of(&headers, None).unwrap_or_default())
}

async fn not_this_way(headers: HeaderMap) -> Response {
    let words = "this address is not asked in this way: Patient/$match takes POST, because what is \
                 asked may not stand in an address; metadata and OperationDefinition/Patient-match \
                 take GET";
    let fault = Problem::new(StatusCode::METHOD_NOT_ALLOWED, IssueType::NotSupported, words);
    problem(&fault, &Wanted::of(&headers, None).unwrap_or_default())
}
