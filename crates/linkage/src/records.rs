//! Records as columns of small numbers, in an order that does not depend on the order they came in.

mod grow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::{NameColumns, OtherColumns, PlaceColumns, RawOthers};
use crate::engine::dict::Dict;
use crate::identity::Identity;
use crate::standardise::Standardiser;
use crate::standardise::numbers::Nhs;

/// A record: the number given by [`RecordsBuilder::push`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RecordIx(pub u32);

/// A source: the number given by [`RecordsBuilder::add_source`], from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct SourceIx(pub u16);

/// A source's name and whether it holds each person at most once.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) unique: bool,
}

/// One record, every value a number; 0 is missing. All that comparing needs lies together, in two lines of
/// the processor's memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[repr(align(128))]
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
    /// The telephone number's digits, four bits each.
    pub(crate) phone_digits: u64,
    pub(crate) email: u32,
    pub(crate) practice: u32,
    pub(crate) town: u32,
    pub(crate) other_id: u32,
    /// The first place.
    pub(crate) home: Place,
    /// Where its places stand in [`Records::places`], if it has several.
    pub(crate) places_start: u32,
    pub(crate) places_len: u8,
}

/// Where somebody lives or lived; 0 is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) address: u32,
    /// The numbers in the address.
    pub(crate) numbers: u32,
    /// Its street, where the name is long enough to tell.
    pub(crate) street: u32,
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

/// What tells most names apart without looking at their letters.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NameMarks {
    /// One bit per letter that occurs in it.
    alphabet: u32,
    /// One bit per group of name forms, several groups to a bit.
    roots: u32,
    /// One bit per part, where it has more than one, several parts to a bit.
    parts: u32,
    /// The bit that the whole name would have as a part.
    own: u8,
    initial: u8,
    length: u8,
}

impl NameMarks {
    pub(crate) fn new(info: &NameInfo) -> Self {
        let bit = |number: u32| (mix(number.into()) & 31) as u8;
        let set = |numbers: &[u32]| numbers.iter().fold(0, |set, n| set | 1_u32 << bit(*n));
        Self {
            alphabet: info.alphabet,
            roots: set(&info.roots),
            parts: set(&info.parts),
            own: bit(info.same),
            initial: info.letters.first().copied().unwrap_or(0),
            length: u8::try_from(info.letters.len()).unwrap_or(0),
        }
    }

    /// Whether two names share no form and no part, differ in their first letter and by more than one
    /// slip, and have too few letters in common for a Jaro-Winkler similarity of `least`.
    pub(crate) fn surely_unlike(self, other: Self, least: f32) -> bool {
        let parts = self.parts & (other.parts | 1 << other.own) | other.parts & 1 << self.own;
        if self.initial == other.initial || self.roots & other.roots != 0 || parts != 0 {
            return false;
        }
        let only_self = (self.alphabet & !other.alphabet).count_ones();
        let only_other = (other.alphabet & !self.alphabet).count_ones();
        let (x, y) = (u32::from(self.length), u32::from(other.length));
        let one_slip = x.abs_diff(y) <= 1 && only_self <= 1 && only_other <= 1;
        if one_slip || x == 0 || y == 0 {
            return false;
        }
        // Jaro similarity is (m / x + m / y + 1) / 3 at most, m being letters in common.
        let matches = x.saturating_sub(only_self).min(y.saturating_sub(only_other));
        (matches * (x + y)) as f32 + 0.01 < (3.0 * least - 1.0) * (x * y) as f32
    }
}

/// The dictionaries of all columns.
#[derive(Debug, Default)]
pub(crate) struct Dicts {
    pub(crate) names: Dict,
    pub(crate) name_info: Vec<NameInfo>,
    /// As `name_info`.
    pub(crate) name_marks: Vec<NameMarks>,
    pub(crate) compact: Dict,
    pub(crate) first_counts: Vec<u32>,
    pub(crate) surname_counts: Vec<u32>,
    pub(crate) sounds: Dict,
    pub(crate) addresses: Dict,
    /// Per address its street.
    pub(crate) address_streets: Vec<u32>,
    pub(crate) numbers: Dict,
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
    /// The dictionaries of filled columns.
    fn of(names: NameColumns, places: PlaceColumns, others: OtherColumns) -> Self {
        Self {
            names: names.names,
            name_info: names.name_info,
            name_marks: names.name_marks,
            compact: names.compact,
            first_counts: names.first_counts,
            surname_counts: names.surname_counts,
            sounds: names.sounds,
            addresses: places.addresses,
            address_streets: places.address_streets,
            numbers: places.numbers,
            streets: places.streets,
            postcodes: places.postcodes,
            sectors: places.sectors,
            outwards: places.outwards,
            uprns: places.uprns,
            phones: others.phones,
            emails: others.emails,
            practices: others.practices,
            towns: others.towns,
            other_ids: others.other_ids,
            births: others.births,
            nhs: others.nhs,
            nhs_starts: others.nhs_starts,
            whole_names: names.whole_names,
        }
    }

    /// First name and surname as one key; `None` when either is missing.
    pub(crate) fn whole_name(&self, row: &Row) -> Option<u64> {
        let same = |id: u32| self.name_info.get(id as usize).map(|info| u64::from(info.same));
        let (first, surname) = (same(row.first)?, same(row.surname)?);
        (first != 0 && surname != 0).then_some(first << 32 | surname)
    }

    /// Bytes of memory in use.
    fn bytes(&self) -> usize {
        let texts = [
            [&self.names, &self.compact, &self.sounds, &self.addresses],
            [&self.numbers, &self.streets, &self.postcodes, &self.sectors],
            [&self.outwards, &self.uprns, &self.phones, &self.emails],
            [&self.practices, &self.towns, &self.other_ids, &self.births],
        ];
        let counts = self.first_counts.len() + self.surname_counts.len();
        let numbers = self.nhs.len() + self.nhs_starts.len() + self.whole_names.len();
        let info = |info: &NameInfo| {
            size_of::<NameInfo>()
                + size_of::<NameMarks>()
                + info.letters.len()
                + 4 * (info.parts.len() + info.roots.len())
        };
        texts.into_iter().flatten().map(Dict::bytes).sum::<usize>()
            + size_of_val(self.address_streets.as_slice())
            + self.name_info.iter().map(info).sum::<usize>()
            + 4 * counts
            + 17 * numbers
    }
}

/// Records ready for [`link`](crate::link).
#[derive(Debug)]
pub struct Records {
    pub(crate) sources: Vec<Source>,
    /// Rows in canonical order: by a fixed hash of source name and record id.
    pub(crate) rows: Vec<Row>,
    /// The places of the rows that have several.
    pub(crate) places: Vec<Place>,
    pub(crate) dicts: Dicts,
    /// Per [`RecordIx`]: its position in `rows`.
    pub(crate) position: Vec<u32>,
    /// Per position: its [`RecordIx`].
    pub(crate) index: Vec<u32>,
    ids: Ids,
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

    /// Bytes of memory that the records take: rows, places, dictionaries and ids.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of_val(self.rows.as_slice())
            + size_of_val(self.places.as_slice())
            + size_of_val(self.position.as_slice())
            + size_of_val(self.index.as_slice())
            + self.ids.text.len()
            + size_of_val(self.ids.ends.as_slice())
            + self.dicts.bytes()
    }

    /// The source's own id of a record; empty for a record that does not exist.
    #[must_use]
    pub fn record_id(&self, record: RecordIx) -> &str {
        self.ids.get(record.0)
    }

    /// The name of a record's source; empty for a record that does not exist.
    #[must_use]
    pub fn source_name(&self, record: RecordIx) -> &str {
        self.source_of(record).and_then(|s| self.sources.get(s.0 as usize)).map_or("", |s| &s.name)
    }

    /// The source of a record.
    #[must_use]
    pub fn source_of(&self, record: RecordIx) -> Option<SourceIx> {
        self.ids.sources.get(record.0 as usize).copied().map(SourceIx)
    }

    pub(crate) fn row(&self, position: u32) -> Row {
        self.rows.get(position as usize).copied().unwrap_or_default()
    }

    pub(crate) fn places_of<'a>(&'a self, row: &'a Row) -> &'a [Place] {
        places_of(&self.places, row)
    }
}

fn places_of<'a>(places: &'a [Place], row: &'a Row) -> &'a [Place] {
    let start = row.places_start as usize;
    match row.places_len {
        0 => &[],
        1 => std::slice::from_ref(&row.home),
        len => places.get(start..start + usize::from(len)).unwrap_or_default(),
    }
}

/// Source and the source's own id of each record, as they came.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    sources: Vec<u16>,
    /// All ids one after another, and where each ends.
    text: String,
    ends: Vec<usize>,
}

impl Ids {
    fn push(&mut self, source: u16, id: &str) {
        self.sources.push(source);
        self.text.push_str(id);
        self.ends.push(self.text.len());
    }

    fn get(&self, record: u32) -> &str {
        let at = record as usize;
        let start = at.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(at)).map(|(start, end)| start..*end);
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }

    fn truncate(&mut self, records: usize) {
        self.sources.truncate(records);
        self.ends.truncate(records);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
    }
}

/// Source and id of each record.
#[derive(Debug, Default)]
pub(crate) struct IdColumns {
    pub(crate) sources: Vec<Source>,
    ids: Ids,
    /// Per record the hash by which records are ordered.
    hashes: Vec<u64>,
}

impl IdColumns {
    pub(crate) fn add_source(&mut self, name: &str, unique: bool) -> SourceIx {
        let ix = u16::try_from(self.sources.len()).unwrap_or(u16::MAX);
        self.sources.push(Source { name: name.to_owned(), unique });
        SourceIx(ix)
    }

    /// Adds source and id of the next record.
    pub(crate) fn push(&mut self, source: SourceIx, id: &str) {
        let known = self.sources.get(usize::from(source.0));
        self.hashes.push(stable_hash(known.map_or("", |source| &source.name), id));
        self.ids.push(source.0, id);
    }
}

/// Collects records, standardising their values on the way.
#[derive(Debug)]
pub struct RecordsBuilder {
    pub(crate) ids: IdColumns,
    pub(crate) names: NameColumns,
    pub(crate) places: PlaceColumns,
    pub(crate) others: OtherColumns,
}

impl RecordsBuilder {
    /// A builder that reads names by `standardiser`.
    #[must_use]
    pub fn new(standardiser: &Standardiser) -> Self {
        Self {
            ids: IdColumns::default(),
            names: NameColumns::new(standardiser),
            places: PlaceColumns::default(),
            others: OtherColumns::default(),
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
        self.ids.add_source(name, unique)
    }

    /// Adds a record.
    pub fn push(&mut self, source: SourceIx, record_id: &str, identity: &Identity<'_>) -> RecordIx {
        let ix = RecordIx(u32::try_from(self.len()).unwrap_or(u32::MAX));
        let or = Option::unwrap_or_default;
        self.ids.push(source, record_id);
        self.names.push(
            or(identity.first_name),
            or(identity.middle_name),
            or(identity.surname),
            or(identity.former_surname),
        );
        self.places.push(
            or(identity.address),
            or(identity.postcode),
            or(identity.uprn),
            identity.other_places,
        );
        self.others.push(
            source.0,
            &RawOthers {
                nhs_number: or(identity.nhs_number),
                nhs_number_traced: identity.nhs_number_traced,
                born: or(identity.date_of_birth),
                died: or(identity.date_of_death),
                sex: or(identity.sex),
                phone: or(identity.phone),
                email: or(identity.email),
                practice: or(identity.practice),
                town: or(identity.town),
                other_id: or(identity.other_id),
            },
        );
        ix
    }

    /// Makes room for some records more.
    pub(crate) fn reserve(&mut self, records: usize) {
        self.ids.ids.sources.reserve(records);
        self.ids.ids.ends.reserve(records);
        self.ids.hashes.reserve(records);
        self.names.rows.reserve(records);
        self.places.rows.reserve(records);
        self.others.rows.reserve(records);
    }

    /// Records added so far.
    pub(crate) fn len(&self) -> usize {
        self.ids.hashes.len()
    }

    /// The records, put in canonical order.
    #[must_use]
    pub fn finish(self) -> Records {
        self.finish_noting_repeats().0
    }

    /// The records, and groups of records that have one source and one id, by number.
    pub(crate) fn finish_noting_repeats(mut self) -> (Records, Vec<Vec<RecordIx>>) {
        let hashes = std::mem::take(&mut self.ids.hashes);
        let mut order: Vec<(u64, u32)> = hashes.into_iter().zip(0_u32..).collect();
        order.sort_unstable();
        // Records of one source and id are told apart by what they say.
        let mut repeats = Vec::new();
        for same in order.chunk_by_mut(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            repeats.extend(self.repeats(same));
            same.sort_by_cached_key(|(_, ix)| self.content(*ix));
        }
        let index: Vec<u32> = order.iter().map(|(_, ix)| *ix).collect();
        drop(order);
        let mut position = vec![0_u32; index.len()];
        for (at, ix) in (0_u32..).zip(&index) {
            if let Some(slot) = position.get_mut(*ix as usize) {
                *slot = at;
            }
        }
        let rows = index.iter().map(|ix| self.row(*ix)).collect();
        let Self { ids, names, mut places, others } = self;
        let records = Records {
            sources: ids.sources,
            rows,
            places: std::mem::take(&mut places.places),
            dicts: Dicts::of(names, places, others),
            position,
            index,
            ids: ids.ids,
        };
        (records, repeats)
    }

    /// The groups of two records or more of one source and id, among records of one hash.
    fn repeats(&self, same_hash: &[(u64, u32)]) -> Vec<Vec<RecordIx>> {
        let mut groups: Vec<Vec<RecordIx>> = Vec::new();
        let key = |ix: u32| (self.ids.ids.sources.get(ix as usize), self.ids.ids.get(ix));
        for (_, ix) in same_hash {
            let known =
                groups.iter_mut().find(|group| group.first().is_some_and(|x| key(x.0) == key(*ix)));
            match known {
                Some(group) => group.push(RecordIx(*ix)),
                None => groups.push(vec![RecordIx(*ix)]),
            }
        }
        groups.retain(|group| group.len() > 1);
        groups
    }

    /// A record from its columns.
    fn row(&self, ix: u32) -> Row {
        let at = ix as usize;
        let names = self.names.rows.get(at).copied().unwrap_or_default();
        let places = self.places.rows.get(at).copied().unwrap_or_default();
        let others = self.others.rows.get(at).copied().unwrap_or_default();
        Row {
            nhs: others.nhs,
            nhs_traced: others.nhs_traced,
            sex: others.sex,
            source: others.source,
            first: names.first,
            middle: names.middle,
            surname: names.surname,
            former: names.former,
            born: others.born,
            born_id: others.born_id,
            died: others.died,
            phone: others.phone,
            phone_digits: others.phone_digits,
            email: others.email,
            practice: others.practice,
            town: others.town,
            other_id: others.other_id,
            home: places.home,
            places_start: places.start,
            places_len: places.len,
        }
    }

    /// What a record says, in words.
    fn content(&self, ix: u32) -> String {
        let row = self.row(ix);
        let (places, others) = (&self.places, &self.others);
        let names =
            [row.first, row.middle, row.surname, row.former].map(|id| self.names.names.text(id));
        let dates = (row.born, row.died, row.sex, row.nhs, row.nhs_traced);
        let contacts = (others.phones.text(row.phone), others.emails.text(row.email));
        let dicts = [&others.practices, &others.towns, &others.other_ids];
        let ids = [row.practice, row.town, row.other_id];
        let rest: Vec<_> = dicts.iter().zip(ids).map(|(dict, id)| dict.text(id)).collect();
        let places: Vec<_> = places_of(&self.places.places, &row)
            .iter()
            .map(|p| {
                let uprn = places.uprns.text(p.uprn);
                (places.addresses.text(p.address), places.postcodes.text(p.postcode), uprn)
            })
            .collect();
        format!("{names:?} {dates:?} {places:?} {contacts:?} {rest:?}")
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
