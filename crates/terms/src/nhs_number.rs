//! The NHS number: ten digits, the last of them a modulus-11 check digit.
//!
//! Source: NHS Data Model and Dictionary, NHS NUMBER; NHS common user interface guidance for input
//! and display (one box, spaces and punctuation accepted, shown 3-3-4).

use std::fmt;

/// A ten-digit number whose check digit agrees. It may still never have been issued.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u64);

/// Why a text is not an NHS number. The text itself is never repeated: it may identify somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberError {
    /// Nothing but spaces.
    #[error("the NHS number is empty")]
    Empty,
    /// A letter or a mark that no NHS number has.
    #[error("an NHS number has digits only, found another character")]
    NotDigits,
    /// Too few or too many digits.
    #[error("an NHS number has 10 digits, found {found}")]
    Length {
        /// Digits found.
        found: usize,
    },
    /// Ten digits whose last does not follow from the first nine.
    #[error("the last digit does not agree with the first nine: a digit is mistyped")]
    CheckDigit,
}

impl NhsNumber {
    /// Reads a number as people type it: spaces and `. , : - / \` are passed over.
    ///
    /// # Errors
    /// Says which rule the text breaks.
    pub fn parse(text: &str) -> Result<Self, NhsNumberError> {
        let mut value = 0_u64;
        let mut found = 0_usize;
        for c in text.trim().chars() {
            match c {
                '0'..='9' => {
                    found += 1;
                    if found <= 10 {
                        value = value * 10 + u64::from(c as u32 - '0' as u32);
                    }
                }
                ' ' | '\u{a0}' | '.' | ',' | ':' | '-' | '/' | '\\' => {}
                _ => return Err(NhsNumberError::NotDigits),
            }
        }
        match found {
            0 => Err(NhsNumberError::Empty),
            10 => Self::try_from(value),
            _ => Err(NhsNumberError::Length { found }),
        }
    }

    /// The number whose first nine digits are given, or `None` where no check digit exists
    /// (one in eleven) or `first_nine` has more than nine digits.
    #[must_use]
    pub fn from_first_nine(first_nine: u64) -> Option<Self> {
        if first_nine > 999_999_999 {
            return None;
        }
        check_digit(first_nine).map(|digit| Self(first_nine * 10 + digit))
    }

    /// The ten digits as a number.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }

    /// `999 000 0000` to `999 999 9999`: valid, never issued, for tests and demonstrations.
    #[must_use]
    pub const fn is_test(self) -> bool {
        self.0 >= 9_990_000_000
    }

    /// In a range issued in England, Wales and the Isle of Man (300–499 m, 600–799 m), or the
    /// test range. Numbers outside (Scotland's CHI, Northern Ireland) are valid but not NHS England's.
    #[must_use]
    pub const fn is_issued_range(self) -> bool {
        matches!(self.0 / 10_000_000, 300..=499 | 600..=799 | 999)
    }

    /// As shown on screens: `999 012 3456`.
    #[must_use]
    pub fn spaced(self) -> String {
        format!("{:03} {:03} {:04}", self.0 / 10_000_000, self.0 / 10_000 % 1_000, self.0 % 10_000)
    }
}

impl TryFrom<u64> for NhsNumber {
    type Error = NhsNumberError;

    fn try_from(value: u64) -> Result<Self, Self::Error> {
        if value > 9_999_999_999 {
            return Err(NhsNumberError::Length { found: 11 });
        }
        if check_digit(value / 10) == Some(value % 10) && value != 0 {
            Ok(Self(value))
        } else {
            Err(NhsNumberError::CheckDigit)
        }
    }
}

/// Ten digits without spaces, as files and copied text want it.
impl fmt::Display for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

/// Debug output reaches logs, so it never shows the number.
impl fmt::Debug for NhsNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NhsNumber(…)")
    }
}

/// Weights 10 to 2, 11 minus the remainder; 11 stands for 0 and 10 for "no such number".
fn check_digit(first_nine: u64) -> Option<u64> {
    let mut rest = first_nine;
    let mut sum = 0;
    for weight in 2..=10 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        digit => Some(digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_people_type() {
        for (text, expected) in [
            ("9434765919", Ok(9_434_765_919)),
            (" 943 476 5919 ", Ok(9_434_765_919)),
            ("943-476-5919", Ok(9_434_765_919)),
            ("9434765918", Err(NhsNumberError::CheckDigit)),
            ("943476591", Err(NhsNumberError::Length { found: 9 })),
            ("94347659190000000000000000", Err(NhsNumberError::Length { found: 26 })),
            ("", Err(NhsNumberError::Empty)),
            (" - ", Err(NhsNumberError::Empty)),
            ("ABCD12", Err(NhsNumberError::NotDigits)),
            ("0000000000", Err(NhsNumberError::CheckDigit)),
        ] {
            assert_eq!(NhsNumber::parse(text).map(NhsNumber::value), expected, "{text}");
        }
    }

    #[test]
    fn shows_three_three_four_and_hides_in_logs() {
        let number = NhsNumber::parse("9990123456").or_else(|_| NhsNumber::parse("9434765919"));
        let number = number.expect("one of them is valid");
        assert_eq!(number.spaced().len(), 12);
        assert_eq!(format!("{number:?}"), "NhsNumber(…)");
    }

    proptest! {
        #[test]
        fn a_made_number_reads_back_and_one_changed_digit_is_found(
            nine in 0_u64..1_000_000_000, at in 0_usize..10, add in 1_u8..10
        ) {
            let Some(number) = NhsNumber::from_first_nine(nine) else { return Ok(()) };
            prop_assume!(number.value() != 0);
            prop_assert_eq!(NhsNumber::parse(&number.to_string()), Ok(number));
            let mut digits = number.to_string().into_bytes();
            digits[at] = (digits[at] - b'0' + add) % 10 + b'0';
            let changed = String::from_utf8(digits).expect("digits");
            prop_assert_eq!(NhsNumber::parse(&changed), Err(NhsNumberError::CheckDigit));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = NhsNumber::parse(&text);
        }
    }
}
