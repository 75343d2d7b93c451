//! A record to the tokens that are hashed, with how much each counts.

use crate::records::{Records, Row};
use crate::standardise::names::name;
use crate::standardise::numbers::{self, Nhs};
use crate::standardise::phonetic::phonetic;
use crate::standardise::place;
use crate::{Identity, RecordIx};

use super::scheme::Part;

/// Standardised values of one record; empty or 0 is missing.
#[derive(Clone, Debug, Default)]
pub(super) struct Values {
    pub(super) first: String,
    pub(super) surname: String,
    pub(super) born: u32,
    pub(super) sex: u8,
    pub(super) postcode: Option<place::PostcodeParts>,
    pub(super) address: String,
    pub(super) address_numbers: String,
    pub(super) nhs: Nhs,
}

impl Values {
    /// From values as their source wrote them.
    pub(super) fn of(identity: &Identity<'_>) -> Self {
        let address = place::address(identity.address.unwrap_or_default()).unwrap_or_default();
        Self {
            first: name(identity.first_name.unwrap_or_default()),
            surname: name(identity.surname.unwrap_or_default()),
            born: numbers::date(identity.date_of_birth.unwrap_or_default()),
            sex: numbers::sex(identity.sex.unwrap_or_default()),
            postcode: place::postcode(identity.postcode.unwrap_or_default()),
            address: address.compact,
            address_numbers: address.numbers,
            nhs: numbers::nhs(identity.nhs_number.unwrap_or_default()),
        }
    }

    /// From a record that was read.
    pub(super) fn of_record(records: &Records, record: RecordIx) -> Self {
        let position = records.position.get(record.0 as usize).copied().unwrap_or(u32::MAX);
        let row: Row = records.row(position);
        let dicts = &records.dicts;
        let place = records.places_of(&row).first().copied().unwrap_or_default();
        let postcode = (place.postcode != 0).then(|| place::PostcodeParts {
            whole: dicts.postcodes.text(place.postcode).to_owned(),
            sector: dicts.sectors.text(place.sector).to_owned(),
            outward: dicts.outwards.text(place.outward).to_owned(),
        });
        Self {
            first: dicts.names.text(row.first).to_owned(),
            surname: dicts.names.text(row.surname).to_owned(),
            born: row.born,
            sex: row.sex,
            postcode,
            address: dicts.addresses.text(place.address).to_owned(),
            address_numbers: dicts.numbers.text(place.numbers).to_owned(),
            nhs: row.nhs,
        }
    }

    /// The tokens of a part, each with its share of the part's weight.
    pub(super) fn tokens(&self, part: Part) -> Vec<(String, u32)> {
        match part {
            Part::FirstName => name_tokens(&self.first),
            Part::Surname => name_tokens(&self.surname),
            Part::Birth => birth_tokens(self.born),
            Part::Sex if self.sex != 0 => vec![(self.sex.to_string(), 1)],
            Part::Sex => Vec::new(),
            Part::Postcode => self.postcode.as_ref().map(postcode_tokens).unwrap_or_default(),
            Part::Address => address_tokens(&self.address, &self.address_numbers),
            Part::NhsNumber => nhs_tokens(self.nhs),
        }
    }
}

/// Pairs of neighbouring letters of each word, its ends marked, and how the whole name sounds.
fn name_tokens(name: &str) -> Vec<(String, u32)> {
    let mut out = Vec::new();
    for word in name.split(' ').filter(|word| !word.is_empty()) {
        pairs(word, 2, &mut out);
    }
    let letters: String = name.split(' ').collect();
    let sound = phonetic(&letters);
    if !sound.is_empty() {
        out.push((format!("={sound}"), 4));
    }
    out
}

fn pairs(word: &str, weight: u32, out: &mut Vec<(String, u32)>) {
    let marked: Vec<char> = std::iter::once('_').chain(word.chars()).chain(['_']).collect();
    for pair in marked.windows(2) {
        let token: String = pair.iter().collect();
        if !out.iter().any(|(known, _)| *known == token) {
            out.push((token, weight));
        }
    }
}

/// Each digit in its place, and day, month and year as wholes.
fn birth_tokens(born: u32) -> Vec<(String, u32)> {
    if born == 0 {
        return Vec::new();
    }
    let text = format!("{born:08x}");
    let mut out: Vec<(String, u32)> =
        text.chars().enumerate().map(|(at, digit)| (format!("{at}{digit}"), 1)).collect();
    out.push((format!("d{:02x}", born & 0xff), 4));
    out.push((format!("m{:02x}", born >> 8 & 0xff), 4));
    out.push((format!("y{:04x}", born >> 16), 4));
    out
}

fn postcode_tokens(code: &place::PostcodeParts) -> Vec<(String, u32)> {
    vec![
        (format!("o{}", code.outward), 1),
        (format!("s{}", code.sector), 1),
        (format!("w{}", code.whole), 2),
    ]
}

fn address_tokens(address: &str, numbers: &str) -> Vec<(String, u32)> {
    if address.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let street: String = address.chars().filter(|c| !c.is_ascii_digit()).collect();
    pairs(&street, 1, &mut out);
    let each = u32::try_from(out.len()).unwrap_or(1).max(1);
    out.extend(numbers.split(' ').filter(|n| !n.is_empty()).map(|n| (format!("#{n}"), each)));
    out
}

/// Each digit in its place, and the whole number.
fn nhs_tokens(nhs: Nhs) -> Vec<(String, u32)> {
    let (Nhs::Valid(value) | Nhs::Wrong(value)) = nhs else { return Vec::new() };
    let text = format!("{value:010}");
    let mut out: Vec<(String, u32)> =
        text.chars().enumerate().map(|(at, digit)| (format!("{at}{digit}"), 1)).collect();
    out.push((text, 5));
    out
}
