//! Ages by the NHS common user interface rule: the younger, the finer.

use std::fmt;

use jiff::civil::Date;

/// Whole years, months and days between two dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    years: i16,
    months: i8,
    days: i8,
    total_days: i32,
}

impl Age {
    /// The age on `on` of somebody born on `born`; `None` before birth.
    #[must_use]
    pub fn on(born: Date, on: Date) -> Option<Self> {
        let span = born.until((jiff::Unit::Year, on)).ok()?;
        let total = born.until((jiff::Unit::Day, on)).ok()?.get_days();
        if total < 0 {
            return None;
        }
        Some(Self {
            years: span.get_years(),
            months: i8::try_from(span.get_months()).ok()?,
            days: i8::try_from(span.get_days()).ok()?,
            total_days: total,
        })
    }

    /// Completed years.
    #[must_use]
    pub const fn years(self) -> i16 {
        self.years
    }
}

/// `45y`, `2y 3m` to 18 years, `12m 1d` under 2 years, `4w 1d` under 1 year, `5d` under 4 weeks.
impl fmt::Display for Age {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let months = i32::from(self.years) * 12 + i32::from(self.months);
        match self {
            Self { years: 18.., .. } => write!(f, "{}y", self.years),
            Self { years: 2.., .. } => write!(f, "{}y {}m", self.years, self.months),
            Self { years: 1, .. } => write!(f, "{months}m {}d", self.days),
            _ if self.total_days >= 28 => {
                write!(f, "{}w {}d", self.total_days / 7, self.total_days % 7)
            }
            _ => write!(f, "{}d", self.total_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn follows_the_interface_rule() {
        let born = date(2020, 3, 15);
        for (on, expected) in [
            (date(2020, 3, 20), Some("5d")),
            (date(2020, 4, 13), Some("4w 1d")),
            (date(2021, 3, 16), Some("12m 1d")),
            (date(2022, 6, 20), Some("2y 3m")),
            (date(2038, 3, 14), Some("17y 11m")),
            (date(2038, 3, 15), Some("18y")),
            (date(2020, 3, 14), None),
        ] {
            assert_eq!(Age::on(born, on).map(|a| a.to_string()).as_deref(), expected, "{on}");
        }
    }
}
