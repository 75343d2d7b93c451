//! Single values: what is wrong with one, in words that do not repeat it.
//!
//! Source: HL7 FHIR R4 4.0.1, data types, the regular expressions of the primitive types.

use terms::{DateFault, PartialDate};

use super::Kind;
use crate::json::Json;
use crate::outcome::IssueType;

/// A fault of a value.
pub(super) struct Fault {
    pub(super) code: IssueType,
    pub(super) words: String,
}

fn fault(code: IssueType, words: impl Into<String>) -> Fault {
    Fault { code, words: words.into() }
}

/// `None` when the value is one of its kind.
pub(super) fn fault_of(kind: &Kind, value: &Json) -> Option<Fault> {
    match (kind, value) {
        (Kind::Boolean, Json::Bool(_)) | (Kind::Whole, Json::Whole(_)) => None,
        (Kind::PositiveInt, Json::Whole(number)) if *number > 0 => None,
        (Kind::PositiveInt, Json::Whole(_)) => {
            Some(fault(IssueType::Value, "a whole number from 1 upwards is wanted here"))
        }
        (Kind::Boolean | Kind::Whole | Kind::PositiveInt, _) => Some(wrong_type(kind)),
        (_, Json::Text(text)) => of_text(kind, text),
        _ => Some(wrong_type(kind)),
    }
}

fn wrong_type(kind: &Kind) -> Fault {
    let words = match kind {
        Kind::Boolean => "true or false is wanted here, without quotation marks",
        Kind::Whole | Kind::PositiveInt => "a whole number is wanted here, without quotation marks",
        _ => "text in quotation marks is wanted here",
    };
    fault(IssueType::Structure, words)
}

fn of_text(kind: &Kind, text: &str) -> Option<Fault> {
    if text.is_empty() {
        return Some(fault(
            IssueType::Value,
            "an empty text is not a value: leave the element out",
        ));
    }
    if text.chars().any(|c| c < ' ' && !matches!(c, '\t' | '\r' | '\n')) {
        return Some(fault(IssueType::Value, "the text holds a character that no text may hold"));
    }
    match kind {
        Kind::Date => date(text),
        Kind::DateTime => date_time(text, false),
        Kind::Instant => date_time(text, true),
        Kind::Code(codes) => code(text, codes),
        Kind::Id => id(text),
        Kind::Uri if text.chars().any(char::is_whitespace) => {
            Some(fault(IssueType::Value, "an address of FHIR holds no spaces"))
        }
        Kind::Xhtml if !text.trim_start().starts_with("<div") => {
            Some(fault(IssueType::Value, "XHTML within one `div` is wanted here"))
        }
        _ => None,
    }
}

fn id(text: &str) -> Option<Fault> {
    let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.');
    (text.len() > 64 || !text.bytes().all(known)).then(|| {
        fault(IssueType::Value, "an id has at most 64 letters, digits, hyphens and full stops")
    })
}

fn code(text: &str, codes: &[&str]) -> Option<Fault> {
    if codes.is_empty() {
        let loose = text.trim() != text || text.contains("  ");
        return loose.then(|| fault(IssueType::Value, "a code has no spaces at its ends"));
    }
    if codes.contains(&text) {
        return None;
    }
    Some(fault(
        IssueType::CodeInvalid,
        format!("one of these codes is wanted: {}", codes.join(", ")),
    ))
}

fn date(text: &str) -> Option<Fault> {
    // The reader of dates passes spaces over; FHIR does not.
    let read = if text.trim() == text { PartialDate::parse(text) } else { Err(DateFault::Shape) };
    match read {
        Ok(date) if date.earliest().is_some_and(|day| day.year() > 0) => None,
        Err(DateFault::Shape) => Some(fault(
            IssueType::Value,
            "a date is wanted here: yyyy-mm-dd, or yyyy-mm or yyyy where no more is known",
        )),
        _ => Some(fault(IssueType::Value, "there is no such day")),
    }
}

/// A date, or a date with a time of day and its zone.
fn date_time(text: &str, time_needed: bool) -> Option<Fault> {
    let wanted = || {
        fault(
            IssueType::Value,
            if time_needed {
                "a moment is wanted here: yyyy-mm-ddThh:mm:ss and a time zone"
            } else {
                "a date is wanted here, with or without a time: yyyy-mm-dd or \
                 yyyy-mm-ddThh:mm:ss and a time zone"
            },
        )
    };
    match text.split_once('T') {
        None if time_needed => Some(wanted()),
        None => date(text),
        Some((day, _)) if day.len() != 10 => Some(wanted()),
        Some((day, time)) => date(day).or_else(|| (!time_of_day(time)).then(wanted)),
    }
}

/// `hh:mm:ss`, perhaps with parts of a second, and `Z` or `+hh:mm`.
fn time_of_day(text: &str) -> bool {
    let Some((clock, zone)) = text.split_at_checked(8) else { return false };
    let zone = match zone.strip_prefix('.') {
        Some(rest) => {
            let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            if after.len() == rest.len() {
                return false;
            }
            after
        }
        None => zone,
    };
    let zoned = match zone.as_bytes() {
        b"Z" => true,
        [b'+' | b'-', a, b, b':', c, d] => two(*a, *b, 14) && two(*c, *d, 59),
        _ => false,
    };
    zoned
        && matches!(clock.as_bytes(), [a, b, b':', c, d, b':', e, f]
            if two(*a, *b, 23) && two(*c, *d, 59) && two(*e, *f, 60))
}

fn two(tens: u8, units: u8, most: u8) -> bool {
    tens.is_ascii_digit() && units.is_ascii_digit() && (tens - b'0') * 10 + (units - b'0') <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_each_kind() {
        const GENDERS: Kind = Kind::Code(&["male", "female"]);
        for (kind, text, good) in [
            (&Kind::Date, "1941", true),
            (&Kind::Date, "1941-03", true),
            (&Kind::Date, "1941-03-12", true),
            (&Kind::Date, "1941-02-30", false),
            (&Kind::Date, " 1941-03-12", false),
            (&Kind::Date, "12/03/1941", false),
            (&Kind::Date, "0000", false),
            (&Kind::Date, "1941-03-12T00:00:00Z", false),
            (&Kind::DateTime, "1941-03-12T00:00:00Z", true),
            (&Kind::DateTime, "1941-03-12T23:59:59.123+01:00", true),
            (&Kind::DateTime, "1941-03-12T24:00:00Z", false),
            (&Kind::DateTime, "1941-03-12T10:00", false),
            (&Kind::DateTime, "1941-03-12T10:00:00", false),
            (&Kind::DateTime, "1941-03T10:00:00Z", false),
            (&Kind::DateTime, "1941-03-12T10:00:00.Z", false),
            (&Kind::DateTime, "1941-03-12Té:00:00Z", false),
            (&Kind::Instant, "2026-11-22T02:00:00Z", true),
            (&Kind::Instant, "2026-11-22", false),
            (&Kind::Id, "a-1.b", true),
            (&Kind::Id, "a 1", false),
            (&Kind::Uri, "urn:x:y", true),
            (&Kind::Uri, "urn: x", false),
            (&Kind::Code(&[]), "en-GB", true),
            (&Kind::Code(&[]), " en", false),
            (&GENDERS, "female", true),
            (&GENDERS, "Female", false),
            (&Kind::Text, "O’Brien", true),
            (&Kind::Text, "", false),
            (&Kind::Text, "a\u{0}b", false),
            (&Kind::Boolean, "true", false),
            (&Kind::Whole, "1", false),
        ] {
            let found = fault_of(kind, &Json::Text(text.to_owned()));
            assert_eq!(found.is_none(), good, "{text}");
        }
    }
}
