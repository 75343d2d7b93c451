//! A source record with the values that identify its person, and nothing of their care.

use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::{corrupt, record_id};
use crate::Result;

pub(super) const RECORD: &str = "select r.record_id, r.source, r.record_key, r.feed, r.nhs_number, \
     r.nhs_number_traced, r.first_name, r.middle_name, r.surname, r.former_surname, \
     r.date_of_birth, r.date_of_death, r.sex, r.address, r.postcode, r.phone, r.email, \
     r.practice_code, r.other_places_json, r.withdrawn_by, f.received_at, t.received_at \
     from source_record r left join delivery f on f.delivery_id = r.delivery_first \
     left join delivery t on t.delivery_id = r.delivery_last where r.record_id = $1";

/// A record, as received.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the names are the documentation; dates are `yyyy-mm-dd`, times UTC"
)]
pub struct Identified {
    pub record: RecordId,
    pub source: String,
    pub record_key: String,
    pub feed: String,
    pub nhs_number: Option<String>,
    pub nhs_number_traced: bool,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub surname: Option<String>,
    pub former_surname: Option<String>,
    pub date_of_birth: Option<String>,
    pub date_of_death: Option<String>,
    pub sex: Option<String>,
    /// The latest first.
    pub places: Vec<PlaceLived>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub practice_code: Option<String>,
    pub withdrawn: bool,
    pub first_received: String,
    pub last_received: String,
}

/// An address of a record; at least one of the two is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct PlaceLived {
    pub address: Option<String>,
    pub postcode: Option<String>,
}

/// Reads a record. `None` where there is no such record.
///
/// # Errors
/// When the database does not answer.
pub async fn identified(db: &Db, record: RecordId) -> Result<Option<Identified>> {
    let row = sqlx::query(RECORD).bind(record.to_string()).fetch_optional(db.pool()).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &AnyRow) -> Result<Identified> {
    let traced: i64 = row.try_get(5)?;
    let withdrawn: Option<&str> = row.try_get(19)?;
    let time = |at: usize| -> Result<String> {
        let time: Option<String> = row.try_get(at)?;
        Ok(time.unwrap_or_default())
    };
    Ok(Identified {
        record: record_id(row.try_get(0)?)?,
        source: row.try_get(1)?,
        record_key: row.try_get(2)?,
        feed: row.try_get(3)?,
        nhs_number: row.try_get(4)?,
        nhs_number_traced: traced == 1,
        first_name: row.try_get(6)?,
        middle_name: row.try_get(7)?,
        surname: row.try_get(8)?,
        former_surname: row.try_get(9)?,
        date_of_birth: row.try_get(10)?,
        date_of_death: row.try_get(11)?,
        sex: row.try_get(12)?,
        places: places(row)?,
        phone: row.try_get(15)?,
        email: row.try_get(16)?,
        practice_code: row.try_get(17)?,
        withdrawn: withdrawn.is_some(),
        first_received: time(20)?,
        last_received: time(21)?,
    })
}

fn places(row: &AnyRow) -> Result<Vec<PlaceLived>> {
    let others: Option<&str> = row.try_get(18)?;
    let others: Vec<feeds::OtherPlace> = match others {
        Some(json) => serde_json::from_str(json).map_err(|_| corrupt("a record's other places"))?,
        None => Vec::new(),
    };
    let latest = feeds::OtherPlace(row.try_get(13)?, row.try_get(14)?);
    let lived = std::iter::once(latest).chain(others);
    Ok(lived
        .filter(|place| place.0.is_some() || place.1.is_some())
        .map(|feeds::OtherPlace(address, postcode)| PlaceLived { address, postcode })
        .collect())
}
