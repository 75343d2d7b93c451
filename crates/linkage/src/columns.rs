//! Raw values to numbers, in three groups of columns that know nothing of each other: names, places, and
//! everything else. Each may be filled on a thread of its own, record by record in the same order.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::dict::{CALLED_TOGETHER, Dict};
use crate::records::{NameInfo, NameMarks, Place};
use crate::standardise::Standardiser;
use crate::standardise::fold::fold;
use crate::standardise::names::{cut, name};
use crate::standardise::numbers::{self, Nhs};
use crate::standardise::phonetic::phonetic;
use crate::standardise::place::{self, AddressReader};

/// Most places of one record that are compared.
const PLACES_MAX: usize = 12;

/// Longest raw value that is remembered, in bytes.
const REMEMBERED_BYTES_MAX: usize = 64;

/// The names of one record, as numbers of the dictionary of names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Names {
    pub(crate) first: u32,
    pub(crate) middle: u32,
    pub(crate) surname: u32,
    pub(crate) former: u32,
}

/// The columns of names with their dictionaries.
#[derive(Debug)]
pub(crate) struct NameColumns {
    pub(crate) standardiser: Standardiser,
    pub(crate) rows: Vec<Names>,
    /// Raw names seen before, and the number of each.
    raw: Dict,
    raw_ids: Vec<u32>,
    pub(crate) names: Dict,
    pub(crate) name_info: Vec<NameInfo>,
    pub(crate) name_marks: Vec<NameMarks>,
    pub(crate) compact: Dict,
    pub(crate) sounds: Dict,
    pub(crate) first_counts: Vec<u32>,
    pub(crate) surname_counts: Vec<u32>,
    pub(crate) whole_names: FxHashMap<u64, u32>,
}

impl NameColumns {
    pub(crate) fn new(standardiser: &Standardiser) -> Self {
        Self {
            standardiser: standardiser.clone(),
            rows: Vec::new(),
            raw: Dict::default(),
            raw_ids: vec![0],
            names: Dict::default(),
            name_info: vec![NameInfo::default()],
            name_marks: vec![NameMarks::default()],
            compact: Dict::default(),
            sounds: Dict::default(),
            first_counts: Vec::new(),
            surname_counts: Vec::new(),
            whole_names: FxHashMap::default(),
        }
    }

    /// Adds the names of the next record.
    pub(crate) fn push(&mut self, first: &str, middle: &str, surname: &str, former: &str) {
        let row = Names {
            first: self.id(first),
            middle: self.id(middle),
            surname: self.id(surname),
            former: self.id(former),
        };
        let same = |id: u32| self.name_info.get(id as usize).map_or(0, |info| info.same);
        let (first, surname) = (same(row.first), same(row.surname));
        count(&mut self.first_counts, first);
        count(&mut self.surname_counts, surname);
        if first != 0 && surname != 0 {
            let key = u64::from(first) << 32 | u64::from(surname);
            *self.whole_names.entry(key).or_default() += 1;
        }
        self.rows.push(row);
    }

    /// Says which raw names come next.
    pub(crate) fn call_for<'t>(&self, raw: impl Iterator<Item = &'t str>) {
        self.raw.call_for(raw);
    }

    fn id(&mut self, raw: &str) -> u32 {
        if raw.is_empty() {
            return 0;
        }
        if raw.len() > REMEMBERED_BYTES_MAX {
            return self.put(&name(raw));
        }
        let known = self.raw.put(raw) as usize;
        if let Some(id) = self.raw_ids.get(known) {
            return *id;
        }
        let id = self.put(&name(raw));
        self.raw_ids.push(id);
        id
    }

    fn put(&mut self, folded: &str) -> u32 {
        let id = self.names.put(folded);
        if (id as usize) < self.name_info.len() {
            return id;
        }
        let letters: String = folded.split(' ').collect();
        let info = NameInfo {
            same: self.compact.put(&letters),
            roots: self.roots(folded, &letters),
            sound: self.sounds.put(&phonetic(&letters)),
            alphabet: letters.bytes().fold(0, |set, c| set | 1 << (c & 31)),
            letters: letters.into_bytes().into(),
            parts: Box::default(),
        };
        self.name_marks.push(NameMarks::new(&info));
        self.name_info.push(info);
        if folded.contains(' ') {
            let mut parts: Vec<u32> = Vec::new();
            for part in folded.split(' ').filter(|part| part.len() > 2) {
                let part = self.put(part);
                parts.extend(self.name_info.get(part as usize).map(|info| info.same));
            }
            let at = id as usize;
            if let (Some(info), Some(marks)) =
                (self.name_info.get_mut(at), self.name_marks.get_mut(at))
            {
                info.parts = parts.into();
                *marks = NameMarks::new(info);
            }
        }
        id
    }

    /// The groups of name forms of the whole name, else of its first part.
    fn roots(&self, folded: &str, letters: &str) -> Box<[u32]> {
        let whole = self.standardiser.nicknames.roots(letters);
        if whole.is_empty() {
            let first = folded.split(' ').next().unwrap_or_default();
            return self.standardiser.nicknames.roots(first).into();
        }
        whole.into()
    }
}

fn count(counts: &mut Vec<u32>, value: u32) {
    let value = value as usize;
    if value >= counts.len() {
        counts.resize(value + 1, 0);
    }
    if value > 0
        && let Some(count) = counts.get_mut(value)
    {
        *count += 1;
    }
}

/// The places of one record.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Places {
    pub(crate) home: Place,
    /// Where its places stand among those of records that have several.
    pub(crate) start: u32,
    pub(crate) len: u8,
}

/// The columns of places with their dictionaries.
#[derive(Debug, Default)]
pub(crate) struct PlaceColumns {
    pub(crate) rows: Vec<Places>,
    pub(crate) places: Vec<Place>,
    /// Addresses read ahead, in turn.
    readers: Vec<AddressReader>,
    pub(crate) addresses: Dict,
    /// Per address its street.
    pub(crate) address_streets: Vec<u32>,
    pub(crate) numbers: Dict,
    pub(crate) streets: Dict,
    /// Raw postcodes seen before, each with its postcode, sector and outward code.
    raw_postcodes: Dict,
    raw_postcode_ids: Vec<[u32; 3]>,
    pub(crate) postcodes: Dict,
    pub(crate) sectors: Dict,
    pub(crate) outwards: Dict,
    pub(crate) uprns: Dict,
}

impl PlaceColumns {
    /// Adds the places of the next record.
    pub(crate) fn push(
        &mut self,
        address: &str,
        postcode: &str,
        uprn: &str,
        others: &[(&str, &str)],
    ) {
        let first = self.place(address, postcode, uprn);
        let mut row =
            Places { home: first.unwrap_or_default(), start: 0, len: u8::from(first.is_some()) };
        if !others.is_empty() {
            let start = self.places.len();
            self.places.extend(first);
            for (address, postcode) in others.iter().take(PLACES_MAX) {
                let place = self.place(address, postcode, "");
                self.places.extend(place);
            }
            let len = self.places.len() - start;
            row = Places {
                home: self.places.get(start).copied().unwrap_or_default(),
                start: u32::try_from(start).unwrap_or(u32::MAX),
                len: u8::try_from(len).unwrap_or(u8::MAX),
            };
            if len < 2 {
                self.places.truncate(start);
            }
        }
        self.rows.push(row);
    }

    /// Adds the places of the next records, each with one address, postcode and property number.
    pub(crate) fn push_all<T: AsRef<str>>(&mut self, next: &[[T; 3]]) {
        for next in next.chunks(CALLED_TOGETHER) {
            let mut readers = std::mem::take(&mut self.readers);
            readers.resize_with(CALLED_TOGETHER, AddressReader::default);
            for (reader, [address, ..]) in readers.iter_mut().zip(next) {
                reader.read(address.as_ref());
            }
            let read = readers.iter().zip(next);
            self.addresses.call_for(read.map(|(reader, _)| reader.compact()));
            self.uprns.call_for(next.iter().map(|[_, _, uprn]| uprn.as_ref()));
            for (reader, [_, postcode, uprn]) in readers.iter().zip(next) {
                let place = self.place_read(reader, postcode.as_ref(), uprn.as_ref());
                let (home, len) = (place.unwrap_or_default(), u8::from(place.is_some()));
                self.rows.push(Places { home, start: 0, len });
            }
            self.readers = readers;
        }
    }

    fn place(&mut self, address: &str, postcode: &str, uprn: &str) -> Option<Place> {
        let mut reader = self.readers.pop().unwrap_or_default();
        reader.read(address);
        let place = self.place_read(&reader, postcode, uprn);
        self.readers.push(reader);
        place
    }

    fn place_read(&mut self, address: &AddressReader, postcode: &str, uprn: &str) -> Option<Place> {
        let mut out = Place::default();
        if address.says_something() {
            out.address = self.addresses.add(address.compact());
            out.street = self.street(out.address, address);
            // `FLAT 1 2 MILL LANE` and `12 MILL LANE` are one address by their letters, and either may
            // come first: the numbers are those of this record.
            out.numbers = self.numbers.put(address.numbers());
        }
        if !postcode.is_empty() {
            [out.postcode, out.sector, out.outward] = self.postcode(postcode);
        }
        if let Ok(uprn) = terms::Uprn::parse(uprn) {
            out.uprn = self.uprns.add(numbers::digits(uprn.value(), &mut [0; 20]));
        }
        (out.address | out.postcode | out.uprn != 0).then_some(out)
    }

    /// The street of an address, where its name is long enough to tell.
    fn street(&mut self, address: u32, read: &AddressReader) -> u32 {
        if self.address_streets.is_empty() {
            self.address_streets.push(0);
        }
        if let Some(street) = self.address_streets.get(address as usize) {
            return *street;
        }
        let letters = |c: &char| !c.is_ascii_digit();
        let street: String = read.compact().chars().filter(letters).collect();
        let street = if street.len() > 4 { self.streets.put(&street) } else { 0 };
        self.address_streets.push(street);
        street
    }

    fn postcode(&mut self, raw: &str) -> [u32; 3] {
        if self.raw_postcode_ids.is_empty() {
            self.raw_postcode_ids.push([0; 3]);
        }
        let known = if raw.len() > REMEMBERED_BYTES_MAX { 0 } else { self.raw_postcodes.put(raw) };
        let found = self.raw_postcode_ids.get(known as usize).filter(|_| known != 0).copied();
        let ids = found.unwrap_or_else(|| {
            let code = place::postcode(raw);
            let ids = code.map_or([0; 3], |code| {
                let whole = self.postcodes.put(&code.whole);
                [whole, self.sectors.put(&code.sector), self.outwards.put(&code.outward)]
            });
            if known != 0 {
                self.raw_postcode_ids.push(ids);
            }
            ids
        });
        let [postcode, ..] = ids;
        self.postcodes.count_up(postcode);
        ids
    }
}

/// What one record says beside names and places.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Others {
    pub(crate) nhs: Nhs,
    pub(crate) nhs_traced: bool,
    pub(crate) sex: u8,
    pub(crate) source: u16,
    pub(crate) born: u32,
    pub(crate) born_id: u32,
    pub(crate) died: u32,
    pub(crate) phone: u32,
    pub(crate) phone_digits: u64,
    pub(crate) email: u32,
    pub(crate) practice: u32,
    pub(crate) town: u32,
    pub(crate) other_id: u32,
}

/// Raw values beside names and places; empty is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RawOthers<'a> {
    pub(crate) nhs_number: &'a str,
    pub(crate) nhs_number_traced: bool,
    pub(crate) born: &'a str,
    pub(crate) died: &'a str,
    pub(crate) sex: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) email: &'a str,
    pub(crate) practice: &'a str,
    pub(crate) town: &'a str,
    pub(crate) other_id: &'a str,
}

/// The columns beside names and places with their dictionaries.
#[derive(Debug, Default)]
pub(crate) struct OtherColumns {
    pub(crate) rows: Vec<Others>,
    pub(crate) births: Dict,
    birth_ids: FxHashMap<u32, u32>,
    pub(crate) phones: Dict,
    pub(crate) emails: Dict,
    pub(crate) practices: Dict,
    pub(crate) towns: Dict,
    pub(crate) other_ids: Dict,
    pub(crate) nhs: FxHashMap<u64, u32>,
    pub(crate) nhs_starts: FxHashSet<u64>,
}

impl OtherColumns {
    /// Adds what the next record says.
    pub(crate) fn push(&mut self, source: u16, raw: &RawOthers<'_>) {
        let nhs = numbers::nhs(raw.nhs_number);
        if let Nhs::Valid(value) | Nhs::Wrong(value) = nhs {
            *self.nhs.entry(value).or_default() += 1;
        }
        if let Some(start) = nhs.start_of_cut() {
            self.nhs_starts.insert(start);
        }
        let born = numbers::date(raw.born);
        let phone = numbers::phone(raw.phone);
        let born_id = if born == 0 { 0 } else { self.birth(born) };
        self.rows.push(Others {
            nhs,
            nhs_traced: raw.nhs_number_traced,
            sex: numbers::sex(raw.sex),
            source,
            born,
            born_id,
            died: numbers::date(raw.died),
            phone: match phone {
                0 => 0,
                _ => self.phones.add(numbers::digits(phone, &mut [0; 20])),
            },
            phone_digits: numbers::nibbles(phone),
            email: add(&mut self.emails, raw.email, email),
            practice: add(&mut self.practices, raw.practice, compact),
            town: add(&mut self.towns, raw.town, compact),
            other_id: add(&mut self.other_ids, raw.other_id, compact),
        });
    }

    /// Says which raw telephone numbers come next.
    pub(crate) fn call_for<'t>(&self, phones: impl Iterator<Item = &'t str>) {
        let mut rooms = [[0; 20]; CALLED_TOGETHER];
        let read = rooms.iter_mut().zip(phones);
        self.phones.call_for(read.map(|(room, raw)| numbers::digits(numbers::phone(raw), room)));
    }

    fn birth(&mut self, born: u32) -> u32 {
        let births = &mut self.births;
        let id = *self.birth_ids.entry(born).or_insert_with(|| births.put(&format!("{born:08x}")));
        births.count_up(id);
        id
    }
}

fn add(dict: &mut Dict, raw: &str, read: impl Fn(&str) -> String) -> u32 {
    if raw.is_empty() { 0 } else { dict.add(&read(raw)) }
}

fn compact(text: &str) -> String {
    let folded = fold(text);
    let kept: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    match kept.as_str() {
        "UNKNOWN" | "NA" | "NK" | "NONE" | "NULL" => String::new(),
        _ => cut(&kept, 40).to_owned(),
    }
}

/// Lower-case email with something on both sides of the `@`; empty otherwise.
fn email(text: &str) -> String {
    let text = cut(text.trim(), 64).to_lowercase();
    match text.split_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => text,
        _ => String::new(),
    }
}
