//! The answer as R4 wants it: a Bundle of type searchset.

use serde::Serialize;

use super::view::Patient;
use super::{Answer, Asked, Found, Status};
use crate::outcome::{Issue, IssueType, Outcome, Severity};
use crate::systems::{MATCH_GRADE, MATCH_STATUS};

/// The resource.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bundle<'a> {
    resource_type: &'static str,
    r#type: &'static str,
    /// People in this answer; what is said beside them does not count.
    total: usize,
    entry: Vec<Entry<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    full_url: Option<String>,
    resource: Resource<'a>,
    search: Search,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Resource<'a> {
    Patient(Box<Patient<'a>>),
    Outcome(Outcome),
}

#[derive(Serialize)]
struct Search {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<GradeExtension>,
    mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GradeExtension {
    url: &'static str,
    value_code: &'static str,
}

impl<'a> Bundle<'a> {
    /// The people to send, and after them what the answer amounts to.
    pub(crate) fn of(asked: Asked, answer: &'a Answer) -> Self {
        let mut to_send = answer.to_send(asked.only_certain);
        let mut entry: Vec<_> = to_send.by_ref().take(asked.count).map(person).collect();
        let total = entry.len();
        let more = to_send.next().is_some();
        entry.push(said(answer.status, more, asked.remarks));
        Self { resource_type: "Bundle", r#type: "searchset", total, entry }
    }
}

fn person(found: &Found) -> Entry<'_> {
    Entry {
        full_url: Some(format!("urn:uuid:{}", found.person_id)),
        resource: Resource::Patient(Box::new(found.patient.written(found.person_id))),
        search: Search {
            extension: vec![GradeExtension { url: MATCH_GRADE, value_code: found.grade.code() }],
            mode: "match",
            score: Some(found.score),
        },
    }
}

fn said<'a>(status: Status, more: bool, remarks: Vec<Issue>) -> Entry<'a> {
    let code = match status {
        Status::ManyMatch => IssueType::MultipleMatches,
        _ => IssueType::Informational,
    };
    let mut issues = vec![Issue::coded(code, MATCH_STATUS, status.code(), status.words())];
    if more {
        let words = "more people match than were asked for";
        issues.push(Issue::new(Severity::Information, IssueType::Incomplete, words));
    }
    issues.extend(remarks);
    Entry {
        full_url: None,
        resource: Resource::Outcome(Outcome::new(issues)),
        search: Search { extension: Vec::new(), mode: "outcome", score: None },
    }
}
