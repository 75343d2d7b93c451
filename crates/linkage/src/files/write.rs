//! Results to CSV.

use std::path::Path;

use crate::records::{RecordIx, Records};
use crate::standardise::numbers::digits;
use crate::{Error, Linkage};

/// Writes `source,record_id,person_id`, one line per record in the order read. Persons are numbered
/// by first record.
///
/// # Errors
/// [`Error::File`].
pub fn write_clusters(path: &Path, records: &Records, linkage: &Linkage) -> Result<(), Error> {
    let mut room = [0; 20];
    write(path, ["source", "record_id", "person_id"], |writer| {
        for (ix, person) in (0_u32..).zip(&linkage.cluster_of) {
            let record = RecordIx(ix);
            writer.write_field(records.source_name(record))?;
            writer.write_field(records.record_id(record))?;
            writer.write_field(digits(u64::from(*person), &mut room))?;
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    })
}

/// Writes `source_a,record_id_a,source_b,record_id_b,weight,probability,band`, heaviest first.
///
/// # Errors
/// [`Error::File`].
pub fn write_pairs(path: &Path, records: &Records, linkage: &Linkage) -> Result<(), Error> {
    let header =
        ["source_a", "record_id_a", "source_b", "record_id_b", "weight", "probability", "band"];
    write(path, header, |writer| {
        for edge in &linkage.edges {
            writer.write_field(records.source_name(edge.a))?;
            writer.write_field(records.record_id(edge.a))?;
            writer.write_field(records.source_name(edge.b))?;
            writer.write_field(records.record_id(edge.b))?;
            writer.write_field(format!("{:.2}", edge.weight))?;
            writer.write_field(format!("{:.6}", edge.probability))?;
            writer.write_field(edge.band.as_str())?;
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(())
    })
}

/// Writes a header and the rows that `rows` gives.
fn write<const N: usize>(
    path: &Path,
    header: [&str; N],
    rows: impl FnOnce(&mut csv::Writer<std::fs::File>) -> csv::Result<()>,
) -> Result<(), Error> {
    let failed = |reason: String| Error::File { file: path.display().to_string(), reason };
    let mut writer = csv::WriterBuilder::new()
        .buffer_capacity(1 << 18)
        .from_path(path)
        .map_err(|e| failed(e.to_string()))?;
    writer.write_record(header).map_err(|e| failed(e.to_string()))?;
    rows(&mut writer).map_err(|e| failed(e.to_string()))?;
    writer.flush().map_err(|e| failed(e.to_string()))
}
