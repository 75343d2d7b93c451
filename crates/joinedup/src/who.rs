//! Who somebody is, asked over FHIR: the linked records answer.

use fhir::matching::{
    AddressView, Answer, Found, Grade, Matches, NameView, PatientView, Query, Refused, Sex,
    Thresholds,
};
use linkage::Identity;
use record::live::{self, Shown};
use store::Db;
use terms::{NhsNumber, OdsCode, PartialDate};

use crate::linked::{Linked, NotAsked, Room};

/// People looked at for one question, so that it is known when several are good enough.
const PEOPLE_MAX: usize = 50;

/// Answers from the linked records.
pub(crate) struct Who {
    db: Db,
    linked: Linked,
}

impl Who {
    pub(crate) fn new(db: Db, linked: Linked) -> Self {
        Self { db, linked }
    }

    async fn answer(&self, likely: Vec<live::Found>, count_max: usize) -> record::Result<Answer> {
        let mut found = Vec::new();
        for (at, one) in likely.into_iter().enumerate() {
            let shown =
                if at < count_max { live::shown(&self.db, one.record).await? } else { None };
            found.push(Found {
                person_id: one.person,
                score: f64::from(one.probability),
                grade: grade(&one),
                patient: shown.as_ref().map(patient).unwrap_or_default(),
            });
        }
        found.retain(|one| one.grade != Grade::CertainlyNot);
        Ok(Answer::of(found).at_most(count_max))
    }
}

impl Matches for Who {
    async fn find(&self, query: &Query, count_max: usize) -> Result<Answer, Refused> {
        let asked = query.clone();
        let likely = self
            .linked
            .with(async move |room: &mut Room| {
                let Some((_, live)) = room.live().await? else { return Ok(None) };
                let found = with_identity(&asked, |identity| live.matches(identity, PEOPLE_MAX));
                Ok::<_, record::Error>(Some(found))
            })
            .await;
        let fault = |detail: String| Refused::Fault { detail };
        match likely {
            Err(NotAsked::Busy) => Err(Refused::Busy { again_seconds: 1 }),
            Err(ended) => Err(fault(ended.to_string())),
            Ok(Err(store)) => Err(fault(store.to_string())),
            Ok(Ok(None)) => {
                Err(Refused::NotReady { because: "no records have been linked yet".to_owned() })
            }
            Ok(Ok(Some(likely))) => {
                self.answer(likely, count_max).await.map_err(|store| fault(store.to_string()))
            }
        }
    }
}

/// The grade of a likeness. Twins, and a child named after a parent, are never certain without
/// somebody looking.
pub(crate) fn grade(found: &live::Found) -> Grade {
    let grade = Grade::of(f64::from(found.probability), &Thresholds::CARE_RECORD);
    if found.held_back { grade.min(Grade::Possible) } else { grade }
}

/// Hands the values of a question on as the engine reads them.
fn with_identity<T>(query: &Query, work: impl FnOnce(&Identity<'_>) -> T) -> T {
    let current = query.names.iter().find(|name| !name.former).or(query.names.first());
    let given: &[String] = current.map_or(&[], |name| &name.given);
    let (first, middle) = match given {
        [first, rest @ ..] => (Some(first.as_str()), rest.join(" ")),
        [] => (None, String::new()),
    };
    let number = query.nhs_number.map(|number| number.to_string());
    let born = query.birth_date.as_ref().map(ToString::to_string);
    let died = query.death_date.as_ref().map(ToString::to_string);
    let practice = query.practice.as_ref().map(ToString::to_string);
    let places: Vec<(String, String, Option<String>)> = query
        .addresses
        .iter()
        .map(|address| {
            let uprn = address.uprn.as_ref().map(ToString::to_string);
            (address.lines.join(", "), address.postcode.clone().unwrap_or_default(), uprn)
        })
        .collect();
    let others: Vec<(&str, &str)> = places
        .iter()
        .skip(1)
        .map(|(address, postcode, _)| (address.as_str(), postcode.as_str()))
        .collect();
    let place = places.first();
    work(&Identity {
        nhs_number: number.as_deref(),
        first_name: first,
        middle_name: Some(&middle),
        surname: current.and_then(|name| name.family.as_deref()),
        former_surname: query.former_surnames().next(),
        date_of_birth: born.as_deref(),
        date_of_death: died.as_deref(),
        sex: match query.sex {
            Sex::Female => Some("F"),
            Sex::Male => Some("M"),
            Sex::Other | Sex::Unknown => None,
        },
        address: place.map(|(address, ..)| address.as_str()),
        postcode: place.map(|(_, postcode, _)| postcode.as_str()),
        uprn: place.and_then(|(.., uprn)| uprn.as_deref()),
        phone: query.phones.first().map(String::as_str),
        email: query.emails.first().map(String::as_str),
        practice: practice.as_deref(),
        other_places: &others,
        ..Identity::default()
    })
}

/// What may be shown of a record.
fn patient(shown: &Shown) -> PatientView {
    let name = |family: Option<String>, given: Vec<String>, former| NameView {
        family,
        given,
        prefix: Vec::new(),
        former,
    };
    let given: Vec<String> = shown.first_name.iter().chain(&shown.middle_name).cloned().collect();
    let mut names = vec![name(shown.surname.clone(), given, false)];
    if shown.former_surname.is_some() {
        names.push(name(shown.former_surname.clone(), Vec::new(), true));
    }
    names.retain(|name| name.family.is_some() || !name.given.is_empty());
    let number = shown.nhs_number.as_deref().and_then(|text| NhsNumber::parse(text).ok());
    let address = AddressView {
        lines: shown.address.iter().cloned().collect(),
        town: None,
        postcode: shown.postcode.clone(),
        past: false,
    };
    let has_address = !address.lines.is_empty() || address.postcode.is_some();
    PatientView {
        nhs_number: number,
        nhs_number_traced: number.map(|_| shown.nhs_number_traced),
        identifiers: Vec::new(),
        names,
        birth_date: shown.date_of_birth.as_deref().and_then(|text| PartialDate::parse(text).ok()),
        sex: match shown.sex.as_deref() {
            Some("female") => Some(Sex::Female),
            Some("male") => Some(Sex::Male),
            Some("indeterminate") => Some(Sex::Other),
            _ => None,
        },
        death_date: shown.date_of_death.as_deref().and_then(|text| PartialDate::parse(text).ok()),
        addresses: if has_address { vec![address] } else { Vec::new() },
        practice: shown.practice_code.as_deref().and_then(|text| OdsCode::parse(text).ok()),
        keeper: None,
    }
}
