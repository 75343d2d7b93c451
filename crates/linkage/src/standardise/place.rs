//! Addresses and postcodes.

use terms::Postcode;

use super::fold::fold;
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
    let folded = fold(text);
    let mut out = Address::default();
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if matches!(word, "" | "UNKNOWN" | "NFA" | "LONDON" | "FLAT" | "APARTMENT" | "APT" | "UNIT")
        {
            continue;
        }
        let word = written_out(word);
        let digits: String = word.chars().filter(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            if !out.numbers.is_empty() {
                out.numbers.push(' ');
            }
            out.numbers.push_str(cut(&digits, 8));
        }
        out.compact.push_str(word);
        if out.compact.len() > ADDRESS_BYTES_MAX {
            out.compact = cut(&out.compact, ADDRESS_BYTES_MAX).to_owned();
            break;
        }
    }
    (out.compact.len() > 2).then_some(out)
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
