//! Reading source records for the engine.

use futures_util::TryStreamExt as _;
use hashbrown::HashMap;
use linkage::{Identity, RecordsBuilder, SourceIx};
use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::{Loaded, Progress, Settings};
use crate::{Error, Result};

pub(super) const RECORDS: &str = concat!(
    "select record_id, source, nhs_number, nhs_number_traced, first_name, middle_name, surname, \
     former_surname, date_of_birth, date_of_death, sex, address, postcode, uprn, phone, email, \
     practice_code, other_places_json, record_key from source_record ",
    "where linkable = 1 and withdrawn_by is null order by record_id"
);
pub(super) const DELIVERIES: &str = "select count(*) from delivery where state = 'landed'";
pub(super) const PERSONS: &str =
    "select record_id, person_id, source from person_link where ended_by is null";

pub(crate) async fn load(
    db: &Db,
    settings: &Settings,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Loaded> {
    let deliveries: i64 = sqlx::query_scalar(DELIVERIES).fetch_one(db.pool()).await?;
    let mut builder = RecordsBuilder::new(&settings.standardiser()?);
    let mut sources: Vec<(String, SourceIx, u64)> = Vec::new();
    let mut ids = Vec::new();
    let mut rows = sqlx::query(RECORDS).fetch(db.pool());
    while let Some(row) = rows.try_next().await? {
        let name: &str = row.try_get(1)?;
        let at = match sources.iter().position(|(known, _, _)| known == name) {
            Some(at) => at,
            None => {
                let unique = settings.unique_sources.iter().any(|source| source == name);
                sources.push((name.to_owned(), builder.add_source(name, unique), 0));
                sources.len() - 1
            }
        };
        if let Some((_, source, count)) = sources.get_mut(at) {
            with_identity(&row, |key, identity| builder.push(*source, key, identity))?;
            *count += 1;
        }
        ids.push(record_id(row.try_get(0)?)?);
        if ids.len().is_multiple_of(10_000) {
            progress(Progress::Read(ids.len() as u64));
        }
    }
    drop(rows);
    progress(Progress::Read(ids.len() as u64));
    sources.sort();
    Ok(Loaded {
        records: builder.finish(),
        ids,
        persons: persons(db).await?,
        sources: sources.into_iter().map(|(name, _, count)| (name, count)).collect(),
        deliveries,
    })
}

/// Hands a row's own key and identity on.
pub(crate) fn with_identity<T>(
    row: &AnyRow,
    work: impl FnOnce(&str, &Identity<'_>) -> T,
) -> Result<T> {
    let others: Option<&str> = row.try_get(17)?;
    let others: Vec<feeds::OtherPlace> = match others {
        Some(json) => serde_json::from_str(json).map_err(|_| corrupt("a record's other places"))?,
        None => Vec::new(),
    };
    let places: Vec<(&str, &str)> = others
        .iter()
        .map(|place| {
            (place.0.as_deref().unwrap_or_default(), place.1.as_deref().unwrap_or_default())
        })
        .collect();
    let traced: i64 = row.try_get(3)?;
    let identity = Identity {
        nhs_number: row.try_get(2)?,
        nhs_number_traced: traced == 1,
        first_name: row.try_get(4)?,
        middle_name: row.try_get(5)?,
        surname: row.try_get(6)?,
        former_surname: row.try_get(7)?,
        date_of_birth: row.try_get(8)?,
        date_of_death: row.try_get(9)?,
        sex: row.try_get(10)?,
        address: row.try_get(11)?,
        postcode: row.try_get(12)?,
        uprn: row.try_get(13)?,
        phone: row.try_get(14)?,
        email: row.try_get(15)?,
        practice: row.try_get(16)?,
        town: None,
        other_id: None,
        other_places: &places,
    };
    Ok(work(row.try_get(18)?, &identity))
}

async fn persons(db: &Db) -> Result<HashMap<RecordId, (PersonId, String)>> {
    let mut persons = HashMap::new();
    let mut rows = sqlx::query(PERSONS).fetch(db.pool());
    while let Some(row) = rows.try_next().await? {
        let person =
            PersonId::parse(row.try_get(1)?).ok_or_else(|| corrupt("a person's identifier"))?;
        persons.insert(record_id(row.try_get(0)?)?, (person, row.try_get(2)?));
    }
    Ok(persons)
}

pub(crate) fn record_id(text: &str) -> Result<RecordId> {
    RecordId::parse(text).ok_or_else(|| corrupt("a record's identifier"))
}

fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}
