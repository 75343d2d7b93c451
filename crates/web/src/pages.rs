//! The pages, one file a use.

pub(crate) mod about;
pub(crate) mod caseload;
pub(crate) mod delivery;
pub(crate) mod error;
pub(crate) mod feeds;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod jobs;
pub(crate) mod links;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod quality;
pub(crate) mod send;

use askama::Template;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Response};
use terms::Date;

use crate::Error;

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
