//! Codes of the Organisation Data Service: who an organisation is (`G85004`, `RJ2`, `E09000023`).

use std::fmt;

/// 3 to 9 letters and digits, upper case. GSS codes of councils are accepted too, because
/// client-level data use them where health feeds use ODS codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OdsCode(String);

/// Why a text is not an organisation code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OdsCodeError {
    /// Shorter than 3 or longer than 9 characters.
    #[error("an organisation code has 3 to 9 characters, found {found}")]
    Length {
        /// Characters found.
        found: usize,
    },
    /// A character other than a letter or a digit.
    #[error("an organisation code has letters and digits only")]
    Character,
}

impl OdsCode {
    /// Reads a code, trimmed and put in upper case.
    ///
    /// # Errors
    /// When the length or a character is wrong.
    pub fn parse(text: &str) -> Result<Self, OdsCodeError> {
        let text = text.trim();
        let found = text.chars().count();
        if !text.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(OdsCodeError::Character);
        }
        if !(3..=9).contains(&found) {
            return Err(OdsCodeError::Length { found });
        }
        Ok(Self(text.to_ascii_uppercase()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes_of_practices_trusts_and_councils() {
        for (text, expected) in [
            ("G85004", Ok("G85004")),
            (" rj2 ", Ok("RJ2")),
            ("E09000023", Ok("E09000023")),
            ("G8", Err(OdsCodeError::Length { found: 2 })),
            ("G85-04", Err(OdsCodeError::Character)),
            ("", Err(OdsCodeError::Length { found: 0 })),
        ] {
            assert_eq!(
                OdsCode::parse(text).as_ref().map(OdsCode::as_str),
                expected.as_ref().map(|s| *s),
                "{text}"
            );
        }
    }
}
