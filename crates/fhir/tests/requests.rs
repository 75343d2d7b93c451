//! Questions and answers as tables: each file of `tests/cases` is a list of what is asked, by whom,
//! and what comes back.
//!
//! `answer` is the whole answer; `holds` are places of it by JSON pointer.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test says what it expected and what it looks at"
)]

mod place;

use std::collections::BTreeMap;
use std::path::Path;

use axum::body::Body;
use axum::http::Request;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    what: String,
    #[serde(default = "post")]
    method: String,
    #[serde(default = "to_match")]
    path: String,
    #[serde(default = "fhir_json")]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: Option<Value>,
    /// A body that is not JSON, or not to be read and written again.
    #[serde(default)]
    text: Option<String>,
    status: u16,
    #[serde(default)]
    answer: Option<Value>,
    #[serde(default)]
    holds: BTreeMap<String, Value>,
    #[serde(default)]
    answer_headers: BTreeMap<String, String>,
}

fn post() -> String {
    "POST".to_owned()
}

fn to_match() -> String {
    "/Patient/$match".to_owned()
}

fn fhir_json() -> BTreeMap<String, String> {
    [("content-type".to_owned(), "application/fhir+json".to_owned())].into()
}

/// The blocks of a language in a page of the documentation.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let start = format!("```{language}\n");
    let parts = page.split(&start).skip(1);
    parts.filter_map(|part| part.split_once("```")).map(|(block, _)| block.to_owned()).collect()
}

/// The reference shows a question and its answer.
#[tokio::test]
async fn the_example_of_the_reference_is_true() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/fhir.md");
    let page = std::fs::read_to_string(page).expect("the reference");
    let [question, answer, refusal] = blocks(&page, "json").try_into().expect("three examples");
    let found = place::match_of(question.clone()).await;
    let wanted: Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(found.json(), wanted, "{:#}", found.json());
    let spoilt = question.replace("1941-03-12", "12/03/1941");
    let found = place::match_of(spoilt).await;
    let wanted: Value = serde_json::from_str(&refusal).expect("JSON");
    assert_eq!((found.status.as_u16(), found.json()), (400, wanted));
}

async fn run(file: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let text = std::fs::read_to_string(path).expect("a file of cases");
    let cases: Vec<Case> = serde_json::from_str(&text).expect("a list of cases");
    assert!(!cases.is_empty(), "{file}");
    for case in cases {
        holds(case).await;
    }
}

async fn holds(case: Case) {
    let what = &case.what;
    let mut request =
        Request::builder().method(case.method.as_str()).uri(format!("/fhir{}", case.path));
    for (name, value) in &case.headers {
        request = request.header(name, value);
    }
    let body = case.text.or_else(|| case.body.map(|body| body.to_string())).unwrap_or_default();
    let reply = place::ask(request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(reply.status, case.status, "{what}: {}", reply.text);
    let json = reply.json();
    if reply.status.is_success() {
        assert_ne!(json["resourceType"], "OperationOutcome", "{what}");
    } else {
        assert_eq!(json["resourceType"], "OperationOutcome", "{what}");
        assert_eq!(json["issue"][0]["severity"], "error", "{what}: {json:#}");
    }
    assert_eq!(reply.headers["cache-control"], "no-store", "{what}");
    for (name, value) in &case.answer_headers {
        let found = reply.headers.get(name).map(|value| value.to_str().expect("text"));
        assert_eq!(found, Some(value.as_str()), "{what}: {name}");
    }
    for (pointer, value) in &case.holds {
        let found = json.pointer(pointer).unwrap_or(&Value::Null);
        assert_eq!(found, value, "{what}: {pointer} of {json:#}");
    }
    if let Some(answer) = &case.answer {
        assert_eq!(&json, answer, "{what}: {json:#}");
    }
}

#[tokio::test]
async fn who_it_may_be() {
    run("people.json").await;
}

#[tokio::test]
async fn what_cannot_be_used_is_told_and_passed_over() {
    run("remarks.json").await;
}

#[tokio::test]
async fn requests_that_are_not_followed() {
    run("faults.json").await;
}

#[tokio::test]
async fn forms_and_addresses() {
    run("forms.json").await;
}

#[tokio::test]
async fn what_an_index_may_refuse() {
    run("refusals.json").await;
}
