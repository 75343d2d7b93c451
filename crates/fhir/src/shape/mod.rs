//! Whether a Patient is built as R4 says: each element of its type, no element unknown, none twice.

mod primitive;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::json::Json;
use crate::outcome::{IssueType, Issues};

/// What an element may hold.
pub(crate) enum Kind {
    Text,
    Uri,
    Id,
    Boolean,
    Whole,
    PositiveInt,
    Date,
    DateTime,
    Instant,
    Base64,
    Xhtml,
    /// One of these codes, or any code where none is named.
    Code(&'static [&'static str]),
    /// An object with these elements.
    Of(&'static Shape),
    /// An extension, looked at only as far as every extension is alike.
    Extension,
    /// A resource within the resource.
    Resource,
}

/// One element of a type.
pub(crate) struct Element {
    name: &'static str,
    /// Its name in the path of a fault: without the type where it may be of several types.
    path: &'static str,
    kind: Kind,
    many: bool,
    /// Whether it may change what the others mean, so that it cannot be passed over.
    modifies: bool,
}

/// The elements of a type.
pub(crate) struct Shape {
    resource: bool,
    elements: &'static [Element],
}

type Fields = [(String, Json)];

/// Tells every place where `patient` is not a Patient of R4.
pub(crate) fn check_patient(patient: &Fields, path: &str, issues: &mut Issues) {
    check_object(patient, &tables::PATIENT, path, issues);
}

impl Shape {
    /// A resource's id is stricter than a data type's, so the type's own elements are asked first.
    fn element(&self, name: &str) -> Option<&'static Element> {
        self.elements.iter().chain(tables::COMMON).find(|element| element.name == name)
    }
}

impl Kind {
    fn is_primitive(&self) -> bool {
        !matches!(self, Self::Of(_) | Self::Extension | Self::Resource)
    }
}

fn check_object(fields: &Fields, shape: &Shape, path: &str, issues: &mut Issues) {
    if fields.is_empty() {
        issues.error(IssueType::Structure, path, "there is nothing in it: leave the element out");
    }
    let mut keys = HashSet::new();
    let mut chosen = HashSet::new();
    for (place, (key, value)) in (1_usize..).zip(fields) {
        let (name, beside) = match key.strip_prefix('_') {
            Some(name) => (name, true),
            None => (key.as_str(), false),
        };
        let element = shape.element(name).filter(|e| !beside || e.kind.is_primitive());
        let here = element.map_or_else(|| path.to_owned(), |e| format!("{path}.{}", e.path));
        if !keys.insert(key.as_str()) {
            issues.error(IssueType::Structure, &here, twice(place));
        } else if shape.resource && key == "resourceType" {
            // Whoever called has looked at it.
        } else if let Some(element) = element {
            if beside {
                check_beside(value, element, &here, issues);
            } else if !chosen.insert(element.path) {
                issues.error(IssueType::Structure, &here, "it is given in two types: give it once");
            } else {
                check_element(value, element, fields, &here, issues);
            }
        } else {
            issues.unknown(IssueType::Structure, path, unknown(name, place, shape));
        }
    }
}

fn twice(place: usize) -> String {
    format!("property {place} of this object has the name of an earlier one: give it once")
}

/// The name itself is the sender's text, so only its place is told, and the name of ours it is like.
fn unknown(name: &str, place: usize, shape: &Shape) -> String {
    let like = shape.elements.iter().find(|e| e.name.eq_ignore_ascii_case(name));
    let hint = like.map(|e| format!(": `{}` is meant, perhaps", e.name)).unwrap_or_default();
    format!("property {place} of this object is not an element that R4 knows here{hint}")
}

fn check_element(
    value: &Json,
    element: &Element,
    fields: &Fields,
    path: &str,
    issues: &mut Issues,
) {
    if element.modifies {
        let words = "it may change what the rest means, and its meaning is not known here: \
                     send the Patient without it";
        issues.error(IssueType::Extension, path, words);
        return;
    }
    match value {
        Json::List(items) if element.many => {
            if items.is_empty() {
                issues.error(IssueType::Structure, path, "an empty list: leave the element out");
            }
            let beside = beside(fields, element);
            for (index, item) in items.iter().enumerate() {
                let extended = matches!(beside.get(index), Some(Json::Object(_)));
                if !(extended && matches!(item, Json::Null)) {
                    check_one(item, &element.kind, &format!("{path}[{index}]"), issues);
                }
            }
        }
        _ if element.many => {
            issues.error(IssueType::Structure, path, "a list is wanted here, in square brackets");
        }
        Json::List(_) => {
            issues.error(IssueType::Structure, path, "one value is wanted here, not a list");
        }
        _ => check_one(value, &element.kind, path, issues),
    }
}

/// The list beside a list. R4 writes `null` in the one where a value has only extensions, which
/// stand in the other.
fn beside<'a>(fields: &'a Fields, element: &Element) -> &'a [Json] {
    let beside = fields.iter().find(|(key, _)| key.strip_prefix('_') == Some(element.name));
    match beside {
        Some((_, Json::List(items))) => items,
        _ => &[],
    }
}

/// `_birthDate` beside `birthDate`: the id and the extensions of a single value.
fn check_beside(value: &Json, element: &Element, path: &str, issues: &mut Issues) {
    static BESIDE: Shape = Shape { resource: false, elements: &[] };
    match value {
        Json::Object(fields) if !element.many => check_object(fields, &BESIDE, path, issues),
        Json::List(items) if element.many => {
            for (index, item) in items.iter().enumerate() {
                let path = format!("{path}[{index}]");
                match item {
                    Json::Null => {}
                    Json::Object(fields) => check_object(fields, &BESIDE, &path, issues),
                    _ => issues.error(
                        IssueType::Structure,
                        &path,
                        "an object or null is wanted here",
                    ),
                }
            }
        }
        _ => issues.error(
            IssueType::Structure,
            path,
            "what stands beside this element under its name with `_` holds its id and extensions \
             only",
        ),
    }
}

fn check_one(value: &Json, kind: &Kind, path: &str, issues: &mut Issues) {
    if issues.full() && issues.refuse() {
        return;
    }
    match (kind, value) {
        (_, Json::Null) => {
            issues.error(IssueType::Structure, path, "null is not a value: leave the element out");
        }
        (Kind::Of(shape), Json::Object(fields)) => check_object(fields, shape, path, issues),
        (Kind::Extension, Json::Object(fields)) => check_extension(fields, path, issues),
        (Kind::Resource, Json::Object(_)) => check_contained(value, path, issues),
        (Kind::Of(_) | Kind::Extension | Kind::Resource, _) => {
            issues.error(IssueType::Structure, path, "an object is wanted here, in curly brackets");
        }
        _ => {
            if let Some(fault) = primitive::fault_of(kind, value) {
                issues.error(fault.code, path, fault.words);
            }
        }
    }
}

/// An extension has a `url`, and either one value or further extensions.
fn check_extension(fields: &Fields, path: &str, issues: &mut Issues) {
    let mut keys = HashSet::new();
    let (mut url, mut nested) = (false, false);
    let mut values = HashSet::new();
    for (place, (key, content)) in (1_usize..).zip(fields) {
        let name = key.strip_prefix('_').unwrap_or(key);
        if !keys.insert(key.as_str()) {
            issues.error(IssueType::Structure, path, twice(place));
        } else if key == "url" {
            url = true;
            check_one(content, &Kind::Uri, &format!("{path}.url"), issues);
        } else if key == "id" {
            check_one(content, &Kind::Text, &format!("{path}.id"), issues);
        } else if key == "extension" {
            nested = true;
            let path = format!("{path}.extension");
            if let Some(element) = tables::COMMON.iter().find(|e| e.name == "extension") {
                check_element(content, element, fields, &path, issues);
            }
        } else if names_a_value(name) {
            values.insert(name);
            check_opaque(content, &format!("{path}.value"), issues);
        } else {
            let words = format!("property {place} of this extension is not one that R4 knows");
            issues.unknown(IssueType::Structure, path, words);
        }
    }
    if !url {
        issues.error(IssueType::Required, path, "an extension without its `url`");
    }
    if values.len() + usize::from(nested) != 1 {
        let words = "an extension holds either one value or further extensions";
        issues.error(IssueType::Invariant, path, words);
    }
}

fn names_a_value(name: &str) -> bool {
    let kind = name.strip_prefix("value").unwrap_or_default();
    kind.starts_with(|c: char| c.is_ascii_uppercase())
        && kind.chars().all(|c| c.is_ascii_alphanumeric())
}

fn check_contained(resource: &Json, path: &str, issues: &mut Issues) {
    if resource.text_of("resourceType").is_none() {
        issues.error(IssueType::Required, path, "a resource without its `resourceType`");
    }
    check_opaque(resource, path, issues);
}

/// What is not looked into must still be JSON as R4 writes it: no property twice.
fn check_opaque(value: &Json, path: &str, issues: &mut Issues) {
    if !sound(value) {
        let words = "in what stands here, a property is given twice: give it once";
        issues.error(IssueType::Structure, path, words);
    }
}

fn sound(value: &Json) -> bool {
    match value {
        Json::List(items) => items.iter().all(sound),
        Json::Object(fields) => {
            let mut keys = HashSet::new();
            fields.iter().all(|(key, value)| keys.insert(key.as_str()) && sound(value))
        }
        _ => true,
    }
}
