//! Ages as the national tables count them.

use serde::Serialize;
use terms::Date;

/// DHSC's age bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum AgeBand {
    /// Under 18.
    #[serde(rename = "Under 18")]
    Under18,
    /// 18 to 24.
    #[serde(rename = "18 to 24")]
    From18To24,
    /// 25 to 44.
    #[serde(rename = "25 to 44")]
    From25To44,
    /// 45 to 64.
    #[serde(rename = "45 to 64")]
    From45To64,
    /// 65 to 74.
    #[serde(rename = "65 to 74")]
    From65To74,
    /// 75 to 84.
    #[serde(rename = "75 to 84")]
    From75To84,
    /// 85 to 94.
    #[serde(rename = "85 to 94")]
    From85To94,
    /// 95 and above.
    #[serde(rename = "95 and above")]
    From95,
}

impl AgeBand {
    /// The band of an age in whole years.
    #[must_use]
    pub fn of(age_years: i32) -> Self {
        match age_years {
            ..18 => Self::Under18,
            18..=24 => Self::From18To24,
            25..=44 => Self::From25To44,
            45..=64 => Self::From45To64,
            65..=74 => Self::From65To74,
            75..=84 => Self::From75To84,
            85..=94 => Self::From85To94,
            _ => Self::From95,
        }
    }
}

/// Whole years between the first of the birth month and `on`, at 365.25 days a year.
///
/// The national copy holds no day of birth, so this can differ by one from the true age: use it to
/// equal the national counts, [`terms::Age`] everywhere else.
#[must_use]
pub fn age_at(born: Date, on: Date) -> i32 {
    let days = on.duration_since(born.first_of_month()).as_hours() / 24;
    i32::try_from((days * 4).div_euclid(1461)).unwrap_or(i32::MAX)
}
