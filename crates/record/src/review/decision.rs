//! What people decided: the log, and the decisions on one pair.

use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::{corrupt, count, record_id, sample};
use crate::Result;
use crate::decision::{self as standing, Answer, Kind};

/// A decision with the sources of its records.
macro_rules! decisions {
    ($rest:literal) => {
        concat!(
            "select d.event_id, d.at, d.author, d.kind, d.record_id, d.other_record_id, r.source, \
             o.source, d.answer, d.note, d.model_version, d.probability, d.undone_by, d.undone_at \
             from link_decision d \
             left join source_record r on r.record_id = d.record_id \
             left join source_record o on o.record_id = d.other_record_id ",
            $rest
        )
    };
}

/// One row a decision: of a decision over several pairs the first of them, of an unlinking one that it
/// parted rather than one that left together.
pub(super) const LOG: &str = decisions!(
    "where ($1 = '' or d.author = $1) and ($2 = '' or d.answer = $2) \
     and ($3 = '' or d.event_id < $3) and not (d.kind = 'unlink' and d.answer = 'same') \
     and not exists (select 1 from link_decision b where b.event_id = d.event_id \
     and not (b.kind = 'unlink' and b.answer = 'same') \
     and (b.record_id, b.other_record_id) < (d.record_id, d.other_record_id)) \
     order by d.event_id desc limit $4"
);
/// An answer is of one pair; what was done by hand is of several.
pub(super) const TOTAL: &str = "select (select count(*) from link_decision \
     where kind in ('first', 'second') and ($1 = '' or author = $1) and ($2 = '' or answer = $2)) \
     + (select count(distinct event_id) from link_decision where (kind = 'link' \
     or (kind = 'unlink' and answer <> 'same')) and ($1 = '' or author = $1) \
     and ($2 = '' or answer = $2))";
pub(super) const OF_PAIR: &str = decisions!(
    "where d.record_id = $1 and d.other_record_id = $2 and d.undone_by is null \
     order by d.event_id desc"
);
pub(super) const OF_EVENT: &str = decisions!(
    "where d.event_id = $1 and not (d.kind = 'unlink' and d.answer = 'same') \
     order by d.record_id, d.other_record_id limit 1"
);
pub(super) const OF_RECORD: &str =
    decisions!("where d.record_id = $1 or d.other_record_id = $1 order by d.event_id desc");
/// The latest is looked for before its records are: a log is long.
pub(super) const LAST_ANSWER: &str = decisions!(
    "where d.event_id = (select event_id from link_decision where author = $1 \
     and undone_by is null and kind in ('first', 'second') order by event_id desc limit 1)"
);
pub(super) const REVIEWERS: &str = "select distinct author from link_decision";
/// Who undid a decision.
pub(super) const UNDOER: &str = "select author from link_event where event_id = $1";
/// Whether a record stands with its person since an event: of an unlinking, one that left.
pub(super) const LEFT_BY: &str =
    "select count(*) from person_link where record_id = $1 and ended_by is null and began_by = $2";

/// A decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The event that it is.
    pub event_id: String,
    /// When, UTC.
    pub at: String,
    /// Who, as they gave their name.
    pub author: String,
    /// How it was made.
    pub kind: Kind,
    /// One record: of an unlinking one that left, as far as that can still be told.
    pub record: RecordId,
    /// The other.
    pub other: RecordId,
    /// The sources of the two, in that order.
    pub sources: (String, String),
    /// What it says.
    pub answer: Answer,
    /// Note or reason.
    pub note: Option<String>,
    /// The model in force then.
    pub model_version: String,
    /// What the model said of the pair then, 0 to 1.
    pub probability: Option<f64>,
    /// `None` while it is in force.
    pub undone: Option<Undone>,
}

/// That a decision no longer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The event that undid it.
    pub event_id: String,
    /// Who.
    pub author: String,
    /// When, UTC.
    pub at: String,
}

/// Which decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// By this reviewer only.
    pub author: Option<String>,
    /// With this answer only.
    pub answer: Option<Answer>,
    /// Older than the decision with this event.
    pub after: Option<String>,
    /// At most so many.
    pub rows_max: usize,
}

/// A part of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// In the whole list that was asked for.
    pub total: u64,
    /// Newest first.
    pub rows: Vec<Decision>,
    /// Whether older ones follow.
    pub more: bool,
}

/// The log of decisions, newest first, those undone included: a decision over several pairs once.
///
/// # Errors
/// When the database does not answer.
pub async fn log(db: &Db, asked: &Asked) -> Result<Log> {
    let author = asked.author.as_deref().unwrap_or_default();
    let answer = asked.answer.map_or("", Answer::as_str);
    let total: i64 =
        sqlx::query_scalar(TOTAL).bind(author).bind(answer).fetch_one(db.pool()).await?;
    let rows = sqlx::query(LOG)
        .bind(author)
        .bind(answer)
        .bind(asked.after.as_deref().unwrap_or_default())
        .bind(i64::try_from(asked.rows_max.saturating_add(1)).unwrap_or(i64::MAX))
        .fetch_all(db.pool())
        .await?;
    let more = rows.len() > asked.rows_max;
    let mut decisions = Vec::new();
    for row in rows.iter().take(asked.rows_max) {
        let decision = with_undoer(db, decision(row)?).await?;
        decisions.push(oriented(db, decision).await?);
    }
    Ok(Log { total: count(total), rows: decisions, more })
}

/// The decisions in force on a pair, newest first. The order of the two records means nothing.
///
/// # Errors
/// When the database does not answer.
pub async fn of_pair(db: &Db, record: RecordId, other: RecordId) -> Result<Vec<Decision>> {
    let rows = sqlx::query(OF_PAIR)
        .bind(record.min(other).to_string())
        .bind(record.max(other).to_string())
        .fetch_all(db.pool())
        .await?;
    rows.iter().map(decision).collect()
}

/// All decisions on pairs with a record, newest first, also those that were undone.
pub(crate) async fn of_record(db: &Db, record: RecordId) -> Result<Vec<Decision>> {
    let rows = sqlx::query(OF_RECORD).bind(record.to_string()).fetch_all(db.pool()).await?;
    let mut decisions = Vec::with_capacity(rows.len());
    for row in &rows {
        decisions.push(with_undoer(db, decision(row)?).await?);
    }
    Ok(decisions)
}

/// What the decisions in force on one pair, newest first, say together; see [`sample::said`].
pub(crate) fn said(decisions: &[Decision]) -> Option<Answer> {
    let oldest_first: Vec<standing::Decision> = decisions
        .iter()
        .rev()
        .map(|decision| standing::Decision {
            record: decision.record,
            other: decision.other,
            event_id: decision.event_id.clone(),
            kind: decision.kind,
            answer: decision.answer,
            author: decision.author.clone(),
            at: decision.at.clone(),
        })
        .collect();
    sample::said(&oldest_first)
}

/// A decision by its event, whether or not it is in force.
///
/// # Errors
/// When the database does not answer.
pub async fn of_event(db: &Db, event_id: &str) -> Result<Option<Decision>> {
    let row = sqlx::query(OF_EVENT).bind(event_id).fetch_optional(db.pool()).await?;
    match row {
        Some(row) => {
            let decision = with_undoer(db, decision(&row)?).await?;
            Ok(Some(oriented(db, decision).await?))
        }
        None => Ok(None),
    }
}

/// The latest answer of a reviewer that is in force.
pub(super) async fn last_answer(db: &Db, author: &str) -> Result<Option<Decision>> {
    let row = sqlx::query(LAST_ANSWER).bind(author).fetch_optional(db.pool()).await?;
    row.as_ref().map(decision).transpose()
}

/// Everybody who has decided something, in alphabetical order.
///
/// # Errors
/// When the database does not answer.
pub async fn reviewers(db: &Db) -> Result<Vec<String>> {
    let mut names: Vec<String> = sqlx::query_scalar(REVIEWERS).fetch_all(db.pool()).await?;
    names.sort_by_cached_key(|name| (name.to_lowercase(), name.clone()));
    Ok(names)
}

/// Names who undid a decision: few were.
async fn with_undoer(db: &Db, mut decision: Decision) -> Result<Decision> {
    if let Some(undone) = &mut decision.undone {
        let found: Option<String> =
            sqlx::query_scalar(UNDOER).bind(&undone.event_id).fetch_optional(db.pool()).await?;
        undone.author = found.unwrap_or_default();
    }
    Ok(decision)
}

/// Puts the record that left first; the table has the smaller one first.
async fn oriented(db: &Db, decision: Decision) -> Result<Decision> {
    if decision.kind != Kind::Unlink {
        return Ok(decision);
    }
    let left: i64 = sqlx::query_scalar(LEFT_BY)
        .bind(decision.other.to_string())
        .bind(&decision.event_id)
        .fetch_one(db.pool())
        .await?;
    if left == 0 {
        return Ok(decision);
    }
    let (one, other) = decision.sources;
    Ok(Decision {
        record: decision.other,
        other: decision.record,
        sources: (other, one),
        ..decision
    })
}

fn decision(row: &AnyRow) -> Result<Decision> {
    let (kind, answer): (&str, &str) = (row.try_get(3)?, row.try_get(8)?);
    let source = |at: usize| -> Result<String> {
        let source: Option<String> = row.try_get(at)?;
        Ok(source.unwrap_or_default())
    };
    let (by, at): (Option<String>, Option<String>) = (row.try_get(12)?, row.try_get(13)?);
    Ok(Decision {
        event_id: row.try_get(0)?,
        at: row.try_get(1)?,
        author: row.try_get(2)?,
        kind: Kind::named(kind).ok_or_else(|| corrupt("a kind of decision"))?,
        record: record_id(row.try_get(4)?)?,
        other: record_id(row.try_get(5)?)?,
        sources: (source(6)?, source(7)?),
        answer: Answer::named(answer).ok_or_else(|| corrupt("an answer"))?,
        note: row.try_get(9)?,
        model_version: row.try_get(10)?,
        probability: row.try_get(11)?,
        undone: by.map(|event_id| Undone {
            event_id,
            author: String::new(),
            at: at.unwrap_or_default(),
        }),
    })
}
