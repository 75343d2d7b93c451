//! Numbers, names of sources and dates as people read them.

use outcomes::count_text;

/// `1,654`.
pub(crate) fn number(number: u64) -> String {
    count_text(number)
}

/// `1 row`, `1,654 rows`.
pub(crate) fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(count), if count == 1 { one } else { many })
}

/// What people call a source.
pub(crate) fn source_title(source: &str) -> String {
    match source {
        "gp" => "General practice",
        "community" => "Community nursing and therapy",
        "asc" => "Adult social care",
        "acute" => "Hospital",
        "mh" => "Mental health",
        "sen2" => "Special educational needs",
        "capacity" => "Care homes",
        "hes" => "Hospital Episode Statistics",
        other => other,
    }
    .to_owned()
}

/// What people call a caseload.
pub(crate) fn caseload_title(kind: &str) -> String {
    match kind {
        "district_nursing" => "District nursing".to_owned(),
        "community_other" => "Other community service".to_owned(),
        "social_care" => "Social care".to_owned(),
        "social_care_contact" => "Social care contact".to_owned(),
        "mental_health" => "Mental health".to_owned(),
        "inpatient" => "In hospital".to_owned(),
        "emergency" => "Emergency department".to_owned(),
        "ehc" => "Education, health and care plan".to_owned(),
        other => {
            let words = other.replace('_', " ");
            let mut letters = words.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// A blocking rule in words: `same date of birth and sound of the surname`.
pub(crate) fn blocking_rule(rule: &str) -> String {
    let keys: Vec<&str> = rule.split(" + ").map(blocking_key).collect();
    format!("same {}", keys.join(", "))
}

fn blocking_key(key: &str) -> &str {
    match key {
        "Nhs" => "NHS number",
        "NhsStart" => "beginning of the NHS number",
        "OtherId" => "other number",
        "Email" => "email",
        "EmailLocal" => "email before the @",
        "Phone" => "telephone",
        "Birth" => "date of birth",
        "BirthYear" => "year of birth",
        "BirthYearDay" => "year and day of birth",
        "BirthMonthDay" => "month and day of birth",
        "BirthYearMonth" => "year and month of birth",
        "First" => "first name",
        "FirstSound" => "sound of the first name",
        "FirstInitial" => "first initial",
        "Surname" => "surname",
        "SurnameSound" => "sound of the surname",
        "SurnameInitial" => "initial of the surname",
        "SurnamePart" => "part of the surname",
        "SwappedSounds" => "sounds of both names, exchanged",
        "Postcode" => "postcode",
        "Outward" => "postcode district",
        "Uprn" => "property",
        "Address" => "address",
        "Town" => "town",
        "Practice" => "practice",
        other => other,
    }
}
