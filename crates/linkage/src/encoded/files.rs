//! Encoded files: written by whoever holds the names, read by whoever counts.
//!
//! The first line names the scheme and the key's fingerprint, then comes a CSV:
//! `source,record_id,encoding` and the columns that were kept. `record_id` is a pseudonym, and the
//! rows stand in its order, so that neither says where a record stood.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;

use rustc_hash::FxHashSet;

use super::bits::Encoding;
use super::scheme::Scheme;
use crate::Error;

/// The columns before those that were kept.
const COLUMNS: [&str; 3] = ["source", "record_id", "encoding"];
/// Most records of an encoded file.
const RECORDS_MAX: usize = 20_000_000;
/// Most columns that are kept.
pub(super) const KEPT_MAX: usize = 8;
/// Longest first line, in bytes.
const HEAD_BYTES_MAX: u64 = 1_000;

/// A record as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The source's name.
    pub source: String,
    /// The pseudonym of its number.
    pub record_id: String,
    /// The encoding.
    pub encoding: Encoding,
    /// Values of the kept columns, in their order.
    pub kept: Vec<String>,
}

/// An encoded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedFile {
    /// The file's name without folder.
    pub file: String,
    /// How it was encoded.
    pub scheme: Scheme,
    /// Fingerprint of the key.
    pub fingerprint: String,
    /// Names of the kept columns.
    pub kept: Vec<String>,
    /// The records, in the order of their pseudonyms.
    pub records: Vec<Sent>,
}

impl EncodedFile {
    /// Writes the file.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let failed = |reason: String| Error::File { file: path.display().to_string(), reason };
        let file = std::fs::File::create(path).map_err(|e| failed(e.to_string()))?;
        let mut out = std::io::BufWriter::new(file);
        writeln!(out, "{}", self.scheme.head(&self.fingerprint))
            .map_err(|e| failed(e.to_string()))?;
        let mut rows = csv::Writer::from_writer(out);
        let kept = self.kept.iter().map(String::as_str);
        rows.write_record(COLUMNS.into_iter().chain(kept)).map_err(|e| failed(e.to_string()))?;
        for record in &self.records {
            let bits = record.encoding.to_text();
            let first = [record.source.as_str(), record.record_id.as_str(), bits.as_str()];
            let kept = record.kept.iter().map(String::as_str);
            rows.write_record(first.into_iter().chain(kept)).map_err(|e| failed(e.to_string()))?;
        }
        rows.flush().map_err(|e| failed(e.to_string()))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be opened, [`Error::Encoded`] when it is no encoded file,
    /// [`Error::Csv`] with the line and column of what is wrong.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let name =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let input = std::fs::File::open(path)
            .map_err(|e| Error::File { file: name.clone(), reason: e.to_string() })?;
        Self::parse(&name, input)
    }

    /// Reads the contents of a file; `name` is for messages.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn parse(name: &str, input: impl std::io::Read) -> Result<Self, Error> {
        let mut input = BufReader::new(input);
        let mut head = Vec::new();
        let failed =
            |e: std::io::Error| Error::File { file: name.to_owned(), reason: e.to_string() };
        input.by_ref().take(HEAD_BYTES_MAX).read_until(b'\n', &mut head).map_err(failed)?;
        let head = String::from_utf8_lossy(&head);
        let Some((scheme, fingerprint)) = Scheme::from_head(head.trim_end()) else {
            let reason = if Scheme::is_head(&head) {
                "was encoded in a way that this version does not know"
            } else {
                "is no encoded file: make one with `joinedup encode`"
            };
            return Err(Error::Encoded { file: name.to_owned(), reason: reason.to_owned() });
        };
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        let kept = kept_columns(name, &mut rows)?;
        let mut out =
            Self { file: name.to_owned(), scheme, fingerprint, kept, records: Vec::new() };
        let mut row = csv::StringRecord::new();
        let mut seen = FxHashSet::default();
        while rows.read_record(&mut row).map_err(|e| csv_error(name, &e))? {
            // The head is a line of its own before the CSV.
            let line = row.position().map_or(0, csv::Position::line) + 1;
            let record = out.record(&row).map_err(|reason| error_at(name, line, &reason))?;
            if !seen.insert((record.source.clone(), record.record_id.clone())) {
                return Err(error_at(name, line, "this record_id was in an earlier line"));
            }
            if out.records.len() >= RECORDS_MAX {
                return Err(error_at(name, line, "more records than can be read"));
            }
            out.records.push(record);
        }
        out.records.sort_by(|a, b| (&a.record_id, &a.source).cmp(&(&b.record_id, &b.source)));
        Ok(out)
    }

    /// Refuses two files that cannot be compared.
    ///
    /// # Errors
    /// [`Error::Encoded`] saying in what they differ.
    pub fn comparable(&self, other: &Self) -> Result<(), Error> {
        let refuse = |reason: String| Err(Error::Encoded { file: other.file.clone(), reason });
        if self.fingerprint != other.fingerprint {
            return refuse(format!(
                "was encoded with the key {}, but `{}` with {}: all senders need the same key",
                other.fingerprint, self.file, self.fingerprint
            ));
        }
        if self.scheme != other.scheme {
            return refuse(format!(
                "was encoded as `{}`, but `{}` as `{}`: all senders need the same choices",
                other.scheme.text(),
                self.file,
                self.scheme.text()
            ));
        }
        Ok(())
    }

    /// How many records have each value of a kept column.
    #[must_use]
    pub fn groups(&self, column: usize) -> BTreeMap<&str, u64> {
        let mut out = BTreeMap::new();
        for record in &self.records {
            *out.entry(record.kept.get(column).map_or("", String::as_str)).or_default() += 1;
        }
        out
    }

    fn record(&self, row: &csv::StringRecord) -> Result<Sent, String> {
        let wanted = COLUMNS.len() + self.kept.len();
        if row.len() != wanted {
            return Err(format!(
                "{wanted} values are needed, as in the header, found {}",
                row.len()
            ));
        }
        let value = |at: usize| row.get(at).unwrap_or_default();
        if value(1).is_empty() {
            return Err("column `record_id` is empty".to_owned());
        }
        let encoding = Encoding::from_text(value(2));
        Ok(Sent {
            source: value(0).to_owned(),
            record_id: value(1).to_owned(),
            encoding: encoding
                .ok_or("column `encoding` is not 256 hexadecimal digits in lower case")?,
            kept: row.iter().skip(COLUMNS.len()).map(str::to_owned).collect(),
        })
    }
}

fn kept_columns(
    name: &str,
    rows: &mut csv::Reader<impl std::io::Read>,
) -> Result<Vec<String>, Error> {
    let header = rows.headers().map_err(|e| csv_error(name, &e))?;
    if header.iter().take(COLUMNS.len()).ne(COLUMNS) {
        return Err(error_at(name, 2, "the columns must begin with source, record_id, encoding"));
    }
    let kept: Vec<String> = header.iter().skip(COLUMNS.len()).map(str::to_owned).collect();
    if kept.len() > KEPT_MAX {
        return Err(error_at(name, 2, &format!("more than {KEPT_MAX} kept columns")));
    }
    Ok(kept)
}

fn error_at(file: &str, line: u64, reason: &str) -> Error {
    Error::Csv { file: file.to_owned(), line, reason: reason.to_owned() }
}

fn csv_error(file: &str, error: &csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line) + 1;
    error_at(file, line, "the row cannot be read as text in UTF-8")
}
