//! Days of the extracts: the data cut, sums of days, and the ways that feeds write a day.

use jiff::ToSpan;
use jiff::civil::date;
use terms::Date;

/// The day to which every extract is cut.
pub(crate) const CUT: Date = date(2026, 3, 31);
/// First day of the reporting year that ends at the cut.
pub(crate) const YEAR_START: Date = date(2025, 4, 1);

/// `days` later, or earlier when negative.
pub(crate) fn plus(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

/// Days from one day to another; negative when `to` is the earlier.
pub(crate) fn between(from: Date, to: Date) -> i32 {
    from.until((jiff::Unit::Day, to)).map_or(0, |span| span.get_days())
}

/// `2026-03-31`.
pub(crate) fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `20260331`, as the general practice list and the hospital index write it.
pub(crate) fn packed(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// `31/03/2026`, as client-level data write it.
pub(crate) fn slashed(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `2026-Mar-31 00:00:00`, as the special educational needs return writes it.
pub(crate) fn blade(day: Date) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month =
        usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at)).unwrap_or(&"Jan");
    format!("{:04}-{month}-{:02} 00:00:00", day.year(), day.day())
}
