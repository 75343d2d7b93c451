//! What has been delivered, for pages and reports.

use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};

use crate::{Error, Result};

/// A delivery, landed or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; all numbers count rows")]
pub struct Delivery {
    pub delivery_id: String,
    pub feed: String,
    pub source: String,
    pub file_name: String,
    pub content_sha256: String,
    /// Size of the file.
    pub bytes: i64,
    /// True where it was landed, false where it was refused.
    pub landed: bool,
    /// UTC.
    pub received_at: String,
    /// The day up to which the file speaks.
    pub data_cut: Option<String>,
    pub period_start: Option<String>,
    pub period_end: Option<String>,
    /// The delivery whose mended rows it carries.
    pub mends: Option<String>,
    pub rows_read: i64,
    pub rows_landed: i64,
    pub added: i64,
    pub changed: i64,
    pub withdrawn: i64,
    pub unchanged: i64,
    pub repeated: i64,
    pub rejected: i64,
    /// People without a valid NHS number.
    pub without_nhs_number: i64,
    /// Different people in the file.
    pub persons: i64,
    /// Remarks, or why it was refused.
    pub message: String,
    /// Figures by a national data set's own rules, as JSON; empty where there are none.
    pub summary_json: String,
}

/// A kind of remarkable value in a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct DeliveryNote {
    pub column: String,
    pub value_class: String,
    pub reason: String,
    pub remedy: String,
    pub occurrences: i64,
    pub first_line: i64,
}

const COLUMNS_OF_ONE: &str = "select delivery_id, feed, source, file_name, content_sha256, state, \
     received_at, data_cut, period_start, period_end, mends_delivery_id, rows_read, rows_landed, \
     rows_added, rows_changed, rows_withdrawn, rows_unchanged, rows_repeated, rows_rejected, \
     rows_without_nhs_number, persons_in_file, message, summary_json, bytes from delivery \
     where delivery_id = $1";
const OF_FEED: &str = "select delivery_id, feed, source, file_name, content_sha256, state, \
     received_at, data_cut, period_start, period_end, mends_delivery_id, rows_read, rows_landed, \
     rows_added, rows_changed, rows_withdrawn, rows_unchanged, rows_repeated, rows_rejected, \
     rows_without_nhs_number, persons_in_file, message, summary_json, bytes from delivery \
     where feed = $1 order by received_at desc, delivery_id desc limit 200";
const ALL: &str = "select delivery_id, feed, source, file_name, content_sha256, state, \
     received_at, data_cut, period_start, period_end, mends_delivery_id, rows_read, rows_landed, \
     rows_added, rows_changed, rows_withdrawn, rows_unchanged, rows_repeated, rows_rejected, \
     rows_without_nhs_number, persons_in_file, message, summary_json, bytes from delivery \
     order by received_at desc, delivery_id desc limit 2000";
const NOTES: &str = "select column_name, value_class, reason, remedy, occurrences, first_line \
     from delivery_note where delivery_id = $1 order by occurrences desc, column_name, value_class";

const NEWEST: &str = "select delivery_id from delivery order by received_at desc, delivery_id desc \
     limit 1";

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] = &[COLUMNS_OF_ONE, OF_FEED, ALL, NOTES, NEWEST];

/// One delivery.
///
/// # Errors
/// When the database does not answer.
pub async fn get(db: &Db, delivery_id: &str) -> Result<Option<Delivery>> {
    let row = sqlx::query(COLUMNS_OF_ONE).bind(delivery_id).fetch_optional(db.pool()).await?;
    row.map(|row| read(&row)).transpose()
}

/// The deliveries of a feed, newest first, at most 200. Refused files that were not recognised
/// have the feed `""`.
///
/// # Errors
/// When the database does not answer.
pub async fn of_feed(db: &Db, feed: &str) -> Result<Vec<Delivery>> {
    let rows = sqlx::query(OF_FEED).bind(feed).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// All deliveries, newest first, at most 2,000.
///
/// # Errors
/// When the database does not answer.
pub async fn all(db: &Db) -> Result<Vec<Delivery>> {
    let rows = sqlx::query(ALL).fetch_all(db.pool()).await?;
    rows.iter().map(read).collect()
}

/// The remarkable values of a delivery, most frequent first.
///
/// # Errors
/// When the database does not answer.
pub async fn notes(db: &Db, delivery_id: &str) -> Result<Vec<DeliveryNote>> {
    let rows = sqlx::query(NOTES).bind(delivery_id).fetch_all(db.pool()).await?;
    rows.iter()
        .map(|row| {
            Ok(DeliveryNote {
                column: row.try_get(0)?,
                value_class: row.try_get(1)?,
                reason: row.try_get(2)?,
                remedy: row.try_get(3)?,
                occurrences: row.try_get(4)?,
                first_line: row.try_get(5)?,
            })
        })
        .collect()
}

/// The newest delivery of any feed, landed or refused.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(db: &Db) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(NEWEST).fetch_optional(db.pool()).await?)
}

fn read(row: &AnyRow) -> Result<Delivery> {
    let state: String = row.try_get(5)?;
    Ok(Delivery {
        delivery_id: row.try_get(0)?,
        feed: row.try_get(1)?,
        source: row.try_get(2)?,
        file_name: row.try_get(3)?,
        content_sha256: row.try_get(4)?,
        bytes: row.try_get(23)?,
        landed: state == "landed",
        received_at: row.try_get(6)?,
        data_cut: row.try_get(7)?,
        period_start: row.try_get(8)?,
        period_end: row.try_get(9)?,
        mends: row.try_get(10)?,
        rows_read: row.try_get(11)?,
        rows_landed: row.try_get(12)?,
        added: row.try_get(13)?,
        changed: row.try_get(14)?,
        withdrawn: row.try_get(15)?,
        unchanged: row.try_get(16)?,
        repeated: row.try_get(17)?,
        rejected: row.try_get(18)?,
        without_nhs_number: row.try_get(19)?,
        persons: row.try_get(20)?,
        message: row.try_get(21)?,
        summary_json: row.try_get(22).map_err(Error::from)?,
    })
}
