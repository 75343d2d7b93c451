//! Pages for what went wrong: what it is and what to do.

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, words};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    shell: Shell,
    what: String,
    do_now: String,
}

/// Gives every refused or failed answer a page in plain words, whoever made it.
pub(crate) async fn pages<R: Reads>(
    State(state): State<AppState<R>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    let status = response.status();
    let has_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| !kind.as_bytes().starts_with(b"text/plain"));
    if has_page || !(status.is_client_error() || status.is_server_error()) || path == "/health" {
        return response;
    }
    let error = response.extensions().get::<Error>().cloned();
    if let Some(error @ (Error::Store { .. } | Error::Page { .. })) = &error {
        tracing::error!(%error, "a request failed");
    }
    let (title, what, do_now) = in_words(status, error.as_ref());
    let page = ErrorPage { shell: Shell::plain(&state, Section::Elsewhere, title), what, do_now };
    let Ok(html) = page.render() else {
        return response;
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(CONTENT_TYPE);
    let mut answer = (status, Html(html)).into_response();
    if let Some(allow) = parts.headers.get(ALLOW) {
        answer.headers_mut().insert(ALLOW, allow.clone());
    }
    answer
}

/// Title, what happened, what to do.
fn in_words(status: StatusCode, error: Option<&Error>) -> (&'static str, String, String) {
    let say = |title, what: &str, do_now: &str| (title, what.to_owned(), do_now.to_owned());
    match (status.as_u16(), error) {
        (_, Some(Error::Refused { why, ask })) => (
            "You may not see this",
            format!("It is refused because {why}."),
            ask.as_ref().map_or_else(
                || "Ask the team named at the foot of this page.".to_owned(),
                |ask| format!("If you need it for somebody's care, ask {ask}."),
            ),
        ),
        (_, Some(Error::Asked { what })) => (
            "This cannot be followed",
            format!("Sorry: {what}."),
            "Go back, change it and send it again.".to_owned(),
        ),
        (_, Some(Error::Form)) => say(
            "The form was not taken",
            "It did not come from a page that is open in this browser, or the page was opened \
             before Joinedup was last started. Nothing was changed.",
            "Go back to the page with the form, load it again, and send it once more.",
        ),
        (_, Some(Error::Host)) => say(
            "This address is not served here",
            "The request names a host that this place has not configured.",
            "Use the address your team was given. If it is right, ask for it to be configured.",
        ),
        (413, error) => (
            "That is too large",
            match error {
                Some(Error::TooLarge { limit_bytes }) => format!(
                    "One file may have up to {}. Nothing of it was kept.",
                    words::size(limit_bytes)
                ),
                _ => "The request holds more than this page takes. Nothing was kept.".to_owned(),
            },
            "Send the extract in smaller parts, or import it from a folder on the server."
                .to_owned(),
        ),
        (404, _) => say(
            "There is no such page",
            "Nothing is kept under this address. A list or a delivery may have been replaced \
             since the link was made.",
            "Start from Home, or check the address for a slip.",
        ),
        (405, _) => say(
            "This page cannot be used in that way",
            "The address exists, but not for what was asked of it.",
            "Start from Home and use the links and buttons of the pages.",
        ),
        (code, _) if code >= 500 => say(
            "Something went wrong here",
            "It is a fault of this program or its store, not of what you did. What was saved \
             before is safe; the fault has been written to the log.",
            "Try again in a minute. If it stays, tell the team named below the time it happened.",
        ),
        _ => say(
            "This cannot be followed",
            "The request is not in a form that this page understands.",
            "Start from Home and use the links and buttons of the pages.",
        ),
    }
}
