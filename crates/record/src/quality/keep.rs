//! Measurements kept, so that a page shows the latest without measuring again.

use store::sqlx::{self, Row as _};
use store::{Bulk, Db, Tx};

use super::LinkQuality;
use crate::{Error, Result};

pub(super) const LATEST: &str = "select result_json from link_quality \
     where result_version = $1 order by measured_at desc, quality_id desc limit 1";

/// The form of `result_json` that this program writes and reads. A measurement of another form is left
/// where it is and not shown.
const VERSION: i64 = 1;

/// Keeps a measurement.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(db: &Db, quality: &LinkQuality) -> Result<()> {
    // Shares and names always have a JSON form.
    let json = serde_json::to_string(quality).unwrap_or_default();
    let id = store::new_event_id();
    db.transact(async |tx: &mut Tx| {
        let mut bulk = Bulk::new("link_quality", COLUMNS, "");
        let row = [
            id.as_str().into(),
            quality.measured_at.as_str().into(),
            quality.run_id.as_str().into(),
            quality.truth.as_str().into(),
            quality.as_of.as_str().into(),
            VERSION.into(),
            json.as_str().into(),
        ];
        bulk.add(tx, row).await?;
        bulk.finish(tx).await?;
        Ok::<(), Error>(())
    })
    .await
}

/// The latest measurement kept; `None` where there is none.
///
/// # Errors
/// When the database does not answer, or what was kept cannot be read.
pub async fn latest(db: &Db) -> Result<Option<LinkQuality>> {
    let row = sqlx::query(LATEST).bind(VERSION).fetch_optional(db.pool()).await?;
    let Some(row) = row else { return Ok(None) };
    let json: &str = row.try_get(0)?;
    let what = "a measurement of the links".to_owned();
    let corrupt = |_| Error::Store(store::Error::Corrupt { what });
    serde_json::from_str(json).map(Some).map_err(corrupt)
}

const COLUMNS: &[&str] =
    &["quality_id", "measured_at", "run_id", "truth", "as_of", "result_version", "result_json"];
