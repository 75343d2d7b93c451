//! The people behind a number.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use record::caseload::{self, Listed};
use terms::PartialDate;
use web::Error;
use web::reads::{Area, Column, PeoplePage, PeopleQuery, PersonRow};

use super::{Pages, Result};
use crate::words::source_title;

/// Lists kept so that turning a page does not make the whole list again.
#[derive(Default)]
pub(super) struct Lists {
    kept: Mutex<VecDeque<(Key, Arc<List>)>>,
}

/// Lists kept at most.
const LISTS_MAX: usize = 8;

/// What a list depends on: the newest link run and delivery, and the question.
#[derive(Clone, PartialEq, Eq)]
struct Key {
    run: String,
    delivery: String,
    area: Area,
    column: Column,
    as_of: Option<Date>,
}

struct List {
    as_of: Date,
    people: Vec<Listed>,
}

pub(super) async fn people(pages: &Pages, query: PeopleQuery) -> Result<PeoplePage> {
    let area_name = area_name(pages, &query.area)?;
    let list = list(pages, &query).await?;
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
        missing: Vec::new(),
    })
}

async fn list(pages: &Pages, query: &PeopleQuery) -> Result<Arc<List>> {
    let run = record::link::latest(&pages.db).await.map_err(Error::store)?;
    let run = run.ok_or(Error::NotThere)?;
    let newest = ::feeds::deliveries::newest(&pages.db).await.map_err(Error::store)?;
    let key = Key {
        run: run.run_id,
        delivery: newest.unwrap_or_default(),
        area: query.area.clone(),
        column: query.column,
        as_of: query.as_of,
    };
    if let Some(list) = pages.lists.get(&key) {
        return Ok(list);
    }
    let area = match &query.area {
        Area::Whole => caseload::Area::Whole,
        Area::Neighbourhood(id) => caseload::Area::Neighbourhood(id.clone()),
        Area::NotPlaced => caseload::Area::NotPlaced,
    };
    let column = match query.column {
        Column::Registered => caseload::Column::Registered,
        Column::Nursing => caseload::Column::Nursing,
        Column::SocialCare => caseload::Column::SocialCare,
        Column::Joint => caseload::Column::Joint,
    };
    let (as_of, people) = caseload::people(&pages.db, &pages.place, &area, column, query.as_of)
        .await
        .map_err(Error::store)?;
    let list = Arc::new(List { as_of, people });
    pages.lists.keep(key, &list);
    Ok(list)
}

impl Lists {
    fn get(&self, key: &Key) -> Option<Arc<List>> {
        let kept = self.kept.lock().ok()?;
        kept.iter().find(|(other, _)| other == key).map(|(_, list)| Arc::clone(list))
    }

    fn keep(&self, key: Key, list: &Arc<List>) {
        if let Ok(mut kept) = self.kept.lock() {
            kept.truncate(LISTS_MAX - 1);
            kept.push_front((key, Arc::clone(list)));
        }
    }
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
