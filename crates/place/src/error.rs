//! What can stop a place from loading.

use std::path::PathBuf;

use crate::Fault;

/// A place or a reference file could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened or read.
    #[error("cannot read `{}`: {source}", file.display())]
    Read {
        /// Which file.
        file: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// `place.toml` is not in its shape.
    #[error("`{}` is not a place file: {source}", file.display())]
    Shape {
        /// Which file.
        file: PathBuf,
        /// Line and reason.
        source: Box<toml::de::Error>,
    },
    /// A reference file is not a table.
    #[error("`{}` is not a table: {source}", file.display())]
    Table {
        /// Which file.
        file: PathBuf,
        /// Line and reason.
        source: Box<csv::Error>,
    },
    /// A reference file lacks a column.
    #[error("`{}` has no column for the {what}; looked for {names}", file.display())]
    Column {
        /// Which file.
        file: PathBuf,
        /// What the column holds.
        what: &'static str,
        /// The names it may have.
        names: String,
    },
    /// A value of a reference file is not what its column holds.
    #[error("`{}`, line {line}: {what}", file.display())]
    Value {
        /// Which file.
        file: PathBuf,
        /// Line in the file, the header being line 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// The place contradicts itself or its reference files. All faults are listed.
    #[error("the place has {} fault(s): {}", .0.len(), joined(.0))]
    Faults(Vec<Fault>),
}

fn joined(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
