//! Adding records to those that are already in order, and forgetting them again.

use super::{Records, RecordsBuilder, Row};
use crate::engine::dict::Dict;
use crate::standardise::Standardiser;

/// How much was known at a moment.
#[derive(Debug)]
pub(crate) struct Mark {
    rows: usize,
    places: usize,
    texts: Vec<u32>,
    numbers: usize,
    number_starts: usize,
    whole_names: usize,
}

impl Records {
    /// Lets a builder add to these records. New records stand after all others, each at the position
    /// of its number.
    pub(crate) fn grow<T>(
        &mut self,
        standardiser: &mut Standardiser,
        work: impl FnOnce(&mut RecordsBuilder) -> T,
    ) -> T {
        let mut builder = RecordsBuilder {
            standardiser: std::mem::take(standardiser),
            sources: std::mem::take(&mut self.sources),
            rows: std::mem::take(&mut self.rows),
            places: std::mem::take(&mut self.places),
            dicts: std::mem::take(&mut self.dicts),
            ids: std::mem::take(&mut self.ids),
            raw_names: rustc_hash::FxHashMap::default(),
        };
        let out = work(&mut builder);
        *standardiser = builder.standardiser;
        self.sources = builder.sources;
        self.rows = builder.rows;
        self.places = builder.places;
        self.dicts = builder.dicts;
        self.ids = builder.ids;
        for at in self.position.len()..self.rows.len() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.position.push(at);
            self.index.push(at);
        }
        out
    }

    /// What is known now.
    pub(crate) fn mark(&mut self) -> Mark {
        Mark {
            rows: self.rows.len(),
            places: self.places.len(),
            texts: self.texts().iter().map(|dict| dict.next()).collect(),
            numbers: self.dicts.nhs.len(),
            number_starts: self.dicts.nhs_starts.len(),
            whole_names: self.dicts.whole_names.len(),
        }
    }

    /// Forgets the record that was added since `mark`, with every value that came with it.
    pub(crate) fn forget_since(&mut self, mark: &Mark) {
        for row in self.rows.get(mark.rows..).unwrap_or_default() {
            let whole_name = self.dicts.whole_name(row);
            if self.dicts.nhs.len() > mark.numbers
                && let Some(number) = row.nhs.number()
            {
                self.dicts.nhs.remove(&number);
            }
            if self.dicts.nhs_starts.len() > mark.number_starts
                && let Some(start) = row.nhs.start_of_cut()
            {
                self.dicts.nhs_starts.remove(&start);
            }
            if self.dicts.whole_names.len() > mark.whole_names
                && let Some(key) = whole_name
            {
                self.dicts.whole_names.remove(&key);
            }
        }
        self.rows.truncate(mark.rows);
        self.ids.truncate(mark.rows);
        self.position.truncate(mark.rows);
        self.index.truncate(mark.rows);
        self.places.truncate(mark.places);
        for (dict, next) in self.texts().into_iter().zip(&mark.texts) {
            dict.forget_from(*next);
        }
        let dicts = &mut self.dicts;
        dicts.name_info.truncate(dicts.names.next() as usize);
        dicts.first_counts.truncate(dicts.compact.next() as usize);
        dicts.surname_counts.truncate(dicts.compact.next() as usize);
        dicts.address_numbers.truncate(dicts.addresses.next() as usize);
        dicts.address_streets.truncate(dicts.addresses.next() as usize);
    }

    /// Whether two records of one source have the same values.
    pub(crate) fn says_the_same(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.row(a), self.row(b));
        let (x, y) = (self.places_of(&a), self.places_of(&b));
        x == y && Row { places_start: 0, ..a } == Row { places_start: 0, ..b }
    }

    /// Lends these values to other rows of them for a while: a part of the records in another order.
    pub(crate) fn lend<T>(&mut self, rows: Vec<Row>, work: impl FnOnce(&Self) -> T) -> T {
        let numbers: Vec<u32> = (0_u32..).take(rows.len()).collect();
        let part = Self {
            sources: std::mem::take(&mut self.sources),
            rows,
            places: std::mem::take(&mut self.places),
            dicts: std::mem::take(&mut self.dicts),
            position: numbers.clone(),
            index: numbers,
            ids: Vec::new(),
        };
        let out = work(&part);
        self.sources = part.sources;
        self.places = part.places;
        self.dicts = part.dicts;
        out
    }

    fn texts(&mut self) -> [&mut Dict; 16] {
        let dicts = &mut self.dicts;
        [
            &mut dicts.names,
            &mut dicts.compact,
            &mut dicts.sounds,
            &mut dicts.addresses,
            &mut dicts.numbers,
            &mut dicts.streets,
            &mut dicts.postcodes,
            &mut dicts.sectors,
            &mut dicts.outwards,
            &mut dicts.uprns,
            &mut dicts.phones,
            &mut dicts.emails,
            &mut dicts.practices,
            &mut dicts.towns,
            &mut dicts.other_ids,
            &mut dicts.births,
        ]
    }
}
