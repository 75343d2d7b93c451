//! Files as they are written: rows in, bytes and counts out.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A folder that is being filled.
pub(crate) struct Output<'a> {
    dir: &'a Path,
    progress: &'a mut dyn FnMut(&str, u64),
    pub(crate) files: Vec<(PathBuf, u64)>,
}

/// One CSV file that is being written, with the line ends that Windows systems write.
pub(crate) struct Sheet {
    name: String,
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
    rows: u64,
}

impl<'a> Output<'a> {
    pub(crate) fn new(dir: &'a Path, progress: &'a mut dyn FnMut(&str, u64)) -> Self {
        Self { dir, progress, files: Vec::new() }
    }

    /// Begins a file below the folder, with its header.
    pub(crate) fn sheet(&self, name: &str, header: &[&str]) -> Result<Sheet, Error> {
        let path = self.path(name)?;
        let file =
            File::create(&path).map_err(|source| Error::Write { path: path.clone(), source })?;
        let mut sheet = Sheet {
            name: name.to_owned(),
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(BufWriter::with_capacity(1 << 18, file)),
            path,
            rows: 0,
        };
        sheet.line(header)?;
        Ok(sheet)
    }

    fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.dir.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|source| Error::Write { path: folder.to_owned(), source })?;
        }
        Ok(path)
    }

    /// Ends a file: what is buffered is written, the count is told.
    pub(crate) fn finish(&mut self, mut sheet: Sheet) -> Result<(), Error> {
        sheet.writer.flush().map_err(|source| Error::Write { path: sheet.path.clone(), source })?;
        self.told(&sheet.name, sheet.path, sheet.rows);
        Ok(())
    }

    /// Writes a file that is not a table.
    pub(crate) fn text(&mut self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.path(name)?;
        fs::write(&path, text).map_err(|source| Error::Write { path: path.clone(), source })?;
        self.told(name, path, text.lines().count() as u64);
        Ok(())
    }

    fn told(&mut self, name: &str, path: PathBuf, rows: u64) {
        (self.progress)(name, rows);
        self.files.push((path, rows));
    }
}

impl Sheet {
    /// One row of the table.
    pub(crate) fn row(&mut self, cells: &[&str]) -> Result<(), Error> {
        self.rows += 1;
        self.line(cells)
    }

    fn line(&mut self, cells: &[&str]) -> Result<(), Error> {
        self.writer
            .write_record(cells)
            .map_err(|source| Error::Rows { path: self.path.clone(), source })
    }
}
