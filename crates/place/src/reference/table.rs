//! A CSV table whose columns go by several names.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::Error;

pub(crate) struct Table {
    file: PathBuf,
    reader: Reader<File>,
    header: StringRecord,
}

impl Table {
    /// Opens a table with a header.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let mut reader = reader(path, true)?;
        let header = reader.headers().map_err(|source| unreadable(path, source))?.clone();
        Ok(Self { file: path.to_owned(), reader, header })
    }

    /// Opens a table that has no header.
    pub(crate) fn open_headless(path: &Path) -> Result<Self, Error> {
        let reader = reader(path, false)?;
        Ok(Self { file: path.to_owned(), reader, header: StringRecord::new() })
    }

    /// The header; empty for a table without one.
    pub(crate) fn header(&self) -> &StringRecord {
        &self.header
    }

    /// The first column that has one of `names`, in any case; earlier names are preferred.
    pub(crate) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            let named =
                |cell: &str| cell.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name);
            self.header.iter().position(named)
        })
    }

    /// As [`Table::column`], for a column that must be there.
    pub(crate) fn needs(&self, what: &'static str, names: &[&str]) -> Result<usize, Error> {
        self.column(names).ok_or_else(|| Error::Column {
            file: self.file.clone(),
            what,
            names: names.join(", "),
        })
    }

    /// Reads every row.
    pub(crate) fn each(
        &mut self,
        mut take: impl FnMut(&Row<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut record = StringRecord::new();
        loop {
            let more = self.reader.read_record(&mut record);
            if !more.map_err(|source| unreadable(&self.file, source))? {
                return Ok(());
            }
            take(&Row { file: &self.file, record: &record })?;
        }
    }
}

/// One row of a table.
pub(crate) struct Row<'a> {
    file: &'a Path,
    record: &'a StringRecord,
}

impl Row<'_> {
    /// The cell, trimmed; `None` when it is blank or absent.
    pub(crate) fn cell(&self, column: Option<usize>) -> Option<&str> {
        let cell = self.record.get(column?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// An error that names the line.
    pub(crate) fn error(&self, what: String) -> Error {
        let line = self.record.position().map_or(0, csv::Position::line);
        Error::Value { file: self.file.to_owned(), line, what }
    }
}

fn reader(path: &Path, has_header: bool) -> Result<Reader<File>, Error> {
    let file = File::open(path).map_err(|source| Error::Read { file: path.to_owned(), source })?;
    Ok(ReaderBuilder::new().has_headers(has_header).flexible(true).from_reader(file))
}

fn unreadable(path: &Path, source: csv::Error) -> Error {
    Error::Table { file: path.to_owned(), source: Box::new(source) }
}
