//! Is a value what its column says? What is wrong is told as a class, never by repeating the value.

use std::borrow::Cow;

use terms::{Date, DateFault, NhsNumber, OdsCode, Postcode, Uprn, parse_date};

use crate::profile::{Column, Kind};

/// What a value turned out to be.
#[derive(Debug, PartialEq)]
pub(crate) enum Checked<'p> {
    /// Nothing but spaces.
    Blank,
    /// As the column says.
    Good,
    /// A good date.
    Date(Date),
    /// A good NHS number.
    Nhs(NhsNumber),
    /// A good postcode, in its one shape.
    Postcode(Postcode),
    /// A known code and its meaning.
    Code(&'p str),
    /// A value that the source uses for "no value", and why.
    Sentinel(&'p str),
    /// Not what the column says.
    Wrong {
        /// What is wrong.
        reason: Cow<'static, str>,
        /// How to mend it.
        remedy: Cow<'static, str>,
        /// The date, where it is one but not believable.
        date: Option<Date>,
    },
}

/// Checks `value` (outer spaces off) against its column. `arrived` is the day of delivery.
pub(crate) fn check<'p>(column: &'p Column, value: &str, arrived: Date) -> Checked<'p> {
    if value.is_empty() {
        return Checked::Blank;
    }
    if let Some(why) = column.sentinels.get(value) {
        return Checked::Sentinel(why);
    }
    match column.kind {
        Kind::Text | Kind::Phone | Kind::Url => Checked::Good,
        Kind::Code | Kind::Flag => code(column, value),
        Kind::NhsNumber => nhs_number(value),
        Kind::Date | Kind::YearMonth | Kind::Datetime => date(column, value, arrived),
        Kind::Time => time(column, value),
        Kind::Postcode => Postcode::parse(value).map_or_else(
            |fault| wrong(fault.to_string(), "Correct the postcode, or leave it blank"),
            Checked::Postcode,
        ),
        Kind::Ods => OdsCode::parse(value).map_or_else(
            |fault| wrong(fault.to_string(), "Use the organisation's ODS code"),
            |_| Checked::Good,
        ),
        Kind::Uprn => Uprn::parse(value).map_or_else(
            |fault| wrong(fault.to_string(), "Use the property's UPRN, or leave it blank"),
            |_| Checked::Good,
        ),
        Kind::Integer | Kind::Decimal => number(column, value),
    }
}

/// The shape of a value without its content: `9` for a digit, `A` for a letter, runs counted.
#[must_use]
pub fn value_class(value: &str) -> String {
    const SHAPE_MAX: usize = 24;

    let value = value.trim();
    if value.is_empty() {
        return "blank".to_owned();
    }
    let letters = value.chars().filter(|c| c.is_alphabetic()).count();
    let length = value.chars().count();
    if letters > 3 || length > SHAPE_MAX {
        return format!("text of {length} characters");
    }
    value
        .chars()
        .map(|c| match c {
            c if c.is_numeric() => '9',
            c if c.is_alphabetic() => 'A',
            c if c.is_control() => '?',
            c => c,
        })
        .collect()
}

fn wrong(
    reason: impl Into<Cow<'static, str>>,
    remedy: impl Into<Cow<'static, str>>,
) -> Checked<'static> {
    Checked::Wrong { reason: reason.into(), remedy: remedy.into(), date: None }
}

fn code<'p>(column: &'p Column, value: &str) -> Checked<'p> {
    if column.codes.is_empty() {
        return Checked::Good;
    }
    match column.codes.get(value) {
        Some(meaning) => Checked::Code(meaning),
        None => wrong(
            "a code that the profile does not know",
            "Correct the code, or add it to the profile",
        ),
    }
}

fn nhs_number(value: &str) -> Checked<'static> {
    match NhsNumber::parse(value) {
        Ok(number) => Checked::Nhs(number),
        Err(fault) => {
            wrong(fault.to_string(), "Correct the number at its source, or leave it blank")
        }
    }
}

fn date<'p>(column: &'p Column, value: &str, arrived: Date) -> Checked<'p> {
    let mut no_such_day = false;
    let formats: &[String] = &column.formats;
    let mut found = None;
    for format in formats {
        match parse_moment(value, format) {
            Ok(date) => {
                found = Some(date);
                break;
            }
            Err(DateFault::NoSuchDay) => no_such_day = true,
            Err(DateFault::Shape) => {}
        }
    }
    if found.is_none() && formats.is_empty() {
        found = value.get(..10).and_then(|day| parse_date(day, "%Y-%m-%d").ok());
    }
    match found {
        Some(date) => believable(column, date, arrived),
        None if no_such_day => {
            wrong("a date that does not exist", "Correct the date at its source")
        }
        None => wrong(
            format!("not a date in the form {}", formats.join(" or ")),
            "Write the date in the form that the file's other dates have",
        ),
    }
}

/// A date, or the day of a date and time written `…%H:%M` or `…%H:%M:%S`.
fn parse_moment(value: &str, format: &str) -> Result<Date, DateFault> {
    let Some((day_format, time_format)) = format.split_once("%H") else {
        return parse_date(value, format);
    };
    let time_length = 2
        + time_format.matches('%').count() * 2
        + time_format.chars().filter(|c| !c.is_alphabetic() && *c != '%').count();
    let split = value.len().checked_sub(time_length).ok_or(DateFault::Shape)?;
    let (day, time) = value.split_at_checked(split).ok_or(DateFault::Shape)?;
    if !is_time(time, &format!("%H{time_format}")) {
        return Err(DateFault::Shape);
    }
    parse_date(day, day_format)
}

fn believable(column: &Column, date: Date, arrived: Date) -> Checked<'static> {
    let unbelievable = |reason: String| Checked::Wrong {
        reason: reason.into(),
        remedy: "Correct the date at its source".into(),
        date: Some(date),
    };
    if let Some(earliest) = column.earliest_date().filter(|earliest| date < *earliest) {
        return unbelievable(format!("a date before {earliest}"));
    }
    match column.latest_date(arrived).filter(|latest| date > *latest) {
        Some(latest) => unbelievable(format!("a date after {latest}")),
        None => Checked::Date(date),
    }
}

fn time(column: &Column, value: &str) -> Checked<'static> {
    let plain = ["%H:%M:%S", "%H:%M"];
    let good = if column.formats.is_empty() {
        plain.iter().any(|format| is_time(value, format))
    } else {
        column.formats.iter().any(|format| is_time(value, format))
    };
    if good { Checked::Good } else { wrong("not a time of day", "Write it as 14:05") }
}

fn is_time(value: &str, format: &str) -> bool {
    let mut rest = value.as_bytes();
    let mut pattern = format.bytes();
    while let Some(mark) = pattern.next() {
        if mark != b'%' {
            match rest.split_first() {
                Some((c, tail)) if *c == mark => rest = tail,
                _ => return false,
            }
            continue;
        }
        let most = if pattern.next() == Some(b'H') { 23 } else { 59 };
        let Some((&[tens, ones], tail)) = rest.split_first_chunk::<2>() else {
            return false;
        };
        let in_range = tens.is_ascii_digit()
            && ones.is_ascii_digit()
            && (tens - b'0') * 10 + (ones - b'0') <= most;
        if !in_range {
            return false;
        }
        rest = tail;
    }
    rest.is_empty()
}

fn number(column: &Column, value: &str) -> Checked<'static> {
    let parsed = match column.kind {
        #[expect(clippy::cast_precision_loss, reason = "only compared with believable bounds")]
        Kind::Integer => value.parse::<i64>().ok().map(|number| number as f64),
        _ => value.parse::<f64>().ok().filter(|number| number.is_finite()),
    };
    let Some(number) = parsed else {
        let what = if column.kind == Kind::Integer { "not a whole number" } else { "not a number" };
        return wrong(what, "Write digits only, with a point for decimals");
    };
    let low = column.least.is_some_and(|least| number < least);
    let high = column.most.is_some_and(|most| number > most);
    if low || high {
        return wrong(
            format!("a number {} the believable range", if low { "below" } else { "above" }),
            "Correct the number at its source",
        );
    }
    Checked::Good
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn column(text: &str) -> Column {
        toml::from_str(&format!("name = \"X\"\n{text}")).expect("a column")
    }

    fn said(column: &Column, value: &str) -> String {
        match check(column, value, date(2026, 4, 1)) {
            Checked::Blank => "blank".to_owned(),
            Checked::Good => "good".to_owned(),
            Checked::Date(date) => date.to_string(),
            Checked::Nhs(number) => number.to_string(),
            Checked::Postcode(postcode) => postcode.to_string(),
            Checked::Code(meaning) => meaning.to_owned(),
            Checked::Sentinel(why) => format!("sentinel: {why}"),
            Checked::Wrong { reason, .. } => format!("wrong: {reason}"),
        }
    }

    #[test]
    fn values_are_what_their_columns_say() {
        let dates = column(
            "type = \"date\"\nformats = [\"%d/%m/%Y\", \"%Y-%m-%d\"]\nearliest = \"1880-01-01\"\n\
             latest = \"cut\"\nsentinels = { \"1801-01-01\" = \"invalid as submitted\" }",
        );
        let moments = column("type = \"datetime\"\nformats = [\"%Y-%m-%dT%H:%M:%S\"]");
        let nhs = column("type = \"nhs_number\"");
        let codes = column("type = \"code\"\ncodes = { \"1\" = \"male\" }");
        let numbers = column("type = \"integer\"\nleast = 0\nmost = 120");
        let times = column("type = \"time\"");
        for (column, value, expected) in [
            (&dates, "12/03/1941", "1941-03-12"),
            (&dates, "1941-03-12", "1941-03-12"),
            (&dates, "31/02/2026", "wrong: a date that does not exist"),
            (&dates, "1801-01-01", "sentinel: invalid as submitted"),
            (&dates, "1802-01-01", "wrong: a date before 1880-01-01"),
            (&dates, "2026-04-02", "wrong: a date after 2026-04-01"),
            (&dates, "yesterday", "wrong: not a date in the form %d/%m/%Y or %Y-%m-%d"),
            (&dates, "", "blank"),
            (&moments, "2025-06-11T10:22:00", "2025-06-11"),
            (&moments, "2025-06-11T25:22:00", "wrong: not a date in the form %Y-%m-%dT%H:%M:%S"),
            (
                &nhs,
                "999 012 3456",
                "wrong: the last digit does not agree with the first nine: a digit is mistyped",
            ),
            (&codes, "1", "male"),
            (&codes, "7", "wrong: a code that the profile does not know"),
            (&numbers, "121", "wrong: a number above the believable range"),
            (&numbers, "7.5", "wrong: not a whole number"),
            (&times, "14:05", "good"),
            (&times, "24:05", "wrong: not a time of day"),
        ] {
            assert_eq!(said(column, value), expected, "{value}");
        }
    }

    #[test]
    fn a_value_class_shows_the_shape_only() {
        for (value, expected) in [
            ("31/02/2026", "99/99/9999"),
            ("SE13 5HG", "text of 8 characters"),
            ("A1", "A9"),
            ("  ", "blank"),
            ("Margaret O'Neill", "text of 16 characters"),
        ] {
            assert_eq!(value_class(value), expected);
        }
    }

    proptest! {
        #[test]
        fn no_value_makes_it_panic(value in any::<String>()) {
            for kind in ["text", "date", "datetime", "time", "integer", "postcode", "uprn", "ods"] {
                let column = column(&format!(
                    "type = \"{kind}\"\nformats = [\"%Y-%m-%dT%H:%M\", \"%Y%m%d\"]"));
                let _ = check(&column, value.trim(), date(2026, 1, 1));
            }
            let _ = value_class(&value);
        }
    }
}
