//! One delivery: what came, what became of it, what could not be used and how to mend it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::{EXPORT_ROWS_MAX, PAGE_ROWS_MAX, Page, csv_file, page};
use crate::reads::{Delivery, Outcome, RejectPage};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "delivery.html")]
struct DeliveryPage {
    shell: Shell,
    delivery: Delivery,
    rejects: RejectPage,
    first: u64,
    last: u64,
    token: String,
    size_max: String,
}

/// Where a page of rejects starts.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    after: u64,
}

/// `/deliveries/{delivery}`
pub(crate) async fn delivery<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
    Query(query): Query<After>,
    request: HeaderMap,
) -> Page {
    let delivery = state.reads.delivery(&id).await?;
    let rejects = state.reads.rejects(&id, query.after, PAGE_ROWS_MAX).await?;
    let title = format!("Delivery of {}", delivery.feed_title);
    let shell = Shell::of(&state, Section::Feeds, &title)
        .await
        .under("/", "Home")
        .under("/feeds", "Feeds")
        .under(format!("/feeds/{}", delivery.feed), delivery.feed_title.clone())
        .fresh_at(words::moment(&state.reads.now()));
    let form = state.forms.issue(&request, state.settings.secure);
    let body = page(&DeliveryPage {
        shell,
        delivery,
        first: rejects.rows.first().map_or(0, |row| row.number),
        last: rejects.rows.last().map_or(0, |row| row.number),
        rejects,
        token: form.token,
        size_max: words::size(&state.settings.upload_bytes_max),
    })?;
    Ok(match form.cookie {
        Some(cookie) => ([(SET_COOKIE, cookie)], body).into_response(),
        None => body,
    })
}

/// `/deliveries/{delivery}/rejects.csv`: the reject table, all of it.
pub(crate) async fn rejects_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let rejects = state.reads.rejects(&id, 0, EXPORT_ROWS_MAX).await?;
    if rejects.total > rejects.rows.len() as u64 {
        return Err(Error::Asked {
            what: format!(
                "there are {} reasons and a file may have {}; take the rows to mend instead",
                words::count(&rejects.total),
                words::count(&(EXPORT_ROWS_MAX as u64))
            ),
        });
    }
    let rows = rejects.rows.into_iter().map(|reject| {
        [
            reject.line.to_string(),
            reject.column.unwrap_or_else(|| "whole row".to_owned()),
            reject.class,
            reject.reason,
            reject.mend,
        ]
    });
    let header = ["Line", "Column", "What stands there", "Reason", "How to mend it"];
    Ok(csv_file("rejects", csv_guard::write(&header, rows)?))
}

/// `/deliveries/{delivery}/rejected-rows.csv`: the rows themselves, to be mended and sent back.
pub(crate) async fn rejected_rows_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
) -> Result<Response, Error> {
    let rejected = state.reads.rejected_rows(&id).await?;
    let header: Vec<&str> = rejected.header.iter().map(String::as_str).collect();
    Ok(csv_file("rows-to-mend", csv_guard::write(&header, &rejected.rows)?))
}
