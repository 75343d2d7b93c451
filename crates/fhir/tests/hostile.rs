//! What nobody would send on purpose, and somebody does: wrong types at every place, endless
//! texts, nested lists, bytes that are no text. The answer is always an answer, names the place, and
//! never repeats what was sent.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what it expected and what it looks at"
)]

mod place;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::place::{Reply, match_of};

/// Stands in every text below, so that its appearance in an answer would be seen.
const MARK: &str = "Zyxwvut";

fn run<F: Future<Output = Reply>>(ask: F) -> Reply {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(ask)
}

/// A Patient with every element that R4 has.
fn whole() -> Value {
    let period = json!({"id": "p", "start": "2001", "end": "2002-03-04T05:06:07Z"});
    let coding = json!({"system": "urn:x", "version": "1", "code": MARK, "display": MARK,
        "userSelected": true});
    let concept = json!({"coding": [coding], "text": MARK});
    let reference = json!({"reference": "#gp", "type": "Organization", "display": MARK,
        "identifier": {"system": "urn:x", "value": MARK}});
    let identifier = json!({"use": "usual", "type": concept, "system": "urn:x", "value": MARK,
        "period": period, "assigner": reference});
    let name = json!({"use": "usual", "text": MARK, "family": MARK, "given": [MARK],
        "prefix": [MARK], "suffix": [MARK], "period": period});
    let telecom = json!({"system": "phone", "value": MARK, "use": "home", "rank": 1,
        "period": period});
    let address = json!({"use": "home", "type": "both", "text": MARK, "line": [MARK], "city": MARK,
        "district": MARK, "state": MARK, "postalCode": MARK, "country": MARK, "period": period});
    json!({
        "resourceType": "Patient", "id": "a", "language": "en-GB",
        "meta": {"versionId": "1", "lastUpdated": "2026-11-22T02:00:00Z", "source": "urn:x",
            "profile": ["urn:x"], "security": [coding], "tag": [coding]},
        "text": {"status": "generated", "div": "<div>x</div>"},
        "extension": [{"id": "e", "url": "urn:x", "valueString": MARK},
            {"url": "urn:x", "extension": [{"url": "y", "valueCode": MARK}]}],
        "identifier": [identifier], "active": true, "name": [name], "telecom": [telecom],
        "gender": "female", "birthDate": "1941-03-12", "deceasedDateTime": "2020-01-02",
        "address": [address], "maritalStatus": concept, "multipleBirthInteger": 2,
        "photo": [{"contentType": "image/png", "language": "en", "data": "AAAA", "url": "urn:x",
            "size": 4, "hash": "AAAA", "title": MARK, "creation": "2020"}],
        "contact": [{"relationship": [concept], "name": name, "telecom": [telecom],
            "address": address, "gender": "male", "organization": reference, "period": period}],
        "communication": [{"language": concept, "preferred": true}],
        "generalPractitioner": [reference], "managingOrganization": reference,
        "link": [{"other": reference, "type": "seealso"}],
    })
}

/// Something of another type.
fn wrong(value: &Value) -> Value {
    match value {
        Value::Object(_) => json!([MARK]),
        Value::Array(_) => json!({MARK: MARK}),
        Value::String(_) => json!(7),
        Value::Number(_) => json!(MARK),
        _ => json!([true]),
    }
}

/// The path of a property in a fault: an element of several types has one name.
fn named(path: &str, key: &str) -> String {
    let key = match key {
        "deceasedDateTime" => "deceased",
        "multipleBirthInteger" => "multipleBirth",
        _ if key.starts_with("value") && path.contains("extension") => "value",
        _ => key,
    };
    format!("{path}.{key}")
}

/// Each way of spoiling one place of a document, with the path of that place.
fn spoilt(value: &Value, path: &str) -> Vec<(String, Value)> {
    let mut all = vec![(path.to_owned(), wrong(value))];
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                for (at, other) in spoilt(inner, &named(path, key)) {
                    let mut copy = fields.clone();
                    copy.insert(key.clone(), other);
                    all.push((at, Value::Object(copy)));
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                for (at, other) in spoilt(inner, &format!("{path}[{index}]")) {
                    let mut copy = items.clone();
                    copy[index] = other;
                    all.push((at, Value::Array(copy)));
                }
            }
        }
        _ => {}
    }
    all
}

fn refused(reply: &Reply) -> Value {
    assert!(reply.status.is_client_error(), "{}", reply.text);
    assert!(!reply.text.contains(MARK), "the answer repeats the request: {}", reply.text);
    let json = reply.json();
    assert_eq!(json["resourceType"], "OperationOutcome");
    json
}

#[test]
fn a_whole_patient_is_taken() {
    let reply = run(match_of(whole().to_string()));
    assert_eq!(reply.status, 200, "{}", reply.text);
}

#[test]
fn a_wrong_type_at_any_place_is_told_with_the_place() {
    let mut places = 0;
    for (path, patient) in spoilt(&whole(), "Patient") {
        let by_type = path == "Patient" || path.ends_with("resourceType");
        // What an extension holds is not looked into.
        if path.ends_with(".value") && path.contains("extension") {
            continue;
        }
        let json = refused(&run(match_of(patient.to_string())));
        if !by_type {
            assert_eq!(json["issue"][0]["expression"][0], path.as_str(), "{json:#}");
        }
        places += 1;
    }
    assert!(places > 200, "only {places} places were spoilt");
}

#[test]
fn texts_of_ten_thousand_letters() {
    let long = MARK.repeat(1_500);
    for (patient, place) in [
        (json!({"name": [{"family": long}]}), "Patient.name[0].family"),
        (json!({"name": [{"given": ["A", long]}]}), "Patient.name[0].given[1]"),
        (json!({"address": [{"line": [long]}]}), "Patient.address[0].line[0]"),
        (json!({"address": [{"city": long}]}), "Patient.address[0].city"),
        (json!({"address": [{"postalCode": long}]}), "Patient.address[0].postalCode"),
        (json!({"telecom": [{"system": "email", "value": long}]}), "Patient.telecom[0].value"),
        (json!({"gender": long}), "Patient.gender"),
        (json!({"birthDate": long}), "Patient.birthDate"),
        (json!({"id": long}), "Patient.id"),
    ] {
        let mut patient = patient;
        patient["resourceType"] = json!("Patient");
        let json = refused(&run(match_of(patient.to_string())));
        assert_eq!(json["issue"][0]["expression"][0], place, "{json:#}");
    }
    // An endless NHS number is merely no NHS number.
    let reply = run(match_of(
        json!({"resourceType": "Patient", "name": [{"family": "Okonkwo"}],
            "birthDate": "1941-03-12",
            "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": long}]})
        .to_string(),
    ));
    assert_eq!(reply.status, 200);
    assert!(!reply.text.contains(MARK));
}

#[test]
fn too_much_of_everything() {
    for (text, status, code) in [
        ("[".repeat(250_000), 400, "structure"),
        (format!("{{\"a\":{}1{}}}", "[".repeat(60), "]".repeat(60)), 400, "too-long"),
        (" ".repeat(fhir::limits::BODY_BYTES_MAX + 1), 413, "too-long"),
        (format!("{{{}}}", vec!["\"a\":1"; 30_000].join(",")), 400, "structure"),
        ("\"\\ud800\"".to_owned(), 400, "structure"),
        ("{\"resourceType\": 1e999}".to_owned(), 400, "structure"),
    ] {
        let json = refused_with(&run(match_of(text)), status);
        assert_eq!(json["issue"][0]["code"], code, "{json:#}");
    }
    let many = format!(
        "{{\"resourceType\": \"Patient\", {}}}",
        (0..5_000).map(|n| format!("\"{MARK}{n}\": {n}")).collect::<Vec<_>>().join(",")
    );
    let json = refused(&run(match_of(many)));
    let issues = json["issue"].as_array().expect("a list").len();
    assert_eq!(issues, fhir::limits::ISSUES_MAX);
}

fn refused_with(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text);
    refused(reply)
}

#[test]
fn leniency_passes_over_only_what_is_not_known() {
    let request = |patient: Value| {
        let request = axum::http::Request::post("/fhir/Patient/$match")
            .header("content-type", "application/fhir+json")
            .header("prefer", "handling=lenient")
            .body(axum::body::Body::from(patient.to_string()))
            .expect("a request");
        run(place::ask(request))
    };
    let mut patient = whole();
    patient[MARK] = json!({MARK: MARK});
    let reply = request(patient.clone());
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(!reply.text.contains(MARK));
    patient["birthDate"] = json!(1941);
    refused(&request(patient));
}

/// Any JSON, among it much that looks like a Patient.
fn any_json() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("resourceType".to_owned()),
        Just("parameter".to_owned()),
        Just("name".to_owned()),
        Just("resource".to_owned()),
        Just("identifier".to_owned()),
        Just("family".to_owned()),
        Just("given".to_owned()),
        Just("_given".to_owned()),
        Just("birthDate".to_owned()),
        Just("address".to_owned()),
        Just("extension".to_owned()),
        Just("url".to_owned()),
        Just("period".to_owned()),
        Just("end".to_owned()),
        Just("system".to_owned()),
        Just("value".to_owned()),
        Just("valueInteger".to_owned()),
        Just("contained".to_owned()),
        Just("generalPractitioner".to_owned()),
        Just("deceasedDateTime".to_owned()),
        ".{0,6}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9T:Z+-]{0,20}".prop_map(Value::from),
        Just(json!("Patient")),
        Just(json!("Parameters")),
        Just(json!("resource")),
        Just(json!("count")),
        Just(json!("https://fhir.nhs.uk/Id/nhs-number")),
        Just(json!("9990000115")),
    ];
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// One place of a whole Patient replaced by anything.
fn nearly_a_patient() -> impl Strategy<Value = Value> {
    let spoilt = spoilt(&whole(), "Patient").len();
    (0..spoilt, any_json()).prop_map(|(at, other)| {
        let mut left = at;
        put(whole(), &mut left, &other)
    })
}

/// The value with its `left`th place replaced.
fn put(value: Value, left: &mut usize, other: &Value) -> Value {
    if *left == 0 {
        *left = usize::MAX;
        return other.clone();
    }
    *left = left.saturating_sub(1);
    match value {
        Value::Object(fields) => Value::Object(
            fields.into_iter().map(|(key, inner)| (key, put(inner, left, other))).collect(),
        ),
        Value::Array(items) => items.into_iter().map(|inner| put(inner, left, other)).collect(),
        value => value,
    }
}

/// Text that looks like a form, a preference or a list of them.
fn header_like() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("application/fhir+json".to_owned()),
        Just("application/json".to_owned()),
        Just("application/fhir+xml".to_owned()),
        Just("*/*".to_owned()),
        Just(";q=".to_owned()),
        Just("; fhirVersion=".to_owned()),
        Just("charset=\"".to_owned()),
        Just(",".to_owned()),
        Just("handling=lenient".to_owned()),
        Just("4.0".to_owned()),
        "[ -~]{0,5}",
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

fn sound(reply: &Reply) {
    assert_ne!(reply.status, 500, "{}", reply.text);
    let json = reply.json();
    let kind = if reply.status.is_success() { "Bundle" } else { "OperationOutcome" };
    assert_eq!(json["resourceType"], kind);
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_json_has_an_answer(json in any_json()) {
        sound(&run(match_of(json.to_string())));
    }

    #[test]
    fn any_patient_has_an_answer(json in any_json()) {
        let mut patient = json;
        if let Value::Object(fields) = &mut patient {
            fields.insert("resourceType".to_owned(), json!("Patient"));
        }
        sound(&run(match_of(
            json!({"resourceType": "Parameters", "parameter": [
                {"name": "resource", "resource": patient}]}).to_string(),
        )));
    }

    #[test]
    fn nearly_a_patient_has_an_answer(json in nearly_a_patient()) {
        sound(&run(match_of(json.to_string())));
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        sound(&run(match_of(bytes)));
    }

    #[test]
    fn any_headers_have_an_answer(
        accept in prop::collection::vec(32_u8..255, 0..40), kind in header_like(),
        prefer in header_like(), format in "[a-z0-9%+/=&;.*_-]{0,30}", get in any::<bool>()
    ) {
        let address = format!("/fhir/Patient/$match?_format={format}");
        let method = if get { "GET" } else { "POST" };
        let request = axum::http::Request::builder().method(method).uri(address);
        let request = request.header("accept", accept).header("content-type", kind);
        let request = request.header("prefer", prefer).body(axum::body::Body::from("{}"));
        let Ok(request) = request else { return Ok(()) };
        let reply = run(place::ask(request));
        prop_assert!(reply.status.is_client_error());
        prop_assert_eq!(&reply.json()["resourceType"], "OperationOutcome");
    }

    #[test]
    fn a_request_cut_short_has_an_answer(at in 0_usize..2_000) {
        let text = whole().to_string();
        let cut = text.get(..at.min(text.len() - 1)).unwrap_or_default();
        let reply = run(match_of(cut.to_owned()));
        prop_assert_eq!(reply.status.as_u16(), 400);
    }
}
