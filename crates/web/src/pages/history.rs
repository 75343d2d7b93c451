//! How a person's records hang together, what happened to them, and where it can be changed by hand.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;
use terms::{Date, PersonId, RecordId};

use super::person::Shown;
use super::review::{Said, answer_words};
use super::{Page, asked_day, csv_file, page_with_form};
use crate::charts::{ClusterGraph, letter};
use crate::reads::Use;
use crate::reads::history::{By, EdgeKind, Event, EventKind, LinkedRecord, Together};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, guards, words};

#[derive(Template)]
#[template(path = "person_links.html")]
struct TogetherPage {
    shell: Shell,
    who: Shown,
    /// The day asked for; `None` shows what is linked now, and lets it be changed.
    as_of: Option<Date>,
    reviewer: Option<String>,
    graph: Option<ClusterGraph>,
    said: Option<Said>,
    token: String,
    /// Events and pairs that the tables leave out.
    older_events: u64,
    weaker_pairs: u64,
    together: Together,
}

/// Rows of a table of events or pairs.
const SHOWN_MAX: usize = 40;

/// Which day, and what has just been done.
#[derive(Deserialize)]
pub(crate) struct Asked {
    as_of: Option<String>,
    done: Option<String>,
    undone: Option<String>,
}

/// `/people/{person}/links?as_of=2026-11-20`
pub(crate) async fn together<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Page {
    let person = PersonId::parse(&id).ok_or(Error::NotThere)?;
    let as_of = asked_day(asked.as_of.as_deref())?;
    let reviewer = guards::reviewer(&request);
    let mut together =
        state.reads.together(person, as_of, reviewer.as_deref(), Use::Screen).await?;
    if together.person != person {
        let to = format!("/people/{}/links", together.person);
        return Ok(Redirect::to(&to).into_response());
    }
    let form = state.forms.issue(&request, state.settings.secure);
    let graph = ClusterGraph::of(&together);
    let said = said(&asked, &together);
    let page = TogetherPage {
        older_events: together.older_events + shorten(&mut together.events),
        weaker_pairs: shorten(&mut together.edges),
        graph,
        said,
        shell: shell(&state, "How records hang together", person).await,
        who: Shown::of(&together.banner, words::local_day(&state.reads.now())),
        as_of,
        reviewer,
        token: form.token.clone(),
        together,
    };
    page_with_form(&page, form)
}

/// `/people/{person}/links.csv`: what happened, newest first.
pub(crate) async fn events_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
    request: HeaderMap,
) -> Result<Response, Error> {
    let person = PersonId::parse(&id).ok_or(Error::NotThere)?;
    let reviewer = guards::reviewer(&request);
    let together = state.reads.together(person, None, reviewer.as_deref(), Use::Export).await?;
    let header = ["When", "What", "Records", "By", "Why", "Evidence"];
    let rows = together.events.iter().map(|event| {
        [
            words::moment(&event.at),
            event_words(&event.kind),
            event_records(event, &together),
            by_words(&event.by),
            event.why.clone().unwrap_or_default(),
            event.evidence.clone().unwrap_or_default(),
        ]
    });
    Ok(csv_file("link-history", csv_guard::write(&header, rows)?))
}

/// The frame of the pages that hang on a person's links.
pub(super) async fn shell<R: Reads>(state: &AppState<R>, title: &str, person: PersonId) -> Shell {
    Shell::of(state, Section::Review, title)
        .await
        .under("/", "Home")
        .under("/review", "Review links")
        .under(format!("/people/{person}"), "Who is who")
}

/// Leaves what a page can show, and tells how many were left out.
fn shorten<T>(rows: &mut Vec<T>) -> u64 {
    let left_out = rows.len().saturating_sub(SHOWN_MAX) as u64;
    rows.truncate(SHOWN_MAX);
    left_out
}

/// What to tell after a change by hand or its undoing.
fn said(asked: &Asked, together: &Together) -> Option<Said> {
    if asked.undone.is_some() {
        let text = "Undone. The links are as they were before.".to_owned();
        return Some(Said { text, undo: None });
    }
    let done = asked.done.as_ref()?;
    let event = together.events.iter().find(|event| event.undo.as_ref() == Some(done))?;
    let text = match event.kind {
        EventKind::Split { .. } | EventKind::Unlinked => "Unlinked, and kept apart from now on.",
        EventKind::Merged { .. } | EventKind::Linked => "Linked, and kept together from now on.",
        EventKind::Decided(_) | EventKind::Undone => "Recorded.",
    };
    Some(Said { text: text.to_owned(), undo: Some(done.clone()) })
}

/// What happened, in words.
fn event_words(kind: &EventKind) -> String {
    match kind {
        EventKind::Linked => "Linked".to_owned(),
        EventKind::Unlinked => "Unlinked".to_owned(),
        EventKind::Merged { .. } => "Joined: another person became part of this one".to_owned(),
        EventKind::Split { .. } => "Parted: records became a person of their own".to_owned(),
        EventKind::Decided(answer) => format!("Answered: {}", answer_words(answer)),
        EventKind::Undone => "Decision undone".to_owned(),
    }
}

/// Who or what did it, in words.
fn by_words(by: &By) -> String {
    match by {
        By::Run { model } => format!("link run, model {model}"),
        By::Reviewer(name) => name.clone(),
        By::Source(source) => format!("delivery of {source}"),
    }
}

/// The records of an event: by letter where they are shown, else by source.
fn event_records(event: &Event, together: &Together) -> String {
    let called = |(id, source): &(RecordId, String)| {
        let at = together.records.iter().position(|record| record.record == *id);
        at.map_or_else(|| source.clone(), |at| format!("{} {source}", letter(at)))
    };
    event.records.iter().map(called).collect::<Vec<_>>().join("; ")
}

/// A record by its letter and source: `A General practice`.
fn called(id: &RecordId, together: &Together) -> String {
    let at = together.records.iter().position(|record| record.record == *id);
    let source = at.and_then(|at| together.records.get(at)).map(|record| record.source.as_str());
    match (at, source) {
        (Some(at), Some(source)) => format!("{} {source}", letter(at)),
        _ => "a record no longer shown".to_owned(),
    }
}

/// The letter of a record in the drawing and the table.
fn letter_of(n: &usize) -> String {
    letter(*n)
}

/// The day something began, in England.
fn since(at: &Timestamp) -> String {
    words::day(&words::local_day(at))
}

/// Why a line is drawn, in words.
fn edge_words(kind: &EdgeKind) -> String {
    match kind {
        EdgeKind::Model => "linked by the model".to_owned(),
        EdgeKind::Review => "waits for review, not in use".to_owned(),
        EdgeKind::People { answer, by } => format!("{}, decided by {by}", answer_words(answer)),
    }
}

/// What hangs on records, added up: `2 referrals and 1,204 contacts`; empty when nothing does.
pub(super) fn held_words(records: &[LinkedRecord]) -> String {
    let mut sums: Vec<(&str, &str, u64)> = Vec::new();
    for held in records.iter().flat_map(|record| &record.holds) {
        match sums.iter_mut().find(|(one, ..)| *one == held.one) {
            Some((.., rows)) => *rows = rows.saturating_add(held.rows),
            None => sums.push((&held.one, &held.several, held.rows)),
        }
    }
    let parts: Vec<String> =
        sums.iter().map(|(one, several, rows)| words::counted(rows, one, several)).collect();
    match parts.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}
