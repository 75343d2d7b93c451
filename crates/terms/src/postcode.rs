//! UK postcodes: outward and inward code, with the repairs that typists need.
//!
//! Source: Office for National Statistics, ONS Postcode Directory user guide (pseudo postcodes
//! `ZZ99` for no fixed abode and for addresses abroad).

use std::fmt;

/// A postcode in the one shape used everywhere: `SE13 5HG`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    outward: String,
    inward: [u8; 3],
}

/// Why a text is not a postcode. The text itself is never repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PostcodeError {
    /// Nothing but spaces.
    #[error("the postcode is empty")]
    Empty,
    /// Letters and digits do not follow a postcode's pattern.
    #[error("not in the pattern of a postcode, such as SE13 5HG")]
    Pattern,
}

impl Postcode {
    /// Reads a postcode with or without its space, in any case. A letter O for a zero and a letter I
    /// for a one (and the reverse) are put right where the pattern leaves no doubt.
    ///
    /// # Errors
    /// When the text is empty or cannot be a postcode.
    pub fn parse(text: &str) -> Result<Self, PostcodeError> {
        let mut all: Vec<u8> = Vec::with_capacity(8);
        for c in text.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => all.push(c.to_ascii_uppercase() as u8),
                ' ' | '\u{a0}' | '-' | '.' | '\t' => {}
                _ => return Err(PostcodeError::Pattern),
            }
        }
        if all.is_empty() {
            return Err(PostcodeError::Empty);
        }
        let Some((outward, &[a, b, c])) = all.split_last_chunk::<3>() else {
            return Err(PostcodeError::Pattern);
        };
        let inward = [digit(a)?, letter(b)?, letter(c)?];
        Ok(Self { outward: outward_code(outward)?, inward })
    }

    /// `SE13`.
    #[must_use]
    pub fn outward(&self) -> &str {
        &self.outward
    }

    /// `SE13 5`: the postcode sector.
    #[must_use]
    pub fn sector(&self) -> String {
        let [digit, ..] = self.inward;
        format!("{} {}", self.outward, digit as char)
    }

    /// `ZZ99 …`: no fixed abode, unknown or abroad; it names no place.
    #[must_use]
    pub fn is_pseudo(&self) -> bool {
        self.outward == "ZZ99"
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c] = self.inward;
        write!(f, "{} {}{}{}", self.outward, a as char, b as char, c as char)
    }
}

/// Debug output reaches logs, so only the district is shown.
impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postcode({} …)", self.outward)
    }
}

fn digit(c: u8) -> Result<u8, PostcodeError> {
    match c {
        b'0'..=b'9' => Ok(c),
        b'O' => Ok(b'0'),
        b'I' | b'L' => Ok(b'1'),
        _ => Err(PostcodeError::Pattern),
    }
}

fn letter(c: u8) -> Result<u8, PostcodeError> {
    match c {
        b'A'..=b'Z' => Ok(c),
        b'0' => Ok(b'O'),
        b'1' => Ok(b'I'),
        _ => Err(PostcodeError::Pattern),
    }
}

/// A1, A11, A1A, AA1, AA11 or AA1A.
fn outward_code(code: &[u8]) -> Result<String, PostcodeError> {
    let shaped = match code {
        [a, b] => vec![letter(*a)?, digit(*b)?],
        [a, b, c] if b.is_ascii_digit() => vec![letter(*a)?, *b, last(*c)?],
        [a, b, c] => vec![letter(*a)?, letter(*b)?, digit(*c)?],
        [a, b, c, d] => vec![letter(*a)?, letter(*b)?, digit(*c)?, last(*d)?],
        _ => return Err(PostcodeError::Pattern),
    };
    String::from_utf8(shaped).map_err(|_| PostcodeError::Pattern)
}

/// The last place of a long outward code may be a digit or a letter; an O there is a zero,
/// because no district ends in O.
fn last(c: u8) -> Result<u8, PostcodeError> {
    match c {
        b'O' => Ok(b'0'),
        b'A'..=b'Z' | b'0'..=b'9' => Ok(c),
        _ => Err(PostcodeError::Pattern),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_and_repairs() {
        for (text, expected) in [
            ("SE13 5HG", Some("SE13 5HG")),
            ("se135hg", Some("SE13 5HG")),
            ("SE6 4EB", Some("SE6 4EB")),
            ("SE1O 8AB", Some("SE10 8AB")),
            ("SE13 SHG", None),
            ("SE13 5H0", Some("SE13 5HO")),
            ("W1A 0AX", Some("W1A 0AX")),
            ("M1 1AE", Some("M1 1AE")),
            ("EC1A 1BB", Some("EC1A 1BB")),
            ("ZZ99 3VZ", Some("ZZ99 3VZ")),
            ("12345", None),
            ("", None),
            ("Łódź 1", None),
        ] {
            assert_eq!(
                Postcode::parse(text).ok().map(|p| p.to_string()).as_deref(),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn knows_sector_and_no_fixed_abode() {
        let lee = Postcode::parse("SE12 8PU").expect("valid");
        assert_eq!(
            (lee.outward(), lee.sector().as_str(), lee.is_pseudo()),
            ("SE12", "SE12 8", false)
        );
        assert!(Postcode::parse("ZZ993VZ").expect("valid").is_pseudo());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(text in "[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}") {
            let read = Postcode::parse(&text).expect("in the pattern");
            prop_assert_eq!(Postcode::parse(&read.to_string()), Ok(read));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = Postcode::parse(&text);
        }
    }
}
