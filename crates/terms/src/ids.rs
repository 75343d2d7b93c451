//! Identifiers that Joinedup gives.

use std::fmt;

use uuid::Uuid;

/// A person: a random name for a set of links. It says nothing about anybody and is never used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PersonId(Uuid);

impl PersonId {
    /// A new identifier from 16 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// A new random identifier.
    #[must_use]
    pub fn new_random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// A source record: one person as one organisation knows them. It is made from the source's name and
/// the source's own key, so that a re-delivery finds the record it has landed before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RecordId(Uuid);

/// Names record identifiers; a fixed random value, never to be changed.
const RECORDS: Uuid = Uuid::from_u128(0x6d1f_3c0a_52e8_4b57_9c2e_8f4f_61a0_7b13);

impl RecordId {
    /// The identifier of the record that `source` knows by `key`.
    #[must_use]
    pub fn of(source: &str, key: &str) -> Self {
        Self(Uuid::new_v5(&RECORDS, format!("{source}\u{1f}{key}").as_bytes()))
    }

    /// Reads the text form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_keeps_its_identifier_and_sources_do_not_mix() {
        assert_eq!(RecordId::of("gp", "1"), RecordId::of("gp", "1"));
        assert_ne!(RecordId::of("gp", "1"), RecordId::of("acute", "1"));
        assert_ne!(RecordId::of("gp", "11"), RecordId::of("gp1", "1"));
        let id = PersonId::new_random();
        assert_eq!(PersonId::parse(&id.to_string()), Some(id));
        assert_eq!(PersonId::parse("not an id"), None);
    }
}
