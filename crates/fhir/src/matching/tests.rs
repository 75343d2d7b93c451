use proptest::prelude::*;
use terms::{NhsNumber, OdsCode, PersonId, Uprn};

use super::*;
use crate::outcome::Issues;

const TODAY: Date = Date::constant(2026, 11, 22);

fn asked(patient: &str) -> Query {
    read(patient.as_bytes(), TODAY, Issues::new(false)).ok().expect("a question").query
}

/// A Patient by its telephone number, so that anything may stand beside it.
fn beside(elements: &str) -> Query {
    asked(&format!(
        r#"{{"resourceType": "Patient", "identifier": [{{"value": "9990000115",
            "system": "https://fhir.nhs.uk/Id/nhs-number"}}], {elements}}}"#
    ))
}

#[test]
fn everything_that_is_known_is_taken() {
    let query = asked(
        r##"{
        "resourceType": "Patient",
        "contained": [{"resourceType": "Organization", "id": "gp", "identifier":
            [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "g85004"}]}],
        "identifier": [
            {"system": "urn:x", "value": "1"},
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "999 000 0115"}],
        "name": [
            {"use": "maiden", "family": "Adeyemi", "given": ["Margaret"]},
            {"use": "usual", "family": " Okonkwo ", "given": ["Margaret", "Ann"]},
            {"use": "nickname", "given": ["Peggy"]}],
        "gender": "female", "birthDate": "1941-03", "deceasedDateTime": "2026-11-01T03:04:05Z",
        "address": [
            {"use": "old", "line": ["1 High Street", "Lee"], "postalCode": "XL1 1AA"},
            {"extension": [{"url":
                "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey",
                "extension": [
                    {"url": "type", "valueCodeableConcept": {"coding": [{"code": "UPRN"}]}},
                    {"url": "value", "valueString": "010010001234"}]}],
             "line": ["4 Ladywell Court"], "city": "Lewes", "postalCode": "xl13 5hg"},
            {"text": "Flat 2, Mill House"}],
        "telecom": [{"system": "phone", "value": "01632 960001"}, {"system": "sms", "value": "2"},
            {"system": "fax", "value": "3"}, {"system": "email", "value": "m@example.org"}],
        "generalPractitioner": [{"reference": "Practitioner/1"}, {"reference": "#gp"}]
        }"##,
    );
    let text = |text: &str| Some(text.to_owned());
    let texts = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    assert_eq!(query.nhs_number, NhsNumber::parse("9990000115").ok());
    let name = |family, given: &[&str], former| Name { family, given: texts(given), former };
    let names = [
        name(text("Okonkwo"), &["Margaret", "Ann"], false),
        name(None, &["Peggy"], false),
        name(text("Adeyemi"), &["Margaret"], true),
    ];
    assert!(query.names == names);
    assert_eq!(query.former_surnames().collect::<Vec<_>>(), ["Adeyemi"]);
    assert_eq!(query.birth_date.map(|date| date.to_string()), text("1941-03"));
    assert_eq!(query.death_date.map(|date| date.to_string()), text("2026-11-01"));
    assert_eq!((query.deceased, query.sex), (Some(true), Sex::Female));
    let addresses = [
        Address {
            lines: texts(&["4 Ladywell Court"]),
            town: text("Lewes"),
            postcode: text("xl13 5hg"),
            uprn: Uprn::parse("10010001234").ok(),
            past: false,
        },
        Address { lines: texts(&["Flat 2, Mill House"]), ..Address::default() },
        Address {
            lines: texts(&["1 High Street", "Lee"]),
            postcode: text("XL1 1AA"),
            past: true,
            ..Address::default()
        },
    ];
    assert!(query.addresses == addresses);
    assert_eq!(query.phones, ["01632 960001", "2"]);
    assert_eq!(query.emails, ["m@example.org"]);
    assert_eq!(query.practice, OdsCode::parse("G85004").ok());
    assert!(!format!("{query:?}").contains("Okonkwo"));
}

#[test]
fn a_period_that_has_ended_makes_a_past_address_and_a_former_name() {
    for (end, past) in [
        ("2026-11-21", true),
        ("2026-11-22", false),
        ("2026-11-23", false),
        ("2026-10", true),
        ("2026-11", false),
        ("2025", true),
        ("2026", false),
        ("2026-11-21T23:59:59Z", true),
        ("2026-11-22T00:00:00+00:00", false),
    ] {
        let query = beside(&format!(
            r#""address": [{{"city": "Lee", "period": {{"end": "{end}"}}}}],
               "name": [{{"family": "A", "period": {{"start": "2001", "end": "{end}"}}}}]"#
        ));
        assert_eq!(query.addresses.first().map(|address| address.past), Some(past), "{end}");
        assert_eq!(query.names.first().map(|name| name.former), Some(past), "{end}");
    }
}

#[test]
fn the_practice_is_the_present_one() {
    let ods = |value: &str, end: &str| {
        format!(
            r#"{{"identifier": {{"system": "https://fhir.nhs.uk/Id/ods-organization-code",
                "value": "{value}", "period": {{"start": "2001"{end}}}}}}}"#
        )
    };
    let practices = [ods("G85001", r#", "end": "2020""#), ods("G85002", ""), ods("G85003", "")];
    let query = beside(&format!(r#""generalPractitioner": [{}]"#, practices.join(",")));
    assert_eq!(query.practice, OdsCode::parse("G85002").ok());
}

#[test]
fn whether_enough_is_given() {
    for (elements, enough) in [
        (r#""name": [{"family": "A"}], "birthDate": "1941""#, true),
        (r#""name": [{"given": ["A"]}], "address": [{"postalCode": "XL1 1AA"}]"#, true),
        (r#""name": [{"family": "A"}], "telecom": [{"system": "email", "value": "a@b"}]"#, true),
        (r#""name": [{"family": "A"}]"#, false),
        (r#""name": [{"family": "A"}], "gender": "male""#, false),
        (r#""name": [{"family": "A"}], "address": [{"city": "Lee"}]"#, false),
        (r#""name": [{"text": "A B"}], "birthDate": "1941""#, false),
        (r#""birthDate": "1941-01-01", "address": [{"postalCode": "XL1 1AA"}]"#, false),
        (r#""identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "1"}]"#, false),
    ] {
        let patient = format!(r#"{{"resourceType": "Patient", {elements}}}"#);
        let found = read(patient.as_bytes(), TODAY, Issues::new(false));
        assert_eq!(found.is_ok(), enough, "{elements}");
    }
}

fn found(score: f64) -> Found {
    let grade = Grade::of(score, &Thresholds::default());
    let person_id = PersonId::from_random([7; 16]);
    Found { person_id, score, grade, patient: PatientView::default() }
}

#[test]
fn what_grades_amount_to() {
    for (scores, status, certain_only) in [
        (&[][..], Status::NoMatch, 0),
        (&[0.04], Status::NoMatch, 0),
        (&[0.05], Status::LowConfidence, 0),
        (&[0.8499, 0.3], Status::LowConfidence, 0),
        (&[0.85], Status::PotentialMatch, 0),
        (&[0.9994, 0.3], Status::PotentialMatch, 0),
        (&[0.9995], Status::Match, 1),
        (&[0.3, 1.0], Status::Match, 1),
        (&[0.9995, 0.85], Status::ManyMatch, 0),
        (&[1.0, 1.0], Status::ManyMatch, 0),
        (&[0.9, 0.9], Status::ManyMatch, 0),
    ] {
        let answer = Answer::of(scores.iter().copied().map(found).collect());
        assert_eq!(answer.status, status, "{scores:?}");
        assert_eq!(answer.to_send(true).count(), certain_only, "{scores:?}");
        let shown = scores.iter().filter(|score| **score >= 0.05).count();
        assert_eq!(answer.to_send(false).count(), shown, "{scores:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_likeliest_stand_first_and_scores_stay_within_their_bounds(
        scores in prop::collection::vec(any::<f64>(), 0..20), count_max in 0_usize..20
    ) {
        let answer = Answer::of(scores.into_iter().map(found).collect());
        let status = answer.status;
        let answer = answer.at_most(count_max);
        prop_assert!(answer.found.len() <= count_max);
        prop_assert_eq!(answer.status, status);
        prop_assert!(answer.found.iter().all(|one| (0.0..=1.0).contains(&one.score)));
        prop_assert!(answer.found.is_sorted_by(|a, b| a.score >= b.score));
    }
}
