//! A file sent from a browser: its bytes go on as they arrive, and become a job.

use askama::Template;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, Path, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Page, page_with_form};
use crate::reads::{FeedRow, Incoming, Intake};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, words};

/// Room in a request for the form around the file.
pub(crate) const FORM_BYTES_MAX: u64 = 64 * 1024;
const FIELD_BYTES_MAX: usize = 1024;

#[derive(Template)]
#[template(path = "send.html")]
struct SendPage {
    shell: Shell,
    feed: FeedRow,
    token: String,
    size_max: String,
}

/// `/feeds/{feed}/send`: the form.
pub(crate) async fn form<R: Reads>(
    State(state): State<AppState<R>>,
    Path(feed): Path<String>,
    request: HeaderMap,
) -> Page {
    let feed = state.reads.feed(&feed, None, 1).await?.row;
    let shell = Shell::of(&state, Section::Feeds, "Send a file")
        .await
        .under("/", "Home")
        .under("/feeds", "Feeds")
        .under(format!("/feeds/{}", feed.feed), feed.title.clone());
    let form = state.forms.issue(&request, state.settings.secure);
    let token = form.token.clone();
    let size_max = words::size(&state.settings.upload_bytes_max);
    page_with_form(&SendPage { shell, feed, token, size_max }, form)
}

/// `POST /feeds/{feed}/send`: takes the file and leads to its job. The fields before the file say
/// that the form is ours; a file that comes before them is not read.
pub(crate) async fn send<R: Reads>(
    State(state): State<AppState<R>>,
    Path(feed): Path<String>,
    request: HeaderMap,
    mut form: Multipart,
) -> Result<Response, Error> {
    let limit_bytes = state.settings.upload_bytes_max;
    refuse_early(&request, limit_bytes)?;
    let (mut ours, mut mends) = (false, None);
    while let Some(field) = form.next_field().await.map_err(|e| broken(&e, limit_bytes))? {
        match field.name() {
            Some("token") => {
                ours = state.forms.accepts(&request, &short(field).await?);
            }
            Some("mends") => mends = Some(short(field).await?).filter(|id| !id.is_empty()),
            Some("file") if ours => {
                let incoming = Incoming { feed, file_name: file_name(&field)?, mends };
                let intake = state.reads.receive(incoming).await?;
                let job = take(intake, field, limit_bytes).await?;
                return Ok(Redirect::to(&format!("/jobs/{job}")).into_response());
            }
            _ => return Err(Error::Form),
        }
    }
    Err(if ours { no_file() } else { Error::Form })
}

/// A file that says it is too large is not read at all.
fn refuse_early(request: &HeaderMap, limit_bytes: u64) -> Result<(), Error> {
    let said = request
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    match said {
        Some(bytes) if bytes > limit_bytes.saturating_add(FORM_BYTES_MAX) => {
            Err(Error::TooLarge { limit_bytes })
        }
        _ => Ok(()),
    }
}

/// Hands the bytes on as they arrive.
async fn take<I: Intake>(
    mut intake: I,
    mut field: Field<'_>,
    limit_bytes: u64,
) -> Result<String, Error> {
    let mut taken = 0_u64;
    while let Some(bytes) = field.chunk().await.map_err(|e| broken(&e, limit_bytes))? {
        taken = taken.saturating_add(bytes.len() as u64);
        if taken > limit_bytes {
            return Err(Error::TooLarge { limit_bytes });
        }
        intake.write(&bytes).await?;
    }
    if taken == 0 {
        return Err(Error::Asked { what: "the file is empty".to_owned() });
    }
    intake.finish().await
}

/// The text of a short field.
async fn short(mut field: Field<'_>) -> Result<String, Error> {
    let mut text = Vec::new();
    while let Some(bytes) = field.chunk().await.map_err(|_| Error::Form)? {
        text.extend_from_slice(&bytes);
        if text.len() > FIELD_BYTES_MAX {
            return Err(Error::Form);
        }
    }
    String::from_utf8(text).map_err(|_| Error::Form)
}

/// The file's own name without folders and control characters.
fn file_name(field: &Field<'_>) -> Result<String, Error> {
    let name: String = field
        .file_name()
        .unwrap_or_default()
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    if name.trim().is_empty() {
        return Err(no_file());
    }
    Ok(name)
}

fn no_file() -> Error {
    Error::Asked { what: "no file was chosen".to_owned() }
}

fn broken(error: &MultipartError, limit_bytes: u64) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Error::TooLarge { limit_bytes };
    }
    Error::Asked { what: "the file stopped before its end, so nothing of it was kept".to_owned() }
}
