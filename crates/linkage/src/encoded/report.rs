//! What links between encoded files say: who is on both, per group, and how right it is.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::assign::Links;
use super::files::EncodedFile;
use crate::Error;
use crate::files::table::Table;

/// One value of a kept column: how many records of that file have it, and how many of them are on
/// both files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The file that the column is from.
    pub file: String,
    /// The column.
    pub column: String,
    /// The value; empty where the record has none.
    pub value: String,
    /// Records.
    pub records: u64,
    /// Records on both.
    pub both: u64,
}

/// Counts per kept column and value of both files, in their order.
#[must_use]
pub fn groups(a: &EncodedFile, b: &EncodedFile, links: &Links) -> Vec<Group> {
    let mut out = Vec::new();
    for (file, is_first) in [(a, true), (b, false)] {
        for (at, column) in file.kept.iter().enumerate() {
            let mut both: BTreeMap<&str, u64> = BTreeMap::new();
            for link in &links.links {
                let number = if is_first { link.a } else { link.b };
                let record = file.records.get(number as usize);
                if let Some(value) = record.and_then(|record| record.kept.get(at)) {
                    *both.entry(value).or_default() += 1;
                }
            }
            out.extend(file.groups(at).into_iter().map(|(value, records)| Group {
                file: file.file.clone(),
                column: column.clone(),
                value: value.to_owned(),
                records,
                both: both.get(value).copied().unwrap_or(0),
            }));
        }
    }
    out
}

/// Writes `file_a,source_a,record_id_a,file_b,source_b,record_id_b,similarity,margin` of all pairs of
/// files, most alike first.
///
/// # Errors
/// [`Error::File`].
pub fn write_links(
    path: &Path,
    pairs: &[(&EncodedFile, &EncodedFile, &Links)],
) -> Result<(), Error> {
    let failed = |e: String| Error::File { file: path.display().to_string(), reason: e };
    let mut out = csv::Writer::from_path(path).map_err(|e| failed(e.to_string()))?;
    out.write_record([
        "file_a",
        "source_a",
        "record_id_a",
        "file_b",
        "source_b",
        "record_id_b",
        "similarity",
        "margin",
    ])
    .map_err(|e| failed(e.to_string()))?;
    for (a, b, links) in pairs {
        for link in &links.links {
            let sides = (a.records.get(link.a as usize), b.records.get(link.b as usize));
            let (Some(one), Some(other)) = sides else { continue };
            out.write_record([
                a.file.as_str(),
                &one.source,
                &one.record_id,
                b.file.as_str(),
                &other.source,
                &other.record_id,
                &format!("{:.4}", link.similarity),
                &format!("{:.4}", link.margin),
            ])
            .map_err(|e| failed(e.to_string()))?;
        }
    }
    out.flush().map_err(|e| failed(e.to_string()))
}

/// How right the links between two files are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Links between records that the truth names.
    pub links: u64,
    /// Of these, right ones.
    pub right: u64,
    /// People who are on both files.
    pub people: u64,
    /// Of these, people with a right link.
    pub people_found: u64,
}

impl Measured {
    /// Right links of all links.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.links)
    }

    /// People found of all people on both.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.people_found, self.people)
    }

    /// Harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let (precision, recall) = (self.precision(), self.recall());
        if precision + recall == 0.0 {
            0.0
        } else {
            2.0 * precision * recall / (precision + recall)
        }
    }

    /// By what share the number of links misses the number of people on both.
    #[must_use]
    pub fn count_error(&self) -> f64 {
        if self.people == 0 { 0.0 } else { self.links as f64 / self.people as f64 - 1.0 }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Who is really who, by source and pseudonym.
#[derive(Clone, Debug, Default)]
pub struct KnownTruth {
    persons: FxHashMap<(String, String), String>,
}

impl KnownTruth {
    /// Reads `source,record_id,person_id`; `pseudonym` turns a source's number of a record into what
    /// stands for it in the encoded files.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Csv`] or [`Error::Column`].
    pub fn read(path: &Path, pseudonym: impl Fn(&str, &str) -> String) -> Result<Self, Error> {
        let header = Table::read_header(path)?;
        let column = |names: &[&str]| {
            names.iter().find_map(|name| header.column(name)).ok_or_else(|| Error::Column {
                file: header.file.clone(),
                column: names.first().copied().unwrap_or_default().to_owned(),
            })
        };
        let source = column(&["source", "source_file"])?;
        let record = column(&["record_id", "source_record_id"])?;
        let person = column(&["person_id", "person_uid"])?;
        let mut out = Self::default();
        Table::each_row(path, |row| {
            let source = row.get(source);
            let source = source.strip_suffix(".csv").unwrap_or(source);
            let key = (source.to_owned(), pseudonym(source, row.get(record)));
            out.persons.insert(key, row.get(person).to_owned());
            Ok(())
        })?;
        Ok(out)
    }

    fn persons(&self, file: &EncodedFile) -> Vec<Option<&str>> {
        let person = |record: &super::Sent| {
            let key = (record.source.clone(), record.record_id.clone());
            self.persons.get(&key).map(String::as_str)
        };
        file.records.iter().map(person).collect()
    }
}

/// Measures the links between two files.
#[must_use]
pub fn measure(a: &EncodedFile, b: &EncodedFile, links: &Links, truth: &KnownTruth) -> Measured {
    let (a, b) = (truth.persons(a), truth.persons(b));
    let on_a: FxHashSet<&str> = a.iter().flatten().copied().collect();
    let on_both: FxHashSet<&str> =
        b.iter().flatten().copied().filter(|person| on_a.contains(person)).collect();
    let mut found = FxHashSet::default();
    let mut out = Measured { people: on_both.len() as u64, ..Measured::default() };
    for link in &links.links {
        let one = a.get(link.a as usize).copied().flatten();
        let other = b.get(link.b as usize).copied().flatten();
        if let (Some(one), Some(other)) = (one, other) {
            out.links += 1;
            if one == other {
                out.right += 1;
                found.insert(one);
            }
        }
    }
    out.people_found = found.len() as u64;
    out
}
