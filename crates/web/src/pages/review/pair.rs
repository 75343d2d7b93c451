//! One pair of records, side by side, with what speaks for and against.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;
use terms::RecordId;

use super::sides::{SideRow, sides};
use super::{Said, answer_words, asked_queue, pair_from_slug, pair_slug, said};
use crate::charts::Waterfall;
use crate::guards;
use crate::pages::{Page, page_with_form};
use crate::reads::review::{
    Effect, NearRecord, NearStanding, Pair, PairRecord, Queue, QueueCount, Standing,
};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, words};

#[derive(Template)]
#[template(path = "review_pair.html")]
struct PairPage {
    shell: Shell,
    pair: Pair,
    queue: Queue,
    rows: Vec<SideRow>,
    absent: Vec<&'static str>,
    waterfall: Waterfall,
    token: String,
    said: Option<Said>,
    /// An answer came too late.
    late: bool,
    /// The address of the pair after this one.
    next: String,
}

#[derive(Template)]
#[template(path = "review_end.html")]
struct EndPage {
    shell: Shell,
    queue: Queue,
    waiting: u64,
    /// Other queues that are not empty.
    others: Vec<QueueCount>,
    token: String,
    said: Option<Said>,
}

/// Which queue, from where, and what has just been done.
#[derive(Deserialize)]
pub(crate) struct Asked {
    queue: Option<String>,
    after: Option<String>,
    done: Option<String>,
    undone: Option<String>,
    late: Option<String>,
}

/// `/review/next?queue=twins`: leads to the next pair of a queue, or says that none is left.
pub(crate) async fn next<R: Reads>(
    State(state): State<AppState<R>>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Page {
    let queue = asked_queue(asked.queue.as_deref()).ok_or(Error::NotThere)?;
    let Some(reviewer) = guards::reviewer(&request) else {
        return Ok(Redirect::to("/review").into_response());
    };
    let after = match asked.after.as_deref() {
        None => None,
        Some(slug) => Some(pair_from_slug(slug).ok_or(Error::NotThere)?),
    };
    let found = state.reads.next_pair(queue, &reviewer, after).await?;
    if let Some((record, other)) = found.pair {
        let mut to = format!("/review/{record}/{other}?queue={}", queue.slug());
        if let Some(done) = asked.done.filter(|done| is_key(done)) {
            to.push_str(&format!("&done={done}"));
        }
        return Ok(Redirect::to(&to).into_response());
    }
    let front = state.reads.review_front(Some(&reviewer)).await?;
    let form = state.forms.issue(&request, state.settings.secure);
    let last = front.yours.as_ref().and_then(|yours| yours.last.as_ref());
    let page = EndPage {
        shell: shell(&state, "End of the queue").await,
        queue,
        waiting: found.waiting,
        said: said(asked.done.as_deref(), last),
        others: front.queues.into_iter().filter(|q| q.pairs > 0 && q.queue != queue).collect(),
        token: form.token.clone(),
    };
    page_with_form(&page, form)
}

/// `/review/{record}/{other}`
pub(crate) async fn pair<R: Reads>(
    State(state): State<AppState<R>>,
    Path((record, other)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Page {
    let queue = asked_queue(asked.queue.as_deref()).ok_or(Error::NotThere)?;
    let (record, other) = records(&record, &other)?;
    let Some(reviewer) = guards::reviewer(&request) else {
        return Ok(Redirect::to("/review").into_response());
    };
    let pair = state.reads.pair(record, other, &reviewer, queue).await?;
    let form = state.forms.issue(&request, state.settings.secure);
    let (rows, absent) = sides(&pair);
    let next = format!("/review/next?queue={}&after={}", queue.slug(), pair_slug(record, other));
    let said = if asked.undone.is_some() && pair.standing == Standing::Wanted {
        Some(Said { text: "Taken back. The pair waits again.".to_owned(), undo: None })
    } else {
        said(asked.done.as_deref(), pair.last.as_ref())
    };
    let page = PairPage {
        shell: shell(&state, "Review a pair").await,
        waterfall: Waterfall::of(&pair.edge),
        late: asked.late.is_some(),
        token: form.token.clone(),
        queue,
        rows,
        absent,
        said,
        next,
        pair,
    };
    page_with_form(&page, form)
}

async fn shell<R: Reads>(state: &AppState<R>, title: &str) -> Shell {
    Shell::of(state, Section::Review, title)
        .await
        .under("/", "Home")
        .under("/review", "Review links")
}

/// The two records that an address names.
pub(super) fn records(record: &str, other: &str) -> Result<(RecordId, RecordId), Error> {
    let id = |text| RecordId::parse(text).ok_or(Error::NotThere);
    let (record, other) = (id(record)?, id(other)?);
    if record == other { Err(Error::NotThere) } else { Ok((record, other)) }
}

/// Whether a text can be the identifier of a decision, so that it may go into an address.
pub(crate) fn is_key(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_~-".contains(&b))
}

/// What one person would have, in words: `5 records`.
fn together(left: &u64, right: &u64) -> String {
    words::counted(&left.saturating_add(*right), "record", "records")
}

/// When a record was received: once, or first and last.
fn received(record: &PairRecord) -> String {
    let day = |at| words::day(&words::local_day(at));
    let (first, last) = (day(&record.first_delivery), day(&record.last_delivery));
    if first == last { last } else { format!("{last}, first {first}") }
}

/// A record near, named shortly: `Maura O'Neill, born 12-Mar-1941 (Acute hospital)`.
fn near_name(record: &NearRecord) -> String {
    let name = record.name.as_deref().unwrap_or("somebody without a name");
    let born = record
        .born
        .as_ref()
        .map_or_else(String::new, |born| format!(", born {}", words::clinical(born)));
    format!("{name}{born} ({})", record.source)
}

/// How a pair near this one stands, in words.
fn near_words(standing: &NearStanding) -> String {
    match standing {
        NearStanding::Linked => "linked by the model".to_owned(),
        NearStanding::Waiting => "waits for review".to_owned(),
        NearStanding::Apart => "not linked".to_owned(),
        NearStanding::Answered(answer) => format!("answered: {}", answer_words(answer)),
    }
}
