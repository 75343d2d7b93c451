//! A place of six people, and a way to ask it over the interface without a network.
//!
//! It weighs by a plain table, so that a reader can tell each answer by heart:
//!
//! | agree | score |
//! |---|---|
//! | NHS number | 0.99999 |
//! | family name, first name, date of birth, postcode | 0.9997 |
//! | family name, date of birth, postcode | 0.9 |
//! | family name, first name, date of birth | 0.9 |
//! | family name and date of birth, or family name and postcode | 0.3 |
#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::panic,
    reason = "each test uses the part it needs, and one of them wants an index that breaks"
)]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fhir::matching::{
    AddressView, Answer, Found, Grade, Identifier, Matches, NameView, PatientView, Query, Refused,
    Sex, Thresholds,
};
use serde_json::Value;
use terms::{Date, NhsNumber, OdsCode, PartialDate, PersonId};
use tower::ServiceExt as _;

/// Which number of the six, in the order of the answer's identifiers.
const PEOPLE: &[Row] = &[
    Row {
        nhs_number: Some("9990000115"),
        family: "Okonkwo",
        former: Some("Adeyemi"),
        given: &["Margaret", "Ann"],
        born: "1941-03-12",
        sex: Sex::Female,
        line: "4 Ladywell Court",
        postcode: "XL13 5HG",
        died: None,
    },
    Row {
        nhs_number: Some("9990000123"),
        family: "Bellingham",
        former: None,
        given: &["Amara"],
        born: "2015-06-01",
        sex: Sex::Female,
        line: "17 Weir Street",
        postcode: "XL6 4EB",
        died: None,
    },
    Row {
        nhs_number: Some("9990000131"),
        family: "Bellingham",
        former: None,
        given: &["Amelia"],
        born: "2015-06-01",
        sex: Sex::Female,
        line: "17 Weir Street",
        postcode: "XL6 4EB",
        died: None,
    },
    Row {
        nhs_number: None,
        family: "O’Dowd",
        former: None,
        given: &["Seán"],
        born: "1958-11-30",
        sex: Sex::Male,
        line: "Flat 2, Mill House",
        postcode: "XL4 1AA",
        died: None,
    },
    Row {
        nhs_number: Some("9990000158"),
        family: "Hart",
        former: None,
        given: &["Leonard"],
        born: "1930",
        sex: Sex::Male,
        line: "The Laurels",
        postcode: "XL12 8PU",
        died: Some("2025-12-24"),
    },
    Row {
        nhs_number: Some("9990000166"),
        family: "Unsaid",
        former: None,
        given: &["Robin"],
        born: "1990-01-01",
        sex: Sex::Other,
        line: "1 High Street",
        postcode: "XL1 1AA",
        died: None,
    },
];

struct Row {
    nhs_number: Option<&'static str>,
    family: &'static str,
    former: Option<&'static str>,
    given: &'static [&'static str],
    born: &'static str,
    sex: Sex,
    line: &'static str,
    postcode: &'static str,
    died: Option<&'static str>,
}

/// Answers for the six people. Some family names stand for what an index may refuse.
pub(crate) struct Place;

impl Matches for Place {
    async fn find(&self, query: &Query, count_max: usize) -> Result<Answer, Refused> {
        for name in &query.names {
            match name.family.as_deref() {
                Some("Notallowed") => {
                    let because = "your organisation has no sharing agreement".to_owned();
                    return Err(Refused::NotAllowed { because });
                }
                Some("Toomany") => {
                    return Err(Refused::TooMany { because: "add a date of birth".to_owned() });
                }
                Some("Notready") => {
                    let because = "the first link run has not ended".to_owned();
                    return Err(Refused::NotReady { because });
                }
                Some("Busy") => return Err(Refused::Busy { again_seconds: 5 }),
                Some("Fault") => {
                    return Err(Refused::Fault { detail: "secret of the machine".to_owned() });
                }
                Some("Panic") => panic!("an index that breaks"),
                _ => {}
            }
        }
        let people = (1_u8..).zip(PEOPLE);
        let found = people.filter_map(|(number, row)| row.found(number, query));
        Ok(Answer::of(found.collect()).at_most(count_max))
    }

    fn today(&self) -> Date {
        Date::constant(2026, 11, 22)
    }
}

impl Row {
    fn found(&self, number: u8, query: &Query) -> Option<Found> {
        let score = self.score(query);
        let grade = Grade::of(score, &Thresholds::default());
        let person_id = PersonId::from_random([number; 16]);
        (score > 0.0).then(|| Found { person_id, score, grade, patient: self.view() })
    }

    fn score(&self, query: &Query) -> f64 {
        let known = self.nhs_number.and_then(|text| NhsNumber::parse(text).ok());
        if known.is_some() && known == query.nhs_number {
            return 0.99999;
        }
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let family = query.names.iter().filter_map(|name| name.family.as_deref()).any(|name| {
            same(name, self.family) || self.former.is_some_and(|former| same(name, former))
        });
        let first = query.names.iter().filter_map(|name| name.given.first());
        let first = first.into_iter().any(|name| self.given.first().is_some_and(|g| same(name, g)));
        let born = query.birth_date.map(|date| date.to_string()).as_deref() == Some(self.born);
        let postcodes = query.addresses.iter().filter_map(|address| address.postcode.as_deref());
        let postcode = postcodes.into_iter().any(|postcode| same(postcode, self.postcode));
        match (family, first, born, postcode) {
            (true, true, true, true) => 0.9997,
            (true, true, true, false) | (true, false, true, true) => 0.9,
            (true, _, true, _) | (true, _, _, true) => 0.3,
            _ => 0.0,
        }
    }

    fn view(&self) -> PatientView {
        let name = |family: &str, former: bool| NameView {
            family: Some(family.to_owned()),
            given: self.given.iter().map(|&given| given.to_owned()).collect(),
            prefix: Vec::new(),
            former,
        };
        let names = [Some(name(self.family, false)), self.former.map(|family| name(family, true))];
        PatientView {
            nhs_number: self.nhs_number.and_then(|text| NhsNumber::parse(text).ok()),
            nhs_number_traced: self.nhs_number.map(|_| true),
            identifiers: vec![Identifier {
                system: "urn:x-place:client-number".to_owned(),
                value: format!("C-{}", self.born.len()),
            }],
            names: names.into_iter().flatten().collect(),
            birth_date: PartialDate::parse(self.born).ok(),
            sex: Some(self.sex),
            death_date: self.died.and_then(|text| PartialDate::parse(text).ok()),
            addresses: vec![AddressView {
                lines: vec![self.line.to_owned(), String::new()],
                town: None,
                postcode: Some(self.postcode.to_owned()),
                past: false,
            }],
            practice: OdsCode::parse("G85004").ok(),
            keeper: OdsCode::parse("RJ2").ok(),
        }
    }
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("an answer in JSON")
    }
}

/// Sends one request to the place.
pub(crate) async fn ask(request: Request<Body>) -> Reply {
    // As the program stands it, so that what is not there is answered by it too.
    let app = Router::new().nest("/fhir", fhir::router(Arc::new(Place)));
    let response = app.oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    Reply { status, headers, text: String::from_utf8(bytes.to_vec()).expect("UTF-8") }
}

/// Asks who a Patient is.
pub(crate) async fn match_of(body: impl Into<Body>) -> Reply {
    let request =
        Request::post("/fhir/Patient/$match").header("content-type", "application/fhir+json");
    ask(request.body(body.into()).expect("a request")).await
}
