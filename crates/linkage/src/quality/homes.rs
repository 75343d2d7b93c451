//! Groups that linkage finds hard and that no extract marks: people of a communal home, twins, and
//! namesakes of one home. Found from the records themselves, with the truth about who is who.
//!
//! A person's home is the first place of any of their records, by address and postcode together, as
//! standardised. Names and dates of birth are those that most of their records give.

use rustc_hash::FxHashMap;
use terms::Date;

use super::Truth;
use crate::records::{RecordIx, Records, Row};

/// People of an age that make a home communal.
pub const COMMUNAL_PEOPLE: usize = 10;

/// An address and its postcode, as numbers.
type Home = (u32, u32);

/// People who have a record at a communal home: one where ten or more people live who were born on or
/// before `born_by` (sixty-five years ago, for care homes). By number of the person.
#[must_use]
pub fn communal(records: &Records, truth: &Truth, born_by: Date) -> Vec<bool> {
    let born = truth.label_people(|record| row(records, record).and_then(|row| some(row.born)));
    let latest = packed(born_by);
    let is_old = |person: u32| {
        born.get(person as usize).copied().flatten().is_some_and(|born| born <= latest)
    };
    let mut communal = vec![false; truth.people];
    for people in residents(records, truth).values() {
        if people.iter().filter(|person| is_old(**person)).count() >= COMMUNAL_PEOPLE {
            mark(&mut communal, people);
        }
    }
    communal
}

/// People who share date of birth, sound of the surname and home with somebody else: twins, as a rule.
/// By number of the person.
#[must_use]
pub fn twins(records: &Records, truth: &Truth) -> Vec<bool> {
    alike(records, truth, |row| {
        let sound = records.dicts.name_info.get(row.surname as usize)?.sound;
        Some((some(row.born)?, some(sound)?))
    })
}

/// People who share first name, surname and home with somebody else, such as father and son. By number
/// of the person.
#[must_use]
pub fn namesakes(records: &Records, truth: &Truth) -> Vec<bool> {
    alike(records, truth, |row| {
        let same = |name: u32| records.dicts.name_info.get(name as usize).map(|info| info.same);
        Some((some(same(row.first)?)?, some(same(row.surname)?)?))
    })
}

/// People of one home who are alike in what most of their records say.
fn alike(records: &Records, truth: &Truth, says: impl Fn(&Row) -> Option<(u32, u32)>) -> Vec<bool> {
    let traits = truth.label_people(|record| row(records, record).and_then(|row| says(&row)));
    let of = |person: u32| traits.get(person as usize).copied().flatten();
    let mut found = vec![false; truth.people];
    for people in residents(records, truth).into_values().filter(|people| people.len() > 1) {
        let mut known: Vec<((u32, u32), u32)> =
            people.into_iter().filter_map(|person| Some((of(person)?, person))).collect();
        known.sort_unstable();
        for same in known.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
            let people: Vec<u32> = same.iter().map(|(_, person)| *person).collect();
            mark(&mut found, &people);
        }
    }
    found
}

/// The people of each home, each once.
fn residents(records: &Records, truth: &Truth) -> FxHashMap<Home, Vec<u32>> {
    let mut found: FxHashMap<Home, Vec<u32>> = FxHashMap::default();
    for ix in (0_u32..).take(records.len()) {
        let home = row(records, RecordIx(ix)).and_then(|row| home(records, &row));
        if let (Some(home), Some(person)) = (home, truth.of(ix)) {
            found.entry(home).or_default().push(person);
        }
    }
    for people in found.values_mut() {
        people.sort_unstable();
        people.dedup();
    }
    found
}

fn home(records: &Records, row: &Row) -> Option<Home> {
    let place = records.places_of(row).first()?;
    Some((some(place.address)?, some(place.postcode)?))
}

fn row(records: &Records, record: RecordIx) -> Option<Row> {
    records.position.get(record.0 as usize).map(|position| records.row(*position))
}

fn some(number: u32) -> Option<u32> {
    (number != 0).then_some(number)
}

fn mark(found: &mut [bool], people: &[u32]) {
    for person in people {
        if let Some(slot) = found.get_mut(*person as usize) {
            *slot = true;
        }
    }
}

/// As dates of birth are kept: `0xYYYYMMDD`.
fn packed(date: Date) -> u32 {
    let digits = u32::try_from(date.year()).unwrap_or_default() * 10_000
        + u32::from(date.month().unsigned_abs()) * 100
        + u32::from(date.day().unsigned_abs());
    (0..8).fold(0, |packed, place| packed | ((digits / 10_u32.pow(place) % 10) << (4 * place)))
}
