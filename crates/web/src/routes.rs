//! Every address, grouped by who calls it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::{AppState, Error, Reads, assets, guards, pages};

/// The most bytes of a request that is not a file.
const REQUEST_BYTES_MAX: usize = 16 * 1024;

/// The pages, with everything that stands before them.
pub fn router<R: Reads>(state: AppState<R>) -> Router {
    let settings = Arc::clone(&state.settings);
    staff::<R>()
        .merge(public::<R>())
        .merge(machine::<R>())
        .layer(DefaultBodyLimit::max(REQUEST_BYTES_MAX))
        .merge(files::<R>(settings.upload_bytes_max))
        .fallback(|| async { Error::NotThere })
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(settings, guards::host))
        .layer(from_fn_with_state(state.clone(), pages::error::pages::<R>))
        .layer(from_fn(guards::headers))
        .with_state(state)
}

/// Staff: what they look at and decide. Residents have no page yet; theirs will stand beside these.
fn staff<R: Reads>() -> Router<AppState<R>> {
    use pages::{
        by_hand, caseload, changes, delivery, feeds, history, home, jobs, links, people, person,
        quality, review, send,
    };
    Router::new()
        .route("/", get(home::home::<R>))
        .route("/caseload", get(caseload::caseload::<R>))
        .route("/caseload.csv", get(caseload::caseload_csv::<R>))
        .route("/caseload/{area}/{column}", get(people::people::<R>))
        .route("/caseload/{area}/{column}/people.csv", get(people::people_csv::<R>))
        .route("/people/{person}", get(person::person::<R>))
        .route("/people/{person}/links", get(history::together::<R>))
        .route("/people/{person}/links.csv", get(history::events_csv::<R>))
        .route("/people/{person}/link", post(by_hand::link::<R>))
        .route("/people/{person}/unlink", post(by_hand::unlink::<R>))
        .route("/review", get(review::front::front::<R>))
        .route("/review.csv", get(review::front::days_csv::<R>))
        .route("/review/sample.csv", get(review::front::sample_csv::<R>))
        .route("/review/reviewer", post(review::front::name::<R>))
        .route("/review/next", get(review::pair::next::<R>))
        .route("/review/undo", post(review::answer::undo::<R>))
        .route("/review/decisions", get(review::log::decisions::<R>))
        .route("/review/decisions.csv", get(review::log::decisions_csv::<R>))
        .route(
            "/review/{record}/{other}",
            get(review::pair::pair::<R>).post(review::answer::answer::<R>),
        )
        .route("/links", get(links::links::<R>))
        .route("/links/quality", get(quality::quality::<R>))
        .route("/links/quality.csv", get(quality::quality_csv::<R>))
        .route("/links/changes", get(changes::changes::<R>))
        .route("/links/changes.csv", get(changes::changes_csv::<R>))
        .route("/feeds", get(feeds::feeds::<R>))
        .route("/feeds.csv", get(feeds::feeds_csv::<R>))
        .route("/feeds/{feed}", get(feeds::feed::<R>))
        .route("/feeds/{feed}/send", get(send::form::<R>))
        .route("/deliveries/{delivery}", get(delivery::delivery::<R>))
        .route("/deliveries/{delivery}/rejects.csv", get(delivery::rejects_csv::<R>))
        .route("/deliveries/{delivery}/rejected-rows.csv", get(delivery::rejected_rows_csv::<R>))
        .route("/jobs/{job}", get(jobs::job::<R>))
}

/// Staff: what they send. Files have a limit of their own.
fn files<R: Reads>(upload_bytes_max: u64) -> Router<AppState<R>> {
    let most = upload_bytes_max.saturating_add(pages::send::FORM_BYTES_MAX);
    Router::new()
        .route("/feeds/{feed}/send", post(pages::send::send::<R>))
        .layer(DefaultBodyLimit::max(usize::try_from(most).unwrap_or(usize::MAX)))
}

/// Anybody: what holds nothing about people.
fn public<R: Reads>() -> Router<AppState<R>> {
    use pages::about;
    Router::new()
        .route("/about", get(about::about::<R>))
        .route("/how-counted", get(about::how_counted::<R>))
        .route("/accessibility", get(about::accessibility::<R>))
}

/// Machines: watching, and what the pages themselves ask for.
fn machine<R: Reads>() -> Router<AppState<R>> {
    Router::new()
        .route("/health", get(pages::health::health::<R>))
        .route("/jobs/{job}/progress", get(pages::jobs::progress_json::<R>))
        .route("/assets/{name}", get(assets::asset))
}
