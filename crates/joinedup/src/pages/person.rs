//! One person: who is who, and why.

use record::link::EdgeStep;
use record::person::{self as records, Edge, SourceRecord as Stored};
use terms::{NhsNumber, PartialDate, PersonId};
use web::Error;
use web::reads::{Banner, Comparison, Episode, LinkEdge, Person, SourceRecord};

use super::people::{caseload_feeds_missing, practice_name};
use super::{Pages, Result, date, moment};
use crate::words::{caseload_title, source_title};

pub(super) async fn person(pages: &Pages, asked: PersonId) -> Result<Person> {
    let found = records::get(&pages.db, asked).await.map_err(Error::store)?;
    let found = found.ok_or(Error::NotThere)?;
    let model = found.model_version.clone().unwrap_or_default();
    let newest = found.records.iter().map(|record| record.last_received.as_str()).max();
    let as_of = newest.map(|text| moment(text).to_zoned(jiff::tz::TimeZone::UTC).date());
    let source_of = |id| {
        let record = found.records.iter().find(|record| record.record_id == id);
        record.map_or_else(String::new, |record| source_title(&record.source))
    };
    Ok(Person {
        person: found.person_id,
        banner: banner(&found.records),
        records: found.records.iter().map(|record| source_record(pages, record)).collect(),
        edges: found
            .edges
            .iter()
            .filter(|edge| edge.band == "auto")
            .map(|edge| link(&found.records, edge, &model))
            .collect(),
        episodes: found
            .episodes
            .iter()
            .filter_map(|episode| {
                Some(Episode {
                    kind: caseload_title(&episode.kind),
                    team: episode.team.as_deref().map(|name| team(&episode.kind, name)),
                    source: source_of(episode.record_id),
                    start: date(Some(&episode.started_on))?,
                    end: date(episode.ended_on.as_deref()),
                })
            })
            .collect(),
        missing: caseload_feeds_missing(pages).await?,
        as_of,
    })
}

/// A team that is known by its number only is said to be one.
fn team(kind: &str, team: &str) -> String {
    match kind {
        _ if !team.bytes().all(|b| b.is_ascii_digit()) => team.to_owned(),
        "discharge" => format!("pathway {team}"),
        _ => format!("team type {team}"),
    }
}

/// The banner speaks with the GP list where there is one, else with the record received last.
pub(super) fn banner(records: &[Stored]) -> Banner {
    let mut order: Vec<&Stored> = records.iter().filter(|record| !record.withdrawn).collect();
    order.sort_by_key(|record| {
        (record.source != "gp", std::cmp::Reverse((&record.registered_on, &record.last_received)))
    });
    let first = |value: fn(&Stored) -> &Option<String>| {
        order.iter().find_map(|record| value(record).clone())
    };
    Banner {
        family: first(|record| &record.surname),
        given: first(|record| &record.first_name),
        title: None,
        preferred: None,
        born: first(|record| &record.date_of_birth).and_then(|day| PartialDate::parse(&day).ok()),
        died: first(|record| &record.date_of_death).and_then(|day| PartialDate::parse(&day).ok()),
        gender: first(|record| &record.sex).map(|sex| gender(&sex)),
        nhs_number: first(|record| &record.nhs_number).and_then(|n| NhsNumber::parse(&n).ok()),
    }
}

pub(super) fn gender(sex: &str) -> String {
    match sex {
        "male" => "Male",
        "female" => "Female",
        "indeterminate" => "Indeterminate",
        other => other,
    }
    .to_owned()
}

fn source_record(pages: &Pages, record: &Stored) -> SourceRecord {
    let by_number = record.nhs_number.as_deref() == Some(record.record_key.as_str());
    SourceRecord {
        record: record.record_id,
        source: source_title(&record.source),
        organisation: None,
        local_id: (!by_number).then(|| record.record_key.clone()),
        name: name(record),
        born: record.date_of_birth.as_deref().and_then(|day| PartialDate::parse(day).ok()),
        gender: record.sex.as_deref().map(gender),
        nhs_number: record.nhs_number.as_deref().and_then(|n| NhsNumber::parse(n).ok()),
        address: place(record),
        practice: record.practice_code.as_deref().map(|code| practice_name(pages, code)),
        first_delivery: moment(&record.first_received),
        last_delivery: moment(&record.last_received),
        withdrawn: record.withdrawn,
    }
}

fn name(record: &Stored) -> Option<String> {
    joined(&[&record.first_name, &record.middle_name, &record.surname], " ")
}

fn place(record: &Stored) -> Option<String> {
    joined(&[&record.address, &record.postcode], ", ")
}

pub(super) fn joined(parts: &[&Option<String>], between: &str) -> Option<String> {
    let known: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
    (!known.is_empty()).then(|| known.join(between))
}

fn link(records: &[Stored], edge: &Edge, model: &str) -> LinkEdge {
    let record = |id| records.iter().find(|record| record.record_id == id);
    let (left, right) = (record(edge.record_id), record(edge.other_record_id));
    let prior = edge.steps.iter().find(|step| step.name == "prior");
    LinkEdge {
        left: edge.record_id,
        right: edge.other_record_id,
        comparisons: edge
            .steps
            .iter()
            .filter_map(|step| {
                let said = |record: Option<&Stored>| record.and_then(|r| value(r, &step.name));
                compared(step, said(left), said(right))
            })
            .collect(),
        prior_bits: prior.map_or(0.0, |step| step.bits),
        total_bits: edge.weight,
        probability: edge.probability,
        decided: "by the model".to_owned(),
        model: model.to_owned(),
    }
}

/// One comparison as a line of the waterfall. What neither record has, and what weighs nothing because
/// of that, is left out.
pub(super) fn compared(
    step: &EdgeStep,
    left: Option<String>,
    right: Option<String>,
) -> Option<Comparison> {
    let line = |left, right, level: &str| Comparison {
        field: step.comparison.clone(),
        left,
        right,
        level: level.to_owned(),
        weight_bits: step.bits,
    };
    match step.name.as_str() {
        "prior" => return None,
        // What a shared home explains is no value of either record.
        "household" => return Some(line(Some(String::new()), Some(String::new()), &step.level)),
        _ => {}
    }
    match (&left, &right, step.bits) {
        (None, None, 0.0) => None,
        (Some(_), Some(_), 0.0) => Some(line(left, right, "said already by another comparison")),
        _ => Some(line(left, right, &step.level)),
    }
}

/// The value that a comparison of the model looked at, as received.
fn value(record: &Stored, comparison: &str) -> Option<String> {
    match comparison {
        "nhs_number" => record.nhs_number.as_deref().map(|number| {
            NhsNumber::parse(number).map_or_else(|_| number.to_owned(), NhsNumber::spaced)
        }),
        "first_name" => record.first_name.clone(),
        "middle_name" => record.middle_name.clone(),
        "surname" => joined(&[&record.surname, &record.former_surname], ", formerly "),
        "date_of_birth" => record.date_of_birth.clone(),
        "place" => place(record),
        "sex" => record.sex.as_deref().map(gender),
        "phone" => record.phone.clone(),
        "practice" => record.practice_code.clone(),
        _ => None,
    }
}
