//! Money in whole pence.

use std::fmt;
use std::ops::{Add, Neg, Sub};

/// An amount in pence; never a fraction, never a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pence(pub i64);

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PenceError {
    /// Not pounds with at most two places.
    #[error("not an amount in pounds with at most two decimal places")]
    Shape,
    /// More pence than can be counted.
    #[error("the amount is too large")]
    TooLarge,
}

impl Pence {
    /// Reads `1234`, `1,234.5`, `£12.30`, `-4.05`.
    ///
    /// # Errors
    /// When the text is not an amount or is too large.
    pub fn parse(text: &str) -> Result<Self, PenceError> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let text = text.strip_prefix('£').unwrap_or(text);
        let (pounds, pence) = text.split_once('.').unwrap_or((text, ""));
        let pounds: String = pounds.chars().filter(|c| *c != ',').collect();
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if pounds.is_empty() || !digits(&pounds) || pence.len() > 2 || !digits(pence) {
            return Err(PenceError::Shape);
        }
        let whole = pounds.parse::<i64>().map_err(|_| PenceError::TooLarge)?;
        let part = format!("{pence:0<2}").parse::<i64>().map_err(|_| PenceError::Shape)?;
        let sum =
            whole.checked_mul(100).and_then(|p| p.checked_add(part)).ok_or(PenceError::TooLarge)?;
        Ok(Self(if negative { -sum } else { sum }))
    }
}

impl Add for Pence {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Pence {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Pence {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

/// `£1,234.05`.
impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}£{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_writes_amounts() {
        for (text, expected) in [
            ("1234", Ok(123_400)),
            ("£1,234.5", Ok(123_450)),
            ("-4.05", Ok(-405)),
            ("4.055", Err(PenceError::Shape)),
            ("", Err(PenceError::Shape)),
            ("99999999999999999999", Err(PenceError::TooLarge)),
        ] {
            assert_eq!(Pence::parse(text), expected.map(Pence), "{text}");
        }
        assert_eq!(Pence(123_456_705).to_string(), "£1,234,567.05");
        assert_eq!(Pence(-5).to_string(), "-£0.05");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(pence in -1_000_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(Pence::parse(&Pence(pence).to_string()), Ok(Pence(pence)));
        }
    }
}
