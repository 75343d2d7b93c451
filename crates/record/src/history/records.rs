//! The records of a person, now or at a moment, with what hangs on them.

use jiff::civil::Date;
use store::Db;
use store::sqlx::{self, Row as _};
use terms::PersonId;

use crate::Result;
use crate::review::{Identified, end_of_day, identified, person_id, record_id};

pub(super) const REDIRECT: &str = "select to_person_id from person_redirect where person_id = $1";
pub(super) const NOW: &str = "select l.record_id, l.began_at from person_link l \
     join source_record r on r.record_id = l.record_id \
     where l.person_id = $1 and l.ended_by is null order by r.source, r.record_key";
pub(super) const AT: &str = "select l.record_id, l.began_at from person_link l \
     join source_record r on r.record_id = l.record_id \
     where l.person_id = $1 and l.began_at < $2 and (l.ended_at is null or l.ended_at >= $2) \
     order by r.source, r.record_key";
pub(super) const KNOWN: &str = "select began_by from person_link where person_id = $1 limit 1";
/// Rows that stand now, by the feed that brought them.
pub(super) const HOLDS: &str = "select feed, count(*) from landed_row \
     where record_id = $1 and delivery_to is null group by feed order by feed";

/// A record of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The record as received.
    pub record: Identified,
    /// Linked to the person since, UTC.
    pub since: String,
    /// Rows that hang on it and go where it goes, by feed; times on a caseload are made from these.
    /// The row that is the record itself is among them, under [`Identified::feed`].
    pub holds: Vec<(String, u64)>,
}

/// Who a person is now, where the identifier was merged into another; else the same.
///
/// # Errors
/// When the database does not answer.
pub async fn resolve(db: &Db, asked: PersonId) -> Result<PersonId> {
    let to: Option<String> =
        sqlx::query_scalar(REDIRECT).bind(asked.to_string()).fetch_optional(db.pool()).await?;
    to.as_deref().map_or(Ok(asked), person_id)
}

/// Whether anything was ever linked to a person.
pub(super) async fn known(db: &Db, person: PersonId) -> Result<bool> {
    let found: Option<String> =
        sqlx::query_scalar(KNOWN).bind(person.to_string()).fetch_optional(db.pool()).await?;
    Ok(found.is_some())
}

/// The records linked to a person now, or at the end of a civil day in England, by source.
pub(super) async fn linked(db: &Db, person: PersonId, day: Option<Date>) -> Result<Vec<Linked>> {
    let query = match day {
        None => sqlx::query(NOW).bind(person.to_string()),
        Some(day) => sqlx::query(AT).bind(person.to_string()).bind(end_of_day(day)),
    };
    let mut linked = Vec::new();
    for row in query.fetch_all(db.pool()).await? {
        let id = record_id(row.try_get(0)?)?;
        let Some(record) = identified(db, id).await? else { continue };
        let mut holds = Vec::new();
        for row in sqlx::query(HOLDS).bind(id.to_string()).fetch_all(db.pool()).await? {
            let rows: i64 = row.try_get(1)?;
            holds.push((row.try_get(0)?, u64::try_from(rows).unwrap_or(0)));
        }
        linked.push(Linked { record, since: row.try_get(1)?, holds });
    }
    Ok(linked)
}
