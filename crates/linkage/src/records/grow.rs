//! Adding records to those that are already in order, and forgetting them again.

use super::{Dicts, Ids, RecordIx, Records, RecordsBuilder, Row, Source, SourceIx};
use crate::engine::dict::Dict;
use crate::identity::Identity;
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
    /// Makes room for some records more, so that the next one does not wait for all to be moved.
    pub(crate) fn make_room(&mut self, records: usize) {
        self.rows.reserve_exact(records);
        self.places.reserve_exact(records);
        self.position.reserve_exact(records);
        self.index.reserve_exact(records);
    }

    /// Adds a source.
    pub(crate) fn add_source(&mut self, name: &str, unique: bool) -> SourceIx {
        let ix = u16::try_from(self.sources.len()).unwrap_or(u16::MAX);
        self.sources.push(Source { name: name.to_owned(), unique });
        SourceIx(ix)
    }

    /// Adds a record after all others, at the position of its number.
    pub(crate) fn grow(
        &mut self,
        standardiser: &mut Standardiser,
        source: SourceIx,
        record_id: &str,
        identity: &Identity<'_>,
    ) -> RecordIx {
        let mut builder = self.lend_to_builder(standardiser);
        builder.push(source, record_id, identity);
        let row = builder.row(0);
        self.take_back(builder, standardiser);
        let ix = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.push(row);
        self.ids.push(source.0, record_id);
        self.position.push(ix);
        self.index.push(ix);
        RecordIx(ix)
    }

    /// A builder without records that knows every value of these.
    fn lend_to_builder(&mut self, standardiser: &mut Standardiser) -> RecordsBuilder {
        let dicts = std::mem::take(&mut self.dicts);
        let mut builder = RecordsBuilder::new(&Standardiser::default());
        let names = &mut builder.names;
        names.standardiser = std::mem::take(standardiser);
        names.names = dicts.names;
        names.name_info = dicts.name_info;
        names.name_marks = dicts.name_marks;
        names.compact = dicts.compact;
        names.first_counts = dicts.first_counts;
        names.surname_counts = dicts.surname_counts;
        names.sounds = dicts.sounds;
        names.whole_names = dicts.whole_names;
        let places = &mut builder.places;
        places.places = std::mem::take(&mut self.places);
        places.addresses = dicts.addresses;
        places.address_streets = dicts.address_streets;
        places.numbers = dicts.numbers;
        places.streets = dicts.streets;
        places.postcodes = dicts.postcodes;
        places.sectors = dicts.sectors;
        places.outwards = dicts.outwards;
        places.uprns = dicts.uprns;
        let others = &mut builder.others;
        others.phones = dicts.phones;
        others.emails = dicts.emails;
        others.practices = dicts.practices;
        others.towns = dicts.towns;
        others.other_ids = dicts.other_ids;
        others.births = dicts.births;
        others.nhs = dicts.nhs;
        others.nhs_starts = dicts.nhs_starts;
        builder
    }

    fn take_back(&mut self, builder: RecordsBuilder, standardiser: &mut Standardiser) {
        let RecordsBuilder { mut names, mut places, others, .. } = builder;
        *standardiser = std::mem::take(&mut names.standardiser);
        self.places = std::mem::take(&mut places.places);
        self.dicts = Dicts::of(names, places, others);
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
        dicts.name_marks.truncate(dicts.names.next() as usize);
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
            ids: Ids::default(),
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
