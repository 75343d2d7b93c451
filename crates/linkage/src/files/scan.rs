//! A CSV file in batches of rows, each row cut into its values.

use std::io::Read as _;
use std::path::Path;

use crate::Error;

/// Bytes read for a batch, save where one row is longer: little enough that the memory of one batch
/// serves the next.
const BATCH_BYTES: usize = 96 << 10;

/// Longest row read, in bytes: what is longer is no row but a quotation mark that was never closed.
const ROW_BYTES_MAX: usize = 64 << 20;

/// Rows of a file that follow each other.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: String,
    /// Per value where it starts and ends in the text, row by row.
    values: Vec<(u32, u32)>,
    /// Per row its line in the file, the header being 1.
    lines: Vec<u64>,
    columns: usize,
}

impl Batch {
    /// The rows in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = BatchRow<'_>> {
        let rows = self.values.chunks_exact(self.columns.max(1));
        rows.zip(&self.lines).map(|(values, line)| BatchRow { batch: self, values, line: *line })
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// The same without the rows from number `row` on.
    pub(super) fn truncate(&mut self, row: usize) {
        self.lines.truncate(row);
        self.values.truncate(row * self.columns);
    }
}

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct BatchRow<'a> {
    batch: &'a Batch,
    values: &'a [(u32, u32)],
    pub(super) line: u64,
}

impl<'a> BatchRow<'a> {
    /// The value of a column, trimmed; empty when there is none.
    pub(super) fn get(&self, column: usize) -> &'a str {
        let range = self.values.get(column).map(|(from, to)| *from as usize..*to as usize);
        range.and_then(|range| self.batch.text.get(range)).unwrap_or_default()
    }
}

/// Reads a file batch by batch.
pub(super) struct Scanner {
    input: std::fs::File,
    /// Read, not yet given.
    rest: Vec<u8>,
    file: String,
    /// Bytes of the file, and those given so far.
    size: u64,
    given: u64,
    /// Values per row, known from the header.
    columns: usize,
    line: u64,
    header_passed: bool,
    /// What is wrong with the row after the last batch.
    failed: Option<Error>,
}

impl Scanner {
    /// Opens a file whose header has `columns` columns.
    ///
    /// # Errors
    /// [`Error::File`].
    pub(super) fn open(path: &Path, file: &str, columns: usize) -> Result<Self, Error> {
        let failed = |reason: String| Error::File { file: file.to_owned(), reason };
        let mut input = std::fs::File::open(path).map_err(|e| failed(e.to_string()))?;
        let mut rest = Vec::with_capacity(BATCH_BYTES + BATCH_BYTES / 4);
        input.by_ref().take(3).read_to_end(&mut rest).map_err(|e| failed(e.to_string()))?;
        if rest == "\u{feff}".as_bytes() {
            rest.clear();
        }
        let size = input.metadata().map_err(|e| failed(e.to_string()))?.len();
        Ok(Self {
            input,
            rest,
            file: file.to_owned(),
            size,
            given: 0,
            columns,
            line: 1,
            header_passed: false,
            failed: None,
        })
    }

    /// About how many rows follow, if they are as long as the `rows` given so far.
    pub(super) fn rows_left(&self, rows: usize) -> usize {
        let left = self.size.saturating_sub(self.given) as f64;
        (left * rows as f64 / self.given.max(1) as f64 * 1.02) as usize
    }

    /// The next rows; `None` at the end of the file.
    ///
    /// # Errors
    /// [`Error::File`] when the file cannot be read on; [`Error::Csv`] with the line of a row that has
    /// another number of values than the header or is longer than any row is. Rows before it come
    /// first.
    pub(super) fn next_batch(&mut self) -> Result<Option<Batch>, Error> {
        loop {
            if let Some(error) = self.failed.take() {
                return Err(error);
            }
            let before = self.rest.len();
            let read = self.input.by_ref().take(BATCH_BYTES as u64).read_to_end(&mut self.rest);
            read.map_err(|e| Error::File { file: self.file.clone(), reason: e.to_string() })?;
            let at_end = self.rest.len() == before;
            if at_end && self.rest.is_empty() {
                return Ok(None);
            }
            let batch = self.cut(at_end);
            if batch.len() > 0 {
                return Ok(Some(batch));
            }
            if self.rest.len() > ROW_BYTES_MAX {
                return Err(self.row_error(self.line, "the row is longer than 64 MB".to_owned()));
            }
        }
    }

    fn row_error(&self, line: u64, reason: String) -> Error {
        Error::Csv { file: self.file.clone(), line, reason }
    }

    /// Cuts off all whole rows.
    fn cut(&mut self, at_end: bool) -> Batch {
        let mut cutter = Cutter::new(self.line, self.columns, at_end);
        let end = cutter.rows(&self.rest);
        self.given += end as u64;
        let mut bytes = Vec::with_capacity(BATCH_BYTES + BATCH_BYTES / 4);
        bytes.extend_from_slice(self.rest.get(end..).unwrap_or_default());
        std::mem::swap(&mut bytes, &mut self.rest);
        bytes.truncate(end);
        let mut text = String::from_utf8(bytes).unwrap_or_else(|error| {
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            cutter = Cutter::new(self.line, self.columns, true);
            cutter.rows(text.as_bytes());
            text
        });
        for value in &cutter.unquoted_values {
            if let Some((from, to)) = cutter.values.get_mut(*value) {
                let start = u32::try_from(text.len()).unwrap_or(u32::MAX);
                (*from, *to) = (start.saturating_add(*from), start.saturating_add(*to));
            }
        }
        text.push_str(std::str::from_utf8(&cutter.unquoted).unwrap_or_default());
        self.line = cutter.line;
        if let Some((line, found)) = cutter.wrong {
            let reason =
                format!("{} values are needed, as in the header, found {found}", self.columns);
            self.failed = Some(self.row_error(line, reason));
        }
        let Cutter { mut values, mut lines, .. } = cutter;
        if !self.header_passed && !lines.is_empty() {
            self.header_passed = true;
            lines.remove(0);
            values.drain(..self.columns.min(values.len()));
        }
        Batch { text, values, lines, columns: self.columns }
    }
}

/// Cuts bytes into rows and values. Quotation marks and ends of lines are those of RFC 4180; a lone
/// carriage return ends a line too, and empty lines are passed over.
struct Cutter {
    values: Vec<(u32, u32)>,
    lines: Vec<u64>,
    line: u64,
    columns: usize,
    /// Whether the bytes are the last of the file.
    at_end: bool,
    /// Values that do not stand in the bytes as they are, because of quotation marks inside.
    unquoted: Vec<u8>,
    unquoted_values: Vec<usize>,
    /// Line and number of values of a row that has not as many as the header.
    wrong: Option<(u64, usize)>,
}

/// Where a value ends: what comes next, and whether the row ends too.
struct End {
    next: usize,
    row: bool,
}

impl Cutter {
    fn new(line: u64, columns: usize, at_end: bool) -> Self {
        Self {
            values: Vec::with_capacity(BATCH_BYTES / 8),
            lines: Vec::with_capacity(BATCH_BYTES / 64),
            line,
            columns,
            at_end,
            unquoted: Vec::new(),
            unquoted_values: Vec::new(),
            wrong: None,
        }
    }

    /// Cuts all whole rows; gives the place where they end.
    fn rows(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        loop {
            while matches!(bytes.get(at), Some(b'\n' | b'\r')) {
                match self.line_end(bytes, at) {
                    Some(next) => at = next,
                    None => return at,
                }
            }
            if at == bytes.len() {
                return at;
            }
            let (line, values, unquoted) = (self.line, self.values.len(), self.unquoted.len());
            let unquoted_values = self.unquoted_values.len();
            let next = self.row(bytes, at);
            let found = self.values.len() - values;
            if next.is_none() || found != self.columns {
                self.values.truncate(values);
                self.unquoted.truncate(unquoted);
                self.unquoted_values.truncate(unquoted_values);
            }
            match next {
                // The row goes on in the next batch.
                None => {
                    self.line = line;
                    return at;
                }
                Some(_) if found != self.columns => {
                    self.wrong = Some((line, found));
                    return at;
                }
                Some(next) => at = next,
            }
            self.lines.push(line);
        }
    }

    /// Cuts one row; gives the start of the next, `None` when the row does not end here.
    fn row(&mut self, bytes: &[u8], mut at: usize) -> Option<usize> {
        loop {
            let end = match bytes.get(at) {
                Some(b'"') => self.quoted(bytes, at + 1)?,
                _ => {
                    let end = self.plain_end(bytes, at);
                    self.value(bytes, at, end);
                    self.after(bytes, end)?
                }
            };
            if end.row {
                return Some(end.next);
            }
            at = end.next;
        }
    }

    /// Where a value without quotation marks ends.
    fn plain_end(&self, bytes: &[u8], from: usize) -> usize {
        let rest = bytes.get(from..).unwrap_or_default();
        let length = rest.iter().position(|b| matches!(b, b',' | b'\n' | b'\r'));
        from + length.unwrap_or(rest.len())
    }

    /// Notes a value, without the white space around it.
    fn value(&mut self, bytes: &[u8], mut from: usize, mut to: usize) {
        let white = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        while from < to && white(from) {
            from += 1;
        }
        while from < to && white(to - 1) {
            to -= 1;
        }
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.values.push((short(from), short(to)));
    }

    /// What follows the value that ends at `end`; `None` when more must be read to know.
    fn after(&mut self, bytes: &[u8], end: usize) -> Option<End> {
        match bytes.get(end) {
            Some(b',') => Some(End { next: end + 1, row: false }),
            Some(_) => self.line_end(bytes, end).map(|next| End { next, row: true }),
            None => self.at_end.then_some(End { next: end, row: true }),
        }
    }

    /// What follows the end of a line that stands at `at`.
    fn line_end(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let length = match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r'), None) if !self.at_end => return None,
            _ => 1,
        };
        self.line += 1;
        Some(at + length)
    }

    /// A value in quotation marks, the first of which stands before `from`.
    fn quoted(&mut self, bytes: &[u8], from: usize) -> Option<End> {
        let (start, mut at) = (self.unquoted.len(), from);
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let mark = rest.iter().position(|b| *b == b'"');
            if mark.is_none() && !self.at_end {
                return None;
            }
            let close = at + mark.unwrap_or(rest.len());
            let part = bytes.get(at..close).unwrap_or_default();
            self.line += part.iter().filter(|b| **b == b'\n').count() as u64;
            match bytes.get(close + 1) {
                None if mark.is_some() && !self.at_end => return None,
                Some(b'"') => {
                    // Two marks stand for one.
                    self.unquoted.extend_from_slice(part);
                    self.unquoted.push(b'"');
                    at = close + 2;
                }
                None | Some(b',' | b'\n' | b'\r') if self.unquoted.len() == start => {
                    self.value(bytes, from, close);
                    return self.after(bytes, bytes.len().min(close + 1));
                }
                _ => {
                    // What follows the closing mark belongs to the value.
                    self.unquoted.extend_from_slice(part);
                    let end = self.plain_end(bytes, bytes.len().min(close + 1));
                    self.unquoted.extend_from_slice(bytes.get(close + 1..end).unwrap_or_default());
                    self.unquoted_values.push(self.values.len());
                    let unquoted = std::mem::take(&mut self.unquoted);
                    self.value(&unquoted, start, unquoted.len());
                    self.unquoted = unquoted;
                    return self.after(bytes, end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The rows of a text as read here, and as the crate `csv` reads them.
    fn both(text: &[u8], columns: usize) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
        let mut cutter = Cutter::new(1, columns, true);
        cutter.rows(text);
        let part = |bytes: &[u8], (from, to): (u32, u32)| {
            let value = bytes.get(from as usize..to as usize).unwrap_or_default();
            String::from_utf8_lossy(value).into_owned()
        };
        let ours: Vec<String> = (0..cutter.values.len())
            .map(|at| {
                let bytes =
                    if cutter.unquoted_values.contains(&at) { &cutter.unquoted } else { text };
                cutter.values.get(at).map(|range| part(bytes, *range)).unwrap_or_default()
            })
            .collect();
        let ours = ours.chunks(columns).map(<[String]>::to_vec).collect();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text);
        let theirs = reader
            .byte_records()
            .map_while(Result::ok)
            .take_while(|row| row.len() == columns)
            .map(|row| row.iter().map(|v| String::from_utf8_lossy(v).into_owned()).collect())
            .collect();
        (ours, theirs)
    }

    #[test]
    fn reads_what_exports_contain() {
        for text in [
            "a,b\n1,2\n",
            "a,b\r\n\r\n1,\"2\"\r\n",
            "a,b\n\"x \"\"y\"\"\", z \n",
            "a,b\n\"two\nlines\",\n",
            "a,b\n\"x\"y,\"\"",
            "a,b\n1,\"never closed\n",
            "a,b\r1,2\r",
            "a,b\n1\n",
            ",\n,",
        ] {
            let (ours, theirs) = both(text.as_bytes(), 2);
            assert_eq!(ours, theirs, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn reads_as_the_crate_csv_does(text in "[ab \",\n\r]{0,40}", columns in 1_usize..4) {
            let (ours, theirs) = both(text.as_bytes(), columns);
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn batches_end_between_rows_wherever_the_bytes_end() {
        let text = b"a,b\r\n1,\"x,\"\"\ny\"\r\n\xff,3\n4,5";
        let whole = {
            let mut c = Cutter::new(1, 2, true);
            c.rows(text);
            (c.values.len(), c.lines)
        };
        for cut in 0..text.len() {
            let (first, _) = text.split_at(cut);
            let mut cutter = Cutter::new(1, 2, false);
            let end = cutter.rows(first);
            let mut second = Cutter::new(cutter.line, 2, true);
            second.rows(text.get(end..).unwrap_or_default());
            assert_eq!(cutter.values.len() + second.values.len(), whole.0, "{cut}");
            assert_eq!([cutter.lines, second.lines].concat(), whole.1, "{cut}");
        }
    }
}
