//! What people decided about pairs of records, and what follows from it for the links.
//!
//! A decision is never changed: it is undone by another event. No score overrides it.

mod standing;

use hashbrown::HashMap;
use linkage::{Constraints, RecordIx};
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use store::{Bulk, Db, Tx, Value};
use terms::RecordId;

use crate::{Error, Result};

pub use standing::{Verdict, verdict};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[IN_FORCE, OF_EVENT, OF_PAIR, SCORED, UNDO];

const IN_FORCE: &str = "select record_id, other_record_id, event_id, kind, answer, author, at \
     from link_decision where undone_by is null order by at, event_id";
const OF_PAIR: &str = "select record_id, other_record_id, event_id, kind, answer, author, at \
     from link_decision where record_id = $1 and other_record_id = $2 and undone_by is null \
     order by at, event_id";
const OF_EVENT: &str = "select record_id, other_record_id, event_id, kind, answer, author, at \
     from link_decision where event_id = $1 and undone_by is null order by at, event_id";
const UNDO: &str = "update link_decision set undone_by = $1, undone_at = $2 where event_id = $3 \
     and undone_by is null";
const SCORED: &str =
    "select probability from link_edge where record_id = $1 and other_record_id = $2";

/// What somebody says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// One person: linked, whatever the model says.
    Same,
    /// Two people: kept apart, whatever the model says.
    Different,
    /// It cannot be told: nothing changes.
    Unsure,
}

impl Answer {
    /// As it is kept: `same`, `different`, `unsure`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gives.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unsure].into_iter().find(|a| a.as_str() == name)
    }
}

/// Which way a decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The first answer to a pair.
    First,
    /// A second answer to a pair, given without knowing the first.
    Second,
    /// Records taken out of a person by hand.
    Unlink,
    /// Two persons joined by hand.
    Link,
}

impl Kind {
    /// As it is kept: `first`, `second`, `unlink`, `link`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Unlink => "unlink",
            Self::Link => "link",
        }
    }

    /// Reads what [`as_str`](Self::as_str) gives.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::First, Self::Second, Self::Unlink, Self::Link]
            .into_iter()
            .find(|kind| kind.as_str() == name)
    }

    /// Whether it was made on a person's page with all their records in sight.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Unlink | Self::Link)
    }
}

/// A decision on one pair; the smaller record first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// One record.
    pub record: RecordId,
    /// The other.
    pub other: RecordId,
    /// The event that it belongs to.
    pub event_id: String,
    /// Which way it was made.
    pub kind: Kind,
    /// What it says.
    pub answer: Answer,
    /// Who.
    pub author: String,
    /// When, UTC.
    pub at: String,
}

/// All decisions in force, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn in_force(db: &Db) -> Result<Vec<Decision>> {
    let rows = sqlx::query(IN_FORCE).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// The decisions in force on a pair, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_pair(db: &Db, a: RecordId, b: RecordId) -> Result<Vec<Decision>> {
    let rows = sqlx::query(OF_PAIR)
        .bind(a.min(b).to_string())
        .bind(a.max(b).to_string())
        .fetch_all(db.pool())
        .await?;
    rows.iter().map(read).collect()
}

/// The decisions of one event that are still in force.
pub(crate) async fn of_event(db: &Db, event_id: &str) -> Result<Vec<Decision>> {
    let rows = sqlx::query(OF_EVENT).bind(event_id).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

fn read(row: &AnyRow) -> Result<Decision> {
    let id = |at: usize| -> Result<RecordId> {
        RecordId::parse(row.try_get(at)?).ok_or_else(|| corrupt("a record's identifier"))
    };
    let (kind, answer): (&str, &str) = (row.try_get(3)?, row.try_get(4)?);
    Ok(Decision {
        record: id(0)?,
        other: id(1)?,
        event_id: row.try_get(2)?,
        kind: Kind::named(kind).ok_or_else(|| corrupt("a decision"))?,
        answer: Answer::named(answer).ok_or_else(|| corrupt("a decision"))?,
        author: row.try_get(5)?,
        at: row.try_get(6)?,
    })
}

/// What the engine must keep to: what decisions come to on records that have a number.
pub(crate) fn constraints(
    decisions: Vec<Decision>,
    numbers: &HashMap<RecordId, RecordIx>,
) -> Constraints {
    let mut pairs: HashMap<(RecordId, RecordId), Vec<Decision>> = HashMap::new();
    for decision in decisions {
        pairs.entry((decision.record, decision.other)).or_default().push(decision);
    }
    let mut out = Constraints::default();
    for ((record, other), decisions) in &pairs {
        let (Some(a), Some(b)) = (numbers.get(record), numbers.get(other)) else { continue };
        match verdict(decisions) {
            Some(Verdict::Same) => out.must_link.push((*a, *b)),
            Some(Verdict::Different | Verdict::AtOdds) => out.never_link.push((*a, *b)),
            None => {}
        }
    }
    out.must_link.sort_unstable();
    out.never_link.sort_unstable();
    out
}

/// Writes decisions, each with what the model says of its pair.
pub(crate) async fn write(
    tx: &mut Tx,
    decisions: &[Decision],
    note: Option<&str>,
    model_version: &str,
) -> Result<()> {
    let mut bulk = Bulk::new("link_decision", COLUMNS, "");
    for decision in decisions {
        let (record, other) = (decision.record.to_string(), decision.other.to_string());
        let probability: Option<f64> =
            sqlx::query_scalar(SCORED).bind(&record).bind(&other).fetch_optional(&mut **tx).await?;
        let row = [
            Value::from(record),
            other.into(),
            decision.event_id.as_str().into(),
            decision.kind.as_str().into(),
            decision.answer.as_str().into(),
            decision.author.as_str().into(),
            note.map(str::to_owned).into(),
            decision.at.as_str().into(),
            model_version.into(),
            Value::Double(probability),
        ];
        bulk.add(tx, row).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

/// Marks the decisions of an event as undone by another.
pub(crate) async fn undo(tx: &mut Tx, event_id: &str, by: &str) -> Result<()> {
    sqlx::query(UNDO).bind(by).bind(store::now_utc()).bind(event_id).execute(&mut **tx).await?;
    Ok(())
}

fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}

const COLUMNS: &[&str] = &[
    "record_id",
    "other_record_id",
    "event_id",
    "kind",
    "answer",
    "author",
    "note",
    "at",
    "model_version",
    "probability",
];
