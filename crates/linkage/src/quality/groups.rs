//! Whom linkage serves worse: what was missed, what is false and what cannot be linked, by group.
//!
//! - **Missed**: of the pairs of records that are one person, those that were left apart. A true pair
//!   belongs to the group of its person.
//! - **False**: of the pairs of records that were made one person, those that are two people. A false
//!   pair belongs to the groups of both, once where it is the same, because either is harmed; so a
//!   group's pairs are those that touch it, and groups may add up to more than the whole.
//! - **Unlinkable**: of the records, those with too little to be found by. See [`is_unlinkable`].
//!
//! Records that the truth does not name are in none of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Truth;
use crate::records::{RecordIx, Records};
use crate::standardise::numbers::Nhs;

/// Counts of one group, from which its shares follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// People of the truth.
    pub people: u64,
    /// Their records.
    pub records: u64,
    /// Of these, records with too little to be found by.
    pub unlinkable: u64,
    /// Pairs of records that are one person.
    pub true_pairs: u64,
    /// Of these, pairs left apart.
    pub missed: u64,
    /// Pairs of records that were made one person.
    pub made_pairs: u64,
    /// Of these, pairs of two people.
    pub false_pairs: u64,
}

/// Whether a record has too little to be found by: no NHS number with a right check digit, and fewer
/// than two of a name (a surname or a first name), a date of birth that is none of the fillers such as
/// 1 January 1900, and a place (a postcode that names an area, an address, or a property number).
#[must_use]
pub fn is_unlinkable(records: &Records, record: RecordIx) -> bool {
    let Some(position) = records.position.get(record.0 as usize) else { return true };
    let row = records.row(*position);
    let has_name = row.surname != 0 || row.first != 0;
    let (has_birth, has_place) = (row.born != 0, !records.places_of(&row).is_empty());
    let known = [has_name, has_birth, has_place].into_iter().filter(|has| *has).count();
    !matches!(row.nhs, Nhs::Valid(_)) && known < 2
}

/// Records of one person from one source that were put together.
#[derive(Clone, Copy, Debug)]
struct Cell {
    person: u32,
    cluster: u32,
    source: u16,
    records: u64,
    unlinkable: u64,
}

/// A linkage beside the truth.
#[derive(Debug)]
pub struct Compared<'r> {
    records: &'r Records,
    /// By person, so that a person's cells stand together.
    cells: Vec<Cell>,
    /// The same by cluster.
    by_cluster: Vec<Cell>,
}

impl<'r> Compared<'r> {
    /// Sets groups of records, numbered in `cluster_of` by record, beside the truth.
    #[must_use]
    pub fn new(records: &'r Records, cluster_of: &[u32], truth: &Truth) -> Self {
        let mut counted: BTreeMap<(u32, u32, u16), (u64, u64)> = BTreeMap::new();
        for (ix, cluster) in (0_u32..).zip(cluster_of) {
            let record = RecordIx(ix);
            let (Some(person), Some(source)) = (truth.of(ix), records.source_of(record)) else {
                continue;
            };
            let cell = counted.entry((person, *cluster, source.0)).or_default();
            cell.0 += 1;
            cell.1 += u64::from(is_unlinkable(records, record));
        }
        let cells: Vec<Cell> = counted
            .into_iter()
            .map(|((person, cluster, source), (records, unlinkable))| Cell {
                person,
                cluster,
                source,
                records,
                unlinkable,
            })
            .collect();
        let mut by_cluster = cells.clone();
        by_cluster.sort_by_key(|cell| (cell.cluster, cell.person, cell.source));
        Self { records, cells, by_cluster }
    }

    /// Everybody.
    #[must_use]
    pub fn total(&self) -> Counts {
        self.tally(|_| (), |_, _| [Some(()), None]).remove(&()).unwrap_or_default()
    }

    /// By label of the person, given by number as [`Truth::label_people`] gives them. People without a
    /// label are in no group.
    pub fn by_people<L: Copy + Ord>(&self, labels: &[Option<L>]) -> BTreeMap<L, Counts> {
        let label = |cell: &Cell| labels.get(cell.person as usize).copied().flatten();
        let found = self.tally(label, |a, b| {
            let (one, other) = (label(a), label(b));
            [Some(one), (one != other).then_some(other)]
        });
        found.into_iter().filter_map(|(label, counts)| Some((label?, counts))).collect()
    }

    /// By the source that a record comes from: a pair belongs to the sources of both.
    #[must_use]
    pub fn by_source(&self) -> BTreeMap<String, Counts> {
        let found = self.tally(
            |cell| cell.source,
            |a, b| [Some(a.source), (a.source != b.source).then_some(b.source)],
        );
        found.into_iter().map(|(source, counts)| (self.name(source).to_owned(), counts)).collect()
    }

    /// By the two sources of a pair, `acute - gp`, the names in the order of the alphabet. Pairs only:
    /// people and records are 0.
    #[must_use]
    pub fn by_source_pair(&self) -> BTreeMap<String, Counts> {
        let pair = |a: &Cell, b: &Cell| (a.source.min(b.source), a.source.max(b.source));
        let found = self.tally(|_| (u16::MAX, u16::MAX), |a, b| [Some(pair(a, b)), None]);
        let mut named: BTreeMap<String, Counts> = BTreeMap::new();
        for ((a, b), counts) in found {
            if a != u16::MAX {
                let (a, b) = (self.name(a), self.name(b));
                named.insert(format!("{} - {}", a.min(b), a.max(b)), counts);
            }
        }
        named
    }

    fn name(&self, source: u16) -> &str {
        self.records.sources.get(usize::from(source)).map_or("", |source| source.name.as_str())
    }

    /// Counts by the key of each cell, for heads and records, and by the keys of each pair.
    fn tally<K: Copy + Ord>(
        &self,
        key: impl Fn(&Cell) -> K,
        keys: impl Fn(&Cell, &Cell) -> [Option<K>; 2],
    ) -> BTreeMap<K, Counts> {
        let mut found: BTreeMap<K, Counts> = BTreeMap::new();
        for person in self.cells.chunk_by(|a, b| a.person == b.person) {
            let heads: BTreeSet<K> = person.iter().map(&key).collect();
            for head in heads {
                found.entry(head).or_default().people += 1;
            }
            for cell in person {
                let counts = found.entry(key(cell)).or_default();
                counts.records += cell.records;
                counts.unlinkable += cell.unlinkable;
            }
            pairs(person, |a, b, pairs| {
                for key in keys(a, b).into_iter().flatten() {
                    let counts = found.entry(key).or_default();
                    counts.true_pairs += pairs;
                    counts.missed += if a.cluster == b.cluster { 0 } else { pairs };
                }
            });
        }
        for cluster in self.by_cluster.chunk_by(|a, b| a.cluster == b.cluster) {
            pairs(cluster, |a, b, pairs| {
                for key in keys(a, b).into_iter().flatten() {
                    let counts = found.entry(key).or_default();
                    counts.made_pairs += pairs;
                    counts.false_pairs += if a.person == b.person { 0 } else { pairs };
                }
            });
        }
        found
    }
}

/// Every pair of cells and the number of pairs of records in it, a cell with itself included.
fn pairs(cells: &[Cell], mut take: impl FnMut(&Cell, &Cell, u64)) {
    for (at, a) in cells.iter().enumerate() {
        if a.records > 1 {
            take(a, a, a.records * (a.records - 1) / 2);
        }
        for b in cells.iter().skip(at + 1) {
            take(a, b, a.records * b.records);
        }
    }
}
