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

/// An identifier for something that happens in a place now and then: a delivery, a link run. Ten bytes,
/// the moment first, as 14 characters; later ones sort after earlier ones.
#[must_use]
pub fn event_id(millis: u64, random: [u8; 4]) -> String {
    let [_, _, moment @ ..] = millis.to_be_bytes();
    let mut bytes = [0_u8; 10];
    for (into, from) in bytes.iter_mut().zip(moment.iter().chain(&random)) {
        *into = *from;
    }
    short::write(&bytes)
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
        short::read(text).map(|bytes| Self(Uuid::from_bytes(bytes)))
    }
}

/// 22 letters, digits, `_` and `~`: record identifiers stand in every key of the largest tables, so
/// they are kept short. Texts sort as the identifiers do.
impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&short::write(self.0.as_bytes()))
    }
}

/// Six bits a character, in an alphabet that ASCII sorts as the bits sort, that URLs take as it is and
/// that begins no option of a command line.
pub(crate) mod short {
    const ALPHABET: &[u8; 64] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~";

    /// Characters that 16 bytes take.
    const LENGTH: usize = 22;

    pub(crate) fn write(bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len() * 4 / 3 + 1);
        for three in bytes.chunks(3) {
            let mut bits = 0_u32;
            for at in 0..3 {
                bits = bits << 8 | u32::from(three.get(at).copied().unwrap_or(0));
            }
            for place in 0..=three.len() {
                let six = bits >> (18 - 6 * place) & 63;
                text.push(char::from(ALPHABET.get(six as usize).copied().unwrap_or(b'0')));
            }
        }
        text
    }

    pub(crate) fn read(text: &str) -> Option<[u8; 16]> {
        if text.len() != LENGTH {
            return None;
        }
        let mut number = 0_u128;
        let (most, last) = text.as_bytes().split_at(LENGTH - 1);
        for c in most {
            number = number << 6 | value(*c)?;
        }
        // The last character holds two bits; the other four are zero.
        let last = value(*last.first()?)?;
        (last & 15 == 0).then(|| (number << 2 | last >> 4).to_be_bytes())
    }

    fn value(c: u8) -> Option<u128> {
        ALPHABET.iter().position(|known| *known == c).map(|at| at as u128)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_record_keeps_its_identifier_and_sources_do_not_mix() {
        assert_eq!(RecordId::of("gp", "1"), RecordId::of("gp", "1"));
        assert_ne!(RecordId::of("gp", "1"), RecordId::of("acute", "1"));
        assert_ne!(RecordId::of("gp", "11"), RecordId::of("gp1", "1"));
        let id = PersonId::new_random();
        assert_eq!(PersonId::parse(&id.to_string()), Some(id));
        assert_eq!(PersonId::parse("not an id"), None);
    }

    proptest! {
        #[test]
        fn a_record_s_text_reads_back_and_sorts_as_it_does(a in any::<u64>(), b in any::<u64>()) {
            let (a, b) = (RecordId::of("x", &a.to_string()), RecordId::of("x", &b.to_string()));
            prop_assert_eq!(RecordId::parse(&a.to_string()), Some(a));
            prop_assert_eq!(a.cmp(&b), a.to_string().cmp(&b.to_string()));
            prop_assert_eq!(a.to_string().len(), 22);
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            let _ = RecordId::parse(&text);
        }
    }
}
