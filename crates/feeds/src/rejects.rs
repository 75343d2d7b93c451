//! Rejected rows: shown, downloaded as a file that can be mended and sent back.

use store::Db;
use store::sqlx::{self, Row as _};

use crate::{Error, Result};

/// A rejected row of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct RejectedRow {
    /// Place among the rejects of the delivery, from 1.
    pub number: i64,
    pub line: i64,
    /// Empty where the row's shape is at fault.
    pub column: String,
    pub value_class: String,
    pub reason: String,
    pub remedy: String,
    /// The delivery that brought it mended.
    pub mended_by: Option<String>,
}

const PAGE: &str = "select line, column_name, value_class, reason, remedy, mended_by, number from \
     rejected_row where delivery_id = $1 and number > $2 order by number limit $3";
const HEADER: &str = "select columns_json from delivery where delivery_id = $1";
const VALUES: &str = "select values_json, number from rejected_row where delivery_id = $1 \
     and mended_by is null order by number";

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] = &[PAGE, HEADER, VALUES];

/// The rejected rows of a delivery whose number is above `after`, at most `rows_max`.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    delivery_id: &str,
    after: i64,
    rows_max: i64,
) -> Result<Vec<RejectedRow>> {
    let rows =
        sqlx::query(PAGE).bind(delivery_id).bind(after).bind(rows_max).fetch_all(db.pool()).await?;
    rows.iter()
        .map(|row| {
            Ok(RejectedRow {
                number: row.try_get(6)?,
                line: row.try_get(0)?,
                column: row.try_get(1)?,
                value_class: row.try_get(2)?,
                reason: row.try_get(3)?,
                remedy: row.try_get(4)?,
                mended_by: row.try_get(5)?,
            })
        })
        .collect()
}

/// The rejected rows that wait to be mended: the header of the file they came in and the values
/// exactly as received.
///
/// # Errors
/// When the delivery is not there or the database does not answer.
pub async fn rows(db: &Db, delivery_id: &str) -> Result<(Vec<String>, Vec<Vec<String>>)> {
    let columns: Option<String> =
        sqlx::query_scalar(HEADER).bind(delivery_id).fetch_optional(db.pool()).await?;
    let columns = columns.ok_or_else(|| Error::Missing { what: "such delivery".to_owned() })?;
    let rows = sqlx::query(VALUES).bind(delivery_id).fetch_all(db.pool()).await?;
    let rows = rows.iter().map(|row| values(row.try_get(0)?)).collect::<Result<_>>()?;
    Ok((values(&columns)?, rows))
}

/// The rejected rows that wait to be mended, as CSV with the header of the file they came in, ready
/// to be mended and sent back.
///
/// # Errors
/// When the delivery is not there or the database does not answer.
pub async fn csv(db: &Db, delivery_id: &str) -> Result<Vec<u8>> {
    let (header, rows) = rows(db, delivery_id).await?;
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in std::iter::once(&header).chain(&rows) {
        writer.write_record(row).map_err(|_| corrupt("a rejected row cannot be written as CSV"))?;
    }
    writer.into_inner().map_err(|_| corrupt("rejected rows cannot be written as CSV"))
}

fn values(json: &str) -> Result<Vec<String>> {
    serde_json::from_str(json).map_err(|_| corrupt("the values of a rejected row"))
}

fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}
