//! A CSV file in memory, with lines for messages.

use std::path::Path;

use crate::Error;

/// Largest file read, in bytes.
const FILE_BYTES_MAX: u64 = 4 << 30;

/// A CSV file: header and rows, values trimmed.
#[derive(Debug)]
pub struct Table {
    /// The file's name without folder.
    pub file: String,
    /// Column names as written, trimmed.
    pub header: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Line in the file, the header being 1.
    pub line: u64,
    values: csv::StringRecord,
}

impl Row {
    /// The value of a column, trimmed; empty when there is none.
    #[must_use]
    pub fn get(&self, column: usize) -> &str {
        self.values.get(column).unwrap_or_default()
    }
}

impl Table {
    /// Reads a whole file. Bytes that are not UTF-8 are read as replacement characters.
    ///
    /// # Errors
    /// [`Error::File`] when it cannot be opened, [`Error::Csv`] with the line when a row has another
    /// number of values than the header.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut out = Self::open(path, true)?;
        out.rows.shrink_to_fit();
        Ok(out)
    }

    /// Reads the header alone.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_header(path: &Path) -> Result<Self, Error> {
        Self::open(path, false)
    }

    /// The number of a column by its exact name, else by its name in other case and punctuation.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.header.iter().position(|h| h == name);
        exact.or_else(|| {
            let wanted = plain(name);
            self.header.iter().position(|h| plain(h) == wanted)
        })
    }

    fn open(path: &Path, with_rows: bool) -> Result<Self, Error> {
        let file =
            path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let failed = |reason: String| Error::File { file: file.clone(), reason };
        let size = std::fs::metadata(path).map_err(|e| failed(e.to_string()))?.len();
        if size > FILE_BYTES_MAX {
            return Err(failed("larger than 4 GB".to_owned()));
        }
        let input = std::fs::File::open(path).map_err(|e| failed(e.to_string()))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(false)
            .trim(csv::Trim::All)
            .buffer_capacity(1 << 18)
            .from_reader(input);
        let mut out = Self { file: file.clone(), header: Vec::new(), rows: Vec::new() };
        let mut raw = csv::ByteRecord::new();
        let mut first = true;
        loop {
            match reader.read_byte_record(&mut raw) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => return Err(row_error(&file, &error)),
            }
            let line = raw.position().map_or(0, csv::Position::line);
            let values = csv::StringRecord::from_byte_record(raw.clone()).unwrap_or_else(|error| {
                csv::StringRecord::from_byte_record_lossy(error.into_byte_record())
            });
            if first {
                first = false;
                out.header = values
                    .iter()
                    .map(|h| h.trim_start_matches('\u{feff}').trim_matches('"').trim().to_owned())
                    .collect();
                if !with_rows {
                    break;
                }
            } else {
                out.rows.push(Row { line, values });
            }
        }
        Ok(out)
    }
}

fn row_error(file: &str, error: &csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{expected_len} values are needed, as in the header, found {len}")
        }
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "the row cannot be read".to_owned(),
    };
    Error::Csv { file: file.to_owned(), line, reason }
}

/// A column name without case, spaces and punctuation.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
