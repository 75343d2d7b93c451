//! The log of decisions: who said what of which pair, when, and whether it still counts.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::answer_words;
use super::pair::is_key;
use crate::ordering::address;
use crate::pages::{EXPORT_ROWS_MAX, PAGE_ROWS_MAX, Page, csv_file, page_with_form};
use crate::reads::Use;
use crate::reads::review::{Answer, Decision, DecisionKind, DecisionPage, DecisionQuery};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, guards, words};

/// Characters of a note in the table.
const NOTE_SHOWN_MAX: usize = 300;

#[derive(Template)]
#[template(path = "review_decisions.html")]
struct LogPage {
    shell: Shell,
    list: DecisionPage,
    /// Who asks, so that their own decisions can be undone.
    me: Option<String>,
    /// Key, name, whether chosen.
    reviewers: Vec<(String, String, bool)>,
    answers: Vec<(&'static str, &'static str, bool)>,
    filtered: bool,
    undone: bool,
    csv: String,
    next: Option<String>,
    token: String,
}

/// Whose decisions, which answer, from where.
#[derive(Deserialize)]
pub(crate) struct Asked {
    by: Option<String>,
    answer: Option<String>,
    after: Option<String>,
    undone: Option<String>,
}

/// What was asked for, read and checked.
struct Chosen {
    query: DecisionQuery,
    reviewers: Vec<(String, String, bool)>,
    /// The filters as they stand in an address.
    kept: Vec<String>,
}

/// `/review/decisions?by=…&answer=same`
pub(crate) async fn decisions<R: Reads>(
    State(state): State<AppState<R>>,
    Query(asked): Query<Asked>,
    request: HeaderMap,
) -> Page {
    let chosen = choose(&state, &asked, PAGE_ROWS_MAX).await?;
    let answer = chosen.query.answer;
    let list = state.reads.decisions(chosen.query, Use::Screen).await?;
    let form = state.forms.issue(&request, state.settings.secure);
    let kept: Vec<&str> = chosen.kept.iter().map(String::as_str).collect();
    let next = list.rows.last().filter(|_| list.more).map(|row| {
        let after = format!("after={}", row.decision);
        address("/review/decisions", &[kept.as_slice(), &[after.as_str()]].concat())
    });
    let page = LogPage {
        shell: Shell::of(&state, Section::Review, "Decisions")
            .await
            .under("/", "Home")
            .under("/review", "Review links"),
        me: guards::reviewer(&request),
        reviewers: chosen.reviewers,
        answers: Answer::EVERY.map(|a| (a.slug(), answer_words(&a), answer == Some(a))).into(),
        filtered: !kept.is_empty(),
        undone: asked.undone.is_some(),
        csv: address("/review/decisions.csv", &kept),
        next,
        token: form.token.clone(),
        list,
    };
    page_with_form(&page, form)
}

/// `/review/decisions.csv`: the whole list with the same filters.
pub(crate) async fn decisions_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let query = choose(&state, &asked, EXPORT_ROWS_MAX).await?.query;
    let list = state.reads.decisions(query, Use::Export).await?;
    if list.more {
        return Err(Error::Asked {
            what: format!(
                "the list has {} decisions and a file may have {}; take it by reviewer",
                words::count(&list.total),
                words::count(&(EXPORT_ROWS_MAX as u64))
            ),
        });
    }
    let header = [
        "When",
        "Who",
        "Sort",
        "Answer",
        "First source",
        "Second source",
        "Note",
        "Model said",
        "Model",
        "Undone",
        "Undone by",
        "First record",
        "Second record",
    ];
    Ok(csv_file("decisions", csv_guard::write(&header, list.rows.iter().map(csv_row))?))
}

fn csv_row(row: &Decision) -> [String; 13] {
    let undone = row.undone.as_ref();
    [
        words::moment(&row.at),
        row.reviewer.clone(),
        kind_words(&row.kind).to_owned(),
        answer_words(&row.answer).to_owned(),
        row.sources.0.clone(),
        row.sources.1.clone(),
        row.note.clone().unwrap_or_default(),
        row.probability.as_ref().map_or_else(String::new, words::in_so_many),
        row.model.clone(),
        undone.map_or_else(String::new, |undone| words::moment(&undone.at)),
        undone.map_or_else(String::new, |undone| undone.reviewer.clone()),
        row.record.to_string(),
        row.other.to_string(),
    ]
}

/// As much of a note as a table has room for; the file has it whole.
fn short_note(note: &str) -> String {
    let mut short: String = note.chars().take(NOTE_SHOWN_MAX).collect();
    if short.len() < note.len() {
        short.push('…');
    }
    short
}

/// Which way a decision was made, in words.
fn kind_words(kind: &DecisionKind) -> &'static str {
    match kind {
        DecisionKind::First => "review",
        DecisionKind::Second => "second review",
        DecisionKind::Unlinked => "unlinked by hand",
        DecisionKind::LinkedByHand => "linked by hand",
    }
}

/// Whether this reader may undo a decision.
fn may_undo(row: &Decision, me: &Option<String>) -> bool {
    row.undoable && row.undone.is_none() && me.as_ref() == Some(&row.reviewer)
}

/// Reads the filters. A reviewer stands in an address by a digest: no name belongs there.
async fn choose<R: Reads>(
    state: &AppState<R>,
    asked: &Asked,
    limit: usize,
) -> Result<Chosen, Error> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let (by, answer, after) = (said(&asked.by), said(&asked.answer), said(&asked.after));
    let reviewers: Vec<(String, String, bool)> = state
        .reads
        .reviewers()
        .await?
        .into_iter()
        .map(|name| (key_of(&name), name))
        .map(|(key, name)| (key.clone(), name, by.as_ref() == Some(&key)))
        .collect();
    let chosen = reviewers.iter().find(|(.., chosen)| *chosen).map(|(_, name, _)| name.clone());
    if by.is_some() != chosen.is_some() || after.as_ref().is_some_and(|after| !is_key(after)) {
        return Err(Error::NotThere);
    }
    let answer = match answer.as_deref() {
        None => None,
        Some(slug) => Some(Answer::from_slug(slug).ok_or(Error::NotThere)?),
    };
    let kept = [by.map(|by| format!("by={by}")), answer.map(|a| format!("answer={}", a.slug()))];
    Ok(Chosen {
        query: DecisionQuery { reviewer: chosen, answer, after, limit },
        reviewers,
        kept: kept.into_iter().flatten().collect(),
    })
}

fn key_of(name: &str) -> String {
    Sha256::digest(name.as_bytes()).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
