//! Records as columns of small numbers, in an order that does not depend on the order they came in.

mod grow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::dict::Dict;
use crate::identity::Identity;
use crate::standardise::names::name;
use crate::standardise::numbers::{self, Nhs};
use crate::standardise::phonetic::phonetic;
use crate::standardise::{Standardiser, place};

/// A record: the number given by [`RecordsBuilder::push`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RecordIx(pub u32);

/// A source: the number given by [`RecordsBuilder::add_source`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct SourceIx(pub u16);

/// Most places of one record that are compared.
const PLACES_MAX: usize = 12;

/// A source's name and whether it holds each person at most once.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) unique: bool,
}

/// One record, every value a number; 0 is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Row {
    pub(crate) nhs: Nhs,
    pub(crate) nhs_traced: bool,
    pub(crate) sex: u8,
    pub(crate) source: u16,
    pub(crate) first: u32,
    pub(crate) middle: u32,
    pub(crate) surname: u32,
    pub(crate) former: u32,
    pub(crate) born: u32,
    pub(crate) born_id: u32,
    pub(crate) died: u32,
    pub(crate) phone: u32,
    pub(crate) email: u32,
    pub(crate) practice: u32,
    pub(crate) town: u32,
    pub(crate) other_id: u32,
    pub(crate) places_start: u32,
    pub(crate) places_len: u8,
}

/// Where somebody lives or lived; 0 is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) address: u32,
    pub(crate) postcode: u32,
    pub(crate) sector: u32,
    pub(crate) outward: u32,
    pub(crate) uprn: u32,
}

/// What is known of a name in the dictionary.
#[derive(Clone, Debug, Default)]
pub(crate) struct NameInfo {
    /// The number of the name without spaces: `ANNE MARIE` and `ANNEMARIE` share it.
    pub(crate) same: u32,
    /// The letters without spaces.
    pub(crate) letters: Box<[u8]>,
    /// The `same` of its parts, where it has more than one.
    pub(crate) parts: Box<[u32]>,
    /// Groups of name forms.
    pub(crate) roots: Box<[u32]>,
    /// One bit per letter that occurs in it.
    pub(crate) alphabet: u32,
    /// Number of its sound code.
    pub(crate) sound: u32,
}

/// The dictionaries of all columns.
#[derive(Debug, Default)]
pub(crate) struct Dicts {
    pub(crate) names: Dict,
    pub(crate) name_info: Vec<NameInfo>,
    pub(crate) compact: Dict,
    pub(crate) first_counts: Vec<u32>,
    pub(crate) surname_counts: Vec<u32>,
    pub(crate) sounds: Dict,
    pub(crate) addresses: Dict,
    pub(crate) address_numbers: Vec<u32>,
    pub(crate) numbers: Dict,
    pub(crate) address_streets: Vec<u32>,
    pub(crate) streets: Dict,
    pub(crate) postcodes: Dict,
    pub(crate) sectors: Dict,
    pub(crate) outwards: Dict,
    pub(crate) uprns: Dict,
    pub(crate) phones: Dict,
    pub(crate) emails: Dict,
    pub(crate) practices: Dict,
    pub(crate) towns: Dict,
    pub(crate) other_ids: Dict,
    pub(crate) births: Dict,
    pub(crate) nhs: FxHashMap<u64, u32>,
    /// The first eight digits of NHS numbers that were cut short.
    pub(crate) nhs_starts: FxHashSet<u64>,
    /// Records per first name and surname together.
    pub(crate) whole_names: FxHashMap<u64, u32>,
}

impl Dicts {
    /// First name and surname as one key; `None` when either is missing.
    pub(crate) fn whole_name(&self, row: &Row) -> Option<u64> {
        let same = |id: u32| self.name_info.get(id as usize).map(|info| u64::from(info.same));
        let (first, surname) = (same(row.first)?, same(row.surname)?);
        (first != 0 && surname != 0).then_some(first << 32 | surname)
    }
}

/// Records ready for [`link`](crate::link).
#[derive(Debug)]
pub struct Records {
    pub(crate) sources: Vec<Source>,
    /// Rows in canonical order: by a fixed hash of source name and record id.
    pub(crate) rows: Vec<Row>,
    pub(crate) places: Vec<Place>,
    pub(crate) dicts: Dicts,
    /// Per [`RecordIx`]: its position in `rows`.
    pub(crate) position: Vec<u32>,
    /// Per position: its [`RecordIx`].
    pub(crate) index: Vec<u32>,
    ids: Vec<Box<str>>,
}

impl Records {
    /// Number of records.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The source's own id of a record; empty for a record that does not exist.
    #[must_use]
    pub fn record_id(&self, record: RecordIx) -> &str {
        self.ids.get(record.0 as usize).map_or("", |id| id)
    }

    /// The name of a record's source; empty for a record that does not exist.
    #[must_use]
    pub fn source_name(&self, record: RecordIx) -> &str {
        self.source_of(record).and_then(|s| self.sources.get(s.0 as usize)).map_or("", |s| &s.name)
    }

    /// The source of a record.
    #[must_use]
    pub fn source_of(&self, record: RecordIx) -> Option<SourceIx> {
        let position = self.position.get(record.0 as usize)?;
        self.rows.get(*position as usize).map(|row| SourceIx(row.source))
    }

    pub(crate) fn row(&self, position: u32) -> Row {
        self.rows.get(position as usize).copied().unwrap_or_default()
    }

    pub(crate) fn places_of(&self, row: &Row) -> &[Place] {
        let start = row.places_start as usize;
        self.places.get(start..start + usize::from(row.places_len)).unwrap_or_default()
    }
}

/// Collects records, standardising their values on the way.
#[derive(Debug)]
pub struct RecordsBuilder {
    standardiser: Standardiser,
    sources: Vec<Source>,
    rows: Vec<Row>,
    places: Vec<Place>,
    dicts: Dicts,
    ids: Vec<Box<str>>,
    raw_names: FxHashMap<Box<str>, u32>,
}

impl RecordsBuilder {
    /// A builder that reads names by `standardiser`.
    #[must_use]
    pub fn new(standardiser: &Standardiser) -> Self {
        let mut dicts = Dicts::default();
        dicts.name_info.push(NameInfo::default());
        dicts.address_numbers.push(0);
        dicts.address_streets.push(0);
        Self {
            standardiser: standardiser.clone(),
            sources: Vec::new(),
            rows: Vec::new(),
            places: Vec::new(),
            dicts,
            ids: Vec::new(),
            raw_names: FxHashMap::default(),
        }
    }

    /// A builder with the standard tables.
    #[must_use]
    pub fn standard() -> Self {
        Self::new(&Standardiser::standard())
    }

    /// Adds a source. `unique` says that it holds each person at most once, so that two of its records
    /// are never linked.
    pub fn add_source(&mut self, name: &str, unique: bool) -> SourceIx {
        let ix = u16::try_from(self.sources.len()).unwrap_or(u16::MAX);
        self.sources.push(Source { name: name.to_owned(), unique });
        SourceIx(ix)
    }

    /// Adds a record.
    pub fn push(&mut self, source: SourceIx, record_id: &str, identity: &Identity<'_>) -> RecordIx {
        let ix = RecordIx(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        let nhs = numbers::nhs(identity.nhs_number.unwrap_or_default());
        if let Nhs::Valid(value) | Nhs::Wrong(value) = nhs {
            *self.dicts.nhs.entry(value).or_default() += 1;
        }
        if let Some(start) = nhs.start_of_cut() {
            self.dicts.nhs_starts.insert(start);
        }
        let born = numbers::date(identity.date_of_birth.unwrap_or_default());
        let phone = numbers::phone(identity.phone.unwrap_or_default());
        let (places_start, places_len) = self.places(identity);
        let first = self.name_id(identity.first_name);
        let surname = self.name_id(identity.surname);
        let row = Row {
            nhs,
            nhs_traced: identity.nhs_number_traced,
            sex: numbers::sex(identity.sex.unwrap_or_default()),
            source: source.0,
            first,
            middle: self.name_id(identity.middle_name),
            surname,
            former: self.name_id(identity.former_surname),
            born,
            born_id: if born == 0 { 0 } else { self.dicts.births.add(&format!("{born:08x}")) },
            died: numbers::date(identity.date_of_death.unwrap_or_default()),
            phone: if phone == 0 { 0 } else { self.dicts.phones.add(&phone.to_string()) },
            email: self.dicts.emails.add(&email(identity.email.unwrap_or_default())),
            practice: self.dicts.practices.add(&compact(identity.practice)),
            town: self.dicts.towns.add(&compact(identity.town)),
            other_id: self.dicts.other_ids.add(&compact(identity.other_id)),
            places_start,
            places_len,
        };
        count(&mut self.dicts.first_counts, self.dicts.name_info.get(first as usize));
        count(&mut self.dicts.surname_counts, self.dicts.name_info.get(surname as usize));
        if let Some(key) = self.dicts.whole_name(&row) {
            *self.dicts.whole_names.entry(key).or_default() += 1;
        }
        self.rows.push(row);
        self.ids.push(record_id.into());
        ix
    }

    /// Source and record id of a record already added.
    pub(crate) fn key(&self, record: RecordIx) -> (SourceIx, &str) {
        let at = record.0 as usize;
        let source = self.rows.get(at).map_or(u16::MAX, |row| row.source);
        (SourceIx(source), self.ids.get(at).map_or("", |id| id))
    }

    /// The records, put in canonical order.
    #[must_use]
    pub fn finish(self) -> Records {
        let mut order: Vec<(u64, u32)> = (0_u32..)
            .zip(self.rows.iter().zip(&self.ids))
            .map(|(ix, (row, id))| {
                let source = self.sources.get(usize::from(row.source));
                (stable_hash(source.map_or("", |s| &s.name), id), ix)
            })
            .collect();
        order.sort_unstable();
        // Records of one source and id are told apart by what they say.
        for same in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            same.sort_by_cached_key(|(_, ix)| self.content(*ix));
        }
        let mut position = vec![0_u32; self.rows.len()];
        let index: Vec<u32> = order.iter().map(|(_, ix)| *ix).collect();
        for (at, ix) in (0_u32..).zip(&index) {
            if let Some(slot) = position.get_mut(*ix as usize) {
                *slot = at;
            }
        }
        let rows = index.iter().filter_map(|ix| self.rows.get(*ix as usize).copied()).collect();
        Records {
            sources: self.sources,
            rows,
            places: self.places,
            dicts: self.dicts,
            position,
            index,
            ids: self.ids,
        }
    }

    /// What a record says, in words.
    fn content(&self, ix: u32) -> String {
        let Some(row) = self.rows.get(ix as usize) else { return String::new() };
        let dicts = &self.dicts;
        let names = [row.first, row.middle, row.surname, row.former].map(|id| dicts.names.text(id));
        let start = row.places_start as usize;
        let places = self.places.get(start..start + usize::from(row.places_len));
        let places: Vec<_> = places
            .unwrap_or_default()
            .iter()
            .map(|p| {
                let uprn = dicts.uprns.text(p.uprn);
                (dicts.addresses.text(p.address), dicts.postcodes.text(p.postcode), uprn)
            })
            .collect();
        let contacts = (dicts.phones.text(row.phone), dicts.emails.text(row.email));
        let others = [&dicts.practices, &dicts.towns, &dicts.other_ids];
        let ids = [row.practice, row.town, row.other_id];
        let others: Vec<_> = others.iter().zip(ids).map(|(dict, id)| dict.text(id)).collect();
        let dates = (row.born, row.died, row.sex, row.nhs, row.nhs_traced);
        format!("{names:?} {dates:?} {places:?} {contacts:?} {others:?}")
    }

    fn name_id(&mut self, raw: Option<&str>) -> u32 {
        let raw = raw.unwrap_or_default();
        if raw.is_empty() {
            return 0;
        }
        if raw.len() <= 64
            && let Some(id) = self.raw_names.get(raw)
        {
            return *id;
        }
        let id = self.put_name(&name(raw));
        if raw.len() <= 64 {
            self.raw_names.insert(raw.into(), id);
        }
        id
    }

    fn put_name(&mut self, folded: &str) -> u32 {
        let id = self.dicts.names.put(folded);
        if (id as usize) < self.dicts.name_info.len() {
            return id;
        }
        let letters: String = folded.split(' ').collect();
        let info = NameInfo {
            same: self.dicts.compact.put(&letters),
            roots: self.roots(folded, &letters),
            sound: self.dicts.sounds.put(&phonetic(&letters)),
            alphabet: letters.bytes().fold(0, |set, c| set | 1 << (c & 31)),
            letters: letters.into_bytes().into(),
            parts: Box::default(),
        };
        self.dicts.name_info.push(info);
        if folded.contains(' ') {
            let mut parts: Vec<u32> = Vec::new();
            for part in folded.split(' ').filter(|part| part.len() > 2) {
                let part = self.put_name(part);
                parts.extend(self.dicts.name_info.get(part as usize).map(|info| info.same));
            }
            if let Some(info) = self.dicts.name_info.get_mut(id as usize) {
                info.parts = parts.into();
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

    fn places(&mut self, identity: &Identity<'_>) -> (u32, u8) {
        let start = self.places.len();
        let address = identity.address.unwrap_or_default();
        let postcode = identity.postcode.unwrap_or_default();
        let uprn = identity.uprn.unwrap_or_default();
        self.place(address, postcode, uprn);
        for (address, postcode) in identity.other_places.iter().take(PLACES_MAX) {
            self.place(address, postcode, "");
        }
        let len = self.places.len() - start;
        (u32::try_from(start).unwrap_or(u32::MAX), u8::try_from(len).unwrap_or(u8::MAX))
    }

    fn place(&mut self, address: &str, postcode: &str, uprn: &str) {
        let dicts = &mut self.dicts;
        let mut out = Place::default();
        if let Some(address) = place::address(address) {
            out.address = dicts.addresses.add(&address.compact);
            if out.address as usize >= dicts.address_numbers.len() {
                let numbers = dicts.numbers.put(&address.numbers);
                dicts.address_numbers.push(numbers);
                let street: String =
                    address.compact.chars().filter(|c| !c.is_ascii_digit()).collect();
                let street = if street.len() > 4 { dicts.streets.put(&street) } else { 0 };
                dicts.address_streets.push(street);
            }
        }
        if let Some(code) = place::postcode(postcode) {
            out.postcode = dicts.postcodes.add(&code.whole);
            out.sector = dicts.sectors.put(&code.sector);
            out.outward = dicts.outwards.put(&code.outward);
        }
        if let Ok(uprn) = terms::Uprn::parse(uprn) {
            out.uprn = dicts.uprns.add(&uprn.to_string());
        }
        if out.address | out.postcode | out.uprn != 0 {
            self.places.push(out);
        }
    }
}

fn count(counts: &mut Vec<u32>, info: Option<&NameInfo>) {
    let same = info.map_or(0, |info| info.same) as usize;
    if same >= counts.len() {
        counts.resize(same + 1, 0);
    }
    if same > 0
        && let Some(count) = counts.get_mut(same)
    {
        *count += 1;
    }
}

fn compact(text: Option<&str>) -> String {
    let folded = crate::standardise::fold::fold(text.unwrap_or_default());
    let kept: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    match kept.as_str() {
        "UNKNOWN" | "NA" | "NK" | "NONE" | "NULL" => String::new(),
        _ => crate::standardise::names::cut(&kept, 40).to_owned(),
    }
}

/// Lower-case email with something on both sides of the `@`; empty otherwise.
fn email(text: &str) -> String {
    let text = crate::standardise::names::cut(text.trim(), 64).to_lowercase();
    match text.split_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => text,
        _ => String::new(),
    }
}

/// A hash that stays the same from run to run and machine to machine (FNV-1a, finished by mixing).
pub(crate) fn stable_hash(source: &str, id: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in source.bytes().chain([0x1f]).chain(id.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(hash)
}

/// Spreads the bits of a number (the finaliser of splitmix64).
pub(crate) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
