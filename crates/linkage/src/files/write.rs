//! Results to CSV.

use std::path::Path;

use crate::records::{RecordIx, Records};
use crate::{Error, Linkage};

/// Writes `source,record_id,person_id`, one line per record in the order read. Persons are numbered
/// by first record.
///
/// # Errors
/// [`Error::File`].
pub fn write_clusters(path: &Path, records: &Records, linkage: &Linkage) -> Result<(), Error> {
    let rows = (0_u32..).zip(&linkage.cluster_of).map(|(ix, person)| {
        let record = RecordIx(ix);
        [
            records.source_name(record).to_owned(),
            records.record_id(record).to_owned(),
            person.to_string(),
        ]
    });
    write(path, ["source", "record_id", "person_id"], rows)
}

/// Writes `source_a,record_id_a,source_b,record_id_b,weight,probability,band`, heaviest first.
///
/// # Errors
/// [`Error::File`].
pub fn write_pairs(path: &Path, records: &Records, linkage: &Linkage) -> Result<(), Error> {
    let header =
        ["source_a", "record_id_a", "source_b", "record_id_b", "weight", "probability", "band"];
    let rows = linkage.edges.iter().map(|edge| {
        [
            records.source_name(edge.a).to_owned(),
            records.record_id(edge.a).to_owned(),
            records.source_name(edge.b).to_owned(),
            records.record_id(edge.b).to_owned(),
            format!("{:.2}", edge.weight),
            format!("{:.6}", edge.probability),
            edge.band.as_str().to_owned(),
        ]
    });
    write(path, header, rows)
}

fn write<const N: usize>(
    path: &Path,
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), Error> {
    let failed = |reason: String| Error::File { file: path.display().to_string(), reason };
    let mut writer = csv::Writer::from_path(path).map_err(|e| failed(e.to_string()))?;
    writer.write_record(header).map_err(|e| failed(e.to_string()))?;
    for row in rows {
        writer.write_record(&row).map_err(|e| failed(e.to_string()))?;
    }
    writer.flush().map_err(|e| failed(e.to_string()))
}
