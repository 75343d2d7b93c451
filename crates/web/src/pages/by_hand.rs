//! Links changed by hand: first what would happen, then, when confirmed, that it has.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use terms::{PersonId, RecordId};

use super::history::{held_words, shell};
use super::review::note;
use super::{Fields, Page, field, ours, page_with_form};
use crate::reads::history::{
    Change, LinkPreview, LinkedRecord, Linking, Other, UnlinkPreview, Unlinking,
};
use crate::shell::Shell;
use crate::{AppState, Error, Reads, guards, words};

#[derive(Template)]
#[template(path = "unlink.html")]
struct UnlinkPage {
    shell: Shell,
    person: PersonId,
    preview: UnlinkPreview,
    why: String,
    token: String,
}

#[derive(Template)]
#[template(path = "link_by_hand.html")]
struct LinkPage {
    shell: Shell,
    person: PersonId,
    preview: LinkPreview,
    why: String,
    token: String,
}

/// A form that has been read and found to be ours.
struct Asked {
    person: PersonId,
    reviewer: String,
    why: String,
    confirmed: bool,
}

/// `POST /people/{person}/unlink`
pub(crate) async fn unlink<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
    request: HeaderMap,
    Form(fields): Form<Fields>,
) -> Page {
    let asked = read(&state, &id, &request, &fields)?;
    let records = chosen(&fields)?;
    let Asked { person, reviewer, why, confirmed } = asked;
    if confirmed {
        let change = state.reads.unlink(Unlinking { reviewer, person, records, why }).await?;
        return done(change);
    }
    let preview = state.reads.unlink_preview(person, &records).await?;
    let shell = shell(&state, "Unlink: what would happen", person).await;
    let form = state.forms.issue(&request, state.settings.secure);
    let token = form.token.clone();
    page_with_form(&UnlinkPage { shell, person, preview, why, token }, form)
}

/// `POST /people/{person}/link`
pub(crate) async fn link<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
    request: HeaderMap,
    Form(fields): Form<Fields>,
) -> Page {
    let asked = read(&state, &id, &request, &fields)?;
    let other = other(field(&fields, "other")).ok_or_else(|| Error::Asked {
        what: "the other person was not recognised; paste the address of their page, or the \
               identifier of one of their records"
            .to_owned(),
    })?;
    let Asked { person, reviewer, why, confirmed } = asked;
    if let (true, Other::Person(other)) = (confirmed, other) {
        let change = state.reads.link_by_hand(Linking { reviewer, person, other, why }).await?;
        return done(change);
    }
    let preview = state.reads.link_preview(person, other).await?;
    let shell = shell(&state, "Link: what would happen", person).await;
    let form = state.forms.issue(&request, state.settings.secure);
    let token = form.token.clone();
    page_with_form(&LinkPage { shell, person, preview, why, token }, form)
}

fn read<R: Reads>(
    state: &AppState<R>,
    id: &str,
    request: &HeaderMap,
    fields: &Fields,
) -> Result<Asked, Error> {
    ours(state, request, fields)?;
    let person = PersonId::parse(id).ok_or(Error::NotThere)?;
    let missing = |what: &str| Error::Asked { what: what.to_owned() };
    Ok(Asked {
        person,
        reviewer: guards::reviewer(request)
            .ok_or_else(|| missing("first say who you are, on the page before"))?,
        why: note(field(fields, "why"))
            .ok_or_else(|| missing("a reason is needed, for whoever asks later why"))?,
        confirmed: field(fields, "confirm") == "yes",
    })
}

/// The records that were ticked, each once.
fn chosen(fields: &Fields) -> Result<Vec<RecordId>, Error> {
    let mut records = Vec::new();
    for (_, text) in fields.iter().filter(|(name, _)| name == "record") {
        let record = RecordId::parse(text).ok_or(Error::NotThere)?;
        if !records.contains(&record) {
            records.push(record);
        }
    }
    if records.is_empty() {
        return Err(Error::Asked { what: "no record was ticked".to_owned() });
    }
    Ok(records)
}

/// Whom a reviewer means by what they pasted: the address of a person's page, or an identifier.
fn other(text: &str) -> Option<Other> {
    let text = text.trim();
    let id = text.split_once("/people/").map_or(text, |(_, rest)| rest);
    let id = id.split(['/', '?', '#']).next().unwrap_or_default();
    PersonId::parse(id).map(Other::Person).or_else(|| RecordId::parse(id).map(Other::Record))
}

fn done(change: Change) -> Result<Response, Error> {
    match change {
        Change::Done { person, decision } => {
            Ok(Redirect::to(&format!("/people/{person}/links?done={decision}")).into_response())
        }
        Change::Meanwhile { what } => {
            Err(Error::Asked { what: format!("nothing was changed, because {what}") })
        }
    }
}

/// What becomes of the records that leave, in sentences.
fn leaving_words(leaving: &[LinkedRecord]) -> String {
    let held = held_words(leaving);
    let one = leaving.len() == 1;
    let becomes = if one {
        "This record becomes a person of its own.".to_owned()
    } else {
        format!("These {} records become one person of their own.", leaving.len())
    };
    match (held.is_empty(), one) {
        (true, true) => format!("{becomes} Nothing else hangs on it."),
        (true, false) => format!("{becomes} Nothing else hangs on them."),
        (false, true) => format!("{becomes} Its {held} go with it."),
        (false, false) => format!("{becomes} Their {held} go with them."),
    }
}

/// Decisions that a change goes against: `Ada Okafor at 14:10, 3 Nov 2026`.
fn against_words(against: &[(String, Timestamp)]) -> String {
    let said: Vec<String> =
        against.iter().map(|(name, at)| format!("{name} at {}", words::moment(at))).collect();
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_address_or_identifier_names_somebody() {
        let person = PersonId::from_random([7; 16]);
        let record = RecordId::of("gp", "1");
        for (pasted, meant) in [
            (format!("http://localhost:8080/people/{person}"), Some(Other::Person(person))),
            (
                format!(" https://x.example/people/{person}/links?done=1#a "),
                Some(Other::Person(person)),
            ),
            (format!("/people/{person}"), Some(Other::Person(person))),
            (person.to_string(), Some(Other::Person(person))),
            (record.to_string(), Some(Other::Record(record))),
            ("Margaret".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(other(&pasted), meant, "{pasted}");
        }
    }
}
