//! The rows of a feed as they stand.

use hashbrown::HashMap;
use store::Tx;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use crate::{Error, Result};

/// Rows as they stand, by row.
pub(super) type Current = HashMap<RecordId, Standing>;

/// One row as it stands.
#[derive(Debug)]
pub(super) struct Standing {
    /// The record it hangs on.
    pub(super) record_id: RecordId,
    pub(super) content_hash: String,
    /// The delivery that brought it; later ones sort after earlier ones.
    pub(super) delivery_from: String,
    pub(super) scope: Option<String>,
    /// `yyyy-mm-dd`.
    pub(super) window: Option<String>,
}

pub(super) const CURRENT: &str = "select row_id, record_id, content_hash, scope, window_date, \
     delivery_from \
     from landed_row where feed = $1 and delivery_to is null";
pub(super) const PARENTS: &str =
    "select row_id, record_id from landed_row where feed = $1 and delivery_to is null";

/// Loads the rows of a feed.
pub(super) async fn load(tx: &mut Tx, feed: &str) -> Result<Current> {
    let rows = sqlx::query(CURRENT).bind(feed).fetch_all(&mut **tx).await?;
    let mut current = Current::with_capacity(rows.len());
    for row in rows {
        let standing = Standing {
            record_id: id(row.try_get(1)?)?,
            content_hash: row.try_get(2)?,
            scope: row.try_get(3)?,
            window: row.try_get(4)?,
            delivery_from: row.try_get(5)?,
        };
        current.insert(id(row.try_get(0)?)?, standing);
    }
    Ok(current)
}

/// The record that each row of a feed hangs on.
pub(super) async fn parents(tx: &mut Tx, feed: &str) -> Result<HashMap<RecordId, RecordId>> {
    let rows = sqlx::query(PARENTS).bind(feed).fetch_all(&mut **tx).await?;
    rows.iter().map(|row| Ok((id(row.try_get(0)?)?, id(row.try_get(1)?)?))).collect()
}

fn id(text: &str) -> Result<RecordId> {
    RecordId::parse(text).ok_or_else(|| {
        Error::Store(store::Error::Corrupt { what: "the identifier of a landed row".to_owned() })
    })
}
