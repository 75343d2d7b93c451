//! The people behind a number.

use record::caseload::{self, Listed};
use terms::PartialDate;
use web::Error;
use web::reads::{Area, MissingFeed, PeoplePage, PeopleQuery, PersonRow};

use super::{Pages, Result, cache};
use crate::words::source_title;

pub(super) async fn people(pages: &Pages, query: PeopleQuery) -> Result<PeoplePage> {
    let area_name = area_name(pages, &query.area)?;
    let list = cache::list(pages, &query.area, query.column, query.as_of).await?;
    let start = match query.after {
        None => 0,
        Some(after) => {
            let at = list.people.iter().position(|person| person.person_id == after);
            at.ok_or(Error::NotThere)? + 1
        }
    };
    let mut rows = Vec::new();
    for person in list.people.iter().skip(start).take(query.limit) {
        rows.push(row(pages, person).await?);
    }
    Ok(PeoplePage {
        area_name,
        as_of: list.as_of,
        total: list.people.len() as u64,
        before: start as u64,
        more: start + rows.len() < list.people.len(),
        rows,
        missing: caseload_feeds_missing(pages).await?,
    })
}

/// Feeds of the joint caseload that never came: without them a list of people is not whole.
pub(super) async fn caseload_feeds_missing(pages: &Pages) -> Result<Vec<MissingFeed>> {
    let feeds = caseload::feeds(&pages.db).await.map_err(Error::store)?;
    Ok(super::caseload::missing(pages, &feeds))
}

fn area_name(pages: &Pages, area: &Area) -> Result<String> {
    match area {
        Area::Whole => Ok("Whole borough".to_owned()),
        Area::NotPlaced => Ok("Not placed".to_owned()),
        Area::Neighbourhood(id) => {
            pages.place.neighbourhood(id).map(|n| n.name.clone()).ok_or(Error::NotThere)
        }
    }
}

async fn row(pages: &Pages, person: &Listed) -> Result<PersonRow> {
    let sources = caseload::sources(&pages.db, person.person_id).await.map_err(Error::store)?;
    let neighbourhood =
        person.neighbourhood.as_deref().and_then(|id| pages.place.neighbourhood(id));
    Ok(PersonRow {
        person: person.person_id,
        name: name(&person.surname, &person.first_name),
        born: person.date_of_birth.as_deref().and_then(|day| PartialDate::parse(day).ok()),
        neighbourhood: neighbourhood.map(|neighbourhood| neighbourhood.name.clone()),
        practice: person.practice_code.as_deref().map(|code| practice_name(pages, code)),
        sources: sources.iter().map(|source| source_title(source)).collect(),
        nursing_since: person.nursing_since,
        social_care_since: person.social_care_since,
    })
}

/// `SMITH, John`; a person of one name has no comma.
fn name(surname: &str, first_name: &str) -> String {
    match (surname, first_name) {
        ("", "") => "Not known".to_owned(),
        (surname, "") => surname.to_uppercase(),
        ("", first_name) => first_name.to_owned(),
        (surname, first_name) => format!("{}, {first_name}", surname.to_uppercase()),
    }
}

/// A practice by its name in the place, else its code.
pub(super) fn practice_name(pages: &Pages, code: &str) -> String {
    pages.place.organisation(code).map_or_else(|| code.to_owned(), |practice| practice.name.clone())
}
