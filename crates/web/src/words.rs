//! Figures and times as people read them.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use terms::{Age, Date, PartialDate};

/// `206,928`.
pub(crate) fn count(n: &u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 person`, `2 people`.
pub(crate) fn counted(n: &u64, one: &str, more: &str) -> String {
    format!("{} {}", count(n), if *n == 1 { one } else { more })
}

/// A share of 1 as a percentage: `0.80 %`, with a space that does not break.
pub(crate) fn percent(share: &f64, places: usize) -> String {
    format!("{}\u{a0}%", percent_bare(share, places))
}

/// A share of 1 as a percentage without its sign.
pub(crate) fn percent_bare(share: &f64, places: usize) -> String {
    format!("{:.places$}", share * 100.0)
}

/// A figure with one place: `12.4`.
pub(crate) fn tenth(value: &f64) -> String {
    format!("{value:.1}")
}

/// A weight with its sign: `+5.1`, `−3.9`.
pub(crate) fn signed(value: &f64) -> String {
    let text = format!("{:.1}", value.abs());
    if text == "0.0" {
        text
    } else if *value < 0.0 {
        format!("\u{2212}{text}")
    } else {
        format!("+{text}")
    }
}

/// A probability as a frequency: `93 in 100`, `9,998 in 10,000`.
pub(crate) fn in_so_many(probability: &f64) -> String {
    let doubt = probability.min(1.0 - probability);
    let scale = match doubt {
        d if d >= 0.01 => 100_u64,
        d if d >= 0.001 => 1_000,
        d if d >= 0.000_1 => 10_000,
        _ if *probability > 0.5 => return "more than 9,999 in 10,000".to_owned(),
        _ => return "fewer than 1 in 10,000".to_owned(),
    };
    // At most 10,000 and not negative: nothing is lost.
    let n = (probability.clamp(0.0, 1.0) * scale as f64).round() as u64;
    format!("{} in {}", count(&n), count(&scale))
}

/// `21 Nov 2026`.
pub(crate) fn day(date: &Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `21-Nov-2026`: the clinical form, beside people.
pub(crate) fn clinical_day(date: &Date) -> String {
    terms::clinical_date(*date)
}

/// `1 Oct to 31 Oct 2026`.
pub(crate) fn period(from: &Date, to: &Date) -> String {
    let first =
        if from.year() == to.year() { from.strftime("%-d %b").to_string() } else { day(from) };
    format!("{first} to {}", day(to))
}

/// `06:00, 21 Nov 2026` as clocks in England show it.
pub(crate) fn moment(at: &Timestamp) -> String {
    local(at).strftime("%H:%M, %-d %b %Y").to_string()
}

/// The civil day in England.
pub(crate) fn local_day(at: &Timestamp) -> Date {
    local(at).date()
}

fn local(at: &Timestamp) -> jiff::Zoned {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone)
}

/// `4 days`, `today`.
pub(crate) fn age_days(days: &u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        n => format!("{n} days ago"),
    }
}

/// `1 day`, `6 days`.
pub(crate) fn days(n: &u32) -> String {
    counted(&u64::from(*n), "day", "days")
}

/// `3.4 MB`.
pub(crate) fn size(bytes: &u64) -> String {
    let mut value = *bytes as f64;
    for unit in ["bytes", "KB", "MB"] {
        if value < 1_000.0 {
            let places = usize::from(unit != "bytes");
            return format!("{value:.places$} {unit}");
        }
        value /= 1_000.0;
    }
    format!("{value:.1} GB")
}

/// `4 s`, `2 min 5 s`.
pub(crate) fn took(seconds: &f64) -> String {
    if *seconds < 60.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    format!("{} min {} s", whole / 60, whole % 60)
}

/// `14-Aug-1980`, `Aug-1980`, `1980`: the clinical form, as far as the date is known.
pub(crate) fn clinical(date: &PartialDate) -> String {
    match date {
        PartialDate::Day(day) => terms::clinical_date(*day),
        PartialDate::Month(year, month) => Date::new(*year, *month, 1)
            .map_or_else(|_| date.to_string(), |d| d.strftime("%b-%Y").to_string()),
        PartialDate::Year(year) => year.to_string(),
    }
}

/// `14-Aug-1980 (45y)`; without an age when the day is not known.
pub(crate) fn born(date: &PartialDate, on: &Date) -> String {
    let age = match date {
        PartialDate::Day(born) => Age::on(*born, *on),
        _ => None,
    };
    age.map_or_else(|| clinical(date), |age| format!("{} ({age})", clinical(date)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn figures_read_as_people_write_them() {
        for (n, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (206_928, "206,928")] {
            assert_eq!(count(&n), text);
        }
        assert_eq!(percent(&0.007_993, 2), "0.80\u{a0}%");
        assert_eq!(signed(&-3.94), "\u{2212}3.9");
        assert_eq!(signed(&-0.01), "0.0");
        assert_eq!(size(&3_400_000), "3.4 MB");
        assert_eq!(size(&12), "12 bytes");
        assert_eq!(took(&125.2), "2 min 5 s");
    }

    #[test]
    fn probabilities_read_as_frequencies() {
        for (p, text) in [
            (0.93, "93 in 100"),
            (0.996, "996 in 1,000"),
            (0.9998, "9,998 in 10,000"),
            (0.999_999, "more than 9,999 in 10,000"),
            (0.5, "50 in 100"),
            (0.000_001, "fewer than 1 in 10,000"),
        ] {
            assert_eq!(in_so_many(&p), text);
        }
    }

    #[test]
    fn times_are_those_of_english_clocks() {
        let summer: Timestamp = "2026-07-01T05:00:00Z".parse().unwrap();
        assert_eq!(moment(&summer), "06:00, 1 Jul 2026");
        let winter: Timestamp = "2026-11-21T06:00:00Z".parse().unwrap();
        assert_eq!(moment(&winter), "06:00, 21 Nov 2026");
        assert_eq!(
            born(&PartialDate::Day(date(1980, 8, 14)), &date(2026, 7, 1)),
            "14-Aug-1980 (45y)"
        );
        assert_eq!(clinical(&PartialDate::Month(1941, 3)), "Mar-1941");
        assert_eq!(period(&date(2026, 10, 1), &date(2026, 10, 31)), "1 Oct to 31 Oct 2026");
    }
}
