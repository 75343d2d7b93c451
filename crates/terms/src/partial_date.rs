//! Dates as extracts write them, and what is wrong with those that are not dates.

use std::fmt;

use jiff::civil::Date;

/// A date of which only the year, or the year and month, may be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDate {
    /// Only the year.
    Year(i16),
    /// Year and month (1 to 12).
    Month(i16, i8),
    /// A whole date.
    Day(Date),
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(date) => write!(f, "{date}"),
        }
    }
}

impl PartialDate {
    /// Reads `2026`, `2026-03` or `2026-03-31`.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, DateFault> {
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        if parts.next().is_some() {
            return Err(DateFault::Shape);
        }
        let year = number::<i16>(year.unwrap_or_default(), 4)?;
        let Some(month) = month else {
            return Ok(Self::Year(year));
        };
        let month = number::<i8>(month, 2)?;
        if !(1..=12).contains(&month) {
            return Err(DateFault::NoSuchDay);
        }
        let Some(day) = day else {
            return Ok(Self::Month(year, month));
        };
        Date::new(year, month, number::<i8>(day, 2)?)
            .map(Self::Day)
            .map_err(|_| DateFault::NoSuchDay)
    }

    /// The first day it can mean.
    #[must_use]
    pub fn earliest(self) -> Option<Date> {
        match self {
            Self::Year(year) => Date::new(year, 1, 1).ok(),
            Self::Month(year, month) => Date::new(year, month, 1).ok(),
            Self::Day(date) => Some(date),
        }
    }
}

/// What is wrong with a date, as a class of value: the text is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    /// Not in the shape the file's dates have.
    #[error("not in the shape of a date")]
    Shape,
    /// In shape, but there is no such day: 31 February, month 13.
    #[error("there is no such day")]
    NoSuchDay,
}

/// Reads `text` by a format such as `%Y%m%d`, `%d/%m/%Y`, `%Y-%b-%d 00:00:00`.
///
/// Known fields: `%Y` four digits, `%m` and `%d` two, `%b` a month's English short name; every other
/// character stands for itself. It is written out here because it runs once for every date of every
/// row landed and must tell a wrong shape from a day that does not exist.
///
/// # Errors
/// [`DateFault::Shape`] or [`DateFault::NoSuchDay`].
pub fn parse_date(text: &str, format: &str) -> Result<Date, DateFault> {
    let (mut year, mut month, mut day) = (None, None, None);
    let mut rest = text.trim().as_bytes();
    let mut pattern = format.bytes();
    while let Some(p) = pattern.next() {
        if p != b'%' {
            match rest.split_first() {
                Some((c, tail)) if *c == p => rest = tail,
                _ => return Err(DateFault::Shape),
            }
            continue;
        }
        match pattern.next() {
            Some(b'Y') => year = Some(take(&mut rest, 4)?),
            Some(b'm') => month = Some(take(&mut rest, 2)?),
            Some(b'd') => day = Some(take(&mut rest, 2)?),
            Some(b'b') => month = Some(take_month(&mut rest)?),
            _ => return Err(DateFault::Shape),
        }
    }
    if !rest.is_empty() {
        return Err(DateFault::Shape);
    }
    let (Some(year), Some(month)) = (year, month) else {
        return Err(DateFault::Shape);
    };
    let month = i8::try_from(month).map_err(|_| DateFault::NoSuchDay)?;
    let day = i8::try_from(day.unwrap_or(1)).map_err(|_| DateFault::NoSuchDay)?;
    Date::new(year, month, day).map_err(|_| DateFault::NoSuchDay)
}

fn take(rest: &mut &[u8], digits: usize) -> Result<i16, DateFault> {
    let (head, tail) = rest.split_at_checked(digits).ok_or(DateFault::Shape)?;
    let mut value = 0_i16;
    for c in head {
        if !c.is_ascii_digit() {
            return Err(DateFault::Shape);
        }
        value = value * 10 + i16::from(c - b'0');
    }
    *rest = tail;
    Ok(value)
}

fn take_month(rest: &mut &[u8]) -> Result<i16, DateFault> {
    const MONTHS: [&[u8; 3]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let (head, tail) = rest.split_at_checked(3).ok_or(DateFault::Shape)?;
    let month = (1_i16..)
        .zip(MONTHS)
        .find_map(|(number, name)| head.eq_ignore_ascii_case(name).then_some(number))
        .ok_or(DateFault::Shape)?;
    *rest = tail;
    Ok(month)
}

fn number<T: std::str::FromStr>(text: &str, digits: usize) -> Result<T, DateFault> {
    if text.len() != digits || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateFault::Shape);
    }
    text.parse().map_err(|_| DateFault::Shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn reads_the_shapes_of_real_extracts() {
        for (text, format, expected) in [
            ("19410312", "%Y%m%d", Ok(date(1941, 3, 12))),
            ("31/03/2026", "%d/%m/%Y", Ok(date(2026, 3, 31))),
            ("2025-Nov-21 00:00:00", "%Y-%b-%d 00:00:00", Ok(date(2025, 11, 21))),
            ("041968", "%m%Y", Ok(date(1968, 4, 1))),
            ("1801-01-01", "%Y-%m-%d", Ok(date(1801, 1, 1))),
            ("31/02/2026", "%d/%m/%Y", Err(DateFault::NoSuchDay)),
            ("00/00/0000", "%d/%m/%Y", Err(DateFault::NoSuchDay)),
            ("2026-03-31", "%d/%m/%Y", Err(DateFault::Shape)),
            ("2026-03-31x", "%Y-%m-%d", Err(DateFault::Shape)),
            ("", "%Y-%m-%d", Err(DateFault::Shape)),
        ] {
            assert_eq!(parse_date(text, format), expected, "{text}");
        }
    }

    #[test]
    fn partial_dates_keep_what_is_known() {
        for (text, expected) in [
            ("1941", Ok(PartialDate::Year(1941))),
            ("1941-03", Ok(PartialDate::Month(1941, 3))),
            ("1941-03-12", Ok(PartialDate::Day(date(1941, 3, 12)))),
            ("1941-13", Err(DateFault::NoSuchDay)),
            ("1941-02-30", Err(DateFault::NoSuchDay)),
            ("41", Err(DateFault::Shape)),
        ] {
            assert_eq!(PartialDate::parse(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_reads_back(days in -40_000_i32..40_000) {
            let day = date(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
            prop_assert_eq!(parse_date(&day.to_string(), "%Y-%m-%d"), Ok(day));
            prop_assert_eq!(PartialDate::parse(&day.to_string()), Ok(PartialDate::Day(day)));
        }

        #[test]
        fn never_panics(text in any::<String>(), format in "[%Ymdb/ -]{0,8}") {
            let _ = parse_date(&text, &format);
            let _ = PartialDate::parse(&text);
        }
    }
}
