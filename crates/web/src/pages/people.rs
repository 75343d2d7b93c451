//! The people behind a number of the joint caseload.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use terms::PersonId;

use super::{EXPORT_ROWS_MAX, PAGE_ROWS_MAX, Page, asked_day, csv_file, page};
use crate::reads::{Area, Column, PeoplePage, PeopleQuery, PersonRow, Use};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    shell: Shell,
    list: PeoplePage,
    column: Column,
    here: String,
    /// `?as_of=…` when a day was asked for.
    asked: String,
    next: Option<String>,
    first: u64,
    last: u64,
}

/// Which day, and where the page starts.
#[derive(Deserialize)]
pub(crate) struct Part {
    as_of: Option<String>,
    after: Option<String>,
}

/// `/caseload/{area}/{column}`
pub(crate) async fn people<R: Reads>(
    State(state): State<AppState<R>>,
    Path((area, column)): Path<(String, String)>,
    Query(part): Query<Part>,
) -> Page {
    let query = asked(&area, &column, &part, PAGE_ROWS_MAX)?;
    let column = query.column;
    let asked = query.as_of.map_or_else(String::new, |day| format!("?as_of={day}"));
    let here = format!("/caseload/{}/{}", query.area.slug(), column.slug());
    let list = state.reads.people(query, Use::Screen).await?;
    let title = format!("{}: people {}", list.area_name, column.words());
    let shell = Shell::of(&state, Section::Caseload, &title)
        .await
        .under("/", "Home")
        .under(format!("/caseload{asked}"), "Joint caseload")
        .fresh_to(&list.as_of);
    let next = list.rows.last().filter(|_| list.more).map(|row| {
        let join = if asked.is_empty() { "?" } else { "&" };
        format!("{here}{asked}{join}after={}", row.person)
    });
    page(&People {
        shell,
        column,
        here,
        asked,
        next,
        first: list.before + 1,
        last: list.before + list.rows.len() as u64,
        list,
    })
}

/// `/caseload/{area}/{column}/people.csv`: the whole list.
pub(crate) async fn people_csv<R: Reads>(
    State(state): State<AppState<R>>,
    Path((area, column)): Path<(String, String)>,
    Query(part): Query<Part>,
) -> Result<Response, Error> {
    let query = asked(&area, &column, &part, EXPORT_ROWS_MAX)?;
    let column = query.column;
    let list = state.reads.people(query, Use::Export).await?;
    if list.more {
        return Err(Error::Asked {
            what: format!(
                "the list has {} people and a file may have {}; take it by neighbourhood",
                words::count(&list.total),
                words::count(&(EXPORT_ROWS_MAX as u64))
            ),
        });
    }
    let header = [
        "Name",
        "Born",
        "Neighbourhood",
        "Practice",
        "Known to",
        "Nursing since",
        "Social care since",
    ];
    let rows = list.rows.iter().map(|row| csv_row(row, &list));
    let name = format!("people-{}-{}", column.slug(), list.as_of);
    Ok(csv_file(&name, csv_guard::write(&header, rows)?))
}

fn csv_row(row: &PersonRow, list: &PeoplePage) -> [String; 7] {
    let day = |day: Option<terms::Date>| day.map_or_else(String::new, terms::clinical_date);
    [
        row.name.clone(),
        row.born.map_or_else(|| "Not Known".to_owned(), |b| words::born(&b, &list.as_of)),
        row.neighbourhood.clone().unwrap_or_else(|| "Not placed".to_owned()),
        row.practice.clone().unwrap_or_default(),
        row.sources.join("; "),
        day(row.nursing_since),
        day(row.social_care_since),
    ]
}

fn asked(area: &str, column: &str, part: &Part, limit: usize) -> Result<PeopleQuery, Error> {
    let after = match part.after.as_deref() {
        None => None,
        Some(text) => Some(PersonId::parse(text).ok_or(Error::NotThere)?),
    };
    Ok(PeopleQuery {
        area: Area::from_slug(area).ok_or(Error::NotThere)?,
        column: Column::from_slug(column).ok_or(Error::NotThere)?,
        as_of: asked_day(part.as_of.as_deref())?,
        after,
        limit,
    })
}
