//! How days are written for staff and for residents.

use jiff::civil::Date;

/// `14-Aug-1980`.
#[must_use]
pub fn clinical_date(date: Date) -> String {
    date.strftime("%d-%b-%Y").to_string()
}

/// `14 August 1980`, no leading zero.
#[must_use]
pub fn plain_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn staff_and_residents_read_different_dates() {
        assert_eq!(clinical_date(date(1980, 8, 4)), "04-Aug-1980");
        assert_eq!(plain_date(date(2026, 1, 3)), "3 January 2026");
    }
}
