//! How common values were when a model was trained.
//!
//! A weight follows the frequency of the agreeing value. Counted anew with every delivery, each new
//! record would move the weights of pairs it has nothing to do with. So the counts of the training
//! run belong to the model: by them a pair weighs the same until the next training.

use rustc_hash::FxHashMap;

use crate::Error;
use crate::engine::dict::Dict;
use crate::records::{Dicts, Records, Row, stable_hash};

/// Counts of values, by a hash of column and value: they name nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frequencies {
    counts: FxHashMap<u64, u32>,
}

/// First bytes of the written form, with its version.
const HEAD: &[u8; 8] = b"jfreq\0\0\x01";

/// A column of values that are compared.
#[derive(Clone, Copy)]
enum Column {
    First,
    Surname,
    WholeName,
    Birth,
    Address,
    Postcode,
    Uprn,
    Phone,
    Email,
    Practice,
    OtherId,
    Town,
    Nhs,
}

impl Column {
    const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Surname => "surname",
            Self::WholeName => "whole name",
            Self::Birth => "birth",
            Self::Address => "address",
            Self::Postcode => "postcode",
            Self::Uprn => "uprn",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Practice => "practice",
            Self::OtherId => "other id",
            Self::Town => "town",
            Self::Nhs => "nhs",
        }
    }

    /// What a value counts that is not written down: names are written from one on, so that a name
    /// never seen in its column stays so; all else from two on.
    const fn unwritten(self) -> u32 {
        match self {
            Self::First | Self::Surname | Self::WholeName => 0,
            _ => 1,
        }
    }
}

/// The dictionaries whose values are counted record by record.
fn counted(dicts: &mut Dicts) -> [(Column, &mut Dict); 9] {
    [
        (Column::Birth, &mut dicts.births),
        (Column::Address, &mut dicts.addresses),
        (Column::Postcode, &mut dicts.postcodes),
        (Column::Uprn, &mut dicts.uprns),
        (Column::Phone, &mut dicts.phones),
        (Column::Email, &mut dicts.emails),
        (Column::Practice, &mut dicts.practices),
        (Column::OtherId, &mut dicts.other_ids),
        (Column::Town, &mut dicts.towns),
    ]
}

impl Frequencies {
    fn get(&self, column: Column, value: &str) -> u32 {
        let key = stable_hash(column.name(), value);
        self.counts.get(&key).copied().unwrap_or(column.unwritten())
    }

    fn put(&mut self, column: Column, value: &str, count: u32) {
        if count > column.unwritten() {
            self.counts.insert(stable_hash(column.name(), value), count);
        }
    }

    /// The counts of `records` as they are.
    #[must_use]
    pub fn of(records: &Records) -> Self {
        let mut out = Self::default();
        let dicts = &records.dicts;
        for (column, dict) in [
            (Column::Birth, &dicts.births),
            (Column::Address, &dicts.addresses),
            (Column::Postcode, &dicts.postcodes),
            (Column::Uprn, &dicts.uprns),
            (Column::Phone, &dicts.phones),
            (Column::Email, &dicts.emails),
            (Column::Practice, &dicts.practices),
            (Column::OtherId, &dicts.other_ids),
            (Column::Town, &dicts.towns),
        ] {
            for (id, count) in (1_u32..).zip(dict.counts()) {
                out.put(column, dict.text(id), *count);
            }
        }
        for (column, counts) in
            [(Column::First, &dicts.first_counts), (Column::Surname, &dicts.surname_counts)]
        {
            for (id, count) in (0_u32..).zip(counts) {
                out.put(column, dicts.compact.text(id), *count);
            }
        }
        for (key, count) in &dicts.whole_names {
            out.put(Column::WholeName, &whole_name(dicts, *key), *count);
        }
        for (number, count) in &dicts.nhs {
            out.put(Column::Nhs, &number.to_string(), *count);
        }
        out
    }

    /// As bytes, always the same for the same counts.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut sorted: Vec<(u64, u32)> = self.counts.iter().map(|(k, c)| (*k, *c)).collect();
        sorted.sort_unstable();
        let mut out = HEAD.to_vec();
        for (key, count) in sorted {
            out.extend(key.to_le_bytes());
            out.extend(count.to_le_bytes());
        }
        out
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] when the bytes are something else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let wrong = || Error::Model("the counts kept with the model cannot be read".to_owned());
        let (rows, rest) = bytes.strip_prefix(HEAD).ok_or_else(wrong)?.as_chunks::<12>();
        if !rest.is_empty() {
            return Err(wrong());
        }
        let mut counts = FxHashMap::default();
        counts.reserve(rows.len());
        for row in rows {
            let [a, b, c, d, e, f, g, h, count @ ..] = *row;
            counts.insert(u64::from_le_bytes([a, b, c, d, e, f, g, h]), u32::from_le_bytes(count));
        }
        Ok(Self { counts })
    }

    /// Makes `records` weigh by these counts and not by their own.
    pub fn hold(&self, records: &mut Records) {
        let dicts = &mut records.dicts;
        for (column, dict) in counted(dicts) {
            dict.set_counts(|value| self.get(column, value));
        }
        let names = dicts.compact.next() as usize;
        for (column, counts) in
            [(Column::First, &mut dicts.first_counts), (Column::Surname, &mut dicts.surname_counts)]
        {
            counts.clear();
            counts.resize(names, 0);
            for (id, count) in (1_u32..).zip(counts.iter_mut().skip(1)) {
                *count = self.get(column, dicts.compact.text(id));
            }
        }
        let keys: Vec<u64> = dicts.whole_names.keys().copied().collect();
        for key in keys {
            let count = self.get(Column::WholeName, &whole_name(dicts, key));
            dicts.whole_names.insert(key, count);
        }
        for (number, count) in &mut dicts.nhs {
            *count = self.get(Column::Nhs, &number.to_string());
        }
    }

    /// As [`hold`](Self::hold), for the values of one record that was just added.
    pub(crate) fn hold_row(&self, records: &mut Records, row: &Row) {
        let places: Vec<_> = records.places_of(row).to_vec();
        let dicts = &mut records.dicts;
        let mut ids: Vec<[u32; 9]> = vec![[
            row.born_id,
            0,
            0,
            0,
            row.phone,
            row.email,
            row.practice,
            row.other_id,
            row.town,
        ]];
        ids.extend(places.iter().map(|p| [0, p.address, p.postcode, p.uprn, 0, 0, 0, 0, 0]));
        for ids in ids {
            for ((column, dict), id) in counted(dicts).into_iter().zip(ids) {
                dict.set_count(id, |value| self.get(column, value));
            }
        }
        for (column, counts) in
            [(Column::First, &mut dicts.first_counts), (Column::Surname, &mut dicts.surname_counts)]
        {
            for id in u32::try_from(counts.len()).unwrap_or(u32::MAX)..dicts.compact.next() {
                counts.push(self.get(column, dicts.compact.text(id)));
            }
        }
        let same = |id: u32| dicts.name_info.get(id as usize).map_or(0, |info| info.same);
        let (first, surname) = (same(row.first), same(row.surname));
        for (column, counts, id) in [
            (Column::First, &mut dicts.first_counts, first),
            (Column::Surname, &mut dicts.surname_counts, surname),
        ] {
            if id != 0
                && let Some(count) = counts.get_mut(id as usize)
            {
                *count = self.get(column, dicts.compact.text(id));
            }
        }
        if let Some(key) = dicts.whole_name(row) {
            let count = self.get(Column::WholeName, &whole_name(dicts, key));
            dicts.whole_names.insert(key, count);
        }
        if let Some(number) = row.nhs.number() {
            dicts.nhs.insert(number, self.get(Column::Nhs, &number.to_string()));
        }
    }
}

fn whole_name(dicts: &Dicts, key: u64) -> String {
    let part = |id: u64| dicts.compact.text(u32::try_from(id).unwrap_or(0));
    format!("{}\u{1f}{}", part(key >> 32), part(key & 0xffff_ffff))
}
