//! The pages, one file a use.

pub(crate) mod about;
pub(crate) mod by_hand;
pub(crate) mod caseload;
pub(crate) mod changes;
pub(crate) mod delivery;
pub(crate) mod error;
pub(crate) mod feeds;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod jobs;
pub(crate) mod links;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod quality;
pub(crate) mod review;
pub(crate) mod send;

use askama::Template;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use terms::Date;

use crate::guards::FormToken;
use crate::{AppState, Error, Reads};

/// Rows on one page of a list.
pub(crate) const PAGE_ROWS_MAX: usize = 50;
/// Rows in one downloaded list.
pub(crate) const EXPORT_ROWS_MAX: usize = 250_000;

/// What a handler of a page answers.
pub(crate) type Page = Result<Response, Error>;

/// Writes a page out.
pub(crate) fn page(template: &impl Template) -> Page {
    Ok(Html(template.render()?).into_response())
}

/// Writes a page with a form out, with the form's cookie where the reader has none yet.
pub(crate) fn page_with_form(template: &impl Template, form: FormToken) -> Page {
    let body = page(template)?;
    Ok(match form.cookie {
        Some(cookie) => ([(SET_COOKIE, cookie)], body).into_response(),
        None => body,
    })
}

/// A form's fields, in the order in which they were sent.
pub(crate) type Fields = Vec<(String, String)>;

/// One field of a form; empty when it was not sent.
pub(crate) fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
}

/// Takes only forms that come from a page of ours.
pub(crate) fn ours<R: Reads>(
    state: &AppState<R>,
    request: &HeaderMap,
    fields: &Fields,
) -> Result<(), Error> {
    if state.forms.accepts(request, field(fields, "token")) { Ok(()) } else { Err(Error::Form) }
}

/// A file for the reader to keep. `name` must hold no identifiers.
pub(crate) fn csv_file(name: &str, bytes: Vec<u8>) -> Response {
    (
        [
            (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
        ],
        bytes,
    )
        .into_response()
}

/// Reads a day from a form: empty means none.
pub(crate) fn asked_day(text: Option<&str>) -> Result<Option<Date>, Error> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    terms::parse_date(text, "%Y-%m-%d").map(Some).map_err(|fault| Error::Asked {
        what: format!("the day is {fault}; write it as year-month-day, such as 2026-11-21"),
    })
}
