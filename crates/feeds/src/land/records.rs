//! Source records: who a source says its people are, gathered from the rows about them.

use hashbrown::HashSet;
use store::sqlx::{self, Row as _};
use store::{Bulk, Tx, Value};
use terms::RecordId;

use super::difference::Difference;
use crate::{Hangs, Identity, OtherPlace, Parsed, Profile, Result, Row};

pub(super) const PLACES: &str = "select address, postcode, surname, other_places_json, former_surname \
     from source_record where record_id = $1";
pub(super) const ANY: &str =
    "select cast(1 as bigint) from delivery where source = $1 and state = 'landed' limit 1";
pub(super) const WITHDRAW: &str = "update source_record set withdrawn_by = $1 where record_id = $2 \
     and not exists (select 1 from landed_row l where l.record_id = source_record.record_id \
     and l.feed = source_record.feed and l.delivery_to is null)";

/// A record's rows in the file, folded into one identity.
struct Draft<'p> {
    key: &'p str,
    identity: Identity,
}

/// Writes the records that have new or changed rows.
pub(super) async fn upsert(
    tx: &mut Tx,
    delivery_id: &str,
    profile: &Profile,
    parsed: &Parsed,
    difference: &Difference<'_>,
) -> Result<()> {
    let touched: HashSet<RecordId> = difference.written.iter().filter_map(|row| own(row)).collect();
    let drafts = drafts(parsed, &touched);
    // The first list of a source, often its largest file, need not look for earlier addresses.
    let may_exist: Option<i64> =
        sqlx::query_scalar(ANY).bind(&profile.source).fetch_optional(&mut **tx).await?;
    let mut bulk = Bulk::new("source_record", COLUMNS, AGAIN);
    for (record_id, mut draft) in drafts {
        if may_exist.is_some() {
            keep_earlier_place(tx, record_id, &mut draft.identity).await?;
        }
        bulk.add(tx, values(delivery_id, profile, record_id, draft)).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

/// Marks the records that have no row left.
pub(super) async fn withdraw(
    tx: &mut Tx,
    delivery_id: &str,
    difference: &Difference<'_>,
) -> Result<()> {
    let records: HashSet<RecordId> =
        difference.withdrawn.iter().map(|(record_id, _)| *record_id).collect();
    for record_id in records {
        sqlx::query(WITHDRAW)
            .bind(delivery_id)
            .bind(record_id.to_string())
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

fn own(row: &Row) -> Option<RecordId> {
    match row.hangs {
        Hangs::Record(record_id) => Some(record_id),
        Hangs::Parent(_) => None,
    }
}

/// Folds the rows of each touched record, the newest first, in the order of the table.
fn drafts<'p>(parsed: &'p Parsed, touched: &HashSet<RecordId>) -> Vec<(RecordId, Draft<'p>)> {
    let mut rows: Vec<(RecordId, &Row)> = parsed
        .rows
        .iter()
        .filter_map(|row| Some((own(row)?, row)))
        .filter(|(record_id, _)| touched.contains(record_id))
        .collect();
    rows.sort_by_key(|(record_id, row)| (*record_id, std::cmp::Reverse((row.window, row.line))));
    let mut drafts: Vec<(RecordId, Draft<'p>)> = Vec::with_capacity(touched.len());
    for (record_id, row) in rows {
        let Some(identity) = &row.identity else {
            continue;
        };
        match drafts.last_mut().filter(|(last, _)| *last == record_id) {
            Some((_, draft)) => draft.identity.fold(identity),
            None => {
                let draft = Draft { key: &row.record_key, identity: (**identity).clone() };
                drafts.push((record_id, draft));
            }
        }
    }
    drafts
}

/// A person who moved is still found at the place the last delivery gave.
async fn keep_earlier_place(
    tx: &mut Tx,
    record_id: RecordId,
    identity: &mut Identity,
) -> Result<()> {
    let found = sqlx::query(PLACES).bind(record_id.to_string()).fetch_optional(&mut **tx).await?;
    let Some(row) = found else { return Ok(()) };
    let others: Option<String> = row.try_get(3)?;
    let earlier = Identity {
        address: row.try_get(0)?,
        postcode: row.try_get(1)?,
        surname: row.try_get(2)?,
        former_surname: row.try_get(4)?,
        other_places: others.as_deref().map_or_else(Vec::new, |json| {
            serde_json::from_str::<Vec<OtherPlace>>(json).unwrap_or_default()
        }),
        ..Identity::default()
    };
    identity.fold(&earlier);
    Ok(())
}

fn values(
    delivery_id: &str,
    profile: &Profile,
    record_id: RecordId,
    draft: Draft<'_>,
) -> [Value; 26] {
    let Draft { key, identity } = draft;
    let linkable = !profile.pseudonymous
        && (identity.surname.is_some()
            || identity.first_name.is_some()
            || identity.nhs_number.is_some());
    let places = (!identity.other_places.is_empty())
        .then(|| serde_json::to_string(&identity.other_places).unwrap_or_default());
    [
        record_id.to_string().into(),
        profile.source.as_str().into(),
        key.into(),
        profile.name.as_str().into(),
        delivery_id.into(),
        delivery_id.into(),
        Value::Text(None),
        linkable.into(),
        identity.nhs_number.into(),
        identity.nhs_number_traced.into(),
        identity.first_name.into(),
        identity.middle_name.into(),
        identity.surname.into(),
        identity.former_surname.into(),
        identity.date_of_birth.into(),
        identity.date_of_death.into(),
        identity.sex.into(),
        identity.address.into(),
        identity.postcode.into(),
        identity.uprn.into(),
        identity.phone.into(),
        identity.email.into(),
        identity.practice_code.into(),
        identity.ethnic_category.into(),
        identity.registered_on.into(),
        places.into(),
    ]
}

const COLUMNS: &[&str] = &[
    "record_id",
    "source",
    "record_key",
    "feed",
    "delivery_first",
    "delivery_last",
    "withdrawn_by",
    "linkable",
    "nhs_number",
    "nhs_number_traced",
    "first_name",
    "middle_name",
    "surname",
    "former_surname",
    "date_of_birth",
    "date_of_death",
    "sex",
    "address",
    "postcode",
    "uprn",
    "phone",
    "email",
    "practice_code",
    "ethnic_category",
    "registered_on",
    "other_places_json",
];

/// The first delivery stays; everything else is what the newest says.
const AGAIN: &str = "on conflict (record_id) do update set feed = excluded.feed, \
     delivery_last = excluded.delivery_last, withdrawn_by = null, linkable = excluded.linkable, \
     nhs_number = excluded.nhs_number, nhs_number_traced = excluded.nhs_number_traced, \
     first_name = excluded.first_name, middle_name = excluded.middle_name, \
     surname = excluded.surname, former_surname = excluded.former_surname, \
     date_of_birth = excluded.date_of_birth, date_of_death = excluded.date_of_death, \
     sex = excluded.sex, address = excluded.address, postcode = excluded.postcode, \
     uprn = excluded.uprn, phone = excluded.phone, email = excluded.email, \
     practice_code = excluded.practice_code, ethnic_category = excluded.ethnic_category, \
     registered_on = excluded.registered_on, other_places_json = excluded.other_places_json";
