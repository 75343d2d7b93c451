//! Days as people in England mean them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The civil day in England of a stored moment; `None` where it cannot be read.
#[must_use]
pub fn civil_day(moment: &str) -> Option<Date> {
    let moment: Timestamp = moment.parse().ok()?;
    Some(moment.to_zoned(london()).date())
}

/// The moment at which a civil day in England ends, as the store writes moments: what happened before
/// it happened by the end of that day.
#[must_use]
pub fn end_of_day(day: Date) -> String {
    start_of_day(day.tomorrow().unwrap_or(day))
}

/// The moment at which a civil day in England begins.
pub(super) fn start_of_day(day: Date) -> String {
    let start = day.to_zoned(london()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp());
    start.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn london() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_the_one_on_the_wall_in_england() {
        for (moment, day) in [
            ("2026-01-15T23:30:00.000000Z", date(2026, 1, 15)),
            // In summer it is an hour later: already the next day.
            ("2026-07-15T23:30:00.000000Z", date(2026, 7, 16)),
        ] {
            assert_eq!(civil_day(moment), Some(day), "{moment}");
        }
        assert_eq!(end_of_day(date(2026, 7, 15)), "2026-07-15T23:00:00.000000Z");
        assert_eq!(end_of_day(date(2026, 1, 15)), "2026-01-16T00:00:00.000000Z");
        // The night on which the clocks go forward has 23 hours.
        assert_eq!(start_of_day(date(2026, 3, 29)), "2026-03-29T00:00:00.000000Z");
        assert_eq!(end_of_day(date(2026, 3, 29)), "2026-03-29T23:00:00.000000Z");
    }
}
