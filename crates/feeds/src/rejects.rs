//! Rejected rows: shown, downloaded as a file that can be mended and sent back.

use store::Db;
use store::sqlx::{self, Row as _};

use crate::{Error, Result};

/// A rejected row of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct RejectedRow {
    pub line: i64,
    /// Empty where the row's shape is at fault.
    pub column: String,
    pub value_class: String,
    pub reason: String,
    pub remedy: String,
    /// The delivery that brought it mended.
    pub mended_by: Option<String>,
}

const PAGE: &str = "select line, column_name, value_class, reason, remedy, mended_by from \
     rejected_row where delivery_id = $1 and line > $2 order by line limit $3";
const HEADER: &str = "select columns_json from delivery where delivery_id = $1";
const VALUES: &str = "select values_json, line from rejected_row where delivery_id = $1 \
     and mended_by is null order by line";

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] = &[PAGE, HEADER, VALUES];

/// The rejected rows of a delivery after `after_line`, at most `rows_max`.
///
/// # Errors
/// When the database does not answer.
pub async fn page(
    db: &Db,
    delivery_id: &str,
    after_line: i64,
    rows_max: i64,
) -> Result<Vec<RejectedRow>> {
    let rows = sqlx::query(PAGE)
        .bind(delivery_id)
        .bind(after_line)
        .bind(rows_max)
        .fetch_all(db.pool())
        .await?;
    rows.iter()
        .map(|row| {
            Ok(RejectedRow {
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

/// The rejected rows that wait to be mended, as CSV with the header of the file they came in: the
/// values exactly as received, ready to be mended and sent back.
///
/// # Errors
/// When the delivery is not there or the database does not answer.
pub async fn csv(db: &Db, delivery_id: &str) -> Result<Vec<u8>> {
    let columns: Option<String> =
        sqlx::query_scalar(HEADER).bind(delivery_id).fetch_optional(db.pool()).await?;
    let columns = columns.ok_or_else(|| Error::Missing { what: "such delivery".to_owned() })?;
    let rows = sqlx::query(VALUES).bind(delivery_id).fetch_all(db.pool()).await?;
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    write(&mut writer, &columns)?;
    for row in rows {
        write(&mut writer, row.try_get(0)?)?;
    }
    writer.into_inner().map_err(|fault| Error::Read {
        file: "rejected rows".to_owned(),
        source: fault.into_error(),
    })
}

fn write(writer: &mut csv::Writer<Vec<u8>>, json: &str) -> Result<()> {
    let corrupt = |what: &str| Error::Store(store::Error::Corrupt { what: what.to_owned() });
    let values: Vec<String> =
        serde_json::from_str(json).map_err(|_| corrupt("the values of a rejected row"))?;
    writer.write_record(&values).map_err(|_| corrupt("a rejected row cannot be written as CSV"))
}
