//! The request: Parameters with a Patient, or the Patient alone.

use axum::http::StatusCode;
use terms::Date;

use super::parameters::{self, Parts};
use super::{Query, enough, patient};
use crate::json;
use crate::limits::{COUNT_USUAL, DEPTH_MAX};
use crate::outcome::{Issue, IssueType, Issues, Problem};
use crate::shape::check_patient;

/// What is asked.
pub(crate) struct Asked {
    pub(crate) query: Query,
    pub(crate) only_certain: bool,
    pub(crate) count: usize,
    /// What is to be said about the request beside the answer.
    pub(crate) remarks: Vec<Issue>,
}

/// Reads the body of a request. `issues` may hold remarks already.
///
/// # Errors
/// 400 when it is no request of R4, 422 when it is one that cannot be followed.
pub(crate) fn read(body: &[u8], today: Date, mut issues: Issues) -> Result<Asked, Problem> {
    let json = json::parse(body).map_err(|at| {
        let words = format!("not JSON: it breaks off at line {}, column {}", at.line, at.column);
        Problem::new(StatusCode::BAD_REQUEST, IssueType::Structure, words)
    })?;
    if json.too_deep() {
        let words = format!("more than {DEPTH_MAX} objects and lists inside each other");
        return Err(Problem::new(StatusCode::BAD_REQUEST, IssueType::TooLong, words));
    }
    let Some(fields) = json.object() else {
        return Err(not_asked("a resource is wanted: an object in curly brackets"));
    };
    match json.kind() {
        Some("Parameters") => {
            let parts = parameters::read(fields, &mut issues);
            of_parts(parts, parameters::ROOT, today, issues)
        }
        Some("Patient") => {
            let parts = Parts { patient: Some(("Patient".to_owned(), &json)), ..Parts::default() };
            of_parts(parts, "Patient", today, issues)
        }
        Some(_) => Err(not_asked("a resource of type Parameters or Patient is wanted")),
        None => Err(not_asked("a resource without its `resourceType`: Parameters is wanted")),
    }
}

fn not_asked(words: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, IssueType::Structure, words)
}

fn of_parts(
    parts: Parts<'_>,
    root: &str,
    today: Date,
    mut issues: Issues,
) -> Result<Asked, Problem> {
    let Some((path, json)) = parts.patient else {
        let words = "a parameter named `resource` is wanted, with the Patient in it";
        issues.error(IssueType::Required, root, words);
        return Err(Problem::of(StatusCode::BAD_REQUEST, issues.into_vec()));
    };
    check_patient(json.object().unwrap_or_default(), &path, &mut issues);
    if issues.refuse() {
        return Err(Problem::of(StatusCode::BAD_REQUEST, issues.into_vec()));
    }
    let query = patient::read(json, &path, today, &mut issues);
    if !issues.refuse() && !query.is_enough() {
        issues.error(IssueType::Required, &path, enough::WANTED);
    }
    if issues.refuse() {
        return Err(Problem::of(StatusCode::UNPROCESSABLE_ENTITY, issues.into_vec()));
    }
    Ok(Asked {
        query,
        only_certain: parts.only_certain.unwrap_or(false),
        count: parts.count.unwrap_or(COUNT_USUAL),
        remarks: issues.into_vec(),
    })
}
