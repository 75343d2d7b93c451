//! Which pairs wait, and which comes next.
//!
//! Pairs stand by what tells most, then by record. The order is that of the last scoring, so that what
//! reviewers answer never moves a pair.

use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::{Queue, count, pairs::Pairs, record_id, sample, second};
use crate::Result;

pub(super) const WAITING: &str = "select e.why, count(*) from link_edge e where e.band = 'review' \
     and not exists (select 1 from link_decision d where d.record_id = e.record_id \
     and d.other_record_id = e.other_record_id and d.undone_by is null) group by e.why";
pub(super) const ALL: &str = "select count(*) from link_edge e where e.band = 'review' \
     and not exists (select 1 from link_decision d where d.record_id = e.record_id \
     and d.other_record_id = e.other_record_id and d.undone_by is null)";
pub(super) const FIRST: &str = "select e.record_id, e.other_record_id from link_edge e \
     where e.band = 'review' and (' ' || e.why || ' ') like $1 \
     and not exists (select 1 from link_decision d where d.record_id = e.record_id \
     and d.other_record_id = e.other_record_id and d.undone_by is null) \
     order by e.information desc, e.record_id, e.other_record_id limit 1";
pub(super) const AFTER: &str = "select e.record_id, e.other_record_id from link_edge e \
     where e.band = 'review' and (' ' || e.why || ' ') like $1 and e.information <= $2 \
     and (e.information < $2 or (e.record_id, e.other_record_id) > ($3, $4)) \
     and not exists (select 1 from link_decision d where d.record_id = e.record_id \
     and d.other_record_id = e.other_record_id and d.undone_by is null) \
     order by e.information desc, e.record_id, e.other_record_id limit 1";
/// An answered pair keeps its place only where its score says what it told.
pub(super) const POSITION: &str = "select information from link_edge where record_id = $1 \
     and other_record_id = $2 and (band = 'review' or information > 0)";

/// Which pair comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    /// Its records, the smaller first; `None` when no pair of the queue follows.
    pub pair: Option<(RecordId, RecordId)>,
    /// Pairs that wait in the queue for this reviewer.
    pub waiting: u64,
}

/// The first pair of a queue that waits for a reviewer after the pair `after`, or of all. A pair that
/// is no longer scored has no place in the queue: the search then begins anew.
///
/// # Errors
/// When the database does not answer.
pub async fn next(
    db: &Db,
    queue: Queue,
    reviewer: &str,
    after: Option<(RecordId, RecordId)>,
) -> Result<Next> {
    let after = after.map(|(one, other)| (one.min(other), one.max(other)));
    let pair = match queue {
        Queue::Sample => sample::next(db, after).await?,
        Queue::Second => second::next(db, reviewer, after).await?,
        queue => scored(db, queue, after).await?,
    };
    Ok(Next { pair, waiting: waiting(db, queue, reviewer).await? })
}

async fn scored(
    db: &Db,
    queue: Queue,
    after: Option<(RecordId, RecordId)>,
) -> Result<Option<(RecordId, RecordId)>> {
    let pattern = match queue {
        Queue::All => "%".to_owned(),
        queue => format!("% {} %", queue.slug()),
    };
    let position = match after {
        Some(after) => position(db, after).await?.map(|information| (information, after)),
        None => None,
    };
    let query = match position {
        None => sqlx::query(FIRST).bind(pattern),
        Some((information, (record, other))) => sqlx::query(AFTER)
            .bind(pattern)
            .bind(information)
            .bind(record.to_string())
            .bind(other.to_string()),
    };
    let row = query.fetch_optional(db.pool()).await?;
    row.map(|row| Ok((record_id(row.try_get(0)?)?, record_id(row.try_get(1)?)?))).transpose()
}

async fn position(db: &Db, (record, other): (RecordId, RecordId)) -> Result<Option<f64>> {
    Ok(sqlx::query_scalar(POSITION)
        .bind(record.to_string())
        .bind(other.to_string())
        .fetch_optional(db.pool())
        .await?)
}

/// Pairs that wait in a queue for a reviewer.
pub(super) async fn waiting(db: &Db, queue: Queue, reviewer: &str) -> Result<u64> {
    match queue {
        Queue::Sample => sample::waiting(db).await,
        Queue::Second => second::waiting(db, Some(reviewer)).await,
        Queue::All => waiting_now(db).await,
        queue => Ok(counts(db).await?.of(queue)),
    }
}

/// Pairs that wait in all queues that scores make, each once.
///
/// # Errors
/// When the database does not answer.
pub async fn waiting_now(db: &Db) -> Result<u64> {
    Ok(count(sqlx::query_scalar(ALL).fetch_one(db.pool()).await?))
}

/// Pairs that wait because of how they were scored, by queue.
pub(super) async fn counts(db: &Db) -> Result<Pairs> {
    let mut pairs = Pairs::default();
    for row in sqlx::query(WAITING).fetch_all(db.pool()).await? {
        pairs.add(row.try_get(0)?, count(row.try_get(1)?));
    }
    Ok(pairs)
}
