//! Answers as they come in, and their undoing.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use terms::PersonId;

use super::pair::records;
use super::{asked_queue, note, pair_slug};
use crate::pages::{Fields, field, ours};
use crate::reads::review::{Answer, Answered, Answering, DecisionKind, Undoing};
use crate::{AppState, Error, Reads, guards};

/// `POST /review/{record}/{other}`: records an answer and goes on to the next pair.
pub(crate) async fn answer<R: Reads>(
    State(state): State<AppState<R>>,
    Path((record, other)): Path<(String, String)>,
    request: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Error> {
    ours(&state, &request, &fields)?;
    let (record, other) = records(&record, &other)?;
    let queue = asked_queue(Some(field(&fields, "queue"))).ok_or(Error::NotThere)?;
    let Some(reviewer) = guards::reviewer(&request) else {
        return Ok(Redirect::to("/review").into_response());
    };
    let answer = Answer::from_slug(field(&fields, "answer")).ok_or_else(|| Error::Asked {
        what: "no answer was chosen: same person, different people or unsure".to_owned(),
    })?;
    let note = note(field(&fields, "note"));
    let answering = Answering { reviewer: reviewer.clone(), record, other, answer, note, queue };
    let slug = queue.slug();
    let done = match state.reads.decide(answering).await? {
        Answered::Recorded(decision) => Some(decision),
        // The button was pressed twice: the first time counts, and nothing else is to be said.
        Answered::Meanwhile(before) => {
            Some(before).filter(|d| d.reviewer == reviewer && d.answer == answer)
        }
    };
    let to = match done {
        Some(decision) => format!(
            "/review/next?queue={slug}&after={}&done={}",
            pair_slug(record, other),
            decision.decision
        ),
        None => format!("/review/{record}/{other}?queue={slug}&late=1"),
    };
    Ok(Redirect::to(&to).into_response())
}

/// `POST /review/undo`: undoes a decision of one's own, and leads back to what it was about.
pub(crate) async fn undo<R: Reads>(
    State(state): State<AppState<R>>,
    request: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Error> {
    ours(&state, &request, &fields)?;
    let Some(reviewer) = guards::reviewer(&request) else {
        return Ok(Redirect::to("/review").into_response());
    };
    let undone = match state.reads.undo(field(&fields, "decision"), &reviewer).await? {
        Undoing::Undone(decision) => decision,
        Undoing::Kept { why } => {
            return Err(Error::Asked { what: format!("it could not be undone, because {why}") });
        }
    };
    let answered = matches!(undone.kind, DecisionKind::First | DecisionKind::Second);
    let to = match (PersonId::parse(field(&fields, "person")), field(&fields, "back")) {
        (Some(person), _) => format!("/people/{person}/links?undone=1"),
        (None, "decisions") => "/review/decisions?undone=1".to_owned(),
        (None, _) if answered => {
            let queue = asked_queue(Some(field(&fields, "queue"))).ok_or(Error::NotThere)?;
            let (record, other) = (undone.record, undone.other);
            format!("/review/{record}/{other}?queue={}&undone=1", queue.slug())
        }
        (None, _) => "/review".to_owned(),
    };
    Ok(Redirect::to(&to).into_response())
}
