//! Addresses and postcodes.

use terms::Postcode;

use super::fold::{fold, fold_into};
use super::names::cut;

/// Longest address kept, in bytes: the string kernel works on 64 positions.
pub const ADDRESS_BYTES_MAX: usize = 60;

/// An address reduced to what tells properties apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Words and numbers joined without spaces, common street words written out.
    pub compact: String,
    /// The digits in order, separated by one space: flat and house number.
    pub numbers: String,
}

/// Reads an address line; `None` when it says nothing.
#[must_use]
pub fn address(text: &str) -> Option<Address> {
    let mut reader = AddressReader::default();
    reader.read(text);
    reader.says_something().then_some(reader.found)
}

/// Reads address lines one after another, in the same memory.
#[derive(Debug, Default)]
pub(crate) struct AddressReader {
    folded: String,
    found: Address,
}

impl AddressReader {
    /// Reads an address line.
    pub(crate) fn read(&mut self, text: &str) {
        fold_into(text, &mut self.folded);
        let out = &mut self.found;
        out.compact.clear();
        out.numbers.clear();
        for word in self.folded.split(|c: char| !c.is_alphanumeric()) {
            if is_no_address(word) {
                continue;
            }
            let word = written_out(word);
            if word.bytes().any(|b| b.is_ascii_digit()) {
                if !out.numbers.is_empty() {
                    out.numbers.push(' ');
                }
                out.numbers.extend(word.chars().filter(char::is_ascii_digit).take(8));
            }
            out.compact.push_str(word);
            if out.compact.len() > ADDRESS_BYTES_MAX {
                let kept = cut(&out.compact, ADDRESS_BYTES_MAX).len();
                out.compact.truncate(kept);
                break;
            }
        }
    }

    /// Whether the line last read names a place.
    pub(crate) fn says_something(&self) -> bool {
        self.found.compact.len() > 2
    }

    /// Words and numbers of the line last read.
    pub(crate) fn compact(&self) -> &str {
        &self.found.compact
    }

    /// The numbers of the line last read.
    pub(crate) fn numbers(&self) -> &str {
        &self.found.numbers
    }
}

/// Words that tell no property from another.
fn is_no_address(word: &str) -> bool {
    matches!(word, "" | "UNKNOWN" | "NFA" | "LONDON" | "FLAT" | "APARTMENT" | "APT" | "UNIT")
}

fn written_out(word: &str) -> &str {
    match word {
        "ST" | "STR" => "STREET",
        "RD" => "ROAD",
        "AVE" | "AV" => "AVENUE",
        "CRES" | "CR" => "CRESCENT",
        "CL" | "CLO" => "CLOSE",
        "GDNS" | "GDN" => "GARDENS",
        "LN" => "LANE",
        "DR" | "DRV" => "DRIVE",
        "PL" => "PLACE",
        "CT" | "CRT" => "COURT",
        "TER" | "TERR" | "TCE" => "TERRACE",
        "GR" | "GRV" => "GROVE",
        "HSE" => "HOUSE",
        "SQ" => "SQUARE",
        "PK" => "PARK",
        other => other,
    }
}

/// Postcode, sector and outward code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostcodeParts {
    /// The whole code.
    pub whole: String,
    /// A coarser area around it.
    pub sector: String,
    /// The coarsest area used.
    pub outward: String,
}

/// Reads a UK postcode, or another country's code of 4 to 10 letters and digits (no sector then:
/// all but its last digit stands for it). Pseudo codes (`ZZ99`) and fillers are missing.
#[must_use]
pub fn postcode(text: &str) -> Option<PostcodeParts> {
    let text = cut(text.trim(), 16);
    if let Ok(code) = Postcode::parse(text) {
        if code.is_pseudo() {
            return None;
        }
        return Some(PostcodeParts {
            whole: code.to_string(),
            sector: code.sector(),
            outward: code.outward().to_owned(),
        });
    }
    let whole: String = fold(text).chars().filter(char::is_ascii_alphanumeric).collect();
    if !(4..=10).contains(&whole.len()) || !whole.bytes().any(|b| (b'1'..=b'9').contains(&b)) {
        return None;
    }
    Some(PostcodeParts {
        sector: cut(&whole, whole.len() - 1).to_owned(),
        outward: cut(&whole, whole.len() - 2).to_owned(),
        whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_places() {
        let a = address("Flat 15, 206 Hardrake Ln").expect("an address");
        assert_eq!(a.compact, "15206HARDRAKELANE");
        assert_eq!(a.numbers, "15 206");
        assert_eq!(address("  "), None);
        assert_eq!(postcode("se34zf").expect("valid").whole, "SE3 4ZF");
        assert_eq!(postcode("4011").expect("foreign").sector, "401");
        assert_eq!(postcode("ZZ99 3VZ"), None);
        assert_eq!(postcode("unknown"), None);
    }
}
