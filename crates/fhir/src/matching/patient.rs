//! From a Patient to what is known of somebody. What cannot be used is told and passed over: a
//! mistyped NHS number is a reason to look by the rest, not to look away.

use terms::{Date, NhsNumber, OdsCode, PartialDate, Postcode, Uprn};

use super::{Address, Name, Query, Sex, telecom};
use crate::json::Json;
use crate::limits::{
    ADDRESS_LETTERS_MAX, ADDRESS_LINES_MAX, ADDRESSES_MAX, GIVEN_MAX, IDENTIFIERS_MAX,
    NAME_LETTERS_MAX, NAMES_MAX, PRACTICES_MAX,
};
use crate::outcome::{IssueType, Issues};
use crate::systems::{ADDRESS_KEY, NHS_NUMBER, ODS_CODE};

/// Reads a Patient that is built as R4 says.
pub(super) fn read(patient: &Json, path: &str, today: Date, issues: &mut Issues) -> Query {
    let mut query = Query {
        nhs_number: nhs_number(patient, path, issues),
        names: names(patient, path, today, issues),
        birth_date: birth_date(patient, path, today, issues),
        sex: sex(patient),
        addresses: addresses(patient, path, today, issues),
        practice: practice(patient, path, today, issues),
        ..Query::default()
    };
    (query.deceased, query.death_date) = death(patient);
    telecom::read(patient, path, &mut query, issues);
    query
}

/// The items of a list, at most `most`.
pub(super) fn listed<'a>(
    resource: &'a Json,
    name: &str,
    path: &str,
    most: usize,
    issues: &mut Issues,
) -> impl Iterator<Item = (String, &'a Json)> + use<'a> {
    let items = resource.list_of(name);
    if items.len() > most {
        let words = format!("more than {most} are not taken");
        issues.error(IssueType::TooLong, &format!("{path}.{name}"), words);
    }
    let start = format!("{path}.{name}");
    items
        .iter()
        .take(most)
        .enumerate()
        .map(move |(index, item)| (format!("{start}[{index}]"), item))
}

/// A text of at most `most` letters.
pub(super) fn short(
    text: Option<&str>,
    path: &str,
    most: usize,
    issues: &mut Issues,
) -> Option<String> {
    let text = text?;
    if text.chars().nth(most).is_some() {
        issues.error(IssueType::TooLong, path, format!("more than {most} letters are not taken"));
        return None;
    }
    Some(text.to_owned())
}

/// Whether a period ended before today: at the precision in which its end is given.
fn ended(item: &Json, today: Date) -> bool {
    let end = item.get("period").and_then(|period| period.text_of("end"));
    let Some(end) = end.and_then(|end| end.get(..end.len().min(10))) else { return false };
    today.to_string().get(..end.len()).is_some_and(|today| end < today)
}

fn nhs_number(patient: &Json, path: &str, issues: &mut Issues) -> Option<NhsNumber> {
    let mut found: Option<NhsNumber> = None;
    let (mut any, mut ours) = (false, false);
    for (path, item) in listed(patient, "identifier", path, IDENTIFIERS_MAX, issues) {
        any = true;
        if item.text_of("system") != Some(NHS_NUMBER) {
            continue;
        }
        ours = true;
        // A superseded number: the person may be known by it, but it is no longer theirs.
        if item.text_of("use") == Some("old") {
            continue;
        }
        let Some(text) = item.text_of("value") else { continue };
        match NhsNumber::parse(text) {
            Ok(number) if found.is_some_and(|other| other != number) => {
                let words = "two different NHS numbers: ask for one person at a time, and mark a \
                             superseded number with the use `old`";
                issues.error(IssueType::BusinessRule, &format!("{path}.value"), words);
            }
            Ok(number) => found = Some(number),
            Err(fault) => {
                let words = format!("{fault}: looked for without it");
                issues.warning(IssueType::Value, &format!("{path}.value"), words);
            }
        }
    }
    if any && !ours {
        let words = format!("only an identifier of the system {NHS_NUMBER} is looked for");
        issues.warning(IssueType::Informational, &format!("{path}.identifier"), words);
    }
    found
}

fn names(patient: &Json, path: &str, today: Date, issues: &mut Issues) -> Vec<Name> {
    let mut names = Vec::new();
    for (path, item) in listed(patient, "name", path, NAMES_MAX, issues) {
        let used_as = item.text_of("use");
        let family = item.text_of("family");
        let family = short(family, &format!("{path}.family"), NAME_LETTERS_MAX, issues);
        let given: Vec<String> = listed(item, "given", &path, GIVEN_MAX, issues)
            .filter_map(|(path, text)| short(text.text(), &path, NAME_LETTERS_MAX, issues))
            .collect();
        if used_as == Some("anonymous") {
            let words = "an anonymous name names nobody: looked for without it";
            issues.warning(IssueType::Informational, &path, words);
        } else if family.is_none() && given.is_empty() {
            let words = "`family` and `given` are looked for, a name in one text is not";
            issues.warning(IssueType::Incomplete, &path, words);
        } else {
            let former = matches!(used_as, Some("old" | "maiden")) || ended(item, today);
            names.push(Name { family, given, former });
        }
    }
    names.sort_by_key(|name| name.former);
    names
}

fn birth_date(patient: &Json, path: &str, today: Date, issues: &mut Issues) -> Option<PartialDate> {
    let date = PartialDate::parse(patient.text_of("birthDate")?).ok()?;
    if date.earliest().is_some_and(|day| day > today) {
        let words = "a date of birth after today: looked for without it";
        issues.warning(IssueType::Value, &format!("{path}.birthDate"), words);
        return None;
    }
    Some(date)
}

fn death(patient: &Json) -> (Option<bool>, Option<PartialDate>) {
    if let Some(text) = patient.text_of("deceasedDateTime") {
        let day = text.get(..text.len().min(10)).unwrap_or_default();
        return (Some(true), PartialDate::parse(day).ok());
    }
    match patient.get("deceasedBoolean") {
        Some(Json::Bool(deceased)) => (Some(*deceased), None),
        _ => (None, None),
    }
}

fn sex(patient: &Json) -> Sex {
    match patient.text_of("gender") {
        Some("female") => Sex::Female,
        Some("male") => Sex::Male,
        Some("other") => Sex::Other,
        _ => Sex::Unknown,
    }
}

fn addresses(patient: &Json, path: &str, today: Date, issues: &mut Issues) -> Vec<Address> {
    let mut addresses = Vec::new();
    for (path, item) in listed(patient, "address", path, ADDRESSES_MAX, issues) {
        let mut text = |name: &str| {
            short(item.text_of(name), &format!("{path}.{name}"), ADDRESS_LETTERS_MAX, issues)
        };
        let (town, postcode, whole) = (text("city"), text("postalCode"), text("text"));
        let mut lines: Vec<String> = listed(item, "line", &path, ADDRESS_LINES_MAX, issues)
            .filter_map(|(path, line)| short(line.text(), &path, ADDRESS_LETTERS_MAX, issues))
            .collect();
        if lines.is_empty() {
            lines.extend(whole);
        }
        if postcode.as_deref().is_some_and(|text| Postcode::parse(text).is_err()) {
            let words = "not in the pattern of a postcode of the United Kingdom";
            issues.warning(IssueType::Value, &format!("{path}.postalCode"), words);
        }
        let past = item.text_of("use") == Some("old") || ended(item, today);
        addresses.push(Address { lines, town, postcode, uprn: uprn(item), past });
    }
    addresses.sort_by_key(|address| address.past);
    addresses
}

/// The property's number, which UK Core writes as an extension with the parts `type` and `value`.
fn uprn(address: &Json) -> Option<Uprn> {
    let keys = address.list_of("extension").iter();
    keys.filter(|key| key.text_of("url") == Some(ADDRESS_KEY)).find_map(|key| {
        let part = |name: &str| {
            key.list_of("extension").iter().find(|part| part.text_of("url") == Some(name))
        };
        // UK Core writes the type as a concept, the national register as a coding.
        let kind = part("type")?;
        let concept = kind.get("valueCodeableConcept").and_then(|c| c.list_of("coding").first());
        if concept.or_else(|| kind.get("valueCoding"))?.text_of("code") != Some("UPRN") {
            return None;
        }
        Uprn::parse(part("value")?.text_of("valueString")?).ok()
    })
}

/// The organisation code of the practice: named by identifier, there or in a contained resource.
fn practice(patient: &Json, path: &str, today: Date, issues: &mut Issues) -> Option<OdsCode> {
    let mut found = None;
    for (path, item) in listed(patient, "generalPractitioner", path, PRACTICES_MAX, issues) {
        let own = item.get("identifier").filter(|id| id.text_of("system") == Some(ODS_CODE));
        let Some(identifier) = own.or_else(|| contained_identifier(patient, item)) else {
            continue;
        };
        if found.is_some() || ended(identifier, today) {
            continue;
        }
        match identifier.text_of("value").map(OdsCode::parse) {
            Some(Ok(code)) => found = Some(code),
            Some(Err(fault)) => {
                let words = format!("{fault}: looked for without it");
                issues.warning(IssueType::Value, &format!("{path}.identifier.value"), words);
            }
            None => {}
        }
    }
    found
}

fn contained_identifier<'a>(patient: &'a Json, reference: &Json) -> Option<&'a Json> {
    let id = reference.text_of("reference")?.strip_prefix('#')?;
    let within = patient.list_of("contained").iter();
    let organisation = within.filter(|r| r.text_of("resourceType") == Some("Organization"));
    let named = organisation.filter(|r| r.text_of("id") == Some(id));
    let mut identifiers = named.flat_map(|r| r.list_of("identifier"));
    identifiers.find(|identifier| identifier.text_of("system") == Some(ODS_CODE))
}
