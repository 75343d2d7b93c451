//! The delivery: what came, when, and what it came to.

use store::sqlx::{self, Row as _};
use store::{Bulk, Db, Tx, Value};

use super::About;
use super::difference::Difference;
use crate::import::Landed;
use crate::{Parsed, Profile, Refusal, Result};

pub(super) const NEWEST: &str = "select rows_without_nhs_number, \
     persons_in_file from delivery where feed = $1 and state = 'landed' \
     and mends_delivery_id is null order by received_at desc, delivery_id desc limit 1";
pub(super) const SAME_CONTENT: &str = "select delivery_id from delivery where content_sha256 = $1 \
     and feed = $2 and state = 'landed' order by received_at desc limit 1";
pub(super) const IS_OF: &str = "select count(*) from delivery where delivery_id = $1 and feed = $2";
pub(super) const OUTSTANDING: &str =
    "select count(*) from rejected_row where delivery_id = $1 and mended_by is null";
pub(super) const MENDED: &str = "update rejected_row set mended_by = $1 where delivery_id = $2 \
     and mended_by is null";

/// The newest landed delivery of a feed.
#[derive(Debug)]
pub(super) struct Newest {
    pub(super) without_nhs_number: u64,
    pub(super) persons: u64,
}

pub(super) async fn newest(tx: &mut Tx, feed: &str) -> Result<Option<Newest>> {
    let found = sqlx::query(NEWEST).bind(feed).fetch_optional(&mut **tx).await?;
    found
        .map(|row| {
            Ok(Newest {
                without_nhs_number: row.try_get::<i64, _>(0)?.unsigned_abs(),
                persons: row.try_get::<i64, _>(1)?.unsigned_abs(),
            })
        })
        .transpose()
}

/// An earlier delivery of the same bytes.
pub(super) async fn same_content(
    tx: &mut Tx,
    feed: &str,
    content_sha256: &str,
) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(SAME_CONTENT)
        .bind(content_sha256)
        .bind(feed)
        .fetch_optional(&mut **tx)
        .await?)
}

/// Whether a delivery is of a feed.
pub(super) async fn is_of(tx: &mut Tx, delivery_id: &str, feed: &str) -> Result<bool> {
    let found: i64 =
        sqlx::query_scalar(IS_OF).bind(delivery_id).bind(feed).fetch_one(&mut **tx).await?;
    Ok(found > 0)
}

/// Rejected rows of a delivery that wait to be mended. A mended row may have another key than the
/// rejected one, so rows are not told apart: the list closes when as many rows came as were waiting.
async fn outstanding(tx: &mut Tx, delivery_id: &str) -> Result<u64> {
    let found: i64 = sqlx::query_scalar(OUTSTANDING).bind(delivery_id).fetch_one(&mut **tx).await?;
    Ok(found.unsigned_abs())
}

/// The figures of a delivery.
pub(super) fn landed(
    profile: &Profile,
    parsed: &Parsed,
    difference: &Difference<'_>,
    about: &About<'_>,
) -> Landed {
    Landed {
        delivery_id: store::new_event_id(),
        feed: profile.name.clone(),
        title: profile.title.clone(),
        rows_read: parsed.rows_read,
        rows_landed: parsed.rows.len() as u64,
        added: difference.added,
        changed: difference.changed,
        withdrawn: difference.withdrawn.len() as u64,
        unchanged: difference.unchanged,
        repeated: parsed.repeated,
        rejected: parsed.rejected.len() as u64,
        noted: parsed.notes.iter().map(|note| note.occurrences).sum(),
        without_nhs_number: parsed.without_nhs_number,
        persons: parsed.persons,
        remarks: remarks(difference, about),
    }
}

fn remarks(difference: &Difference<'_>, about: &About<'_>) -> Vec<String> {
    let mut remarks = about.remarks.to_vec();
    if difference.kept_back {
        remarks.push(
            "nothing was withdrawn, because a row that could not be read whole may be any of those \
             that seem to be missing"
                .to_owned(),
        );
    }
    if difference.overtaken > 0 {
        remarks.push(format!(
            "{} mended rows were left as a later delivery has brought them",
            difference.overtaken
        ));
    }
    let absent: Vec<String> = difference
        .absent_scopes
        .iter()
        .take(ABSENT_SCOPES_MAX)
        .map(|(scope, rows)| format!("{scope} ({rows})"))
        .collect();
    if !absent.is_empty() {
        remarks.push(format!(
            "not in this file, and left as they were: the standing rows of {}{}",
            absent.join(", "),
            if difference.absent_scopes.len() > absent.len() { " and others" } else { "" }
        ));
    }
    remarks
}

/// Scopes named in a remark at most.
const ABSENT_SCOPES_MAX: usize = 10;

/// Writes the delivery with its notes and rejects.
pub(super) async fn insert(
    tx: &mut Tx,
    profile: &Profile,
    parsed: &Parsed,
    landed: &Landed,
    about: &About<'_>,
) -> Result<()> {
    let columns = serde_json::to_string(&parsed.columns).unwrap_or_default();
    let mut bulk = Bulk::new("delivery", COLUMNS, "");
    let count = |number: u64| Value::Int(i64::try_from(number).ok());
    let day = |day: Option<terms::Date>| Value::Text(day.map(|day| day.to_string()));
    bulk.add(
        tx,
        [
            landed.delivery_id.as_str().into(),
            profile.name.as_str().into(),
            profile.source.as_str().into(),
            about.file_name.into(),
            about.content_sha256.into(),
            count(about.bytes),
            "landed".into(),
            store::now_utc().into(),
            day(parsed.cut),
            day(parsed.period_start),
            day(parsed.period_end),
            Value::Text(about.mends.map(str::to_owned)),
            columns.into(),
            count(landed.rows_read),
            count(landed.rows_landed),
            count(landed.added),
            count(landed.changed),
            count(landed.withdrawn),
            count(landed.unchanged),
            count(landed.repeated),
            count(landed.rejected),
            count(landed.without_nhs_number),
            count(landed.persons),
            landed.remarks.join("; ").into(),
            parsed.summary_json.clone().unwrap_or_default().into(),
        ],
    )
    .await?;
    bulk.finish(tx).await?;
    explain(tx, parsed, &landed.delivery_id).await?;
    if let Some(mended) = about.mends
        && outstanding(tx, mended).await? <= landed.rows_landed
    {
        sqlx::query(MENDED).bind(&landed.delivery_id).bind(mended).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Keeps notes and rejected rows.
async fn explain(tx: &mut Tx, parsed: &Parsed, delivery_id: &str) -> Result<()> {
    let mut notes = Bulk::new("delivery_note", NOTE_COLUMNS, "");
    let count = |number: u64| Value::Int(i64::try_from(number).ok());
    for note in &parsed.notes {
        let values = [
            delivery_id.into(),
            note.column.as_str().into(),
            note.value_class.as_str().into(),
            note.reason.as_str().into(),
            note.remedy.as_str().into(),
            count(note.occurrences),
            count(note.first_line),
        ];
        notes.add(tx, values).await?;
    }
    notes.finish(tx).await?;
    let mut rejects = Bulk::new("rejected_row", REJECT_COLUMNS, "");
    for (number, row) in (1..).zip(&parsed.rejected) {
        let values = [
            delivery_id.into(),
            count(number),
            count(row.line),
            row.column.as_str().into(),
            row.value_class.as_str().into(),
            row.reason.as_str().into(),
            row.remedy.as_str().into(),
            row.values_json.as_str().into(),
        ];
        rejects.add(tx, values).await?;
    }
    rejects.finish(tx).await?;
    Ok(())
}

/// Records that a file was refused, and why. Where the rows could be read, what was wrong with
/// them is kept too, so that a file stopped by a threshold can be mended.
pub(crate) async fn refused(
    db: &Db,
    feed: Option<&Profile>,
    parsed: Option<&Parsed>,
    about: &About<'_>,
    refusal: &Refusal,
) -> Result<String> {
    db.transact(async |tx: &mut Tx| -> Result<String> {
        let delivery_id = store::new_event_id();
        let columns = parsed
            .map(|parsed| serde_json::to_string(&parsed.columns).unwrap_or_default())
            .unwrap_or_else(|| "[]".to_owned());
        let none = || Value::Int(Some(0));
        let rows = parsed.map_or(0, |parsed| parsed.rows_read);
        let rejected = parsed.map_or(0, |parsed| parsed.rejected.len() as u64);
        let mut bulk = Bulk::new("delivery", COLUMNS, "");
        bulk.add(
            tx,
            [
                delivery_id.as_str().into(),
                feed.map_or("", |profile| &profile.name).into(),
                feed.map_or("", |profile| &profile.source).into(),
                about.file_name.into(),
                about.content_sha256.into(),
                Value::Int(i64::try_from(about.bytes).ok()),
                "refused".into(),
                store::now_utc().into(),
                Value::Text(None),
                Value::Text(None),
                Value::Text(None),
                Value::Text(about.mends.map(str::to_owned)),
                columns.into(),
                Value::Int(i64::try_from(rows).ok()),
                none(),
                none(),
                none(),
                none(),
                none(),
                none(),
                Value::Int(i64::try_from(rejected).ok()),
                none(),
                none(),
                refusal.to_string().into(),
                "".into(),
            ],
        )
        .await?;
        bulk.finish(tx).await?;
        if let Some(parsed) = parsed {
            explain(tx, parsed, &delivery_id).await?;
        }
        Ok(delivery_id)
    })
    .await
}

const COLUMNS: &[&str] = &[
    "delivery_id",
    "feed",
    "source",
    "file_name",
    "content_sha256",
    "bytes",
    "state",
    "received_at",
    "data_cut",
    "period_start",
    "period_end",
    "mends_delivery_id",
    "columns_json",
    "rows_read",
    "rows_landed",
    "rows_added",
    "rows_changed",
    "rows_withdrawn",
    "rows_unchanged",
    "rows_repeated",
    "rows_rejected",
    "rows_without_nhs_number",
    "persons_in_file",
    "message",
    "summary_json",
];

const NOTE_COLUMNS: &[&str] =
    &["delivery_id", "column_name", "value_class", "reason", "remedy", "occurrences", "first_line"];

const REJECT_COLUMNS: &[&str] = &[
    "delivery_id",
    "number",
    "line",
    "column_name",
    "value_class",
    "reason",
    "remedy",
    "values_json",
];
