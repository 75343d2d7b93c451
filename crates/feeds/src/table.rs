//! From bytes to a header and rows of text, or a refusal that says where and why.

use csv::{ByteRecord, ReaderBuilder};
use sha2::{Digest as _, Sha256};

use crate::{Refusal, scan};

/// How the reader may be lenient, where somebody said so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// How letters are written as bytes.
    pub encoding: Encoding,
    /// The last line may lack its line end.
    pub accept_unended: bool,
    /// Columns that the profile does not know are kept as received.
    pub accept_new_columns: bool,
}

/// How letters are written as bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows-1252, as older Windows programs write.
    Windows1252,
}

/// A file that is whole text with a header.
#[derive(Debug)]
pub struct Table {
    /// Column names, outer spaces off.
    pub header: Vec<String>,
    /// What was noticed and put right, in words.
    pub remarks: Vec<String>,
    text: String,
    delimiter: u8,
    trailing: bool,
}

/// The largest file that is read, in bytes.
const FILE_BYTES_MAX: usize = 4 << 30;

impl Table {
    /// Checks that `bytes` are a whole text file with a header.
    ///
    /// # Errors
    /// A [`Refusal`] with line and column.
    pub fn read(bytes: Vec<u8>, reading: Reading) -> Result<Self, Refusal> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(Refusal::whole("the file is larger than 4 GiB", "Send it in parts"));
        }
        let mut remarks = Vec::new();
        no_other_format(&bytes)?;
        let text = decode(bytes, reading, &mut remarks)?;
        let delimiter = delimiter_of(&text);
        scan::scan(text.as_bytes(), delimiter, reading.accept_unended)?;
        let mut table = Self { header: Vec::new(), remarks, text, delimiter, trailing: false };
        table.read_header()?;
        Ok(table)
    }

    /// The rows after the header, in order.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        let mut reader = reader(&self.text, self.delimiter);
        let mut record = ByteRecord::new();
        // The header was read once already; reading it again cannot fail.
        let _ = reader.read_byte_record(&mut record);
        Rows {
            reader,
            record,
            columns: self.header.len(),
            trailing: self.trailing,
            bytes: self.text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    fn read_header(&mut self) -> Result<(), Refusal> {
        let mut record = ByteRecord::new();
        let found = reader(&self.text, self.delimiter).read_byte_record(&mut record);
        if !found.unwrap_or(false) {
            return Err(Refusal::whole("the file is empty", "Send a file with a header line"));
        }
        let mut header: Vec<String> =
            record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        if header.len() > 1 && header.last().is_some_and(String::is_empty) {
            header.pop();
            self.trailing = true;
            self.remarks.push("a delimiter at the end of the header was passed over".to_owned());
        }
        for (at, name) in header.iter().enumerate() {
            if name.is_empty() {
                return Err(Refusal::at(1, at + 1, "the column has no name", "Name every column"));
            }
            let first = header.iter().position(|other| other.eq_ignore_ascii_case(name));
            if let Some(first) = first.filter(|first| *first < at) {
                let what =
                    format!("the column stands twice in the header, first as column {}", first + 1);
                let remedy = "Take one of the two out, so that it is clear which one counts";
                return Err(Refusal::at(1, at + 1, what, remedy));
            }
        }
        self.header = header;
        Ok(())
    }
}

/// The rows of a table.
pub struct Rows<'t> {
    reader: csv::Reader<&'t [u8]>,
    record: ByteRecord,
    columns: usize,
    /// Every line ends with a delimiter, as the header does.
    trailing: bool,
    bytes: &'t [u8],
    /// Where the last row begins: byte, and line counted from 1.
    at: usize,
    line: u64,
}

/// One row, or what is wrong with its shape.
#[derive(Debug)]
pub enum Read<'r> {
    /// As many fields as the header has columns.
    Row {
        /// Where it begins.
        line: u64,
        /// Its fields as received.
        fields: &'r ByteRecord,
    },
    /// Another number of fields.
    Uneven {
        /// Where it begins.
        line: u64,
        /// Its fields as received.
        fields: &'r ByteRecord,
    },
}

impl Rows<'_> {
    /// The next row; `None` at the end. Blank lines are passed over.
    pub fn next_row(&mut self) -> Option<Read<'_>> {
        // Reading from memory cannot fail, and rows of any width are accepted.
        if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let line = self.line_of_record();
        // Where the header ends with a delimiter, a blank field too many is just that. Elsewhere it is
        // a value that holds an unmarked delimiter, and its neighbours have moved.
        let blank_end = self.record.iter().next_back().is_some_and(<[u8]>::is_empty);
        if self.trailing && self.record.len() == self.columns + 1 && blank_end {
            self.record.truncate(self.columns);
        }
        let fields = &self.record;
        if fields.len() == self.columns {
            Some(Read::Row { line, fields })
        } else {
            Some(Read::Uneven { line, fields })
        }
    }

    /// The reader says where it began to look, which may be before blank lines or in the middle of
    /// a line end; the row begins at the first byte after those.
    fn line_of_record(&mut self) -> u64 {
        let looked_from = self.record.position().map_or(0, csv::Position::byte);
        let mut start = usize::try_from(looked_from).unwrap_or(self.at);
        while matches!(self.bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.bytes.get(self.at..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = start;
        self.line
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn decode(bytes: Vec<u8>, reading: Reading, remarks: &mut Vec<String>) -> Result<String, Refusal> {
    let text = match reading.encoding {
        Encoding::Utf8 => String::from_utf8(bytes).map_err(|fault| {
            let at = fault.utf8_error().valid_up_to();
            let bytes = fault.as_bytes();
            let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let (line, column) = scan::locate(bytes, at, delimiter_of(&String::from_utf8_lossy(header)));
            Refusal::at(
                line,
                column,
                "the bytes are not UTF-8 text",
                "Save the file as UTF-8; if it comes from an older Windows program, import it with --encoding windows-1252",
            )
        })?,
        Encoding::Windows1252 => {
            remarks.push("read as Windows-1252".to_owned());
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()
        }
    };
    match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            remarks.push("a byte order mark was passed over".to_owned());
            Ok(rest.to_owned())
        }
        None => Ok(text),
    }
}

/// Files that people send by mistake are named for what they are.
fn no_other_format(bytes: &[u8]) -> Result<(), Refusal> {
    let known: [(&[u8], &str); 6] = [
        (b"\xff\xfe", "UTF-16 text"),
        (b"\xfe\xff", "UTF-16 text"),
        (b"PK\x03\x04", "an Excel workbook or a zip file"),
        (b"\x1f\x8b", "a gzip file"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
        (b"%PDF", "a PDF"),
    ];
    match known.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        Some((_, what)) => Err(Refusal::at(
            1,
            1,
            format!("this is {what}, not CSV text"),
            "Save it as CSV in UTF-8 (unpack it first if it is packed) and send that",
        )),
        None => Ok(()),
    }
}

/// The delimiter that the header uses most.
fn delimiter_of(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default().as_bytes();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|mark| header.iter().filter(|byte| *byte == mark).count())
        .unwrap_or(b',')
}

/// SHA-256 of a file's bytes as received, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Table, Refusal> {
        Table::read(bytes.to_vec(), Reading::default())
    }

    fn fields(table: &Table) -> Vec<(u64, usize, bool)> {
        let mut rows = table.rows();
        let mut all = Vec::new();
        while let Some(row) = rows.next_row() {
            all.push(match row {
                Read::Row { line, fields } => (line, fields.len(), true),
                Read::Uneven { line, fields } => (line, fields.len(), false),
            });
        }
        all
    }

    #[test]
    fn whole_files_are_read_whatever_their_marks() {
        let table = read(b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n3,\"x\ny\"\r\n5,6\r\n").expect("whole");
        assert_eq!(table.header, ["a", "b"]);
        assert_eq!(fields(&table), [(2, 2, true), (4, 2, true), (6, 2, true)]);
        assert_eq!(table.remarks.len(), 1);
        let trailing = read(b"a,b,\n1,2,\n3,4\n5,6,7\n").expect("whole");
        assert_eq!(fields(&trailing), [(2, 2, true), (3, 2, true), (4, 3, false)]);
        assert_eq!(read(b"a;b\n1;2\n").expect("whole").header, ["a", "b"]);
    }

    #[test]
    fn other_files_are_refused_with_a_place_and_a_remedy() {
        for (bytes, line, column, says) in [
            (&b""[..], None, None, "empty"),
            (b"a,b\n1,\xe9\n", Some(2), Some(2), "UTF-8"),
            (b"\xff\xfea\0", Some(1), Some(1), "UTF-16"),
            (b"PK\x03\x04xx", Some(1), Some(1), "Excel"),
            (b"a,b,A\n1,2,3\n", Some(1), Some(3), "twice"),
            (b"a,,c\n1,2,3\n", Some(1), Some(2), "no name"),
            (b"a,b\n1,2\n3", Some(3), Some(1), "middle of a row"),
            (b"\x89PNG\r\n\x1a\n\0\0", Some(1), Some(1), "UTF-8"),
        ] {
            let refusal = read(bytes).expect_err(says);
            assert_eq!((refusal.line, refusal.column), (line, column), "{says}");
            assert!(refusal.to_string().contains(says), "{refusal}");
            assert!(!refusal.remedy.is_empty());
        }
        let windows = Reading { encoding: Encoding::Windows1252, ..Reading::default() };
        assert!(Table::read(b"a,b\n1,\xe9\n".to_vec(), windows).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(table) = read(&bytes) {
                let _ = fields(&table);
            }
        }

        #[test]
        fn what_a_writer_writes_is_read_back(rows in proptest::collection::vec(
            proptest::collection::vec("[a-z ,\"\n\r;é]{0,8}", 3), 1..8)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["x", "y", "z"]).expect("written");
            for row in &rows {
                writer.write_record(row).expect("written");
            }
            let table = read(&writer.into_inner().expect("flushed")).expect("whole");
            let mut read_back = table.rows();
            for row in &rows {
                match read_back.next_row() {
                    Some(Read::Row { fields, .. }) => {
                        let fields: Vec<_> =
                            fields.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
                        prop_assert_eq!(&fields, row);
                    }
                    other => prop_assert!(false, "{:?}", other),
                }
            }
            prop_assert!(read_back.next_row().is_none());
        }
    }
}
