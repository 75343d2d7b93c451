//! Unique Property Reference Number: one number for one addressable place in Great Britain.

use std::fmt;

/// 1 to 12 digits, leading zeros dropped.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uprn(u64);

/// Why a text is not a UPRN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UprnError {
    /// Not 1 to 12 digits, or all of them zero.
    #[error("a UPRN has 1 to 12 digits and is not zero")]
    Pattern,
}

impl Uprn {
    /// Reads a UPRN.
    ///
    /// # Errors
    /// When it has no digits, more than 12, another character or is zero.
    pub fn parse(text: &str) -> Result<Self, UprnError> {
        let text = text.trim();
        if text.is_empty() || text.len() > 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(UprnError::Pattern);
        }
        match text.parse() {
            Ok(0) | Err(_) => Err(UprnError::Pattern),
            Ok(value) => Ok(Self(value)),
        }
    }

    /// The number.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl fmt::Display for Uprn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Debug output reaches logs, so it never shows the number.
impl fmt::Debug for Uprn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uprn(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_up_to_twelve_digits() {
        assert_eq!(Uprn::parse("100023336956").map(Uprn::value), Ok(100_023_336_956));
        assert_eq!(Uprn::parse("000005").map(Uprn::value), Ok(5));
        for wrong in ["", "0", "1234567890123", "12a"] {
            assert_eq!(Uprn::parse(wrong), Err(UprnError::Pattern), "{wrong}");
        }
    }
}
