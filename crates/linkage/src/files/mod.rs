//! Linking CSV files: a folder in, who is who out.

pub mod map;
mod read;
mod scan;
pub mod table;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::engine::report::Stage;
use crate::quality::{Quality, Truth, measure};
use crate::records::{RecordIx, Records, RecordsBuilder, SourceIx};
use crate::standardise::Standardiser;
use crate::{Constraints, Error, Linkage, Model, link};
use map::{Map, recognise};
use table::Table;
pub use write::{write_clusters, write_pairs};

/// What to link and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folders of CSV files, or single files.
    pub inputs: Vec<PathBuf>,
    /// Where to write source, `record_id`, `person_id`.
    pub out: Option<PathBuf>,
    /// Where to write pairs with their weight and band.
    pub pairs: Option<PathBuf>,
    /// A truth to measure against.
    pub truth: Option<PathBuf>,
    /// How to read the files; without it columns are recognised by name.
    pub map: Option<Map>,
    /// The model.
    pub model: Model,
    /// How to read names.
    pub standardiser: Standardiser,
}

impl Options {
    /// The standard model and tables on some files or folders.
    #[must_use]
    pub fn new(inputs: Vec<PathBuf>) -> Self {
        Self {
            inputs,
            out: None,
            pairs: None,
            truth: None,
            map: None,
            model: Model::standard(),
            standardiser: Standardiser::standard(),
        }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Outcome {
    /// The records read.
    pub records: Records,
    /// The result.
    pub linkage: Linkage,
    /// The measure, when a truth was given.
    pub quality: Option<Quality>,
    /// Files read, each with its number of records.
    pub files: Vec<(String, usize)>,
}

/// Reads, links, measures and writes.
///
/// # Errors
/// [`Error`] naming file, line and column; nothing is written then.
pub fn link_dir(options: &Options, progress: &dyn Fn(Stage)) -> Result<Outcome, Error> {
    let (records, files) = read_records(options)?;
    let linkage = link(&records, &options.model, &Constraints::default(), progress);
    let quality = match &options.truth {
        Some(path) => Some(measure(&records, &linkage, &Truth::read(path, &records)?)),
        None => None,
    };
    if let Some(path) = &options.out {
        write_clusters(path, &records, &linkage)?;
    }
    if let Some(path) = &options.pairs {
        write_pairs(path, &records, &linkage)?;
    }
    Ok(Outcome { records, linkage, quality, files })
}

/// Reads all sources of the inputs, files in alphabetical order.
///
/// # Errors
/// [`Error`] naming file, line and column.
pub fn read_records(options: &Options) -> Result<(Records, Vec<(String, usize)>), Error> {
    let mut builder = RecordsBuilder::new(&options.standardiser);
    let mut read = Vec::new();
    let outcome = read_files(options, &mut builder, &mut read);
    let (records, repeats) = builder.finish_noting_repeats();
    for file in read.iter().filter(|file| !file.grouped) {
        let in_file = |ix: &&RecordIx| file.records.contains(&(ix.0 as usize));
        let second = |group: &Vec<RecordIx>| group.iter().filter(in_file).nth(1).copied();
        if let Some(repeated) = repeats.iter().filter_map(second).min() {
            let row = repeated.0 as usize - file.records.start;
            return Err(read::repeated(&file.path, &file.header, row));
        }
    }
    outcome?;
    if read.is_empty() {
        let folder = options.inputs.first().map(|p| p.display().to_string());
        return Err(Error::NoSource { folder: folder.unwrap_or_default() });
    }
    let files = read.into_iter().map(|file| (file.header.file, file.records.len())).collect();
    Ok((records, files))
}

/// A file read, or read as far as its first error.
struct ReadFile {
    path: PathBuf,
    header: Table,
    grouped: bool,
    /// The numbers of its records.
    records: std::ops::Range<usize>,
}

fn read_files(
    options: &Options,
    builder: &mut RecordsBuilder,
    read: &mut Vec<ReadFile>,
) -> Result<(), Error> {
    let mut sources: BTreeMap<String, SourceIx> = BTreeMap::new();
    for input in &options.inputs {
        for path in csv_files(input)? {
            let header = Table::read_header(&path)?;
            let entry = match &options.map {
                Some(map) => map.for_file(&header.file).cloned(),
                None => recognise(&header),
            };
            if let Some(entry) = entry {
                let start = builder.len();
                let outcome = read::read_source(&path, &header, &entry, &mut sources, builder);
                let records = start..builder.len();
                read.push(ReadFile { path, header, grouped: entry.group, records });
                outcome?;
            }
        }
    }
    Ok(())
}

fn csv_files(input: &Path) -> Result<Vec<PathBuf>, Error> {
    if input.is_file() {
        return Ok(vec![input.to_owned()]);
    }
    let failed = |e: std::io::Error| Error::File {
        file: input.display().to_string(),
        reason: e.to_string(),
    };
    let mut out = Vec::new();
    for entry in std::fs::read_dir(input).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")) && path.is_file() {
            out.push(path);
        }
    }
    out.sort();
    Ok(out)
}
