//! Files with names to an encoded file.

use super::encoder::Encoder;
use super::files::{EncodedFile, Sent};
use super::keep;
use crate::Error;
use crate::files::{Options, read_records};
use crate::records::RecordIx;

/// What came of encoding.
#[derive(Debug)]
pub struct Encoded {
    /// The file to send.
    pub file: EncodedFile,
    /// Files read, each with its number of records.
    pub files: Vec<(String, usize)>,
    /// Records of which nothing could be encoded; they are left out.
    pub empty: u64,
    /// Kept values that so few records have that they were replaced by `few`.
    pub few: u64,
    /// Source, pseudonym and the source's own number of each record, for the sender alone.
    pub own_numbers: Vec<[String; 3]>,
}

/// Reads and encodes files. `progress` is told how many records are done.
///
/// # Errors
/// [`Error`] naming file, line and column; [`Error::Encoded`] for a column that may not be kept.
pub fn encode_files(
    options: &Options,
    encoder: &mut Encoder,
    keep: &[String],
    progress: &dyn Fn(usize),
) -> Result<Encoded, Error> {
    let mut kept = keep::read(options, keep)?;
    let (records, files) = read_records(options)?;
    let mut out = Encoded {
        file: encoder.empty_file(keep),
        files,
        empty: 0,
        few: 0,
        own_numbers: Vec::new(),
    };
    for ix in (0_u32..).take(records.len()) {
        let record = RecordIx(ix);
        let (source, own) = (records.source_name(record), records.record_id(record));
        let Some(encoding) = encoder.encode_record(&records, record) else {
            out.empty += 1;
            continue;
        };
        let pseudonym = encoder.pseudonym(source, own);
        let values = kept.remove(&(source.to_owned(), own.to_owned()));
        out.own_numbers.push([source.to_owned(), pseudonym.clone(), own.to_owned()]);
        out.file.records.push(Sent {
            source: source.to_owned(),
            record_id: pseudonym,
            encoding,
            kept: values.unwrap_or_else(|| vec![String::new(); keep.len()]),
        });
        if ix % 10_000 == 0 {
            progress(ix as usize);
        }
    }
    out.file.records.sort_by(|a, b| (&a.record_id, &a.source).cmp(&(&b.record_id, &b.source)));
    out.own_numbers.sort_unstable();
    out.few = keep::hide_few(&mut out.file);
    Ok(out)
}
