//! Links as a file: `source,record_id,person_id`.

use std::io::Write;

use futures_util::TryStreamExt as _;
use store::Db;
use store::sqlx::{self, Row as _};

use crate::{Error, Result};

const LINKS: &str = "select r.source, r.record_key, l.person_id from person_link l \
     join source_record r on r.record_id = l.record_id where l.ended_by is null \
     order by r.source, r.record_key";

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] = &[LINKS];

/// Writes every link in use, by source and record, and gives their number. `record_id` is the
/// source's own key of the record.
///
/// # Errors
/// When nothing was linked yet, the database does not answer or the file cannot be written.
pub async fn links(db: &Db, file: &str, out: &mut (dyn Write + Send)) -> Result<u64> {
    let wrong = |what: String| Error::File { file: file.to_owned(), what };
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["source", "record_id", "person_id"]).map_err(|e| wrong(e.to_string()))?;
    let mut rows = sqlx::query(LINKS).fetch(db.pool());
    let mut written = 0;
    while let Some(row) = rows.try_next().await? {
        let record: [&str; 3] = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?];
        writer.write_record(record).map_err(|e| wrong(e.to_string()))?;
        written += 1;
    }
    writer.flush().map_err(|e| wrong(e.to_string()))?;
    if written == 0 { Err(Error::NotLinked) } else { Ok(written) }
}
