//! The clock: UTC text for moments, Europe/London for days.

use jiff::civil::Date;

/// Now to the microsecond, as `2026-03-31T12:00:00.000000Z`: later moments sort after earlier ones.
#[must_use]
pub fn now_utc() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// Today as people in England mean it; UTC where the machine has no time-zone data.
#[must_use]
pub fn today_in_london() -> Date {
    let now = jiff::Timestamp::now();
    now.in_tz("Europe/London")
        .map_or_else(|_| now.to_zoned(jiff::tz::TimeZone::UTC).date(), |zoned| zoned.date())
}

/// A new identifier for a delivery or a run: 14 characters, later ones after earlier ones.
#[must_use]
pub fn new_event_id() -> String {
    let millis = u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0);
    let random = uuid::Uuid::new_v4().as_u128().to_be_bytes();
    let [a, b, c, d, ..] = random;
    terms::event_id(millis, [a, b, c, d])
}
