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
        let mut rows = Vec::new();
        let mut out = Self::scan(path, &mut |is_header, row| {
            if !is_header {
                rows.push(Row { line: row.line, values: row.values.clone() });
            }
            Ok(Next::Row)
        })?;
        out.rows = rows;
        Ok(out)
    }

    /// Gives each row in turn, without keeping it.
    ///
    /// # Errors
    /// As [`read`](Self::read), and what `each` returns.
    pub fn each_row(
        path: &Path,
        mut each: impl FnMut(&Row) -> Result<(), Error>,
    ) -> Result<(), Error> {
        Self::scan(path, &mut |is_header, row| {
            if !is_header {
                each(row)?;
            }
            Ok(Next::Row)
        })
        .map(|_| ())
    }

    /// Reads the header alone.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_header(path: &Path) -> Result<Self, Error> {
        Self::scan(path, &mut |_, _| Ok(Next::Nothing))
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

    /// Reads a file row by row, the header first; gives the table without rows.
    fn scan(path: &Path, each: &mut Each<'_>) -> Result<Self, Error> {
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
        let mut row = Row { line: 0, values: csv::StringRecord::new() };
        let mut is_header = true;
        loop {
            // The row's memory serves the next row.
            let mut raw = row.values.into_byte_record();
            if !reader.read_byte_record(&mut raw).map_err(|error| row_error(&file, &error))? {
                return Ok(out);
            }
            row.line = raw.position().map_or(0, csv::Position::line);
            row.values = csv::StringRecord::from_byte_record(raw).unwrap_or_else(|error| {
                csv::StringRecord::from_byte_record_lossy(error.into_byte_record())
            });
            if is_header {
                out.header = column_names(&row.values);
            }
            if each(is_header, &row)? == Next::Nothing {
                return Ok(out);
            }
            is_header = false;
        }
    }
}

/// Whether a file is read on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Row,
    Nothing,
}

/// Takes one row; the first argument says whether it is the header.
type Each<'a> = dyn FnMut(bool, &Row) -> Result<Next, Error> + 'a;

fn column_names(values: &csv::StringRecord) -> Vec<String> {
    let plain =
        |name: &str| name.trim_start_matches('\u{feff}').trim_matches('"').trim().to_owned();
    values.iter().map(plain).collect()
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
