use super::*;
use crate::json::parse;

fn faults(text: &str) -> usize {
    let json = parse(text.as_bytes()).ok().expect("JSON");
    let mut issues = Issues::new(false);
    check_patient(json.object().expect("an object"), "Patient", &mut issues);
    issues.into_vec().len()
}

#[test]
fn patients_of_r4_and_others() {
    for (text, expected) in [
        (r#"{"resourceType": "Patient"}"#, 0),
        (r#"{"resourceType": "Patient", "birthDate": "1941-03-12"}"#, 0),
        (r#"{"resourceType": "Patient", "resourceType": "Patient"}"#, 1),
        (r#"{"birthDate": null}"#, 1),
        (r#"{"birthDate": ["1941"]}"#, 1),
        (r#"{"birthdate": "1941"}"#, 1),
        (r#"{"name": {"family": "X"}}"#, 1),
        (r#"{"name": []}"#, 1),
        (r#"{"name": [{}]}"#, 1),
        (r#"{"name": [{"given": [null]}]}"#, 1),
        (r#"{"name": [{"given": [null], "_given": [{"id": "a"}]}]}"#, 0),
        (r#"{"name": [{"given": [null], "_given": [null]}]}"#, 1),
        (r#"{"_birthDate": {"extension": [{"url": "u", "valueCode": "x"}]}}"#, 0),
        (r#"{"_birthDate": "1941"}"#, 1),
        (r#"{"_name": {"id": "a"}}"#, 1),
        (r#"{"deceasedBoolean": true, "deceasedDateTime": "2020"}"#, 1),
        (r#"{"multipleBirthInteger": 2}"#, 0),
        (r#"{"multipleBirthInteger": 2.5}"#, 1),
        (r#"{"extension": [{"url": "u"}]}"#, 1),
        (r#"{"extension": [{"valueString": "x"}]}"#, 1),
        (r#"{"extension": [{"url": "u", "valueString": "x", "valueCode": "y"}]}"#, 1),
        (r#"{"extension": [{"url": "u", "valueCoding": {"code": "a", "code": "b"}}]}"#, 1),
        (r#"{"extension": [{"url": "u", "extension": [{"url": "v", "valueCode": "y"}]}]}"#, 0),
        (r#"{"modifierExtension": [{"url": "u", "valueBoolean": true}]}"#, 1),
        (r#"{"implicitRules": "urn:x"}"#, 1),
        (r#"{"contained": [{"id": "gp"}]}"#, 1),
    ] {
        assert_eq!(faults(text), expected, "{text}");
    }
}
