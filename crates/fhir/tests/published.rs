//! Patients that HL7, HL7 UK and the Personal Demographics Service have published: each is taken as
//! it is, or refused for a reason that stands here.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod place;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::place::match_of;

/// Published Patients that are refused, with the place of what is wrong.
const REFUSED: &[(&str, &str)] = &[
    // An extension that may change the meaning of the rest, and is not known here.
    ("json-edge-cases.json", "Patient.modifierExtension"),
];

fn json_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            json_files(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "json") {
            into.push(path);
        }
    }
    into.sort();
}

/// Every Patient of a file: itself, an entry of a Bundle, the resource of Parameters.
fn patients(json: &Value, into: &mut Vec<Value>) {
    if json["resourceType"] == "Patient" {
        into.push(json.clone());
    }
    for list in ["entry", "parameter"] {
        for entry in json[list].as_array().into_iter().flatten() {
            patients(&entry["resource"], into);
        }
    }
}

#[tokio::test]
async fn published_patients_are_read() {
    let folders = [
        "data/fhir/hl7-r4-examples/Patient",
        "data/fhir/ukcore-examples/json",
        "data/fhir/nhs-pds-examples",
        "data/fhir/synthea-bundles",
        "data/uk/fhir/pds",
    ];
    let mut refused = BTreeMap::new();
    let (mut asked, mut answered) = (0, 0);
    for folder in folders {
        let Some(folder) = testing::shared(folder) else { return };
        let mut files = Vec::new();
        json_files(&folder, &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).expect("a file");
            let Ok(json) = serde_json::from_str(&text) else { continue };
            let mut found = Vec::new();
            patients(&json, &mut found);
            for patient in found {
                asked += 1;
                let reply = match_of(patient.to_string()).await;
                let name = file.file_name().expect("a name").to_string_lossy().into_owned();
                match reply.status.as_u16() {
                    200 => answered += 1,
                    // Nothing in it by which to look for anybody.
                    422 if reply.json()["issue"][0]["code"] == "required" => {}
                    _ => {
                        refused.insert(name, reply.json()["issue"].to_string());
                    }
                }
            }
        }
    }
    let expected: BTreeMap<_, _> = REFUSED.iter().copied().collect();
    assert!(asked > 40 && answered > 30, "{asked} asked, {answered} answered");
    for (name, issues) in &refused {
        let place = expected.get(name.as_str());
        assert!(place.is_some_and(|place| issues.contains(place)), "{name}: {issues}");
    }
    assert_eq!(refused.len(), expected.len(), "{refused:#?}");
}

/// What UK Core's own definitions name is named in the same letters here.
#[tokio::test]
async fn names_of_uk_core_are_those_of_its_definitions() {
    const PROFILE: &str = "data/fhir/ukcore-definitions/structuredefinitions/UKCore-Patient.xml";
    const CODES: &str = "data/uk/fhir/ukcore/codesystems/\
                         CodeSystem-UKCore-NHSNumberVerificationStatusEngland.xml";
    let (Some(profile), Some(codes)) = (testing::shared(PROFILE), testing::shared(CODES)) else {
        return;
    };
    let profile = std::fs::read_to_string(profile).expect("the profile");
    let codes = std::fs::read_to_string(codes).expect("the codes");
    let question = r#"{"resourceType": "Patient", "identifier":
        [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000115"}]}"#;
    let answer = match_of(question).await.json();
    let patient = &answer["entry"][0]["resource"];
    let number = &patient["identifier"][0];
    let status = &number["extension"][0];
    let coding = &status["valueCodeableConcept"]["coding"][0];
    for (value, definitions, element) in [
        (&patient["meta"]["profile"][0], &profile, "url"),
        (&number["system"], &profile, "fixedUri"),
        (&status["url"], &profile, "profile"),
        (&coding["system"], &codes, "url"),
        (&coding["code"], &codes, "code"),
        (&coding["display"], &codes, "display"),
    ] {
        let value = value.as_str().expect("a text");
        let wanted = format!("<{element} value=\"{value}\" />");
        assert!(definitions.contains(&wanted), "{wanted}");
    }
}
