//! How good a linkage is, against a known truth.
//!
//! *Pairwise* counts the scored pairs inside persons (band `auto`) against all true pairs.
//! *Cluster* counts every pair that the persons imply. *B-cubed* averages over records: of the records
//! said to be the same person as this one, how many are, and of those that are, how many were found
//! (A. Bagga, B. Baldwin, 1998). Records that the truth does not name are left out of all three.
//! [`groups`] counts what was missed and what is false for each group of people, and [`homes`] finds
//! the groups that linkage finds hardest.

pub mod groups;
pub mod homes;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::engine::{Band, Edge};
use crate::files::table::Table;
use crate::records::{RecordIx, Records};
use crate::{Error, Linkage};

/// Precision and recall with the counts behind them.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Score {
    /// Pairs found that are true.
    pub true_found: u64,
    /// Pairs found.
    pub found: u64,
    /// True pairs.
    pub truth: u64,
    /// `true_found / found`, 1 when nothing was found.
    pub precision: f64,
    /// `true_found / truth`, 1 when there is nothing to find.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

impl Score {
    fn of(true_found: u64, found: u64, truth: u64) -> Self {
        let share = |part: u64, whole: u64| {
            if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
        };
        let (precision, recall) = (share(true_found, found), share(true_found, truth));
        Self { true_found, found, truth, precision, recall, f1: f1(precision, recall) }
    }
}

fn f1(precision: f64, recall: f64) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

/// Quality of a linkage.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Quality {
    /// Records that the truth names.
    pub records: u64,
    /// Rows of the truth that name no record here.
    pub unknown: u64,
    /// Linked pairs against true pairs.
    pub pairwise: Score,
    /// Pairs implied by the persons against true pairs.
    pub cluster: Score,
    /// As `cluster`, per pair of sources in alphabetical order.
    pub by_sources: BTreeMap<String, Score>,
    /// B-cubed precision.
    pub b3_precision: f64,
    /// B-cubed recall.
    pub b3_recall: f64,
    /// B-cubed F1.
    pub b3_f1: f64,
}

/// The true person of each record, by number; `None` where the truth is silent.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    person: Vec<Option<u32>>,
    people: usize,
    unknown: u64,
}

impl Truth {
    /// Reads a CSV with a source, a record id and a person id (`source` or `source_file`, `record_id`
    /// or `source_record_id`, `person_id` or `person_uid`).
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Csv`] or [`Error::Column`].
    pub fn read(path: &Path, records: &Records) -> Result<Self, Error> {
        let table = Table::read(path)?;
        let column = |names: &[&str]| {
            names.iter().find_map(|name| table.column(name)).ok_or_else(|| Error::Column {
                file: table.file.clone(),
                column: names.first().copied().unwrap_or_default().to_owned(),
            })
        };
        let source = column(&["source", "source_file"])?;
        let record = column(&["record_id", "source_record_id"])?;
        let person = column(&["person_id", "person_uid"])?;
        let rows = table.rows.iter().map(|row| {
            let source = row.get(source);
            let source = source.strip_suffix(".csv").unwrap_or(source);
            ((source.to_owned(), row.get(record).to_owned()), row.get(person).to_owned())
        });
        Ok(Self::from_rows(rows, records))
    }

    /// From ((source, record id), person) rows.
    pub fn from_rows(
        rows: impl IntoIterator<Item = ((String, String), String)>,
        records: &Records,
    ) -> Self {
        let known: FxHashMap<(&str, &str), u32> = (0_u32..)
            .take(records.len())
            .map(|ix| {
                let record = RecordIx(ix);
                ((records.source_name(record), records.record_id(record)), ix)
            })
            .collect();
        let mut out = Self { person: vec![None; records.len()], people: 0, unknown: 0 };
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        for ((source, record), person) in rows {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            let number = *numbers.entry(person).or_insert(next);
            let at = known.get(&(source.as_str(), record.as_str()));
            match at.and_then(|ix| out.person.get_mut(*ix as usize)) {
                Some(slot) => *slot = Some(number),
                None => out.unknown += 1,
            }
        }
        out.people = numbers.len();
        out
    }

    /// From a function of source and record id, such as the `rec-N` of FEBRL.
    pub fn from_fn(records: &Records, person: impl Fn(&str, &str) -> Option<String>) -> Self {
        let rows: Vec<_> = (0_u32..)
            .take(records.len())
            .filter_map(|ix| {
                let (source, id) =
                    (records.source_name(RecordIx(ix)), records.record_id(RecordIx(ix)));
                Some(((source.to_owned(), id.to_owned()), person(source, id)?))
            })
            .collect();
        Self::from_rows(rows, records)
    }

    /// Rows of the truth that name no record here.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown
    }

    /// What each person is called: the label that most of their records give, the smallest where
    /// several are given as often, `None` where none is. By number of the person.
    pub fn label_people<L: Copy + Ord>(
        &self,
        label_of: impl Fn(RecordIx) -> Option<L>,
    ) -> Vec<Option<L>> {
        let mut given: Vec<Vec<(L, u32)>> = vec![Vec::new(); self.people];
        for (record, person) in (0_u32..).zip(&self.person) {
            let slot = person.and_then(|person| given.get_mut(person as usize));
            let (Some(labels), Some(label)) = (slot, label_of(RecordIx(record))) else { continue };
            match labels.iter_mut().find(|(known, _)| *known == label) {
                Some((_, times)) => *times += 1,
                None => labels.push((label, 1)),
            }
        }
        given
            .into_iter()
            .map(|labels| {
                let most =
                    labels.into_iter().min_by_key(|(label, times)| (Reverse(*times), *label));
                most.map(|(label, _)| label)
            })
            .collect()
    }

    fn of(&self, record: u32) -> Option<u32> {
        self.person.get(record as usize).copied().flatten()
    }
}

/// Measures a linkage against the truth.
#[must_use]
pub fn measure(records: &Records, linkage: &Linkage, truth: &Truth) -> Quality {
    let mut out = measure_groups(records, &linkage.cluster_of, truth);
    out.pairwise = pairwise(&linkage.edges, truth, out.cluster.truth);
    out
}

/// Measures groups of records against the truth, where the pairs behind them are not known:
/// `pairwise` then stays empty.
#[must_use]
pub fn measure_groups(records: &Records, cluster_of: &[u32], truth: &Truth) -> Quality {
    let mut cells: BTreeMap<(u32, u32, u16), u64> = BTreeMap::new();
    let mut named = 0;
    for (ix, cluster) in (0_u32..).zip(cluster_of) {
        if let (Some(person), Some(source)) = (truth.of(ix), records.source_of(RecordIx(ix))) {
            *cells.entry((*cluster, person, source.0)).or_default() += 1;
            named += 1;
        }
    }
    let by_cluster = totals(&cells, |(cluster, _, source)| (*cluster, *source));
    let by_person = totals(&cells, |(_, person, source)| (*person, *source));
    let both: BTreeMap<((u32, u32), u16), u64> = cells
        .iter()
        .map(|((cluster, person, source), n)| (((*cluster, *person), *source), *n))
        .collect();
    let (true_found, found, truth_pairs) = (pairs(&both), pairs(&by_cluster), pairs(&by_person));
    let mut out = Quality {
        records: named,
        unknown: truth.unknown,
        cluster: Score::of(sum(&true_found), sum(&found), sum(&truth_pairs)),
        ..Quality::default()
    };
    for sources in truth_pairs.keys().chain(found.keys()) {
        let name = |s: u16| records.sources.get(usize::from(s)).map_or("", |s| s.name.as_str());
        let (a, b) = (name(sources.0), name(sources.1));
        let at = |map: &PairCounts| map.get(sources).copied().unwrap_or(0);
        out.by_sources.insert(
            format!("{} - {}", a.min(b), a.max(b)),
            Score::of(at(&true_found), at(&found), at(&truth_pairs)),
        );
    }
    b_cubed(&cells, named, &mut out);
    out
}

fn pairwise(edges: &[Edge], truth: &Truth, truth_pairs: u64) -> Score {
    let (mut true_found, mut found) = (0, 0);
    for edge in edges.iter().filter(|edge| edge.band == Band::Auto) {
        if let (Some(a), Some(b)) = (truth.of(edge.a.0), truth.of(edge.b.0)) {
            found += 1;
            true_found += u64::from(a == b);
        }
    }
    Score::of(true_found, found, truth_pairs)
}

type PairCounts = BTreeMap<(u16, u16), u64>;

fn sum(counts: &PairCounts) -> u64 {
    counts.values().sum()
}

fn totals<K: Ord>(
    cells: &BTreeMap<(u32, u32, u16), u64>,
    key: impl Fn(&(u32, u32, u16)) -> K,
) -> BTreeMap<K, u64> {
    let mut out = BTreeMap::new();
    for (cell, n) in cells {
        *out.entry(key(cell)).or_default() += n;
    }
    out
}

/// Pairs within each group, per pair of sources.
fn pairs<G: Ord + Copy>(counts: &BTreeMap<(G, u16), u64>) -> PairCounts {
    let mut out = PairCounts::new();
    let all: Vec<(G, u16, u64)> = counts.iter().map(|((g, s), n)| (*g, *s, *n)).collect();
    for group in all.chunk_by(|a, b| a.0 == b.0) {
        for (i, (_, s, n)) in group.iter().enumerate() {
            if *n > 1 {
                *out.entry((*s, *s)).or_default() += n * (n - 1) / 2;
            }
            for (_, t, m) in group.iter().skip(i + 1) {
                *out.entry((*s, *t)).or_default() += n * m;
            }
        }
    }
    out
}

fn b_cubed(cells: &BTreeMap<(u32, u32, u16), u64>, named: u64, out: &mut Quality) {
    let clusters = totals(cells, |(cluster, _, _)| *cluster);
    let persons = totals(cells, |(_, person, _)| *person);
    let both = totals(cells, |(cluster, person, _)| (*cluster, *person));
    let (mut precision, mut recall) = (0.0, 0.0);
    for ((cluster, person), n) in both {
        let n = n as f64;
        let size = |map: &BTreeMap<u32, u64>, key| map.get(&key).copied().unwrap_or(1) as f64;
        precision += n * n / size(&clusters, cluster);
        recall += n * n / size(&persons, person);
    }
    let named = (named.max(1)) as f64;
    out.b3_precision = precision / named;
    out.b3_recall = recall / named;
    out.b3_f1 = f1(out.b3_precision, out.b3_recall);
}
