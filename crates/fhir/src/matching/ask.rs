//! The request: Parameters with a Patient, or the Patient alone.

use axum::http::StatusCode;
use terms::Date;

use super::{Query, enough, patient};
use crate::json::{self, Json};
use crate::limits::{COUNT_MAX, COUNT_USUAL, DEPTH_MAX};
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
pub(crate) fn read(body: &[u8], today: Date, issues: Issues) -> Result<Asked, Problem> {
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
    match json.text_of("resourceType") {
        Some("Parameters") => of_parameters(fields, today, issues),
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

#[derive(Default)]
struct Parts<'a> {
    patient: Option<(String, &'a Json)>,
    only_certain: Option<bool>,
    count: Option<usize>,
}

fn of_parameters(
    fields: &[(String, Json)],
    today: Date,
    mut issues: Issues,
) -> Result<Asked, Problem> {
    const ROOT: &str = "Parameters";
    let mut parts = Parts::default();
    let mut seen = false;
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("parameter", Json::List(items)) if !seen => {
                seen = true;
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{ROOT}.parameter[{index}]");
                    read_parameter(item, &path, &mut parts, &mut issues);
                }
            }
            ("parameter", _) if seen => {
                issues.error(IssueType::Structure, "Parameters.parameter", "it is given twice");
            }
            ("parameter", _) => {
                let words = "a list is wanted here, in square brackets";
                issues.error(IssueType::Structure, "Parameters.parameter", words);
            }
            ("resourceType" | "id" | "meta" | "language", _) => {}
            ("implicitRules", _) => {
                let words = "it may change what the rest means, and its meaning is not known here";
                issues.error(IssueType::Extension, "Parameters.implicitRules", words);
            }
            _ => {
                let words = "a property of Parameters that R4 does not know";
                issues.unknown(IssueType::Structure, ROOT, words);
            }
        }
    }
    of_parts(parts, ROOT, today, issues)
}

fn read_parameter<'a>(item: &'a Json, path: &str, parts: &mut Parts<'a>, issues: &mut Issues) {
    let Some(fields) = item.object() else {
        return issues.error(
            IssueType::Structure,
            path,
            "an object is wanted here, in curly brackets",
        );
    };
    let mut keys = std::collections::HashSet::new();
    if !fields.iter().all(|(key, _)| keys.insert(key.as_str())) {
        return issues.error(IssueType::Structure, path, "a property is given twice: give it once");
    }
    if item.get("modifierExtension").is_some() {
        let words = "it may change what the rest means, and its meaning is not known here";
        return issues.error(IssueType::Extension, path, words);
    }
    let name = format!("{path}.name");
    match item.get("name") {
        Some(Json::Text(text)) => match text.as_str() {
            "resource" => read_resource(item, path, parts, issues),
            "onlyCertainMatches" => read_only_certain(item, path, parts, issues),
            "count" => read_count(item, path, parts, issues),
            _ => {
                let words = "only these are known: resource, onlyCertainMatches, count";
                issues.unknown(IssueType::NotSupported, &name, words);
            }
        },
        Some(_) => {
            issues.error(IssueType::Structure, &name, "text in quotation marks is wanted here")
        }
        None => issues.error(IssueType::Required, path, "a parameter without its name"),
    }
}

fn read_resource<'a>(item: &'a Json, path: &str, parts: &mut Parts<'a>, issues: &mut Issues) {
    only(item, "resource", path, issues);
    match item.get("resource") {
        None => {
            issues.error(IssueType::Required, path, "`resource` is wanted, with the Patient in it")
        }
        Some(_) if parts.patient.is_some() => {
            issues.error(IssueType::Structure, path, "the Patient is given twice: give it once");
        }
        Some(resource) => {
            let path = format!("{path}.resource");
            if resource.object().is_none() {
                let words = "an object is wanted here, in curly brackets";
                issues.error(IssueType::Structure, &path, words);
            } else if !matches!(resource.get("resourceType"), Some(Json::Text(t)) if t == "Patient")
            {
                issues.error(
                    IssueType::Structure,
                    &path,
                    "a resource of type Patient is wanted here",
                );
            }
            parts.patient = Some((path, resource));
        }
    }
}

fn read_only_certain(item: &Json, path: &str, parts: &mut Parts<'_>, issues: &mut Issues) {
    only(item, "valueBoolean", path, issues);
    let value = format!("{path}.value");
    match item.get("valueBoolean") {
        Some(Json::Bool(_)) if parts.only_certain.is_some() => {
            issues.error(IssueType::Structure, path, "it is given twice: give it once");
        }
        Some(Json::Bool(flag)) => parts.only_certain = Some(*flag),
        Some(_) => {
            let words = "true or false is wanted here, without quotation marks";
            issues.error(IssueType::Structure, &value, words);
        }
        None => issues.error(IssueType::Required, &value, "`valueBoolean` is wanted here"),
    }
}

fn read_count(item: &Json, path: &str, parts: &mut Parts<'_>, issues: &mut Issues) {
    only(item, "valueInteger", path, issues);
    let value = format!("{path}.value");
    match item.get("valueInteger") {
        Some(Json::Whole(_)) if parts.count.is_some() => {
            issues.error(IssueType::Structure, path, "it is given twice: give it once");
        }
        Some(Json::Whole(number)) => match usize::try_from(*number) {
            Ok(number) if number > COUNT_MAX => {
                parts.count = Some(COUNT_MAX);
                let words = format!("at most {COUNT_MAX} people are given in one answer");
                issues.warning(IssueType::TooCostly, &value, words);
            }
            Ok(number) if number > 0 => parts.count = Some(number),
            _ => {
                let words = "a whole number from 1 upwards is wanted here";
                issues.error(IssueType::Value, &value, words);
            }
        },
        Some(_) => {
            let words = "a whole number is wanted here, without quotation marks";
            issues.error(IssueType::Structure, &value, words);
        }
        None => issues.error(IssueType::Required, &value, "`valueInteger` is wanted here"),
    }
}

/// A parameter holds its name and one thing more.
fn only(item: &Json, wanted: &str, path: &str, issues: &mut Issues) {
    let fields = item.object().unwrap_or_default();
    let known = |key: &str| matches!(key, "id" | "extension" | "name" | "_name") || key == wanted;
    if !fields.iter().all(|(key, _)| known(key.strip_prefix('_').unwrap_or(key))) {
        let words = format!("beside its name, this parameter holds `{wanted}` and nothing else");
        issues.unknown(IssueType::Structure, path, words);
    }
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
