//! Blocking keys: what records of one block share.

use serde::Deserialize;

use crate::model::Block;
use crate::records::{NameInfo, Place, Records, Row};
use crate::standardise::numbers::Nhs;

/// A part of a blocking key.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    Nhs,
    NhsStart,
    OtherId,
    Email,
    EmailLocal,
    Phone,
    Birth,
    BirthYear,
    BirthYearDay,
    BirthMonthDay,
    BirthYearMonth,
    First,
    FirstSound,
    FirstInitial,
    Surname,
    SurnameSound,
    SurnameInitial,
    SurnamePart,
    SwappedSounds,
    Postcode,
    Outward,
    Uprn,
    Address,
    Town,
    Practice,
}

/// Number of kinds of parts.
const KINDS: usize = Key::Practice as usize + 1;

/// Most keys one record may have under one rule.
const KEYS_MAX: usize = 16;

/// Where every key starts.
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// One part more in a key.
const fn step(key: u64, value: u64) -> u64 {
    (key.rotate_left(23) ^ value).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

/// Builds the keys of one record under one rule.
#[derive(Default)]
pub(crate) struct KeyBuffer {
    /// The keys of the record last filled in, sorted.
    pub(crate) keys: Vec<u64>,
    values: Vec<u64>,
    next: Vec<u64>,
}

impl KeyBuffer {
    pub(crate) fn fill(&mut self, records: &Records, row: &Row, parts: &[Key]) {
        self.keys.clear();
        self.keys.push(SEED);
        for part in parts {
            self.values.clear();
            values(records, row, *part, &mut self.values);
            self.next.clear();
            for key in &self.keys {
                for value in &self.values {
                    if *value != 0 && self.next.len() < KEYS_MAX {
                        self.next.push(step(*key, *value));
                    }
                }
            }
            std::mem::swap(&mut self.keys, &mut self.next);
        }
        self.keys.sort_unstable();
        self.keys.dedup();
    }
}

/// The values of one part of a key; none or 0 when missing.
fn values(records: &Records, row: &Row, key: Key, out: &mut Vec<u64>) {
    let dicts = &records.dicts;
    let info = |id: u32| dicts.name_info.get(id as usize).filter(|_| id != 0);
    match key {
        Key::Surname => {
            let same = |id: u32| info(id).map(|i| u64::from(i.same));
            out.extend(same(row.surname).into_iter().chain(same(row.former)));
        }
        Key::SurnameSound => {
            let sound = |id: u32| info(id).map(|i| u64::from(i.sound));
            out.extend(sound(row.surname).into_iter().chain(sound(row.former)));
        }
        Key::SurnamePart => {
            if let Some(info) = info(row.surname) {
                out.push(info.same.into());
                out.extend(info.parts.iter().map(|part| u64::from(*part)));
            }
        }
        Key::Postcode => places(records, row, out, |p| p.postcode),
        Key::Outward => places(records, row, out, |p| p.outward),
        Key::Uprn => places(records, row, out, |p| p.uprn),
        Key::Address => places(records, row, out, |p| p.address),
        one => out.push(only_value(records, row, one)),
    }
}

fn places(records: &Records, row: &Row, out: &mut Vec<u64>, value: impl Fn(&Place) -> u32) {
    for place in records.places_of(row) {
        let value = u64::from(value(place));
        if !out.contains(&value) {
            out.push(value);
        }
    }
}

/// The value of a part of which the record has one at most, 0 for none: where there may be several,
/// the first.
fn only_value(records: &Records, row: &Row, key: Key) -> u64 {
    let dicts = &records.dicts;
    let nothing = NameInfo::default();
    let info = |id: u32| dicts.name_info.get(id as usize).unwrap_or(&nothing);
    let initial = |id: u32| info(id).letters.first().map_or(0, |c| u64::from(*c));
    let born = u64::from(row.born);
    match key {
        Key::Nhs => match row.nhs {
            Nhs::Valid(value) | Nhs::Wrong(value) => value,
            _ => 0,
        },
        Key::NhsStart => match row.nhs {
            // Whole numbers meet cut ones here, not each other.
            Nhs::Valid(value) | Nhs::Wrong(value) => {
                dicts.nhs_starts.get(&(value / 100)).copied().unwrap_or(0)
            }
            cut => cut.start_of_cut().unwrap_or(0),
        },
        Key::OtherId => row.other_id.into(),
        Key::Email => row.email.into(),
        Key::EmailLocal => {
            let local = dicts.emails.text(row.email).split('@').next().unwrap_or_default();
            local.bytes().fold(0, |hash, c| crate::records::mix(hash ^ u64::from(c)))
        }
        Key::Phone => row.phone.into(),
        Key::Birth => born,
        Key::BirthYear => born >> 16,
        Key::BirthYearDay if born == 0 => 0,
        Key::BirthYearDay => born & 0xffff_00ff,
        Key::BirthMonthDay if born == 0 => 0,
        Key::BirthMonthDay => 1 << 20 | born & 0xffff,
        Key::BirthYearMonth => born >> 8,
        Key::First => info(row.first).same.into(),
        Key::FirstSound => info(row.first).sound.into(),
        Key::FirstInitial => initial(row.first),
        Key::Surname | Key::SurnamePart => info(row.surname).same.into(),
        Key::SurnameSound => info(row.surname).sound.into(),
        Key::SurnameInitial => initial(row.surname),
        Key::SwappedSounds => {
            let (a, b) = (u64::from(info(row.first).sound), u64::from(info(row.surname).sound));
            if a == 0 || b == 0 { 0 } else { crate::records::mix(a.min(b)) ^ a.max(b) }
        }
        Key::Postcode => row.home.postcode.into(),
        Key::Outward => row.home.outward.into(),
        Key::Uprn => row.home.uprn.into(),
        Key::Address => row.home.address.into(),
        Key::Town => row.town.into(),
        Key::Practice => row.practice.into(),
    }
}

/// Records whose keys are worked out together: their keys fit into the processor's nearest memory.
const TOGETHER: usize = 1024;

/// The keys of all records, part by part: each part of a record is worked out once, however many rules
/// use it.
pub(crate) struct KeyColumns<'a> {
    records: &'a Records,
    /// Per kind of part its value in each record.
    columns: Vec<Column>,
    /// Per record one bit per kind of part of which it has several.
    several: Vec<u8>,
    /// The bits that any record has.
    any_several: u8,
}

/// One value per record, 0 for none.
#[derive(Clone, Default)]
enum Column {
    /// Not used by any rule, or no record has a value.
    #[default]
    Empty,
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Column {
    /// An empty column for a kind of part, with room for the values of `records` records.
    fn for_key(key: Key, records: usize) -> Self {
        match key {
            Key::Nhs | Key::NhsStart | Key::EmailLocal | Key::SwappedSounds => {
                Self::Wide(Vec::with_capacity(records))
            }
            _ => Self::Narrow(Vec::with_capacity(records)),
        }
    }

    /// Adds the values of the next records.
    fn extend(&mut self, values: impl Iterator<Item = u64>) {
        match self {
            Self::Empty => {}
            Self::Narrow(column) => column.extend(values.map(|value| value as u32)),
            Self::Wide(column) => column.extend(values),
        }
    }

    /// The column, without its memory when no record has a value.
    fn or_empty(self) -> Self {
        let empty = match &self {
            Self::Empty => true,
            Self::Narrow(column) => column.iter().all(|value| *value == 0),
            Self::Wide(column) => column.iter().all(|value| *value == 0),
        };
        if empty { Self::Empty } else { self }
    }

    /// Adds this part to the keys of the records from `start` on; a key without the part becomes 0.
    fn add_to(&self, keys: &mut [u64], start: usize) {
        let add = |key: &mut u64, value: u64| {
            *key = if value == 0 || *key == 0 { 0 } else { step(*key, value) };
        };
        let range = start..start + keys.len();
        match self {
            Self::Empty => keys.fill(0),
            Self::Narrow(column) => {
                let values = column.get(range).unwrap_or_default();
                keys.iter_mut().zip(values).for_each(|(key, value)| add(key, (*value).into()));
            }
            Self::Wide(column) => {
                let values = column.get(range).unwrap_or_default();
                keys.iter_mut().zip(values).for_each(|(key, value)| add(key, *value));
            }
        }
    }
}

/// The columns of some kinds of parts, in one pass over the records.
fn columns(records: &Records, keys: &[Key]) -> Vec<Column> {
    let new = |key: &Key| Column::for_key(*key, records.len());
    let mut out: Vec<Column> = keys.iter().map(new).collect();
    for rows in records.rows.chunks(TOGETHER) {
        for (key, column) in keys.iter().zip(&mut out) {
            column.extend(rows.iter().map(|row| only_value(records, row, *key)));
        }
    }
    out.into_iter().map(Column::or_empty).collect()
}

/// The bit of a kind of part of which a record may have several, else 0.
const fn several_bit(key: Key) -> u8 {
    match key {
        Key::Surname | Key::SurnameSound => 1,
        Key::SurnamePart => 2,
        Key::Postcode | Key::Outward | Key::Uprn | Key::Address => 4,
        _ => 0,
    }
}

fn several(records: &Records, row: &Row) -> u8 {
    let parts = records.dicts.name_info.get(row.surname as usize).map_or(0, |i| i.parts.len());
    u8::from(row.former != 0) | u8::from(parts > 0) << 1 | u8::from(row.places_len > 1) << 2
}

impl<'a> KeyColumns<'a> {
    /// Works out the parts that `rules` use.
    pub(crate) fn new(records: &'a Records, rules: &[Block], threads: usize) -> Self {
        let mut used: Vec<Key> = rules.iter().flat_map(|rule| rule.keys.iter().copied()).collect();
        used.sort_unstable_by_key(|key| *key as usize);
        used.dedup();
        let mut out = Self {
            records,
            columns: vec![Column::Empty; KINDS],
            several: Vec::new(),
            any_several: 0,
        };
        let share = used.len().div_ceil(threads.max(1)).max(1);
        std::thread::scope(|scope| {
            let workers: Vec<_> =
                used.chunks(share).map(|keys| scope.spawn(|| columns(records, keys))).collect();
            out.several = records.rows.iter().map(|row| several(records, row)).collect();
            let made = workers.into_iter().flat_map(super::joined);
            for (key, column) in used.iter().zip(made) {
                if let Some(slot) = out.columns.get_mut(*key as usize) {
                    *slot = column;
                }
            }
        });
        out.any_several = out.several.iter().fold(0, |all, bits| all | bits);
        out
    }

    /// Gives every key that a record has under a rule, with the record's position.
    pub(crate) fn each(&self, rule: &[Key], mut give: impl FnMut(u64, u32)) {
        let several = rule.iter().fold(0, |bits, key| bits | several_bit(*key));
        let column = |key: &Key| self.columns.get(*key as usize);
        let nobody = |key: &Key| {
            matches!(column(key), Some(Column::Empty)) && several_bit(*key) & self.any_several == 0
        };
        if rule.iter().any(nobody) {
            return;
        }
        let mut buffer = KeyBuffer::default();
        let mut keys = [0_u64; TOGETHER];
        let mut position = 0_u32;
        for (at, bits) in self.several.chunks(TOGETHER).enumerate() {
            let keys = keys.get_mut(..bits.len()).unwrap_or_default();
            keys.fill(SEED);
            for column in rule.iter().filter_map(column) {
                column.add_to(keys, at * TOGETHER);
            }
            for (key, bits) in keys.iter().zip(bits) {
                if bits & several != 0 {
                    buffer.fill(self.records, &self.records.row(position), rule);
                    buffer.keys.iter().for_each(|key| give(*key, position));
                } else if *key != 0 {
                    give(*key, position);
                }
                position += 1;
            }
        }
    }
}
