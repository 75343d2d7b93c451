//! The feeds of the place, and the history of one.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::{PAGE_ROWS_MAX, Page, csv_file, page};
use crate::ordering::{Order, orders};
use crate::reads::{Feed, FeedRow, FeedState, Outcome};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "feeds.html")]
struct FeedsPage {
    shell: Shell,
    feeds: Vec<FeedRow>,
    late: u64,
    missing: u64,
    orders: Vec<Order>,
    csv: String,
    import_command: String,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct FeedPage {
    shell: Shell,
    feed: Feed,
}

/// Where the next page of deliveries starts.
#[derive(Deserialize)]
pub(crate) struct After {
    after: Option<String>,
}

/// In which order.
#[derive(Deserialize)]
pub(crate) struct Asked {
    order: Option<String>,
}

const ORDERS: [(&str, &str); 4] = [
    ("place", "the place"),
    ("name", "name"),
    ("age", "oldest delivery"),
    ("rejects", "most rejects"),
];

/// `/feeds`
pub(crate) async fn feeds<R: Reads>(
    State(state): State<AppState<R>>,
    Query(query): Query<Asked>,
) -> Page {
    let mut feeds = state.reads.feeds().await?;
    let order = query.order.as_deref();
    put_in_order(&mut feeds, order);
    let orders = orders("/feeds", "", &ORDERS, order);
    let current = orders.iter().find(|order| order.current);
    let csv = current.map_or_else(String::new, |o| o.href.replacen("/feeds", "/feeds.csv", 1));
    let count = |is: fn(&FeedState) -> bool| feeds.iter().filter(|f| is(&f.state)).count() as u64;
    let (late, missing) = (
        count(|state| matches!(state, FeedState::Late { .. })),
        count(|state| matches!(state, FeedState::Never)),
    );
    let shell = Shell::of(&state, Section::Feeds, "Feeds")
        .await
        .under("/", "Home")
        .fresh_at(words::moment(&state.reads.now()));
    page(&FeedsPage {
        shell,
        feeds,
        late,
        missing,
        orders,
        csv,
        import_command: state.settings.import_command.clone(),
    })
}

/// `/feeds.csv`: the table of `/feeds`.
pub(crate) async fn feeds_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Query(query): Query<Asked>,
) -> Result<Response, Error> {
    let mut feeds = state.reads.feeds().await?;
    put_in_order(&mut feeds, query.order.as_deref());
    let rows = feeds.iter().map(|feed| {
        let last = feed.last.as_ref();
        let figure = |of: fn(&crate::reads::DeliveryRow) -> u64| {
            last.map_or_else(String::new, |row| of(row).to_string())
        };
        [
            feed.title.clone(),
            feed.source.clone(),
            last.map_or_else(String::new, |row| words::moment(&row.received)),
            standing(&feed.state),
            figure(|row| row.rows),
            figure(|row| row.added),
            figure(|row| row.changed),
            figure(|row| row.withdrawn),
            figure(|row| row.rejects),
            last.and_then(|row| row.without_nhs_number)
                .map_or_else(String::new, |share| words::percent_bare(&share, 1)),
            feed.without_nhs_number_before
                .map_or_else(String::new, |share| words::percent_bare(&share, 1)),
        ]
    });
    let header = [
        "Feed",
        "From",
        "Last delivery",
        "State",
        "Rows",
        "Added",
        "Changed",
        "Withdrawn",
        "Rejects",
        "Without NHS number, %",
        "Time before, %",
    ];
    Ok(csv_file("feeds", csv_guard::write(&header, rows)?))
}

/// `/feeds/{feed}`
pub(crate) async fn feed<R: Reads>(
    State(state): State<AppState<R>>,
    Path(feed): Path<String>,
    Query(query): Query<After>,
) -> Page {
    let feed = state.reads.feed(&feed, query.after.as_deref(), PAGE_ROWS_MAX).await?;
    let shell = Shell::of(&state, Section::Feeds, &feed.row.title)
        .await
        .under("/", "Home")
        .under("/feeds", "Feeds")
        .fresh_at(words::moment(&state.reads.now()));
    page(&FeedPage { shell, feed })
}

/// The usual order is the place's own. Feeds that never arrived are the oldest.
fn put_in_order(feeds: &mut [FeedRow], order: Option<&str>) {
    let last = |feed: &FeedRow| feed.last.as_ref().map(|row| row.received);
    let rejects = |feed: &FeedRow| feed.last.as_ref().map_or(0, |row| row.rejects);
    match order {
        Some("name") => feeds.sort_by(|a, b| a.title.cmp(&b.title)),
        Some("age") => feeds.sort_by_key(last),
        Some("rejects") => feeds.sort_by_key(|feed| std::cmp::Reverse(rejects(feed))),
        _ => {}
    }
}

/// A feed's state in words: also what its tag says.
pub(crate) fn standing(state: &FeedState) -> String {
    match state {
        FeedState::Never => "never arrived".to_owned(),
        FeedState::Fresh { .. } => "on time".to_owned(),
        FeedState::Late { late_days, .. } => format!("{} late", words::days(late_days)),
    }
}

/// How a feed's share without NHS number moved since the delivery before, in words.
fn moved(now: &f64, before: &f64) -> String {
    let points = (now - before) * 100.0;
    if points.abs() < 0.05 {
        "as last time".to_owned()
    } else {
        let way = if points > 0.0 { "up" } else { "down" };
        format!("{way} from {}", words::percent(before, 1))
    }
}

/// `every week`, `every day`, `every 30 days`.
fn rhythm(days: &u32) -> String {
    match days {
        1 => "every day".to_owned(),
        7 => "every week".to_owned(),
        n => format!("every {n} days"),
    }
}
