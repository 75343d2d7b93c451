//! Writing rows and the caseload episodes they stand for.

use store::sqlx;
use store::{Bulk, Tx, Value};

use super::difference::Difference;
use super::hang::Hung;
use crate::{Profile, Result};

pub(super) const CLOSE: &str = "update landed_row set delivery_to = $1 where record_id = $2 and \
     row_id = $3 and delivery_to is null";
pub(super) const DROP_EPISODES: &str =
    "delete from caseload_episode where record_id = $1 and row_id = $2";

/// Ends the rows that no longer stand; they stay as history.
pub(super) async fn close(
    tx: &mut Tx,
    delivery_id: &str,
    difference: &Difference<'_>,
) -> Result<()> {
    for (record_id, row_id) in &difference.closed {
        let (record_id, row_id) = (record_id.to_string(), row_id.to_string());
        sqlx::query(CLOSE)
            .bind(delivery_id)
            .bind(&record_id)
            .bind(&row_id)
            .execute(&mut **tx)
            .await?;
        sqlx::query(DROP_EPISODES).bind(&record_id).bind(&row_id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Writes new rows and their episodes.
pub(super) async fn insert(
    tx: &mut Tx,
    delivery_id: &str,
    profile: &Profile,
    hung: &[Hung<'_>],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<()> {
    let mut rows = Bulk::new("landed_row", ROW_COLUMNS, "");
    let mut episodes = Bulk::new("caseload_episode", EPISODE_COLUMNS, EPISODE_AGAIN);
    for (done, Hung { record_id, row }) in (1_u64..).zip(hung) {
        let (record_id, row_id) = (record_id.to_string(), row.row_id.to_string());
        for episode in &row.episodes {
            let values = [
                Value::from(record_id.clone()),
                row_id.clone().into(),
                episode.kind.as_str().into(),
                episode.team.clone().into(),
                episode.start.to_string().into(),
                episode.end.map(|day| day.to_string()).into(),
            ];
            episodes.add(tx, values).await?;
        }
        let values = [
            Value::from(record_id),
            row_id.into(),
            delivery_id.into(),
            profile.name.as_str().into(),
            row.scope.clone().into(),
            row.window.map(|day| day.to_string()).into(),
            row.content_hash.as_str().into(),
            row.values_json.as_str().into(),
        ];
        rows.add(tx, values).await?;
        if done.is_multiple_of(5_000) {
            progress(done);
        }
    }
    rows.finish(tx).await?;
    episodes.finish(tx).await?;
    progress(hung.len() as u64);
    Ok(())
}

const ROW_COLUMNS: &[&str] = &[
    "record_id",
    "row_id",
    "delivery_from",
    "feed",
    "scope",
    "window_date",
    "content_hash",
    "values_json",
];

const EPISODE_COLUMNS: &[&str] = &["record_id", "row_id", "kind", "team", "started_on", "ended_on"];

/// A row may stand for one episode of a kind.
const EPISODE_AGAIN: &str = "on conflict (record_id, row_id, kind) do nothing";
