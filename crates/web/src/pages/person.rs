//! A linked person: who it is, which records stand behind them, and why.

use askama::Template;
use axum::extract::{Path, State};
use terms::{Date, PersonId, RecordId};

use super::{Page, page};
use crate::charts::Waterfall;
use crate::differences::{RecordCells, compare};
use crate::reads::{Banner, LinkEdge, Person, Use};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, words};

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    shell: Shell,
    who: Shown,
    person: Person,
    records: Vec<RecordCells>,
    summary: Vec<String>,
    links: Vec<Link>,
}

/// The patient banner, every part in words.
pub(super) struct Shown {
    pub(super) name: String,
    pub(super) preferred: Option<String>,
    pub(super) born: String,
    pub(super) died: Option<String>,
    pub(super) gender: String,
    pub(super) nhs_number: String,
}

impl Shown {
    /// The banner as it is read on `today`.
    pub(super) fn of(banner: &Banner, today: Date) -> Self {
        Self {
            name: banner_name(banner),
            preferred: banner.preferred.clone(),
            born: born(banner, today),
            died: died(banner),
            gender: banner.gender.clone().unwrap_or_else(not_known),
            nhs_number: banner.nhs_number.map_or_else(not_known, terms::NhsNumber::spaced),
        }
    }
}

/// One link as the page shows it.
struct Link {
    left: String,
    right: String,
    edge: LinkEdge,
    waterfall: Waterfall,
}

/// `/people/{person}`
pub(crate) async fn person<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
) -> Page {
    let id = PersonId::parse(&id).ok_or(Error::NotThere)?;
    let person = state.reads.person(id, Use::Screen).await?;
    let today = words::local_day(&state.reads.now());
    let mut shell = Shell::of(&state, Section::Caseload, "Who is who")
        .await
        .under("/", "Home")
        .under("/caseload", "Joint caseload");
    if let Some(day) = &person.as_of {
        shell = shell.fresh_to(day);
    }
    let (records, summary) = compare(&person.records);
    let links = person.edges.iter().map(|edge| link(edge, &person)).collect();
    page(&PersonPage {
        shell,
        who: Shown::of(&person.banner, today),
        records,
        summary,
        links,
        person,
    })
}

fn link(edge: &LinkEdge, person: &Person) -> Link {
    let called = |record: RecordId| {
        let at = person.records.iter().position(|r| r.record == record);
        let source = at.and_then(|at| person.records.get(at)).map(|r| r.source.as_str());
        match (at, source) {
            (Some(at), Some(source)) => format!("record {} ({source})", at + 1),
            _ => "a record no longer shown".to_owned(),
        }
    };
    Link {
        left: called(edge.left),
        right: called(edge.right),
        waterfall: Waterfall::of(edge),
        edge: edge.clone(),
    }
}

/// `SMITH, John (Mr)`; source: NHS common user interface, patient banner.
fn banner_name(banner: &Banner) -> String {
    let family =
        banner.family.as_ref().map_or_else(|| "Not Known".to_owned(), |name| name.to_uppercase());
    let mut name = family;
    if let Some(given) = &banner.given {
        name.push_str(", ");
        name.push_str(given);
    }
    if let Some(title) = &banner.title {
        name.push_str(&format!(" ({title})"));
    }
    name
}

/// Born with the age now; without it once somebody has died.
fn born(banner: &Banner, today: Date) -> String {
    match (&banner.born, &banner.died) {
        (None, _) => not_known(),
        (Some(born), None) => words::born(born, &today),
        (Some(born), Some(_)) => words::clinical(born),
    }
}

/// Died, with the age at death where both days are known.
fn died(banner: &Banner) -> Option<String> {
    let died = banner.died?;
    let age = match (banner.born, died) {
        (Some(terms::PartialDate::Day(born)), terms::PartialDate::Day(on)) => {
            terms::Age::on(born, on)
        }
        _ => None,
    };
    let day = words::clinical(&died);
    Some(age.map_or_else(|| day.clone(), |age| format!("{day} (Age at Death {age})")))
}

fn not_known() -> String {
    "Not Known".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use terms::PartialDate;

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_banner_follows_the_common_user_interface() {
        for (family, given, title, name) in [
            (text("Smith"), text("John"), text("Mr"), "SMITH, John (Mr)"),
            (text("O'Neill"), text("Margaret"), None, "O'NEILL, Margaret"),
            (None, text("John"), None, "Not Known, John"),
            (None, None, None, "Not Known"),
        ] {
            let banner = Banner { family, given, title, ..Banner::default() };
            assert_eq!(banner_name(&banner), name);
        }
    }

    #[test]
    fn age_stops_at_death() {
        let today = date(2026, 11, 21);
        let alive = Banner { born: Some(PartialDate::Day(date(1941, 3, 12))), ..Banner::default() };
        assert_eq!(born(&alive, today), "12-Mar-1941 (85y)");
        assert_eq!(died(&alive), None);
        let dead = Banner { died: Some(PartialDate::Day(date(2020, 3, 11))), ..alive };
        assert_eq!(born(&dead, today), "12-Mar-1941");
        assert_eq!(died(&dead).as_deref(), Some("11-Mar-2020 (Age at Death 78y)"));
        assert_eq!(born(&Banner::default(), today), "Not Known");
    }
}
