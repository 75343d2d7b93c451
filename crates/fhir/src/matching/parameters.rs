//! Parameters: the Patient, whether only certain matches are wanted, and how many people.

use std::collections::HashSet;

use crate::json::Json;
use crate::limits::COUNT_MAX;
use crate::outcome::{IssueType, Issues};

/// What stands in Parameters. The Patient comes with its path.
#[derive(Default)]
pub(super) struct Parts<'a> {
    pub(super) patient: Option<(String, &'a Json)>,
    pub(super) only_certain: Option<bool>,
    pub(super) count: Option<usize>,
}

pub(super) const ROOT: &str = "Parameters";

/// Reads the properties of Parameters.
pub(super) fn read<'a>(fields: &'a [(String, Json)], issues: &mut Issues) -> Parts<'a> {
    let mut parts = Parts::default();
    if !each_once(fields) {
        issues.error(IssueType::Structure, ROOT, TWICE);
    }
    for (key, value) in fields {
        match (key.as_str(), value) {
            ("parameter", Json::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{ROOT}.parameter[{index}]");
                    read_parameter(item, &path, &mut parts, issues);
                }
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
    parts
}

const TWICE: &str = "a property is given twice: give it once";

fn each_once(fields: &[(String, Json)]) -> bool {
    let mut keys = HashSet::new();
    fields.iter().all(|(key, _)| keys.insert(key.as_str()))
}

fn read_parameter<'a>(item: &'a Json, path: &str, parts: &mut Parts<'a>, issues: &mut Issues) {
    let Some(fields) = item.object() else {
        return issues.error(
            IssueType::Structure,
            path,
            "an object is wanted here, in curly brackets",
        );
    };
    if !each_once(fields) {
        return issues.error(IssueType::Structure, path, TWICE);
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
            } else if resource.kind() != Some("Patient") {
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
