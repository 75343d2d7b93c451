//! Runs as they are kept.

use linkage::TrainedModel;
use store::sqlx::{self, Row as _};
use store::{Bulk, Db, Tx, Value};

use super::change::{Cause, Written, overtaken};
use super::{InUse, Summary};
use crate::{Error, Result};

pub(super) const RECENT: &str = "select run_id, started_at, ended_at, model_version, model_json, \
     report_json, links_made, links_ended from link_run order by ended_at desc, run_id limit $1";

/// A run as it is kept.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the documentation; times are UTC")]
pub struct Run {
    pub run_id: String,
    pub started_at: String,
    pub ended_at: String,
    pub model_version: String,
    pub model: TrainedModel,
    pub summary: Summary,
    pub links_made: i64,
    pub links_ended: i64,
}

/// The latest run.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(db: &Db) -> Result<Option<Run>> {
    Ok(recent(db, 1).await?.into_iter().next())
}

/// The newest runs, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn recent(db: &Db, runs_max: i64) -> Result<Vec<Run>> {
    let rows = sqlx::query(RECENT).bind(runs_max).fetch_all(db.pool()).await?;
    rows.iter()
        .map(|row| {
            let (model, summary): (&str, &str) = (row.try_get(4)?, row.try_get(5)?);
            Ok(Run {
                run_id: row.try_get(0)?,
                started_at: row.try_get(1)?,
                ended_at: row.try_get(2)?,
                model_version: row.try_get(3)?,
                model: serde_json::from_str(model).map_err(|_| corrupt("a run's model"))?,
                summary: serde_json::from_str(summary).map_err(|_| corrupt("a run's figures"))?,
                links_made: row.try_get(6)?,
                links_ended: row.try_get(7)?,
            })
        })
        .collect()
}

/// Keeps the figures of a run.
pub(super) async fn write(
    tx: &mut Tx,
    cause: &Cause,
    model: &InUse,
    summary: &Summary,
    written: &Written,
) -> Result<()> {
    let count = |number: usize| Value::Int(i64::try_from(number).ok());
    let mut bulk = Bulk::new("link_run", COLUMNS, "");
    let row = [
        Value::from(cause.event_id.as_str()),
        cause.follows.as_str().into(),
        cause.read_at.as_str().into(),
        store::now_utc().into(),
        model.version.as_str().into(),
        serde_json::to_string(&model.trained).unwrap_or_default().into(),
        serde_json::to_string(summary).unwrap_or_default().into(),
        Value::Int(i64::try_from(summary.records).ok()),
        Value::Int(i64::try_from(summary.persons).ok()),
        count(written.begun.len()),
        count(written.ended.len()),
        Value::Int(i64::try_from(summary.pairs_review).ok()),
    ];
    bulk.add(tx, row).await.map_err(overtaken)?;
    bulk.finish(tx).await.map_err(overtaken)?;
    Ok(())
}

const COLUMNS: &[&str] = &[
    "run_id",
    "follows",
    "started_at",
    "ended_at",
    "model_version",
    "model_json",
    "report_json",
    "records",
    "persons",
    "links_made",
    "links_ended",
    "edges_review",
];

fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}
