//! What was encoded and how, in one line that stands at the head of every encoded file.

/// First word of an encoded file.
const MARK: &str = "#joinedup-encoding";
/// Version of the tokens, weights and hashing; raised whenever any of them changes.
const VERSION: &str = "1";

/// How the filter is protected against counting of its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hardening {
    /// Not at all: the filter as Schnell, Bachteler and Reiher (2011) describe it. For comparison.
    None,
    /// Half the length, followed by its complement, so that every encoding has 512 bits set
    /// (R. Schnell, C. Borgs, "Randomized response and balanced Bloom filters", 2016).
    Balanced,
    /// Twice the length, one half laid over the other by exclusive or, so that no bit stands for one
    /// token (R. Schnell, C. Borgs, "XOR-folding for hardening Bloom filter-based encryptions", 2016).
    XorFolded,
}

/// A part of a record that is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Given name.
    FirstName,
    /// Family name.
    Surname,
    /// Date of birth.
    Birth,
    /// Sex.
    Sex,
    /// Postcode.
    Postcode,
    /// Address without postcode.
    Address,
    /// NHS number.
    NhsNumber,
}

const PARTS: [(Part, &str); 7] = [
    (Part::FirstName, "first"),
    (Part::Surname, "surname"),
    (Part::Birth, "birth"),
    (Part::Sex, "sex"),
    (Part::Postcode, "postcode"),
    (Part::Address, "address"),
    (Part::NhsNumber, "nhs"),
];

/// What all senders agree on. Encodings of different schemes are never compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Protection against counting.
    pub hardening: Hardening,
    /// Whether the year of birth enters every hash, so that a name has another pattern each year
    /// (F. Niedermeyer and others, 2014). A record with a wrong year is then never found.
    pub salted: bool,
    /// What is encoded, in a fixed order without repeats.
    parts: Vec<Part>,
}

impl Default for Scheme {
    fn default() -> Self {
        Self::new(Hardening::XorFolded, false)
    }
}

impl Scheme {
    /// A scheme of all parts.
    #[must_use]
    pub fn new(hardening: Hardening, salted: bool) -> Self {
        Self { hardening, salted, parts: PARTS.iter().map(|(part, _)| *part).collect() }
    }

    /// The same scheme without a part.
    #[must_use]
    pub fn without(mut self, part: Part) -> Self {
        self.parts.retain(|known| *known != part);
        self
    }

    /// The parts that are encoded.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The line that names the scheme and the key: both must agree before anything is compared.
    #[must_use]
    pub fn head(&self, fingerprint: &str) -> String {
        format!("{MARK} {} key={fingerprint}", self.text())
    }

    /// Whether a line is the head of an encoded file.
    #[must_use]
    pub fn is_head(line: &str) -> bool {
        line.starts_with(MARK)
    }

    /// Reads a head: the scheme and the fingerprint of the key; `None` for any other line.
    #[must_use]
    pub fn from_head(line: &str) -> Option<(Self, String)> {
        let (scheme, fingerprint) =
            line.strip_prefix(MARK)?.strip_prefix(' ')?.split_once(" key=")?;
        let words: Vec<&str> = scheme.split(' ').collect();
        let [version, hardening, salt, parts] = words.as_slice() else { return None };
        let listed = parts.strip_prefix("parts=")?;
        let found = Self {
            hardening: match hardening.strip_prefix("hardening=")? {
                "none" => Hardening::None,
                "balanced" => Hardening::Balanced,
                "xor-folded" => Hardening::XorFolded,
                _ => return None,
            },
            salted: match salt.strip_prefix("salt=")? {
                "none" => false,
                "birth-year" => true,
                _ => return None,
            },
            parts: PARTS
                .iter()
                .filter(|(_, name)| listed.split('+').any(|listed| listed == *name))
                .map(|(part, _)| *part)
                .collect(),
        };
        let is_print = |c: u8| c.is_ascii_hexdigit() || c == b'-';
        let sound = version.strip_prefix("version=")? == VERSION
            && found.text() == scheme
            && fingerprint.len() == 19
            && fingerprint.bytes().all(is_print);
        sound.then(|| (found, fingerprint.to_owned()))
    }

    /// The scheme in words; it also enters the key, so that no two schemes share a pattern.
    pub(super) fn text(&self) -> String {
        let hardening = match self.hardening {
            Hardening::None => "none",
            Hardening::Balanced => "balanced",
            Hardening::XorFolded => "xor-folded",
        };
        let salt = if self.salted { "birth-year" } else { "none" };
        let parts: Vec<&str> = PARTS
            .iter()
            .filter(|(part, _)| self.parts.contains(part))
            .map(|(_, name)| *name)
            .collect();
        format!("version={VERSION} hardening={hardening} salt={salt} parts={}", parts.join("+"))
    }
}
