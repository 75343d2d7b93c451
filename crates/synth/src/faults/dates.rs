//! Mistaken dates of birth. Every one of them is a day that exists, and none lies after the cut.

use jiff::civil::date;
use terms::Date;

use crate::days::{CUT, plus};
use crate::dice::Dice;

/// 1 January of the same year, or of 1900 when the year is not known either.
pub(super) fn first_january(born: Date) -> Option<Date> {
    if born.day() % 10 == 7 {
        Some(date(1900, 1, 1))
    } else {
        born.with().month(1).day(1).build().ok()
    }
}

/// Day and month exchanged; none where that is no day or the same day.
pub(super) fn swapped(born: Date) -> Option<Date> {
    let swapped = born.with().month(born.day()).day(born.month()).build().ok();
    swapped.filter(|day| *day != born && *day <= CUT)
}

/// Another day, or another month.
pub(super) fn wrong_digit(born: Date, dice: &mut Dice) -> Date {
    let offset = dice.pick(&[-10, -3, -2, -1, 1, 2, 3, 10, 20]);
    let day = born.day() + offset;
    let month = (born.month() - 1 + dice.pick(&[1, 2, 3, 5, 7, 11])) % 12 + 1;
    let wrong = if dice.chance(0.6) {
        born.with().day(day).build().or_else(|_| born.with().month(month).build())
    } else {
        born.with().month(month).build()
    };
    wrong.ok().filter(|day| *day <= CUT).unwrap_or_else(|| plus(born, -1))
}

/// The year one, two or ten out.
pub(super) fn wrong_year(born: Date, dice: &mut Dice) -> Date {
    let year = born.year() + dice.pick(&[-10, -2, -1, -1, 1, 1, 2, 10]);
    let wrong = born.with().year(year).build().ok();
    wrong.filter(|day| *day <= CUT).unwrap_or_else(|| plus(born, -366))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn day_and_month_are_exchanged_only_where_that_is_another_day() {
        for (born, expected) in [
            (date(1940, 8, 3), Some(date(1940, 3, 8))),
            (date(1940, 8, 8), None),
            (date(1940, 8, 23), None),
            (date(2026, 1, 12), None),
        ] {
            assert_eq!(swapped(born), expected, "{born}");
        }
    }

    proptest! {
        #[test]
        fn wrong_dates_differ_and_are_not_in_the_future(back in 0_i32..38_000, seed in any::<u64>()) {
            let born = plus(CUT, -back);
            let mut dice = Dice::new(seed, 1);
            for wrong in [wrong_digit(born, &mut dice), wrong_year(born, &mut dice)] {
                prop_assert!(wrong <= CUT);
                prop_assert!(wrong != born);
            }
        }
    }
}
